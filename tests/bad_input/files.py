"""Files that are broken as files, as offices and others might send them, each made here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import openpyxl

TAX_HEAD = ["申报编号", "评价年度", "信用级别", "公布日期"]
TAX_ROW = ["A01", "2023", "A", "2024-04-20"]
TAX = "".join(",".join(row) + "\n" for row in (TAX_HEAD, TAX_ROW))
_CONTENT_TYPES = "[Content_Types].xml"


class Broken(NamedTuple):
    """A folder of files that must be answered.

    Attributes:
        files: content by name; made when asked for, because some are large.
        says: words that one fault must hold, the file's name apart.
    """

    files: Callable[[], Mapping[str, bytes]]
    says: Sequence[str]


def workbook(*rows: Sequence[object], sheet: str = "Sheet1") -> bytes:
    """An .xlsx of one sheet."""
    book, saved = openpyxl.Workbook(), io.BytesIO()
    book.active.title = sheet
    for row in rows:
        book.active.append(row)
    book.save(saved)
    return saved.getvalue()


def repacked(content: bytes, **changed: bytes) -> bytes:
    """The parts of a zip with some of them replaced or added; ``__`` stands for ``/``, ``_dot_`` for a dot."""
    parts = {name.replace("__", "/").replace("_dot_", "."): part for name, part in changed.items()}
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            new.writestr(name, parts.get(name) if name in parts else old.read(name))
    return made.getvalue()


def sheet_xml(cells: str) -> bytes:
    """A worksheet's XML around some rows."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<?xml version="1.0"?><worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


