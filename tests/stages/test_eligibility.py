"""五(一): what follows from the verdicts: determinations, the list and who is on it, one organisation's applications.

Six parts are decided here; the others follow in the same way.
"""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import (
    acted,
    attestation,
    decide,
    determination,
    flawless,
    left,
    listed,
    one,
    schedule,
    together,
    verdicts,
    without,
)
from yiwu_award.errors import ContractBroken
from yiwu_award.tables.contracts import contract


@pytest.fixture(autouse=True)
def _few_parts(decided_only):
    decided_only("四(二)a", "一(二)", "一(三)", "三(二)", "三(五)1", "三(八)a", "三(八)b", "七(二)", "二(一)2")


# Open applications


def test_an_open_application_blocks_and_names_what_is_open_and_on_whom():
    result = decide(together(without(flawless(), "tax_credit"), acted(None)))
    (point,) = result.open_points
    assert (point.state, point.clause) == ("blocked", "五(一)")
    assert point.what == "A001 A001 厂 待核：三(五)1（无已公布的纳税信用级别）"
    assert point.on_whom == contract("tax_credit").supplier
    assert point.to_do == "补齐来表中的事实；确实无从取得的，由市评审办在“认定记录”表逐项认定"


def test_each_supplier_of_what_is_open_is_named_once():
    """One of three attestations that nobody gave, and a grade: 部门 once, 税务 once."""
    rows = together(without(without(flawless(), "tax_credit"), "attestations"), acted(None))
    (point,) = decide(rows).open_points
    suppliers = [contract(table).supplier for table in ("attestations", "tax_credit")]
    assert sorted(point.on_whom.split("、")) == sorted(suppliers)


def test_a_refused_application_blocks_nobody_by_its_gaps():
    rows = without(flawless(activity="other"), "tax_credit")
    result = decide(together(rows, acted(None)))
    assert result.state == "done"
    assert result.tables["eligibility"].iloc[0].to_dict() == {
        "application_id": "A001", "org_name": "A001 厂", "award": "quality_award", "verdict": "not_met",
        "not_met": "一(二)", "unknown": "三(五)1",
    }  # fmt: skip


def test_all_that_refuses_is_named():
    rows = together(flawless(activity="other", received_on=date(2024, 6, 1)), acted(None))
    assert decide(rows).tables["eligibility"]["not_met"].tolist() == ["四(二)a、一(二)"]


def test_an_open_application_that_has_left_blocks_nobody():
    rows = together(without(flawless(), "tax_credit"), acted(None), {"exits": [left("A001", date(2024, 7, 1))]})
    assert decide(rows, as_of=date(2024, 7, 1)).state == "done"
    assert decide(rows, as_of=date(2024, 6, 30)).state == "blocked"


# Determinations


@pytest.mark.parametrize("verdict", ["met", "not_met", "not_applicable"])
def test_a_determination_settles_what_is_open(verdict):
    rows = together(without(flawless(), "tax_credit"), {"determinations": [determination("三(五)1", verdict)]})
    row = one(decide(rows), "三(五)1")
    assert (row["verdict"], row["basis"]) == (verdict, "determined")
    assert "认定：查阅档案（市评委会，2024-06-20）" in row["observed"]
    assert row["evidence"] == "认定记录｜determinations.csv｜第 2 行"


def test_a_determination_touches_only_its_own_part_and_application():
    rows = together(without(flawless("A001"), "tax_credit"), without(flawless("A002"), "tax_credit"))
    result = decide(together(rows, {"determinations": [determination("三(五)1", "met", "A002")]}))
    assert (verdicts(result, "A001")["三(五)1"], verdicts(result, "A002")["三(五)1"]) == ("unknown", "met")


@pytest.mark.parametrize("verdict", ["not_met", "not_applicable"])
def test_a_determination_over_a_computed_verdict_is_refused(verdict):
    rows = together(flawless(), {"determinations": [determination("三(五)1", verdict)]})
    with pytest.raises(ContractBroken) as broken:
        decide(rows)
    (fault,) = broken.value.faults
    assert (fault.file, fault.row, fault.column) == ("determinations.csv", 2, "认定")
    assert "已有结论“符合”（2023 年度 A，2024-04-25 公布）" in fault.due


