"""What the reviews share in refusing; 二(一)2: rules come before what they govern."""

from datetime import date

import pandas as pd
import pytest

from yiwu_award.law.rulebook import Law, Rule
from yiwu_award.stages.checks import decided_late, of_the_organisation


def law(approved_on):
    return Law(date(2024, 5, 31), {("score.scale", ""): Rule(1000, "纪要", "", approved_on)})


@pytest.mark.parametrize(
    ("approved_on", "is_late"),
    [(date(2024, 7, 1), False), (date(2024, 7, 2), True)],
)
def test_a_rule_decided_after_the_first_score_blocks_and_is_named_to_the_supervisors(approved_on, is_late):
    points = decided_late(law(approved_on), ["score."], pd.Timestamp("2024-07-01"), "首次打分")

    assert [(point.state, point.on_whom) for point in points] == [("blocked", "监督组")] * is_late
    assert all("score.scale" in point.what and "2024-07-01" in point.what for point in points)


def test_before_the_first_score_no_rule_is_late():
    assert decided_late(law(date(2024, 7, 2)), ["score."], pd.NaT, "首次打分") == []


def test_a_rule_that_governs_something_else_may_come_later():
    assert decided_late(law(date(2024, 7, 2)), ["vote."], pd.Timestamp("2024-07-01"), "首次打分") == []


def test_what_is_known_of_an_organisation_is_told_once_of_each_of_its_applications():
    """A01 and B01 are one organisation's; two departments tell of one accident; A02's is another's."""
    applications = pd.DataFrame(
        {"application_id": ["A01", "A02", "B01", "C01"], "uscc": ["1", "2", "1", None]}, dtype="string"
    )
    rows = pd.DataFrame(
        [
            ("A01", "safety", "安全.csv", "甲", 2),
            ("B01", "safety", "环保.csv", "乙", 3),
            ("A02", "safety", "安全.csv", "甲", 3),
        ],
        columns=["application_id", "kind", "file", "sheet", "row"],
    )
    found = of_the_organisation(rows, applications)
    assert found["application_id"].tolist() == ["A01", "B01", "A02"]
    only = of_the_organisation(rows[:1], applications)
    assert only.to_dict("list") == {
        "application_id": ["A01", "B01"], "kind": ["safety"] * 2, "file": ["安全.csv"] * 2, "sheet": ["甲"] * 2,
        "row": [2, 2],
    }  # fmt: skip
