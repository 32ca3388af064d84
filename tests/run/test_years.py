"""Several years in one call: side by side, none holding up another, and the worst of them is the exit code."""

import os
import pickle
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from types import SimpleNamespace

import pytest

from yiwu_award import cli
from yiwu_award.errors import ContractBroken, Fault, OpenPoint, Refused
from yiwu_award.places import incoming_folder
from yiwu_award.procedure import STAGES
from yiwu_award.run import years
from yiwu_award.run.journal import Lap

WRONG = Fault("纳税信用等级", "'AA'", "A、B、M、C、D", "三(五)1", "改正", "tax_credit.csv")
POINT = OpenPoint("blocked", "五(一)", "A01 待核", "市评审办", "认定")


class Inline(Executor):
    """Works at once, and hands everything through as bytes, as to and from another machine."""

    def submit(self, function, *arguments):
        future = Future()
        try:
            call, given = pickle.loads(pickle.dumps((function, arguments)))
            future.set_result(pickle.loads(pickle.dumps(call(*given))))
        except Exception as stop:
            future.set_exception(pickle.loads(pickle.dumps(stop)))
        return future


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Run a command line over years whose runs are told here; exit code, and what was said there and there."""

    def run(comes_to, *options):
        def run_year(award_year, through, incoming, reports, as_of, on_progress, *, force):
            incoming_folder(award_year, incoming)
            if isinstance(comes_to[award_year], Exception):
                raise comes_to[award_year]
            on_progress("这是一句话。")
            on_progress(Lap(STAGES[0], "", None))
            on_progress(Lap(STAGES[0], "done", 1.25))
            result = SimpleNamespace(open_points=comes_to[award_year])
            outcomes = {"call": SimpleNamespace(stage=STAGES[0], result=result)}
            return SimpleNamespace(
                folder=Path(reports, str(award_year)), outcomes=outcomes, exit_code=3 if comes_to[award_year] else 0
            )

        monkeypatch.setattr("yiwu_award.run.execution.run_year", run_year)
        monkeypatch.setattr(years, "processes", lambda _n: Inline())
        arguments = ["yiwu-award", "run", *map(str, comes_to), "--reports", str(tmp_path), *options]
        monkeypatch.setattr(sys, "argv", arguments)
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return stop.value.code or 0, said.out.splitlines(), said.err.splitlines()

    return run


def test_each_year_is_told_in_lines_that_name_it(call, tmp_path):
    """What was said on the way, its stages, what is open, and where the reports lie."""
    code, said, faults = call({2023: [], 2024: [POINT]})
    assert (code, faults) == (3, [])
    assert sorted(said) == sorted(
        [
            *[f"{year} 年度 · 这是一句话。" for year in (2023, 2024)],
            *[f"{year} 年度 · 发布通知公告：完成（1.2 秒）" for year in (2023, 2024)],
            f"2024 年度 · 发布通知公告{POINT}",
            *[f"{year} 年度 · 内部报告（不得外传）：{tmp_path / str(year) / 'index.html'}" for year in (2023, 2024)],
        ]
    )


@pytest.mark.parametrize(
    ("stop", "said"),
    [
        (ContractBroken([WRONG]), "2023 年度 · 来表有 1 处错误，未作任何评审，未写任何结果。"),
        (Refused("那样", "这样", "请改正"), "2023 年度 · 那样；应为：这样。请改正。未作任何改动。"),
        (PermissionError(13, "denied", "x.csv"),
         "2023 年度 · 无法读写 x.csv：没有权限。请核对路径和权限。未替换任何结果。"),
        (BrokenProcessPool(), "2023 年度 · 运行它的进程意外结束；应为：运行到底。请重新运行。未替换该年度的结果。"),
    ],
    ids=["broken", "refused", "unreadable", "died"],
)  # fmt: skip
def test_one_year_that_stops_holds_up_no_other_and_broken_is_the_worst(stop, said, call):
    """Its message crosses from one process to another whole."""
    code, lines, faults = call({2023: stop, 2024: [POINT], 2025: []})
    assert code == 2
    assert faults[0] == said
    assert {line[:4] for line in lines if "内部报告" in line} == {"2024", "2025"}


def test_a_year_without_tables_holds_up_no_other(call):
    code, lines, faults = call({1999: [], 2024: []})
    assert code == 2
    assert faults[0].startswith("1999 年度 · 找不到来表文件夹")
    assert {line[:4] for line in lines if "内部报告" in line} == {"2024"}


def test_of_several_years_the_tables_lie_in_folders_by_their_numbers(call, tmp_path):
    for year in (2023, 2024):
        (tmp_path / "来表" / str(year)).mkdir(parents=True)
    assert call({2023: [], 2024: []}, "--incoming", str(tmp_path / "来表"))[0] == 0
    _, _, faults = call({2023: [], 2025: []}, "--incoming", str(tmp_path / "来表"))
    assert "2025 年度 · 找不到来表文件夹" in faults[0]


def test_workers_end_when_the_process_that_asked_them_is_killed():
    """A pool's workers would otherwise wait for work for ever, and keep the year's lock."""
    program = (
        "import os, signal\nfrom yiwu_award.run.cluster import processes\n"
        "if __name__ == '__main__':\n"
        "    print(processes(1).submit(os.getpid).result(), flush=True)\n    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=False)
    assert done.returncode == -signal.SIGKILL
    for _ in range(100):
        try:
            os.kill(int(done.stdout), 0)
        except ProcessLookupError:
            break
        time.sleep(0.05)
    else:
        pytest.fail("a worker is left")
