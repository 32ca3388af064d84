"""The law on a day: dated values of the regulation, and what the year's implementing rules decide.

No legal value has a default. What the regulation leaves open comes with document, article and
市评委会's approval in the year's ``implementing_rules`` (二(一)2), or raises ``NotInForce``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any

import pandas as pd

from yiwu_award.errors import BeforeRegulation, Fault, NotInForce
from yiwu_award.law.files import law_file

Value = int | str | Fraction
AWARDS = ("quality_award", "innovation_award")
AWARD_CODES = {"质量奖": "quality_award", "创新奖": "innovation_award"}
TAKES = ("whole", "number", "share", "text")


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
    """

    day: date
    rules: Mapping[tuple[str, str], Rule]

    def __getitem__(self, key: str | tuple[str, str]) -> Value:
        """The value of a parameter.

        Raises:
            NotInForce: the year's rules do not decide it, naming clause, key and day.
            KeyError: there is no such parameter; a mistake in the code, never in the input.
        """
        name, scope = (key, "") if isinstance(key, str) else key
        parameter = parameters()[name]
        if parameter["authority"] == "regulation":
            return _value_on(name, parameter, self.day)
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
        """The option taken for an open reading: the year's choice, else ours."""
        rule = self.rule(identifier)
        return str(rule.value) if rule else readings()[identifier]["ours"]

    def is_confirmed(self, identifier: str) -> bool:
        """Whether 市评委会 has confirmed the reading that this year takes."""
        return self.rule(identifier) is not None

    @staticmethod
    def on(day: date, implementing_rules: pd.DataFrame) -> Law:
        """The law on a day.

        Args:
            day: closing day for applications.
            implementing_rules: the year's table of that name, typed; rows not yet approved left out.

        Raises:
            BeforeRegulation: the regulation was not yet in force (八).
        """
        rules = {
            (row.key, "" if pd.isna(row.applies_to) else _scope(row.applies_to)): Rule(
                _value(row.key, row.value),
                row.document,
                "" if pd.isna(row.article) else row.article,
                row.approved_on.date(),
            )
            for row in implementing_rules.itertuples()
        }
        law = Law(day, rules)
        in_force = _first_day(law.reading("R-01"))
        if day < in_force:
            raise BeforeRegulation(day, in_force)
        return law


@cache
def parameters() -> dict[str, dict[str, Any]]:
    """law/parameters.yml, checked: known authority; a value where the regulation gives it, else what a rule may be."""
    loaded: dict[str, dict[str, Any]] = law_file("parameters.yml")
    for name, parameter in loaded.items():
        authority = parameter.get("authority")
        if authority not in ("regulation", "implementing_rule"):
            raise ValueError(f"parameters.yml {name}: authority {authority!r} is not known")
        if (authority == "regulation") != bool(parameter.get("values")):
            raise ValueError(f"parameters.yml {name}: values go with authority regulation, and only with it")
        takes = parameter.get("takes")
        is_bare = authority == "implementing_rule" and not (takes or parameter.get("options"))
        if is_bare or takes not in (None, *TAKES):
            raise ValueError(f"parameters.yml {name}: takes {takes!r} is none of {', '.join(TAKES)}")
    return loaded


@cache
def readings() -> dict[str, dict[str, Any]]:
    """law/readings.yml, checked: ours is one of the options."""
    loaded: dict[str, dict[str, Any]] = law_file("readings.yml")
    for identifier, reading in loaded.items():
        if reading["ours"] not in reading["options"]:
            raise ValueError(f"readings.yml {identifier}: ours {reading['ours']!r} is not an option")
    return loaded


