"""A corpus of broken files: each is answered with its place, none raises, and nothing is written or changed."""

import csv
import io
import tracemalloc
from collections import defaultdict
from pathlib import Path

import pytest

from tests.bad_input.cells import CELLS, ROWS
from tests.bad_input.files import FILES, workbook
from yiwu_award.places import project_file
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import read_incoming

SAMPLE = project_file("data_contracts/sample") / "2024"
LONGEST_MESSAGE = 2_000


def contents(folder):
    return {path.relative_to(folder): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def answer(folder):
    """The faults of a folder; reading left it as it was."""
    before = contents(folder)
    arrived = read_incoming(folder)
    assert contents(folder) == before
    return arrived.faults


def assert_told(faults, says):
    texts = [str(fault) for fault in faults]
    assert texts
    assert any(all(word in text for word in says) for text in texts), (says, [text[:300] for text in texts])
    for fault, text in zip(faults, texts, strict=True):
        assert fault.file or fault.table
        assert fault.clause
        assert fault.fix
        assert len(text) < LONGEST_MESSAGE
        assert "Traceback" not in text


def first_row(table):
    """A sound row of the closed sample year."""
    with (SAMPLE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.DictReader(file))


def test_the_corpus_is_large_enough():
    assert len(FILES) + len(CELLS) + len(ROWS) >= 150


@pytest.mark.parametrize("name", FILES)
def test_a_broken_file_is_answered_by_name(name, tmp_path):
    broken = FILES[name]
    for file, content in broken.files().items():
        (tmp_path / file).write_bytes(content)
    if name == "a macro workbook with a wrong grade":
        arrived = read_incoming(tmp_path)
        (fault,) = judge(arrived.frames)
        assert ("AA" in fault.came, fault.sheet, fault.row) == (True, "Sheet1", 2)
        return

    faults = answer(tmp_path)

    assert_told(faults, broken.says)
    assert {fault.file for fault in faults} <= {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_that_cannot_be_read_is_answered_by_row_and_column(name, tmp_path):
    cell = CELLS[name]
    row = first_row(cell.table) | {cell.column: cell.value}
    if cell.is_in_workbook:
        (tmp_path / f"{cell.table}.xlsx").write_bytes(workbook(list(row), list(row.values())))
    else:
        text = io.StringIO()
        writer = csv.DictWriter(text, list(row), lineterminator="\n")
        writer.writeheader()
        writer.writerow(row)
        (tmp_path / f"{cell.table}.csv").write_text(text.getvalue(), encoding="utf-8")

    faults = answer(tmp_path)

    assert [(fault.row, fault.column) for fault in faults] == [(2, cell.column)]
    assert_told(faults, ["应为", contract(cell.table).title])


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    """Faults by table and row of a folder that holds every row of ``ROWS``, and the row that each got."""
    folder, rows, places = tmp_path_factory.mktemp("rows"), defaultdict(list), {}
    for table in ("applications", "assessors"):
        rows[table].append(first_row(table))
    for number, (name, wrong) in enumerate(ROWS.items()):
        key = {"tax_credit": {"rating_year": f"20{number:02d}"}, "ballot_papers": {"round": str(number)}}.get(
            wrong.table, {}
        )
        rows[wrong.table].append(first_row(wrong.table) | key | {wrong.column: wrong.value})
        places[name] = (wrong.table, len(rows[wrong.table]) + 1)
    for table, lines in rows.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(lines[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    arrived = read_incoming(folder)
    by_row = defaultdict(list)
    for fault in [*arrived.faults, *judge(arrived.frames)]:
        by_row[Path(fault.file).stem, fault.row].append(fault)
    return by_row, places


@pytest.mark.parametrize("name", ROWS)
def test_a_row_that_is_wrong_is_answered_by_its_row(name, judged):
    by_row, places = judged
    assert_told(by_row[places[name]], ROWS[name].says)


@pytest.mark.parametrize(
    "name", ["a workbook that unpacks to 100 MB", "a workbook with a cell in the last corner",
             "an .ods with a million rows of 16,384 cells", "csv of one line of 10 MB"]
)  # fmt: skip
def test_what_would_fill_the_memory_is_refused_before_it_does(name, tmp_path):
    for file, content in FILES[name].files().items():
        (tmp_path / file).write_bytes(content)
    tracemalloc.start()
    try:
        read_incoming(tmp_path)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 200 * 2**20
