"""Points short of a cut: what is said to be enough is, and a quarter of a point less is not."""

from dataclasses import replace
from fractions import Fraction

import pandas as pd
import pytest

from yiwu_award.law.rulebook import Rule
from yiwu_award.papers.counterfactual.shortfall import of_candidates, of_shortlist
from yiwu_award.stages import document_review, vote

QUARTER = Fraction(1, 4)


@pytest.fixture(scope="module")
def year(sample):
    return sample(2024)


@pytest.fixture(scope="module")
def documents(year):
    return year.outcome("document_review")["document_results"]


@pytest.fixture(scope="module")
def results(year):
    reviews = ("document", "department", "onsite")
    made = {f"{name}_results": year.outcome(f"{name}_review")[f"{name}_results"] for name in reviews}
    return made | {name: year.tables[name] for name in ("acts", "exits")}


def ruled(law, **rules):
    """The law with some rules otherwise; a rule of None is not given at all."""
    changed = {(key.replace("__", "."), ""): value for key, value in rules.items()}
    kept = {(key, scope): rule for (key, scope), rule in law.rules.items() if (key, "") not in changed}
    given = {key: Rule(value, "细则", "", law.day) for key, value in changed.items() if value is not None}
    return replace(law, rules=kept | given)


def with_points(documents, application, points):
    is_own = documents["application_id"] == application
    return documents.assign(quarters=documents["quarters"].mask(is_own, int(points * 4)))


def test_short_of_the_shortlist(year, documents):
    """Six go on, the sixth with 640 points; equal points go on together (shortlist.tie)."""
    found = of_shortlist(documents, year.law, "A2419")
    assert (found.has, found.enough) == (Fraction(2403, 4), 640)
    for sentence in ("得 600.75 分，在质量奖 8 家中列第 7 名", "至少须得 640.00 分才进入，相差 39.25 分"):
        assert sentence in found.text
    for points, is_in in ((found.enough, True), (found.enough - QUARTER, False)):
        rows = with_points(documents, "A2419", points)
        rows = rows[rows["award"] == "quality_award"]
        assert ("A2419" in document_review.shortlist(rows, year.law, "quality_award").taken) == is_in


def test_without_a_rule_for_equal_points_the_last_place_must_be_passed(year, documents):
    """Who is level with the last place is left to 市评委会: that is no place."""
    law = ruled(year.law, shortlist__tie=None)
    assert of_shortlist(documents, law, "A2419").enough == 640 + QUARTER
    level = with_points(documents, "A2419", 640)
    tied = of_shortlist(level, law, "A2419")
    assert tied.enough == 640 + QUARTER
    assert "与末位同分，能否进入现场评审须由市评委会决定" in tied.text


def test_short_of_a_floor_of_points(year, documents):
    """The least quarter that reaches the floor."""
    law = ruled(year.law, shortlist__method="floor", shortlist__value=Fraction("610.1"))
    assert of_shortlist(documents, law, "A2419").enough == Fraction("610.25")


def test_nothing_is_enough_where_the_rule_takes_nobody(year, documents):
    """And it says so instead of naming points."""
    law = ruled(year.law, shortlist__value=Fraction(0))
    found = of_shortlist(documents, law, "A2419")
    assert found.enough is None
    assert found.text.endswith("按年度规则，得满分也不进入现场评审。")


def test_short_of_the_candidates(year, results):
    """A2410 has the fourth and last place with 695; half of the total comes from the site."""
    found = of_candidates(results, year.law, year.as_of, "A2414")
    assert (found.has, found.enough, found.must_exceed, found.onsite_enough) == (672, 695, False, 706)
    assert "相差 23.00 分" in found.text
    for points, is_in in ((found.onsite_enough, True), (found.onsite_enough - QUARTER, False)):
        visited = results["onsite_results"]
        quarters = visited["quarters"].mask(visited["application_id"] == "A2414", int(points * 4))
        ranked = vote.totals({**results, "onsite_results": visited.assign(quarters=quarters)}, year.law, year.as_of)
        rows = ranked[ranked["award"] == "quality_award"]
        assert ("A2414" in vote.propose(rows, year.law, "quality_award").taken) == is_in


def test_a_total_that_must_be_passed_is_told_so(year, results):
    """Without a rule for equal totals the last candidate's own total is not enough."""
    law = ruled(year.law, candidates__tie=None)
    found = of_candidates(results, law, year.as_of, "A2414")
    assert (found.enough, found.must_exceed) == (695, True)
    assert "须高于 695.00 分" in found.text
    assert found.onsite_enough == 706 + QUARTER


def test_short_of_the_years_lowest_total(year, results):
    """A floor above the last candidate's total is what counts."""
    law = ruled(year.law, candidates__floor=Fraction(700))
    assert of_candidates(results, law, year.as_of, "A2414").enough == 700


def test_no_score_outweighs_a_veto(year, results):
    """Where the year's rule lets a department exclude."""
    law = ruled(year.law, department__veto="excludes")
    own = results["department_results"]
    vetoed = own.assign(has_veto=own["application_id"] == "A2414").astype({"has_veto": "boolean"})
    found = of_candidates({**results, "department_results": vetoed}, law, year.as_of, "A2414")
    assert (found.enough, found.onsite_enough) == (None, None)
    assert "有部门否决" in found.text


def test_exact_where_two_places_do_not_hold_it(year, results):
    """A department that was let off makes thirds."""
    own = results["department_results"]
    thirds = own.assign(share=own["share"].mask(own["application_id"] == "A2414", "2/3"))
    found = of_candidates({**results, "department_results": pd.DataFrame(thirds)}, year.law, year.as_of, "A2414")
    assert found.has == Fraction(found.has).limit_denominator(3)
    assert f"（精确值 {found.has}）" in found.text
