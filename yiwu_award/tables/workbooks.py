"""The workbooks that offices fill in: a table's headings, lists to choose from, and what is due; blank or prefilled.

A workbook without answers reads back as an empty table without faults, and is the same bytes whenever it is made.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from typing import TYPE_CHECKING, Any, NamedTuple

from yiwu_award.law import clauses
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import YES_NO, Column, Contract
from yiwu_award.tables.files import EXPLAINING_SHEETS
from yiwu_award.tables.headings import BESIDE
from yiwu_award.tables.office_files import same_bytes

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_EXPLANATION, _LISTS = EXPLAINING_SHEETS[:2]
_ROWS_WITH_LISTS = 1000
_FORMATS = {"date": "yyyy-mm-dd", "integer": "0", "number": "General", "boolean": "@", "string": "@"}
_WOULD_RUN = ("=", "+", "-", "@", "\t", "\r")
_FILLED, _OPTIONAL, _BESIDE = "1F4E79", "5B7C99", "7F7F7F"
_GIVEN, _ASKED = "EDEDED", "FFF9E5"
_WIDEST = 48
_EXPLAINING_WIDTHS, _LINE = (22, 60, 10, 12, 44), 15
_IF_NOTHING = {
    "waits": "须有内容才能进入下一步",
    "empty": "没有可登记的，不必交来",
    "nil_return": "没有可登记的，须在“零报告”表登记核查日期，才能进入下一步",
    "nil_return_later": "期满没有收到的，须在“零报告”表登记核查日期，才能进入下一步",
}


class Beside(NamedTuple):
    """A column that explains each prefilled row to whoever fills it in; the reader passes it over.

    Attributes:
        column: English name of the column that it stands behind.
        title: its heading, without the mark that the reader knows it by.
        texts: one per row.
    """

    column: str
    title: str
    texts: Sequence[str]


class Prefilled(NamedTuple):
    """What a form holds before it is sent out.

    Attributes:
        rows: values by English name, as in a typed frame; what is absent is left to be filled in.
        beside: columns that explain the rows.
        choices: by row from 0 on and column, what may be chosen in that cell alone.
    """

    rows: Sequence[Mapping[str, object]] = ()
    beside: Sequence[Beside] = ()
    choices: Mapping[tuple[int, str], Sequence[str]] = {}


class _Place(NamedTuple):
    """One column of the sheet to fill in: a contract's, or one that explains."""

    title: str
    column: Column | None
    beside: Beside | None = None


def workbook(table: Contract, given: Prefilled | None = None) -> Workbook:
    """One table's workbook: the sheet to fill in, 填写说明, and the lists to choose from (hidden).

    Args:
        table: contract of an incoming table.
        given: what it holds already; nothing by default.
    """
    from openpyxl import Workbook

    given = given or Prefilled()
    book = Workbook()
    sheet = book.active
    sheet.title = table.title
    places = _places(table, given)
    _headings(sheet, table, places)
    _fill(sheet, places, given)
    _explain(book.create_sheet(_EXPLANATION), table)
    _offer_choices(book.create_sheet(_LISTS), sheet, places, given)
    return book


def put(cell: Cell, text: str) -> None:
    """Write a text as text: one that begins with = + - @ must not run as a formula.

    Characters that no workbook can hold show as �.
    """
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", text)
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(_WOULD_RUN)


def by_when(table: Contract) -> str:
    """When a table is due, in words: before the day of an event of the schedule."""
    if table.due_event is None:
        return "随时，有则交来" if table.absent in ("empty", "nil_return_later") else "年度开始时"
    event = contracts.contract("schedule").labels("event")[table.due_event]
    return f"年度日程“{event}”之日前"


def as_bytes(book: Workbook) -> bytes:
    """The workbook as a file, the same bytes whenever it is made."""
    made = io.BytesIO()
    book.save(made)
    return same_bytes(made.getvalue())


def _places(table: Contract, given: Prefilled) -> list[_Place]:
    places = []
    for column in table.columns:
        places.append(_Place(column.title, column))
        places += [_Place(BESIDE + each.title, None, each) for each in given.beside if each.column == column.name]
    return places


def _headings(sheet: Worksheet, table: Contract, places: Sequence[_Place]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill

    for number, place in enumerate(places, 1):
        cell, dimension = sheet.cell(row=1, column=number), sheet.column_dimensions[_letter(number)]
        put(cell, place.title)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        dimension.width = max(12, 1.2 * _width(place.title))
        colour = _BESIDE
        if place.column is not None:
            colour = _FILLED if place.column.required else _OPTIONAL
            cell.comment = Comment("\n".join(_advice(table, place.column)), "市评审办", height=140, width=300)
            dimension.number_format = _FORMATS[place.column.type]
        cell.fill = PatternFill("solid", fgColor=colour)
    sheet.row_dimensions[1].height = 30
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _fill(sheet: Worksheet, places: Sequence[_Place], given: Prefilled) -> None:
    """The rows of a form: what is given in grey, what is asked in yellow, explanations without colour."""
    styles: dict[tuple[str, str], Any] = {}  # found once for each kind of cell: a style for every cell takes seconds
    for position, place in enumerate(places, 1):
        widest = 0
        for number, row in enumerate(given.rows):
            cell = sheet.cell(row=number + 2, column=position)
            value = place.beside.texts[number] if place.beside is not None else row.get(_name(place))
            kind = ("", "@") if place.column is None else _look(place.column, value)
            if kind not in styles:
                styles[kind] = _style(cell, *kind)
            cell._style = copy(styles[kind])
            _write(cell, place.column, value)
            widest = max(widest, _width(str(cell.value or "")))
        dimension = sheet.column_dimensions[_letter(position)]
        dimension.width = min(_WIDEST, max(dimension.width, widest + 2))


def _width(text: str) -> int:
    """In letters: a Chinese character is as wide as two."""
    return len(text) + sum(each > "\u2e7f" for each in text)


def _name(place: _Place) -> str:
    return place.column.name if place.column is not None else ""


def _look(column: Column, value: object) -> tuple[str, str]:
    return _ASKED if value is None else _GIVEN, _FORMATS[column.type]


def _style(cell: Cell, colour: str, number_format: str) -> Any:
    from openpyxl.styles import Alignment, PatternFill

    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.number_format = number_format
    if colour:
        cell.fill = PatternFill("solid", fgColor=colour)
    return copy(cell._style)


def _write(cell: Cell, column: Column | None, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        put(cell, YES_NO[value])
    elif isinstance(value, str):
        put(cell, column.labels.get(value, value) if column is not None else value)
    else:
        cell.value = value


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position))


