"""Rows of 年度实施规则 that decide what nobody may decide, or decide it in a way that nobody can follow (二(一)2)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from yiwu_award.errors import Fault
from yiwu_award.law import clauses, open_values
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import option_of, readings
from yiwu_award.law.rulebook import AWARD_CODES, AWARDS, scope_code

_WEIGHTS = ("score.weight_document", "score.weight_department", "score.weight_onsite")


class _Told(NamedTuple):
    """What came, what was due, the clause, what to do, and the column."""

    came: str
    due: str
    clause: str
    fix: str
    column: str = "取值"


class _Row(NamedTuple):
    """A row that can be followed by itself, and where it stands."""

    key: str
    scope: str
    scope_text: str
    value: open_values.Value
    place: Any


def rule_faults(implementing_rules: pd.DataFrame) -> Iterator[Fault]:
    """All faults of the year's rules, each row by itself first, then what rows say together.

    By itself: an unknown key; a value that the regulation itself gives; an option that isn't offered; a text where a
    number is due, or a number outside its bounds; a rule for one award or department where there is one for all, or
    the other way round. Together: a rule given twice in two spellings; weights that don't sum to 1; a number of
    applications that is none; a floor above the scale.

    Args:
        implementing_rules: the year's table, typed, with the columns ``file``, ``sheet``, ``row``.
    """
    sound: list[_Row] = []
    for row in implementing_rules.itertuples():
        scope = "" if pd.isna(row.applies_to) else row.applies_to
        if told := _by_itself(row.key, scope, row.value):
            yield _fault(told, row)._replace(is_own=True)
        else:
            taken = None if row.key in readings() else open_values.taken(parameters()[row.key], row.value)
            sound.append(_Row(row.key, scope_code(scope), scope, row.value if taken is None else taken, row))
    yield from _given_twice(sound)
    by_key = {(row.key, row.scope): row for row in sound}
    yield from _weights_off_one(by_key)
    for award in AWARDS:
        yield from _off_its_method(by_key, award)
        yield from _above_the_scale(by_key, award)


def _fault(told: _Told, place: Any) -> Fault:
    sheet = "" if pd.isna(place.sheet) else place.sheet
    return Fault(
        "年度实施规则", told.came, told.due, told.clause, told.fix, place.file, sheet, int(place.row), told.column
    )


def _by_itself(key: str, scope: str, value: str) -> _Told | None:
    """What is wrong with a row whatever the others say, or None."""
    taken = f"{key} 取 {value!r}"
    if key in readings():
        reading = readings()[key]
        if option_of(key, value) is None:
            return _Told(taken, "、".join(reading["options"]), reading["clause"], "选择读法表所列的一种")
        if scope:
            return _Told(f"{key} 的适用对象 {scope!r}", "留空", reading["clause"], "更正适用对象", "适用对象")
        return None
    if key not in parameters():
        return _Told(f"规则键 {key!r}", "规则表中的键", "二(一)2", "核对规则键的写法", "规则键")
    parameter = parameters()[key]
    if parameter["authority"] == "regulation":
        return _Told(taken, "不得另定：办法已有规定", parameter["clause"], "删除该行", "规则键")
    if due := _scope_due(parameter, scope_code(scope)):
        return _Told(f"{key} 的适用对象 {scope!r}", due, parameter["clause"], "更正适用对象", "适用对象")
    if open_values.taken(parameter, value) is None:
        return _Told(taken, open_values.due(parameter), parameter["clause"], "请市评委会审定后更正取值")
    return None


def _scope_due(parameter: Mapping[str, Any], scope: str) -> str:
    """What the column 适用对象 should hold, or nothing where it is right."""
    match parameter.get("scope", ""):
        case "award":
            return "" if scope in ("", *AWARDS) else "、".join(AWARD_CODES) + "，或留空表示都适用"
        case "department":
            return "" if scope else "部门名称，每个参评部门一行"
        case "part":
            parts = [part for part in clauses.parts() if clauses.clause_of(part) == parameter["clause"]]
            return "" if scope in ("", *parts) else "、".join(parts) + "，或留空表示都适用"
        case _:
            return "留空" if scope else ""


def _given_twice(sound: list[_Row]) -> Iterator[Fault]:
    """One rule in two spellings of the same award; the same spelling twice is the contract's own key."""
    first: dict[tuple[str, str], _Row] = {}
    for row in sound:
        before = first.setdefault((row.key, row.scope), row)
        if before.scope_text != row.scope_text:
            came = (
                f"{row.key}（{row.scope_text}）与 {_where(before.place)}的 {row.key}（{before.scope_text}）是同一规则"
            )
            clause = parameters()[row.key]["clause"]
            yield _fault(_Told(came, "每项规则只有一行", clause, "只保留市评委会审定的一行", "适用对象"), row.place)


def _where(place: Any) -> str:
    sheet = "" if pd.isna(place.sheet) else f"工作表“{place.sheet}”"
    return f"{place.file} {sheet}第 {int(place.row)} 行"


def _weights_off_one(rows: Mapping[tuple[str, str], _Row]) -> Iterator[Fault]:
    given = [rows[key, ""] for key in _WEIGHTS if (key, "") in rows]
    total = sum((Fraction(row.value) for row in given), Fraction())
    if len(given) < len(_WEIGHTS) or total == 1:
        return
    told = "，".join(f"{row.key} 取 {row.value}（{_where(row.place)}）" for row in given)
    due, clause, fix = "三项权重合计为 1", parameters()[_WEIGHTS[0]]["clause"], "请市评委会审定后更正该规则"
    yield _fault(_Told(f"{told}，合计 {total}", due, clause, fix), given[0].place)


def _of(rows: Mapping[tuple[str, str], _Row], key: str, award: str) -> _Row | None:
    """The row that holds for an award: its own, else the one for all."""
    return rows.get((key, award)) or rows.get((key, ""))


def _off_its_method(rows: Mapping[tuple[str, str], _Row], award: str) -> Iterator[Fault]:
    """A shortlist by number takes a whole number of applications, at least one (五(二))."""
    method, value = _of(rows, "shortlist.method", award), _of(rows, "shortlist.value", award)
    if method is None or value is None or method.value != "count":
        return
    number = Fraction(value.value)
    if number.denominator != 1 or number == 0:
        came = f"shortlist.method（{_title(award)}）取 count，shortlist.value 取 {number}"
        yield _fault(_Told(came, "大于 0 的整数", "五(二)", "请市评委会审定后更正取值"), value.place)


def _above_the_scale(rows: Mapping[tuple[str, str], _Row], award: str) -> Iterator[Fault]:
    """A floor that no total can reach would shut everybody out unseen (五(五))."""
    floor, scale = _of(rows, "candidates.floor", award), rows.get(("score.scale", ""))
    if floor is None or scale is None or isinstance(floor.value, str):
        return
    if floor.value > Fraction(scale.value):
        came = f"candidates.floor（{_title(award)}）取 {floor.value}，score.scale 取 {scale.value}"
        yield _fault(_Told(came, f"不高于总分满分 {scale.value}", "五(五)", "请市评委会审定后更正取值"), floor.place)


def _title(award: str) -> str:
    return {code: title for title, code in AWARD_CODES.items()}[award]
