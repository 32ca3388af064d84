"""The days of a year as a calendar file (RFC 5545): whole days, the notice as one stretch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from icalendar import Calendar
from icalendar import Event as Entry

from yiwu_award.publish.text import visible
from yiwu_award.publish.views import YearView

ONE_DAY = timedelta(days=1)


class _Day(NamedTuple):
    key: str
    title: str
    first: date
    last: date


def as_ics(years: Sequence[YearView]) -> str:
    """All days of the years; what is planned says so, what the notice fixed is fixed.

    Args:
        years: the years whose days are told; the day of a record is the stamp of its entries.
    """
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//yiwu-award//public site//ZH")
    calendar.add("x-wr-calname", "义乌市政府质量奖")
    for year in years:
        stamp = datetime.combine(date.fromisoformat(year.record["as_of"]), datetime.min.time(), UTC)
        mark = "（虚构示例）" if year.record["is_fictional"] else ""
        for day in _days(year):
            entry = Entry()
            entry.add("uid", f"{year.record['award_year']}-{day.key}@yiwu-award.invalid")
            entry.add("dtstamp", stamp)
            entry.add("dtstart", day.first)
            entry.add("dtend", day.last + ONE_DAY)  # the end is the first day that no longer belongs to it
            entry.add("summary", visible(f"{mark}{year.name}{day.title}"))
            entry.add("transp", "TRANSPARENT")
            calendar.add_component(entry)
    return str(calendar.to_ical().decode("utf-8"))


def _days(year: YearView) -> Iterator[_Day]:
    fields = year.fields
    for row in year.rows("deadlines"):
        if row["event"] != "notice_on" or not fields.get("first_day"):
            day = date.fromisoformat(row["day"])
            yield _Day(row["event"], f"：{row['title']}", day, day)
    if fields.get("first_day") and fields.get("last_day"):
        first, last = (date.fromisoformat(str(fields[name])) for name in ("first_day", "last_day"))
        yield _Day("notice", "初选授奖组织名单公示期", first, last)
