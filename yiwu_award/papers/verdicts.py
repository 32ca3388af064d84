"""The verdicts of 资格审查 on each application, clause by clause: what was asked and found, who said so, and where."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from yiwu_award.law.clauses import clause, clause_of
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import Source, sources

Recorded = Mapping[tuple[str, str], list["Opinion"]]  # by application and part


class Opinion(NamedTuple):
    """What one department said of a part, or what a body determined."""

    by: str
    day: str
    verdict: str
    basis: str
    source: Source


class Part(NamedTuple):
    """One part of a clause, and the verdict on it.

    Attributes:
        observed: the fact that it rests on, without the opinions.
        required: what the clause asks.
        basis: ``computed``, ``attested`` or ``determined``.
        evidence: where the fact came from.
        opinions: those of the departments.
        determination: that of 市评审办 or 市评委会, if one settled it.
    """

    id: str
    title: str
    gist: str
    verdict: str
    basis: str
    observed: str
    required: str
    evidence: tuple[Source, ...]
    opinions: tuple[Opinion, ...]
    determination: Opinion | None


class Clause(NamedTuple):
    """A numbered clause with those of its parts that were decided."""

    id: str
    title: str
    gist: str
    parts: tuple[Part, ...]


def by_clause(tables: Mapping[str, pd.DataFrame], decisions: pd.DataFrame) -> dict[str, tuple[Clause, ...]]:
    """The verdicts of each application, by its number.

    Args:
        tables: ``attestations`` and ``determinations`` as they came.
        decisions: what 资格审查 handed on, all applications or some.
    """
    ids = set(decisions["application_id"])
    attested = _recorded(tables, "attestations", ("department", "conclusion", "concluded_on"), ids)
    determined = _recorded(tables, "determinations", ("body", "verdict", "decided_on"), ids)
    found = {}
    for application, rows in decisions.groupby("application_id", sort=False):
        parts: dict[str, list[Part]] = {}
        for row in rows.itertuples():
            parts.setdefault(clause_of(row.part), []).append(_part(row, attested, determined))
        found[str(application)] = tuple(
            Clause(identifier, clause(identifier).title, clause(identifier).gist_zh, tuple(own))
            for identifier, own in parts.items()
        )
    return found


def verdict(code: str) -> str:
    """A verdict in one word."""
    return contract("decisions").labels("verdict")[code]


def _recorded(
    tables: Mapping[str, pd.DataFrame], name: str, columns: tuple[str, str, str], ids: set[str]
) -> dict[tuple[str, str], list[Opinion]]:
    """The opinions of one table by application and part: who, what and when stand in ``columns``."""
    by, said, on = columns
    titles = contract(name).labels(by)
    rows = tables[name]
    found: dict[tuple[str, str], list[Opinion]] = {}
    for row in rows[rows["application_id"].isin(ids)].sort_values(["application_id", "part", by]).to_dict("records"):
        sheet = "" if pd.isna(row["sheet"]) else str(row["sheet"])
        source = Source(contract(name).title, str(row["file"]), sheet, (int(row["row"]),))
        who, day = titles.get(row[by], row[by]), f"{row[on]:%Y-%m-%d}"
        found.setdefault((row["application_id"], row["part"]), []).append(
            Opinion(who, day, row[said], row["basis"], source)
        )
    return found


def _part(row: Any, attested: Recorded, determined: Recorded) -> Part:
    key = (row.application_id, row.part)
    opinions = tuple(attested.get(key, ()))
    determination = next(iter(determined.get(key, ())), None) if row.basis == "determined" else None
    told = {f"{each.by}：{verdict(each.verdict)}（{each.day}）" for each in opinions}
    if determination:
        told.add(f"认定：{determination.basis}（{determination.by}，{determination.day}）")
    observed = "" if pd.isna(row.observed) else row.observed
    return Part(
        id=row.part,
        title=clause(row.part).title,
        gist=clause(row.part).gist_zh,
        verdict=row.verdict,
        basis=row.basis,
        observed="；".join(fact for fact in observed.split("；") if fact not in told),
        required=row.required,
        evidence=() if pd.isna(row.evidence) else sources(row.evidence),
        opinions=opinions,
        determination=determination,
    )
