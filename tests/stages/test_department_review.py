"""五(三): full marks, silence, waivers, vetoes and credit points; shares worked out by hand as fractions.

Full marks: 经信局 60, 应急局 40, credit points 100 for 1000 of them; 200 in all.
"""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.stages import department_review
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 9, 30)


def scored(department, application, score, **more):
    return {"department": department, "application_id": application, "answer": "scored", "score": Decimal(score),
            "has_veto": False} | more  # fmt: skip


def waived(department, application, **more):
    own = {"department": department, "application_id": application, "answer": "waived", "document": "纪要"}
    return own | more


@pytest.fixture
def rows(reviewed):
    return {
        "department_scores": [
            scored("经信局", "A01", "48.5"), scored("应急局", "A01", "35"),
            scored("经信局", "A02", "60"), waived("应急局", "A02"),
            scored("经信局", "B01", "30"), scored("应急局", "B01", "20", has_veto=True),
        ],
        "credit_points": [
            {"application_id": name, "points": Decimal(points)}
            for name, points in (("A01", "855"), ("A02", "1000"), ("B01", "333.3"))
        ],
        "shortlisted": reviewed["shortlisted"],
        "exits": [],
    }  # fmt: skip


@pytest.fixture
def review(law, typed):
    """A function: the stage's result on changed rows and rules."""
    return lambda rows, rules=None, as_of=AS_OF: department_review.review(typed(rows), law(rules), as_of)


@pytest.fixture
def faults(review):
    """A function: what the stage refuses."""

    def made(rows, rules=None):
        with pytest.raises(ContractBroken) as stop:
            review(rows, rules)
        return stop.value.faults

    return made


def test_shares_are_exact_and_waived_marks_leave_the_denominator(review, rows):
    result = review(rows)
    assert result.state == "done", result.open_points
    table = result.tables["department_results"].set_index("application_id")
    # A01: 48.5 + 35 + 855 × 100/1000 = 169 of 60 + 40 + 100 = 200
    # A02: 60 + 100 = 160 of 60 + 100 = 160, 应急局 let off
    # B01: 30 + 20 + 33.33 = 83.33 of 200 = 8333/20000
    assert table["org_name"].to_dict() == {"A01": "A01公司", "A02": "A02公司", "B01": "B01公司"}
    assert table["share"].to_dict() == {"A01": "169/200", "A02": "1", "B01": "8333/20000"}
    assert table["department_points"].to_dict() == {"A01": Decimal("83.5"), "A02": Decimal(60), "B01": Decimal(50)}
    assert table["credit_points"].astype(str).to_dict() == {"A01": "85.50", "A02": "100.00", "B01": "33.33"}
    assert table["has_veto"].to_dict() == {"A01": False, "A02": False, "B01": True}
    assert table["waived"].fillna("").to_dict() == {"A01": "", "A02": "应急局", "B01": ""}


def test_the_table_holds_exactly_what_its_contract_says(review, rows):
    table = review(rows).tables["department_results"]
    assert table.dtypes.astype(str).to_dict() == contract("department_results").dtypes
    assert isinstance(table.index, pd.RangeIndex)


def test_a_share_that_never_ends_in_decimals_stays_exact(review, rows):
    rows["department_scores"][0]["score"] = Decimal(1)
    # credit: 855 × 107/1000 = 91.485; 1 + 35 + 91.485 = 127.485 of 60 + 40 + 107 = 207: 127485/207000 = 2833/4600
    table = review(rows, {"credit_points.full_marks": "107"}).tables["department_results"]
    assert table["share"].iloc[0] == "2833/4600"


def test_a_silent_department_blocks_by_name(review, rows):
    rows["department_scores"] = [
        row for row in rows["department_scores"] if (row["department"], row["application_id"]) != ("经信局", "A02")
    ]
    result = review(rows)
    (point,) = result.open_points
    assert (point.state, point.what, point.on_whom, point.clause) == (
        "blocked",
        "经信局未答复：A02",
        "经信局",
        "五(三)",
    )
    assert list(result.tables["department_results"]["application_id"]) == ["A01", "B01"]


def test_missing_credit_points_block_on_the_credit_centre(review, rows):
    rows["credit_points"].pop(0)
    (point,) = review(rows).open_points
    assert (point.state, point.what, point.on_whom) == ("blocked", "没有信用积分：A01", "市信用中心")


@pytest.mark.parametrize(("rule", "state"), [("excludes", "blocked"), (None, "done")])
def test_a_score_without_a_word_on_the_veto_is_no_word_against_it(review, rows, rule, state):
    """Where the year's rule lets a veto exclude; a year without one does not ask."""
    rows["department_scores"][0]["has_veto"] = None
    result = review(rows, {("department.veto", ""): rule})
    assert result.state == state
    assert [(point.what, point.on_whom) for point in result.open_points] == (
        [("经信局未填是否否决：A01", "经信局")] if rule else []
    )


def test_rules_decided_after_the_first_score_are_told_to_the_supervisors(review, rows):
    rows["department_scores"][0]["scored_on"] = "2024-05-30"
    told = [(point.on_whom, point.what) for point in review(rows).open_points]
    assert told == [
        ("监督组", f"审定晚于首个部门评分{more}（2024-05-30）的规则：{keys}")
        for more, keys in (
            ("", "department.full_marks、department.veto"),
            ("或信用积分", "credit_points.full_marks、credit_points.full_points"),
        )
    ]


