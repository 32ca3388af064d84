"""A table that kept its contract is judged again only when it or a table that it refers to is another."""

import csv
import shutil
from itertools import count

import pandas as pd
import pytest

from yiwu_award import arrivals
from yiwu_award.errors import ContractBroken
from yiwu_award.places import project_file
from yiwu_award.store import Store
from yiwu_award.tables import contracts, expectations
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.grounds import grounds, referred_to
from yiwu_award.tables.reading import read_incoming

SAMPLE = project_file("data_contracts/sample") / "2024"
FEW = ("schedule", "office", "applications", "tax_credit", "land_productivity", "implementing_rules")


@pytest.fixture
def few(tmp_path):
    """Some of the closed year's tables, for a test to change."""
    (tmp_path / "来表").mkdir()
    for name in FEW:
        shutil.copy(SAMPLE / f"{name}.csv", tmp_path / "来表")
    return tmp_path / "来表"


@pytest.fixture
def judged(few, tmp_path, monkeypatch):
    """A function: receive the year again; names of the tables that great-expectations was asked about."""
    asked = []
    failures = expectations._failures
    monkeypatch.setattr(
        expectations, "_failures", lambda batch, whole: asked.append(whole.name) or failures(batch, whole)
    )

    times = count()

    def receive():
        asked.clear()
        arrivals.receive(few, 2024, Store(tmp_path / "reports", f"never the same files: {next(times)}"))
        return set(asked)

    return receive


def set_cell(folder, table, column, value):
    """Change a cell of the first row."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        heading, first, *rest = csv.reader(file)
    first[heading.index(column)] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, first, *rest])


def test_what_a_contract_refers_to_is_found_in_its_columns_and_in_its_rules():
    """Who is scored and who scores are references; that what was counted agrees with the papers is a rule."""
    assert referred_to(contract("item_scores")) == {"applications", "assessors"}
    assert referred_to(contract("ballot_counts")) == {"applications", "ballot_papers"}
    assert referred_to(contract("voters")) == set()
    for name, made in contracts.incoming().items():
        assert referred_to(made) <= set(contracts.incoming()), name


@pytest.mark.parametrize("changed", ["applications", "tax_credit"])
def test_grounds_change_with_a_row_of_the_table_and_of_what_it_refers_to(few, changed):
    before = grounds(read_incoming(few).frames)
    set_cell(few, changed, {"applications": "contact_person", "tax_credit": "published_on"}[changed],
             {"applications": "另一人", "tax_credit": "2024-04-26"}[changed])  # fmt: skip
    after = grounds(read_incoming(few).frames)
    expected = {name for name in before if changed in {name, *referred_to(contract(name))}}
    assert {name for name in before if before[name] != after[name]} == expected
    assert changed in expected


def test_grounds_change_when_what_a_table_refers_to_did_not_come():
    """Who refers to a table that is not there refers to nobody in it."""
    frames = read_incoming(SAMPLE).frames
    without = {name: frame for name, frame in frames.items() if name != "assessors"}
    assert grounds(without)["item_scores"] != grounds(frames)["item_scores"]
    assert grounds(without)["tax_credit"] == grounds(frames)["tax_credit"]


def test_after_one_changed_table_only_what_refers_to_it_is_judged(few, judged):
    everything = judged()
    assert everything == set(FEW)
    assert judged() == set()
    set_cell(few, "tax_credit", "published_on", "2024-04-26")
    assert judged() == {"tax_credit"}


def test_a_faulty_table_is_judged_until_it_is_mended_and_the_others_are_not(few, judged):
    sound = pd.read_csv(few / "tax_credit.csv", dtype=str)["grade"][0]
    set_cell(few, "tax_credit", "grade", "AA")
    for _ in range(2):
        with pytest.raises(ContractBroken, match="AA"):
            judged()
    set_cell(few, "tax_credit", "grade", sound)
    assert judged() == {"tax_credit"}


def test_a_cell_that_could_not_be_read_is_told_as_missing_once_it_is_blank(few, judged):
    """Both times the row holds nothing there: the table must not count as sound from the first."""
    set_cell(few, "land_productivity", "rating_year", "去年")
    with pytest.raises(ContractBroken, match="去年"):
        judged()
    set_cell(few, "land_productivity", "rating_year", "")
    with pytest.raises(ContractBroken, match="必填"):
        judged()
