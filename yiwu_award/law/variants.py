"""Variants of the law to try a year under: other readings, other rules of the year, amended values of the regulation.

A file of variants is YAML, one name a variant, and below it any of

    amend:     a value that the regulation gives, by its key in parameters.yml, and what it would be
    rules:     a value that the year's 年度实施规则 give, and what they would; by award or department where it has one
    readings:  a reading of readings.yml, and the option that would be taken

Nothing of it is law: a year under a variant is a supposition (假设，不是结论).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import NamedTuple

import pandas as pd
import yaml

from yiwu_award.errors import Fault
from yiwu_award.law import open_values
from yiwu_award.law.open_values import Value
from yiwu_award.law.parameters import can_be_amended, parameters
from yiwu_award.law.readings import readings
from yiwu_award.law.rule_faults import rule_faults
from yiwu_award.law.rulebook import scope_code

TABLE = "假设方案"
DOCUMENT = "假设，不是结论"
SECTIONS = ("amend", "rules", "readings")
_TO_DO = "更正方案文件"


class Supposed(NamedTuple):
    """One value of a variant.

    Attributes:
        section: ``amend``, ``rules`` or ``readings``.
        key: of parameters.yml or readings.yml.
        scope: the award or department that it is supposed for, as written; empty for all.
        text: the value as written.
        line: where it stands in the file.
    """

    section: str
    key: str
    scope: str
    text: str
    line: int


@dataclass(frozen=True)
class Variant:
    """One variant of the law, by itself free of faults."""

    name: str
    file: str
    supposed: tuple[Supposed, ...]

    @property
    def amendments(self) -> dict[str, Value]:
        """Supposed values of the regulation by key; numbers are whole, as the regulation's own."""
        values = {
            each.key: open_values.taken(parameters()[each.key], each.text)
            for each in self.supposed
            if each.section == "amend"
        }
        return {key: value if isinstance(value, str) else int(value or 0) for key, value in values.items()}

    def rules_instead(self, implementing_rules: pd.DataFrame, day: date) -> pd.DataFrame:
        """A year's rules with the supposed ones in the place of its own.

        A rule supposed for all takes the place of all rows of its key. Each counts as approved as early as any rule of
        the year: a supposition is not late for what it governs.

        Args:
            implementing_rules: the year's table of that name.
            day: day of approval where the year has no rules at all.
        """
        decided = [each for each in self.supposed if each.section != "amend"]
        scopes = implementing_rules["applies_to"].fillna("").map(scope_code)
        gone = pd.Series(False, index=implementing_rules.index)
        for each in decided:
            is_own = implementing_rules["key"] == each.key
            gone |= is_own & (scopes == scope_code(each.scope)) if each.scope else is_own
        since = pd.Timestamp(day) if implementing_rules.empty else implementing_rules["approved_on"].min()
        rows = _rows(decided, self.file).assign(
            document=DOCUMENT, approved_by="committee", approved_on=since, is_public=False, note=DOCUMENT
        )
        rows = rows.reindex(columns=implementing_rules.columns).astype(implementing_rules.dtypes)
        return pd.concat([implementing_rules[~gone], rows], ignore_index=True)

    def faults_in(self, implementing_rules: pd.DataFrame, day: date) -> list[Fault]:
        """What the supposed rules would break together with those that the year keeps, e.g. weights off 1."""
        return [self._located(fault) for fault in rule_faults(self.rules_instead(implementing_rules, day))]

    def _located(self, fault: Fault) -> Fault:
        return fault._replace(table=TABLE, column=self.name, fix=_TO_DO)


class _Entry(NamedTuple):
    """A key of a YAML mapping, where it stands, and what it holds."""

    key: str
    line: int
    node: yaml.Node


def read_variants(text: str, file: str) -> tuple[tuple[Variant, ...], tuple[Fault, ...]]:
    """The variants of a file, and all that is wrong with it, by line.

    Args:
        text: the file's text.
        file: its name, for messages.

    Returns:
        The variants in their order; faults: no YAML, a name or key given twice, a key or reading that there is none of,
        an option that isn't lawful, a value of another kind or out of bounds, what nobody may suppose, nothing at all.
    """
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as stop:
        line = stop.problem_mark.line + 1 if stop.problem_mark else None
        return (), (_fault(file, line, "", f"无法按 YAML 读懂（{stop.problem}）", "YAML"),)
    if not isinstance(root, yaml.MappingNode) or not root.value:
        return (), (_fault(file, 1, "", "没有方案", "方案名称，其下为 " + "、".join(SECTIONS)),)
    entries = _entries(root)
    faults = list(_given_twice(entries, file, ""))
    variants = []
    for entry in entries:
        supposed = list(_supposed(entry, file))
        values = [each for each in supposed if isinstance(each, Supposed)]
        variants.append(Variant(entry.key, file, tuple(values)))
        faults += [each for each in supposed if isinstance(each, Fault)]
        faults += _faults_of_values(variants[-1])
    return tuple(variants), tuple(sorted(faults, key=lambda fault: fault.row or 0))


