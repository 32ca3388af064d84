"""What the judgement of a table rests on, as a hash: a table that was sound stays so until one of these changes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import pandas as pd

from yiwu_award.fingerprints import program_fingerprint
from yiwu_award.tables.contracts import Contract, contract
from yiwu_award.tables.row_conditions import tables_in


def grounds(frames: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """By table a hash of what ``expectations.judge`` decides it on: the program, its rows, and those it refers to.

    Args:
        frames: incoming tables that arrived, by name, typed, with ``file``, ``sheet``, ``row``.
    """
    program, rows = program_fingerprint(), {name: hash_of_rows(frame) for name, frame in frames.items()}
    return {name: _hash(program, name, {name, *referred_to(contract(name))}, rows) for name in frames}


def referred_to(table: Contract) -> set[str]:
    """The other tables that a contract looks into, by its references and by its rules."""
    by_columns = {column.references.partition(".")[0] for column in table.columns if column.references}
    return by_columns.union(*(tables_in(rule.text) for rule in table.rules))


def hash_of_rows(frame: pd.DataFrame) -> bytes:
    """Of the rows as they are shown, the places that they came from included."""
    heading = ",".join(map(str, frame.columns)).encode()
    return hashlib.sha256(heading + pd.util.hash_pandas_object(frame, index=False).to_numpy().tobytes()).digest()


def _hash(program: str, table: str, seen: set[str], rows: Mapping[str, bytes]) -> str:
    came = [f"{name} {rows[name].hex() if name in rows else 'absent'}" for name in sorted(seen)]
    return hashlib.sha256("\n".join([program, table, *came]).encode()).hexdigest()
