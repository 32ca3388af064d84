"""A run as it goes: in a terminal a table that keeps itself up to date, elsewhere a line a stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING

from yiwu_award.run.journal import Lap, line, took

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from yiwu_award.procedure import Stage
    from yiwu_award.run.journal import Progress

_STYLES = {"done": "green", "waiting": "yellow", "blocked": "bold red"}


@contextmanager
def board(screen: Console, stages: Sequence[Stage]) -> Iterator[Progress]:
    """Show a run of some stages while it goes on.

    Args:
        screen: where.
        stages: those that are to run, in order.

    Yields:
        What to tell of each stage as it begins, ends or is taken over, and of the run as a whole.
    """
    if not screen.is_terminal:
        with screen.status("读取和核对来表"):
            yield lambda told: _print(screen, told)
        return

    from rich.live import Live

    table = _Table(stages)

    def hear(told: Lap | str) -> None:
        _print(screen, told) if isinstance(told, str) else table.hear(told)

    with Live(table, console=screen, refresh_per_second=4):
        yield hear


def _print(screen: Console, told: Lap | str) -> None:
    if text := line(told):
        screen.print(text, markup=False)


class _Table:
    """The table, drawn anew each time that the terminal is refreshed."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self._stages = stages
        self._laps: dict[str, Lap] = {}
        self._began: dict[str, float] = {}

    def hear(self, lap: Lap) -> None:
        self._laps[lap.stage.name] = lap
        self._began.setdefault(lap.stage.name, perf_counter())

    def __rich__(self) -> RenderableType:
        from rich.table import Column, Table
        from rich.text import Text

        table = Table(
            Column(justify="right"), "阶段", "状态", Column("用时", justify="right"),
            title=self._title(), title_justify="left", pad_edge=False, box=None,
        )  # fmt: skip
        for stage in self._stages:
            lap = self._laps.get(stage.name)
            state, style = _word(lap), _STYLES.get(lap.state, "cyan") if lap else "dim"
            table.add_row(str(stage.number), stage.title, Text(state, style=style), self._time(lap))
        return table

    def _title(self) -> str:
        ended = sum(1 for lap in self._laps.values() if lap.state)
        if ended == len(self._stages):
            return "各阶段已完成，写出报告"
        return f"已完成 {ended} / {len(self._stages)} 个阶段" if self._laps else "读取和核对来表"

    def _time(self, lap: Lap | None) -> str:
        if lap is None:
            return ""
        if lap.state:
            return took(lap)
        return f"{perf_counter() - self._began[lap.stage.name]:.0f} 秒"


def _word(lap: Lap | None) -> str:
    from yiwu_award.procedure import STATES

    if lap is None:
        return "未开始"
    return STATES.get(lap.state, "运行中")
