"""The wall: no secret of a year and no address of a third party in the site as built.

Pages are made from an allow-list; this is the second look, at the bytes that would be served. It names the
page and what kind of value was found, never the value.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote

from yiwu_award.errors import Refused
from yiwu_award.publish.parts import NUMBERS, PARTS

_THEME = ("assets/javascripts/", "assets/stylesheets/", "assets/images/")  # files of Material itself
_READABLE = {".html", ".json", ".jsonl", ".xml", ".csv", ".txt", ".ics", ".svg", ".css", ".js"}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_TAG = re.compile("<[^>]*>")
_GRAM = 4  # most secrets are ruled out by their first signs alone
_ELSEWHERE = re.compile(r"\s*([a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_CSS_LOADS = re.compile(r"(?:url\(\s*|@import\s+)['\"]?(?=([a-z][a-z0-9+.-]*:)?//)", re.IGNORECASE)
_NOT_LOADED = {"canonical", "alternate", "author", "license", "prev", "next", "bookmark"}
_COLUMNS = {column for part in PARTS.values() for column in part.columns}
_NUMBER = re.compile(r"\s*[+-]?\d+([.,]\d+)*\s*%?\s*")
_SOURCES = {"src", "srcset", "poster", "data", "background", "xlink:href", "action", "formaction", "manifest"}


class Guarded(Protocol):
    """One year's secrets by kind, and the texts of its public record."""

    @property
    def award_year(self) -> int: ...
    @property
    def secrets(self) -> Mapping[str, frozenset[str]]: ...
    @property
    def public(self) -> frozenset[str]: ...


def check(built: Path, years: Sequence[Guarded], public: Iterable[str] = (), vocabulary: str = "") -> None:
    """Refuse a built site that holds a secret, a number beside an organisation, or loads something from elsewhere.

    Args:
        built: root of the built site.
        years: secrets to look for; on a year's own pages only that year's record excuses a value.
        public: texts of all public records on the site; they excuse a value on the common pages.
        vocabulary: all text written without any year's data (hand-written pages, templates, law): a value
            that occurs there, like “合格”, tells nothing.

    Raises:
        Refused: naming pages and kinds, never values.
    """
    files = [path for path in sorted(built.rglob("*")) if path.is_file()]
    leaks = _leaks(built, files, years, frozenset(public), plain(vocabulary))
    faults = sorted({*_loads(built, files), *_beside(built, files), *leaks})
    if faults:
        shown = "；".join(faults[:20]) + ("……" if len(faults) > 20 else "")
        raise Refused(
            f"公开网站未通过检查（{len(faults)} 处）：{shown}", "页面上没有不公开的内容，也不从别处加载任何文件",
            "请核对该处内容的来源：来表中的公开栏目是否填入了不公开的内容", "公开网站未作任何改动。",
        )  # fmt: skip


