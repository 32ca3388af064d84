"""Blank workbooks tell what is due, offer what may be chosen, and read back as empty tables."""

import io
import re
import zipfile

import openpyxl
import pytest

from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import readings
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.new_year import begin
from yiwu_award.tables.reading import UNANSWERED, read_incoming
from yiwu_award.tables.workbooks import Beside, Prefilled, put, workbook


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("year") / "来表"
    begin(made, 2026, ("三(二)", "三(四)"))
    return made


def reopened(book):
    saved = io.BytesIO()
    book.save(saved)
    return openpyxl.load_workbook(saved)


def test_there_is_one_per_incoming_table_and_a_readme(folder):
    names = {path.name for path in folder.iterdir()}
    beside = {"README.md", "交表清单.xlsx", "部门分工.xlsx", "salt.txt"}
    assert names == {*beside, *(f"{table.title}.xlsx" for table in contracts.incoming().values())}
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for table in contracts.incoming().values():
        assert f"| {table.title}.xlsx | {table.supplier} |" in readme


def test_they_read_back_as_empty_tables_without_faults(folder):
    arrived = read_incoming(folder)
    assert arrived.faults == ()
    assert set(arrived.frames) == set(contracts.incoming())
    assert {name for name, frame in arrived.frames.items() if len(frame)} == {"office"}
    assert arrived.frames["office"][["field", "value"]].to_numpy().tolist() == [["award_year", "2026"]]


def test_filled_in_as_the_lists_offer_they_are_read_without_a_fault(tmp_path):
    book = workbook(contract("materials"))
    book["申报材料"].append(["A01", "自我评价报告", "2024年5月1日", "是"])
    book.save(tmp_path / "申报材料-某镇.xlsx")
    arrived = read_incoming(tmp_path)
    assert (arrived.faults, judge(arrived.frames)) == ((), ())
    assert arrived.frames["materials"]["material"].tolist() == ["self_assessment"]


@pytest.mark.parametrize("table", contracts.incoming().values(), ids=contracts.incoming())
def test_every_choice_is_offered_and_every_heading_says_what_is_due(table):
    book = reopened(workbook(table))
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
    book = reopened(workbook(contract("applications")))
    letter = next(cell.column_letter for cell in book["申报组织"][1] if cell.value == "统一社会信用代码")
    assert book["申报组织"].column_dimensions[letter].number_format == "@"


def test_the_parts_of_clauses_can_be_chosen():
    lists = reopened(workbook(contract("attestations")))["选项"]
    assert "三(五)1" in {cell.value for row in lists for cell in row}


def test_what_the_law_leaves_open_stands_ready_with_its_meaning_clause_and_what_it_may_hold(folder):
    """A row per key, per award where they may differ; values empty, so that nothing of it counts as decided."""
    book = openpyxl.load_workbook(folder / "年度实施规则.xlsx")
    head, *rows = ([cell.value for cell in row] for row in book["年度实施规则"])
    told = {(row[0], row[head.index("适用对象")]): dict(zip(head, row, strict=True)) for row in rows}
    open_keys = {key for key, each in parameters().items() if each["authority"] == "implementing_rule"}
    assert {key for key, _ in told} == open_keys | set(readings())
    quorum = told["vote.quorum", None]
    assert (quorum["※含义"], quorum["※依据条款"]) == (
        "到会比例：到会占评议组成员之比，不低于，如 2/3",
        "五(五)",
    )
    assert quorum["※取值可以是"] == "大于 0、不大于 1 的比例，如 1/2"
    assert {("candidates.count", "质量奖"), ("candidates.count", "创新奖")} <= set(told)
    assert all(row["取值"] is None for row in told.values())
    lists = [str(each.sqref) for each in book["年度实施规则"].data_validations.dataValidation]
    tie = 2 + [row[0] for row in rows].index("vote.last_seat_tie")
    assert f"{'ABCDEFGHIJKL'[head.index('取值')]}{tie}" in lists


