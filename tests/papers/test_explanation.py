"""The whole decision told: every part, how it went, what would change it, in words that need no code."""

import json
import re

import pytest
from rich.console import Console

from tests.worlds import AS_OF, flawless, law, tables_of
from yiwu_award.errors import Refused
from yiwu_award.law.clauses import parts
from yiwu_award.papers.counterfactual.change import Remedy
from yiwu_award.papers.counterfactual.proof import Outlook, Way
from yiwu_award.papers.explanation import explanation, explanations
from yiwu_award.papers.prospect import prospect
from yiwu_award.papers.telling import as_data, as_json, as_tree, change_lines, lines
from yiwu_award.papers.verdicts import by_clause
from yiwu_award.stages import eligibility, intake
from yiwu_award.tables.contracts import incoming

# English words and placeholders that belong to the program; what is fictional or a file's name is taken out first.
CODES = re.compile(r"\b(?:[a-z]+_[a-z_]+|met|unknown|computed|attested|None|True|False|nan|NaT|<NA>)\b")
NOT_OURS = re.compile(r"（虚密[^）]*）|\S+\.(?:csv|xlsx)")


def text_of(told):
    console = Console(width=200)
    with console.capture() as captured:
        console.print(as_tree(told))
    return captured.get()


@pytest.fixture(scope="module")
def told(sample):
    """All applications of 2024, by number."""
    year = sample(2024)
    return {each.application_id: each for each in explanations(year, year.outcomes(), year.application_ids)}


def test_where_each_of_2024_stands(told):
    """Forty-four applications, thirty refused."""
    found = {}
    for name, each in told.items():
        found.setdefault(each.standing, []).append(name)
    assert {standing: len(names) for standing, names in found.items()} == {
        "refused": 30, "left": 1, "not_shortlisted": 4, "not_candidate": 2, "not_elected": 3, "laureate": 4,
    }  # fmt: skip
    assert found["left"] == ["A2415"]
    assert found["not_elected"] == ["A2404", "A2408", "A2412"]


@pytest.mark.parametrize(
    ("as_of", "application", "standing"),
    [
        ("2024-07-02", "A2401", "pending"),
        ("2024-07-02", "A2402", "refused"),
        ("2024-08-12", "A2419", "pending"),
        ("2024-10-24", "A2414", "not_candidate"),
        ("2024-10-24", "A2404", "pending"),
        ("2024-11-20", "A2401", "preselected"),
    ],
)
def test_where_one_stands_in_the_course_of_the_year(sample, as_of, application, standing):
    """A list that nobody has settled yet leaves nobody out."""
    year = sample(2024, as_of)
    (each,) = explanations(year, year.outcomes(), [application])
    assert each.standing == standing
    assert each.summary
    assert each.prospect.sentences


def test_an_honour_that_was_revoked_is_told_so(sample):
    """The laureate of 2023 that lost it by 七(二)."""
    each = explanation(sample(2023), "A2301")
    assert each.standing == "revoked"
    assert "该项荣誉已于 2024-02-20 依据 七(二) 撤销。2030-02-20（含当日）以前不受理其申报。" in each.summary


def test_every_part_is_told_with_gist_fact_and_source(told):
    """All parts of each, in the regulation's order."""
    for each in told.values():
        found = [part for clause in each.clauses for part in clause.parts]
        assert sorted(part.id for part in found) == sorted(parts())
        assert all(part.gist and list(lines(part)) for part in found)


def test_departments_are_told_with_day_conclusion_basis_and_row(told):
    """What the tables decide beside it stays the fact."""
    part = next(part for clause in told["A2430"].clauses for part in clause.parts if part.id == "三(八)a")
    (opinion,) = part.opinions
    assert (opinion.by, opinion.day, opinion.verdict) == ("市市场监管局", "2024-06-25", "not_met")
    assert str(opinion.source) == "“部门核查意见”表 attestations.csv 第 386 行"
    named = [name for name, _ in lines(part)]
    assert named == ["要求", "事实", "核查", "来源"]
    assert dict(lines(part))["事实"].startswith("2021-06-01 义乌市市场监督管理局检查")


def test_a_determination_is_told_with_body_day_and_basis():
    """And not twice, in the fact as well."""
    rows = flawless()
    rows["attestations"] = [row for row in rows["attestations"] if row["part"] != "三(四)"]
    settled = {"application_id": "A001", "part": "三(四)", "verdict": "met", "basis": "会议纪要", "body": "committee"}
    rows["determinations"] = [settled | {"decided_on": "2024-06-20"}]
    tables = tables_of(rows)
    tables |= intake.receive(tables, law(), AS_OF).tables
    decisions = eligibility.decide(tables, law(), AS_OF).tables["decisions"]
    part = next(part for clause in by_clause(tables, decisions)["A001"] for part in clause.parts if part.id == "三(四)")
    assert dict(lines(part)) == {
        "要求": "有关部门核查符合",
        "事实": "部门尚无核查意见",
        "认定": "市评委会于 2024-06-20 认为符合，依据是会议纪要（“认定记录”表 determinations.csv 第 2 行）",
    }


