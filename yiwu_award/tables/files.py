"""Files that offices send → sheets of raw cells, each with the table that takes it.

Read are CSV (UTF-8, with or without BOM, GB18030) and sheets of .xlsx, .xls and .ods. A file or sheet
belongs to the table whose English name or Chinese title it bears, alone or followed by one of
``- _ （ .`` or a blank and anything; the longest name wins, a sheet's own name before the file's, the
file's before the folder's.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from yiwu_award.errors import Fault
from yiwu_award.tables import contracts
from yiwu_award.tables.bounds import DAMAGED, column_number, too_much
from yiwu_award.tables.cells import ErrorCell, plain
from yiwu_award.tables.contracts import Contract

# Sheets of our own workbooks that hold no rows.
EXPLAINING_SHEETS = ("填写说明", "选项", "退回说明")
_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
# Papers that lie beside a year's tables: the list of what is due, who looks into what, the secret of commitments.
CHECKLIST, DUTIES, SALT = "交表清单.xlsx", "部门分工.xlsx", "salt.txt"
_PASSED_OVER = re.compile(rf"(?i)readme\b|desktop\.ini$|thumbs\.db$|(?:{CHECKLIST}|{DUTIES}|{SALT})$")
_FIRST_RECORDS = 20
_MOVE_OUT = "另存为 .xlsx 或 CSV；不是来表的，请移出来表文件夹"
_CFB = b"\xd0\xcf\x11\xe0"  # .xls, and what Excel encrypts
_FAILED_CELL = re.compile(rb'<c r="([A-Z]+)([0-9]+)"[^>]*? t="e"[^>]*>(?:<f[^>]*(?:/>|>[^<]*</f>))?<v>([^<]*)</v>')
_NOT_CALCULATED = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"(?![^>]* t="str")[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v ?/>|<v></v>)?</c>'
)


class Unreadable(Exception):
    """A file that cannot be read: what came, what was due, what to do."""


class Sheet(NamedTuple):
    """One sheet, or one CSV file, its cells as they came.

    Attributes:
        file: path below the folder, forward slashes.
        name: the sheet's name; ``""`` for CSV.
        grid: a column per sheet column from A on, a row per spreadsheet row from 1 on; blank cells are ``""``.
    """

    table: Contract
    file: str
    name: str
    grid: pd.DataFrame


def table_of(name: str) -> Contract | None:
    """The incoming table whose name or title a file, folder or sheet bears, or None."""
    compared = plain(name).lower()
    for known, table in _known_names().items():
        if compared.startswith(known) and compared[len(known) : len(known) + 1] in ("", "-", "_", " ", "(", "."):
            return contracts.contract(table)
    return None


def files(folder: Path) -> list[Path]:
    """Files of a folder and below, in a fixed order, without hidden ones, locks of Excel and what is no table."""

    def is_meant(path: Path) -> bool:
        parts = path.relative_to(folder).parts
        return not any(part.startswith((".", "~$")) for part in parts) and not _PASSED_OVER.match(parts[-1])

    found = [path for path in folder.rglob("*") if path.is_file() and is_meant(path)]
    return sorted(found, key=lambda path: path.relative_to(folder).parts)


def sheets(path: Path, file: str) -> Iterator[Sheet | Fault]:
    """The sheets of one file with the tables that take them; a fault for what cannot be read or no table takes.

    Args:
        path: the file.
        file: its path below the folder, as messages name it.
    """
    outer = next(filter(None, map(table_of, [path.stem, *reversed(file.split("/")[:-1])])), None)
    try:
        grids = cells_of(path)
        if path.suffix.lower() == ".csv":
            yield Sheet(outer, file, "", grids[""]) if outer else _unclaimed(file)
        else:
            yield from _claimed(grids, outer, file)
    except Unreadable as unreadable:
        came, due, fix = unreadable.args
        yield Fault("来表", came, due, "五(一)", fix, file=file, is_own=True)


def cells_of(path: Path) -> dict[str, pd.DataFrame]:
    """Cells of each sheet of a file by the sheet's name, in the file's order; the one of a CSV file is called ``""``.

    Raises:
        Unreadable: it is no table, encrypted, damaged, or in no encoding that offices use.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        return {"": _csv_grid(path.read_bytes())}
    if suffix in _WORKBOOKS:
        return _workbook(path)
    raise Unreadable(f"{suffix} 文件" if suffix else "没有扩展名的文件", "CSV 或 .xlsx 表格", _MOVE_OUT)


def _claimed(grids: dict[str, pd.DataFrame], outer: Contract | None, file: str) -> Iterator[Sheet | Fault]:
    """Sheets with their tables; blank ones of a spreadsheet program's own are passed over, unless there is no other."""
    if outer and all(grid.empty for grid in grids.values()):
        raise Unreadable("空文件", f"表头：{'、'.join(each.title for each in outer.columns)}", "补上表头和各行")
    for name, grid in grids.items():
        table = table_of(name)
        if plain(name) in EXPLAINING_SHEETS or (table is None and grid.empty):
            continue
        table = table or outer
        yield Sheet(table, file, name, grid) if table else _unclaimed(file, name)


def _unclaimed(file: str, sheet: str = "") -> Fault:
    came = "没有数据表接收这张工作表" if sheet else "没有数据表接收这个文件"
    due = "文件名或工作表名以表的中文名或英文名开头"
    return Fault("来表", came, due, "五(一)", "改正名称，如“申报组织-某镇.csv”", file, sheet, is_own=True)


