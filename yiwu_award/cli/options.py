"""Arguments that several commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

YearArgument = Annotated[int, typer.Argument(metavar="YEAR", help="评定年度，如 2024", show_default=False)]
Incoming = Annotated[Path | None, typer.Option(help="来表所在文件夹；不写则用该年度的虚构示例")]
Reports = Annotated[Path | None, typer.Option(help="结果文件夹；不写则用项目的 reports")]
Cluster = Annotated[
    str | None, typer.Option(metavar="ADDRESS", help="Dask 调度器地址，如 tcp://主机:8786；不写则用本机各核")
]
AsOf = Annotated[str | None, typer.Option(metavar="DAY", help="状态截至日，如 2024-06-30；不写则按年度日程")]
