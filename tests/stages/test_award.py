"""五(七), 六: from the noticed list to laureates and prizes; every limit has a case on it and a case beyond it."""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.errors import ContractBroken
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import award
from yiwu_award.tables.contracts import contract

LAW = Law(date(2024, 5, 31), {})
AS_OF = date(2024, 12, 31)


def act(name, application_id, award_code="quality_award", day=None, body=None):
    return {
        "act": name,
        "award": award_code,
        "application_id": application_id,
        "body": body or {"proposed": "committee", "approval": "government"}[name],
        "document": {"proposed": "评委会纪要〔2024〕2号", "approval": "政发〔2024〕9号"}[name],
        "decided_on": day or {"proposed": "2024-07-20", "approval": "2024-08-10"}[name],
    }


def acts(name, **changes):
    return [
        act(name, "A01", **changes), act(name, "A02", **changes), act(name, "B01", "innovation_award", **changes),
    ]  # fmt: skip


def objection(state, outcome=None):
    return {
        "objection_id": "Y1",
        "application_id": "A02",
        "received_on": "2024-07-05",
        "state": state,
        "outcome": outcome,
    }


def payment(application_id, amount_yuan, paid_on="2024-09-01"):
    return {"application_id": application_id, "amount_yuan": amount_yuan, "budget_year": 2024, "paid_on": paid_on}


PAYMENTS = [payment("A01", 1_000_000), payment("A02", 1_000_000), payment("B01", 300_000)]


NOBODY_OBJECTED = {"subject": "objections", "reported_by": "市评审办", "checked_on": "2024-07-09"}


def tables(**given):
    rows = {
        "notice": [{"field": "last_day", "title": "公示末日", "value": "2024-07-08"}],
        "noticed": noticed("A01", "A02", "B01"),
        "objections": [],
        "objection_states": [],
        "nil_returns": [NOBODY_OBJECTED],
        "acts": [*acts("proposed"), *acts("approval")],
        "exits": [],
        "applications": [
            {"application_id": key, "org_name": f"{key}公司", "uscc": f"code-{key}"}
            for key in ("A01", "A02", "A03", "A04", "B01", "B02", "B03")
        ],
        "prize_payments": PAYMENTS,
        "office": [{"field": "award_year", "value": "2024"}],
    } | given
    return {name: table(name, *each) for name, each in rows.items()}


def confer(as_of=AS_OF, **given):
    return award.confer(tables(**given), LAW, as_of)


def noticed(*ids):
    awards = {"A": "quality_award", "B": "innovation_award"}
    return [{"application_id": key, "award": awards[key[0]], "org_name": f"{key}公司"} for key in ids]


def exit_on(day, application_id="A02"):
    return {"application_id": application_id, "kind": "withdrawn", "body": "applicant", "decided_on": day}


def test_an_approved_list_makes_laureates_with_year_document_and_day():
    result = confer()
    assert result.state == "done"
    laureates = result.tables["laureates"]
    assert list(laureates["application_id"]) == ["A01", "A02", "B01"]
    assert laureates.iloc[2].to_dict() == {
        "application_id": "B01", "award_year": 2024, "award": "innovation_award", "org_name": "B01公司",
        "uscc": "code-B01", "document": "政发〔2024〕9号", "awarded_on": pd.Timestamp("2024-08-10"),
    }  # fmt: skip


def test_the_prizes_are_those_of_the_regulation():
    prizes = confer().tables["prizes"]
    assert list(prizes["amount_yuan"]) == [1_000_000, 1_000_000, 300_000]
    assert list(prizes["paid_on"]) == [pd.Timestamp("2024-09-01")] * 3


def test_an_unpaid_prize_is_a_remark():
    result = confer(prize_payments=PAYMENTS[:1])
    assert result.state == "done"
    assert result.tables["prizes"]["paid_on"].isna().tolist() == [False, True, True]
    assert "A02公司、B01公司" in result.remarks[0]


