"""满 N 年, 近 N 年, quarters and the days of a notice, worked by hand."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwu_award.errors import NotInForce
from yiwu_award.law import periods
from yiwu_award.law.readings import readings
from yiwu_award.law.workdays import official

D = date.fromisoformat
LISTED_DAYS = st.dates(D("2021-01-01"), D("2026-11-30"))


def days(*texts):
    return pd.Series(pd.to_datetime(list(texts)), dtype="datetime64[us]")


@pytest.mark.parametrize(
    ("day", "years", "anniversary"),
    [
        ("2021-05-31", 3, "2024-05-31"),
        ("2020-02-29", 3, "2023-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2024-02-29", -3, "2021-02-28"),
        ("2023-02-28", 1, "2024-02-28"),
    ],
)
def test_years_run_by_anniversary(day, years, anniversary):
    assert periods.add_years(D(day), years) == D(anniversary)


@pytest.mark.parametrize(
    ("since", "on", "reading", "reached"),
    [
        ("2021-05-31", "2024-05-31", "on_anniversary", True),  # to the day
        ("2021-06-01", "2024-05-31", "on_anniversary", False),  # a day less
        ("2020-02-29", "2023-02-28", "on_anniversary", True),  # the anniversary that the year lacks
        ("2020-02-29", "2023-02-27", "on_anniversary", False),
        ("2021-05-31", "2024-05-31", "day_after", False),
        ("2021-05-30", "2024-05-31", "day_after", True),
        ("2020-02-29", "2023-02-28", "day_after", False),
        ("2020-02-29", "2023-03-01", "day_after", True),
    ],
)
def test_three_full_years_are_reached_on_the_anniversary_or_the_day_after(since, on, reading, reached):
    assert periods.full_years_reached(days(since), 3, D(on), reading).tolist() == [reached]


@given(st.dates(D("1980-01-01"), D("2024-12-31")), st.integers(1, 10), st.dates(D("2021-01-01"), D("2026-12-31")))
def test_full_years_agree_with_the_single_anniversary(since, years, on):
    reached = periods.full_years_reached(days(since), years, on, "on_anniversary").tolist()
    assert reached == [periods.add_years(since, years) <= on]


@pytest.mark.parametrize(
    ("day", "reading", "inside"),
    [
        ("2021-05-31", "day_after", False),  # exactly three years back lies outside
        ("2021-06-01", "day_after", True),
        ("2024-05-31", "day_after", True),  # the day itself counts
        ("2024-06-01", "day_after", False),
        ("2021-05-30", "same_day", False),
        ("2021-05-31", "same_day", True),
        ("2024-05-31", "same_day", True),
        ("2024-06-01", "same_day", False),
    ],
)
def test_the_last_three_years_end_on_the_day_itself(day, reading, inside):
    assert periods.within_years(days(day), 3, D("2024-05-31"), reading).tolist() == [inside]


@pytest.mark.parametrize(
    ("period", "reading"), [(periods.full_years_reached, "on_anniversary"), (periods.within_years, "day_after")]
)
def test_a_missing_day_is_unknown(period, reading):
    result = period(days(None, "2022-01-01"), 3, D("2024-05-31"), reading)
    assert result.isna().tolist() == [True, False]
    assert result.dtype == "boolean"
    assert period(days(), 3, D("2024-05-31"), reading).dtype == "boolean"


@pytest.mark.parametrize(
    ("start", "reading", "last"),
    [
        ("2024-05-31", "through_anniversary", "2030-05-31"),
        ("2024-05-31", "until_anniversary", "2030-05-30"),
        ("2024-02-29", "through_anniversary", "2030-02-28"),
        ("2024-02-29", "until_anniversary", "2030-02-27"),
    ],
)
def test_the_last_day_of_a_bar_is_the_anniversary_or_the_day_before(start, reading, last):
    assert periods.last_barred_day(D(start), 6, reading) == D(last)


@pytest.mark.parametrize("period", [periods.full_years_reached, periods.within_years])
def test_years_are_counted_by_an_offered_reading_only(period):
    with pytest.raises(KeyError, match="somehow"):
        period(days("2021-05-31"), 3, D("2024-05-31"), "somehow")
    with pytest.raises(KeyError, match="somehow"):
        periods.last_barred_day(D("2021-05-31"), 3, "somehow")


@pytest.mark.parametrize(
    ("on", "quarters"),
    [
        ("2024-05-31", ["2023Q4", "2024Q1"]),
        ("2024-03-31", ["2023Q3", "2023Q4"]),  # a quarter on its last day isn't over
        ("2024-04-01", ["2023Q4", "2024Q1"]),
        ("2024-01-01", ["2023Q3", "2023Q4"]),
    ],
)
def test_the_last_full_quarters_leave_the_running_one_out(on, quarters):
    assert periods.last_full_quarters(D(on), 2) == quarters


def test_eight_quarters_of_two_years_in_both_readings():
    on = D("2024-05-31")
    assert periods.last_full_quarters(on, 8) == [
        "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1",
    ]  # fmt: skip
    assert periods.calendar_year_quarters(on, 8) == [
        "2022Q1", "2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [
        ("2024-08-01", "2024-08-02", "2024-08-08"),  # Thursday to Thursday
        ("2024-09-09", "2024-09-10", "2024-09-18"),  # day 7 is 16 September, within 中秋 15–17
        ("2025-09-24", "2025-09-25", "2025-10-09"),  # day 7 is 1 October, off until the 8th
        ("2024-07-06", "2024-07-07", "2024-07-15"),  # day 7 is a Saturday
        ("2026-02-07", "2026-02-08", "2026-02-14"),  # day 7 is a worked Saturday
        ("2024-06-03", "2024-06-04", "2024-06-11"),  # day 7 is 端午
    ],
)
def test_a_notice_counted_from_the_next_day_never_ends_on_a_day_off(published, first, last):
    assert periods.notice_period(D(published), 7, "next_day", official()) == (D(first), D(last))


@pytest.mark.parametrize(
    ("published", "last"),
    [("2024-08-01", "2024-08-07"), ("2024-09-09", "2024-09-15"), ("2026-12-25", "2026-12-31")],
)
def test_a_notice_counted_from_the_same_day_runs_seven_days_whatever_they_are(published, last):
    assert periods.notice_period(D(published), 7, "same_day", official()) == (D(published), D(last))


@pytest.mark.parametrize(
    ("published", "first", "last"),
    [("2024-09-09", "2024-09-10", "2024-09-16"), ("2026-12-28", "2026-12-29", "2027-01-04")],
)
def test_a_notice_counted_from_the_next_day_may_be_left_unmoved(published, first, last):
    assert periods.notice_period(D(published), 7, "next_day_unmoved", official()) == (D(first), D(last))


def test_a_notice_that_would_end_in_a_year_without_a_list_is_refused_under_its_own_clause():
    with pytest.raises(NotInForce) as stop:
        periods.notice_period(D("2026-12-25"), 7, "next_day", official())
    assert (stop.value.clause, stop.value.day) == ("五(六)", D("2027-01-01"))


@given(LISTED_DAYS)
def test_every_reading_gives_the_public_seven_days(published):
    for reading in readings()["R-34"]["options"]:
        first, last = periods.notice_period(published, 7, reading, official())
        assert (last - first).days >= 6


def test_a_reading_that_is_not_offered_is_refused():
    with pytest.raises(ValueError, match="R-34 has no option 'tomorrow'"):
        periods.notice_period(D("2024-08-01"), 7, "tomorrow", official())
