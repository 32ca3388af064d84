"""What if the rules were others: years under variants of the law."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import Cluster, Reports


def sweep(
    years: Annotated[list[int], typer.Argument(metavar="YEAR...", help="要测算的年度", show_default=False)],
    variants: Annotated[Path, typer.Option(metavar="FILE", help="假设方案（YAML）", show_default=False)],
    incoming: Annotated[
        Path | None, typer.Option(help="来表文件夹；多个年度时为其上级文件夹；不写则用各年度的虚构示例")
    ] = None,
    reports: Reports = None,
    cluster: Cluster = None,
) -> None:
    """假设测算：换一种读法、修改规定或实施规则，各年度的结论、名次和席位有何不同。假设，不是结论。"""
    from yiwu_award.papers.sweep_page import sentences
    from yiwu_award.run.cluster import cluster as connected
    from yiwu_award.run.sweep import sweep as carry_out

    with connected(cluster) if cluster else nullcontext() as executor:
        done = carry_out(years, variants, incoming, reports, executor)
    for line in sentences(done.pairs, done.differences):
        typer.echo(line)
    typer.echo(f"假设，不是结论；内部资料，不得外传：{done.folder / 'index.html'}")
