"""The typed CSV that stages hand on: what was read back is what was written, or it is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault
from yiwu_award.tables.contracts import Column, Contract


def write_produced(frame: pd.DataFrame, contract: Contract, path: Path) -> None:
    """Write a table that a stage hands on: UTF-8, LF, ISO days, decimals as they are, true/false.

    Raises:
        ContractBroken: the frame isn't what its contract says (a mistake in the stage); nothing is written.
    """
    if faults := list(_produced_faults(frame, contract, path.name)):
        raise ContractBroken(faults, "未写该表。")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_if_changed(path, as_csv(frame, contract.columns).encode())


def write_if_changed(path: Path, data: bytes) -> None:
    """Write a file unless it holds these bytes already: notebooks that run side by side never meet half a table."""
    if not (path.exists() and path.read_bytes() == data):
        path.write_bytes(data)


def as_csv(frame: pd.DataFrame, columns: Iterable[Column]) -> str:
    """A typed frame in the one form in which tables are handed on and hashed, whatever it was read from.

    Args:
        frame: has these columns, typed; others are left out.
        columns: in the order in which they are written.
    """
    texts = pd.DataFrame({column.name: _as_csv(frame[column.name], column) for column in columns})
    written: str = texts.to_csv(index=False, lineterminator="\n")
    return written


def read_produced(path: Path, contract: Contract) -> pd.DataFrame:
    """Read what ``write_produced`` wrote: the same columns, dtypes, values and row order.

    Raises:
        ContractBroken: the file isn't what its contract says: changed by hand, or of another version.
    """
    texts = pd.read_csv(path, dtype="string", keep_default_na=False, na_values=[""], encoding="utf-8")
    if tuple(texts.columns) != contract.names:
        raise ContractBroken([_changed_by_hand(contract, path.name, "列为 " + "、".join(texts.columns))])
    try:
        frame = pd.DataFrame({column.name: _from_csv(texts[column.name], column) for column in contract.columns})
    except (ValueError, ArithmeticError) as error:
        raise ContractBroken([_changed_by_hand(contract, path.name, str(error))]) from None
    if faults := list(_produced_faults(frame, contract, path.name)):
        raise ContractBroken(faults)
    return frame


def _produced_faults(frame: pd.DataFrame, table: Contract, file: str) -> Iterator[Fault]:
    """What makes a handed-on frame other than its contract, types first."""
    if tuple(frame.columns) != table.names:
        yield _changed_by_hand(table, file, "列为 " + "、".join(map(str, frame.columns)))
        return
    wrong = [each for each in table.columns if frame[each.name].dtype != each.dtype]
    for each in wrong:
        yield _changed_by_hand(table, file, f"列 {each.name} 的类型是 {frame[each.name].dtype}", each)
    if wrong:
        return
    for each in table.columns:
        values = frame[each.name]
        if each.required and values.isna().any():
            yield _changed_by_hand(table, file, f"列 {each.name} 有空值", each)
        if each.type == "string" and (values == "").any():
            yield _changed_by_hand(table, file, f"列 {each.name} 有空文字（没有值的应为 <NA>）", each)
        if each.type == "string" and values.str.contains("\r", regex=False).any():
            yield _changed_by_hand(table, file, f"列 {each.name} 有回车符（换行应为 LF）", each)
        if each.type == "number" and not all(isinstance(value, Decimal) for value in values.dropna()):
            yield _changed_by_hand(table, file, f"列 {each.name} 有不是 Decimal 的数", each)
        if each.labels and not (unknown := values[~values.isin(list(each.labels)) & values.notna()]).empty:
            yield _changed_by_hand(table, file, f"列 {each.name} 的“{unknown.iloc[0]}”", each)
    if frame.duplicated(list(table.key)).any():
        yield _changed_by_hand(table, file, "键 " + "、".join(table.key) + " 有重复")


def _changed_by_hand(table: Contract, file: str, came: str, column: Column | None = None) -> Fault:
    fault = Fault(
        table.title, came, "列：" + "、".join(table.names), table.clause, "删除该文件后重新运行该阶段", file=file
    )
    return fault._replace(due=column.due, clause=column.clause, column=column.name) if column else fault


def _as_csv(values: pd.Series, column: Column) -> pd.Series:
    if column.type == "date":
        return values.dt.strftime("%Y-%m-%d")
    if column.type == "boolean":
        return values.map({True: "true", False: "false"}).astype("string")
    return values.map(str, na_action="ignore").astype("string")


def _from_csv(texts: pd.Series, column: Column) -> pd.Series:
    if column.type == "date":
        return pd.to_datetime(texts, format="%Y-%m-%d").astype(column.dtype)
    if column.type == "boolean":
        if not texts.dropna().isin(["true", "false"]).all():
            raise ValueError(f"列 {column.name} 有 true、false 之外的值")
        return texts.map({"true": True, "false": False}).astype(column.dtype)
    if column.type == "number":
        return pd.Series([pd.NA if pd.isna(text) else Decimal(text) for text in texts], dtype="object")
    return texts.astype(column.dtype)
