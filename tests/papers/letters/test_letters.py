"""Which papers a year's state makes due, what each says, and that nobody reads in his what is another's."""

import re
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.errors import OpenPoint
from yiwu_award.law.rulebook import Law
from yiwu_award.papers.letters import Letters, letters, meetings, office, organisations, rendered
from yiwu_award.papers.letters.dispatch import rows, strays
from yiwu_award.papers.letters.kinds import Desk, kind
from yiwu_award.stages.result import StageResult

IDENTIFIERS = re.compile(r"A24\d\d|0579-0000\d{4}|91330782FAKE\w{6}")
OFFICE_NUMBERS = {"0579-00000001", "0579-00000002"}


@pytest.fixture(scope="module")
def files(due):
    """Every paper of the sample year, rendered once."""
    return {paper.file: made for paper, made in rendered(due)}


def of_kind(due, name):
    return {paper.folder: paper for paper in due.papers if paper.kind.name == name}


def alone(due, paper):
    """One paper rendered."""
    ((_, made),) = rendered(replace(due, papers=(paper,)))
    return made


def content(desk, write, name, application=None):
    """What one paper is filled with."""
    made = list(write(desk, kind(name)))
    return next(paper.content for paper in made if application in (None, paper.application_id))


def with_rule(desk, **rules):
    """The desk of a year whose rules say more."""
    decided = {"document": "会议纪要", "article": "一", "approved_by": "committee", "approved_on": date(2024, 4, 1)}
    given = [decided | {"key": key.replace("__", "."), "value": value} for key, value in rules.items()]
    every = pd.concat([desk.year.tables["implementing_rules"], table("implementing_rules", *given)])
    return Desk(replace(desk.year, law=Law.on(desk.year.law.day, every)), desk.outcomes)


# The story of 2024: 44 applied, one without all materials, 30 refused, 14 reviewed, 10 shortlisted of whom one left,
# 7 candidates, 4 laureates; two honours were revoked that year.
COUNTS = {
    "申报通知": 1, "申报通告": 1, "申报材料告知书": 1, "资格审查结果告知书": 30, "资料评审报告": 14,
    "资料评审反馈书": 4, "现场评审计划": 4, "现场评审报告": 9, "表决票": 2, "计票单": 2, "初选授奖组织名单公示": 1,
    "表彰通报": 1, "证书": 4, "评审结果告知书": 13, "撤销荣誉公告": 2,
}  # fmt: skip


def test_a_closed_year_has_every_paper(due):
    titles = [paper.kind.title for paper in due.papers]
    assert {title: titles.count(title) for title in COUNTS} == COUNTS
    assert due.left_out == {}
    assert len({paper.file for paper in due.papers}) == len(due.papers)


def test_what_is_not_due_is_not_made_and_says_why(due, monkeypatch):
    """The shortlist isn't settled: reports go out to be confirmed, everything after waits by name."""
    outcomes, waits = dict(due.desk.outcomes), OpenPoint("waiting", "五(二)", "名单尚未决定", "市评审办", "研究决定")
    for name in list(outcomes)[list(outcomes).index("document_review") : -1]:
        made = outcomes[name].result.tables if name == "document_review" else {}
        early = {table: rows for table, rows in made.items() if table in ("document_items", "document_results")}
        outcomes[name] = replace(outcomes[name], result=StageResult(early, (waits,)))
    monkeypatch.setattr(type(due.desk.year), "outcomes", lambda _: outcomes)
    waiting = {kind.title: why for kind, why in letters(due.desk.year).left_out.items()}
    assert set(waiting) == set(COUNTS) - {
        "申报通知", "申报通告", "申报材料告知书", "资格审查结果告知书", "资料评审报告", "撤销荣誉公告",
    }  # fmt: skip
    assert waiting["资料评审反馈书"] == "“资料评审”尚未完成：名单尚未决定"
    assert waiting["证书"] == "“审定批准与表彰奖励”尚未完成：名单尚未决定"


def test_nobody_reads_what_is_anothers(due, files, words):
    """Every part of every letter is searched for numbers, codes, telephones, names and addresses of all others."""
    known = due.desk.year.tables["applications"].set_index("application_id")
    private = known[["org_name", "contact_person", "contact_address"]]
    for paper in due.papers:
        if not paper.application_id:
            continue
        said = words(files[paper.file])
        own = known.loc[paper.application_id]
        allowed = {paper.application_id, own["uscc"], own["contact_phone"]} | OFFICE_NUMBERS
        assert set(IDENTIFIERS.findall(said)) <= allowed, paper.file
        others = private.drop(paper.application_id).stack()
        assert [value for value in others if value in said] == [], paper.file


