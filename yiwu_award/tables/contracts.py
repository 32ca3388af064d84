"""Contracts of the tables: what each column is called, holds and must satisfy, and by which clause.

The files under ``data_contracts`` are the only source; ``odcs`` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Literal

import pandas as pd

from yiwu_award.places import project_file

DTYPES: Mapping[str, str] = MappingProxyType(
    {"string": "string", "integer": "Int64", "number": "object", "boolean": "boolean", "date": "datetime64[us]"}
)
SUFFIX = ".odcs.yaml"
YES_NO: Mapping[bool, str] = MappingProxyType({True: "是", False: "否"})
# Where a row of an incoming table came from: column, dtype, Chinese heading.
ORIGIN = (("file", "string", "文件"), ("sheet", "string", "工作表"), ("row", "Int64", "行"))


@dataclass(frozen=True)
class Rule:
    """One rule of a contract beyond types, codes and keys, as its file states it.

    Attributes:
        name: English name, unique in its contract; ``""`` where the file gives none.
        text: a condition that every row meets, read by ``expectations``.
        clause: the clause that it rests on.
        due: what is due, in words for people.
        fix: what the sender should do.
        columns: the columns that it speaks of; the first is where a fault is shown.
    """

    name: str
    text: str
    clause: str
    due: str
    fix: str
    columns: tuple[str, ...]
    severity: str = "error"


@dataclass(frozen=True)
class Column:
    """One column as its contract describes it.

    Attributes:
        type: ``string``, ``integer``, ``number``, ``boolean`` or ``date``.
        classification: ``public``, ``internal`` or ``restricted``; only public columns reach the site.
        labels: code → Chinese label; empty where any value is allowed.
        pattern: what a text must match; ``pattern_in_words`` says it to people, with an example.
        references: ``table.column`` whose values are the allowed ones, or None.
        needs: codes of which each must have a row, e.g. days without which no year can be told.
        is_clause_part: whether the value names a part of a clause, e.g. ``三(五)1``.
    """

    name: str
    title: str
    type: str
    required: bool
    classification: str
    clause: str
    fix: str
    labels: Mapping[str, str] = field(default_factory=dict)
    pattern: str | None = None
    pattern_in_words: str = ""
    minimum: int | None = None
    maximum: int | None = None
    references: str | None = None
    needs: tuple[str, ...] = ()
    is_uscc: bool = False
    is_clause_part: bool = False
    severity: str = "error"

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column in every frame."""
        return DTYPES[self.type]

    @property
    def is_coded(self) -> bool:
        """Whether the text is a code, not free text: full-width brackets and the like may be normalised."""
        return bool(self.labels or self.pattern or self.references or self.is_uscc or self.is_clause_part)

    @property
    def due(self) -> str:
        """What a cell of this column must hold, in words for people."""
        if self.labels:
            return "、".join(dict.fromkeys(self.labels.values()))
        if self.is_clause_part:
            return "办法的条款项，如 三(五)1"
        kind = {"string": "文字", "integer": "整数", "number": "数字", "boolean": "是或否", "date": "日期"}[self.type]
        if self.minimum is not None:
            return f"{self.minimum} 至 {self.maximum} 的{kind}"
        return self.pattern_in_words or kind