def _entries(node: yaml.MappingNode) -> list[_Entry]:
    return [_Entry(str(key.value), key.start_mark.line + 1, held) for key, held in node.value]


def _supposed(variant: _Entry, file: str) -> Iterator[Supposed | Fault]:
    """The values of one variant, and what has not the form of any."""
    if not isinstance(variant.node, yaml.MappingNode) or not variant.node.value:
        yield _fault(file, variant.line, variant.key, "没有假设任何取值", "、".join(SECTIONS) + " 中的一项或几项")
        return
    sections = _entries(variant.node)
    yield from _given_twice(sections, file, variant.key)
    for section in sections:
        if section.key not in SECTIONS:
            yield _fault(file, section.line, variant.key, f"有 {section.key!r}", "只有 " + "、".join(SECTIONS))
        elif not isinstance(section.node, yaml.MappingNode) or not section.node.value:
            yield _fault(file, section.line, variant.key, f"{section.key} 之下没有取值", "键和取值，每行一个")
        else:
            values = _entries(section.node)
            yield from _given_twice(values, file, variant.key)
            yield from chain.from_iterable(_values(section.key, each, variant.key, file) for each in values)


def _values(section: str, entry: _Entry, variant: str, file: str) -> Iterator[Supposed | Fault]:
    """One value for all, or one each for some awards or departments."""
    by_scope = _entries(entry.node) if isinstance(entry.node, yaml.MappingNode) else []
    yield from _given_twice(by_scope, file, variant)
    for scope, line, node in by_scope or [_Entry("", entry.line, entry.node)]:
        if isinstance(node, yaml.ScalarNode):
            yield Supposed(section, entry.key, scope, str(node.value), line)
        else:
            yield _fault(file, line, variant, f"{entry.key} 没有取值", "一个取值")


def _faults_of_values(variant: Variant) -> Iterator[Fault]:
    misplaced = {each: told for each in variant.supposed if (told := _misplaced(each))}
    for each, (came, due, clause) in misplaced.items():
        yield _fault(variant.file, each.line, variant.name, came, due, clause)
    rules = [each for each in variant.supposed if each.section != "amend" and each not in misplaced]
    yield from map(variant._located, rule_faults(_rows(rules, variant.file)))


def _misplaced(each: Supposed) -> tuple[str, str, str] | None:
    """What came, what was due and the clause, where a value stands in the wrong section or can't be amended so."""
    if each.section == "readings":
        return None if each.key in readings() else (f"读法 {each.key!r}", "读法表中的编号", "二(一)2")
    if each.key in readings():
        return f"{each.section} 之下有读法 {each.key}", "写在 readings 之下", readings()[each.key]["clause"]
    if each.key not in parameters():
        return f"取值 {each.key!r}", "取值表（parameters.yml）中的键", "二(一)2"
    parameter = parameters()[each.key]
    is_own = parameter["authority"] == "regulation"
    if (each.section == "amend") != is_own:
        return f"{each.section} 之下有 {each.key}", f"写在 {'amend' if is_own else 'rules'} 之下", parameter["clause"]
    if not is_own:
        return None
    if not can_be_amended(parameter):
        return f"{each.key} 取 {each.text!r}", "不作假设：另有版本才能改变", parameter["clause"]
    if each.scope:
        return f"{each.key} 分对象（{each.scope}）", "一个取值，不分对象", parameter["clause"]
    if open_values.taken(parameter, each.text) is None:
        return f"{each.key} 取 {each.text!r}", open_values.due(parameter), parameter["clause"]
    return None


def _rows(supposed: Iterable[Supposed], file: str) -> pd.DataFrame:
    """Supposed rules as rows of 年度实施规则; where they stand in the file of variants is where they came from."""
    rows = [(each.key, each.scope or pd.NA, each.text, file, pd.NA, each.line) for each in supposed]
    return pd.DataFrame(rows, columns=["key", "applies_to", "value", "file", "sheet", "row"])


def _given_twice(entries: list[_Entry], file: str, variant: str) -> Iterator[Fault]:
    counts: Mapping[str, int] = Counter(entry.key for entry in entries)
    first: dict[str, int] = {}
    for entry in entries:
        line = first.setdefault(entry.key, entry.line)
        if counts[entry.key] > 1 and line != entry.line:
            yield _fault(file, entry.line, variant, f"{entry.key} 在第 {line} 行已经有了", "每个名称或键只有一次")


def _fault(file: str, line: int | None, variant: str, came: str, due: str, clause: str = "二(一)2") -> Fault:
    return Fault(TABLE, came, due, clause, _TO_DO, file, "", line, variant)
