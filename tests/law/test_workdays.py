"""The official lists of days off, against a second source and themselves; newer lists from the year's tables."""

import re
import shutil
from datetime import date, timedelta

import chinese_calendar
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.worlds import CLOSING, table
from yiwu_award.errors import NotInForce
from yiwu_award.law.files import law_file
from yiwu_award.law.rulebook import Law
from yiwu_award.law.workdays import list_faults, official
from yiwu_award.places import project_file
from yiwu_award.year import open_year

D = date.fromisoformat
LISTS = law_file("workdays.yml")
LISTED_DAYS = st.dates(D("2021-01-01"), D("2026-11-30"))
# Not the State Council's: what a list of 2027 may look like, with a holiday that begins in December.
NOTICE = "国办发明电〔2026〕99号"
OFF = ("2026-12-31", "2027-01-01", "2027-05-01", "2027-05-03", "2027-10-01", "2027-10-02", "2027-10-03", "2027-10-04")
WORKED = ("2027-01-09", "2027-10-09")


def days_of(year=2027, off=OFF, worked=WORKED, notice=NOTICE):
    kinds = [(day, "day_off") for day in off] + [(day, "working_day") for day in worked]
    return [{"year": year, "day": day, "kind": kind, "notice": notice} for day, kind in kinds]


def faults(rows):
    return list(list_faults(table("workdays", *rows)))


def test_every_day_of_the_lists_agrees_with_chinesecalendar():
    first, last = date(2021, 1, 1), date(2026, 12, 31)
    every_day = [first + timedelta(days=ahead) for ahead in range((last - first).days + 1)]
    differing = [day for day in every_day if official().is_worked(day) != chinese_calendar.is_workday(day)]
    assert differing == []


def test_the_lists_run_on_without_a_gap():
    assert list(LISTS) == list(range(2021, 2027)) == list(official().lists)


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


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-02-12", "2026-02-28"),  # a worked Saturday after Spring Festival
        ("2026-02-14", "2026-03-03"),
        ("2026-09-18", "2026-09-29"),
        ("2026-09-28", "2026-10-13"),
        ("2026-04-28", "2026-05-11"),
        ("2026-12-21", "2026-12-30"),
    ],
)
def test_seven_working_days_leave_the_first_day_out(ended, due):
    assert official().nth_after(D(ended), 7) == D(due)


def test_a_deadline_that_reaches_a_year_without_a_list_is_refused_by_name():
    with pytest.raises(NotInForce) as stop:
        official().nth_after(D("2026-12-24"), 7)
    assert (stop.value.clause, stop.value.key, stop.value.day) == ("五(四)", "workdays", D("2027-01-01"))
    assert "没有 2027 年的放假安排（已录入 2021–2026）" in str(stop.value)
    assert "填入“放假安排”表" in str(stop.value)


def test_a_year_before_the_lists_is_refused_too():
    with pytest.raises(NotInForce, match="2020"):
        official().is_worked(D("2020-12-31"))


@given(LISTED_DAYS, st.integers(1, 10))
def test_the_nth_working_day_is_worked_and_closes_the_count(day, n):
    last = official().nth_after(day, n)
    assert official().is_worked(last)
    assert official().count(day + timedelta(days=1), last) == n


def test_working_days_of_a_span_count_both_ends():
    assert official().count(D("2024-05-06"), D("2024-05-11")) == 6  # Monday to a worked Saturday
    assert official().count(D("2024-05-12"), D("2024-05-12")) == 0
    assert official().count(D("2024-05-13"), D("2024-05-10")) == 0


def test_a_newer_list_comes_with_the_years_tables():
    """24 December 2026 is a Thursday: 25, 28, 29, 30, [31 off, 1 January off, weekend], 4, 5, 6 January."""
    calendar = official().extended(table("workdays", *days_of()))
    assert calendar.nth_after(D("2026-12-24"), 7) == D("2027-01-06")
    assert calendar.is_worked(D("2027-01-09"))
    assert not calendar.is_worked(D("2027-01-10"))
    assert not calendar.is_worked(D("2027-10-04"))
    assert calendar.count(D("2026-01-01"), D("2026-12-30")) == official().count(D("2026-01-01"), D("2026-12-30"))
    with pytest.raises(NotInForce, match=r"没有 2028 年的放假安排（已录入 2021–2027）"):
        calendar.is_worked(D("2028-01-03"))


