"""What offices send wrongly ends in a message that says where, what came, what was due, by which clause, what to do."""

import shutil
from pathlib import Path

import pytest
import yaml

from yiwu_award.errors import by_cause
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import read_incoming

BAD_INPUT = Path(__file__).parents[1] / "bad_input"
CASES = yaml.safe_load((BAD_INPUT / "tables.yml").read_text(encoding="utf-8"))


def faults_of(folder):
    arrived = read_incoming(folder)
    return [str(fault) for fault in (*arrived.faults, *judge(arrived.frames))]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_bad_input_is_answered(case, tmp_path):
    for name, text in case["files"].items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    faults = faults_of(tmp_path)

    assert len(faults) == len(case["says"]), faults
    for said in case["says"]:
        assert any(all(text in fault for text in said) for fault in faults), (said, faults)


def test_all_faults_come_at_once_in_the_order_of_tables_and_rows(tmp_path):
    (tmp_path / "tax_credit.csv").write_text(
        "申报编号,评价年度,信用级别,公布日期\nA01,x,A,2024-04-20\nA02,2023,,2024-04-20\nA03,2023,E,y\n",
        encoding="utf-8",
    )
    (tmp_path / "visits.csv").write_text(
        "panel,application_id,started_on,ended_on\n1,A01,2024-09-03,2024-09-02\n", encoding="utf-8"
    )

    faults = faults_of(tmp_path)

    places = [text.split("）")[0] for text in faults]
    assert places == [
        "纳税信用等级（tax_credit.csv · 第 2 行 · “评价年度”",
        "纳税信用等级（tax_credit.csv · 第 4 行 · “公布日期”",
        "纳税信用等级（tax_credit.csv · 第 3 行 · “信用级别”",
        "纳税信用等级（tax_credit.csv · 第 4 行 · “信用级别”",
        "现场评审（visits.csv · 第 2 行 · “panel”",
        "现场评审（visits.csv · 第 2 行 · “started_on”",
    ]


APPLICATIONS = (Path(__file__).parents[2] / "data_contracts/sample/2024/applications.csv").read_text("utf-8-sig")


def causes_of(folder, applications, tax_credit):
    (folder / "applications.csv").write_text(applications, encoding="utf-8")
    rows = "".join(f"{name},{year},A,{year + 1}-04-20\n" for name, year in tax_credit)
    (folder / "tax_credit.csv").write_text(f"申报编号,评价年度,信用级别,公布日期\n{rows}", encoding="utf-8")
    return by_cause(judge(read_incoming(folder).frames))


def test_an_empty_table_is_the_one_cause_of_all_that_refers_to_it(tmp_path):
    heading = APPLICATIONS.splitlines()[0] + "\n"
    (cause,) = causes_of(tmp_path, heading, [("A01", 2022), ("A01", 2023), ("A02", 2023)])
    assert str(cause.first).startswith("申报组织（applications.csv）：只有表头，没有一行")
    assert [(fault.file, fault.row) for fault in cause.following] == [("tax_credit.csv", row) for row in (2, 3, 4)]


def test_rows_about_one_unknown_application_are_one_cause_and_those_about_another_are_another(tmp_path):
    causes = causes_of(tmp_path, APPLICATIONS, [("A2401", 2023), ("X1", 2022), ("X2", 2023), ("X1", 2023)])
    assert [(cause.first.row, [fault.row for fault in cause.following]) for cause in causes] == [(3, [5]), (4, [])]


def test_an_encrypted_workbook_is_named_as_such(tmp_path):
    shutil.copy(BAD_INPUT / "encrypted.xlsx", tmp_path / "申报组织.xlsx")

    (fault,) = faults_of(tmp_path)

    assert "申报组织.xlsx" in fault
    assert "已加密" in fault
    assert "去掉打开密码" in fault


SECRET = "secret-of-the-ballot"
PAPERS = "奖项,轮次,发出票数,收回票数,未收回票数,有效票数,废票数,表决日期"
PAPER = "质量奖,1,1,1,0,1,0,2024-10-15"
COUNTS = "奖项,轮次,申报编号,赞成票,反对票,弃权票"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("选票统计.csv", f"{PAPERS},投票人\n{PAPER},{SECRET}\n"),
        ("选票统计.csv", f"{PAPERS},{SECRET}\n{PAPER},1\n"),
        ("选票统计.csv", f"{PAPERS},序号\n{PAPER},{SECRET}\n"),
        ("选票统计.csv", f"{PAPERS}\n{PAPER}\n{PAPER}\n"),
        ("计票结果.csv", f"{COUNTS},投票时间\n质量奖,1,A01,1,0,0,{SECRET}\n"),
        ("计票结果.csv", f"{COUNTS}\n质量奖,1,A01,1,0,0\n质量奖,1,A01,0,1,{SECRET}\n"),
        ("ballot_counts.csv", f"voter,award,round,application_id,choice\n{SECRET},质量奖,1,A01,for\n"),
    ],
    ids=["voter", "heading", "number", "twice", "time", "twice and wrong", "another shape"],
)
def test_a_row_per_ballot_is_refused_and_nothing_of_it_is_shown(file, text, tmp_path):
    (tmp_path / file).write_text(text, encoding="utf-8")

    arrived = read_incoming(tmp_path)

    assert arrived.faults
    assert not arrived.frames
    for fault in arrived.faults:
        assert fault.file == file
        assert fault.clause == "五(五)"
        assert "无记名" in str(fault)
        assert SECRET not in str(fault)
    assert SECRET not in arrived.normalised.to_string()


def test_ballots_spread_over_a_file_per_voter_are_refused_too(tmp_path):
    for voter in "甲乙":
        (tmp_path / f"选票统计-{voter}.csv").write_text(f"{PAPERS}\n{PAPER}\n", encoding="utf-8")

    (fault,) = read_incoming(tmp_path).faults

    assert fault.clause == "五(五)"
