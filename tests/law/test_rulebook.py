"""The law on a day: what the regulation gives, what the year decides, and what nobody has decided."""

import ast
import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from yiwu_award.errors import BeforeRegulation, NotInForce, Refused
from yiwu_award.law import clauses
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import readings
from yiwu_award.law.rule_faults import rule_faults
from yiwu_award.law.rulebook import Law, refuse_ungoverned

ROOT = Path(__file__).parents[2]
CLOSING = date(2024, 5, 31)
OPEN = sorted(key for key, row in parameters().items() if row["authority"] == "implementing_rule")
GIVEN = sorted(set(parameters()) - set(OPEN))
SHORTLIST_METHODS = "count（家数） 或 ratio（比例，零头舍去） 或 floor（分数线）"


def rules(*rows):
    """The table implementing_rules from (key, applies_to, value) rows."""
    frame = pd.DataFrame(rows, columns=["key", "applies_to", "value"], dtype="string")
    frame["document"] = pd.Series("示例市评委会纪要〔2024〕1号", index=frame.index, dtype="string")
    frame["article"] = pd.Series("第二条", index=frame.index, dtype="string")
    frame["approved_on"] = pd.Series(pd.Timestamp("2024-03-01"), index=frame.index, dtype="datetime64[us]")
    frame["file"] = pd.Series("implementing_rules.csv", index=frame.index, dtype="string")
    frame["sheet"] = pd.Series(pd.NA, index=frame.index, dtype="string")
    frame["row"] = pd.Series(range(2, 2 + len(frame)), index=frame.index, dtype="Int64")
    return frame


@pytest.mark.parametrize("key", OPEN)
def test_an_open_value_has_no_default(key):
    with pytest.raises(NotInForce) as stop:
        Law.on(CLOSING, rules())[key]
    assert (stop.value.clause, stop.value.key, stop.value.day) == (parameters()[key]["clause"], key, CLOSING)
    assert stop.value.exit_code == 3
    for said in (parameters()[key]["clause"], key, "2024-05-31", "请由市评委会审定"):
        assert said in str(stop.value)


def test_a_value_missing_for_one_award_names_the_award():
    law = Law.on(CLOSING, rules(("candidates.count", "quality_award", "4")))
    assert law["candidates.count", "quality_award"] == 4
    with pytest.raises(NotInForce, match="innovation_award"):
        law["candidates.count", "innovation_award"]


@pytest.mark.parametrize("key", GIVEN)
def test_a_value_of_the_regulation_holds_without_any_rule(key):
    law = Law.on(CLOSING, rules())
    assert law[key] == next(iter(parameters()[key]["values"].values()))


def test_the_regulations_own_numbers():
    """Read from the document: 一(五), 二(三), 三, 五(四), 五(六), 六(一), 七(二), 七(六)."""
    law = Law.on(CLOSING, rules())
    assert {key: law[key] for key in GIVEN} == {
        "quota.quality_award": 3,
        "quota.innovation_award": 2,
        "rubric.edition": 2012,
        "panel.smallest": 3,
        "panel.largest": 5,
        "registered.years": 3,
        "excellence.years": 2,
        "tax_credit.required_grade": "A",
        "construction.quarters": 8,
        "construction.credit_website_grade": "B",
        "construction.construction_system_grade": "A",
        "construction.projects": 3,
        "construction.project_level": "city",
        "construction.project_years": 2,
        "land_productivity.required_grade": "B1",
        "clean_record.years": 3,
        "safety_standard.required_level": "three",
        "onsite.opinion_working_days": 7,
        "notice.days": 7,
        "prize.quality_award": 1_000_000,
        "prize.innovation_award": 300_000,
        "bar.years": 6,
        "revocation.years_after_award": 2,
    }


@pytest.mark.parametrize("key", GIVEN)
def test_a_rule_of_the_year_overrides_nothing_of_the_regulation(key):
    rows = rules((key, pd.NA, "99"))
    (fault,) = rule_faults(rows)
    assert (fault.clause, fault.due) == (parameters()[key]["clause"], "不得另定：办法已有规定")
    assert (fault.column, fault.fix) == ("规则键", "删除该行")
    assert Law.on(CLOSING, rows)[key] != 99


@pytest.mark.parametrize("day", ["2021-03-09", "2018-12-31"])
def test_a_day_before_the_regulation_is_refused_naming_the_rules_of_2018(day):
    with pytest.raises(BeforeRegulation, match="义政办发〔2018〕164号") as stop:
        Law.on(date.fromisoformat(day), rules())
    assert stop.value.exit_code == 2
    assert day in str(stop.value)


