"""law/readings.yml: where the text is silent or can be read in two ways, what we take, and whose result hangs on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import pandas as pd

from yiwu_award.law.clauses import clauses
from yiwu_award.law.files import law_file
from yiwu_award.law.parameters import parameters

# The open points that the project keeps a list of; a reading up to this number answers the point of its number.
N_POINTS = 43
STAGES = (
    "call", "intake", "eligibility", "document_review", "department_review", "onsite_review", "vote", "notice",
    "award", "supervision",
)  # fmt: skip
# What supervision alone asks concerns former years' honours, never whether this year's list may be announced.
BEFORE_THE_RESULT = frozenset(STAGES) - {"supervision"}
_FIELDS = {"clause", "question", "options", "ours", "because", "confirmed_by", "touches", "besides", "only_if"}


@cache
def readings() -> dict[str, dict[str, Any]]:
    """The readings by id, checked, in the order of their numbers."""
    return from_table(law_file("readings.yml"))[0]


@cache
def elsewhere() -> dict[int, dict[str, Any]]:
    """The open points that no reading answers: by which parameters they are decided, or why there is nothing to."""
    return from_table(law_file("readings.yml"))[1]


def from_table(table: Mapping[str, Any]) -> tuple[dict[str, dict[str, Any]], dict[int, dict[str, Any]]]:
    """The readings, and the points decided elsewhere, of a loaded YAML.

    Raises:
        ValueError: naming file and id: an id that is misshaped or out of order; a field that is missing or unknown; a
            clause or stage that there is none of; ours that is no option; a point of the list that is left out,
            answered twice, or decided by a parameter that there is none of.
    """
    found, others = table["readings"], table["elsewhere"]
    for identifier, reading in found.items():
        if problem := _problem(identifier, reading):
            msg = f"readings.yml {identifier}: {problem}"
            raise ValueError(msg)
    if list(found) != sorted(found):
        msg = "readings.yml: readings are not in the order of their numbers"
        raise ValueError(msg)
    answered = [int(identifier[2:]) for identifier in found if int(identifier[2:]) <= N_POINTS]
    if sorted([*answered, *others]) != list(range(1, N_POINTS + 1)):
        wrong = {point for point in range(1, N_POINTS + 1) if [*answered, *others].count(point) != 1} or set(others)
        msg = f"readings.yml: every point from 1 to {N_POINTS} is answered once; see {sorted(wrong)}"
        raise ValueError(msg)
    for point, answer in others.items():
        if not answer.get("why") or not set(answer.get("parameters", ())) <= set(parameters()):
            msg = f"readings.yml elsewhere {point}: say why, and name only parameters that there are"
            raise ValueError(msg)
    return found, others


def touches(reading: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> bool:
    """Whether a year's result can hang on a reading.

    Args:
        reading: one of ``readings()``.
        tables: the year's tables that any ``only_if`` names.

    Returns:
        False for what supervision alone asks, and where no row is of the kind that the reading is about: how prizes
        of builders are counted touches no year without a builder.
    """
    if not BEFORE_THE_RESULT.intersection(reading["touches"]):
        return False
    kinds = reading.get("only_if", {})
    return all(
        pd.concat([tables[name][column].isin(values) for column, values in kind.items()], axis=1).all(axis=1).any()
        if kind
        else len(tables[name]) > 0
        for name, kind in kinds.items()
    )


def option_of(identifier: str, text: str) -> str | None:
    """The key of the option that a year's rule names by key or by its words; None if it is none."""
    options = readings()[identifier]["options"]
    by_words = {option["text"]: key for key, option in options.items()}
    key = by_words.get(text, text)
    return key if key in options else None


def _problem(identifier: str, reading: Mapping[str, Any]) -> str:
    if not re.fullmatch(r"R-\d\d", identifier):
        return "is not the shape of an id"
    if lacking := _FIELDS - {"besides", "only_if"} - {name for name, value in reading.items() if value}:
        return f"lacks {', '.join(sorted(lacking))}"
    if unknown := set(reading) - _FIELDS:
        return f"{', '.join(sorted(unknown))} is not a field of a reading"
    if reading["clause"] not in clauses():
        return f"clause {reading['clause']!r} is not one of the regulation"
    if mute := [key for key, option in reading["options"].items() if not option.get("text")]:
        return f"option {mute[0]!r} says nothing"
    if reading["ours"] not in reading["options"]:
        return f"ours {reading['ours']!r} is not an option"
    if strangers := set(reading["touches"]) - set(STAGES):
        return f"touches {', '.join(sorted(strangers))}, which is no stage"
    return ""
