"""Every rule of every incoming contract is in each product made from it, or named here with why it cannot be."""

from collections import Counter
from html import unescape
from typing import NamedTuple

import pytest
import yaml

from yiwu_award.places import project_file
from yiwu_award.publish.dictionary import page
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.expectations import judge, suite
from yiwu_award.tables.reading import read_incoming
from yiwu_award.tables.simulate import simulate
from yiwu_award.tables.workbooks import workbook


class Rule(NamedTuple):
    """One rule as the ODCS file states it; ``column`` is empty where it is about the row."""

    table: str
    column: str
    kind: str
    says: object

    def __str__(self):
        return " ".join(filter(None, (self.table, self.column, self.kind)))


_OWN = {"uscc": "credit_code", "clause_part": "clause_part"}
_SUITE_CANNOT: dict[str, str] = {}
_WORKBOOK_CANNOT: dict[str, str] = {}
_DICTIONARY_CANNOT = {"advice": "it tells what is allowed; how to fill it in is for the sender's own workbook"}
# The reader refuses what it cannot read; what it can read it hands to the suite, in the same check.
_READER_CANNOT = dict.fromkeys(
    ("required", "key", "needed", "pattern", "bounds", "reference", "credit_code", "clause_part", "row"),
    "whether a readable value is a right one is the suite's to judge",
)
# Tables that simulate doesn't write, because it ends with 资格审查, or because a year may well have none of them.
_SIMULATE_CANNOT = {
    "after 资格审查": {
        "assessors", "ballot_counts", "ballot_papers", "confirmations", "conflicts", "credit_points",
        "department_scores", "follow_ups", "item_consensus", "item_scores", "objections", "panel_applications",
        "panel_opinions", "panels", "prize_payments", "sent_papers", "visits", "voters",
    },
    "none in a simulated year": {
        "acts", "determinations", "exits", "honours", "misconduct", "revocations", "workdays",
    },
}  # fmt: skip


def in_words(rule):
    """What a pattern asks, as the contract's file says it to people."""
    file = project_file("data_contracts/incoming") / f"{rule.table}.odcs.yaml"
    (table,) = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"]
    return next(column["description"] for column in table["properties"] if column["name"] == rule.column)


def rules_of(name):
    """All rules of one contract's file, read as plain YAML: the package's own parser is not trusted here."""
    file = project_file("data_contracts/incoming") / f"{name}.odcs.yaml"
    (table,) = yaml.safe_load(file.read_text(encoding="utf-8"))["schema"]
    for column in table["properties"]:
        where = (name, column["name"])
        options = dict(column.get("logicalTypeOptions", {}))
        if column.get("required"):
            yield Rule(*where, "required", True)
        if "pattern" in options:
            yield Rule(*where, "pattern", options.pop("pattern"))
        if options:
            yield Rule(*where, "bounds", (options.pop("minimum"), options.pop("maximum")))
        assert not options, (name, column["name"], options)
        for link in column.get("relationships", ()):
            yield Rule(*where, "reference", link["to"])
        for quality in column.get("quality", ()):
            yield (
                Rule(*where, "advice", quality["description"])
                if quality["type"] == "text"
                else _of_column(where, quality)
            )
    keyed = [column for column in table["properties"] if column.get("primaryKey")]
    yield Rule(name, "", "key", [each["name"] for each in sorted(keyed, key=lambda each: each["primaryKeyPosition"])])
    for quality in table.get("quality", ()):
        assert quality["engine"] == "yiwu_award"
        yield Rule(name, "", "row", quality["name"])


def _of_column(where, quality):
    if quality.get("metric") == "invalidValues":
        return Rule(*where, "codes", quality["arguments"]["validValues"])
    if quality["engine"] == "yiwu_award":
        return Rule(*where, _OWN[quality["implementation"]], True)
    assert quality["implementation"]["type"] == "expect_column_distinct_values_to_contain_set"
    return Rule(*where, "needed", quality["implementation"]["kwargs"]["value_set"])


RULES = [rule for name in contracts.incoming() for rule in rules_of(name)]
KINDS = {rule.kind for rule in RULES}
every_rule = pytest.mark.parametrize("table", contracts.incoming())


def own(table):
    return [rule for rule in RULES if rule.table == table]


def lacking(rules, carried, cannot):
    """Rules that are neither carried nor named as what the product cannot hold; and names that are not needed."""
    assert set(cannot) <= KINDS
    return [str(rule) for rule in rules if carried(rule) == (rule.kind in cannot)]


def test_the_walk_meets_every_kind_of_rule():
    counted = Counter(rule.kind for rule in RULES)
    assert set(counted) == {
        "required", "codes", "needed", "pattern", "bounds", "reference", "credit_code", "clause_part", "key", "row",
        "advice",
    }  # fmt: skip
    assert counted["key"] == len(contracts.incoming())


@every_rule
def test_the_suite_carries_every_rule(table):
    made = [(each.expectation_type, each.configuration.kwargs) for each in suite(contract(table)).expectations]

    def expects(kind, **arguments):
        return any(each == kind and arguments.items() <= kwargs.items() for each, kwargs in made)

    def carried(rule):
        column, says = rule.column, rule.says
        match rule.kind:
            case "required":
                return expects("expect_column_values_to_not_be_null", column=column)
            case "codes":
                return expects("expect_column_values_to_be_in_set", column=column, value_set=says)
            case "needed":
                return expects("expect_column_distinct_values_to_contain_set", column=column, value_set=says)
            case "pattern":
                return expects("expect_column_values_to_match_regex", column=column, regex=says)
            case "bounds":
                low, high = says
                return expects("expect_column_values_to_be_between", column=column, min_value=low, max_value=high)
            case "key" if len(says) == 1:
                return expects("expect_column_values_to_be_unique", column=says[0])
            case "key":
                return expects("expect_compound_columns_to_be_unique", column_list=says)
            case "row":
                checked = f"{says}__holds"
            case "advice":
                return any(each.meta["fix"] == says for each in suite(contract(table)).expectations)
            case "credit_code":
                checked = f"{column}__valid"
            case _:
                checked = f"{column}__known"
        return expects("expect_column_values_to_be_in_set", column=checked, value_set=[True])

    assert lacking(own(table), carried, _SUITE_CANNOT) == []


