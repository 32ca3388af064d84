"""Periods as the regulation counts them: 满 N 年, 近 N 年, quarters, the days of a notice.

Days are calendar dates in Yiwu. Years run by anniversary; a period that would end on a 29 February that the year
lacks ends on the 28th. Which days are worked is told by ``law.workdays``.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date

import pandas as pd

from yiwu_award.law.workdays import ONE_DAY, Calendar


def add_years(day: date, years: int) -> date:
    """The anniversary ``years`` later (earlier if negative); 29 February becomes the 28th where the year lacks it."""
    year = day.year + years
    if (day.month, day.day) == (2, 29) and not isleap(year):
        return date(year, 2, 28)
    return day.replace(year=year)


def full_years_reached(since: pd.Series, years: int, on: date, reading: str) -> pd.Series:
    """满 N 年: whether N full years have passed on that day (三(一), 三(三); reading R-46).

    Args:
        since: first days, datetime64, any index.
        years: number of full years.
        on: the day on which they must be reached.
        reading: ``on_anniversary`` — the anniversary itself is enough; ``day_after`` — only the day after it.

    Returns:
        boolean on the index of ``since``; <NA> where the first day is missing.

    Raises:
        KeyError: a reading that is not offered.
    """
    over = {"on_anniversary": on, "day_after": on - ONE_DAY}[reading]
    anniversary = since + pd.DateOffset(years=years)
    return (anniversary <= pd.Timestamp(over)).astype("boolean").mask(since.isna())


def within_years(days: pd.Series, years: int, on: date, reading: str) -> pd.Series:
    """近 N 年: from the day N years before ``on``, up to and including ``on`` (三(五)2, 三(八), 七(一); reading R-47).

    Args:
        days: days to be placed, datetime64, any index.
        years: length of the window.
        on: last day of the window.
        reading: ``day_after`` — the day exactly N years before lies outside; ``same_day`` — it lies inside.

    Returns:
        boolean on the index of ``days``; <NA> where the day is missing.

    Raises:
        KeyError: a reading that is not offered.
    """
    back = add_years(on, -years)
    first = {"day_after": back + ONE_DAY, "same_day": back}[reading]
    window = (days >= pd.Timestamp(first)) & (days <= pd.Timestamp(on))
    return window.astype("boolean").mask(days.isna())


def last_barred_day(start: date, years: int, reading: str) -> date:
    """The last day of a bar of N years; the day from which it runs is not counted (七(二), reading R-45).

    Args:
        start: the day from which the years run.
        years: length of the bar.
        reading: ``through_anniversary`` — it holds on the anniversary too; ``until_anniversary`` — no longer then.

    Raises:
        KeyError: a reading that is not offered.
    """
    anniversary = add_years(start, years)
    return {"through_anniversary": anniversary, "until_anniversary": anniversary - ONE_DAY}[reading]


def last_full_quarters(on: date, n: int) -> list[str]:
    """The last ``n`` quarters that were over before ``on``, oldest first, e.g. ``["2023Q4", "2024Q1"]`` (R-14).

    The quarter that holds ``on`` is never one of them, not even on its last day.
    """
    return _quarters_before(4 * on.year + (on.month - 1) // 3, n)


def calendar_year_quarters(on: date, n: int) -> list[str]:
    """The last ``n`` quarters up to the end of the calendar year before ``on``, oldest first (R-14)."""
    return _quarters_before(4 * on.year, n)


def notice_period(published_on: date, days: int, reading: str, calendar: Calendar) -> tuple[date, date]:
    """First and last day of a public notice (五(六), reading R-34).

    Args:
        published_on: day on which the notice was published.
        days: length in calendar days.
        reading: ``next_day`` — counted from the day after publication, a last day that is not worked moves to the next
            working day; ``next_day_unmoved`` — the same, and nothing moves; ``same_day`` — publication is the first
            day, and nothing moves.
        calendar: tells which days are worked.

    Raises:
        NotInForce: under ``next_day`` the last day lies in a year without an official list.
        ValueError: a reading that is not offered.
    """
    match reading:
        case "same_day":
            return published_on, published_on + ONE_DAY * (days - 1)
        case "next_day_unmoved":
            return published_on + ONE_DAY, published_on + ONE_DAY * days
        case "next_day":
            before_last = published_on + ONE_DAY * (days - 1)
            return published_on + ONE_DAY, calendar.nth_after(before_last, 1, "五(六)")
    msg = f"reading R-34 has no option {reading!r}"
    raise ValueError(msg)


def _quarters_before(quarter: int, n: int) -> list[str]:
    return [f"{number // 4}Q{number % 4 + 1}" for number in range(quarter - n, quarter)]
