"""五(六): the notice, its clock and its objections; days worked out by hand on the State Council's calendar of 2024."""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.law.readings import readings
from yiwu_award.law.rulebook import Law, Rule
from yiwu_award.stages import notice
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 7, 10)
RULES = {
    "notice.required_media": "虚构日报；虚构发布",
    "notice.order": "application_id",
    "objection.form": "书面反映，署真实姓名并附证据",
    "objection.anonymous": "not_accepted",
    "objection.late": "not_accepted",
    **{identifier: reading["ours"] for identifier, reading in readings().items()},
}


def the_law(**changes):
    given = RULES | {key.replace("__", "."): value for key, value in changes.items()}
    approved = {"document": "评委〔2024〕1号", "article": "", "approved_on": date(2024, 3, 1)}
    rules = {(key, ""): Rule(value, **approved) for key, value in given.items() if value is not None}
    return Law(date(2024, 5, 31), rules)


def organisation(application_id, org_name, award="quality_award"):
    return {"application_id": application_id, "org_name": org_name, "award": award}


def publication(medium, day, *, is_main_medium=True, kind="notice"):
    return {"kind": kind, "medium": medium, "is_main_medium": is_main_medium, "published_on": day}


def objection(objection_id, received_on, *, is_anonymous=False, **steps):
    return {
        "objection_id": objection_id, "application_id": "A02", "received_on": received_on,
        "is_anonymous": is_anonymous, "content": "反映", **steps,
    }  # fmt: skip


BOTH = [publication("虚构日报", "2024-06-28"), publication("虚构发布", "2024-07-01")]
PRESELECTED = [
    organisation("A10", "丁公司", "innovation_award"),
    organisation("A03", "乙公司"),
    organisation("A02", "丙公司"),
]


def tables(**given):
    rows = {
        "preselected": PRESELECTED,
        "second_look": [],
        "schedule": [{"event": "notice_on", "day": "2024-07-01"}],
        "office": [
            {"field": "award_year", "value": "2024"}, {"field": "address", "value": "某路1号"},
            {"field": "postcode", "value": "322000"}, {"field": "phone", "value": "0579-00000000"},
            {"field": "email", "value": "office@example.invalid"}, {"field": "signatory", "value": "某办公室"},
            {"field": "supervision_phone", "value": "0579-00000001"},
        ],
        "publications": BOTH,
        "objections": [],
        "exits": [],
        "applications": [],
        "honours": [],
        "revocations": [],
        "acts": [{"act": "preselected", "award": "quality_award", "application_id": "A03", "body": "voters",
                  "document": "纪要", "decided_on": "2024-06-27"}],
    } | given  # fmt: skip
    return {name: table(name, *each) for name, each in rows.items()}


def exit_on(day, application_id="A02"):
    return {"application_id": application_id, "kind": "withdrawn", "body": "applicant", "decided_on": day}


def give(law=None, as_of=AS_OF, **given):
    return notice.give(tables(**given), law or the_law(), as_of)


def field(result, name):
    return result.tables["notice"].set_index("field")["value"][name]


def test_the_clock_starts_with_the_last_required_medium_and_the_first_day_is_not_counted():
    result = give()
    assert result.state == "done"
    assert (field(result, "first_day"), field(result, "last_day")) == ("2024-07-02", "2024-07-08")
    assert field(result, "period") == "自2024年7月2日0时起，至2024年7月8日24时止，共7天"
    assert field(result, "date") == "2024年7月1日"
    assert result.remarks == ()  # 2–5 and 8 July: five working days


def test_a_last_day_that_is_not_worked_moves_on_and_the_notice_says_so():
    result = give(publications=[publication("虚构日报", "2024-06-30"), publication("虚构发布", "2024-06-28")])
    assert field(result, "last_day") == "2024-07-08"  # 7 July is a Sunday
    assert field(result, "period") == "自2024年7月1日0时起，至2024年7月8日24时止，共8天，末日遇休息日已顺延"


def test_read_with_publication_as_the_first_day():
    result = give(the_law(**{"R-34": "same_day"}))
    assert (field(result, "first_day"), field(result, "last_day")) == ("2024-07-01", "2024-07-07")


