"""A change of facts: cells of the incoming tables that would have to hold something else, and the tables so changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

import pandas as pd

from yiwu_award.law.rulebook import Law
from yiwu_award.stages.conditions.finding import Facts
from yiwu_award.tables.contracts import as_text, contract

REMOVED: Mapping[str, Any] = MappingProxyType({})  # what a row is set to that should not be there
NO_RULES: Mapping[str, int] = MappingProxyType({})


class Edit(NamedTuple):
    """One row of an incoming table otherwise than it came; a row that isn't there is added.

    Attributes:
        table: its English name.
        key: columns that tell the row, with their values.
        sets: what other columns of it should hold; ``REMOVED``: the row should not be there.
    """

    table: str
    key: Mapping[str, Any]
    sets: Mapping[str, Any]


class Cell(NamedTuple):
    """One cell that an edit changes, in words for people; a row that is added or taken out is one cell.

    Attributes:
        kind: ``changed``, ``added`` or ``removed``.
        table: the table's Chinese name.
        file: where the row came from; empty for a row that is added.
        sheet: empty for CSV.
        row: the spreadsheet row; None for a row that is added.
        column: the heading; empty for a row that is taken out or added.
        was: what it holds.
        becomes: what it would have to hold; for a row that is added, its cells.
        name: the table's English name.
        key: the columns that tell the row, by English name, for programs.
        sets: what other columns would hold, by English name and as codes; nothing for a row that is taken out.
    """

    kind: str
    table: str
    file: str
    sheet: str
    row: int | None
    column: str
    was: str
    becomes: str
    name: str = ""
    key: Mapping[str, Any] = REMOVED
    sets: Mapping[str, Any] = REMOVED


class Remedy(NamedTuple):
    """One way in which a part would be met.

    Attributes:
        text: whole sentences: what would have to be.
        edits: exactly these rows otherwise.
        rules: values that the year's rules would have to give, by key.
        day: the day from which on time meets the part, with the edits; None: as of the days that count this year.
    """

    text: str
    edits: tuple[Edit, ...] = ()
    rules: Mapping[str, int] = NO_RULES
    day: date | None = None


class Answer(NamedTuple):
    """Ways to meet one part, the nearest first: the first that is proven is the one that is told.

    Attributes:
        remedies: changes of facts, or of the year's rules.
        laters: days from which on time helps.
    """

    remedies: tuple[Remedy, ...] = ()
    laters: tuple[Remedy, ...] = ()


@dataclass(frozen=True)
class Asked:
    """One open part of one application, and the facts that it was decided on."""

    facts: Facts
    application_id: str
    part: str

    @property
    def law(self) -> Law:
        return self.facts.law

    @property
    def application(self) -> Any:
        """The application's row."""
        return next(self.rows("applications").itertuples())

    def rows(self, table: str, **wanted: Any) -> pd.DataFrame:
        """The application's rows of a table whose columns hold the wanted values (one, or several in a tuple)."""
        frame = self.facts[table]
        frame = frame[frame["application_id"] == self.application_id]
        for column, value in wanted.items():
            frame = frame[frame[column].isin(value if isinstance(value, tuple) else (value,))]
        return frame

    def edit(self, table: str, sets: Mapping[str, Any], **key: Any) -> Edit:
        """An edit of one of the application's own rows."""
        return Edit(table, {"application_id": self.application_id} | key, sets)


def applied(tables: Mapping[str, pd.DataFrame], edits: Iterable[Edit]) -> dict[str, pd.DataFrame]:
    """The tables with some rows otherwise; the given ones stay as they are."""
    changed = dict(tables)
    for edit in edits:
        frame = changed[edit.table]
        is_meant = _is_meant(frame, edit)
        if edit.sets is REMOVED:
            changed[edit.table] = frame[~is_meant].reset_index(drop=True)
        elif is_meant.any():
            own = frame.assign(**{
                column: frame[column].mask(is_meant, value).astype(frame[column].dtype)
                for column, value in edit.sets.items()
            })  # fmt: skip
            changed[edit.table] = own
        else:
            row = pd.DataFrame([{**edit.key, **edit.sets}]).reindex(columns=frame.columns).astype(frame.dtypes)
            changed[edit.table] = pd.concat([frame, row], ignore_index=True)
    return changed


def cells(tables: Mapping[str, pd.DataFrame], edits: Iterable[Edit]) -> Iterator[Cell]:
    """What some edits change, cell by cell, against the tables as they came."""
    for edit in edits:
        title = contract(edit.table).title
        rows = tables[edit.table]
        rows = rows[_is_meant(rows, edit)]
        if rows.empty:
            yield Cell("added", title, "", "", None, "", "", _row_in_words(edit), *edit)
            continue
        for row in rows.to_dict("records"):
            spot = (title, str(row["file"]), "" if pd.isna(row["sheet"]) else str(row["sheet"]), int(row["row"]))
            if edit.sets is REMOVED:
                yield Cell("removed", *spot, "", _row_in_words(Edit(edit.table, edit.key, {})), "", *edit)
            for column, value in edit.sets.items():
                was, becomes = (_in_words(edit.table, column, each) for each in (row[column], value))
                heading = contract(edit.table).column(column).title
                yield Cell("changed", *spot, heading, was, becomes, edit.table, edit.key, {column: value})


def _is_meant(frame: pd.DataFrame, edit: Edit) -> pd.Series:
    is_meant = pd.Series(True, index=frame.index)
    for column, value in edit.key.items():
        is_meant &= frame[column].eq(pd.Timestamp(value) if isinstance(value, date) else value).fillna(False)
    return is_meant


def _row_in_words(edit: Edit) -> str:
    """A row without the application's number, e.g. ``“评价年度”为“2023”，“信用级别”为“A”``."""
    made = contract(edit.table)
    own = {column: value for column, value in {**edit.key, **edit.sets}.items() if column != "application_id"}
    return "，".join(
        f"“{made.column(column).title}”为“{_in_words(edit.table, column, value)}”" for column, value in own.items()
    )


def _in_words(table: str, column: str, value: Any) -> str:
    """A cell as people read it; “空白” for a blank."""
    meant = contract(table).column(column)
    return str(as_text(pd.Series([value], dtype=meant.dtype), meant).fillna("").iloc[0]) or "空白"