@every_rule
def test_the_blank_workbook_tells_every_rule(table):
    made = contract(table)
    book = workbook(made)
    sheet, told = book[made.title], [[str(cell.value or "") for cell in row] for row in book["填写说明"]]
    comments = {cell.value: cell.comment.text for cell in sheet[1]}
    letters = {cell.value: cell.column_letter for cell in sheet[1]}
    offered = {str(each.sqref).split("2:")[0]: each for each in sheet.data_validations.dataValidation}

    def choices(title):
        cells = offered[letters[title]].formula1.removeprefix("'选项'!").replace("$", "")
        return [row[0].value for row in book["选项"][cells]] if ":" in cells else [book["选项"][cells].value]

    def carried(rule):
        column = made.column(rule.column) if rule.column else None
        comment = comments[column.title] if column else ""
        match rule.kind:
            case "required":
                return comment.startswith("必填")
            case "codes":
                return choices(column.title) == [column.labels[code] for code in rule.says]
            case "needed":
                return all(column.labels[code] in comment.partition("至少有")[2] for code in rule.says)
            case "pattern":
                return in_words(rule) in comment
            case "bounds":
                bounds = offered[letters[column.title]]
                return (bounds.formula1, bounds.formula2) == tuple(map(str, rule.says))
            case "reference":
                return f"“{contract(rule.says.split('.')[0]).title}”表中已有的" in comment
            case "credit_code":
                return "18 位统一社会信用代码" in comment
            case "advice":
                return f"填写：{rule.says}" in comment
            case "clause_part":
                return "三(五)1" in choices(column.title)
            case "key":
                titles = "、".join(made.column(name).title for name in rule.says)
                return ["不得重复", f"同一{titles}只有一行"] == next(row for row in told if row[0] == "不得重复")[:2]
            case _:
                (own_rule,) = (each for each in made.rules if each.name == rule.says)
                return any(row[:2] == ["核对", own_rule.due] for row in told)

    assert lacking(own(table), carried, _WORKBOOK_CANNOT) == []


@pytest.fixture(scope="module")
def chapters():
    text = page()
    parts = text.split("\n### ")[1:]
    return {part.splitlines()[0]: part for part in parts}


@every_rule
def test_the_data_dictionary_tells_every_rule(table, chapters):
    made = contract(table)
    told = unescape(chapters[made.title])
    lines = told.splitlines()

    def carried(rule):
        column = made.column(rule.column) if rule.column else None
        row = next((line for line in lines if column and f"<code>{column.name}</code></th>" in line), "")
        match rule.kind:
            case "required":
                return ">必填<" in row
            case "codes":
                return all(code in row and column.labels[code] in row for code in rule.says)
            case "needed":
                return all(column.labels[code] in row.partition("须有：")[2] for code in rule.says)
            case "pattern":
                return rule.says in row
            case "bounds":
                return f"{rule.says[0]} 至 {rule.says[1]}" in row
            case "reference":
                return f"“{contract(rule.says.split('.')[0]).title}”表中的" in row
            case "credit_code":
                return "18 位统一社会信用代码" in row
            case "clause_part":
                return "办法的条款项" in row
            case "advice":
                return rule.says in row
            case "key":
                return "每行：" + "、".join(made.column(name).title for name in rule.says) in told
            case _:
                (own_rule,) = (each for each in made.rules if each.name == rule.says)
                return f"核对：{own_rule.due}" in told

    assert lacking(own(table), carried, _DICTIONARY_CANNOT) == []


@every_rule
def test_the_reader_gives_every_column_its_type_and_every_word_its_code(table, tmp_path):
    made = contract(table)
    rules = {rule.column: rule.says for rule in own(table) if rule.kind == "codes"}
    longest = max([len(codes) for codes in rules.values()], default=1)
    rows = [
        {name: made.column(name).labels[codes[number % len(codes)]] for name, codes in rules.items()}
        for number in range(longest)
    ]
    lines = [",".join(made.names), *(",".join(row.get(name, "") for name in made.names) for row in rows if row)]
    (tmp_path / f"{table}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    arrived = read_incoming(tmp_path)
    frame = arrived.frames.get(table, made.empty())
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == made.dtypes

    def carried(rule):
        if rule.kind == "advice":
            return made.column(rule.column).fix == rule.says
        return rule.kind == "codes" and (frame.empty or set(frame[rule.column].dropna()) <= set(rule.says))

    assert lacking(own(table), carried, _READER_CANNOT) == []


def test_simulated_tables_keep_every_rule_and_the_others_are_named(tmp_path):
    simulate(tmp_path, 2024, 60)
    arrived = read_incoming(tmp_path)
    named = set().union(*_SIMULATE_CANNOT.values())
    assert set(arrived.frames) | named == set(contracts.incoming())
    assert not set(arrived.frames) & named
    assert (arrived.faults, judge(arrived.frames)) == ((), ())
    never = {
        str(rule) for rule in RULES
        if rule.table in arrived.frames and rule.column and arrived.frames[rule.table][rule.column].isna().all()
    }  # fmt: skip
    assert never == set()
