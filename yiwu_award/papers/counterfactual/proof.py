"""Deciding again with exactly the changed facts: which remedy meets a part, and whether all together meet everything.

Pure. Applications are independent of each other, so that many are changed and decided in one go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import pandas as pd

from yiwu_award.law.rulebook import Law, Rule
from yiwu_award.papers.counterfactual import REMEDIES
from yiwu_award.papers.counterfactual.change import Answer, Asked, Edit, Remedy, applied
from yiwu_award.stages import intake, verdicts
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.stages.eligibility import as_settled

if TYPE_CHECKING:
    from yiwu_award.stages.conditions.finding import Facts

Open = tuple[str, str]  # an application and one of its parts
Key = TypeVar("Key")
_CONDITION = {condition.part: condition for condition in CONDITIONS}
_OPEN = ("not_met", "unknown")
_OF_INTAKE, _HANDED_ON = {"applications", "materials"}, "completeness"  # what intake looks at, what it hands on


@dataclass(frozen=True)
class World:
    """Everything that 四(二) and 五(一) are decided on.

    Attributes:
        tables: the incoming tables of both stages, with ``required_materials`` and ``arrivals``.
        law: the law of the closing day.
        as_of: the day of the state.
        received: what intake handed on for these tables; None where it is still to be found out.
    """

    tables: Mapping[str, pd.DataFrame]
    law: Law
    as_of: date
    received: Mapping[str, pd.DataFrame] | None = None

    @cached_property
    def facts(self) -> Facts:
        """What the conditions look at, completeness from intake included."""
        received = self.received or intake.receive(self.tables, self.law, self.as_of).tables
        return verdicts.facts_of({**self.tables, **received}, self.law, self.as_of)

    def verdicts(self, ids: Iterable[str]) -> pd.DataFrame:
        """The verdicts of 资格审查 in this world on some applications; as ``stages.verdicts`` gives them."""
        return verdicts.verdicts(self._about(ids, as_settled(self.facts)))

    def otherwise(self, edits: Iterable[Edit], rules: Mapping[str, int]) -> World:
        """The same world but for some rows and some of the year's rules."""
        edits = tuple(edits)
        known = None if {edit.table for edit in edits} & _OF_INTAKE else {_HANDED_ON: self.facts[_HANDED_ON]}
        decided = {(key, ""): Rule(Fraction(value), "", "", self.law.day) for key, value in rules.items()}
        law = replace(self.law, rules={**self.law.rules, **decided})
        return replace(self, tables=applied(self.tables, edits), law=law, received=known)

    def passing(self, part: str, ids: Iterable[str], day: date | None = None) -> set[str]:
        """Which applications one part lets pass, everything counted to ``day`` where one is given."""
        facts = self._about(ids, self.facts)
        found = verdicts.verdicts(facts.counted_to(day) if day else facts, [_CONDITION[part]])
        return set(found.index[found[part].isin(verdicts.PASSES)])

    @staticmethod
    def _about(ids: Iterable[str], facts: Facts) -> Facts:
        return facts.only(facts.applications["application_id"].isin(set(ids)))


class Way(NamedTuple):
    """What would meet one open part, as far as deciding again bears it out.

    Attributes:
        remedy: the nearest change of facts that meets the part; None where none does.
        later: the earliest day on which time alone does; None where it never does.
    """

    part: str
    verdict: str
    remedy: Remedy | None
    later: Remedy | None


@dataclass(frozen=True)
class Outlook:
    """What would make an application eligible.

    Attributes:
        ways: one for each part that is not met or open, in the regulation's order.
        is_eligible_then: whether all ways together, and nothing else, make it eligible when decided again.
    """

    ways: tuple[Way, ...]
    is_eligible_then: bool = False

    @property
    def edits(self) -> tuple[Edit, ...]:
        """All rows that would have to be otherwise."""
        return tuple(edit for way in self.ways if way.remedy for edit in way.remedy.edits)

    @property
    def rules(self) -> dict[str, int]:
        """All values that the year's rules would have to give."""
        return {key: value for way in self.ways if way.remedy for key, value in way.remedy.rules.items()}


