"""How sure the order of 五(五) is: how far it hangs on what the regulation leaves open, and on any single assessor.

Worked out only from totals that stand, so after weights, floors and formula are decided; for 市评审办 and 监督组, who
judge the rules by it. It changes no score, no place and no list, and the vote decides all the same (R-33).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import ceil, lcm
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.law.rubric import QUARTERS_A_POINT, Rubric
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.checks import number, option, whole
from yiwu_award.stages.contest import rounded
from yiwu_award.tables.contracts import contract

WEIGHTS = ("score.weight_document", "score.weight_department", "score.weight_onsite")
_STEPS = 100  # weights in whole percents
_STAGES = ("document_review", "onsite_review")
Parts = tuple[Fraction, Fraction, Fraction]  # of full marks: on paper, by departments, on site
Integers = np.ndarray[Any, Any]


class Rule(NamedTuple):
    """How the year draws the candidates of one award from their totals.

    Attributes:
        n_candidates: how many there are.
        floor: the lowest share of the scale, None where there is none.
        takes_ties: whether those level at the cut are all taken; else no list comes about.
        is_barred: boolean by application: vetoed.
    """

    n_candidates: int
    floor: Fraction | None
    takes_ties: bool
    is_barred: Integers


def sensitivity(ranked: pd.DataFrame, scores: pd.DataFrame, rubric: Rubric, law: Law) -> pd.DataFrame:
    """For neighbours in the order, for each seat on the list and for the list as a whole: what keeps it as it is.

    Two things are varied, each by itself. Weights: the regulation says nothing on them, so every triple of whole
    percents that adds up to 100 is tried. Assessors: leaving one out moves the consensus on each item as far as the
    mean of the individual percents moves without him; it can't be known what the panel would have agreed on.

    Args:
        ranked: totals of the year: application_id, award, place, on_paper and on_site (quarters of a point),
            department_share, has_veto; by award and place.
        scores: individual percents, both stages.
        rubric: points by item.
        law: ``score.*``, ``candidates.*``, ``department.veto``.

    Returns:
        Contract sensitivity, by award: pairs of neighbours, then seats, then the list. Seats and list are missing
        where a tie at the cut has no rule.

    Source: 五(五), 二(一)2.
    """
    made: list[dict[str, Any]] = []
    for award in AWARDS:
        field = ranked[ranked["award"] == award].reset_index(drop=True)
        if len(field):
            rows = _of_award(field, scores[scores["application_id"].isin(field["application_id"])], rubric, law, award)
            made += [{"award": award, "number": number} | row for number, row in enumerate(rows, 1)]
    made_by = contract("sensitivity")
    return pd.DataFrame(made, columns=list(made_by.names)).astype(made_by.dtypes)


def weightings() -> Integers:
    """Every triple of whole percents that adds up to 100; shape (5151, 3)."""
    first, second = np.indices((_STEPS + 1, _STEPS + 1)).reshape(2, -1)
    fits = first + second <= _STEPS
    return np.column_stack([first, second, _STEPS - first - second])[fits]


def listed(totals: Integers, unit: int, rule: Rule) -> tuple[Integers, Integers]:
    """Who is a candidate, and whether a list comes about at all, for many orders at once.

    Args:
        totals: shape (orders, applications), whole numbers; ``unit`` of them are the whole scale.
        unit: so many stand for full marks.
        rule: the year's.

    Returns:
        Booleans of shape (orders, applications) and (orders,).
    """
    pool = np.broadcast_to(~rule.is_barred, totals.shape)
    if rule.floor is not None:
        pool = pool & (totals >= ceil(rule.floor * unit)).astype(bool)
    taken, stands = np.zeros(totals.shape, dtype=bool), np.ones(len(totals), dtype=bool)
    for place in range(totals.shape[1]):
        own = totals[:, [place]]
        better = ((totals > own).astype(bool) & pool).sum(axis=1)
        level = ((totals == own).astype(bool) & pool).sum(axis=1)
        is_in, reaches = better + level <= rule.n_candidates, better < rule.n_candidates
        taken[:, place] = pool[:, place] & (reaches if rule.takes_ties else is_in)
        stands &= ~(pool[:, place] & reaches & ~is_in) | rule.takes_ties
    return taken, stands


def _of_award(field: pd.DataFrame, scores: pd.DataFrame, rubric: Rubric, law: Law, award: str) -> list[dict[str, Any]]:
    full = sum(item.points for item in rubric.items) * QUARTERS_A_POINT
    parts = [
        (Fraction(int(row.on_paper), full), Fraction(row.department_share), Fraction(int(row.on_site), full))
        for row in field.itertuples()
    ]
    rule = _rule(field, law, award)
    decided = np.array([[int(weight * _whole(law)) for weight in _weights(law)]])
    usual = _Orders(parts, decided, rule)
    tried = _Orders(parts, weightings(), rule)
    shifts = _shifts(scores, rubric)
    without = {
        assessor: _Orders(_shifted(parts, field["application_id"], shifts[assessor], full), decided, rule)
        for assessor in sorted(shifts)
    }
    names = list(field["application_id"])
    rows = [
        _row("order", field, first, tried.keeps_order(usual, first), without,
             {who: order.keeps_order(usual, first) for who, order in without.items()})
        | {"next_application_id": names[first + 1]}
        for first in range(len(names) - 1)
    ]  # fmt: skip
    if not usual.stands.all():
        return rows
    rows += [
        _row("seat", field, place, tried.keeps_seat(usual, place), without,
             {who: order.keeps_seat(usual, place) for who, order in without.items()})
        for place in range(len(names))
    ]  # fmt: skip
    whole_list = {who: order.keeps_list(usual) for who, order in without.items()}
    return [*rows, _row("list", field, None, tried.keeps_list(usual), without, whole_list)]


class _Orders:
    """The orders and lists that many weightings give, from whole numbers in proportion to the totals."""

    def __init__(self, parts: Sequence[Parts], weights: Integers, rule: Rule) -> None:
        unit = lcm(*(part.denominator for own in parts for part in own))
        whole_parts = [[int(part * unit) for part in own] for own in parts]
        largest = int(weights.sum(axis=1).max()) * max((abs(part) for own in whole_parts for part in own), default=0)
        dtype = np.int64 if largest < np.iinfo(np.int64).max else object  # beyond, Python's own whole numbers
        self.totals: Integers = weights.astype(dtype) @ np.array(whole_parts, dtype=dtype).T
        self.taken, self.stands = listed(self.totals, unit * int(weights[0].sum()), rule)

    def keeps_order(self, usual: _Orders, first: int) -> Integers:
        """Whether the two at places ``first`` and the next stand to each other as usual: ahead, or level."""
        is_level = usual.totals[0, first] == usual.totals[0, first + 1]
        ahead, behind = self.totals[:, first], self.totals[:, first + 1]
        kept: Integers = (ahead == behind if is_level else ahead > behind).astype(bool)
        return kept

    def keeps_seat(self, usual: _Orders, place: int) -> Integers:
        """Whether a list comes about on which the application is, or isn't, as usual."""
        kept: Integers = self.stands & (self.taken[:, place] == usual.taken[0, place])
        return kept

    def keeps_list(self, usual: _Orders) -> Integers:
        """Whether the same list comes about."""
        kept: Integers = self.stands & (self.taken == usual.taken[0]).all(axis=1)
        return kept


