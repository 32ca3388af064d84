"""What a command imports before it answers, counted in modules, never in seconds."""

import subprocess
import sys

import pytest

from tests.judged import remember_as_judged

JUDGES_RUNS_RENDERS = {
    "great_expectations",
    "papermill",
    "nbconvert",
    "nbformat",
    "nbclient",
    "jupyter_client",
    "scipy",
}
TABLES = {"pandas", "numpy"}
_CALL = """
import sys
from yiwu_award import cli
try:
    cli.main()
except SystemExit as stop:
    assert not stop.code, stop.code
print(*{name.partition(".")[0] for name in sys.modules}, file=sys.stderr)
"""


def imported(*arguments):
    """The packages that a command line had imported when it ended well."""
    command = [sys.executable, "-c", _CALL, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [["--help"], ["run", "--help"], ["clauses", "八"]], ids=" ".join)
def test_help_and_the_map_of_clauses_need_no_tables(arguments):
    assert imported(*arguments) & (JUDGES_RUNS_RENDERS | TABLES) == set()


def test_explaining_a_year_that_was_judged_judges_nothing_and_runs_nothing(tmp_path):
    """A run remembers that its tables hold no fault; nobody asks great-expectations twice."""
    remember_as_judged(2024, tmp_path)
    assert imported("explain", 2024, "A2402", "--reports", tmp_path) & JUDGES_RUNS_RENDERS == set()
