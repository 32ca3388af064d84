"""Readings: every open point answered once, every option real, and whose result hangs on each."""

import ast
import copy
import re
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from yiwu_award.law import clauses
from yiwu_award.law.files import law_file
from yiwu_award.law.parameters import parameters
from yiwu_award.law.readings import (
    BEFORE_THE_RESULT,
    N_POINTS,
    STAGES,
    elsewhere,
    from_table,
    option_of,
    readings,
    touches,
)
from yiwu_award.procedure import STAGES as CONDUCTED

ROOT = Path(__file__).parents[2]
CHOSEN = [identifier for identifier, reading in readings().items() if len(reading["options"]) > 1]
SOLE = [identifier for identifier in readings() if identifier not in CHOSEN]
CASES = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "tests").glob("*/*.py"), *(ROOT / "tests").glob("*/*.yml")])
)


@cache
def sources(module):
    """The text of a module of the package and of all that it imports from the stages and the law."""
    path = ROOT / "yiwu_award" / f"{module.replace('.', '/')}.py"
    path = path if path.exists() else path.with_suffix("") / "__init__.py"
    text = path.read_text(encoding="utf-8")
    named = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("yiwu_award.stages"):
            below = node.module.removeprefix("yiwu_award.")
            named |= {below, *(f"{below}.{name.name}" for name in node.names)}
    beside = [name for name in sorted(named) if is_module(name) and name != module]
    return "\n".join([text, *(sources(name) for name in beside)])


def is_module(name):
    path = ROOT / "yiwu_award" / name.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


def asked(identifier):
    """The stages whose code asks the law for a reading."""
    return [stage for stage in STAGES if f'reading("{identifier}")' in sources(f"stages.{stage}")]


def test_every_point_of_the_list_is_a_reading_or_said_to_need_none():
    answered = {int(identifier[2:]) for identifier in readings()} & set(range(1, N_POINTS + 1))
    assert answered | set(elsewhere()) == set(range(1, 44))
    assert answered & set(elsewhere()) == set()
    assert all(answer["why"] for answer in elsewhere().values())


def test_the_stages_are_those_of_the_year_in_their_order():
    assert list(STAGES) == [stage.name for stage in CONDUCTED]
    assert set(STAGES) - BEFORE_THE_RESULT == {"supervision"}


@pytest.mark.parametrize("identifier", CHOSEN)
def test_the_code_asks_for_a_reading_with_options_exactly_where_it_touches(identifier):
    if identifier == "R-01":  # asked by Law.on itself, before any stage
        assert 'reading("R-01")' in (ROOT / "yiwu_award/law/rulebook.py").read_text(encoding="utf-8")
    else:
        assert asked(identifier) == [stage for stage in STAGES if stage in readings()[identifier]["touches"]]


@pytest.mark.parametrize("identifier", SOLE)
def test_a_reading_that_leaves_no_choice_is_named_where_it_is_built(identifier):
    for stage in readings()[identifier]["touches"]:
        assert identifier in sources(f"stages.{stage}"), stage
    assert asked(identifier) == []


@pytest.mark.parametrize(
    ("identifier", "option"),
    [
        (identifier, option)
        for identifier in CHOSEN
        for option in readings()[identifier]["options"]
        if option != readings()[identifier]["ours"]
    ],
)
def test_every_option_other_than_ours_is_chosen_in_some_test(identifier, option):
    assert re.search(rf'"?{identifier}"?(, pd\.NA)?[:,] "?{option}"?', CASES)


