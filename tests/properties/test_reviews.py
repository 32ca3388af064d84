"""五(二)–(五): what holds of every place and every vote, whatever the scores."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.properties.drawn import SEEDS, examples, shuffled
from tests.properties.reviews import IDS, ITEMS, law, office, reviewed, reviews, typed
from tests.worlds import together
from yiwu_award.stages.contest import best, places

INCOMING = (
    "applications", "panel_applications", "item_scores", "item_consensus", "confirmations", "department_scores",
    "credit_points", "visits", "panel_opinions", "ballot_counts", *office(),
)  # fmt: skip
SCORES = st.fractions(0, 1000, max_denominator=4) | st.sampled_from((600, 601, 602))


def assert_same(expected: Mapping, came: Mapping, *, remarks: bool = True) -> None:
    """The same tables, row by row, and the same open points; strays are told among the remarks."""
    assert list(expected) == list(came)
    for stage, result in expected.items():
        assert list(result.tables) == list(came[stage].tables)
        assert result.open_points == came[stage].open_points
        assert not remarks or result.remarks == came[stage].remarks
        for name, frame in result.tables.items():
            assert_frame_equal(frame, came[stage].tables[name], obj=name)


@examples(3)
@given(review=reviews(), seed=SEEDS)
def test_the_order_of_rows_never_matters(review, seed):
    tables, in_force = typed(review.rows, review.rows["applications"]), law()
    mixed = shuffled(tables, (*INCOMING, "eligible", "shortlisted"), seed)
    assert_same(reviewed(tables, in_force), reviewed(mixed, in_force))


@examples(3)
@given(review=reviews(), more=reviews(ids=("A000", "A009")))
def test_an_added_ineligible_applicant_changes_nobodys_place(review, more):
    eligible = review.rows["applications"]
    unvisited = more.rows | {"visits": [], "panel_opinions": []}  # a visit to an organisation off the list is refused
    expected = reviewed(typed(review.rows, eligible), law())
    came = reviewed(typed(together(review.rows, unvisited), eligible), law())
    assert_same(expected, came, remarks=False)


@examples(3)
@given(review=reviews(), lucky=st.sampled_from(IDS), raised=st.sets(st.sampled_from(ITEMS), min_size=1))
def test_more_points_never_cost_a_place(review, lucky, raised):
    rows = {name: [dict(row) for row in own] for name, own in review.rows.items()}
    for row in [*rows["item_scores"], *rows["item_consensus"]]:
        if row["application_id"] == lucky and row["item"] in raised:
            row["percent"] = min(row["percent"] + 5, 100)
    listed = review.rows["applications"]
    expected, came = (reviewed(typed(each, listed), law()) for each in (review.rows, rows))
    for stage, name in (("document_review", "document_results"), ("vote", "totals")):
        if stage in expected and stage in came and name in expected[stage].tables:
            before, after = (each[stage].tables[name].set_index("application_id")["place"] for each in (expected, came))
            if lucky in before.index:
                assert after[lucky] <= before[lucky]
                others = before.index.drop(lucky)
                assert (after[others] >= before[others]).all()


@given(values=st.dictionaries(st.sampled_from(IDS), SCORES), count=st.integers(0, 4), names=st.permutations(IDS))
def test_nobody_is_preferred_by_name(values, count, names):
    renamed = dict(zip(IDS, names, strict=True))
    cut, other = best(values, count), best({renamed[name]: value for name, value in values.items()}, count)
    assert ({renamed[name] for name in cut.taken}, {renamed[name] for name in cut.tied}) == (other.taken, other.tied)
    assert len(cut.taken) <= count
    assert len({values[name] for name in cut.tied}) <= 1


@given(values=st.lists(SCORES, min_size=1, max_size=8), data=st.data())
def test_a_place_is_one_more_than_how_many_stand_better(values, data):
    awards = data.draw(st.lists(st.sampled_from(("甲", "乙")), min_size=len(values), max_size=len(values)))
    exact = pd.Series([Fraction(value) for value in values], dtype="object")
    pairs = list(zip(values, awards, strict=True))
    better = [sum(other > value for other, award in pairs if award == own) for value, own in pairs]
    assert places(exact, pd.Series(awards)).tolist() == [1 + n for n in better]
