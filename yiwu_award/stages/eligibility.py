"""五(一) 资格审查: every application held against every condition, one verdict each, and the list that follows.

A gap in our data is 待核, never a refusal and never a pass. Determinations settle what is open, also that a condition
does not apply (R-07); they never override what the tables decide. The list is a proposal until 市评审办 has settled it
by an act.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.checks import located
from yiwu_award.stages.conditions import CONDITIONS, PARTS, Condition
from yiwu_award.stages.conditions.finding import Facts, Finding, Scope, cited, iso, joined, labels
from yiwu_award.stages.lists import acted, acted_on, faults_of_acts, scheduled, settle, shown, still_in
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import evidence

THE_LIST = ("eligible_list", "资格合格名单", "五(一)", "office")  # act, name, clause, who settles it
LISTS_BEFORE_THE_NOTICE = ("shortlist", "candidates", "preselected")
PASSES = ("met", "not_applicable")
# Decided by days, by the regulation or by the year's rule alone.
NOT_FOR_DETERMINATION = ("四(二)a", "二(一)2", "七(二)")
VERDICTS = ("met", "not_met", "unknown", "not_applicable")
MET, NOT_MET, UNKNOWN, NOT_APPLICABLE = range(len(VERDICTS))


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
    held = _held(as_settled(facts), CONDITIONS)
    faults = [
        *_faults_of_parts(tables["attestations"], tables["determinations"]),
        *_faults_of_determinations(held),
        *faults_of_acts(*THE_LIST, tables["acts"]),
    ]
    if faults:
        raise ContractBroken(faults)
    decisions = _settled(held)
    eligibility = _summed_up(decisions, facts.applications)
    proposals = _proposed(eligibility, tables["acts"], tables["exits"], as_of)
    due = scheduled(tables["schedule"], "eligibility_due")
    final, points = settle(*THE_LIST, proposals, tables["acts"], due)
    eligible = eligibility[eligibility["application_id"].isin(set().union(*final.values()))]
    return StageResult(
        tables={
            "decisions": decisions,
            "eligibility": eligibility,
            "eligible": eligible[list(contract("eligible").names)].reset_index(drop=True),
            "second_look": _second_look(
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


def facts_of(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> Facts:
    """The facts as the closing day sees them; spans of years are counted to the days of readings R-08 and R-19.

    Raises:
        ContractBroken: a reading takes a day that the schedule has not.
    """
    years_to, record_to = _counted_to(tables["schedule"], law)
    return Facts(tables, law, day=law.day, years_to=years_to, record_to=record_to, as_of=as_of)


def concluded(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """The verdicts that some or all of the conditions come to, determinations included; contract ``decisions``.

    Whether the determinations may be made as they are is ``decide``'s to say.
    """
    return _settled(_held(facts, conditions))


def findings(facts: Facts, conditions: Sequence[Condition] = CONDITIONS) -> pd.DataFrame:
    """What the conditions find, one row per application and part: ``decisions`` before any determination.

    Args:
        facts: the tables, the law and the days on which they are looked at.
        conditions: some or all of the conditions.
    """
    numbered, ids = facts.numbered()
    long = pd.concat([_told(_judged(numbered, condition)) for condition in conditions], ignore_index=True)
    order = long["part"].map({part: number for number, part in enumerate(PARTS)})
    long = long.assign(order=order).sort_values(["application_id", "order"], ignore_index=True)
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


def summed_up(facts: Facts) -> pd.DataFrame:
    """One verdict per application, from ``verdicts``; contract ``eligibility``."""
    wide = verdicts(facts)
    in_the_way = [
        pd.DataFrame({"application_id": wide.index[is_so], "part": part, "verdict": verdict})
        for part in wide
        for verdict in ("not_met", "unknown")
        if (is_so := (wide[part] == verdict).to_numpy()).any()
    ]
    none = pd.DataFrame(columns=["application_id", "part", "verdict"])
    return _summed_up(pd.concat([none, *in_the_way], ignore_index=True).astype("string"), facts["applications"])


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


def _held(facts: Facts, conditions: Sequence[Condition]) -> pd.DataFrame:
    """The findings, and beside each what is determined of it, if anything is."""
    determined = _determined(facts["determinations"])
    return findings(facts, conditions).merge(determined, on=["application_id", "part"], how="left")


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


def _settled(held: pd.DataFrame) -> pd.DataFrame:
    """The findings with what determinations settle or take away; contract ``decisions``."""
    settled = held[list(contract("decisions").names)].copy()
    of = held[held["determined"].notna()].loc[lambda rows: rows["verdict"].ne(rows["determined"])]
    settled.loc[of.index, "verdict"] = of["determined"]
    settled.loc[of.index, "observed"] = (of["observed"] + "；").fillna("") + of["determined_observed"]
    settled.loc[of.index, "evidence"] = (of["evidence"] + "；").fillna("") + of["determined_evidence"]
    settled.loc[of.index, "basis"] = "determined"
    return settled


def _summed_up(decisions: pd.DataFrame, applications: pd.DataFrame) -> pd.DataFrame:
    """One verdict per application: any not_met refuses, else any unknown keeps it open; contract ``eligibility``."""
    summed = applications[["application_id", "org_name", "award"]].sort_values("application_id", ignore_index=True)
    ids = summed["application_id"]
    for verdict in ("not_met", "unknown"):
        rows = decisions[decisions["verdict"] == verdict]
        summed[verdict] = joined(rows["part"], rows["application_id"], "、").reindex(ids).array
    verdict = pd.Series("met", index=summed.index, dtype="string")
    verdict = verdict.mask(summed["unknown"].notna(), "unknown").mask(summed["not_met"].notna(), "not_met")
    return summed.assign(verdict=verdict)[list(contract("eligibility").names)]


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


def _second_look(facts: Facts, settled_on: date | None, held: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """What stood in the settled list and does not, or is open, on the day of the second look; contract ``second_look``.

    Only what may lapse by time or news is looked at again (R-52), on the day that the schedule sets, with all that is
    known by the day of the notice: until then opinions may still be signed and gaps be closed.

    Args:
        facts: the facts of the year.
        settled_on: the day on which the list was settled.
        held: what was found for that list, determinations beside it.
        decisions: the verdicts that came of it for the applications on the list.
    """
    day = scheduled(facts["schedule"], "second_look_on")
    if day is None or day > facts.as_of:
        return contract("second_look").empty()
    again = facts.told_on(_noticed_on(facts, day)).counted_to(day)
    remaining = still_in(_on_every_list(again, set(decisions["application_id"])), facts["exits"], until=day)
    again = again.only(again.applications["application_id"].isin(remaining))
    if again.applications.empty:
        return contract("second_look").empty()
    found = _held(again, tuple(condition for condition in CONDITIONS if condition.is_dated))
    concluded = _settled(_without_outdated(found, held, settled_on))
    stood = decisions.loc[decisions["verdict"].isin(PASSES), ["application_id", "part"]]
    fallen = concluded[~concluded["verdict"].isin(PASSES)].merge(stood, on=["application_id", "part"])
    return fallen[list(contract("second_look").names)].reset_index(drop=True)


def _on_every_list(facts: Facts, ids: set[str]) -> set[str]:
    """Those that no list settled since has left out: nobody else can still be noticed."""
    for act in LISTS_BEFORE_THE_NOTICE:
        for award in AWARDS:
            listed = acted(facts["acts"], act, award)
            if listed is not None:
                ids = ids - (set(facts.applications.index[facts.applications["award"] == award]) - listed)
    return ids


def _noticed_on(facts: Facts, look: date) -> date:
    """The day on which the first medium published the notice, never before the second look; until then the state's."""
    publications = facts["publications"]
    first = publications.loc[publications["kind"] == "notice", "published_on"].min()
    return facts.as_of if pd.isna(first) else max(look, first.date())


def _without_outdated(found: pd.DataFrame, held: pd.DataFrame, settled_on: date | None) -> pd.DataFrame:
    """The findings of the second look, and beside them only determinations that still speak of them.

    One that was made for the settled list counts while the finding is the one that it settled, on the same rows; a
    later one counts for whatever is open.
    """
    of_part, told = ["application_id", "part"], ["observed", "evidence"]
    before = found[of_part].merge(held[[*of_part, *told]], on=of_part, how="left")
    is_the_same = (found[told].fillna("") == before[told].fillna("")).all(axis=1)
    is_later = found["determined_on"] > pd.Timestamp(settled_on)
    counts = found["verdict"].eq("unknown") & (is_later | is_the_same)
    return found.assign(determined=found["determined"].where(counts))


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