@pytest.mark.parametrize(
    ("given", "column", "told"),
    [
        (payment("A02", 999_999), "金额（元）", "A02 的奖金为 999999 元；应为：1000000 元"),
        (payment("B01", 1_000_000), "金额（元）", "B01 的奖金为 1000000 元；应为：300000 元"),
        (payment("A03", 1_000_000), "申报编号", "向 A03 拨付奖金；应为：只向市政府批准的获奖组织拨付"),
        (
            payment("A02", 1_000_000, "2024-08-09"), "拨付日期",
            "A02 的奖金于 2024-08-09 拨付；应为：不早于市政府批准之日 2024-08-10",
        ),
    ],
)  # fmt: skip
def test_a_wrong_payment_is_refused(given, column, told):
    with pytest.raises(ContractBroken) as stop:
        confer(prize_payments=[given])
    assert [str(fault) for fault in stop.value.faults] == [
        f"奖金拨付（prize_payments.csv · 第 2 行 · “{column}”）：{told} · 依据 六(一) · 核对拨付记录和批准名单"
    ]


def test_a_prize_may_be_paid_on_the_day_of_approval_and_none_before_there_is_one():
    assert confer(prize_payments=[payment("A02", 1_000_000, "2024-08-10")]).state == "done"
    with pytest.raises(ContractBroken, match="只向市政府批准的获奖组织拨付"):
        confer(acts=acts("proposed"), prize_payments=PAYMENTS[:1])


@pytest.mark.parametrize(
    ("as_of", "clause", "on_whom"),
    [(date(2024, 7, 8), "五(六)", "市评审办"), (date(2024, 7, 9), "五(七)", "市评委会")],
)
def test_waits_while_the_last_day_of_the_notice_runs(as_of, clause, on_whom):
    result = confer(as_of, acts=[], prize_payments=[])
    assert result.state == "waiting"
    assert {(point.clause, point.on_whom) for point in result.open_points} == {(clause, on_whom)}


WITHOUT_DAYS = [{"field": "last_day", "title": "公示末日"}]


def test_waits_while_the_notice_has_no_days():
    result = confer(notice=WITHOUT_DAYS, acts=[], prize_payments=[])
    assert [str(point) for point in result.open_points] == [
        "【等待】公示期尚未起算 · 依据 五(六) · 由市评审办：在全部规定媒体上发布公示"
    ]


def test_no_list_is_settled_while_the_notice_has_no_days():
    with pytest.raises(ContractBroken) as stop:
        confer(notice=WITHOUT_DAYS, acts=[act("proposed", "A01")], prize_payments=[])
    assert [str(fault) for fault in stop.value.faults] == [
        "决定与名单（acts.csv · 第 2 行 · “日期”）：拟授奖组织名单（质量奖）日期为 2024-07-20；应为：公示期满之后 · "
        "依据 五(七) · 核对日期和先后次序"
    ]


def test_waits_for_the_government_s_approval_and_hands_on_nobody():
    result = confer(acts=acts("proposed"), prize_payments=[])
    assert result.state == "waiting"
    assert {point.on_whom for point in result.open_points} == {"市政府"}
    assert not result.tables


@pytest.mark.parametrize(
    ("proposed", "approval", "is_refused"),
    [
        ("2024-07-08", "2024-08-10", True),  # the last day runs to 24:00
        ("2024-07-09", "2024-08-10", False),
        ("2024-07-20", "2024-07-20", False),
        ("2024-07-20", "2024-07-19", True),
    ],
)
def test_notice_examination_and_approval_in_order(proposed, approval, is_refused):
    given = [*acts("proposed", day=proposed), *acts("approval", day=approval)]
    if not is_refused:
        assert confer(acts=given).state == "done"
        return
    with pytest.raises(ContractBroken, match="日期为"):
        confer(acts=given)


def test_an_approval_without_a_proposed_list_is_refused():
    with pytest.raises(ContractBroken, match="尚未确定"):
        confer(acts=acts("approval"))


@pytest.mark.parametrize(("ids", "is_refused"), [(["A01", "A02", "A03"], False), (["A01", "A02", "A03", "A04"], True)])
def test_three_seats_of_the_quality_award(ids, is_refused):
    given = {
        "noticed": noticed(*ids, "B01"),
        "acts": [act(name, key) for name in ("proposed", "approval") for key in ids]
        + [act(name, "B01", "innovation_award") for name in ("proposed", "approval")],
    }
    if not is_refused:
        assert len(confer(**given).tables["laureates"]) == 4
        return
    with pytest.raises(ContractBroken, match=r"列有 4 家：A01、A02、A03、A04；应为：不超过 3 家 · 依据 一\(五\)"):
        confer(**given)


