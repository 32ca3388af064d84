"""A text taken down is nowhere: no page, feed, file or kept record holds it, and new tables do not bring it back."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest

from yiwu_award.errors import Refused
from yiwu_award.publish import build, records, takedown
from yiwu_award.publish.check_receipt import hash_of, site_faults
from yiwu_award.publish.history import whole
from yiwu_award.publish.takedown import MARK, Takedown

from . import halting
from .example_records import awarded, in_notice
from .test_receipts import a_run

PHONE = "13900000000"
ASKED = Takedown(PHONE, date(2025, 10, 3), "误登个人手机号")


def leaking() -> list[dict]:
    """A private phone in a notice, in an address, in another width in a reference, and in a former version."""
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in PHONE)
    year = in_notice(2025)
    year["notice"] = [row | {"value": f"张三 {PHONE}"} if row["field"] == "phone" else row for row in year["notice"]]
    year["office"] = year["office"] | {"phone": PHONE, "address": f"示例路1号，{PHONE}"}
    year["publications"] = [row | {"reference": f"电 {wide}"} for row in year["publications"]]
    year["corrections"] = [{"corrected_on": "2025-10-01", "reason": "错", "as_of": "2025-09-30",
                            "before": {"notice": year["notice"]}}]  # fmt: skip
    return [awarded(2023), year]


def everything(site: Path) -> bytes:
    """All bytes below a folder, without the signs that search puts between words."""
    found = [path.read_bytes() for path in site.rglob("*") if path.is_file() and "withheld" not in path.name]
    return b"\n".join(found).replace("\u200b".encode(), b"")


def test_it_is_gone_from_the_whole_tree_and_a_dated_tombstone_stays(tmp_path: Path) -> None:
    records.write_all(leaking(), tmp_path / "records")
    place = tmp_path / "builds/before"
    place.mkdir(parents=True)
    (place / "index.html").write_text(PHONE, "utf-8")  # the site as it was served
    (tmp_path / "public").symlink_to(Path("builds/before"), target_is_directory=True)

    build.take_down(ASKED, tmp_path)

    assert PHONE.encode() not in everything(tmp_path)
    assert len(list((tmp_path / "builds").iterdir())) == 1
    page = (tmp_path / "public/corrections.html").read_text(encoding="utf-8").replace("\u200b", "")
    assert "误登个人手机号" in page
    assert "2025年10月3日" in page
    assert "误登个人手机号" in (tmp_path / "public/data/fictional-feed.xml").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "records/fictional-takedowns.json").read_text(encoding="utf-8")) == [
        {"taken_down_on": "2025-10-03", "reason": "误登个人手机号", "award_years": [2025],
         "parts": ["联系方式", "更正前的内容", "媒体发布", "公示"]}
    ]  # fmt: skip


def test_what_went_cannot_be_guessed_from_hashes_that_stay(tmp_path: Path) -> None:
    """Who guesses right, knows the rest of the former files and tries every public number, finds no hash of them.

    The log stays whole, and the site agrees with its receipts.
    """
    run = a_run(tmp_path)
    record = leaking()[1] | {"award_year": 2023, "as_of": "2024-06-30"}
    (run.reports / halting.RECORD).write_text(json.dumps(record), encoding="utf-8")
    year = halting.a_year(2023, run.incoming, run.reports)
    site = tmp_path / "site"
    with ExitStack() as stack:
        for patch in halting.stand_ins(links=True, checked=lambda *_: None):
            stack.enter_context(patch)
        build.publish([year], site)
        was = {path.name: path.read_bytes() for path in (site / "public").rglob("*.json")}
        build.take_down(ASKED, site)

    (former,) = (json.loads(data) for name, data in was.items() if name.endswith("-files.json"))
    stays = everything(site).decode()
    numbers = set(re.findall("[0-9a-f]{64}", stays))
    assert former["nonce"] not in numbers
    assert hash_of(was["fictional-2023.json"]) not in numbers
    tried = (json.dumps(former | {"nonce": number}, ensure_ascii=False, indent=1, sort_keys=True) for number in numbers)
    assert numbers.isdisjoint(hash_of(f"{text}\n".encode()) for text in tried)
    assert [bool(entry.listed) for entry in whole(site, "fictional-").entries] == [False, True]
    assert list(site_faults(lambda name: (site / "public" / name).read_bytes(), "fictional-")) == []


def test_only_the_text_goes_and_a_value_in_another_width_goes_whole() -> None:
    cleaned, _ = takedown.take_down(leaking(), ASKED)
    assert cleaned[0] == awarded(2023)
    assert cleaned[1]["office"]["address"] == f"示例路1号，{MARK}"
    assert {row["reference"] for row in cleaned[1]["publications"]} == {MARK}


@pytest.mark.parametrize(("text", "reason", "message"), [
    ("13900000001", "误登", "没有这段文字"),
    ("139", "误登", "太短"),
    (PHONE, " ", "原因"),
    (PHONE, f"误登 {PHONE}", "原因"),
    ("2025-09", "误登", "代码或日期"),
])  # fmt: skip
def test_what_cannot_be_taken_down_is_refused(text: str, reason: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        takedown.take_down(leaking(), Takedown(text, date(2025, 10, 3), reason))


def test_a_text_of_the_site_itself_is_refused(tmp_path: Path) -> None:
    records.write_all([in_notice(2025)], tmp_path / "records")
    with pytest.raises(Refused, match="固定文字"):
        build.take_down(Takedown("义乌市政府质量奖", date(2025, 10, 3), "试"), tmp_path)


def test_the_next_tables_do_not_bring_it_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def tell(kept: list[dict], work: Path, _: object, tombstones: object) -> Path:
        (work / "site").mkdir()
        (work / "site/index.html").write_text(f"{tombstones}{records.as_json(kept)}", "utf-8")
        return work / "site"

    monkeypatch.setattr(build, "build", tell)
    monkeypatch.setattr(records, "public_records", lambda year: year.record)
    monkeypatch.setattr(records, "guarded", lambda *_: records.Guarded(2025, {}, frozenset()))
    nowhere = tmp_path / "nowhere"
    year = SimpleNamespace(record=leaking()[1], award_year=2025, is_fictional=True, incoming=nowhere, reports=nowhere)
    build.publish([year], tmp_path)
    assert PHONE in (tmp_path / "public/index.html").read_text(encoding="utf-8")
    build.take_down(ASKED, tmp_path)
    build.publish([year], tmp_path)
    served = (tmp_path / "public/index.html").read_text(encoding="utf-8")
    assert PHONE not in served
    assert "误登个人手机号" in served
    assert "来表仍含已撤下的文字" in caplog.text
