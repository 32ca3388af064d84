"""四(二): completeness at intake; the limits of lateness are in the case-books."""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import AS_OF, CLOSING, application, law, materials, schedule, table, tables_of
from yiwu_award.errors import ContractBroken
from yiwu_award.stages import intake
from yiwu_award.tables.contracts import contract

TWO = {
    "applications": [application("A002", is_pinzibiao=True), application("A001", received_on=date(2024, 6, 3))],
    "materials": [*materials("A002"), *materials("A001", date(2024, 5, 28))[:2]],
}


def receive(rows, rules=None, as_of=AS_OF, arrivals=None):
    tables = tables_of(rows, as_of) | ({} if arrivals is None else {"arrivals": arrivals})
    return intake.receive(tables, law(rules), as_of)


def test_one_row_per_application_by_id_and_contract():
    completeness = receive(TWO).tables["completeness"]
    assert completeness["application_id"].tolist() == ["A001", "A002"]
    assert completeness["is_in_time"].tolist() == [False, True]
    assert completeness["is_complete"].tolist() == [False, True]
    assert completeness["missing"].tolist() == ["证实性材料（未收到）", pd.NA]
    assert completeness.dtypes.astype(str).to_dict() == contract("completeness").empty().dtypes.astype(str).to_dict()


def test_each_flaw_is_told_in_words():
    form, report, proof = materials("A001")
    late, partial = report | {"received_on": date(2024, 6, 3)}, proof | {"is_complete": False}
    rows = {"applications": [application("A001")], "materials": [partial, late, form]}
    (missing,) = receive(rows).tables["completeness"]["missing"]
    assert missing == "自我评价报告（2024-06-03 收到，逾期）、证实性材料（内容不齐全）"


def test_a_material_of_another_application_helps_nobody():
    rows = {"applications": [application("A001"), application("A002")], "materials": materials("A002")}
    assert receive(rows).tables["completeness"]["is_complete"].tolist() == [False, True]


def test_the_mark_is_carried_and_changes_nothing():
    marked, plain = (
        receive({"applications": [application(is_pinzibiao=mark)], "materials": materials()}) for mark in (True, None)
    )
    assert marked.tables["completeness"]["is_pinzibiao"].tolist() == [True]
    assert plain.tables["completeness"]["is_pinzibiao"].isna().all()
    changed = marked.tables["completeness"].drop(columns="is_pinzibiao")
    pd.testing.assert_frame_equal(changed, plain.tables["completeness"].drop(columns="is_pinzibiao"))


@pytest.mark.parametrize(("as_of", "state"), [(date(2024, 5, 30), "waiting"), (CLOSING, "done")])
def test_nothing_is_concluded_before_the_closing_day(as_of, state):
    assert receive(TWO, as_of=as_of).state == state


@pytest.mark.parametrize(("as_of", "state"), [(date(2024, 6, 13), "waiting"), (date(2024, 6, 14), "done")])
def test_where_supplements_are_allowed_their_last_day_is_waited_for(as_of, state):
    rows = TWO | {"schedule": schedule(supplement_due=date(2024, 6, 14))}
    result = receive(rows, {"R-22": "until_supplement_due"}, as_of)
    assert result.state == state
    assert [point.state for point in result.open_points] == ["waiting"] * (state == "waiting")


@pytest.mark.parametrize("days", [{}, {"supplement_due": date(2024, 5, 30)}])
def test_supplements_need_a_day_that_is_not_before_the_closing_day(days):
    with pytest.raises(ContractBroken, match="R-22") as broken:
        receive(TWO | {"schedule": schedule(**days)}, {"R-22": "until_supplement_due"})
    assert [fault.clause for fault in broken.value.faults] == ["四(二)"]


def test_what_came_is_passed_on_and_what_is_overdue_is_remarked():
    usual = {"state": "arrived", "n_files": 1, "n_rows": 2, "n_later": 0}
    arrivals = table(
        "arrivals", usual | {"table": "applications", "title": "申报组织"},
        usual | {"table": "tax_credit", "title": "纳税信用等级", "state": "overdue"},
    )  # fmt: skip
    result = receive(TWO, arrivals=arrivals)
    pd.testing.assert_frame_equal(result.tables["arrivals"], arrivals)
    assert any("逾期未收到：纳税信用等级" in remark for remark in result.remarks)
    assert not any("申报组织" in remark for remark in result.remarks)
    assert not any("早于开始受理日" in remark for remark in result.remarks)


def test_remarks_name_the_mark_an_early_arrival_and_one_organisation_twice():
    rows = {
        "applications": [
            application("A001", uscc="同一代码", received_on=date(2024, 4, 30)),
            application("A002", uscc="同一代码", is_pinzibiao=True, award="innovation_award"),
            application("A003", received_on=date(2024, 5, 1)),
        ]
    }
    marked, early, twice = receive(rows).remarks
    assert marked.endswith("：A002。")
    assert early.endswith("：A001。")
    assert "A001、A002" in twice


def test_rows_in_any_order_give_the_same():
    shuffled = {name: rows[::-1] for name, rows in TWO.items()}
    pd.testing.assert_frame_equal(receive(TWO).tables["completeness"], receive(shuffled).tables["completeness"])
