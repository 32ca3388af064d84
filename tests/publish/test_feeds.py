"""Open data: complete, readable by a spreadsheet, and no formula."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from yiwu_award.publish import feeds

from .example_records import HOSTILE, awarded, in_notice


def test_the_listed_files_are_the_written_ones(tmp_path: Path) -> None:
    records = [awarded(2023), in_notice(2025)]
    feeds.write(records, tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {file.address for file in feeds.listed(records)}
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
