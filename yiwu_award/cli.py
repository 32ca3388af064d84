"""``yiwu-award``: one award year from the offices' tables to the public notice. Messages are Chinese.

Exit codes: 0 done or waiting, 2 broken (wrong input or call), 3 blocked (a person must decide).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from typer.exceptions import TyperException

from yiwu_award.errors import AwardError, Cause, ContractBroken, Fault, Refused, by_cause

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console

    from yiwu_award.year import Outcome

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="义乌市政府质量奖：由各部门的来表，按办法逐条评审，生成内部报告和公示网站。",
)

YearArgument = Annotated[int, typer.Argument(metavar="YEAR", help="评定年度，如 2024", show_default=False)]
Incoming = Annotated[Path | None, typer.Option(help="来表所在文件夹；不写则用该年度的虚构示例")]
Reports = Annotated[Path | None, typer.Option(help="结果文件夹；不写则用项目的 reports")]
AsOf = Annotated[str | None, typer.Option(metavar="DAY", help="状态截至日，如 2024-06-30；不写则按年度日程")]


def main() -> None:
    """Run the command line; a mistake of the user ends in a message, never in a traceback."""
    try:
        sys.exit(app(standalone_mode=False))
    except AwardError as stop:
        print(stop, file=sys.stderr)  # noqa: T201
        sys.exit(stop.exit_code)
    except TyperException as stop:
        print(_usage(stop), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except OSError as stop:
        print(f"无法读写 {stop.filename or '文件'}：{stop.strerror or stop}。未替换任何结果。", file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print("已中止，未替换任何结果。", file=sys.stderr)  # noqa: T201
        sys.exit(130)


@app.command()
def new(
    year: YearArgument,
    folder: Annotated[Path | None, typer.Argument(metavar="DIR", help="新文件夹；不写则为 incoming/YEAR")] = None,
) -> None:
    """开始一个年度：建立文件夹，放入各部门要填的空白工作簿。"""
    from yiwu_award.tables.workbooks import blank_workbooks

    place = folder or Path("incoming", str(year))
    if place.exists() and any(place.iterdir()):
        raise Refused(f"文件夹 {place} 里已有文件", "空文件夹或尚不存在的文件夹", "请换一个文件夹")
    blank_workbooks(place)
    typer.echo(f"已在 {place} 放入空白工作簿；各表由谁提供、何时交来，见其中的 README.md。填好后运行：")
    typer.echo(f'  yiwu-award check {year} --incoming "{place}"')


@app.command()
def check(year: YearArgument, incoming: Incoming = None, as_of: AsOf = None) -> None:
    """核对来表：逐格列出错误，不写任何结果。"""
    from yiwu_award.year import open_year

    console = _console()
    try:
        opened = open_year(year, incoming, None, as_of)
        outcomes = opened.outcomes()
    except ContractBroken as broken:
        _show_faults(console, broken.faults)
        raise typer.Exit(broken.exit_code) from None
    if opened.warnings:
        _show_faults(console, opened.warnings)
    arrived = opened.arrivals[opened.arrivals["n_rows"] > 0]
    typer.echo(f"收到 {len(arrived)} 种表、{int(arrived['n_rows'].sum())} 行，状态截至 {opened.as_of}，没有错误。")
    for row in opened.arrivals[opened.arrivals["state"] == "overdue"].itertuples():
        typer.echo(f"逾期未到：{row.title}（应于 {row.due_on.date()} 前交来）")
    if len(opened.normalised):
        typer.echo(f"另有 {len(opened.normalised)} 处写法已统一（全角数字、日期格式等），见第 1 阶段报告。")
    _show_open_points(outcomes.values())
    if any(outcome.state == "blocked" for outcome in outcomes.values()):
        raise typer.Exit(3)


@app.command()
def run(
    year: YearArgument,
    through: Annotated[str | None, typer.Option(metavar="STAGE", help="运行到哪个阶段，如 2 或 eligibility")] = None,
    incoming: Incoming = None,
    reports: Reports = None,
    as_of: AsOf = None,
) -> None:
    """运行一个年度：逐个阶段评审，写出表格和内部报告。"""
    from yiwu_award.run.execution import run_year
    from yiwu_award.year import STATES

    console = _console()
    with console.status("读取和核对来表") as status:

        def on_progress(title: str, state: str) -> None:
            if state:
                console.print(f"{title}：{STATES[state]}", markup=False)
            else:
                status.update(f"正在运行 {title}")

        done = run_year(year, through, incoming, reports, as_of, on_progress)
    _show_open_points(done.outcomes.values())
    typer.echo(f"内部报告（不得外传）：{done.folder / 'index.html'}")
    raise typer.Exit(done.exit_code)


@app.command(name="open")
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


@app.command()
def publish(
    years: Annotated[
        list[int] | None,
        typer.Argument(metavar="[YEAR]...", help="要公布的年度；不写则为全部虚构示例", show_default=False),
    ] = None,
    incoming: Annotated[
        Path | None, typer.Option(help="来表文件夹；多个年度时为其上级文件夹，内有以年度命名的文件夹")
    ] = None,
    site: Annotated[Path | None, typer.Option(help="网站文件夹；不写则用项目的 site")] = None,
) -> None:
    """由公开记录写出网页并生成公示网站。"""
    from yiwu_award.places import project_file, project_root
    from yiwu_award.publish.build import publish as build
    from yiwu_award.year import open_year

    samples = project_file("data_contracts/sample")
    chosen = years or sorted(int(folder.name) for folder in samples.iterdir() if folder.name.isdigit())
    folders = {year: incoming if incoming is None or len(chosen) == 1 else incoming / str(year) for year in chosen}
    place = site or project_root() / "site"
    opened, stopped = [], []
    for year, folder in folders.items():
        try:
            opened.append(open_year(year, folder))
        except AwardError as stop:  # one year never holds up another
            stopped.append(stop)
    if opened:
        build(opened, place)
        typer.echo(f"已生成网站：{place / 'public' / 'index.html'}")
        typer.echo("在本机查看：yiwu-award serve")
    if stopped:
        raise stopped[0]


@app.command()
def serve(
    port: Annotated[int, typer.Option(help="端口")] = 8000,
    site: Annotated[Path | None, typer.Option(help="网站文件夹；不写则用项目的 site")] = None,
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
        raise Refused(f"端口 {port} 无法使用（{stop.strerror}）", "空闲的端口", "请用 --port 另选一个") from stop
    with server:
        typer.echo(f"网站在 http://127.0.0.1:{server.server_port}/ ，按 Ctrl+C 结束。")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            typer.echo("已结束。")


@app.command()
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
    _console().print(as_tree(told))


@app.command()
def simulate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹", show_default=False)],
    applications: Annotated[int, typer.Option(help="申报组织数")] = 1000,
    year: Annotated[int, typer.Option(help="评定年度")] = 2024,
) -> None:
    """生成任意规模的虚构来表（到资格审查为止），用于试算和测速。"""
    from yiwu_award.tables.simulate import simulate as write

    write(folder, year, applications)
    typer.echo(f"已在 {folder} 写出 {applications} 家虚构组织的来表。试算：")
    typer.echo(f'  yiwu-award run {year} --through 2 --incoming "{folder}" --reports DIR')


@app.command()
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
        _console().print(table)
    unmapped = [each.id for each in shown if not each.lives]
    typer.echo(f"共 {len(shown)} 条（含拆分），没有落实的：{'、'.join(unmapped) or '无'}。概述，以正式文本为准。")


def _console() -> Console:
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else 160)


def _show_faults(console: Console, faults: Iterable[Fault]) -> None:
    """All faults, one table per file; those of one cause as its first, with how many rows follow."""
    from rich.table import Column, Table
    from rich.text import Text

    headings = ("表", "工作表", "行", "列", "来值", "应为", "依据", "做法")

    by_file: dict[str, list[Cause]] = {}
    for cause in by_cause(faults):
        by_file.setdefault(cause.first.file or cause.first.table, []).append(cause)
    for file, causes in by_file.items():
        console.print(f"{file}：{len(causes)} 处", markup=False, style="bold")
        table = Table(*(Column(heading, overflow="fold") for heading in headings), pad_edge=False)
        for cause in causes:
            fault, came = cause.first, "；".join(filter(None, (cause.first.came, cause.told())))
            row = "" if fault.row is None else str(fault.row)
            cells = (fault.table, fault.sheet, row, fault.column, came, fault.due, fault.clause, fault.fix)
            table.add_row(*map(Text, cells))
        console.print(table)
    if any(cause.first.severity == "error" for causes in by_file.values() for cause in causes):
        typer.echo("改正后再运行。未作任何评审，未写任何结果。")


def _show_open_points(outcomes: Iterable[Outcome]) -> None:
    for outcome in outcomes:
        for point in outcome.result.open_points:
            typer.echo(f"{outcome.stage.title}{point}")


def _usage(stop: TyperException) -> str:
    """What is wrong with a call, in Chinese."""
    parameter = getattr(stop, "param", None)
    name = (parameter.metavar or f"--{parameter.name}") if parameter else ""
    match type(stop).__name__:
        case "NoArgsIsHelpError":
            return stop.format_message()
        case "NoSuchOption":
            problem = f"没有选项 {getattr(stop, 'option_name', '')}"
        case "MissingParameter":
            problem = f"缺少参数 {name}"
        case "BadParameter":
            problem = f"参数 {name} 应为整数"
        case _:
            problem = f"命令写法不对（{stop.format_message()}）"
    return f"{problem}。用法见 yiwu-award --help。"


if __name__ == "__main__":
    main()
