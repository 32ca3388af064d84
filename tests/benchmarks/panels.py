"""Proposed panels against a greedy assignment: ``python -m tests.benchmarks.panels``.

Greedy: panels of three in the order of the assessors, each application to the least busy panel that has an expert of
its sector and nobody who must stay away. A table over drawn years: applications that nobody takes, and the loads.
"""

from __future__ import annotations

import time
from random import Random

import pandas as pd

from tests.worlds import law, table
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.panel_proposal import propose
from yiwu_award.stages.panels import is_expert, relations

SECTORS = ("industry", "services", "construction", "agriculture", "other")
SIZES = ((8, 9), (14, 13), (24, 18))  # applications, assessors
N_YEARS = 5


def drawn(seed: int, n_applications: int, n_assessors: int) -> dict[str, pd.DataFrame]:
    """A field, assessors of every sector and some of management, and a relation for every fourth application."""
    chance = Random(seed)
    fields = [*SECTORS[:4], *SECTORS[:4], *(chance.choice((*SECTORS[:4], "management")) for _ in range(n_assessors))]
    names = [f"A{number:03}" for number in range(n_applications)]
    people = [f"E{number:02}" for number in range(n_assessors)]
    rows = {
        "applications": [
            {"application_id": name, "uscc": f"code-{name}", "sector": chance.choice(SECTORS)} for name in names
        ],
        "assessors": [
            {"assessor_id": name, "expertise": field, "is_qualified": True}
            for name, field in zip(people, chance.sample(fields[:n_assessors], n_assessors), strict=True)
        ],
        "conflicts": [
            {"application_id": name, "assessor_id": chance.choice(people), "declared_on": "2024-07-01"}
            for name in names[::4]
        ],
        "misconduct": [],
    }
    return {name: table(name, *own) for name, own in rows.items()}


def greedy(tables: dict[str, pd.DataFrame], in_force: Law) -> tuple[list[int], int]:
    """Applications by panel, and how many nobody takes."""
    people = tables["assessors"].sort_values("assessor_id", ignore_index=True)
    panels = [people.iloc[first : first + 3] for first in range(0, len(people) - 2, 3)]
    barred = set(relations(tables, in_force).itertuples(index=False, name=None))
    loads, n_left = [0] * len(panels), 0
    for row in tables["applications"].itertuples():
        able = [
            number
            for number, members in enumerate(panels)
            if is_expert(members["expertise"], row.sector).any()
            and not any((row.application_id, who) in barred for who in members["assessor_id"])
        ]
        if able:
            loads[min(able, key=lambda number: (loads[number], number))] += 1
        else:
            n_left += 1
    return loads, n_left


def main() -> None:
    """Print the table."""
    in_force = law()
    print("applications assessors year | greedy: left, least-most | proposed: left, least-most, seconds")  # noqa: T201
    for n_applications, n_assessors in SIZES:
        for seed in range(N_YEARS):
            tables = drawn(seed, n_applications, n_assessors)
            loads, n_left = greedy(tables, in_force)
            started = time.perf_counter()
            proposal = propose(tables, in_force, tables["applications"]["application_id"])
            seconds = time.perf_counter() - started
            taken = proposal.panel_applications.groupby("panel").size()
            own = f"{taken.min()}-{taken.max()}" if len(taken) else "; ".join(proposal.stops)
            left = n_applications - len(proposal.panel_applications)
            print(  # noqa: T201
                f"{n_applications:12} {n_assessors:9} {seed:4} | {n_left:4}, {min(loads)}-{max(loads)} "
                f"| {left:4}, {own}, {seconds:.1f}"
            )


if __name__ == "__main__":
    main()
