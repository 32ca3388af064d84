"""Tables as a notebook or a report shows them to people."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from yiwu_award.tables.contracts import contract

NO_ROWS = "没有这样的行。"
_CODES = {"event", "field", "material", "table"}  # columns for programs, where a title stands beside them
_OF_OBJECTORS = ("objector", "objector_contact", "content")  # told on the office's inquiry page alone


class Shown(pd.DataFrame):
    """A frame for people: every cell in full, no row numbers, a sentence where there are no rows."""

    @property
    def _constructor(self) -> type[Shown]:
        return Shown

    def __repr__(self) -> str:
        return NO_ROWS if self.empty else self.to_string(index=False)

    def _repr_html_(self) -> str:
        if self.empty:
            return f"<p>{NO_ROWS}</p>"
        with pd.option_context("display.max_colwidth", None):
            return str(self.to_html(index=False, border=0))


class Sentence(str):
    """A sentence in the place of a table; shows itself without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def for_people(table: str, frame: pd.DataFrame, rows: slice, wanted: Mapping[str, object]) -> Shown:
    """Some rows of a table with Chinese headings and labels.

    Args:
        table: name of its contract.
        frame: the table, typed.
        rows: a stretch of the rows that are left, to show a long table in pieces.
        wanted: column → the value, or several values, that its rows must have.
    """
    for column, value in wanted.items():
        frame = frame[frame[column].isin(list(value) if isinstance(value, (list, tuple, set)) else [value])]
    names = [name for name in contract(table).names if not ("title" in frame and name in _CODES)]
    return Shown(contract(table).shown(frame[names][rows]))


def taken_otherwise(normalised: pd.DataFrame) -> Shown:
    """What was read otherwise than it was written, for people: one row a column of a file, with its first example.

    Args:
        normalised: table, file, sheet, row, column, came, taken: one row a cell.
    """
    untold = {contract("objections").column(name).title for name in _OF_OBJECTORS}
    is_untold = (normalised["table"] == "objections") & normalised["column"].isin(untold)
    told = normalised.assign(**{name: normalised[name].mask(is_untold, "从略") for name in ("came", "taken")})
    of_column = told.fillna({"sheet": ""}).groupby(["file", "sheet", "column"], sort=True)
    rows = of_column.agg(n=("row", "size"), came=("came", "first"), taken=("taken", "first")).reset_index()
    titles = {"file": "文件", "sheet": "工作表", "column": "列", "n": "处数", "came": "例如写作", "taken": "读作"}
    return Shown(rows.rename(columns=titles))