def test_the_first_day_of_the_regulation_is_in_force():
    assert Law.on(date(2021, 3, 10), rules())["quota.quality_award"] == 3


def test_the_other_reading_of_the_first_day_begins_a_day_earlier_with_the_same_values():
    law = Law.on(date(2021, 3, 9), rules(("R-01", pd.NA, "thirtieth_day")))
    assert law["quota.quality_award"] == 3
    with pytest.raises(BeforeRegulation):
        Law.on(date(2021, 3, 8), rules(("R-01", pd.NA, "thirtieth_day")))


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("score.weight_document", "0.3", Fraction(3, 10)),
        ("vote.quorum", "2/3", Fraction(2, 3)),
        ("candidates.count", "4", 4),
        ("candidates.floor", "none", "none"),
        ("candidates.floor", "不设最低分", "none"),
        ("candidates.floor", "600", 600),
        ("vote.last_seat_tie", "再投一轮", "next_round"),
        ("vote.last_seat_tie", "next_round", "next_round"),
        ("notice.required_media", "示例日报；示例网", "示例日报；示例网"),
        ("objection.form", "12", "12"),
    ],
)
def test_a_rule_is_taken_exactly_by_code_or_by_its_chinese_word(key, text, value):
    rows = rules((key, pd.NA, text))
    assert list(rule_faults(rows)) == []
    taken = Law.on(CLOSING, rows)[key]
    assert taken == value
    assert not isinstance(taken, float)


def test_an_award_may_be_named_in_chinese():
    rows = rules(("candidates.count", "质量奖", "4"), ("candidates.count", "创新奖", "3"))
    assert list(rule_faults(rows)) == []
    assert Law.on(CLOSING, rows).scopes("candidates.count") == {"quality_award": 4, "innovation_award": 3}


def test_a_rule_for_all_serves_each_award_and_its_own_row_comes_first():
    law = Law.on(CLOSING, rules(("candidates.count", pd.NA, "4"), ("candidates.count", "innovation_award", "3")))
    assert (law["candidates.count", "quality_award"], law["candidates.count", "innovation_award"]) == (4, 3)


@pytest.mark.parametrize(
    ("key", "scope", "value", "column", "due"),
    [
        ("quota.third_award", pd.NA, "1", "规则键", "规则表中的键"),
        ("shortlist.method", "quality_award", "score", "取值", SHORTLIST_METHODS),
        ("score.weight_document", pd.NA, "三成", "取值", "不小于 0、不大于 1 的比例，如 1/2"),
        ("score.weight_document", pd.NA, "30", "取值", "不小于 0、不大于 1 的比例，如 1/2"),
        ("vote.quorum", pd.NA, "2/0", "取值", "大于 0、不大于 1 的比例，如 1/2"),
        ("candidates.count", "quality_award", "2.5", "取值", "大于 0 的整数"),
        ("candidates.floor", pd.NA, "-1", "取值", "不小于 0 的数 或 none（不设最低分）"),
        ("candidates.count", "quality_award", "0", "取值", "大于 0 的整数"),
        ("score.scale", pd.NA, "0", "取值", "大于 0 的数"),
        ("score.spread_limit", pd.NA, "101", "取值", "不小于 0、不大于 100 的整数"),
        ("shortlist.value", pd.NA, "1001", "取值", "不小于 0、不大于 1000 的数"),
        ("department.full_marks", "示例部门", "0", "取值", "大于 0 的数"),
        ("credit_points.full_points", pd.NA, "0", "取值", "大于 0 的数"),
        ("credit_points.full_marks", pd.NA, "0", "取值", "大于 0 的数"),
        ("vote.quorum", pd.NA, "0", "取值", "大于 0、不大于 1 的比例，如 1/2"),
        ("vote.pass_share", pd.NA, "1", "取值", "不小于 0、小于 1 的比例，如 1/2"),
        ("notice.required_media", pd.NA, "；", "取值", "名称，多个以“；”分隔"),
        ("notice.required_media", pd.NA, "示例日报，示例网", "取值", "名称，多个以“；”分隔"),
        ("objection.form", pd.NA, " ", "取值", "文字"),
        ("candidates.count", "third_award", "2", "适用对象", "质量奖、创新奖，或留空表示都适用"),
        ("vote.quorum", "quality_award", "2/3", "适用对象", "留空"),
        ("department.full_marks", pd.NA, "10", "适用对象", "部门名称，每个参评部门一行"),
        ("R-34", pd.NA, "tomorrow", "取值", "next_day、next_day_unmoved、same_day"),
        ("R-34", "quality_award", "same_day", "适用对象", "留空"),
        ("R-01", pd.NA, "someday", "取值", "thirty_full_days、thirtieth_day"),
        (
            "clean_record.departments",
            "三(二)",
            "示例部门",
            "适用对象",
            "三(八)a、三(八)b、三(八)c、三(八)d、三(八)e，或留空表示都适用",
        ),
    ],
)
def test_a_rule_that_nobody_could_follow_is_a_fault_at_its_row(key, scope, value, column, due):
    (fault,) = rule_faults(rules((key, scope, value)))
    assert (fault.column, fault.due) == (column, due)
    assert (fault.file, fault.sheet, fault.row) == ("implementing_rules.csv", "", 2)
    assert fault.clause in clauses.clauses()
    assert str(fault).startswith("年度实施规则（implementing_rules.csv · 第 2 行")


