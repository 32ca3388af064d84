"""五(一), 五(六): the second look before the notice, on the parts that time or news may undo (R-52)."""

from datetime import date

import pytest

from tests.worlds import (
    AS_OF,
    acted,
    attestation,
    decide,
    determination,
    flawless,
    left,
    listed,
    schedule,
    together,
    verdicts,
    without,
)

LOOKED_AT_AGAIN = date(2024, 8, 1)


@pytest.fixture(autouse=True)
def _dated_parts(decided_only):
    """And two that are not dated: what was won once, and an activity that refuses."""
    decided_only(
        "一(二)", "三(三)a", "三(五)1", "三(五)2a", "三(五)2b", "三(五)2c", "三(八)a", "三(八)b", "三(八)c", "三(八)d",
        "三(八)e", "七(二)",
    )  # fmt: skip


def signed_again(*ids, on=LOOKED_AT_AGAIN, but=()):
    """The departments' opinions on 三(八) once more, for some applications; some parts left out."""
    parts = [f"三(八){letter}" for letter in "abcde" if f"三(八){letter}" not in but]
    rows = [attestation(part, application_id=each, concluded_on=on) for each in ids for part in parts]
    return {"attestations": rows}


def looked_again(*worlds, rules=None, as_of=AS_OF, **days):
    """Rows of the second look: application, part, verdict."""
    days = {"second_look_on": LOOKED_AT_AGAIN} | days
    rows = together(*worlds, acted("A001", "A002"), {"schedule": schedule(**days)})
    found = decide(rows, rules, as_of=as_of).tables["second_look"]
    return list(found[["application_id", "part", "verdict"]].itertuples(index=False, name=None))


def again(*worlds, **days):
    """What is no longer met, where the departments have signed again on the day."""
    signed = signed_again("A001", "A002", on=days.get("second_look_on", LOOKED_AT_AGAIN))
    found = looked_again(*worlds, signed, **days)
    assert {verdict for _, _, verdict in found} <= {"not_met"}
    return [(application, part) for application, part, _ in found]


def rated_since(application_id):
    """Grade A on both registers for the quarter that ended between the closing day and the second look."""
    newer = {"application_id": application_id, "quarter": "2024Q2", "grade": "A", "published_on": date(2024, 7, 20)}
    return {"construction_credit": [newer | {"register": each} for each in ("credit_website", "construction_system")]}


def test_nothing_new_means_no_row():
    assert again(flawless("A001"), flawless("A002", sector="construction"), rated_since("A002")) == []


def test_a_quarter_that_ended_since_and_was_not_rated_is_open():
    signed = signed_again("A001", "A002")
    found = looked_again(flawless("A001"), flawless("A002", sector="construction"), signed)
    assert found == [("A002", "三(五)2a", "unknown"), ("A002", "三(五)2c", "unknown")]


def test_a_tax_grade_published_since_that_is_no_a_is_seen():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": LOOKED_AT_AGAIN}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows) == [("A001", "三(五)1")]
    assert again(rows, second_look_on=date(2024, 7, 31)) == []


def test_a_second_look_that_is_still_to_come_sees_nothing():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows, as_of=date(2024, 7, 31)) == []
    assert again(rows, as_of=LOOKED_AT_AGAIN) == [("A001", "三(五)1")]


def test_a_certificate_that_ran_out_an_accident_and_a_bar_since_are_seen():
    first, second = flawless("A001"), flawless("A002")
    first["certificates"][0] |= {"valid_until": date(2024, 7, 31)}
    accident = {
        "application_id": "A002",
        "kind": "safety",
        "occurred_on": date(2024, 7, 10),
        "known_on": date(2024, 7, 20),
        "is_major": True,
    }
    fraud = {
        "award_year": 2023, "award": "quality_award", "org_name": "A002 厂", "uscc": "code-A002",
        "ground": "七(二)", "finding": "虚报", "found_on": date(2024, 5, 1), "approved_on": date(2024, 7, 15),
    }  # fmt: skip
    assert again(first, second, {"incidents": [accident], "revocations": [fraud]}) == [
        ("A001", "三(三)a"), ("A002", "三(八)b"), ("A002", "七(二)"),
    ]  # fmt: skip


def test_a_sign_off_of_before_cannot_vouch_for_what_came_since():
    """Open, not refused: each part of 三(八) whose departments have not signed again by the day of the second look."""
    worlds = (flawless("A001"), flawless("A002"))
    stale = [("A001", "三(八)b", "unknown"), ("A001", "三(八)d", "unknown")]
    signed = signed_again("A001", "A002", but=("三(八)b", "三(八)d"))
    rest = {"attestations": [attestation(part, application_id="A002", concluded_on=LOOKED_AT_AGAIN)
                             for part in ("三(八)b", "三(八)d")]}  # fmt: skip
    assert looked_again(*worlds, signed, rest) == stale
    early = signed_again("A001", on=date(2024, 7, 31))
    assert looked_again(*worlds, signed, rest, early) == stale
    assert looked_again(*worlds, rules={"R-65": "closing_day"}) == []


