"""Every kind of Word paper: what it is called, by which clause, when it is due, how it goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from yiwu_award.outcome import Outcome
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

OFFICE = "市评审办"  # folder of what stays with the office
_NOT_IN_A_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')


class Desk(NamedTuple):
    """What papers are written from: a year and its stages."""

    year: Year
    outcomes: Mapping[str, Outcome]

    def table(self, stage: str, table: str) -> Any:
        """A table that a stage handed on, empty while it isn't made."""
        return self.outcomes[stage][table]

    def sent(self, kind: str, application: str) -> tuple[date, str] | None:
        """When a paper was first sent and how, as the table 文书发送 records it; ``""`` for a paper of nobody's own."""
        rows = self.year.tables["sent_papers"]
        own = rows[(rows["paper"] == kind) & (rows["application_id"].fillna("") == application)]
        first = next(own.sort_values(["sent_on", "how"]).itertuples(), None)
        return (first.sent_on.date(), contract("sent_papers").labels("how")[first.how]) if first else None


@dataclass(frozen=True)
class Kind:
    """One kind of paper.

    Attributes:
        name: its code in the table 文书发送.
        title: what it is called; its template and its file bear this name.
        clause: what it rests on.
        stage: it is due by this stage …
        table: … once that has handed on this table …
        states: … and is in one of these states.
        goes_out: ``sent`` (recorded in 文书发送), ``published`` (in 媒体发布), or ``used`` at a meeting.
    """

    name: str
    title: str
    clause: str
    stage: str
    table: str
    states: tuple[str, ...] = ("done",)
    goes_out: str = "sent"


class Paper(NamedTuple):
    """One paper to be written.

    Attributes:
        kind: which.
        folder: whom it is for: an application, a panel, or the office.
        recipient: that in words, for the list of papers.
        content: the fields of its template beside those that all papers have.
        about: what tells several of one kind in one folder apart, as part of the file's name.
        application_id: whose it is in 文书发送; ``""`` where it is nobody's alone.
    """

    kind: Kind
    folder: str
    recipient: str
    content: Mapping[str, Any]
    about: str = ""
    application_id: str = ""

    @property
    def file(self) -> str:
        """Path below the folder of letters, with forward slashes; what no system allows in a name is left out."""
        about = f"（{self.about}）" if self.about else ""
        return f"{_NOT_IN_A_NAME.sub('', self.folder)}/{self.kind.title}{_NOT_IN_A_NAME.sub('', about)}.docx"


_ANY = ("done", "waiting", "blocked")
_BY_NAME = {
    kind.name: kind
    for kind in (
        Kind("call_to_towns", "申报通知", "四(一)", "call", "call", ("done", "waiting")),
        Kind("call_for_media", "申报通告", "四(一)", "call", "call", ("done", "waiting"), "published"),
        Kind("incomplete", "申报材料告知书", "四(二)", "intake", "completeness", ("done", "waiting")),
        Kind("ineligible", "资格审查结果告知书", "五(一)", "eligibility", "eligible"),
        Kind("document_report", "资料评审报告", "五(二)", "document_review", "document_results", _ANY),
        Kind("feedback", "资料评审反馈书", "五(二)", "document_review", "feedback"),
        Kind("onsite_plan", "现场评审计划", "二(三)2", "document_review", "shortlisted"),
        Kind("onsite_report", "现场评审报告", "五(四)", "onsite_review", "onsite_results", _ANY),
        Kind("ballot", "表决票", "五(五)", "vote", "candidates", ("done", "waiting"), "used"),
        Kind("count_sheet", "计票单", "五(五)", "vote", "candidates", ("done", "waiting"), "used"),
        Kind("notice", "初选授奖组织名单公示", "五(六)", "notice", "notice", ("done", "waiting"), "published"),
        Kind("commendation", "表彰通报", "六(一)", "award", "laureates", goes_out="published"),
        Kind("certificate", "证书", "六(一)", "award", "laureates"),
        Kind("outcome", "评审结果告知书", "五(七)", "award", "laureates"),
        Kind("revocation", "撤销荣誉公告", "七", "supervision", "register", _ANY, "published"),
    )
}  # fmt: skip


def kinds() -> Iterable[Kind]:
    """All kinds, in the order in which a year comes to them."""
    return _BY_NAME.values()


def kind(name: str) -> Kind:
    """The kind of that code."""
    return _BY_NAME[name]


def not_due(desk: Desk, wanted: Kind) -> str:
    """Why a kind isn't due yet, in one sentence; ``""`` where it is."""
    outcome = desk.outcomes[wanted.stage]
    if outcome.state in wanted.states and wanted.table in outcome.result.tables:
        return ""
    open_points = "；".join(dict.fromkeys(point.what for point in outcome.result.open_points))
    return f"“{outcome.stage.title}”尚未完成{f'：{open_points}' if open_points else ''}"
