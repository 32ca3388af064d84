"""Whatever a value holds, it is shown as it stands."""

from __future__ import annotations

import html
from datetime import date

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from yiwu_award.publish.text import chinese_day, days_in_full, shown

from .example_records import HOSTILE

ALSO_HOSTILE = (
    "# 题",
    "- 项",
    "1. 项",
    "> 引",
    "    码",
    "a  \nb",
    "[^1]: 注",
    "![图](x)",
    "{: #id }",
    "&lt;b&gt;",
    "a_b_c",
    "~~删~~",
)


def _read_back(value: str) -> str:
    page = markdown.markdown(f"前{shown(value)}后", extensions=["attr_list", "tables", "toc"])
    assert page.count("<") == 2, page  # one paragraph and nothing else
    return html.unescape(page.removeprefix("<p>").removesuffix("</p>"))[1:-1]


@pytest.mark.parametrize(
    "value", [name for name in (*HOSTILE, *ALSO_HOSTILE) if "\u202e" not in name and "\n" not in name]
)
def test_hostile_text_comes_out_as_it_went_in(value: str) -> None:
    assert _read_back(value) == value


@pytest.mark.parametrize("value", ["# 题", "- 项", "1. 项", "> 引", "=====", "| a | b |", "[a]: b", "```", "***"])
def test_a_value_alone_on_its_line_is_no_structure(value: str) -> None:
    page = markdown.markdown(str(shown(value)), extensions=["attr_list", "tables"])
    assert html.unescape(page) == f"<p>{value}</p>"


@given(st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1))
def test_any_visible_text_comes_out_as_it_went_in(value: str) -> None:
    assert _read_back(value) == value


def test_signs_that_hide_or_turn_text_are_shown_by_code() -> None:
    assert shown("丁\u202e厂\u200b\u0000") == "丁⟨U+202E⟩厂⟨U+200B⟩⟨U+0000⟩"


def test_rare_characters_and_emoji_stay() -> None:
    assert shown("昇堃喆😀👩\u200d🔧") == "昇堃喆😀👩\u200d🔧"


def test_templates_show_values_and_keep_their_own_text() -> None:
    template = Environment(autoescape=True, finalize=shown).from_string("<b>{{ name }}</b>{{ gone }}")
    assert template.render(name="{{ 7*7 }}<i>", gone=None) == "<b>&#123;&#123; 7&#42;7 &#125;&#125;&#60;i&#62;</b>"


def test_days_have_no_leading_zeros() -> None:
    assert chinese_day("2026-03-09") == chinese_day(date(2026, 3, 9)) == "2026年3月9日"


@pytest.mark.parametrize(("text", "expected"), [
    ("2025-04-15 至 2025-05-30（含首尾两日）", "2025年4月15日 至 2025年5月30日（含首尾两日）"),
    ("虚构日报（2025-04-04）", "虚构日报（2025年4月4日）"),
    ("0579-2025-04-15、12025-04-15、2025-04-151", "0579-2025-04-15、12025-04-15、2025-04-151"),
    ("2025-02-30、GB/T 19580-2012", "2025-02-30、GB/T 19580-2012"),
    (None, None),
], ids=["period", "medium", "longer numbers", "no days", "nothing"])  # fmt: skip
def test_days_in_a_text_are_written_in_full_and_other_numbers_stay(text: str | None, expected: str | None) -> None:
    assert days_in_full(text) == expected
