"""Propose 评审组: a file that the office may adopt, by sending it as its own tables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import AsOf, Incoming, Reports, YearArgument
from yiwu_award.errors import Refused


def panels(
    year: YearArgument,
    to: Annotated[Path | None, typer.Option(metavar="DIR", help="写到哪个文件夹；不写则在该年度的结果文件夹里")] = None,
    incoming: Incoming = None,
    reports: Reports = None,
    as_of: AsOf = None,
) -> None:
    """为资格合格组织提出评审组和分工的建议；市评审办采用的，放入来表。建议不会自动使用。"""
    from yiwu_award.stages.panel_proposal import propose
    from yiwu_award.store import claim
    from yiwu_award.tables.contracts import contract
    from yiwu_award.year import open_year

    opened = open_year(year, incoming, reports, as_of)
    eligible = opened.outcome("eligibility")["eligible"]["application_id"]
    if eligible.empty:
        raise Refused("资格合格名单尚未确定", "已登记的资格合格名单（五(一)）", "请先完成资格审查", "未提出评审组。")
    proposal = propose(opened.tables, opened.law, eligible)
    for sentence in proposal.unknown:
        typer.echo(f"待核：{sentence}")
    if proposal.stops:
        typer.echo("组不成评审组，未写任何文件：")
        for sentence in proposal.stops:
            typer.echo(f"  {sentence}")
        raise typer.Exit(3)
    claim(opened.reports, is_fictional=opened.is_fictional)
    folder = to or opened.reports / "proposed_panels"
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("panels", proposal.panels), ("panel_applications", proposal.panel_applications)):
        shown = contract(name).shown(rows)
        (folder / f"{name}.csv").write_text(shown.to_csv(index=False, lineterminator="\n"), "utf-8-sig", newline="\n")
    for panel, members in proposal.panels.groupby("panel"):
        given = proposal.panel_applications
        names = "、".join(given.loc[given["panel"] == panel, "application_id"])
        people = "、".join(members["assessor_id"])
        typer.echo(f"{panel}（组长 {members['assessor_id'].iloc[0]}）：{people}；评审 {names}")
    typer.echo(f"候补评审员：{'、'.join(proposal.reserve) or '无'}")
    typer.echo(f"建议已写入 {folder}，尚未采用；市评审办采用的，改妥后把两个文件放入来表文件夹（二(二)3）。")
