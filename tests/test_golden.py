"""The program's 2024 against tests/golden/2024, worked out by hand (how is told in the README there)."""

import csv
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from yiwu_award.year import Year

GOLDEN = Path(__file__).parent / "golden" / "2024"
VERDICTS = {"+": "met", "x": "not_met", ".": "not_applicable"}
YES_NO = {True: "yes", False: "no"}


@pytest.fixture
def year(sample) -> Year:
    return sample(2024)


def test_verdicts_clause_by_clause(year):
    found = {
        (row.application_id, row.part): row.verdict for row in year.outcome("eligibility")["decisions"].itertuples()
    }
    due = golden("decisions").stack().map(VERDICTS).to_dict()
    assert found == due


def test_each_refused_application_is_refused_by_one_part_alone(year):
    found = year.outcome("eligibility")["eligibility"].set_index("application_id")
    assert columns(found, "verdict", "not_met") == golden_columns("eligibility", "verdict", "fails_by")
    assert list(found["unknown"].dropna()) == []


def test_document_review(year):
    found = year.outcome("document_review")["document_results"].set_index("application_id")
    due = golden("document")
    assert numbers(found["points"]) == numbers(due["points"])
    assert columns(
        found.assign(is_shortlisted=yes_no(found["is_shortlisted"])), "award", "place", "is_shortlisted"
    ) == (golden_columns("document", "award", "place", "is_shortlisted"))


def test_shortlist_leaves_out_who_was_not_on_it(year):
    found = set(year.outcome("document_review")["shortlisted"]["application_id"])
    due = golden("document")
    assert found == set(due.index[due["is_shortlisted"] == "yes"])


@pytest.mark.parametrize("stage", ["document_review", "onsite_review"])
def test_spreads_over_the_limit(year, stage):
    items = year.outcome(stage)[{"document_review": "document_items", "onsite_review": "onsite_items"}[stage]]
    found = {(row.application_id, row.item) for row in items[items["is_spread"]].itertuples()}
    due = golden("spreads", "stage")
    rows = due[(due.index == stage) & (due["is_spread"] == "yes")]
    assert found == set(zip(rows["application_id"], rows["item"], strict=True))


def test_department_review(year):
    found = year.outcome("department_review")["department_results"].set_index("application_id")
    due = golden("departments")
    assert numbers(found["department_points"]) == numbers(due["department_points"])
    assert numbers(found["credit_points"]) == numbers(due["credit_points"])
    assert numbers(found["share"]) == numbers(due["share"])


def test_onsite_review(year):
    found = year.outcome("onsite_review")["onsite_results"].set_index("application_id")
    assert numbers(found["points"]) == numbers(golden("onsite")["points"])
    days = ("visit_ended_on", "opinion_due_on", "opinion_submitted_on")
    shown = found.assign(is_late=yes_no(found["is_late"]), **{day: found[day].dt.strftime("%Y-%m-%d") for day in days})
    assert columns(shown, *days, "is_late") == golden_columns("onsite", *days, "is_late")


def test_totals_place_by_place(year):
    found = year.outcome("vote")["totals"].set_index("application_id")
    due = golden("totals")
    parts = [due[part].map(Fraction) for part in ("document", "department", "onsite")]
    assert numbers(sum(parts)) == numbers(due["total_exact"]), "the golden file's own sums"
    assert numbers(found["total_exact"]) == numbers(due["total_exact"])
    shown = found.assign(is_candidate=yes_no(found["is_candidate"]))
    assert columns(shown, "award", "total", "place", "is_candidate") == (
        golden_columns("totals", "award", "total", "place", "is_candidate")
    )


def test_candidates_and_vote(year):
    vote = year.outcome("vote")
    due = golden("totals")
    assert set(vote["candidates"]["application_id"]) == set(due.index[due["is_candidate"] == "yes"])
    tally = vote["tally"].set_index("application_id")
    shown = tally.assign(is_passed=yes_no(tally["is_passed"]), is_preselected=yes_no(tally["is_preselected"]))
    names = ("award", "votes_for", "valid", "is_passed", "is_preselected")
    assert columns(shown, *names) == golden_columns("vote", *names)
    due = golden("vote")
    assert set(vote["preselected"]["application_id"]) == set(due.index[due["is_preselected"] == "yes"])


def test_notice_days(year):
    notice = year.outcome("notice")["notice"].set_index("field")["value"]
    due = golden("notice", "field")["value"]
    assert {field: notice[field] for field in due.index} == due.to_dict()
    assert set(year.outcome("notice")["noticed"]["application_id"]) == set(golden("laureates").index)


def test_laureates_and_prizes(year):
    outcome = year.outcome("award")
    found = outcome["prizes"].merge(outcome["laureates"][["application_id", "awarded_on"]], on="application_id")
    found = found.set_index("application_id")
    days = ("awarded_on", "paid_on")
    shown = found.assign(**{day: found[day].dt.strftime("%Y-%m-%d") for day in days})
    names = ("award", "org_name", "amount_yuan", *days)
    assert columns(shown, *names) == golden_columns("laureates", *names)


def test_register(year):
    found = year.outcome("supervision")["register"]
    days = ("revoked_on", "barred_until")
    shown = found.assign(**{day: found[day].dt.strftime("%Y-%m-%d") for day in days}).set_index("award_year")
    names = ("award", "org_name", "state", "ground", *days)
    assert sorted(rows(shown, *names)) == sorted(rows(golden("register", "award_year"), *names))


def test_every_stage_is_done(year):
    assert {name: outcome.state for name, outcome in year.outcomes().items() if outcome.state != "done"} == {}


@cache
def golden(name: str, index: str = "application_id") -> pd.DataFrame:
    """A golden file, every cell a text; an empty cell is an empty text."""
    with (GOLDEN / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return pd.DataFrame(list(csv.DictReader(file))).set_index(index)


def golden_columns(name: str, *names: str) -> dict[str, tuple]:
    """Some columns of a golden file, by application."""
    return columns(golden(name), *names)


def columns(frame: pd.DataFrame, *names: str) -> dict[str, tuple]:
    """Some columns as texts, by application."""
    return {row[0]: row[1:] for row in rows(frame, *names)}


def rows(frame: pd.DataFrame, *names: str) -> list[tuple]:
    """The index and some columns as texts; a missing value is an empty text."""
    texts = frame[list(names)].astype("object").where(frame[list(names)].notna(), "").map(str)
    return [(str(index), *values) for index, *values in texts.itertuples(name=None)]


def numbers(values: pd.Series) -> dict[str, Fraction]:
    """Exact numbers by application."""
    return {str(index): Fraction(str(value)) for index, value in values.items()}


def yes_no(values: pd.Series) -> pd.Series:
    return values.astype("object").map(YES_NO)
