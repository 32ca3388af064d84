"""The files of a folder read with pyarrow, which is all that this module imports."""

from __future__ import annotations

from pathlib import Path


def read(folder: str) -> int:
    """Read them one after another and keep them all; the number of their rows."""
    from pyarrow import csv

    tables = [csv.read_csv(path) for path in sorted(Path(folder).glob("*.csv"))]
    return sum(table.num_rows for table in tables)
