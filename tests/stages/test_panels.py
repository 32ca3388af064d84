"""二(三), 二(四), 七(一), 七(七): who may sit on a panel; each limit with a case on it and one beyond it."""

from datetime import date

import pandas as pd
import pytest

from yiwu_award.errors import NotInForce
from yiwu_award.stages import document_review, onsite_review, panels

IDS = {"A01", "A02", "A03", "B01"}
FIFTH = [
    {"assessor_id": f"E0{number}", "employer_uscc": None, "expertise": "industry", "is_qualified": True}
    for number in (5, 6)
]


@pytest.fixture
def examine(law, typed):
    """A function: faults and open points of the panels on changed rows."""

    def made(rows, stage="document_review", rules=None):
        frames = typed(rows)
        sat = panels.seats(frames, law(rules), stage)
        return panels.faults(frames, law(rules), sat, IDS), panels.open_points(frames, law(rules), sat, IDS, stage)

    return made


def join(rows, *assessors):
    rows["panels"] += [{"panel": "P1", "assessor_id": name, "is_leader": False} for name in assessors]


def leave(rows, assessor):
    rows["panels"] = [row for row in rows["panels"] if row["assessor_id"] != assessor]


def conflict(assessor, application, ended_on=None):
    return {"assessor_id": assessor, "application_id": application, "relation": "consulting", "ended_on": ended_on}


def disqualified(person, day):
    return {"person_id": person, "measure": "disqualified", "decided_on": day}


def texts(found):
    return [str(fault) for fault in found]


def test_a_panel_of_three_with_a_leader_and_an_expert_is_sound(examine, reviewed):
    assert examine(reviewed) == ([], [])


def test_a_relation_with_an_organisation_counts_for_each_of_its_applications(reviewed, typed, law):
    """A01 and B01 are one organisation's; the relation was declared for A01."""
    reviewed["applications"][3]["uscc"] = "USCC-A01"
    reviewed["conflicts"] = [conflict("E02", "A01")]
    frames = typed(reviewed)
    sat = panels.seats(frames, law(), "document_review")
    assert set(sat.loc[sat["is_recused"], "application_id"]) == {"A01", "B01"}
    assert panels.relations(frames, law()).to_dict("list") == {
        "application_id": ["A01", "B01"], "assessor_id": ["E02", "E02"],
    }  # fmt: skip


def test_an_assessor_who_declared_nothing_is_not_taken_to_have_no_relation(examine, reviewed):
    """Neither a relation nor the word that there is none: named, and the stage waits for a human (七(一))."""
    of_e02 = next(row for row in reviewed["nil_returns"] if row["reported_by"] == "E02")
    reviewed["nil_returns"].remove(of_e02)
    _, (point,) = examine(reviewed)
    assert (point.state, point.clause, point.on_whom) == ("blocked", "七(一)", "评审员")
    assert point.what == "评审员 E02 没有申报有无利害关系；没有申报不等于没有"
    reviewed["nil_returns"].append(of_e02 | {"checked_on": "2024-05-30"})  # before anybody knew who applies
    assert len(examine(reviewed)[1]) == 1
    reviewed["nil_returns"].append(of_e02 | {"checked_on": "2024-05-31"})
    assert examine(reviewed) == ([], [])


def test_who_declared_a_relation_has_spoken(examine, reviewed):
    reviewed["nil_returns"] = [row for row in reviewed["nil_returns"] if row["reported_by"] != "E02"]
    reviewed["conflicts"] = [conflict("E02", "A01", "2019-12-31")]
    assert examine(reviewed) == ([], [])


def test_a_register_said_to_be_empty_says_nothing_of_relations(examine, reviewed):
    reviewed["nil_returns"] = [row | {"subject": "honours"} for row in reviewed["nil_returns"]]
    _, (point,) = examine(reviewed)
    assert "E01、E02、E03" in point.what


def test_a_panel_of_two_is_broken(examine, reviewed):
    leave(reviewed, "E03")
    reviewed["panel_applications"].pop()  # B01, whose expert has left
    found, _ = examine(reviewed)
    assert texts(found) == [
        "评审组（panels.csv · 第 2 行 · “评审组”）：评审组 P1 有 2 名评审员；应为：3–5 名评审员 · 依据 二(三) · "
        "由市评审办重新组建评审组"
    ]


@pytest.mark.parametrize(("joining", "n_faults"), [(("E04", "E05"), 0), (("E04", "E05", "E06"), 1)])
def test_five_sit_and_six_do_not(examine, reviewed, joining, n_faults):
    reviewed["assessors"] += FIFTH
    join(reviewed, *joining)
    found, _ = examine(reviewed)
    assert ["有 6 名评审员" in fault.came for fault in found] == [True] * n_faults


