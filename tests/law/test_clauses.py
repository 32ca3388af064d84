"""Every clause of the regulation is there once, with its kind and the places where it lives."""

import copy
import importlib
import re
from functools import reduce
from pathlib import Path

import pytest
import yaml

from yiwu_award.errors import Refused
from yiwu_award.law import clauses
from yiwu_award.law.files import law_file
from yiwu_award.law.rulebook import parameters, readings
from yiwu_award.stages.conditions import CONDITIONS

ROOT = Path(__file__).parents[2]
# Written from the document itself, heading by heading.
NUMBERED = [
    *("一", "一(一)", "一(二)", "一(三)", "一(四)", "一(五)", "一(六)", "一(七)"),
    *("二", "二(一)", "二(一)1", "二(一)2", "二(一)3"),
    *("二(二)", "二(二)1", "二(二)2", "二(二)3", "二(二)4", "二(二)5"),
    *("二(三)", "二(三)1", "二(三)2", "二(三)3", "二(四)"),
    *("三", "三(一)", "三(二)", "三(三)", "三(四)", "三(五)", "三(五)1", "三(五)2"),
    *("三(六)", "三(七)", "三(八)", "三(九)"),
    *("四", "四(一)", "四(二)"),
    *("五", "五(一)", "五(二)", "五(三)", "五(四)", "五(五)", "五(六)", "五(七)"),
    *("六", "六(一)", "六(二)"),
    *("七", "七(一)", "七(二)", "七(三)", "七(四)", "七(五)", "七(六)", "七(七)"),
    "八",
]
DECIDED = [
    *("四(二)a", "四(二)b", "一(二)", "一(三)"),
    *("三(一)a", "三(一)b", "三(一)c", "三(二)", "三(三)a", "三(三)b", "三(三)c", "三(三)d", "三(三)e", "三(四)"),
    *("三(五)", "三(五)1", "三(五)2a", "三(五)2b", "三(五)2c", "三(六)", "三(七)"),
    *("三(八)a", "三(八)b", "三(八)c", "三(八)d", "三(八)e", "三(九)", "七(二)", "二(一)2"),
]
WIDER_THAN_THEIR_CONDITION = ("七(二)", "二(一)2")  # these clauses decide more than who may apply
CONTRACTS = {path.name.removesuffix(".odcs.yaml"): path for path in ROOT.glob("data_contracts/*/*.odcs.yaml")}
EACH = pytest.mark.parametrize("entry", clauses.clauses().values(), ids=lambda entry: clauses.slug(entry.id))


def test_every_numbered_clause_is_there_once_in_the_regulations_order():
    assert [entry.id for entry in clauses.clauses().values() if not entry.part_of] == NUMBERED


def test_the_decided_parts_are_those_of_the_decision_table_in_reading_order():
    assert list(clauses.parts()) == DECIDED


@EACH
def test_a_part_follows_its_clause_and_belongs_to_it(entry):
    order = list(clauses.clauses())
    assert clauses.clause_of(entry.id) in NUMBERED
    assert order.index(clauses.clause_of(entry.id)) <= order.index(entry.id)


@EACH
def test_every_place_that_a_clause_names_exists(entry):
    for head, name in (place.split(":", 1) for place in entry.lives):
        match head:
            case "parameter":
                assert name in parameters()
            case "reading":
                assert name in readings()
            case "table":
                assert name in CONTRACTS
            case "notebook":
                assert (ROOT / "notebooks" / f"{name}.ipynb").exists()
            case _:
                assert callable(reduce(getattr, name.split("."), importlib.import_module(f"yiwu_award.{head}")))


@EACH
def test_what_the_code_decides_or_leaves_open_names_where_that_happens(entry):
    if entry.kind in ("computed", "open"):
        heads = {place.split(":", 1)[0] for place in entry.lives}
        assert heads - set(clauses.PLACES), "no function"
    else:
        assert entry.lives


def test_parameters_and_readings_hang_on_their_own_clause():
    for place, table in (("parameter", parameters()), ("reading", readings())):
        for name, row in table.items():
            hung = {clauses.clause_of(entry.id) for entry in clauses.clauses().values() if name in entry.places(place)}
            assert row["clause"] in hung, name


def test_every_table_is_named_by_a_clause():
    named = {table for entry in clauses.clauses().values() for table in entry.places("table")}
    assert set(CONTRACTS) - named == set()


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_contracts_refer_to_clauses_that_the_regulation_has(name):
    text = CONTRACTS[name].read_text(encoding="utf-8")
    named = set(re.findall(r"type: clause, url: ([^\s,}]+)", text))
    assert named
    assert named <= set(clauses.clauses())


