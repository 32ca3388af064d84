"""What came in for a year: read, judged, and told as of a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault
from yiwu_award.store import Store
from yiwu_award.tables.contracts import Contract, contract, incoming
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.grounds import grounds
from yiwu_award.tables.reading import read_incoming

INDISPENSABLE = ("schedule", "office")


@dataclass(frozen=True)
class Arrivals:
    """The incoming tables of a year, free of errors.

    Attributes:
        tables: every incoming table by name, typed; empty where it did not arrive.
        n_files: number of files by table.
        normalised: what the reader took otherwise than it was written.
        warnings: faults that stop nothing.
    """

    tables: Mapping[str, pd.DataFrame]
    n_files: pd.Series
    normalised: pd.DataFrame
    warnings: tuple[Fault, ...]

    def scheduled(self, event: str) -> date:
        """The schedule's day of an event that its contract demands.

        Raises:
            KeyError: no such event; see ``deadline`` for one that a year may do without.
        """
        day: date = self.tables["schedule"].set_index("event")["day"][event].date()
        return day

    def deadline(self, event: str | None) -> date | None:
        """The schedule's day of an event, or None where there is no such event."""
        return self.scheduled(event) if event and event in set(self.tables["schedule"]["event"]) else None

    def office(self, item: str) -> str:
        """A value of the table 年度与办公室信息; ``""`` where it is not given."""
        return str(self.tables["office"].set_index("field")["value"].get(item, ""))

    def known_on(self, day: date) -> dict[str, pd.DataFrame]:
        """The tables without the rows that became known later than ``day``."""
        return {name: _known(frame, contract(name).known_on, day) for name, frame in self.tables.items()}

    def register(self, day: date) -> pd.DataFrame:
        """Contract produced/arrivals: what had come by ``day``, what is due, what is overdue; by table."""
        known = self.known_on(day)
        rows = [self._registered(made, len(known[name]), day) for name, made in incoming().items()]
        return pd.DataFrame(rows, columns=contract("arrivals").names).astype(contract("arrivals").dtypes)

    def _registered(self, made: Contract, n_rows: int, day: date) -> tuple[object, ...]:
        due = self.deadline(made.due_event)
        is_idle = (
            made.absent in ("empty", "nil_return_later")
            or not made.is_asked(self.tables["applications"])
            or (made.absent == "nil_return" and self._is_nil(made, day))
        )
        absent = "none" if is_idle else "overdue" if due is not None and day > due else "not_due"
        n_later = len(self.tables[made.name]) - n_rows
        n_files = int(self.n_files.get(made.name, 0))
        return made.name, made.title, "arrived" if n_rows else absent, n_files, n_rows, n_later, due

    def _is_nil(self, made: Contract, day: date) -> bool:
        """Whether who keeps the table has said by ``day``, having looked when all had applied, that it is empty."""
        said = self.tables["nil_returns"]
        looked = said["checked_on"].between(*map(pd.Timestamp, (self.scheduled("applications_close_on"), day)))
        return bool(((said["subject"] == made.name) & (said["reported_by"] == made.supplier) & looked).any())


def receive(folder: Path, award_year: int, store: Store) -> Arrivals:
    """Read and judge what came in.

    Args:
        folder: the year's incoming tables.
        award_year: the year that they must be for.
        store: remembers which tables were judged before, without any fault; these are not judged again.

    Raises:
        ContractBroken: what came in breaks its contracts; all faults at once.
    """
    read = read_incoming(folder)
    faults = [*read.faults, *(_absent(contract(name)) for name in INDISPENSABLE if name not in read.frames)]
    rests_on = {} if store.was_judged_clean() else grounds(read.frames)
    if rests_on:
        sound_before = store.sound_tables().items() & rests_on.items()
        faults += judge(read.frames, [name for name, _ in sound_before])
    for frame in read.frames.values():
        frame.attrs.clear()  # how it was sent is asked no more, and pandas would copy it with every operation
    tables = {name: read.frames.get(name, made.empty()) for name, made in incoming().items()}
    arrivals = Arrivals(
        tables=tables,
        n_files=read.log.set_index("table")["n_files"],
        normalised=read.normalised,
        warnings=tuple(fault for fault in faults if fault.severity == "warning"),
    )
    if not faults and arrivals.office("award_year") != str(award_year):
        faults.append(_of_another_year(contract("office"), arrivals.office("award_year"), award_year))
    if rests_on:
        faulty = {fault.table for fault in faults}  # a cell that couldn't be read counts too: judged, it was a blank
        sound = {name: hashed for name, hashed in rests_on.items() if contract(name).title not in faulty}
        store.remember_sound(sound, is_whole_year=not faults)
    if any(fault.severity == "error" for fault in faults):
        raise ContractBroken(faults)
    return arrivals


def _known(frame: pd.DataFrame, known_on: str | None, day: date) -> pd.DataFrame:
    if known_on is None:
        return frame
    is_later = (frame[known_on] > pd.Timestamp(day)).fillna(False)
    return frame[~is_later].reset_index(drop=True) if is_later.any() else frame


def _absent(made: Contract) -> Fault:
    return Fault(made.title, "没有收到这张表", "每个年度都有", made.clause, "补上该表")


def _of_another_year(made: Contract, named: str, award_year: int) -> Fault:
    return Fault(made.title, f"评定年度为 {named or '空白'}", str(award_year), "一(五)", "核对年度与来表文件夹")
