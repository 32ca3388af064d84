"""Publishing is all or nothing, never mixes fictional and real, and holds up no other year."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from filelock import FileLock

from tests.full_disk import files_of_at_most
from yiwu_award.errors import ContractBroken, DiskFull, Refused
from yiwu_award.publish import build, corrections, records, swap

from .example_records import awarded, in_notice, record


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Years are hand-made records; the site is one page that tells which."""

    def public_records(year: SimpleNamespace) -> dict:
        if year.broken:
            raise ContractBroken([])
        return year.record

    def tell(kept: list[dict], work: Path, *_: object) -> Path:
        (work / "site").mkdir()
        (work / "site/index.html").write_text(
            "、".join(f"{each['award_year']} {each['as_of']}" for each in kept), "utf-8"
        )
        return work / "site"

    monkeypatch.setattr(records, "public_records", public_records)
    monkeypatch.setattr(
        records, "guarded", lambda year, record: records.Guarded(year.award_year, year.secrets, frozenset())
    )
    monkeypatch.setattr(build, "build", tell)


def a_year(record: dict, secrets: dict | None = None, *, broken: bool = False) -> SimpleNamespace:
    return SimpleNamespace(
        record=record,
        award_year=record["award_year"],
        is_fictional=record["is_fictional"],
        incoming=Path("nowhere"),
        reports=Path("nowhere"),
        secrets=secrets or {},
        broken=broken,
    )


def served(site: Path) -> str:
    return (site / "public/index.html").read_text(encoding="utf-8")


pytestmark = pytest.mark.usefixtures("quick")


def test_years_stand_beside_those_published_before(tmp_path: Path) -> None:
    build.publish([a_year(record(2024))], tmp_path)
    assert build.publish([a_year(in_notice(2025))], tmp_path) == tmp_path / "public"
    assert served(tmp_path) == "2024 2024-06-15、2025 2025-09-30"
    assert sorted(path.name for path in (tmp_path / "records").iterdir()) == [
        "fictional-2024.json",
        "fictional-2025.json",
    ]


def test_the_same_records_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        build.publish([a_year(record(2024))], tmp_path / name)
    kept = [(tmp_path / name / "records/fictional-2024.json").read_bytes() for name in ("a", "b")]
    assert kept[0] == kept[1]
    assert b"\r" not in kept[0]
    assert (tmp_path / "a/public").readlink() == (tmp_path / "b/public").readlink()


