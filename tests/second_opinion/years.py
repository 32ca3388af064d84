"""Drawn years from the applications to the vote, as rows: many ties and recusals, and in some one thing that is wrong.

The office's acts follow the second opinion; where the package comes to another list, it stops before the act.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from tests.properties.drawn import CHOICES, DAYS, SECTORS, applicant, mostly
from tests.second_opinion import opinion
from tests.second_opinion.ballot import Count, is_recused
from tests.second_opinion.panel_work import POINTS, Work
from tests.second_opinion.papers import Papers, Undecided, papers
from tests.second_opinion.trouble import TROUBLES
from tests.worlds import CLOSING, SIGNS, flawless, schedule, together
from yiwu_award.law.readings import readings
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.tables.contracts import contract

AS_OF = date(2024, 12, 31)
FULL_MARKS = {"市经信局": "60", "市应急管理局": "40", "市生态环境分局": "50"}
MEMBERS = ("committee_member", "top_fifty", "association")
Rows = dict[str, list[dict[str, Any]]]


def text(name: str, rows: Sequence[dict[str, Any]]) -> str:
    """Rows as an office's CSV file has them."""
    written = io.StringIO()
    table = csv.DictWriter(written, contract(name).names, extrasaction="ignore", lineterminator="\n")
    table.writeheader()
    words = {True: "是", False: "否", None: ""}
    for row in rows:
        table.writerow(
            {key: words[cell] if cell is None or isinstance(cell, bool) else cell for key, cell in row.items()}
        )
    return written.getvalue()


def read(rows: Rows, *names: str) -> Papers:
    """Rows as the second opinion reads them; some tables or all."""
    return papers({name: text(name, rows[name]) for name in names or rows})


def entries(seed: int, n_applications: int) -> Rows:
    """Applications with all that 资格审查 looks at, and how the year reads the regulation."""
    chance = Random(seed)
    worlds = []
    for number in range(1, n_applications + 1):
        name = f"A{number:03}"
        kind = {"application_id": name, "award": chance.choice(AWARDS), "sector": chance.choice(SECTORS)}
        flawed: Rows = {}
        if chance.random() < 0.5:
            kind, flawed = applicant(chance, name)
        worlds.append(flawless(**kind) | flawed)
    chosen = {identifier: mostly(chance, *options) for identifier, options in CHOICES.items() if len(options) > 1}
    if chance.random() < 0.5:
        chosen["past_laureate.waiting_years"] = chance.choice(("3", "0"))
    rows = together(*worlds) | {"schedule": schedule(**DAYS), "determinations": [], "acts": []}
    chosen["clean_record.departments"] = SIGNS
    rows["implementing_rules"] = [_rule(key, value) for key, value in chosen.items()]
    settled_on = (date(2024, 7, 8), date(2024, 7, 15), None)
    if chosen["R-19"] == "eligibility_due":  # an opinion on the record of before that day is too early
        settled_on = settled_on[1:]
        for row in rows["attestations"]:
            row["concluded_on"] = DAYS["eligibility_due"] - timedelta(days=chance.random() < 0.02)
    on = chance.choice(settled_on)
    if on:  # what is known of everybody, and so who is fit, hangs on the day of the list itself
        rows["acts"] = _acts("eligible_list", rows["applications"], AWARDS, set(), on)
    rows["determinations"] = [
        {"application_id": name, "part": part, "verdict": chance.choice(("met", "not_applicable", "not_met"))}
        | {"basis": "核实", "body": "office", "decided_on": date(2024, 7, 5)}
        for name, verdicts in opinion.eligibility(read(rows), CLOSING).items()
        for part, verdict in verdicts.items()
        if verdict == "unknown" and part not in ("四(二)a", "二(一)2", "七(二)") and chance.random() < 0.4
    ]
    if on:
        year = read(rows)
        fit = opinion.eligible(year, opinion.eligibility(year, CLOSING), AS_OF)
        rows["acts"] = _acts("eligible_list", rows["applications"], AWARDS, fit, on)
    return rows


def _rule(key: str, value: str, scope: str | None = None) -> dict[str, Any]:
    return {
        "key": key, "applies_to": scope, "value": value, "document": "实施细则", "article": "一",
        "approved_by": "committee", "approved_on": date(2024, 3, 1),
    }  # fmt: skip


def _acts(act: str, applications: Sequence[dict], awards: Sequence[str], names: set[str], on: date) -> list[dict]:
    body = "voters" if act == "preselected" else "office"
    made = []
    for award in awards:
        own = [
            row["application_id"] for row in applications if row["award"] == award and row["application_id"] in names
        ]
        made += [
            {"act": act, "award": award, "application_id": name, "body": body, "document": "纪要", "decided_on": on}
            for name in own or [None]
        ]
    return made


