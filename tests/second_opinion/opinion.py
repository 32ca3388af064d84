"""What stages 2 to 6 should come to in a year, stage by stage: the second opinion as a whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import chinese_calendar

from tests.second_opinion.ballot import Count, quorum_missed
from tests.second_opinion.conditions import MET, concluded, verdicts
from tests.second_opinion.panel_work import Open, Work
from tests.second_opinion.papers import ONE_DAY, Papers, Row, day, known_on, number, rule
from tests.second_opinion.standing import (
    AWARDS,
    acted,
    acted_on,
    candidates,
    has_left,
    places,
    settled,
    share,
    shortlist,
    silences,
    still_in,
    total,
    wrong_answers,
)

Opinion = dict[str, Any]


def eligibility(year: Papers, closing: date) -> dict[str, dict[str, str]]:
    """Verdict by application and part; what came to light after both lists were settled is left out (R-49)."""
    days = [acted_on(year, "eligible_list", award) for award in AWARDS]
    facts = year if None in days else known_on(year, max(days))
    own: dict[str, Papers] = {
        row["application_id"]: {name: [] for name in facts if name != "implementing_rules"}
        for row in facts["applications"]
    }
    for name, rows in facts.items():
        for row in rows:
            if "application_id" in row and row["application_id"] in own and name != "acts":
                own[row["application_id"]][name].append(row)
    everybody = {name: facts[name] for name in ("schedule", "implementing_rules", "honours", "revocations")}
    return {
        row["application_id"]: verdicts(own[row["application_id"]] | everybody, row, closing)
        for row in facts["applications"]
    }


def eligible(year: Papers, found: dict[str, dict[str, str]], as_of: date) -> set[str]:
    """Who should be on the list of 五(一): everything met, and still there on the day when it was settled."""
    fit = [row for row in year["applications"] if concluded(found[row["application_id"]]) == MET]
    return {row["application_id"] for row in still_in(year, fit, "eligible_list", as_of)}


def document_review(year: Papers, field: list[Row], closing: date, as_of: date) -> Opinion:
    """五(二)."""
    running = still_in(year, field, "shortlist", as_of)
    work = Work(year, "document_review", running, closing)
    if wrong := work.wrong(work.ids):
        return {"refused": wrong}
    quarters = work.quarters()
    opinion: Opinion = {"items": work.items()}
    stops = work.open(work.ids) | work.unconfirmed(list(quarters), as_of)
    stops |= late_rules(year, ("score.", "shortlist.", "candidates."), [day(row["scored_on"]) for row in work.scores])
    if len(quarters) == len(work.ids):
        proposals: dict[str, set[str]] = {}
        opinion["places"], tied_somewhere, proposed = {}, False, set()
        for award in AWARDS:
            own = {row["application_id"]: quarters[row["application_id"]] for row in running if row["award"] == award}
            if not own and acted(year, "shortlist", award) is None:
                continue
            opinion["places"] |= places(own)
            taken, tied = shortlist(year, own, award)
            if tied:
                stops.add(("blocked", "二(一)1", frozenset(tied)))
                tied_somewhere = True
            else:
                proposals[award] = taken
                proposed |= taken
        opinion["quarters"], opinion["proposed"] = quarters, proposed
        unsettled = settled(year, "shortlist", "五(二)", proposals)
        stops |= unsettled
        if not unsettled and not tied_somewhere:
            opinion["shortlisted"] = set().union(*(acted(year, "shortlist", award) or set() for award in proposals))
            opinion["feedback"] = {key for key in opinion["items"] if key[0] not in opinion["shortlisted"]}
    return opinion | {"open": stops}


def department_review(year: Papers, field: list[Row], as_of: date) -> Opinion:
    """五(三)."""
    ids = [row["application_id"] for row in field]
    if wrong := wrong_answers(year, ids):
        return {"refused": wrong}
    shares = {name: own for name in ids if (own := share(year, name)) is not None}
    scored = [day(row["scored_on"]) for row in year["department_scores"] if row["application_id"] in ids]
    stops = silences(year, [name for name in ids if not has_left(year, name, as_of)])
    return {"shares": shares, "open": stops | late_rules(year, ("department.", "credit_points."), scored)}


def onsite_review(year: Papers, field: list[Row], closing: date, as_of: date) -> Opinion:
    """五(四)."""
    ids = [row["application_id"] for row in field]
    due = [name for name in ids if not has_left(year, name, as_of)]
    work = Work(year, "onsite_review", field, closing)
    wrong = work.wrong(due)
    for table in ("visits", "panel_opinions"):
        for row in year[table]:
            if row["application_id"] not in ids:
                wrong.add((table, row["row"], "五(四)"))
            elif row["panel"] != work.panel_of(row["application_id"]):
                wrong.add((table, row["row"], "二(三)2"))
    wrong |= {("visits", row["row"], "五(四)") for row in year["visits"] if row["ended_on"] < row["started_on"]}
    if wrong:
        return {"refused": wrong}
    ended = {row["application_id"]: row for row in year["visits"] if day(row["ended_on"]) <= as_of}
    told = {row["application_id"]: day(row["submitted_on"]) for row in year["panel_opinions"]}
    stops, opinions = work.open(due), {}
    if unvisited := frozenset(due) - set(ended):
        stops.add(("waiting", "五(四)", unvisited))
    for name, visit in ended.items():
        last = opinion_due(year, visit)
        opinions[name] = (last, told.get(name), (told.get(name) or as_of) > last)
        if name in due and name not in told:
            stops.add(("blocked" if last < as_of else "waiting", "五(四)", frozenset({name})))
    complete = {name: own for name, own in work.quarters().items() if name in ended}
    stops |= work.unconfirmed([name for name in complete if name in due], as_of)
    results = {name: (own, *opinions[name]) for name, own in complete.items()}
    return {"items": work.items(), "results": results, "open": stops}


def opinion_due(year: Papers, visit: Row) -> date:
    """The seventh working day after the visit, or after the panel's last one (R-26), itself counted or not (R-58)."""
    ends = [day(row["ended_on"]) for row in year["visits"] if row["panel"] == visit["panel"]]
    today = day(visit["ended_on"]) if rule(year, "R-26") == "each_visit" else max(ends)
    n_days = 1 if rule(year, "R-58") == "same_day" and chinese_calendar.is_workday(today) else 0
    while n_days < 7:
        today += ONE_DAY
        n_days += chinese_calendar.is_workday(today)
    return today


