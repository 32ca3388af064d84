"""A year under a variant of the law, list by list, as its bodies would settle it if they followed what is proposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

import pandas as pd

from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.law.variants import Variant
from yiwu_award.stages.lists import acted
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

Lists = Mapping[str, frozenset[str]]
Tables = Mapping[str, pd.DataFrame]
_AFTER_THE_NOTICE = ("proposed", "approval")
_AFTER_THE_VOTE = ("preselected", *_AFTER_THE_NOTICE)  # held against the ceilings of 一(五), which may be amended
_STAGES = ("call", "intake", "eligibility", "document_review", "department_review", "onsite_review", "vote")
_SETTLED_IN = {
    "eligible_list": "eligibility", "shortlist": "document_review", "candidates": "vote", "preselected": "vote",
}  # fmt: skip


def supposed(year: Year, variant: Variant) -> Year:
    """The year under the variant's law; acts that follow the vote keep their day and name nobody yet."""
    rules = variant.rules_instead(year.tables["implementing_rules"], year.law.day)
    law = Law.on(year.law.day, rules, year.tables["workdays"], variant.amendments)
    acts = year.tables["acts"]
    for act in _AFTER_THE_VOTE:
        for award in AWARDS:
            acts = _with_list(acts, act, award, frozenset())
    unpaid = contract("prize_payments").empty()
    return year.supposing(
        variant.name, law, {**year.tables, "implementing_rules": rules, "acts": acts, "prize_payments": unpaid}
    )


def settled(current: Year, year: Year, act: str, proposals: Lists) -> Year:
    """The supposed year with one more list settled as it was proposed, where the year as it stands has settled it.

    Args:
        current: the supposed year so far.
        year: the year as it stands.
        act: the act that settles the list.
        proposals: the list by award.
    """
    tables = dict(current.tables)
    if all(acted(tables["acts"], act, award) in (None, set(names)) for award, names in proposals.items()):
        return current
    for award, names in proposals.items():
        tables["acts"] = _with_list(tables["acts"], act, award, names)
    if act == "shortlist":
        tables |= _visits_of(tables, frozenset().union(*proposals.values()))
    if act == "candidates":
        for award, names in proposals.items():
            tables |= {} if acted(year.tables["acts"], act, award) == set(names) else _not_voted_on(tables, award)
    if act == "preselected" and not elected_otherwise(year, proposals):
        acts, last = tables["acts"], year.tables["acts"]
        kept = acts[~acts["act"].isin(_AFTER_THE_NOTICE)]
        tables["acts"] = pd.concat([kept, last[last["act"].isin(_AFTER_THE_NOTICE)]], ignore_index=True)
    before = _STAGES[: _STAGES.index(_SETTLED_IN[act])]
    known = {stage: current.outcome(stage) for stage in before}
    return current.supposing(current.supposition, current.law, tables, known)


def _visits_of(tables: Tables, names: Set[str]) -> dict[str, pd.DataFrame]:
    """Visits that were made, and opinions on them, only of those who are on the list."""
    found = {table: tables[table] for table in ("visits", "panel_opinions")}
    return {table: rows[rows["application_id"].isin(names)].reset_index(drop=True) for table, rows in found.items()}


def _not_voted_on(tables: Tables, award: str) -> dict[str, pd.DataFrame]:
    """The vote without that on an award whose candidates are others: nobody has voted on these."""
    found = {table: tables[table] for table in ("ballot_papers", "ballot_counts", "acts")}
    gone = {table: rows["award"] == award for table, rows in found.items()}
    gone["acts"] &= found["acts"]["act"] == "preselected"
    return {table: rows[~gone[table]].reset_index(drop=True) for table, rows in found.items()}


def _with_list(acts: pd.DataFrame, act: str, award: str, names: Iterable[str]) -> pd.DataFrame:
    """The acts with another list in one of them, of the same day; an act that isn't there stays away."""
    is_own = (acts["act"] == act) & (acts["award"] == award)
    if not is_own.any():
        return acts
    like = acts[is_own].sort_values("decided_on").iloc[-1:]
    rows = [like.assign(application_id=pd.array([name], dtype="string")) for name in sorted(names) or [pd.NA]]
    return pd.concat([acts[~is_own], *rows], ignore_index=True)


def elected_otherwise(year: Year, proposals: Lists) -> bool:
    """Whether the elected aren't those whom the year as it stands announced, so far as it has announced any."""
    announced = {award: acted(year.tables["acts"], "preselected", award) for award in proposals}
    return any(announced[award] not in (None, set(names)) for award, names in proposals.items())