def outlooks(world: World, decisions: pd.DataFrame) -> dict[str, Outlook]:
    """What would make each application eligible that isn't.

    Args:
        world: what the year was decided on.
        decisions: what it came to, all applications or some.

    Returns:
        By application; those that are eligible are left out.
    """
    rows = list(decisions[decisions["verdict"].isin(_OPEN)].itertuples())
    answers = {(row.application_id, row.part): _answer(world, row) for row in rows}
    remedies = _first_proven(world, {key: answer.remedies for key, answer in answers.items()})
    laters = _first_proven(world, {key: _to_come(world, answer.laters) for key, answer in answers.items()})
    found: dict[str, list[Way]] = {}
    for row in rows:
        key = (row.application_id, row.part)
        found.setdefault(row.application_id, []).append(Way(row.part, row.verdict, remedies.get(key), laters.get(key)))
    eligible = _eligible_together(world, {name: Outlook(tuple(ways)) for name, ways in found.items()})
    return {name: Outlook(tuple(ways), name in eligible) for name, ways in found.items()}


def _answer(world: World, row: Any) -> Answer:
    if row.basis == "determined":  # a body settled what the tables left open: it alone can settle it otherwise
        edit = Edit("determinations", {"application_id": row.application_id, "part": row.part}, {"verdict": "met"})
        return Answer((Remedy("须由作出认定的机构依据新的事实另行认定为“符合”。", (edit,)),))
    return REMEDIES[row.part](Asked(world.facts, row.application_id, row.part))


def _first_proven(world: World, offers: Mapping[Open, Iterable[Remedy]]) -> dict[Open, Remedy]:
    """The nearest remedy of each open part that meets it when it alone is carried out."""
    proven: dict[Open, Remedy] = {}
    for part in REMEDIES:
        left = {key: list(offered) for key, offered in offers.items() if key[1] == part}
        while left := {key: offered for key, offered in left.items() if offered and key not in proven}:
            tried = {key: offered.pop(0) for key, offered in left.items()}
            for rules, day, keys in _decided_alike({key: (each.rules, each.day) for key, each in tried.items()}):
                edits = [edit for key in keys for edit in tried[key].edits]
                passing = world.otherwise(edits, rules).passing(part, [application for application, _ in keys], day)
                proven |= {key: tried[key] for key in keys if key[0] in passing}
    return proven


def _decided_alike(
    wanted: Mapping[Key, tuple[Mapping[str, int], date | None]],
) -> Iterator[tuple[Mapping[str, int], date | None, list[Key]]]:
    """Those that can be decided in one go: the year's rules and the day to which all is counted are one for all."""
    groups: dict[tuple[tuple[tuple[str, int], ...], date | None], list[Key]] = {}
    for key, (rules, day) in wanted.items():
        groups.setdefault((tuple(sorted(rules.items())), day), []).append(key)
    for (pairs, day), keys in groups.items():
        yield dict(pairs), day, keys


def _to_come(world: World, laters: Iterable[Remedy]) -> list[Remedy]:
    """Days after the one to which years are counted: an earlier one is no way out."""
    return [later for later in laters if later.day and later.day > world.facts.years_to]


def _eligible_together(world: World, found: Mapping[str, Outlook]) -> set[str]:
    """Who is eligible with all his ways at once; a part that time alone meets is taken as on its day."""
    eligible: set[str] = set()
    for rules, _, names in _decided_alike({name: (outlook.rules, None) for name, outlook in found.items()}):
        edits = [edit for name in names for edit in found[name].edits]
        passes = world.otherwise(edits, rules).verdicts(names).isin(verdicts.PASSES)
        for name in names:
            by_time = [way.part for way in found[name].ways if way.later and not way.remedy]
            eligible |= {name} if passes.loc[name].drop(by_time).all() else set()
    return eligible
