"""四(一): what the call says, and what it cannot be made without."""

from datetime import date

import pytest

from tests.worlds import AS_OF, CLOSING, law, schedule, table
from yiwu_award.errors import ContractBroken
from yiwu_award.law.clauses import clauses
from yiwu_award.stages import call
from yiwu_award.tables.contracts import contract

OFFICE = {
    "award_year": "2024", "is_fictional": "是", "edition_title": "2024 年度义乌市政府质量奖",
    "organisation": "市评审办", "address": "甲路 1 号", "phone": "0579-00000000",
}  # fmt: skip
PUBLISHED = {"kind": "call", "medium": "某日报", "is_main_medium": True, "published_on": date(2024, 3, 31)}


def announce(office=OFFICE, days=None, rules=None, publications=(PUBLISHED,), rule_rows=(), workdays=(), as_of=AS_OF):
    tables = {
        "schedule": table("schedule", *(days or schedule())),
        "office": table("office", *({"field": field, "value": value} for field, value in office.items())),
        "implementing_rules": table("implementing_rules", *rule_rows),
        "publications": table("publications", *publications),
        "workdays": table("workdays", *workdays),
    }
    return call.announce(tables, law(rules), as_of)


def points(result):
    return result.tables["call"].set_index("field")["value"]


def test_the_call_says_what_an_applicant_must_know():
    said = points(announce())
    assert "义政办发〔2021〕8号" in said["basis"]
    assert "不超过 3 家" in said["quality_award"]
    assert "不超过 2 家" in said["innovation_award"]
    assert "不收取任何费用" in said["free_of_charge"]
    assert "GB/T 19580-2012" in said["standard"]
    assert said["period"].startswith("2024-05-01 至 2024-05-31")
    assert "甲路 1 号" in said["place"]
    assert said["phone"] == "0579-00000000"
    assert said["published"] == "某日报（2024-03-31）"
    assert said["materials"] == "申报表、自我评价报告、证实性材料"


def test_the_points_stand_in_the_order_of_an_official_call():
    office = OFFICE | {
        "supervision_phone": "0579-00000001", "website": "www.example.invalid", "email": "a@example.invalid",
        "postcode": "322000",
    }  # fmt: skip
    call = announce(office).tables["call"]
    assert [field for field in call["field"] if not field.startswith("condition.")] == [
        "title", "basis", "quality_award", "innovation_award", "standard", "voluntary", "free_of_charge", "encouraged",
        "materials", "priority", "period", "supplement", "place", "postcode", "phone", "email", "website",
        "supervision_phone", "published",
    ]  # fmt: skip
    assert call["title"].iloc[-1] == "发布媒体"


def test_every_numbered_condition_is_named_once_by_its_clause():
    named = [field.removeprefix("condition.") for field in points(announce()).index if field.startswith("condition.")]
    numbered = [each for each in clauses() if each.startswith("三(") and not each[-1].isalpha()]
    assert named == ["一(二)", "一(三)", *numbered]
    assert {"三(一)", "三(五)2", "三(九)"} <= set(named)


@pytest.mark.parametrize("name", ["call", "deadlines", "required_materials"])
def test_tables_are_as_their_contracts_say(name):
    frame = announce().tables[name]
    assert frame.dtypes.astype(str).to_dict() == contract(name).empty().dtypes.astype(str).to_dict()
    assert not frame[list(contract(name).key)].duplicated().any()


def test_deadlines_are_in_their_order_and_leave_out_the_day_of_the_state():
    days = schedule(vote_on=date(2024, 8, 20), state_as_of=date(2024, 6, 1), eligibility_due=date(2024, 6, 28))
    deadlines = announce(days=days[::-1]).tables["deadlines"]
    assert deadlines["event"].tolist() == [
        "call_on", "applications_open_on", "applications_close_on", "eligibility_due", "vote_on",
    ]  # fmt: skip
    assert deadlines["title"].tolist()[2] == "申报截止"


def test_an_unpublished_call_is_waited_for():
    result = announce(publications=[PUBLISHED | {"kind": "notice"}], as_of=date(2024, 3, 31))
    (point,) = result.open_points
    assert (result.state, point.clause, point.on_whom) == ("waiting", "四(一)", "市评审办")
    assert "逾期" not in point.what
    assert points(result)["published"] == "尚未发布"


