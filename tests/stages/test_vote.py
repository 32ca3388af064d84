"""五(五), 一(五): totals, candidates and the secret vote, worked out by hand.

total = 1000 × (0.3 × document ÷ 1000 + 0.2 × departments' share + 0.5 × on-site ÷ 1000)

    A01  0.3 × 700 = 210    0.2 × 169/200 = 169      0.5 × 600 = 300    679
    A02  0.3 × 650 = 195    0.2 × 1       = 200      0.5 × 700 = 350    745
    A03  0.3 × 600 = 180    0.2 × 1/2     = 100      0.5 × 650 = 325    605
    A04  0.3 × 600 = 180    0.2 × 3/5     = 120      0.5 × 610 = 305    605
    A05  0.3 × 500 = 150    0.2 × 1/2     = 100      0.5 × 500 = 250    500
    B01  0.3 × 550 = 165    0.2 × 1/3     = 200/3    0.5 × 650 = 325    556 2/3 = 1670/3
    B02  0.3 × 500 = 150    0.2 × 1/4     = 50       0.5 × 500 = 250    450

Nine voters, all present. Quality award: 8 valid papers, so 5 votes are more than half; innovation award: 8 too.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.stages import vote
from yiwu_award.stages.ballots import who_stands
from yiwu_award.stages.contest import best, rounded
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 10, 31)
RESULTS = {  # document points, departments' share, on-site points
    "A01": (700, "169/200", 600), "A02": (650, "1", 700), "A03": (600, "1/2", 650), "A04": (600, "3/5", 610),
    "A05": (500, "1/2", 500), "B01": (550, "1/3", 650), "B02": (500, "1/4", 500),
}  # fmt: skip
VOTES = {  # for, against, abstentions
    "A01": (7, 1, 0), "A02": (3, 5, 0), "A03": (5, 3, 0), "A04": (4, 4, 0), "A05": (8, 0, 0),
    "B01": (6, 2, 0), "B02": (4, 3, 1),
}  # fmt: skip
WINNERS = ("A01", "A03", "A05", "B01")
EVERYBODY = {("candidates.count", "quality_award"): "5", ("candidates.count", "innovation_award"): "2"}


def award_of(application):
    return "innovation_award" if application.startswith("B") else "quality_award"


def acted(act, *applications):
    body, day = {"candidates": ("office", "2024-10-08"), "preselected": ("voters", "2024-10-10")}[act]
    return [
        {"act": act, "award": award_of(name), "application_id": name, "body": body, "document": "d", "decided_on": day}
        for name in applications
    ]


def paper(award, valid=8, spoiled=1, unreturned=0, number=1, issued=None):
    returned = valid + spoiled
    return {
        "award": award, "round": number, "issued": issued or returned + unreturned, "returned": returned,
        "unreturned": unreturned, "valid": valid, "spoiled": spoiled, "voted_on": "2024-10-10",
    }  # fmt: skip


def counted(application, votes, number=1):
    names = ("votes_for", "votes_against", "abstentions")
    about = {"award": award_of(application), "round": number, "application_id": application}
    return about | dict(zip(names, votes, strict=True))


@pytest.fixture
def rows():
    about = {name: {"application_id": name, "org_name": f"{name}公司", "award": award_of(name)} for name in RESULTS}
    return {
        "schedule": [{"event": "vote_on", "day": "2024-10-10"}],
        "applications": [row | {"uscc": f"USCC-{name}"} for name, row in about.items()],
        "exits": [],
        "item_scores": [],
        "acts": acted("candidates", *RESULTS) + acted("preselected", *WINNERS),
        "document_results": [
            row | {"points": Decimal(RESULTS[name][0]), "quarters": RESULTS[name][0] * 4} for name, row in about.items()
        ],
        "department_results": [row | {"share": RESULTS[name][1], "has_veto": False} for name, row in about.items()],
        "onsite_results": [
            row | {"points": Decimal(RESULTS[name][2]), "quarters": RESULTS[name][2] * 4} for name, row in about.items()
        ],
        "voters": [
            {"voter_id": f"V{number:02d}", "employer_uscc": None, "is_present": True} for number in range(1, 10)
        ],
        "ballot_papers": [paper("quality_award"), paper("innovation_award", spoiled=0, unreturned=1)],
        "ballot_counts": [counted(name, votes) for name, votes in VOTES.items()],
    }


@pytest.fixture
def settle(law, typed):
    """A function: the stage's result on changed rows and rules."""
    return lambda rows, rules=None, as_of=AS_OF: vote.settle(typed(rows), law(EVERYBODY | (rules or {})), as_of)


