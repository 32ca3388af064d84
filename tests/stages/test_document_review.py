"""五(二): from individual percents to the shortlist, on the small year of conftest."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.stages import document_review
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 9, 30)


@pytest.fixture
def review(law, typed):
    """A function: the stage's result on changed rows and rules."""
    return lambda rows, rules=None, as_of=AS_OF: document_review.review(typed(rows), law(rules), as_of)


def by_application(table, column):
    return dict(zip(table["application_id"], table[column], strict=True))


def consensus_of(rows, application, item):
    return next(
        row
        for row in rows["item_consensus"]
        if (row["stage"], row["application_id"], row["item"]) == ("document_review", application, item)
    )


def set_all(rows, application, percent):
    for row in rows["item_consensus"]:
        if row["stage"] == "document_review" and row["application_id"] == application:
            row["percent"] = percent


def shortlist_act(rows, *applications):
    acted = {"act": "shortlist", "award": "quality_award", "body": "office", "decided_on": "2024-08-01"}
    others = [row for row in rows["acts"] if row["application_id"] == "B01"]
    rows["acts"] = others + [acted | {"application_id": name} for name in applications]


def test_points_are_exact_and_places_are_per_award(review, reviewed):
    # 70 % of every item: 1000 × 0.70 = 700 points. 4.4.3 has 15 points: 75 % instead of 70 % adds 15 × 0.05 = 0.75.
    consensus_of(reviewed, "A01", "4.4.3")["percent"] = 75
    result = review(reviewed)
    assert result.state == "done", result.open_points
    results = result.tables["document_results"]
    assert list(results["application_id"]) == ["A01", "A02", "A03", "B01"]
    assert list(results["points"]) == [Decimal("700.75"), Decimal("650.00"), Decimal("600.00"), Decimal("550.00")]
    assert list(results["quarters"]) == [2803, 2600, 2400, 2200]
    assert list(results["place"]) == [1, 2, 3, 1]
    assert list(results["is_shortlisted"]) == [True, True, False, True]
    assert list(result.tables["shortlisted"]["application_id"]) == ["A01", "A02", "B01"]


def test_the_consensus_counts_and_never_the_mean_of_the_scores(review, reviewed):
    # A03 is scored 60 on average; the leader records 40 on 4.1.2, which has 50 points: 600 less 50 × 0.20 = 590.
    consensus_of(reviewed, "A03", "4.1.2")["percent"] = 40
    results = review(reviewed).tables["document_results"]
    assert by_application(results, "points")["A03"] == Decimal("590.00")


def test_items_show_the_span_of_the_individual_percents(review, reviewed):
    items = review(reviewed).tables["document_items"]
    row = items[(items["application_id"] == "A02") & (items["item"] == "4.4.3")].iloc[0]
    # E01 65, E02 70, E03 60; 15 points × 4 × 65 % = 39 quarters
    assert (row["percent"], row["quarters"], row["lowest"], row["highest"], row["is_spread"]) == (65, 39, 60, 70, False)
    assert len(items) == 4 * 23


def test_tables_hold_exactly_what_their_contracts_say(review, reviewed):
    result = review(reviewed)
    assert set(result.tables) == {
        "document_items", "document_assessors", "document_results", "feedback", "shortlisted",
    }  # fmt: skip
    for name, table in result.tables.items():
        assert table.dtypes.astype(str).to_dict() == contract(name).dtypes
        assert isinstance(table.index, pd.RangeIndex)


def test_whoever_is_not_shortlisted_gets_feedback_item_by_item(review, reviewed):
    feedback = review(reviewed).tables["feedback"]
    assert set(feedback["application_id"]) == {"A03"}
    assert len(feedback) == 23
    assert feedback.iloc[0]["strengths"] == "A03 4.1.2 优"
    assert feedback.iloc[0]["improvements"] == "A03 4.1.2 改"