def test_a_panel_reads_of_its_own_organisations_only(due, files, words):
    """And of nobody's scores; who left before the visits is not visited."""
    given = due.desk.year.tables["panel_applications"]
    names = due.desk.year.tables["applications"].set_index("application_id")["org_name"]
    visited = due.desk.table("onsite_review", "onsite_results")["application_id"]
    for paper in due.papers:
        if paper.kind.name == "onsite_plan" and not paper.about:
            own = set(given.loc[given["panel"] == paper.content["panel"], "application_id"]) & set(visited)
            said = words(files[paper.file])
            assert {name for name in names if name in said} == set(names[sorted(own)])


def test_scores_places_and_marks_stand_in_no_paper(due, files, words):
    """No rule of the year tells them, and no paper for the public holds a confidential word."""
    results = [
        due.desk.table(*of) for of in (("document_review", "document_results"), ("onsite_review", "onsite_results"))
    ]
    scores = {str(points) for rows in results for points in rows["points"]}
    scores |= {str(total) for total in due.desk.table("vote", "totals")["total"]}
    for paper in due.papers:
        said = words(files[paper.file])
        assert [score for score in scores if re.search(rf"(?<![\d.]){re.escape(score)}(?!\d)", said)] == [], paper.file
        assert "列第" not in said
        if paper.kind.goes_out in ("published", "used"):
            assert "虚密" not in said, paper.file


def test_days_and_numbers_are_written_as_in_a_document(due, files, words, in_iso):
    """Days in full without leading zeros, years of documents in 〔〕, every page marked as fictional."""
    for paper in due.papers:
        said = words(files[paper.file])
        assert in_iso.findall(said) == [], paper.file
        assert "虚构示例：组织、人员和数据全部虚构，不具任何效力" in said
        if "义政办发" in said:
            assert "《义乌市政府质量奖管理办法（2020年修订）》（义政办发〔2021〕8号）" in said


def test_the_same_year_gives_the_same_bytes(due, files):
    few = replace(due, papers=(due.papers[0], due.papers[-1]))
    assert [made == files[paper.file] for paper, made in rendered(few)] == [True, True]


def test_a_refusal_names_clause_requirement_fact_and_source(due, files, words):
    """A2402's quality certificate was suspended; the register of certificates says so."""
    (finding,) = of_kind(due, "ineligible")["A2402"].content["findings"]
    assert finding["clause"] == "三（三）"
    assert finding["required"] == "质量管理体系认证证书在2024年5月31日有效"
    assert finding["fact"] == "质量管理体系暂停，2022年3月15日至2025年3月14日"
    assert finding["source"] == "认证与达标证书（市市场监管局、市应急管理局、市农业农村局提供）"
    said = words(files["A2402/资格审查结果告知书.docx"])
    assert all(text in said for text in finding.values())


def test_a_refusal_by_departments_tells_who_found_what(due):
    """市发改局 says no, 市市场监管局 yes: only the no is the reason."""
    (finding,) = of_kind(due, "ineligible")["A2405"].content["findings"]
    assert finding["fact"].startswith("市发改局核查意见为不符合（2024年6月25日；")
    assert "市市场监管局" not in finding["fact"]


def test_the_right_word_stands_for_each_stage(due, files, words):
    """候选 on the ballot, 初选 in the notice, 获奖 only after 市政府's approval."""
    words_of = {paper.kind.name: words(files[paper.file]) for paper in due.papers if paper.folder == "市评审办"}
    assert "候选授奖组织" in words_of["ballot"]
    assert "初选" not in words_of["ballot"]
    assert "初选授奖组织" in words_of["notice"]
    assert "获奖" not in words_of["notice"].replace("获奖组织不超过", "")
    assert "获奖组织" in words_of["commendation"]
    assert "初选" not in words_of["commendation"]


def test_final_outcomes_follow_where_each_came_to(due):
    """One laureate, one that the voters did not elect, one not shortlisted; who was refused or left has none."""
    outcomes = {application: paper.content["result"] for application, paper in of_kind(due, "outcome").items()}
    assert (
        outcomes["A2401"] == "经市政府于2024年12月16日批准（虚政发〔2024〕19号），你单位荣获2024年度“义乌市政府质量奖”"
    )
    assert "未列入初选授奖组织名单" in outcomes["A2404"]
    assert "未进入现场评审" in outcomes["A2419"]
    assert not {"A2402", "A2415"} & set(outcomes)


@pytest.mark.parametrize(
    ("told", "points", "place"), [("none", "", ""), ("points", "600.75", ""), ("points_and_places", "600.75", 7)]
)
def test_scores_are_told_as_far_as_the_years_rules_say(due, told, points, place):
    """A2419 has 600.75 points, the seventh of eight."""
    said = content(with_rule(due.desk, letter__scores=told), organisations.feedback, "feedback", "A2419")
    assert (said["points"], said["place"], said["field_size"]) == (points, place, 8)