@pytest.mark.parametrize(("leaders", "n"), [(("E01", "E02"), 2), ((), 0)])
def test_a_panel_has_exactly_one_leader(examine, reviewed, leaders, n):
    for row in reviewed["panels"]:
        row["is_leader"] = row["assessor_id"] in leaders
    found, _ = examine(reviewed)
    assert [(fault.came, fault.column, fault.clause) for fault in found] == [
        (f"评审组 P1 有 {n} 名组长", "是否组长", "二(三)")
    ]


@pytest.mark.parametrize("is_qualified", [False, None])
def test_a_member_must_be_known_to_be_qualified(examine, reviewed, is_qualified):
    reviewed["assessors"][1]["is_qualified"] = is_qualified
    found, _ = examine(reviewed)
    assert [(fault.came, fault.row, fault.clause) for fault in found] == [
        ("评审组 P1 的 E02 未登记具备资格", 3, "二(四)")
    ]


def test_each_application_needs_an_expert_of_its_sector(examine, reviewed):
    reviewed["assessors"][0]["expertise"] = "construction"  # E01 was the only one for industry
    found, _ = examine(reviewed)
    assert [(fault.file, fault.row, fault.clause) for fault in found] == [
        ("panel_applications.csv", row, "二(三)") for row in (2, 3, 4)
    ]
    assert found[0].came == "评审组 P1 没有可评审 A01 的本行业专家"


@pytest.mark.parametrize(("expertise", "n_faults"), [("agriculture", 0), ("management", 1)])
def test_a_sector_without_its_own_field_needs_an_expert_of_any_industry(examine, reviewed, expertise, n_faults):
    reviewed["applications"][3]["sector"] = "other"
    for row in reviewed["assessors"]:
        row["expertise"] = expertise
    found, _ = examine(reviewed)
    assert [fault.came for fault in found if "B01" in fault.came] == [
        "评审组 P1 没有可评审 B01 的本行业专家"
    ] * n_faults


def test_whoever_knows_any_industry_is_an_expert_for_a_sector_without_its_own_field():
    expertise = pd.Series(["management", "industry", "agriculture", None], list("abcd"), dtype="string")
    assert panels.is_expert(expertise, "other").to_dict() == {"a": False, "b": True, "c": True, "d": False}
    assert panels.is_expert(expertise, "industry").to_dict() == {"a": False, "b": True, "c": False, "d": False}


@pytest.mark.parametrize(
    ("ended_on", "is_recused"),
    [
        (None, True),  # still lasts
        ("2024-06-15", True),  # ended after the closing day
        ("2021-06-01", True),  # three years back from 2024-05-31 ends after 2021-05-31
        ("2021-05-31", False),
    ],
)
def test_a_declared_relation_recuses_for_the_years_of_the_rule(law, typed, reviewed, ended_on, is_recused):
    reviewed["conflicts"] = [conflict("E02", "A01", ended_on)]
    sat = panels.seats(typed(reviewed), law(), "document_review")
    own = sat[(sat["application_id"] == "A01") & (sat["assessor_id"] == "E02")].iloc[0]
    assert (own["is_recused"], own["is_sitting"]) == (is_recused, not is_recused)
    others = sat[(sat["application_id"] != "A01") | (sat["assessor_id"] != "E02")]
    assert not others["is_recused"].any()


def test_how_far_back_is_asked_for_only_where_a_relation_has_ended(examine, reviewed):
    silent = {"conflict.years_back": None}
    join(reviewed, "E04")
    reviewed["conflicts"] = [conflict("E02", "A01")]
    assert examine(reviewed, rules=silent) == ([], [])
    reviewed["conflicts"] = [conflict("E02", "A01", "2023-01-01")]
    with pytest.raises(NotInForce, match=r"conflict\.years_back"):
        examine(reviewed, rules=silent)


def test_recusal_must_leave_three(examine, reviewed):
    reviewed["conflicts"] = [conflict("E02", "A01")]
    found, _ = examine(reviewed)
    assert [(fault.came, fault.due, fault.clause, fault.row) for fault in found] == [
        ("评审组 P1 回避或取消资格后，评审 A01 的只剩 2 人", "3–5 名评审员", "七(一)", 2)
    ]
    join(reviewed, "E04")
    assert examine(reviewed) == ([], [])


