"""``verify``: one byte changed anywhere is found and named; so is the input that a different result hangs on."""

import json
import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from yiwu_award import cli
from yiwu_award.errors import Refused
from yiwu_award.places import project_file
from yiwu_award.run import receipt, verification
from yiwu_award.store import Store
from yiwu_award.year import open_year

THROUGH_ELIGIBILITY = ("call", "intake", "eligibility")
PROJECT = ("yiwu_award", "data_contracts/incoming", "data_contracts/produced", "notebooks", "reports/templates")


def run_without_notebooks(reports, incoming):
    """The first three stages of 2024, a page, and their receipt."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "was_judged_clean", lambda self: True)
        year = open_year(2024, incoming, reports)
    outcomes = {name: year.outcome(name) for name in THROUGH_ELIGIBILITY}
    for outcome in outcomes.values():
        year.hand_on(outcome)
    (year.reports / "index.html").write_text("年度一览", encoding="utf-8")
    receipt.write(year, outcomes)
    return year.reports


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Tables, results and the project's own files, all copies that a test may spoil and must put back."""
    root = tmp_path_factory.mktemp("world")
    shutil.copytree(project_file("data_contracts/sample") / "2024", root / "incoming")
    for name in PROJECT:
        ignored = shutil.ignore_patterns("__pycache__", "carried")
        shutil.copytree(project_file(name), root / "project" / name, ignore=ignored)
    shutil.copy(project_file("requirements.lock"), root / "project")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receipt, "project_file", lambda name: root / "project" / name)
        run_without_notebooks(root / "reports", root / "incoming")
        yield root


def fast(world):
    lines = list(verification.verify(2024, world / "incoming", world / "reports", site=world / "site", is_fast=True))
    return verification.exit_code(lines), [line.text for line in lines if line.level != verification.Level.EQUAL]


def test_nothing_changed_is_said_to_be_the_same(world):
    assert fast(world) == (0, [])


def test_the_command_line_tells_line_by_line_and_ends_by_the_result(world, monkeypatch, capsys):
    """0 the same, 3 a person should look, 2 not the same."""
    places = ["--incoming", world / "incoming", "--reports", world / "reports", "--site", world / "site"]
    monkeypatch.setattr(sys, "argv", ["yiwu-award", "verify", "2024", "--fast", *map(str, places)])
    lock, page = world / "project/requirements.lock", world / "reports/2024/index.html"
    codes, said = [], []
    for path in (None, lock, page):
        before = path and path.read_bytes()
        if path:
            path.write_bytes(before + b" ")
        with pytest.raises(SystemExit) as stop:
            cli.main()
        if path:
            path.write_bytes(before)
        codes.append(stop.value.code)
        said.append(capsys.readouterr().out.splitlines())
    assert codes == [0, 3, 2]
    assert said[0][0] == "= 收据：完好"
    assert all(line.startswith("= ") for line in said[0][:-1])
    assert [line for line in said[1] if line.startswith("？ 锁文件：")]
    assert "≠ 结果文件被改动：index.html" in said[2]


CHANGED = {
    "incoming/tax_credit.csv": (2, "来表文件被改动：tax_credit.csv（纳税信用等级）"),
    "reports/2024/tables/decisions.csv": (2, "结果文件被改动：tables/decisions.csv"),
    "reports/2024/tables/eligibility.json": (2, "结果文件被改动：tables/eligibility.json"),
    "reports/2024/kind.txt": (2, "结果文件被改动：kind.txt"),
    "reports/2024/index.html": (2, "结果文件被改动：index.html"),
    "project/yiwu_award/law/parameters.yml": (3, "办法文件被改动：parameters.yml"),
    "project/reports/templates/page/style.css": (3, "报告模板被改动：page/style.css"),
    "project/notebooks/2_eligibility.ipynb": (3, "笔记本被改动：2_eligibility.ipynb"),
    "project/yiwu_award/stages/eligibility.py": (3, "代码与数据约定：收据为 "),
    "project/data_contracts/produced/decisions.odcs.yaml": (3, "代码与数据约定：收据为 "),
    "project/requirements.lock": (3, "锁文件：收据为 "),
}


@pytest.mark.parametrize("name", CHANGED)
def test_one_byte_changed_is_found_and_named(name, world):
    """What came in and what came out must be as they were; law and program may change, but are named."""
    path = world / name
    before = path.read_bytes()
    path.write_bytes(before[:-2] + bytes([before[-2] ^ 1]) + before[-1:])
    try:
        code, (told,) = fast(world)
    finally:
        path.write_bytes(before)
    assert (code, told[: len(CHANGED[name][1])]) == CHANGED[name]


def test_one_digit_of_the_receipt_is_found_and_named(world):
    """Whatever it says besides; here a reading's document."""
    path = world / "reports/2024/receipt.json"
    before = path.read_bytes()
    path.write_bytes(before.replace("虚评委〔2024〕1号".encode(), "虚评委〔2024〕7号".encode(), 1))
    try:
        assert fast(world) == (2, ["收据：写出以后被改动过"])
    finally:
        path.write_bytes(before)