def test_feedback_without_a_word_is_asked_for(review, reviewed):
    for row in reviewed["item_consensus"]:
        if row["application_id"] in ("A02", "A03"):  # A02 goes on and needs none
            row |= {"strengths": None, "improvements": None}
    (told,) = review(reviewed).remarks
    assert "A03" in told
    assert "A02" not in told
    next(row for row in reviewed["item_consensus"] if row["application_id"] == "A03")["improvements"] = "改"
    assert review(reviewed).remarks == ()


@pytest.mark.parametrize(("limit", "is_spread"), [("10", False), ("9", True)])
def test_a_spread_over_the_limit_blocks_until_it_is_explained(review, reviewed, limit, is_spread):
    # 70 less 60 = 10 percentage points on every item of A02: on the limit of 10, over one of 9.
    rules = {"score.spread_limit": limit}
    result = review(reviewed, rules)
    items = result.tables["document_items"]
    assert set(items["is_spread"]) == {is_spread}
    assert result.state == ("blocked" if is_spread else "done")
    if is_spread:
        (point,) = [each for each in result.open_points if "分歧" in each.what]
        assert point.what == (
            "评审组 P1 打分分歧超过年度限度而没有说明：A01（23 条）；A02（23 条）；A03（23 条）；B01（23 条）"
        )
        for row in reviewed["item_consensus"]:
            row["spread_note"] = "已讨论"
        assert review(reviewed, rules).state == "done"


def test_a_missing_consensus_blocks_on_the_leader_once_all_have_scored(review, reviewed):
    reviewed["item_consensus"].remove(consensus_of(reviewed, "A02", "4.7.7"))
    result = review(reviewed)
    (point,) = result.open_points
    assert (point.state, point.clause, point.on_whom) == ("blocked", "五(二)", "评审组 P1 组长")
    assert point.what == "评审组 P1 个人打分已齐而没有合议结果：A02（4.7.7）"
    assert "document_results" not in result.tables
    assert "shortlisted" not in result.tables
    assert len(result.tables["document_items"]) == 4 * 23 - 1


def test_a_missing_consensus_waits_while_a_score_is_out(review, reviewed):
    reviewed["item_consensus"].remove(consensus_of(reviewed, "A02", "4.7.7"))
    reviewed["item_scores"] = [
        row
        for row in reviewed["item_scores"]
        if (row["application_id"], row["assessor_id"], row["item"]) != ("A02", "E03", "4.7.7")
    ]
    (point,) = review(reviewed).open_points
    assert point.state == "waiting"
    assert point.what == "评审组 P1 尚未打分、合议：A02（4.7.7）"


def test_a_consensus_without_every_members_score_is_blocked(review, reviewed):
    reviewed["item_scores"] = [
        row for row in reviewed["item_scores"] if (row["application_id"], row["assessor_id"]) != ("A02", "E03")
    ]
    (point,) = review(reviewed).open_points
    assert (point.state, point.what) == ("blocked", "评审组 P1 已合议而仍有评审员没有打分：A02（23 条）")


def test_nothing_scored_yet_waits_for_everybody(review, reviewed):
    reviewed |= {"item_scores": [], "item_consensus": [], "confirmations": []}
    result = review(reviewed)
    assert [point.state for point in result.open_points] == ["waiting"]
    assert result.tables["document_items"].empty


def test_a_tie_at_the_cut_is_left_to_the_committee(review, reviewed):
    set_all(reviewed, "A03", 65)
    result = review(reviewed)
    (point,) = result.open_points
    assert (point.state, point.clause, point.on_whom) == ("blocked", "二(一)1", "市评委会")
    assert "A02、A03" in point.what
    assert "A01" not in point.what
    results = result.tables["document_results"]
    assert by_application(results, "place") == {"A01": 1, "A02": 2, "A03": 2, "B01": 1}
    assert "shortlisted" not in result.tables


