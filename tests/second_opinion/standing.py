"""Places and lists, a second opinion: shares of 五(三), totals of 五(五), cuts with ties, acts that settle them."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.second_opinion.panel_work import Open, Wrong
from tests.second_opinion.papers import Papers, Row, Undecided, day, has_rule, number, rule

AWARDS = ("quality_award", "innovation_award")


def acted_on(year: Papers, act: str, award: str) -> date | None:
    days = [day(row["decided_on"]) for row in year["acts"] if row["act"] == act and row["award"] == award]
    return max(days, default=None)


def acted(year: Papers, act: str, award: str) -> set[str] | None:
    """Whom an act names, nobody where its one row is blank, None where there is no act."""
    rows = [row for row in year["acts"] if row["act"] == act and row["award"] == award]
    return {row["application_id"] for row in rows if row["application_id"]} if rows else None


def has_left(year: Papers, application: str, until: date) -> bool:
    return any(row["application_id"] == application and day(row["decided_on"]) <= until for row in year["exits"])


def still_in(year: Papers, field: list[Row], act: str, as_of: date) -> list[Row]:
    """R-62: those who hadn't left by the day of the act, or by the day of the state while there is none."""
    return [
        row for row in field if not has_left(year, row["application_id"], acted_on(year, act, row["award"]) or as_of)
    ]


def places(values: dict[str, Fraction]) -> dict[str, int]:
    """One more than how many stand better."""
    return {name: 1 + sum(other > own for other in values.values()) for name, own in values.items()}


def cut(values: dict[str, Fraction], seats: int) -> tuple[set[str], set[str]]:
    """Whoever has fewer than ``seats`` at least as good beside him is in; those level for too few seats are tied."""
    taken, tied = set(), set()
    for name, own in values.items():
        better = sum(other > own for other in values.values())
        level = sum(other == own for other in values.values())
        if better + level <= seats:
            taken.add(name)
        elif better < seats:
            tied.add(name)
    return taken, tied


def cut_by_rule(
    year: Papers, values: dict[str, Fraction], seats: int, tie: str, award: str
) -> tuple[set[str], set[str]]:
    taken, tied = cut(values, seats)
    if tied and has_rule(year, tie, award):
        return taken | tied, set()
    return taken, tied


def shortlist(year: Papers, quarters: dict[str, int], award: str) -> tuple[set[str], set[str]]:
    """The year's rule for one award: so many points, so many, or such a part of the field."""
    if not quarters:
        return set(), set()
    value = number(year, "shortlist.value", award)
    method = rule(year, "shortlist.method", award)
    if method == "ratio":
        value = Fraction(int(value * len(quarters)))
    if method == "floor":
        return {name for name, own in quarters.items() if Fraction(own, 4) >= value}, set()
    return cut_by_rule(
        year, {name: Fraction(own) for name, own in quarters.items()}, int(value), "shortlist.tie", award
    )


def settled(year: Papers, act: str, clause: str, proposals: dict[str, set[str]]) -> Open:
    """A proposal waits for its act; one that differs from it stops."""
    found: Open = set()
    for award, proposed in proposals.items():
        decided = acted(year, act, award)
        if decided is None:
            found.add(("waiting", clause, frozenset(proposed)))
        elif decided != proposed:
            found.add(("blocked", clause, frozenset(decided | proposed)))
    return found


def departments(year: Papers) -> dict[str, Fraction]:
    """Full marks by department, as the year's rules name them."""
    full = {row["applies_to"]: Fraction(row["value"]) for row in year["implementing_rules"]
            if row["key"] == "department.full_marks"}  # fmt: skip
    if not full:
        raise Undecided("department.full_marks")
    return full


def wrong_answers(year: Papers, field: list[str]) -> Wrong:
    """五(三): answers that no rule of the year allows."""
    full, found = departments(year), set()
    for row in year["department_scores"]:
        if row["application_id"] not in field:
            continue
        here = ("department_scores", row["row"], "五(三)")
        if (
            row["department"] not in full
            or (row["answer"] == "scored" and (not row["score"] or Fraction(row["score"]) > full[row["department"]]))
            or (row["answer"] == "waived" and (not row["document"] or row["score"] or row["has_veto"] == "是"))
        ):
            found.add(here)
    for row in year["credit_points"]:
        if row["application_id"] in field and Fraction(row["points"]) > number(year, "credit_points.full_points"):
            found.add(("credit_points", row["row"], "五(三)"))
    return found


def share(year: Papers, application: str) -> tuple[Fraction, bool] | None:
    """Earned of the full marks that apply (R-25), and whether a department vetoed; None while one is silent."""
    earned, due, has_veto = Fraction(0), Fraction(0), False
    for department, full in departments(year).items():
        rows = [row for row in year["department_scores"]
                if row["department"] == department and row["application_id"] == application]  # fmt: skip
        if not rows:
            return None
        if rows[0]["answer"] == "scored":
            earned, due = earned + Fraction(rows[0]["score"]), due + full
            has_veto = has_veto or rows[0]["has_veto"] == "是"
    credit = [row for row in year["credit_points"] if row["application_id"] == application]
    if not credit:
        return None
    marks = number(year, "credit_points.full_marks")
    earned += Fraction(credit[0]["points"]) / number(year, "credit_points.full_points") * marks
    return earned / (due + marks), has_veto


def silences(year: Papers, due: list[str]) -> Open:
    """One point for each department, and one for the credit centre, that hasn't answered for somebody still in."""
    found: Open = set()
    for department in departments(year):
        answered = {row["application_id"] for row in year["department_scores"] if row["department"] == department}
        if names := frozenset(due) - answered:
            found.add(("blocked", "五(三)", names))
    if names := frozenset(due) - {row["application_id"] for row in year["credit_points"]}:
        found.add(("blocked", "五(三)", names))
    return found


def total(year: Papers, on_paper: int, department_share: Fraction, on_site: int) -> Fraction:
    """五(五): each result as a part of its full marks, weighted, times the scale; 1000 points have 4000 quarters."""
    return number(year, "score.scale") * (
        number(year, "score.weight_document") * Fraction(on_paper, 4000)
        + number(year, "score.weight_department") * department_share
        + number(year, "score.weight_onsite") * Fraction(on_site, 4000)
    )


def candidates(year: Papers, totals: dict[str, Fraction], vetoed: set[str], award: str) -> tuple[set[str], set[str]]:
    """The year's number of the best, none vetoed where that excludes, none below the floor."""
    if not totals:
        return set(), set()
    pool = dict(totals)
    if vetoed & set(pool) and rule(year, "department.veto") == "excludes":
        pool = {name: own for name, own in pool.items() if name not in vetoed}
    if rule(year, "candidates.floor", award) != "none":
        pool = {name: own for name, own in pool.items() if own >= number(year, "candidates.floor", award)}
    return cut_by_rule(year, pool, int(number(year, "candidates.count", award)), "candidates.tie", award)