def test_the_vote_is_told_in_words_and_its_counts_as_internal(told):
    """After the vote nothing changes it, and it says so."""
    each = told["A2404"]
    step = next(step for step in each.steps if step.stage == "vote")
    assert "评议组以无记名投票表决，该组织没有当选。" in step.sentences
    (counts,) = [sentence for sentence in step.sentences if "赞成" in sentence]
    assert counts.startswith("〔内部，不得外传〕")
    assert not any("赞成" in sentence for sentence in each.summary)
    assert each.prospect.sentences == (
        "没有什么能改变这一结果：名单由评议组以无记名投票决定，得分和事实都不改变票数。",
    )


def test_a_place_is_told_with_the_points_short_of_the_cut(told):
    """At the shortlist and at the candidates."""
    assert told["A2419"].prospect.short_of.enough == 640
    assert told["A2414"].prospect.short_of.enough == 695


def test_where_only_time_helps_no_change_is_claimed(told):
    """七(二): no fact, only the day after the bar."""
    (change,) = told["A2436"].prospect.changes
    assert (change.text, change.cells, change.later_day) == ("", (), "2030-02-21")
    assert "没有哪项事实的改变能使本项符合" in change.later_text
    assert told["A2436"].prospect.is_proven


def test_the_tree_reads_without_knowing_the_program(told):
    """No code words, no English keys; what is secret says so."""
    for name in ("A2401", "A2404", "A2409", "A2414", "A2415", "A2430", "A2432", "A2436", "A2443"):
        text = text_of(told[name])
        assert CODES.findall(NOT_OURS.sub("", text)) == []
        for due in ("内部资料", "虚构示例", "结论", "逐条结论", "经过", "怎样才会不同"):
            assert due in text


def test_json_has_stable_keys_and_the_same_bytes(told, sample):
    """Sorted; told again it is the same text."""
    each = told["A2402"]
    text = as_json(each)
    assert text == as_json(explanation(sample(2024), "A2402"))
    data = json.loads(text)
    assert data == as_data(each)
    assert list(data) == ["application", "changes", "clauses", "course", "format", "standing", "year"]
    (change,) = data["changes"]["parts"]
    assert sorted(change) == ["cells", "later", "part", "rules", "sentence", "title"]
    (cell,) = change["cells"]
    assert cell == {
        "kind": "changed", "table": "certificates", "key": cell["key"], "sets": {"status": "valid"},
        "title": "认证与达标证书", "file": "certificates.csv", "sheet": "", "row": 6, "heading": "证书状态",
        "was": "暂停", "becomes": "有效",
    }  # fmt: skip
    assert cell["key"]["application_id"] == "A2402"
    assert data["changes"]["is_proven"] is True
    named = {source["table"] for each in data["clauses"] for part in each["parts"] for source in part["evidence"]}
    assert {"applications", "attestations", "certificates"} <= named <= set(incoming())


def test_json_can_hold_every_change_of_every_application(told):
    """Days, numbers and blanks among them."""
    for each in told.values():
        assert json.loads(as_json(each)) == as_data(each)


def test_a_year_without_verdicts_refuses_and_says_what_it_waits_for(sample):
    """There is nothing to explain yet."""
    with pytest.raises(Refused, match="资格审查尚无结论"):
        explanation(sample(2024, "2024-06-20"), "A2401")
    with pytest.raises(Refused, match="没有申报编号 A9999"):
        explanation(sample(2024), "A9999")


@pytest.mark.parametrize(
    ("ways", "is_eligible_then", "due"),
    [
        ([Way("三(五)1", "unknown", Remedy("须有级别。"), None)], True, "只改变 三(五)1 这一项，其他事实都不变"),
        (
            [Way("三(五)1", "unknown", Remedy("须有级别。"), None)],
            True,
            "确实无从取得的，由市评审办在“认定记录”表逐项认定",
        ),
        ([Way("三(四)", "unknown", None, None)], False, "没有找到能使 三(四) 符合的改变。"),
        ([Way("三(四)", "unknown", Remedy("须有意见。"), None)], False, "重新审查的结论仍不是“符合”"),
        (
            [
                Way("三(四)", "not_met", Remedy("须有意见。"), None),
                Way("七(二)", "not_met", None, Remedy("届时。", day=AS_OF)),
            ],
            True,
            "只改变 三(四)、七(二) 这 2 项，缺一不可（其中 七(二) 以所列的日期计算）",
        ),
    ],
)
def test_what_would_change_an_open_or_refused_one_is_told_as_it_was_proven(sample, ways, is_eligible_then, due):
    """And what was not proven is not claimed."""
    year = sample(2024)
    found = prospect(year, year.outcomes(), "open", "A2401", Outlook(tuple(ways), is_eligible_then))
    assert due in "".join(found.sentences)
    assert found.is_proven is is_eligible_then
    assert all(list(change_lines(change)) for change in found.changes)
