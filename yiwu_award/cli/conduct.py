"""Conduct a year: begin it, check what came in, run it, open one of its notebooks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import AsOf, Incoming, Reports, YearArgument
from yiwu_award.cli.shown import console, give_back, show_faults, show_open_points
from yiwu_award.errors import ContractBroken, Refused


def new(
    year: YearArgument,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="新文件夹；不写则为 incoming/YEAR")] = None,
) -> None:
    """开始一个年度：建立文件夹，放入要填的工作簿、交表清单、部门分工和保密随机数。"""
    from yiwu_award.cli.private import refuse_if_tracked
    from yiwu_award.forms.duties import ATTESTED
    from yiwu_award.law.rulebook import refuse_ungoverned
    from yiwu_award.tables.new_year import begin

    refuse_ungoverned(year)
    place = folder or Path("incoming", str(year))
    if place.exists() and any(place.iterdir()):
        raise Refused(f"文件夹 {place} 里已有文件", "空文件夹或尚不存在的文件夹", "请换一个文件夹")
    refuse_if_tracked(place)
    begin(place, year, ATTESTED)
    typer.echo(f"已在 {place} 放入要填的工作簿；各表由谁提供、何时交来，见其中的交表清单。填好后运行：")
    typer.echo(f'  yiwu-award check {year} --incoming "{place}"')


def forms(
    year: YearArgument,
    stage: Annotated[str, typer.Option(metavar="STAGE", help="阶段名称或序号，2 至 7")],
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="新文件夹；不写则为 forms/YEAR/STAGE")] = None,
    incoming: Incoming = None,
) -> None:
    """为一个阶段备好要发出的表格：每个部门、评审员、评审组和组织各一份，已填好各自的组织和要答的事项。"""
    from yiwu_award.cli.private import refuse_if_tracked
    from yiwu_award.forms import write_forms
    from yiwu_award.procedure import stage_named
    from yiwu_award.year import open_year

    chosen = stage_named(stage)
    place = folder or Path("forms", str(year), chosen.notebook)
    refuse_if_tracked(place)
    written = write_forms(open_year(year, incoming), chosen, place)
    typer.echo(f"已在 {place} 写出 {len(written)} 份表格，每个文件夹发给同名的填写人（内部资料，不得外传）。")
    typer.echo("填好后放回来表文件夹，再运行 yiwu-award check。")


def check(year: YearArgument, incoming: Incoming = None, reports: Reports = None, as_of: AsOf = None) -> None:
    """核对来表：逐格列出错误，并写出标注了错误、供退回的工作簿；不写任何结果。"""
    from yiwu_award.tables.reading import UNANSWERED
    from yiwu_award.year import open_year

    screen = console()
    try:
        opened = open_year(year, incoming, reports, as_of)
        outcomes = opened.outcomes()
    except ContractBroken as broken:
        show_faults(screen, broken.faults)
        give_back(year, incoming, reports, broken.faults)
        raise typer.Exit(broken.exit_code) from None
    show_faults(screen, opened.warnings)
    give_back(year, incoming, reports, opened.warnings)
    arrived = opened.arrivals[opened.arrivals["n_rows"] > 0]
    typer.echo(f"收到 {len(arrived)} 种表、{int(arrived['n_rows'].sum())} 行，状态截至 {opened.as_of}，没有错误。")
    for row in opened.arrivals[opened.arrivals["state"] == "overdue"].itertuples():
        typer.echo(f"逾期未到：{row.title}（应于 {row.due_on.date()} 前交来）")
    if later := opened.later_rows:
        told = "、".join(f"{title} {n_rows} 行" for title, n_rows in later.items())
        typer.echo(f"另有日期晚于状态截至日的行，未计入，请核对日期：{told}。")
    n_unanswered = int((opened.normalised["taken"] == UNANSWERED).sum())
    if n_unanswered:
        typer.echo(f"另有 {n_unanswered} 行只有预填的内容，尚未答复，未作为来表的一行；见第 1 阶段报告。")
    if n_rewritten := len(opened.normalised) - n_unanswered:
        typer.echo(f"另有 {n_rewritten} 处写法已统一（全角数字、日期格式等），见第 1 阶段报告。")
    show_open_points(outcomes.values())
    if any(outcome.state == "blocked" for outcome in outcomes.values()):
        raise typer.Exit(3)


def open_notebook(
    year: YearArgument,
    stage: Annotated[str, typer.Argument(metavar="STAGE", help="阶段名称或序号，如 2 或 eligibility")],
    incoming: Incoming = None,
    reports: Reports = None,
    as_of: AsOf = None,
) -> None:
    """为 JupyterLab 准备一份填好该年度参数的笔记本副本。"""
    from yiwu_award.run.copies import working_copy

    path = working_copy(year, stage, incoming, reports, as_of)
    typer.echo(f"已备好 {path}")
    typer.echo("用 JupyterLab 打开（需安装 yiwu-award[lab]）：")
    typer.echo(f'  {Path(sys.executable).parent / "jupyter-lab"} "{path}"')
