"""What a year begins with: workbooks to fill in, the list of who supplies what by when, and the year's secret."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiwu_award.law.clauses import clauses
from yiwu_award.law.open_values import due
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import readings
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import Contract
from yiwu_award.tables.files import CHECKLIST, DUTIES, SALT
from yiwu_award.tables.workbooks import Beside, Prefilled, as_bytes, by_when, put, workbook

if TYPE_CHECKING:
    from openpyxl import Workbook

DUTY_HEADINGS = ("条款项", "要求（只供对照）", "部门")
_SALT_BYTES = 32
_IF_NONE = {"waits": "等有内容", "empty": "不必交", "nil_return": "登记零报告", "nil_return_later": "期满登记零报告"}
_FIRST = ("schedule", "office", "implementing_rules")
_AWARDS = ("quality_award", "innovation_award")
_CHECKLIST_HEADINGS = ("表", "由谁提供", "何时交", "依据", "没有可登记的", "收到日期", "备注")


def begin(folder: Path, award_year: int, attested: tuple[str, ...]) -> list[Path]:
    """Write a year's folder: a workbook per incoming table, the checklist, the departments' duties, and the salt.

    年度日程, 年度与办公室信息 and 年度实施规则 come with their rows, the values left blank.

    Args:
        folder: where to; made if need be. A file that is already there stays as it is: it may have been filled in.
        award_year: the year of the award.
        attested: parts of clauses that departments give their opinion on, in the regulation's order.

    Returns:
        The files written. All but the salt are the same bytes whenever they are made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given = {"schedule": _schedule(), "office": _office(award_year), "implementing_rules": _open_values()}
    contents: dict[str, Callable[[], bytes]] = {
        "README.md": lambda: _readme().encode(),
        CHECKLIST: lambda: as_bytes(_checklist()),
        DUTIES: lambda: as_bytes(_duties(attested)),
        SALT: lambda: f"{secrets.token_hex(_SALT_BYTES)}\n".encode(),
    }
    for table in contracts.incoming().values():
        contents[f"{table.title}.xlsx"] = lambda table=table: as_bytes(workbook(table, given.get(table.name)))  # type: ignore[misc]
    written = []
    for name, content in contents.items():
        path = folder / name
        if not path.exists():
            path.touch(mode=0o600)
            path.write_bytes(content())
            written.append(path)
    return written


def _schedule() -> Prefilled:
    column = contracts.contract("schedule").column("event")
    asked = ["每个年度必填" if event in column.needs else "" for event in column.labels]
    return Prefilled([{"event": event} for event in column.labels], [Beside("event", "是否必填", asked)])


def _office(award_year: int) -> Prefilled:
    column = contracts.contract("office").column("field")
    fields = list(column.labels)
    rows = [{"field": field, "value": str(award_year) if field == "award_year" else None} for field in fields]
    asked = ["每个年度必填" if field in column.needs else "" for field in column.labels]
    choices = {(fields.index("is_fictional"), "value"): list(contracts.YES_NO.values())}
    return Prefilled(rows, [Beside("field", "是否必填", asked)], choices)


def _open_values() -> Prefilled:
    """A row for each value that the law leaves open, per award where it may differ, and each reading to confirm."""
    rows: list[dict[str, object]] = []
    told, choices = [], {}
    for key, scope, meaning, clause, may_hold, options in _open_rows():
        if options:
            choices[len(rows), "value"] = options
        rows.append({"key": key, "applies_to": scope})
        told.append((meaning, clause, may_hold))
    titles = ("含义", "依据条款", "取值可以是")
    beside = [
        Beside("key", title, texts) for title, texts in zip(titles, map(list, zip(*told, strict=True)), strict=True)
    ]
    return Prefilled(rows, beside, choices)


_SCOPES = {
    "department": "；在“适用对象”填部门名称，部门多时加行",
    "part": "；在“适用对象”填条款项，如 三(八)a，每项一行；不填则各项都适用",
}


