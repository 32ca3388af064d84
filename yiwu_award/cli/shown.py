"""What several commands show: faults, and what is still open."""

from __future__ import annotations

import errno
import sys
from typing import TYPE_CHECKING

import typer

from yiwu_award.disk import has_no_room
from yiwu_award.errors import Cause, DiskFull, Fault, by_cause

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from rich.console import Console

    from yiwu_award.outcome import Outcome

UNTOUCHED = "未替换任何结果。"
_WHY = {
    errno.ENOENT: "没有这个文件或文件夹", errno.EACCES: "没有权限", errno.EPERM: "没有权限",
    errno.EROFS: "所在磁盘只可读", errno.EISDIR: "这是文件夹，应为文件", errno.ENOTDIR: "这不是文件夹",
    errno.EEXIST: "已有同名的文件或文件夹",
}  # fmt: skip


def as_told(stop: Exception) -> str:
    """A stop as a message for people: ours say all themselves, the system's get their Chinese words here."""
    if not isinstance(stop, OSError):
        return str(stop)
    if has_no_room(stop):
        return str(DiskFull(stop.filename or "要写的文件", UNTOUCHED))
    why = _WHY.get(stop.errno or 0, stop.strerror or str(stop))
    return f"无法读写 {stop.filename or '文件'}：{why}。请核对路径和权限。{UNTOUCHED}"


def console() -> Console:
    """A terminal of its own width; what goes into a file or another program gets 160 columns."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def show_faults(screen: Console, faults: Iterable[Fault]) -> None:
    """All faults, one table per file; those of one cause as its first, with how many rows follow."""
    from rich.table import Column, Table
    from rich.text import Text

    headings = ("表", "工作表", "行", "列", "来值", "应为", "依据", "做法")

    by_file: dict[str, list[Cause]] = {}
    for cause in by_cause(faults):
        by_file.setdefault(cause.first.file or cause.first.table, []).append(cause)
    for file, causes in by_file.items():
        screen.print(f"{file}：{len(causes)} 处", markup=False, style="bold")
        table = Table(*(Column(heading, overflow="fold") for heading in headings), pad_edge=False)
        for cause in causes:
            fault, came = cause.first, "；".join(filter(None, (cause.first.came, cause.told())))
            row = "" if fault.row is None else str(fault.row)
            cells = (fault.table, fault.sheet, row, fault.column, came, fault.due, fault.clause, fault.fix)
            table.add_row(*map(Text, cells))
        screen.print(table)
    if any(cause.first.severity == "error" for causes in by_file.values() for cause in causes):
        typer.echo("改正后再运行。未作任何评审，未写任何结果。")


def show_open_points(outcomes: Iterable[Outcome]) -> None:
    """What stages wait for or what must be decided: each thing once, with the stages that it holds up."""
    held_up: dict[str, list[str]] = {}
    for outcome in outcomes:
        for point in outcome.result.open_points:
            held_up.setdefault(str(point), []).append(outcome.stage.title)
    for told, titles in held_up.items():
        typer.echo(f"{'、'.join(titles)}{told}")


def give_back(year: int, incoming: Path | None, reports: Path | None, faults: Iterable[Fault]) -> None:
    """Write what goes back to the senders, and say where it lies."""
    from yiwu_award.places import RETURNED, incoming_folder, results_folder
    from yiwu_award.tables.returns import give_back

    place = results_folder(year, reports) / RETURNED
    if written := give_back(incoming_folder(year, incoming), faults, place):
        typer.echo(f"已在 {place} 写出 {len(written)} 份标注了错误的来表，可退回各报送单位；原件未动。")
