"""One award year: its tables, its law, and what its stages come to."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from yiwu_award.arrivals import receive
from yiwu_award.errors import ContractBroken, Fault, NotInForce, OpenPoint, Refused
from yiwu_award.fingerprints import fingerprint, program_fingerprint
from yiwu_award.law.rulebook import Law
from yiwu_award.outcome import NO_OUTCOMES, Outcome
from yiwu_award.places import incoming_folder, results_folder
from yiwu_award.procedure import STAGE, STAGES, Stage
from yiwu_award.stages.result import StageResult
from yiwu_award.store import Store, claim
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.grounds import hash_of_rows
from yiwu_award.tables.shown import Shown, for_people

_OF_THE_LAW = ("schedule", "implementing_rules", "workdays")  # the law of every stage is made from these tables
_TELLS_OF_EVERY_TABLE = "intake"


@dataclass(frozen=True)
class Year:
    """An award year as of a day.

    Attributes:
        award_year: the year of the award.
        incoming: folder with the tables that came in.
        reports: ``reports/<award_year>``, confidential.
        as_of: the day on which the state is told; rows dated later are not yet known.
        law: the law on the closing day for applications.
        tables: incoming tables known on that day, typed; those that may stay away are empty frames.
        received: the same with the rows that became known later.
        arrivals: contract produced/arrivals: what came, what is due, what is overdue.
        warnings: faults that stop nothing.
        supposition: the variant that this year is only supposed under; empty for a year as it is.
    """

    award_year: int
    incoming: Path
    reports: Path
    as_of: date
    law: Law
    tables: Mapping[str, pd.DataFrame]
    received: Mapping[str, pd.DataFrame]
    arrivals: pd.DataFrame
    normalised: pd.DataFrame
    warnings: tuple[Fault, ...]
    is_fictional: bool
    program: str
    store: Store
    supposition: str = ""
    _outcomes: dict[str, Outcome] = field(default_factory=dict)
    _asked: set[str] = field(default_factory=set)
    _keys: dict[str, str] = field(default_factory=dict)

    def outcome(self, name: str) -> Outcome:
        """What a stage comes to: read where it was handed on and is fresh for stages before, else computed.

        Raises:
            ContractBroken: the tables break a limit of the regulation; all faults at once.
        """
        self._asked.add(name)
        return self._outcome(STAGE[name])

    def settled(self, name: str) -> Outcome:
        """What a stage came to: read where it was handed on and is fresh, else computed.

        Raises:
            ContractBroken: as ``outcome``.
        """
        return self._earlier(STAGE[name])

    def take_over(self, name: str, result: StageResult) -> Outcome:
        """Take what an earlier run of a stage handed on, instead of conducting it again; see ``key``."""
        self._outcomes[name] = Outcome(STAGE[name], result)
        return self._outcomes[name]

    def key(self, name: str) -> str:
        """A hash of all that a stage's tables and its notebook hang on: with the same key they are the same.

        That is the program, the year, the day, the tables that it takes and whether they are due, and what the
        stages before it hand on.
        """
        if name not in self._keys:
            self._keys[name] = self._key(STAGE[name])
        return self._keys[name]

    def _key(self, stage: Stage) -> str:
        facts = [self.program.encode(), f"{self.award_year} {self.as_of}".encode()]
        for table in (*_OF_THE_LAW, *stage.takes):
            arrival = self._arrival(table)
            facts += [f"{table} {arrival['state']} {arrival['due_on']}".encode(), hash_of_rows(self.tables[table])]
        for table in (*stage.needs, *stage.may_use):
            before = self._earlier(STAGES[contract(table).stage or 0])
            facts += [f"{table} {before.state}".encode(), hash_of_rows(before[table])]
        if stage.name == _TELLS_OF_EVERY_TABLE:
            facts += [hash_of_rows(self.arrivals), hash_of_rows(self.normalised), repr(self.warnings).encode()]
        return hashlib.sha256(b"\0".join(facts)).hexdigest()

    def outcomes(self, stages: Sequence[Stage] = STAGES) -> dict[str, Outcome]:
        """Several stages in order, by default all ten.

        Raises:
            ContractBroken: tables break limits of the regulation; the faults of all these stages, each told once.
        """
        found: dict[str, Outcome] = {}
        faults: dict[Fault, None] = {}
        for stage in stages:
            try:
                found[stage.name] = self.outcome(stage.name)
            except ContractBroken as broken:  # a stage that takes its tables meets the same faults again
                faults |= dict.fromkeys(broken.faults)
        if faults:
            raise ContractBroken(list(faults))
        return found

    def show(self, table: str, *, rows: slice = slice(None), **wanted: object) -> Shown:
        """An incoming table for people, as known on ``as_of``; arguments as those of ``Outcome.show``.

        Raises:
            Refused: the stage that the notebook asked for doesn't take this table, so that its page would hang on
                something that nobody knows of.
        """
        taken = {*_OF_THE_LAW, *(each for name in self._asked for each in STAGE[name].takes)}
        if table not in taken:
            came = f"笔记本要显示“{contract(table).title}”，所在阶段没有申明使用这张表"
            due = "、".join(contract(each).title for each in sorted(taken))
            raise Refused(came, due, "在 procedure.py 的该阶段申明")
        return for_people(table, self.tables[table], rows, wanted)

    def hand_on(self, outcome: Outcome) -> Shown:
        """Write what a stage hands on to ``reports/<year>/tables``.

        Returns:
            One row per table: its Chinese name and number of rows.

        Raises:
            Refused: the year is only supposed.
        """
        self.refuse_supposition()
        claim(self.reports, is_fictional=self.is_fictional)
        self.store.keep(outcome.stage.name, outcome.result, self.key(outcome.stage.name))
        tables = outcome.result.tables
        return Shown(
            {"移交的表": [contract(name).title for name in tables], "行数": [len(rows) for rows in tables.values()]}
        )

    def supposing(
        self, name: str, law: Law, tables: Mapping[str, pd.DataFrame], known: Mapping[str, Outcome] = NO_OUTCOMES
    ) -> Year:
        """This year under other law or other tables: a supposition, from which nothing is handed on or published.

        Args:
            name: the variant's name.
            law: the law that is supposed.
            tables: all incoming tables, those that are supposed among them.
            known: outcomes of stages that come to the same.
        """
        return replace(
            self, supposition=name, law=law, tables=tables, store=self.store.for_nothing_kept(), _outcomes=dict(known)
        )

    def refuse_supposition(self) -> None:
        """For whatever makes a result of the year.

        Raises:
            Refused: the year is only supposed.
        """
        if self.supposition:
            raise Refused(
                f"{self.award_year} 年度是按方案“{self.supposition}”测算的假设，不是结论", "按现行规定评审的年度",
                "假设测算的结果只在 reports/sweeps 里查看", "未写任何结果。",
            )  # fmt: skip

    def _conduct(self, stage: Stage) -> StageResult:
        missing = {table: self._missing(table) for table in stage.takes if not self._has(table)}
        earlier = {table: STAGES[contract(table).stage or 0] for table in (*stage.needs, *stage.may_use)}
        outcomes = {before.name: self._earlier(before) for before in earlier.values()}
        stops = [point for table, point in missing.items() if table not in stage.begins_without]
        stops += [
            OpenPoint("waiting", before.clause, f"“{before.title}”尚未完成", "市评审办", "先了结该阶段的未决事项")
            for before in dict.fromkeys(earlier[table] for table in stage.needs)
            if outcomes[before.name].state != "done"
        ]
        if stops:
            return StageResult(open_points=tuple(stops))
        own = {"arrivals": self.arrivals} if stage.name == _TELLS_OF_EVERY_TABLE else {}
        handed_on = {table: outcomes[before.name][table] for table, before in earlier.items()}
        try:
            result = stage.conduct(
                {table: self.tables[table] for table in stage.takes} | handed_on | own, self.law, self.as_of
            )
        except NotInForce as stop:
            undecided = OpenPoint("blocked", stop.clause, str(stop), stop.on_whom, stop.to_do)
            return StageResult(open_points=(undecided, *missing.values()))
        return replace(result, open_points=(*result.open_points, *missing.values()))

    def _earlier(self, stage: Stage) -> Outcome:
        if stage.name not in self._outcomes and (kept := self.store.fresh(stage.name)):
            self._outcomes[stage.name] = Outcome(stage, kept)
        return self._outcome(stage)

    def _outcome(self, stage: Stage) -> Outcome:
        if stage.name not in self._outcomes:
            self._outcomes[stage.name] = Outcome(stage, self._conduct(stage))
        return self._outcomes[stage.name]

    def _has(self, table: str) -> bool:
        return bool(self._arrival(table)["state"] in ("arrived", "none"))

    def _arrival(self, table: str) -> pd.Series:
        return self.arrivals.set_index("table").loc[table]

    def _missing(self, table: str) -> OpenPoint:
        row = self._arrival(table)
        due = "" if pd.isna(row["due_on"]) else f"，应于 {row['due_on'].date()} 前交来"
        late = "，已逾期" if row["state"] == "overdue" else ""
        made = contract(table)
        or_nil = "；核查后确无可列的，在“零报告”表登记，核查日期不早于申报截止日" if made.absent == "nil_return" else ""
        to_do = f"交来该表{or_nil}"
        return OpenPoint("waiting", made.clause, f"未收到“{made.title}”{due}{late}", made.supplier, to_do)

    @cached_property
    def applications(self) -> Mapping[str, Any]:
        """The row of each application known on ``as_of`` (a named tuple), by its number."""
        return {row.application_id: row for row in self.tables["applications"].itertuples()}

    @property
    def later_rows(self) -> dict[str, int]:
        """How many rows came that ``as_of`` does not know yet, by the Chinese title of their table; none left out."""
        n_later = {name: len(frame) - len(self.tables[name]) for name, frame in self.received.items()}
        return {contract(name).title: n_rows for name, n_rows in n_later.items() if n_rows}

    @cached_property
    def application_ids(self) -> tuple[str, ...]:
        """Numbers of all applications known on ``as_of``, in order."""
        return tuple(sorted(self.applications))


def open_year(
    award_year: int,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    as_of: str | date | None = None,
) -> Year:
    """Read, judge and date the tables of a year.

    Args:
        award_year: the year of the award.
        incoming: folder with its tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        as_of: day (or ISO text) on which the state is told; by default the schedule's 状态截至日.

    Raises:
        ContractBroken: what came in breaks its contracts; all faults at once.
        BeforeRegulation: the closing day lies before the regulation was in force.
        Refused: there is no such folder, or a parameter is not of its form.
    """
    folder = incoming_folder(award_year, incoming)
    results, program = results_folder(award_year, reports), program_fingerprint()
    made_from = fingerprint([path for path in folder.rglob("*") if path.is_file()], folder, program)
    arrived = receive(folder, award_year, Store(results, made_from))
    day = _as_of(as_of) or arrived.scheduled("state_as_of")
    tables = arrived.known_on(day)
    return Year(
        award_year=award_year,
        incoming=folder,
        reports=results,
        as_of=day,
        law=Law.on(arrived.scheduled("applications_close_on"), tables["implementing_rules"], tables["workdays"]),
        tables=tables,
        received=arrived.tables,
        arrivals=arrived.register(day),
        normalised=arrived.normalised,
        warnings=arrived.warnings,
        is_fictional=arrived.office("is_fictional") == "是",
        program=program,
        store=Store(results, f"{made_from} {award_year} {day}"),
    )


def _as_of(given: str | date | None) -> date | None:
    if given is None or isinstance(given, date):
        return given
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise Refused(f"as_of 为 {given!r}", "形如 2024-06-30 的日期", "请改正参数") from None
