"""One cell as an office wrote it, and what it is taken as."""

# ruff: noqa: RUF001 (full-width digits are what is tested)

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from yiwu_award.tables.cells import ErrorCell, NotOfType, as_came, need_nothing, taker
from yiwu_award.tables.contracts import Column


def column(kind, **more):
    return Column("x", "某列", kind, required=False, classification="internal", clause="五(一)", fix="", **more)


def took(kind, cell, **more):
    return tuple(taker(column(kind, **more))(cell))


@pytest.mark.parametrize(
    ("cell", "changed"),
    [
        ("2024-03-01", None),
        ("2024-3-1", "2024-03-01"),
        ("2024/3/1", "2024-03-01"),
        ("2024.3.1", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("２０２４年３月１日", "2024-03-01"),
        (" 2024-03-01 ", "2024-03-01"),
        ("2024-03-01 00:00:00", "2024-03-01"),
        ("20240301", "2024-03-01"),
        ("45352", "2024-03-01"),
        (45352.0, "2024-03-01"),
        (45352, "2024-03-01"),
        (date(2024, 3, 1), None),
        (datetime(2024, 3, 1), None),  # noqa: DTZ001
        (datetime(2024, 3, 1, 14, 30), "2024-03-01"),  # noqa: DTZ001
    ],
    ids=repr,
)
def test_days_in_every_form_that_offices_write(cell, changed):
    assert took("date", cell) == (date(2024, 3, 1), changed)


@pytest.mark.parametrize(
    "cell",
    ["2024年3月", "24-03-01", "2023-02-29", "3月1日", "去年", "1", 1.0, True, time(3, 4), "2024-03-01 14:30"],
    ids=repr,
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(NotOfType):
        took("date", cell)


@pytest.mark.parametrize(
    ("cell", "value", "changed"),
    [
        ("85", 85, None),
        ("８５", 85, "85"),
        ("85.0", 85, "85"),
        ("1,000", 1000, "1000"),
        ("-3", -3, None),
        (85.0, 85, None),
        (85, 85, None),
        ("", None, None),
        ("　", None, None),
    ],
    ids=repr,
)
def test_integers_also_stored_as_text(cell, value, changed):
    assert took("integer", cell) == (value, changed)


@pytest.mark.parametrize("cell", ["8.5", 8.5, "85%", "八十五", True, "1e3", "10,00", date(2024, 3, 1)], ids=repr)
def test_what_is_no_integer_is_refused(cell):
    with pytest.raises(NotOfType):
        took("integer", cell)


@pytest.mark.parametrize(
    ("cell", "value", "changed"),
    [
        ("92.50", "92.50", None),
        ("９２．５", "92.5", "92.5"),
        ("1,234.5", "1234.5", "1234.5"),
        (92.5, "92.5", None),
        (0.1 + 0.2, "0.3", None),
        (7, "7", None),
    ],
)
def test_numbers_are_exact_decimals_as_written(cell, value, changed):
    taken = took("number", cell)
    assert (str(taken[0]), taken[1]) == (value, changed)
    assert isinstance(taken[0], Decimal)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("否", False),
        ("TRUE", True),
        ("false", False),
        ("1", True),
        (0.0, False),
        (True, True),
        ("", None),
    ],
    ids=repr,
)
def test_yes_and_no(cell, value):
    assert took("boolean", cell) == (value, None)


@pytest.mark.parametrize("cell", ["对", "√", "2", 2.0, "yes"], ids=repr)
def test_what_is_neither_yes_nor_no_is_refused(cell):
    with pytest.raises(NotOfType):
        took("boolean", cell)


@pytest.mark.parametrize(
    ("cell", "value", "changed"),
    [
        ("质量奖", "quality_award", None),
        ("quality_award", "quality_award", None),
        (" 质量奖", "quality_award", "质量奖"),
        ("优秀奖", "优秀奖", None),
        ("", None, None),
    ],
)
def test_labels_become_codes_and_only_other_changes_are_told(cell, value, changed):
    labels = {"quality_award": "质量奖", "innovation_award": "创新奖"}
    assert took("string", cell, labels=labels) == (value, changed)


@pytest.mark.parametrize(
    ("cell", "value", "changed"),
    [
        ("义乌市某某（集团）有限公司", "义乌市某某（集团）有限公司", None),
        ("甲；乙", "甲；乙", None),
        ("Ａ０１号楼", "A01号楼", "A01号楼"),
        ("２／３", "2/3", "2/3"),
        ("东阳昇\u200b公司 ", "东阳昇公司", "东阳昇公司"),
        ("两\r\n行", "两\n行", None),
        (57912345678.0, "57912345678", None),
        (1.5, "1.5", None),
        (date(2024, 3, 1), "2024-03-01", "2024-03-01"),
        (True, "是", None),
    ],
)
def test_names_and_remarks_keep_their_own_punctuation(cell, value, changed):
    assert took("string", cell) == (value, changed)


def test_codes_are_brought_to_half_width():
    assert took("string", "三（五）1", is_clause_part=True) == ("三(五)1", "三(五)1")
    assert took("string", "ｐ１", pattern="^p[0-9]$") == ("p1", "p1")


def test_a_number_with_more_digits_than_a_spreadsheet_keeps_is_refused():
    with pytest.raises(NotOfType, match="15 位"):
        took("string", 9.13307821470007e17)


@pytest.mark.parametrize("kind", ["string", "integer", "number", "boolean", "date"])
def test_a_formula_that_failed_is_no_value(kind):
    with pytest.raises(NotOfType, match="公式"):
        took(kind, ErrorCell("#N/A"))


def test_a_cell_is_shown_as_its_sender_saw_it():
    assert [as_came(cell) for cell in ("甲", 3.0, 2.5, True, None, datetime(2024, 3, 1))] == [  # noqa: DTZ001
        "甲", "3", "2.5", "是", "", "2024-03-01",
    ]  # fmt: skip


@pytest.mark.parametrize("text", [" A", "A ", "A  B", "Ａ", "（甲）", "a\nb", "a\u200bb", "a\tb"])
def test_texts_that_may_need_something_are_looked_at_one_by_one(text):
    assert need_nothing(["A01", "义乌 某公司", ""])
    assert not need_nothing(["A01", text])
    assert not need_nothing(["A01", 3.0])
