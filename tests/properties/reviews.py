"""Drawn years from the panels' scores to the vote: stages 3 to 6 on three to five applications."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from random import Random
from typing import NamedTuple

import pandas as pd
from hypothesis import strategies as st

from tests.properties.drawn import SEEDS, mostly
from tests.worlds import CLOSING, table
from yiwu_award.law.rubric import rubric
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages import department_review, document_review, onsite_review, vote
from yiwu_award.stages.result import StageResult

AS_OF = date(2024, 10, 31)
IDS = ("A001", "A002", "A003", "A004", "A005")
ASSESSORS = ("E01", "E02", "E03")  # E01 leads
ITEMS = tuple(item.code for item in rubric(2012).items)
FULL_MARKS = {"市经信局": 60, "市应急管理局": 40}
N_VALID = 8
RULES = (
    ("score.spread_limit", None, "20"), ("confirmation.no_reply", None, "confirmed"),
    ("shortlist.method", None, "count"), ("shortlist.value", None, "2"),
    *(("department.full_marks", department, str(marks)) for department, marks in FULL_MARKS.items()),
    ("department.veto", None, "excludes"),
    ("credit_points.full_points", None, "1000"), ("credit_points.full_marks", None, "100"),
    ("score.weight_document", None, "0.3"), ("score.weight_department", None, "0.2"),
    ("score.weight_onsite", None, "0.5"), ("score.scale", None, "1000"),
    ("candidates.count", None, "2"), ("candidates.floor", None, "none"),
    ("vote.quorum", None, "2/3"), ("vote.pass_share", None, "1/2"), ("vote.pass_base", None, "valid"),
)  # fmt: skip
Rows = dict[str, list[dict]]
Tables = Mapping[str, pd.DataFrame]


class Review(NamedTuple):
    """Rows by table, and in short what was drawn."""

    rows: Rows
    drawn: str

    def __repr__(self) -> str:
        return self.drawn


def law() -> Law:
    """The law on the closing day, with all that stages 3 to 6 need decided."""
    decided = {"document": "实施细则", "approved_by": "committee", "approved_on": date(2024, 3, 1)}
    rows = [decided | {"key": key, "applies_to": scope, "value": value} for key, scope, value in RULES]
    return Law.on(CLOSING, table("implementing_rules", *rows))


def reviews(ids: Sequence[str] = IDS) -> st.SearchStrategy[Review]:
    """Applications of both awards, scored on paper and on site, seen by the departments and voted on."""
    return SEEDS.map(lambda seed: _review(Random(seed), ids))


def _review(chance: Random, ids: Sequence[str]) -> Review:
    about = {name: _application(name, chance.choice(AWARDS)) for name in ids}
    scored = {(stage, name): _percents(chance) for stage in ("document_review", "onsite_review") for name in ids}
    answered = {name: {department: _answer(chance, marks) for department, marks in FULL_MARKS.items()} for name in ids}
    credit = {name: chance.randint(0, 1000) for name in ids}
    votes = {name: chance.randint(0, N_VALID) for name in ids}
    replies = {key: mostly(chance, "confirmed", "no_reply", None) for key in scored}
    rows = {
        "applications": list(about.values()),
        "panel_applications": [{"panel": "P1", "application_id": name} for name in ids],
        **_sheets(scored),
        "confirmations": [
            {"stage": stage, "application_id": name, "response": reply, "responded_on": "2024-09-02"}
            for (stage, name), reply in replies.items()
            if reply
        ],
        "department_scores": [
            {"department": department, "application_id": name, "scored_on": "2024-08-12"} | answer
            for name, answers in answered.items()
            for department, answer in answers.items()
            if answer
        ],
        "credit_points": [
            {"application_id": name, "points": Decimal(points), "collected_on": "2024-08-12"}
            for name, points in credit.items()
        ],
        "visits": [
            {"panel": "P1", "application_id": name, "started_on": "2024-08-19", "ended_on": "2024-08-21"}
            for name in ids
        ],
        "panel_opinions": [
            {"panel": "P1", "application_id": name, "opinion": "意见", "submitted_on": day}
            for name in ids
            if (day := mostly(chance, "2024-08-30", "2024-09-02", None))
        ],
        "ballot_counts": [
            {"award": about[name]["award"], "round": 1, "application_id": name, "votes_for": votes_for}
            | {"votes_against": N_VALID - votes_for, "abstentions": 0}
            for name, votes_for in votes.items()
        ],
    }  # fmt: skip
    return Review(rows, f"{about}\n{scored}\n{answered}\n{credit}\n{votes}\n{replies}")


def office() -> Rows:
    """What a year has besides its applications: the schedule, one panel, nine voters and their papers."""
    panel = [{"panel": "P1", "assessor_id": name, "is_leader": name == "E01"} for name in ASSESSORS]
    qualified = {"expertise": "industry", "is_qualified": True}
    papers = {"round": 1, "issued": 9, "returned": 9, "unreturned": 0, "valid": N_VALID, "spoiled": 1}
    return {
        "schedule": [{"event": "vote_on", "day": "2024-10-10"}],
        "assessors": [qualified | {"assessor_id": name, "employer_uscc": f"code-{name}"} for name in ASSESSORS],
        "panels": panel,
        "voters": [{"voter_id": f"V{number:02}", "is_present": True} for number in range(1, 10)],
        "ballot_papers": [papers | {"award": award, "voted_on": "2024-10-10"} for award in AWARDS],
        "conflicts": [],
        "nil_returns": [
            {"subject": "conflicts", "reported_by": name, "checked_on": "2024-07-01"} for name in ASSESSORS
        ],
        "misconduct": [],
        "acts": [],
        "exits": [],
    }


def typed(rows: Rows, listed: Sequence[dict]) -> dict[str, pd.DataFrame]:
    """Typed tables of stages 3 to 6; ``listed`` are the applications that are eligible, and all go on to the visits."""
    tables = {name: table(name, *own) for name, own in (office() | rows).items()}
    columns = ("application_id", "org_name", "award")
    own = [{column: row[column] for column in columns} for row in listed]
    return tables | {name: table(name, *own) for name in ("eligible", "shortlisted")}


def reviewed(tables: Tables, in_force: Law) -> dict[str, StageResult]:
    """Stages 3 to 6. The acted candidates are those that the totals propose; only they are voted on."""
    results = {
        "document_review": document_review.review(tables, in_force, AS_OF),
        "department_review": department_review.review(tables, in_force, AS_OF),
        "onsite_review": onsite_review.review(tables, in_force, AS_OF),
    }
    handed_on = {name: made for result in results.values() for name, made in result.tables.items()}
    if "document_results" not in handed_on:
        return results
    before = {**tables, **handed_on, "ballot_counts": tables["ballot_counts"].iloc[:0]}
    ranked = vote.settle(before, in_force, AS_OF).tables["totals"]
    proposed = ranked[ranked["is_candidate"]]
    act = {"act": "candidates", "body": "office", "document": "纪要", "decided_on": date(2024, 10, 8)}
    acts = [act | row for row in proposed[["award", "application_id"]].to_dict("records")]
    counts = tables["ballot_counts"]
    counts = counts[counts["application_id"].isin(proposed["application_id"])].reset_index(drop=True)
    return results | {
        "vote": vote.settle(
            {**tables, **handed_on, "acts": table("acts", *acts), "ballot_counts": counts}, in_force, AS_OF
        )
    }


def _application(name: str, award: str) -> dict:
    return {
        "application_id": name, "org_name": f"{name} 厂", "uscc": f"code-{name}", "award": award,
        "sector": "industry", "activity": "production", "received_on": "2024-05-20",
    }  # fmt: skip


def _percents(chance: Random) -> list[int]:
    """The consensus on each item: one percent for all, but for a few."""
    percents = [chance.randint(8, 15) * 5] * len(ITEMS)
    for place in chance.sample(range(len(ITEMS)), chance.randint(0, 3)):
        percents[place] = chance.randint(1, 19) * 5
    return percents


def _answer(chance: Random, marks: int) -> dict | None:
    answer = chance.choice((*["scored"] * 8, "waived", None))
    if answer == "scored":
        score = Decimal(chance.randint(0, 4 * marks)) / 4
        return {"answer": answer, "score": score, "has_veto": chance.random() < 0.1}
    return {"answer": answer, "document": "纪要"} if answer else None


def _sheets(scored: Mapping[tuple[str, str], list[int]]) -> Rows:
    """Every assessor's percents, and the leader's consensus."""
    days = {"document_review": ("2024-07-01", "2024-07-05"), "onsite_review": ("2024-08-21", "2024-08-23")}
    scores, consensus = [], []
    for (stage, name), percents in scored.items():
        own = {"stage": stage, "application_id": name}
        scored_on, recorded_on = days[stage]
        for item, percent in zip(ITEMS, percents, strict=True):
            consensus.append(own | {"item": item, "percent": percent, "recorded_by": "E01", "recorded_on": recorded_on})
            scores += [
                own | {"item": item, "assessor_id": assessor, "percent": percent + apart, "scored_on": scored_on}
                for assessor, apart in zip(ASSESSORS, (0, 5, -5), strict=True)
            ]
    return {"item_scores": scores, "item_consensus": consensus}
