"""What goes back to a sender: his own workbook with the cells at fault marked, and a first sheet that lists them.

Nothing of what another sender wrote is told. Formulas and macros do not come back, only what the cells held.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from yiwu_award.errors import Fault
from yiwu_award.tables.cells import as_came
from yiwu_award.tables.files import EXPLAINING_SHEETS, Sheet, Unreadable, cells_of, files, sheets
from yiwu_award.tables.headings import position_of
from yiwu_award.tables.reading import is_of_ballots
from yiwu_award.tables.workbooks import as_bytes, put

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

LISTED = EXPLAINING_SHEETS[2]
_MARK = "【退回】"
_FILLS = {"error": "FFC7CE", "warning": "FFEB9C"}
_MOST_CELLS = 500_000  # larger files come back as the list alone: no spreadsheet opens their comments
_MOST_COMMENTS = 500
_AT_MOST = 300  # characters of what came, in a comment
_NO_TITLE = re.compile(r"[\\/*?:\[\]]")
_HEADINGS = ("序号", "工作表", "单元格", "列", "有什么问题", "应为", "依据", "怎样改", "性质")
_WIDTHS = (6, 16, 9, 18, 42, 42, 10, 36, 8)
_SEVERITIES = {"error": "须改正", "warning": "请核对"}


def give_back(folder: Path, faults: Iterable[Fault], into: Path) -> list[Path]:
    """Write a marked workbook for every file with faults; what was written there before is replaced.

    Args:
        folder: the year's incoming tables; nothing in it is touched.
        faults: all that was found. Those that name no file of ``folder`` concern nobody's workbook.
        into: the folder for the workbooks, ours alone; it goes away where no file is at fault.

    Returns:
        The workbooks, in the order of their files. The same files and faults give the same bytes.
    """
    shutil.rmtree(into, ignore_errors=True)
    by_file: dict[str, list[Fault]] = {}
    for fault in faults:
        by_file.setdefault(fault.file, []).append(fault)
    paths = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    written: dict[str, Path] = {}
    for file in sorted(set(paths) & set(by_file)):
        place = into / _name(file, written)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(as_bytes(returned(paths[file], file, by_file[file])))
        written[place.relative_to(into).as_posix().lower()] = place
    return list(written.values())


def returned(path: Path, file: str, faults: Sequence[Fault]) -> Workbook:
    """One file's workbook: its cells, those at fault marked and commented, and the sheet 退回说明 in front.

    Args:
        path: the file.
        file: its name as the faults give it.
        faults: the faults of this file.

    Returns:
        A workbook with the same cells. A file that cannot be opened, is very large, or tells who voted how gives the
        list alone.
    """
    book, grids = _opened(path, faults)
    found = [each for each in sheets(path, file) if isinstance(each, Sheet)] if grids else []
    placed = sorted(((fault, _cell(book, found, fault) if grids else None) for fault in faults), key=_order)
    _mark(placed)
    _list(book.create_sheet(LISTED, 0), file, placed, is_copied=bool(grids))
    for sheet in book.worksheets:
        sheet.sheet_view.tabSelected = sheet.title == LISTED  # two selected sheets would be edited together
    book.active = 0
    return book


def _name(file: str, taken: Mapping[str, Path]) -> str:
    """``a/b.csv`` → ``a/b.xlsx``; with its own ending too where another file has that name."""
    plain = re.sub(r"\.[^./]*$", "", file) + ".xlsx"
    return plain if plain.lower() not in taken else f"{file}.xlsx"


# --- the sender's own cells --------------------------------------------------------------------------------


def _opened(path: Path, faults: Sequence[Fault]) -> tuple[Workbook, Mapping[str, pd.DataFrame]]:
    """The workbook to mark and the cells that it holds; an empty one where nothing of the file may or can be shown."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    if any(map(is_of_ballots, faults)):
        return book, {}
    try:
        grids = cells_of(path)
    except Unreadable:
        return book, {}
    if sum(grid.size for grid in grids.values()) > _MOST_CELLS:
        return book, {}
    own = _own_workbook(path) if path.suffix.lower() in (".xlsx", ".xlsm") else None
    if own is not None:
        return own, grids
    for name, grid in grids.items():
        _copy(grid, book.create_sheet(_title(name, path)))
    return book, grids