def test_a_fault_in_a_workbook_names_its_sheet():
    (fault,) = rule_faults(rules(("R-34", pd.NA, "tomorrow")).assign(file="年度表.xlsx", sheet="年度实施规则"))
    assert str(fault) == (
        "年度实施规则（年度表.xlsx · 工作表“年度实施规则” · 第 2 行 · “取值”）：R-34 取 'tomorrow'；"
        "应为：next_day、next_day_unmoved、same_day · 依据 五(六) · 选择读法表所列的一种"
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [("score.spread_limit", "100"), ("shortlist.value", "1000"), ("candidates.count", "1"), ("vote.quorum", "1"),
     ("vote.quorum", "1/99"), ("vote.pass_share", "0"), ("vote.pass_share", "98/99"), ("score.scale", "1/4"),
     ("past_laureate.waiting_years", "0"), ("conflict.years_back", "0")],
)  # fmt: skip
def test_a_value_on_its_bound_stands(key, value):
    assert list(rule_faults(rules((key, pd.NA, value)))) == []


@pytest.mark.parametrize("spellings", [("quality_award", "质量奖"), ("质量奖", "quality_award")])
def test_one_rule_in_two_spellings_is_refused_with_both_places(spellings):
    one, other = spellings
    (fault,) = rule_faults(rules(("candidates.count", one, "4"), ("candidates.count", other, "9")))
    assert (fault.row, fault.column, fault.clause, fault.due) == (3, "适用对象", "五(五)", "每项规则只有一行")
    assert fault.came == (
        f"candidates.count（{other}）与 implementing_rules.csv 第 2 行的 candidates.count（{one}）是同一规则"
    )
    in_a_workbook = rules(("candidates.count", one, "4"), ("candidates.count", other, "9")).assign(sheet="规则")
    (fault,) = rule_faults(in_a_workbook)
    assert "implementing_rules.csv 工作表“规则”第 2 行的" in fault.came


def test_weights_that_do_not_sum_to_one_are_refused_with_all_three_places():
    weights = ("score.weight_document", "score.weight_department", "score.weight_onsite")
    values = ("0.3", "0.2", "0.6")
    (fault,) = rule_faults(rules(*[(key, pd.NA, value) for key, value in zip(weights, values, strict=True)]))
    assert (fault.row, fault.clause, fault.due) == (2, "五(五)", "三项权重合计为 1")
    for said in ("合计 11/10", "第 2 行", "第 3 行", "第 4 行", *weights):
        assert said in fault.came
    assert list(rule_faults(rules(*[(key, pd.NA, "1/3") for key in weights]))) == []
    assert list(rule_faults(rules(*[(key, pd.NA, "1/3") for key in weights[:2]]))) == []  # the third may come later


@pytest.mark.parametrize(
    ("method", "value", "rows"),
    [("count", "0", [3]), ("count", "2.5", [3]), ("家数", "2.5", [3]), ("count", "1", []), ("floor", "0", []),
     ("floor", "2.5", [])],
)  # fmt: skip
def test_a_shortlist_by_number_takes_a_number_of_applications(method, value, rows):
    found = rule_faults(
        rules(("shortlist.method", "quality_award", method), ("shortlist.value", "quality_award", value))
    )
    assert [fault.row for fault in found] == rows


