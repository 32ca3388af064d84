"""One application's way through the ten stages: what each came to for it, and where it stopped.

For insiders. Nothing is decided here; what the stages handed on is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from yiwu_award.outcome import Outcome
from yiwu_award.papers.tellers import TELLERS, honour_of, is_settled, row_of
from yiwu_award.procedure import STATES
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]
# Where an application can have come to, in order; the words stand beside its name.
STANDINGS = {
    "refused": "资格不符合",
    "open": "资格待核",
    "left": "已退出",
    "not_listed": "未列入资格合格名单",
    "not_shortlisted": "未进入现场评审",
    "not_candidate": "未列为候选",
    "not_elected": "表决未当选",
    "struck": "公示后未授奖",
    "laureate": "获奖",
    "revoked": "获奖后撤销",
    "pending": "评审中",
    "preselected": "初选，待审定",
}


@dataclass(frozen=True)
class Step:
    """What one stage came to for one application.

    Attributes:
        stage: name of the stage.
        number: its number.
        title: its Chinese name.
        clause: its clause.
        sentences: what happened, whole sentences.
        facts: the same as data, for the JSON form: days as ISO text, numbers exact as text.
    """

    stage: str
    number: int
    title: str
    clause: str
    sentences: tuple[str, ...]
    facts: Mapping[str, Any]


def steps(year: Year, outcomes: Outcomes, application: str) -> tuple[Step, ...]:
    """How it went, stage by stage, as far as the application came.

    Args:
        year: the year.
        outcomes: the stages that were run.
        application: its number.
    """
    found = []
    for name, tell in TELLERS.items():
        if name in outcomes and (told := tell(year, outcomes, application)):
            stage = outcomes[name].stage
            about = tuple(
                f"【{STATES[point.state]}】{point.what}，由{point.on_whom}：{point.to_do}。"
                for point in outcomes[name].result.open_points
                if re.search(rf"\b{application}\b", point.what, re.ASCII)
            )
            sentences = (*told.sentences, *about)
            found.append(Step(name, stage.number, stage.title, stage.clause, sentences, told.facts))
    return tuple(found)


def standing(year: Year, outcomes: Outcomes, application: str) -> str:
    """Where the application has come to: a key of ``STANDINGS``."""
    verdict = row_of(outcomes, "eligibility", "eligibility", application)
    if verdict is not None and verdict.verdict == "not_met":
        return "refused"
    if application in set(year.tables["exits"]["application_id"]):
        return "left"
    if verdict is None or verdict.verdict == "unknown":
        return "open" if verdict is not None else "pending"
    for stage, table, out in (
        ("eligibility", "eligible", "not_listed"),
        ("document_review", "shortlisted", "not_shortlisted"),
        ("vote", "candidates", "not_candidate"),
        ("vote", "preselected", "not_elected"),
    ):
        if not is_settled(year, outcomes, stage, table, application):
            return "pending"
        if row_of(outcomes, stage, table, application) is None:
            return out
    if "award" not in outcomes or outcomes["award"].state != "done":
        return "preselected"
    if row_of(outcomes, "award", "laureates", application) is None:
        return "struck"
    honour = honour_of(year, outcomes, application)
    return "revoked" if honour is not None and honour.state == "revoked" else "laureate"


def left(year: Year, application: str) -> str:
    """When, how and by whose decision an application left, in one sentence; empty if it didn't."""
    rows = year.tables["exits"]
    for row in rows[rows["application_id"] == application].itertuples():
        made = contract("exits")
        kind, body = made.labels("kind")[row.kind], made.labels("body")[row.body]
        return f"{row.decided_on:%Y-%m-%d} 退出评审：{kind}，由{body}决定（{row.document}），原因是{row.reason}。"
    return ""
