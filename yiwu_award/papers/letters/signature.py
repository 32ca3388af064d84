"""Who signs and on which day: one above the other on one axis, as GB/T 9704-2012 7.3.5 has a paper with a seal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from docx.document import Document

NAME_STYLE, DAY_STYLE = "署名", "成文日期"
CHARACTERS_FROM_THE_EDGE = 4


def place_signature(paper: Document) -> None:
    """Set both lines by their right indents: the day four characters from the edge, the name centred over it.

    A name too long for that moves the day further in, so that both keep one axis within the text area. A paper whose
    template has no such lines stays as it is.
    """
    from docx.shared import Pt

    lines = {each.style.name: each for each in paper.paragraphs if each.style}
    name, day = lines.get(NAME_STYLE), lines.get(DAY_STYLE)
    if not (name and day):
        return
    size = paper.styles[NAME_STYLE].font.size.pt
    of_name, of_day = _width(name.text) * size, _width(day.text) * size
    indent = max(CHARACTERS_FROM_THE_EDGE * size, (of_name - of_day) / 2)
    day.paragraph_format.right_indent = Pt(indent)
    name.paragraph_format.right_indent = Pt(indent + (of_day - of_name) / 2)


def _width(text: str) -> float:
    """In characters: a Chinese one counts one, a digit half."""
    return sum(1 if east_asian_width(sign) in "WFA" else 0.5 for sign in text)
