"""What papermill injected is looked at before a year is opened."""

import sys
from types import SimpleNamespace

import pytest

from yiwu_award.errors import UnknownNotebookParameter
from yiwu_award.run.notebooks import injected_in, refuse_unknown_parameters

OWN = "award_year = 2024\nincoming = None\nreports = None\nas_of = None"
ASK = "refuse_unknown_parameters()\nyear = open_year(award_year, incoming, reports, as_of)"


@pytest.fixture
def notebook(monkeypatch):
    """Pretend that these cells were run; the last is the one that asks."""

    def run(*history):
        shell = SimpleNamespace(user_ns={"In": ["", *history, ASK]})
        monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))

    return run


def test_known_names_pass(notebook):
    """All four, whatever their values."""
    notebook(OWN, '# Parameters\naward_year = 2025\nincoming = "a\\"b"\nreports = [1, {\'x\': None}]\nas_of = None\n')
    refuse_unknown_parameters()


@pytest.mark.parametrize("name", ["award_yaer", "Award_year", "as_off"])
def test_a_misspelt_name_is_refused(notebook, name):
    """With what was written and what may be written."""
    notebook(OWN, f"# Parameters\naward_year = 2025\n{name} = 1\n")
    with pytest.raises(UnknownNotebookParameter, match=f"{name}；可用的参数是 award_year、incoming、reports、as_of"):
        refuse_unknown_parameters()


def test_names_that_carry_code_are_refused(notebook):
    """Papermill pastes names as they are: ``award_year = 1; import os; as_of`` is no name."""
    notebook(OWN, "# Parameters\naward_year = 1; import os; as_of = 2\n")
    with pytest.raises(UnknownNotebookParameter, match="import os"):
        refuse_unknown_parameters()


def test_asking_again_refuses_again(notebook):
    """Running only the asking cell once more doesn't wave the name through."""
    notebook(OWN, "# Parameters\nyear = 1\n", ASK)
    with pytest.raises(UnknownNotebookParameter):
        refuse_unknown_parameters()


def test_a_corrected_cell_counts():
    """In JupyterLab the person mends the injected cell and runs it again."""
    assert (
        injected_in([OWN, "# Parameters\nyaer = 1", ASK, "# Parameters\naward_year = 1"])
        == "# Parameters\naward_year = 1"
    )


def test_run_all_without_the_injected_cell_counts():
    """The person deleted it: the notebook's own parameters are in force again."""
    assert injected_in([OWN, "# Parameters\nyaer = 1", ASK, OWN]) == ""


def test_outside_a_notebook_there_is_nothing_to_refuse(monkeypatch):
    """The same lines in a script or test run through."""
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    refuse_unknown_parameters()
