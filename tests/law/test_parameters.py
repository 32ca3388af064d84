"""Dated values: what they may be, and that a broken file is refused naming file and key."""

import copy
from datetime import date

import pytest

from yiwu_award.law import parameters
from yiwu_award.law.files import from_text, law_file
from yiwu_award.law.readings import readings

GIVEN = {"title": "某值", "clause": "一(五)", "authority": "regulation", "unit": "家", "values": {date(2021, 3, 10): 3}}
OPEN = {"title": "某值", "clause": "五(五)", "authority": "implementing_rule", "unit": "家", "takes": "whole"}


def loaded(parameter):
    return parameters.from_table({"some.value": parameter})


def test_a_sound_table_is_taken_as_it_is():
    later = GIVEN | {"values": {date(2021, 3, 10): 3, date(2027, 1, 1): 4}}
    offered = OPEN | {"takes": None, "options": {"a": "甲"}}
    graded = GIVEN | {"grades": "land_productivity", "values": {date(2021, 3, 10): "B1"}}
    for parameter in (GIVEN, OPEN, later, offered, graded, OPEN | {"scope": "department"}):
        assert loaded(parameter)["some.value"] == parameter


@pytest.mark.parametrize(
    ("parameter", "complaint"),
    [
        (GIVEN | {"clause": "三(十)"}, "clause '三(十)' is not one of the regulation"),
        (GIVEN | {"clause": None}, "clause None is not one of the regulation"),
        (GIVEN | {"title": ""}, "lacks a title or a unit"),
        ({key: value for key, value in GIVEN.items() if key != "authority"}, "authority None is not one of"),
        (GIVEN | {"authority": "custom"}, "authority 'custom' is not one of regulation, implementing_rule"),
        (GIVEN | {"authority": "implementing_rule"}, "values go with authority regulation, and only with it"),
        (GIVEN | {"values": {}}, "values go with authority regulation, and only with it"),
        (OPEN | {"values": {date(2021, 3, 10): 3}}, "values go with authority regulation, and only with it"),
        (OPEN | {"takes": "many"}, "takes 'many' is none of whole, number, share, text, names"),
        (OPEN | {"takes": None}, "takes None is none of whole, number, share, text, names"),
        (OPEN | {"takes": "text", "at_most": 1}, "at_most bounds no number"),
        (OPEN | {"scope": "panel"}, "scope 'panel' is not one of award, department"),
        (GIVEN | {"values": {date(2022, 1, 1): 3}}, "leaves a gap from 2021-03-10 to 2022-01-01"),
        (GIVEN | {"values": {date(2021, 3, 9): 3}}, "2021-03-09 lies before the regulation, in force from 2021-03-10"),
        (
            GIVEN | {"values": {date(2021, 3, 10): 3, date(2027, 1, 1): 4, date(2026, 1, 1): 5}},
            "the version of 2026-01-01 overlaps the one before it",
        ),
        (GIVEN | {"values": {"2021-3-10": 3}}, "'2021-3-10' is not a day"),
        (GIVEN | {"takes": "whole", "above": 3}, "3 is not of its own kind"),
        (GIVEN | {"grades": "land_productivity"}, "3 is not of its own kind"),
        (GIVEN | {"grades": "land"}, "grades 'land' is none of tax_credit, construction, land_productivity"),
    ],
)
def test_a_value_that_nobody_could_rely_on_is_refused_naming_its_place(parameter, complaint):
    with pytest.raises(ValueError, match=r"^parameters\.yml some\.value: ") as stop:
        loaded(parameter)
    assert complaint in str(stop.value)


def test_two_versions_of_one_day_are_refused_with_the_line():
    text = "some.value:\n  values:\n    2021-03-10: 3\n    2021-03-10: 4\n"
    with pytest.raises(ValueError, match=r"parameters\.yml line 4: 2021-03-10 is given twice"):
        from_text(text, "parameters.yml")


@pytest.mark.parametrize("text", ["a: 1\na: 2\n", "{a: {b: 1, b: 2}}", "- a\n- {b: 1, c: 2, b: 3}\n"])
def test_no_key_of_the_law_stands_twice(text):
    with pytest.raises(ValueError, match="is given twice"):
        from_text(text, "any.yml")


def test_the_file_itself_is_sound_and_begins_with_the_regulation():
    assert parameters.from_table(copy.deepcopy(law_file("parameters.yml"))) == parameters.parameters()
    first = readings()["R-01"]
    assert date.fromisoformat(first["options"][first["ours"]]["value"]) == parameters.FIRST_DAY
