"""五(五), the secret vote, a second opinion: papers that agree, who passed, who is elected round by round."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from tests.second_opinion.panel_work import Open, Wrong
from tests.second_opinion.papers import Papers, Row, has_rule, number, rule
from tests.second_opinion.standing import acted_on, cut, has_left

SEATS = {"quality_award": 3, "innovation_award": 2}


def is_recused(voter: Row, award: str) -> bool:
    return voter["recused_award"] in (award, "both")


def voting(year: Papers, award: str) -> list[Row]:
    return [row for row in year["voters"] if row["is_present"] == "是" and not is_recused(row, award)]


class Count:
    """The vote on one award whose candidates are settled.

    Attributes:
        winners: who is elected so far.
        stood: round → who stood in it.
        open: what the vote waits for or what must be decided.
        is_over: whether the count has come to an end.
    """

    def __init__(self, year: Papers, award: str, candidates: set[str], as_of: date) -> None:
        self.year, self.award, self.candidates = year, award, candidates
        until = acted_on(year, "preselected", award) or as_of
        self.standing = {name for name in candidates if not has_left(year, name, until)}
        self.papers = {row["round"]: row for row in year["ballot_papers"] if row["award"] == award}
        self.counts: dict[str, dict[str, Row]] = {}
        for row in year["ballot_counts"]:
            if row["award"] == award and row["round"] in self.papers:
                self.counts.setdefault(row["round"], {})[row["application_id"]] = row
        self.winners: set[str] = set()
        self.stood = {"1": set(self.standing)}
        self.open: Open = set()
        if candidates:
            self._elect()

    def passed(self, each: str, name: str) -> bool:
        """More than the year's share of the valid papers, or of the members (R-55)."""
        members = [row for row in self.year["voters"]
                   if rule(self.year, "R-55") == "all_members" or not is_recused(row, self.award)]  # fmt: skip
        base = int(self.papers[each]["valid"]) if rule(self.year, "vote.pass_base") == "valid" else len(members)
        return Fraction(self.counts[each][name]["votes_for"]) > number(self.year, "vote.pass_share") * base

    def _elect(self) -> None:
        first = self.counts.get("1", {})
        if self.standing - set(first):
            self.open.add(("waiting", "五(五)", frozenset()))
            return
        passed = {name: Fraction(first[name]["votes_for"]) for name in self.standing if self.passed("1", name)}
        self.winners, tied = cut(passed, SEATS[self.award])
        each = 1
        while tied:
            if not has_rule(self.year, "vote.last_seat_tie"):
                self.open.add(("blocked", "二(一)1", frozenset(tied)))
                return
            if rule(self.year, "vote.last_seat_tie") == "empty":
                return
            each += 1
            self.stood[str(each)] = set(tied)
            counted = self.counts.get(str(each), {})
            if tied - set(counted):
                self.open.add(("waiting", "五(五)", frozenset(tied)))
                return
            again = rule(self.year, "R-54") == "share_again"
            votes = {name: Fraction(counted[name]["votes_for"]) for name in tied
                     if not again or self.passed(str(each), name)}  # fmt: skip
            taken, tied = cut(votes, SEATS[self.award] - len(self.winners))
            self.winners |= taken

    @property
    def is_over(self) -> bool:
        return not self.open

    def wrong(self) -> Wrong:
        """Papers and counts that don't agree, and a voter whose own organisation stands."""
        found: Wrong = set()
        usccs = {row["uscc"] for row in self.year["applications"] if row["application_id"] in self.candidates}
        for voter in voting(self.year, self.award):
            if voter["employer_uscc"] in usccs:
                found.add(("voters", voter["row"], "七(一)"))
        for each, paper in self.papers.items():
            here = ("ballot_papers", paper["row"], "五(五)")
            issued, returned, unreturned, valid, spoiled = (
                int(paper[column]) for column in ("issued", "returned", "unreturned", "valid", "spoiled"))  # fmt: skip
            if issued != returned + unreturned or returned != valid + spoiled:
                found.add(here)
            if issued > len(voting(self.year, self.award)):
                found.add(here)
            rows = self.counts.get(each, {})
            may_stand = self.candidates if each == "1" else self.stood.get(each, set())
            for name, row in rows.items():
                said = sum(int(row[column]) for column in ("votes_for", "votes_against", "abstentions"))
                if name not in may_stand or said != valid:
                    found.add(("ballot_counts", row["row"], "五(五)"))
            if rows and self.stood.get(each, set()) - set(rows):
                found.add(("ballot_counts", min((row["row"] for row in rows.values()), key=int), "五(五)"))
        return found


def quorum_missed(year: Papers) -> bool:
    present = [row for row in year["voters"] if row["is_present"] == "是"]
    return len(present) < number(year, "vote.quorum") * len(year["voters"])
