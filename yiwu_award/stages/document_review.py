"""资料评审 五(二): the panels' results by item, the proposed shortlist, confirmations, and feedback to the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import floor

import pandas as pd

from yiwu_award.errors import ContractBroken, OpenPoint
from yiwu_award.law.rubric import QUARTERS_A_POINT, rubric
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages import item_results, panels
from yiwu_award.stages.checks import decided_late, looked_up, number, option, rule_fault, strays, whole
from yiwu_award.stages.contest import Cut, best_by_rule, in_award_order, in_the_running, places, points, tied_at_the_cut
from yiwu_award.stages.lists import scheduled, settle, shown
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

STAGE, CLAUSE, TITLE = "document_review", "五(二)", "现场评审名单"
Tables = Mapping[str, pd.DataFrame]


def review(tables: Tables, law: Law, as_of: date) -> StageResult:
    """From individual percents to the list for the on-site review.

    Args:
        tables: schedule, applications, assessors, panels, panel_applications, conflicts, misconduct, item_scores,
            item_consensus, confirmations, acts, exits, eligible.
        law: ``panel.*``, ``rubric.edition``, ``conflict.years_back``, ``score.spread_limit``,
            ``confirmation.no_reply``, ``shortlist.*``.
        as_of: the day on which the state is told.

    Returns:
        document_items as far as there is a consensus; document_assessors, each against his panel;
        document_results (by award, place, number) once every
        application has all its items; shortlisted and feedback once the shortlist is settled.

    Raises:
        ContractBroken: panels, scores or consensus that the regulation does not allow, all at once.
        NotInForce: a rule that is needed is not decided.

    Source: 五(二), 二(三)1, 一(六), 七(一).
    """
    grading = rubric(whole(law, "rubric.edition"))
    field = in_the_running(tables["eligible"], "shortlist", tables["acts"], tables["exits"], as_of)
    ids = set(field["application_id"])
    scores = item_results.of_stage(tables["item_scores"], STAGE, ids)
    consensus = item_results.of_stage(tables["item_consensus"], STAGE, ids)
    sat = panels.seats(tables, law, STAGE)
    wrong = [*panels.faults(tables, law, sat, ids), *item_results.faults(scores, consensus, sat, grading, CLAUSE)]
    if wrong:
        raise ContractBroken(wrong)
    result = item_results.items(scores, consensus, sat, grading, law)
    quarters = item_results.totals(result, grading)
    made = {
        "document_items": _as_contract(result, "document_items"),
        "document_assessors": _as_contract(item_results.severity(scores, sat), "document_assessors"),
    }
    open_points: list[OpenPoint] = [
        *decided_late(law, ("score.", "shortlist.", "candidates."), _first_score(tables), "首次打分"),
        *panels.open_points(tables, law, sat, ids, STAGE),
        *item_results.open_points(scores, consensus, result, sat, ids, grading, CLAUSE),
        *item_results.unconfirmed(tables["confirmations"], STAGE, set(quarters.index), law, as_of, CLAUSE),
    ]
    if set(quarters.index) == ids:
        ranked = _ranked(field, quarters, tables)
        cuts = {award: shortlist(rows, law, award) for award, rows in _by_award(ranked, tables["acts"]).items()}
        proposals = {award: set(cut.taken) for award, cut in cuts.items() if not cut.tied}
        due = scheduled(tables["schedule"], "document_review_due")
        final, unsettled = settle("shortlist", TITLE, CLAUSE, "office", proposals, tables["acts"], due)
        open_points += [
            *(tied_at_the_cut(TITLE, award, cut, "shortlist.tie") for award, cut in cuts.items() if cut.tied),
            *unsettled,
        ]
        made["document_results"] = _results(ranked, set().union(*proposals.values()))
        if not unsettled and len(proposals) == len(cuts):
            made |= _settled(field, result, set().union(*final.values()))
    left_out = [
        remark
        for table in ("item_scores", "item_consensus", "confirmations")
        for remark in strays(tables[table][tables[table]["stage"] == STAGE], table, ids)
    ]
    return StageResult(
        made, tuple(open_points), (*panels.remarks(tables, sat, ids, STAGE), *_wordless(made), *left_out)
    )


def _first_score(tables: Tables) -> pd.Timestamp:
    """Of everybody eligible: one who has left since was scored all the same."""
    scores = item_results.of_stage(tables["item_scores"], STAGE, set(tables["eligible"]["application_id"]))
    return scores["scored_on"].min()


def shortlist(ranked: pd.DataFrame, law: Law, award: str) -> Cut:
    """Who the year's rule proposes for the on-site review of one award.

    ``floor``: everybody who reaches the points. ``count``: the best so many. ``ratio``: the best, up to that
    share of the field, whole applications only. Equal scores across the cut all go on where the year says
    ``include_all``, and are otherwise left to 市评委会 (二(一)1).

    Args:
        ranked: applications of the award with ``quarters`` of a point.
        law: ``shortlist.method``, ``shortlist.value`` (points, number or share of applications), ``shortlist.tie``.
        award: the award.
    """
    if ranked.empty:
        return Cut(frozenset(), frozenset())
    quarters = dict(zip(ranked["application_id"], ranked["quarters"], strict=True))
    method = option(law, "shortlist.method", award)
    if method == "floor":
        least = number(law, "shortlist.value", award) * QUARTERS_A_POINT
        return Cut(frozenset(name for name, own in quarters.items() if own >= least), frozenset())
    if method == "ratio":
        share = number(law, "shortlist.value", award)
        if share > 1:
            raise ContractBroken([rule_fault("shortlist.value", award, f"取 {share}", "0–1 的比例，如 1/2")])
        return best_by_rule(quarters, floor(share * len(quarters)), law, "shortlist.tie", award)
    return best_by_rule(quarters, whole(law, "shortlist.value", award), law, "shortlist.tie", award)


def _ranked(field: pd.DataFrame, quarters: pd.Series, tables: Tables) -> pd.DataFrame:
    """One row per application with panel, quarters, points, place within its award, and its confirmation."""
    rows = field.assign(
        panel=looked_up(tables["panel_applications"].set_index("application_id")["panel"], field["application_id"]),
        quarters=looked_up(quarters, field["application_id"]),
        confirmation=looked_up(item_results.responses(tables["confirmations"], STAGE), field["application_id"]),
    )
    return rows.assign(points=points(rows["quarters"]), place=places(rows["quarters"], rows["award"]))


def _by_award(ranked: pd.DataFrame, acts: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The field of each award that has one, or for which a shortlist was decided all the same."""
    concerned = set(ranked["award"]) | set(acts.loc[acts["act"] == "shortlist", "award"])
    return {award: ranked[ranked["award"] == award] for award in AWARDS if award in concerned}


