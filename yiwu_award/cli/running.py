"""Run years: one as it goes, several side by side."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from yiwu_award.cli.options import AsOf, Cluster, Reports
from yiwu_award.cli.shown import as_told, console, give_back, show_open_points
from yiwu_award.errors import ContractBroken

if TYPE_CHECKING:
    from yiwu_award.run.unchanged import LastRun
    from yiwu_award.run.years import Ended

_UNCHANGED = "来表、规则和程序都没有改变，上次运行的结果仍然有效（--force 可重新运行）。"


def run(
    years: Annotated[
        list[int], typer.Argument(metavar="YEAR...", help="评定年度，如 2024；可写多个", show_default=False)
    ],
    through: Annotated[str | None, typer.Option(metavar="STAGE", help="运行到哪个阶段，如 2 或 eligibility")] = None,
    incoming: Annotated[
        Path | None, typer.Option(help="来表文件夹；多个年度时为其上级文件夹；不写则用各年度的虚构示例")
    ] = None,
    reports: Reports = None,
    as_of: AsOf = None,
    force: Annotated[bool, typer.Option("--force", help="全部重新运行，不沿用上次的结果")] = False,
    cluster: Cluster = None,
) -> None:
    """运行一个或多个年度：逐个阶段评审，写出表格和内部报告；多个年度同时运行，互不影响。"""
    if len(years) == 1 and cluster is None:
        raise typer.Exit(_one(years[0], through, incoming, reports, as_of, force=force))
    raise typer.Exit(_several(years, through, incoming, reports, as_of, cluster, force=force))


def _one(
    year: int, through: str | None, incoming: Path | None, reports: Path | None, as_of: str | None, *, force: bool
) -> int:
    from yiwu_award.run.unchanged import last_run

    if not force and (last := last_run(year, through, incoming, reports, as_of)):
        typer.echo(_UNCHANGED)
        return _show_left(last)

    from yiwu_award.cli.board import board
    from yiwu_award.procedure import stages_through
    from yiwu_award.run.execution import run_year

    with board(console(), stages_through(through)) as on_progress:
        try:
            done = run_year(year, through, incoming, reports, as_of, on_progress, force=force)
        except ContractBroken as broken:
            give_back(year, incoming, reports, broken.faults)
            raise
    show_open_points(done.outcomes.values())
    typer.echo(f"内部报告（不得外传）：{done.folder / 'index.html'}")
    return done.exit_code


def _several(
    years: Sequence[int],
    through: str | None,
    incoming: Path | None,
    reports: Path | None,
    as_of: str | None,
    address: str | None,
    *,
    force: bool,
) -> int:
    """The worst of the years' exit codes: broken, then blocked."""
    from yiwu_award.places import incoming_of_one
    from yiwu_award.run.cluster import cluster as connected
    from yiwu_award.run.years import run_years

    codes = set()
    waiting = console().status(f"正在运行 {'、'.join(map(str, years))} 年度")
    with connected(address) if address else nullcontext() as executor, waiting:
        for year, ended in run_years(years, through, incoming, reports, as_of, force=force, executor=executor):
            codes.add(_show(year, ended))
            if isinstance(ended, ContractBroken):
                give_back(year, incoming_of_one(year, incoming, len(years)), reports, ended.faults)
    return next(code for code in (2, 3, 0) if code in codes)


def _show(year: int, ended: Ended | Exception) -> int:
    """All of one year at once, each line with its year, and its exit code."""
    mark = f"{year} 年度 · "
    if isinstance(ended, Exception):
        typer.echo(f"{mark}{as_told(ended)}", err=True)
        return getattr(ended, "exit_code", 2)
    for line in ended.told or [_UNCHANGED]:
        typer.echo(f"{mark}{line}")
    return _show_left(ended.left, mark)


def _show_left(left: LastRun, mark: str = "") -> int:
    for point in left.open_points:
        typer.echo(f"{mark}{point}")
    typer.echo(f"{mark}内部报告（不得外传）：{left.folder / 'index.html'}")
    return 3 if left.is_blocked else 0