@pytest.mark.parametrize(("floor", "rows"), [("1000", []), ("1000.25", [3]), ("none", [])])
def test_a_floor_above_the_scale_would_shut_everybody_out(floor, rows):
    found = rule_faults(rules(("score.scale", pd.NA, "1000"), ("candidates.floor", "quality_award", floor)))
    assert [fault.row for fault in found] == rows


def test_all_faults_come_at_once():
    rows = rules(("quota.quality_award", pd.NA, "4"), ("vote.quorum", pd.NA, "2/3"), ("vote.pass_base", pd.NA, "all"))
    assert [fault.row for fault in rule_faults(rows)] == [2, 4]


def test_a_row_of_the_year_chooses_and_confirms_a_reading():
    assert Law.on(CLOSING, rules()).reading("R-34") == "next_day"
    assert not Law.on(CLOSING, rules()).is_confirmed("R-34")
    law = Law.on(CLOSING, rules(("R-34", pd.NA, "same_day")))
    assert law.reading("R-34") == "same_day"
    assert law.is_confirmed("R-34")


def test_a_reading_may_be_chosen_in_its_own_words():
    rows = rules(("R-34", pd.NA, "发布当日为第一天，连续七天"))
    assert list(rule_faults(rows)) == []
    assert Law.on(CLOSING, rows).reading("R-34") == "same_day"


def test_an_unlawful_reading_of_the_first_day_opens_the_year_so_that_its_row_is_told():
    assert Law.on(CLOSING, rules(("R-01", pd.NA, "someday"))).day == CLOSING


@pytest.mark.parametrize("identifier", sorted(readings()))
def test_a_reading_that_the_year_does_not_mention_is_ours_and_unconfirmed(identifier):
    law = Law.on(CLOSING, rules())
    assert law.reading(identifier) == readings()[identifier]["ours"]
    assert not law.is_confirmed(identifier)


def test_unconfirmed_readings_are_told_with_what_is_taken():
    nobody = dict.fromkeys(("applications", "honours", "revocations"), pd.DataFrame(columns=["sector"]))
    told = {each[0]: each for each in Law.on(CLOSING, rules()).unconfirmed(nobody)}
    taken = "自发布次日起算满七天；末日逢法定休假日顺延至其后第一个工作日"
    assert told["R-34"] == ("R-34", "五(六)", readings()["R-34"]["question"], taken)
    assert {"R-14", "R-39", "R-44"}.isdisjoint(told)  # no builder, supervision alone, no honour yet
    confirmed = Law.on(CLOSING, rules(("R-34", pd.NA, "same_day")))
    assert set(told) - {each[0] for each in confirmed.unconfirmed(nobody)} == {"R-34"}


def test_a_key_that_does_not_exist_is_a_mistake_in_the_code():
    with pytest.raises(KeyError):
        Law.on(CLOSING, rules())["quota.third_award"]


def test_every_parameter_and_reading_hangs_on_a_clause_of_the_regulation():
    for row in (*parameters().values(), *readings().values()):
        assert row["clause"] in clauses.clauses()


def written_in_the_code():
    """Strings written out in the package, and patterns for those with a part filled in, like f"quota.{award}"."""
    plain, patterns = set(), set()
    for path in (ROOT / "yiwu_award").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                plain.add(node.value)
            if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                parts = (re.escape(part.value) if isinstance(part, ast.Constant) else r"\w+" for part in node.values)
                patterns.add(re.compile("".join(parts)))
    return plain, patterns


PLAIN, PATTERNS = written_in_the_code()


@pytest.mark.parametrize("key", sorted(parameters()))
def test_every_parameter_is_used_by_the_code(key):
    dotted = [pattern for pattern in PATTERNS if "\\." in pattern.pattern]
    assert key in PLAIN or any(pattern.fullmatch(key) for pattern in dotted)


@pytest.mark.parametrize("year", [2020, 0, 20244])
def test_a_year_that_the_regulation_cannot_govern_is_refused_with_the_first_one(year):
    """In force from 10 March 2021 (八, R-01)."""
    with pytest.raises(Refused) as stop:
        refuse_ungoverned(year)
    assert stop.value.came == f"评定年度为 {year}"
    assert stop.value.due == "2021 年（办法施行，依据 八）起的四位年份"
    assert stop.value.to_do == "请核对年份；以往获奖组织登记在“历年获奖组织”表"


def test_the_first_year_of_the_regulation_is_governed():
    refuse_ungoverned(2021)
