"""What happened in public, and what comes next: for the home page, the feed and the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from yiwu_award.publish.views import AWARDS, Record, YearView, merged_revocations

# A notice comes before a call, a call before a review of which nothing may be said; what is over comes last.
_RANK = {"notice": 0, "open": 1, "called": 2, "notice_over": 3, "review": 4}


class Event(NamedTuple):
    """One thing that was published.

    Attributes:
        day: ISO day of publication.
        title: what it is, in one line.
        address: the page that tells more, from the site's root.
        key: what tells it from every other event, for good.
    """

    day: str
    title: str
    address: str
    key: str


def on_now(years: Sequence[YearView]) -> list[YearView]:
    """What is on, most pressing first; with nothing on, the newest year.

    Args:
        years: all years, newest first.
    """
    active = [year for year in years if year.phase in _RANK]
    return sorted(active, key=lambda year: _RANK[year.phase]) or list(years[:1])


def coming(year: YearView) -> list[Record]:
    """The days of a year's schedule that lie after the day of its record, earliest first."""
    if year.phase == "awarded":
        return []
    ahead = [row for row in year.rows("deadlines") if row["day"] > year.record["as_of"]]
    return sorted(ahead, key=lambda row: row["day"])


def published(years: Sequence[YearView], tombstones: Iterable[Record] = ()) -> list[Event]:
    """All that was published, newest first."""
    found = [event for year in years for event in _of_year(year)]
    found += [_of_revocation(row) for row in merged_revocations([year.record for year in years])]
    found += [
        Event(row["taken_down_on"], f"撤下内容：{row['reason']}", "corrections.html#takedowns", f"takedown-{number}")
        for number, row in enumerate(tombstones, 1)
    ]
    return sorted(found, key=lambda event: (event.day, event.key), reverse=True)


def _of_year(year: YearView) -> Iterator[Event]:
    folder = year.record["award_year"]
    called = year.announced("call")
    if called:
        yield Event(called[0]["published_on"], f"{year.name}申报通告", f"{folder}/call.html", f"{folder}-call")
    first_day = year.fields.get("first_day")
    carried = [
        row["published_on"] for row in year.announced("notice") if first_day and row["published_on"] <= first_day
    ]
    if carried:
        yield Event(carried[-1], f"{year.name}初选授奖组织名单公示", f"{folder}/notice.html", f"{folder}-notice")
    awarded = [row["awarded_on"] for row in year.rows("laureates")]
    if awarded:
        yield Event(max(awarded), f"{year.name}获奖组织", f"{folder}/award.html", f"{folder}-award")
    for number, row in enumerate(year.corrections, 1):
        title = f"{year.name}{row['titles']}更正：{row['reason']}"
        yield Event(row["corrected_on"], title, f"{folder}/previous-{number}.html", f"{folder}-correction-{number}")


def _of_revocation(row: Record) -> Event:
    day = row["announced_on"] or row["disclosed_on"] or row["approved_on"]
    honour = f"{row['award_year']}年度{AWARDS[row['award']]}"
    key = f"revocation-{row['award_year']}-{row['award']}-{row['ground']}-{row['org_name']}"
    return Event(day, f"撤销荣誉：{row['org_name']}（{honour}）", "corrections.html#revocations", key)
