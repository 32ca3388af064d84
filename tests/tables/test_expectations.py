"""Contracts become suites of great-expectations; what breaks them becomes faults, and nothing reaches the network."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from yiwu_award.tables import contracts, row_conditions
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge, library, suite
from yiwu_award.tables.reading import read_incoming

ROOT = Path(__file__).parents[2]


def tax_credit(*rows):
    """Typed rows of tax_credit: number of the application, year, grade, day."""
    made = contract("tax_credit")
    records = [(*row, "tax_credit.csv", pd.NA, number) for number, row in enumerate(rows, 2)]
    return pd.DataFrame(records, columns=list(made.dtypes)).astype(made.dtypes)


GOOD = ("A01", 2023, "A", "2024-04-20")


@pytest.mark.parametrize("table", contracts.incoming().values(), ids=contracts.incoming())
def test_every_incoming_contract_becomes_a_suite(table):
    made = suite(table)
    assert isinstance(made, library().ExpectationSuite)
    types = [(each.expectation_type, each.configuration.kwargs.get("column")) for each in made.expectations]
    for column in table.columns:
        assert (("expect_column_values_to_not_be_null", column.name) in types) == column.required
        assert (("expect_column_values_to_be_in_set", column.name) in types) == bool(column.labels)
        assert (("expect_column_values_to_match_regex", column.name) in types) == bool(column.pattern)
        assert (("expect_column_values_to_be_between", column.name) in types) == (column.minimum is not None)
    assert sum(kind.endswith("to_be_unique") for kind, _ in types) == 1
    for each in made.expectations:
        assert {"clause", "severity", "due", "fix"} <= set(each.meta)
        assert all(each.meta.values())
        assert each.severity == "critical"


def test_what_keeps_its_contract_has_no_fault():
    assert judge({"tax_credit": tax_credit(GOOD, ("A02", 2023, "D", "2024-04-20"))}) == ()


def test_an_empty_table_is_not_judged_unless_it_needs_rows():
    assert judge({"tax_credit": tax_credit()}) == ()
    (fault,) = judge({"schedule": contract("schedule").empty()})
    assert "申报截止" in fault.came


def test_nothing_is_judged_without_tables_and_the_library_stays_unloaded():
    code = (
        "import sys; from yiwu_award.tables.expectations import judge; "
        "print(judge({}), 'great_expectations' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["()", "False"]


def test_each_of_more_than_two_hundred_faults_is_told():
    rows = [(f"A{number:04d}", 2023, "E", "2024-04-20") for number in range(250)]
    faults = judge({"tax_credit": tax_credit(*rows)})
    assert [fault.row for fault in faults] == list(range(2, 252))


def test_the_index_of_the_frame_does_not_matter():
    frame = tax_credit(GOOD, ("A02", 2023, "E", "2024-04-20")).set_axis([7, 7])
    assert [fault.row for fault in judge({"tax_credit": frame})] == [3]


def test_three_rows_of_one_key_are_two_faults_and_a_blank_key_is_none():
    frame = tax_credit(GOOD, GOOD, GOOD, (pd.NA, 2023, "A", "2024-04-20"), (pd.NA, 2023, "A", "2024-04-20"))
    faults = judge({"tax_credit": frame})
    assert [(fault.row, "重复" in fault.came) for fault in faults] == [(3, True), (4, True), (5, False), (6, False)]


def test_a_key_with_a_part_that_may_be_blank_is_still_unique(tmp_path):
    head = "决定,奖项,申报编号,作出机构,文件,决定日期\n"
    row = "拟授奖组织名单,创新奖,,市评委会,虚构〔2024〕9号,2024-11-01\n"
    (tmp_path / "决定与名单.csv").write_text(head + row + row, encoding="utf-8")
    (fault,) = judge(read_incoming(tmp_path).frames)
    assert fault.row == 3
    assert fault.came == "“拟授奖组织名单、创新奖”与 决定与名单.csv 第 2 行重复"


def test_a_reference_to_a_table_that_has_not_come_is_no_fault():
    assert judge({"tax_credit": tax_credit(GOOD)}) == ()
    empty, referring = judge({"applications": contract("applications").empty(), "tax_credit": tax_credit(GOOD)})
    assert (empty.came, referring.came) == ("只有表头，没有一行", "“A01”")


def test_an_expectation_that_raised_is_never_taken_for_a_failure(monkeypatch):
    def broken(table):
        gx = library()
        made = gx.ExpectationSuite(name=table.name)
        made.add_expectation(
            gx.expectations.ExpectColumnValuesToBeBetween(column="published_on", min_value="2024", max_value="2025")
        )
        return made

    monkeypatch.setattr("yiwu_award.tables.expectations.suite", broken)
    with pytest.raises(RuntimeError, match="tax_credit: expect_column_values_to_be_between could not be evaluated"):
        judge({"tax_credit": tax_credit(GOOD)})


def test_implementing_rules_without_key_or_value_are_told_once():
    made = contract("implementing_rules")
    row = {"document": "虚构〔2024〕1号", "approved_by": "committee", "approved_on": "2024-03-01", "is_public": True}
    origin = {"file": "implementing_rules.csv", "row": 2}
    frame = pd.DataFrame([row | origin], columns=list(made.dtypes)).astype(made.dtypes)
    assert [fault.column for fault in judge({"implementing_rules": frame})] == ["规则键", "取值"]


def test_judging_opens_no_connection_prints_nothing_and_leaves_no_file(tmp_path):
    code = """
        import socket
        def refuse(*args, **kwargs):
            raise AssertionError("a connection was opened")
        for name in ("connect", "connect_ex", "sendto", "sendmsg"):
            setattr(socket.socket, name, refuse)
        socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
        from pathlib import Path
        from yiwu_award.tables.expectations import judge
        from yiwu_award.tables.reading import read_incoming
        assert len(judge(read_incoming(Path("in")).frames)) == 1
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "tmp").mkdir()
    (tmp_path / "in" / "tax_credit.csv").write_text(
        "application_id,rating_year,grade,published_on\nA01,2023,E,2024-04-20\n", encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path), "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in", "tax_credit.csv", "tmp"]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("first <= last", [True, False, pd.NA]),
        ("first == last", [False, False, pd.NA]),
        ("amount + amount - 1 == 3", [True, False, pd.NA]),
        ("name in ('甲', '乙')", [True, True, pd.NA]),
        ("name != '甲' or amount == 2", [True, True, pd.NA]),
        ("name == '甲' and amount == 2", [True, False, pd.NA]),
        ("matches(name, '[甲丙]')", [True, False, pd.NA]),
    ],
)
def test_conditions_of_contracts_say_nothing_where_a_fact_is_missing(condition, expected):
    frame = pd.DataFrame(
        {
            "first": pd.to_datetime(["2024-01-01", "2024-01-03", "2024-01-03"]),
            "last": pd.to_datetime(["2024-01-02", "2024-01-02", None]),
            "amount": pd.array([2, 3, None], dtype="Int64"),
            "name": pd.array(["甲", "乙", None], dtype="string"),
        }
    )
    assert row_conditions.holds(condition, frame, {}).tolist() == expected


def test_a_condition_may_look_into_another_table_by_its_key():
    papers = pd.DataFrame({"award": ["a", "b"], "round": [1, 1], "valid": [5, 6]})
    counts = pd.DataFrame({"award": ["b", "a", "c"], "round": [1, 1, 1], "votes": [6, 6, 6]}, index=[3, 1, 2])
    holds = row_conditions.holds("votes == ballot_papers.valid", counts, {"ballot_papers": papers})
    assert (holds.index.tolist(), holds.tolist()) == ([3, 1, 2], [True, False, pd.NA])
    assert row_conditions.holds("votes == ballot_papers.valid", counts, {}).isna().all()


@pytest.mark.parametrize("condition", ["__import__('os')", "amount ** 2", "lambda: 1", "[amount]", "amount < 1 < 2"])
def test_a_condition_that_is_not_understood_is_a_mistake_in_the_contract(condition):
    with pytest.raises(ValueError, match="not understood"):
        row_conditions.holds(condition, pd.DataFrame({"amount": [1]}), {})
