"""The panels' work, a second opinion: who may sit (二(三), 二(四), 七), what was scored, what the panel agreed on."""

from __future__ import annotations

from datetime import date
from math import floor
from typing import NamedTuple

from tests.second_opinion.papers import Papers, Row, day, is_recent, number, rule

# GB/T 19580-2012: points by item, 一(六).
POINTS = {
    "4.1.2": 50, "4.1.3": 30, "4.1.4": 30, "4.2.2": 40, "4.2.3": 50, "4.3.2": 40, "4.3.3": 50, "4.4.2": 60, "4.4.3": 15,
    "4.4.4": 20, "4.4.5": 15, "4.4.6": 10, "4.4.7": 10, "4.5.2": 50, "4.5.3": 50, "4.6.2": 40, "4.6.3": 40, "4.7.2": 80,
    "4.7.3": 80, "4.7.4": 80, "4.7.5": 60, "4.7.6": 50, "4.7.7": 50,
}  # fmt: skip
CLAUSES = {"document_review": "五(二)", "onsite_review": "五(四)"}
Wrong = set[tuple[str, str, str]]  # table, row, clause
Open = set[tuple[str, str, frozenset[str]]]  # state, clause, applications that are named


class Seat(NamedTuple):
    """One assessor on one application, in one stage."""

    assessor: str
    is_leader: bool
    expertise: str
    declared_on: date | None  # of a relation that recuses him
    is_late: bool  # he had scored before he declared it
    is_employee: bool
    disqualified_on: date | None
    scored_before_that: bool

    @property
    def is_recused(self) -> bool:
        return self.is_employee or (self.declared_on is not None and not self.is_late)

    @property
    def sits(self) -> bool:
        return not self.is_recused and (self.disqualified_on is None or self.scored_before_that)