def test_the_government_has_no_more_seats_than_the_committee():
    ids = ["A01", "A02", "A03", "A04"]
    given = [*(act("proposed", key) for key in ids[:3]), *(act("approval", key) for key in ids)]
    with pytest.raises(ContractBroken) as stop:
        confer(noticed=noticed(*ids), acts=given, prize_payments=[])
    assert [str(fault) for fault in stop.value.faults] == [
        "决定与名单（“申报编号”）：市政府批准名单（质量奖）列有 4 家：A01、A02、A03、A04；应为：不超过 3 家 · "
        "依据 一(五) · 由作出决定的机构在名额内重新决定"
    ]


@pytest.mark.parametrize(("ids", "is_refused"), [(["B01", "B02"], False), (["B01", "B02", "B03"], True)])
def test_two_seats_of_the_innovation_award(ids, is_refused):
    given = {
        "noticed": noticed("A01", *ids),
        "acts": [act(name, key, "innovation_award") for name in ("proposed", "approval") for key in ids]
        + [act(name, "A01") for name in ("proposed", "approval")],
        "prize_payments": [],
    }
    if not is_refused:
        assert len(confer(**given).tables["laureates"]) == 3
        return
    with pytest.raises(ContractBroken, match="不超过 2 家"):
        confer(**given)


def test_vacant_awards_are_valid():
    empty = [
        act(name, None, code) for name in ("proposed", "approval") for code in ("quality_award", "innovation_award")
    ]
    result = confer(noticed=[], acts=empty, prize_payments=[])
    assert result.state == "done"
    assert result.tables["laureates"].empty
    assert result.tables["prizes"].empty


@pytest.mark.parametrize("state", ["open", "reported"])
def test_an_objection_not_yet_before_the_committee_blocks(state):
    result = confer(objection_states=[objection(state)])
    assert [(point.state, point.clause) for point in result.open_points] == [("blocked", "五(六)")]
    assert "Y1" in result.open_points[0].what
    assert not result.tables


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        ([objection("submitted", "rejected")], "done"),
        ([objection("submitted")], "blocked"),  # submitted without an outcome
        ([objection("late")], "done"),
        ([objection("anonymous")], "done"),
    ],
)
def test_which_objections_stop_the_award(states, expected):
    assert confer(objection_states=states).state == expected


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], "waiting"),
        ([NOBODY_OBJECTED | {"checked_on": "2024-07-08"}], "waiting"),  # the last day runs to 24:00
        ([NOBODY_OBJECTED], "done"),
        ([NOBODY_OBJECTED | {"subject": "honours"}], "waiting"),
    ],
)
def test_objections_that_are_merely_unheard_of_make_no_laureate(said, state):
    """Somebody has looked for them after the notice's last day, or one has come."""
    result = confer(nil_returns=said)
    assert result.state == state
    assert ("laureates" in result.tables) == (state == "done")
    assert [point.what for point in result.open_points] == (
        [] if state == "done" else ["没有收到公示异议，公示期满后也没有零报告"]
    )
    assert confer(nil_returns=said, objection_states=[objection("late")]).state == "done"


@pytest.mark.parametrize(("checked_on", "state"), [("2024-07-20", "done"), ("2024-07-21", "blocked")])
def test_a_list_that_was_settled_before_anybody_looked_for_objections_must_be_settled_again(checked_on, state):
    """Proposed on 07-20; one who looks on the day itself has looked in time."""
    result = confer(nil_returns=[NOBODY_OBJECTED | {"checked_on": checked_on}])
    assert result.state == state
    assert [point.what for point in result.open_points] == (
        []
        if state == "done"
        else [
            f"拟授奖组织名单（{award}）已于 2024-07-20 确定，而有无异议 2024-07-21 才核查（零报告）"
            for award in ("质量奖", "创新奖")
        ]
    )