# --- what is due -------------------------------------------------------------------------------------------


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
    needed = "、".join(column.labels.get(code, code) for code in column.needs)
    return f"{column.due}；至少有：{needed}" if needed else column.due


def _fix(column: Column) -> str:
    return "从下拉列表中选择" if _choices(column) else column.fix


def _explain(sheet: Worksheet, table: Contract) -> None:
    from openpyxl.styles import Alignment, Font

    about = [
        [f"{table.title}：填写说明"],
        ["由谁提供", table.supplier],
        ["何时交", by_when(table)],
        ["依据", table.clause],
        ["没有内容时", _IF_NOTHING[str(table.absent)]],
        [
            "怎样填",
            f"在“{table.title}”工作表逐行填写；不改表头，不加列；可分成几个文件交来，文件名以“{table.title}”开头。"
            f"灰色格子已填好，请填黄色格子；“{BESIDE}”开头的列只供对照；一个黄色格子也没填的行视为没有答复",
        ],
        ["不得重复", f"同一{'、'.join(table.column(name).title for name in table.key)}只有一行"],
        [],
        ["列", "填什么", "是否必填", "依据", "说明"],
        *(
            [each.title, _due(each), "必填" if each.required else "可留空", each.clause, _fix(each)]
            for each in table.columns
        ),
        *(["核对", rule.due, "", rule.clause, rule.fix] for rule in table.rules),
    ]
    for number, row in enumerate(about, 1):
        for position, text in enumerate(row, 1):
            cell = sheet.cell(row=number, column=position)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=position > 1, vertical="top")
            cell.font = Font(bold=number in (1, 9) or position == 1)
        wrapped = zip(row[1:], _EXPLAINING_WIDTHS[1:], strict=False)
        lines = max((-(-_width(text) // (width - 2)) for text, width in wrapped), default=1)
        sheet.row_dimensions[number].height = _LINE * lines  # LibreOffice cuts off what is wrapped, if none is given
    for letter, width in zip("ABCDE", _EXPLAINING_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


# --- what may be entered -----------------------------------------------------------------------------------


def _choices(column: Column) -> list[str]:
    if column.labels:
        return list(dict.fromkeys(column.labels.values()))
    if column.type == "boolean":
        return list(YES_NO.values())
    return list(clauses.parts()) if column.is_clause_part else []


def _offer_choices(lists: Worksheet, sheet: Worksheet, places: Sequence[_Place], given: Prefilled) -> None:
    lists.sheet_state = "hidden"
    last = max(_ROWS_WITH_LISTS, len(given.rows) + 100)
    of_columns = {place.column.name: number for number, place in enumerate(places, 1) if place.column is not None}
    for place in places:
        if place.column is None:
            continue
        letter = _letter(of_columns[place.column.name])
        if choices := _choices(place.column):
            _offer(lists, sheet, choices, f"{letter}2:{letter}{last}", place.title, of_columns[place.column.name])
        elif place.column.minimum is not None:
            _bound(sheet, place.column, f"{letter}2:{letter}{last}")
    for behind, ((row, name), offered) in enumerate(given.choices.items(), len(places) + 1):
        place = places[of_columns[name] - 1]
        _offer(lists, sheet, offered, f"{_letter(of_columns[name])}{row + 2}", place.title, behind)


def _offer(lists: Worksheet, sheet: Worksheet, choices: Sequence[str], cells: str, title: str, listed: int) -> None:
    """A list to choose from in some cells; it stands in column ``listed`` of the hidden sheet."""
    from openpyxl.worksheet.datavalidation import DataValidation

    for row, choice in enumerate(choices, 1):
        put(lists.cell(row=row, column=listed), choice)
    letter = _letter(listed)
    offered = DataValidation(type="list", formula1=f"'{_LISTS}'!${letter}$1:${letter}${len(choices)}", allow_blank=True)
    offered.showErrorMessage, offered.errorTitle, offered.error = True, title, "请从列表中选择"
    offered.add(cells)
    sheet.add_data_validation(offered)


def _bound(sheet: Worksheet, column: Column, cells: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    kind = "whole" if column.type == "integer" else "decimal"
    bounds = DataValidation(
        type=kind, operator="between", formula1=column.minimum, formula2=column.maximum, allow_blank=True
    )
    bounds.showErrorMessage, bounds.errorTitle, bounds.error = True, column.title, f"应为 {column.due}"
    bounds.add(cells)
    sheet.add_data_validation(bounds)