@cache
def _known_names() -> dict[str, str]:
    """English names and Chinese titles as compared, longest first → name of the table."""
    tables = contracts.incoming().values()
    names = {plain(name).lower(): table.name for table in tables for name in (table.name, table.title)}
    return {name: names[name] for name in sorted(names, key=len, reverse=True)}


def _csv_grid(data: bytes) -> pd.DataFrame:
    """Cells of a CSV file, all text.

    Raises:
        Unreadable: neither UTF-8 nor GB18030, or not CSV.
    """
    data = data.removeprefix(b"\xef\xbb\xbf")
    encoding = next((each for each in ("utf-8", "gb18030") if _decodes(data, each)), None)
    if encoding is None or b"\0" in data:
        raise Unreadable("文件不是 UTF-8 或 GB18030 编码的文本", "CSV 文件", "用表格软件打开后另存为“CSV UTF-8”")
    first_lines = data[:100_000].decode(encoding, errors="ignore").splitlines(keepends=True)
    separator = "\t" if first_lines and "\t" in first_lines[0] and "," not in first_lines[0] else ","
    first = csv.reader(first_lines[:_FIRST_RECORDS], delimiter=separator)
    width = max(map(len, first), default=0)
    if not width:
        return pd.DataFrame()
    try:
        return pd.read_csv(
            io.BytesIO(data), encoding=encoding, sep=separator, names=range(width), index_col=False,
            dtype="object", na_filter=False, skip_blank_lines=False,
        )  # fmt: skip
    except pd.errors.ParserError:  # a later row is longer than the first ones; slower, and any shape
        return _ragged(data.decode(encoding), separator)


def _ragged(text: str, separator: str) -> pd.DataFrame:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        raise Unreadable(
            "引号不成对（或有过长的格子），无法分出单元格", "CSV 文件", "用表格软件打开后另存为“CSV UTF-8”"
        ) from None
    width = max(map(len, records))
    return pd.DataFrame([record + [""] * (width - len(record)) for record in records], dtype="object")


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _workbook(path: Path) -> dict[str, pd.DataFrame]:
    """Cells of each sheet by the sheet's name, in the workbook's order.

    Raises:
        Unreadable: encrypted, damaged, or not a workbook at all.
    """
    import python_calamine as calamine

    data = path.read_bytes()
    if why := too_much(data, path.suffix.lower()):
        raise Unreadable(why, "只有来表的行和列", "新建工作簿，只复制有内容的行和列")
    try:
        with calamine.load_workbook(io.BytesIO(data)) as book:
            meant = [
                each.name
                for each in book.sheets_metadata
                if each.typ == calamine.SheetTypeEnum.WorkSheet
                and (each.visible == calamine.SheetVisibleEnum.Visible or table_of(each.name))
            ]
            cells = {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in meant}
    except calamine.CalamineError as error:
        is_encrypted = data.startswith(_CFB) and "EncryptedPackage".encode("utf-16-le") in data
        if is_encrypted or isinstance(error, calamine.PasswordError):
            raise Unreadable("文件已加密，无法读取", "未加密的工作簿", "去掉打开密码后重新保存") from None
        raise _damaged(path) from None
    grids = {name: _grid(rows) for name, rows in cells.items()}
    if zipfile.is_zipfile(io.BytesIO(data)) and path.suffix.lower() in (".xlsx", ".xlsm"):
        try:
            _mark_failed_formulas(data, grids)
        except DAMAGED:
            raise _damaged(path) from None
    return grids


def _damaged(path: Path) -> Unreadable:
    return Unreadable("不是完好的工作簿", f"{path.suffix} 工作簿", "用表格软件打开后另存为 .xlsx")


def _grid(rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    grid = pd.DataFrame(rows, dtype="object")
    return grid.iloc[:0] if (grid == "").all(axis=None) else grid


def _mark_failed_formulas(data: bytes, grids: dict[str, pd.DataFrame]) -> None:
    """Put ``ErrorCell`` where a formula failed or was never calculated: the reader would pass both as blank."""
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        for name, part in _sheet_parts(parts).items():
            if name not in grids or part not in parts.namelist():
                continue
            xml = parts.read(part)
            if b't="e"' not in xml and b"<f" not in xml:
                continue
            failed = [(match[1], match[2], match[3].decode()) for match in _FAILED_CELL.finditer(xml)]
            failed += [(match[1], match[2], "未计算的公式") for match in _NOT_CALCULATED.finditer(xml)]
            for letters, digits, shown in failed:
                row, column = int(digits) - 1, column_number(letters) - 1
                if row < len(grids[name]) and column < grids[name].shape[1]:
                    grids[name].iat[row, column] = ErrorCell(shown)


def _sheet_parts(parts: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its file inside an .xlsx."""
    from xml.etree import ElementTree

    related = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    targets = {
        link.get("Id"): str(link.get("Target"))
        for link in ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
    }
    sheet_elements = ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(
        "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}sheet"
    )
    found = {str(sheet.get("name")): targets.get(sheet.get(related), "") for sheet in sheet_elements}
    return {name: target.lstrip("/") if target.startswith("/") else f"xl/{target}" for name, target in found.items()}
