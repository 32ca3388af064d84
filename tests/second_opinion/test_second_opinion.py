"""Stages 2 to 6 against a second, naive implementation: verdict by verdict, place by place, on drawn years."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import settings

from tests.second_opinion import conducted, opinion
from tests.second_opinion.papers import Undecided
from tests.second_opinion.years import AS_OF, Rows, entries, read, reviewed
from tests.worlds import CLOSING

OPINION = ("papers", "conditions", "panel_work", "standing", "ballot", "opinion")
N_YEARS, N_APPLICATIONS = 25, 7  # of one batch, and of one year
BATCHES = range(2 if settings.get_current_profile_name() == "tests" else 80)


def second_opinion(rows: Rows) -> dict[str, dict]:
    """Stages 3 to 6 as the second opinion has them, each as far as those before it are done."""
    year = read(rows | {name: rows.get(name, []) for name in ("voters", "ballot_papers")})
    field = year["applications"]
    found = {"document_review": _of(lambda: opinion.document_review(year, field, CLOSING, AS_OF))}
    if found["document_review"].get("open") != set():
        return found
    listed = [row for row in field if row["application_id"] in found["document_review"]["shortlisted"]]
    found["department_review"] = _of(lambda: opinion.department_review(year, listed, AS_OF))
    found["onsite_review"] = _of(lambda: opinion.onsite_review(year, listed, CLOSING, AS_OF))
    if all(each.get("open") == set() for each in found.values()):
        found["vote"] = _of(lambda: opinion.vote(year, found, field, AS_OF))
    return {stage: _in_the_words_of_the_tables(each) for stage, each in found.items()}


def _of(stage):
    try:
        return stage()
    except Undecided as stop:
        return {"undecided": str(stop)}


def _in_the_words_of_the_tables(found):
    """Fractions as the tables write them; ties are told by the open points."""
    told = {key: value for key, value in found.items() if key != "tied"}
    if "shares" in told:
        told["shares"] = {name: (str(share), has_veto) for name, (share, has_veto) in told["shares"].items()}
    if "totals" in told:
        told["totals"] = {name: str(total) for name, total in told["totals"].items()}
    return told


@pytest.mark.parametrize("module", OPINION)
def test_it_shares_no_code_with_the_package(module):
    tree = ast.parse(Path(__file__).with_name(f"{module}.py").read_text(encoding="utf-8"))
    asked = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    asked |= {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    foreign = {"pandas", "numpy", *(f"tests.{name}" for name in ("worlds", "properties"))}
    assert not {name for name in asked if name.startswith(("yiwu_award", *foreign))}


@pytest.mark.parametrize("batch", BATCHES)
def test_both_come_to_the_same(batch):
    rows = entries(batch, N_YEARS * N_APPLICATIONS)
    parts, whole, listed = conducted.eligible(rows)
    expected = opinion.eligibility(read(rows), CLOSING)
    assert parts == expected
    assert whole == {name: opinion.concluded(verdicts) for name, verdicts in expected.items()}
    fit = opinion.eligible(read(rows), expected, AS_OF)
    assert listed in (None, fit)
    for number in range(N_YEARS):
        of_the_year = rows["applications"][number * N_APPLICATIONS : (number + 1) * N_APPLICATIONS]
        field = [row for row in of_the_year if row["application_id"] in fit]
        if not field:
            continue
        year = reviewed(batch * N_YEARS + number, field)
        assert conducted.reviewed(year) == second_opinion(year), f"batch {batch}, year {number}"