def test_what_is_missing_may_be_supplemented_only_where_the_year_allows_it(due, changed):
    """R-22 of 2024 allows nothing after the close; another year gives a day, until it is over."""
    assert of_kind(due, "incomplete")["A2443"].content["supplement_due"] == ""
    for day, until in ((date(2024, 6, 14), "2024年6月14日"), (date(2024, 6, 15), "")):
        desk = Desk(replace(due.desk.year, as_of=day), due.desk.outcomes)
        other = _read_otherwise(desk, "R-22", "until_supplement_due")
        assert content(other, organisations.incomplete, "incomplete")["supplement_due"] == until
    open_still = Desk(replace(due.desk.year, as_of=due.desk.year.law.day), due.desk.outcomes)
    assert list(organisations.incomplete(open_still, kind("incomplete"))) == []


def _read_otherwise(desk, reading, option):
    rules = desk.year.tables["implementing_rules"]
    rules = rules.assign(value=rules["value"].mask(rules["key"] == reading, option))
    return Desk(replace(desk.year, law=Law.on(desk.year.law.day, rules)), desk.outcomes)


def test_a_ballot_paper_tells_nothing_of_scores_and_is_like_any_other(due):
    """In the order of application, though A2403 has the best total of its award; at most as many as there are seats."""
    ballots = {paper.about: paper.content for paper in due.papers if paper.kind.name == "ballot"}
    quality = ballots["义乌市政府质量奖"]
    assert quality["quota"] == 3
    assert quality["candidates"] == [
        "义乌市虚昇针织有限公司", "义乌市构泰建设工程有限公司", "义乌市拟遥物流服务有限公司", "义乌市幻喆饰品有限公司",
    ]  # fmt: skip
    assert ballots["义乌市政府质量管理创新奖"]["quota"] == 2


def test_the_sheet_to_count_on_says_the_years_rules(due):
    (sheet, _) = [paper.content for paper in due.papers if paper.kind.name == "count_sheet"]
    assert sheet["rules"] == ["到会的不少于评议组成员的2/3，方可表决", "赞成票超过有效票的1/2为通过"]


@pytest.fixture
def stood_again(changed):
    """Two of the quality award tied for the last seat, which a second round decides."""
    names = {"A2410": "义乌市幻喆饰品有限公司", "A2404": "义乌市拟遥物流服务有限公司"}
    again = [
        {"award": "quality_award", "round": 2, "seats": 1, "application_id": application, "org_name": name}
        for application, name in names.items()
    ]
    return changed({("vote", "further_rounds"): pd.DataFrame(again)})


def test_those_who_stand_again_have_a_paper_and_a_sheet_of_their_own(stood_again):
    ballots = {paper.about: paper.content for paper in meetings.ballot(stood_again, kind("ballot"))}
    assert list(ballots) == ["义乌市政府质量奖", "义乌市政府质量奖第2轮", "义乌市政府质量管理创新奖"]
    assert [ballots[name]["quota"] for name in ballots] == [3, 1, 2]
    assert ballots["义乌市政府质量奖第2轮"]["candidates"] == ["义乌市拟遥物流服务有限公司", "义乌市幻喆饰品有限公司"]
    sheets = {paper.about: paper.content for paper in meetings.count_sheet(stood_again, kind("count_sheet"))}
    assert sheets["义乌市政府质量奖第2轮"]["rules"] == [
        "到会的不少于评议组成员的2/3，方可表决", "本轮不再要求通过比例，赞成票多的当选",
    ]  # fmt: skip
    # where the year reads R-54 otherwise, the share of the first round is asked for again
    anew = _read_otherwise(stood_again, "R-54", "share_again")
    sheets = {paper.about: paper.content for paper in meetings.count_sheet(anew, kind("count_sheet"))}
    assert sheets["义乌市政府质量奖第2轮"]["rules"][1] == "赞成票超过有效票的1/2为通过"


def test_the_paper_of_a_further_round_says_which_it_is_and_why(stood_again, words):
    papers = tuple(meetings.ballot(stood_again, kind("ballot")))
    of_round = {paper.about: words(made) for paper, made in rendered(Letters(stood_again, papers, {}))}
    assert "（第2轮）" in of_round["义乌市政府质量奖第2轮"]
    assert "本轮名额1个" in of_round["义乌市政府质量奖第2轮"]
    assert "轮" not in of_round["义乌市政府质量奖"]


