"""What the package's stages come to in a drawn year, in the words of the second opinion."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from tests.second_opinion.years import AS_OF, Rows
from tests.worlds import CLOSING, ELIGIBILITY_TAKES, table
from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import department_review, document_review, eligibility, intake, onsite_review, vote
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

Came = dict[str, Any]
_NUMBER = re.compile(r"A\d{3}")


def _typed(rows: Rows) -> dict[str, pd.DataFrame]:
    return {name: table(name, *own) for name, own in rows.items()}


def _law(tables: Mapping[str, pd.DataFrame]) -> Law:
    return Law.on(CLOSING, tables["implementing_rules"])


def eligible(rows: Rows) -> tuple[dict[str, dict[str, str]], dict[str, str], set[str] | None]:
    """Stages 1 and 2: verdict by application and part, by application, and the list as settled, None while it isn't."""
    tables = {name: table(name) for name in (*ELIGIBILITY_TAKES, "arrivals")} | _typed(rows)
    required = [
        {"material": material, "title": title, "clause": "四(二)"}
        for material, title in contract("materials").labels("material").items()
    ]
    tables["required_materials"] = table("required_materials", *required)
    in_force = _law(tables)
    tables |= intake.receive(tables, in_force, AS_OF).tables
    result = eligibility.decide(tables, in_force, AS_OF)
    decisions = result.tables["decisions"]
    parts = {
        str(name): dict(zip(own["part"], own["verdict"], strict=True))
        for name, own in decisions.groupby("application_id")
    }
    whole = result.tables["eligibility"].set_index("application_id")["verdict"].to_dict()
    unsettled = [point for point in result.open_points if point.to_do.startswith(("研究决定", "核对两份名单"))]
    return parts, whole, None if unsettled else set(result.tables["eligible"]["application_id"])


def reviewed(rows: Rows) -> dict[str, Came]:
    """Stages 3 to 6, each as far as those before it are done."""
    tables = _typed(rows)
    in_force = _law(tables)
    columns = ["application_id", "org_name", "award"]
    tables["eligible"] = table(
        "eligible", *({column: row[column] for column in columns} for row in rows["applications"])
    )
    tables |= {name: table(name) for name in ("voters", "ballot_papers") if name not in tables}
    came = {"document_review": _stage(document_review.review, tables, in_force, _on_paper)}
    if not _is_done(came, "document_review"):
        return came
    for name, conduct, told in (
        ("department_review", department_review.review, _departments),
        ("onsite_review", onsite_review.review, _on_site),
    ):
        came[name] = _stage(conduct, tables, in_force, told)
    if all(_is_done(came, name) for name in came):
        came["vote"] = _stage(vote.settle, tables, in_force, _voted)
    return came


def _is_done(came: Mapping[str, Came], stage: str) -> bool:
    return came[stage].get("open") == set()


def _stage(
    conduct: Callable[..., StageResult], tables: dict[str, pd.DataFrame], in_force: Law, told: Callable[..., Came]
) -> Came:
    try:
        result = conduct(tables, in_force, AS_OF)
    except ContractBroken as broken:
        return {"refused": {(_table(fault.table), _row(fault.row), fault.clause) for fault in broken.faults}}
    except NotInForce as stop:
        return {"undecided": stop.key.partition("（")[0]}
    tables |= result.tables
    points = {(point.state, point.clause, frozenset(_NUMBER.findall(point.what))) for point in result.open_points}
    return told(result.tables) | {"open": points}


def _table(title: str) -> str:
    names = (
        "panels", "panel_applications", "item_scores", "item_consensus", "department_scores", "credit_points",
        "visits", "panel_opinions", "voters", "ballot_papers", "ballot_counts", "implementing_rules", "acts",
    )  # fmt: skip
    return next(name for name in names if contract(name).title == title)


def _row(row: int | None) -> str:
    return "" if row is None else str(row)


def _items(frame: pd.DataFrame) -> dict[tuple[str, str], tuple[int, int, int, bool]]:
    return {
        (row.application_id, row.item): (row.quarters, row.lowest, row.highest, row.is_spread)
        for row in frame.itertuples()
    }


def _on_paper(made: Mapping[str, pd.DataFrame]) -> Came:
    came: Came = {"items": _items(made["document_items"])}
    if "document_results" in made:
        rows = made["document_results"]
        came["places"] = dict(zip(rows["application_id"], rows["place"], strict=True))
        came["quarters"] = dict(zip(rows["application_id"], rows["quarters"], strict=True))
        came["proposed"] = set(rows.loc[rows["is_shortlisted"], "application_id"])
    if "shortlisted" in made:
        came["shortlisted"] = set(made["shortlisted"]["application_id"])
        came["feedback"] = set(zip(made["feedback"]["application_id"], made["feedback"]["item"], strict=True))
    return came


def _departments(made: Mapping[str, pd.DataFrame]) -> Came:
    return {
        "shares": {row.application_id: (row.share, row.has_veto) for row in made["department_results"].itertuples()}
    }


def _on_site(made: Mapping[str, pd.DataFrame]) -> Came:
    return {
        "items": _items(made["onsite_items"]),
        "results": {
            row.application_id: (
                row.quarters, row.opinion_due_on.date(),
                None if pd.isna(row.opinion_submitted_on) else row.opinion_submitted_on.date(), row.is_late,
            )
            for row in made["onsite_results"].itertuples()
        },
    }  # fmt: skip


def _voted(made: Mapping[str, pd.DataFrame]) -> Came:
    rows = made["totals"]
    came: Came = {
        "totals": dict(zip(rows["application_id"], rows["total_exact"], strict=True)),
        "places": dict(zip(rows["application_id"], rows["place"], strict=True)),
        "proposed": set(rows.loc[rows["is_candidate"], "application_id"]),
        "tally": {
            (row.award, row.round, row.application_id): (row.is_passed, row.is_preselected)
            for row in (made["tally"].itertuples() if "tally" in made else ())
        },
    }
    return came | ({"preselected": set(made["preselected"]["application_id"])} if "preselected" in made else {})
