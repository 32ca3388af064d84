"""Takedown: personal data or a secret published by mistake goes from every record at once; a dated tombstone stays.

The tombstones are public and lie with the records. The texts themselves lie in ``site/withheld.json``, which is never
served and never under version control: it keeps a text from coming back with the next tables that still hold it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from yiwu_award.disk import replace_text
from yiwu_award.errors import Refused
from yiwu_award.publish import records
from yiwu_award.publish.parts import PARTS, faults
from yiwu_award.publish.wall import plain

MARK = "〔已撤下〕"
# Columns that hold a code or a clause: they steer the pages and can hold nobody's data.
CODES = frozenset({"award", "state", "ground", "kind", "field", "event", "key", "material", "clause", "applies_to",
                   "approved_by", "taken", "as_of"})  # fmt: skip
_TITLES = {"office": "联系方式", "corrections": "更正前的内容"} | {name: part.title for name, part in PARTS.items()}


class Takedown(NamedTuple):
    """The office's decision to take a text down; all but the text is public."""

    text: str
    taken_down_on: date
    reason: str


def take_down(kept: Sequence[records.Record], takedown: Takedown) -> tuple[list[records.Record], records.Record]:
    """The kept records without the text, and the tombstone.

    Returns:
        All records, and ``taken_down_on, reason, award_years, parts``: where the text stood, in words.

    Raises:
        Refused: the text is too short to be told apart, stands in no record, has no reason, or is part of a code or
            day on which pages rest.
    """
    if not _is_telling(takedown.text):
        _refuse("要撤下的文字太短", "至少两个汉字或四个字母、数字", "请给出完整的一段文字")
    if not takedown.reason.strip() or holds(takedown.reason, takedown.text):
        _refuse("撤下没有写明原因，或原因中又写了这段文字", "公众看得到的原因，不含要撤下的内容", "请用 --reason 写明")
    cleaned = [without([takedown.text], record) for record in kept]
    touched = [(old, new) for old, new in zip(kept, cleaned, strict=True) if old != new]
    if not touched:
        _refuse(
            "公开记录中没有这段文字",
            "网页上所见的完整文字",
            "请核对后重试；写在固定页面（site/docs）里的，请直接改正该文件",
        )
    if any(True for record in cleaned for _ in faults(record)) or any(
        holds(text, takedown.text) for record in cleaned for text in records.texts(record)
    ):
        _refuse("这段文字是代码或日期的一部分，撤下会损坏记录", "不含代码和日期的一段文字", "请给出更完整的一段文字")
    parts = {name for old, new in touched for name in new if old[name] != new[name]}
    tombstone = {
        "taken_down_on": takedown.taken_down_on.isoformat(),
        "reason": takedown.reason.strip(),
        "award_years": [record["award_year"] for _, record in touched],
        "parts": [title for name, title in _TITLES.items() if name in parts],
    }
    return cleaned, tombstone


def without(texts: Iterable[str], value: Any, column: str = "") -> Any:
    """A record, or any value in it, with the mark in place of each text; codes stay."""
    if isinstance(value, Mapping):
        return {name: without(texts, inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [without(texts, inner, column) for inner in value]
    if isinstance(value, str) and column not in CODES:
        for text in texts:
            value = value.replace(text, MARK)
            if holds(value, text):  # written in another width or case
                value = MARK
    return value


def holds(value: str, text: str) -> bool:
    """Whether a text stands in a value, in whatever width or case."""
    return plain(text) in plain(value)


def tombstones(folder: Path, *, is_fictional: bool) -> list[records.Record]:
    """The tombstones kept beside the records, oldest first."""
    path = _file(folder, is_fictional=is_fictional)
    found: list[records.Record] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return found


def write_tombstones(made: Sequence[records.Record], folder: Path, *, is_fictional: bool) -> None:
    """Keep the tombstones, in one step."""
    replace_text(_file(folder, is_fictional=is_fictional), records.as_json(made))


def withheld(site: Path) -> list[str]:
    """Texts that were taken down, longest first."""
    path = site / "withheld.json"
    found: list[str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else []
    return sorted(found, key=lambda text: (-len(text), text))


def withhold(text: str, site: Path) -> None:
    """Remember a text, so that it never comes back unseen."""
    replace_text(site / "withheld.json", records.as_json(sorted({*withheld(site), text})))


def _file(folder: Path, *, is_fictional: bool) -> Path:
    return folder / f"{'fictional-' if is_fictional else ''}takedowns.json"


def _is_telling(text: str) -> bool:
    return len(plain(text).strip()) >= (4 if plain(text).isascii() else 2)


def _refuse(came: str, due: str, to_do: str) -> None:
    raise Refused(came, due, to_do, "公开网站未作任何改动。")