def test_a_credit_rule_decided_after_the_points_were_collected_is_told(review, rows, law):
    rows["credit_points"][0]["collected_on"] = "2024-05-30"
    (point,) = review(rows).open_points
    assert (point.state, point.on_whom) == ("blocked", "监督组")
    assert "信用积分（2024-05-30）的规则：credit_points.full_marks、credit_points.full_points" in point.what


def test_whoever_has_left_needs_no_answer_but_keeps_a_finished_row(review, rows):
    rows["exits"] = [{"application_id": "A02", "decided_on": "2024-09-30"}]
    assert list(review(rows).tables["department_results"]["application_id"]) == ["A01", "A02", "B01"]
    rows["department_scores"] = [row for row in rows["department_scores"] if row["application_id"] != "A02"]
    result = review(rows)
    assert result.state == "done", result.open_points
    assert list(result.tables["department_results"]["application_id"]) == ["A01", "B01"]
    rows["exits"][0]["decided_on"] = "2024-10-01"
    assert review(rows).state == "blocked"


def test_a_score_on_the_full_marks_stands_and_one_above_is_refused(review, faults, rows):
    rows["department_scores"][0]["score"] = Decimal(60)
    assert review(rows).state == "done"
    rows["department_scores"][0]["score"] = Decimal("60.01")
    (fault,) = faults(rows)
    assert str(fault) == (
        "部门评审（department_scores.csv · 第 2 行 · “得分”）：经信局对 A01 评 60.01 分；应为：不超过满分 60 · "
        "依据 五(三) · 按满分更正得分"
    )


@pytest.mark.parametrize(
    ("row", "came"),
    [
        (scored("经信局", "A01", "1") | {"score": None}, "经信局对 A01 没有填得分"),
        (waived("经信局", "A01", document=None), "经信局对 A01 不评而没有批准文件"),
        (waived("经信局", "A01", score=Decimal(10)), "经信局对 A01 既不评又有得分或否决"),
        (waived("经信局", "A01", has_veto=True), "经信局对 A01 既不评又有得分或否决"),
    ],
)
def test_an_answer_is_a_score_or_a_documented_waiver(faults, rows, row, came):
    rows["department_scores"][0] = row
    (fault,) = faults(rows)
    assert (fault.came, fault.row, fault.clause) == (came, 2, "五(三)")


def test_a_department_that_is_not_asked_is_refused(faults, rows):
    rows["department_scores"].append(scored("文旅局", "A01", "1"))
    (fault,) = faults(rows)
    assert (fault.came, fault.due) == ("文旅局的评审", "应急局、经信局")


def test_credit_points_end_at_the_full_points(review, faults, rows):
    rows["credit_points"][0]["points"] = Decimal("1000.5")
    (fault,) = faults(rows)
    assert (fault.came, fault.due, fault.row) == ("A01 的信用积分 1000.5", "不超过信用积分满分 1000", 2)


def test_faults_come_all_at_once(faults, rows):
    rows["department_scores"][0]["score"] = Decimal(61)
    rows["department_scores"][1]["score"] = Decimal(41)
    rows["credit_points"][2]["points"] = Decimal(2000)
    assert len(faults(rows)) == 3


@pytest.mark.parametrize(
    ("rules", "came"),
    [
        ({("department.full_marks", "经信局"): "很多"}, "department.full_marks（经信局） 取 很多"),
        ({"credit_points.full_points": "0"}, "credit_points.full_points 取 0"),
        ({"credit_points.full_marks": "0"}, "credit_points.full_marks 取 0"),
        (
            {
                ("department.full_marks", name): value
                for name, value in (("经信局", None), ("应急局", None), ("", "100"))
            },
            "department.full_marks 没有写明部门",
        ),
    ],
)
def test_rules_that_cannot_be_applied_are_refused(faults, rows, rules, came):
    assert came in [fault.came for fault in faults(rows, rules)]


def test_full_marks_have_no_default(review, rows):
    with pytest.raises(NotInForce, match=r"credit_points\.full_marks"):
        review(rows, {"credit_points.full_marks": None})


def test_scores_for_others_are_left_out_with_a_remark(review, rows):
    rows["department_scores"].append(scored("经信局", "A03", "1"))
    result = review(rows)
    assert result.remarks == ("“部门评审”有 1 行涉及不在（或已退出）本环节的申报组织，未采用：A03。",)
    assert list(result.tables["department_results"]["application_id"]) == ["A01", "A02", "B01"]


def test_an_empty_shortlist_is_done(review, rows):
    rows["shortlisted"] = []
    result = review(rows)
    assert result.state == "done"
    assert result.tables["department_results"].empty


def test_the_order_of_rows_never_matters(law, typed, shuffled, rows):
    frames = typed(rows)
    one = department_review.review(frames, law(), AS_OF)
    other = department_review.review(shuffled(frames, 3), law(), AS_OF)
    pd.testing.assert_frame_equal(one.tables["department_results"], other.tables["department_results"])
