"""Who is still in the running, in what place, and who stands above a cut; every comparison exact.

A tie at a cut is handed back as a tie: nobody is preferred by name, number or order of rows (二(一)1).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor, lcm
from typing import NamedTuple

import pandas as pd

from yiwu_award.errors import OpenPoint
from yiwu_award.law.rubric import QUARTERS_A_POINT
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.checks import option
from yiwu_award.stages.lists import AWARD_TITLES, BODY_TITLES, acted_on, shown, still_in


class Cut(NamedTuple):
    """Who is above a cut, and who is tied for more places than are left."""

    taken: frozenset[str]
    tied: frozenset[str]


def in_the_running(field: pd.DataFrame, act: str, acts: pd.DataFrame, exits: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Applications that had not left when the list was settled, or by ``as_of`` where it is not settled yet.

    An exit after the act changes nothing here: an acted list is frozen.

    Args:
        field: one row per application, with ``application_id`` and ``award``.
        act: the act that settles the list, e.g. ``shortlist``.
        acts: the year's acts.
        exits: the year's exits.
        as_of: the day on which the state is told.

    Returns:
        The rows of ``field`` that stay, index renewed.
    """
    kept: set[str] = set()
    for award, rows in field.groupby("award"):
        kept |= still_in(rows["application_id"], exits, acted_on(acts, act, str(award)) or as_of)
    return field[field["application_id"].isin(kept)].reset_index(drop=True)


def places(values: pd.Series, award: pd.Series) -> pd.Series:
    """Places within each award, best value first; equal values share the better place (1, 2, 2, 4).

    Args:
        values: exact scores (int or Fraction), any index.
        award: the award of each, same index.

    Returns:
        Int64 on the index of ``values``.
    """
    whole = pd.Series(_whole(values), values.index, dtype="object")
    order = {value: number for number, value in enumerate(sorted(set(whole)))}
    return whole.map(order).groupby(award).rank(method="min", ascending=False).astype("Int64")


def best(values: Mapping[str, Fraction | int], count: int) -> Cut:
    """The ``count`` best; those who are equal across the cut are tied, and none of these is taken.

    Args:
        values: exact scores by application.
        count: how many places there are.
    """
    if len(values) <= count:
        return Cut(frozenset(values), frozenset())
    if count == 0:
        return Cut(frozenset(), frozenset())
    whole = dict(zip(values, _whole(values.values()), strict=True))
    last = sorted(whole.values(), reverse=True)[count - 1]
    above = frozenset(name for name, value in whole.items() if value > last)
    level = frozenset(name for name, value in whole.items() if value == last)
    return Cut(above | level, frozenset()) if len(above) + len(level) == count else Cut(above, level)


def _whole(values: Collection[Fraction | int]) -> list[int]:
    """The values over their common denominator: the same order, and compared many times faster than fractions."""
    common = lcm(*{int(value.denominator) for value in values})
    return [int(value.numerator) * (common // int(value.denominator)) for value in values]


def best_by_rule(values: Mapping[str, Fraction | int], count: int, law: Law, tie: str, award: str) -> Cut:
    """The ``count`` best; whoever is equal across the cut goes on too where the year says so, else stays tied.

    Args:
        values: exact scores by application.
        count: how many places there are.
        law: ``tie``, which offers only ``include_all``.
        tie: the rule's key, ``shortlist.tie`` or ``candidates.tie``.
        award: the award.
    """
    cut = best(values, count)
    if not cut.tied or not law.given(tie, award):
        return cut
    option(law, tie, award)
    return Cut(cut.taken | cut.tied, frozenset())


def tied_at_the_cut(title: str, award: str, cut: Cut, tie: str) -> OpenPoint:
    """A tie that no rule of the year settles is 市评委会's to decide (二(一)1)."""
    what = f"{title}（{AWARD_TITLES[award]}）末位同分：{shown(cut.tied)}，年度实施规则没有规定如何处理"
    to_do = f"研究决定并在“年度实施规则”表登记 {tie}"
    return OpenPoint("blocked", "二(一)1", what, BODY_TITLES["committee"], to_do)


def points(quarters: pd.Series) -> pd.Series:
    """Quarters of a point as points to be shown, Decimal with two places, exact."""
    return quarters.map(lambda each: Decimal(int(each) * 100 // QUARTERS_A_POINT).scaleb(-2)).astype("object")


def rounded(value: Fraction) -> Decimal:
    """A score that is not negative, to be shown: two places, half up."""
    return Decimal(floor(value * 100 + Fraction(1, 2))).scaleb(-2)


def in_award_order(rows: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Rows by award (质量奖 first), then by ``columns``; index renewed."""
    keyed = rows.assign(_award=rows["award"].map({award: number for number, award in enumerate(AWARDS)}))
    return keyed.sort_values(["_award", *columns], ignore_index=True).drop(columns="_award")
