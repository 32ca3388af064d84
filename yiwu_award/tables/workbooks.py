"""The workbooks that offices fill in: one per incoming table, with lists to choose from and what is due.

A blank workbook reads back as an empty table without faults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import YES_NO, Column, Contract
from yiwu_award.tables.files import EXPLAINING_SHEETS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

ROWS_WITH_LISTS = 500
_EXPLANATION, _LISTS = EXPLAINING_SHEETS
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "General", "boolean": "@", "string": "@"}
_MADE_ON = datetime(2000, 1, 1)  # noqa: DTZ001, a workbook must be the same bytes whenever it is made
_INVALID_IN_NAMES = re.compile(r'[\\/:*?"<>|\[\]]')


def blank_workbooks(folder: Path) -> list[Path]:
    """Write a blank workbook for every incoming table, and a README that lists who supplies what by when.

    Args:
        folder: where to; made if need be. A workbook that is already there stays as it is: it may hold rows.

    Returns:
        The files written, README first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    readme = folder / "README.md"
    written = []
    if not readme.exists():
        readme.write_text(_readme(), encoding="utf-8", newline="\n")
        written.append(readme)
    for table in contracts.incoming().values():
        path = folder / f"{file_name(table)}.xlsx"
        if not path.exists():
            blank_workbook(table).save(path)
            written.append(path)
    return written


def file_name(table: Contract) -> str:
    """The table's Chinese title as file and sheet name, without what Windows or Excel refuse."""
    return _INVALID_IN_NAMES.sub("", table.title)


def blank_workbook(table: Contract) -> Workbook:
    """One table's workbook: the sheet to fill in, and 填写说明."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.creator = "yiwu-award"
    book.properties.created = book.properties.modified = _MADE_ON
    sheet = book.active
    sheet.title = file_name(table)
    _headings(sheet, table)
    _choices(book, sheet, table)
    _explanation(book.create_sheet(_EXPLANATION), table)
    return book


def safe_text(value: str) -> str:
    """The text with a leading apostrophe where a spreadsheet would run it as a formula; for CSV that people open."""
    return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value
