"""七: the register, the three revocations with their conditions and consequences, and what is watched afterwards."""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.errors import ContractBroken
from yiwu_award.law.rulebook import Law, Rule
from yiwu_award.stages import supervision
from yiwu_award.tables.contracts import contract

LAW = Law(date(2024, 5, 31), {})
AS_OF = date(2025, 12, 31)
FOLLOW_UP = {
    "award_year": 2023, "award": "quality_award", "org_name": "甲公司",
    "conclusion": "in_order", "checked_on": "2024-11-01",
}  # fmt: skip


def read(identifier, option):
    """The law of a year that chooses this option."""
    return Law(date(2024, 5, 31), {(identifier, ""): Rule(option, "评委〔2024〕1号", "", date(2024, 3, 1))})


def honour(award_year=2023, org_name="甲公司", award="quality_award", **changes):
    return {
        "award_year": award_year, "award": award, "org_name": org_name, "uscc": "code-甲",
        "document": "政发〔2023〕9号", "awarded_on": "2023-09-20", **changes,
    }  # fmt: skip


def revocation(ground="七(二)", **changes):
    """A revocation approved on 15 March 2024, every step of its ground taken."""
    own = {
        "七(二)": {},
        "七(五)": {"correction_requested_on": "2024-01-05", "correction_refused_on": "2024-02-05"},
        "七(六)": {"occurred_on": "2024-01-01"},
    }[ground]
    return {
        "award_year": 2023, "award": "quality_award", "org_name": "甲公司", "uscc": "code-甲", "ground": ground,
        "finding": "事实", "found_on": "2024-01-05", "reported_on": "2024-02-10", "submitted_on": "2024-03-01",
        "approved_on": "2024-03-15", "document": "政发〔2024〕3号", **own, **changes,
    }  # fmt: skip


def keep(as_of=AS_OF, law=LAW, **given):
    rows = {
        "honours": [
            honour(),
            honour(2023, "乙公司", "innovation_award"),
            honour(2019, "丙公司", awarded_on="2019-12-01", uscc=None),
        ],
        "revocations": [], "follow_ups": [], "misconduct": [], "laureates": [], "prizes": [],
    } | given  # fmt: skip
    return supervision.keep({name: table(name, *each) for name, each in rows.items()}, law, as_of)


def row_of(result, org_name="甲公司"):
    return result.tables["register"].set_index("org_name").loc[org_name]


def done(result, ground):
    duties = result.tables["duties"]
    return duties[duties["ground"] == ground].set_index("duty")["done_on"]


def test_the_register_lists_all_years_once_quality_award_first():
    this_year = {"application_id": "A01", "award_year": 2024, "award": "quality_award", "org_name": "丁公司",
                 "uscc": "code-丁", "document": "政发〔2024〕9号", "awarded_on": "2024-08-10"}  # fmt: skip
    already_entered = this_year | {"application_id": "A02", "award_year": 2023, "org_name": "甲公司"}
    result = keep(laureates=[this_year, already_entered])
    register = result.tables["register"]
    assert list(register["award_year"]) == [2019, 2023, 2023, 2024]
    assert list(register["org_name"]) == ["丙公司", "甲公司", "乙公司", "丁公司"]
    assert list(register["state"]) == ["held"] * 4
    assert row_of(result)["awarded_on"] == pd.Timestamp("2023-09-20")  # the office's own entry counts
    assert result.state == "done"


def test_runs_on_nothing_at_all():
    result = keep(honours=[])
    assert result.state == "done"
    assert all(frame.empty for frame in result.tables.values())


@pytest.mark.parametrize("ground", ["七(二)", "七(五)", "七(六)"])
def test_an_approved_revocation_takes_the_honour(ground):
    row = row_of(keep(revocations=[revocation(ground)]))
    assert (row["state"], row["ground"], row["revoked_by"]) == ("revoked", ground, "政发〔2024〕3号")
    assert row["revoked_on"] == pd.Timestamp("2024-03-15")
    assert row_of(keep(revocations=[revocation(ground)]), "乙公司")["state"] == "held"


