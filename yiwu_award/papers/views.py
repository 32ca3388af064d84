"""What audiences read that stands in no single table: each view puts it together, decides nothing, and is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from yiwu_award.errors import NotInForce
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import option_of, readings
from yiwu_award.law.rubric import rubric
from yiwu_award.outcome import Outcome
from yiwu_award.procedure import STATES
from yiwu_award.stages import panels
from yiwu_award.stages.lists import AWARD_TITLES, BODY_TITLES, acted_on, scheduled
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.shown import taken_otherwise
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]
# The year's funnel: what people call the step, the stage that settles it, the table that lists who is in.
FUNNEL = (
    ("申报", "intake", "completeness"),
    ("资格合格", "eligibility", "eligible"),
    ("进入现场评审", "document_review", "shortlisted"),
    ("候选授奖", "vote", "candidates"),
    ("初选授奖", "vote", "preselected"),
    ("公示", "notice", "noticed"),
    ("获奖", "award", "laureates"),
)
# Which day of the schedule an act is due on, and the clause that asks for the act.
_DUE = {
    "eligible_list": ("eligibility_due", "五(一)"),
    "shortlist": ("document_review_due", "五(二)c"),
    "preselected": ("vote_on", "五(五)"),
    "approval": ("award_due", "五(七)"),
}
_RULE = {
    "key": "规则键", "title": "规则", "clause": "依据", "applies_to": "适用对象", "value": "取值",
    "document": "依据文件", "article": "条款", "approved_on": "审定日期",
}  # fmt: skip


class View(NamedTuple):
    """Chinese heading by column, and what makes its rows."""

    title: str
    columns: Mapping[str, str]
    rows: Callable[[Year, Outcomes], Iterator[tuple[Any, ...]]]

    def frame(self, year: Year, outcomes: Outcomes) -> pd.DataFrame:
        """All rows, every cell text; the columns of ``columns``, by their English names."""
        return pd.DataFrame(list(self.rows(year, outcomes)), columns=list(self.columns), dtype="string").fillna("")


def funnel(outcomes: Outcomes) -> list[tuple[str, list[int]]]:
    """Step and number of organisations by award, and in all; an empty list where it isn't settled yet."""
    steps = []
    for title, stage, table in FUNNEL:
        counts: list[int] = []
        if stage in outcomes and outcomes[stage].state == "done":
            of_award = outcomes[stage][table]["award"].value_counts()
            counts = [int(of_award.get(award, 0)) for award in AWARD_TITLES]
        steps.append((title, [*counts, sum(counts)] if counts else []))
    return steps


