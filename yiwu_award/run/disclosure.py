"""A table and its key for somebody who may see it: with both he opens that table's commitment, and no other."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from yiwu_award.errors import Refused
from yiwu_award.procedure import STAGES
from yiwu_award.publish.check_receipt import table_key
from yiwu_award.publish.receipts import salt_of
from yiwu_award.run import receipt
from yiwu_award.tables.contracts import contract, incoming, produced
from yiwu_award.tables.handed_on import as_csv
from yiwu_award.year import Year


class Disclosed(NamedTuple):
    """What is handed over."""

    file: Path
    key: str


def disclose(year: Year, table: str, folder: Path) -> Disclosed:
    """Write a table as it was hashed, and tell its key.

    Args:
        year: the year; its results lie in ``year.reports``.
        table: ``incoming/NAME`` or ``results/NAME``, as the public receipt names it.
        folder: where the table's file goes.

    Raises:
        Refused: there is no such table, no receipt, no salt, or the table isn't the one of the receipt.
    """
    kind, _, name = table.partition("/")
    if name not in {"incoming": incoming(), "results": produced()}.get(kind, {}):
        raise Refused(f"没有表 {table}", "公开收据所列的表名，如 incoming/acts、results/tally", "请改正表名")
    salt, problem = salt_of(year)
    if problem:
        raise Refused(problem, "公布收据时所用的 salt.txt", "请找回该年度的 salt.txt")
    run, _ = receipt.read(year.reports / receipt.NAME)
    kept = run["inputs" if kind == "incoming" else "results"]["tables"].get(name)
    frame = contract(name).empty() if kept is None else _frame(year, kind, name)
    data = as_csv(frame, contract(name).columns).encode()
    if kept is not None and hashlib.sha256(data).hexdigest() != kept["hash"]:
        came = f"表“{contract(name).title}”与收据所记的不同"
        raise Refused(came, "运行时的那张表", "请先用 yiwu-award verify 查明", "未写任何文件。")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{kind}-{name}.csv"
    file.write_bytes(data)
    return Disclosed(file, table_key(salt, year.award_year, table).hex())


def _frame(year: Year, kind: str, name: str) -> pd.DataFrame:
    if kind == "incoming":
        return year.received[name]
    return year.outcome(STAGES[contract(name).stage or 0].name)[name]
