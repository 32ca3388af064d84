"""A frame's HTML made fit for phones, print and screen readers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width
from xml.etree import ElementTree

_TABLE = re.compile(r'<table[^>]*class="dataframe".*?</table>', re.DOTALL)
_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?")
_SHORT, _LONG = 16, 30  # width of an entry that stays on one line, that needs room; a Chinese character counts two
_NARROW = 30  # width of a whole row that a phone shows beside each other
_ONE_LINE = 8  # letters of a heading that stay on one line; a longer one may take two
_SMALL = 8  # columns beyond which print takes smaller letters


def readable(html: str, row_ids: Sequence[str] = ()) -> str:
    """A frame's HTML made fit for narrow screens and print.

    Every cell knows its heading (a phone shows one card a row), numbers align right, short entries
    and headings stay on one line, a bare row number is dropped.

    Args:
        html: what pandas made of a frame, or any other HTML, which stays as it is.
        row_ids: what links name each row by, if any do.
    """
    return _TABLE.sub(lambda found: _readable_table(found.group(), row_ids), _STYLE.sub("", html))


def _readable_table(html: str, row_ids: Sequence[str]) -> str:
    table = ElementTree.fromstring(html)
    heading, *further = table.findall("thead/tr")
    rows = table.findall("tbody/tr")
    if not further and not heading[0].text and all((row[0].text or "").isdigit() for row in rows):
        for row in (heading, *rows):
            row.remove(row[0])
    for row, name in zip(rows, row_ids, strict=False):
        row.attrib["id"] = name
    heading.attrib.clear()
    widths = 0
    for place, title in enumerate(heading):
        cells = [row[place] for row in rows]
        name, texts = title.text or "", [cell.text or "" for cell in cells]
        kind = _kind(texts)
        widths += max(map(_width, (name, *texts)))
        own = "number" if kind == "number" else _kind([name])
        title.attrib = {"scope": "col", "class": f"{own} folds".lstrip() if _width(name) > _ONE_LINE else own}
        for cell in cells:
            cell.attrib = {"data-label": name, "class": kind}
    sizes = [(widths <= _NARROW, "narrow"), (len(heading) > _SMALL, "wide")]
    table.attrib = {"class": " ".join(["dataframe", *(name for applies, name in sizes if applies)])}
    return f'<div class="scroll">{ElementTree.tostring(table, encoding="unicode", method="html")}</div>'


def _kind(texts: list[str]) -> str:
    """How a column is set: numbers to the right, short entries on one line, long ones never too narrow."""
    if any(texts) and all(_NUMBER.fullmatch(text) for text in texts if text):
        return "number"
    width = max(map(_width, texts), default=0)
    return "short" if width <= _SHORT else "long" if width >= _LONG else ""


def _width(text: str) -> int:
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)
