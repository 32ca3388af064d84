"""The regulation as the public reads it: clauses, values with their authority, readings, where each is carried out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yiwu_award.law.clauses import PLACES, Clause, clauses, parts, slug
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import readings
from yiwu_award.places import project_file

AUTHORITIES = {"regulation": "办法规定", "implementing_rule": "年度实施规则", "reading": "读法"}
WORDS_OF_VALUES = {"city": "义乌市商城杯", "three": "三级"}


def chapters() -> list[tuple[Clause, list[tuple[Clause, list[Clause]]]]]:
    """The regulation as chapters, their numbered clauses, and the lettered parts of each."""
    found: list[tuple[Clause, list[tuple[Clause, list[Clause]]]]] = []
    for clause in clauses().values():
        if len(clause.id) == 1:
            found.append((clause, []))
        elif not clause.part_of:
            found[-1][1].append((clause, []))
        elif len(clause.part_of) > 1:
            found[-1][1][-1][1].append(clause)
    return found


def values_of(*of: Clause) -> list[dict[str, Any]]:
    """The parameters of clauses, each once: title, unit, authority, and the value where the regulation gives it."""
    found = []
    for name in dict.fromkeys(name for clause in of for name in clause.places("parameter")):
        parameter = parameters()[name]
        given = parameter.get("values") or {}
        since = max(given, default=None)
        value = None if since is None else in_words(parameter, given[since])
        found.append({"title": parameter["title"], "unit": parameter["unit"], "since": since, "value": value})
    return found


def readings_of(*of: Clause) -> list[dict[str, Any]]:
    """The readings of clauses, each once, each option marked where it is ours, and what else is read with it."""
    return [
        {**reading, "id": identifier, "besides": reading.get("besides", ()),
         "options": [(option["text"], key == reading["ours"]) for key, option in reading["options"].items()]}
        for identifier in dict.fromkeys(name for clause in of for name in clause.places("reading"))
        for reading in [readings()[identifier]]
    ]  # fmt: skip


def clause_address(identifier: str) -> str:
    """Where a clause stands on the site, from its root: ``rules/c3.html#c3-5-1``."""
    anchor = slug(identifier)
    return f"rules/{anchor.split('-')[0][:2]}.html#{anchor}"


def code_of(clause: Clause) -> list[tuple[str, str]]:
    """Where a clause is carried out: file, or folder of a package, and function."""
    package = project_file("yiwu_award/law").parent
    entries = [entry.split(":", 1) for entry in clause.lives]
    found = [(place.replace(".", "/"), name) for place, name in entries if place not in PLACES]
    return [(f"yiwu_award/{path}{'' if (package / path).is_dir() else '.py'}", name) for path, name in found]


def casebook_of(clause: Clause) -> str:
    """The file of worked cases that test a clause, empty where 资格审查 doesn't conclude on it."""
    return f"tests/clauses/{slug(clause.id)}.yml" if clause.id in parts() else ""


def in_words(parameter: Mapping[str, Any], value: object) -> str:
    """A value as people read it: the word for a code, a large number in groups of three."""
    text = str(value)
    if text in WORDS_OF_VALUES:
        return WORDS_OF_VALUES[text]
    if text in options_of(parameter):
        return options_of(parameter)[text]
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else text


def options_of(parameter: Mapping[str, Any]) -> dict[str, str]:
    """What a value may be, as code or as the Chinese word itself, and the word that is shown."""
    options = {str(code): str(word) for code, word in parameter.get("options", {}).items()}
    return options | {word: word for word in options.values()}