def reviewed(seed: int, applications: Sequence[dict]) -> Rows:
    """The reviews and the vote of some eligible applications; in two years of five one thing is not as it should be."""
    chance = Random(seed)
    rows: Rows = {name: [] for name in (
        "conflicts", "misconduct", "confirmations", "exits", "acts", "visits", "panel_opinions", "item_scores",
        "item_consensus", "department_scores", "credit_points", "ballot_papers", "ballot_counts",
    )}  # fmt: skip
    rows |= {"applications": list(applications), "schedule": schedule(**DAYS), "implementing_rules": _rules(chance)}
    trouble = chance.choice(TROUBLES) if chance.random() < 0.4 else None
    for number, step in enumerate((_panels, _on_paper, _shortlist, _departments, _on_site, _candidates, _ballots)):
        try:
            step(rows, chance)
        except Undecided:  # the office can't go on without the rule, and neither can the stages
            break
        if trouble and trouble.after == number:
            trouble.make(rows, chance)
    return rows


def _rules(chance: Random) -> list[dict]:
    weights = chance.choice((("0.3", "0.2", "0.5"), ("1/3", "1/3", "1/3"), ("0", "0.4", "0.6"), ("0.4", "0.2", "0.4")))
    once = {
        "conflict.years_back": "3", "score.spread_limit": chance.choice(("15", "20")),
        "confirmation.no_reply": chance.choice(("confirmed", "blocked")),
        "department.veto": chance.choice(("excludes", "none")),
        "credit_points.full_points": "1000", "credit_points.full_marks": chance.choice(("100", "30")),
        "score.scale": chance.choice(("100", "1000")), "vote.quorum": "2/3",
        "vote.pass_share": chance.choice(("1/2", "2/3")),
        "vote.pass_base": chance.choice(("valid", "voters")),
        **dict(zip(("score.weight_document", "score.weight_department", "score.weight_onsite"), weights, strict=True)),
    }  # fmt: skip
    rules = [_rule(key, value) for key, value in once.items()]
    rules += [_rule("department.full_marks", marks, department) for department, marks in FULL_MARKS.items()]
    for award in AWARDS:
        method = chance.choice(("count", "count", "floor", "ratio"))
        rules.append(_rule("shortlist.method", method, award))
        values = {"count": ("1", "2", "3"), "floor": ("600", "650", "648.75"), "ratio": ("1/3", "1/2", "0.6", "1")}
        rules.append(_rule("shortlist.value", chance.choice(values[method]), award))
        rules.append(_rule("candidates.count", chance.choice(("1", "2", "3")), award))
        scale = int(once["score.scale"])
        floor = chance.choice(("none", "none", str(Decimal("0.65") * scale), str(Decimal("0.6") * scale)))
        rules.append(_rule("candidates.floor", floor, award))
    for tie in ("shortlist.tie", "candidates.tie"):
        if chance.random() < 0.7:
            rules.append(_rule(tie, "include_all"))
    if chance.random() < 0.8:
        rules.append(_rule("vote.last_seat_tie", chance.choice(("next_round", "next_round", "empty"))))
    for identifier, reading in readings().items():
        if len(reading["options"]) > 1 and identifier not in CHOICES:
            rules.append(_rule(identifier, chance.choice(list(reading["options"]))))
    return [*rules, _rule("R-47", chance.choice(("day_after", "same_day")))]


def _panels(rows: Rows, chance: Random) -> None:
    """One panel for two sectors at most, an expert of each; conflicts and an exit now and then."""
    rows["assessors"], rows["panels"], rows["panel_applications"] = [], [], []
    sectors = sorted({row["sector"] for row in rows["applications"]})
    for first in range(0, len(sectors), 2):
        own, panel = sectors[first : first + 2], f"P{first // 2 + 1}"
        fields = [*("services" if sector == "other" else sector for sector in own), "management", "management", own[0]]
        fields = ["services" if field == "other" else field for field in fields][: chance.choice((3, 4, 5))]
        for place, field in enumerate(fields):
            who = f"E{len(rows['assessors']) + 1:02}"
            about = {"assessor_name": who, "employer": who, "employer_uscc": f"code-{who}", "qualified_by": "名册"}
            rows["assessors"].append(about | {"assessor_id": who, "expertise": field, "is_qualified": True})
            rows["panels"].append({"panel": panel, "assessor_id": who, "is_leader": place == 0})
        rows["panel_applications"] += [
            {"panel": panel, "application_id": row["application_id"]}
            for row in rows["applications"]
            if row["sector"] in own
        ]
    rows["nil_returns"] = [
        {"subject": "conflicts", "reported_by": row["assessor_id"], "checked_on": date(2024, 6, 20)}
        for row in rows["assessors"]
    ]
    for given in rows["panel_applications"]:
        members = [row["assessor_id"] for row in rows["panels"] if row["panel"] == given["panel"]]
        if len(members) > 3 and chance.random() < 0.2:
            edge = date(2021, 5, 31)
            ended = chance.choice((None, None, edge, edge + timedelta(days=1), edge - timedelta(days=1)))
            rows["conflicts"].append(
                {"assessor_id": members[3], "application_id": given["application_id"], "relation": "consulting"}
                | {"ended_on": ended, "declared_on": date(2024, 7, 10)}
            )
    for row in rows["applications"]:
        if chance.random() < 0.06:
            on = chance.choice((date(2024, 7, 30), date(2024, 8, 20), date(2024, 10, 26)))
            left = {"kind": "withdrawn", "reason": "自愿", "body": "applicant", "document": "函", "decided_on": on}
            rows["exits"].append(left | {"application_id": row["application_id"]})