def test_too_few_working_days_is_a_remark_and_stops_nothing():
    spring_festival = [publication("虚构日报", "2024-02-08"), publication("虚构发布", "2024-02-08")]
    result = give(publications=spring_festival, acts=[])
    assert field(result, "last_day") == "2024-02-18"  # 10–17 February off; Sunday the 18th is worked
    assert result.state == "done"
    assert [remark[:16] for remark in result.remarks] == ["公示期内只有 2 个工作日，少于"]


@pytest.mark.parametrize("published", [[], BOTH[:1], [*BOTH[:1], publication("虚构发布", "2024-07-01", kind="call")]])
def test_waits_until_every_required_medium_has_published_and_gives_no_days_meanwhile(published):
    result = give(publications=published)
    assert result.state == "waiting"
    (point,) = result.open_points
    assert "虚构发布" in point.what
    assert "2024-07-01" in point.what  # the day that the schedule sets
    for name in ("period", "first_day", "last_day", "date"):
        assert pd.isna(field(result, name))
    assert result.remarks == ()  # nobody has forgotten the days


def test_without_a_planned_day_only_the_media_are_named():
    (point,) = give(publications=BOTH[:1], schedule=[]).open_points
    assert str(point) == (
        "【等待】公示尚未在全部规定媒体上发布，缺：虚构发布 · 依据 五(六) · "
        "由市评审办：按公示要素发布，并在“媒体发布”表登记；最后一家发布后公示期才起算"
    )


def test_other_media_neither_start_nor_lengthen_the_notice():
    result = give(publications=[*BOTH, publication("别的媒体", "2024-07-03")])
    assert field(result, "last_day") == "2024-07-08"


def test_a_notice_in_no_main_medium_blocks():
    result = give(publications=[row | {"is_main_medium": False} for row in BOTH])
    assert [str(point) for point in result.open_points] == [
        "【待决定】已发布公示的媒体（虚构日报、虚构发布）都未登记为市级主要媒体 · 依据 五(六) · "
        "由市评审办：在市级主要媒体上发布，或更正“媒体发布”表"
    ]


def test_the_elements_of_the_notice():
    result = give()
    assert list(result.tables["notice"]["field"]) == [
        "title", "basis", "process", "statement", "list_quality_award", "list_innovation_award", "order", "period",
        "first_day", "last_day", "who_may_object", "form", "anonymous", "late", "protection", "next_step", "address",
        "postcode", "phone", "email", "supervision_phone", "signatory", "date", "attachments",
    ]  # fmt: skip
    assert field(result, "title") == "关于2024年度义乌市政府质量奖初选授奖组织名单的公示"
    assert "《义乌市政府质量奖管理办法（2020年修订）》（义政办发〔2021〕8号）" in field(result, "basis")
    steps = ["申报推荐", "资格审查", "资料评审", "部门评审", "现场评审", "审查表决"]
    assert sorted(steps, key=field(result, "process").index) == steps
    assert field(result, "statement") == (
        "“义乌市政府质量奖”初选授奖组织2家，“义乌市政府质量管理创新奖”初选授奖组织1家，现予以公示"
    )
    assert field(result, "list_quality_award") == "丙公司、乙公司"
    assert field(result, "order") == "排名不分先后，按申报编号排序"
    assert field(result, "anonymous") == "匿名反映的，不予受理"
    assert field(result, "late") == "请于2024年7月8日24时前送达；逾期反映的，不予受理"
    assert field(result, "form") == "书面反映，署真实姓名并附证据"
    assert pd.isna(field(result, "attachments"))


def test_the_edition_title_of_the_office_stands_in_the_title():
    office = [{"field": "award_year", "value": "2024"}, {"field": "edition_title", "value": "第九届"}]
    result = give(office=office)
    assert field(result, "title") == "关于第九届义乌市政府质量奖初选授奖组织名单的公示"
    assert "公示要素未填：地址、邮编、联系电话、电子邮箱、监督电话、落款" in result.remarks[0]


def test_the_list_is_in_the_year_s_order_quality_award_first():
    assert list(give().tables["noticed"]["application_id"]) == ["A02", "A03", "A10"]


def test_order_by_name_differs_from_order_by_number():
    given = [organisation("A01", "乙公司"), organisation("A02", "丁公司")]  # U+4E59, U+4E01
    by_name = give(the_law(notice__order="org_name"), preselected=given)
    assert list(by_name.tables["noticed"]["application_id"]) == ["A02", "A01"]
    assert list(give(preselected=given).tables["noticed"]["application_id"]) == ["A01", "A02"]