def test_a_gap_in_the_second_look_may_be_closed_until_the_notice():
    """An opinion that is signed between the day of the look and the notice counts; one of after the notice doesn't."""
    worlds = (flawless("A001"), flawless("A002"), signed_again("A001", on=date(2024, 8, 5)), signed_again("A002"))
    notice = {"kind": "notice", "medium": "报", "published_on": date(2024, 8, 5)}
    assert looked_again(*worlds) == []
    assert looked_again(*worlds, {"publications": [notice]}) == []
    early = {"publications": [notice | {"published_on": date(2024, 8, 4)}]}
    assert {verdict for _, _, verdict in looked_again(*worlds, early)} == {"unknown"}


def test_news_that_nobody_has_weighed_stops_the_second_look():
    """An accident since, not yet said to be major or not."""
    accident = {
        "application_id": "A001",
        "kind": "safety",
        "occurred_on": date(2024, 7, 10),
        "known_on": date(2024, 7, 12),
    }
    worlds = (flawless("A001"), flawless("A002"), {"incidents": [accident]})
    signed = signed_again("A001", "A002")
    assert looked_again(*worlds, signed) == [("A001", "三(八)b", "unknown")]
    settled = determination("三(八)b", "met") | {"decided_on": date(2024, 7, 31)}
    assert looked_again(*worlds, signed, {"determinations": [settled]}) == []
    refused = settled | {"verdict": "not_met"}
    assert looked_again(*worlds, signed, {"determinations": [refused]}) == [("A001", "三(八)b", "not_met")]


def test_a_determination_of_before_stands_only_for_what_it_settled():
    """An organisation without a tax grade: determined once, until a publication comes that says no grade."""
    settled = {"determinations": [determination("三(五)1", "met")]}
    worlds = (without(flawless("A001"), "tax_credit"), flawless("A002"), settled, signed_again("A001", "A002"))
    assert looked_again(*worlds) == []
    ungraded = {"application_id": "A001", "rating_year": 2024, "published_on": date(2024, 7, 1)}
    assert looked_again(*worlds, {"tax_credit": [ungraded]}) == [("A001", "三(五)1", "unknown")]


def test_projects_once_won_are_not_lost_by_waiting():
    rows = flawless("A001", sector="construction")
    rows["quality_projects"] = [row | {"awarded_on": date(2022, 6, 15)} for row in rows["quality_projects"]]
    assert again(rows, rated_since("A001"), flawless("A002")) == []


def test_who_has_left_is_not_looked_at_again():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows, {"exits": [left("A001", LOOKED_AT_AGAIN)]}) == []
    assert again(rows, {"exits": [left("A001", date(2024, 8, 2))]}) == [("A001", "三(五)1")]


def test_a_refused_application_is_not_looked_at_again():
    newer = {"application_id": "A003", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    assert again(flawless("A001"), flawless("A002"), flawless("A003", activity="other"), {"tax_credit": [newer]}) == []


@pytest.mark.parametrize("act", ["shortlist", "candidates", "preselected"])
def test_who_a_later_list_of_its_award_left_out_is_not_looked_at_again(act):
    newer = {"rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    lapsed = {"tax_credit": [newer | {"application_id": each} for each in ("A001", "A002")]}
    of_the_other = {"acts": [row | {"act": act} for row in listed(None, award="innovation_award")]}
    rows = together(flawless("A001"), flawless("A002"), lapsed, of_the_other)
    assert again(rows) == [("A001", "三(五)1"), ("A002", "三(五)1")]
    assert again(rows, {"acts": [row | {"act": act} for row in listed("A002")]}) == [("A002", "三(五)1")]


def test_what_happens_after_the_reviewed_day_is_left_to_the_second_look():
    accident = {
        "application_id": "A001", "kind": "safety", "occurred_on": date(2024, 7, 10), "known_on": date(2024, 7, 20),
        "is_major": True,
    }  # fmt: skip
    days = {"schedule": schedule(eligibility_due=date(2024, 6, 28), second_look_on=LOOKED_AT_AGAIN)}
    opinions = {"attestations": signed_again("A001", on=date(2024, 6, 28))["attestations"]}
    signed = together(opinions, signed_again("A001"))
    rows = together(flawless(), acted("A001"), {"incidents": [accident]}, days, signed)
    result = decide(rows, {"R-19": "eligibility_due"})
    assert verdicts(result)["三(八)b"] == "met"
    assert list(result.tables["second_look"]["part"]) == ["三(八)b"]