@pytest.mark.parametrize("is_fictional", [True, False])
def test_fictional_and_real_years_never_mix(tmp_path: Path, is_fictional: bool) -> None:
    build.publish([a_year(record(2024) | {"is_fictional": is_fictional})], tmp_path)
    with pytest.raises(Refused, match="只发布真实年度，或只发布虚构示例"):
        build.publish([a_year(record(2025) | {"is_fictional": not is_fictional})], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15"
    assert len(list((tmp_path / "records").iterdir())) == 1


def test_fictional_and_real_years_are_refused_together(tmp_path: Path) -> None:
    with pytest.raises(Refused):
        build.publish([a_year(record(2024)), a_year(record(2025) | {"is_fictional": False})], tmp_path)
    assert not (tmp_path / "public").exists()


def test_a_secret_on_a_page_leaves_the_last_good_site(tmp_path: Path) -> None:
    build.publish([a_year(record(2024))], tmp_path)
    with pytest.raises(Refused, match=r"index\.html 含有“联系电话”"):
        build.publish([a_year(record(2025), {"联系电话": frozenset({"2025 2025-06-15"})})], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15"
    assert [path.name for path in (tmp_path / "records").iterdir()] == ["fictional-2024.json"]
    assert len(list((tmp_path / "builds").iterdir())) == 1


def test_a_year_that_came_open_again_keeps_its_last_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build.publish([a_year(in_notice(2025))], tmp_path)
    build.publish([a_year(record(2025, as_of="2025-10-01")), a_year(record(2024))], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15、2025 2025-09-30"
    assert "保留上次发布的内容" in caplog.text


def test_a_broken_year_holds_up_no_other(tmp_path: Path) -> None:
    build.publish([a_year(in_notice(2025))], tmp_path)
    with pytest.raises(ContractBroken):
        build.publish([a_year(record(2025), broken=True), a_year(record(2024))], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15、2025 2025-09-30"


def test_old_builds_go_but_for_the_one_just_replaced(tmp_path: Path) -> None:
    for month in ("06", "07", "08"):
        build.publish([a_year(record(2024, as_of=f"2024-{month}-15"))], tmp_path)
    assert served(tmp_path) == "2024 2024-08-15"
    assert len(list((tmp_path / "builds").iterdir())) == 2


def test_an_old_build_dropped_in_part_is_not_served_when_its_content_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drop_in_part(path: Path) -> None:
        if (path / "index.html").exists():
            (path / "index.html").unlink()
            raise KeyboardInterrupt

    months = [a_year(record(2024, as_of=f"2024-{month}-15")) for month in ("06", "07", "08")]
    for month in months[:2]:
        build.publish([month], tmp_path)
    with monkeypatch.context() as killed:
        killed.setattr(swap, "_remove", drop_in_part)
        with pytest.raises(KeyboardInterrupt):
            build.publish([months[2]], tmp_path)
    build.publish([months[0]], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15"


def test_where_links_are_refused_the_folder_is_swapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("links are refused")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    for month in ("06", "07"):
        build.publish([a_year(record(2024, as_of=f"2024-{month}-15"))], tmp_path)
    assert served(tmp_path) == "2024 2024-07-15"
    assert not (tmp_path / "public").is_symlink()
    assert {path.name for path in tmp_path.iterdir()} == {".lock", "builds", "public", "records"}


def test_a_swap_cut_off_between_two_renames_is_recovered(tmp_path: Path) -> None:
    (tmp_path / "public.before").mkdir()
    (tmp_path / "public.before/index.html").write_text("旧", "utf-8")
    (tmp_path / "builds/.work-killed").mkdir(parents=True)
    swap.recover(tmp_path)
    assert served(tmp_path) == "旧"
    assert {path.name for path in tmp_path.iterdir()} == {"builds", "public"}
    assert list((tmp_path / "builds").iterdir()) == []


def test_the_second_of_two_at_once_says_so_and_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = threading.Event()
    monkeypatch.setattr(build._LOG, "warning", lambda _text: said.set())
    waiting = threading.Thread(target=build.publish, args=[[a_year(record(2024))], tmp_path])
    with FileLock(tmp_path / ".lock"):
        waiting.start()
        assert said.wait(10)
        assert not (tmp_path / "public").exists()
    waiting.join(10)
    assert served(tmp_path) == "2024 2024-06-15"


def test_a_year_once_awarded_may_be_published_after_its_notice(tmp_path: Path) -> None:
    build.publish([a_year(in_notice(2023))], tmp_path)
    build.publish([a_year(awarded(2023))], tmp_path)
    assert served(tmp_path) == "2023 2024-06-30"


def _stop(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("owner", "step", "served_after"),
    [
        (build, "build", "2024 2024-06-15"),
        (build.wall, "check", "2024 2024-06-15"),
        (build, "tree_hash", "2024 2024-06-15"),
        (records, "write_all", "2024 2024-06-15"),
        (build, "keep", "2024 2024-06-15"),
        (build, "swap", "2024 2024-06-15"),
        (build, "clear", "2024 2024-07-15"),
    ],
    ids=["building", "checking", "naming", "records", "receipts", "swap", "clearing"],
)
def test_stopped_at_any_step_the_old_site_or_the_new_one_stands_with_its_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str, served_after: str
) -> None:
    build.publish([a_year(record(2024))], tmp_path)
    later = a_year(record(2024, as_of="2024-07-15"))
    with monkeypatch.context() as stopped:
        stopped.setattr(owner, step, _stop)
        with pytest.raises(KeyboardInterrupt):
            build.publish([later], tmp_path)
    assert served(tmp_path) == served_after
    (kept,) = records.read_all(tmp_path / "records")
    assert served_after == f"2024 {kept['as_of']}"
    build.publish([later], tmp_path)
    assert served(tmp_path) == "2024 2024-07-15"


def test_a_full_disk_leaves_the_former_site_and_its_records(tmp_path: Path) -> None:
    """There is room for the page, none for the record: where, what to do, what has not happened."""
    build.publish([a_year(record(2024))], tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with files_of_at_most(200), pytest.raises(DiskFull, match=f"写不进 {tmp_path}.*。公开网站未作任何改动。"):
        build.publish([a_year(record(2023)), a_year(record(2024, as_of="2024-07-15"))], tmp_path)
    left = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path: data for path, data in left.items() if path in before} == before
    assert {path.relative_to(tmp_path).parts[0] for path in left.keys() - before.keys()} <= {"builds"}
    assert served(tmp_path) == "2024 2024-06-15"


def test_a_swap_stopped_between_its_two_renames_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where links are refused there is a moment without a site; the next publication puts the former one back first."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError("links are refused")

    monkeypatch.setattr(Path, "symlink_to", refuse)
    build.publish([a_year(record(2024))], tmp_path)
    (tmp_path / "public").replace(tmp_path / "public.before")
    with pytest.raises(Refused):
        build.publish([a_year(record(2025), {"联系电话": frozenset({"2025 2025-06-15"})})], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15"


def test_a_record_edited_by_hand_is_refused_by_name(tmp_path: Path) -> None:
    build.publish([a_year(record(2024))], tmp_path)
    edited = record(2024) | {"totals": [{"org_name": "甲", "total": 812}]}
    records.write_all([edited], tmp_path / "records")
    with pytest.raises(Refused, match="2024：totals 不在公开清单中"):
        build.publish([a_year(record(2025))], tmp_path)
    assert served(tmp_path) == "2024 2024-06-15"


def test_a_correction_goes_through_publication(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    build.publish([a_year(awarded(2023))], tmp_path)
    other = awarded(2023) | {"as_of": "2024-07-01", "prizes": []}
    build.publish([a_year(other)], tmp_path)
    assert "yiwu-award correct" in caplog.text
    assert served(tmp_path) == "2023 2024-06-30"
    build.publish([a_year(other)], tmp_path, corrections.Correction(date(2024, 7, 1), "金额误写"))
    assert served(tmp_path) == "2023 2024-07-01"
    (kept,) = records.read_all(tmp_path / "records")
    assert kept["corrections"][0]["before"] == {"prizes": awarded(2023)["prizes"]}


def test_a_log_of_receipts_that_does_not_go_on_from_the_live_one_stops_publishing(tmp_path: Path) -> None:
    """Somebody dropped it from the records: the site stands, and so do the records."""
    live = tmp_path / "public/receipts/fictional-log.jsonl"
    live.parent.mkdir(parents=True)
    live.write_text("{}\n", "utf-8")
    with pytest.raises(Refused, match="与网站上正在公开的不相接"):
        build.publish([a_year(record(2024))], tmp_path)
    assert live.exists()
    assert not (tmp_path / "records/fictional-2024.json").exists()