class Work:
    """One stage's scores and consensus, application by application.

    Attributes:
        seats: application → its panel's members.
        percents: application → item → what each assessor gave.
        agreed: application → item → the consensus row.
    """

    def __init__(self, year: Papers, stage: str, applications: list[Row], closing: date) -> None:
        self.year, self.stage, self.clause, self.closing = year, stage, CLAUSES[stage], closing
        self.applications = applications
        self.ids = [row["application_id"] for row in applications]
        self.scores = [row for row in year["item_scores"] if row["stage"] == stage]
        self.seats = {row["application_id"]: self._seats(row) for row in year["applications"]}
        self.scores = [row for row in self.scores if row["application_id"] in self.ids]
        self.consensus = [
            row for row in year["item_consensus"] if row["stage"] == stage and row["application_id"] in self.ids
        ]

    def panel_of(self, application: str) -> str:
        for row in self.year["panel_applications"]:
            if row["application_id"] == application:
                return row["panel"]
        return ""

    def _seats(self, application: Row) -> list[Seat]:
        own, panel, seats = application["application_id"], self.panel_of(application["application_id"]), []
        for member in self.year["panels"]:
            if member["panel"] != panel:
                continue
            who = member["assessor_id"]
            about = next(row for row in self.year["assessors"] if row["assessor_id"] == who)
            mine = [day(row["scored_on"]) for row in self.scores
                    if row["assessor_id"] == who and row["application_id"] == own]  # fmt: skip
            first = min(mine, default=None)
            declared_on, barred_on = self._declared_on(who, own), self._disqualified_on(who)
            seats.append(Seat(
                who, member["is_leader"] == "是", about["expertise"], declared_on,
                bool(first and declared_on and first < declared_on and about["employer_uscc"] != application["uscc"]),
                about["employer_uscc"] == application["uscc"] != "",
                barred_on, bool(first and barred_on and first < barred_on),
            ))  # fmt: skip
        return seats

    def _declared_on(self, who: str, application: str) -> date | None:
        """七(一): a relation that lasts, or ended within the year's span before the closing day."""
        days = []
        for row in self.year["conflicts"]:
            ended = day(row["ended_on"])
            if ended and ended <= self.closing:
                years = int(number(self.year, "conflict.years_back"))
                if not is_recent(ended, years, self.closing, rule(self.year, "R-47")):
                    continue
            if (row["assessor_id"], row["application_id"]) == (who, application):
                days.append(day(row["declared_on"]))
        return min(days, default=None)

    def _disqualified_on(self, who: str) -> date | None:
        days = [day(row["decided_on"]) for row in self.year["misconduct"]
                if row["person_id"] == who and row["measure"] == "disqualified"]  # fmt: skip
        return min(days, default=None)

    def wrong(self, due: list[str]) -> Wrong:
        """Rows that the regulation doesn't allow; panels must be whole for the applications that are ``due``."""
        return self._wrong_panels() | self._wrong_seats(due) | self._wrong_scores() | self._wrong_consensus()

    def _wrong_panels(self) -> Wrong:
        found: Wrong = set()
        by_panel: dict[str, list[Row]] = {}
        for row in self.year["panels"]:
            by_panel.setdefault(row["panel"], []).append(row)
        for rows in by_panel.values():
            if not 3 <= len(rows) <= 5 or [row["is_leader"] for row in rows].count("是") != 1:
                found.add(("panels", rows[0]["row"], "二(三)"))
        for row in self.year["panels"]:
            about = next(each for each in self.year["assessors"] if each["assessor_id"] == row["assessor_id"])
            if about["is_qualified"] != "是":
                found.add(("panels", row["row"], "二(四)"))
            barred_on = self._disqualified_on(row["assessor_id"])
            scored = [day(each["scored_on"]) for each in self.year["item_scores"]
                      if each["assessor_id"] == row["assessor_id"]]  # fmt: skip
            if barred_on and not (scored and min(scored) < barred_on):
                found.add(("panels", row["row"], "七(七)"))
        return found

    def _wrong_seats(self, due: list[str]) -> Wrong:
        found: Wrong = set()
        for given in self.year["panel_applications"]:
            if given["application_id"] not in due:
                continue
            members = [row for row in self.year["panels"] if row["panel"] == given["panel"]]
            here = ("panel_applications", given["row"])
            if not members:
                found.add((*here, "二(三)"))
                continue
            sitting = [seat for seat in self.seats[given["application_id"]] if seat.sits]
            if 3 <= len(members) <= 5:
                if len(sitting) < 3:
                    found.add((*here, "七(一)"))
                if not any(self._knows(seat, given["application_id"]) for seat in sitting):
                    found.add((*here, "二(三)"))
            leaders = [row for row in members if row["is_leader"] == "是"]
            if len(leaders) == 1 and not any(seat.is_leader for seat in sitting):
                found.add((*here, "二(三)"))
        return found

    def _knows(self, seat: Seat, application: str) -> bool:
        """R-23: an expert of its sector; for the sector 其他 any industry's."""
        sector = next(row["sector"] for row in self.year["applications"] if row["application_id"] == application)
        return seat.expertise != "management" if sector == "other" else seat.expertise == sector

    def _wrong_scores(self) -> Wrong:
        found: Wrong = set()
        for row in self.scores:
            here = ("item_scores", row["row"])
            if row["item"] not in POINTS or int(row["percent"]) not in range(0, 101, 5):
                found.add((*here, "一(六)"))
            seat = self.seat(row["application_id"], row["assessor_id"])
            scored_on = day(row["scored_on"])
            if seat is None:
                found.add((*here, "二(三)"))
                continue
            if seat.is_recused or (seat.declared_on and scored_on >= seat.declared_on):
                found.add((*here, "七(一)"))
            if seat.disqualified_on and scored_on >= seat.disqualified_on:
                found.add((*here, "七(七)"))
            for agreed in self.consensus:
                is_about_it = agreed["application_id"] == row["application_id"] and agreed["item"] == row["item"]
                if is_about_it and scored_on > day(agreed["recorded_on"]):
                    found.add((*here, self.clause))
        return found

    def _wrong_consensus(self) -> Wrong:
        found: Wrong = set()
        for row in self.consensus:
            here = ("item_consensus", row["row"])
            if row["item"] not in POINTS or int(row["percent"]) not in range(0, 101, 5):
                found.add((*here, "一(六)"))
            seat = self.seat(row["application_id"], row["recorded_by"])
            recorded_on = day(row["recorded_on"])
            if seat is None or not seat.is_leader:
                found.add((*here, "二(三)"))
                continue
            if seat.is_recused or (seat.declared_on and recorded_on >= seat.declared_on):
                found.add((*here, "七(一)"))
            if seat.disqualified_on and recorded_on >= seat.disqualified_on:
                found.add((*here, "七(七)"))
        return found

    def seat(self, application: str, who: str) -> Seat | None:
        for seat in self.seats[application]:
            if seat.assessor == who:
                return seat
        return None

    def items(self) -> dict[tuple[str, str], tuple[int, int, int, bool]]:
        """(application, item) → quarters of a point, lowest and highest percent, whether these lie too far apart."""
        found = {}
        for row in self.consensus:
            gave = [int(each["percent"]) for each in self.scores
                    if each["application_id"] == row["application_id"] and each["item"] == row["item"]]  # fmt: skip
            if gave:
                quarters = POINTS[row["item"]] * 4 * int(row["percent"]) // 100
                is_far = max(gave) - min(gave) > floor(number(self.year, "score.spread_limit"))
                found[row["application_id"], row["item"]] = (quarters, min(gave), max(gave), is_far)
        return found

    def quarters(self) -> dict[str, int]:
        """Application → quarters of a point, for those with a result on every item."""
        items = self.items()
        return {
            application: sum(items[application, item][0] for item in POINTS)
            for application in self.ids
            if all((application, item) in items for item in POINTS)
        }

    def open(self, due: list[str]) -> Open:
        """What is missing before the items of each application stand; each panel is told of its own."""
        told: dict[tuple[str, str], set[str]] = {}
        items = self.items()
        for application in due:
            panel = self.panel_of(application)
            owing = [seat for seat in self.seats[application] if seat.sits and seat.disqualified_on is None]
            for item in POINTS if panel else ():
                gave = {row["assessor_id"] for row in self.scores
                        if row["application_id"] == application and row["item"] == item}  # fmt: skip
                agreed = [row for row in self.consensus
                          if row["application_id"] == application and row["item"] == item]  # fmt: skip
                is_scored = all(seat.assessor in gave for seat in owing)
                if not agreed:
                    kind = "silent leader" if is_scored else "waiting"
                    told.setdefault((panel, kind), set()).add(application)
                elif not is_scored:
                    told.setdefault((panel, "hasty"), set()).add(application)
                if (application, item) in items and items[application, item][3] and not agreed[0]["spread_note"]:
                    told.setdefault((panel, "spread"), set()).add(application)
        found = {
            ("waiting" if kind == "waiting" else "blocked", self.clause, frozenset(names))
            for (_, kind), names in told.items()
        }
        if homeless := [application for application in due if not self.panel_of(application)]:
            found.add(("waiting", "二(二)3", frozenset(homeless)))
        return found | self._relations(due)

    def _relations(self, due: list[str]) -> Open:
        """七(一): an employer nobody declared; a relation declared after scoring and before the list was settled."""
        kinds: dict[str, set[str]] = {"found": set(), "late": set()}
        act = {"document_review": "shortlist", "onsite_review": "candidates"}[self.stage]
        for application in self.applications:
            own = application["application_id"]
            settled = [day(row["decided_on"]) for row in self.year["acts"]
                       if row["act"] == act and row["award"] == application["award"]]  # fmt: skip
            for seat in self.seats[own] if own in due else ():
                if seat.is_employee and seat.declared_on is None:
                    kinds["found"].add(own)
                if seat.is_late and not (settled and seat.declared_on > max(settled)):
                    kinds["late"].add(own)
        return {("blocked", "七(一)", frozenset(names)) for names in kinds.values() if names}

    def unconfirmed(self, finished: list[str], as_of: date) -> Open:
        """Reports without an answer, disputed without the leader's, or silent where the year lets silence stop."""
        kinds: dict[tuple[str, str], set[str]] = {}
        for application in finished:
            rows = [row for row in self.year["confirmations"]
                    if row["stage"] == self.stage and row["application_id"] == application]  # fmt: skip
            if not rows:
                kinds.setdefault(("waiting", "none"), set()).add(application)
            for row in rows:
                answered = (
                    row["leader_answer"] and row["leader_answered_on"] and day(row["leader_answered_on"]) <= as_of
                )
                if row["response"] == "disputed" and not answered:
                    kinds.setdefault(("blocked", "disputed"), set()).add(application)
                if row["response"] == "no_reply" and rule(self.year, "confirmation.no_reply") == "blocked":
                    kinds.setdefault(("blocked", "silent"), set()).add(application)
        return {(state, self.clause, frozenset(names)) for (state, _), names in kinds.items()}
