"""What the public may read of a year, part by part and column by column.

Two keys open the site to a column: its contract calls it public, and it stands here. A column that a contract newly
calls public stays inside until somebody adds it, and a kept record that was edited by hand is judged by this list too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any, NamedTuple

Record = Mapping[str, Any]


class Part(NamedTuple):
    """One table of a public record.

    Attributes:
        title: what people call it.
        stage: the stage after which it is public; empty where it is public at any time.
        columns: Chinese heading by English name.
    """

    title: str
    stage: str
    columns: Mapping[str, str]


_ELEMENT = {"field": "要素", "title": "名称", "value": "内容"}
_HONOUR = {"award_year": "获奖年度", "award": "奖项", "org_name": "组织名称"}
PARTS: Mapping[str, Part] = MappingProxyType({
    "call": Part("申报通告", "call", _ELEMENT | {"field": "项目"}),
    "deadlines": Part("年度日程", "call", {"event": "事项", "title": "名称", "day": "日期"}),
    "required_materials": Part("申报材料", "call", {"material": "材料代码", "title": "材料", "clause": "依据"}),
    "implementing_rules": Part("实施规则", "call", {
        "key": "规则键", "applies_to": "适用对象", "value": "取值", "document": "依据文件", "article": "条款",
        "approved_by": "审定机构", "approved_on": "审定日期"}),
    "publications": Part("媒体发布", "", {
        "kind": "内容", "medium": "媒体", "is_main_medium": "是否市级主要媒体", "published_on": "发布日期",
        "reference": "版面或链接"}),
    "notice": Part("公示", "notice", _ELEMENT),
    "noticed": Part("公示名单", "notice", {"award": "奖项", "org_name": "组织名称"}),
    "laureates": Part("获奖组织", "award", _HONOUR | {"document": "批准文件", "awarded_on": "批准日期"}),
    "prizes": Part("奖金", "award", {"award": "奖项", "org_name": "组织名称", "amount_yuan": "奖金（元）"}),
    "register": Part("获奖组织名册", "", _HONOUR | {
        "document": "表彰文件", "awarded_on": "表彰日期", "state": "状态", "ground": "撤销依据",
        "revoked_on": "撤销日期", "revoked_by": "撤销文号"}),
    "revocations": Part("荣誉撤销", "", _HONOUR | {
        "ground": "撤销依据", "approved_on": "市政府批准日期", "document": "批准文号", "announced_on": "公告日期",
        "announced_in": "公告媒体", "disclosed_on": "披露日期"}),
})  # fmt: skip
# ``office`` is one record instead of rows, and is public with the call.
OFFICE = ("award_year", "is_fictional", "edition_title", "organisation", "signatory", "address", "postcode", "phone",
          "email", "supervision_phone", "website")  # fmt: skip
ABOUT = ("format", "award_year", "as_of", "is_fictional", "stages_done", "readings", "office", "corrections")
CORRECTION = ("corrected_on", "reason", "as_of", "before")
NUMBERS = ("award_year", "amount_yuan")  # the only numbers that may stand beside an organisation


def type_of(column: str) -> str:
    """What a column holds: ``integer``, ``boolean``, ``date`` or ``string``."""
    if column in NUMBERS:
        return "integer"
    if column == "is_main_medium":
        return "boolean"
    return "date" if column == "day" or column.endswith("_on") else "string"


def faults(record: Record) -> Iterator[str]:
    """What stands in a record without being allowed: an unknown part or column, or a part whose stage isn't done."""
    year = record["award_year"]
    done = set(record["stages_done"])
    yield from (f"{year}：{name} 不在公开清单中" for name in record if name not in PARTS and name not in ABOUT)
    if "office" in record:
        yield from (f"{year}：office 的 {name} 不在公开清单中" for name in record["office"] if name not in OFFICE)
    for correction in record.get("corrections", ()):
        yield from (f"{year}：corrections 的 {name} 不在公开清单中" for name in correction if name not in CORRECTION)
        yield from _faults_of_parts(year, correction["before"], done)
    yield from _faults_of_parts(year, {name: rows for name, rows in record.items() if name in PARTS}, done)


def _faults_of_parts(year: int, parts: Record, done: set[str]) -> Iterator[str]:
    for name, rows in parts.items():
        part = PARTS.get(name)
        if part is None:
            yield f"{year}：{name} 不在公开清单中"
            continue
        if part.stage and part.stage not in done:
            yield f"{year}：{part.title}（{name}）所在阶段尚未完成"
        for column in sorted({column for row in rows for column in row} - set(part.columns)):
            yield f"{year}：{part.title}（{name}）的 {column} 不在公开清单中"
        for column in sorted({column for row in rows for column, value in row.items() if not _fits(column, value)}):
            yield f"{year}：{part.title}（{name}）的 {column} 不是{_KINDS[type_of(column)]}"


_KINDS = {"integer": "整数", "boolean": "是或否", "date": "日期", "string": "文字"}


def _fits(column: str, value: object) -> bool:
    match type_of(column):
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "boolean":
            return value in (True, False)  # records kept from before say 1 and 0
        case "date":
            return value is None or (isinstance(value, str) and _is_day(value))
    return value is None or isinstance(value, str)


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
