"""What a condition looks at, and what it says: the facts, the finding, and how several rows become one verdict.

Everything is a series on the applications; a fact that the tables do not hold stays <NA> to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.law.rulebook import Law
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import evidence


@dataclass(frozen=True)
class Facts:
    """The tables, the law, and the days on which they are looked at.

    Attributes:
        tables: incoming tables by name, and ``completeness``, each as its contract says.
        law: the law of the closing day for applications.
        day: the day whose grades and certificates count: the closing day, or that of the second look.
        years_to: the day to which spans of years are counted (reading R-08).
        record_to: the day from which the clean years of 三(八) are counted back (reading R-19).
        as_of: the day of the state; a later approval is not yet known.

    Certificates and grades are states of ``day``, whatever spans of years are counted to (R-48). What happened in time
    counts once it is known, also after the closing day (R-49).
    """

    tables: Mapping[str, pd.DataFrame]
    law: Law
    day: date
    years_to: date
    record_to: date
    as_of: date

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.tables[table]

    @cached_property
    def applications(self) -> pd.DataFrame:
        """The applications, indexed by their id."""
        return self.tables["applications"].set_index("application_id", drop=False).rename_axis(None)

    def only(self, wanted: pd.Series) -> Facts:
        """The same facts for the applications that are wanted (boolean series on them)."""
        if wanted.all():
            return self
        kept = self.applications.loc[wanted].reset_index(drop=True)
        return replace(self, tables={**self.tables, "applications": kept})

    def numbered(self) -> tuple[Facts, pd.Index]:
        """The same facts with a number for each application's id, which is compared and sorted faster than a text.

        Returns:
            The facts, and the ids in ascending order: a number is a place in them. Rows about nobody who applied
            are left out.
        """
        ids = pd.Index(self["applications"]["application_id"]).sort_values()
        tables = {name: _numbered(frame, ids) for name, frame in self.tables.items() if "application_id" in frame}
        attestations = tables["attestations"].astype({"part": "category"})
        return replace(self, tables={**self.tables, **tables, "attestations": attestations}), ids

    def told_on(self, day: date) -> Facts:
        """The same facts as they were known on a day, counted to the same days as before.

        Who applied stays as it is: an application that came after that day is refused as late, not passed over.
        """
        tables = {
            name: frame if name == "applications" else _known_by(name, frame, day)
            for name, frame in self.tables.items()
        }
        return replace(self, tables=tables, as_of=day)

    def counted_to(self, day: date) -> Facts:
        """The same facts, everything counted to another day."""
        return replace(self, day=day, years_to=day, record_to=day)


Told = Callable[[], pd.Series]  # words for people cost more than the verdict: put together when they are asked for


class Finding(NamedTuple):
    """What one condition found; every series stands on the applications' ids.

    Attributes:
        met: boolean; <NA> where the tables do not say.
        observed: gives a string series; the fact the verdict rests on.
        required: string; what the clause asks, in one short phrase for all.
        evidence: gives a string series; the rows it came from; <NA> where there is none.
        attested: boolean; True where departments judged, False where the tables decided. None: nowhere.
        waived: boolean; True where every department said that the clause does not apply. None: nowhere.
    """

    met: pd.Series
    observed: Told
    required: str
    evidence: Told
    attested: pd.Series | None = None
    waived: pd.Series | None = None


class Scope(NamedTuple):
    """Whom a condition concerns (boolean) and, for the others, why it does not concern them (gives a string series)."""

    applies: pd.Series
    otherwise: Told


def attested(facts: Facts, part: str) -> Finding:
    """What the departments say of a part that people judge (R-11).

    Any 不符合 is a no; any 待核, or no row at all, leaves it open; all 不适用 takes the part away; else it is met. Of
    several opinions of one department the latest counts.

    Args:
        facts: uses ``attestations``, one row per application, part, department and day.
        part: e.g. ``三(二)``.

    Source: 五(一).
    """
    rows = latest_opinions(facts, part)
    ids, conclusion = rows["application_id"], rows["conclusion"]
    is_open = conclusion == "unknown"
    judged = conclusion.eq("not_met").mask(is_open)
    index = facts.applications.index
    is_waived = conclusion.eq("not_applicable").fillna(False).groupby(ids).all().reindex(index).fillna(False)

    def said() -> pd.Series:
        word = labels(conclusion, "attestations", "conclusion")
        opinions = rows["department"] + "：" + word + "（" + iso(rows["concluded_on"]) + "）"
        return joined(opinions, ids).reindex(index).fillna("部门尚无核查意见")

    return Finding(
        met=~any_of(judged, ids).reindex(index).mask(is_waived),
        observed=said,
        required="有关部门核查符合",
        evidence=lambda: cited(rows, "attestations").reindex(index),
        attested=pd.Series(True, index=index, dtype="boolean"),
        waived=is_waived.astype("boolean"),
    )


def latest_opinions(facts: Facts, part: str) -> pd.DataFrame:
    """The rows of ``attestations`` with each department's latest opinion on a part, by application and department."""
    by_department = ["application_id", "department"]
    rows = facts["attestations"].loc[lambda every: every["part"] == part]
    if rows["application_id"].is_unique:
        return rows.sort_values("application_id")
    return rows.sort_values([*by_department, "concluded_on"]).drop_duplicates(by_department, keep="last")


