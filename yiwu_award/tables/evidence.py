"""Where a row came from, in words that an official can follow."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd

_SOURCE = re.compile(
    r"(?P<title>[^｜；]+)｜(?P<file>[^｜]+?)(?:｜(?P<sheet>[^｜]+?))?｜第 (?P<rows>\d+(?:、\d+)*) 行(?:；|$)"
)


class Source(NamedTuple):
    """Rows of one sheet that something rests on: the table's Chinese name, file, sheet (empty for CSV), rows."""

    title: str
    file: str
    sheet: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        sheet = f"工作表“{self.sheet}”" if self.sheet else ""
        return f"“{self.title}”表 {self.file} {sheet}第 {'、'.join(map(str, self.rows))} 行"


def sources(text: str) -> tuple[Source, ...]:
    """What ``evidence`` wrote, one or several joined by “；”, as data again; a text of another form gives nothing."""
    return tuple(
        Source(found["title"], found["file"], found["sheet"] or "", tuple(map(int, found["rows"].split("、"))))
        for found in _SOURCE.finditer(text)
    )


def evidence(rows: pd.DataFrame, title: str) -> pd.Series:
    """The source of each row: table, file, sheet and spreadsheet row.

    Args:
        rows: rows of an incoming table, with the columns ``file``, ``sheet`` (<NA> for CSV) and ``row``.
        title: the table's Chinese name.

    Returns:
        A string series on the index of ``rows``, e.g. ``纳税信用等级｜tax_credit.csv｜第 3 行``.
    """
    sheet = rows["sheet"].fillna("").map(lambda name: f"｜{name}" if name else "")
    return (title + "｜" + rows["file"] + sheet + "｜第 " + rows["row"].astype("string") + " 行").astype("string")


def place(row: Any) -> dict[str, Any]:
    """Where a row came from, as the ``file``, ``sheet`` and ``row`` of a ``Fault``.

    Args:
        row: one row of an incoming table, as ``itertuples`` gives it.
    """
    return {"file": row.file, "sheet": "" if pd.isna(row.sheet) else row.sheet, "row": int(row.row)}
