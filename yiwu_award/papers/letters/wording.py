"""How an official document writes what the tables hold: days, clauses, money, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import pandas as pd

from yiwu_award.stages.notice_text import chinese_day

BLANK_DAY = "　　　　年　　月　　日"  # filled in by hand when the paper is signed
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_QUARTER = re.compile(r"(\d{4})Q([1-4])")
_GAP = re.compile(r"(?<=[^\x00-\x7f]) (?=[\dA-Z]|[^\x00-\x7f])|(?<=[\dA-Z]) (?=[^\x00-\x7f])")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_EDITION = re.compile(r"(.*?(?:年度|届))(.+)")


def day_or_blank(day: Any) -> str:
    """A day as ``2024年9月3日``, without leading zeros; an empty one is left to be filled in by hand."""
    return BLANK_DAY if day is None or pd.isna(day) else chinese_day(day)


def official(text: Any) -> str:
    """A sentence of a stage as an official document writes it; ``""`` for what isn't known.

    Days and quarters in full, no gap between characters and digits.
    """
    in_full = _ISO_DAY.sub(lambda found: chinese_day(date(*map(int, found.groups()))), plain(text))
    in_full = _QUARTER.sub(r"\1年第\2季度", in_full)
    return _GAP.sub("", in_full)


def plain(text: Any) -> str:
    """A name or a text as it came, without characters that a Word file cannot hold; ``""`` for what isn't known."""
    return "" if pd.isna(text) else _CONTROLS.sub(" ", str(text)).strip()


def clause_name(identifier: str) -> str:
    """A clause as it is quoted: ``三(五)1`` → ``三（五）1``."""
    return identifier.replace("(", "（").replace(")", "）")


def money(yuan: int) -> str:
    """A sum in 万元 where it is whole ones, else in 元."""
    return f"{yuan // 10_000}万元" if yuan % 10_000 == 0 else f"{yuan:,}元"


def edition_parts(edition: str) -> tuple[str, str]:
    """The name of the year's award in the two lines of a title: ``2024年度``, ``义乌市政府质量奖``."""
    found = _EDITION.fullmatch(edition)
    return (found[1], found[2]) if found else ("", edition)


def listed(texts: Iterable[str]) -> str:
    """Texts as one enumeration, each once, in their order."""
    return "、".join(dict.fromkeys(texts))