@pytest.fixture
def faults(settle):
    """A function: what the stage refuses."""

    def made(rows, rules=None):
        with pytest.raises(ContractBroken) as stop:
            settle(rows, rules)
        return stop.value.faults

    return made


def count(rows, application):
    return next(row for row in rows["ballot_counts"] if row["application_id"] == application)


def set_votes(rows, application, *votes):
    count(rows, application).update(zip(("votes_for", "votes_against", "abstentions"), votes, strict=True))


def act_on(rows, act, *applications):
    rows["acts"] = [row for row in rows["acts"] if row["act"] != act] + acted(act, *applications)


def preselected(result):
    return list(result.tables["preselected"]["application_id"])


def test_totals_are_exact_and_shown_to_two_places(settle, rows):
    result = settle(rows)
    assert result.state == "done", result.open_points
    totals = result.tables["totals"]
    assert list(totals["application_id"]) == ["A02", "A01", "A03", "A04", "A05", "B01", "B02"]
    assert list(totals["total_exact"]) == ["745", "679", "605", "605", "500", "1670/3", "450"]
    assert list(totals["total"].astype(str)) == ["745.00", "679.00", "605.00", "605.00", "500.00", "556.67", "450.00"]
    assert list(totals["place"]) == [1, 2, 3, 3, 5, 1, 2]
    assert totals["is_candidate"].all()


def test_tables_hold_exactly_what_their_contracts_say(settle, rows):
    result = settle(rows)
    assert set(result.tables) == {"totals", "candidates", "sensitivity", "tally", "further_rounds", "preselected"}
    for name, table in result.tables.items():
        assert table.dtypes.astype(str).to_dict() == contract(name).dtypes
        assert isinstance(table.index, pd.RangeIndex)


@pytest.mark.parametrize(
    ("value", "shown"), [("1/200", "0.01"), ("0", "0.00"), ("2/3", "0.67"), ("499/100000", "0.00")]
)
def test_rounding_is_half_up(value, shown):
    assert str(rounded(Fraction(value))) == shown


def test_weights_that_do_not_add_up_are_refused_with_the_rule(settle, rows):
    with pytest.raises(ContractBroken) as stop:
        settle(rows, {"score.weight_onsite": "0.6"})
    assert str(stop.value.faults[0]) == (
        "年度实施规则（“取值”）：score.weight_document 取 3/10，score.weight_department 取 1/5，"
        "score.weight_onsite 取 3/5，合计 11/10；应为：三项权重合计为 1 · 依据 五(五) · 请市评委会审定后更正该规则"
    )


def test_three_thirds_add_up(settle, rows):
    # B02: 1000 × (500/1000 + 1/4 + 500/1000) ÷ 3 = 1250/3
    thirds = {f"score.weight_{name}": "1/3" for name in ("document", "department", "onsite")}
    totals = settle(rows, thirds).tables["totals"].set_index("application_id")
    assert totals.loc["B02", "total_exact"] == "1250/3"


def test_the_vote_decides_and_not_the_score(settle, rows):
    # A02 has the best total and 3 votes; A05 the worst and 8. A04 has 4 of 8: not more than half.
    result = settle(rows)
    assert preselected(result) == ["A01", "A03", "A05", "B01"]
    tally = result.tables["tally"].set_index("application_id")
    passed = {name: bool(value) for name, value in tally["is_passed"].items()}
    assert passed == {"A01": True, "A02": False, "A03": True, "A04": False, "A05": True, "B01": True, "B02": False}
    assert tally["is_preselected"].equals(tally["is_passed"])
    assert set(tally["valid"]) == {8}


def test_a_seat_may_stay_empty(settle, rows):
    # B02 has 4 of 8: one of the two innovation seats stays empty; with no vote above half, all do.
    for name in ("A01", "A03", "A05"):
        set_votes(rows, name, 4, 4, 0)
    act_on(rows, "preselected", "B01")
    empty = acted("preselected", "A01")[0] | {"application_id": None}
    rows["acts"].append(empty)
    result = settle(rows)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["B01"]


