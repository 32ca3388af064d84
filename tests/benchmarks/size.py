"""Reading and deciding stages 1 and 2 for ten and a hundred thousand applications, against reading with pyarrow.

``read_and_decide`` ends with a verdict for every application on every condition and one for the whole. The words that
reports tell beside each verdict are put together for who asks: ``read_and_tell`` makes all of them, as a run does.
What great-expectations takes is in ``check``.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from tests.benchmarks.measuring import Command, against, alone, library, python, simulated
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import call, eligibility, intake
from yiwu_award.stages.verdicts import facts_of, summed_up, verdicts
from yiwu_award.tables.contracts import contract, incoming
from yiwu_award.tables.reading import read_incoming

SIZES = (10_000, 100_000)
RUNS, RUNS_OF_WORDS = 5, 3
CLOSING, AS_OF = date(2024, 5, 31), date(2024, 7, 20)


def read(folder: str) -> dict[str, pd.DataFrame]:
    """The tables that lie in a folder, and an empty frame for each of the others."""
    arrived = read_incoming(Path(folder))
    if arrived.faults:
        raise SystemExit("\n".join(map(str, arrived.faults[:5])))
    return {name: arrived.frames.get(name, made.empty()) for name, made in incoming().items()}


def read_and_decide(folder: str) -> pd.DataFrame:
    """Contract ``eligibility``: what every application comes to, and what stands in its way."""
    tables, law = received(read(folder))
    wide = verdicts(facts_of(tables, law, AS_OF))
    in_the_way = [
        pd.DataFrame({"application_id": wide.index[wide[part] == verdict], "part": part, "verdict": verdict})
        for part in wide
        for verdict in ("not_met", "unknown")
    ]
    return summed_up(pd.concat(in_the_way, ignore_index=True).astype("string"), tables["applications"])


def read_and_tell(folder: str) -> pd.DataFrame:
    """Contract ``decisions``: every verdict with the fact and the rows that it rests on."""
    tables, law = received(read(folder))
    return eligibility.decide(tables, law, AS_OF).tables["decisions"]


def received(tables: dict[str, pd.DataFrame]) -> tuple[dict[str, pd.DataFrame], Law]:
    """The tables with those of stages 0 and 1, and the law."""
    law = Law.on(CLOSING, tables["implementing_rules"], tables["workdays"])
    tables = tables | dict(call.announce(tables, law, AS_OF).tables) | {"arrivals": contract("arrivals").empty()}
    return tables | dict(intake.receive(tables, law, AS_OF).tables), law


def work(name: str, folder: Path) -> str:
    """A line of Python that calls one of the functions above."""
    return f"from tests.benchmarks.size import {name}; {name}({str(folder)!r})"


def pyarrow(folder: Path) -> Command:
    """Reading with pyarrow, in a process that imports nothing else."""
    code = f"from tests.benchmarks.arrow import read; read({str(folder)!r})"
    return Command("pyarrow reads the same files", library("pyarrow", code))


def main() -> None:
    """Print the rows."""
    for n in SIZES:
        folder = simulated(n)
        alone(Command(f"{n:,} applications: read", python(work("read", folder))), RUNS)
        decide = Command(f"{n:,} applications: read + decide", python(work("read_and_decide", folder)))
        against(decide, pyarrow(folder), RUNS)
        alone(Command(f"{n:,} applications: read + decide + all words", python(work("read_and_tell", folder))),
              RUNS_OF_WORDS)  # fmt: skip


if __name__ == "__main__":
    main()