def test_rows_nobody_answered_are_counted_and_answered_ones_read(tmp_path):
    given = Prefilled([{"event": event} for event in ("call_on", "vote_on")], [Beside("event", "提示", ["=1", ""])])
    book = workbook(contract("schedule"), given)
    sheet = book["年度日程"]
    assert [cell.value for cell in sheet[1]] == ["事项", "※提示", "日期", "说明"]
    sheet["C2"] = "2026年3月1日"
    book.save(tmp_path / "年度日程.xlsx")
    arrived = read_incoming(tmp_path)
    assert arrived.faults == ()
    assert arrived.frames["schedule"]["event"].tolist() == ["call_on"]
    unanswered = arrived.normalised[arrived.normalised["taken"] == UNANSWERED]
    assert unanswered[["row", "column"]].to_numpy().tolist() == [[3, "整行"]]


def test_a_row_with_an_answer_begun_or_a_wrong_id_is_not_taken_for_unanswered(tmp_path):
    (tmp_path / "信用积分.csv").write_text("申报编号,信用积分,采集日期\nA01,,2024-01-01\nA02,,\n", "utf-8")
    (tmp_path / "纳税信用等级.csv").write_text("申报编号,评价年度,信用级别,公布日期\nA01,,,\n", "utf-8")
    frames = read_incoming(tmp_path).frames
    assert frames["credit_points"]["application_id"].tolist() == ["A01"]
    assert frames["tax_credit"]["application_id"].tolist() == ["A01"]


def test_the_salt_is_a_secret_of_its_own_and_no_table(folder, tmp_path):
    salt = (folder / "salt.txt").read_text("utf-8")
    begin(tmp_path, 2026, ())
    assert re.fullmatch(r"[0-9a-f]{64}\n", salt)
    assert (tmp_path / "salt.txt").read_text("utf-8") != salt


def test_a_workbook_that_was_filled_in_is_not_overwritten(tmp_path):
    (tmp_path / "申报材料.xlsx").write_bytes(b"mine")
    written = begin(tmp_path, 2026, ())
    assert (tmp_path / "申报材料.xlsx").read_bytes() == b"mine"
    assert tmp_path / "申报材料.xlsx" not in written
    assert begin(tmp_path, 2026, ()) == []


def test_the_same_bytes_whenever_they_are_made(tmp_path, monkeypatch):
    monkeypatch.setattr(contracts, "incoming", lambda: {"materials": contract("materials")})
    monkeypatch.setattr("secrets.token_hex", lambda n: "0" * 2 * n)
    first = {path.name: path.read_bytes() for path in begin(tmp_path / "1", 2026, ())}
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    assert {path.name: path.read_bytes() for path in begin(tmp_path / "2", 2026, ())} == first
    with zipfile.ZipFile(tmp_path / "1" / "申报材料.xlsx") as parts:
        assert set(re.findall(rb"[0-9-]{10}T[0-9:]{8}", parts.read("docProps/core.xml"))) == {b"1980-01-01T00:00:00"}


@pytest.mark.parametrize("text", ["=1+1", "+86", "-", "@某某", "\t=1"])
def test_text_that_looks_like_a_formula_stays_text(text):
    book = openpyxl.Workbook()
    put(book.active["A1"], text)
    cell = reopened(book).active["A1"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_a_year_is_asked_for_as_a_year_and_the_explanation_prints_on_pages_of_full_width():
    """Not as any number, "such as 85"; its columns side by side, as they are read."""
    explained = workbook(contract("tax_credit"))["填写说明"]
    said = {row[0]: row[4] for row in explained.iter_rows(values_only=True)}
    assert said["评价年度"] == "填写四位年份，如 2025"
    assert explained.sheet_properties.pageSetUpPr.fitToPage
    assert explained.page_setup.fitToHeight == 0


def test_the_checklist_is_in_the_order_of_the_year_and_says_what_silence_means(tmp_path):
    """A newcomer reads it from the top: first what no year opens without, at the end what may come at any time."""
    begin(tmp_path, 2026, ())
    _, *rows = openpyxl.load_workbook(tmp_path / "交表清单.xlsx").active.iter_rows(values_only=True)
    titles = [row[0] for row in rows]
    assert titles[:5] == ["年度日程", "年度与办公室信息", "年度实施规则", "申报组织", "申报材料"]
    assert titles.index("部门核查意见") < titles.index("评审员") < titles.index("选票统计") < titles.index("中途退出")
    said = {row[0]: row[4] for row in rows}
    assert (said["申报组织"], said["历年获奖组织"], said["认定记录"]) == ("等有内容", "登记零报告", "不必交")
