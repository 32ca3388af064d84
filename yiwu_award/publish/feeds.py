"""Open data beside the pages: records as JSON, lists as CSV, their contracts, a feed and a calendar."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as ET

from yiwu_award.publish import events, views
from yiwu_award.publish.calendars import as_ics
from yiwu_award.publish.parts import PARTS, type_of
from yiwu_award.publish.text import visible

Record = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_ATOM = "http://www.w3.org/2005/Atom"  # a name, never loaded
STATES = {"held": "有效", "revoked": "已撤销"}
LISTS = (("notice", "noticed"), ("laureates", "laureates"), ("rules", "implementing_rules"))
_CODES = {"award": views.AWARDS, "state": STATES, "kind": views.ANNOUNCED}


class File(NamedTuple):
    """One file to download.

    Attributes:
        address: where it lies below the site's root; never changes.
        title: what it holds.
        parts: names of the parts of a record in it, as its contract tells them.
        text: makes its text.
    """

    address: str
    title: str
    parts: Sequence[str]
    text: Callable[[], str]

    @property
    def contract(self) -> str:
        """Address of its contract, empty where none is needed."""
        return f"{self.address.rpartition('.')[0]}.contract.json" if self.parts else ""


def listed(records: Sequence[Record], tombstones: Sequence[Record] = ()) -> list[File]:
    """The files that ``write`` makes, in the order of the data page; a sample's names say so."""
    if not records:
        return []
    mark, words = ("fictional-", "【虚构示例】") if records[0]["is_fictional"] else ("", "")
    years = views.years(records)
    register = views.merged_register(records)
    found = events.published(years, tombstones)
    files = [
        File(f"data/{mark}feed.xml", "更新通知（Atom）", (), lambda: as_atom(found, words)),
        File(f"data/{mark}calendar.ics", "各年度日程（日历）", (), lambda: as_ics(years)),
        File(f"data/{mark}register.csv", "历年获奖组织名册", ("register",),
             lambda: as_csv(register, PARTS["register"].columns)),
        File(f"data/{mark}register.json", "历年获奖组织名册", ("register",), lambda: _as_json(register)),
    ]  # fmt: skip
    for year in years:
        files += _of_year(year, f"data/{mark}{year.record['award_year']}")
    return files


def write(records: Sequence[Record], docs: Path, tombstones: Sequence[Record] = ()) -> None:
    """Write the files of ``listed``, and their contracts, below ``docs``."""
    for file in listed(records, tombstones):
        path = docs / file.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text(), encoding="utf-8-sig" if path.suffix == ".csv" else "utf-8", newline="")
        if file.contract:
            (docs / file.contract).write_text(_as_json(contract_of(file)), encoding="utf-8", newline="")


def contract_of(file: File) -> Record:
    """What a file holds, as an open data contract (ODCS): columns, types, codes and their meaning."""
    return {
        "apiVersion": "v3.1.0", "kind": "DataContract", "id": Path(file.address).name, "name": file.title,
        "version": "1.0.0", "status": "active", "domain": "义乌市政府质量奖",
        "schema": [
            {"name": name, "businessName": PARTS[name].title, "logicalType": "object", "physicalType": "table",
             "properties": [_property(column, title) for column, title in PARTS[name].columns.items()]}
            for name in file.parts
        ],
    }  # fmt: skip


def as_csv(rows: Sequence[Record], columns: Mapping[str, str]) -> str:
    """Rows under their English column names; text that a spreadsheet would take for a formula gets a quote first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def as_atom(found: Sequence[events.Event], mark: str = "") -> str:
    """All that was published, newest first, as an Atom feed; its links are relative to the feed.

    Args:
        found: what was published.
        mark: stands before every title, so that a sample can't be taken for the real thing in any reader.
    """
    ET.register_namespace("", _ATOM)
    feed = ET.Element(f"{{{_ATOM}}}feed", {"xml:lang": "zh-CN"})
    _tell(feed, "title", f"{mark}义乌市政府质量奖：更新通知")
    _tell(feed, "id", _urn("feed"))
    _tell(feed, "updated", _instant(found[0].day if found else "2021-03-10"))
    _tell(ET.SubElement(feed, f"{{{_ATOM}}}author"), "name", "义乌市政府质量奖评审委员会办公室")
    for event in found:
        entry = ET.SubElement(feed, f"{{{_ATOM}}}entry")
        _tell(entry, "title", mark + event.title)
        _tell(entry, "id", _urn(event.key))
        _tell(entry, "updated", _instant(event.day))
        ET.SubElement(entry, f"{{{_ATOM}}}link", {"href": f"../{event.address}"})
        _tell(entry, "summary", f"{views.day(event.day)}：{event.title}")
    ET.indent(feed, " ")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(feed, encoding="unicode")}\n'


def _of_year(year: views.YearView, stem: str) -> list[File]:
    whole = File(f"{stem}.json", f"{year.name}公开记录", [name for name in PARTS if name in year.record],
                 lambda: _as_json(year.record))  # fmt: skip
    lists = [
        File(f"{stem}-{name}.csv", f"{year.name}{PARTS[part].title}", (part,), _csv_of(part, _rows(year, part)))
        for name, part in LISTS
        if _rows(year, part)
    ]
    return [whole, File(f"{stem}.ics", f"{year.name}日程（日历）", (), lambda: as_ics([year])), *lists]


def _csv_of(part: str, rows: Sequence[Record]) -> Callable[[], str]:
    return lambda: as_csv(rows, PARTS[part].columns)


def _rows(year: views.YearView, part: str) -> list[Record]:
    rows = year.rows(part)
    return [row for row in rows if "key" in row] if part == "implementing_rules" else rows


def _property(column: str, title: str) -> Record:
    codes = _CODES.get(column)
    told = {"name": column, "businessName": title, "logicalType": type_of(column), "classification": "public"}
    if not codes:
        return told
    return told | {"customProperties": [{"property": "labels", "value": dict(codes)}]}


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _tell(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}").text = visible(text)


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'yiwu-award:{key}')}"


def _instant(day: str) -> str:
    return f"{day}T00:00:00+08:00"