def ods(rows: str) -> bytes:
    """An .ods of one sheet around some rows."""
    names = "".join(
        f' xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="纳税信用等级">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        parts.writestr("content.xml", content)
    return made.getvalue()


def macro_workbook() -> bytes:
    """A workbook that carries a macro and holds a wrong grade: the macro is never looked at, the grade is."""
    return repacked(
        workbook(TAX_HEAD, ["A01", 2023, "AA", "2024-04-20"]), xl__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0macro"
    )


@cache
def zip_bomb() -> bytes:
    """100 MB of blanks where a sheet is due, in 100 KB."""
    return repacked(workbook(TAX_HEAD), xl__worksheets__sheet1_dot_xml=sheet_xml("") + b" " * 100_000_000)


def far_cells() -> bytes:
    """Two cells in opposite corners of the sheet: as a full table 17,000 million cells."""
    corner = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return repacked(workbook(TAX_HEAD), xl__worksheets__sheet1_dot_xml=sheet_xml(corner))


def _spoilt() -> bytes:
    """A workbook in whose sheet some bytes were lost on the way."""
    at = _GOOD.index(b"xl/worksheets/sheet1.xml") + 40
    return _GOOD[:at] + b"\xff" * 60 + _GOOD[at + 60 :]


def _cut(content: bytes, share: float) -> bytes:
    return content[: int(len(content) * share)]


def _one(name: str, make: Callable[[], bytes] | bytes, *says: str) -> Broken:
    return Broken(lambda: {name: make if isinstance(make, bytes) else make()}, says)


def _tax(make: Callable[[], bytes] | bytes, *says: str) -> Broken:
    return _one("纳税信用等级.csv", make, *says)


_GOOD = workbook(TAX_HEAD, TAX_ROW)
_ODS_CELL = '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
_ODS_WIDE = _ODS_CELL.replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="16384"')
_NO_WORKBOOK, _NO_TEXT = "不是完好的工作簿", "不是 UTF-8 或 GB18030"

FILES: Mapping[str, Broken] = {
    # what is no text of an office
    **{
        f"csv in {encoding}": _tax(TAX.encode(encoding), "纳税信用等级")
        for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be")
    },
    "csv in Big5": _tax("申報編號,評價年度,信用級別,公佈日期\nA01,2023,A,2024-04-20\n".encode("big5"), "纳税信用等级"),
    "csv in Shift JIS": _tax("申告番号,評価年度\nA01,2023\n".encode("shift_jis"), "纳税信用等级"),
    "csv with NUL bytes": _tax(TAX.encode().replace(b"A01", b"A\0001"), _NO_TEXT),
    "csv of NUL bytes": _tax(b"\0" * 4096, _NO_TEXT),
    "csv of random bytes": _tax(bytes(range(256)) * 8, _NO_TEXT),
    "csv that is a picture": _tax(b"\x89PNG\r\n\x1a\n" + bytes(200), _NO_TEXT),
    "csv that is a workbook": _tax(_GOOD, _NO_TEXT),
    "csv cut in a character": _tax("申报编号".encode()[:-1] + b"\xff", _NO_TEXT),
    "csv without a byte": _tax(b"", "空文件", "补上表头"),
    "csv of a byte order mark": _tax(b"\xef\xbb\xbf", "空文件"),
    "csv of line ends": _tax(b"\n\r\n\n", "表头"),
    "csv of blanks": _tax(b"   \n\t\n", "表头"),
    "csv of one word": _tax(b"hello", "找不到表头"),
    "csv of one line of 10 MB": _tax(lambda: b"x" * 10_000_000, "找不到表头"),
    "csv with an open quotation mark": _tax((TAX + 'A02,2023,"A,2024-04-20\n').encode(), "引号不成对"),
    "csv with semicolons": _tax(TAX.replace(",", ";").encode(), "表头"),
    "csv with Chinese commas": _tax(TAX.replace(",", "，").encode(), "表头"),
    "csv with bars": _tax(TAX.replace(",", "|").encode(), "表头"),
    "csv that is JSON": _tax(b'[{"application_id": "A01"}]', "表头"),
    "csv that is a web page": _tax(b"<html><body><table><tr><td>A01</td></tr></table></html>", "表头"),
    "csv that is a template": _tax(b"{% for x in y %}{{ x }}{% endfor %}\n", "表头"),
    "csv that is Markdown": _tax("| 申报编号 | 评价年度 |\n|---|---|\n| A01 | 2023 |\n".encode(), "表头"),
    "csv with a heading of 10 MB": _tax(
        lambda: TAX.replace("公布日期", "公布日期" + "x" * 10_000_000).encode(), "缺少列“公布日期”"
    ),
    # headings
    "a heading twice": _tax(
        b"\xef\xbb\xbf" + TAX.replace("公布日期", "公布日期,公布日期").replace("2024", ",2024").encode(),
        "“公布日期”重复",
    ),
    "a heading in both languages": _tax(TAX.replace("信用级别", "信用级别,GRADE").encode(), "重复"),
    "a heading too many": _tax(TAX.replace("公布日期", "公布日期,备注").encode(), "多出的列“备注”"),
    "a cell without a heading": _tax(TAX.replace("2024-04-20", "2024-04-20,x").encode(), "第 5 列没有表头"),
    "a heading that is a formula": _tax(TAX.replace("公布日期", "公布日期,=1+1").encode(), "多出的列“=1+1”"),
    "a heading that is a script": _tax(
        TAX.replace("公布日期", "公布日期,<script>alert(1)</script>").encode(), "多出的列“<script>"
    ),
    **{
        f"a column missing: {title}": _tax(TAX.replace(title, "").encode(), f"缺少列“{title}”")
        for title in TAX_HEAD[1:]
    },
    "a heading below the first twelve rows": _tax(("说明\n" * 20 + TAX).encode(), "找不到表头"),
    "a heading only": _one("申报组织.csv", "申报编号\n".encode(), "缺少列“组织名称”"),
    # names
    "a name that no table bears": _one("杂项.csv", TAX.encode(), "没有数据表接收"),
    "a name that leads elsewhere": _one("%2e%2e%2f纳税信用等级.csv", TAX.encode(), "没有数据表接收"),
    "a name that is a formula": _one("=cmd.csv", TAX.encode(), "没有数据表接收"),
    "a name that is a script": _one("<img src=x>.csv", TAX.encode(), "没有数据表接收"),
    "a name that is a template": _one("{{ 7*7 }}.csv", TAX.encode(), "没有数据表接收"),
    "a name without an ending": _one("纳税信用等级", TAX.encode(), "没有扩展名"),
    **{
        f"a file that is no table: {ending}": _one(f"纳税信用等级.{ending}", b"x", f".{ending} 文件", "移出来表文件夹")
        for ending in ("txt", "docx", "pdf", "zip", "html", "json", "exe", "tsv", "et", "jpg", "xlsb")
    },
    "a sheet that no table takes": _one(
        "资料.xlsx", workbook(TAX_HEAD, TAX_ROW, sheet="杂项"), "杂项", "没有数据表接收"
    ),
    "a sheet whose name leads elsewhere": _one(
        "资料.xlsx", workbook(TAX_HEAD, TAX_ROW, sheet="......etc"), "没有数据表接收"
    ),
    # workbooks
    **{
        f"a workbook cut at {share:.0%}": _one("纳税信用等级.xlsx", _cut(_GOOD, share), _NO_WORKBOOK)
        for share in (0.001, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
    },
    "a workbook with a byte changed": _one("纳税信用等级.xlsx", _spoilt, _NO_WORKBOOK),
    "a workbook without a byte": _one("纳税信用等级.xlsx", b"", _NO_WORKBOOK),
    "a workbook that is text": _one("纳税信用等级.xlsx", TAX.encode(), _NO_WORKBOOK),
    "a workbook that is a web page": _one(
        "纳税信用等级.xls", b"<html><table><tr><td>A01</td></tr></table></html>", _NO_WORKBOOK
    ),
    "a workbook that is another zip": _one(
        "纳税信用等级.xlsx",
        repacked(_cut(_GOOD, 1), readme_dot_txt=b"x").replace(b"xl/workbook.xml", b"xl/workbook.xxx"),
        _NO_WORKBOOK,
    ),
    "a workbook without its list of sheets": _one("纳税信用等级.xlsx", repacked(_GOOD, xl__workbook_dot_xml=b""), ""),
    "a workbook with a broken sheet": _one(
        "纳税信用等级.xlsx", repacked(_GOOD, xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row"), ""
    ),
    "a workbook with a sheet that is no XML": _one(
        "纳税信用等级.xlsx", repacked(_GOOD, xl__worksheets__sheet1_dot_xml=b"\0\1\2"), ""
    ),
    "a workbook without a row": _one("纳税信用等级.xlsx", workbook(), "空文件"),
    "a workbook with an old .xls name": _one(
        "纳税信用等级.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), _NO_WORKBOOK
    ),
    "an .ods cut in half": _one(
        "纳税信用等级.ods", _cut(ods(f"<table:table-row>{_ODS_CELL}</table:table-row>"), 0.5), _NO_WORKBOOK
    ),
    "an .ods with a table of another shape": _one(
        "纳税信用等级.ods", ods(f"<table:table-row>{_ODS_CELL}</table:table-row>"), "找不到表头"
    ),
    "a macro workbook with a wrong grade": _one("纳税信用等级.xlsm", macro_workbook, "Sheet1"),
    "a workbook that unpacks to 100 MB": _one("纳税信用等级.xlsx", zip_bomb, "解压后有", "不像是来表"),
    "a workbook with a cell in the last corner": _one("纳税信用等级.xlsx", far_cells, "很远的行或列"),
    "an .ods with a million rows of 16,384 cells": _one(
        "纳税信用等级.ods",
        ods(f'<table:table-row table:number-rows-repeated="1048576">{_ODS_WIDE}</table:table-row>'),
        "很远的行或列",
    ),
    "a workbook that refers to itself without end": _one(
        "纳税信用等级.xlsx",
        repacked(
            _GOOD,
            xl__workbook_dot_xml=b'<!DOCTYPE a [<!ENTITY a "&b;&b;"><!ENTITY b "&a;&a;">]><workbook>&a;</workbook>',
        ),
        "",
    ),
    # ballots
    "a ballot with its voter": _one(
        "计票结果.csv", "奖项,轮次,申报编号,投票人\n质量奖,1,A01,虚构某人\n".encode(), "无记名"
    ),
    "ballots one by one": _one(
        "选票统计.csv",
        (
            "奖项,轮次,发出票数,收回票数,未收回票数,有效票数,废票数,表决日期\n" + "质量奖,1,1,1,0,1,0,2024-10-15\n" * 3
        ).encode(),
        "无记名",
    ),
    "a ballot with an explaining column": _one(
        "计票结果.csv",
        "奖项,轮次,申报编号,※投票人,赞成票,反对票,弃权票\n质量奖,1,A01,虚构某人,1,0,0\n".encode(),
        "无记名",
    ),
}
