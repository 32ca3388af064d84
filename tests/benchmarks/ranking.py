"""Places and the best of a million ready totals, exact, against the same with floats."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from tests.benchmarks.measuring import Command, against, alone, python
from yiwu_award.stages.contest import best, places

N, SEATS, RUNS = 1_000_000, 30, 3
FULL = 4_000  # quarter points


def ready() -> tuple[pd.Series, pd.Series]:
    """Exact totals out of 1000, weighed from three reviews as in stage 6, and the award of each."""
    drawn = np.random.default_rng(0).integers(FULL // 2, FULL, size=(N, 2)).tolist()
    totals = pd.Series([Fraction(3 * paper + 5 * site, 8 * 4) for paper, site in drawn], dtype="object")
    return totals, pd.Series(np.where(np.arange(N) % 2, "quality_award", "innovation_award"), dtype="string")


def make() -> None:
    """The totals alone."""
    ready()


def exact() -> None:
    """Places, and who is above the cut of each award."""
    totals, award = ready()
    places(totals, award)
    for _, own in totals.groupby(award):
        best(own.to_dict(), SEATS)


def floats() -> None:
    """The same on floats."""
    totals, award = ready()
    values = totals.astype(float)
    values.groupby(award).rank(method="min", ascending=False)
    values.groupby(award).nlargest(SEATS)


def main() -> None:
    """Print the rows."""
    line = "from tests.benchmarks.ranking import {0}; {0}()"
    alone(Command("a million totals: making them", python(line.format("make"))), RUNS)
    against(
        Command("… and ranking them, exact", python(line.format("exact"))),
        Command("… and ranking them as floats", python(line.format("floats"))),
        RUNS,
    )


if __name__ == "__main__":
    main()
