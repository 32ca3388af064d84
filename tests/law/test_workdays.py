"""The official lists of days off, against a second source and against themselves."""

import re
from datetime import date, timedelta

import chinese_calendar
import pytest

from yiwu_award.law import periods
from yiwu_award.law.files import law_file

LISTS = law_file("workdays.yml")


def test_every_day_of_the_lists_agrees_with_chinesecalendar():
    first, last = date(2021, 1, 1), date(2026, 12, 31)
    every_day = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    differing = [day for day in every_day if periods.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differing == []


def test_the_lists_run_on_without_a_gap():
    assert list(LISTS) == list(range(2021, 2027))


@pytest.mark.parametrize("year", LISTS)
def test_each_list_names_the_notice_that_it_comes_from(year):
    assert re.fullmatch(rf"国办发明电〔{year - 1}〕\d+号", LISTS[year]["notice"])
    assert LISTS[year]["issued_on"].year == year - 1


@pytest.mark.parametrize("year", LISTS)
def test_a_worked_day_is_a_weekend_day_outside_every_holiday(year):
    holidays = LISTS[year]["days_off"].values()
    for day in LISTS[year]["worked"]:
        assert day.weekday() >= 5
        assert not any(first <= day <= last for first, last in holidays)
