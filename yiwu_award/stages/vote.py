"""审查表决 五(五): totals, candidates by score, and the secret vote that decides within the ceilings of 一(五).

The score makes the list of candidates; the vote alone makes the 初选 list (R-33).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from fractions import Fraction

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rubric import QUARTERS_A_POINT, rubric
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages import ballots
from yiwu_award.stages.checks import decided_late, located, looked_up, number, option, rule_fault, whole
from yiwu_award.stages.contest import (
    Cut,
    best_by_rule,
    in_award_order,
    in_the_running,
    places,
    rounded,
    tied_at_the_cut,
)
from yiwu_award.stages.lists import AWARD_TITLES, BODY_TITLES, scheduled, shown
from yiwu_award.stages.lists import settle as settle_list
from yiwu_award.stages.result import StageResult
from yiwu_award.stages.sensitivity import WEIGHTS, sensitivity
from yiwu_award.tables.contracts import contract

CLAUSE = "五(五)"
Tables = Mapping[str, pd.DataFrame]


def settle(tables: Tables, law: Law, as_of: date) -> StageResult:
    """From the results of three reviews to the 初选 list.

    Args:
        tables: schedule, voters, ballot_papers, ballot_counts, acts, exits, applications, document_results,
            department_results, onsite_results; item_scores for how far the order hangs on one assessor.
        law: ``score.*``, ``candidates.*``, ``department.veto``, ``vote.*``, ``quota.*``, ``rubric.edition``.
        as_of: the day on which the state is told.

    Returns:
        totals (by award, place, number), sensitivity and the acted candidates; tally and further_rounds (none, where
        nobody tied for the last seat) once there are counts; preselected once the voters' act agrees with the count.

    Raises:
        ContractBroken: weights that don't add up to 1, a voter who should be recused, papers or counts that don't
            agree, more organisations in the act than seats (一(五)); all of one kind at once.
        NotInForce: a rule that is needed is not decided.

    Source: 五(五), 一(五), 七(一).
    """
    ranked = totals(tables, law, as_of)
    ballot, proposed, points = _candidates(ranked, tables, law)
    ranked = ranked.assign(is_candidate=ranked["application_id"].isin(proposed).astype("boolean"))
    on_it = ranked["application_id"].isin(set().union(*ballot.values()))
    made = {
        "totals": _as_contract(ranked, "totals"),
        "candidates": _as_contract(ranked[on_it], "candidates"),
        "sensitivity": sensitivity(ranked, tables["item_scores"], rubric(whole(law, "rubric.edition")), law),
    }
    held = ballots.hold(tables, law, ballot, as_of)
    if wrong := [*_faults_of_seats(tables["acts"], law), *held.faults]:
        raise ContractBroken(wrong)
    due = scheduled(tables["schedule"], "vote_on")
    title, elected = "初选授奖组织名单", held.elected
    final, unsettled = settle_list("preselected", title, CLAUSE, "voters", elected, tables["acts"], due)
    late = decided_late(law, ("vote.",), tables["ballot_papers"]["voted_on"].min() - pd.Timedelta(days=1), "表决前一日")
    points = [*points, *late, *held.open_points, *_elected_twice(elected, tables["applications"]), *unsettled]
    if len(held.counts):
        made |= {"tally": _tally(held, ranked), "further_rounds": _further_rounds(held, ranked)}
    if not points:
        chosen = ranked[ranked["application_id"].isin(set().union(*final.values()))]
        made["preselected"] = _as_contract(chosen.sort_values("application_id"), "preselected")
    return StageResult(made, tuple(points))


def totals(tables: Tables, law: Law, as_of: date) -> pd.DataFrame:
    """The total of everybody who has all three results, exact, and his place within the award.

    Ranked as they are, rounded only to be shown (R-28).

    total = scale × (weight × document points ÷ full points + weight × department share + weight × on-site points ÷
    full points); full points are the rubric's (一(六)).

    Args:
        tables: document_results, department_results, onsite_results, acts, exits.
        law: ``score.*``, ``rubric.edition``.
        as_of: who left by the day of the candidates' act, or by then, has no total.

    Returns:
        application_id, org_name, award, document_points, department_share, onsite_points, total_exact (``n/d``),
        total (0.01, half up), exact (Fraction), place (equal totals share the better one), has_veto; by award, place
        and application.
    """
    document, department, onsite = (tables[f"{review}_results"] for review in ("document", "department", "onsite"))
    rows = document.rename(columns={"points": "document_points", "quarters": "on_paper"}).drop(columns="place")
    rows = rows.merge(department[["application_id", "share", "has_veto"]], on="application_id")
    rows = rows.merge(onsite[["application_id", "points", "quarters"]], on="application_id")
    rows = rows.rename(columns={"share": "department_share", "points": "onsite_points", "quarters": "on_site"})
    rows = in_the_running(rows, "candidates", tables["acts"], tables["exits"], as_of)
    on_paper, by_departments, on_site = _weights(law)
    scale = number(law, "score.scale")
    full = sum(item.points for item in rubric(whole(law, "rubric.edition")).items) * QUARTERS_A_POINT
    exact = [
        scale
        * (
            on_paper * Fraction(int(paper), full)
            + by_departments * Fraction(share)
            + on_site * Fraction(int(site), full)
        )
        for paper, share, site in zip(rows["on_paper"], rows["department_share"], rows["on_site"], strict=True)
    ]
    rows["exact"] = pd.Series(exact, rows.index, dtype="object")
    rows["total_exact"] = rows["exact"].map(str).astype("string")
    rows["total"] = rows["exact"].map(rounded).astype("object")
    rows["place"] = places(rows["exact"], rows["award"])
    return in_award_order(rows, "place", "application_id")


def propose(rows: pd.DataFrame, law: Law, award: str) -> Cut:
    """The best totals of one award, down to the year's number, none below its floor, none vetoed.

    Args:
        rows: what ``totals`` gave for the award.
        law: ``candidates.count``, ``candidates.floor`` (points of the scale, or ``none``), ``candidates.tie``;
            ``department.veto`` where a department vetoed.
        award: the award.
    """
    if rows.empty:
        return Cut(frozenset(), frozenset())
    pool = rows
    if rows["has_veto"].any() and option(law, "department.veto") == "excludes":
        pool = pool[~pool["has_veto"]]
    totals_of = dict(zip(pool["application_id"], pool["exact"], strict=True))
    if law["candidates.floor", award] != "none":
        floor = number(law, "candidates.floor", award)
        totals_of = {name: total for name, total in totals_of.items() if total >= floor}
    return best_by_rule(totals_of, whole(law, "candidates.count", award), law, "candidates.tie", award)


def _weights(law: Law) -> list[Fraction]:
    weights = [number(law, name) for name in WEIGHTS]
    if sum(weights) != 1:
        others = "，".join(f"{name} 取 {weight}" for name, weight in zip(WEIGHTS[1:], weights[1:], strict=True))
        came = f"取 {weights[0]}，{others}，合计 {sum(weights)}"
        raise ContractBroken([rule_fault(WEIGHTS[0], "", came, "三项权重合计为 1")])
    return weights


def _candidates(
    ranked: pd.DataFrame, tables: Tables, law: Law
) -> tuple[dict[str, set[str]], set[str], list[OpenPoint]]:
    """The ballot of each award whose candidates are settled, everybody proposed, and what is open."""
    acts, title = tables["acts"], "候选授奖组织名单"
    concerned = set(ranked["award"]) | set(acts.loc[acts["act"].isin(["candidates", "preselected"]), "award"])
    ballot: dict[str, set[str]] = {}
    proposed: set[str] = set()
    points: list[OpenPoint] = []
    for award in (award for award in AWARDS if award in concerned):
        cut = propose(ranked[ranked["award"] == award], law, award)
        proposed |= cut.taken
        if cut.tied:
            points.append(tied_at_the_cut(title, award, cut, "candidates.tie"))
            continue
        due = scheduled(tables["schedule"], "vote_on")
        final, unsettled = settle_list("candidates", title, CLAUSE, "office", {award: set(cut.taken)}, acts, due)
        points += unsettled
        ballot |= {} if unsettled else final
    return ballot, proposed, points


def _tally(held: ballots.Held, ranked: pd.DataFrame) -> pd.DataFrame:
    """Contract tally: each round's counts, by award and round, in the order of the application numbers."""
    names = ranked.set_index("application_id")["org_name"]
    elected = set().union(*held.elected.values())
    rows = held.counts.assign(
        org_name=looked_up(names, held.counts["application_id"]),
        is_preselected=held.counts["application_id"].isin(elected),
    )
    return _as_contract(in_award_order(rows, "round", "application_id"), "tally")


