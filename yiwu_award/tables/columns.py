"""A column of cells as its contract means them: typed, with what could not be read and what was taken otherwise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.tables.cells import NotOfType, need_nothing, taker
from yiwu_award.tables.contracts import Column


class Converted(NamedTuple):
    """One column, typed; the positions count from the first row under the heading."""

    values: pd.Series
    is_blank: np.ndarray
    faulty: list[tuple[int, Any, str]]  # position, cell, why
    changed: list[tuple[int, Any, str]]  # position, cell, text taken


def converted(cells: pd.Series, column: Column) -> Converted:
    """A column's cells as its contract means them; each distinct cell is looked at once."""
    codes, distinct = _distinct(cells)
    take = taker(column)
    values: list[Any] = []
    faulty: dict[int, str] = {}
    changed: dict[int, str] = {}
    if column.type == "string" and not column.labels and need_nothing(distinct):
        values = [cell or None for cell in distinct]
    for number, cell in enumerate(() if values else distinct):
        try:
            taken = take(cell)
        except NotOfType as reason:
            values.append(None)
            faulty[number] = str(reason)
            continue
        values.append(taken.value)
        if taken.changed is not None:
            changed[number] = taken.changed
    typed = _typed_values(values, column)
    spread = typed.take(codes)
    spread.index = pd.RangeIndex(len(spread))
    is_blank = typed.isna().to_numpy()[codes]
    return Converted(spread, is_blank, _places(codes, distinct, faulty), _places(codes, distinct, changed))


def _places(codes: np.ndarray, distinct: list[Any], notes: dict[int, str]) -> list[tuple[int, Any, str]]:
    if not notes:
        return []
    positions = np.flatnonzero(np.isin(codes, list(notes)))
    return [(int(each), distinct[codes[each]], notes[int(codes[each])]) for each in positions]


def _distinct(cells: pd.Series) -> tuple[np.ndarray, list[Any]]:
    """Number of each cell's distinct value, and these values; 1, 1.0 and True are kept apart."""
    if pd.api.types.infer_dtype(cells, skipna=False) == "string":
        codes, distinct = pd.factorize(cells.to_numpy(dtype=object))
        return codes, list(distinct)
    seen: dict[tuple[type, Any], int] = {}
    numbers = (seen.setdefault((type(cell), cell), len(seen)) for cell in cells)
    return np.fromiter(numbers, dtype=np.intp, count=len(cells)), [cell for _, cell in seen]


def _typed_values(values: list[Any], column: Column) -> pd.Series:
    if column.type == "date":
        return pd.Series(np.array(values, dtype=column.dtype))
    if column.type == "number":
        return pd.Series([pd.NA if value is None else value for value in values], dtype="object")
    return pd.Series(pd.array(values, dtype=column.dtype))


def without_values(column: Column, n: int) -> pd.Series:
    """A column of ``n`` rows that hold nothing, typed."""
    return _typed_values([None], column).take(np.zeros(n, dtype=np.intp)).reset_index(drop=True)
