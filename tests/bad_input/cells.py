"""Cells that cannot be read, and rows that read well and are wrong, one by one."""

# ruff: noqa: RUF001, DTZ001 (full-width figures are what is sent; a spreadsheet's days have no time zone)

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import NamedTuple

_HOSTILE = {
    "a script": "<script>alert(1)</script>",
    "a picture": "<img src=x onerror=alert(1)>",
    "a template": "{{ 7*7 }}",
    "a template's loop": "{% for x in y %}",
    "a Markdown link": "[x](javascript:alert(1))",
    "a formula": "=1+1",
    "a command": "=cmd|'/C calc'!A0",
    "a link formula": '=HYPERLINK("http://x")',
    "an at-formula": "@SUM(A1)",
    "a path": "../../../etc/passwd",
    "a query": "' OR 1=1 --",
    "a control character": "A\x1b[31m",
    "text from right to left": "\u202eA10",
    "10 MB": "x" * 10_000_000,
}
_NUMBERS = {
    "a word": "去年",
    "NaN": "NaN",
    "inf": "inf",
    "-inf": "-inf",
    "hexadecimal": "0x10",
    "an exponent": "1e3",
    "a share": "50%",
    "two numbers": "1 2",
    "a range": "80-90",
    "a fraction": "1/2",
    "Chinese figures": "八十",
    "two points": "1.2.3",
    "many digits": "9" * 40,
    "Roman figures": "Ⅷ级",
    "a unit": "80分",
    "a formula": "=40+40",
}
_DAYS = {
    "no such day": "2024-02-30",
    "a thirteenth month": "2024-13-01",
    "1899": "1899-12-31",
    "9999": "9999-12-31",
    "two figures of a year": "24-03-01",
    "the American order": "03/01/2024",
    "a year": "2024",
    "a month": "2024年3月",
    "a word": "昨天",
    "a range of days": "2024-03-01至2024-03-05",
    "a serial number of the year 2200": "109575",
    "a negative number": "-1",
    "a fraction": "45353.5",
    "nothing but a clock": "09:30",
    "zero": "0",
    "NaT": "NaT",
}
_ANSWERS = {"a word": "也许", "two": "2", "yes": "yes", "a mark": "√", "T": "T", "both": "是/否"}
_EXCEL = {
    "a day of 1899": datetime(1899, 12, 31),
    "a day of 9999": datetime(9999, 12, 31),
    "a clock": time(9, 30),
    "yes": True,
    "a number with a fraction": 45353.5,
}


class Cell(NamedTuple):
    """A cell of a column that cannot be read: table, column, and what stands there."""

    table: str
    column: str
    value: object
    is_in_workbook: bool = False


CELLS: Mapping[str, Cell] = {
    **{f"number: {name}": Cell("department_scores", "score", text) for name, text in _NUMBERS.items()},
    **{f"whole number: {name}": Cell("tax_credit", "rating_year", text) for name, text in _NUMBERS.items()},
    "whole number: a fraction of one": Cell("tax_credit", "rating_year", "2023.5"),
    **{f"day: {name}": Cell("tax_credit", "published_on", text) for name, text in _DAYS.items()},
    **{f"yes or no: {name}": Cell("materials", "is_complete", text) for name, text in _ANSWERS.items()},
    **{f"day in a workbook: {name}": Cell("tax_credit", "published_on", each, True) for name, each in _EXCEL.items()},
    "text: 33,000 characters": Cell("materials", "note", "长" * 33_000),
    "number in a workbook: yes": Cell("department_scores", "score", True, True),
    "number in a workbook: a day": Cell("department_scores", "score", date(2024, 3, 1), True),
    "text in a workbook: 18 figures": Cell("applications", "uscc", 913307991234567890, True),
    "number: 10 MB": Cell("department_scores", "score", "1" * 10_000_000),
}

_WRONG_CODES = {
    "of 17 places": "91330799JUQTGBHN5",
    "of 19 places": "91330799JUQTGBHN5KK",
    "with a wrong last place": "91330799JUQTGBHN5L",
    "that begins with a letter": "A1330799JUQTGBHN5K",
    "with a letter that there is none of": "91330799JUQTGBHNIK",
    "of figures only": "123456789012345678",
    "in small letters": "91330799juqtgbhn5x",
    "of another kind": "330782198001011234",
    "of blanks and figures": "9133 0799 JUQT GBHN 5L",
    "full-width and wrong": "９１３３０７９９ＪＵＱＴＧＢＨＮ５Ｌ",
}


class Row(NamedTuple):
    """A row that reads well and is wrong: table, column, what stands there, and words of the answer."""

    table: str
    column: str
    value: str
    says: Sequence[str] = ()


ROWS: Mapping[str, Row] = {
    **{
        f"credit code {name}": Row("applications", "uscc", code, ["统一社会信用代码"])
        for name, code in _WRONG_CODES.items()
    },
    **{
        f"grade: {name}": Row("tax_credit", "grade", text, ["A、B、M、C、D"])
        for name, text in _HOSTILE.items()
        if name != "10 MB"
    },
    "grade: of the next scale": Row("tax_credit", "grade", "E"),
    "grade: twice": Row("tax_credit", "grade", "AA"),
    "grade: of a Cyrillic letter": Row("tax_credit", "grade", "А"),
    "year: before the calendar of the table": Row("tax_credit", "rating_year", "1899", ["2000 至 2100"]),
    "year: of figures too many": Row("tax_credit", "rating_year", "20230", ["2000 至 2100"]),
    "year: negative": Row("tax_credit", "rating_year", "-2023", ["2000 至 2100"]),
    "year: blank": Row("tax_credit", "rating_year", "", ["必填"]),
    "number of an application: a formula": Row("applications", "application_id", "=A1", ["大写字母", "A2401"]),
    "number of an application: a path": Row("applications", "application_id", "../A1", ["大写字母", "A2401"]),
    "number of an application: small letters": Row("applications", "application_id", "a9901", ["大写字母", "A2401"]),
    "number of an application: a script": Row("applications", "application_id", "<b>A1</b>", ["大写字母", "A2401"]),
    "award that there is none of": Row("applications", "award", "金奖", ["质量奖、创新奖"]),
    "percent: over 100": Row("item_scores", "percent", "101", ["0 至 100"]),
    "percent: negative": Row("item_scores", "percent", "-5", ["0 至 100"]),
    "item that there is none of": Row("item_scores", "item", "4.8.1", ["评分条款号", "4.1.2"]),
    "item that is a day": Row("item_scores", "item", "2004-1-2", ["评分条款号", "4.1.2"]),
    "votes: negative": Row("ballot_papers", "spoiled", "-1"),
    "votes: more than there are papers": Row("ballot_papers", "valid", "99", ["收回票数"]),
    "clause that there is none of": Row("attestations", "part", "三(十)", ["条款项"]),
    "conclusion in other words": Row("attestations", "conclusion", "同意", ["符合、不符合、待核、不适用"]),
    "an application that nobody registered": Row("attestations", "application_id", "A9999", ["申报组织"]),
    "an assessor whom nobody registered": Row("item_scores", "assessor_id", "E99", ["评审员"]),
    "a visit that ends before it starts": Row("visits", "ended_on", "2023-01-01", ["不晚于"]),
    "points below zero": Row("credit_points", "points", "-1"),
}
