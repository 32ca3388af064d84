"""The workbooks that offices fill in: one per incoming table, with lists to choose from and what is due.

A blank workbook reads back as an empty table without faults, and is the same bytes whenever it is made.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

from yiwu_award.law import clauses
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import YES_NO, Column, Contract
from yiwu_award.tables.files import EXPLAINING_SHEETS
from yiwu_award.tables.office_files import same_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_EXPLANATION, _LISTS = EXPLAINING_SHEETS[:2]
_ROWS_WITH_LISTS = 1000
_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "General", "boolean": "@", "string": "@"}
_WOULD_RUN = ("=", "+", "-", "@", "\t", "\r")
_FILLED, _OPTIONAL = "1F4E79", "5B7C99"


def blank_workbooks(folder: Path) -> list[Path]:
    """Write a blank workbook for every incoming table, and a README that lists who supplies what by when.

    Args:
        folder: where to; made if need be. A file that is already there stays as it is: it may have been filled in.

    Returns:
        The files written, README first.
    """
    folder.mkdir(parents=True, exist_ok=True)
    contents = {"README.md": lambda: _readme().encode()} | {
        f"{table.title}.xlsx": lambda table=table: as_bytes(blank_workbook(table))
        for table in contracts.incoming().values()
    }
    written = []
    for name, content in contents.items():
        path = folder / name
        if not path.exists():
            path.write_bytes(content())
            written.append(path)
    return written


def blank_workbook(table: Contract) -> Workbook:
    """One table's workbook: the sheet to fill in, 填写说明, and the lists to choose from (hidden)."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = table.title
    _headings(sheet, table)
    _explain(book.create_sheet(_EXPLANATION), table)
    _offer_choices(book.create_sheet(_LISTS), sheet, table)
    return book


def put(cell: Cell, text: str) -> None:
    """Write a text as text: one that begins with = + - @ must not run as a formula.

    Characters that no workbook can hold show as �.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_WOULD_RUN)


def _headings(sheet: Worksheet, table: Contract) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for number, column in enumerate(table.columns, 1):
        cell = sheet.cell(row=1, column=number)
        put(cell, column.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor=_FILLED if column.required else _OPTIONAL)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        cell.comment = Comment("\n".join(_advice(table, column)), "市评审办", height=140, width=300)
        letter = get_column_letter(number)
        sheet.column_dimensions[letter].width = max(12, 2.4 * len(column.title))
        sheet.column_dimensions[letter].number_format = _FORMATS[column.type]
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"


def _advice(table: Contract, column: Column) -> list[str]:
    """What is due in a column, for its comment."""
    return [
        f"{'必填' if column.required else '可留空'}：{_due(column)}",
        f"依据：{column.clause}",
        f"提供：{table.supplier}",
        f"填写：{_fix(column)}",
    ]


def _due(column: Column) -> str:
    if column.references:
        other, _, referred = column.references.partition(".")
        return f"“{contracts.contract(other).title}”表中已有的{contracts.contract(other).column(referred).title}"
    return column.due


def _fix(column: Column) -> str:
    return "从下拉列表中选择" if _choices(column) else column.fix


def _choices(column: Column) -> list[str]:
    if column.labels:
        return list(dict.fromkeys(column.labels.values()))
    if column.type == "boolean":
        return list(YES_NO.values())
    return list(clauses.parts()) if column.is_clause_part else []


def _offer_choices(lists: Worksheet, sheet: Worksheet, table: Contract) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists.sheet_state = "hidden"
    for number, column in enumerate(table.columns, 1):
        choices = _choices(column)
        if not choices:
            continue
        letter = get_column_letter(number)
        for row, choice in enumerate(choices, 1):
            put(lists.cell(row=row, column=number), choice)
        offered = DataValidation(
            type="list", formula1=f"'{_LISTS}'!${letter}$1:${letter}${len(choices)}", allow_blank=True
        )
        offered.showErrorMessage, offered.errorTitle, offered.error = True, column.title, "请从列表中选择"
        offered.add(f"{letter}2:{letter}{_ROWS_WITH_LISTS}")
        sheet.add_data_validation(offered)


def _explain(sheet: Worksheet, table: Contract) -> None:
    from openpyxl.styles import Alignment, Font

    about = [
        [f"{table.title}：填写说明"],
        ["由谁提供", table.supplier],
        ["何时交", _by_when(table)],
        ["依据", table.clause],
        ["没有内容时", "须有内容才能进入下一步" if table.absent == "waits" else "没有可登记的，不必交来"],
        [
            "怎样填",
            f"在“{table.title}”工作表逐行填写；不改表头，不加列；可分成几个文件交来，文件名以“{table.title}”开头",
        ],
        [],
        ["列", "填什么", "是否必填", "依据", "说明"],
        *(
            [each.title, _due(each), "必填" if each.required else "可留空", each.clause, _fix(each)]
            for each in table.columns
        ),
    ]
    for number, row in enumerate(about, 1):
        for position, text in enumerate(row, 1):
            cell = sheet.cell(row=number, column=position)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=position > 1 and number > 8, vertical="top")
            cell.font = Font(bold=number in (1, 8) or position == 1)
    for letter, width in zip("ABCDE", (22, 60, 10, 12, 44), strict=True):
        sheet.column_dimensions[letter].width = width


def _by_when(table: Contract) -> str:
    if table.due_event is None:
        return "随时，有则交来" if table.absent == "empty" else "年度开始时"
    event = contracts.contract("schedule").labels("event")[table.due_event]
    return f"年度日程“{event}”之日前"


def _readme() -> str:
    tables = contracts.incoming().values()
    rows = [f"| {each.title}.xlsx | {each.supplier} | {_by_when(each)} | {each.clause} |" for each in tables]
    return "\n".join(
        [
            "# 本年度来表",
            "",
            "每张表一个工作簿，由下列单位填写后放回本文件夹。表内“填写说明”逐列说明填什么、依据哪一条；表头有批注，固定的内容可从列表选择。",
            "",
            "- 不改表头，不加列；一张表可由几个单位分别填写，文件名以表名开头即可，如“部门评审-某局.xlsx”。",
            "- 表决只报票数，不登记逐张选票（五(五)）。",
            "- 也可交 CSV（UTF-8 或 GB18030），表头用中文或英文均可。",
            "",
            "| 文件 | 由谁提供 | 何时交 | 依据 |",
            "|---|---|---|---|",
            *rows,
            "",
        ]
    )


def as_bytes(book: Workbook) -> bytes:
    """The workbook as a file, the same bytes whenever it is made."""
    made = io.BytesIO()
    book.save(made)
    return same_bytes(made.getvalue())
