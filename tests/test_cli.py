"""The command line on wrong input: where, what came, what was due, by which clause; exit code; nothing written."""

import csv
import json
import shutil
import subprocess
import sys

import pytest

from yiwu_award import cli
from yiwu_award.law import clauses as law_clauses
from yiwu_award.places import project_file

SAMPLE = project_file("data_contracts/sample") / "2024"
FEW = ("schedule", "office", "implementing_rules", "applications", "tax_credit", "land_productivity")


@pytest.fixture
def incoming(tmp_path):
    """A copy of the closed sample year that a test may spoil."""
    return shutil.copytree(SAMPLE, tmp_path / "来表")


@pytest.fixture
def few(incoming):
    """Those of its tables that a fault in a certificate or a grade is about: each table costs time to judge."""
    for path in incoming.iterdir():
        if path.stem not in FEW:
            path.unlink()
    return incoming


@pytest.fixture
def call(monkeypatch, capsys):
    """Run a command line; exit code and everything that was said."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["yiwu-award", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return stop.value.code or 0, said.out + said.err

    return run


def edit(folder, table, change):
    """Change the rows of a CSV file; they come as dicts, and as the list that they are in."""
    path = folder / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    changed = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changed[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changed)


def wrong_value(folder):
    edit(folder, "tax_credit", lambda rows: rows[1].update(grade="AA"))


def missing_column(folder):
    edit(folder, "tax_credit", lambda rows: [{k: v for k, v in row.items() if k != "grade"} for row in rows])


def panel_of_two(folder):
    edit(folder, "panels", lambda rows: [row for row in rows if row["assessor_id"] not in ("E12", "E13")])


def recused_score(folder):
    own = {"assessor_id": "E01", "application_id": "A2401", "relation": "shareholding", "declared_on": "2024-07-08"}
    edit(folder, "conflicts", lambda rows: [*rows, dict.fromkeys(rows[0], "") | own])


def too_many_winners(folder):
    more = [{"act": act, "application_id": "A2404"} for act in ("proposed", "approval")]

    def add(rows):
        like = {row["act"]: row for row in rows if row["award"] == "quality_award"}
        return [*rows, *(like[extra["act"]] | extra for extra in more)]

    edit(folder, "acts", add)


def before_the_regulation(folder):
    early = {"applications_close_on": "2020-05-31"}
    edit(
        folder, "schedule", lambda rows: [row.update(day=early.get(row["event"], row["day"])) for row in rows] and None
    )


BROKEN_CELLS = {
    "wrong value": (wrong_value, ["tax_credit.csv", "第 3 行", "grade", "AA", "A、B、M、C、D", "三(五)1"]),
    "missing column": (missing_column, ["tax_credit.csv", "信用级别", "三(五)1"]),
}
BROKEN_LIMITS = {
    "panel of two": (panel_of_two, ["P3", "2", "二(三)"]),
    "recused assessor's score": (recused_score, ["item_scores.csv", "A2401", "E01", "七(一)"]),
    "more winners than seats": (too_many_winners, ["决定与名单", "4 家", "不超过 3 家", "一(五)"]),
    "year before the regulation": (before_the_regulation, ["2020-05-31", "义政办发〔2018〕164号", "八"]),
}


@pytest.fixture
def opened(sample, monkeypatch):
    """Commands that only tell take the sample year as it was opened for all tests."""
    monkeypatch.setattr("yiwu_award.year.open_year", lambda award_year, incoming, reports, as_of: sample(award_year))


@pytest.mark.parametrize("name", BROKEN_CELLS)
def test_broken_cells_stop_the_run_before_anything_is_written(name, few, tmp_path, call):
    assert_stopped(*BROKEN_CELLS[name], few, tmp_path, call)


@pytest.mark.usefixtures("unjudged")
@pytest.mark.parametrize("name", BROKEN_LIMITS)
def test_broken_limits_stop_the_run_before_anything_is_written(name, incoming, tmp_path, call):
    assert_stopped(*BROKEN_LIMITS[name], incoming, tmp_path, call)


def assert_stopped(spoil, named, incoming, tmp_path, call):
    """Exit 2, a message in Chinese that says where, no traceback, and nothing but what goes back to the senders."""
    spoil(incoming)
    reports = tmp_path / "reports"
    code, said = call("run", 2024, "--incoming", incoming, "--reports", reports)
    assert code == 2
    assert [word for word in named if word not in said] == []
    assert "未作任何评审" in said
    assert "Traceback" not in said
    written = {path.relative_to(reports) for path in reports.rglob("*") if path.is_file() and path.suffix != ".lock"}
    assert {path.parts[:2] for path in written} <= {("2024", "returned")}


def test_check_lists_all_faults_of_all_tables_at_once(few, call):
    """A table per file, a row per fault, with sheet, row and column."""
    wrong_value(few)
    edit(few, "land_productivity", lambda rows: rows[0].update(rating_year="去年"))
    code, said = call("check", 2024, "--incoming", few)
    assert code == 2
    for word in ("tax_credit.csv：1 处", "land_productivity.csv：1 处", "grade", "AA", "rating_year", "去年", "三(七)"):
        assert word in said


@pytest.mark.usefixtures("unjudged")
def test_check_tells_the_faults_of_all_stages_at_once(incoming, call):
    """Points over full marks stop 部门评审, a visit by another panel 现场评审; neither hides the other."""
    edit(incoming, "department_scores", lambda rows: rows[0].update(score="999"))
    edit(incoming, "visits", lambda rows: rows[0].update(panel="P2"))
    code, said = call("check", 2024, "--incoming", incoming)
    assert code == 2
    assert "不超过满分 100" in said
    assert "二(三)2" in said


def test_check_writes_what_goes_back_to_the_sender_and_takes_it_away_once_mended(few, tmp_path, call):
    """The sender's file comes back marked under the year's reports; the file that came is not touched."""
    reports = tmp_path / "reports"
    sent = (few / "tax_credit.csv").read_bytes()
    wrong_value(few)
    spoilt = (few / "tax_credit.csv").read_bytes()
    code, said = call("check", 2024, "--incoming", few, "--reports", reports)
    assert code == 2
    assert "1 份标注了错误的来表" in said
    assert [path.name for path in (reports / "2024" / "returned").iterdir()] == ["tax_credit.xlsx"]
    assert (few / "tax_credit.csv").read_bytes() == spoilt
    (few / "tax_credit.csv").write_bytes(sent)
    assert call("check", 2024, "--incoming", few, "--reports", reports)[0] == 0
    assert not (reports / "2024" / "returned").exists()


def test_check_of_a_clean_year_says_so(call):
    """Exit 0; the closed sample year waits for nothing."""
    code, said = call("check", 2024)
    assert code == 0
    assert "没有错误" in said
    assert "【" not in said


@pytest.mark.usefixtures("unjudged")
def test_a_rule_not_given_blocks(incoming, call):
    """By its key and clause, with who must decide it: exit 3."""
    edit(incoming, "implementing_rules", lambda rows: [row for row in rows if row["key"] != "vote.quorum"])
    code, said = call("check", 2024, "--incoming", incoming)
    assert code == 3
    for word in ("审查表决【待决定】", "vote.quorum", "五(五)", "市评委会"):
        assert word in said


@pytest.mark.usefixtures("unjudged")
def test_an_act_that_differs_from_the_proposal_blocks(incoming, call):
    """Both lists are shown, and who is only in one: exit 3."""
    edit(
        incoming,
        "acts",
        lambda rows: [row for row in rows if (row["act"], row["application_id"]) != ("shortlist", "A2410")],
    )
    code, said = call("check", 2024, "--incoming", incoming)
    assert code == 3
    for word in ("资料评审【待决定】", "只在提出的名单中：A2410", "五(二)"):
        assert word in said


@pytest.mark.usefixtures("unjudged")
def test_an_overdue_table_is_waited_for(incoming, call):
    """It is named with its day, and what needs it waits: exit 0."""
    (incoming / "ballot_counts.csv").unlink()
    code, said = call("check", 2024, "--incoming", incoming)
    assert code == 0
    for word in ("逾期未到：计票结果", "2024-10-30", "审查表决【等待】"):
        assert word in said


@pytest.mark.usefixtures("unjudged")
def test_rows_that_are_later_than_the_day_of_the_state_are_told(incoming, call):
    """A mistyped year would else take an application out of the award without a word."""
    path = incoming / "applications.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2024-05-12", "2025-05-12", 1), encoding="utf-8")
    _, said = call("check", 2024, "--incoming", incoming)
    assert "另有日期晚于状态截至日的行，未计入，请核对日期：申报组织 1 行" in said
    _, said = call("explain", 2024, "\uff212401", "--incoming", incoming)
    assert "A2401 于 2025-05-12 报送，晚于状态截至日 2025-03-31" in said


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run"], "缺少参数 YEAR"),
        (["run", "今年"], "参数 YEAR 应为整数"),
        (["run", "2024", "--incomin", "x"], "没有选项 --incomin"),
        (["runs"], "没有命令 runs，是否为 run"),
        (["run", "2024", "--force=1"], "选项 --force 后面"),
        (["serve", "--port", "99999"], "参数 --port 应为 0 至 65535 的整数"),
        (["new", "2020"], "评定年度为 2020；应为：2021 年（办法施行，依据 八）起的四位年份"),
        (["simulate", "x", "--year", "20244"], "评定年度为 20244"),
        (["takedown", "--on", "昨天"], "应为日期，如 2025-11-07"),
        (["run", "2024", "--through", "12"], "0 发布通知公告、1 申报受理"),
        (["run", "2024", "--as-of", "昨天"], "形如 2024-06-30 的日期"),
        (["run", "1999"], "找不到来表文件夹"),
        (["check", "2024", "--incoming", "没有这个文件夹"], "找不到来表文件夹"),
        (["explain", "2024", "A9999"], "没有申报编号 A9999"),
        (["open", "2024", "拆封"], "阶段 '拆封'"),
        (["sweep", "2024"], "缺少参数 --variants"),
        (["sweep", "2024", "--variants", "没有.yml"], "无法读写 没有.yml"),
    ],
)
@pytest.mark.usefixtures("unjudged")
def test_a_mistake_in_the_call_ends_in_one_sentence(arguments, named, call, tmp_path, monkeypatch):
    """Exit 2, Chinese, no traceback."""
    monkeypatch.chdir(tmp_path)
    code, said = call(*arguments)
    assert code == 2
    assert named in said
    assert "Traceback" not in said


def test_new_makes_a_folder_to_fill_in(tmp_path, call):
    """One blank workbook a table; a folder that holds something is refused and stays as it is."""
    folder = tmp_path / "2026"
    code, said = call("new", 2026, folder)
    assert code == 0
    assert (folder / "申报组织.xlsx").exists()
    assert f'yiwu-award check 2026 --incoming "{folder}"' in said
    before = sorted(folder.iterdir())
    code, said = call("new", 2026, folder)
    assert (code, sorted(folder.iterdir())) == (2, before)
    assert "里已有文件" in said


@pytest.mark.usefixtures("unjudged")
def test_open_gives_a_copy_with_the_years_parameters(tmp_path, incoming, call):
    """Below reports, without outputs; the next copy takes another name; the tracked notebook stays."""
    tracked = project_file("notebooks/2_eligibility.ipynb").read_bytes()
    for name in ("2_eligibility.ipynb", "2_eligibility_2.ipynb"):
        code, said = call(
            "open", 2024, "eligibility", "--incoming", incoming, "--reports", tmp_path, "--as-of", "2024-07-08"
        )
        copy = tmp_path / "2024" / "notebooks-open" / name
        assert code == 0
        assert str(copy) in said
    text = copy.read_text(encoding="utf-8")
    assert "as_of = '2024-07-08'" in text
    assert str(incoming) in text
    assert '"output_type"' not in text
    assert project_file("notebooks/2_eligibility.ipynb").read_bytes() == tracked


@pytest.mark.usefixtures("opened")
def test_explain_shows_every_verdict_with_its_clause_fact_and_source(call):
    """A refused organisation reads by which clause, on which fact, from which row."""
    code, said = call("explain", 2024, "A2402")
    assert code == 0
    for word in (
        "不符合（程序比对） 三(三)a",
        "要求：",
        "事实：",
        "来源：",
        "certificates.csv",
        "怎样才会不同",
        "验证：",
    ):
        assert word in said


@pytest.mark.usefixtures("opened")
def test_explain_in_json_is_nothing_but_json(call):
    """For other programs."""
    code, said = call("explain", 2024, "A2402", "--json")
    assert code == 0
    assert json.loads(said)["standing"]["code"] == "refused"


def test_simulate_writes_a_year_that_check_accepts(tmp_path, call):
    """Fictional, as many applications as asked for."""
    folder = tmp_path / "sim"
    assert call("simulate", folder, "--applications", 40)[0] == 0
    code, said = call("check", 2024, "--incoming", folder)
    assert code in (0, 3)
    assert "没有错误" in said


def test_serve_needs_a_site(tmp_path, call):
    """And says how to get one."""
    code, said = call("serve", "--site", tmp_path)
    assert code == 2
    assert "yiwu-award publish" in said


def test_every_clause_is_shown_with_its_kind_and_where_it_lives(call):
    code, said = call("clauses")
    assert code == 0
    words = set(said.replace("│", " ").split())
    for clause in law_clauses.clauses().values():
        assert clause.id in words
        assert clause.lives
        assert set(clause.lives) <= words
    assert "没有落实的：无" in said


def test_one_clause_is_shown_with_its_parts(call):
    code, said = call("clauses", "三（五）2")
    assert code == 0
    shown = [line.split()[0] for line in said.splitlines() if line.startswith("三")]
    assert shown == ["三(五)2", "三(五)2a", "三(五)2b", "三(五)2c"]
    assert "\n  reading:R-50\n" in said
    assert "共 4 条" in said


def test_a_clause_that_there_is_none_of_is_refused_by_name(call):
    code, said = call("clauses", "三(十)")
    assert code == 2
    assert "条款编号 '三(十)'" in said


def test_new_refuses_a_folder_that_git_would_track(tmp_path, call):
    """The year's tables and its secret never enter a history; an ignored folder of the same working copy is fine."""
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    (tmp_path / ".gitignore").write_text("/incoming/\n", encoding="utf-8")
    code, said = call("new", 2026, tmp_path / "来表")
    assert code == 2
    assert ".gitignore" in said
    assert not (tmp_path / "来表").exists()
    assert call("new", 2026, tmp_path / "incoming" / "2026")[0] == 0


def test_forms_are_written_for_each_sender(tmp_path, call):
    """A folder each; a stage that there is none of is refused."""
    code, said = call("forms", 2024, "--stage", "vote", tmp_path / "forms")
    assert code == 0
    assert "3 份表格" in said
    assert sorted(path.name for path in (tmp_path / "forms").iterdir()) == ["市评委会", "监票人"]
    assert call("forms", 2024, "--stage", "拆封", tmp_path / "other")[0] == 2