def test_a_determination_over_what_the_record_decides_is_refused():
    failed = {
        "application_id": "A001",
        "inspected_on": date(2023, 5, 1),
        "authority": "甲局",
        "level": "city",
        "subject": "产品",
        "result": "failed",
    }
    rows = together(
        flawless(), {"inspections": [failed], "determinations": [determination("三(八)a", "not_applicable")]}
    )
    with pytest.raises(ContractBroken, match="不符合"):
        decide(rows)


def test_a_determination_that_later_facts_bear_out_does_no_harm():
    row = one(decide(together(flawless(), {"determinations": [determination("三(五)1", "met")]})), "三(五)1")
    assert (row["verdict"], row["basis"]) == ("met", "computed")


@pytest.mark.parametrize("verdict", ["met", "not_applicable"])
def test_a_determination_over_what_a_department_attests_is_refused(verdict):
    rows = flawless()
    rows["attestations"] = [
        attestation(row["part"], "not_met" if row["part"] == "三(二)" else "met") for row in rows["attestations"]
    ]
    with pytest.raises(ContractBroken, match="三\\(二\\) 认定为"):
        decide(together(rows, {"determinations": [determination("三(二)", verdict)]}))


@pytest.mark.parametrize("part", ["四(二)a", "二(一)2", "七(二)"])
def test_what_the_regulation_or_a_rule_alone_decides_takes_no_determination(part):
    with pytest.raises(ContractBroken, match="认定记录"):
        decide(together(flawless(), {"determinations": [determination(part, "met")]}))


def test_a_determination_after_the_day_of_the_state_is_not_yet_known():
    rows = together(without(flawless(), "tax_credit"), {"determinations": [determination("三(五)1", "met")]})
    assert verdicts(decide(rows, as_of=date(2024, 6, 19)))["三(五)1"] == "unknown"


def test_all_faults_are_told_at_once():
    rows = together(
        flawless(),
        {
            "attestations": [attestation("三(五)1"), attestation("五(五)")],
            "determinations": [determination("三(五)1", "not_met"), determination("三(十)", "met")],
            "acts": [listed("A001")[0] | {"body": "committee"}],
        },
    )
    with pytest.raises(ContractBroken) as broken:
        decide(rows)
    assert [fault.table for fault in broken.value.faults] == [
        "部门核查意见", "部门核查意见", "认定记录", "认定记录", "决定与名单",
    ]  # fmt: skip
    assert all(fault.row and fault.column and fault.fix for fault in broken.value.faults)


def test_spans_counted_to_the_call_need_its_day():
    rows = flawless() | {"schedule": [row for row in schedule() if row["event"] != "call_on"]}
    with pytest.raises(ContractBroken, match="R-08"):
        decide(rows, {"R-08": "call_on"})


# The list


def test_a_proposal_without_an_act_waits_for_the_office():
    rows = together(flawless(), {"schedule": schedule(eligibility_due=date(2024, 6, 28))})
    result = decide(rows)
    assert result.state == "waiting"
    assert result.tables["eligible"].empty
    assert "A001" in result.open_points[0].what
    assert "2024-06-28" in result.open_points[0].what


def test_an_act_that_differs_blocks_and_shows_both():
    result = decide(
        together(flawless("A001"), flawless("A002"), flawless("A003", activity="other"), acted("A001", "A003"))
    )
    (point,) = result.open_points
    assert result.state == "blocked"
    assert "只在提出的名单中：A002，只在决定的名单中：A003" in point.what
    assert result.tables["eligible"]["application_id"].tolist() == ["A001", "A003"]


def test_each_award_has_its_own_list():
    acts = {"acts": [*listed("A001"), *listed("B001", award="innovation_award")]}
    result = decide(together(flawless("A001"), flawless("B001", award="innovation_award"), acts))
    assert result.state == "done"
    assert result.tables["eligible"]["award"].tolist() == ["quality_award", "innovation_award"]


@pytest.mark.parametrize(("left_on", "state"), [(date(2024, 6, 28), "done"), (date(2024, 6, 29), "blocked")])
def test_who_left_by_the_day_of_the_act_is_not_proposed(left_on, state):
    rows = together(flawless("A001"), flawless("A002"), acted("A001"), {"exits": [left("A002", left_on)]})
    assert decide(rows).state == state


def test_who_left_after_the_act_stays_on_the_acted_list():
    result = decide(together(flawless("A001"), acted("A001"), {"exits": [left("A001", date(2024, 7, 5))]}))
    assert result.state == "done"
    assert result.tables["eligible"]["application_id"].tolist() == ["A001"]