def test_the_law_of_the_year_knows_the_newer_list():
    rules = table("implementing_rules")
    assert Law.on(CLOSING, rules).calendar is official()
    law = Law.on(CLOSING, rules, table("workdays", *days_of()))
    assert law.calendar.lists[2027].notice == NOTICE
    assert 2027 not in official().lists
    assert Law.on(CLOSING, rules, table("workdays")).calendar.lists == official().lists


def test_a_year_is_opened_with_the_list_among_its_tables(tmp_path):
    folder = shutil.copytree(project_file("data_contracts/sample/2024"), tmp_path / "来表")
    lines = [f"2027,{row['day']},{row['kind']},{row['notice']}\n" for row in days_of()]
    (folder / "workdays.csv").write_text("".join(["year,day,kind,notice\n", *lines]), encoding="utf-8")
    opened = open_year(2024, folder, tmp_path)
    assert opened.law.calendar.nth_after(D("2026-12-24"), 7) == D("2027-01-06")
    assert opened.outcome("call").state == "done"


def test_a_list_in_order_has_no_fault():
    assert faults(days_of()) == []
    assert faults([]) == []


@pytest.mark.parametrize(
    ("change", "row", "column", "came"),
    [
        ({"day": "2026-11-30"}, 2, "日期", "2026-11-30 列在 2027 年"),
        ({"day": "2028-01-01"}, 2, "日期", "2028-01-01 列在 2027 年"),
        ({"day": "2027-01-08", "kind": "working_day"}, 2, "日期", "2027-01-08 登记为上班，而它不是周末"),
        ({"notice": "国办发明电〔2026〕98号"}, 3, "通知文号", f"通知文号有 国办发明电〔2026〕98号、{NOTICE}"),
    ],
)
def test_a_day_that_no_list_could_hold_is_a_fault_at_its_row(change, row, column, came):
    rows = days_of()
    rows[0] |= change
    (fault,) = faults(rows)
    assert (fault.row, fault.column, fault.came) == (row, column, came)
    assert (fault.table, fault.clause, fault.file) == ("放假安排", "五(四)", "workdays.csv")


@pytest.mark.parametrize("lacking", ["2027-01-01", "2027-05-01", "2027-10-03"])
def test_a_list_that_was_not_copied_in_full_is_refused(lacking):
    (fault,) = faults(days_of(off=[day for day in OFF if day != lacking]))
    assert fault.came == f"2027 年没有登记 {lacking} 放假"


def brought_along(year=2026):
    """The list that the program has, row by row."""
    days = official().lists[year]
    return days_of(year, sorted(days.days_off), sorted(days.worked), days.notice)


def test_the_same_list_again_changes_nothing():
    rows = brought_along()
    assert faults(rows) == []
    assert official().extended(table("workdays", *rows)).lists == official().lists


def test_a_list_against_the_one_brought_along_is_refused_with_the_days():
    rows = [row | {"day": date(2026, 2, 13)} if row["day"] == date(2026, 2, 17) else row for row in brought_along()]
    (fault,) = faults(rows)
    assert fault.came == "2026-02-13、2026-02-17 是否上班与程序所带的安排不同"
    assert fault.due == "与 国办发明电〔2025〕7号 一致"
    assert rows[fault.row - 2]["day"] == date(2026, 2, 13)


def test_the_list_brought_along_stays_whatever_comes():
    rows = days_of(2026, off=["2026-01-01"], worked=[], notice="国办发明电〔2025〕8号")
    assert official().extended(table("workdays", *rows)).lists == official().lists


def test_the_right_list_under_a_wrong_number_is_refused():
    (fault,) = faults([row | {"notice": "国办发明电〔2025〕8号"} for row in brought_along()])
    assert (fault.came, fault.due) == ("通知文号为 国办发明电〔2025〕8号", "国办发明电〔2025〕7号")


def test_a_faulty_list_can_still_be_opened_so_that_its_faults_are_told():
    broken = table("workdays", {"year": 2027, "day": "2026-11-30", "kind": "day_off", "notice": pd.NA})
    assert Law.on(CLOSING, table("implementing_rules"), broken).calendar.is_worked(D("2027-01-04"))


def test_lists_are_held_against_each_other_by_days_not_by_ranges():
    """Saturdays and Sundays inside a holiday may be listed or left out: they are off in any case."""
    rows = [row for row in brought_along() if row["kind"] == "working_day" or row["day"].weekday() < 5]
    kept = {(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)}
    weekend = [row for row in brought_along() if (row["day"].month, row["day"].day) in kept and row not in rows]
    assert faults(rows + weekend) == []
