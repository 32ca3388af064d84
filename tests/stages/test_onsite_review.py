"""五(四): visits, results on site, and the seven working days, on the small year of conftest.

The visits end on Wednesday 2024-08-21. Working days after it: 22, 23 (Fri), 26, 27, 28, 29, 30 August;
the seventh is Friday 2024-08-30.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.stages import onsite_review
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 9, 30)


@pytest.fixture
def review(law, typed):
    """A function: the stage's result on changed rows and rules."""
    return lambda rows, rules=None, as_of=AS_OF: onsite_review.review(typed(rows), law(rules), as_of)


@pytest.fixture
def faults(review):
    """A function: what the stage refuses."""

    def made(rows):
        with pytest.raises(ContractBroken) as stop:
            review(rows)
        return stop.value.faults

    return made


def visit(rows, application):
    return next(row for row in rows["visits"] if row["application_id"] == application)


def opinion(rows, application):
    return next(row for row in rows["panel_opinions"] if row["application_id"] == application)


def drop_onsite(rows, application):
    for table in ("item_scores", "item_consensus", "confirmations"):
        rows[table] = [
            row for row in rows[table] if (row["stage"], row["application_id"]) != ("onsite_review", application)
        ]
    for table in ("visits", "panel_opinions"):
        rows[table] = [row for row in rows[table] if row["application_id"] != application]


def test_points_and_dates(review, reviewed):
    result = review(reviewed)
    assert result.state == "done", result.open_points
    assert result.remarks == ()
    table = result.tables["onsite_results"].set_index("application_id")
    # all items at 60 %, 70 %, 65 % of 1000 points
    assert table["points"].to_dict() == {"A01": Decimal("600.00"), "A02": Decimal("700.00"), "B01": Decimal("650.00")}
    assert table["quarters"].to_dict() == {"A01": 2400, "A02": 2800, "B01": 2600}
    assert set(table["opinion_due_on"]) == {pd.Timestamp("2024-08-30")}
    assert not table["is_late"].any()
    assert set(table["confirmation"]) == {"confirmed"}
    assert len(result.tables["onsite_items"]) == 3 * 23


def test_tables_hold_exactly_what_their_contracts_say(review, reviewed):
    result = review(reviewed)
    assert set(result.tables) == {"onsite_results", "onsite_items", "onsite_assessors"}
    for name, table in result.tables.items():
        assert table.dtypes.astype(str).to_dict() == contract(name).dtypes
        assert isinstance(table.index, pd.RangeIndex)


@pytest.mark.parametrize(
    ("ended_on", "due_on"),
    [
        ("2024-08-23", "2024-09-03"),  # a Friday: 26, 27, 28, 29, 30 August, 2, 3 September
        ("2024-09-12", "2024-09-24"),  # 13, 14 (a worked Saturday), [15–17 off], 18, 19, 20, 23, 24
    ],
)
def test_the_seventh_working_day_knows_the_official_calendar(review, reviewed, ended_on, due_on):
    visit(reviewed, "A01")["ended_on"] = ended_on
    opinion(reviewed, "A01")["submitted_on"] = due_on
    table = review(reviewed).tables["onsite_results"].set_index("application_id")
    assert table.loc["A01", "opinion_due_on"] == pd.Timestamp(due_on)
    assert not table.loc["A01", "is_late"]


def test_a_late_opinion_is_a_remark_for_the_supervisors_and_stops_nothing(review, reviewed):
    opinion(reviewed, "A02")["submitted_on"] = "2024-08-31"
    result = review(reviewed)
    assert result.state == "done"
    assert result.tables["onsite_results"]["is_late"].tolist() == [False, True, False]
    (remark,) = result.remarks
    assert remark == (
        "评审组 P1 对 A02 的现场评审意见应于 2024-08-30 前提交，实于 2024-08-31 提交，逾期；"
        "请告监督组（五(四)、七(一)）。"
    )


@pytest.mark.parametrize(
    ("as_of", "state", "is_late"), [((2024, 8, 30), "waiting", False), ((2024, 8, 31), "blocked", True)]
)
def test_a_missing_opinion_waits_until_it_is_due_and_then_blocks(review, reviewed, as_of, state, is_late):
    reviewed["panel_opinions"].remove(opinion(reviewed, "A02"))
    result = review(reviewed, as_of=date(*as_of))
    (point,) = result.open_points
    assert (point.state, point.clause, point.on_whom) == (state, "五(四)", "评审组 P1 组长")
    assert "A02" in point.what
    assert "2024-08-30" in point.what
    assert ("监督组" in point.what) == is_late
    row = result.tables["onsite_results"].set_index("application_id").loc["A02"]
    assert row["is_late"] == is_late
    assert pd.isna(row["opinion_submitted_on"])


