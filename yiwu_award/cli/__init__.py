"""``yiwu-award``: one award year from the offices' tables to the public notice. Messages are Chinese.

Exit codes: 0 done or waiting, 2 broken (wrong input or call), 3 blocked (a person must decide).
"""

from __future__ import annotations

import re
import sys
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import typer
from typer.exceptions import TyperException

from yiwu_award.cli import conduct, letters, panels, proof, public, running, tell, what_if
from yiwu_award.cli.shown import UNTOUCHED, as_told
from yiwu_award.errors import AwardError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="义乌市政府质量奖：由各部门的来表，按办法逐条评审，生成内部报告和公示网站。",
)

# In the order in which a year is run; ``--help`` shows them so.
app.command()(conduct.new)
app.command()(conduct.forms)
app.command()(conduct.check)
app.command()(panels.panels)
app.command()(running.run)
app.command(name="open")(conduct.open_notebook)
app.command()(letters.letters)
app.command()(public.publish)
app.command()(public.correct)
app.command()(public.takedown)
app.command()(public.serve)
app.command()(proof.verify)
app.command()(proof.disclose)
app.command()(tell.explain)
app.command()(what_if.sweep)
app.command()(tell.clauses)
app.command()(tell.simulate)


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
        print(as_told(stop), file=sys.stderr)  # noqa: T201
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print(f"已中止。{UNTOUCHED}", file=sys.stderr)  # noqa: T201
        sys.exit(130)


def _usage(stop: TyperException) -> str:
    """What is wrong with a call, in Chinese."""
    parameter = getattr(stop, "param", None)
    is_option = bool(parameter and parameter.opts[0].startswith("-"))
    name = (parameter.opts[0] if is_option else parameter.metavar.removesuffix("...")) if parameter else ""
    match type(stop).__name__:
        case "NoArgsIsHelpError":
            return stop.format_message()
        case "NoSuchOption":
            problem = f"没有选项 {getattr(stop, 'option_name', '')}"
        case "MissingParameter":
            problem = f"缺少参数 {name}"
        case "BadParameter":
            problem = f"参数 {name} {_due(parameter)}"
        case "BadOptionUsage":
            problem = f"选项 {getattr(stop, 'option_name', '')} 后面应有值，或不应有值"
        case _:
            unknown = re.search(r"No such command '(.*?)'(?:.*?'(.*?)')?", stop.format_message())
            if unknown is None:
                problem = f"命令写法不对（{stop.format_message()}）"
            else:
                problem = f"没有命令 {unknown[1]}" + (f"，是否为 {unknown[2]}" if unknown[2] else "")
    return f"{problem}。用法见 yiwu-award --help。"


def _due(parameter: Any) -> str:
    """What a value of a parameter must be."""
    annotation, given = parameter.type_descriptor.annotation, parameter.type_descriptor.parameter_info
    if Path in (annotation, *get_args(annotation)):
        return "应为有权限读写的文件或文件夹"
    if annotation is datetime:
        return "应为日期，如 2025-11-07"
    return "应为整数" if given.max is None else f"应为 {given.min} 至 {given.max} 的整数"
