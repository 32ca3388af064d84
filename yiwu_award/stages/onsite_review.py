"""现场评审 五(四): visits, the panels' results on site, their opinions within seven working days, confirmations."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rubric import rubric
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.law.workdays import ONE_DAY
from yiwu_award.stages import item_results, panels
from yiwu_award.stages.checks import contains, located, looked_up, strays, whole
from yiwu_award.stages.contest import points
from yiwu_award.stages.lists import acted_on, scheduled, shown, still_in
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

STAGE, CLAUSE = "onsite_review", "五(四)"
Tables = Mapping[str, pd.DataFrame]


def review(tables: Tables, law: Law, as_of: date) -> StageResult:
    """What the panels found on site, and whether their opinions came in time.

    Args:
        tables: schedule, applications, assessors, panels, panel_applications, conflicts, misconduct, item_scores,
            item_consensus, visits, panel_opinions, confirmations, acts, exits, shortlisted.
        law: ``panel.*``, ``rubric.edition``, ``conflict.years_back``, ``score.spread_limit``,
            ``confirmation.no_reply``, ``onsite.opinion_working_days``.
        as_of: the day on which the state is told. Who left by then need not be finished; whoever is finished
            keeps his row, so that a later exit doesn't unmake what the vote rested on.

    Returns:
        onsite_items as far as there is a consensus; onsite_assessors, each against his panel;
        onsite_results by application, for those whose visit has ended
        and whose items are complete. A late opinion is a remark for 监督组: the regulation ties nothing to it.

    Raises:
        ContractBroken: panels, scores, consensus, visits or opinions that the regulation does not allow, all at once.
        NotInForce: a rule is not decided, or the opinion falls due in a year without an official calendar.

    Source: 五(四), 二(三)2, 二(三)3, 七(一); the seven working days as read in R-26 and R-58.
    """
    grading = rubric(whole(law, "rubric.edition"))
    field = tables["shortlisted"]
    ids = set(field["application_id"])
    due = still_in(ids, tables["exits"], as_of)
    scores = item_results.of_stage(tables["item_scores"], STAGE, ids)
    consensus = item_results.of_stage(tables["item_consensus"], STAGE, ids)
    sat = panels.seats(tables, law, STAGE)
    wrong = [
        *panels.faults(tables, law, sat, due),
        *item_results.faults(scores, consensus, sat, grading, CLAUSE),
        *_faults_of_visits(tables, ids),
        *_faults_of_order(tables, scores),
    ]
    if wrong:
        raise ContractBroken(wrong)
    result = item_results.items(scores, consensus, sat, grading, law)
    quarters = item_results.totals(result, grading)
    visits = _opinions(tables, law, as_of)
    complete = set(quarters.index) & set(visits["application_id"])
    open_points = [
        *panels.open_points(tables, law, sat, due, STAGE),
        *_unvisited(due - set(visits["application_id"]), scheduled(tables["schedule"], "onsite_review_due"), as_of),
        *item_results.open_points(scores, consensus, result, sat, due, grading, CLAUSE),
        *_missing_opinions(visits[visits["application_id"].isin(due)], as_of),
        *item_results.unconfirmed(tables["confirmations"], STAGE, complete & due, law, as_of, CLAUSE),
    ]
    made = {
        "onsite_results": _results(field[field["application_id"].isin(complete)], quarters, visits, tables),
        "onsite_items": result[list(contract("onsite_items").names)].astype(contract("onsite_items").dtypes),
        "onsite_assessors": item_results.severity(scores, sat).astype(contract("onsite_assessors").dtypes),
    }
    return StageResult(
        made, tuple(open_points), (*panels.remarks(tables, sat, due, STAGE), *_late(visits), *_left_out(tables, ids))
    )


def _opinions(tables: Tables, law: Law, as_of: date) -> pd.DataFrame:
    """Visits that have ended, and when the panel's opinion on each fell due and came (五(四)).

    Returns:
        panel, application_id, visit_ended_on, opinion_due_on (N-th working day after that visit, or after the panel's
        last one: R-26; whether the day itself is counted: R-58), opinion_submitted_on (<NaT> if not yet), is_late
        (came after that day, or is still out after it).
    """
    n_days = whole(law, "onsite.opinion_working_days")
    before = ONE_DAY * {"next_day": 0, "same_day": 1}[law.reading("R-58")]
    visits = tables["visits"][["panel", "application_id", "ended_on"]].rename(columns={"ended_on": "visit_ended_on"})
    last = visits.groupby("panel")["visit_ended_on"].transform("max")
    visits = visits.assign(counted_from=visits["visit_ended_on"] if law.reading("R-26") == "each_visit" else last)
    visits = visits[visits["visit_ended_on"] <= pd.Timestamp(as_of)].reset_index(drop=True)
    due_on = {
        day: pd.Timestamp(law.calendar.nth_after(day.date() - before, n_days))
        for day in visits["counted_from"].unique()
    }
    submitted_on = tables["panel_opinions"].set_index("application_id")["submitted_on"]
    visits = visits.assign(
        opinion_due_on=visits["counted_from"].map(due_on).astype("datetime64[us]"),
        opinion_submitted_on=looked_up(submitted_on, visits["application_id"]),
    )
    told = visits["opinion_submitted_on"].fillna(pd.Timestamp(as_of))
    return visits.assign(is_late=(told > visits["opinion_due_on"]).astype("boolean"))


def _results(field: pd.DataFrame, quarters: pd.Series, visits: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    rows = field.merge(visits, on="application_id").sort_values("application_id", ignore_index=True)
    rows["quarters"] = looked_up(quarters, rows["application_id"])
    rows["points"] = points(rows["quarters"])
    rows["confirmation"] = looked_up(item_results.responses(tables["confirmations"], STAGE), rows["application_id"])
    return rows[list(contract("onsite_results").names)].astype(contract("onsite_results").dtypes)


def _unvisited(ids: set[str], due_on: date | None, as_of: date) -> list[OpenPoint]:
    if not ids:
        return []
    by = f"（应于 {due_on} 前完成{'，已逾期' if as_of > due_on else ''}）" if due_on else ""
    what = f"现场评审尚未结束{by}：{shown(ids)}"
    return [OpenPoint("waiting", CLAUSE, what, "评审组", "实施现场评审并在“现场评审”表登记")]


def _missing_opinions(visits: pd.DataFrame, as_of: date) -> list[OpenPoint]:
    """No opinion yet: waiting until the day it is due, blocked from the day after."""
    missing = visits[visits["opinion_submitted_on"].isna()].sort_values("application_id")
    return [
        OpenPoint(
            "blocked" if row.opinion_due_on < pd.Timestamp(as_of) else "waiting", CLAUSE,
            f"评审组 {row.panel} 对 {row.application_id} 的意见尚未提交，应于 {row.opinion_due_on:%Y-%m-%d} 前提交"
            + ("，已逾期，并告监督组" if row.opinion_due_on < pd.Timestamp(as_of) else ""),
            f"评审组 {row.panel} 组长", "向市评审办提交现场评审意见",
        )
        for row in missing.itertuples()
    ]  # fmt: skip


def _late(visits: pd.DataFrame) -> list[str]:
    late = visits[visits["is_late"] & visits["opinion_submitted_on"].notna()].sort_values("application_id")
    return [
        f"评审组 {row.panel} 对 {row.application_id} 的现场评审意见应于 {row.opinion_due_on:%Y-%m-%d} 前提交，"
        f"实于 {row.opinion_submitted_on:%Y-%m-%d} 提交，逾期；请告监督组（五(四)、七(一)）。"
        for row in late.itertuples()
    ]


def _left_out(tables: Tables, ids: set[str]) -> list[str]:
    """Remarks on scores, consensus and confirmations of this stage about applications that aren't shortlisted."""
    staged = ("item_scores", "item_consensus", "confirmations")
    return [remark for name in staged for remark in strays(tables[name][tables[name]["stage"] == STAGE], name, ids)]


