"""The law on a day: dated values of the regulation, and what the year's implementing rules decide.

No legal value has a default. What the regulation leaves open comes with document, article and
市评委会's approval in the year's ``implementing_rules`` (二(一)2), or raises ``NotInForce``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from yiwu_award.errors import BeforeRegulation, NotInForce, Refused
from yiwu_award.law import open_values
from yiwu_award.law.clauses import clauses, normalise
from yiwu_award.law.open_values import Value
from yiwu_award.law.parameters import FIRST_DAY, parameters
from yiwu_award.law.readings import option_of, readings, touches
from yiwu_award.law.workdays import Calendar, official

AWARDS = ("quality_award", "innovation_award")
AWARD_CODES = {"质量奖": "quality_award", "创新奖": "innovation_award"}


@dataclass(frozen=True)
class Rule:
    """One open value as the year decided it: the row of ``implementing_rules`` that carries it."""

    value: Value
    document: str
    article: str
    approved_on: date


@dataclass(frozen=True)
class Law:
    """The law on one day.

    ``law["tax_credit.required_grade"]`` gives a value, ``law["shortlist.value", "quality_award"]``
    one that is given per award or department; numbers of implementing rules come as exact fractions.

    Attributes:
        day: the day whose law this is: the closing day for applications (reading R-08).
        rules: the year's open values by (key, scope); scope is "" where a rule holds for all.
            Options come as their codes and awards as theirs, also where the table holds the Chinese words.
        calendar: which days are worked, newer lists of the year's own tables included.
        amendments: values that are supposed instead of the regulation's own, by key; empty but in a supposition.
    """

    day: date
    rules: Mapping[tuple[str, str], Rule]
    calendar: Calendar = field(default_factory=official)
    amendments: Mapping[str, Value] = field(default_factory=dict)

    def __getitem__(self, key: str | tuple[str, str]) -> Value:
        """The value of a parameter.

        Raises:
            NotInForce: the year's rules do not decide it, naming clause, key and day.
            KeyError: there is no such parameter; a mistake in the code, never in the input.
        """
        name, scope = (key, "") if isinstance(key, str) else key
        parameter = parameters()[name]
        if parameter["authority"] == "regulation":
            return self.amendments[name] if name in self.amendments else _value_on(name, parameter, self.day)
        rule = self.rule(name, scope)
        if rule is None:
            shown = f"{name}（{scope}）" if scope else name
            why = "办法未作规定，年度实施规则中也没有；请由市评委会审定后填入“年度实施规则”表"
            raise NotInForce(parameter["clause"], shown, self.day, why)
        return rule.value

    def rule(self, name: str, scope: str = "") -> Rule | None:
        """The year's own row for an open value, or None where the year has not decided it."""
        return self.rules.get((name, scope)) or self.rules.get((name, ""))

    def given(self, name: str, scope: str = "") -> bool:
        """Whether the year decided this open value."""
        return self.rule(name, scope) is not None

    def scopes(self, name: str) -> dict[str, Value]:
        """All values of a rule that is given per department or award, by scope, in the table's order.

        Raises:
            NotInForce: no row gives any.
        """
        found = {scope: rule.value for (key, scope), rule in self.rules.items() if key == name and scope}
        if not found:
            return {"": self[name]}
        return found

    def reading(self, identifier: str) -> str:
        """The option taken for an open reading: the year's choice, else ours. Stages ask by no other way."""
        rule = self.rule(identifier)
        return str(rule.value) if rule else str(readings()[identifier]["ours"])

    def is_confirmed(self, identifier: str) -> bool:
        """Whether 市评委会 has confirmed the reading that this year takes."""
        return self.rule(identifier) is not None

    def unconfirmed(self, tables: Mapping[str, pd.DataFrame]) -> list[tuple[str, str, str, str]]:
        """Readings that this year's result can hang on and that nobody has confirmed: id, clause, question, taken.

        Args:
            tables: the year's tables that say what it is about: applications, honours, revocations.
        """
        return [
            (identifier, reading["clause"], reading["question"], reading["options"][self.reading(identifier)]["text"])
            for identifier, reading in readings().items()
            if not self.is_confirmed(identifier) and touches(reading, tables)
        ]

    @staticmethod
    def on(
        day: date,
        implementing_rules: pd.DataFrame,
        workdays: pd.DataFrame | None = None,
        amendments: Mapping[str, Value] | None = None,
    ) -> Law:
        """The law on a day.

        Args:
            day: closing day for applications.
            implementing_rules: the year's table of that name, typed; rows not yet approved left out.
            workdays: the year's table of that name: newer lists of working days, if any came.
            amendments: values supposed instead of the regulation's own, of a variant that was read and checked.

        Raises:
            BeforeRegulation: the regulation was not yet in force (八).
        """
        rules = {
            (row.key, "" if pd.isna(row.applies_to) else scope_code(row.applies_to)): Rule(
                _value(row.key, row.value),
                row.document,
                "" if pd.isna(row.article) else row.article,
                row.approved_on.date(),
            )
            for row in implementing_rules.itertuples()
        }
        calendar = official() if workdays is None else official().extended(workdays)
        law = Law(day, rules, calendar, amendments or {})
        in_force = _in_force(law.reading("R-01"))
        if day < in_force:
            raise BeforeRegulation(day, in_force)
        return law


def _value(key: str, text: str) -> Value:
    """A rule's value as the code reads it; a text that ``rule_faults`` refuses stays as it came."""
    value: Value | None = None
    if key in parameters():
        value = open_values.taken(parameters()[key], text)
    elif key in readings():
        value = option_of(key, text)
    return text if value is None else value


def scope_code(text: str) -> str:
    """The code of an award named in Chinese, a part of a clause in half-width letters; anything else as it is."""
    return AWARD_CODES.get(text, normalise(text) if normalise(text) in clauses() else text)


def _value_on(name: str, parameter: Mapping[str, Any], day: date) -> Value:
    # Law.on has refused days before the regulation; between the two readings of 八 its first values already hold.
    in_force = [since for since in parameter["values"] if since <= max(day, FIRST_DAY)]
    if not in_force:
        raise NotInForce(parameter["clause"], name, day, "当日尚无规定")
    value: Value = parameter["values"][max(in_force)]
    return value


def refuse_ungoverned(award_year: int) -> None:
    """Stop a year before the regulation, or one that is no year, before anything is made for it.

    Raises:
        Refused: the regulation cannot govern it.

    Source: 八.
    """
    first = _in_force(readings()["R-01"]["ours"]).year
    if not first <= award_year <= date.max.year:
        due = f"{first} 年（办法施行，依据 八）起的四位年份"
        raise Refused(f"评定年度为 {award_year}", due, "请核对年份；以往获奖组织登记在“历年获奖组织”表")


def _in_force(option: str) -> date:
    """The first day of the regulation by R-01; an option that isn't offered is refused with its row at stage 0."""
    reading = readings()["R-01"]
    return date.fromisoformat(reading["options"].get(option, reading["options"][reading["ours"]])["value"])
