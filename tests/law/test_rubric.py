"""Item points by edition: they close, they are exact, and nothing off the table is scored."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yiwu_award.errors import Refused
from yiwu_award.law.files import law_file
from yiwu_award.law.rubric import from_table, rubric

RUBRIC = rubric(2012)


def changed(**changes):
    table = copy.deepcopy(law_file("rubric_2012.yml"))
    for code, points in changes.pop("items", {}).items():
        next(row for row in table["items"] if row["code"] == code)["points"] = points
    return table | changes


def test_the_edition_of_2012_has_23_items_in_7_categories_and_1000_points():
    assert (len(RUBRIC.items), len(RUBRIC.categories)) == (23, 7)
    assert [category.points for category in RUBRIC.categories] == [110, 90, 90, 130, 100, 80, 400]
    assert sum(RUBRIC.quarters(item.code, 100) for item in RUBRIC.items) == 4000


# GB/Z 19579-2012 附录A, category by category.
POINTS = """
4.1.2 50  4.1.3 30  4.1.4 30
4.2.2 40  4.2.3 50
4.3.2 40  4.3.3 50
4.4.2 60  4.4.3 15  4.4.4 20  4.4.5 15  4.4.6 10  4.4.7 10
4.5.2 50  4.5.3 50
4.6.2 40  4.6.3 40
4.7.2 80  4.7.3 80  4.7.4 80  4.7.5 60  4.7.6 50  4.7.7 50
"""


def test_each_item_has_the_points_of_the_edition():
    table = iter(POINTS.split())
    assert [(item.code, item.points) for item in RUBRIC.items] == [(code, int(next(table))) for code in table]
    assert (RUBRIC.edition, RUBRIC.standard) == (2012, "GB/T 19580-2012")


def test_the_edition_is_its_table_as_it_stands_in_the_file():
    assert from_table(changed()) == RUBRIC


def test_four_hundred_points_are_for_results():
    assert sum(item.points for item in RUBRIC.items if item.category == "4.7") == 400


@pytest.mark.parametrize(
    ("item", "percent", "quarters"),
    [
        ("4.1.2", 50, 100),  # 50 points: 25
        ("4.1.2", 5, 10),  # 2.5
        ("4.4.3", 5, 3),  # 15 points: 0.75
        ("4.4.3", 35, 21),  # 5.25
        ("4.4.6", 95, 38),  # 10 points: 9.5
        ("4.7.2", 0, 0),
        ("4.7.2", 100, 320),
    ],
)
def test_scores_are_exact_in_quarters_of_a_point(item, percent, quarters):
    assert RUBRIC.quarters(item, percent) == quarters


@given(st.sampled_from([item.code for item in RUBRIC.items]), st.sampled_from(range(0, 101, 5)))
def test_a_score_is_the_share_of_the_points_without_rounding(item, percent):
    assert RUBRIC.quarters(item, percent) * 100 == RUBRIC.item(item).points * 4 * percent


@pytest.mark.parametrize("percent", [47, 101, 105, -5, 2.5])
def test_a_percent_off_the_steps_is_refused(percent):
    with pytest.raises(Refused, match=r"条款 4\.1\.2 的得分率 .*应为：0–100 之间 5 的倍数"):
        RUBRIC.quarters("4.1.2", percent)


def test_an_item_that_carries_no_points_is_refused():
    with pytest.raises(Refused, match=r"评分条款 '4\.1\.1'"):
        RUBRIC.quarters("4.1.1", 50)


def test_an_edition_without_a_table_is_refused_and_never_replaced_by_another():
    with pytest.raises(Refused, match=r"2004 版.*law/rubric_2004\.yml"):
        rubric(2004)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"items": {"4.1.2": 55}}, r"4\.1: 115 instead of 110"),
        ({"total": 990}, "total: 1000 instead of 990"),
        ({"items": {"4.4.3": 10}}, r"4\.4: 125 instead of 130"),
        ({"step": 1}, "not whole in quarters at 1 %"),
    ],
)
def test_a_table_that_does_not_close_is_refused(changes, complaint):
    with pytest.raises(ValueError, match=complaint):
        from_table(changed(**changes))


def test_an_item_outside_every_category_is_refused():
    table = changed()
    table["items"].append({"code": "4.8.1", "title": "未知", "points": 10})
    with pytest.raises(ValueError, match=r"item 4\.8\.1 belongs to no category"):
        from_table(table)
