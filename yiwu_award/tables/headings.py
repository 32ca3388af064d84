"""Which row of a sheet is its heading, and which column of the contract each heading means."""

from __future__ import annotations

import numpy as np

from yiwu_award.tables.cells import as_came, plain, shortened
from yiwu_award.tables.contracts import Contract
from yiwu_award.tables.files import Sheet

BESIDE = "※"  # begins the heading of a column that explains a row to whoever fills it in; the reader passes it over
_LONGEST = 100  # characters; longer ones are none, and not worth the time
_WITHIN = 12  # title rows may stand above it


def heading_row(sheet: Sheet) -> int | None:
    """Position of the row with the most known headings among the first ones; None if there is none."""
    known = known_headings(sheet.table)
    matches = [sum(as_heading(cell) in known for cell in row) for row in sheet.grid.iloc[:_WITHIN].to_numpy()]
    return int(np.argmax(matches)) if any(matches) else None


def known_headings(table: Contract) -> dict[str, str]:
    """Heading as compared → column, for English names and Chinese titles."""
    return {as_heading(text): each.name for each in table.columns for text in (each.name, each.title)}


def as_heading(cell: object) -> str:
    """A heading as compared: without blanks, without the star of needed columns, in lower case."""
    if not isinstance(cell, str) or len(cell) > _LONGEST:
        return ""
    return plain(cell).replace(" ", "").strip("*").lower()


def position_of(sheet: Sheet, heading: str) -> int | None:
    """Position of the last column under a heading, as its sender wrote it or by either name of the column.

    Args:
        sheet: the sheet.
        heading: what a fault calls the column.
    """
    row = heading_row(sheet)
    if row is None or not heading:
        return None
    cells, known = list(sheet.grid.iloc[row]), known_headings(sheet.table)
    as_written = [number for number, cell in enumerate(cells) if shortened(as_came(cell).strip()) == heading]
    wanted = known.get(as_heading(heading))
    meant = [number for number, cell in enumerate(cells) if wanted and known.get(as_heading(cell)) == wanted]
    return next(reversed(as_written or meant), None)
