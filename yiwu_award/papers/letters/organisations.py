"""Letters to one organisation, each from its own rows alone: what is missing, why not, what was found, what came of it.

Scores and places are told only where the year's rules say so (``letter.scores``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pandas as pd

from yiwu_award.law.clauses import clause, clause_of
from yiwu_award.law.rubric import rubric
from yiwu_award.papers import course
from yiwu_award.papers.letters.kinds import Desk, Kind, Paper
from yiwu_award.papers.letters.office import listed_documents
from yiwu_award.papers.letters.wording import clause_name, day_or_blank, listed, money, official, plain
from yiwu_award.papers.verdicts import Part, by_clause, verdict
from yiwu_award.stages.lists import scheduled
from yiwu_award.stages.notice_text import AWARD_NAMES
from yiwu_award.tables.contracts import incoming

Scores = Mapping[str, Any]
_RESULTS = {
    "not_shortlisted": "经资料评审，你单位未进入现场评审，本年度未获奖",
    "not_candidate": "经资料评审、部门评审和现场评审，你单位未列入候选授奖组织名单，本年度未获奖",
    "not_elected": "经评议组无记名投票表决，你单位未列入初选授奖组织名单，本年度未获奖",
    "struck": "经社会公示和市评委会审查，你单位未列入拟授奖组织名单，本年度未获奖",
}
_REPLY_BY = {"document_review": "document_review_due", "onsite_review": "onsite_review_due"}


def incomplete(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """What an application still lacks once applications have closed (四(二)); with a day where R-22 gives one."""
    year = desk.year
    if year.as_of <= year.law.day:
        return
    due = scheduled(year.tables["schedule"], "supplement_due")
    is_open = year.law.reading("R-22") == "until_supplement_due" and due is not None and year.as_of <= due
    rows = desk.table("intake", "completeness")
    for row in rows[~rows["is_complete"].fillna(True)].itertuples():
        yield _letter(desk, kind, row.application_id, {
            "missing": official(row.missing).split("、"),
            "received_on": day_or_blank(_application(desk, row.application_id).received_on),
            "supplement_due": day_or_blank(due) if is_open else "",
            "closes_on": day_or_blank(year.law.day),
        })  # fmt: skip


def ineligible(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """Why an application was refused: clause, what it asks, the fact, where that came from (五(一))."""
    verdicts = desk.table("eligibility", "eligibility")
    refused = verdicts.loc[verdicts["verdict"] == "not_met", "application_id"]
    decisions = desk.table("eligibility", "decisions")
    found = by_clause(desk.year.tables, decisions[decisions["application_id"].isin(refused)])
    for application in sorted(refused):
        parts = [part for each in found[application] for part in each.parts if part.verdict == "not_met"]
        yield _letter(desk, kind, application, {"findings": [_finding(part) for part in parts]})


def document_report(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """The panel's report on the papers, for the organisation to confirm (五(二))."""
    yield from _reports(desk, kind, "document_review", desk.table("document_review", "document_results"))


