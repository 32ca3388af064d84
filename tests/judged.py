"""The sample years without judging them anew: that their tables are sound has its own test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from yiwu_award.fingerprints import fingerprint, program_fingerprint
from yiwu_award.places import project_file
from yiwu_award.store import Store
from yiwu_award.tables.grounds import grounds
from yiwu_award.tables.reading import read_incoming


def remember_as_judged(award_year: int, reports: Path, incoming: Path | None = None) -> None:
    """Let a folder of results remember that a year's tables, by default the sample, were judged without any fault.

    Where one of them is changed afterwards, only what hangs on that one is judged.
    """
    tables = incoming or project_file("data_contracts/sample") / str(award_year)
    made_from = fingerprint([path for path in tables.rglob("*") if path.is_file()], tables, program_fingerprint())
    Store(reports / str(award_year), made_from).remember_sound(_grounds(tables), is_whole_year=True)


@cache
def _grounds(tables: Path) -> Mapping[str, str]:
    return grounds(read_incoming(tables).frames)