@pytest.mark.parametrize(
    ("share", "base", "winners"),
    [
        ("1/2", "voters", ["A01", "A03", "A05", "B01"]),  # more than 4.5 of 9 voters: from 5
        ("5/9", "voters", ["A01", "A05", "B01"]),  # more than 5: A03 has 5
        ("5/8", "valid", ["A01", "A05", "B01"]),  # more than 5 of 8
        ("3/4", "valid", ["A01", "A05"]),  # more than 6: B01 has 6
    ],
)
def test_the_share_must_be_exceeded(settle, rows, share, base, winners):
    act_on(rows, "preselected", *winners)
    if "B01" not in winners:
        rows["acts"].append(acted("preselected", "B01")[0] | {"application_id": None})
    result = settle(rows, {"vote.pass_share": share, "vote.pass_base": base})
    assert result.state == "done", result.open_points
    assert preselected(result) == winners


def test_more_passing_than_seats_go_by_votes(settle, rows):
    # A05 8, A01 7, A04 6 take the three seats; A03 has passed with 5 and gets none.
    set_votes(rows, "A04", 6, 2, 0)
    act_on(rows, "preselected", "A01", "A04", "A05", "B01")
    result = settle(rows)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A04", "A05", "B01"]
    row = result.tables["tally"].set_index("application_id").loc["A03"]
    assert (row["is_passed"], row["is_preselected"]) == (True, False)


@pytest.fixture
def tied(rows):
    """A05 8 and A01 7 are elected; A03 and A04 have 5 each for the third seat."""
    set_votes(rows, "A04", 5, 3, 0)
    return rows


def test_a_tie_for_the_last_seat_is_left_to_the_committee(settle, tied):
    result = settle(tied)
    (point,) = result.open_points
    assert str(point) == (
        "【待决定】质量奖表决末位同票：A03、A04，年度实施规则没有规定如何处理 · 依据 二(一)1 · "
        "由市评委会：研究决定并在“年度实施规则”表登记 vote.last_seat_tie"
    )
    assert "preselected" not in result.tables
    assert "tally" in result.tables


def test_a_tie_may_leave_the_seat_empty(settle, tied):
    act_on(tied, "preselected", "A01", "A05", "B01")
    result = settle(tied, {"vote.last_seat_tie": "empty"})
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A05", "B01"]


def again_of(result):
    rows = result.tables["further_rounds"]
    return list(rows[["award", "round", "seats", "application_id"]].itertuples(index=False, name=None))


def test_a_vote_without_a_tie_calls_for_no_further_round(settle, rows):
    assert again_of(settle(rows)) == []


def test_a_vote_without_a_quorum_calls_for_no_further_round(settle, tied):
    again = {"vote.last_seat_tie": "next_round"}
    assert again_of(settle(tied, again)) != []
    for row in tied["voters"][:4]:  # 5 of 9 came: fewer than two thirds
        row["is_present"] = False
    tied["ballot_papers"] = [paper(award, valid=5, spoiled=0) for award in ("quality_award", "innovation_award")]
    for row in tied["ballot_counts"]:
        row |= {"votes_for": min(row["votes_for"], 5), "votes_against": 5 - min(row["votes_for"], 5), "abstentions": 0}
    assert again_of(settle(tied, again)) == []


def test_a_second_round_decides_only_between_the_tied(settle, tied):
    again = {"vote.last_seat_tie": "next_round"}
    (point,) = settle(tied, again).open_points
    assert (point.state, point.what) == ("waiting", "质量奖表决末位同票，再投第 2 轮：A03、A04")
    # one of three seats is left: A01 has one and A05 another
    assert again_of(settle(tied, again)) == [("quality_award", 2, 1, "A03"), ("quality_award", 2, 1, "A04")]
    # 9 papers, 9 valid: 4 votes for A03, 5 for A04
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    tied["ballot_counts"] += [counted("A03", (4, 5, 0), 2), counted("A04", (5, 4, 0), 2)]
    act_on(tied, "preselected", "A01", "A04", "A05", "B01")
    result = settle(tied, again)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A04", "A05", "B01"]
    tally = result.tables["tally"]
    assert list(zip(tally["award"], tally["round"], tally["application_id"], strict=True))[5:7] == [
        ("quality_award", 2, "A03"), ("quality_award", 2, "A04"),
    ]  # fmt: skip