def test_the_law_is_the_only_way_to_a_reading():
    """No stage looks at the file or at the year's row for itself."""
    for path in sorted((ROOT / "yiwu_award/stages").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert "law.readings" not in text, path.name
        assert not re.search(r"(rule|given|law)[(\[]\"R-", text), path.name


@pytest.mark.parametrize("identifier", sorted(readings()))
def test_a_reading_is_told_in_full(identifier):
    reading = readings()[identifier]
    assert reading["clause"] in clauses.clauses()
    assert not clauses.clause(reading["clause"]).part_of
    assert reading["question"].endswith("？")
    assert reading["confirmed_by"] == "市评委会"
    texts = [option["text"] for option in reading["options"].values()]
    assert len(set(texts)) == len(texts)
    for told in (*texts, reading["because"], *reading.get("besides", ())):
        assert told[-1] not in "。；，"


def test_only_if_names_tables_and_columns_that_the_notice_has():
    from yiwu_award.tables.contracts import contract

    (notice,) = [stage for stage in CONDUCTED if stage.name == "notice"]
    for identifier, reading in readings().items():
        for table, kinds in reading.get("only_if", {}).items():
            assert table in notice.takes, identifier
            for column, values in kinds.items():
                assert set(values) <= set(contract(table).labels(column)), identifier


MINERS_FOR_QUALITY = {"applications": {"sector": ["mining"], "award": ["q"]}}
FIELDS = {"applications": ["sector", "award"], "honours": ["award_year"], "revocations": ["ground"]}


def tables(**rows):
    return {name: pd.DataFrame(rows.get(name, []), columns=columns) for name, columns in FIELDS.items()}


@pytest.mark.parametrize(
    ("touched", "only_if", "rows", "expected"),
    [
        (["vote"], None, {}, True),
        (["award"], None, {}, True),
        (["supervision"], None, {}, False),
        (["eligibility", "supervision"], None, {}, True),
        (["eligibility"], {"honours": {}}, {}, False),
        (["eligibility"], {"honours": {}}, {"honours": [[2019]]}, True),
        (["vote"], {"applications": {"sector": ["mining", "industry"]}}, {"applications": [["services", "q"]]}, False),
        (["vote"], {"applications": {"sector": ["mining", "industry"]}}, {"applications": [["mining", "q"]]}, True),
        (["vote"], MINERS_FOR_QUALITY, {"applications": [["mining", "q"], ["services", "i"]]}, True),
        (["vote"], MINERS_FOR_QUALITY, {"applications": [["mining", "i"], ["services", "q"]]}, False),
        (["vote"], {"applications": {"sector": ["mining"]}, "honours": {}}, {"applications": [["mining", "q"]]}, False),
    ],
)
def test_what_a_reading_touches(touched, only_if, rows, expected):
    reading = {"touches": touched} | ({"only_if": only_if} if only_if else {})
    assert bool(touches(reading, tables(**rows))) is expected


def test_an_option_may_be_named_by_its_key_or_in_its_words():
    assert option_of("R-34", "same_day") == "same_day"
    assert option_of("R-34", "发布当日为第一天，连续七天") == "same_day"
    assert option_of("R-34", "tomorrow") is None


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"clause": "三(十)"}, "R-03: clause '三(十)' is not one of the regulation"),
        ({"question": ""}, "R-03: lacks question"),
        ({"because": None}, "R-03: lacks because"),
        ({"confirmed_by": ""}, "R-03: lacks confirmed_by"),
        ({"touches": []}, "R-03: lacks touches"),
        ({"touches": ["vote", "ballot"]}, "R-03: touches ballot, which is no stage"),
        ({"options": {}}, "R-03: lacks options"),
        ({"options": {"may_stay_empty": {"text": ""}}}, "R-03: option 'may_stay_empty' says nothing"),
        ({"ours": "refilled"}, "R-03: ours 'refilled' is not an option"),
        ({"default": "may_stay_empty"}, "R-03: default is not a field of a reading"),
    ],
)
def test_a_reading_that_nobody_could_follow_is_refused_naming_its_place(change, complaint):
    table = copy.deepcopy(law_file("readings.yml"))
    table["readings"]["R-03"] |= change
    with pytest.raises(ValueError, match=r"^readings\.yml R-03: ") as stop:
        from_table(table)
    assert complaint in str(stop.value)


def dropped(table):
    del table["readings"]["R-07"]


def answered_twice(table):
    table["elsewhere"][7] = {"why": "已另有规定"}


def beyond_the_list(table):
    table["elsewhere"][44] = {"why": "没有这一点"}


def misnamed(table):
    table["readings"]["R7"] = table["readings"].pop("R-07")


def out_of_order(table):
    table["readings"]["R-07"] = table["readings"].pop("R-07")


def without_reason(table):
    table["elsewhere"][29]["why"] = ""


def unknown_parameter(table):
    table["elsewhere"][29]["parameters"] = ["candidates.roof"]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (dropped, r"every point from 1 to 43 is answered once; see \[7\]"),
        (answered_twice, r"answered once; see \[7\]"),
        (beyond_the_list, r"answered once; see .*44"),
        (misnamed, "R7: is not the shape of an id"),
        (out_of_order, "readings are not in the order of their numbers"),
        (without_reason, "elsewhere 29: say why"),
        (unknown_parameter, "elsewhere 29: say why, and name only parameters that there are"),
    ],
)
def test_a_list_with_a_hole_is_refused(change, complaint):
    table = copy.deepcopy(law_file("readings.yml"))
    change(table)
    with pytest.raises(ValueError, match=complaint):
        from_table(table)


def test_points_decided_by_the_years_rules_are_open_values():
    for answer in elsewhere().values():
        for key in answer.get("parameters", ()):
            assert parameters()[key]["authority"] == "implementing_rule"