def onsite_report(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """The panel's report on the visit, for the organisation to confirm (五(四))."""
    yield from _reports(desk, kind, "onsite_review", desk.table("onsite_review", "onsite_results"))


def feedback(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """What the panel found, for everybody who isn't shortlisted (五(二))."""
    results, rows = desk.table("document_review", "document_results"), desk.table("document_review", "feedback")
    shortlisted = set(desk.table("document_review", "shortlisted")["application_id"])
    for row in results[~results["application_id"].isin(shortlisted)].sort_values("application_id").itertuples():
        items = _items(rows[rows["application_id"] == row.application_id].itertuples())
        field_size = int((results["award"] == row.award).sum())
        scores = _scores(desk, row.points, row.place, field_size)
        yield _letter(desk, kind, row.application_id, {"items": items, "standard": _standard(desk), **scores})


def outcome(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """What the year came to for each eligible organisation that stayed in it (五(七)); one revoked since has none."""
    totals, laureates = desk.table("vote", "totals"), desk.table("award", "laureates")
    for application in sorted(desk.table("eligibility", "eligible")["application_id"]):
        stands = course.standing(desk.year, desk.outcomes, application)
        is_laureate = stands == "laureate"
        if not (is_laureate or stands in _RESULTS):
            continue
        award = _application(desk, application).award
        own = next(totals[totals["application_id"] == application].itertuples(), None)
        field_size = int((totals["award"] == award).sum())
        scores = _scores(desk, own.total, own.place, field_size) if own else _scores(desk, None, None, 0)
        mine = laureates[laureates["application_id"] == application]
        yield _letter(desk, kind, application, {
            "is_laureate": is_laureate,
            "result": _won(desk, award, mine) if is_laureate else _RESULTS[stands],
            "prize": money(int(desk.year.law[f"prize.{award}"])),
            **scores,
        })  # fmt: skip


def _won(desk: Desk, award: str, laureate: pd.DataFrame) -> str:
    day = day_or_blank(laureate["awarded_on"].iloc[0])
    honour = f"{desk.year.award_year}年度“{AWARD_NAMES[award]}”"
    return f"经市政府于{day}批准（{listed_documents(laureate)}），你单位荣获{honour}"


def _reports(desk: Desk, kind: Kind, stage: str, results: pd.DataFrame) -> Iterator[Paper]:
    words = desk.year.tables["item_consensus"]
    words = words[words["stage"] == stage].sort_values(["application_id", "item"])
    titles = {item.code: item.title for item in rubric(int(desk.year.law["rubric.edition"])).items}
    words = words.assign(title=words["item"].map(titles))
    visits = desk.year.tables["visits"].set_index("application_id")
    for row in results.sort_values("application_id").itertuples():
        own = words[words["application_id"] == row.application_id]
        visit = visits.loc[row.application_id] if row.application_id in visits.index else None
        yield _letter(desk, kind, row.application_id, {
            "items": _items(own.itertuples()),
            "standard": _standard(desk),
            "visited": "" if visit is None else span(visit["started_on"], visit["ended_on"]),
            "reply_due": day_or_blank(scheduled(desk.year.tables["schedule"], _REPLY_BY[stage])),
            "no_reply": str(desk.year.law["confirmation.no_reply"]) if desk.year.law.given("confirmation.no_reply")
                        else "",
            **_scores(desk, row.points, None, 0),
        })  # fmt: skip


def span(first: Any, last: Any) -> str:
    """The days of a visit, the year once."""
    if first == last:
        return day_or_blank(first)
    return f"{day_or_blank(first)}至{last.month}月{last.day}日"


def _items(rows: Iterable[Any]) -> list[Mapping[str, str]]:
    """Items on which the panel wrote something down."""
    told = [
        {
            "item": row.item,
            "title": row.title,
            "strengths": official(row.strengths),
            "improvements": official(row.improvements),
        }
        for row in rows
    ]
    return [each for each in told if each["strengths"] or each["improvements"]]


def _finding(part: Part) -> Mapping[str, str]:
    said = [
        f"{each.by}核查意见为{verdict(each.verdict)}（{each.day}；{each.basis}）"
        for each in part.opinions
        if each.verdict != "met"
    ]
    by_title = {table.title: table for table in incoming().values()}
    sources = [
        f"{source.title}（{by_title[source.title].supplier}提供）"
        for source in part.evidence
        if source.title in by_title
    ]
    return {
        "clause": clause_name(clause_of(part.id)),
        "title": clause(part.id).title,
        "required": official(part.required),
        "fact": official("；".join([*([part.observed] if part.observed else []), *said])),
        "source": listed(sources),
    }


def _scores(desk: Desk, points: Any, place: Any, field_size: int) -> Scores:
    """What of a score the year's rules let the organisation know; nothing without a rule."""
    law = desk.year.law
    told = str(law["letter.scores"]) if law.given("letter.scores") else "none"
    return {
        "points": "" if told == "none" or points is None else str(points),
        "place": int(place) if told == "points_and_places" and place is not None else "",
        "field_size": field_size,
    }


def _letter(desk: Desk, kind: Kind, application: str, content: Mapping[str, Any]) -> Paper:
    own = _application(desk, application)
    common = {"application_id": application, "org_name": plain(own.org_name), "award": AWARD_NAMES[own.award]}
    sent = desk.sent(kind.name, application)
    return Paper(
        kind, application, own.org_name, common | {"signed_on": day_or_blank(sent and sent[0])} | dict(content),
        application_id=application,
    )  # fmt: skip


def _application(desk: Desk, application: str) -> Any:
    rows = desk.year.tables["applications"]
    return next(rows[rows["application_id"] == application].itertuples())


def _standard(desk: Desk) -> str:
    points = desk.table("call", "call").set_index("field")["value"]
    return official(points["standard"])