def test_a_round_that_was_rightly_held_stands_when_a_loser_leaves_afterwards(settle, tied):
    again = {"vote.last_seat_tie": "next_round"}
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    tied["ballot_counts"] += [counted("A03", (4, 5, 0), 2), counted("A04", (5, 4, 0), 2)]
    tied["exits"] = [{"application_id": "A03", "kind": "withdrawn", "body": "applicant", "decided_on": "2024-10-10"}]
    act_on(tied, "preselected", "A01", "A04", "A05", "B01")
    result = settle(tied, again)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A04", "A05", "B01"]


def test_a_second_round_needs_no_second_majority(settle, tied):
    # 3 and 2 of 9: neither is more than half, but both had passed; A03 has more.
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    tied["ballot_counts"] += [counted("A03", (3, 0, 6), 2), counted("A04", (2, 0, 7), 2)]
    assert preselected(settle(tied, {"vote.last_seat_tie": "next_round"})) == ["A01", "A03", "A05", "B01"]


def test_a_second_tie_calls_for_a_third_round(settle, tied):
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    tied["ballot_counts"] += [counted("A03", (4, 4, 1), 2), counted("A04", (4, 4, 1), 2)]
    (point,) = settle(tied, {"vote.last_seat_tie": "next_round"}).open_points
    assert point.what == "质量奖表决末位同票，再投第 3 轮：A03、A04"
    called = again_of(settle(tied, {"vote.last_seat_tie": "next_round"}))
    assert called == [("quality_award", number, 1, name) for number in (2, 3) for name in ("A03", "A04")]


def test_on_a_paper_stand_all_candidates_first_and_then_only_the_tied(settle, tied):
    tables = settle(tied, {"vote.last_seat_tie": "next_round"}).tables
    standing = who_stands(tables["candidates"], tables["further_rounds"])
    assert list(standing.columns) == ["award", "application_id", "org_name", "round", "seats"]
    assert list(standing[["award", "round", "application_id"]].itertuples(index=False, name=None)) == [
        *(("quality_award", 1, name) for name in ("A01", "A02", "A03", "A04", "A05")),
        ("quality_award", 2, "A03"), ("quality_award", 2, "A04"),
        ("innovation_award", 1, "B01"), ("innovation_award", 1, "B02"),
    ]  # fmt: skip
    assert standing["seats"].fillna(0).tolist() == [0, 0, 0, 0, 0, 1, 1, 0, 0]


def test_three_tied_for_two_seats_leave_both_empty(settle, tied):
    set_votes(tied, "A01", 5, 3, 0)
    act_on(tied, "preselected", "A05", "B01")
    result = settle(tied, {"vote.last_seat_tie": "empty"})
    assert preselected(result) == ["A05", "B01"]


def test_only_the_tied_may_stand_again(faults, tied):
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    tied["ballot_counts"] += [counted(name, (3, 6, 0), 2) for name in ("A02", "A03", "A04")]
    (fault,) = faults(tied, {"vote.last_seat_tie": "next_round"})
    assert (fault.came, fault.clause, fault.row) == ("质量奖第 2 轮 A02 有计票", "五(五)", 9)


