"""Tables → files: plain CSV for the program's own form, and workbooks and GB18030 as offices keep them.

The same tables give the same bytes: workbooks carry fixed times and no program's version.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from yiwu_award.tables.contracts import Contract, contract

WRITTEN_AT = b"2020-01-01T00:00:00Z"
_FULL_WIDTH = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}


def write_csv(folder: Path, table: str, rows: Iterable[Mapping]) -> None:
    """UTF-8, English headings and codes, ISO days, true/false, LF; no file without rows."""
    lines = [[_plain(row.get(name)) for name in contract(table).names] for row in rows]
    if lines:
        _save_csv(folder / f"{table}.csv", [contract(table).names, *lines], "utf-8", "\n")


def write_office_csv(folder: Path, name: str, table: str, rows: Iterable[Mapping]) -> None:
    """GB18030 with Chinese headings and labels, ``2025/3/1``, CRLF: what Excel saves in China."""
    made = contract(table)
    lines = [[_plain(_labelled(made, column, row.get(column), slashed)) for column in made.names] for row in rows]
    _save_csv(folder / f"{name}.csv", [headings(made), *lines], "gb18030", "\r\n")


class Book:
    """A workbook as a clerk keeps it; a sheet per table, Chinese headings and labels."""

    def __init__(self) -> None:
        self._book = openpyxl.Workbook()
        self._book.remove(self._book.active)

    def sheet(
        self,
        name: str,
        table: str,
        rows: Iterable[Mapping],
        *,
        above: str = "",
        days: str = "excel",
        numbered: bool = False,
    ) -> Book:
        """Add a sheet.

        Args:
            name: the sheet's name.
            table: the table that it holds.
            rows: its rows.
            above: a title in a merged row above the headings.
            days: ``excel`` for real dates, ``chinese`` for 2025年3月1日, ``slashed`` for 2025/3/1.
            numbered: whether a running number stands in front.
        """
        made = contract(table)
        page: Worksheet = self._book.create_sheet(name)
        if above:
            page.append([above])
            page.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(made.names) + numbered)
            page["A1"].alignment = Alignment(horizontal="center")
        page.append([*(["序号"] if numbered else []), *headings(made)])
        for cell in page[page.max_row]:
            cell.font = Font(bold=True)
        say = {"excel": _as_is, "chinese": chinese, "slashed": slashed}[days]
        for number, row in enumerate(rows, 1):
            own = [_labelled(made, column, row.get(column), say) for column in made.names]
            page.append([*([number] if numbered else []), *own])
        return self

    def save(self, path: Path) -> None:
        """Write the workbook with fixed times, so that equal sheets are equal bytes."""
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = io.BytesIO()
        self._book.save(raw)
        with zipfile.ZipFile(raw) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as fixed:
            for name in sorted(made.namelist()):
                content = made.read(name)
                if name == "docProps/core.xml":
                    content = re.sub(rb"(<dcterms:\w+[^>]*>)[^<]*", rb"\g<1>" + WRITTEN_AT, content)
                member = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                member.create_system = 3  # the same on every machine
                fixed.writestr(member, content, zipfile.ZIP_DEFLATED)


def headings(made: Contract) -> list[str]:
    """Chinese headings of a table, in the contract's order."""
    return [column.title for column in made.columns]


def full_width(text: str) -> str:
    """Digits as a Chinese input method may write them."""
    return text.translate(_FULL_WIDTH)


def chinese(on: date) -> str:
    """A day as an official writes it."""
    return f"{on.year}年{on.month}月{on.day}日"


def slashed(on: date) -> str:
    """A day as Excel shows it in China."""
    return f"{on.year}/{on.month}/{on.day}"


def _as_is(on: date) -> date:
    return on


def _labelled(made: Contract, column: str, value: object, say: object) -> object:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return say(value)
    return made.labels(column).get(value, value) if isinstance(value, str) else value


def _plain(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _save_csv(path: Path, lines: Iterable[Sequence[object]], encoding: str, end: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, lineterminator=end).writerows(lines)
