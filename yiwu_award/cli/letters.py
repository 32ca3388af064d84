"""The Word papers of a year."""

from __future__ import annotations

from collections import Counter

import typer

from yiwu_award.cli.options import AsOf, Incoming, Reports, YearArgument


def letters(year: YearArgument, incoming: Incoming = None, reports: Reports = None, as_of: AsOf = None) -> None:
    """写出该年度到期的 Word 文书：通知、公示、通报，给每家组织的告知书，评审组和表决用的文书。"""
    from yiwu_award.papers.letters import letters as due_letters
    from yiwu_award.papers.letters.dispatch import LIST, rows, strays
    from yiwu_award.papers.letters.kinds import OFFICE
    from yiwu_award.papers.letters.writing import write
    from yiwu_award.year import open_year

    due = due_letters(open_year(year, incoming, reports, as_of))
    folder = write(due)
    for title, n_papers in Counter(paper.kind.title for paper in due.papers).items():
        typer.echo(f"{title}：{n_papers} 份")
    for kind, why in due.left_out.items():
        typer.echo(f"{kind.title}：未制作，{why}")
    states = Counter(row.state for row in rows(due) if row.file)
    typer.echo("，".join(f"{state} {n_papers} 份" for state, n_papers in states.items()) + "。")
    for stray in strays(due):
        typer.echo(f"“文书发送”表登记已发送，而本年度没有这份文书：{stray}，请核对。")
    typer.echo(f"文书（内部资料，各文件夹只交给本组织）：{folder}")
    typer.echo(f"清单：{folder / OFFICE / LIST}")