def test_a_round_that_nobody_called_for_is_refused(faults, rows):
    rows["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    rows["ballot_counts"].append(counted("A02", (9, 0, 0), 2))
    assert [fault.came for fault in faults(rows)] == ["质量奖第 2 轮 A02 有计票"]


def test_more_winners_than_seats_in_the_act_are_broken(faults, rows):
    act_on(rows, "preselected", "A01", "A02", "A03", "A05", "B01")
    (fault,) = faults(rows)
    # seven candidates' rows come first: A05 is the fourth of the new ones, in row 2 + 7 + 3
    assert str(fault) == (
        "决定与名单（acts.csv · 第 12 行 · “申报编号”）：质量奖初选 4 家；应为：不超过 3 家 · 依据 一(五) · "
        "由评议组按表决结果重新确定初选名单"
    )


def test_an_act_that_differs_from_the_count_blocks(settle, rows):
    act_on(rows, "preselected", "A01", "A02", "A05", "B01")
    result = settle(rows)
    (point,) = result.open_points
    assert point.state == "blocked"
    assert "只在提出的名单中：A03" in point.what
    assert "只在决定的名单中：A02" in point.what
    assert "preselected" not in result.tables


def test_no_act_yet_waits_for_the_voters(settle, rows):
    act_on(rows, "preselected")
    result = settle(rows)
    assert {(point.state, point.on_whom) for point in result.open_points} == {("waiting", "评议组")}


def test_a_vote_that_is_still_to_come_waits(settle, rows):
    act_on(rows, "preselected")
    rows["ballot_papers"] = []  # papers dated after the day of the state are not known yet; counts carry no day
    result = settle(rows)
    assert [point.what for point in result.open_points] == ["质量奖表决第 1 轮结果未到", "创新奖表决第 1 轮结果未到"]
    assert result.state == "waiting"
    assert len(result.tables["candidates"]) == 7
    assert "tally" not in result.tables


@pytest.mark.parametrize(
    ("n_absent", "is_present", "state"),
    [(3, False, "done"), (4, False, "blocked"), (4, None, "blocked")],  # nobody is taken to have come
)
def test_the_quorum_is_two_thirds_of_nine(settle, rows, n_absent, is_present, state):
    for row in rows["voters"][:n_absent]:
        row["is_present"] = is_present
    rows["ballot_papers"] = [paper(award, 5, 0) for award in ("quality_award", "innovation_award")]
    for name in VOTES:
        set_votes(rows, name, *((5, 0, 0) if name in WINNERS else (0, 5, 0)))
    result = settle(rows)
    assert result.state == state, result.open_points
    if state == "blocked":
        (point,) = result.open_points
        assert point.what == "评议组 9 人，到会 5 人，不足法定的 2/3，表决无效"
        assert not result.tables["tally"]["is_preselected"].any()


def test_an_applicants_voter_must_be_recused(settle, faults, rows):
    rows["voters"][4]["employer_uscc"] = "USCC-A02"
    (fault,) = faults(rows)
    assert (fault.came, fault.clause, fault.file, fault.row) == (
        "V05 的单位就是质量奖候选组织 A02，未回避", "七(一)", "voters.csv", 6,
    )  # fmt: skip
    rows["voters"][4]["recused_award"] = "quality_award"
    # eight may vote now, and nine papers were issued
    assert [fault.came for fault in faults(rows)] == ["质量奖第 1 轮发出 9 张选票"]
    rows["ballot_papers"][0] = paper("quality_award", 8, 0)
    assert settle(rows).state == "done"
    # recused from the other award only; recused from both, eight are left for the nine papers of either award
    rows["ballot_papers"][0] = paper("quality_award", 8, 1)
    rows["voters"][4]["recused_award"] = "innovation_award"
    assert {fault.clause for fault in faults(rows)} == {"七(一)", "五(五)"}
    rows["voters"][4]["recused_award"] = "both"
    assert [fault.came for fault in faults(rows)] == [f"{name}第 1 轮发出 9 张选票" for name in ("质量奖", "创新奖")]


def test_a_voter_whose_employer_is_called_like_a_candidate_and_has_no_code_is_asked_about(settle, rows):
    rows["voters"][4]["employer"] = "A02公司"
    (point,) = settle(rows).open_points
    assert (point.state, point.clause, point.on_whom) == ("blocked", "七(一)", "市评审办")
    assert point.what == "评议组成员的工作单位与质量奖候选组织同名而没有代码，是否须回避待核：V05（A02）"
    rows["voters"][4]["employer_uscc"] = "another's"
    assert settle(rows).state == "done"


@pytest.mark.parametrize(
    ("voted_on", "due"),
    [
        ("2024-10-07", "不早于候选名单确定之日 2024-10-08"),
        ("2024-10-08", None),
        ("2024-10-10", None),
        ("2024-10-11", "不晚于初选名单确定之日 2024-10-10"),
    ],
)
def test_a_vote_is_held_between_the_two_lists(settle, faults, rows, voted_on, due):
    rows["ballot_papers"][0]["voted_on"] = voted_on
    if due is None:
        assert settle(rows).state == "done"
        return
    (fault,) = faults(rows)
    assert (fault.came, fault.due) == (f"质量奖第 1 轮于 {voted_on} 投票", due)
    assert (fault.file, fault.row, fault.column) == ("ballot_papers.csv", 2, "表决日期")


def test_an_absent_voter_has_nothing_to_be_recused_from(settle, rows):
    rows["voters"][4] |= {"employer_uscc": "USCC-A02", "is_present": False}
    rows["ballot_papers"] = [paper(award, 8, 0) for award in ("quality_award", "innovation_award")]
    assert settle(rows).state == "done"


@pytest.mark.parametrize(
    ("change", "came"),
    [
        ({"issued": 10}, "质量奖第 1 轮发出 10，收回 9，未收回 0"),
        ({"spoiled": 0}, "质量奖第 1 轮收回 9，有效 8，废票 0"),
        ({"issued": 10, "unreturned": 1}, "质量奖第 1 轮发出 10 张选票"),
    ],
)
def test_papers_add_up_and_do_not_exceed_the_voters(faults, rows, change, came):
    rows["ballot_papers"][0] |= change
    found = faults(rows)
    assert came in [fault.came for fault in found]
    assert {(fault.file, fault.row, fault.clause) for fault in found} == {("ballot_papers.csv", 2, "五(五)")}


@pytest.mark.parametrize("votes", [(7, 2, 0), (7, 0, 0)])
def test_counts_add_up_to_the_valid_papers(faults, rows, votes):
    set_votes(rows, "A01", *votes)
    (fault,) = faults(rows)
    assert fault.came == f"质量奖第 1 轮 A01 赞成 7、反对 {votes[1]}、弃权 0"
    assert (fault.due, fault.fix) == ("合计等于有效票 8", "重新计票")


def test_only_candidates_are_counted(faults, rows):
    act_on(rows, "candidates", "A01", "A02", "A03", "A05", "B01", "B02")
    rows["department_results"][3]["has_veto"] = True  # A04
    assert [(fault.came, fault.fix) for fault in faults(rows)] == [("质量奖第 1 轮 A04 有计票", "核对申报编号和轮次")]


def test_counts_without_any_candidate_are_refused(faults, rows):
    act_on(rows, "candidates", "A01", "A02", "A03", "A04", "A05")
    rows["acts"].append(acted("candidates", "B01")[0] | {"application_id": None})
    for row in rows["department_results"][5:]:
        row["has_veto"] = True  # B01 and B02
    assert [fault.came for fault in faults(rows)] == [f"创新奖第 1 轮 {name} 有计票" for name in ("B01", "B02")]


def test_an_award_without_candidates_takes_no_winner_from_the_other(settle, rows):
    act_on(rows, "candidates", "A01", "A02", "A03", "A04", "A05")
    act_on(rows, "preselected", "A01", "A03", "A05")
    rows["acts"] += [acted(act, "B01")[0] | {"application_id": None} for act in ("candidates", "preselected")]
    for row in rows["department_results"][5:]:
        row["has_veto"] = True  # B01 and B02
    for name in ("B01", "B02"):
        rows["ballot_counts"].remove(count(rows, name))
    result = settle(rows)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A03", "A05"]


def test_every_candidate_is_counted(faults, rows):
    rows["ballot_counts"].remove(count(rows, "A03"))
    assert [fault.came for fault in faults(rows)] == ["质量奖第 1 轮没有 A03 的计票"]


def test_all_faults_come_at_once(faults, rows):
    rows["voters"][4]["employer_uscc"] = "USCC-A02"
    rows["ballot_papers"][1]["spoiled"] = 1
    set_votes(rows, "A01", 9, 9, 9)
    act_on(rows, "preselected", "A01", "A02", "A03", "A05", "B01")
    assert [fault.clause for fault in faults(rows)] == ["一(五)", "七(一)", "五(五)", "五(五)"]


def test_a_tie_at_the_candidates_cut_is_left_to_the_committee(settle, rows):
    # Three places: A02 745, A01 679, then A03 and A04 with 605 by different ways.
    three = {("candidates.count", "quality_award"): "3"}
    result = settle(rows, three)
    tie = next(point for point in result.open_points if point.state == "blocked")
    assert (tie.clause, tie.on_whom) == ("二(一)1", "市评委会")
    assert "A03、A04" in tie.what
    act_on(rows, "candidates", "A01", "A02", "A03", "A04", "B01", "B02")
    rows["ballot_counts"].remove(count(rows, "A05"))
    act_on(rows, "preselected", "A01", "A03", "B01")
    result = settle(rows, three | {"candidates.tie": "include_all"})
    assert result.state == "done", result.open_points
    assert list(result.tables["candidates"]["application_id"]) == ["A02", "A01", "A03", "A04", "B01", "B02"]


@pytest.mark.parametrize(("floor", "proposed"), [("605", "A01、A02、A03、A04"), ("605.01", "A01、A02"), ("none", None)])
def test_the_floor_is_reached_by_equal_totals(settle, rows, floor, proposed):
    result = settle(rows, {("candidates.floor", "quality_award"): floor})
    shown = [point.what for point in result.open_points if "提出的名单为" in point.what]
    assert len(shown) == (proposed is not None)
    assert all(f"提出的名单为 {proposed}，" in what for what in shown)


@pytest.mark.parametrize(("rule", "state"), [("excludes", "blocked"), ("none", "done")])
def test_a_veto_excludes_where_the_year_says_so(settle, rows, rule, state):
    rows["department_results"][1]["has_veto"] = True  # A02
    result = settle(rows, {"department.veto": rule})
    assert result.state == state
    totals = result.tables["totals"].set_index("application_id")
    assert totals.loc["A02", "is_candidate"] == (rule == "none")
    assert totals.loc["A02", "place"] == 1


def test_a_veto_without_a_rule_stops_by_name(settle, rows):
    assert settle(rows, {"department.veto": None}).state == "done"
    rows["department_results"][1]["has_veto"] = True
    with pytest.raises(NotInForce, match=r"department\.veto"):
        settle(rows, {"department.veto": None})


def test_whoever_left_before_the_candidates_act_has_no_total(settle, rows):
    rows["exits"] = [{"application_id": "A02", "decided_on": "2024-10-08"}]
    rows["ballot_counts"].remove(count(rows, "A02"))
    act_on(rows, "candidates", "A01", "A03", "A04", "A05", "B01", "B02")
    result = settle(rows)
    assert result.state == "done", result.open_points
    assert dict(zip(result.tables["totals"]["application_id"], result.tables["totals"]["place"], strict=True)) == {
        "A01": 1, "A03": 2, "A04": 2, "A05": 4, "B01": 1, "B02": 2,
    }  # fmt: skip


def test_whoever_left_between_list_and_vote_is_not_elected(settle, rows):
    rows["exits"] = [{"application_id": "A05", "decided_on": "2024-10-09"}]
    act_on(rows, "preselected", "A01", "A03", "B01")
    result = settle(rows)  # with counts for A05, whose name was on the printed paper
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A03", "B01"]
    rows["ballot_counts"].remove(count(rows, "A05"))
    assert preselected(settle(rows)) == ["A01", "A03", "B01"]


def test_an_exit_after_the_vote_changes_nothing_here(settle, rows):
    rows["exits"] = [{"application_id": "A05", "decided_on": "2024-10-11"}]
    result = settle(rows)
    assert result.state == "done", result.open_points
    assert preselected(result) == list(WINNERS)


def test_candidates_that_are_not_settled_stop_the_count(settle, rows):
    act_on(rows, "candidates", "A01", "A02", "A03", "A04", "B01", "B02")
    result = settle(rows)
    (point,) = result.open_points
    assert "只在提出的名单中：A05" in point.what
    assert set(result.tables["candidates"]["award"]) == {"innovation_award"}


@pytest.mark.parametrize("missing", ["vote.quorum", "vote.pass_share", "vote.pass_base", "score.scale"])
def test_rules_of_the_vote_have_no_default(settle, rows, missing):
    with pytest.raises(NotInForce, match=missing):
        settle(rows, {missing: None})


@pytest.mark.parametrize(
    ("key", "value"),
    [("vote.pass_base", "present"), ("vote.last_seat_tie", "lot"), ("score.scale", "many"), ("vote.quorum", "-1")],
)
def test_rules_that_cannot_be_applied_are_refused(faults, rows, key, value):
    (fault,) = faults(rows, {key: value})
    assert fault.came == f"{key} 取 {value}"


def test_a_cut_takes_whole_groups_or_names_them_as_tied():
    scores = {"a": 9, "b": 7, "c": 7, "d": 1}
    assert best(scores, 4) == (frozenset("abcd"), frozenset())
    assert best(scores, 3) == (frozenset("abc"), frozenset())
    assert best(scores, 2) == (frozenset("a"), frozenset("bc"))
    assert best(scores, 1) == (frozenset("a"), frozenset())
    assert best(scores, 0) == (frozenset(), frozenset())
    assert best({}, 2) == (frozenset(), frozenset())


@pytest.mark.parametrize("seed", [1, 2])
def test_the_order_of_rows_never_matters(law, typed, shuffled, tied, seed):
    frames = typed(tied)
    one = vote.settle(frames, law(EVERYBODY), AS_OF)
    other = vote.settle(shuffled(frames, seed), law(EVERYBODY), AS_OF)
    assert one.open_points == other.open_points
    for name in one.tables:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])


