"""The stored sample years: made by ``sample_years.build``, fictional, and readable without a fault."""

import csv
import io
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.sample_years.build import STORED, YEARS, build
from tests.sample_years.invented import MARK, uscc
from tests.sample_years.organisations import ORGANISATIONS
from tests.sample_years.writing import WRITTEN_AT
from yiwu_award.tables.contracts import incoming
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import Incoming, read_incoming
from yiwu_award.tables.uscc import is_valid

# Restricted columns that hold a name or a number of their own, which a leak test searches for as they are.
_DISTINCT = (
    "applications.contact_person", "applications.contact_phone", "assessors.assessor_name", "voters.voter_name",
    "department_scores.department", "misconduct.person_id", "misconduct.body", "misconduct.document",
    "objections.objection_id", "nil_returns.reported_by",
)  # fmt: skip


@pytest.fixture(scope="module", params=YEARS)
def stored(request) -> Incoming:
    return _read(request.param)


@pytest.mark.parametrize("award_year", YEARS)
def test_builder_makes_what_is_stored(award_year, tmp_path):
    """Change the builder and run it; the stored files are never edited by hand."""
    build(award_year, tmp_path)
    made, kept = _files(tmp_path), _files(STORED / str(award_year))
    assert sorted(made) == sorted(kept)
    assert [name for name in made if _cells(made[name]) != _cells(kept[name])] == []


def test_the_same_workbook_twice_is_the_same_bytes(tmp_path):
    """Cells, times and order of members are fixed; only another library may compress them otherwise."""
    for folder in ("first", "second"):
        build(2025, tmp_path / folder)
    first, second = _files(tmp_path / "first"), _files(tmp_path / "second")
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []
    workbook = openpyxl.load_workbook(tmp_path / "first" / "申报组织.xlsx")
    assert f"{workbook.properties.modified.isoformat()}Z" == WRITTEN_AT.decode()


def test_contracts_are_met(stored):
    """No fault, not even a warning."""
    assert stored.faults == ()
    assert judge(stored.frames) == ()


def test_every_incoming_table_is_in_some_year():
    """So that every reader and every check has something to read."""
    arrived = {table for award_year in YEARS for table in _read(award_year).frames}
    assert arrived == set(incoming())


def test_nobody_real(stored):
    """Office, codes, telephones and addresses are evidently invented."""
    office = stored.frames["office"].set_index("field")["value"]
    applications = stored.frames["applications"]
    assert office["is_fictional"] == "是"
    assert "虚构" in office["edition_title"]
    assert applications["uscc"].str.contains("FAKE").all()
    assert applications["contact_phone"].str.match(r"0579-0000\d{4}$").all()
    assert applications["contact_address"].str.contains("虚构路").all()


def test_codes_have_valid_check_digits():
    """Both digits, the inner one (GB 11714) and the last (GB 32100), also where a letter comes first."""
    codes = pd.Series({key: organisation.uscc for key, organisation in ORGANISATIONS.items()}, dtype="string")
    assert codes.is_unique
    assert codes["nihe"].startswith("N2330782")
    assert list(codes[~is_valid(codes)]) == []


def test_check_digits_by_hand():
    """FAKE0001: 15·3+10·7+20·9+14·10+1·2 = 437 = 39·11 + 8, so the digit is 11 - 8 = 3."""
    assert uscc("91330782", "FAKE0001")[:17] == "91330782FAKE00013"


def test_every_restricted_free_text_can_be_searched_for(stored):
    """A leak test searches the site for the mark that each of these texts carries (``invented.MARK``)."""
    unmarked = [
        f"{table}.{column.name}"
        for table, frame in stored.frames.items()
        for column in incoming()[table].columns
        if column.type == "string" and column.classification == "restricted" and not column.is_coded
        if f"{table}.{column.name}" not in _DISTINCT and not frame[column.name].dropna().str.contains(MARK).all()
    ]
    assert unmarked == []


@cache
def _read(award_year: int) -> Incoming:
    return read_incoming(STORED / str(award_year))


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}


def _cells(path: Path) -> object:
    """Every cell of every sheet, and what is merged; for CSV encoding and lines; the salt as it is."""
    if path.suffix == ".txt":
        return path.read_bytes()
    if path.suffix == ".csv":
        encoding = "gb18030" if "2025" in path.parts or not path.name.isascii() else "utf-8"
        return list(csv.reader(io.StringIO(path.read_bytes().decode(encoding))))
    workbook = openpyxl.load_workbook(path)
    return [(page.title, list(page.values), sorted(map(str, page.merged_cells.ranges))) for page in workbook]