def test_rows_after_the_day_of_the_state_change_nothing():
    rows = together(flawless(), acted("A001"))
    later = {
        "tax_credit": [{"application_id": "A001", "rating_year": 2024, "grade": "D", "published_on": date(2024, 7, 1)}],
        "determinations": [determination("三(五)1", "not_met") | {"decided_on": date(2024, 7, 1)}],
        "exits": [left("A001", date(2024, 7, 1))],
    }
    before = decide(rows, as_of=date(2024, 6, 30))
    beside = decide(together(rows, later), as_of=date(2024, 6, 30))
    assert before.open_points == beside.open_points == ()
    for name, frame in before.tables.items():
        pd.testing.assert_frame_equal(frame, beside.tables[name])


# Readings of the year


def test_three_clean_years_counted_to_the_end_of_the_review_need_its_day():
    with pytest.raises(ContractBroken, match="读法 R-19 算到“资格审查完成”，日程没有该日"):
        decide(flawless(), {"R-19": "eligibility_due"})


def both(**changes):
    """Two applications of one organisation, one for each award."""
    second = flawless("B001", award="innovation_award", uscc="code-A001", **changes)
    acts = {"acts": [*listed("A001"), *listed("B001", award="innovation_award")]}
    return together(flawless("A001"), second, acts)


def test_an_organisation_applies_for_one_award_only():
    (point,) = decide(both()).open_points
    assert (point.state, point.clause, point.on_whom) == ("blocked", "四(二)", "市评审办")
    assert point.what == "A001 厂 有 2 份申报：A001、B001（读法 R-04）"
    assert decide(both() | {"exits": [left("B001", date(2024, 7, 1))]}).state == "done"


def test_what_an_organisation_did_counts_for_both_of_its_applications():
    """An accident that was registered for one of them; and one that was registered for both is told once."""
    accident = {"application_id": "A001", "kind": "safety", "occurred_on": date(2024, 5, 1), "is_major": True,
                "known_on": date(2024, 5, 2)}  # fmt: skip
    for rows in ([accident], [accident, accident | {"application_id": "B001"}]):
        result = decide(both() | {"incidents": rows}, {"R-04": "both_awards"})
        assert {verdicts(result, each)["三(八)b"] for each in ("A001", "B001")} == {"not_met"}
        assert one(result, "三(八)b", "B001")["observed"].count("2024-05-01") == 1


def test_an_application_that_is_refused_competes_with_nobody():
    refused = both(activity="other")
    refused["acts"][1] |= {"application_id": None}
    assert decide(refused).state == "done"


def test_a_year_may_let_an_organisation_apply_for_both_awards_but_not_twice_for_one():
    assert decide(both(), {"R-04": "both_awards"}).state == "done"
    twice = together(flawless("A001"), flawless("A002", uscc="code-A001"), acted("A001", "A002"))
    assert [point.what for point in decide(twice, {"R-04": "both_awards"}).open_points] == [
        "A001 厂 有 2 份申报：A001、A002（读法 R-04）"
    ]


def test_an_application_that_comes_after_the_list_is_settled_is_refused_as_late():
    late = flawless("A002", received_on=date(2024, 7, 5))
    result = decide(together(flawless("A001"), late, acted("A001")))
    assert result.state == "done"
    assert verdicts(result, "A002")["四(二)a"] == "not_met"
    assert result.tables["eligibility"].set_index("application_id")["verdict"].to_dict() == {
        "A001": "met", "A002": "not_met",
    }  # fmt: skip


def test_a_list_of_a_mistyped_year_knows_nothing_and_says_so():
    """Settled before anything was known: what is open blocks, and nobody is passed over."""
    acts = acted("A001")["acts"]
    result = decide(together(flawless("A001"), {"acts": [row | {"decided_on": date(2023, 6, 28)} for row in acts]}))
    assert result.state == "blocked"
    assert result.tables["eligibility"]["verdict"].tolist() == ["unknown"]


def test_news_after_the_list_is_settled_does_not_reopen_it():
    late = {"incidents": [
        {"application_id": "A001", "kind": "safety", "occurred_on": date(2024, 3, 1), "known_on": date(2024, 7, 1),
         "is_major": True, "is_org_responsible": True},
    ]}  # fmt: skip
    before, after = decide(together(flawless("A001"), late)), decide(together(flawless("A001"), late, acted("A001")))

    assert before.tables["eligibility"]["verdict"].item() == "not_met"
    assert (after.state, after.tables["eligibility"]["verdict"].item()) == ("done", "met")
