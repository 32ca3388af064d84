"""The clauses' case-books: each case is a world of one application, and asks for the verdict of one part."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from tests.worlds import AS_OF, ELIGIBILITY_TAKES, application, looked_at, materials, schedule
from yiwu_award.law.clauses import slug
from yiwu_award.stages.conditions import CONDITIONS, PARTS
from yiwu_award.stages.verdicts import verdicts

BOOKS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(Path(__file__).parent.glob("*.yml"))
}
CONDITION = {condition.part: condition for condition in CONDITIONS}
CASES = [
    pytest.param(book, case, id=f"{stem}-{number:02}")
    for stem, book in BOOKS.items()
    for number, case in enumerate(book["cases"], 1)
]
KEYS_OF_BOOK = {"part", "closing_day", "application", "rules", "each_row", "cases"}
KEYS_OF_CASE = {"name", "expect", "closing_day", "as_of", "rules", "schedule", "application", *ELIGIBILITY_TAKES}


@pytest.mark.parametrize(("book", "case"), CASES)
def test_case(book, case):
    closing = case.get("closing_day", book["closing_day"])
    as_of = case.get("as_of", max(AS_OF, closing.replace(month=12, day=31)))
    one = application(closing=closing) | book.get("application", {}) | case.get("application", {})
    usual = {"materials": materials(received_on=one["received_on"])}
    given = {
        name: [{"application_id": "A001"} | book.get("each_row", {}).get(name, {}) | row for row in case[name]]
        for name in ELIGIBILITY_TAKES
        if name in case and name not in ("schedule", "applications")
    }
    days = {"schedule": schedule(closing, **case.get("schedule", {}))}
    rules = book.get("rules", {}) | case.get("rules", {})
    facts = looked_at(usual | given | days | {"applications": [one]}, rules, as_of, closing)
    found = verdicts(facts, [CONDITION[book["part"]]])
    assert found.loc["A001"].to_dict() == {book["part"]: case["expect"]}, case["name"]


def test_every_part_has_a_book_named_by_its_slug():
    assert {slug(part): part for part in PARTS} == {stem: book["part"] for stem, book in BOOKS.items()}


@pytest.mark.parametrize("stem", BOOKS)
def test_book_says_nothing_that_the_runner_would_not_read(stem):
    book = BOOKS[stem]
    assert set(book) <= KEYS_OF_BOOK
    assert [set(case) - KEYS_OF_CASE for case in book["cases"] if set(case) - KEYS_OF_CASE] == []
    assert len({case["name"] for case in book["cases"]}) == len(book["cases"])


@pytest.mark.parametrize("stem", BOOKS)
def test_book_has_a_yes_a_no_and_a_doubt(stem):
    """Each part can pass and fail; each can stay open for want of facts, but for what the office itself registers."""
    registered_by_office = {"c4-2a", "c4-2b", "c7-2"}
    due = {"met", "not_met"} if stem in registered_by_office else {"met", "not_met", "unknown"}
    assert due <= {case["expect"] for case in BOOKS[stem]["cases"]}


def test_at_least_two_hundred_cases_none_told_twice():
    """A case counts by its facts: the same facts under another name prove nothing more."""
    facts = {
        (stem, str(sorted((key, str(value)) for key, value in case.items() if key != "name")))
        for stem, book in BOOKS.items()
        for case in book["cases"]
    }
    assert len(facts) == len(CASES) >= 200


def test_days_are_days():
    """YAML reads an unquoted ISO day as a date; a text would silently compare as nothing."""
    assert all(isinstance(book["closing_day"], date) for book in BOOKS.values())