def test_a_tie_at_the_cut_goes_on_together_where_the_year_says_so(review, reviewed):
    set_all(reviewed, "A03", 65)
    shortlist_act(reviewed, "A01", "A02", "A03")
    result = review(reviewed, {"shortlist.tie": "include_all"})
    assert result.state == "done", result.open_points
    assert list(result.tables["shortlisted"]["application_id"]) == ["A01", "A02", "A03", "B01"]


def test_a_tie_above_the_cut_decides_nothing(review, reviewed):
    set_all(reviewed, "A01", 65)
    result = review(reviewed)
    assert result.state == "done", result.open_points
    assert by_application(result.tables["document_results"], "place") == {"A01": 1, "A02": 1, "A03": 3, "B01": 1}


@pytest.mark.parametrize(
    ("floor", "goes_on"), [("650", ["A01", "A02"]), ("650.25", ["A01"]), ("600", ["A01", "A02", "A03"])]
)
def test_a_floor_takes_everybody_who_reaches_it(review, reviewed, floor, goes_on):
    shortlist_act(reviewed, *goes_on)
    rules = {("shortlist.method", "quality_award"): "floor", ("shortlist.value", "quality_award"): floor}
    result = review(reviewed, rules)
    assert result.state == "done", result.open_points
    assert list(result.tables["shortlisted"]["application_id"]) == [*goes_on, "B01"]


@pytest.mark.parametrize(  # of three applications
    ("share", "goes_on"), [("2/3", ["A01", "A02"]), ("0.66", ["A01"]), ("1", ["A01", "A02", "A03"])]
)
def test_a_share_of_the_field_goes_on_and_no_part_of_an_application(review, reviewed, share, goes_on):
    shortlist_act(reviewed, *goes_on)
    rules = {("shortlist.method", "quality_award"): "ratio", ("shortlist.value", "quality_award"): share}
    result = review(reviewed, rules)
    assert result.state == "done", result.open_points
    assert list(result.tables["shortlisted"]["application_id"]) == [*goes_on, "B01"]


def test_a_share_above_the_whole_field_is_refused(review, reviewed):
    rules = {("shortlist.method", "quality_award"): "ratio", ("shortlist.value", "quality_award"): "2"}
    with pytest.raises(ContractBroken, match="0–1 的比例"):
        review(reviewed, rules)


def test_no_act_yet_waits_for_the_office(review, reviewed):
    reviewed["acts"] = []
    result = review(reviewed)
    assert {point.state for point in result.open_points} == {"waiting"}
    assert [point.on_whom for point in result.open_points] == ["市评审办", "市评审办"]
    assert "2024-07-31" in result.open_points[0].what
    assert "document_results" in result.tables
    assert "shortlisted" not in result.tables


def test_an_act_that_differs_shows_both_lists(review, reviewed):
    shortlist_act(reviewed, "A01", "A03")
    result = review(reviewed)
    (point,) = result.open_points
    assert point.state == "blocked"
    assert "只在提出的名单中：A02" in point.what
    assert "只在决定的名单中：A03" in point.what


def test_an_exit_before_the_act_leaves_and_one_after_it_changes_nothing(review, reviewed):
    reviewed["exits"] = [{"application_id": "A01", "kind": "withdrawn", "decided_on": "2024-08-02"}]
    assert review(reviewed).state == "done"
    reviewed["exits"][0]["decided_on"] = "2024-07-31"
    shortlist_act(reviewed, "A02", "A03")
    result = review(reviewed)
    assert result.state == "done", result.open_points
    assert by_application(result.tables["document_results"], "place") == {"A02": 1, "A03": 2, "B01": 1}
    assert result.remarks[0] == "“评分条款打分”有 69 行涉及不在（或已退出）本环节的申报组织，未采用：A01。"  # 3 × 23


