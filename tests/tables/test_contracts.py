"""Contracts are real ODCS, and say of every column what the rest of the project relies on."""

import json
import re
from importlib import resources

import jsonschema
import pandas as pd
import pytest
import yaml

from yiwu_award.errors import Refused
from yiwu_award.law import clauses
from yiwu_award.places import project_file
from yiwu_award.tables import contracts
from yiwu_award.tables.cells import plain
from yiwu_award.tables.contracts import contract

ALL = contracts.incoming() | contracts.produced()
FILES = sorted(project_file("data_contracts").glob("*/*.odcs.yaml"))
everywhere = pytest.mark.parametrize("table", ALL.values(), ids=ALL)


def test_every_file_is_a_contract_by_the_standards_own_schema():
    schema = json.loads(resources.files("open_data_contract_standard").joinpath("schema.json").read_text("utf-8"))
    validator = jsonschema.validators.validator_for(schema)(schema)
    faults = {
        file.name: error.message
        for file in FILES
        for error in validator.iter_errors(yaml.safe_load(file.read_text(encoding="utf-8")))
    }
    assert faults == {}
    assert len(FILES) == len(ALL)


@everywhere
def test_key_and_columns_are_complete(table):
    assert table.key
    assert set(table.key) <= set(table.names)
    assert table.title
    assert {column.type for column in table.columns} <= set(contracts.DTYPES)
    assert {column.classification for column in table.columns} <= {"public", "internal", "restricted"}
    assert all(column.title and column.fix and column.due for column in table.columns)


@everywhere
def test_every_clause_named_is_one_of_the_regulation(table):
    named = {table.clause, *(column.clause for column in table.columns), *(rule.clause for rule in table.rules)}
    for clause in named:
        try:
            clauses.clause(clause)
        except Refused:
            pytest.fail(f"{table.name}: {clause}")


@everywhere
def test_a_heading_means_one_column(table):
    headings = [plain(text).lower() for column in table.columns for text in {column.name, column.title}]
    assert len(headings) == len(set(headings))
    for column in table.columns:
        words = [plain(text) for text in {*column.labels, *column.labels.values()}]
        assert len(words) == len(set(words)), column.name


@everywhere
def test_references_lead_to_a_column_of_an_incoming_table(table):
    for column in table.columns:
        if column.references:
            other, _, referred = column.references.partition(".")
            assert referred in contracts.incoming()[other].names


@everywhere
def test_a_pattern_is_told_in_words_with_an_example_that_matches_it(table):
    for column in table.columns:
        if column.pattern:
            words, _, example = column.due.rpartition("，如 ")
            assert words, column.name
            assert re.fullmatch(column.pattern, example), column.name


def test_titles_can_be_names_of_files_and_sheets_and_are_told_apart():
    titles = [table.title for table in ALL.values()]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert len(title) <= 31
        assert not re.search(r'[\\/:*?"<>|\[\]]', title)


def test_incoming_tables_say_what_their_absence_means_and_when_they_are_due():
    events = contract("schedule").labels("event")
    for table in contracts.incoming().values():
        assert table.absent in ("waits", "empty", "nil_return", "nil_return_later")
        assert table.supplier
        assert table.due_event is None or table.due_event in events
        assert table.known_on is None or table.column(table.known_on).type == "date"


def test_produced_tables_belong_to_one_of_the_ten_stages():
    assert {table.stage for table in contracts.produced().values()} == set(range(10))


def test_tables_come_in_alphabetic_order():
    assert list(contracts.incoming()) == sorted(contracts.incoming())
    assert list(contracts.produced()) == sorted(contracts.produced())


def test_an_unknown_table_is_a_mistake_in_the_code():
    with pytest.raises(KeyError, match="elections"):
        contract("elections")


def test_an_empty_frame_is_typed_and_says_where_rows_came_from():
    empty = contract("tax_credit").empty()
    assert list(empty) == ["application_id", "rating_year", "grade", "published_on", "file", "sheet", "row"]
    assert [str(dtype) for dtype in empty.dtypes] == [
        "string", "Int64", "string", "datetime64[us]", "string", "string", "Int64",
    ]  # fmt: skip
    assert list(contract("decisions").empty()) == list(contract("decisions").names)


def test_people_see_chinese_headings_labels_and_days():
    table = contract("applications")
    rows = pd.DataFrame(
        {
            "application_id": ["A01", "A02"],
            "award": ["quality_award", pd.NA],
            "is_pinzibiao": [True, pd.NA],
            "received_on": [pd.Timestamp("2024-05-01"), pd.NaT],
            "row": [2, 3],
        }
    ).astype({"award": "string", "is_pinzibiao": "boolean", "received_on": "datetime64[us]", "row": "Int64"})

    shown = table.shown(rows)

    assert shown.to_dict("records") == [
        {"申报编号": "A01", "申报奖项": "质量奖", "品字标企业": "是", "报送日期": "2024-05-01", "行": "2"},
        {"申报编号": "A02", "申报奖项": "", "品字标企业": "", "报送日期": "", "行": "3"},
    ]


def test_contracts_are_parsed_once():
    assert contract("schedule") is contract("schedule")


def test_a_table_about_builders_is_asked_for_only_if_a_builder_applies():
    credit, tax = contract("construction_credit"), contract("tax_credit")
    factories = pd.DataFrame({"sector": ["industry", "mining"]}, dtype="string")
    builders = pd.DataFrame({"sector": ["industry", "construction"]}, dtype="string")
    assert not credit.is_asked(factories)
    assert credit.is_asked(builders)
    assert not credit.is_asked(builders.iloc[:0])
    assert tax.is_asked(factories)
    for table in contracts.incoming().values():
        for column, kinds in table.asked_of.items():
            assert set(kinds) <= set(contract("applications").labels(column))
