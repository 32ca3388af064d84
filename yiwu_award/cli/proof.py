"""Prove a year: is it as its receipt says?"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from yiwu_award.cli.options import AsOf, Incoming, Reports, YearArgument


def verify(
    year: YearArgument,
    is_fast: Annotated[bool, typer.Option("--fast", help="只比对各文件的哈希，不重新运行")] = False,
    receipt: Annotated[Path | None, typer.Option(help="另存的收据；不写则用结果文件夹里的 receipt.json")] = None,
    incoming: Incoming = None,
    reports: Reports = None,
    site: Annotated[Path | None, typer.Option(help="网站文件夹；不写则用项目的 site")] = None,
) -> None:
    """核对一个年度：与收据逐项比较，重新运行一遍，说明哪里不同、因何不同。

    退出码：0 相同；3 结论相同，但有改动需要人看；2 不同。
    """
    from yiwu_award.run import verification

    lines = []
    for line in verification.verify(year, incoming, reports, receipt, site, is_fast=is_fast):
        lines.append(line)
        typer.echo(f"{_MARKS[line.level.name]} {line.text}")
    code = verification.exit_code(lines)
    typer.echo(_CLOSING[code] if not is_fast or code else "以上只比对了哈希；去掉 --fast 可重新运行一遍。")
    raise typer.Exit(code)


def disclose(
    year: YearArgument,
    table: Annotated[str, typer.Argument(metavar="TABLE", help="表名，如 incoming/acts", show_default=False)],
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="写到哪个文件夹", show_default=False)],
    incoming: Incoming = None,
    reports: Reports = None,
    as_of: AsOf = None,
) -> None:
    """为有权查阅的人备好一张表及其密钥：凭这两样可以核对公开收据，看不到别的表。"""
    from yiwu_award.run import disclosure
    from yiwu_award.year import open_year

    handed = disclosure.disclose(open_year(year, incoming, reports, as_of), table, folder)
    typer.echo(f"已写出 {handed.file}；该表的密钥：{handed.key}")
    typer.echo("两样都按内部资料交付。对方下载公开收据和核对程序后运行：")
    typer.echo(f"  python check_receipt.py table 收据.json {table} {handed.key} {handed.file.name}")


_MARKS = {"EQUAL": "=", "LOOK": "？", "DIFFERS": "≠"}
_CLOSING = {
    0: "核对完毕：与收据一致。",
    2: "核对完毕：与收据不一致，见上面标有 ≠ 的各行。",
    3: "核对完毕：没有发现结论不同，但标有 ？ 的各行需要人看。",
}