@pytest.mark.parametrize(
    ("as_of", "state", "where", "to_do"),
    [
        (date(2024, 3, 15), "revoked", None, None),
        (date(2024, 3, 14), "held", "已于 2024-03-01 提请", "市政府：批准后登记批准日期和文号"),
        (date(2024, 2, 29), "held", "已于 2024-02-10 报市评委会", "市评委会：提请市政府批准"),
        (date(2024, 2, 9), "held", "2024-01-05 查明", "市评审办：报市评委会"),
    ],
)
def test_the_honour_is_held_until_the_government_has_approved(as_of, state, where, to_do):
    result = keep(as_of, revocations=[revocation()])
    assert row_of(result)["state"] == state
    assert result.state == ("done" if where is None else "waiting")
    told = f"撤销甲公司的 2023 年度质量奖：{where}，市政府尚未批准，荣誉仍有效 · 依据 七(二) · 由{to_do}"
    assert [str(point) for point in result.open_points] == ([] if where is None else [f"【等待】{told}"])
    assert result.tables["duties"].empty == (where is not None)


@pytest.mark.parametrize(
    ("ground", "expected"),
    [
        ("七(二)", {"title", "plaque", "certificate", "money", "credit_file", "disclosure", "bar"}),
        ("七(五)", {"title", "plaque", "certificate", "announcement"}),
        ("七(六)", {"title", "plaque", "certificate", "money", "announcement"}),
    ],
)
def test_each_ground_has_its_own_consequences(ground, expected):
    result = keep(revocations=[revocation(ground, plaque_returned_on="2024-04-01")])
    duties = done(result, ground)
    assert set(duties.index) == expected
    assert duties["title"] == pd.Timestamp("2024-03-15")
    assert duties["plaque"] == pd.Timestamp("2024-04-01")
    assert pd.isna(duties["certificate"])
    assert "收回证书" in result.remarks[0]
    assert "收回奖牌" not in result.remarks[0]


def test_a_duty_done_later_than_the_day_of_the_state_is_not_yet_done():
    given = revocation(plaque_returned_on="2024-04-01", money_recovered_on="2024-04-02")
    duties = done(keep(date(2024, 4, 1), revocations=[given]), "七(二)")
    assert not pd.isna(duties["plaque"])
    assert pd.isna(duties["money"])


@pytest.mark.parametrize(("law", "until"), [(LAW, "2030-03-15"), (read("R-38", "found_on"), "2030-01-05")])
def test_fraud_bars_for_six_years_from_the_day_that_the_year_s_reading_takes(law, until):
    assert row_of(keep(law=law, revocations=[revocation()]))["barred_until"] == pd.Timestamp(until)


@pytest.mark.parametrize("ground", ["七(五)", "七(六)"])
def test_only_fraud_bars(ground):
    assert pd.isna(row_of(keep(revocations=[revocation(ground)]))["barred_until"])


def test_a_bar_is_done_when_its_last_day_is_over():
    assert pd.isna(done(keep(date(2030, 3, 15), revocations=[revocation()]), "七(二)")["bar"])
    assert done(keep(date(2030, 3, 16), revocations=[revocation()]), "七(二)")["bar"] == pd.Timestamp("2030-03-15")


@pytest.mark.parametrize("step", ["reported_on", "submitted_on"])
@pytest.mark.parametrize("ground", ["七(二)", "七(五)", "七(六)"])
def test_an_approval_without_report_or_submission_is_refused(ground, step):
    with pytest.raises(ContractBroken, match="的撤销没有"):
        keep(revocations=[revocation(ground, **{step: None})])


@pytest.mark.parametrize(
    ("changes", "came"),
    [
        ({"reported_on": "2024-01-04"}, "市评审办报告日期 2024-01-04 早于查明日期 2024-01-05"),
        ({"submitted_on": "2024-02-09"}, "提请市政府日期 2024-02-09 早于市评审办报告日期 2024-02-10"),
        ({"approved_on": "2024-02-29"}, "市政府批准日期 2024-02-29 早于提请市政府日期 2024-03-01"),
    ],
)
def test_the_steps_of_a_revocation_in_order(changes, came):
    (column,) = (title for title in ("市评审办报告日期", "提请市政府日期", "市政府批准日期") if came.startswith(title))
    with pytest.raises(ContractBroken) as stop:
        keep(revocations=[revocation(**changes)])
    assert [str(fault) for fault in stop.value.faults] == [
        f"撤销荣誉（revocations.csv · 第 2 行 · “{column}”）：甲公司的 2023 年度质量奖的{came}；"
        "应为：依次为查明日期、市评审办报告日期、提请市政府日期、市政府批准日期 · 依据 七(二) · 核对各步骤的日期"
    ]


