"""Places, cuts and points by themselves: exact, ties shared and shown, nobody preferred."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.stages.contest import (
    Cut,
    best,
    in_award_order,
    in_the_running,
    places,
    points,
    rounded,
    tied_at_the_cut,
)


def test_equal_scores_share_the_better_place_within_their_award():
    values = pd.Series([Fraction(7), Fraction(9), Fraction(7), Fraction(1), Fraction(8)], index=list("abcde"))
    award = pd.Series(["quality_award"] * 4 + ["innovation_award"], index=values.index)
    found = places(values, award)
    assert found.to_dict() == {"a": 2, "b": 1, "c": 2, "d": 4, "e": 1}
    assert found.dtype == "Int64"


@pytest.mark.parametrize(
    ("count", "taken", "tied"),
    [(0, "", ""), (1, "b", ""), (2, "b", "ac"), (3, "abc", ""), (4, "abcd", ""), (5, "abcd", "")],
)
def test_who_is_equal_across_a_cut_is_tied_and_not_taken(count, taken, tied):
    """Of 9 (b), 7 (a and c) and 1 (d)."""
    assert best({"a": 7, "b": 9, "c": 7, "d": 1}, count) == Cut(frozenset(taken), frozenset(tied))


def test_who_left_before_the_list_is_out_and_the_others_are_as_they_were():
    field = pd.DataFrame({"application_id": ["A", "B", "C"], "award": ["quality_award"] * 3, "quarters": [1, 2, 3]})
    exits = table(
        "exits", *({"application_id": name, "decided_on": f"2024-07-0{day}"} for day, name in ((1, "B"), (2, "C")))
    )
    found = in_the_running(field, "shortlist", table("acts"), exits, date(2024, 7, 1))
    assert found.to_dict("list") == {"application_id": ["A", "C"], "award": ["quality_award"] * 2, "quarters": [1, 3]}
    assert list(found.index) == [0, 1]


def test_quarters_are_shown_as_points_without_rounding():
    found = points(pd.Series([0, 1, 2, 3, 2816], index=list("vwxyz")))
    assert [str(each) for each in found] == ["0.00", "0.25", "0.50", "0.75", "704.00"]
    assert (found.dtype, list(found.index)) == ("object", list("vwxyz"))


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Fraction(1, 3), "0.33"), (Fraction(1, 200), "0.01"), (Fraction(1, 201), "0.00"), (Fraction(2032, 3), "677.33"),
     (Fraction(719), "719.00")],
)  # fmt: skip
def test_a_score_is_shown_with_two_places_half_up(value, shown):
    assert rounded(value) == Decimal(shown)
    assert str(rounded(value)) == shown


def test_a_tie_that_no_rule_settles_is_the_committees_and_says_where_its_decision_goes():
    point = tied_at_the_cut("候选授奖组织名单", "quality_award", Cut(frozenset("a"), frozenset("cb")), "candidates.tie")
    assert (point.state, point.clause, point.on_whom) == ("blocked", "二(一)1", "市评委会")
    assert point.what == "候选授奖组织名单（质量奖）末位同分：b、c，年度实施规则没有规定如何处理"
    assert point.to_do == "研究决定并在“年度实施规则”表登记 candidates.tie"


def test_quality_awards_come_first():
    rows = pd.DataFrame({"award": ["innovation_award", "quality_award", "quality_award"], "place": [1, 2, 1]})
    found = in_award_order(rows, "place")
    assert list(zip(found["award"], found["place"], strict=True)) == [
        ("quality_award", 1), ("quality_award", 2), ("innovation_award", 1),
    ]  # fmt: skip
    assert (list(found.columns), list(found.index)) == (["award", "place"], [0, 1, 2])