def test_recusals_stand_in_the_plan_and_the_recused_reads_nothing_of_that_organisation(due):
    """E04 declared shares in A2410, a jeweller that his panel visits: his own plan passes it over."""
    plans = {paper.folder: paper.content for paper in due.papers if paper.kind.name == "onsite_plan"}
    recused = {visit["name"]: visit["recused"] for visit in plans["评审组P1"]["visits"]}
    assert recused == {
        "义乌市虚昇针织有限公司": "无",
        "义乌市构蘅医疗器械有限公司": "无",
        "义乌市幻喆饰品有限公司": "甄己巳",
    }
    assert [visit["name"] for visit in plans["评审组P1-E04"]["visits"]] == list(recused)[:2]
    assert set(plans) == {"评审组P1", "评审组P1-E04", "评审组P2", "评审组P3"}


@pytest.mark.parametrize(
    ("name", "told", "not_told"),
    [
        ("虚冒电子", ["骗取奖项", "追缴奖金", "记入其信用档案", "至2030年2月20日（含当日）不受理"], ["伪造"]),
        ("构衍检测", ["获奖后2年内", "收回奖金"], ["信用档案", "不受理"]),
    ],
)
def test_a_revocation_says_ground_and_consequences_and_no_finding(due, files, words, name, told, not_told):
    (paper,) = [each for each in due.papers if each.kind.name == "revocation" and name in each.recipient]
    said = words(files[paper.file])
    assert [text for text in told if text not in said] == []
    assert [text for text in not_told if text in said] == []


def test_nobody_elected_is_told_as_a_vacancy(due, changed, words):
    """An award that nobody gets says 空缺 in notice and commendation; nothing is commended where both are vacant."""
    noticed, laureates = due.desk.table("notice", "noticed"), due.desk.table("award", "laureates")
    none = changed({("notice", "noticed"): noticed[:0], ("award", "laureates"): laureates[:0]})
    lists = content(none, office.notice, "notice")["lists"]
    assert [each["names"] for each in lists] == [[], []]
    assert list(office.commendation(none, kind("commendation"))) == []
    one = changed({("award", "laureates"): laureates[laureates["award"] == "quality_award"]})
    paper = next(office.commendation(one, kind("commendation")))
    said = words(alone(due, paper))
    assert "（二）义乌市政府质量管理创新奖空缺。" in said


def test_a_panel_that_wrote_nothing_down_is_told_as_such(due, changed, words, without_words):
    """A sentence instead of an empty table."""
    rows = without_words(due.desk.table("document_review", "feedback"))
    paper = next(organisations.feedback(changed({("document_review", "feedback"): rows}), kind("feedback")))
    said = words(alone(due, paper))
    assert "评审组对各条款没有另作文字记录" in said
    assert "改进机会" not in said


def test_the_list_shows_what_went_out_and_what_did_not(due):
    """As 文书发送 and 媒体发布 have it; the story leaves one feedback and five outcomes unsent."""
    listed = list(rows(due))
    unsent = {(row.title, row.application_id) for row in listed if row.state == "未发送"}
    assert unsent == {("资料评审反馈书", "A2427")} | {
        ("评审结果告知书", each) for each in ("A2412", "A2419", "A2422", "A2424", "A2427")
    }
    by_file = {row.file: row for row in listed}
    assert by_file["A2419/资料评审反馈书.docx"][5:8] == ("已发送", "2024-08-19", "邮寄")
    assert by_file["市评审办/初选授奖组织名单公示.docx"][5:8] == ("已发布", "2024-11-04", "虚构市门户网站、虚构日报")
    assert due.papers[0].content["signed_on"] == "2024年4月15日"


def test_a_letter_bears_the_day_on_which_it_was_sent_or_a_blank(due):
    """The program dates nothing by itself."""
    letters_of = of_kind(due, "feedback")
    assert letters_of["A2419"].content["signed_on"] == "2024年8月19日"
    assert letters_of["A2427"].content["signed_on"] == "　　　　年　　月　　日"


def test_what_was_sent_and_never_was_a_paper_is_told(due, changed):
    """A certificate for one who won nothing."""
    sent = due.desk.year.tables["sent_papers"]
    more = sent[sent["paper"] == "certificate"].head(1).assign(application_id="A2402")
    told = strays(replace(due, desk=changed(sent_papers=pd.concat([sent, more]))))
    assert told == ["证书（A2402）"]
    assert strays(due) == []


def test_meetings_wait_for_the_list_that_they_are_about(changed):
    """No candidates settled: no ballot paper."""
    acts = changed().year.tables["acts"]
    desk = changed(acts=acts[acts["act"] != "candidates"])
    assert list(meetings.ballot(desk, kind("ballot"))) == []
