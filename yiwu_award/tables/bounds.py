"""What a workbook may come to when it is opened: an office's table is small, and a few bytes can ask for gigabytes."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

MOST_CELLS = 20_000_000  # a million rows of the widest table
_MOST_BYTES = 4 * 2**30
_DENSE, _MOST_DENSE = 64 * 2**20, 200  # tables shrink by 20 or 40; above this many bytes no more than 200 is believed
_MOST_PARTS = 10_000
# What a damaged workbook makes Python's own readers raise.
DAMAGED = (
    zipfile.BadZipFile, zlib.error, ElementTree.ParseError, LookupError, ValueError, RuntimeError, OSError, EOFError,
)  # fmt: skip
_SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml")
_CELL = re.compile(rb' r="([A-Z]{1,3})([0-9]{1,9})"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_ROWS, _COLUMNS = f"{_TABLE}number-rows-repeated", f"{_TABLE}number-columns-repeated"
_STYLE = f"{_TABLE}style-name"


def too_much(data: bytes, suffix: str) -> str:
    """Why a workbook must not be opened, in Chinese; nothing where it may, or is no such file at all.

    Args:
        data: the file.
        suffix: its ending, e.g. ``.xlsx``.
    """
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            entries = parts.infolist()
            size = sum(entry.file_size for entry in entries)
            if len(entries) > _MOST_PARTS or size > _MOST_BYTES or (size > _DENSE and size > _MOST_DENSE * len(data)):
                return f"解压后有 {size // 2**20} MB，不像是来表"
            areas = _areas_of_ods(parts) if suffix == ".ods" else _areas_of_xlsx(parts)
            cells = sum(areas)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ElementTree.ParseError,
        LookupError,
        ValueError,
        RuntimeError,
        OSError,
        EOFError,
    ):
        return ""  # damaged: whoever reads it says so
    return f"占用 {cells} 个格子：很远的行或列里有内容" if cells > MOST_CELLS else ""


def _areas_of_xlsx(parts: zipfile.ZipFile) -> Iterator[int]:
    """Rows times columns of each sheet, up to its last cell."""
    for name in parts.namelist():
        if _SHEET_PART.fullmatch(name):
            cells = _CELL.finditer(parts.read(name))
            columns, rows = set(), 0
            for match in cells:
                columns.add(match[1])
                rows = max(rows, int(match[2]))
            yield rows * max(map(column_number, columns), default=0)


def _areas_of_ods(parts: zipfile.ZipFile) -> Iterator[int]:
    """Rows times columns of each sheet, up to its last cell that holds something; repeated ones counted."""
    for sheet in ElementTree.fromstring(parts.read("content.xml")).iter(f"{_TABLE}table"):
        row = last = columns = 0
        for each in sheet.iter(f"{_TABLE}table-row"):
            column = filled = 0
            for cell in each:
                column += int(cell.get(_COLUMNS, "1"))
                filled = column if len(cell) or cell.attrib.keys() - {_COLUMNS, _STYLE} else filled
            row += int(each.get(_ROWS, "1"))
            last, columns = (row if filled else last), max(columns, filled)
        yield last * columns


def column_number(letters: bytes) -> int:
    """Number of a spreadsheet column: A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
