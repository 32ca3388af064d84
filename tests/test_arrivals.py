"""A year as a whole: a table that did not come is not a table without rows, and who is asked for what is missing."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.arrivals import Arrivals
from yiwu_award.law.workdays import Calendar
from yiwu_award.store import Store
from yiwu_award.tables.contracts import contract

CLOSING = date(2024, 5, 31)


@pytest.fixture
def otherwise(sample, tmp_path):
    """A function: the closed sample year with some tables as given instead of as they came, or another law."""

    def made(law=None, **tables):
        year = sample(2024)
        came = {**year.tables, **tables}
        register = Arrivals(came, pd.Series(dtype="int64"), year.normalised, ()).register(year.as_of)
        untouched = Store(tmp_path, "nothing is kept")
        return replace(
            year, tables=came, arrivals=register, law=law or year.law, store=untouched, _outcomes={}, _keys={}
        )  # fmt: skip

    return made


def nil_return(subject, checked_on=CLOSING, reported_by="市评审办"):
    return table("nil_returns", {"subject": subject, "reported_by": reported_by, "checked_on": checked_on})


def state(year, name):
    return year.arrivals.set_index("table")["state"][name]


@pytest.mark.parametrize("name", ["honours", "revocations"])
def test_a_register_that_did_not_come_is_waited_for_by_name(otherwise, name):
    """Who was honoured or barred decides who may apply: no register is not an empty one."""
    year = otherwise(**{name: contract(name).empty()})
    assert state(year, name) == "overdue"
    waited_for = [point for point in year.outcome("eligibility").result.open_points if point.state == "waiting"]
    (point,) = [point for point in waited_for if contract(name).title in point.what]
    assert point.on_whom == "市评审办"
    assert "“零报告”表" in point.to_do
    assert year.outcome("eligibility").result.tables == {}
    assert year.outcome("supervision").state == "waiting"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        (nil_return("honours"), "none"),
        (nil_return("honours", checked_on=date(2024, 5, 30)), "overdue"),  # who applies wasn't known yet
        (nil_return("honours", checked_on=date(2025, 4, 1)), "overdue"),  # after the day of the state
        (nil_return("honours", reported_by="E01"), "overdue"),  # not by who keeps it
        (nil_return("revocations"), "overdue"),
    ],
)
def test_only_the_dated_word_of_its_keeper_makes_a_register_empty(otherwise, said, found):
    assert state(otherwise(honours=contract("honours").empty(), nil_returns=said), "honours") == found


def test_a_register_said_to_be_empty_is_read_as_empty(otherwise):
    year = otherwise(honours=contract("honours").empty(), nil_returns=nil_return("honours"))
    decisions = year.outcome("eligibility")["decisions"]
    assert set(decisions.loc[decisions["part"] == "二(一)2", "verdict"]) == {"not_applicable"}


def test_a_year_without_working_days_asks_for_the_list_not_for_a_rule(otherwise, sample):
    """The State Council gives the days, and no body of the award can decide them."""
    law = sample(2024).law
    year = otherwise(law=replace(law, calendar=Calendar({2023: law.calendar.lists[2023]})))
    (point,) = [point for point in year.outcome("onsite_review").result.open_points if "放假安排" in point.what]
    assert (point.state, point.on_whom) == ("blocked", "市评审办")
    assert point.to_do == "按国务院办公厅的通知填写“放假安排”表"