def test_nobody_preselected_is_a_valid_notice_of_vacancy():
    result = give(preselected=[])
    assert result.state == "done"
    assert field(result, "statement") == (
        "本年度“义乌市政府质量奖”初选授奖组织空缺，本年度“义乌市政府质量管理创新奖”初选授奖组织空缺，现予以公示"
    )
    assert field(result, "list_innovation_award") == "空缺"


@pytest.mark.parametrize(("day", "is_noticed"), [("2024-07-01", False), ("2024-07-02", True)])
def test_who_has_left_by_the_day_of_publication_is_not_noticed(day, is_noticed):
    result = give(exits=[exit_on(day)])
    assert ("A02" in set(result.tables["noticed"]["application_id"])) == is_noticed


def test_a_preselected_organisation_that_fails_the_second_look_blocks_by_name_and_part():
    look = {"part": "三(五)1", "verdict": "not_met", "observed": "2024-06-20 公布为 B"}
    result = give(second_look=[{"application_id": "A02", **look}, {"application_id": "A77", **look}])
    (point,) = result.open_points
    assert point.state == "blocked"
    assert "丙公司（A02）" in point.what
    assert "公示前复查不符合 三(五)1：2024-06-20 公布为 B" in point.what


def test_what_is_open_in_the_second_look_blocks_until_somebody_settles_it():
    """A gap is no refusal: it says 待核, and asks for the fact or a determination, not for an exit."""
    look = {"part": "三(八)b", "verdict": "unknown", "observed": "尚缺市应急管理局的意见"}
    (point,) = give(second_look=[{"application_id": "A02", **look}]).open_points
    assert point.state == "blocked"
    assert "公示前复查待核 三(八)b：尚缺市应急管理局的意见" in point.what
    assert "“认定记录”表" in point.to_do


@pytest.mark.parametrize(("as_of", "state"), [(date(2024, 7, 2), "done"), (date(2024, 7, 10), "done")])
def test_an_exit_settles_the_second_look(as_of, state):
    rows = [{"application_id": "A02", "part": "三(五)1", "verdict": "not_met", "observed": "B"}]
    assert give(as_of=as_of, second_look=rows, exits=[exit_on("2024-07-02")]).state == state


def test_an_unconfirmed_reading_blocks_and_is_listed():
    builder = [{"application_id": "A02", "sector": "construction"}]
    result = give(the_law(**{"R-14": None, "R-34": None, "R-39": None}), applications=builder)
    (point,) = result.open_points
    assert point.state == "blocked"
    assert "R-34" in point.what
    assert "R-14" in point.what
    assert "R-16" not in point.what  # confirmed
    assert "R-39" not in point.what  # asked by supervision alone


@pytest.mark.parametrize(
    ("identifier", "given"),
    [
        ("R-14", {"applications": [{"application_id": "A02", "sector": "construction"}]}),
        ("R-20", {"applications": [{"application_id": "A02", "sector": "mining"}]}),
        ("R-44", {"honours": [{"award_year": 2019, "award": "quality_award", "org_name": "甲公司"}]}),
        ("R-45", {"revocations": [{"award_year": 2019, "award": "quality_award", "org_name": "甲公司"}]}),
    ],
)
def test_a_reading_that_touches_nobody_this_year_need_not_be_confirmed(identifier, given):
    law = the_law(**{identifier: None})
    others = {"applications": [{"application_id": "A03", "sector": "services"}]}
    assert give(law, **others).state == "done"
    result = give(law, **(others | given))
    assert [identifier in point.what for point in result.open_points] == [True]


def test_a_reading_of_the_award_that_follows_must_be_confirmed_before_the_notice():
    assert give(the_law(**{"R-53": None})).state == "blocked"


@pytest.mark.parametrize("key", ["notice.required_media", "notice.order", "objection.form", "objection.late"])
def test_a_rule_that_the_year_has_not_given_is_never_guessed(key):
    with pytest.raises(NotInForce, match=key):
        give(the_law(**{key: None}))


