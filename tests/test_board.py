"""A run as it goes: a table in a terminal, lines elsewhere."""

import re
from io import StringIO

import pytest
from rich.console import Console

from yiwu_award.cli.board import board
from yiwu_award.procedure import STAGES
from yiwu_award.run.journal import Lap

LAPS = (
    Lap(STAGES[0], ""), Lap(STAGES[0], "done", 1.25), Lap(STAGES[1], "done"), Lap(STAGES[2], ""),
    Lap(STAGES[2], "blocked", 12.0), Lap(STAGES[3], "waiting", 0.5),
)  # fmt: skip


def shown(laps, *, is_terminal):
    screen = Console(file=StringIO(), force_terminal=is_terminal, width=100, highlight=False, legacy_windows=False)
    with board(screen, STAGES[:5]) as on_progress:
        for lap in laps:
            on_progress(lap)
    return re.sub(r"\x1b\[[\d;?]*[A-Za-z]", "", screen.file.getvalue())


def test_elsewhere_a_line_for_each_stage_that_ended():
    """State, and its time or that it was taken over."""
    assert shown(LAPS, is_terminal=False).splitlines() == [
        "发布通知公告：完成（1.2 秒）",
        "申报受理：完成（沿用上次结果）",
        "资格审查：待决定（12.0 秒）",
        "资料评审：等待（0.5 秒）",
    ]


def test_in_a_terminal_the_last_table_tells_every_stage():
    """Those that have not begun as well, and how many are through."""
    last = shown(LAPS, is_terminal=True).rpartition("已完成")[2]
    rows = [re.split(r"\s{2,}", line.strip()) for line in last.splitlines() if line.strip()]
    assert rows[0] == ["4 / 5 个阶段"]
    assert rows[2:] == [
        ["0", "发布通知公告", "完成", "1.2 秒"],
        ["1", "申报受理", "完成", "沿用上次结果"],
        ["2", "资格审查", "待决定", "12.0 秒"],
        ["3", "资料评审", "等待", "0.5 秒"],
        ["4", "部门评审", "未开始"],
    ]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_what_concerns_the_whole_run_is_a_line_of_its_own(is_terminal):
    """Once, whether there is a table or not."""
    said = shown(["另一次运行正在进行。", *LAPS], is_terminal=is_terminal)
    assert said.count("另一次运行正在进行。\n") == 1


def test_a_stage_under_way_says_so():
    """From the moment that its notebook begins."""
    assert re.search(r"2\s+资格审查\s+运行中", shown(LAPS[:4], is_terminal=True))