def test_all_steps_may_fall_on_one_day():
    same = dict.fromkeys(("found_on", "reported_on", "submitted_on", "approved_on"), "2024-03-15")
    assert row_of(keep(revocations=[revocation(**same)]))["state"] == "revoked"


@pytest.mark.parametrize(
    ("changes", "came"),
    [
        ({"correction_requested_on": None}, "没有责令改正日期"),
        ({"correction_refused_on": None}, "没有拒不改正日期"),
        ({"correction_refused_on": "2024-01-04"}, "拒不改正日期 2024-01-04 早于责令改正日期 2024-01-05"),
        ({"correction_refused_on": "2024-02-11"}, "市评审办报告日期 2024-02-10 早于拒不改正日期 2024-02-11"),
    ],
)
def test_misuse_of_the_honour_needs_a_request_to_correct_and_a_refusal_before_the_report(changes, came):
    with pytest.raises(ContractBroken, match=f"{came}.*依据 七\\(五\\)"):
        keep(revocations=[revocation("七(五)", **changes)])


def test_misuse_that_is_not_yet_reported_still_waits_for_the_correction():
    later = dict.fromkeys(("reported_on", "submitted_on", "approved_on", "correction_refused_on"))
    assert keep(revocations=[revocation("七(五)", **later)]).state == "waiting"


@pytest.mark.parametrize(
    ("awarded_on", "occurred_on", "is_within"),
    [
        ("2023-09-20", "2025-09-20", True),  # two years to the day
        ("2023-09-20", "2025-09-21", False),
        ("2023-09-20", "2023-09-20", True),
        ("2023-09-20", "2023-09-19", False),  # before the award
        ("2024-02-29", "2026-02-28", True),
        ("2024-02-29", "2026-03-01", False),
    ],
)
def test_a_grave_event_counts_within_two_years_of_the_award(awarded_on, occurred_on, is_within):
    steps = dict.fromkeys(("found_on", "reported_on", "submitted_on", "approved_on"), "2026-05-01")
    given = {
        "honours": [honour(awarded_on=awarded_on)],
        "revocations": [revocation("七(六)", occurred_on=occurred_on, **steps)],
    }
    if is_within:
        assert row_of(keep(date(2026, 6, 1), **given))["state"] == "revoked"
        return
    with pytest.raises(ContractBroken, match=rf"事发日期为 {occurred_on}.*（含当日）.*依据 七\(六\)"):
        keep(date(2026, 6, 1), **given)


def test_a_grave_event_needs_its_day_before_it_was_found():
    only_found = dict.fromkeys(("occurred_on", "reported_on", "submitted_on", "approved_on"))
    with pytest.raises(ContractBroken, match="没有事发日期"):
        keep(revocations=[revocation("七(六)", **only_found)])
    with pytest.raises(ContractBroken, match="查明日期 2024-01-05 早于事发日期 2024-01-06"):
        keep(revocations=[revocation("七(六)", occurred_on="2024-01-06")])


@pytest.mark.parametrize("changes", [{"award_year": 2022}, {"award": "innovation_award"}, {"org_name": "甲厂"}])
def test_only_a_registered_honour_can_be_revoked(changes):
    with pytest.raises(ContractBroken, match="不在获奖组织名册中"):
        keep(revocations=[revocation(**changes)])


def test_an_honour_of_another_code_is_not_the_same_organisation():
    with pytest.raises(ContractBroken, match="统一社会信用代码与名册不同"):
        keep(revocations=[revocation(uscc="code-乙")])
    old = revocation(award_year=2019, org_name="丙公司", uscc="code-丙")  # the register of 2019 holds no code
    assert row_of(keep(revocations=[old]), "丙公司")["state"] == "revoked"


