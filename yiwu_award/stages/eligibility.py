"""五(一) 资格审查: every application held against every condition, and the list that follows.

The list is a proposal until 市评审办 has settled it by an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.checks import located
from yiwu_award.stages.conditions import CONDITIONS, PARTS
from yiwu_award.stages.conditions.finding import Facts, joined, labels
from yiwu_award.stages.lists import acted_on, faults_of_acts, scheduled, settle, shown, still_in
from yiwu_award.stages.result import StageResult
from yiwu_award.stages.second_look import second_look
from yiwu_award.stages.verdicts import PASSES, facts_of, settled, summed_up, with_determinations
from yiwu_award.tables.contracts import contract

THE_LIST = ("eligible_list", "资格合格名单", "五(一)", "office")  # act, name, clause, who settles it
# Decided by days, by the regulation or by the year's rule alone.
NOT_FOR_DETERMINATION = ("四(二)a", "二(一)2", "七(二)")


def decide(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """审查申报条件，提出符合条件的组织名单。

    Args:
        tables: the incoming tables of the stage, and ``completeness`` from intake.
        law: the law of the closing day for applications.
        as_of: the day of the state.

    Returns:
        ``decisions``: one row per application and part, applications by id, parts in the regulation's order;
        ``eligibility``: one row per application; ``eligible``: the acted list; ``second_look``: parts of eligible
        applications that stood and, looked at again on the schedule's day before the notice, no longer do, or are
        open again.
        Blocked while an application without a refusal has an open part, an organisation has more applications than
        reading R-04 allows, or act and proposal differ. A settled list is held against what was known on the day
        when it was settled: later news is for the second look, for exits and, after the award, for 七.

    Raises:
        ContractBroken: an attestation or determination of a part that takes none, a determination against a
            verdict that isn't open, an act of the wrong body; all at once.

    Source: 五(一), 三, 四(二), 七(二).
    """
    facts = facts_of(tables, law, as_of)
    settled_on = _settled_on(facts)
    held = with_determinations(as_settled(facts))
    faults = [
        *_faults_of_parts(tables["attestations"], tables["determinations"]),
        *_faults_of_determinations(held),
        *faults_of_acts(*THE_LIST, tables["acts"]),
    ]
    if faults:
        raise ContractBroken(faults)
    decisions = settled(held)
    eligibility = summed_up(decisions, facts.applications)
    proposals = _proposed(eligibility, tables["acts"], tables["exits"], as_of)
    due = scheduled(tables["schedule"], "eligibility_due")
    final, points = settle(*THE_LIST, proposals, tables["acts"], due)
    eligible = eligibility[eligibility["application_id"].isin(set().union(*final.values()))]
    return StageResult(
        tables={
            "decisions": decisions,
            "eligibility": eligibility,
            "eligible": eligible[list(contract("eligible").names)].reset_index(drop=True),
            "second_look": second_look(
                facts, settled_on, held, decisions[decisions["application_id"].isin(eligible["application_id"])]
            ),
        },
        open_points=(
            *_open_applications(decisions, eligibility, tables["exits"], as_of),
            *_competing(eligibility, facts.applications, tables["exits"], law, as_of),
            *points,
        ),
    )


def as_settled(facts: Facts) -> Facts:
    """The facts as they were known when the list was settled for both awards; all of them until then."""
    settled_on = _settled_on(facts)
    return facts.told_on(settled_on) if settled_on else facts


def _settled_on(facts: Facts) -> date | None:
    """The day on which the list was settled for both awards; None until then."""
    days = [acted_on(facts["acts"], THE_LIST[0], award) for award in AWARDS]
    return None if None in days else max(day for day in days if day)


def _proposed(eligibility: pd.DataFrame, acts: pd.DataFrame, exits: pd.DataFrame, as_of: date) -> dict[str, set[str]]:
    """The eligible applications of each award that had not left when the list was settled."""
    return {
        award: still_in(
            eligibility.loc[eligibility["verdict"].isin(PASSES) & (eligibility["award"] == award), "application_id"],
            exits,
            until=acted_on(acts, "eligible_list", award) or as_of,
        )
        for award in AWARDS
    }


def _open_applications(
    decisions: pd.DataFrame, eligibility: pd.DataFrame, exits: pd.DataFrame, as_of: date
) -> Iterator[OpenPoint]:
    """One blocked point per application that nothing refuses but something leaves open, unless it has left."""
    is_open = eligibility["verdict"] == "unknown"
    remaining = still_in(eligibility.loc[is_open, "application_id"], exits, until=as_of)
    open_parts = decisions[(decisions["verdict"] == "unknown") & decisions["application_id"].isin(remaining)]
    names = eligibility.set_index("application_id")["org_name"]
    facts = joined(open_parts["part"] + "（" + open_parts["observed"].fillna("") + "）", open_parts["application_id"])
    supplier = {condition.part: contract(condition.asks).supplier for condition in CONDITIONS}
    askers = open_parts.assign(asked=open_parts["part"].map(supplier)).drop_duplicates(["application_id", "asked"])
    asked = joined(askers["asked"], askers["application_id"], "、")
    what = facts.index + " " + names.reindex(facts.index) + " 待核：" + facts
    for open_facts, suppliers in zip(what, asked.reindex(facts.index), strict=True):
        yield OpenPoint(
            "blocked", "五(一)", open_facts, suppliers,
            "补齐来表中的事实；确实无从取得的，由市评审办在“认定记录”表逐项认定",
        )  # fmt: skip


def _competing(
    eligibility: pd.DataFrame, applications: pd.DataFrame, exits: pd.DataFrame, law: Law, as_of: date
) -> Iterator[OpenPoint]:
    """One blocked point per organisation with more applications still in than reading R-04 allows it."""
    is_in = eligibility["verdict"] != "not_met"
    remaining = still_in(eligibility.loc[is_in, "application_id"], exits, until=as_of)
    rows = applications[applications["application_id"].isin(remaining)]
    one_for = ["uscc"] if law.reading("R-04") == "one_application" else ["uscc", "award"]
    rows = rows.dropna(subset=["uscc"])
    for _, own in rows[rows.duplicated(one_for, keep=False)].groupby(one_for):
        what = f"{own['org_name'].iloc[0]} 有 {len(own)} 份申报：{shown(own['application_id'])}（读法 R-04）"
        yield OpenPoint("blocked", "四(二)", what, "市评审办", "由组织择一，其余在“中途退出”表登记")


def _faults_of_parts(attestations: pd.DataFrame, determinations: pd.DataFrame) -> Iterator[Fault]:
    judged = tuple(condition.part for condition in CONDITIONS if condition.takes_attestations)
    settled = tuple(part for part in PARTS if part not in NOT_FOR_DETERMINATION)
    for table, rows, allowed in (("attestations", attestations, judged), ("determinations", determinations, settled)):
        stray = rows[~rows["part"].isin(allowed)]
        yield from located(stray, table, "part", "{part}", "、".join(allowed), "五(一)", "按所列写法填写条款项")


def _faults_of_determinations(held: pd.DataFrame) -> list[Fault]:
    """Determinations of what isn't open: neither a computed nor an attested verdict gives way (R-51)."""
    overrides = held["determined"].notna() & held["determined"].ne(held["verdict"]) & held["verdict"].ne("unknown")
    wrong = held[overrides.fillna(False)]
    wrong = wrong.assign(stands=labels(wrong["verdict"], "decisions", "verdict"))
    wrong = wrong.assign(wanted=labels(wrong["determined"], "decisions", "verdict"))
    return located(
        wrong, "determinations", "verdict", "{application_id} {part} 认定为{wanted}",
        "已有结论“{stands}”（{observed}），认定只能了结待核的条款项", "五(一)", "删除该行；事实有误的，请更正原表",
    )  # fmt: skip
