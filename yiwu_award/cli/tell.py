"""Tell why: one application, the clauses; and fictional tables to try it all on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import AsOf, Incoming, Reports, YearArgument
from yiwu_award.cli.shown import console


def explain(
    year: YearArgument,
    application: Annotated[str, typer.Argument(metavar="APPLICATION", help="申报编号", show_default=False)],
    is_json: Annotated[bool, typer.Option("--json", help="输出 JSON，供其他程序使用")] = False,
    incoming: Incoming = None,
    reports: Reports = None,
    as_of: AsOf = None,
) -> None:
    """说明一家组织的全部结论：逐条的要求、事实和来源，各环节的经过，以及怎样才会不同。内部使用，不得外传。"""
    from yiwu_award.papers.explanation import explanation
    from yiwu_award.papers.telling import as_json, as_tree
    from yiwu_award.year import open_year

    told = explanation(open_year(year, incoming, reports, as_of), application)
    if is_json:
        typer.echo(as_json(told))
        return
    console().print(as_tree(told))


def clauses(
    clause: Annotated[str | None, typer.Argument(metavar="[CLAUSE]", help="条款编号，如 三(五)1；不写则为全部")] = None,
) -> None:
    """列出办法的条款：名称、性质，以及落实在哪个函数、表、取值、读法和笔记本。"""
    from rich.table import Column, Table
    from rich.text import Text

    from yiwu_award.law import clauses as law

    asked = None if clause is None else law.clause(clause).id
    shown = [each for each in law.clauses().values() if asked in (None, each.id, each.part_of)]
    if asked:
        for each in shown:
            typer.echo("\n  ".join([f"{each.id} {each.title}（{law.KINDS[each.kind]}）", each.gist_zh, *each.lives]))
    else:
        table = Table("条款", "名称", "性质", Column("落实在", overflow="fold"), pad_edge=False)
        for each in shown:
            table.add_row(*map(Text, (each.id, each.title, law.KINDS[each.kind], " ".join(each.lives))))
        console().print(table)
    unmapped = [each.id for each in shown if not each.lives]
    typer.echo(f"共 {len(shown)} 条（含拆分），没有落实的：{'、'.join(unmapped) or '无'}。概述，以正式文本为准。")


def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹", show_default=False)],
    applications: Annotated[int, typer.Option(help="申报组织数")] = 1000,
    year: Annotated[int, typer.Option(help="评定年度")] = 2024,
) -> None:
    """生成任意规模的虚构来表（到资格审查为止），用于试算和测速。"""
    from yiwu_award.law.rulebook import refuse_ungoverned
    from yiwu_award.tables.simulate import simulate as write

    refuse_ungoverned(year)
    write(folder, year, applications)
    typer.echo(f"已在 {folder} 写出 {applications} 家虚构组织的来表。试算：")
    typer.echo(f'  yiwu-award run {year} --through 2 --incoming "{folder}" --reports DIR')