def _own_workbook(path: Path) -> Workbook | None:
    """The sender's workbook with its looks and lists, its formulas as the values they had; None if openpyxl balks."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(path, data_only=True, keep_links=False)
    except Exception:  # it raises whatever a strange file makes happen; the cells alone still go back
        return None
    if LISTED in book.sheetnames:
        book.remove(book[LISTED])
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                _clean(cell)
    return book


def _clean(cell: Cell) -> None:
    """Text stays text, and the marks of an earlier return go."""
    from openpyxl.styles import PatternFill

    if isinstance(cell.value, str):
        put(cell, cell.value)
    if cell.comment is not None and cell.comment.text.startswith(_MARK):
        cell.comment = None
        cell.fill = PatternFill()


def _copy(grid: pd.DataFrame, sheet: Worksheet) -> None:
    for number, row in enumerate(grid.itertuples(index=False, name=None), 1):
        for position, value in enumerate(row, 1):
            if isinstance(value, str):
                if value:
                    cell = sheet.cell(row=number, column=position)
                    put(cell, value)
                    cell.number_format = "@"
            elif value is not None:
                sheet.cell(row=number, column=position).value = value
    for position in range(1, grid.shape[1] + 1):
        sheet.column_dimensions[_letter(position)].width = 16


def _title(name: str, path: Path) -> str:
    return _NO_TITLE.sub(" ", name or path.stem)[:31]


def _letter(position: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(position))


# --- marks and list ----------------------------------------------------------------------------------------


def _cell(book: Workbook, found: Sequence[Sheet], fault: Fault) -> Cell | None:
    """The cell that a fault is about: its row's first one where it is about the whole row, none where about more."""
    of_fault = [sheet for sheet in found if sheet.name == fault.sheet]
    if fault.row is None or not of_fault:
        return None
    sheet = book[of_fault[0].name] if of_fault[0].name else book.worksheets[0]
    cell = sheet.cell(row=fault.row, column=(position_of(of_fault[0], fault.column) or 0) + 1)
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            return sheet.cell(row=merged.min_row, column=merged.min_col)
    return cell


def _order(placed: tuple[Fault, Cell | None]) -> tuple[str, int, int]:
    """What is about more than one row first, then down the sheet."""
    fault, cell = placed
    return fault.sheet, fault.row or 0, cell.column if cell is not None else 0


def _mark(placed: Sequence[tuple[Fault, Cell | None]]) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    by_cell: dict[tuple[str, str], tuple[Cell, list[Fault]]] = {}
    for fault, cell in placed:
        if cell is not None:
            by_cell.setdefault((cell.parent.title, cell.coordinate), (cell, []))[1].append(fault)
    for number, (cell, faults) in enumerate(by_cell.values()):
        severity = "error" if any(fault.severity == "error" for fault in faults) else "warning"
        cell.fill = PatternFill("solid", fgColor=_FILLS[severity])
        if number < _MOST_COMMENTS:
            text = _MARK + "\n\n".join(map(_told, faults))
            height = 40 + 18 * sum(1 + len(line) // 22 for line in text.splitlines())
            cell.comment = Comment(text, "市评审办", height=min(height, 600), width=320)


def _told(fault: Fault) -> str:
    lines = [("问题", _came(fault)), ("应为", _due(fault)), ("依据", fault.clause), ("怎样改", fault.fix)]
    return "\n".join(f"{word}：{text}" for word, text in lines if text)


def _came(fault: Fault) -> str:
    """What came, as its sender may read it."""
    if not fault.is_own:
        return "与其他来表或规定核对不符（其他来表的内容不在此显示）"
    return fault.came if len(fault.came) <= _AT_MOST else f"{fault.came[:_AT_MOST]}……（共 {len(fault.came)} 字）"


def _due(fault: Fault) -> str:
    return fault.due if fault.is_own else ""


def _list(sheet: Worksheet, file: str, placed: Sequence[tuple[Fault, Cell | None]], *, is_copied: bool) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    n = len(placed)
    intro = [
        f"退回说明：{file}",
        f"这份来表有 {n} 处需要改正或核对，列在下面；原件没有改动，也没有据此作任何评审。",
        "各处已在后面的工作表中标色并加批注：改正后删不删批注均可，保存并交回本文件，或在原件上改正后重新交来。"
        if is_copied
        else "这份文件的内容不随本说明退回：请按下面所列在原件上改正后重新交来。",
        "内部资料，只退给原报送单位，不得外传。",
    ]
    for number, text in enumerate(intro, 1):
        put(sheet.cell(row=number, column=1), text)
    sheet["A1"].font = Font(bold=True, size=14)
    thin = Side(style="thin", color="BFBFBF")
    rows = [_HEADINGS, *(_row(number, fault, cell) for number, (fault, cell) in enumerate(placed, 1))]
    for number, row in enumerate(rows, len(intro) + 2):
        for position, text in enumerate(row, 1):
            cell = sheet.cell(row=number, column=position)
            put(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(thin, thin, thin, thin)
            if row is _HEADINGS:
                cell.font, cell.fill = Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor="1F4E79")
    for number, (_, marked) in enumerate(placed, len(intro) + 3):
        if marked is not None:
            _link(sheet.cell(row=number, column=3), marked)
    for position, width in enumerate(_WIDTHS, 1):
        sheet.column_dimensions[_letter(position)].width = width
    sheet.freeze_panes = f"A{len(intro) + 3}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr.fitToPage = 0, True


def _row(number: int, fault: Fault, cell: Cell | None) -> tuple[str, ...]:
    place = cell.coordinate if cell is not None else f"第 {fault.row} 行" if fault.row is not None else "整张表"
    sheet = cell.parent.title if cell is not None else fault.sheet
    return (
        str(number), sheet, place, as_came(fault.column), _came(fault), _due(fault), fault.clause, fault.fix,
        _SEVERITIES[fault.severity],
    )  # fmt: skip


def _link(cell: Cell, marked: Cell) -> None:
    from openpyxl.styles import Font
    from openpyxl.worksheet.hyperlink import Hyperlink

    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{marked.parent.title}'!{marked.coordinate}")
    cell.font = Font(color="0563C1", underline="single")
