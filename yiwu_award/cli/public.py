"""The public site: build it, correct what it says, take a text down, look at it."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import Incoming, Reports, YearArgument
from yiwu_award.errors import AwardError, Refused

Site = Annotated[Path | None, typer.Option(help="网站文件夹；不写则用项目的 site")]
Reason = Annotated[str, typer.Option(help="原因，公众看得到")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="日期，公众看得到")]


def publish(
    years: Annotated[
        list[int] | None,
        typer.Argument(metavar="[YEAR]...", help="要公布的年度；不写则为全部虚构示例", show_default=False),
    ] = None,
    incoming: Annotated[
        Path | None, typer.Option(help="来表文件夹；多个年度时为其上级文件夹，内有以年度命名的文件夹")
    ] = None,
    reports: Reports = None,
    site: Site = None,
) -> None:
    """由公开记录写出网页并生成公示网站。"""
    from yiwu_award.places import incoming_of_one, project_file, project_root
    from yiwu_award.publish.build import publish as build
    from yiwu_award.year import open_year

    samples = project_file("data_contracts/sample")
    chosen = years or sorted(int(folder.name) for folder in samples.iterdir() if folder.name.isdigit())
    folders = {year: incoming_of_one(year, incoming, len(chosen)) for year in chosen}
    place = site or project_root() / "site"
    opened, stopped = [], []
    for year, folder in folders.items():
        try:
            opened.append(open_year(year, folder, reports))
        except AwardError as stop:  # one year never holds up another
            stopped.append(stop)
    if opened:
        build(opened, place)
        typer.echo(f"已生成网站：{place / 'public' / 'index.html'}")
        typer.echo("在本机查看：yiwu-award serve")
    if stopped:
        raise stopped[0]


def correct(
    year: YearArgument,
    on: On,
    reason: Reason,
    incoming: Incoming = None,
    reports: Reports = None,
    site: Site = None,
) -> None:
    """来表改正之后，更正已公布的公示、名单或奖金：更正前的版本仍可查看，注明日期和原因。"""
    from yiwu_award.publish.build import publish as build
    from yiwu_award.publish.corrections import Correction
    from yiwu_award.year import open_year

    public = build([open_year(year, incoming, reports)], site, Correction(_day(on), reason))
    typer.echo(f"已更正 {year} 年度：{public / 'corrections.html'}")


def takedown(
    on: On,
    reason: Reason,
    site: Site = None,
) -> None:
    """撤下误登的个人信息或秘密：从所有网页、数据文件和公开记录中去掉，只留日期和原因。

    要撤下的文字在提示后输入，不写在命令里，以免留在命令历史中。
    """
    from yiwu_award.publish.build import take_down
    from yiwu_award.publish.takedown import Takedown

    text = typer.prompt("要撤下的文字（照网页上所见完整输入）", type=str).strip()
    public = take_down(Takedown(text, _day(on), reason), site)
    typer.echo(f"已撤下并重新生成网站：{public / 'corrections.html'}")
    typer.echo("请改正来表中的这段文字；另请清除网站副本、缓存、搜索引擎快照和版本库历史。")


def serve(
    port: Annotated[int, typer.Option(min=0, max=65535, help="端口")] = 8000,
    site: Site = None,
) -> None:
    """在本机（仅本机可访问）查看已生成的网站。"""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    from yiwu_award.places import project_root

    public = (site or project_root() / "site") / "public"
    if not (public / "index.html").exists():
        raise Refused(f"{public} 里没有网站", "已生成的网站", "请先运行 yiwu-award publish")
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(public)))
    except OSError as stop:
        raise Refused(f"端口 {port} 无法使用", "空闲的端口", "请用 --port 另选一个") from stop
    with server:
        typer.echo(f"网站在 http://127.0.0.1:{server.server_port}/ ，按 Ctrl+C 结束。")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("已结束。")


def _day(moment: datetime) -> date:
    return moment.date()
