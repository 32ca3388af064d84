"""What a variant changes in the closed sample year, each change worked out by hand from tests/golden/2024."""

from functools import cache

import pandas as pd
import pytest

from yiwu_award.errors import Refused
from yiwu_award.law.variants import read_variants
from yiwu_award.publish.records import public_records
from yiwu_award.whatif.differences import STATUS, differences
from yiwu_award.whatif.outcome import SUBJECTS, outcome
from yiwu_award.whatif.settling import supposed

VARIANTS, _ = read_variants(
    """
nothing else: {amend: {land_productivity.required_grade: B1}, rules: {score.weight_document: 3/10}}
A for land: {amend: {land_productivity.required_grade: A}}
B2 for land: {amend: {land_productivity.required_grade: B2}}
weights swapped:
  rules: {score.weight_document: 0.5, score.weight_onsite: 0.3}
  amend: {prize.innovation_award: 400000}
two seats: {amend: {quota.quality_award: 2}}
five candidates: {rules: {candidates.count: {质量奖: 5}}}
calendar years: {readings: {R-14: last_calendar_years}}
""",
    "variants.yml",
)
BY_NAME = {variant.name: variant for variant in VARIANTS}


@pytest.fixture(scope="module")
def as_it_stands(year):
    """What 2024 comes to by itself."""
    return outcome(year).assign(award_year="2024", variant="")


@pytest.fixture(scope="module")
def changed(year, as_it_stands):
    """A function: what a variant changes, and what can't be told."""

    @cache
    def found(name):
        under = outcome(year, BY_NAME[name]).assign(award_year="2024", variant=name)
        return differences(pd.concat([as_it_stands, under]))

    return found


def told(changes, *subjects):
    """(application, part, was, becomes) of some subjects."""
    rows = changes[changes["subject"].isin(subjects)].fillna("")
    return {(row.application_id, row.part, row.was, row.becomes) for row in rows.itertuples()}


def test_the_year_itself_is_told_in_every_subject(as_it_stands):
    found = as_it_stands
    assert set(found["subject"]) == set(SUBJECTS)
    assert found["application_id"].notna().all()
    seats = found[(found["subject"] == "seat") & (found["value"] == "yes")]
    assert set(seats["application_id"]) == {"A2401", "A2406", "A2410", "A2403"}


def test_supposing_what_holds_anyway_changes_nothing(changed):
    found = changed("nothing else")
    assert (len(found.changes), len(found.untold)) == (0, 0)


def test_a_stricter_grade_refuses_exactly_those_whose_grade_is_b1(changed):
    """A2401 alone has B1 for 2023; it held the first place, so that the others move up and A2419 is shortlisted."""
    changes = changed("A for land").changes
    assert told(changes, "verdict") == {("A2401", "三(七)", "met", "not_met")}
    assert told(changes, "eligible") == {("A2401", "", "met", "not_met")}
    assert told(changes, "document_place") == {
        ("A2401", "", "1", ""), ("A2404", "", "2", "1"), ("A2415", "", "3", "2"), ("A2406", "", "4", "3"),
        ("A2410", "", "5", "4"), ("A2414", "", "6", "5"), ("A2419", "", "7", "6"), ("A2422", "", "8", "7"),
    }  # fmt: skip
    assert told(changes, "shortlisted") == {("A2401", "", "yes", ""), ("A2419", "", "no", "yes")}


def test_whoever_was_never_scored_gets_no_place(changed):
    """A2419 was neither judged by departments nor visited: places and seats can't be told, and it is named."""
    untold = changed("A for land").untold
    assert list(untold["subject"]) == ["place", "candidate", "seat", "laureate"]
    assert untold["why"].str.contains("A2419").all()
    untold = changed("B2 for land").untold
    assert list(untold["subject"]) == ["document_place", "shortlisted", "place", "candidate", "seat", "laureate"]
    assert untold["why"].str.contains("A2429").all()


def test_a_looser_grade_lets_in_exactly_the_one_with_b2(changed):
    assert told(changed("B2 for land").changes, *SUBJECTS) == {
        ("A2429", "三(七)", "not_met", "met"),
        ("A2429", "", "not_met", "met"),
    }


def test_weights_swapped_part_the_two_who_were_level(changed):
    """A2404: 680 × 0.5 + 170 + 690 × 0.3 = 717; A2406: 660 × 0.5 + 176 + 690 × 0.3 = 713; nobody else moves."""
    found = changed("weights swapped")
    others = [subject for subject in SUBJECTS if subject != "laureate"]
    assert told(found.changes, *others) == {("A2406", "", "2", "3")}
    row = next(found.changes.itertuples())
    assert (row.subject, row.was_detail, row.becomes_detail) == ("place", "719.00 分", "713.00 分")
    assert found.untold.empty


def test_an_amended_prize_is_told_of_those_who_win_it(changed):
    """One 创新奖 was awarded; the list is the one that was approved."""
    assert told(changed("weights swapped").changes, "laureate") == {("A2403", "", "300000", "400000")}


def test_a_seat_less_is_lost_by_who_had_fewest_votes(changed):
    """10, 9 and 8 votes for two seats; the list was never announced so, hence no laureates."""
    found = changed("two seats")
    assert told(found.changes, *SUBJECTS) == {("A2410", "", "yes", "no")}
    assert list(found.untold["subject"]) == ["laureate"]
    assert "没有公示" in found.untold["why"].iloc[0]


def test_nobody_has_voted_on_another_list_of_candidates(changed):
    """A2414 with 672 points becomes a candidate; the other award's vote stands."""
    found = changed("five candidates")
    assert told(found.changes, *SUBJECTS) == {("A2414", "", "no", "yes")}
    assert list(found.untold["subject"]) == ["seat", "laureate"]
    assert found.untold["award"].iloc[0] == "quality_award"
    assert "没有表决过" in found.untold["why"].iloc[0]


def test_another_reading_changes_whom_it_is_about(changed):
    """The builder A2404 was low in both registers in 2022Q1, which the two calendar years take in."""
    assert told(changed("calendar years").changes, "verdict", "eligible") == {
        ("A2404", "三(五)2a", "met", "not_met"),
        ("A2404", "三(五)2c", "met", "not_met"),
        ("A2404", "", "met", "not_met"),
    }


def test_every_row_says_that_it_is_no_conclusion(changed):
    found = changed("A for land")
    assert set(found.changes["status"]) == set(found.untold["status"]) == {STATUS} == {"假设，不是结论"}


def test_a_supposed_year_is_neither_published_nor_handed_on(year):
    """Refused by name, before anything is written."""
    under = supposed(year, BY_NAME["A for land"])
    with pytest.raises(Refused, match=r"2024 年度是按方案“A for land”测算的假设，不是结论"):
        public_records(under)
    with pytest.raises(Refused, match="不是结论"):
        under.hand_on(year.outcome("call"))
    assert not (year.reports / "tables").exists()


def test_a_supposed_year_leaves_the_year_as_it_was(year):
    before = {name: frame.copy() for name, frame in year.tables.items()}
    supposed(year, BY_NAME["A for land"]).outcome("eligibility")
    assert year.law["land_productivity.required_grade"] == "B1"
    for name, frame in before.items():
        pd.testing.assert_frame_equal(year.tables[name], frame)