def _funnel(_year: Year, outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    for title, counts in funnel(outcomes):
        yield title, *(map(str, counts) if counts else ["未定"] * (len(AWARD_TITLES) + 1))


def _open_points(_year: Year, outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    for outcome in outcomes.values():
        for point in outcome.result.open_points:
            yield outcome.stage.title, STATES[point.state], point.what, point.clause, point.on_whom, point.to_do


def _remarks(_year: Year, outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    for outcome in outcomes.values():
        yield from ((outcome.stage.title, remark) for remark in outcome.result.remarks)


def _scores(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    columns = ["stage", "application_id", "item", "assessor_id", "percent"]
    rows = year.tables["item_scores"].sort_values(columns)[columns]
    for (stage, application, item, *said), title in zip(rows.itertuples(index=False), _titles(year, rows), strict=True):
        yield stage, application, item, title, *said


def _consensus(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    columns = ["stage", "application_id", "item", "percent", "strengths", "improvements", "spread_note"]
    rows = year.tables["item_consensus"].sort_values(columns[:3])[columns]
    for (stage, application, item, *said), title in zip(rows.itertuples(index=False), _titles(year, rows), strict=True):
        yield stage, application, item, title, *said


def _titles(year: Year, rows: pd.DataFrame) -> pd.Series:
    """The names of the rows' items; empty for an item that the edition hasn't."""
    items = {item.code: item.title for item in rubric(int(year.law["rubric.edition"])).items}
    return rows["item"].map(items).fillna("")


def _recusals(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    """Every declared relation, and every employee who declared none, with what became of it in either review."""
    relations = contract("conflicts").labels("relation")
    sat = {stage: _sat(year, stage) for stage in ("document_review", "onsite_review")}
    seen = set()
    for row in year.tables["conflicts"].sort_values(["assessor_id", "application_id"]).itertuples():
        pair = (row.assessor_id, row.application_id)
        seen.add(pair)
        seats = [seat for of_stage in sat.values() if (seat := of_stage.get(pair))]
        yield (row.assessor_id, seats[0].panel if seats else "", row.application_id,
               relations.get(row.relation, row.relation), _day(row.ended_on), _day(row.declared_on),
               _effect(seats))  # fmt: skip
    for pair, seat in sat["document_review"].items():
        if seat.is_employee and pair not in seen:
            yield seat.assessor_id, seat.panel, seat.application_id, "工作单位（未申报）", "", "", "已按回避处理"


def _sat(year: Year, stage: str) -> dict[tuple[str, str], Any]:
    try:
        rows = panels.seats(year.tables, year.law, stage)
    except NotInForce:
        return {}
    return {(row.assessor_id, row.application_id): row for row in rows.itertuples()}


def _effect(seats: list[Any]) -> str:
    if not seats:
        return "不在评审该组织的评审组，或年限规则未定"
    if any(seat.is_late for seat in seats):
        return "打分以后才申报"
    return "回避" if any(seat.is_recused for seat in seats) else "关系结束已久，不须回避"


def _late(year: Year, outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    """Acts after the schedule's day, opinions after their working days, tables not there on their day."""
    acts, schedule = year.tables["acts"], year.tables["schedule"]
    titles = contract("acts").labels("act")
    for act, (event, clause) in _DUE.items():
        due = scheduled(schedule, event)
        for award, title in AWARD_TITLES.items():
            done = acted_on(acts, act, award)
            if due and done and done > due:
                bodies = acts.loc[(acts["act"] == act) & (acts["award"] == award), "body"]
                yield f"{titles[act]}（{title}）", BODY_TITLES[bodies.iloc[0]], due, done, clause
    results = outcomes["onsite_review"]["onsite_results"] if "onsite_review" in outcomes else None
    if results is not None:
        for row in results[results["is_late"].fillna(False).astype(bool)].itertuples():
            days = _day(row.opinion_due_on), _day(row.opinion_submitted_on) or "未交"
            yield f"{row.application_id} 现场评审意见", f"评审组 {row.panel}", *days, "五(四)c"
    for row in year.arrivals[year.arrivals["state"] == "overdue"].itertuples():
        made = contract(row.table)
        yield f"“{made.title}”表", made.supplier, _day(row.due_on), "未交", made.clause


def _year_rules(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    for row in year.tables["implementing_rules"].itertuples():
        title, clause, value = _in_words(row.key, row.value)
        applies_to = "" if pd.isna(row.applies_to) else AWARD_TITLES.get(row.applies_to, row.applies_to)
        yield row.key, title, clause, applies_to, value, row.document, row.article, _day(row.approved_on)


def _in_words(key: str, value: str) -> tuple[str, str, str]:
    """What a rule of the year decides, by which clause, and how: options by their words."""
    if key in readings():
        reading = readings()[key]
        option = option_of(key, value)
        return reading["question"], reading["clause"], reading["options"][option]["text"] if option else value
    parameter = parameters().get(key, {"title": key, "clause": ""})
    return parameter["title"], parameter["clause"], parameter.get("options", {}).get(value, value)


def _late_rules(year: Year, outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    """The rules that were approved after the call had gone out."""
    if called := scheduled(year.tables["schedule"], "call_on"):
        for rule in _year_rules(year, outcomes):
            if rule[-1] > called.isoformat():
                yield *rule, called


def _unconfirmed(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    yield from year.law.unconfirmed(year.tables)


def _normalised(year: Year, _outcomes: Outcomes) -> Iterator[tuple[Any, ...]]:
    if len(year.normalised):
        yield from taken_otherwise(year.normalised).itertuples(index=False)


def _day(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:%Y-%m-%d}"


VIEWS: Mapping[str, View] = {
    "funnel": View(
        "逐级入选", {"step": "环节", **AWARD_TITLES, "total": "合计"}, _funnel,
    ),
    "open_points": View(
        "未决事项",
        {"stage": "阶段", "state": "状态", "what": "事项", "clause": "依据", "on_whom": "由谁", "to_do": "做什么"},
        _open_points,
    ),
    "remarks": View("提示", {"stage": "阶段", "text": "提示"}, _remarks),
    "scores": View(
        "评分条款打分",
        {"stage": "评审环节", "application_id": "申报编号", "item": "评分条款", "title": "条款名称",
         "assessor_id": "评审员编号", "percent": "得分率"},
        _scores,
    ),
    "consensus": View(
        "评分条款合议",
        {"stage": "评审环节", "application_id": "申报编号", "item": "评分条款", "title": "条款名称",
         "percent": "合议得分率", "strengths": "优势", "improvements": "改进机会", "spread_note": "分歧说明"},
        _consensus,
    ),
    "recusals": View(
        "利害关系与处理",
        {"assessor_id": "评审员编号", "panel": "评审组", "application_id": "申报编号", "relation": "关系",
         "ended_on": "关系结束日", "declared_on": "申报日期", "effect": "处理"},
        _recusals,
    ),
    "late": View(
        "逾期", {"matter": "事项", "on_whom": "由谁", "due_on": "应于", "done_on": "实于", "clause": "依据"}, _late,
    ),
    "year_rules": View("年度实施规则", _RULE, _year_rules),
    "late_rules": View("通告以后才审定的规则", {**_RULE, "called_on": "通告日期"}, _late_rules),
    "unconfirmed": View(
        "待确认的读法", {"reading": "读法", "clause": "依据", "question": "问题", "taken": "所取"}, _unconfirmed,
    ),
    "normalised": View(
        "统一过的写法",
        {"file": "文件", "sheet": "工作表", "column": "列", "n": "处数", "came": "例如写作", "taken": "读作"},
        _normalised,
    ),
}  # fmt: skip