def rule_faults(implementing_rules: pd.DataFrame) -> Iterator[Fault]:
    """Rows that decide what nobody may decide, or decide it in a way that nobody can follow.

    An unknown key; a value that the regulation itself gives; an option that isn't offered; a text where a number is
    due; a rule for one award or department where there is one for all, or the other way round.

    Args:
        implementing_rules: the year's table, typed, with the columns ``file``, ``sheet``, ``row``.
    """
    for row in implementing_rules.itertuples():
        found = _rule_fault(row.key, "" if pd.isna(row.applies_to) else row.applies_to, row.value)
        if found:
            came, due, clause, fix, column = found
            sheet = "" if pd.isna(row.sheet) else row.sheet
            yield Fault("年度实施规则", came, due, clause, fix, row.file, sheet, int(row.row), column)


def _rule_fault(key: str, scope: str, value: str) -> tuple[str, str, str, str, str] | None:
    """What came, what was due, the clause, what to do and the column, or None where the rule is in order."""
    taken = f"{key} 取 {value!r}"
    if key in readings():
        reading = readings()[key]
        if value not in reading["options"]:
            return taken, "、".join(reading["options"]), reading["clause"], "选择读法表所列的一种", "取值"
        return None
    if key not in parameters():
        return f"规则键 {key!r}", "规则表中的键", "二(一)2", "核对规则键的写法", "规则键"
    parameter = parameters()[key]
    if parameter["authority"] == "regulation":
        return taken, "不得另定：办法已有规定", parameter["clause"], "删除该行", "规则键"
    if _scope_due(parameter, _scope(scope)):
        due = _scope_due(parameter, _scope(scope))
        return f"{key} 的适用对象 {scope!r}", due, parameter["clause"], "更正适用对象", "适用对象"
    if _taken(parameter, value) is None:
        return taken, _values_due(parameter), parameter["clause"], "请市评委会审定后更正取值", "取值"
    return None


def _value(key: str, text: str) -> Value:
    """A rule's value as the code reads it; a text that ``rule_faults`` refuses stays as it came."""
    value = _taken(parameters()[key], text) if key in parameters() else None
    return text if value is None else value


def _scope(text: str) -> str:
    """The code of an award named in Chinese; anything else as it is."""
    return AWARD_CODES.get(text, text)


def _scope_due(parameter: Mapping[str, Any], scope: str) -> str:
    """What the column 适用对象 should hold, or nothing where it is right."""
    match parameter.get("scope", ""):
        case "award":
            return "" if scope in ("", *AWARDS) else "、".join(AWARD_CODES) + "，或留空表示都适用"
        case "department":
            return "" if scope else "部门名称，每个参评部门一行"
        case _:
            return "留空" if scope else ""


def _taken(parameter: Mapping[str, Any], text: str) -> Value | None:
    """The value that a rule's text stands for: an option's code, an exact number or the text; None if it is none."""
    options = parameter.get("options", {})
    code = {word: code for code, word in options.items()}.get(text, text)
    if code in options or parameter.get("takes") == "text":
        return str(code)
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None
    fits = {
        None: False,
        "number": number >= 0,
        "whole": number >= 0 and number.denominator == 1,
        "share": 0 <= number <= 1,
    }
    return number if fits[parameter.get("takes")] else None


def _values_due(parameter: Mapping[str, Any]) -> str:
    words = [f"{code}（{word}）" for code, word in parameter.get("options", {}).items()]
    kinds = {"number": "不小于 0 的数", "whole": "不小于 0 的整数", "share": "0 到 1 之间的比例，如 1/2"}
    return " 或 ".join([kinds[parameter["takes"]], *words] if "takes" in parameter else words)


def _value_on(name: str, parameter: Mapping[str, Any], day: date) -> Value:
    # Law.on has refused days before the regulation; between the two readings of 八 its first values already hold.
    in_force = [since for since in parameter["values"] if since <= max(day, _first_day("thirty_full_days"))]
    if not in_force:
        raise NotInForce(parameter["clause"], name, day, "当日尚无规定")
    value: Value = parameter["values"][max(in_force)]
    return value


def _first_day(option: str) -> date:
    return date.fromisoformat(readings()["R-01"]["options"][option]["value"])
