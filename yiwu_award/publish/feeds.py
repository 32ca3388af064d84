"""Open data beside the pages: each year's record as JSON, register and lists as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from yiwu_award.publish import views

Record = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r")

REGISTER = {
    "award_year": "获奖年度", "award": "奖项", "org_name": "组织名称", "document": "表彰文件", "awarded_on": "表彰日期",
    "state": "状态", "ground": "撤销依据", "revoked_on": "撤销日期", "revoked_by": "撤销文号",
}  # fmt: skip
NOTICED = {"award": "奖项", "org_name": "组织名称"}
LAUREATES = {"award_year": "获奖年度", "award": "奖项", "org_name": "组织名称", "document": "批准文件",
             "awarded_on": "批准日期"}  # fmt: skip
RULES = {"key": "规则键", "applies_to": "适用对象", "value": "取值", "document": "依据文件", "article": "条款",
         "approved_by": "审定机构", "approved_on": "审定日期"}  # fmt: skip


class File(NamedTuple):
    """One file to download: address below the site's root, what it is, its columns."""

    address: str
    title: str
    columns: Mapping[str, str]


def listed(records: Sequence[Record]) -> list[File]:
    """The files that ``write`` makes, in the order of the data page; a sample's names say so."""
    if not records:
        return []
    mark = "fictional-" if records[0]["is_fictional"] else ""
    files = [
        File(f"data/{mark}register.csv", "历年获奖组织名册", REGISTER),
        File(f"data/{mark}register.json", "历年获奖组织名册", {}),
    ]
    for year in views.years(records):
        stem = f"data/{mark}{year.record['award_year']}"
        files.append(File(f"{stem}.json", f"{year.name}公开记录", {}))
        files += [
            File(f"{stem}-{part}.csv", f"{year.name}{title}", columns)
            for part, title, columns in (
                ("notice", "初选授奖组织公示名单", NOTICED),
                ("laureates", "获奖组织", LAUREATES),
                ("rules", "实施规则（公开部分）", RULES),
            )
            if _rows(year, part)
        ]
    return files


def write(records: Sequence[Record], docs: Path) -> None:
    """Write the files of ``listed`` below ``docs``."""
    by_year = {str(year.record["award_year"]): year for year in views.years(records)}
    register = views.merged_register(records)
    for file in listed(records):
        stem, _, ending = file.address.removeprefix("data/").removeprefix("fictional-").partition(".")
        award_year, _, part = stem.partition("-")
        if ending == "csv":
            text = as_csv(register if stem == "register" else _rows(by_year[award_year], part), file.columns)
        else:
            text = _as_json(register if stem == "register" else by_year[award_year].record)
        path = docs / file.address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8-sig" if ending == "csv" else "utf-8", newline="")


def as_csv(rows: Sequence[Record], columns: Mapping[str, str]) -> str:
    """Rows under their English column names; text that a spreadsheet would take for a formula gets a quote first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def _cell(value: object) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rows(year: views.YearView, part: str) -> list[Record]:
    if part == "rules":
        return [row for row in year.rows("implementing_rules") if "key" in row]
    return year.rows({"notice": "noticed"}.get(part, part))


def _as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
