"""A file of variants: what may be supposed, and every fault of it at once, by line."""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.law.parameters import can_be_amended, parameters
from yiwu_award.law.rulebook import Law
from yiwu_award.law.variants import Variant, read_variants

DAY = date(2024, 5, 31)
SOUND = """
stricter:
  amend: {land_productivity.required_grade: A, quota.quality_award: 2}
  rules:
    score.weight_document: 1/2
    shortlist.value: {质量奖: 8, innovation_award: 5}
  readings: {R-14: last_calendar_years}
"""


def rules(*rows):
    """The year's table implementing_rules from (key, applies_to, value)."""
    frame = pd.DataFrame(rows, columns=["key", "applies_to", "value"], dtype="string")
    of_all = {"document": "纪要", "article": "第一条", "approved_on": pd.Timestamp("2024-03-01"), "file": "r.csv"}
    frame = frame.assign(**of_all, sheet=pd.NA, row=range(2, 2 + len(frame)))
    return frame.astype({"document": "string", "article": "string", "file": "string", "sheet": "string"})


def law(variant: Variant, *rows):
    return Law.on(DAY, variant.rules_instead(rules(*rows), DAY), None, variant.amendments)


def test_a_variant_holds_in_the_place_of_the_law_and_leaves_the_rest():
    (variant,), faults = read_variants(SOUND, "v.yml")
    assert faults == ()
    under = law(
        variant,
        ("score.weight_document", pd.NA, "0.3"), ("score.weight_onsite", pd.NA, "0.5"),
        ("shortlist.value", "质量奖", "6"), ("shortlist.value", "创新奖", "4"),
    )  # fmt: skip
    assert (under["land_productivity.required_grade"], under["quota.quality_award"]) == ("A", 2)
    assert under["quota.innovation_award"] == 2
    assert (under["score.weight_document"], under["score.weight_onsite"]) == (Fraction(1, 2), Fraction(1, 2))
    assert (under["shortlist.value", "quality_award"], under["shortlist.value", "innovation_award"]) == (8, 5)
    assert under.reading("R-14") == "last_calendar_years"
    assert Law.on(DAY, rules())["land_productivity.required_grade"] == "B1"


def test_supposed_rules_are_not_for_the_public_and_an_amended_value_is_no_rule():
    (variant,), _ = read_variants(SOUND, "v.yml")
    own = {"key": "vote.quorum", "value": "2/3", "document": "纪要", "approved_on": DAY, "is_public": True}
    under = variant.rules_instead(table("implementing_rules", own), DAY)
    assert dict(zip(under["key"], under["is_public"], strict=True)) == {
        "vote.quorum": True, "score.weight_document": False, "shortlist.value": False, "R-14": False,
    }  # fmt: skip


def test_a_rule_supposed_for_one_award_leaves_the_other_its_own():
    (variant,), _ = read_variants("a: {rules: {shortlist.value: {质量奖: 8}}}", "v.yml")
    under = law(variant, ("shortlist.value", "质量奖", "6"), ("shortlist.value", "创新奖", "4"))
    assert [under["shortlist.value", award] for award in ("quality_award", "innovation_award")] == [8, 4]


def test_a_rule_supposed_for_all_takes_the_place_of_each_awards_own():
    (variant,), _ = read_variants("a: {rules: {shortlist.value: 7}}", "v.yml")
    under = law(variant, ("shortlist.value", "质量奖", "6"), ("shortlist.value", "创新奖", "4"))
    assert [under["shortlist.value", award] for award in ("quality_award", "innovation_award")] == [7, 7]


def test_a_supposed_rule_is_never_late_and_names_no_document():
    (variant,), _ = read_variants("a: {rules: {vote.quorum: 2/3}}", "v.yml")
    assert law(variant).rule("vote.quorum").approved_on == DAY
    rule = law(variant, ("score.scale", pd.NA, "1000")).rule("vote.quorum")
    assert (rule.approved_on, rule.document) == (date(2024, 3, 1), "假设，不是结论")


