"""Periods as the regulation counts them: 满 N 年, 近 N 年, quarters, working days, the days of a notice.

Days are calendar dates in Yiwu. Years run by anniversary; a period that would end on a 29 February that the year
lacks ends on the 28th. Working days follow law/workdays.yml, the State Council's yearly lists; a year without one is
refused by name and never guessed from the week.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd

from yiwu_award.errors import NotInForce
from yiwu_award.law.files import law_file

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5


def add_years(day: date, years: int) -> date:
    """The anniversary ``years`` later (earlier if negative); 29 February becomes the 28th where the year lacks it."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def full_years_reached(since: pd.Series, years: int, on: date) -> pd.Series:
    """满 N 年: whether the N-th anniversary has come on that day, the anniversary itself included (三(一), 三(三)).

    Args:
        since: first days, datetime64, any index.
        years: number of full years.
        on: the day on which they must be reached.

    Returns:
        boolean on the index of ``since``; <NA> where the first day is missing.
    """
    anniversary = since + pd.DateOffset(years=years)
    return (anniversary <= pd.Timestamp(on)).astype("boolean").mask(since.isna())


def within_years(days: pd.Series, years: int, on: date) -> pd.Series:
    """近 N 年: after the day N years before ``on``, up to and including ``on`` (三(五)2, 三(八)).

    Args:
        days: days to be placed, datetime64, any index.
        years: length of the window.
        on: last day of the window.

    Returns:
        boolean on the index of ``days``; <NA> where the day is missing.
    """
    window = (days > pd.Timestamp(add_years(on, -years))) & (days <= pd.Timestamp(on))
    return window.astype("boolean").mask(days.isna())


def last_full_quarters(on: date, n: int) -> list[str]:
    """The last ``n`` quarters that were over before ``on``, oldest first, e.g. ``["2023Q4", "2024Q1"]`` (R-14).

    The quarter that holds ``on`` is never one of them, not even on its last day.
    """
    return _quarters_before(4 * on.year + (on.month - 1) // 3, n)


def calendar_year_quarters(on: date, n: int) -> list[str]:
    """The last ``n`` quarters up to the end of the calendar year before ``on``, oldest first (R-14)."""
    return _quarters_before(4 * on.year, n)


def is_working_day(day: date, clause: str = "五(四)") -> bool:
    """Whether the day is worked, by the official list of its year.

    Args:
        day: the day asked about.
        clause: the clause that needs to know, named if there is no list.

    Raises:
        NotInForce: the year has no official list.
    """
    calendar = _calendar()
    if day.year not in calendar.years:
        known = f"{min(calendar.years)}–{max(calendar.years)}"
        why = f"没有 {day.year} 年的放假安排（已录入 {known}）；国务院办公厅公布后请补入 law/workdays.yml"
        raise NotInForce(clause, "workdays", day, why)
    if day in calendar.worked:
        return True
    return day.weekday() < _SATURDAY and day not in calendar.days_off


def nth_working_day_after(day: date, n: int, clause: str = "五(四)") -> date:
    """The ``n``-th working day after ``day``, which itself is not counted (五(四)).

    Raises:
        NotInForce: the count runs into a year without an official list.
    """
    left = n
    while left > 0:
        day += _ONE_DAY
        left -= is_working_day(day, clause)
    return day


def n_working_days(first: date, last: date, clause: str = "五(四)") -> int:
    """How many working days lie from ``first`` to ``last``, both included; 0 if ``last`` comes before ``first``.

    Raises:
        NotInForce: the span touches a year without an official list.
    """
    return sum(is_working_day(first + _ONE_DAY * ahead, clause) for ahead in range((last - first).days + 1))


def notice_period(published_on: date, days: int, reading: str) -> tuple[date, date]:
    """First and last day of a public notice (五(六), reading R-34).

    Args:
        published_on: day on which the notice was published.
        days: length in calendar days.
        reading: ``next_day`` — counted from the day after publication, a last day that is not worked moves to the next
            working day; ``same_day`` — publication is the first day, and nothing moves.

    Raises:
        NotInForce: under ``next_day`` the last day lies in a year without an official list.
        ValueError: a reading that is not offered.
    """
    if reading == "same_day":
        return published_on, published_on + _ONE_DAY * (days - 1)
    if reading == "next_day":
        before_last = published_on + _ONE_DAY * (days - 1)
        return published_on + _ONE_DAY, nth_working_day_after(before_last, 1, "五(六)")
    msg = f"reading R-34 has no option {reading!r}"
    raise ValueError(msg)


@dataclass(frozen=True)
class Calendar:
    """The official lists: years covered, days off, and weekend days that are worked."""

    years: frozenset[int]
    days_off: frozenset[date]
    worked: frozenset[date]


@cache
def _calendar() -> Calendar:
    lists = law_file("workdays.yml")
    off = (
        first + _ONE_DAY * ahead
        for year in lists.values()
        for first, last in year["days_off"].values()
        for ahead in range((last - first).days + 1)
    )
    worked = (day for year in lists.values() for day in year["worked"])
    return Calendar(frozenset(lists), frozenset(off), frozenset(worked))


def _quarters_before(quarter: int, n: int) -> list[str]:
    return [f"{number // 4}Q{number % 4 + 1}" for number in range(quarter - n, quarter)]