def test_the_only_expert_recused_is_no_expert(examine, reviewed):
    join(reviewed, "E04")
    reviewed["conflicts"] = [conflict("E03", "B01")]
    found, _ = examine(reviewed)
    assert [fault.came for fault in found] == ["评审组 P1 没有可评审 B01 的本行业专家"]


def test_a_recused_leader_cannot_lead(examine, reviewed):
    join(reviewed, "E04")
    reviewed["conflicts"] = [conflict("E01", "A02")]
    found, _ = examine(reviewed)
    assert [fault.came for fault in found] == ["评审组 P1 的组长不能评审 A02（回避或被取消资格）"]


def test_an_undeclared_employee_is_recused_and_left_to_the_supervisors(examine, reviewed):
    join(reviewed, "E04")
    reviewed["assessors"][1]["employer_uscc"] = "USCC-A01"
    found, (point,) = examine(reviewed)
    assert found == []
    assert (point.state, point.clause, point.on_whom) == ("blocked", "七(一)", "监督组")
    assert "E02（A01）" in point.what
    reviewed["conflicts"] = [conflict("E02", "A01")]
    assert examine(reviewed) == ([], [])


def test_a_blank_employer_code_is_nobodys(examine, reviewed):
    reviewed["assessors"][1]["employer_uscc"] = None
    reviewed["applications"][0]["uscc"] = None
    assert examine(reviewed) == ([], [])


@pytest.mark.parametrize(("day", "n_faults"), [("2024-07-01", 1), ("2024-06-01", 1), ("2024-07-02", 0)])
def test_nobody_sits_who_was_disqualified_before_he_scored(examine, reviewed, day, n_faults):
    # Everybody scores on 2024-07-01; a decision of that day already stands.
    join(reviewed, "E04")
    reviewed["item_scores"] += [
        row | {"assessor_id": "E04"} for row in reviewed["item_scores"] if row["assessor_id"] == "E02"
    ]
    reviewed["misconduct"] = [disqualified("E04", day)]
    found, _ = examine(reviewed)
    assert [fault.clause for fault in found] == ["七(七)"] * n_faults
    if n_faults:
        assert str(found[0]) == (
            f"评审组（panels.csv · 第 5 行 · “评审员编号”）：评审组 P1 的 E04 已于 {day} 被取消评审资格；"
            "应为：未被取消评审资格的评审员 · 依据 七(七) · 更换评审员"
        )


def test_whoever_was_disqualified_between_the_stages_no_longer_sits_on_site(examine, law, typed, reviewed):
    reviewed["misconduct"] = [disqualified("E02", "2024-08-01")]
    reviewed["item_scores"] = [
        row for row in reviewed["item_scores"] if (row["stage"], row["assessor_id"]) != ("onsite_review", "E02")
    ]
    assert examine(reviewed) == ([], [])
    found, _ = examine(reviewed, "onsite_review")
    assert [fault.came for fault in found] == [
        f"评审组 P1 回避或取消资格后，评审 {name} 的只剩 2 人" for name in ("A01", "A02", "A03", "B01")
    ]
    join(reviewed, "E04")
    assert examine(reviewed, "onsite_review") == ([], [])


def test_criticism_bars_nobody(examine, reviewed):
    reviewed["misconduct"] = [disqualified("E02", "2024-06-01") | {"measure": "criticised"}]
    assert examine(reviewed) == ([], [])


def test_an_application_without_a_panel_waits(examine, reviewed):
    reviewed["panel_applications"] = [row for row in reviewed["panel_applications"] if row["application_id"] != "A03"]
    found, (point,) = examine(reviewed)
    assert found == []
    assert str(point) == (
        "【等待】未分配评审组的申报组织：A03 · 依据 二(二)3 · 由市评审办：组建评审组并在“评审组分工”表登记"
    )


def test_a_panel_that_does_not_exist_is_broken(examine, reviewed):
    reviewed["panel_applications"][0]["panel"] = "P9"
    found, _ = examine(reviewed)
    assert [fault.came for fault in found] == ["A01 分给评审组 P9，而“评审组”表没有该组"]


def test_all_faults_come_at_once(examine, reviewed):
    leave(reviewed, "E03")
    for row in reviewed["panels"]:
        row["is_leader"] = True
    reviewed["assessors"][0]["is_qualified"] = False
    found, _ = examine(reviewed)
    assert [fault.clause for fault in found] == ["二(三)", "二(三)", "二(四)"]


@pytest.mark.parametrize(("rules", "is_recused"), [({}, False), ({"R-47": "same_day"}, True)])
def test_a_relation_that_ended_exactly_three_years_ago_is_read_by_the_year(examine, reviewed, rules, is_recused):
    reviewed["conflicts"] = [conflict("E02", "A01", "2021-05-31")]
    found, _ = examine(reviewed, rules=rules)
    assert [fault.clause for fault in found] == ["七(一)"] * is_recused  # three on the panel: none may be recused


