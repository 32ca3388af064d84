"""The Word papers of a year: what is due is made from templates that the office can edit; the rest says why not.

Nothing is sent from here, and nothing records that it was: 文书发送 does, which the office keeps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from yiwu_award.papers.letters import meetings, office, organisations
from yiwu_award.papers.letters.kinds import Desk, Kind, Paper, kinds, not_due
from yiwu_award.papers.letters.rendering import render
from yiwu_award.papers.letters.wording import edition_parts, official
from yiwu_award.stages.notice_text import BASIS, edition_name
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

MARK = "虚构示例：组织、人员和数据全部虚构，不具任何效力"
_WRITERS: Mapping[str, Callable[[Desk, Kind], Iterator[Paper]]] = {
    "call_to_towns": office.call,
    "call_for_media": office.call,
    "incomplete": organisations.incomplete,
    "ineligible": organisations.ineligible,
    "document_report": organisations.document_report,
    "feedback": organisations.feedback,
    "onsite_plan": meetings.onsite_plan,
    "onsite_report": organisations.onsite_report,
    "ballot": meetings.ballot,
    "count_sheet": meetings.count_sheet,
    "notice": office.notice,
    "commendation": office.commendation,
    "certificate": office.certificate,
    "outcome": organisations.outcome,
    "revocation": office.revocation,
}


@dataclass(frozen=True)
class Letters:
    """The papers of a year as of its day.

    Attributes:
        desk: the year and its stages.
        papers: those that are due, in the order in which a year comes to them.
        left_out: every kind of which there is none, with the reason in a sentence.
    """

    desk: Desk
    papers: tuple[Paper, ...]
    left_out: Mapping[Kind, str]


def letters(year: Year) -> Letters:
    """What is to be written in the state that the year has come to, nothing rendered yet.

    Args:
        year: the year; its stages are computed or read.

    Source: 四(一), 五(一), 五(二), 五(四), 五(五), 五(六), 六(一), 七.
    """
    desk = Desk(year, year.outcomes())
    papers: list[Paper] = []
    left_out: dict[Kind, str] = {}
    for kind in kinds():
        why = not_due(desk, kind)
        made = [] if why else list(_WRITERS[kind.name](desk, kind))
        papers += made
        if not made:
            left_out[kind] = why or "没有需要这份文书的对象"
    return Letters(desk, tuple(papers), left_out)


def rendered(due: Letters) -> Iterator[tuple[Paper, bytes]]:
    """Every paper as a Word file, the same bytes each time.

    Raises:
        Refused: a template is missing or broken, or asks for a field that there is not.
    """
    common = _common(due.desk.year)
    for paper in due.papers:
        yield paper, render(paper.kind.title, {**common, **paper.content}, due.desk.year.reports.parent)


def _common(year: Year) -> Mapping[str, Any]:
    """The fields that every paper has."""
    given = year.tables["office"].set_index("field")["value"]
    fields = {field: official(given.get(field)) for field in contract("office").labels("field")}
    edition = official(edition_name(given))
    period, award_name = edition_parts(edition)
    return {
        "mark": MARK if year.is_fictional else "",
        "award_year": year.award_year,
        "edition": edition,
        "period": period,
        "award_name": award_name,
        "basis": BASIS,
        "office": fields,
        "signatory": fields["organisation"],
    }
