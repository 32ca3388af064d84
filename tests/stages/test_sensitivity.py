"""How sure the order is (五(五)): shares of all weightings counted by hand and by a plain loop, and who sways what.

The years' weights are 0.3, 0.2, 0.5. There are 5151 triples of whole percents that add up to 100.
"""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from yiwu_award.law.rubric import rubric
from yiwu_award.stages.sensitivity import Rule, listed, sensitivity, weightings
from yiwu_award.tables.contracts import contract

ONE_SEAT = {("candidates.count", "quality_award"): "1"}


def ranked(*rows):
    """Application, points on paper, departments' share, points on site, in the order of their totals."""
    return pd.DataFrame(
        [
            {
                "application_id": name,
                "award": "quality_award",
                "place": place,
                "on_paper": 4 * paper,
                "on_site": 4 * site,
            }
            | {"department_share": share, "has_veto": "vetoed" in marks}
            for place, (name, paper, share, site, *marks) in enumerate(rows, 1)
        ]
    )


def gave(application, assessor, **percents):
    stage = "document_review"
    return [
        {"application_id": application, "stage": stage, "item": item.replace("_", "."), "assessor_id": assessor}
        | {"percent": percent}
        for item, percent in percents.items()
    ]


@pytest.fixture
def judged(law):
    """A function: the table for a field, with scores and rules."""
    nothing = pd.DataFrame(columns=["application_id", "stage", "item", "assessor_id", "percent"])

    def made(field, scores=(), rules=None):
        given = pd.DataFrame(list(scores)) if scores else nothing
        return sensitivity(field, given, rubric(2012), law(ONE_SEAT | (rules or {})))

    return made


# B: 0.3 × 600 + 0.5 × 700, A: 0.3 × 700 + 0.5 × 600, departments alike: B leads by 20 of 1000.
B_BEFORE_A = ranked(("B", 600, "1/2", 700), ("A", 700, "1/2", 600))


def test_it_counts_the_weightings_that_keep_the_order_each_seat_and_the_list(judged):
    # B is ahead where the site weighs more than the paper. They weigh the same in the 51 triples (k, 100 - 2k, k);
    # of the other 5100 half favour either.
    rows = judged(B_BEFORE_A)
    assert list(rows["subject"]) == ["order", "seat", "seat", "list"]
    assert list(rows["n_weightings"]) == [5151] * 4
    assert list(rows["n_kept"]) == [2550] * 4  # level at the cut no list comes about, for the year has no rule
    assert list(rows["kept_percent"].astype(str)) == ["49.50"] * 4
    assert rows.dtypes.astype(str).to_dict() == contract("sensitivity").dtypes


def test_where_the_year_takes_those_level_at_the_cut_the_leader_keeps_his_seat_there(judged):
    rows = judged(B_BEFORE_A, rules={"candidates.tie": "include_all"})
    assert list(rows["n_kept"]) == [2550, 2550 + 51, 2550, 2550]  # order; B is on it; A isn't; the same list


def test_neighbours_that_are_level_stay_so_where_the_difference_weighs_nothing(judged):
    # A and B differ on paper and, the other way round, by the departments: level where these weigh the same.
    field = ranked(("A", 700, "1/2", 600), ("B", 600, "3/5", 600)).assign(place=1)
    rules = {"score.weight_document": "0.25", "score.weight_department": "0.25", "candidates.tie": "include_all"}
    rows = judged(field, rules=rules | {("candidates.count", "quality_award"): "2"})
    assert list(rows["n_kept"]) == [51, 5151, 5151, 5151]


def test_an_unsettled_tie_at_the_cut_leaves_no_list_to_keep(judged):
    field = ranked(("A", 700, "1/2", 600), ("B", 700, "1/2", 600)).assign(place=1)
    rows = judged(field)
    assert list(rows["subject"]) == ["order"]
    assert list(rows["n_kept"]) == [5151]