def test_a_choice_that_is_not_offered_is_refused():
    with pytest.raises(ContractBroken, match=r"objection.anonymous 取 'maybe'；应为：accepted 或 not_accepted"):
        give(the_law(objection__anonymous="maybe"))


def test_a_notice_cannot_come_out_before_the_vote():
    with pytest.raises(ContractBroken, match=r"publications.csv · 第 2 行 · “发布日期”）.*2024-06-26 发布"):
        give(publications=[publication("虚构日报", "2024-06-26"), BOTH[1]])


@pytest.mark.parametrize(
    ("row", "state"),
    [
        (objection("Y1", "2024-07-01"), "open"),  # the day of publication, before the first day
        (objection("Y1", "2024-07-08"), "open"),  # the last day itself
        (objection("Y1", "2024-07-09"), "late"),
        (objection("Y1", "2024-07-03", is_anonymous=True), "anonymous"),
        (objection("Y1", "2024-07-03", reported_on="2024-07-10"), "reported"),
        (objection("Y1", "2024-07-03", reported_on="2024-07-11"), "open"),  # not yet known on 10 July
        (objection("Y1", "2024-07-03", reported_on="2024-07-09", submitted_on="2024-07-10"), "submitted"),
        (objection("Y1", "2024-07-03", reported_on="2024-07-09", submitted_on="2024-07-11"), "reported"),
    ],
)
def test_the_state_of_an_objection(row, state):
    assert list(give(objections=[row]).tables["objection_states"]["state"]) == [state]


def test_the_year_may_take_late_and_anonymous_objections():
    rows = [objection("Y2", "2024-07-03", is_anonymous=True), objection("Y1", "2024-07-09")]
    law = the_law(objection__late="accepted", objection__anonymous="accepted")
    states = give(law, objections=rows).tables["objection_states"]
    assert list(states["objection_id"]) == ["Y1", "Y2"]
    assert list(states["state"]) == ["open", "open"]


def test_an_outcome_is_known_only_with_its_report():
    row = objection("Y1", "2024-07-03", reported_on="2024-07-11", submitted_on="2024-07-12", outcome="upheld")
    assert give(objections=[row]).tables["objection_states"]["outcome"].isna().all()
    assert list(give(objections=[row], as_of=date(2024, 7, 11)).tables["objection_states"]["outcome"]) == ["upheld"]


@pytest.mark.parametrize(
    ("steps", "due"),
    [
        ({"outcome": "upheld"}, "先形成调查核实报告"),
        ({"submitted_on": "2024-07-05"}, "先形成调查核实报告"),
        ({"reported_on": "2024-07-02"}, "收到 ≤ 调查报告 ≤ 报市评委会"),
        ({"reported_on": "2024-07-09", "submitted_on": "2024-07-08"}, "收到 ≤ 调查报告 ≤ 报市评委会"),
    ],
)
def test_the_steps_of_an_objection_out_of_order_are_refused(steps, due):
    with pytest.raises(ContractBroken, match=f"公示异议（objections.csv · 第 2 行）：Y1.*；应为：{due} · 依据"):
        give(objections=[objection("Y1", "2024-07-03", **steps)])


def test_all_faults_are_told_at_once():
    with pytest.raises(ContractBroken) as caught:
        give(
            publications=[publication("虚构日报", "2024-06-26"), publication("虚构发布", "2024-06-25")],
            objections=[objection("Y1", "2024-07-03", outcome="upheld")],
        )
    assert len(caught.value.faults) == 3


def test_what_is_handed_on_is_typed_as_its_contracts_say():
    for name, frame in give(objections=[objection("Y1", "2024-07-03")]).tables.items():
        assert dict(frame.dtypes.astype(str)) == dict(contract(name).empty().dtypes.astype(str))


def test_a_last_day_may_be_left_on_a_day_off():
    published = [publication("虚构日报", "2024-06-30"), publication("虚构发布", "2024-06-28")]
    result = give(the_law(**{"R-34": "next_day_unmoved"}), publications=published)
    assert (field(result, "first_day"), field(result, "last_day")) == ("2024-07-01", "2024-07-07")  # a Sunday


def test_a_second_print_starts_no_new_period():
    again = [*BOTH, publication("虚构日报", "2024-07-04")]

    assert field(give(publications=again), "last_day") == field(give(), "last_day")
