"""``yiwu-award`` in a process that halts before a change to files that a test names, until it is told or killed.

    python -m tests.publish.halting links 7 publish 2023 --site SITE --incoming INCOMING --reports REPORTS

The change is named, or counted from where the site was built and checked. Standing in are a record on disk for the
year's tables, and one page beside data and receipts for the site; ``folders`` is a machine that refuses links.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from yiwu_award import cli, year
from yiwu_award.publish import build, feeds, receipts, records
from yiwu_award.publish.history import History

HALTED, WAITS, CHANGES = "halted before", "waits for the lock", "changes:"
RECORD = "record.json"
_MADE = {"os.rename": 1, "os.symlink": 1, "os.mkdir": 0, "os.rmdir": 0, "os.remove": 0}  # which argument is changed


def a_year(award_year: int, incoming: Path, reports: Path) -> SimpleNamespace:
    """A year whose public record lies in its folder of results."""
    record = json.loads((reports / RECORD).read_text(encoding="utf-8"))
    return SimpleNamespace(
        award_year=award_year,
        is_fictional=record["is_fictional"],
        incoming=incoming,
        reports=reports,
        record=record,
    )


def a_site(kept: Sequence[records.Record], work: Path, history: History, _: object) -> Path:
    """Data and receipts as they are published, and a page that tells of which day they are."""
    site = work / "site"
    feeds.write(kept, site)
    receipts.write(history, kept, site)
    (site / "receipts.md").replace(site / "receipts.html")
    (site / "index.html").write_text("、".join(record["as_of"] for record in kept), encoding="utf-8")
    return site


def stand_ins(*, links: bool, checked: Callable[..., None]) -> list[Any]:
    """What takes seconds or isn't asked here, as patches: tables, pages, the wall, and links where there are none."""
    guarded = records.Guarded(0, {}, frozenset())
    patches = [
        patch.object(year, "open_year", a_year),
        patch.object(records, "public_records", lambda year: year.record),
        patch.object(records, "guarded", lambda *_: guarded),
        patch.object(build, "build", a_site),
        patch.object(build.wall, "check", checked),
    ]
    return patches if links else [*patches, patch.object(Path, "symlink_to", side_effect=OSError("links are refused"))]


class Halt:
    """Watches what Python is about to do to files, and halts before one of these changes.

    Args:
        before: the change, or its number; 0 never halts.

    Attributes:
        changes: those seen so far, once the site is built and checked.
    """

    def __init__(self, before: str) -> None:
        self._before, self._is_built, self._n_asked = before, False, 0
        self.changes: list[str] = []

    def start(self, *_: object) -> None:
        """From now on changes count."""
        self._is_built = True

    def __call__(self, event: str, given: tuple[Any, ...]) -> None:
        if event == "open" and str(given[0]).endswith(".lock"):
            self._n_asked += 1
            if self._n_asked == 3:  # twice in vain
                say(WAITS)
        is_written = event == "open" and isinstance(given[2], int) and given[2] & (os.O_WRONLY | os.O_RDWR)
        if self._is_built and (is_written or event in _MADE):
            change = f"{event} {Path(given[_MADE.get(event, 0)]).name}"
            self.changes.append(f"{change} again" if change in self.changes else change)
            if self._before in (str(len(self.changes)), self.changes[-1]):
                say(f"{HALTED} {self.changes[-1]}")
                sys.stdin.readline()


def say(text: str) -> None:
    """A line to whoever started this process."""
    os.write(1, f"{text}\n".encode())


if __name__ == "__main__":
    kind, before = sys.argv.pop(1), sys.argv.pop(1)
    halt = Halt(before)
    for each in stand_ins(links=kind == "links", checked=halt.start):
        each.start()
    sys.addaudithook(halt)
    try:
        cli.main()
    finally:
        say(f"{CHANGES} {json.dumps(halt.changes)}")