def _results(ranked: pd.DataFrame, proposed: set[str]) -> pd.DataFrame:
    rows = ranked.assign(is_shortlisted=ranked["application_id"].isin(proposed).astype("boolean"))
    return _as_contract(in_award_order(rows, "place", "application_id"), "document_results")


def _settled(field: pd.DataFrame, result: pd.DataFrame, chosen: set[str]) -> dict[str, pd.DataFrame]:
    """The acted list, and for everybody else what the panel found item by item."""
    goes_on = field[field["application_id"].isin(chosen)].sort_values("application_id", ignore_index=True)
    others = result[~result["application_id"].isin(chosen)].reset_index(drop=True)
    return {"feedback": _as_contract(others, "feedback"), "shortlisted": _as_contract(goes_on, "shortlisted")}


def _wordless(made: Mapping[str, pd.DataFrame]) -> list[str]:
    """Whoever isn't shortlisted is owed what the panel found: a remark on those for whom it wrote down nothing."""
    if "feedback" not in made:
        return []
    rows = made["feedback"]
    has_words = (rows["strengths"].notna() | rows["improvements"].notna()).groupby(rows["application_id"]).any()
    silent = has_words.index[~has_words.astype(bool)]
    what = f"未进入现场评审而没有可反馈的长处和改进机会：{shown(silent)}；请组长在“评分条款合议”表写明（{CLAUSE}）。"
    return [what] if len(silent) else []


def _as_contract(rows: pd.DataFrame, table: str) -> pd.DataFrame:
    return rows[list(contract(table).names)].astype(contract(table).dtypes)