def vote(year: Papers, reviews: dict[str, Opinion], field: list[Row], as_of: date) -> Opinion:
    """五(五)."""
    on_paper, on_site = reviews["document_review"]["quarters"], reviews["onsite_review"]["results"]
    shares = reviews["department_review"]["shares"]
    ranked = still_in(year, [row for row in field if row["application_id"] in shares.keys() & on_site.keys()],
                      "candidates", as_of)  # fmt: skip
    weights = [number(year, f"score.weight_{name}") for name in ("document", "department", "onsite")]
    if sum(weights) != 1:
        return {"refused": {("implementing_rules", "", "五(五)")}}
    opinion: Opinion = {"totals": {}, "places": {}, "proposed": set(), "tied": {}}
    stops: Open = set()
    counts: list[Count] = []
    for award in AWARDS:
        totals = {name: total(year, on_paper[name], shares[name][0], on_site[name][0])
                  for row in ranked if row["award"] == award for name in [row["application_id"]]}  # fmt: skip
        if not totals and acted(year, "candidates", award) is None and acted(year, "preselected", award) is None:
            continue
        opinion["totals"] |= totals
        opinion["places"] |= places(totals)
        taken, tied = candidates(year, totals, {name for name in shares if shares[name][1]}, award)
        opinion["proposed"] |= taken
        if tied:
            opinion["tied"][award] = tied
            stops.add(("blocked", "二(一)1", frozenset(tied)))
            continue
        unsettled = settled(year, "candidates", "五(五)", {award: taken})
        stops |= unsettled
        if not unsettled:
            counts.append(Count(year, award, acted(year, "candidates", award) or set(), as_of))
    came = held(year, counts, stops)
    return came if "refused" in came else opinion | came


def held(year: Papers, counts: list[Count], stops: Open) -> Opinion:
    """The vote on the awards whose candidates are settled."""
    if wrong := set().union(*(count.wrong() for count in counts)):
        return {"refused": wrong}
    papers = [paper for count in counts for paper in count.papers.values()]
    has_quorum = not (papers and quorum_missed(year))
    if not has_quorum:
        stops.add(("blocked", "五(五)", frozenset()))
    stops = stops.union(*(count.open for count in counts))
    eve = [day(paper["voted_on"]) - timedelta(days=1) for paper in year["ballot_papers"]]
    stops |= late_rules(year, ("vote.",), eve)
    elected = {count.award: count.winners for count in counts
               if has_quorum and count.is_over
               and (count.candidates or acted(year, "preselected", count.award) is not None)}  # fmt: skip
    unsettled = settled(year, "preselected", "五(五)", elected)
    stops |= unsettled
    everybody = set().union(*elected.values())
    tally = {
        (count.award, int(each), name): (count.passed(each, name), name in everybody)
        for count in counts
        for each, rows in count.counts.items()
        for name in rows
    }
    return {"tally": tally, "open": stops} | ({} if stops else {"preselected": everybody})


def late_rules(year: Papers, beginnings: tuple[str, ...], days: list[date]) -> Open:
    """Rules approved only after the first of what they govern (二(一)2)."""
    approved = [day(row["approved_on"]) for row in year["implementing_rules"] if row["key"].startswith(beginnings)]
    return {("blocked", "二(一)2", frozenset())} if days and any(each > min(days) for each in approved) else set()