def unless(against: pd.Series, rows: Told, source: Told, required: str, sign_off: Finding) -> Finding:
    """No row speaks against it, and the departments sign it off: a missing row alone proves nothing.

    Args:
        against: boolean on the applications: True where a row decides against; <NA> where one may.
        rows: gives a string series on the applications: the rows that speak against, or may; <NA> where there is none.
        source: gives a string series on the applications: where these rows came from.
        required: what the clause asks.
        sign_off: the departments' finding on the same part.
    """
    is_clear = against.eq(False).fillna(False)
    return Finding(
        met=(~against & sign_off.met).astype("boolean"),
        observed=lambda: _both(rows(), sign_off.observed()),
        required=required,
        evidence=lambda: _both(source(), sign_off.evidence()),
        attested=is_clear,
        waived=sign_off.waived & is_clear,
    )


def any_of(flags: pd.Series, ids: pd.Series) -> pd.Series:
    """Whether any row of an application is True: <NA> if none is and one is not known.

    Returns:
        boolean by application id, only for the applications that have a row.
    """
    if ids.is_unique:
        return flags.astype("boolean").set_axis(ids.to_numpy())
    some = flags.eq(True).fillna(False).astype("bool").groupby(ids).any()
    doubtful = flags.isna().groupby(ids).any()
    return some.astype("boolean").mask(~some & doubtful)


def joined(texts: pd.Series, ids: pd.Series, between: str = "；") -> pd.Series:
    """The texts of each application in one, in the given order, by application id.

    Vectorised over applications: one round per place in the longest list.
    """
    owners = ids.to_numpy()
    texts = texts.astype("string").fillna("").set_axis(owners)
    if ids.is_unique:
        return texts
    places = ids.groupby(ids).cumcount().set_axis(owners)
    together = texts[places == 0].copy()
    for place in range(1, int(places.max()) + 1):
        more = texts[places == place]
        together.loc[more.index] = together.loc[more.index] + between + more
    return together


def cited(rows: pd.DataFrame, table: str) -> pd.Series:
    """Where an application's rows of a table came from, by application id; rows of one sheet in one place.

    Returns:
        string, e.g. ``建筑业信用评价｜credit.xlsx｜市信用网｜第 2、3、7 行``.
    """
    if rows["application_id"].is_unique:
        return joined(evidence(rows, contract(table).title), rows["application_id"])
    rows = rows.sort_values(["application_id", "file", "sheet", "row"])
    spot = rows.groupby(["application_id", "file", "sheet"], dropna=False, sort=False).ngroup()
    numbers = joined(rows["row"], spot, "、")
    firsts = rows[~spot.duplicated()].assign(row=numbers.array)
    return joined(evidence(firsts, contract(table).title), firsts["application_id"])


def labels(codes: pd.Series, table: str, column: str) -> pd.Series:
    """Codes in the words of the table's contract."""
    return codes.map(dict(contract(table).labels(column))).astype("string")


def worded(flags: pd.Series, yes: str, no: str, unknown: str) -> pd.Series:
    """A boolean series in words; <NA> has its own."""
    return flags.map({True: yes, False: no}).astype("string").fillna(unknown)


def iso(days: pd.Series) -> pd.Series:
    """Days as text, e.g. ``2024-05-31``; a missing day stays <NA>."""
    return days.dt.strftime("%Y-%m-%d").astype("string")


def _both(first: pd.Series, second: pd.Series) -> pd.Series:
    return (first + "；" + second).fillna(first).fillna(second)


def _numbered(frame: pd.DataFrame, ids: pd.Index) -> pd.DataFrame:
    numbers = ids.get_indexer(frame["application_id"])
    is_about_nobody = numbers < 0
    numbered = frame.assign(application_id=numbers)
    return numbered[~is_about_nobody] if is_about_nobody.any() else numbered


def _known_by(name: str, frame: pd.DataFrame, day: date) -> pd.DataFrame:
    known_on = contract(name).known_on
    is_later = known_on is not None and frame[known_on] > pd.Timestamp(day)
    return frame[~is_later] if np.any(is_later) else frame
