"""Lists that a body settles: a computed list is a proposal, the body's dated act makes it final.

Shared by every stage that ends in a list; it knows no stage and computes no list of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import date

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import place

AWARD_TITLES: Mapping[str, str] = {"quality_award": "质量奖", "innovation_award": "创新奖"}
IN_ORDER = ("eligible_list", "shortlist", "candidates", "preselected", "proposed", "approval")
BODY_TITLES: Mapping[str, str] = {
    "office": "市评审办",
    "committee": "市评委会",
    "voters": "评议组",
    "government": "市政府",
}


def acted(acts: pd.DataFrame, act: str, award: str) -> set[str] | None:
    """The applications that an act names for one award.

    Args:
        acts: the year's table of that name, rows after the day of the state left out.
        act: e.g. ``eligible_list``.
        award: ``quality_award`` or ``innovation_award``.

    Returns:
        Their ids; an empty set for an act that names none (one row with a blank application);
        None where there is no such act yet.
    """
    rows = _rows(acts, act, award)
    return None if rows.empty else set(rows["application_id"].dropna())


def acted_on(acts: pd.DataFrame, act: str, award: str) -> date | None:
    """The day on which a list was settled (its latest row's), or None where it is not settled yet."""
    rows = _rows(acts, act, award)
    return None if rows.empty else rows["decided_on"].max().date()


def settle(
    act: str,
    title: str,
    clause: str,
    body: str,
    proposals: Mapping[str, Set[str]],
    acts: pd.DataFrame,
    due: date | None = None,
) -> tuple[dict[str, set[str]], tuple[OpenPoint, ...]]:
    """Hold the proposed lists against the acts of the body that settles them.

    Args:
        act: the act's code in ``acts``, e.g. ``shortlist``.
        title: the list's name for people, e.g. ``现场评审名单``.
        clause: the clause that gives the list to the body, e.g. ``五(二)``.
        body: who settles it: ``office``, ``committee``, ``voters`` or ``government``.
        proposals: proposed applications by award.
        acts: the year's table of that name, rows after the day of the state left out.
        due: the schedule's day for it, named while the act is not there.

    Returns:
        The acted list of every award in ``proposals`` (empty while its act is not there), and what is
        open: ``waiting`` for an act that is not there, ``blocked`` where act and proposal differ.

    Raises:
        ContractBroken: an act of another body than the regulation's, or one that is both empty and
            not; every such row.
    """
    faults = faults_of_acts(act, title, clause, body, acts)
    if faults:
        raise ContractBroken(faults)
    final: dict[str, set[str]] = {}
    points: list[OpenPoint] = []
    for award, proposed in proposals.items():
        decided = acted(acts, act, award)
        final[award] = decided or set()
        name = f"{title}（{AWARD_TITLES[award]}）"
        if decided is None:
            by = f"，日程所定日期为 {due}" if due else ""
            what = f"{name}尚未决定{by}；程序提出：{shown(proposed)}"
            points.append(OpenPoint("waiting", clause, what, BODY_TITLES[body], "研究决定后在“决定与名单”表登记"))
        elif decided != proposed:
            what = (
                f"{name}与程序提出的名单不一致：提出的名单为 {shown(proposed)}，决定的名单为 {shown(decided)}；"
                f"只在提出的名单中：{shown(proposed - decided)}，只在决定的名单中：{shown(decided - proposed)}"
            )
            to_do = "核对两份名单：更正来表中的事实，或由作出决定的机构另行决定"
            points.append(OpenPoint("blocked", clause, what, BODY_TITLES[body], to_do))
    return final, tuple(points)


def faults_of_acts(act: str, title: str, clause: str, body: str, acts: pd.DataFrame) -> list[Fault]:
    """Rows of an act that is another body's to make, or that is both empty and not: what ``settle`` refuses.

    For a stage that tells all its faults at once; the arguments are those of ``settle``.
    """
    return [
        *_faults_of_body(acts, act, title, clause, body),
        *_faults_of_empty_list(acts, act, title, clause),
        *_faults_of_order(acts, act, title, clause),
    ]


def still_in(ids: Iterable[str], exits: pd.DataFrame, until: date) -> set[str]:
    """The applications that have not left by the end of a day: for a list, the day on which it is settled (R-62).

    Args:
        ids: application ids.
        exits: the year's table of that name.
        until: exits decided on or before this day count.
    """
    left = exits.loc[exits["decided_on"] <= pd.Timestamp(until), "application_id"]
    return set(ids) - set(left)


def scheduled(schedule: pd.DataFrame, event: str) -> date | None:
    """The schedule's day of an event, or None where the year has not set one."""
    days = schedule.loc[schedule["event"] == event, "day"].dropna()
    return None if days.empty else days.iloc[0].date()


def shown(ids: Iterable[str]) -> str:
    """Application ids for people, in their own order, e.g. ``A001、A004``; “无” for none."""
    return "、".join(sorted(ids)) or "无"


def _rows(acts: pd.DataFrame, act: str, award: str) -> pd.DataFrame:
    return acts[(acts["act"] == act) & (acts["award"] == award)]


def _faults_of_body(acts: pd.DataFrame, act: str, title: str, clause: str, body: str) -> Iterator[Fault]:
    due, fix = f"由{BODY_TITLES[body]}作出", f"取得{BODY_TITLES[body]}的决定后改填作出机构和文件"
    for row in acts[(acts["act"] == act) & (acts["body"] != body)].itertuples():
        came = f"{title}由{BODY_TITLES.get(row.body, row.body)}作出"
        yield Fault(contract("acts").title, came, due, clause, fix, **place(row), column=_heading("body"))


def _faults_of_order(acts: pd.DataFrame, act: str, title: str, clause: str) -> Iterator[Fault]:
    """Rows of an act that bear a day before an act of the same award on which it rests."""
    for row in acts[acts["act"] == act].itertuples():
        earlier = [acted_on(acts, before, row.award) for before in IN_ORDER[: IN_ORDER.index(act)]]
        latest = max((day for day in earlier if day), default=None)
        if latest and row.decided_on.date() < latest:
            yield Fault(
                "决定与名单", f"{title}（{AWARD_TITLES[row.award]}）日期为 {row.decided_on.date()}",
                f"不早于此前各项决定的最后一日 {latest}", clause, "核对各项决定的日期和先后次序",
                **place(row), column="日期",
            )  # fmt: skip


def _faults_of_empty_list(acts: pd.DataFrame, act: str, title: str, clause: str) -> Iterator[Fault]:
    due, fix = "名单为空时只填一行空白编号，否则逐行填编号", "删除空白的一行，或补填其申报编号"
    rows = acts[acts["act"] == act]
    names_some = rows.groupby("award")["application_id"].transform("count") > 0
    for row in rows[rows["application_id"].isna() & names_some].itertuples():
        came = f"{title}（{AWARD_TITLES[row.award]}）既有空白申报编号，又列有组织"
        yield Fault(contract("acts").title, came, due, clause, fix, **place(row), column=_heading("application_id"))


def _heading(column: str) -> str:
    return contract("acts").column(column).title
