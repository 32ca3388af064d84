"""The regulation's procedure as data: ten stages in order, what each takes, needs, and hands on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from yiwu_award.errors import Refused
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import (
    award,
    call,
    department_review,
    document_review,
    eligibility,
    intake,
    notice,
    onsite_review,
    supervision,
    vote,
)
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import produced

Conduct = Callable[[Mapping[str, pd.DataFrame], Law, date], StageResult]
STATES = {"done": "完成", "waiting": "等待", "blocked": "待决定"}


@dataclass(frozen=True)
class Stage:
    """One of the ten stages.

    Attributes:
        takes: incoming tables.
        needs: tables that earlier stages hand on; those stages must be done.
        may_use: tables that earlier stages hand on, empty while those stages are not done.
        begins_without: incoming tables that come last: until then it shows its proposals and waits.
    """

    number: int
    name: str
    title: str
    clause: str
    conduct: Conduct
    takes: tuple[str, ...]
    needs: tuple[str, ...] = ()
    may_use: tuple[str, ...] = ()
    begins_without: tuple[str, ...] = ()

    @property
    def notebook(self) -> str:
        """Stem of its notebook's file name."""
        return f"{self.number}_{self.name}"

    @property
    def hands_on(self) -> tuple[str, ...]:
        """Names of the tables that this stage makes."""
        return tuple(name for name, made in produced().items() if made.stage == self.number)


_REVIEWS = ("assessors", "panels", "panel_applications", "conflicts", "nil_returns", "misconduct", "item_scores",
            "item_consensus", "confirmations", "exits", "applications", "schedule")  # fmt: skip

STAGES = (
    Stage(0, "call", "发布通知公告", "四(一)", call.announce,
          takes=("schedule", "office", "implementing_rules", "workdays", "publications")),
    Stage(1, "intake", "申报受理", "四(二)", intake.receive,
          takes=("schedule", "applications", "materials"), needs=("required_materials",)),
    Stage(2, "eligibility", "资格审查", "五(一)", eligibility.decide,
          takes=("schedule", "applications", "materials", "registrations", "certificates", "tax_credit",
                 "construction_credit", "quality_projects", "land_productivity", "inspections", "incidents",
                 "attestations", "determinations", "acts", "honours", "revocations", "exits", "publications"),
          needs=("completeness",)),
    Stage(3, "document_review", "资料评审", "五(二)", document_review.review,
          takes=(*_REVIEWS, "acts"), needs=("eligible",), begins_without=("confirmations",)),
    Stage(4, "department_review", "部门评审", "五(三)", department_review.review,
          takes=("department_scores", "credit_points", "exits"), needs=("shortlisted",)),
    Stage(5, "onsite_review", "现场评审", "五(四)", onsite_review.review,
          takes=(*_REVIEWS, "visits", "panel_opinions", "acts"), needs=("shortlisted",),
          begins_without=("visits", "panel_opinions", "confirmations")),
    Stage(6, "vote", "审查表决", "五(五)", vote.settle,
          takes=("schedule", "voters", "ballot_papers", "ballot_counts", "acts", "exits", "applications",
                 "item_scores"),
          needs=("document_results", "department_results", "onsite_results"),
          begins_without=("voters", "ballot_papers", "ballot_counts")),
    Stage(7, "notice", "社会公示", "五(六)", notice.give,
          takes=("schedule", "office", "publications", "objections", "exits", "acts", "applications", "honours",
                 "revocations"),
          needs=("second_look", "preselected")),
    Stage(8, "award", "审定批准与表彰奖励", "五(七)", award.confer,
          takes=("acts", "objections", "exits", "applications", "nil_returns", "prize_payments", "office"),
          needs=("notice", "noticed", "objection_states")),
    Stage(9, "supervision", "监督管理", "七", supervision.keep,
          takes=("honours", "revocations", "follow_ups", "misconduct"), may_use=("laureates",)),
)  # fmt: skip
STAGE = {stage.name: stage for stage in STAGES}


def stages_through(last: str | None) -> tuple[Stage, ...]:
    """All ten stages, or those up to the one of that name or number.

    Raises:
        Refused: there is no such stage.
    """
    return STAGES if last is None else STAGES[: stage_named(last).number + 1]


def stage_named(given: str) -> Stage:
    """A stage by its name, English or Chinese, its number, or its notebook's name.

    Raises:
        Refused: there is no such stage.
    """
    for stage in STAGES:
        if given in (stage.name, stage.title, str(stage.number), stage.notebook):
            return stage
    offered = "、".join(f"{stage.number} {stage.title}" for stage in STAGES)
    raise Refused(f"阶段 {given!r}", offered, "请写阶段的名称或序号")
