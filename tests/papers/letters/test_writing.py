"""The folder of papers: one folder each, replaced as a whole, and never over what a person changed."""

import sys
from dataclasses import replace

import openpyxl
import pytest

from yiwu_award import cli
from yiwu_award.errors import Refused
from yiwu_award.papers import letters as module
from yiwu_award.papers.letters.kinds import Desk
from yiwu_award.papers.letters.writing import write


@pytest.fixture
def few(due, tmp_path):
    """Three papers of the sample year, to be written into a folder of this test."""
    year = replace(due.desk.year, reports=tmp_path / "2024")
    chosen = [paper for paper in due.papers if paper.folder in ("A2419", "评审组P2")][:3]
    waiting = {due.papers[0].kind: "“发布通知公告”尚未完成"}
    return replace(due, desk=Desk(year, due.desk.outcomes), papers=tuple(chosen), left_out=waiting)


def contents(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_each_organisation_has_its_own_folder_and_the_office_the_list(few):
    folder = write(few)
    assert set(contents(folder)) == {
        "A2419/资料评审报告.docx", "A2419/资料评审反馈书.docx", "评审组P2/现场评审计划.docx", "市评审办/文书清单.xlsx",
        "written.json",
    }  # fmt: skip
    assert (folder.parent / "kind.txt").read_text(encoding="utf-8").strip() == "虚构年度"
    sheet = openpyxl.load_workbook(folder / "市评审办" / "文书清单.xlsx").active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert lines[0] == ["文书", "依据", "发给", "申报编号", "文件", "状态", "日期", "方式", "说明"]
    assert [line[5] for line in lines[1:]] == ["已发送", "已发送", "已发送", "未制作"]
    assert lines[-1][8] == "“发布通知公告”尚未完成"


def test_written_again_it_is_the_same_and_what_is_no_longer_due_is_gone(few):
    folder = write(few)
    before = contents(folder)
    assert contents(write(few)) == before
    fewer = contents(write(replace(few, papers=few.papers[:1])))
    assert set(before) - set(fewer) == {few.papers[1].file, few.papers[2].file}


@pytest.mark.parametrize("name", ["A2419/资料评审反馈书.docx", "A2419/手写说明.txt"])
def test_what_a_person_changed_or_added_is_never_replaced(few, name):
    """Refused by name before anything is written."""
    folder = write(few)
    (folder / name).write_bytes("经办人改过".encode())
    before = contents(folder)
    with pytest.raises(Refused, match=rf"{name}；.*没有替换任何文书"):
        write(few)
    assert contents(folder) == before


def test_a_template_that_fails_leaves_everything_as_it_was(few):
    folder = write(few)
    before = contents(folder)
    (folder.parents[1] / "templates").mkdir()
    (folder.parents[1] / "templates" / "现场评审计划.docx").write_bytes(b"none")
    with pytest.raises(Refused, match=r"现场评审计划\.docx 不是 Word 文件"):
        write(few)
    assert contents(folder) == before


def test_the_command_says_what_was_made_what_was_not_and_what_waits_to_be_sent(few, monkeypatch, capsys):
    monkeypatch.setattr("yiwu_award.year.open_year", lambda *_: few.desk.year)
    monkeypatch.setattr(module, "letters", lambda _: few)
    monkeypatch.setattr(sys, "argv", ["yiwu-award", "letters", "2024"])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    said = capsys.readouterr().out
    assert not stop.value.code
    for words in ("资料评审反馈书：1 份", "申报通知：未制作，“发布通知公告”尚未完成", "已发送 3 份。", "文书清单.xlsx"):
        assert words in said
