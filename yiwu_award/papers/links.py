"""Links inside one folder: a clause's id leads to what it says, a source to the row that it names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from urllib.parse import quote

from yiwu_award.law.clauses import clauses, slug
from yiwu_award.tables.contracts import incoming

RULES, SOURCES, APPLICATIONS = "rules.html", "sources", "applications"
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?(\w+)")
_IN_NUMBERS = re.compile(r"&#(\d{4,});")  # how nbconvert writes what is not ASCII in headings
_LEFT_ALONE = {"a", "button", "code", "pre", "svg"}
_READING = r"R-\d\d(?!\d)"
_APPLICATION = r"(?<![A-Za-z0-9_.-])(?P<application>[A-Z]{1,3}\d{2,8})(?![A-Za-z0-9_.-])"
# A source as tables write it, and as sentences do: table, file, sheet if any, rows.
_SOURCE = re.compile(
    r"(?P<lead>(?P<title>[^｜；\s]+)｜(?P<file>[^｜]+?)(?:｜(?P<sheet>[^｜]+?))?｜第 )(?P<rows>\d+(?:、\d+)*)(?= 行)"
    r"|(?P<lead2>“(?P<title2>[^”]+)”表 (?P<file2>[^“”；。]+?) (?:工作表“(?P<sheet2>[^”]+)”)?第 )"
    r"(?P<rows2>\d+(?:、\d+)*)(?= 行)"
)


def linked(
    html: str, root: str = "", *, has_sources: bool = False, applications: Mapping[str, str] | None = None
) -> str:
    """The HTML with each id of a clause, reading or application, and each source, as a link; what is one or code stays.

    Args:
        html: whole elements.
        root: from the page to its folder, ``""`` or ``../``.
        has_sources: whether the folder shows the rows that sources name.
        applications: where the folder tells of each application, by number.
    """
    ids, own = _ids(), applications or {}

    def as_link(found: re.Match[str]) -> str:
        name = found[0]
        if found["application"]:
            return f'<a href="{own[name]}">{name}</a>' if name in own else name
        return f'<a class="law" href="{root}{RULES}#{place(name)}">{name}</a>'

    def with_ids(text: str) -> str:
        return ids.sub(as_link, text)

    found, closed_by = [], ""
    for piece in _TAG.split(_IN_NUMBERS.sub(lambda sign: chr(int(sign[1])), html)):
        if name := _NAME.match(piece):
            if closed_by:
                closed_by = "" if piece == closed_by else closed_by
            elif name[1] in _LEFT_ALONE and not piece.startswith("</"):
                closed_by = f"</{name[1]}>"
        elif not closed_by:
            piece = _with_sources(piece, root, with_ids) if has_sources else with_ids(piece)
        found.append(piece)
    return "".join(found)


def anchor(file: str, sheet: str, row: int) -> str:
    """What links name a row of a source by: letters of any script, digits, dots and dashes."""
    return re.sub(r"[^\w.-]", "_", "-".join(filter(None, (file, sheet, str(row)))))


def _with_sources(text: str, root: str, with_ids: Callable[[str], str]) -> str:
    """Sources as links; ids are looked for only between them, for a file may be named like one."""
    found, last = [], 0
    for each in _SOURCE.finditer(text):
        second = "" if each["title"] else "2"
        table = _by_title().get(unescape(each["title" + second]))
        if table is None:
            continue
        page = f"{root}{SOURCES}/{table}.html"
        place = (unescape(each["file" + second]), unescape(each["sheet" + second] or ""))
        numbers = each["rows" + second].split("、")
        words = [each["lead" + second] + numbers[0], *numbers[1:]]
        links = [
            f'<a href="{page}#{quote(anchor(*place, int(number)))}">{word}</a>'
            for number, word in zip(numbers, words, strict=True)
        ]
        found += [with_ids(text[last : each.start()]), "、".join(links)]
        last = each.end()
    return "".join([*found, with_ids(text[last:])])


def place(identifier: str) -> str:
    """Where the page of the rules tells a clause or a reading."""
    return identifier if identifier.startswith("R-") else slug(identifier)


@cache
def _ids() -> re.Pattern[str]:
    """Every clause's id with a bracket, longest first (a chapter's bare numeral is too common a word); the others."""
    names = "|".join(re.escape(name) for name in sorted(clauses(), key=len, reverse=True) if "(" in name)
    return re.compile(rf"(?<![A-Za-z0-9(一二三四五六七八九十])(?:{names})(?![A-Za-z0-9(])|{_READING}|{_APPLICATION}")


@cache
def _by_title() -> dict[str, str]:
    return {made.title: name for name, made in incoming().items()}
