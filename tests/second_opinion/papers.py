"""The second opinion's own reading of a year: CSV text as rows of strings, days, and the year's printed rules.

Nothing in this folder's opinion (this module, conditions, panel_work, standing, ballot) imports the package: it is
written from the regulation, readings.yml and the contracts' column names, in plain loops and fractions.
"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from fractions import Fraction

Row = dict[str, str]
Papers = dict[str, list[Row]]
ONE_DAY = timedelta(days=1)


class Undecided(Exception):
    """The year's printed rules say nothing on what is needed (二(一)2)."""


def papers(texts: dict[str, str]) -> Papers:
    """Rows by table, each with its line number as ``row``; a blank cell is an empty string."""
    read = {}
    for name, text in texts.items():
        read[name] = [row | {"row": str(number)} for number, row in enumerate(csv.DictReader(io.StringIO(text)), 2)]
    return read


def day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def years_after(start: date, years: int) -> date:
    """The same day so many years later; 28 February where there is no 29th."""
    try:
        return start.replace(year=start.year + years)
    except ValueError:
        return date(start.year + years, 2, 28)


def rule(year: Papers, key: str, scope: str = "") -> str:
    """What the year's rules say on a point, for one award or department or for all."""
    for applies_to in (scope, ""):
        for row in year["implementing_rules"]:
            if row["key"] == key and row["applies_to"] == applies_to:
                return row["value"]
    raise Undecided(key)


def has_rule(year: Papers, key: str, scope: str = "") -> bool:
    try:
        rule(year, key, scope)
    except Undecided:
        return False
    return True


def number(year: Papers, key: str, scope: str = "") -> Fraction:
    return Fraction(rule(year, key, scope))


def is_recent(when: date, years: int, until: date, reading: str) -> bool:
    """近 N 年: from the day N years before (R-47 same_day), or from the day after it, through ``until``."""
    first = years_after(until, -years)
    if reading == "day_after":
        first += ONE_DAY
    return first <= when <= until


# The day from which a row of a table is known, where it isn't known all along.
KNOWN_ON = {
    "applications": "received_on", "materials": "received_on", "tax_credit": "published_on",
    "construction_credit": "published_on", "quality_projects": "awarded_on", "land_productivity": "published_on",
    "inspections": "inspected_on", "incidents": "known_on", "attestations": "concluded_on",
    "determinations": "decided_on", "honours": "awarded_on", "revocations": "found_on", "exits": "decided_on",
}  # fmt: skip


def known_on(year: Papers, until: date) -> Papers:
    """The year's papers without what became known after a day."""
    return {
        name: [row for row in rows if name not in KNOWN_ON or day(row[KNOWN_ON[name]]) <= until]
        for name, rows in year.items()
    }
