"""The whole decision on one application, in the law's words: verdicts, how it went on, and what would change it.

For insiders. Terminal, JSON and report tell the same ``Explanation``; nothing is decided here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from yiwu_award.errors import Refused
from yiwu_award.outcome import Outcome
from yiwu_award.papers import course
from yiwu_award.papers.counterfactual.proof import outlooks
from yiwu_award.papers.prospect import Prospect, prospect, world
from yiwu_award.papers.tellers import INTERNAL
from yiwu_award.papers.verdicts import Clause, Part, by_clause, verdict
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]
_SETTLED_BY = {
    "not_listed": "eligibility", "not_shortlisted": "document_review", "not_candidate": "vote",
    "not_elected": "vote", "preselected": "notice", "struck": "award", "laureate": "award",
    "revoked": "supervision",
}  # fmt: skip


@dataclass(frozen=True)
class Explanation:
    """One application's whole decision.

    Attributes:
        standing: a key of ``course.STANDINGS``.
        summary: where it stands and why, in whole sentences.
        clauses: every verdict, in the regulation's order.
        steps: how it went, stage by stage.
        prospect: what would change it.
    """

    year: Year
    application_id: str
    org_name: str
    award: str
    standing: str
    summary: tuple[str, ...]
    clauses: tuple[Clause, ...]
    steps: tuple[course.Step, ...]
    prospect: Prospect

    @property
    def title(self) -> str:
        """Number, organisation, award and where it stands."""
        return f"{self.application_id} {self.org_name} · {AWARD_TITLES[self.award]} · {course.STANDINGS[self.standing]}"


def explanation(year: Year, application: str) -> Explanation:
    """The whole decision on one application, as far as the year has come.

    Raises:
        Refused: the year has no such application, or eligibility is not decided yet.
    """
    application = unicodedata.normalize("NFKC", application).upper()
    if application not in year.application_ids:
        raise _unknown(year, application)
    outcomes = year.outcomes()
    if "decisions" not in outcomes["eligibility"].result.tables:
        why = "；".join(map(str, outcomes["eligibility"].result.open_points))
        raise Refused("资格审查尚无结论", "已有结论的年度", why, "")
    return next(explanations(year, outcomes, [application]))


def _unknown(year: Year, application: str) -> Refused:
    came = year.received["applications"].set_index("application_id")["received_on"]
    if application in came:
        why = f"{application} 于 {came[application]:%Y-%m-%d} 报送，晚于状态截至日 {year.as_of}"
        return Refused(why, "状态截至日已报送的申报", "请核对报送日期，或用 --as-of 另指状态截至日", "")
    known = "、".join(year.application_ids) or "（尚无申报）"
    return Refused(f"{year.award_year} 年度没有申报编号 {application}", known, "请核对编号", "")


def explanations(year: Year, outcomes: Outcomes, applications: Iterable[str]) -> Iterator[Explanation]:
    """The whole decision on some applications; what would change them is proven for all at once.

    Args:
        year: the year.
        outcomes: the stages that were run; eligibility among them, with verdicts.
        applications: numbers of applications.
    """
    wanted = list(applications)
    decisions = outcomes["eligibility"]["decisions"]
    decisions = decisions[decisions["application_id"].isin(wanted)]
    prospects = outlooks(world(year), decisions)
    clauses = by_clause(year.tables, decisions)
    names = outcomes["eligibility"]["eligibility"].set_index("application_id")
    for application in wanted:
        stands = course.standing(year, outcomes, application)
        steps = course.steps(year, outcomes, application)
        yield Explanation(
            year=year,
            application_id=application,
            org_name=names.loc[application, "org_name"],
            award=names.loc[application, "award"],
            standing=stands,
            summary=_summary(year, clauses[application], steps, stands, application),
            clauses=clauses[application],
            steps=steps,
            prospect=prospect(year, outcomes, stands, application, prospects.get(application)),
        )


def _summary(
    year: Year, clauses: Iterable[Clause], steps: tuple[course.Step, ...], stands: str, application: str
) -> tuple[str, ...]:
    """Where the application stands and why: for a refusal the facts, else what the stage that settled it said."""
    exit_ = course.left(year, application)
    if stands == "left":
        return (exit_,)
    own = tuple(_reason(part) for each in clauses for part in each.parts if part.verdict in ("not_met", "unknown"))
    told = {step.stage: tuple(each for each in step.sentences if not each.startswith(INTERNAL)) for step in steps}
    last = told.get(_SETTLED_BY.get(stands, ""), ()) or (steps[-1].sentences if steps else ())
    return (*(own if stands in ("refused", "open") else last), *([exit_] if exit_ else []))


def _reason(part: Part) -> str:
    """One part that is not met or open, with what is so, in a sentence."""
    said = [f"{each.by}的核查意见为“{verdict(each.verdict)}”" for each in part.opinions if each.verdict != "met"]
    facts = "；".join([*([part.observed] if part.observed else []), *said])
    return f"{part.id}（{part.title}）{verdict(part.verdict)}：{facts}；要求为“{part.required}”。"
