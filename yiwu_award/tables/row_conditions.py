"""What a contract asks of a row beyond types, codes and ranges, as columns of yes and no.

``expectations`` lets great-expectations judge these columns like any other. A check whose facts are
missing says <NA>, which is never a fault.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import pandas as pd

from yiwu_award.law import clauses
from yiwu_award.tables import contracts, uscc
from yiwu_award.tables.contracts import Contract

_COMPARED: Mapping[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.In: lambda left, right: left.isin(right),
}
_COMPUTED: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {ast.Add: operator.add, ast.Sub: operator.sub}


def check_columns(table: Contract, frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """One boolean column per check: ``<column>__known``, ``<column>__valid``, ``<rule>__holds``.

    Args:
        table: its contract.
        frame: the table's rows, typed.
        frames: all tables that arrived, for what refers to them.

    Returns:
        boolean frame on the index of ``frame``; <NA> where a fact is missing or the other table has not come.
    """
    checks: dict[str, pd.Series] = {}
    for column in table.columns:
        values = frame[column.name]
        if column.references:
            checks[f"{column.name}__known"] = _is_among(values, _referred(column.references, frames))
        elif column.is_clause_part:
            checks[f"{column.name}__known"] = _is_among(values, pd.Series(clauses.parts()))
        elif column.is_uscc:
            checks[f"{column.name}__valid"] = uscc.is_valid(values)
    for rule in table.rules:
        checks[f"{rule.name}__holds"] = holds(rule.text, frame, frames)
    return pd.DataFrame(checks, index=frame.index, dtype="boolean")


def holds(condition: str, frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Whether each row meets a contract's condition.

    Args:
        condition: columns, constants, ``table.column`` (joined by that table's key), ``+ - == != <= < >= > in
            and or``, ``matches(column, pattern)`` and ``found(column, table.column)`` (whether that table has such a
            row), written as in Python.
        frame: the rows.
        frames: the other tables.

    Returns:
        boolean series; <NA> where a compared value is missing.

    Raises:
        ValueError: the condition holds anything else; a mistake in the contract file.
    """

    def value(node: ast.expr) -> Any:
        match node:
            case ast.Constant():
                return node.value
            case ast.Tuple():
                return [value(each) for each in node.elts]
            case ast.Name():
                return frame[node.id]
            case ast.Attribute(value=ast.Name(id=table), attr=column):
                return _joined(table, column, frame, frames)
            case ast.BinOp(op=op) if type(op) in _COMPUTED:
                return _COMPUTED[type(op)](value(node.left), value(node.right))
            case ast.BoolOp(op=op):
                joined_by = operator.or_ if isinstance(op, ast.Or) else operator.and_
                return reduce(joined_by, [value(each) for each in node.values])
            case ast.Compare(ops=[op]) if type(op) in _COMPARED:
                left, right = value(node.left), value(node.comparators[0])
                return _unless_missing(_COMPARED[type(op)](left, right), left, right)
            case ast.Call(func=ast.Name(id="matches"), args=[column, ast.Constant(value=str(pattern))]):
                return value(column).str.fullmatch(pattern).astype("boolean")
            case ast.Call(
                func=ast.Name(id="found"), args=[ast.Name(), ast.Attribute(value=ast.Name(id=table)) as there]
            ):
                known = value(there).notna().astype("boolean")
                return known if table in frames else known.where(known)
        raise ValueError(f"{condition!r}: {ast.unparse(node)!r} is not understood")

    result: pd.Series = value(ast.parse(condition, mode="eval").body)
    return result


def tables_in(condition: str) -> set[str]:
    """The other tables that a contract's condition names."""
    named = (node.value for node in ast.walk(ast.parse(condition, mode="eval")) if isinstance(node, ast.Attribute))
    return {table.id for table in named if isinstance(table, ast.Name)}


def _unless_missing(result: pd.Series, *sides: Any) -> pd.Series:
    """The comparison, <NA> where either side is missing: pandas calls a comparison with a missing day false."""
    known = pd.Series(True, index=result.index)
    for side in sides:
        if isinstance(side, pd.Series):
            known &= side.notna()
    return result.astype("boolean").where(known)


def _is_among(values: pd.Series, allowed: pd.Series | None) -> pd.Series:
    if allowed is None:
        return pd.Series(pd.NA, index=values.index, dtype="boolean")
    return values.isin(allowed.dropna()).astype("boolean").where(values.notna())


def _referred(reference: str, frames: Mapping[str, pd.DataFrame]) -> pd.Series | None:
    table, _, column = reference.partition(".")
    return frames[table][column] if table in frames else None


def _joined(table: str, column: str, frame: pd.DataFrame, frames: Mapping[str, pd.DataFrame]) -> pd.Series:
    """Another table's column, by that table's key, on the index of ``frame``."""
    made = contracts.contract(table)
    other = frames.get(table, made.empty())
    keys = list(made.key)
    found = frame[keys].merge(other.drop_duplicates(keys)[[*keys, column]], how="left", on=keys)
    return found[column].set_axis(frame.index)
