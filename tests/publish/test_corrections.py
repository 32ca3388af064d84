"""An announcement is replaced in the open: with day and reason, and the former version stays readable."""

from __future__ import annotations

import html
import re
from datetime import date
from pathlib import Path

import pytest

from yiwu_award.errors import Refused
from yiwu_award.publish import pages
from yiwu_award.publish.corrections import Correction, settled
from yiwu_award.publish.parts import faults

from .example_records import awarded, in_notice, record

NAMES = ("甲", "乙", "丙", "丁", "戊")
LATE = Correction(date(2025, 9, 29), "门户网站迟发一天")


def moved(year: dict, first: str, last: str, period: str) -> dict:
    """The same notice with another period."""
    new = {"first_day": first, "last_day": last, "period": period}
    return year | {"notice": [row | {"value": new.get(row["field"], row["value"])} for row in year["notice"]]}


@pytest.fixture
def before() -> dict:
    return in_notice(2025, NAMES)


@pytest.fixture
def after(before: dict) -> dict:
    return moved(before | {"as_of": "2025-10-01"}, "2025-09-28", "2025-10-10", "自2025年9月28日0时起")


def test_without_a_reason_the_announcement_stands_and_the_office_is_told(before: dict, after: dict) -> None:
    record, why = settled(before, after)
    assert record == before
    assert "已公布的公示；" in why
    assert "yiwu-award correct" in why


def test_a_correction_keeps_what_stood_before(before: dict, after: dict) -> None:
    record, why = settled(before, after, LATE)
    assert why == ""
    assert record["notice"] == after["notice"]
    assert record["corrections"] == [
        {"corrected_on": "2025-09-29", "reason": "门户网站迟发一天", "as_of": "2025-09-30",
         "before": {"notice": before["notice"]}}
    ]  # fmt: skip
    assert list(faults(record)) == []


def test_later_states_carry_the_correction_on(before: dict, after: dict) -> None:
    corrected, _ = settled(before, after, LATE)
    later, why = settled(corrected, after | {"as_of": "2025-10-05"})
    assert why == ""
    assert later["corrections"] == corrected["corrections"]


@pytest.mark.parametrize(("given", "correction", "message"), [
    ("same", LATE, "没有改变"),
    ("open again", LATE, "不再含有已公布的内容"),
    ("changed", Correction(date(2025, 9, 29), " "), "没有写明原因"),
    ("never published", LATE, "没有改变"),
])  # fmt: skip
def test_a_correction_that_corrects_nothing_is_refused(
    before: dict, after: dict, given: str, correction: Correction, message: str
) -> None:
    now = {"same": before, "open again": record(2025), "changed": after, "never published": before}[given]
    with pytest.raises(Refused, match=message):
        settled(None if given == "never published" else before, now, correction)


def test_a_second_correction_does_not_come_before_the_first(before: dict, after: dict) -> None:
    corrected, _ = settled(before, after, LATE)
    with pytest.raises(Refused, match="不早于上次更正的 2025-09-29"):
        settled(corrected, before, Correction(date(2025, 9, 28), "又改"))


def test_pages_mark_the_correction_and_keep_each_version(before: dict, after: dict, tmp_path: Path) -> None:
    first, _ = settled(before, after, LATE)
    third = moved(after, "2025-09-29", "2025-10-11", "自2025年9月29日0时起")
    second, _ = settled(first, third, Correction(date(2025, 9, 30), "日报迟发"))
    pages.write([second], tmp_path)

    def text(name: str) -> str:
        return html.unescape(re.sub(r"<[^>]*>", "", (tmp_path / name).read_text(encoding="utf-8")))

    notice = text("2025/notice.md")
    assert "2025年9月29日更正：门户网站迟发一天" in notice
    assert "（2025年9月30日更正后重新发布，以此为准）" in notice
    assert "公示期：自2025年9月29日0时起" in notice
    assert "这一版本已被更正，不再有效" in text("2025/previous-1.md")
    assert "公示期：自2025年9月27日0时起" in text("2025/previous-1.md")
    assert "更正后重新发布" not in text("2025/previous-1.md")
    assert "公示期：自2025年9月28日0时起" in text("2025/previous-2.md")
    corrections = text("corrections.md")
    assert corrections.index("日报迟发") < corrections.index("门户网站迟发一天")


def test_a_corrected_laureate_stands_on_the_former_version_alone(tmp_path: Path) -> None:
    wrong = awarded(2023, NAMES)
    right = wrong | {"laureates": [row | {"document": "示例政发〔2023〕19号"} for row in wrong["laureates"]]}
    corrected, _ = settled(wrong, right, Correction(date(2024, 7, 1), "文号误写"))
    pages.write([corrected], tmp_path)
    assert "〔2023〕9号" not in (tmp_path / "2023/award.md").read_text(encoding="utf-8")
    assert "〔2023〕9号" in (tmp_path / "2023/previous-1.md").read_text(encoding="utf-8")
