"""One cell as an office wrote it → the value that its column's contract means.

Texts are brought to one form (full-width digits, Chinese dates, stray blanks); what a text may not
mean without doubt is refused, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from yiwu_award.tables.contracts import YES_NO, Column

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Value = str | int | bool | Decimal | date | None

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
_SUSPECT = re.compile("[^\n -~\u4e00-\u9fff]|\n |  | \n")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}(?:\.0+)?")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DAY = re.compile(
    r"((?:19|20|21)[0-9]{2}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?日?(?:[ T]00?:00(?::00(?:\.0+)?)?)?"
)
_COMPACT_DAY = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
_DAY_ZERO = date(1899, 12, 30)  # of Excel's serial dates, for days after 1900-02-28
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_SERIALS = range(18264, 80000)  # 1950-01-01 … 2119
LONGEST = 32_767  # characters of a cell; no spreadsheet holds more
_SHOWN = 120
_EXACT_DIGITS = 10**15  # a spreadsheet keeps 15 digits of a number; the rest is lost
_YES_NO: Mapping[str, bool] = MappingProxyType(
    {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}
)
_ASCII_ALNUM = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FULL_WIDTH = {ord(each) + 0xFEE0: each for each in _ASCII_ALNUM}


class ErrorCell(str):
    """What a spreadsheet shows where a formula failed, e.g. ``#N/A``: no value of any type."""

    __slots__ = ()


class NotOfType(ValueError):
    """The cell cannot be read as its column's type; the argument says why, where that helps."""


class Taken(NamedTuple):
    """What a cell was taken as.

    Attributes:
        value: the typed value; None where the cell is blank.
        changed: the text as it was taken, where it differs from the one that came; else None.
    """

    value: Value
    changed: str | None = None


BLANK = Taken(None)


def taker(column: Column) -> Callable[[Cell], Taken]:
    """The function that reads one cell of that column.

    Returns:
        Takes a cell, gives ``Taken``; raises ``NotOfType`` for a cell that is not of the column's type.
    """
    if column.type == "string":
        return _coded_text(column) if column.is_coded else _free_text
    return {"integer": _integer, "number": _number, "boolean": _boolean, "date": _day}[column.type]


def as_came(cell: Cell) -> str:
    """A cell as its sender saw it, near enough to be found again."""
    if isinstance(cell, bool):
        return YES_NO[cell]
    if isinstance(cell, float):
        return _plain(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return "" if cell is None else str(cell)


def shortened(text: str) -> str:
    """A text as messages show it: a long one by its beginning and its length."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……（共 {len(text)} 字）"


def plain(text: str) -> str:
    """NFKC, without invisible characters or blanks at the ends, inner blanks single: how names are compared."""
    return " ".join(unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).split())


def need_nothing(cells: Sequence[Cell]) -> bool:
    """Whether all cells are texts of plain ASCII and common Chinese characters: then they are taken as they are."""
    if set(map(type, cells)) - {str} or max(map(len, cells), default=0) > LONGEST:  # type: ignore[arg-type]
        return False
    lines = "\n".join(["", *cells, ""])  # type: ignore[list-item]
    return lines.count("\n") == len(cells) + 1 and not _SUSPECT.search(lines)


def _coded_text(column: Column) -> Callable[[Cell], Taken]:
    codes = {plain(label): code for code, label in column.labels.items()} | {code: code for code in column.labels}

    def take(cell: Cell) -> Taken:
        came = _text(cell)
        text = came if _is_plain(came) else plain(came)
        return Taken(codes.get(text, text) or None, _if_changed(cell, came, text))

    return take


def _free_text(cell: Cell) -> Taken:
    """Names and remarks: their own punctuation stays, unless the whole text is in truth ASCII."""
    came = _text(cell)
    if _is_plain(came):
        return Taken(came or None, _if_changed(cell, came, came))
    ascii_form = plain(came)
    if ascii_form.isascii():
        text = ascii_form
    else:
        text = unicodedata.normalize("NFC", _INVISIBLE.sub("", came)).translate(_FULL_WIDTH).strip()
    return Taken(text or None, _if_changed(cell, came, text))


def _integer(cell: Cell) -> Taken:
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT_DIGITS:
        return Taken(int(cell))
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Taken(cell)
    text = _number_text(cell)
    if not text:
        return BLANK
    if not _INTEGER.fullmatch(text):
        raise NotOfType
    value = int(text.partition(".")[0])
    return Taken(value, _if_changed(cell, str(cell), str(value)))


def _number(cell: Cell) -> Taken:
    if isinstance(cell, float) and abs(cell) < _EXACT_DIGITS:
        return Taken(Decimal(_plain(cell)))
    if isinstance(cell, int) and not isinstance(cell, bool):
        return Taken(Decimal(cell))
    text = _number_text(cell)
    if not text:
        return BLANK
    if not _NUMBER.fullmatch(text):
        raise NotOfType
    return Taken(Decimal(text), _if_changed(cell, str(cell), text))


def _boolean(cell: Cell) -> Taken:
    if isinstance(cell, bool):
        return Taken(cell)
    came = _text(cell)
    text = plain(came)
    if not text:
        return BLANK
    if text.lower() not in _YES_NO:
        raise NotOfType
    return Taken(_YES_NO[text.lower()], _if_changed(cell, came, text))


def _day(cell: Cell) -> Taken:
    if isinstance(cell, date) and not _FIRST_YEAR <= cell.year <= _LAST_YEAR:
        raise NotOfType(f"年份不在 {_FIRST_YEAR} 至 {_LAST_YEAR} 之间")
    if isinstance(cell, datetime):
        return Taken(cell.date(), None if cell.time() == time() else cell.date().isoformat())
    if isinstance(cell, date):
        return Taken(cell)
    text = plain(_text(cell))
    if not text:
        return BLANK
    parts = _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text)
    if parts:
        try:
            day = date(int(parts[1]), int(parts[2]), int(parts[3]))
        except ValueError:
            raise NotOfType("没有这一天") from None
    elif text.isdigit() and int(text) in _SERIALS:
        day = _DAY_ZERO + timedelta(days=int(text))
    else:
        raise NotOfType
    return Taken(day, None if day.isoformat() == cell else day.isoformat())


def _text(cell: Cell) -> str:
    if isinstance(cell, ErrorCell):
        raise NotOfType("公式出错")
    if isinstance(cell, str):
        if len(cell) > LONGEST:
            raise NotOfType(f"超过 {LONGEST} 字，表格软件存不下")
        return cell.replace("\r\n", "\n").replace("\r", "\n") if "\r" in cell else cell
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= _EXACT_DIGITS:
        raise NotOfType("表格软件只保留 15 位数字，其余已丢失")
    return as_came(cell)


def _number_text(cell: Cell) -> str:
    if isinstance(cell, bool) or not isinstance(cell, str | None):
        raise NotOfType
    text = plain(_text(cell))
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _plain(number: float) -> str:
    """A float as a spreadsheet shows it: 15 digits, no exponent."""
    return str(int(number)) if number.is_integer() else f"{Decimal(f'{number:.15g}'):f}"


def _is_plain(text: str) -> bool:
    """Whether nothing about the text needs normalising (the usual case, decided fast)."""
    return text.isascii() and text.isprintable() and text.strip(" ") == text and "  " not in text


def _if_changed(cell: Cell, came: str, taken: str) -> str | None:
    """The text taken, if the sender wrote another; numbers and yes/no that came as such are not texts."""
    if isinstance(cell, str):
        return None if taken == came else taken
    return taken if isinstance(cell, (date, time, timedelta)) else None