def test_a_year_may_ask_for_the_share_again_in_a_further_round(settle, tied):
    again = {"vote.last_seat_tie": "next_round", "R-54": "share_again"}
    tied["ballot_papers"].append(paper("quality_award", 9, 0, number=2))
    # 4 and 3 of 9: neither is more than half, and the seat stays empty
    tied["ballot_counts"] += [counted("A03", (4, 0, 5), 2), counted("A04", (3, 0, 6), 2)]
    act_on(tied, "preselected", "A01", "A05", "B01")
    result = settle(tied, again)
    assert result.state == "done", result.open_points
    assert preselected(result) == ["A01", "A05", "B01"]
    # 5 of 9 is: A03 has passed again
    tied["ballot_counts"][-2] |= {"votes_for": 5, "abstentions": 4}
    act_on(tied, "preselected", "A01", "A03", "A05", "B01")
    assert preselected(settle(tied, again)) == ["A01", "A03", "A05", "B01"]


@pytest.mark.parametrize(
    ("reading", "winners"),
    [
        ("all_members", ["A01", "A05", "B01"]),  # more than 5/9 × 9 = 5: A03 has 5
        ("not_recused", ["A01", "A03", "A05", "B01"]),  # more than 5/9 × 8 = 4 4/9
    ],
)
def test_whether_the_recused_count_among_the_voters(settle, rows, reading, winners):
    rows["voters"][4]["recused_award"] = "quality_award"
    rows["ballot_papers"][0] = paper("quality_award", 8, 0)
    act_on(rows, "preselected", *winners)
    result = settle(rows, {"vote.pass_share": "5/9", "vote.pass_base": "voters", "R-55": reading})
    assert result.state == "done", result.open_points
    assert preselected(result) == winners