def _row(
    subject: str, field: pd.DataFrame, place: int | None, kept: Integers, without: Mapping[str, _Orders],
    kept_without: Mapping[str, Integers],
) -> dict[str, Any]:  # fmt: skip
    swayed_by = [assessor for assessor, is_kept in kept_without.items() if not is_kept.all()]
    about = {} if place is None else {
        "place": int(field["place"][place]), "application_id": field["application_id"][place],
    }  # fmt: skip
    return about | {
        "subject": subject,
        "n_weightings": len(kept),
        "n_kept": int(kept.sum()),
        "kept_percent": rounded(Fraction(100 * int(kept.sum()), len(kept))),
        "n_assessors": len(without),
        "swayed_by": "、".join(swayed_by) or pd.NA,
    }


def _rule(field: pd.DataFrame, law: Law, award: str) -> Rule:
    is_barred = field["has_veto"].to_numpy(dtype=bool)
    if is_barred.any() and option(law, "department.veto") != "excludes":
        is_barred = np.zeros(len(field), dtype=bool)
    floor = None
    if law["candidates.floor", award] != "none":
        floor = number(law, "candidates.floor", award) / number(law, "score.scale")
    return Rule(whole(law, "candidates.count", award), floor, law.given("candidates.tie", award), is_barred)


def _weights(law: Law) -> list[Fraction]:
    return [number(law, name) for name in WEIGHTS]


def _whole(law: Law) -> int:
    return lcm(*(weight.denominator for weight in _weights(law)))


def _shifts(scores: pd.DataFrame, rubric: Rubric) -> dict[str, dict[tuple[str, str], Fraction]]:
    """Assessor → (application, stage) → by how many quarters of a point the mean moves without him, all items."""
    of_item = ["application_id", "stage", "item"]
    points = {item.code: item.points for item in rubric.items}
    given = scores.groupby(of_item)["percent"]
    rows = scores.assign(n=given.transform("size"), total=given.transform("sum"))
    shifts: dict[str, dict[tuple[str, str], Fraction]] = {}
    for row in rows[rows["n"] > 1].itertuples():
        # the mean of the others less the mean of all, (total - own) / (n - 1) - total / n
        moved = Fraction(int(row.total) - int(row.n) * int(row.percent), int(row.n) * (int(row.n) - 1))
        own = shifts.setdefault(row.assessor_id, {})
        key = (row.application_id, row.stage)
        own[key] = own.get(key, Fraction(0)) + points[row.item] * QUARTERS_A_POINT * moved / 100
    return shifts


def _shifted(
    parts: Sequence[Parts], names: pd.Series, shift: Mapping[tuple[str, str], Fraction], full: int
) -> list[Parts]:
    nothing = Fraction(0)
    on_paper, on_site = _STAGES
    return [
        (paper + shift.get((name, on_paper), nothing) / full, share, site + shift.get((name, on_site), nothing) / full)
        for (paper, share, site), name in zip(parts, names, strict=True)
    ]