def test_a_gist_is_short_and_told_in_both_languages():
    for entry in clauses.clauses().values():
        assert len(entry.gist_zh) <= 90, entry.id
        assert entry.gist_zh.endswith("。")
        assert entry.gist_en.isascii() or "品字标" in entry.gist_en, entry.id
        assert "  " not in entry.gist_en


def test_numbers_in_the_gists_are_those_of_the_parameters():
    """A value that changes in parameters.yml must not go on being told otherwise."""
    units = {"一(五)b": "quota", "六(一)b": "prize", "七(二)": "bar", "三(一)b": "registered", "三(三)c": "excellence"}
    for identifier, prefix in units.items():
        told = [int(number) for number in re.findall(r"\d+", clauses.gist(identifier))]
        given = [
            value // 10_000 if value >= 10_000 else value
            for key, row in parameters().items()
            if key.startswith(f"{prefix}.")
            for value in row["values"].values()
        ]
        assert told == given, identifier


@pytest.mark.parametrize(
    ("written", "normal", "slug"),
    [
        ("三（五） 1.", "三(五)1", "c3-5-1"),
        ("三(一)a", "三(一)a", "c3-1a"),
        ("三（五）\uff12\uff41", "三(五)2a", "c3-5-2a"),
        (" 八 ", "八", "c8"),
        ("五(六)", "五(六)", "c5-6"),
    ],
)
def test_an_id_in_any_width_is_the_same_id(written, normal, slug):
    assert clauses.normalise(written) == normal
    assert clauses.slug(written) == slug
    assert clauses.clause(written).id == normal


def test_slugs_are_unique():
    slugs = [clauses.slug(identifier) for identifier in clauses.clauses()]
    assert len(set(slugs)) == len(slugs)


@pytest.mark.parametrize("stranger", ["九", "三(十)", "三(五)3", "三(五)1z", "", "3(5)1"])
def test_a_clause_that_the_regulation_lacks_is_refused(stranger):
    for ask in (clauses.clause, clauses.gist, clauses.clause_of):
        with pytest.raises(Refused, match="条款编号"):
            ask(stranger)


@pytest.mark.parametrize("misshaped", ["九", "三(五", "", "3(5)1"])
def test_an_address_is_made_of_ids_only(misshaped):
    with pytest.raises(Refused, match="形如"):
        clauses.slug(misshaped)


def test_parts_know_their_clause():
    assert clauses.clause_of("三(一)a") == "三(一)"
    assert clauses.clause_of("三(五)2b") == "三(五)2"
    assert clauses.clause_of("三(五)1") == "三(五)1"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"id": "三(一)"}, "is given twice"),
        ({"id": "三（十）"}, "not the shape of an id"),
        (
            {"id": "三(十)", "kind": "guessed"},
            "kind 'guessed' is not one of computed, attested, procedural, open, statement$",
        ),
        ({"id": "三(十)", "gist_en": ""}, "lacks a title or a gist"),
        ({"id": "三(十)a", "part_of": "三(十)"}, "part_of '三\\(十\\)' is not its clause"),
        ({"id": "三(十)", "part_of": "三"}, "a numbered clause is no part"),
    ],
)
def test_a_clause_that_nobody_could_find_again_is_refused_at_load(change, complaint):
    table = copy.deepcopy(law_file("clauses.yml"))
    table["clauses"].append(copy.deepcopy(table["clauses"][0]) | change)
    with pytest.raises(ValueError, match=complaint):
        clauses.from_list(table)


@pytest.mark.parametrize("decided", [["三(一)a", "三(一)a"], ["三(十)"]])
def test_decided_parts_must_be_clauses_and_stand_once(decided):
    with pytest.raises(ValueError, match="decided_parts"):
        clauses.from_list(law_file("clauses.yml") | {"decided_parts": decided})


def test_the_file_reads_the_same_with_the_plain_loader():
    path = ROOT / "yiwu_award/law/clauses.yml"
    assert yaml.safe_load(path.read_text(encoding="utf-8")) == law_file("clauses.yml")


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: clauses.slug(condition.part))
def test_a_condition_is_found_by_its_clause_and_begins_with_its_gist(condition):
    function = condition.decide
    entry = clauses.clause(condition.part)
    assert f"{function.__module__.removeprefix('yiwu_award.')}:{function.__name__}" in entry.lives
    if entry.id not in WIDER_THAN_THEIR_CONDITION:
        assert function.__doc__.splitlines()[0] == entry.gist_zh