@pytest.mark.parametrize(("submitted_on", "state"), [("2024-07-20", "done"), ("2024-07-21", "blocked")])
def test_a_list_that_was_settled_before_the_report_was_there_must_be_settled_again(submitted_on, state):
    """Of its own award alone: nobody objected to the innovation award's."""
    reported = {"objection_id": "Y1", "application_id": "A02", "submitted_on": submitted_on}
    result = confer(objections=[reported], objection_states=[objection("submitted", "rejected")])
    assert result.state == state
    assert [point.what for point in result.open_points] == (
        []
        if state == "done"
        else ["拟授奖组织名单（质量奖）已于 2024-07-20 确定，而异议 Y1 的报告 2024-07-21 才提交市评委会"]
    )


def test_an_upheld_objection_takes_its_organisation_off_the_list():
    upheld = [objection("submitted", "upheld")]
    with pytest.raises(
        ContractBroken, match=r"决定与名单（acts\.csv · 第 3 行 · “申报编号”）：拟.*仍列有 A02，而异议 Y1 查证属实"
    ):
        confer(objection_states=upheld)
    without = [row for row in [*acts("proposed"), *acts("approval")] if row["application_id"] != "A02"]
    result = confer(objection_states=upheld, acts=without, prize_payments=[])
    assert list(result.tables["laureates"]["application_id"]) == ["A01", "B01"]


def test_an_upheld_objection_that_the_rules_do_not_take_changes_nothing():
    assert confer(objection_states=[objection("late", "upheld")]).state == "done"


@pytest.mark.parametrize("name", ["proposed", "approval"])
def test_an_act_that_leaves_one_out_blocks_and_shows_both_lists(name):
    given = [
        row for row in [*acts("proposed"), *acts("approval")] if (row["act"], row["application_id"]) != (name, "A02")
    ]
    if name == "proposed":
        given = [row for row in given if row["application_id"] != "A02"]
    result = confer(acts=given, prize_payments=[])
    (point,) = result.open_points
    assert point.state == "blocked"
    assert "提出的名单为 A01、A02，决定的名单为 A01；" in point.what
    assert not result.tables


def test_one_who_was_never_noticed_blocks():
    given = [*acts("proposed"), act("proposed", "A03"), *acts("approval"), act("approval", "A03")]
    result = confer(acts=given)
    assert [point.state for point in result.open_points] == ["blocked"]
    assert "只在决定的名单中：A03" in result.open_points[0].what


@pytest.mark.parametrize(
    ("day", "state"), [("2024-07-20", "blocked"), ("2024-07-21", "blocked"), ("2024-08-11", "done")]
)
def test_an_exit_counts_for_the_acts_of_its_day_and_later(day, state):
    assert confer(exits=[exit_on(day)]).state == state


def test_one_who_left_between_the_acts_is_only_on_the_first():
    approval = [row for row in acts("approval") if row["application_id"] != "A02"]
    result = confer(exits=[exit_on("2024-07-21")], acts=[*acts("proposed"), *approval], prize_payments=[])
    assert list(result.tables["laureates"]["application_id"]) == ["A01", "B01"]


def test_another_body_s_act_is_refused_together_with_every_other_fault():
    with pytest.raises(ContractBroken) as caught:
        confer(acts=acts("proposed", body="office"), prize_payments=[payment("A03", 1)])
    assert len(caught.value.faults) == 4  # a payment and three rows of the wrong body
    assert "由市评审办作出" in str(caught.value)


def test_what_is_handed_on_is_typed_as_its_contracts_say():
    for name, frame in confer().tables.items():
        assert dict(frame.dtypes.astype(str)) == dict(contract(name).empty().dtypes.astype(str))


@pytest.mark.parametrize(("received_on", "state"), [("2024-08-10", "blocked"), ("2024-08-11", "done")])
def test_an_objection_after_the_approval_does_not_undo_the_award(received_on, state):
    late = objection("open") | {"received_on": received_on}
    applications = [
        {"application_id": key, "org_name": f"{key}公司", "uscc": f"code-{key}", "award": award_code}
        for key, award_code in (("A01", "quality_award"), ("A02", "quality_award"), ("B01", "innovation_award"))
    ]

    assert confer(objection_states=[late], applications=applications).state == state