@pytest.mark.parametrize(
    ("part", "spoilt"),
    [("inputs", None), ("made_with", "x"), ("results", []), ("working_files", {"kind.txt": 1}), ("parameters", {})],
)
def test_a_receipt_that_lacks_a_part_is_no_whole_receipt(part, spoilt, world):
    """Refused in a sentence: nothing can be compared with it."""
    path = world / "reports/2024/receipt.json"
    before = path.read_bytes()
    told = json.loads(before) | {part: spoilt}
    path.write_text(json.dumps(told), encoding="utf-8")
    try:
        with pytest.raises(Refused, match="不是完好的收据"):
            fast(world)
    finally:
        path.write_bytes(before)


def test_what_a_check_of_the_tables_leaves_there_is_no_changed_result(world):
    """Workbooks to be sent back, and which tables were judged."""
    judged, returned = world / "reports/2024/judged.json", world / "reports/2024/returned/税务.xlsx"
    judged.write_text("{}", encoding="utf-8")
    returned.parent.mkdir()
    returned.write_bytes(b"x")
    try:
        assert fast(world) == (0, [])
    finally:
        judged.unlink()
        shutil.rmtree(returned.parent)


@pytest.mark.parametrize("what", ["缺少", "多出"])
def test_a_file_gone_or_come_is_named(what, world):
    path = world / "reports/2024/tables/eligible.csv"
    other = path.with_name("more.csv")
    path.rename(other) if what == "缺少" else shutil.copy(path, other)
    try:
        code, told = fast(world)
    finally:
        other.replace(path)
    assert code == 2
    assert code == 2
    assert f"结果文件{what}：tables/{'eligible' if what == '缺少' else 'more'}.csv" in told


def test_own_copies_of_notebooks_and_clocks_are_no_results(world):
    folder = world / "reports/2024"
    (folder / "notebooks-open").mkdir()
    (folder / "notebooks-open/mine.ipynb").write_text("{}", encoding="utf-8")
    (folder / "run.jsonl").write_text("{}", encoding="utf-8")
    assert fast(world) == (0, [])


def test_a_broken_log_is_told(world):
    (world / "site/records").mkdir(parents=True)
    log = world / "site/records/log.jsonl"
    log.write_text("{}\n", encoding="utf-8")
    assert fast(world) == (2, ["公开收据：日志第 1 行被改动：不是规定的写法"])
    log.unlink()


@pytest.fixture
def again(world, monkeypatch, tmp_path):
    """Verify with a run again, without notebooks, on what the test makes of the tables; the exit code and all lines."""

    def verify(spoil, run):
        incoming = shutil.copytree(world / "incoming", tmp_path / "incoming")
        spoil(incoming / "tax_credit.csv")
        monkeypatch.setattr(verification, "run_year", run)
        lines = list(verification.verify(2024, incoming, world / "reports", site=world / "site"))
        return verification.exit_code(lines), [line.text for line in lines]

    return verify


def test_a_changed_table_is_named_with_the_results_that_hang_on_it(again):
    """A tax grade from A to B refuses one application, and touches no table that doesn't read tax grades."""

    def spoil(path):
        rows = path.read_text(encoding="utf-8").splitlines()
        first = next(place for place, row in enumerate(rows) if row.startswith("A2401,2023"))
        rows[first] = rows[first].replace(",A", ",B")
        path.write_text("\n".join([*rows, ""]), encoding="utf-8", newline="")

    def run_year(award_year, through, incoming, reports, as_of):
        assert (award_year, through, as_of) == (2024, "eligibility", "2025-03-31")
        return SimpleNamespace(folder=run_without_notebooks(Path(reports), incoming))

    code, told = again(spoil, run_year)
    assert code == 2
    assert "来表内容改变：“纳税信用等级”" in told
    assert "结论不同：A2401 收据为“质量奖：评审中”，重算为“质量奖：资格不符合（三(五)1）”" in told
    assert "结论不同：表“资格逐项结论”，因为改变了：来表“纳税信用等级”" in told
    assert not any("结论不同：表“申报材料清单”" in text for text in told)


def test_other_bytes_of_the_same_table_and_of_a_page_change_no_decision(world, again):
    """A file that was saved again is told of; a page that looks otherwise needs a look, and the decisions stand."""

    def spoil(path):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    def run_year(award_year, through, incoming, reports, as_of):
        folder = shutil.copytree(world / "reports/2024", Path(reports) / "2024")
        after, _ = receipt.read(folder / "receipt.json")
        after["results"]["documents"]["index.html"] = "0" * 64
        (folder / "receipt.json").write_text(receipt.as_text(after), encoding="utf-8", newline="\n")
        return SimpleNamespace(folder=folder)

    code, told = again(spoil, run_year)
    assert code == 3
    assert "来表文件被改动：tax_credit.csv（纳税信用等级）" in told
    assert told[-2:] == [
        "结论相同：3 个阶段、9 张表、44 份申报，与收据一致",
        "逐字节不同：1 个笔记本和页面中的 1 个：index.html",
    ]
