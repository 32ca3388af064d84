"""Values as text on a public page: what comes from tables is shown, never obeyed."""

from __future__ import annotations

import re
import string
from datetime import date

from markupsafe import Markup

_HARMLESS = "(),%/?;"  # clause ids and dates stay searchable in the page's source
_ISO_DAY = re.compile(r"(?<![\d-])(\d{4})-(\d{2})-(\d{2})(?![\d-])", re.ASCII)
_UNSEEN = [*range(0x20), *range(0x7F, 0xA0), 0xAD, 0x61C, 0x180E, *range(0x200B, 0x200D), 0x200E, 0x200F,
           *range(0x2028, 0x202F), *range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC), 0xFFFE, 0xFFFF]  # fmt: skip
_VISIBLE = {code: f"⟨U+{code:04X}⟩" for code in _UNSEEN} | {ord(blank): " " for blank in "\t\n\r"}
_AS_TEXT = {ord(sign): f"&#{ord(sign)};" for sign in string.punctuation if sign not in _HARMLESS} | _VISIBLE


def shown(value: object) -> Markup:
    """A value as it stands, harmless in HTML, Markdown and Jinja alike.

    Signs that any of the three could obey become character references; controls that would hide or turn
    text (a bidi override, a zero-width space) are shown by their code.

    Args:
        value: anything; ``None`` is shown as nothing, what is already markup is left alone.
    """
    if hasattr(value, "__html__"):
        return Markup(value)
    return Markup("" if value is None else str(value).translate(_AS_TEXT))


def visible(value: str) -> str:
    """Plain text for feed and calendar: controls that would hide or turn text are shown by their code."""
    return value.translate(_VISIBLE)


def chinese_day(day: str | date) -> str:
    """``2025年6月3日`` for a date or its ISO text: no leading zeros (GB/T 9704)."""
    taken = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{taken.year}年{taken.month}月{taken.day}日"


def days_in_full(text: str | None) -> str | None:
    """A text with each ISO day in it written as ``chinese_day`` does; a number that is no day stays as it is."""
    return text and _ISO_DAY.sub(_in_full, text)


def _in_full(found: re.Match[str]) -> str:
    try:
        return chinese_day(found[0])
    except ValueError:
        return found[0]
