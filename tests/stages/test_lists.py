"""Lists that a body settles: proposal, act, and what stands between them."""

from datetime import date

import pytest

from tests.worlds import table
from yiwu_award.errors import ContractBroken
from yiwu_award.stages import lists
from yiwu_award.tables.contracts import contract


def act(application_id, award="quality_award", body="office", day=date(2024, 6, 20), name="eligible_list"):
    return {
        "act": name, "award": award, "application_id": application_id, "body": body, "document": "审查表",
        "decided_on": day,
    }  # fmt: skip


def settle(proposals, *acts, due=None):
    return lists.settle("eligible_list", "资格合格名单", "五(一)", "office", proposals, table("acts", *acts), due)


def test_no_act_is_not_an_empty_act():
    acts = table("acts", act("A001"), act(None, award="innovation_award"), act("A009", name="shortlist"))
    assert lists.acted(acts, "eligible_list", "quality_award") == {"A001"}
    assert lists.acted(acts, "eligible_list", "innovation_award") == set()
    assert lists.acted(acts, "candidates", "quality_award") is None


def test_a_list_is_settled_on_the_day_of_its_last_row():
    acts = table("acts", act("A001", day=date(2024, 6, 20)), act("A002", day=date(2024, 6, 24)))
    assert lists.acted_on(acts, "eligible_list", "quality_award") == date(2024, 6, 24)
    assert lists.acted_on(acts, "eligible_list", "innovation_award") is None


def test_act_equal_to_the_proposal_leaves_nothing_open():
    proposals = {"quality_award": {"A001", "A002"}, "innovation_award": set()}
    final, points = settle(proposals, act("A002"), act("A001"), act(None, award="innovation_award"))
    assert (final, points) == (proposals, ())


def test_a_missing_act_is_waited_for_by_name_and_day():
    final, (point,) = settle({"quality_award": {"A001"}}, due=date(2024, 6, 28))
    assert final == {"quality_award": set()}
    assert (point.state, point.clause, point.on_whom) == ("waiting", "五(一)", "市评审办")
    assert "质量奖" in point.what
    assert "2024-06-28" in point.what
    assert "A001" in point.what


def test_an_act_that_differs_blocks_and_shows_both_lists():
    final, (point,) = settle({"quality_award": {"A001", "A002"}}, act("A002"), act("A003"))
    assert final == {"quality_award": {"A002", "A003"}}
    assert point.state == "blocked"
    assert "提出的名单为 A001、A002，决定的名单为 A002、A003" in point.what
    assert "只在提出的名单中：A001，只在决定的名单中：A003" in point.what


def test_an_empty_act_against_a_proposal_blocks():
    _, (point,) = settle({"quality_award": {"A001"}}, act(None))
    assert point.state == "blocked"
    assert "决定的名单为 无" in point.what


def test_an_award_named_in_another_awards_act_blocks_both():
    _, points = settle(
        {"quality_award": {"A001"}, "innovation_award": {"B001"}},
        act("A001"),
        act("B001"),
        act(None, award="innovation_award"),
    )
    assert [point.state for point in points] == ["blocked", "blocked"]


def test_acts_of_the_wrong_body_and_half_empty_lists_are_refused_together():
    with pytest.raises(ContractBroken) as broken:
        settle({"quality_award": {"A001"}}, act("A001", body="government"), act("A002", body="voters"), act(None))
    assert [(fault.row, fault.column, fault.clause) for fault in broken.value.faults] == [
        (2, "作出机构", "五(一)"),
        (3, "作出机构", "五(一)"),
        (4, "申报编号", "五(一)"),
    ]
    assert "由市政府作出；应为：由市评审办作出" in str(broken.value.faults[0])
    assert broken.value.faults[2].fix == "删除空白的一行，或补填其申报编号"


def test_acts_of_other_lists_are_no_business_of_this_one():
    _, points = settle({"quality_award": {"A001"}}, act("A001"), act("A001", name="approval", body="government"))
    assert points == ()


@pytest.mark.parametrize(
    ("left_on", "remaining"),
    [(date(2024, 6, 19), {"A002"}), (date(2024, 6, 20), {"A002"}), (date(2024, 6, 21), {"A001", "A002"})],
)
def test_an_exit_counts_from_its_own_day(left_on, remaining):
    exits = table("exits", {"application_id": "A001", "kind": "withdrawn", "decided_on": left_on})
    assert lists.still_in(["A001", "A002"], exits, date(2024, 6, 20)) == remaining


def test_scheduled_is_none_where_the_year_sets_no_day():
    schedule = table("schedule", {"event": "vote_on", "day": date(2024, 9, 5)}, {"event": "notice_on", "day": None})
    assert lists.scheduled(schedule, "vote_on") == date(2024, 9, 5)
    assert lists.scheduled(schedule, "notice_on") is None
    assert lists.scheduled(schedule, "award_due") is None


def test_words_are_the_contracts_words():
    assert dict(lists.AWARD_TITLES) == contract("acts").labels("award")
    assert dict(lists.BODY_TITLES) == contract("acts").labels("body")


@pytest.mark.parametrize(("day", "is_refused"), [(date(2024, 6, 19), True), (date(2024, 6, 20), False)])
def test_an_act_before_the_one_that_it_rests_on_is_refused(day, is_refused):
    acts = table("acts", act("A001"), act("A001", name="shortlist", day=day))

    faults = lists.faults_of_acts("shortlist", "现场评审名单", "五(二)", "office", acts)

    told = ("不早于此前各项决定的最后一日 2024-06-20", "核对各项决定的日期和先后次序")
    assert [(fault.due, fault.fix) for fault in faults] == [told] * is_refused