def _open_rows() -> Iterator[tuple[str, str | None, str, str, str, list[str]]]:
    """Key, scope, meaning, clause, what it may hold, options where nothing else may be chosen."""
    titles = contracts.contract("applications").labels("award")
    for key, parameter in parameters().items():
        if parameter["authority"] != "implementing_rule":
            continue
        only = [] if parameter.get("takes") else list(parameter["options"].values())
        meaning = f"{parameter['title']}：{parameter['unit']}"
        meaning += _SCOPES.get(parameter.get("scope", ""), "")
        for scope in _AWARDS if parameter.get("scope") == "award" else (None,):
            yield key, scope and titles[scope], meaning, parameter["clause"], due(parameter), only
    for identifier, reading in readings().items():
        options = [option["text"] for option in reading["options"].values()]
        yield identifier, None, _question(reading), reading["clause"], "；".join(options), options


def _question(reading: dict[str, Any]) -> str:
    ours = reading["options"][reading["ours"]]["text"]
    return f"{reading['question']}未确认时按：{ours}"


def _checklist() -> Workbook:
    rows = [
        [
            each.title,
            each.supplier,
            by_when(each),
            each.clause,
            _IF_NONE[str(each.absent)],
            "",
            "",
        ]
        for each in _in_order_of_the_year()
    ]
    return _plain_book("交表清单", _CHECKLIST_HEADINGS, rows, (26, 22, 34, 12, 14, 14, 24))


def _in_order_of_the_year() -> list[Contract]:
    """All incoming tables: what a year begins with, the others by when they are due, then whatever may come."""
    events = list(contracts.contract("schedule").labels("event"))

    def when(table: Contract) -> tuple[int, int]:
        if table.name in _FIRST:
            return 0, _FIRST.index(table.name)
        return (1, events.index(table.due_event)) if table.due_event else (2, 0)

    return sorted(contracts.incoming().values(), key=when)


def _duties(attested: tuple[str, ...]) -> Workbook:
    rows = [[part, clauses()[part].gist_zh, ""] for part in attested]
    return _plain_book("部门分工", DUTY_HEADINGS, rows, (14, 70, 28))


def _plain_book(title: str, headings: tuple[str, ...], rows: list[list[str]], widths: tuple[int, ...]) -> Workbook:
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = title
    for number, row in enumerate([list(headings), *rows], 1):
        for position, text in enumerate(row, 1):
            cell = sheet.cell(row=number, column=position)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if number == 1:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for position, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    return book


def _readme() -> str:
    tables = _in_order_of_the_year()
    rows = [f"| {each.title}.xlsx | {each.supplier} | {by_when(each)} | {each.clause} |" for each in tables]
    return "\n".join(
        [
            "# 本年度来表",
            "",
            "每张表一个工作簿，由下列单位填写后放回本文件夹。表内“填写说明”逐列说明填什么、依据哪一条；表头有批注，固定的内容可从列表选择。",
            "",
            "- 先填“年度日程”“年度与办公室信息”和“年度实施规则”，再按下表的次序收表；随到随运行 `yiwu-award check`。",
            "- “状态截至日”是结果所反映的日期，随进度改；只想看另一天的，用 `--as-of 日期`。",
            "- 核查、打分、合议、现场、表决的表格不必手工抄写：名单确定后用 `yiwu-award forms` 写出，"
            "发给填写人，填好放回即可。",
            "- 不改表头，不加列；一张表可由几个单位分别填写，文件名以表名开头即可，如“部门评审-某局.xlsx”。",
            "- 灰色格子已填好，黄色格子待填；一个黄色格子也没填的行视为没有答复。",
            "- 表决只报票数，不登记逐张选票（五(五)）。",
            "- 也可交 CSV（UTF-8 或 GB18030），表头用中文或英文均可。",
            f"- “{DUTIES}”写明每项由哪个部门核查，据此发出核查表；几个部门以“；”分隔，"
            "三(八) 由年度实施规则所定的部门签署，可不填。",
            f"- “{CHECKLIST}”供登记收到日期；它和“{DUTIES}”都不是来表。",
            f"- “{SALT}”是本年度的保密随机数，公开收据据此作承诺：不得外传，不得更改，与来表一并保存。",
            "",
            "| 文件 | 由谁提供 | 何时交 | 依据 |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )
