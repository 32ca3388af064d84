"""One thing that is wrong or missing in a year, made after a step of it; what follows is the two opinions' to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

Rows = dict[str, list[dict[str, Any]]]
Make = Callable[[Rows, Random], None]
PANELS, ON_PAPER, SHORTLIST, DEPARTMENTS, ON_SITE, CANDIDATES, BALLOTS = range(7)


class Trouble(NamedTuple):
    """Made after a step; tables that it finds empty it leaves alone."""

    after: int
    make: Make


def _changed(table: str, **changes: Any) -> Make:
    """One row of a table with other cells; a function of the row, or a value."""

    def make(rows: Rows, chance: Random) -> None:
        if rows[table]:
            row = chance.choice(rows[table])
            row |= {key: value(row) if callable(value) else value for key, value in changes.items()}

    return make


def _dropped(table: str, wanted: Callable[[dict], bool] = lambda row: True) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        if fitting := [row for row in rows[table] if wanted(row)]:
            rows[table].remove(chance.choice(fitting))

    return make


def _without_rule(*keys: str) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        key = chance.choice(keys)
        rows["implementing_rules"] = [row for row in rows["implementing_rules"] if row["key"] != key]

    return make


def _late_rule(*beginnings: str) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        row = chance.choice([row for row in rows["implementing_rules"] if row["key"].startswith(beginnings)])
        row["approved_on"] = date(2024, 11, 11)

    return make


def _declared_late(on: date) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        if rows["item_scores"]:
            own = chance.choice(rows["item_scores"])
            rows["conflicts"].append(
                {"assessor_id": own["assessor_id"], "application_id": own["application_id"], "relation": "kinship"}
                | {"declared_on": on}
            )

    return make


def _works_for_the_applicant(rows: Rows, chance: Random) -> None:
    given = chance.choice(rows["panel_applications"])
    members = {row["assessor_id"] for row in rows["panels"] if row["panel"] == given["panel"]}
    uscc = next(row["uscc"] for row in rows["applications"] if row["application_id"] == given["application_id"])
    who = chance.choice(sorted(members))
    next(row for row in rows["assessors"] if row["assessor_id"] == who)["employer_uscc"] = uscc


def _disqualified(on: date) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        who = chance.choice(rows["panels"])["assessor_id"]
        rows["misconduct"].append({"person_id": who, "finding": "泄密", "measure": "disqualified", "decided_on": on})

    return make


def _silent_assessor(rows: Rows, chance: Random) -> None:
    """One assessor's sheet for one application never came."""
    if rows["item_scores"]:
        key = ("stage", "application_id", "assessor_id")
        gone = [chance.choice(rows["item_scores"])[each] for each in key]
        rows["item_scores"] = [row for row in rows["item_scores"] if [row[each] for each in key] != gone]


def _no_consensus(rows: Rows, chance: Random) -> None:
    if rows["item_consensus"]:
        gone = chance.choice(rows["item_consensus"])
        key = ("stage", "application_id")
        rows["item_consensus"] = [
            row for row in rows["item_consensus"] if any(row[each] != gone[each] for each in key) or row["item"] > "4.4"
        ]


def _other_list(act: str) -> Make:
    """The act leaves somebody out, or names nobody."""

    def make(rows: Rows, chance: Random) -> None:
        own = [row for row in rows["acts"] if row["act"] == act and row["application_id"]]
        if own:
            row = chance.choice(own)
            if sum(each["award"] == row["award"] for each in own) > 1:
                rows["acts"].remove(row)
            else:
                row["application_id"] = None

    return make


def _no_list(act: str) -> Make:
    def make(rows: Rows, chance: Random) -> None:
        rows["acts"] = [row for row in rows["acts"] if row["act"] != act]

    return make


def _voter_of_the_applicant(rows: Rows, chance: Random) -> None:
    rows["voters"][-1] |= {"employer_uscc": chance.choice(rows["applications"])["uscc"], "recused_award": None}


def _absent(rows: Rows, chance: Random) -> None:
    for voter in rows["voters"][: len(rows["voters"]) // 2]:
        voter["is_present"] = False


LATER = timedelta(days=20)
TROUBLES = (
    Trouble(PANELS, _changed("panels", is_leader=lambda row: not row["is_leader"])),
    Trouble(PANELS, _dropped("panels", lambda row: not row["is_leader"])),
    Trouble(PANELS, _changed("assessors", is_qualified=False)),
    Trouble(PANELS, _changed("assessors", expertise="management")),
    Trouble(PANELS, _dropped("panel_applications")),
    Trouble(PANELS, _changed("panel_applications", panel="P9")),
    Trouble(PANELS, _works_for_the_applicant),
    Trouble(PANELS, _disqualified(date(2024, 7, 1))),
    Trouble(ON_PAPER, _disqualified(date(2024, 7, 20))),
    Trouble(ON_PAPER, _disqualified(date(2024, 7, 21))),
    Trouble(ON_SITE, _disqualified(date(2024, 9, 1))),
    Trouble(ON_PAPER, _changed("item_scores", percent=47)),
    Trouble(ON_PAPER, _changed("item_consensus", percent=47)),
    Trouble(ON_PAPER, _changed("item_scores", item="4.9.9")),
    Trouble(ON_PAPER, _changed("item_scores", assessor_id="E99")),
    Trouble(ON_PAPER, _changed("item_consensus", recorded_by="E02")),
    Trouble(ON_PAPER, _changed("item_scores", scored_on=lambda row: row["scored_on"] + LATER)),
    Trouble(ON_SITE, _changed("item_scores", scored_on=lambda row: row["scored_on"] + LATER)),
    Trouble(ON_PAPER, _changed("item_scores", percent=lambda row: 100 if row["percent"] < 50 else 0)),
    Trouble(ON_PAPER, _silent_assessor),
    Trouble(ON_SITE, _silent_assessor),
    Trouble(ON_PAPER, _no_consensus),
    Trouble(ON_PAPER, _declared_late(date(2024, 7, 21))),
    Trouble(ON_SITE, _declared_late(date(2024, 10, 1))),
    Trouble(ON_SITE, _declared_late(date(2024, 11, 1))),
    Trouble(ON_PAPER, _dropped("confirmations")),
    Trouble(SHORTLIST, _other_list("shortlist")),
    Trouble(SHORTLIST, _no_list("shortlist")),
    Trouble(DEPARTMENTS, _changed("department_scores", answer="scored", score=61)),
    Trouble(DEPARTMENTS, _changed("department_scores", answer="waived")),
    Trouble(DEPARTMENTS, _changed("department_scores", department="市统计局")),
    Trouble(DEPARTMENTS, _dropped("department_scores")),
    Trouble(DEPARTMENTS, _dropped("credit_points")),
    Trouble(DEPARTMENTS, _changed("credit_points", points=1001)),
    Trouble(ON_SITE, _dropped("visits")),
    Trouble(ON_SITE, _changed("visits", panel="P9")),
    Trouble(ON_SITE, _changed("visits", started_on=date(2024, 10, 20))),
    Trouble(ON_SITE, _dropped("panel_opinions")),
    Trouble(ON_SITE, _changed("implementing_rules", approved_on=date(2024, 11, 11))),
    Trouble(PANELS, _late_rule("score.", "shortlist.", "candidates.")),
    Trouble(PANELS, _without_rule("score.spread_limit", "conflict.years_back", "confirmation.no_reply")),
    Trouble(PANELS, _without_rule("shortlist.method", "shortlist.value")),
    Trouble(PANELS, _without_rule("department.full_marks", "credit_points.full_marks", "department.veto")),
    Trouble(PANELS, _without_rule("score.scale", "candidates.count", "candidates.floor")),
    Trouble(PANELS, _without_rule("vote.quorum", "vote.pass_share", "vote.pass_base")),
    Trouble(CANDIDATES, _other_list("candidates")),
    Trouble(CANDIDATES, _no_list("candidates")),
    Trouble(BALLOTS, _other_list("preselected")),
    Trouble(BALLOTS, _changed("ballot_papers", issued=lambda row: row["issued"] + 9)),
    Trouble(BALLOTS, _changed("ballot_papers", spoiled=lambda row: row["spoiled"] + 1)),
    Trouble(BALLOTS, _changed("ballot_counts", votes_for=lambda row: row["votes_for"] + 1)),
    Trouble(BALLOTS, _changed("ballot_counts", application_id="A999")),
    Trouble(BALLOTS, _dropped("ballot_counts")),
    Trouble(BALLOTS, _dropped("ballot_papers")),
    Trouble(BALLOTS, _voter_of_the_applicant),
    Trouble(BALLOTS, _absent),
)