def _sheets(rows: Rows, chance: Random, stage: str, days: dict[str, date]) -> None:
    """Each sitting member's percents around the panel's, few steps apart, so that totals are often equal."""
    year = read(rows, "applications", "panels", "panel_applications", "assessors", "conflicts", "misconduct",
                "item_scores", "item_consensus", "implementing_rules")  # fmt: skip
    work = Work(year, stage, [row for row in year["applications"] if row["application_id"] in days], CLOSING)
    for name, scored_on in days.items():
        percents = dict.fromkeys(POINTS, chance.choice((60, 65, 65, 70)))
        for item in chance.sample(list(POINTS), chance.choice((0, 0, 1, 2))):
            percents[item] = chance.choice((0, 45, 80, 100))
        about = {"stage": stage, "application_id": name}
        sitting = [seat for seat in work.seats[name] if seat.sits]
        leader = next((seat.assessor for seat in sitting if seat.is_leader), "E01")
        for item, percent in percents.items():
            far = 25 if chance.random() < 0.015 else 10
            apart = dict(zip((seat.assessor for seat in sitting), (0, 5, -5, far, -5), strict=False))
            gave = {who: min(max(percent + by, 0), 100) for who, by in apart.items()}
            rows["item_scores"] += [
                about | {"item": item, "assessor_id": who, "percent": own, "scored_on": scored_on}
                for who, own in gave.items()
            ]
            note = "已合议" if far == 25 and chance.random() < 0.95 else None
            rows["item_consensus"].append(
                about
                | {"item": item, "percent": percent, "recorded_by": leader, "spread_note": note}
                | {"recorded_on": scored_on + timedelta(days=2), "strengths": "长处"}
            )
        reply = chance.choice((*["confirmed"] * 20, "disputed", "no_reply"))
        answered = {"leader_answer": "已答复", "leader_answered_on": scored_on + timedelta(days=9)}
        rows["confirmations"].append(
            about
            | {"response": reply, "responded_on": scored_on + timedelta(days=7)}
            | (answered if reply == "disputed" and chance.random() < 0.7 else {})
        )


def _on_paper(rows: Rows, chance: Random) -> None:
    _sheets(rows, chance, "document_review", {row["application_id"]: date(2024, 7, 20) for row in rows["applications"]})


def _shortlist(rows: Rows, chance: Random) -> None:
    year = read(rows)
    found = opinion.document_review(year, year["applications"], CLOSING, AS_OF)
    awards = sorted({row["award"] for row in rows["applications"]})
    rows["acts"] = _acts("shortlist", rows["applications"], awards, found.get("proposed", set()), date(2024, 8, 5))


def _on_the_list(rows: Rows, act: str) -> list[dict]:
    names = {row["application_id"] for row in rows["acts"] if row["act"] == act}
    return [row for row in rows["applications"] if row["application_id"] in names]


def _departments(rows: Rows, chance: Random) -> None:
    for row in _on_the_list(rows, "shortlist"):
        name = row["application_id"]
        for department, marks in FULL_MARKS.items():
            about = {"department": department, "application_id": name, "scored_on": date(2024, 8, 12)}
            if chance.random() < 0.1:
                rows["department_scores"].append(about | {"answer": "waived", "document": "纪要"})
                continue
            score = Decimal(int(marks)) * chance.choice((7, 8, 8, 9)) / 10
            rows["department_scores"].append(
                about | {"answer": "scored", "score": score, "has_veto": chance.random() < 0.04}
            )
        points = Decimal(chance.choice((800, 800, 850, 900)))
        rows["credit_points"].append({"application_id": name, "points": points, "collected_on": date(2024, 8, 12)})