def test_a_relation_declared_after_scoring_is_left_to_the_supervisors(examine, reviewed):
    # Everybody scores on 2024-07-01, the shortlist is settled on 2024-08-01.
    reviewed["conflicts"] = [conflict("E02", "A01") | {"declared_on": "2024-07-02"}]
    found, (point,) = examine(reviewed)
    assert found == []
    assert (point.state, point.clause, point.on_whom) == ("blocked", "七(一)", "监督组")
    assert "E02（A01，2024-07-02）" in point.what


@pytest.mark.parametrize("declared_on", ["2024-06-30", "2024-07-01"])
def test_a_relation_declared_by_the_day_of_scoring_recuses(examine, reviewed, declared_on):
    reviewed["conflicts"] = [conflict("E02", "A01") | {"declared_on": declared_on}]
    found, points = examine(reviewed)
    assert ([fault.clause for fault in found], points) == (["七(一)"], [])


@pytest.mark.parametrize(("declared_on", "n_points"), [("2024-08-01", 1), ("2024-08-02", 0)])
def test_a_relation_declared_after_the_list_was_settled_is_told_and_rewrites_nothing(
    law, typed, reviewed, declared_on, n_points
):
    reviewed["conflicts"] = [conflict("E02", "A01") | {"declared_on": declared_on}]
    result = document_review.review(typed(reviewed), law(), date(2024, 9, 30))
    assert [point.clause for point in result.open_points] == ["七(一)"] * n_points
    told = [remark for remark in result.remarks if "监督组" in remark]
    assert len(told) == 1 - n_points
    assert all(f"E02（A01，{declared_on}）" in remark for remark in told)
    assert "shortlisted" in result.tables


def test_on_site_a_relation_declared_since_the_paper_review_recuses(examine, reviewed):
    reviewed["conflicts"] = [conflict("E02", "A01") | {"declared_on": "2024-08-10"}]
    found, _ = examine(reviewed, "onsite_review")  # visited from 2024-08-19, scored on 2024-08-21
    assert [fault.came for fault in found] == ["评审组 P1 回避或取消资格后，评审 A01 的只剩 2 人"]


def test_on_site_the_list_that_rests_on_the_scores_is_the_candidates(law, typed, reviewed):
    reviewed["conflicts"] = [conflict("E02", "A01") | {"declared_on": "2024-09-15"}]
    settled = {"act": "candidates", "award": "quality_award", "application_id": "A01", "body": "office"}
    waits = onsite_review.review(typed(reviewed), law(), date(2024, 9, 30))
    assert [point.clause for point in waits.open_points] == ["七(一)"]
    reviewed["acts"].append(settled | {"document": "d", "decided_on": "2024-09-10"})
    assert onsite_review.review(typed(reviewed), law(), date(2024, 9, 30)).open_points == ()


@pytest.mark.parametrize(
    ("assessor", "application", "is_told"),
    [
        ({"assessor_name": "甄虚"}, {"contact_person": "甄虚"}, True),
        ({"assessor_name": "甄虚"}, {"contact_person": "贾构"}, False),
        ({"employer": "A01公司", "employer_uscc": None}, {}, True),
        ({"employer": "A01公司"}, {}, False),  # its own code says that it is another organisation
        ({}, {"contact_person": None}, False),
    ],
)
def test_a_shared_name_is_told_to_the_supervisors_and_stops_nothing(
    law, typed, reviewed, assessor, application, is_told
):
    reviewed["assessors"][1] |= assessor
    reviewed["applications"][0] |= application
    result = document_review.review(typed(reviewed), law(), date(2024, 8, 15))
    assert result.state == "done", result.open_points
    told = [remark for remark in result.remarks if "同名" in remark]
    assert len(told) == is_told
    assert all("E02（A01）" in remark for remark in told)


@pytest.mark.parametrize(("day", "sits"), [("2024-07-01", False), ("2024-07-02", True)])
def test_what_an_assessor_scored_counts_if_it_was_before_the_day_of_his_disqualification(
    day, sits, reviewed, typed, law
):
    """Everybody scored on 2024-07-01 (七(七), R-59)."""
    reviewed["misconduct"] = [disqualified("E02", day)]
    sat = panels.seats(typed(reviewed), law(), "document_review")
    assert set(sat.loc[sat["assessor_id"] == "E02", "is_sitting"]) == {sits}