def test_it_names_the_assessor_without_whom_the_order_turns(judged):
    # Without E2 the mean on these three items, 240 points together, rises from 70 % to 100 %: 72 points on paper, and
    # 21.6 in the total, more than the 20 that A is behind. Without E1 it falls, without E3 nothing moves.
    many = dict.fromkeys(("4_7_2", "4_7_3", "4_7_4"))
    scores = [
        *gave("A", "E1", **dict.fromkeys(many, 100)), *gave("A", "E2", **dict.fromkeys(many, 40)),
        *gave("B", "E3", **dict.fromkeys(many, 60)), *gave("B", "E1", **dict.fromkeys(many, 60)),
    ]  # fmt: skip
    rows = judged(B_BEFORE_A, scores)
    assert list(rows["swayed_by"]) == ["E2"] * 4
    assert list(rows["n_assessors"]) == [3] * 4
    few = [row for row in scores if row["item"] != "4.7.4"]  # 160 points: 48 on paper, 14.4 in the total
    assert judged(B_BEFORE_A, few)["swayed_by"].isna().all()


def test_an_assessor_who_agreed_with_the_other_sways_nothing(judged):
    # Both gave A the same, neither saw B: without either nothing moves, and A and B stay level.
    field = ranked(("A", 700, "1/2", 600), ("B", 700, "1/2", 600)).assign(place=1)
    rows = judged(field, [*gave("A", "E1", **{"4_7_2": 70}), *gave("A", "E2", **{"4_7_2": 70})])
    assert list(rows["n_assessors"]) == [2]
    assert rows["swayed_by"].isna().all()


def test_the_only_assessor_of_an_application_cannot_be_left_out(judged):
    rows = judged(B_BEFORE_A, gave("A", "E1", **{"4_7_2": 100}))
    assert list(rows["n_assessors"]) == [0] * 4


def test_a_plain_loop_over_all_weightings_counts_the_same(judged):
    field = ranked(
        ("A", 720, "2/3", 700), ("V", 700, "1", 690, "vetoed"), ("B", 690, "4/7", 710), ("C", 690, "4/7", 710),
        ("D", 640, "3/5", 655), ("E", 600, "1/3", 600),
    )  # fmt: skip
    rules = {("candidates.count", "quality_award"): "3", ("candidates.floor", "quality_award"): "650"}
    rows = judged(field, rules=rules)
    usual, kept = None, dict.fromkeys(("A", "V", "B", "C", "D", "E", "list"), 0)
    triples = [(Fraction(30), Fraction(20), Fraction(50))]
    triples += [(Fraction(a), Fraction(b), Fraction(100 - a - b)) for a in range(101) for b in range(101 - a)]
    for number, (paper, share, site) in enumerate(triples):
        totals = {
            row.application_id: paper * row.on_paper / 400
            + share * 10 * Fraction(row.department_share)
            + site * row.on_site / 400
            for row in field.itertuples()
            if row.application_id != "V"
        }
        pool = {name: total for name, total in totals.items() if total >= 650}
        ahead = {name: [sum(other > own for other in pool.values()), sum(other >= own for other in pool.values())]
                 for name, own in pool.items()}  # fmt: skip
        taken = {name for name, (better, _) in ahead.items() if better < 3}
        stands = all(level <= 3 for better, level in ahead.values() if better < 3)
        if number == 0:
            usual = taken
            assert stands
            assert usual == {"A", "B", "C"}
            continue
        for name in field["application_id"]:
            kept[name] += stands and (name in taken) == (name in usual)
        kept["list"] += stands and taken == usual
    told = rows[rows["subject"] != "order"]
    assert dict(zip(told["application_id"].fillna("list"), told["n_kept"], strict=True)) == kept
    assert 0 < kept["list"] < 5151


def test_numbers_too_long_for_the_machine_stay_exact(judged):
    primes = 99_999_999_977, 99_999_999_947
    field = ranked(("A", 700, f"{primes[0] - 1}/{primes[0]}", 600), ("B", 700, f"{primes[1] - 1}/{primes[1]}", 600))
    rows = judged(field)
    assert list(rows["n_kept"]) == [5151 - 101] + [5151 - 101] * 3  # level only where the departments weigh nothing


def test_every_triple_of_whole_percents_is_tried_once():
    triples = weightings()
    assert triples.shape == (5151, 3)
    assert (triples.sum(axis=1) == 100).all()
    assert len(np.unique(triples, axis=0)) == 5151


def test_a_total_at_the_floor_is_above_it():
    totals = np.array([[650, 649]])
    rule = Rule(2, Fraction(65, 100), takes_ties=False, is_barred=np.array([False, False]))
    assert listed(totals, 1000, rule)[0].tolist() == [[True, False]]
