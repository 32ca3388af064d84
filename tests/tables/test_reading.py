"""Files as offices send them become typed frames; what was normalised is told."""

# ruff: noqa: RUF001 (full-width digits are what is tested)

import zipfile
from dataclasses import replace
from datetime import date, datetime

import openpyxl
import pandas as pd
import pytest

from yiwu_award.tables import contracts, files
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.files import table_of
from yiwu_award.tables.reading import read_incoming

TAX = "申报编号,评价年度,信用级别,公布日期\nA01,2023,A,2024-04-20\nA02,2023,M,2024-04-21\n"
TAX_ROWS = [("A01", 2023, "A", pd.Timestamp("2024-04-20")), ("A02", 2023, "M", pd.Timestamp("2024-04-21"))]


def rows_of(arrived, table="tax_credit"):
    return list(arrived.frames[table][list(contract(table).names)].itertuples(index=False, name=None))


def workbook(path, **sheets):
    """A workbook with one sheet per name, from lists of rows."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_csv_in_the_encodings_that_offices_use(encoding, line_end, tmp_path):
    (tmp_path / "纳税信用等级.csv").write_bytes(TAX.replace("\n", line_end).encode(encoding))

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS
    assert arrived.frames["tax_credit"]["row"].tolist() == [2, 3]
    assert arrived.frames["tax_credit"]["sheet"].isna().all()


def test_a_rare_character_survives_gb18030(tmp_path):
    honours = "获奖年度,奖项,组织名称,统一社会信用代码,表彰文号,表彰日期\n2022,质量奖,虚构昇堃厂,,,2022-12-01\n"
    (tmp_path / "历年获奖组织.csv").write_bytes(honours.encode("gb18030"))
    assert read_incoming(tmp_path).frames["honours"]["org_name"].tolist() == ["虚构昇堃厂"]


def test_columns_may_stand_in_any_order_and_be_named_in_either_language(tmp_path):
    (tmp_path / "tax_credit.csv").write_text(
        "公布日期,GRADE,application_id,评价 年度*\n2024-04-20,A,A01,2023\n", "utf-8"
    )
    assert rows_of(read_incoming(tmp_path)) == TAX_ROWS[:1]


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("tax_credit", "tax_credit"),
        ("Tax_Credit-2024", "tax_credit"),
        ("纳税信用等级", "tax_credit"),
        ("纳税信用等级（市税务局）", "tax_credit"),
        ("纳税信用等级 第2批", "tax_credit"),
        ("评审组", "panels"),
        ("评审组分工_甲", "panel_applications"),
        ("评审组现场评审意见", "panel_opinions"),
        ("现场评审.终稿", "visits"),
        ("panel_applications", "panel_applications"),
        ("纳税信用等级表", None),
        ("taxes", None),
    ],
)
def test_a_name_belongs_to_the_longest_table_name_that_it_begins_with(name, table):
    found = table_of(name)
    assert (found and found.name) == table


def test_the_longest_of_several_fitting_names_wins(monkeypatch):
    tables = {
        "visits": replace(contract("visits"), title="现场"),
        "panels": replace(contract("panels"), title="现场 评审"),
    }
    monkeypatch.setattr(contracts, "incoming", lambda: tables)
    files._known_names.cache_clear()
    try:
        assert table_of("现场 评审-甲").name == "panels"
    finally:
        files._known_names.cache_clear()


def test_every_title_and_name_finds_its_own_table():
    for table in contracts.incoming().values():
        assert table_of(table.name) is table
        assert table_of(f"{table.title}-某局") is table


def test_several_files_of_one_table_are_joined_and_each_row_keeps_its_place(tmp_path):
    (tmp_path / "税务").mkdir()
    (tmp_path / "纳税信用等级").mkdir()
    (tmp_path / "税务" / "tax_credit.csv").write_text(TAX.splitlines()[0] + "\nA01,2023,A,2024-04-20\n", "utf-8")
    (tmp_path / "纳税信用等级" / "甲局.csv").write_text(TAX.splitlines()[0] + "\nA02,2023,A,2024-04-20\n", "utf-8")
    workbook(
        tmp_path / "纳税信用等级" / "乙局.xlsx",
        Sheet1=[TAX.splitlines()[0].split(","), ["A03", 2023, "A", "2024-04-20"]],
    )

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    places = arrived.frames["tax_credit"][["application_id", "file", "sheet", "row"]].fillna("")
    assert places.to_records(index=False).tolist() == [
        ("A01", "税务/tax_credit.csv", "", 2),
        ("A03", "纳税信用等级/乙局.xlsx", "Sheet1", 2),
        ("A02", "纳税信用等级/甲局.csv", "", 2),
    ]
    assert arrived.log.to_dict("records") == [{"table": "tax_credit", "n_files": 3, "n_rows": 3}]


def test_two_files_with_the_same_stem_are_both_read(tmp_path):
    (tmp_path / "纳税信用等级.csv").write_text(TAX.splitlines()[0] + "\nA01,2023,A,2024-04-20\n", "utf-8")
    workbook(tmp_path / "纳税信用等级.xlsx", 一=[TAX.splitlines()[0].split(","), ["A02", 2023, "A", "2024-04-20"]])
    assert sorted(read_incoming(tmp_path).frames["tax_credit"]["application_id"]) == ["A01", "A02"]


def test_a_workbook_may_hold_several_tables_and_sheets_that_hold_none(tmp_path):
    book = workbook(
        tmp_path / "年度资料.xlsx",
        填写说明=[["怎样填"]],
        纳税信用等级=[TAX.splitlines()[0].split(","), ["A01", 2023, "A", date(2024, 4, 20)]],
        年度日程=[["事项", "日期", "说明"], ["申报截止", datetime(2024, 5, 31), None]],  # noqa: DTZ001
        Sheet3=[],
    )
    opened = openpyxl.load_workbook(book)
    opened.create_sheet("WpsReserved").append(["x"])
    opened["WpsReserved"].sheet_state = "hidden"
    opened.save(book)

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS[:1]
    assert arrived.frames["schedule"]["event"].tolist() == ["applications_close_on"]


def test_a_sheet_that_no_table_takes_is_named_and_the_others_are_still_read(tmp_path):
    workbook(tmp_path / "资料.xlsx", 甲=[["a"]], 纳税信用等级=[["申报编号"]], 乙=[["b"]])
    faults = read_incoming(tmp_path).faults
    assert [fault.sheet for fault in faults] == ["甲", "乙", *["纳税信用等级"] * 3]


def test_title_rows_above_the_heading_and_blank_rows_are_passed_over(tmp_path):
    head = TAX.splitlines()[0].split(",")
    rows = [
        ["2024年纳税信用等级"],
        ["单位：某局"],
        ["序号", *head],
        [1, "A01", 2023, "A", "2024-04-20"],
        [],
        [2, "A02", 2023, "M", "2024-04-21"],
        [None, " "],
    ]
    path = workbook(tmp_path / "纳税信用等级.xlsx", Sheet1=rows)
    book = openpyxl.load_workbook(path)
    book.active.merge_cells("A1:E1")
    book.save(path)

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS
    assert arrived.frames["tax_credit"]["row"].tolist() == [4, 6]


def test_csv_rows_of_unequal_length_and_quoted_line_ends_keep_their_row_numbers(tmp_path):
    text = (
        '纳税信用等级\n申报编号,评价年度,信用级别,公布日期\n"A01",2023,A,2024-04-20,,,\nA02,2023,M,2024-04-21\n,,,,\n'
    )
    (tmp_path / "tax_credit.csv").write_text(text, "utf-8")
    note = '申报编号,材料,收到日期,是否齐全,说明\nA01,申报表,2024-05-01,是,"两\n行"\nA02,申报表,2024-05-01,否,\n'
    (tmp_path / "materials.csv").write_text(note, "utf-8")

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS
    assert arrived.frames["tax_credit"]["row"].tolist() == [3, 4]
    assert arrived.frames["materials"]["note"].iloc[0] == "两\n行"
    assert arrived.frames["materials"]["row"].tolist() == [2, 3]


def test_a_late_row_with_more_cells_than_the_first_ones_is_read_too(tmp_path):
    rows = "".join(f"A{number:02d},2023,A,2024-04-20\n" for number in range(30))
    text = TAX.splitlines()[0] + "\n" + rows + 'A30,2023,"A",2024-04-20,,,\n'
    (tmp_path / "tax_credit.csv").write_text(text, "utf-8")
    frame = read_incoming(tmp_path).frames["tax_credit"]
    assert frame["application_id"].tolist() == [f"A{number:02d}" for number in range(31)]
    assert frame["row"].tolist() == list(range(2, 33))


def test_a_quotation_mark_that_never_ends_is_told(tmp_path):
    (tmp_path / "tax_credit.csv").write_text(TAX + 'A03,2023,"A,2024-04-20\n', "utf-8")
    (fault,) = read_incoming(tmp_path).faults
    assert "引号不成对" in fault.came


@pytest.mark.parametrize(
    "data", ["申报编号".encode("utf-16"), b"a\0,\0b\0", b"\xff\xfe\xff"], ids=["UTF-16", "no mark", "bytes"]
)
def test_what_is_no_text_is_told(data, tmp_path):
    (tmp_path / "tax_credit.csv").write_bytes(data)
    (fault,) = read_incoming(tmp_path).faults
    assert "CSV UTF-8" in fault.fix


def test_a_byte_order_mark_before_a_quoted_heading_does_not_hide_it(tmp_path):
    text = '"申报编号",评价年度,信用级别,公布日期\n' + "A01,2023,A,2024-04-20\n" + ",\n" * 30 + ",,,,,\n"
    (tmp_path / "tax_credit.csv").write_text(text, "utf-8-sig")
    arrived = read_incoming(tmp_path)
    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS[:1]


def test_what_was_normalised_is_told_with_its_place(tmp_path):
    (tmp_path / "tax_credit.csv").write_text(
        "申报编号,评价年度,grade,公布日期\nＡ01,２０２３,A,2024年4月20日\n", "utf-8"
    )

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS[:1]
    assert arrived.normalised.fillna("").to_records(index=False).tolist() == [
        ("tax_credit", "tax_credit.csv", "", 2, "申报编号", "Ａ01", "A01"),
        ("tax_credit", "tax_credit.csv", "", 2, "评价年度", "２０２３", "2023"),
        ("tax_credit", "tax_credit.csv", "", 2, "公布日期", "2024年4月20日", "2024-04-20"),
    ]


def test_a_label_taken_as_its_code_is_not_told(tmp_path):
    (tmp_path / "tax_credit.csv").write_text(TAX, "utf-8")
    assert read_incoming(tmp_path).normalised.empty


def test_a_formula_that_failed_or_was_never_calculated_is_a_fault_and_not_a_blank(tmp_path):
    head = contract("registrations").names
    row = ["A01", date(2010, 1, 1), "是", "存续", "否", "=1/0"]
    path = workbook(tmp_path / "registrations.xlsx", Sheet1=[head, row, [*row[:5], "#N/A"]])
    with zipfile.ZipFile(path) as parts:
        assert b't="e"' in parts.read("xl/worksheets/sheet1.xml")

    faults = read_incoming(tmp_path).faults

    assert [(fault.row, fault.column) for fault in faults] == [(2, "authority"), (3, "authority")]
    assert all("公式出错" in fault.came for fault in faults)


def test_one_and_true_in_one_column_are_kept_apart(tmp_path):
    workbook(tmp_path / "office.xlsx", Sheet1=[["field", "value"], ["award_year", 1], ["is_fictional", True]])
    assert read_incoming(tmp_path).frames["office"]["value"].tolist() == ["1", "是"]


def test_frames_are_typed_as_their_contracts_say_also_where_all_is_blank(tmp_path):
    for table in contracts.incoming().values():
        (tmp_path / f"{table.name}.csv").write_text(",".join(table.names) + "\n", "utf-8")

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    for name, frame in arrived.frames.items():
        pd.testing.assert_frame_equal(frame, contract(name).empty())


def test_hidden_files_locks_and_readme_are_passed_over(tmp_path):
    for name in (".DS_Store", "~$申报组织.xlsx", "README.md", "readme.txt", "Thumbs.db"):
        (tmp_path / name).write_bytes(b"x")
    arrived = read_incoming(tmp_path)
    assert arrived.faults == ()
    assert arrived.frames == {}
    assert arrived.log.empty


def test_an_opendocument_sheet_is_read(tmp_path):
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    rows = "".join(
        "<table:table-row>" + "".join(cell.format(text) for text in line.split(",")) + "</table:table-row>"
        for line in TAX.splitlines()
    )
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{names}><office:body><office:spreadsheet>'
        f'<table:table table:name="纳税信用等级">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "资料.ods", "w") as parts:
        parts.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        parts.writestr("META-INF/manifest.xml", '<?xml version="1.0"?><manifest/>')
        parts.writestr("content.xml", content)

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    assert rows_of(arrived) == TAX_ROWS
