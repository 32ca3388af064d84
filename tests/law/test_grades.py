"""「以上」 counts the named grade; what the scale cannot place stays unknown."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwu_award.law import grades

SCALES = {
    name: getattr(grades, name)
    for name in ("TAX_CREDIT", "CONSTRUCTION", "LAND_PRODUCTIVITY", "SAFETY", "PROJECT_LEVEL")
}


def series(*values):
    return pd.Series(values, dtype="string")


@pytest.mark.parametrize(
    ("scale", "floor", "passing", "failing"),
    [
        ("TAX_CREDIT", "A", "A", "B"),
        ("TAX_CREDIT", "A", "A", "M"),
        ("CONSTRUCTION", "B", "B", "C"),
        ("CONSTRUCTION", "A", "A", "B"),
        ("LAND_PRODUCTIVITY", "B1", "B1", "B2"),
        ("SAFETY", "three", "three", None),
        ("PROJECT_LEVEL", "city", "city", "below"),
    ],
)
def test_the_floor_passes_and_the_grade_under_it_fails(scale, floor, passing, failing):
    assert grades.at_least(series(passing), SCALES[scale], floor).tolist() == [True]
    if failing:
        assert grades.at_least(series(failing), SCALES[scale], floor).tolist() == [False]


def test_a_plain_b_cannot_be_placed_against_b1():
    assert grades.at_least(series("B"), grades.LAND_PRODUCTIVITY, "B1").isna().all()


@pytest.mark.parametrize("values", [[pd.NA], [pd.NA, pd.NA], ["AA"], ["a"]])
def test_a_missing_or_foreign_grade_is_unknown_and_never_a_refusal(values):
    assert grades.at_least(series(*values), grades.CONSTRUCTION, "B").isna().all()


@pytest.mark.parametrize("values", [[], [pd.NA], ["A", pd.NA]])
def test_the_result_is_nullable_boolean_on_the_same_index(values):
    came = pd.Series(values, index=range(7, 7 + len(values)), dtype="string")
    result = grades.at_least(came, grades.CONSTRUCTION, "B")
    assert result.dtype == "boolean"
    assert result.index.equals(came.index)


def test_a_floor_off_the_scale_is_a_mistake_in_the_code():
    with pytest.raises(ValueError, match="floor 'B' is not on the scale"):
        grades.at_least(series("A"), grades.LAND_PRODUCTIVITY, "B")


@given(st.sampled_from(sorted(SCALES)), st.data())
def test_a_better_grade_never_does_worse(name, data):
    scale = SCALES[name]
    floor = data.draw(st.sampled_from(scale))
    met = grades.at_least(series(*scale), scale, floor).tolist()
    assert met == sorted(met)
    assert sum(met) == len(scale) - scale.index(floor)
