"""一(六), 二(三), 七(一), 七(七): scores and consensus that are refused, each located, all at once."""

from datetime import date

import pandas as pd
import pytest

from yiwu_award.errors import ContractBroken, by_cause
from yiwu_award.law.rubric import rubric
from yiwu_award.stages import document_review, item_results, panels

AS_OF = date(2024, 9, 30)
IDS = {"A01", "A02", "A03", "B01"}


@pytest.fixture
def faults(law, typed):
    """A function: the faults of the document review's scores and consensus on changed rows."""

    def made(rows):
        frames = typed(rows)
        sat = panels.seats(frames, law(), "document_review")
        own = [
            item_results.of_stage(frames[name], "document_review", IDS) for name in ("item_scores", "item_consensus")
        ]
        return item_results.faults(*own, sat, rubric(2012), "五(二)")

    return made


def score(rows, application="A01", assessor="E02", item="4.1.2"):
    return next(
        row
        for row in rows["item_scores"]
        if (row["application_id"], row["assessor_id"], row["item"]) == (application, assessor, item)
    )


def consensus(rows, application="A01", item="4.1.2"):
    return next(row for row in rows["item_consensus"] if (row["application_id"], row["item"]) == (application, item))


def test_the_small_year_is_sound(faults, reviewed):
    assert faults(reviewed) == []


@pytest.mark.parametrize("percent", [47, 101, 105])
def test_a_percent_off_the_steps_is_refused(faults, reviewed, percent):
    score(reviewed)["percent"] = percent
    (fault,) = faults(reviewed)
    # A01's first item, second assessor: the second row under the heading.
    assert str(fault) == (
        f"评分条款打分（item_scores.csv · 第 3 行 · “得分率”）：A01 的 4.1.2 得分率 {percent}%；"
        "应为：0–100 之间 5 的倍数 · 依据 一(六) · 按评分指南更正得分率"
    )


@pytest.mark.parametrize("percent", [0, 5, 100])
def test_the_ends_of_the_scale_are_steps(faults, reviewed, percent):
    score(reviewed)["percent"] = percent
    assert faults(reviewed) == []


def test_a_consensus_off_the_steps_is_refused(faults, reviewed):
    consensus(reviewed)["percent"] = 62
    (fault,) = faults(reviewed)
    assert (fault.table, fault.row, fault.column, fault.clause) == ("评分条款合议", 2, "合议得分率", "一(六)")


@pytest.mark.parametrize("item", ["4.1.5", "4.6.4"])
def test_an_item_that_the_rubric_lacks_is_refused(faults, reviewed, item):
    row = score(reviewed)
    reviewed["item_scores"].append(row | {"item": item})
    (fault,) = faults(reviewed)
    assert (fault.came, fault.due, fault.clause) == (f"评分条款 {item}", "GB/T 19580-2012 的评分条款", "一(六)")


def test_a_score_from_outside_the_panel_is_refused(faults, reviewed):
    reviewed["item_scores"].append(score(reviewed) | {"assessor_id": "E04"})
    (fault,) = faults(reviewed)
    assert (fault.came, fault.clause) == ("E04 给 A01 的 4.1.2 打分", "二(三)")
    assert fault.fix == "核对评审员和评审组分工，删除组外打分"
    assert fault.row == 1 + len(reviewed["item_scores"])


def test_a_recused_assessors_score_is_refused(faults, reviewed):
    reviewed["conflicts"] = [{"assessor_id": "E02", "application_id": "A01", "ended_on": None}]
    found = faults(reviewed)
    assert len(found) == 23
    assert {fault.clause for fault in found} == {"七(一)"}
    assert found[0].came == "E02 给 A01 的 4.1.2 打分，而其与该组织有利害关系，应当回避"


def test_a_score_from_the_applicants_own_employee_is_refused(faults, reviewed):
    reviewed["assessors"][1]["employer_uscc"] = "USCC-A01"
    found = faults(reviewed)
    assert len(found) == 23
    assert {(fault.clause, "A01" in fault.came) for fault in found} == {("七(一)", True)}


@pytest.mark.parametrize(("scored_on", "n_faults"), [("2024-07-03", 1), ("2024-07-02", 1), ("2024-07-01", 0)])
def test_a_score_since_the_disqualification_is_refused(faults, reviewed, scored_on, n_faults):
    reviewed["misconduct"] = [{"person_id": "E02", "measure": "disqualified", "decided_on": "2024-07-02"}]
    score(reviewed)["scored_on"] = scored_on
    assert [fault.clause for fault in faults(reviewed)] == ["七(七)"] * n_faults


def test_consensus_is_the_leaders(faults, reviewed):
    consensus(reviewed)["recorded_by"] = "E02"
    (fault,) = faults(reviewed)
    assert (fault.came, fault.clause, fault.row) == ("E02 记录 A01 的 4.1.2 合议结果", "二(三)", 2)


@pytest.mark.parametrize(("scored_on", "n_faults"), [("2024-07-05", 0), ("2024-07-06", 1)])
def test_nobody_scores_after_the_consensus(faults, reviewed, scored_on, n_faults):
    score(reviewed)["scored_on"] = scored_on  # the consensus is of 2024-07-05
    found = faults(reviewed)
    assert len(found) == n_faults
    if found:
        assert found[0].came == "E02 于 2024-07-06 给 A01 的 4.1.2 打分，晚于合议（2024-07-05）"


