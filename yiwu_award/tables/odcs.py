"""Contracts read from their files: Open Data Contract Standard v3.1, parsed with the standard's own model.

What the standard has no field for stands in its custom properties (``absent``, ``askedOf``, ``dueEvent``, ``knownOn``,
``labels``, ``prefilled``, ``stage``) and in custom quality rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import yaml
from open_data_contract_standard.model import DataQuality, OpenDataContractStandard, SchemaObject, SchemaProperty

from yiwu_award.tables.contracts import SUFFIX, Column, Contract, Rule

_FIRST_YEAR = 2000
_USUAL_FIX = MappingProxyType(
    {
        "string": "填写文字",
        "integer": "填写整数，如 85",
        "number": "填写数字，如 92.5",
        "boolean": "填写“是”或“否”",
        "date": "填写日期，如 2024-03-01",
    }
)
_YAML: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_ENGINE = "yiwu_award"


def read_contract(file: Path, kind: Literal["incoming", "produced"]) -> Contract:
    """The contract that a file states; its table is named like the file.

    Raises:
        pydantic.ValidationError: the file is not ODCS.
    """
    document = OpenDataContractStandard.model_validate(yaml.load(file.read_text(encoding="utf-8"), Loader=_YAML))
    name = file.name.removesuffix(SUFFIX)
    table = (document.schema_ or [])[0]
    properties = table.properties or []
    columns = tuple(_column(each) for each in properties)
    key = sorted((each.primaryKeyPosition or 0, str(each.name)) for each in properties if each.primaryKey)
    custom = _custom(table)
    return Contract(
        name=name,
        title=document.name or name,
        kind=kind,
        clause=_clause(table),
        columns=columns,
        key=tuple(column for _, column in key),
        rules=tuple(_rule(each, _clause(table), columns) for each in table.quality or () if each.engine == _ENGINE),
        absent=custom.get("absent"),
        due_event=custom.get("dueEvent"),
        known_on=custom.get("knownOn"),
        asked_of=custom.get("askedOf", {}),
        prefilled=tuple(custom.get("prefilled", ())),
        supplier=(getattr(document.team, "name", None) or ""),
        stage=custom.get("stage"),
        version=document.version or "",
    )


def _usual_fix(each: SchemaProperty) -> str:
    """What to fill in where the contract doesn't say it: by type, and a year by its least value."""
    if (each.logicalTypeOptions or {}).get("minimum", 0) >= _FIRST_YEAR:
        return "填写四位年份，如 2025"
    if (each.logicalTypeOptions or {}).get("pattern"):
        return "按所列写法填写"
    return _USUAL_FIX[str(each.logicalType)]


def _column(each: SchemaProperty) -> Column:
    options = each.logicalTypeOptions or {}
    quality = each.quality or []
    own_rules = [rule.implementation for rule in quality if rule.engine == _ENGINE]
    return Column(
        name=str(each.name),
        title=str(each.businessName),
        type=str(each.logicalType),
        required=bool(each.required),
        classification=str(each.classification),
        clause=_clause(each),
        fix=next((rule.description for rule in quality if rule.description), _usual_fix(each)),
        labels=_custom(each).get("labels", {}),
        pattern=options.get("pattern"),
        pattern_in_words=each.description or "",
        minimum=options.get("minimum"),
        maximum=options.get("maximum"),
        references=next((str(link.to) for link in each.relationships or ()), None),
        needs=_needs(quality),
        is_uscc="uscc" in own_rules,
        is_clause_part="clause_part" in own_rules,
        severity=next((rule.severity for rule in quality if rule.severity), "error"),
    )


def _rule(quality: DataQuality, clause: str, columns: Iterable[Column]) -> Rule:
    text = str(quality.implementation)
    spoken_of = [column for column in columns if column.name in _words(text)]
    due = text
    for column in sorted(spoken_of, key=lambda each: -len(each.name)):
        due = due.replace(column.name, column.title)
    return Rule(
        name=quality.name or "",
        text=text,
        clause=_clause(quality) or clause,
        due=str(_custom(quality).get("due", due)),
        fix=str(quality.description),
        columns=tuple(column.name for column in spoken_of),
        severity=quality.severity or "error",
    )


def _needs(quality: Iterable[DataQuality]) -> tuple[str, ...]:
    """Codes that a table cannot do without, stated as an expectation of great-expectations' own."""
    for rule in quality:
        if isinstance(rule.implementation, dict) and rule.implementation["type"].endswith("_to_contain_set"):
            return tuple(rule.implementation["kwargs"]["value_set"])
    return ()


def _custom(part: SchemaObject | SchemaProperty | DataQuality) -> dict[str, Any]:
    return {str(each.property): each.value for each in part.customProperties or ()}


def _clause(part: SchemaObject | SchemaProperty | DataQuality) -> str:
    return next((str(each.url) for each in part.authoritativeDefinitions or () if each.type == "clause"), "")


def _words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z_]\w*", text)
