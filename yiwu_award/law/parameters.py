"""law/parameters.yml: every value that decides something, who gave it, and from which day it holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

from yiwu_award.law import open_values
from yiwu_award.law.clauses import clauses
from yiwu_award.law.files import law_file
from yiwu_award.law.grades import SCALES

AUTHORITIES = ("regulation", "implementing_rule")
TAKES = ("whole", "number", "share", "text", "names")
NUMBERS = TAKES[:3]
BOUNDS = ("above", "below", "at_most")
SCOPES = ("award", "department", "part")
# The day from which the regulation's own values hold; a day earlier is another reading of 八.
FIRST_DAY = date(2021, 3, 10)


@cache
def parameters() -> dict[str, dict[str, Any]]:
    """The dated values by key, checked, in the regulation's order."""
    return from_table(law_file("parameters.yml"))


def from_table(table: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """The parameters of a loaded YAML.

    A version holds from its day until the next one, so that two of one day overlap, and a first one that begins after
    the regulation leaves a gap.

    Raises:
        ValueError: naming file and key: a clause that the regulation lacks; an authority that is unknown or missing;
            values without the regulation's authority, or none with it; versions that overlap, leave a gap or are out
            of order; a value that isn't of its own kind; a rule of the year that says neither what it takes nor what
            it offers, or bounds no number.
    """
    for name, parameter in table.items():
        if problem := _problem(parameter):
            msg = f"parameters.yml {name}: {problem}"
            raise ValueError(msg)
    return {name: dict(parameter) for name, parameter in table.items()}


def _problem(parameter: Mapping[str, Any]) -> str:
    authority, values, takes = (parameter.get(name) for name in ("authority", "values", "takes"))
    if parameter.get("clause") not in clauses():
        return f"clause {parameter.get('clause')!r} is not one of the regulation"
    if not (parameter.get("title") and parameter.get("unit")):
        return "lacks a title or a unit"
    if authority not in AUTHORITIES:
        return f"authority {authority!r} is not one of {', '.join(AUTHORITIES)}"
    if (authority == "regulation") != bool(values):
        return "values go with authority regulation, and only with it"
    if parameter.get("scope", "award") not in SCOPES:
        return f"scope {parameter['scope']!r} is not one of {', '.join(SCOPES)}"
    if takes not in (None, *TAKES) or not (takes or parameter.get("options") or values):
        return f"takes {takes!r} is none of {', '.join(TAKES)}"
    if takes not in NUMBERS and (bounds := [name for name in BOUNDS if name in parameter]):
        return f"{bounds[0]} bounds no number"
    if values:
        return _problem_of_versions(list(values)) or _problem_of_kind(parameter)
    return ""


def _problem_of_kind(parameter: Mapping[str, Any]) -> str:
    """Each version is of the kind that the parameter names; one that names none has no kind to be of."""
    if not can_be_amended(parameter):
        return ""
    if parameter.get("grades", "tax_credit") not in SCALES:
        return f"grades {parameter['grades']!r} is none of {', '.join(SCALES)}"
    strangers = [value for value in parameter["values"].values() if open_values.taken(parameter, str(value)) is None]
    return f"{strangers[0]!r} is not of its own kind" if strangers else ""


def can_be_amended(parameter: Mapping[str, Any]) -> bool:
    """Whether another value of the regulation's can be supposed: its kind is known, and code can follow any of it."""
    return parameter["authority"] == "regulation" and ("takes" in parameter or "grades" in parameter)


def _problem_of_versions(days: list[Any]) -> str:
    """Versions are days, in order, without a gap before the first."""
    strangers = [day for day in days if type(day) is not date]
    if strangers:
        return f"{strangers[0]!r} is not a day"
    if days[0] > FIRST_DAY:
        return f"leaves a gap from {FIRST_DAY} to {days[0]}"
    if days[0] < FIRST_DAY:
        return f"{days[0]} lies before the regulation, in force from {FIRST_DAY}"
    if late := [later for earlier, later in pairwise(days) if later < earlier]:
        return f"the version of {late[0]} overlaps the one before it"
    return ""