def _on_site(rows: Rows, chance: Random) -> None:
    panels = {row["application_id"]: row["panel"] for row in rows["panel_applications"]}
    for row in _on_the_list(rows, "shortlist"):
        name = row["application_id"]
        ended = date(2024, 8, 26) + timedelta(days=chance.randint(0, 33))  # both holidays of that autumn lie near
        visit = {"panel": panels[name], "application_id": name}
        rows["visits"].append(visit | {"started_on": ended - timedelta(days=1), "ended_on": ended})
        submitted = ended + timedelta(days=chance.choice((5, 8, 9, 9, 10, 11, 12, 14, 17)))
        rows["panel_opinions"].append(visit | {"opinion": "意见", "submitted_on": submitted})
    _sheets(rows, chance, "onsite_review", {row["application_id"]: row["ended_on"] for row in rows["visits"]})


def _opinions(rows: Rows) -> tuple[Papers, dict[str, Any]] | None:
    """The second opinion of stages 3 to 5, None where one of them doesn't come to its results."""
    year = read(rows)
    field = list(year["applications"])
    on_paper = opinion.document_review(year, field, CLOSING, AS_OF)
    if "shortlisted" not in on_paper:
        return None
    listed = [row for row in field if row["application_id"] in on_paper["shortlisted"]]
    found = {
        "document_review": on_paper,
        "department_review": opinion.department_review(year, listed, AS_OF),
        "onsite_review": opinion.onsite_review(year, listed, CLOSING, AS_OF),
    }
    return None if any("refused" in each for each in found.values()) else (year, found)


def _candidates(rows: Rows, chance: Random) -> None:
    if opinions := _opinions(rows):
        year, found = opinions
        came = opinion.vote(year, found, year["applications"], AS_OF)
        awards = sorted({row["award"] for row in rows["applications"] if row["application_id"] in came["totals"]})
        tied = {award for award in awards if came["tied"].get(award)}
        settled = [award for award in awards if award not in tied]
        rows["acts"] += _acts("candidates", rows["applications"], settled, came["proposed"], date(2024, 10, 25))


def _ballots(rows: Rows, chance: Random) -> None:
    """A ballot for each award with candidates, further rounds for those level in the last one, and the voters' act."""
    n_voters = chance.randint(9, 13)
    rows["voters"] = [
        {"voter_id": f"V{number:02}", "voter_name": f"V{number:02}", "kind": chance.choice(MEMBERS), "employer": "单位"}
        | {"employer_uscc": f"code-V{number}", "is_present": chance.random() < 0.9, "recused_award": None}
        for number in range(1, n_voters + 1)
    ]
    awards = sorted({row["award"] for row in _on_the_list(rows, "candidates")})
    for award in awards:
        names = {row["application_id"] for row in _on_the_list(rows, "candidates") if row["award"] == award}
        if chance.random() < 0.3:
            own = next(row["uscc"] for row in rows["applications"] if row["application_id"] in names)
            rows["voters"][0] |= {"employer_uscc": own, "recused_award": chance.choice((award, "both"))}
        for each in range(1, 4):
            n_voting = len([row for row in rows["voters"] if row["is_present"] and not is_recused(row, award)])
            spoiled, unreturned = chance.choice((0, 0, 1)), chance.choice((0, 0, 1))
            valid = n_voting - spoiled - unreturned
            rows["ballot_papers"].append(
                {"award": award, "round": each, "issued": n_voting, "returned": n_voting - unreturned}
                | {"unreturned": unreturned, "valid": valid, "spoiled": spoiled, "voted_on": date(2024, 10, 30)}
            )
            for name in sorted(names):
                n_for = min(valid, valid // 2 + chance.choice((0, 1, 2, 2, 3)))
                against = chance.randint(0, valid - n_for)
                rows["ballot_counts"].append(
                    {"award": award, "round": each, "application_id": name, "votes_for": n_for}
                    | {"votes_against": against, "abstentions": valid - n_for - against}
                )
            asked = ("applications", "acts", "exits", "voters", "ballot_papers", "ballot_counts", "implementing_rules")
            count = Count(read(rows, *asked), award, {row["application_id"] for row in _on_the_list(rows, "candidates")
                                              if row["award"] == award}, AS_OF)  # fmt: skip
            names = count.stood.get(str(each + 1), set())
            if not names or chance.random() < 0.2:
                break
        if not count.open:
            rows["acts"] += _acts("preselected", rows["applications"], [award], count.winners, date(2024, 10, 30))