def test_a_visit_that_is_out_waits_with_its_day(review, reviewed):
    drop_onsite(reviewed, "A02")
    result = review(reviewed, as_of=date(2024, 8, 31))
    assert [point.state for point in result.open_points] == ["waiting", "waiting"]
    assert result.open_points[0].what == "现场评审尚未结束（应于 2024-08-31 前完成）：A02"
    assert list(result.tables["onsite_results"]["application_id"]) == ["A01", "B01"]
    assert review(reviewed).open_points[0].what == "现场评审尚未结束（应于 2024-08-31 前完成，已逾期）：A02"


def test_a_visit_that_ends_after_the_day_of_the_state_has_not_ended(review, reviewed):
    reviewed["panel_opinions"] = []
    result = review(reviewed, as_of=date(2024, 8, 20))
    assert result.tables["onsite_results"].empty
    assert result.open_points[0].what.endswith("A01、A02、B01")


def test_whoever_left_needs_no_visit_but_keeps_a_finished_row(review, reviewed):
    reviewed["exits"] = [{"application_id": "A02", "decided_on": "2024-09-20"}]
    assert list(review(reviewed).tables["onsite_results"]["application_id"]) == ["A01", "A02", "B01"]
    drop_onsite(reviewed, "A02")
    result = review(reviewed)
    assert result.state == "done", result.open_points
    assert list(result.tables["onsite_results"]["application_id"]) == ["A01", "B01"]


def test_an_objection_blocks_until_it_is_answered(review, reviewed):
    own = next(
        row for row in reviewed["confirmations"] if (row["stage"], row["application_id"]) == ("onsite_review", "A02")
    )
    own["response"] = "disputed"
    (point,) = review(reviewed).open_points
    assert (point.state, point.what) == ("blocked", "组织对评审报告有异议，组长尚未答复：A02")
    own |= {"leader_answer": "已复核", "leader_answered_on": "2024-09-10"}
    assert review(reviewed).state == "done"


def test_the_panel_that_was_given_the_application_visits_it(faults, reviewed):
    visit(reviewed, "A02")["panel"] = "P2"
    opinion(reviewed, "B01")["panel"] = "P2"
    found = faults(reviewed)
    assert [(fault.table, fault.row, fault.came, fault.clause) for fault in found] == [
        ("现场评审", 3, "评审组 P2 现场评审 A02", "二(三)2"),
        ("评审组现场评审意见", 4, "评审组 P2 现场评审 B01", "二(三)2"),
    ]
    assert {fault.fix for fault in found} == {"核对评审组编号或评审组分工"}


def test_only_the_shortlisted_are_visited(faults, reviewed):
    reviewed["visits"].append(visit(reviewed, "A01") | {"application_id": "A03"})
    (fault,) = faults(reviewed)
    assert (fault.came, fault.row, fault.clause) == ("A03 不在现场评审名单", 5, "五(四)")


def test_a_visit_ends_after_it_begins(faults, reviewed):
    visit(reviewed, "A01")["ended_on"] = "2024-08-18"
    (fault,) = faults(reviewed)
    assert str(fault) == (
        "现场评审（visits.csv · 第 2 行 · “结束日期”）：A01 的现场评审 2024-08-19 开始，2024-08-18 结束；"
        "应为：结束日期不早于开始日期 · 依据 五(四) · 核对两个日期"
    )


def test_a_visit_may_take_a_single_day(review, reviewed):
    visit(reviewed, "A01")["ended_on"] = "2024-08-19"
    table = review(reviewed).tables["onsite_results"].set_index("application_id")
    # 20, 21, 22, 23, 26, 27, 28 August
    assert table.loc["A01", "opinion_due_on"] == pd.Timestamp("2024-08-28")


def test_scores_on_site_are_held_to_the_same_rules(faults, reviewed):
    row = next(row for row in reviewed["item_scores"] if row["stage"] == "onsite_review")
    row["percent"] = 47
    (fault,) = faults(reviewed)
    assert fault.clause == "一(六)"


