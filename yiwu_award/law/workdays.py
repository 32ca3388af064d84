"""Working days by the State Council's yearly lists: law/workdays.yml, and newer lists that come with a year's tables.

A year without a list is refused by name and never guessed from the week.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType
from typing import Any

import pandas as pd

from yiwu_award.errors import Fault, NotInForce
from yiwu_award.law.files import law_file

ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_TABLE, _CLAUSE = "放假安排", "五(四)"
# Off in every year by law; a list without them was not copied in full.
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))


@dataclass(frozen=True)
class YearList:
    """One year's list: the notice it comes from, days off, and weekend days that are worked."""

    notice: str
    days_off: frozenset[date]
    worked: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """Which days are worked, for the years that have an official list.

    Attributes:
        lists: year → its list. A list may hold days of the December before: a holiday of New Year begins there.
    """

    lists: Mapping[int, YearList]

    def is_worked(self, day: date, clause: str = _CLAUSE) -> bool:
        """Whether the day is worked, by the official list of its year.

        Args:
            day: the day asked about.
            clause: the clause that needs to know, named if there is no list.

        Raises:
            NotInForce: the year has no official list.
        """
        if day.year not in self.lists:
            known = f"{min(self.lists)}–{max(self.lists)}"
            why = f"没有 {day.year} 年的放假安排（已录入 {known}）；国务院办公厅公布后请连同通知文号填入“{_TABLE}”表"
            raise NotInForce(clause, "workdays", day, why, "市评审办", f"按国务院办公厅的通知填写“{_TABLE}”表")
        near = [self.lists[year] for year in (day.year, day.year + 1) if year in self.lists]
        if any(day in each.worked for each in near):
            return True
        return day.weekday() < _SATURDAY and not any(day in each.days_off for each in near)

    def nth_after(self, day: date, n: int, clause: str = _CLAUSE) -> date:
        """The ``n``-th working day after ``day``, which itself is not counted.

        Raises:
            NotInForce: the count runs into a year without an official list.
        """
        left = n
        while left > 0:
            day += ONE_DAY
            left -= self.is_worked(day, clause)
        return day

    def count(self, first: date, last: date, clause: str = _CLAUSE) -> int:
        """How many working days lie from ``first`` to ``last``, both included; 0 if ``last`` comes before ``first``.

        Raises:
            NotInForce: the span touches a year without an official list.
        """
        return sum(self.is_worked(first + ONE_DAY * ahead, clause) for ahead in range((last - first).days + 1))

    def extended(self, workdays: pd.DataFrame) -> Calendar:
        """The calendar with the lists that came with the year's tables; a year that it has already stays as it is.

        Args:
            workdays: the incoming table of that name, typed; free of the faults that ``list_faults`` tells.
        """
        newer = {int(year): _from_rows(rows) for year, rows in workdays.groupby("year")}
        return Calendar(MappingProxyType({**newer, **self.lists}))


@cache
def official() -> Calendar:
    """The lists that the program brings along."""
    lists = {
        year: YearList(
            each["notice"],
            frozenset(day for first, last in each["days_off"].values() for day in _span(first, last)),
            frozenset(each["worked"]),
        )
        for year, each in law_file("workdays.yml").items()
    }
    return Calendar(MappingProxyType(lists))


def list_faults(workdays: pd.DataFrame) -> Iterator[Fault]:
    """Lists that cannot be the State Council's, or that differ from the one the program brings along.

    Args:
        workdays: the incoming table of that name, typed, with ``file``, ``sheet``, ``row``.
    """
    for year, rows in workdays.sort_values(["year", "file", "sheet", "row"]).groupby("year"):
        faults = [*_faults_of_days(int(year), rows), *_faults_of_notices(rows), *_faults_of_gaps(int(year), rows)]
        yield from faults or _faults_against_official(int(year), rows)


def _faults_of_days(year: int, rows: pd.DataFrame) -> Iterator[Fault]:
    for row in rows.itertuples():
        day = row.day.date()
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            yield _fault(row, f"{day} 列在 {year} 年", f"{year} 年的日期，或上年 12 月连休的日期", "核对年份和日期")
        elif row.kind == "working_day" and day.weekday() < _SATURDAY:
            yield _fault(row, f"{day} 登记为上班，而它不是周末", "只登记调休上班的周六、周日", "删除该行，或更正日期")


def _faults_of_notices(rows: pd.DataFrame) -> Iterator[Fault]:
    notices = rows["notice"].dropna().unique()
    if len(notices) > 1:
        other = rows[rows["notice"] != notices[0]].iloc[0]
        yield _fault(other, f"通知文号有 {'、'.join(notices)}", "一个年份一件通知", "核对通知文号", "通知文号")


def _faults_of_gaps(year: int, rows: pd.DataFrame) -> Iterator[Fault]:
    off = set(rows.loc[rows["kind"] == "day_off", "day"].dt.date)
    lacking = [day for month, number in _ALWAYS_OFF if (day := date(year, month, number)) not in off]
    if lacking:
        days = "、".join(map(str, lacking))
        due = "通知所列的全部放假日和调休上班日，每天一行"
        yield _fault(rows.iloc[0], f"{year} 年没有登记 {days} 放假", due, "按通知补齐")


def _faults_against_official(year: int, rows: pd.DataFrame) -> Iterator[Fault]:
    ours = official().lists.get(year)
    if ours is None:
        return
    came = Calendar({year: _from_rows(rows)})
    held = Calendar({year: ours})
    differing = [
        day for day in _span(date(year, 1, 1), date(year, 12, 31)) if came.is_worked(day) != held.is_worked(day)
    ]
    fix = "核对通知；该年已有安排，无须再交"
    if differing:
        days = "、".join(map(str, differing))
        row = next((row for row in rows.itertuples() if row.day.date() in differing), rows.iloc[0])
        yield _fault(row, f"{days} 是否上班与程序所带的安排不同", f"与 {ours.notice} 一致", fix)
    elif rows["notice"].iloc[0] != ours.notice:
        yield _fault(rows.iloc[0], f"通知文号为 {rows['notice'].iloc[0]}", ours.notice, fix, "通知文号")


def _fault(row: Any, came: str, due: str, fix: str, column: str = "日期") -> Fault:
    sheet = "" if pd.isna(row.sheet) else row.sheet
    return Fault(_TABLE, came, due, _CLAUSE, fix, row.file, sheet, int(row.row), column, is_own=True)


def _from_rows(rows: pd.DataFrame) -> YearList:
    days = {kind: frozenset(own["day"].dt.date) for kind, own in rows.groupby("kind")}
    return YearList(rows["notice"].iloc[0], days.get("day_off", frozenset()), days.get("working_day", frozenset()))


def _span(first: date, last: date) -> Iterator[date]:
    return (first + ONE_DAY * ahead for ahead in range((last - first).days + 1))
