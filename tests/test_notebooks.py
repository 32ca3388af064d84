"""The ten notebooks as they are stored: executed on the sample year, short cells, clauses named, no hidden logic."""

import ast
import json
import re
from pathlib import Path

import nbformat
import pytest

from yiwu_award.law.clauses import clauses, normalise
from yiwu_award.procedure import STAGES
from yiwu_award.run.notebooks import PARAMETERS
from yiwu_award.tables.contracts import contract

FOLDER = Path(__file__).parents[1] / "notebooks"
NAMES = [stage.notebook for stage in STAGES]
SAMPLE_YEAR = 2024
LONGEST_CELL, MOST_CELLS, LONGEST_TABLE = 6, 20, 20
_NO_DATA_LOGIC = (
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Lambda,
    ast.If,
    ast.IfExp,
    ast.For,
    ast.While,
)
_OTHER_YEARS = re.compile(r"\bA(?!24)\d{4}\b")  # application numbers of sample years other than 2024


@pytest.fixture(params=NAMES)
def notebook(request):
    return nbformat.read(FOLDER / f"{request.param}.ipynb", as_version=4)


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def _html(cell):
    return "".join(output.get("data", {}).get("text/html", "") for output in cell.outputs)


def test_there_is_one_notebook_a_stage():
    """And no other file that the project carries."""
    assert sorted(path.stem for path in FOLDER.glob("*.ipynb")) == sorted(NAMES)


def test_every_cell_was_executed_in_order(notebook):
    """Nbval passes a notebook without outputs: this is what refuses it."""
    counts = [cell.execution_count for cell in _code(notebook)]
    assert counts == list(range(1, len(counts) + 1))


def test_cells_are_few_and_short(notebook):
    """Six lines that say something, and twenty cells of code."""
    cells = _code(notebook)
    assert len(cells) <= MOST_CELLS
    assert [cell.id for cell in cells if len(list(filter(str.strip, cell.source.splitlines()))) > LONGEST_CELL] == []


def test_logic_is_in_the_package(notebook):
    """No function, no branch, no loop."""
    found = [
        (cell.id, type(node).__name__)
        for cell in _code(notebook)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, _NO_DATA_LOGIC)
    ]
    assert found == []


def test_prose_comes_before_every_result(notebook):
    """The parameters stand below the title; every other cell of code but the status has prose above it."""
    pairs = zip(notebook.cells, notebook.cells[1:], strict=False)
    bare = [after.id for before, after in pairs if before.cell_type == after.cell_type == "code"]
    assert bare in ([], ["state"])


def test_parameters_are_those_of_the_package(notebook):
    """One cell with that tag; the sample year, and nothing else given."""
    (cell,) = [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    values = {}
    exec(cell.source, values)
    given = {name: values[name] for name in PARAMETERS}
    assert given == dict.fromkeys(PARAMETERS) | {"award_year": SAMPLE_YEAR}
    after = _code(notebook)[1].source
    assert "refuse_unknown_parameters()" in after


def test_outputs_are_of_the_sample_year_only(notebook):
    """A real year never lands in a tracked file; neither do clocks, paths, errors or a stray warning."""
    stored = json.dumps([cell.outputs for cell in _code(notebook)], ensure_ascii=False)
    assert _OTHER_YEARS.findall(stored) == []
    assert [output.output_type for cell in _code(notebook) for output in cell.outputs if "data" not in output] == []
    assert str(Path.home()) not in stored
    assert "/tmp/" not in stored
    assert "papermill" not in json.dumps(notebook.metadata)
    assert not any("injected-parameters" in cell.metadata.get("tags", ()) for cell in notebook.cells)


def test_tables_are_short(notebook):
    """A long table is shown in pieces or counted."""
    lengths = {cell.id: _html(cell).count("<tr") - 1 for cell in _code(notebook)}
    assert {id_: n for id_, n in lengths.items() if n > LONGEST_TABLE} == {}


@pytest.mark.parametrize("name", NAMES)
def test_every_clause_that_lives_here_is_named(name):
    """A search for the clause's id finds the notebook that it is told in."""
    notebook = nbformat.read(FOLDER / f"{name}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    named = {normalise(found) for found in re.findall(r"[一二三四五六七八]\([一二三四五六七八九十]\)\d?[a-z]?", prose)}
    expected = {id_ for id_, clause in clauses().items() if name in clause.places("notebook") and "(" in id_}
    assert sorted(expected - named) == []


@pytest.mark.parametrize("stage", STAGES, ids=NAMES)
def test_first_cell_tells_what_goes_in_and_out(stage):
    """Title with number and clause, and every table that is handed on by its Chinese name."""
    first = nbformat.read(FOLDER / f"{stage.notebook}.ipynb", as_version=4).cells[0].source
    assert first.startswith(f"# {stage.number} {stage.title} — {stage.clause}")
    assert [name for name in stage.hands_on if contract(name).title not in first] == []
