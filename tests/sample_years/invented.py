"""Codes, people, places and words that belong to nobody.

Every restricted free text ends with a mark that begins with ``虚密``: a test for leaks searches for it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

MARK = "虚密"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

day = date.fromisoformat


class Organisation(NamedTuple):
    """A name and a code; the code's body reads FAKE and a number."""

    name: str
    uscc: str


def organisation(name: str, number: int, kind: str = "91") -> Organisation:
    """An organisation registered in Yiwu; ``kind`` holds the code's first two characters (GB 32100)."""
    return Organisation(name, uscc(f"{kind}330782", f"FAKE{number:04d}"))


def uscc(head: str, body: str) -> str:
    """A 统一社会信用代码: head (8), body (8), its check digit (GB 11714), the whole's check digit (GB 32100)."""
    inner = 11 - sum(_BODY.index(sign) * weight for sign, weight in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    first = head + body + {10: "X", 11: "0"}.get(inner, str(inner))
    return first + _CODE[-sum(_CODE.index(sign) * pow(3, place, 31) for place, sign in enumerate(first)) % 31]


def person(family: str, number: int) -> str:
    """An invented person: a family name and a pair of the sixty-year cycle."""
    return f"{family}{_STEMS[number % 10]}{_BRANCHES[number % 12]}"


def phone(number: int) -> str:
    return f"0579-0000{number:04d}"


def address(number: int) -> str:
    return f"义乌市虚构路{number}号（{MARK}）"


def secret(text: str, *about: object) -> str:
    """A restricted text with its mark, which names what it is about so that no two are alike."""
    return f"{text}（{MARK} {' '.join(map(str, about))}）"