def test_the_recused_of_one_award_count_for_the_other(settle, rows):
    # B01 has 6 of 9 voters, exactly 2/3: not above; only the quality award's base has lost a voter.
    rows["voters"][4]["recused_award"] = "quality_award"
    rows["ballot_papers"][0] = paper("quality_award", 8, 0)
    act_on(rows, "preselected", "A01", "A05")
    rows["acts"].append(acted("preselected", "B01")[0] | {"application_id": None})
    rules = {"vote.pass_share": "2/3", "vote.pass_base": "voters", "R-55": "not_recused"}
    assert preselected(settle(rows, rules)) == ["A01", "A05"]


def test_nobody_takes_both_awards(settle, rows):
    rows["applications"][5]["uscc"] = "USCC-A05"  # B01's
    result = settle(rows)
    (point,) = result.open_points
    assert (point.state, point.on_whom) == ("blocked", "市评审办")
    assert point.what == "A05公司 在两个奖项中都当选：A05、B01（读法 R-04）"
    assert "preselected" not in result.tables
    rows["exits"] = [{"application_id": "B01", "decided_on": "2024-10-10"}]
    act_on(rows, "preselected", "A01", "A03", "A05")
    rows["acts"].append(acted("preselected", "B01")[0] | {"application_id": None})
    assert preselected(settle(rows)) == ["A01", "A03", "A05"]