def _faults_of_visits(tables: Tables, ids: set[str]) -> list[Fault]:
    """Visits and opinions are the panel's own, about shortlisted applications, and end after they begin."""
    visits, given = tables["visits"], tables["panel_applications"]
    found = located(
        visits[visits["ended_on"] < visits["started_on"]], "visits", "ended_on",
        "{application_id} 的现场评审 {started_on:%Y-%m-%d} 开始，{ended_on:%Y-%m-%d} 结束",
        "结束日期不早于开始日期", CLAUSE, "核对两个日期",
    )  # fmt: skip
    for table in ("visits", "panel_opinions"):
        rows = tables[table]
        shortlisted = rows["application_id"].isin(ids)
        found += located(
            rows[~shortlisted], table, "application_id", "{application_id} 不在现场评审名单", "进入现场评审的组织",
            CLAUSE, "核对申报编号，删除该行",
        )  # fmt: skip
        found += located(
            rows[shortlisted & ~contains(given, rows, "application_id", "panel")], table, "panel",
            "评审组 {panel} 现场评审 {application_id}", "由分工表所定的评审组评审", "二(三)2",
            "核对评审组编号或评审组分工",
        )  # fmt: skip
    return found


def _faults_of_order(tables: Tables, scores: pd.DataFrame) -> list[Fault]:
    """The list comes before the visit, the visit's beginning before the scores, its end before the opinion (五(四))."""
    visits, acts = tables["visits"], tables["acts"]
    listed_on = {award: acted_on(acts, "shortlist", award) for award in AWARDS}
    award = looked_up(tables["applications"].set_index("application_id")["award"], visits["application_id"])
    visits = visits.assign(listed_on=pd.to_datetime(award.map(listed_on)))
    ended = visits[["application_id", "panel", "ended_on"]]
    opinions = tables["panel_opinions"].merge(ended, on=["application_id", "panel"])
    begun = scores.merge(visits[["application_id", "started_on"]], on="application_id")
    return [
        *located(
            visits[visits["started_on"] < visits["listed_on"]], "visits", "started_on",
            "{application_id} 的现场评审 {started_on:%Y-%m-%d} 开始", "不早于现场评审名单确定之日 {listed_on:%Y-%m-%d}",
            CLAUSE, "核对现场评审和名单决定的日期",
        ),
        *located(
            begun[begun["scored_on"] < begun["started_on"]], "item_scores", "scored_on",
            "{assessor_id} 于 {scored_on:%Y-%m-%d} 给 {application_id} 现场打分",
            "不早于现场评审开始之日 {started_on:%Y-%m-%d}", CLAUSE, "核对打分日期和现场评审日期",
        ),
        *located(
            opinions[opinions["submitted_on"] < opinions["ended_on"]], "panel_opinions", "submitted_on",
            "评审组 {panel} 对 {application_id} 的意见于 {submitted_on:%Y-%m-%d} 提交",
            "现场评审于 {ended_on:%Y-%m-%d} 结束以后提交", CLAUSE, "核对提交日期和现场评审日期",
        ),
    ]  # fmt: skip
