"""Open data: complete, readable by a spreadsheet, and no formula."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from icalendar import Calendar
from open_data_contract_standard.model import OpenDataContractStandard

from yiwu_award.publish import feeds

from .example_records import HOSTILE, awarded, in_notice, record

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_listed_files_are_the_written_ones(tmp_path: Path) -> None:
    records = [awarded(2023), in_notice(2025)]
    feeds.write(records, tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    listed = feeds.listed(records)
    assert written == {file.address for file in listed} | {file.contract for file in listed if file.contract}
    assert all("fictional-" in name for name in written)


def test_the_notice_as_csv_holds_the_names_as_they_are(tmp_path: Path) -> None:
    feeds.write([in_notice(2025)], tmp_path)
    text = (tmp_path / "data/fictional-2025-notice.csv").read_bytes().decode("utf-8-sig")
    assert [row["org_name"] for row in csv.DictReader(io.StringIO(text, newline=""))] == list(HOSTILE)


def test_the_record_as_json_is_the_record(tmp_path: Path) -> None:
    feeds.write([in_notice(2025)], tmp_path)
    assert json.loads((tmp_path / "data/fictional-2025.json").read_text(encoding="utf-8")) == in_notice(2025)


def test_a_formula_is_quoted() -> None:
    assert feeds.as_csv([{"a": '=HYPERLINK("x")'}, {"a": None}], {"a": "栏"}) == 'a\r\n"\'=HYPERLINK(""x"")"\r\n""\r\n'


def test_addresses_are_stable() -> None:
    """Somebody has bookmarked, subscribed to or scripted each of these: changing one is a decision, not a slip."""
    real = [year | {"is_fictional": False} for year in (awarded(2023), record(2024), in_notice(2025))]
    assert [file.address for file in feeds.listed(real)] == [
        "data/feed.xml", "data/calendar.ics", "data/register.csv", "data/register.json",
        "data/2025.json", "data/2025.ics", "data/2025-notice.csv", "data/2025-rules.csv",
        "data/2024.json", "data/2024.ics", "data/2024-rules.csv",
        "data/2023.json", "data/2023.ics", "data/2023-notice.csv", "data/2023-laureates.csv", "data/2023-rules.csv",
    ]  # fmt: skip
    assert feeds.listed(real)[2].contract == "data/register.contract.json"


def test_every_contract_is_one_and_tells_the_columns(tmp_path: Path) -> None:
    records = [awarded(2023), in_notice(2025)]
    feeds.write(records, tmp_path)
    for file in feeds.listed(records):
        if file.contract:
            told = OpenDataContractStandard.from_file(str(tmp_path / file.contract)).schema_
            assert [schema.name for schema in told] == list(file.parts)
        if file.address.endswith(".csv"):
            header = (tmp_path / file.address).read_text(encoding="utf-8-sig").splitlines()[0]
            assert header == ",".join(column.name for column in told[0].properties)


def test_the_feed_tells_what_was_published_newest_first(tmp_path: Path) -> None:
    tombstone = {"taken_down_on": "2025-10-02", "reason": "误登手机号", "award_years": [2025], "parts": ["联系方式"]}
    feeds.write([awarded(2023, ("甲", "乙", "丙", "丁", "戊")), in_notice(2025)], tmp_path, [tombstone])
    feed = ET.parse(tmp_path / "data/fictional-feed.xml").getroot()
    told = feed.findall(f"{ATOM}entry")
    entries = [
        (each.findtext(f"{ATOM}updated")[:10], each.findtext(f"{ATOM}title"), each.find(f"{ATOM}link").get("href"))
        for each in told
    ]
    assert entries == [
        ("2025-10-02", "【虚构示例】撤下内容：误登手机号", "../corrections.html#takedowns"),
        ("2025-09-26", "【虚构示例】2025年度初选授奖组织名单公示", "../2025/notice.html"),
        ("2025-03-03", "【虚构示例】2025年度申报通告", "../2025/call.html"),
        ("2024-04-25", "【虚构示例】撤销荣誉：乙（2023年度质量奖）", "../corrections.html#revocations"),
        ("2023-11-20", "【虚构示例】2023年度获奖组织", "../2023/award.html"),
        ("2023-09-26", "【虚构示例】2023年度初选授奖组织名单公示", "../2023/notice.html"),
        ("2023-03-03", "【虚构示例】2023年度申报通告", "../2023/call.html"),
    ]
    assert len({each.findtext(f"{ATOM}id") for each in told}) == len(told)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_text_in_the_feed(name: str, tmp_path: Path) -> None:
    year = awarded(2023, ("甲", name, "丙", "丁", "戊"))
    feeds.write([year], tmp_path)
    titles = [title.text for title in ET.parse(tmp_path / "data/fictional-feed.xml").iter(f"{ATOM}title")]
    shown = name.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩")
    assert any(shown in title for title in titles)


def test_the_calendar_holds_the_days_of_the_year(tmp_path: Path) -> None:
    feeds.write([in_notice(2025)], tmp_path)
    calendar = Calendar.from_ical((tmp_path / "data/fictional-2025.ics").read_bytes())
    days = {
        str(entry["summary"]): (entry.decoded("dtstart"), entry.decoded("dtend")) for entry in calendar.walk("VEVENT")
    }
    assert days["（虚构示例）2025年度：申报截止"] == (date(2025, 5, 30), date(2025, 5, 31))
    # From the first day to the day after the last; the planned day gives way to it.
    assert days["（虚构示例）2025年度初选授奖组织名单公示期"] == (date(2025, 9, 27), date(2025, 10, 10))
    assert not any("计划公示" in title for title in days)


def test_hostile_text_adds_nothing_to_the_calendar(tmp_path: Path) -> None:
    year = record(2025)
    year["deadlines"][0]["title"] = "甲\r\nEND:VEVENT\nBEGIN:VEVENT;,\\😀昇堃喆\u202e" + "长" * 60
    feeds.write([year], tmp_path)
    calendar = Calendar.from_ical((tmp_path / "data/fictional-2025.ics").read_bytes())
    entries = calendar.walk("VEVENT")
    assert len(entries) == len(year["deadlines"])
    assert "甲  END:VEVENT BEGIN:VEVENT;,\\😀昇堃喆⟨U+202E⟩" in str(entries[0]["summary"])
