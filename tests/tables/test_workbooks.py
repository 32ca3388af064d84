"""Blank workbooks tell what is due, offer what may be chosen, and read back as empty tables."""

import io
import re
import zipfile

import openpyxl
import pytest

from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import read_incoming
from yiwu_award.tables.workbooks import blank_workbook, blank_workbooks, put


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("year") / "来表"
    blank_workbooks(made)
    return made


def reopened(book):
    saved = io.BytesIO()
    book.save(saved)
    return openpyxl.load_workbook(saved)


def test_there_is_one_per_incoming_table_and_a_readme(folder):
    names = {path.name for path in folder.iterdir()}
    assert names == {"README.md", *(f"{table.title}.xlsx" for table in contracts.incoming().values())}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for table in contracts.incoming().values():
        assert f"| {table.title}.xlsx | {table.supplier} |" in readme


def test_they_read_back_as_empty_tables_without_faults(folder):
    arrived = read_incoming(folder)
    assert arrived.faults == ()
    assert set(arrived.frames) == set(contracts.incoming())
    assert all(frame.empty for frame in arrived.frames.values())


def test_filled_in_as_the_lists_offer_they_are_read_without_a_fault(tmp_path):
    book = blank_workbook(contract("materials"))
    book["申报材料"].append(["A01", "自我评价报告", "2024年5月1日", "是"])
    book.save(tmp_path / "申报材料-某镇.xlsx")
    arrived = read_incoming(tmp_path)
    assert (arrived.faults, judge(arrived.frames)) == ((), ())
    assert arrived.frames["materials"]["material"].tolist() == ["self_assessment"]


@pytest.mark.parametrize("table", contracts.incoming().values(), ids=contracts.incoming())
def test_every_choice_is_offered_and_every_heading_says_what_is_due(table):
    book = reopened(blank_workbook(table))
    sheet, lists = book[table.title], book["选项"]
    offered = {str(each.sqref).split("2:")[0]: each.formula1 for each in sheet.data_validations.dataValidation}
    for column, cell in zip(table.columns, sheet[1], strict=True):
        assert cell.value == column.title
        for text in (column.clause, table.supplier, "必填" if column.required else "可留空"):
            assert text in cell.comment.text
        if column.labels or column.type == "boolean":
            sheet_range = offered[cell.column_letter].removeprefix("'选项'!").replace("$", "")
            choices = [row[0].value for row in lists[sheet_range]]
            assert choices == list(column.labels.values() if column.labels else ("是", "否"))
    assert lists.sheet_state == "hidden"
    explained = {row[0].value for row in book["填写说明"]}
    assert {column.title for column in table.columns} <= explained


def test_columns_for_codes_are_text_so_that_no_digit_is_lost():
    book = reopened(blank_workbook(contract("applications")))
    letter = next(cell.column_letter for cell in book["申报组织"][1] if cell.value == "统一社会信用代码")
    assert book["申报组织"].column_dimensions[letter].number_format == "@"


def test_the_parts_of_clauses_can_be_chosen():
    lists = reopened(blank_workbook(contract("attestations")))["选项"]
    assert "三(五)1" in {cell.value for row in lists for cell in row}


def test_a_workbook_that_was_filled_in_is_not_overwritten(tmp_path):
    (tmp_path / "申报材料.xlsx").write_bytes(b"mine")
    written = blank_workbooks(tmp_path)
    assert (tmp_path / "申报材料.xlsx").read_bytes() == b"mine"
    assert tmp_path / "申报材料.xlsx" not in written
    assert blank_workbooks(tmp_path) == []


def test_the_same_bytes_whenever_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr(contracts, "incoming", lambda: {"materials": contract("materials")})
    first = {path.name: path.read_bytes() for path in blank_workbooks(tmp_path / "1")}
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert {path.name: path.read_bytes() for path in blank_workbooks(tmp_path / "2")} == first
    with zipfile.ZipFile(tmp_path / "1" / "申报材料.xlsx") as parts:
        assert set(re.findall(rb"[0-9-]{10}T[0-9:]{8}", parts.read("docProps/core.xml"))) == {b"1980-01-01T00:00:00"}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@某某", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    book = openpyxl.Workbook()
    put(book.active["A1"], text)
    cell = reopened(book).active["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)