WRONG = """\
a:
  readings: {R-99: x, R-14: next_year}
  amend:
    no.such_value: 3
    quota.quality_award: 2.5
    panel.smallest: 0
    land_productivity.required_grade: B
    score.weight_document: 1
    rubric.edition: 2024
  rules:
    no.such_rule: 1
    notice.days: 8
    vote.pass_share: 1
    R-14: last_calendar_years
    department.full_marks: 100
  other: {x: 1}
b: {}
c:
  rules: {vote.quorum: [1, 2]}
a: {amend: {notice.days: 8}}
"""


def test_all_faults_are_told_at_once_by_line_and_variant():
    _, faults = read_variants(WRONG, "方案.yml")
    told = {(fault.row, fault.column, fault.came) for fault in faults}
    assert told == {
        (2, "a", "读法 'R-99'"),
        (2, "a", "R-14 取 'next_year'"),
        (4, "a", "取值 'no.such_value'"),
        (5, "a", "quota.quality_award 取 '2.5'"),
        (6, "a", "panel.smallest 取 '0'"),
        (7, "a", "land_productivity.required_grade 取 'B'"),
        (8, "a", "amend 之下有 score.weight_document"),
        (9, "a", "rubric.edition 取 '2024'"),
        (11, "a", "取值 'no.such_rule'"),
        (12, "a", "rules 之下有 notice.days"),
        (13, "a", "vote.pass_share 取 '1'"),
        (14, "a", "rules 之下有读法 R-14"),
        (15, "a", "department.full_marks 的适用对象 ''"),
        (16, "a", "有 'other'"),
        (17, "b", "没有假设任何取值"),
        (19, "c", "vote.quorum 没有取值"),
        (20, "", "a 在第 1 行已经有了"),
    }
    assert {fault.file for fault in faults} == {"方案.yml"}
    assert [fault.row for fault in faults] == sorted(fault.row for fault in faults)
    due = {fault.came: fault.due for fault in faults}
    assert due["land_productivity.required_grade 取 'B'"] == "D 或 C 或 B2 或 B1 或 A"
    assert due["quota.quality_award 取 '2.5'"] == "不小于 0 的整数"
    assert due["amend 之下有 score.weight_document"] == "写在 rules 之下"
    assert due["rules 之下有 notice.days"] == "写在 amend 之下"
    assert due["a 在第 1 行已经有了"] == "每个名称或键只有一次"
    assert "last_full_quarters、last_calendar_years" in due["R-14 取 'next_year'"]


@pytest.mark.parametrize(
    ("text", "came", "due"),
    [
        ("", "没有方案", "方案名称，其下为 amend、rules、readings"),
        ("- a", "没有方案", "方案名称，其下为 amend、rules、readings"),
        ("a: {b", "无法按 YAML 读懂", "YAML"),
        ("a: 3", "没有假设任何取值", "amend、rules、readings 中的一项或几项"),
        ("a: {amend: 3}", "amend 之下没有取值", "键和取值，每行一个"),
        ("a: {amend: {quota.quality_award: {质量奖: 2}}}", "分对象（质量奖）", "一个取值，不分对象"),
    ],
)
def test_what_is_no_variant_is_refused(text, came, due):
    _, (fault,) = read_variants(text, "v.yml")
    assert came in fault.came
    assert fault.due == due
    assert str(fault).startswith("假设方案（v.yml")


def test_what_breaks_the_years_other_rules_is_told_by_the_line_of_the_variant():
    (variant,), faults = read_variants("a:\n  rules:\n    score.weight_document: 0.4\n", "v.yml")
    assert faults == ()
    weights = [(f"score.weight_{name}", pd.NA, text) for name, text in (("department", "0.2"), ("onsite", "0.5"))]
    (fault,) = variant.faults_in(rules(*weights, ("score.weight_document", pd.NA, "0.3")), DAY)
    assert "合计 11/10" in fault.came
    assert fault.due == "三项权重合计为 1"
    assert (fault.file, fault.row, fault.column) == ("v.yml", 3, "a")


def test_every_value_of_the_regulation_but_the_edition_can_be_supposed_otherwise():
    own = {key for key, parameter in parameters().items() if parameter["authority"] == "regulation"}
    assert {key for key in own if not can_be_amended(parameters()[key])} == {"rubric.edition"}
