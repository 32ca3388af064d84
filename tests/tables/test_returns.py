"""A file with faults goes back to its sender: his own cells, those at fault marked, nothing of anybody else."""

import shutil
from pathlib import Path

import openpyxl
import pytest

from yiwu_award.errors import Fault
from yiwu_award.stages.checks import located
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import read_incoming
from yiwu_award.tables.returns import give_back

BAD_INPUT = Path(__file__).parents[1] / "bad_input"
HEAD = ["申报编号", "评价年度", "信用级别", "公布日期"]
ROWS = [HEAD, ["A01", "2023", "AA", "2024-04-20"], ["A02", "去年", "A", "2024-04-31"]]


def found_in(folder):
    arrived = read_incoming(folder)
    return [*arrived.faults, *judge(arrived.frames)]


def given_back(folder, into):
    """Workbooks by name below ``into``, for the faults that reading and judging find."""
    paths = give_back(folder, found_in(folder), into)
    return {path.relative_to(into).as_posix(): openpyxl.load_workbook(path) for path in paths}


def write(path, rows, encoding="utf-8"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(row) + "\n" for row in rows), encoding=encoding)


def comments(sheet):
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


@pytest.fixture(scope="module")
def marked(tmp_path_factory):
    """The sheet with the cells of a CSV file that came back, and the sheet in front."""
    folder = tmp_path_factory.mktemp("来表")
    write(folder / "某局" / "纳税信用等级.csv", ROWS, "gb18030")
    books = given_back(folder, tmp_path_factory.mktemp("退回") / "returned")
    assert list(books) == ["某局/纳税信用等级.xlsx"]
    return books["某局/纳税信用等级.xlsx"]


def test_a_csv_comes_back_as_a_workbook_with_the_same_cells(marked):
    assert marked.sheetnames == ["退回说明", "纳税信用等级"]
    assert [[cell.value for cell in row] for row in marked["纳税信用等级"]] == ROWS


def test_each_cell_at_fault_is_marked_and_says_what_is_wrong_and_due_by_which_clause_and_what_to_do(marked):
    told = comments(marked["纳税信用等级"])
    assert set(told) == {"C2", "B3", "D3"}
    for word in ("“AA”", "A、B、M、C、D", "三(五)1", "填写以下之一"):
        assert word in told["C2"]
    assert "没有这一天" in told["D3"]
    filled = {cell.coordinate for row in marked["纳税信用等级"] for cell in row if cell.fill.fill_type}
    assert filled == set(told)


def test_the_first_sheet_lists_the_faults_down_the_file(marked):
    listed = [[cell.value for cell in row] for row in marked["退回说明"].iter_rows(min_row=7)]
    assert [(row[1], row[2], row[3]) for row in listed] == [
        ("纳税信用等级", "C2", "信用级别"), ("纳税信用等级", "B3", "评价年度"), ("纳税信用等级", "D3", "公布日期"),
    ]  # fmt: skip
    assert marked.active.title == "退回说明"
    assert [sheet.title for sheet in marked if sheet.sheet_view.tabSelected] == ["退回说明"]


