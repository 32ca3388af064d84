"""How many points an application is short of a cut, at the shortlist and at the candidates; exact, and tried out.

Everybody else's results stay as they are. What is said to be enough is decided again by the very rule of the stage,
and so is the next smaller score, which is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from yiwu_award.law.rubric import QUARTERS_A_POINT, rubric
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import document_review, vote
from yiwu_award.stages.checks import number, whole
from yiwu_award.stages.contest import rounded
from yiwu_award.stages.lists import AWARD_TITLES


class Shortfall(NamedTuple):
    """What an application has, what would be enough, and the difference.

    Attributes:
        stage: ``document_review`` or ``vote``.
        has: points of the document review, or the total.
        enough: the least points that are enough; at the vote the total to be reached or passed. None: no score is.
        must_exceed: whether ``enough`` itself is not enough yet, but anything above it.
        onsite_enough: at the vote, the least points on site that are enough, all else as it is; None: no score is.
        text: all of it in whole sentences.
    """

    stage: str
    has: Fraction
    enough: Fraction | None
    must_exceed: bool
    onsite_enough: Fraction | None
    text: str


def of_shortlist(results: pd.DataFrame, law: Law, application: str) -> Shortfall:
    """What an application lacks for the on-site review.

    Args:
        results: ``document_results``; the application is not proposed.
        law: ``shortlist.*``, ``rubric.edition``.
        application: its number.

    Source: 五(二).
    """
    own, field = _own_and_field(results, application)
    award = str(own["award"])

    def is_in(quarters: int) -> bool:
        return (
            application in document_review.shortlist(_with(field, application, "quarters", quarters), law, award).taken
        )

    has = int(own["quarters"])
    enough = _least(has, _full_quarters(law), is_in)
    is_tied = application in document_review.shortlist(field, law, award).tied
    outcome = "与末位同分，能否进入现场评审须由市评委会决定" if is_tied else "按得分不进入现场评审"
    text = _standing("资料评审得", _points(has), own, field, outcome)
    if enough is None:
        return Shortfall(
            "document_review", _points(has), None, False, None, text + "按年度规则，得满分也不进入现场评审。"
        )
    text += (
        f"其他组织的得分不变，至少须得 {_shown(_points(enough))} 分才进入，相差 {_shown(_points(enough - has))} 分；"
        f"按 {_shown(_points(enough))} 分重算即进入，按 {_shown(_points(enough - 1))} 分重算仍不进入。"
    )
    return Shortfall("document_review", _points(has), _points(enough), False, None, text)


def of_candidates(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date, application: str) -> Shortfall:
    """What an application lacks to be a candidate.

    Args:
        tables: what ``vote.totals`` takes; the application has a total and is not proposed.
        law: ``score.*``, ``candidates.*``, ``department.veto``, ``rubric.edition``.
        as_of: the day of the state.
        application: its number.

    Source: 五(五).
    """
    own, field = _own_and_field(vote.totals(tables, law, as_of), application)
    award, has = str(own["award"]), Fraction(own["exact"])

    def is_in(total: Fraction) -> bool:
        return application in vote.propose(_with(field, application, "exact", total), law, award).taken

    def is_in_by_visit(quarters: int) -> bool:
        visited = tables["onsite_results"]
        is_own = visited["application_id"] == application
        changed = {**tables, "onsite_results": visited.assign(quarters=visited["quarters"].mask(is_own, quarters))}
        ranked = vote.totals(changed, law, as_of)
        return application in vote.propose(ranked[ranked["award"] == award], law, award).taken

    is_tied = application in vote.propose(field, law, award).tied
    outcome = "与末位同分，能否列为候选须由市评委会决定" if is_tied else "按得分不列为候选"
    text = _standing("总分", has, own, field, outcome)
    enough, must_exceed = _total_enough(field, law, award, has, is_in)
    if enough is None:
        why = (
            "有部门否决，按年度规则，得分再高也不列为候选；须由该部门改变意见。"
            if own["has_veto"]
            else "按年度规则，得满分也不列为候选。"
        )
        return Shortfall("vote", has, None, False, None, text + why)
    text += (
        f"其他组织的总分不变，该组织的总分须{'高于' if must_exceed else '达到'} {_shown(enough)} 分才列为候选，"
        f"相差 {_shown(enough - has)} 分{_exactly(enough - has)}。"
    )
    visited = int(own["on_site"])
    onsite = _least(visited, _full_quarters(law), is_in_by_visit)
    if onsite is None:
        text += "单靠现场评审，得满分也不够。"
    else:
        text += (
            f"单看现场评审，至少须得 {_shown(_points(onsite))} 分（实得 {_shown(_points(visited))} 分，"
            f"差 {_shown(_points(onsite - visited))} 分）：按此重算即列为候选，少四分之一分重算仍不列入。"
        )
    return Shortfall("vote", has, enough, must_exceed, None if onsite is None else _points(onsite), text)


def _total_enough(
    field: pd.DataFrame, law: Law, award: str, has: Fraction, is_in: Callable[[Fraction], bool]
) -> tuple[Fraction | None, bool]:
    """The least total that is enough, and whether it must be passed: one of the others' totals, or the year's floor."""
    floor = [] if law["candidates.floor", award] == "none" else [number(law, "candidates.floor", award)]
    totals = sorted({total for total in (has, *floor, *map(Fraction, field["exact"])) if total >= has})
    for total, above in pairwise([*totals, totals[-1] + 1]):
        if is_in(total):
            return total, False
        if is_in((total + above) / 2):
            return total, True
    return None, False


def _least(has: int, most: int, is_in: Callable[[int], bool]) -> int | None:
    """The least number above ``has`` that is in, the one below it being out; None if even the most is not in."""
    if has >= most or not is_in(most):
        return None
    out, enough = has, most
    while enough - out > 1:
        middle = (out + enough) // 2
        out, enough = (out, middle) if is_in(middle) else (middle, enough)
    return enough


def _own_and_field(rows: pd.DataFrame, application: str) -> tuple[pd.Series, pd.DataFrame]:
    own = rows.set_index("application_id", drop=False).loc[application]
    return own, rows[rows["award"] == own["award"]]


def _with(field: pd.DataFrame, application: str, column: str, value: object) -> pd.DataFrame:
    return field.assign(**{column: field[column].mask(field["application_id"] == application, value)})


def _standing(what: str, has: Fraction, own: pd.Series, field: pd.DataFrame, outcome: str) -> str:
    award = AWARD_TITLES[own["award"]]
    return f"{what} {_shown(has)} 分{_exactly(has)}，在{award} {len(field)} 家中列第 {own['place']} 名，{outcome}。"


def _full_quarters(law: Law) -> int:
    return sum(item.points for item in rubric(whole(law, "rubric.edition")).items) * QUARTERS_A_POINT


def _points(quarters: int) -> Fraction:
    return Fraction(quarters, QUARTERS_A_POINT)


def _shown(points: Fraction) -> Decimal:
    return rounded(points)


def _exactly(points: Fraction) -> str:
    """The exact value, where two places don't hold it."""
    return "" if Fraction(_shown(points)) == points else f"（精确值 {points}）"
