"""A year's run as a whole: notebooks in a staging folder, pages, the swap, and what a run never overwrites."""

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from tests.judged import remember_as_judged
from yiwu_award.errors import ContractBroken, Refused
from yiwu_award.places import project_file
from yiwu_award.procedure import STAGES, stage_named
from yiwu_award.run.copies import working_copy
from yiwu_award.run.execution import run_year
from yiwu_award.tables.simulate import simulate

ROOT = Path(__file__).parents[2]
SAMPLE = project_file("data_contracts/sample") / "2024"


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """The closed sample year, run once for this module."""
    return run_year(2024, reports=tmp_path_factory.mktemp("reports"))


@pytest.fixture
def real(tmp_path):
    """The sample year, but claiming to be a real one."""
    folder = shutil.copytree(SAMPLE, tmp_path / "incoming")
    office = folder / "office.csv"
    office.write_text(
        office.read_text(encoding="utf-8").replace("is_fictional,是", "is_fictional,否"), encoding="utf-8"
    )
    return folder


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def papermill(notebook, *arguments, cwd):
    """The stock command, from another folder."""
    command = [
        sys.executable,
        "-m",
        "papermill",
        str(ROOT / "notebooks" / notebook),
        str(cwd / "out.ipynb"),
        *arguments,
    ]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.kernel
