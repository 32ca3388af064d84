"""Where a row came from, in words that an official can follow."""

from __future__ import annotations

from typing import Any

import pandas as pd


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