def _further_rounds(held: ballots.Held, ranked: pd.DataFrame) -> pd.DataFrame:
    """Contract further_rounds: who stands again and for how many seats, by award, round and application."""
    names = ranked.set_index("application_id")["org_name"]
    rows = [
        (award, number, each.seats, application, names[application])
        for award, rounds in held.rounds.items()
        for number, each in rounds.items()
        if number > 1
        for application in each.standing
    ]
    made = pd.DataFrame(rows, columns=list(contract("further_rounds").names))
    again = in_award_order(made, "round", "application_id")
    return _as_contract(again, "further_rounds")


def _elected_twice(elected: Mapping[str, Set[str]], applications: pd.DataFrame) -> list[OpenPoint]:
    """An organisation that both awards went to must give up one of them (R-04)."""
    winners = set().union(*elected.values())
    rows = applications[applications["application_id"].isin(winners)].dropna(subset=["uscc"])
    twice = [own for _, own in rows.groupby("uscc") if len(own) > 1]
    what = "{} 在两个奖项中都当选：{}（读法 R-04）"
    to_do = "由组织择一，另一份在“中途退出”表登记"
    return [
        OpenPoint(
            "blocked", CLAUSE, what.format(own["org_name"].iloc[0], shown(own["application_id"])),
            BODY_TITLES["office"], to_do,
        )
        for own in twice
    ]  # fmt: skip


def _faults_of_seats(acts: pd.DataFrame, law: Law) -> list[Fault]:
    """The voters' act may name fewer organisations than an award has seats, never more (一(五))."""
    found = []
    for award in AWARDS:
        seats = whole(law, f"quota.{award}")
        rows = acts[(acts["act"] == "preselected") & (acts["award"] == award) & acts["application_id"].notna()]
        rows = rows.sort_values(["file", "sheet", "row"]).assign(n=rows["application_id"].nunique())
        if rows["application_id"].nunique() > seats:
            found += located(
                rows.iloc[-1:], "acts", "application_id", AWARD_TITLES[award] + "初选 {n} 家", f"不超过 {seats} 家",
                "一(五)", "由评议组按表决结果重新确定初选名单",
            )  # fmt: skip
    return found


def _as_contract(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    made_by = contract(table)
    return rows[list(made_by.names)].reset_index(drop=True).astype(made_by.dtypes)
