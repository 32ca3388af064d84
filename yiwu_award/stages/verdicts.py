"""One verdict for each application and part: what the conditions find, and what determinations settle of it.

A gap in our data is 待核, never a refusal and never a pass. Determinations settle what is open, also that a condition
does not apply (R-07); they never override what the tables decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.errors import ContractBroken, Fault
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import of_the_organisation
from yiwu_award.stages.conditions import CONDITIONS, Condition
from yiwu_award.stages.conditions.finding import Facts, Finding, Scope, cited, iso, joined, labels
from yiwu_award.stages.lists import scheduled
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import evidence

PASSES = ("met", "not_applicable")
VERDICTS = ("met", "not_met", "unknown", "not_applicable")
MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = range(len(VERDICTS))


def facts_of(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> Facts:
    """The facts as the closing day sees them; spans of years are counted to the days of readings R-08 and R-19.

    Raises:
        ContractBroken: a reading takes a day that the schedule has not.
    """
    years_to, record_to = _counted_to(tables["schedule"], law)
    record = {name: of_the_organisation(tables[name], tables["applications"]) for name in ("inspections", "incidents")}
    return Facts({**tables, **record}, law, day=law.day, years_to=years_to, record_to=record_to, as_of=as_of)


def findings(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """What the conditions find, one row per application and part: ``decisions`` before any determination.

    Args:
        facts: the tables, the law and the days on which they are looked at.
        conditions: some or all of the conditions.
    """
    numbered, ids = facts.numbered()
    long = pd.concat([_told(_judged(numbered, condition)) for condition in conditions], ignore_index=True)
    long = long.sort_values("application_id", kind="stable", ignore_index=True)  # the parts keep their order
    long["application_id"] = ids.take(long["application_id"])
    return long[list(contract("decisions").names)].astype("string")


def verdicts(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """The verdicts of ``concluded`` without the words that go with them: for any number of applications.

    Args:
        facts: the tables, the law and the days on which they are looked at.
        conditions: some or all of the conditions.

    Returns:
        A row per application by id, a column per part: categorical, of ``VERDICTS``.
    """
    numbered, ids = facts.numbered()
    wide = pd.DataFrame({condition.part: _judged(numbered, condition).verdict for condition in conditions})
    wide = wide.sort_index().set_axis(ids)
    determined = _latest(facts["determinations"]).dropna(subset=["verdict"])
    for part, rows in determined[determined["application_id"].isin(ids)].groupby("part"):
        if part in wide:
            wide.loc[rows["application_id"], part] = rows["verdict"].to_numpy()
    return wide


def concluded(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """The verdicts that some or all of the conditions come to, determinations included; contract ``decisions``.

    Whether the determinations may be made as they are is ``decide``'s to say.
    """
    return settled(with_determinations(facts, conditions))


def with_determinations(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """The findings, and beside each what is determined of it, if anything is."""
    determined = _determined(facts["determinations"])
    return findings(facts, conditions).merge(determined, on=["application_id", "part"], how="left")


def settled(held: pd.DataFrame) -> pd.DataFrame:
    """The findings with what determinations settle or take away; contract ``decisions``."""
    decisions = held[list(contract("decisions").names)].copy()
    of = held[held["determined"].notna()].loc[lambda rows: rows["verdict"].ne(rows["determined"])]
    decisions.loc[of.index, "verdict"] = of["determined"]
    decisions.loc[of.index, "observed"] = (of["observed"] + "；").fillna("") + of["determined_observed"]
    decisions.loc[of.index, "evidence"] = (of["evidence"] + "；").fillna("") + of["determined_evidence"]
    decisions.loc[of.index, "basis"] = "determined"
    return decisions


def summed_up(decisions: pd.DataFrame, applications: pd.DataFrame) -> pd.DataFrame:
    """One verdict per application: any not_met refuses, else any unknown keeps it open; contract ``eligibility``."""
    summed = applications[["application_id", "org_name", "award"]].sort_values("application_id", ignore_index=True)
    ids = summed["application_id"]
    for verdict in ("not_met", "unknown"):
        rows = decisions[decisions["verdict"] == verdict]
        summed[verdict] = joined(rows["part"], rows["application_id"], "、").reindex(ids).array
    verdict = pd.Series("met", index=summed.index, dtype="string")
    verdict = verdict.mask(summed["unknown"].notna(), "unknown").mask(summed["not_met"].notna(), "not_met")
    return summed.assign(verdict=verdict)[list(contract("eligibility").names)]


def _counted_to(schedule: pd.DataFrame, law: Law) -> tuple[date, date]:
    """The day to which spans of years are counted, and that of the clean years of 三(八): readings R-08 and R-19."""
    years, record = law.reading("R-08"), law.reading("R-19")
    days = {"applications_close_on": law.day}
    days |= {event: day for event in ("call_on", "eligibility_due") if (day := scheduled(schedule, event))}
    events = contract("schedule").labels("event")
    made = contract("schedule")
    faults = [
        Fault(
            made.title, f"读法 {identifier} 算到“{events[event]}”，日程没有该日", f"“{events[event]}”的日期", clause,
            "补填该事项，或改选读法", column=made.column("day").title,
        )
        for identifier, event, clause in (("R-08", years, "三(一)"), ("R-19", record, "三(八)"))
        if event in events and event not in days
    ]  # fmt: skip
    if faults:
        raise ContractBroken(faults)
    return days[years], days[years if record == "as_years" else record]


class _Judged(NamedTuple):
    """One condition for all applications; it was only asked about those in its scope.

    Attributes:
        facts: of all applications.
        verdict: categorical, of ``VERDICTS``, on all applications.
        finding: on those in its scope.
    """

    condition: Condition
    facts: Facts
    scope: Scope
    finding: Finding
    verdict: pd.Series


def _judged(facts: Facts, condition: Condition) -> _Judged:
    scope = condition.scope(facts)
    finding = condition.decide(facts.only(scope.applies))
    code = np.select([finding.met.isna(), finding.met.fillna(False)], [UNKNOWN, MET], default=NOT_MET)
    if finding.waived is not None:
        code = np.where(finding.waived.fillna(False), NOT_APPLICABLE, code)
    codes = np.full(len(facts.applications), NOT_APPLICABLE, dtype=np.int8)
    codes[scope.applies.to_numpy(dtype=bool)] = code
    verdict = pd.Series(pd.Categorical.from_codes(codes, list(VERDICTS)), index=facts.applications.index)
    return _Judged(condition, facts, scope, finding, verdict)


def _told(judged: _Judged) -> pd.DataFrame:
    """A verdict with its words: one row per application, in the columns of ``decisions``."""
    condition, facts, scope, finding, verdict = judged
    basis = pd.Series("computed", index=verdict.index, dtype="string")
    if finding.attested is not None:
        basis = basis.mask(finding.attested.reindex(verdict.index, fill_value=False), "attested")
    told = [(finding.observed(), finding.evidence())] if scope.applies.any() else []
    if not scope.applies.all():
        outside = facts.only(~scope.applies)
        told.append((scope.otherwise()[~scope.applies], cited(outside["applications"], "applications")))
    observed, evidence = (pd.concat(words).reindex(verdict.index) for words in zip(*told, strict=True))
    rows = pd.DataFrame({"verdict": verdict.astype("string"), "observed": observed, "evidence": evidence})
    rows = rows.assign(basis=basis, part=condition.part, required=finding.required)
    return rows.rename_axis("application_id").reset_index()


def _determined(determinations: pd.DataFrame) -> pd.DataFrame:
    """The latest determination of each application and part, as columns to be joined to the findings."""
    determinations = _latest(determinations)
    body = labels(determinations["body"], "determinations", "body")
    observed = "认定：" + determinations["basis"] + "（" + body + "，" + iso(determinations["decided_on"]) + "）"
    return determinations[["application_id", "part", "file", "sheet", "row"]].assign(
        determined=determinations["verdict"],
        determined_on=determinations["decided_on"],
        determined_observed=observed,
        determined_evidence=evidence(determinations, contract("determinations").title),
    )


def _latest(determinations: pd.DataFrame) -> pd.DataFrame:
    of_part = ["application_id", "part"]
    return determinations.sort_values([*of_part, "decided_on"]).drop_duplicates(of_part, keep="last")