def test_an_overdue_call_is_said_to_be_overdue():
    (point,) = announce(publications=[], as_of=date(2024, 4, 1)).open_points
    assert "2024-03-31" in point.what
    assert "已逾期" in point.what


def test_a_call_published_on_another_day_than_planned_is_remarked():
    assert announce().remarks == tuple(announce(days=schedule(call_on=date(2024, 3, 31))).remarks) == ()
    (remark,) = announce(days=schedule(call_on=date(2024, 3, 30))).remarks
    assert "2024-03-31" in remark
    assert "2024-03-30" in remark


def test_supplements_are_told_by_the_reading_of_the_year():
    assert points(announce())["supplement"] == "截止日后不补正"
    allowed = announce(days=schedule(supplement_due=date(2024, 6, 14)), rules={"R-22": "until_supplement_due"})
    assert "2024-06-14" in points(allowed)["supplement"]


def test_everything_that_is_lacking_is_told_at_once():
    office = {field: value for field, value in OFFICE.items() if field not in ("address", "phone")} | {
        "award_year": "今年"
    }
    days = [row for row in schedule(vote_on=CLOSING) if row["event"] != "call_on"]
    days += [{"event": "eligibility_due", "day": date(2024, 5, 30)}]
    rule = {
        "key": "no.such.rule",
        "value": "1",
        "document": "纪要",
        "approved_by": "committee",
        "approved_on": date(2024, 3, 1),
    }
    with pytest.raises(ContractBroken) as broken:
        announce(office, days, {"R-22": "until_supplement_due"}, rule_rows=[rule])
    text = str(broken.value)
    for lacking in ("联系电话", "地址", "今年", "发布申报通知通告", "补正截止", "资格审查完成", "no.such.rule"):
        assert lacking in text
    assert len(broken.value.faults) == 7
    assert all(fault.clause and fault.fix for fault in broken.value.faults)
    lacking = [(fault.table, fault.clause) for fault in broken.value.faults if fault.due == "申报通告须写明"]
    assert lacking == [("年度与办公室信息", "四(一)")] * 2 + [("年度日程", "四(一)")] * 2


def test_days_may_fall_together_but_not_out_of_order():
    announce(days=schedule(eligibility_due=CLOSING))
    with pytest.raises(ContractBroken, match="不早于“申报截止”的 2024-05-31"):
        announce(days=schedule(eligibility_due=date(2024, 5, 30)))


@pytest.mark.parametrize(
    ("day", "due"),
    [
        (date(2024, 6, 27), "不早于“资格审查完成”的 2024-06-28"),
        (date(2024, 6, 28), None),
        (date(2024, 10, 8), None),
        (date(2024, 10, 9), "“计划公示”为 2024-10-08，应为：不早于“公示前资格复查”的 2024-10-09"),
    ],
)
def test_the_second_look_lies_between_the_list_and_the_notice(day, due):
    days = schedule(eligibility_due=date(2024, 6, 28), notice_on=date(2024, 10, 8), second_look_on=day)
    if due is None:
        announce(days=days)
    else:
        with pytest.raises(ContractBroken) as stop:
            announce(days=days)
        (fault,) = stop.value.faults
        assert due in f"{fault.came}，应为：{fault.due}"
        assert fault.column == "日期"


def test_a_list_of_working_days_that_cannot_be_the_official_one_is_refused_at_its_row():
    notice = {"year": 2027, "kind": "day_off", "notice": "国办发明电〔2026〕99号"}
    with pytest.raises(
        ContractBroken, match=r"放假安排（workdays.csv · 第 2 行 · “日期”）：2027 年没有登记 2027-01-01"
    ):
        announce(workdays=[notice | {"day": date(2027, 2, 8)}])


def test_a_reading_that_is_not_offered_is_refused_at_its_row():
    rule = {"key": "R-34", "value": "tomorrow", "document": "纪要", "approved_by": "committee",
            "approved_on": date(2024, 3, 1)}  # fmt: skip
    with pytest.raises(ContractBroken, match=r"implementing_rules.csv · 第 2 行 · “取值”）：R-34 取 'tomorrow'"):
        announce(rule_rows=[rule])