@pytest.mark.parametrize(
    ("row_of", "column", "on_the_day", "day_before", "came", "due"),
    [
        (lambda rows: visit(rows, "A01"), "started_on", "2024-08-01", "2024-07-31",
         "A01 的现场评审 2024-07-31 开始", "不早于现场评审名单确定之日 2024-08-01"),
        (lambda rows: opinion(rows, "A01"), "submitted_on", "2024-08-21", "2024-08-20",
         "评审组 P1 对 A01 的意见于 2024-08-20 提交", "现场评审于 2024-08-21 结束以后提交"),
        (lambda rows: rows["item_scores"][-1], "scored_on", "2024-08-19", "2024-08-18",
         "E03 于 2024-08-18 给 B01 现场打分", "不早于现场评审开始之日 2024-08-19"),
    ],
)  # fmt: skip
def test_list_visit_scores_and_opinion_follow_one_another(
    review, faults, reviewed, row_of, column, on_the_day, day_before, came, due
):
    row_of(reviewed)[column] = on_the_day
    assert review(reviewed).state == "done"
    row_of(reviewed)[column] = day_before
    (fault,) = faults(reviewed)
    assert (fault.came, fault.due, fault.clause) == (came, due, "五(四)")


def test_a_deadline_in_a_year_without_a_calendar_is_refused_by_name(review, reviewed):
    visit(reviewed, "A01")["ended_on"] = "2026-12-30"
    reviewed["panel_opinions"].remove(opinion(reviewed, "A01"))
    with pytest.raises(NotInForce, match="2027"):
        review(reviewed, as_of=date(2026, 12, 31))


@pytest.mark.parametrize("seed", [0, 1])  # 5 and 6 leave three rows as they are
def test_the_order_of_rows_never_matters(law, typed, shuffled, reviewed, seed):
    opinion(reviewed, "A02")["submitted_on"] = "2024-08-31"
    frames = typed(reviewed)
    one = onsite_review.review(frames, law(), AS_OF)
    other = onsite_review.review(shuffled(frames, seed), law(), AS_OF)
    assert one.remarks == other.remarks
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


def two_visits(rows):
    """Panel P1 ends with A01 on Wednesday the 21st and with A02 and B01 on Friday the 23rd."""
    for name in ("A02", "B01"):
        visit(rows, name)["ended_on"] = "2024-08-23"
    return rows


@pytest.mark.parametrize(
    ("rules", "due_on"),
    [
        ({}, {"A01": "2024-08-30", "A02": "2024-09-03"}),
        ({"R-26": "panel_last_visit"}, {"A01": "2024-09-03", "A02": "2024-09-03"}),
        ({"R-58": "same_day"}, {"A01": "2024-08-29", "A02": "2024-09-02"}),
    ],
)
def test_the_seven_days_run_as_the_year_reads_them(review, reviewed, rules, due_on):
    table = review(two_visits(reviewed), rules).tables["onsite_results"].set_index("application_id")
    assert {name: f"{table.loc[name, 'opinion_due_on']:%Y-%m-%d}" for name in due_on} == due_on


def test_a_day_off_on_which_a_visit_ended_is_no_first_day(review, reviewed):
    visit(reviewed, "A01")["ended_on"] = "2024-08-24"  # a Saturday: 26, 27, 28, 29, 30 August, 2, 3 September
    table = review(reviewed, {"R-58": "same_day"}).tables["onsite_results"].set_index("application_id")
    assert table.loc["A01", "opinion_due_on"] == pd.Timestamp("2024-09-03")


def test_an_opinion_due_in_a_year_without_a_list_waits_for_it_by_name(review, reviewed, law, typed):
    for name in ("A01", "A02", "B01"):
        visit(reviewed, name)["ended_on"] = "2026-12-24"
        opinion(reviewed, name)["submitted_on"] = "2027-01-04"
    as_of = date(2027, 1, 31)
    with pytest.raises(NotInForce, match="没有 2027 年的放假安排"):
        review(reviewed, as_of=as_of)
    off = ("2027-01-01", "2027-05-01", "2027-10-01", "2027-10-02", "2027-10-03")
    rows = [{"year": 2027, "day": day, "kind": "day_off", "notice": "国办发明电〔2026〕99号"} for day in off]
    calendar = law().calendar.extended(typed({"workdays": rows})["workdays"])
    result = onsite_review.review(typed(reviewed), replace(law(), calendar=calendar), as_of)
    # 25, 28, 29, 30, 31 December, 4, 5 January
    assert set(result.tables["onsite_results"]["opinion_due_on"]) == {pd.Timestamp("2027-01-05")}
