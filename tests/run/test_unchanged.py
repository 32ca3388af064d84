"""Whether the last run still stands: told by hashes alone, before anything heavy is imported."""

import json
import shutil
import subprocess
import sys

import pytest

from yiwu_award.places import project_file
from yiwu_award.run.staging import staging_of
from yiwu_award.run.unchanged import NAME, last_run, remember

POINT = "【待决定】一件事"


@pytest.fixture
def ran(tmp_path):
    """A call, and what its run left: a page and a receipt with a stage that somebody must decide on."""
    incoming = tmp_path / "incoming"
    incoming.mkdir()
    shutil.copy(project_file("data_contracts/sample") / "2024" / "acts.csv", incoming)
    folder = tmp_path / "reports" / "2024"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("页", encoding="utf-8")
    stages = {"vote": {"state": "blocked", "open_points": [POINT]}}
    (folder / "receipt.json").write_text(json.dumps({"results": {"stages": stages}}), encoding="utf-8")
    (folder / "run.jsonl").write_text("{}\n", encoding="utf-8")
    remember(folder, 2024, None, incoming, None)
    return {"award_year": 2024, "incoming": incoming, "reports": tmp_path / "reports"}


def test_the_same_call_again_gives_what_it_gave(ran):
    last = last_run(**ran)
    assert (last.open_points, last.is_blocked) == ((POINT,), True)


def test_clocks_do_not_count_and_a_persons_own_files_may_come(ran):
    (ran["reports"] / "2024" / "run.jsonl").write_text("{1}\n", encoding="utf-8")
    (ran["reports"] / "2024" / "mine.ipynb").write_text("{}", encoding="utf-8")
    assert last_run(**ran)


@pytest.mark.parametrize(
    "changed", ["incoming/acts.csv", "reports/2024/index.html", "reports/2024/receipt.json", f"reports/2024/{NAME}"]
)
def test_a_byte_more_anywhere_makes_it_run_again(ran, changed):
    path = ran["incoming"].parent / changed
    path.write_bytes(path.read_bytes() + b",")
    assert last_run(**ran) is None


def test_what_a_killed_run_left_beside_the_results_is_cleared_by_a_run(ran):
    """Killed after its results were in place it still left those of before there: the next call must not stop short."""
    staging_of(ran["reports"] / "2024").mkdir()
    assert last_run(**ran) is None


def test_a_file_that_is_gone_or_new_makes_it_run_again(ran):
    (ran["incoming"] / "exits.csv").write_bytes(b"")
    assert last_run(**ran) is None
    (ran["incoming"] / "exits.csv").unlink()
    assert last_run(**ran)
    (ran["reports"] / "2024" / "index.html").unlink()
    assert last_run(**ran) is None


@pytest.mark.parametrize("other", [{"through": "2"}, {"as_of": "2024-06-30"}, {"award_year": 2023}])
def test_another_call_is_another_run(ran, other):
    assert last_run(**{**ran, **other}) is None


def test_another_program_is_another_run(ran, monkeypatch):
    monkeypatch.setattr("yiwu_award.run.unchanged.program_fingerprint", lambda: "another")
    assert last_run(**ran) is None


def test_it_is_told_without_importing_what_a_run_needs(ran):
    """Counted in modules, not in seconds."""
    call = (
        "import sys\nfrom pathlib import Path\nfrom yiwu_award.run.unchanged import last_run\n"
        f"assert last_run(2024, None, Path({str(ran['incoming'])!r}), Path({str(ran['reports'])!r}))\n"
        "print(sorted({'pandas', 'numpy', 'papermill', 'great_expectations', 'jinja2'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", call], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout == "[]\n"