def test_a_workbook_keeps_its_own_looks_and_its_formulas_come_back_as_the_values_they_had(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.merge_cells("A1:D1")
    sheet["A1"], sheet["F1"] = "2024年纳税信用等级", "=1+1"
    for row in ROWS:
        sheet.append(row)
    sheet["E5"] = "+86"
    sheet.column_dimensions["A"].width = 33
    (tmp_path / "in").mkdir()
    book.save(tmp_path / "in" / "纳税信用等级.xlsx")
    (back,) = given_back(tmp_path / "in", tmp_path / "out").values()
    cells = back["Sheet"]
    assert cells.column_dimensions["A"].width == 33
    assert set(comments(cells)) >= {"C3", "B4", "D4"}
    assert all(cell.data_type != "f" for row in cells for cell in row)
    assert (cells["E5"].value, cells["E5"].data_type, cells["E5"].quotePrefix) == ("+86", "s", True)


def test_what_is_mended_in_the_returned_workbook_is_read_and_old_marks_do_not_come_back(tmp_path):
    (tmp_path / "in").mkdir()
    write(tmp_path / "in" / "纳税信用等级.csv", ROWS)
    (book,) = given_back(tmp_path / "in", tmp_path / "out").values()
    book["纳税信用等级"]["C2"], book["纳税信用等级"]["B3"] = "A", "2023"
    (tmp_path / "again").mkdir()
    book.save(tmp_path / "again" / "纳税信用等级.xlsx")

    (back,) = given_back(tmp_path / "again", tmp_path / "out").values()

    assert set(comments(back["纳税信用等级"])) == {"D3"}
    assert back["纳税信用等级"]["C2"].fill.fill_type is None
    assert back.sheetnames.count("退回说明") == 1
    back["纳税信用等级"]["D3"] = "2024年4月30日"
    back.save(tmp_path / "again" / "纳税信用等级.xlsx")
    assert found_in(tmp_path / "again") == []


def test_a_key_that_another_sender_has_too_is_told_without_him(tmp_path):
    row = ["A01", "2023", "A", "2024-04-20"]
    write(tmp_path / "纳税信用等级-甲局.csv", [HEAD, row])
    write(tmp_path / "纳税信用等级-乙局.csv", [HEAD, row, ["A02", "2023", "M", "2024-04-20"]])
    books = given_back(tmp_path, tmp_path / "out")
    (book,) = books.values()
    told = " ".join(str(cell.value) for sheet in book for row in sheet for cell in row) + str(
        [comments(sheet) for sheet in book]
    )
    (returned,) = books
    other = {"纳税信用等级-甲局.xlsx": "乙局", "纳税信用等级-乙局.xlsx": "甲局"}[returned]
    assert other not in told
    assert "删去重复的行" in told
    assert "其他来表的内容不在此显示" in told


def test_a_key_twice_in_one_file_is_told_with_its_row(tmp_path):
    row = ["A01", "2023", "A", "2024-04-20"]
    write(tmp_path / "纳税信用等级.csv", [HEAD, row, row])
    (book,) = given_back(tmp_path, tmp_path / "out").values()
    assert "第 2 行重复" in comments(book["纳税信用等级"])["A3"]


def test_a_fault_of_a_stage_that_tells_of_another_table_is_not_shown():
    """Columns that the table itself lacks came from elsewhere."""
    place = {"file": "选票统计.csv", "sheet": None, "row": 2, "issued": 9, "n": 7}
    rows = contract("ballot_papers").empty().reindex([0]).assign(**place)
    (own,) = located(rows, "ballot_papers", "issued", "发出 {issued}", "更少", "五(五)", "重新清点")
    (other,) = located(rows, "ballot_papers", "issued", "发出 {issued}", "不超过 {n}", "五(五)", "重新清点")
    assert (own.is_own, other.is_own) == (True, False)


def test_faults_without_a_cell_stand_in_the_list(tmp_path):
    write(tmp_path / "年度日程.csv", [["事项", "日期"], ["发布通知公告", "2024-03-15"]])
    (book,) = given_back(tmp_path, tmp_path / "out").values()
    places = {row[2].value: row[4].value for row in book["退回说明"].iter_rows(min_row=7)}
    assert "缺少列“说明”" in places["A1"]
    assert "申报截止" in places["整张表"]


def test_a_merged_cell_is_marked_where_it_begins(tmp_path):
    book = openpyxl.Workbook()
    for row in [HEAD, ["A01", "2023", None, "2024-04-20"]]:
        book.active.append(row)
    book.active.merge_cells("B2:C2")
    book.save(tmp_path / "纳税信用等级.xlsx")
    (back,) = given_back(tmp_path, tmp_path / "out").values()
    assert "空格子" in comments(back["Sheet"])["B2"]


def test_what_cannot_be_opened_yields_only_the_message(tmp_path):
    shutil.copy(BAD_INPUT / "encrypted.xlsx", tmp_path / "申报组织.xlsx")
    (book,) = given_back(tmp_path, tmp_path / "out").values()
    assert book.sheetnames == ["退回说明"]
    assert "已加密" in str([cell.value for row in book.active for cell in row])


def test_nothing_of_a_row_per_ballot_is_copied(tmp_path):
    write(tmp_path / "计票结果.csv", [["奖项", "轮次", "申报编号", "投票人"], ["质量奖", "1", "A01", "虚构某人"]])
    (book,) = given_back(tmp_path, tmp_path / "out").values()
    assert book.sheetnames == ["退回说明"]
    assert "虚构某人" not in str([cell.value for row in book.active for cell in row])


def test_two_files_of_one_stem_come_back_under_two_names(tmp_path):
    write(tmp_path / "纳税信用等级.csv", ROWS)
    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.save(tmp_path / "纳税信用等级.xlsx")
    assert list(given_back(tmp_path, tmp_path / "out")) == ["纳税信用等级.xlsx", "纳税信用等级.xlsx.xlsx"]


def test_the_same_faults_give_the_same_bytes_and_files_without_faults_stay_away(tmp_path):
    write(tmp_path / "in" / "纳税信用等级.csv", ROWS)
    write(tmp_path / "in" / "现场评审.csv", [["评审组", "申报编号", "开始日期", "结束日期"]])
    first = [path.read_bytes() for path in give_back(tmp_path / "in", found_in(tmp_path / "in"), tmp_path / "out")]
    again = [path.read_bytes() for path in give_back(tmp_path / "in", found_in(tmp_path / "in"), tmp_path / "out")]
    assert first == again
    assert len(first) == 1


def test_earlier_returns_go_away_and_a_fault_of_no_file_writes_nothing(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "旧.xlsx").write_bytes(b"")
    assert give_back(tmp_path, [Fault("年度日程", "没有收到这张表", "有", "四(一)", "补上")], tmp_path / "out") == []
    assert not (tmp_path / "out").exists()
