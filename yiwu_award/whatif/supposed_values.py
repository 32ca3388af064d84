"""What each variant supposes, beside what holds in each year: in words, for the page and the table of a sweep."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import option_of, readings
from yiwu_award.law.rulebook import Law, scope_code
from yiwu_award.law.variants import Supposed, Variant
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.whatif.differences import OF, STATUS
from yiwu_award.year import Year

SUPPOSED = (*OF, "key", "title", "clause", "scope", "unit", "was", "becomes")
_NOT_GIVEN = "未定"


def supposed_values(years: Iterable[Year], variants: Iterable[Variant]) -> pd.DataFrame:
    """One row for each year and supposed value, in the order of the file of variants; SUPPOSED, all string."""
    rows = [
        (STATUS, str(year.award_year), variant.name, *_told(each, year.law))
        for variant in variants
        for year in years
        for each in variant.supposed
    ]
    return pd.DataFrame(rows, columns=list(SUPPOSED)).astype("string")


def _told(each: Supposed, law: Law) -> tuple[str, ...]:
    """Key, title, clause, scope, unit, what holds, what is supposed."""
    if each.section == "readings":
        reading = readings()[each.key]
        words = {key: option["text"] for key, option in reading["options"].items()}
        becomes = words[option_of(each.key, each.text) or each.text]
        return each.key, reading["question"], reading["clause"], "", "", words[law.reading(each.key)], becomes
    parameter = parameters()[each.key]
    held = str(law[each.key]) if each.section == "amend" else "；".join(_held(each, law)) or _NOT_GIVEN
    words = parameter.get("options", {})
    return (each.key, parameter["title"], parameter["clause"], each.scope, parameter["unit"],
            words.get(held, held), words.get(each.text, each.text))  # fmt: skip


def _held(each: Supposed, law: Law) -> Iterator[str]:
    """The year's own values of a rule: the one that holds for the scope, or all of them."""
    if each.scope:
        rule = law.rule(each.key, scope_code(each.scope))
        yield from [] if rule is None else [str(rule.value)]
        return
    for (key, scope), rule in law.rules.items():
        if key == each.key:
            yield f"{AWARD_TITLES.get(scope, scope)} {rule.value}".strip()
