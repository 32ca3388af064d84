"""The regulation's clauses by id: what each says in our own words, of what kind it is, and where it lives.

An id is written with half-width brackets, ``三(五)1``; a trailing letter, ``三(一)a``, marks a part that the project
splits off because it is handled in another way than the rest of its clause.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from yiwu_award.errors import Refused
from yiwu_award.law.files import law_file

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "computed": "按数据比对",
        "attested": "由部门核查",
        "procedural": "程序与期限",
        "open": "由年度规则确定",
        "statement": "说明",
    }
)
PLACES = ("table", "parameter", "reading", "notebook")  # anything else before the colon is a module below yiwu_award
_NUMERALS = {numeral: str(number) for number, numeral in enumerate("一二三四五六七八九十", 1)}
_ID = re.compile(
    r"(?P<chapter>[一二三四五六七八])(\((?P<section>[一二三四五六七八九十])\)(?P<number>\d+)?)?(?P<part>[a-z])?"
)


@dataclass(frozen=True)
class Clause:
    """One numbered clause, or a lettered part of one.

    Attributes:
        id: e.g. ``三(五)1``.
        title: a few Chinese words for headings and tables.
        kind: one of ``KINDS``, which also gives it a Chinese name.
        gist_zh: what it asks, in Chinese; never the regulation's sentence.
        gist_en: the same in English.
        lives: ``module:function``, ``table:NAME``, ``parameter:KEY``, ``reading:R-NN`` or ``notebook:N_name``.
        part_of: the numbered clause of a lettered part; empty for a numbered clause.
    """

    id: str
    title: str
    kind: str
    gist_zh: str
    gist_en: str
    lives: tuple[str, ...]
    part_of: str = ""

    def places(self, place: str) -> tuple[str, ...]:
        """The names under one heading of ``lives``, e.g. all parameters: ``places("parameter")``."""
        return tuple(name for head, name in (entry.split(":", 1) for entry in self.lives) if head == place)


def clauses() -> Mapping[str, Clause]:
    """Every clause and part by id, in the regulation's order."""
    return _loaded()[0]


def parts() -> tuple[str, ...]:
    """The ids that 资格审查 concludes for each organisation, in reading order: the values of every column ``part``."""
    return _loaded()[1]


def clause(identifier: str) -> Clause:
    """The clause of that id, written in any width.

    Raises:
        Refused: the regulation has no such clause.
    """
    try:
        return clauses()[normalise(identifier)]
    except KeyError:
        raise Refused(f"条款编号 {identifier!r}", "办法的条款编号，如 三(五)1", "编号见 yiwu-award clauses") from None


def gist(identifier: str, language: str = "zh") -> str:
    """What a clause asks, in our own words, in Chinese (``zh``) or English (``en``).

    Raises:
        Refused: the regulation has no such clause.
    """
    found = clause(identifier)
    return {"zh": found.gist_zh, "en": found.gist_en}[language]


def clause_of(part: str) -> str:
    """The numbered clause that a part belongs to, ``三(一)a`` → ``三(一)``; a numbered clause is its own.

    Raises:
        Refused: the regulation has no such clause.
    """
    found = clause(part)
    return found.part_of or found.id


def normalise(identifier: str) -> str:
    """The id in half-width letters and without spaces or a trailing dot: ``三（五） 1.`` → ``三(五)1``."""
    return "".join(unicodedata.normalize("NFKC", identifier).split()).rstrip(".")


def slug(identifier: str) -> str:
    """The id for addresses, file names and test ids: ``三(五)1`` → ``c3-5-1``, ``三(一)a`` → ``c3-1a``.

    Raises:
        Refused: not the shape of a clause id.
    """
    match = _ID.fullmatch(normalise(identifier))
    if match is None:
        raise Refused(f"条款编号 {identifier!r}", "形如 三(五)1 的编号", "请核对条款编号")
    numbers = (_NUMERALS[match["chapter"]], _NUMERALS.get(match["section"] or ""), match["number"])
    return "c" + "-".join(number for number in numbers if number) + (match["part"] or "")


def from_list(table: Mapping[str, Any]) -> tuple[Mapping[str, Clause], tuple[str, ...]]:
    """Clauses by id and the decided parts, from the loaded YAML.

    Raises:
        ValueError: an id that is misshaped, not normalised or given twice; an unknown kind; an empty gist; a lettered
            part without its clause before it; a decided part that is no clause.
    """
    found: dict[str, Clause] = {}
    for row in table["clauses"]:
        entry = Clause(**{**row, "lives": tuple(row["lives"])})
        problem = _problem(entry, found)
        if problem:
            msg = f"clauses.yml {entry.id}: {problem}"
            raise ValueError(msg)
        found[entry.id] = entry
    decided = tuple(table["decided_parts"])
    if len(set(decided)) != len(decided) or not set(decided) <= set(found):
        msg = f"clauses.yml decided_parts: {sorted(set(decided) - set(found)) or 'one is given twice'}"
        raise ValueError(msg)
    return MappingProxyType(found), decided


def _problem(entry: Clause, before: Mapping[str, Clause]) -> str:
    if entry.id in before:
        return "is given twice"
    if entry.id != normalise(entry.id) or _ID.fullmatch(entry.id) is None:
        return "is not the shape of an id"
    if entry.kind not in KINDS:
        return f"kind {entry.kind!r} is not one of {', '.join(KINDS)}"
    if not (entry.title and entry.gist_zh and entry.gist_en):
        return "lacks a title or a gist"
    if entry.id[-1].isascii() and entry.id[-1].isalpha():
        if entry.part_of != entry.id[:-1] or entry.part_of not in before:
            return f"part_of {entry.part_of!r} is not its clause, given before it"
    elif entry.part_of:
        return "a numbered clause is no part"
    return ""


@cache
def _loaded() -> tuple[Mapping[str, Clause], tuple[str, ...]]:
    return from_list(law_file("clauses.yml"))