@pytest.mark.parametrize(
    ("response", "answer", "rule", "state"),
    [
        ("confirmed", None, None, "done"),
        ("disputed", None, None, "blocked"),
        ("disputed", "2024-09-05", None, "done"),
        ("disputed", "2024-10-01", None, "blocked"),  # after the day of the state: not known yet
        ("no_reply", None, "confirmed", "done"),
        ("no_reply", None, "blocked", "blocked"),
        (None, None, None, "waiting"),
    ],
)
def test_confirmations(review, reviewed, response, answer, rule, state):
    about = ("document_review", "A03")
    others = [row for row in reviewed["confirmations"] if (row["stage"], row["application_id"]) != about]
    own = {"stage": "document_review", "application_id": "A03", "response": response, "responded_on": "2024-07-10"}
    own |= {"leader_answer": "已说明", "leader_answered_on": answer} if answer else {}
    reviewed["confirmations"] = others + ([own] if response else [])
    result = review(reviewed, {"confirmation.no_reply": rule} if rule else None)
    assert result.state == state
    assert all("A03" in point.what for point in result.open_points)


def test_an_objection_to_the_report_is_the_leaders_to_answer(review, reviewed):
    reviewed["confirmations"][0]["response"] = "disputed"  # A01's on paper
    assert [str(point) for point in review(reviewed).open_points] == [
        "【待决定】组织对评审报告有异议，组长尚未答复：A01 · 依据 五(二) · 由评审组组长：答复异议并登记答复及日期"
    ]


def test_rules_decided_after_the_first_score_are_told_to_the_supervisors(review, reviewed):
    # The rules are of the closing day, 2024-05-31; one score is dated the day before.
    reviewed["item_scores"][0]["scored_on"] = "2024-05-30"
    assert [str(point) for point in review(reviewed).open_points] == [
        "【待决定】审定晚于首次打分（2024-05-30）的规则：candidates.count、candidates.floor、score.scale、"
        "score.spread_limit、score.weight_department、score.weight_document、score.weight_onsite、shortlist.method、"
        "shortlist.value · 依据 二(一)2 · 由监督组：查明情况，由市评委会决定是否重新评审"
    ]


def test_a_rule_that_was_late_stays_late_when_whoever_was_scored_first_has_left(review, reviewed):
    for row in reviewed["item_scores"]:
        if (row["stage"], row["application_id"]) == ("document_review", "A03"):
            row["scored_on"] = "2024-05-30"
    reviewed["exits"] = [
        {"application_id": "A03", "kind": "withdrawn", "body": "applicant", "decided_on": "2024-07-20"}
    ]
    assert [point.on_whom for point in review(reviewed).open_points] == ["监督组"]


def test_an_unknown_rule_stops_by_name(review, reviewed):
    with pytest.raises(NotInForce, match=r"shortlist\.value"):
        review(reviewed, {("shortlist.value", "quality_award"): None})
    with pytest.raises(ContractBroken) as stop:
        review(reviewed, {("shortlist.method", "quality_award"): "lottery"})
    due = "count（家数） 或 ratio（比例，零头舍去） 或 floor（分数线）"
    assert f"shortlist.method（质量奖） 取 lottery；应为：{due} · 依据 五(二)" in str(stop.value)


def test_an_award_that_nobody_applied_for_needs_no_rule(review, reviewed):
    for table in ("eligible", "panel_applications", "acts"):
        reviewed[table] = [row for row in reviewed[table] if row["application_id"] != "B01"]
    rules = {("shortlist.value", "innovation_award"): None, ("shortlist.method", "innovation_award"): None}
    assert review(reviewed, rules).state == "done"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_never_matters(law, typed, shuffled, reviewed, seed):
    set_all(reviewed, "A03", 65)
    frames = typed(reviewed)
    one = document_review.review(frames, law(), AS_OF)
    other = document_review.review(shuffled(frames, seed), law(), AS_OF)
    assert one.open_points == other.open_points
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


def test_half_an_application_is_no_number_of_applications(review, reviewed):
    with pytest.raises(ContractBroken) as stop:
        review(reviewed, {("shortlist.value", "quality_award"): "2.5"})
    assert "shortlist.value（质量奖） 取 5/2；应为：整数" in str(stop.value)