def test_a_run_leaves_a_page_a_record_and_tables_for_every_stage(ran):
    """And a line of state each; nothing of its staging folder stays."""
    for stage in STAGES:
        assert (ran.folder / "office" / f"{stage.notebook}.html").exists()
        assert (ran.folder / "notebooks" / f"{stage.notebook}.ipynb").exists()
        for table in stage.hands_on:
            assert (ran.folder / "tables" / f"{table}.csv").exists()
    lines = [json.loads(line) for line in (ran.folder / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(line["stage"], line["state"], line["on_whom"], line["reused"]) for line in lines] == [
        (stage.name, "done", [], False) for stage in STAGES
    ]
    assert all(line["seconds"] > 0 for line in lines)
    assert ran.exit_code == 0
    assert sorted(path.name for path in ran.folder.parent.iterdir()) in (["2024"], [".run-2024.lock", "2024"])


@pytest.mark.kernel
def test_pages_and_records_name_no_place_clock_or_run(ran):
    """What differs from machine to machine or run to run isn't kept."""
    kept = {name: data for name, data in contents(ran.folder).items() if not name.startswith("tables/")}
    for needle in (str(ran.folder.parent), str(ROOT), ".run-2024", "papermill", "start_time", "iopub"):
        assert [name for name, data in kept.items() if needle.encode() in data] == []
    record = nbformat.read(ran.folder / "notebooks" / "2_eligibility.ipynb", as_version=4)
    (injected,) = [cell for cell in record.cells if cell.id == "injected-parameters"]
    assert injected.source.splitlines() == ["# Parameters", "award_year = 2024", 'as_of = "2025-03-31"']


@pytest.mark.kernel
def test_pages_are_offline_and_say_what_they_are(ran):
    """No address of any other machine, no script but that of the tables; confidential, fictional, dated, in Chinese."""
    pages = sorted(ran.folder.rglob("*.html"))
    assert {page.relative_to(ran.folder).parts[0] for page in pages} >= {"index.html", "office", "panel-P1-E04"}
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert text.count("<script") == 1
        body = text.replace("http://www.w3.org/2000/svg", "").replace("http://www.w3.org/1999/xlink", "")
        for forbidden in ("http://", "https://", "<script src", "@import", "url("):
            allowed = body.count("url(#") if forbidden == "url(" else body.count("https://award.invalid/")
            assert body.count(forbidden) <= (allowed if forbidden in ("url(", "https://") else 0), (
                page.name,
                forbidden,
            )
        for due in ('lang="zh"', "内部资料", "虚构示例", "2024 年度", "状态截至 2025-03-31"):
            assert due in text


@pytest.mark.kernel
def test_a_notebook_alone_gives_the_tables_of_the_run(ran, tmp_path):
    """Stock papermill, another folder, no stage run before it."""
    remember_as_judged(2024, tmp_path)
    done = papermill("2_eligibility.ipynb", "-p", "award_year", "2024", "-p", "reports", str(tmp_path), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    for table in stage_named("eligibility").hands_on:
        alone, in_run = (folder / "tables" / f"{table}.csv" for folder in (tmp_path / "2024", ran.folder))
        assert alone.read_bytes() == in_run.read_bytes()
    shown, kept = (
        [cell.outputs for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        for path in (tmp_path / "out.ipynb", ran.folder / "notebooks" / "2_eligibility.ipynb")
    )
    assert shown == kept


@pytest.mark.kernel
def test_run_all_on_a_working_copy_gives_the_tables_of_the_run(ran, tmp_path):
    """A copy from ``yiwu-award open``, all its cells in turn, in its own folder: what run-all does in JupyterLab."""
    remember_as_judged(2024, tmp_path)
    copy = working_copy(2024, "call", reports=tmp_path)
    notebook = nbformat.read(copy, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(copy.parent)}}).execute()
    for table in stage_named("call").hands_on:
        alone, in_run = (folder / "tables" / f"{table}.csv" for folder in (tmp_path / "2024", ran.folder))
        assert alone.read_bytes() == in_run.read_bytes()
    record = nbformat.read(ran.folder / "notebooks" / "0_call.ipynb", as_version=4)
    shown, kept = (
        [output["data"] for cell in each.cells if cell.cell_type == "code" for output in cell.outputs]
        for each in (notebook, record)
    )
    assert shown == kept


@pytest.mark.kernel
def test_a_misspelt_parameter_fails_under_the_stock_command(tmp_path):
    """Papermill itself only logs it."""
    done = papermill("0_call.ipynb", "-p", "award_yaer", "2024", "-p", "reports", str(tmp_path), cwd=tmp_path)
    assert done.returncode != 0
    assert "没有参数 award_yaer；可用的参数是 award_year、incoming、reports、as_of" in done.stderr
    assert not (tmp_path / "2024").exists()


@pytest.mark.kernel
def test_after_one_changed_table_only_what_hangs_on_it_is_run_again(ran, tmp_path):
    """Stage 9 alone takes the follow-ups. What comes out is what a run from nothing gives."""
    incoming = shutil.copytree(SAMPLE, tmp_path / "incoming")
    with (incoming / "follow_ups.csv").open(encoding="utf-8", newline="") as file:
        heading, *rows = list(csv.reader(file))
    with (incoming / "follow_ups.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([heading, *rows[1:]])
    shutil.copytree(ran.folder, tmp_path / "reports" / "2024")
    again = run_year(2024, incoming=incoming, reports=tmp_path / "reports")
    assert again.reused == {stage.name for stage in STAGES} - {"intake", "supervision"}
    for name in ("2_eligibility", "6_vote"):
        kept, before = (folder / "notebooks" / f"{name}.ipynb" for folder in (again.folder, ran.folder))
        assert kept.read_bytes() == before.read_bytes()


@pytest.mark.kernel
def test_the_same_year_gives_the_same_bytes_and_own_copies_stay(tmp_path, monkeypatch):
    """In another folder, and again over what was there; only a person's notebooks and papers are carried over."""
    simulate(tmp_path / "incoming", 2024, 3)
    for reports in ("a", "另/b"):
        remember_as_judged(2024, tmp_path / reports, tmp_path / "incoming")
    first = run_year(2024, "0", tmp_path / "incoming", tmp_path / "a").folder
    for own in ("notebooks-open/mine.ipynb", "letters/A2401/证书.docx"):
        path = tmp_path / "另" / "b" / "2024" / own
        path.parent.mkdir(parents=True)
        path.write_text("{}", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "另")
    second = run_year(2024, "call", tmp_path / "incoming", "b").folder
    made, expected = contents(second), contents(first)
    assert (made.pop("notebooks-open/mine.ipynb"), made.pop("letters/A2401/证书.docx")) == (b"{}", b"{}")
    assert made.pop("run.jsonl").count(b"\n") == expected.pop("run.jsonl").count(b"\n") == 1  # it alone holds clocks
    assert made.pop("unchanged.json") != expected.pop("unchanged.json")  # the stage was named otherwise
    assert made == expected
    assert not (first / "office" / "1_intake.html").exists()


@pytest.mark.usefixtures("unjudged")
def test_real_results_are_never_overwritten_by_a_fictional_year(tmp_path):
    """Refused before anything is run; what was there stays to the byte."""
    folder = tmp_path / "2024"
    folder.mkdir()
    (folder / "kind.txt").write_text("真实年度\n", encoding="utf-8")
    (folder / "index.html").write_text("真", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(Refused, match="已存有真实年度的结果，这次是虚构年度"):
        run_year(2024, reports=tmp_path)
    assert contents(folder) == before


@pytest.mark.usefixtures("unjudged")
def test_fictional_results_are_never_overwritten_by_a_real_year(tmp_path, real):
    """Nor the reverse."""
    folder = tmp_path / "reports" / "2024"
    folder.mkdir(parents=True)
    (folder / "kind.txt").write_text("虚构年度\n", encoding="utf-8")
    before = contents(folder)
    with pytest.raises(Refused, match="已存有虚构年度的结果，这次是真实年度"):
        run_year(2024, incoming=real, reports=tmp_path / "reports")
    assert contents(folder) == before


@pytest.mark.usefixtures("unjudged")
def test_a_broken_year_leaves_earlier_results_alone(tmp_path):
    """The pages of the last good run stay."""
    incoming = shutil.copytree(SAMPLE, tmp_path / "incoming")
    with (incoming / "panels.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file) if row[1] not in ("E12", "E13")]
    with (incoming / "panels.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    folder = tmp_path / "reports" / "2024"
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("旧", encoding="utf-8")
    with pytest.raises(ContractBroken, match="二\\(三\\)"):
        run_year(2024, incoming=incoming, reports=tmp_path / "reports")
    assert contents(folder) == {"index.html": "旧".encode()}


@pytest.mark.parametrize("given", ["eligibility", "2", "2_eligibility"])
def test_a_stage_goes_by_name_number_or_notebook(given):
    """Whichever a person has in mind."""
    assert stage_named(given).name == "eligibility"


@pytest.mark.usefixtures("unjudged")
def test_a_run_tells_the_faults_of_all_stages_at_once_and_no_later_ones_than_asked(tmp_path):
    """Points over full marks stop 部门评审, a visit by another panel 现场评审 (二(三)2)."""
    incoming = shutil.copytree(SAMPLE, tmp_path / "incoming")
    for table, was, spoilt in (("department_scores", ",scored,", ",scored,9"), ("visits", "P1,A2401", "P2,A2401")):
        path = incoming / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(was, spoilt, 1), encoding="utf-8")
    with pytest.raises(ContractBroken) as broken:
        run_year(2024, incoming=incoming, reports=tmp_path / "reports")
    assert {fault.table for fault in broken.value.faults} == {"部门评审", "现场评审"}
    with pytest.raises(ContractBroken) as broken:
        run_year(2024, "4", incoming=incoming, reports=tmp_path / "reports")
    assert {fault.table for fault in broken.value.faults} == {"部门评审"}