def test_all_faults_of_panels_scores_and_consensus_come_at_once(law, typed, reviewed):
    reviewed["panels"].pop()  # E03: a panel of two
    score(reviewed)["percent"] = 47
    consensus(reviewed, "A02")["recorded_by"] = "E02"
    with pytest.raises(ContractBroken) as stop:
        document_review.review(typed(reviewed), law(), AS_OF)
    clauses = [fault.clause for fault in stop.value.faults]
    # one panel of two; E03's scores, 4 × 23, are by then from outside; one percent; one consensus
    assert (clauses.count("一(六)"), len(clauses)) == (1, 1 + 4 * 23 + 1 + 1)
    assert "未作任何评审" in str(stop.value)
    # for people: the panel, E03's scores as one, the percent, the consensus
    assert [len(cause.following) for cause in by_cause(stop.value.faults)] == [0, 0, 4 * 23 - 1, 0]


def test_only_whoever_has_a_result_for_every_item_has_a_total():
    codes = [item.code for item in rubric(2012).items]
    rows = [("A01", code, 1) for code in codes] + [("A02", code, 1) for code in codes[1:]]
    frame = pd.DataFrame(rows, columns=["application_id", "item", "quarters"]).astype({"quarters": "Int64"})
    due = pd.Series([23], pd.Index(["A01"], name="application_id"), dtype="Int64", name="quarters")
    pd.testing.assert_series_equal(item_results.totals(frame, rubric(2012)), due)


def test_whoever_was_disqualified_halfway_owes_no_more_scores(law, typed, reviewed):
    reviewed["panels"].append({"panel": "P1", "assessor_id": "E04", "is_leader": False})
    reviewed["item_scores"] += [
        score(reviewed, name, "E02", "4.1.2") | {"assessor_id": "E04"} for name in ("A01", "A02", "A03", "B01")
    ]
    reviewed["misconduct"] = [{"person_id": "E04", "measure": "disqualified", "decided_on": "2024-07-02"}]
    result = document_review.review(typed(reviewed), law(), AS_OF)
    assert result.state == "done", result.open_points


@pytest.mark.parametrize(("day", "n_faults"), [("2024-07-05", 4 * 23), ("2024-07-04", 4 * 23), ("2024-07-06", 0)])
def test_a_leader_disqualified_by_the_day_of_the_consensus_cannot_record_it(faults, reviewed, day, n_faults):
    # E01 scored on 2024-07-01 and recorded the consensus on 2024-07-05.
    reviewed["misconduct"] = [{"person_id": "E01", "measure": "disqualified", "decided_on": day}]
    found = faults(reviewed)
    assert [(fault.table, fault.clause) for fault in found] == [("评分条款合议", "七(七)")] * n_faults
    if found:
        assert str(found[0]) == (
            "评分条款合议（item_consensus.csv · 第 2 行 · “记录人”）："
            f"E01 记录 A01 的 4.1.2 合议结果，而其已于 {day} 被取消评审资格；"
            "应为：由有评审资格的组长记录 · 依据 七(七) · 由新任组长组织合议并记录，报监督组处理"
        )


def test_scores_and_consensus_since_a_declared_relation_are_refused(faults, reviewed):
    reviewed["conflicts"] = [
        {"assessor_id": "E01", "application_id": "A01", "ended_on": None, "declared_on": "2024-07-03"}
    ]
    score(reviewed, assessor="E01", item="4.1.3")["scored_on"] = "2024-07-03"
    found = faults(reviewed)
    assert {fault.clause for fault in found} == {"七(一)"}
    assert [fault.table for fault in found] == ["评分条款打分"] + ["评分条款合议"] * 23
    assert str(found[1]).endswith(
        "E01 记录 A01 的 4.1.2 合议结果，而其与该组织有利害关系，应当回避；应为：由不须回避的组长记录 · 依据 七(一) · "
        "由新任组长组织合议并记录，报监督组处理"
    )
    assert len(by_cause(found)) == 1  # the score and the consensus on 23 items go away together


def test_each_assessor_is_shown_against_the_others_of_his_panel():
    # E9 scored alone: there is nobody to hold him against.
    percents = {("A1", "4.1.2"): {"E1": 70, "E2": 50, "E3": 80}, ("A1", "4.1.3"): {"E1": 60, "E2": 55}}
    percents[("A2", "4.1.2")] = {"E9": 60}
    scores = pd.DataFrame(
        [
            {"application_id": application, "item": item, "assessor_id": who, "percent": percent}
            for (application, item), given in percents.items()
            for who, percent in given.items()
        ]
    )
    sat = pd.DataFrame(
        [{"application_id": "A1", "assessor_id": who, "panel": "P1"} for who in ("E1", "E2", "E3")]
        + [{"application_id": "A2", "assessor_id": "E9", "panel": "P2"}]
    )
    told = [tuple(map(str, row)) for row in item_results.severity(scores, sat).itertuples(index=False)]
    assert told == [
        ("P1", "E1", "2", "5.00", "5.00", "5.00"),  # 70 less 65, 60 less 55
        ("P1", "E2", "2", "-15.00", "-25.00", "-5.00"),  # 50 less 75, 55 less 60
        ("P1", "E3", "1", "20.00", "20.00", "20.00"),  # 80 less 60
    ]
