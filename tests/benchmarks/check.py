"""Judging a million rows of 核查意见 by their contract, against the same written by hand for each library.

All of them read the file, look at every cell and, of a table without a fault, report none. Ours judges the
applications too, to which the rows refer.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from tests.benchmarks.measuring import Command, against, library, python, simulated
from yiwu_award.tables.contracts import Contract, contract
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.expectations import library as great_expectations
from yiwu_award.tables.reading import read_incoming

APPLICATIONS, RUNS = 100_000, 3  # eleven rows each
TABLE = "attestations"


def ours(folder: str) -> None:
    """Read and judge by contract."""
    arrived = read_incoming(Path(folder))
    if faults := [*arrived.faults, *judge(arrived.frames)]:
        raise SystemExit("\n".join(map(str, faults[:5])))


def by_great_expectations(folder: str) -> None:
    """The library alone, one suite, one validation."""
    gx, (rows, ids), table = great_expectations(), _read(folder), contract(TABLE)
    expect = gx.expectations
    expected = [expect.ExpectColumnValuesToNotBeNull(column=name) for name in _needed(table)]
    allowed = _codes(table) | {"application_id": ids}
    expected += [expect.ExpectColumnValuesToBeInSet(column=name, value_set=codes) for name, codes in allowed.items()]
    expected.append(expect.ExpectCompoundColumnsToBeUnique(column_list=list(table.key), ignore_row_if="never"))
    suite = gx.ExpectationSuite(name=TABLE, expectations=expected)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("plain").add_dataframe_asset(TABLE)
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows})
    if not batch.validate(suite, result_format={"result_format": "COMPLETE"}).success:
        raise SystemExit("a table without a fault was refused")


def by_pandera(folder: str) -> None:
    """One schema, all failures at once."""
    import pandera.pandas as pa

    (rows, ids), table = _read(folder), contract(TABLE)
    needed, codes = _needed(table), _codes(table) | {"application_id": ids}
    columns = {
        name: pa.Column(None, [pa.Check.isin(codes[name])] if name in codes else [], nullable=name not in needed)
        for name in table.names
    }
    pa.DataFrameSchema(columns, unique=list(table.key)).validate(rows, lazy=True)


def _read(folder: str) -> tuple[pd.DataFrame, list[str]]:
    days = [column.name for column in contract(TABLE).columns if column.type == "date"]
    ids = pd.read_csv(Path(folder, "applications.csv"), usecols=["application_id"])["application_id"]
    return pd.read_csv(Path(folder, f"{TABLE}.csv"), parse_dates=days), list(ids)


def _needed(table: Contract) -> list[str]:
    return [column.name for column in table.columns if column.required]


def _codes(table: Contract) -> dict[str, list[str]]:
    return {column.name: list(column.labels) for column in table.columns if column.labels}


def main() -> None:
    """Print the rows."""
    whole = simulated(APPLICATIONS)
    folder = whole.with_name(f"{TABLE}-of-{APPLICATIONS}")
    folder.mkdir(exist_ok=True)
    for name in ("applications", TABLE):
        shutil.copyfile(whole / f"{name}.csv", folder / f"{name}.csv")
    line = f"from tests.benchmarks.check import {{0}}; {{0}}({str(folder)!r})"
    contracts = Command("a million rows by contract", python(line.format("ours")))
    against(contracts, Command("plain great-expectations", python(line.format("by_great_expectations"))), RUNS)
    against(contracts, Command("pandera", library("pandera", line.format("by_pandera"))), RUNS)


if __name__ == "__main__":
    main()
