"""What a value may be, by parameters.yml: one that the regulation leaves open (二(一)2), or one supposed instead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from yiwu_award.law.grades import SCALES

Value = int | str | Fraction
_NOUNS = {"number": "数", "whole": "整数", "share": "比例，如 1/2"}
_IN_WORDS = {"text": "文字", "names": "名称，多个以“；”分隔"}
_SEPARATORS = re.compile("[；;]")
_OTHER_SEPARATORS = re.compile("[,，、]")


def taken(parameter: Mapping[str, Any], text: str) -> Value | None:
    """The value that a text stands for: an option's code, a grade, an exact number or the text; None if it is none.

    Args:
        parameter: a value of parameters.yml.
        text: the cell 取值 of a rule.
    """
    options = _options(parameter)
    code = {word: code for code, word in options.items()}.get(text, text)
    if code in options:
        return str(code)
    match parameter.get("takes"):
        case None:
            return None
        case "text":
            return text if text.strip() else None
        case "names":
            return text if all(map(_is_a_name, _SEPARATORS.split(text))) else None
        case takes:
            number = _exact(text)
            return number if number is not None and _fits(number, takes, parameter) else None


def names(value: Value) -> list[str]:
    """The names of a rule that takes several, in its own order."""
    return [name.strip() for name in _SEPARATORS.split(str(value)) if name.strip()]


def due(parameter: Mapping[str, Any]) -> str:
    """What a value should be, in Chinese."""
    words = [code if code == word else f"{code}（{word}）" for code, word in _options(parameter).items()]
    return " 或 ".join([*_words_of_kind(parameter), *words])


def _options(parameter: Mapping[str, Any]) -> Mapping[str, str]:
    """Code → word of what can be chosen: the options of a rule, or the grades of a scale, which are their own words."""
    grades = SCALES[parameter["grades"]] if "grades" in parameter else ()
    return {grade: grade for grade in grades} | dict(parameter.get("options", {}))


def _is_a_name(name: str) -> bool:
    return bool(name.strip()) and not _OTHER_SEPARATORS.search(name)


def _exact(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _fits(number: Fraction, takes: str, parameter: Mapping[str, Any]) -> bool:
    """Whether a number is of its kind and within its bounds; none is negative."""
    at_most = _at_most(parameter)
    return (
        number >= 0
        and (takes != "whole" or number.denominator == 1)
        and ("above" not in parameter or number > parameter["above"])
        and ("below" not in parameter or number < parameter["below"])
        and (at_most is None or number <= at_most)
    )


def _at_most(parameter: Mapping[str, Any]) -> int | None:
    """The greatest number that a value may be, if there is one; a share ends at 1."""
    most: int | None = parameter.get("at_most", 1 if parameter.get("takes") == "share" else None)
    return most


def _words_of_kind(parameter: Mapping[str, Any]) -> list[str]:
    takes = parameter.get("takes")
    if takes is None:
        return []
    if takes in _IN_WORDS:
        return [_IN_WORDS[takes]]
    least = f"大于 {parameter['above']}" if "above" in parameter else "不小于 0"
    at_most = _at_most(parameter)
    most = f"小于 {parameter['below']}" if "below" in parameter else f"不大于 {at_most}" if at_most else ""
    return ["、".join(filter(None, (least, most))) + f" 的{_NOUNS[takes]}"]