def test_this_year_s_laureate_can_be_revoked():
    laureate = {"application_id": "A01", "award_year": 2024, "award": "quality_award", "org_name": "丁公司",
                "uscc": "code-丁", "document": "政发〔2024〕9号", "awarded_on": "2024-08-10"}  # fmt: skip
    steps = dict.fromkeys(("found_on", "reported_on", "submitted_on", "approved_on"), "2025-01-05")
    given = revocation(award_year=2024, org_name="丁公司", uscc="code-丁", **steps)
    assert row_of(keep(laureates=[laureate], revocations=[given]), "丁公司")["state"] == "revoked"


def test_a_second_ground_adds_its_consequences_but_not_a_second_revocation():
    steps = dict.fromkeys(("found_on", "reported_on", "submitted_on", "approved_on"), "2025-06-01")
    result = keep(revocations=[revocation("七(二)", **steps), revocation("七(五)")])
    row = row_of(result)
    assert (row["ground"], row["revoked_on"]) == ("七(五)", pd.Timestamp("2024-03-15"))
    assert row["barred_until"] == pd.Timestamp("2031-06-01")
    assert len(result.tables["register"]) == 3
    assert len(result.tables["duties"]) == 7 + 4


def test_checks_after_the_award_and_measures_against_reviewers():
    check = FOLLOW_UP
    result = keep(
        follow_ups=[
            check | {"kind": "prize_use"},
            check | {"kind": "practice"},
            check | {"kind": "honour_use", "conclusion": "to_correct"},
        ],
        misconduct=[
            {"person_id": "P07", "finding": "泄露", "measure": "disqualified", "decided_on": "2024-07-01"},
        ],
    )
    rows = result.tables["supervision"].set_index("matter")
    rows = rows[["subject", "clause", "state"]].apply(tuple, axis=1).to_dict()
    assert rows == {
        "2023 年度质量奖·奖金用途（2024-11-01）": ("甲公司", "七(四)", "符合要求"),
        "2023 年度质量奖·持续实施与宣传（2024-11-01）": ("甲公司", "七(三)", "符合要求"),
        "2023 年度质量奖·荣誉使用（2024-11-01）": ("甲公司", "七(五)", "责令改正"),
        "评审纪律（2024-07-01）": ("P07", "七(七)", "取消评审资格"),
    }
    assert result.remarks == ()


def test_a_check_of_somebody_who_holds_no_honour_is_pointed_out():
    check = FOLLOW_UP | {"award_year": 2022, "kind": "practice"}
    assert "甲公司的 2022 年度质量奖不在名册中" in keep(follow_ups=[check]).remarks[0]


def test_all_faults_are_told_at_once():
    with pytest.raises(ContractBroken) as caught:
        keep(
            revocations=[
                revocation(award_year=2022),
                revocation("七(五)", submitted_on=None, correction_refused_on=None),
            ]
        )
    assert len(caught.value.faults) == 3


def test_what_is_handed_on_is_typed_as_its_contracts_say():
    for given in ([], [revocation()]):
        for name, frame in keep(revocations=given).tables.items():
            assert dict(frame.dtypes.astype(str)) == dict(contract(name).empty().dtypes.astype(str))


@pytest.mark.parametrize(("found_on", "is_within"), [("2025-09-20", True), ("2025-09-21", False)])
def test_a_year_may_place_a_grave_event_by_the_day_of_its_finding(found_on, is_within):
    law = read("R-39", "found_on")
    steps = {"found_on": found_on} | dict.fromkeys(("reported_on", "submitted_on", "approved_on"), "2025-10-01")
    given = [revocation("七(六)", occurred_on="2023-08-01", **steps)]
    if is_within:
        assert row_of(keep(law=law, revocations=given))["state"] == "revoked"
        return
    with pytest.raises(ContractBroken, match="查明日期为 2025-09-21"):
        keep(law=law, revocations=given)


def test_the_bar_may_end_before_its_anniversary():
    law = read("R-45", "until_anniversary")
    barred = keep(law=law, revocations=[revocation()])
    assert row_of(barred)["barred_until"] == pd.Timestamp("2030-03-14")
    assert row_of(keep(revocations=[revocation()]))["barred_until"] == pd.Timestamp("2030-03-15")
    assert pd.isna(done(keep(date(2030, 3, 14), law, revocations=[revocation()]), "七(二)")["bar"])
    assert done(keep(date(2030, 3, 15), law, revocations=[revocation()]), "七(二)")["bar"] == pd.Timestamp("2030-03-14")
