"""A clerk at his workbooks: he knows the headings, the lists to choose from and the grey and yellow cells, no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

Row = Mapping[str, object]


def first_sheet(path: Path) -> tuple[openpyxl.Workbook, Worksheet]:
    """The workbook, and the sheet that is in front when it is opened."""
    book = openpyxl.load_workbook(path)
    return book, book.worksheets[0]


def written_in(sheet: Worksheet) -> list[dict[str, str]]:
    """The rows as they stand below the headings, by heading; blank cells are empty texts."""
    head, *rows = ([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True))
    return [dict(zip(head, row, strict=True)) for row in rows]


def fill_in(path: Path, *rows: Row) -> None:
    """Write rows into a blank workbook, below what it may hold already, and save it."""
    book, sheet = first_sheet(path)
    for row in rows:
        at = sheet.max_row + 1
        for heading, value in row.items():
            enter(sheet, at, heading, value)
    book.save(path)


def complete(path: Path, answer: Callable[[dict[str, str]], Row | None]) -> None:
    """Answer the rows that a workbook holds already, one by one, and save it.

    Args:
        path: the workbook.
        answer: from a row as it stands to what is entered beside it; None leaves it alone.
    """
    book, sheet = first_sheet(path)
    for at, row in enumerate(written_in(sheet), 2):
        for heading, value in (answer(row) or {}).items():
            assert not row[heading], f"{path.name}: {heading} is given already"
            enter(sheet, at, heading, value)
    book.save(path)


def enter(sheet: Worksheet, at: int, heading: str, value: object) -> None:
    """Enter a value under a heading; where the workbook offers a list, it must be one of its choices."""
    column = next((cell.column for cell in sheet[1] if cell.value == heading), None)
    assert column, f"{sheet.title}: no heading {heading}"
    cell = sheet.cell(row=at, column=column)
    offered = offers(sheet, cell.coordinate)
    assert not offered or value in offered, f"{sheet.title} {cell.coordinate}: {value!r} is not offered"
    cell.value = value


def offers(sheet: Worksheet, cell: str) -> list[str]:
    """What the drop-down list of a cell offers; nothing where it has none. The narrowest list counts."""
    found = [each for each in sheet.data_validations.dataValidation if each.type == "list" and cell in each.sqref]
    if not found:
        return []
    narrowest = min(found, key=lambda each: sum(area.size["rows"] * area.size["columns"] for area in each.sqref.ranges))
    title, _, area = str(narrowest.formula1).partition("!")
    cells = sheet.parent[title.strip("'")][area.replace("$", "")]
    return [row[0].value for row in (cells if isinstance(cells, tuple) else ((cells,),))]