@dataclass(frozen=True)
class Contract:
    """One table's contract.

    Attributes:
        kind: ``incoming`` or ``produced``.
        absent: what it means that an incoming table did not arrive: the stage ``waits``; it is ``empty``; it is empty
            only by a ``nil_return``, the dated word of who keeps it, and else the stage waits; or it is empty for now
            and a later stage, which knows from which day a nil return can be, asks for one: ``nil_return_later``.
        due_event: event of the schedule by whose day the table is due, or None.
        known_on: column with the day on which a row became known, or None.
        asked_of: column of ``applications`` → values that the table is about; empty where it is about all.
        prefilled: columns that a form fills in before it is sent out; a row that holds nothing else is no answer.
        supplier: who sends it (incoming); ``""`` for produced tables.
        stage: number of the stage that produces it; None for incoming tables.
    """

    name: str
    title: str
    kind: Literal["incoming", "produced"]
    clause: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[Rule, ...] = ()
    absent: Literal["waits", "empty", "nil_return", "nil_return_later"] | None = None
    due_event: str | None = None
    known_on: str | None = None
    asked_of: Mapping[str, list[str]] = field(default_factory=dict)
    prefilled: tuple[str, ...] = ()
    supplier: str = ""
    stage: int | None = None
    version: str = ""

    def column(self, name: str) -> Column:
        """The column of that English name.

        Raises:
            KeyError: the contract has none.
        """
        return self._by_name[name]

    @property
    def names(self) -> tuple[str, ...]:
        """English names of the columns, in the contract's order."""
        return tuple(self._by_name)

    @property
    def dtypes(self) -> dict[str, str]:
        """The dtype of each column, for incoming tables with those that tell where a row came from."""
        own = {column.name: column.dtype for column in self.columns}
        return own | {name: dtype for name, dtype, _ in ORIGIN} if self.kind == "incoming" else own

    def labels(self, column: str) -> Mapping[str, str]:
        """Chinese label by code of a column; empty where it has no codes."""
        return self._by_name[column].labels

    def is_asked(self, applications: pd.DataFrame) -> bool:
        """Whether any application is of the kind that the table is about; if none is, nobody need send it.

        Args:
            applications: the table of that name, typed.
        """
        return all(applications[column].isin(kinds).any() for column, kinds in self.asked_of.items())

    def empty(self) -> pd.DataFrame:
        """A frame without rows, columns typed as in every frame of this contract."""
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in self.dtypes.items()})

    def shown(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The frame as people read it: Chinese headings and labels, 是/否, ISO days; every cell is text.

        Args:
            frame: columns of this contract (all or some), with or without ``file``, ``sheet``, ``row``.

        Returns:
            A string frame on the same index; a missing value is an empty text.
        """
        origin = {name: title for name, _, title in ORIGIN}
        shown = {name: as_text(frame[name], self._by_name.get(name)) for name in frame.columns}
        titles = {name: column.title for name, column in self._by_name.items()}
        return pd.DataFrame(shown, index=frame.index).rename(columns=origin | titles)

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}


def as_text(values: pd.Series, column: Column | None) -> pd.Series:
    """Values as people read them: labels for codes, 是/否, ISO days; missing ones as empty text.

    Args:
        values: typed values of the column.
        column: its description; None for a column outside the contract, such as ``row``.

    Returns:
        A string series on the same index.
    """
    if column is None or column.type in ("integer", "number"):
        texts = values.map(str, na_action="ignore")
    elif column.type == "date":
        texts = values.dt.strftime("%Y-%m-%d")
    else:
        shown = column.labels if column.type == "string" else YES_NO
        texts = values.astype("object").map(lambda value: shown.get(value, value), na_action="ignore")
    return texts.astype("string").fillna("")


def contract(name: str) -> Contract:
    """The contract of an incoming or produced table.

    Raises:
        KeyError: there is no such table; a mistake in the code, never in the input.
        pydantic.ValidationError: the file is not ODCS.
    """
    for kind in ("incoming", "produced"):
        if name in _names(kind):
            return _parsed(kind, name)
    raise KeyError(name)


def incoming() -> dict[str, Contract]:
    """Contracts of all incoming tables by name, in alphabetic order."""
    return {name: _parsed("incoming", name) for name in _names("incoming")}


def produced() -> dict[str, Contract]:
    """Contracts of all tables that stages hand on, by name, in alphabetic order."""
    return {name: _parsed("produced", name) for name in _names("produced")}


@cache
def _names(kind: str) -> tuple[str, ...]:
    files = project_file(f"data_contracts/{kind}").glob(f"*{SUFFIX}")
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in files))


@cache
def _parsed(kind: Literal["incoming", "produced"], name: str) -> Contract:
    from yiwu_award.tables.odcs import read_contract  # 0.15 s for the standard's model: only where a table is touched

    return read_contract(project_file(f"data_contracts/{kind}") / f"{name}{SUFFIX}", kind)