def plain(text: str) -> str:
    """Text as it is compared: NFKC, case-folded, without signs that do not show."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).casefold()


def _leaks(
    built: Path, files: Sequence[Path], years: Sequence[Guarded], public: frozenset[str], vocabulary: str
) -> Iterator[str]:
    kinds = {plain(value).strip(): kind for year in years for kind, values in year.secrets.items() for value in values}
    secrets = {value: kind for value, kind in kinds.items() if _is_telling(value) and value not in vocabulary}
    everywhere = frozenset().union(public, *(year.public for year in years))
    excused = {f"{year.award_year}/": year.public for year in years}
    scopes: dict[str, list[tuple[str, list[str]]]] = {}
    for path in files:
        name = path.relative_to(built).as_posix()
        if not name.startswith(_THEME):
            scope = next((folder for folder in excused if name.startswith(folder)), "")
            scopes.setdefault(scope, []).append((name, [name, *_lines(path, name)]))
    for scope, pages in scopes.items():
        allowed = {plain(text).strip() for text in excused.get(scope, everywhere)} - {""}
        yield from _found(pages, secrets, allowed)


def _found(pages: Sequence[tuple[str, list[str]]], secrets: Mapping[str, str], allowed: set[str]) -> Iterator[str]:
    """Longest text first: a public name hides the shorter secrets in it, a longer secret shows before it."""
    whole = "\n".join(dict.fromkeys(line for _, lines in pages for line in lines))
    grams = {whole[start : start + _GRAM] for start in range(len(whole))}
    suspects = {
        value
        for value in secrets
        if value not in allowed and (len(value) < _GRAM or value[:_GRAM] in grams) and _contains(whole, value)
    }
    for value in sorted(suspects | allowed if suspects else (), key=lambda text: (-len(text), text)):
        if value in allowed:
            whole = whole.replace(value, "\0")
        elif _contains(whole, value):
            for name, lines in pages:
                if any(_contains(line, value) for line in lines):
                    yield f"{name} 含有“{secrets[value]}”"


def _contains(text: str, value: str) -> bool:
    if not value.isascii():
        return value in text
    return value in text and re.search(rf"(?<![0-9a-z]){re.escape(value)}(?![0-9a-z])", text) is not None


def _is_telling(value: str) -> bool:
    """Long enough to say something; short numbers are on every page."""
    return len(value) >= (4 if value.isascii() else 2) and not re.fullmatch(r"[\d./%-]{1,5}", value)


def _lines(path: Path, name: str) -> Iterator[str]:
    """A file's text in every form in which somebody could read it, line by line, as it is compared."""
    suffix = path.suffix
    data = path.read_bytes()
    if suffix == ".gz":
        data, suffix = gzip.decompress(data), Path(path.stem).suffix
    if suffix not in _READABLE:
        raise Refused(f"公开网站中有无法检查的文件 {name}", "文字类文件", "请移走该文件", "公开网站未作任何改动。")
    text = data.decode("utf-8-sig")
    if suffix == ".ics":
        text = text.replace("\r\n ", "")  # long lines are folded there
    views = {text, html.unescape(text), html.unescape(_TAG.sub("", text)), unquote(text)}
    if suffix == ".json":
        views.add("\n".join(_strings(json.loads(text))))
    for view in views:
        yield from filter(None, map(str.strip, plain(view).split("\n")))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
        yield html.unescape(_TAG.sub("", value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _beside(built: Path, files: Sequence[Path]) -> Iterator[str]:
    """In data, a row that names an organisation holds listed columns only, and numbers in two of them only.

    Scores, places and votes are numbers, which stand on every page; beside an organisation they would be a secret.
    """
    rows = [(path, row) for path in files for row in _data_rows(path)]
    names = {str(row["org_name"]) for _, row in rows if "org_name" in row}
    for path, row in rows:
        if "org_name" in row or not names.isdisjoint(value for value in row.values() if isinstance(value, str)):
            name = path.relative_to(built).as_posix()
            yield from (f"{name} 在组织旁有未列入公开清单的栏目 {column}" for column in row if column not in _COLUMNS)
            numbers = [column for column, value in row.items() if column not in NUMBERS and _is_number(value)]
            yield from (f"{name} 在组织旁的 {column} 是数字" for column in numbers)


def _data_rows(path: Path) -> Iterator[Mapping[str, object]]:
    if path.suffix == ".csv":
        yield from csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    elif path.suffix == ".json" and path.name != "search_index.json":
        yield from _mappings(json.loads(path.read_text(encoding="utf-8")))


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Mapping):
        yield value
    if isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _mappings(inner)


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return _NUMBER.fullmatch(unicodedata.normalize("NFKC", value)) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _loads(built: Path, files: Sequence[Path]) -> Iterator[str]:
    for path in files:
        name = path.relative_to(built).as_posix()
        if path.suffix in {".html", ".svg", ".xml"}:
            reader = _Loads()
            reader.feed(path.read_text(encoding="utf-8"))
            if reader.found:
                yield f"{name} 从别处加载文件"
        elif path.suffix == ".css" and _CSS_LOADS.search(path.read_text(encoding="utf-8")):
            yield f"{name} 从别处加载文件"


class _Loads(HTMLParser):
    """Whether a page makes a browser ask another host for something."""

    def __init__(self) -> None:
        super().__init__()
        self.found = False
        self._in_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        loading = [value for name, value in given.items() if name in _SOURCES]
        if tag == "link" and not set(given.get("rel", "").lower().split()) <= _NOT_LOADED:
            loading.append(given.get("href", ""))
        if tag in {"image", "use", "base"}:
            loading.append(given.get("href", ""))
        if tag == "meta" and given.get("http-equiv", "").lower() == "refresh":
            loading.append(given.get("content", "").partition("=")[2])
        addresses = [part for value in loading for part in value.split(",")]
        self.found |= any(_ELSEWHERE.match(address) for address in addresses)
        self.found |= bool(_CSS_LOADS.search(given.get("style", "")))
        self._in_style = tag == "style"

    def handle_data(self, data: str) -> None:
        self.found |= self._in_style and bool(_CSS_LOADS.search(data))

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_style = False
