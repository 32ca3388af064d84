"""Publishing: records in, a checked site out, swapped in at one stroke or not at all."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
from calendar import timegm
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from yiwu_award.alone import alone
from yiwu_award.disk import a_full_disk_told
from yiwu_award.errors import ContractBroken, Refused
from yiwu_award.places import project_file, project_root
from yiwu_award.publish import corrections, dictionary, feeds, pages, parts, receipts, records, takedown, wall
from yiwu_award.publish.history import History, keep, whole
from yiwu_award.publish.swap import all_or_none, clear, recover, swap, tree_hash

UNTOUCHED = "公开网站未作任何改动。"
_KEPT = "%s 年度：公开网站保留上次发布的内容（状态截至 %s），因为%s。"
_STILL_THERE = "%s 年度：来表仍含已撤下的文字，网站上仍不显示；请改正来表。"
_LOG = logging.getLogger(__name__)


def publish(
    years: Sequence[records.Year], site: Path | None = None, correction: corrections.Correction | None = None
) -> Path:
    """Publish years beside those published before.

    A year whose tables are broken, that came open again, or that would silently reword what it announced keeps its
    last public record and holds up no other.

    Args:
        years: the years to publish anew, all real or all fictional.
        site: folder that holds ``records``, ``builds`` and ``public``; by default the project's.
        correction: why announcements of these years are replaced; the former wording stays on a page of its own.

    Returns:
        ``site/public``, the folder to serve.

    Raises:
        Refused: fictional and real years would mix, a correction corrects nothing, the build failed, or the wall found
            a secret. The site stands.
        ContractBroken: a year's tables are broken; the other years are published all the same.
    """
    with _alone(site) as place:
        withheld = takedown.withheld(place)
        kept = takedown.without(withheld, records.read_all(place / "records"))
        _refuse_mixing([year.is_fictional for year in years], [record["is_fictional"] for record in kept])
        fresh, guarded, broken = _records(years, kept, withheld, correction)
        if broken and not fresh:
            raise broken[0]
        by_year = {record["award_year"]: record for record in [*kept, *fresh]}
        all_records = [by_year[year] for year in sorted(by_year)]
        tombstones = takedown.tombstones(place / "records", is_fictional=all_records[0]["is_fictional"])
        new = {record["award_year"] for record in fresh if not any(record is old for old in kept)}
        history = _history(place, all_records, [year for year in years if year.award_year in new])
        with _built(all_records, history, tombstones, guarded, place) as (build, served):
            with all_or_none(place / "records", place / "builds"):
                records.write_all(fresh, place / "records")
                keep(history, place)
                swap(build, place)
            clear(place / "builds", {build, served})
        if broken:
            raise broken[0]
        return place / "public"


def take_down(asked: takedown.Takedown, site: Path | None = None) -> Path:
    """Take a text off every page, feed and file and out of the kept records, and rebuild from those alone.

    Args:
        asked: the text, and the day and reason that the tombstone tells.
        site: as for ``publish``.

    Returns:
        ``site/public``. No earlier build is left.

    Raises:
        Refused: the text stands in no record, or also in text of the site itself. The site stands.
    """
    with _alone(site) as place:
        cleaned, tombstone = takedown.take_down(records.read_all(place / "records"), asked)
        if takedown.holds(vocabulary(), asked.text):
            came, to_do = "这段文字也写在网站的固定文字里", "请给出更完整的一段文字，或先改正 site/docs 中的页面"
            raise Refused(came, "只出现在公开记录中的文字", to_do, UNTOUCHED)
        is_fictional = cleaned[0]["is_fictional"]
        known = takedown.tombstones(place / "records", is_fictional=is_fictional)
        tombstones = known if tombstone in known else [*known, tombstone]
        gone = [records.Guarded(0, {"已撤下的内容": frozenset({asked.text})}, frozenset())]
        history = _history(place, cleaned).without_former_lists(tombstone["award_years"])
        with _built(cleaned, history, tombstones, gone, place) as (build, _):
            # Records last: cut off before, the same call finds the text in them and does it all again.
            takedown.withhold(asked.text, place)
            keep(history, place)
            takedown.write_tombstones(tombstones, place / "records", is_fictional=is_fictional)
            swap(build, place)
            clear(place / "builds", {build})
            records.write_all(cleaned, place / "records")
        return place / "public"


def build(
    kept: Sequence[records.Record],
    work: Path,
    history: History | None = None,
    tombstones: Sequence[records.Record] = (),
) -> Path:
    """Stage the pages of all records below ``work`` and build them.

    Args:
        kept: the public records of all years.
        work: an empty folder; the pages to build are staged in it beside copies of the hand-written ones.
        history: the public receipts of these years.
        tombstones: what was taken down, when and why.

    Returns:
        The root of the built site.

    Raises:
        Refused: mkdocs found fault, with what it printed.
    """
    docs, built = work / "docs", work / "site"
    shutil.copytree(project_file("site/docs"), docs)
    pages.write(kept, docs, tombstones)
    feeds.write(kept, docs, tombstones)
    dictionary.write(docs)
    receipts.write(history or History(), kept, docs)
    latest = date.fromisoformat(max((record["as_of"] for record in kept), default="2021-03-10"))
    settings = {
        "YIWU_AWARD_DOCS": str(docs),
        "YIWU_AWARD_BUILD": str(built),
        "YIWU_AWARD_FICTIONAL": "true" if any(record["is_fictional"] for record in kept) else "false",
        "NO_MKDOCS_2_WARNING": "1",
        "SOURCE_DATE_EPOCH": str(timegm(latest.timetuple())),
        "PYTHONIOENCODING": "utf-8",
    }
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-f", str(project_file("mkdocs.yml"))]
    done = subprocess.run(command, env=os.environ | settings, capture_output=True, encoding="utf-8", errors="replace")
    if done.returncode:
        said = "；".join(line for line in done.stderr.splitlines() if line.strip())[-2000:]
        raise Refused(f"网页未能生成：{said}", "mkdocs build --strict 通过", "请按提示改正", UNTOUCHED)
    return built


def vocabulary() -> str:
    """Everything on the site that was written without any year's data."""
    files = [
        path
        for name in ("site/docs", "site/templates", "site/theme", "yiwu_award/law", "yiwu_award/publish")
        for path in sorted(project_file(name).rglob("*"))
        if path.suffix in {".md", ".j2", ".html", ".yml", ".py", ".css"}
    ]
    return "\n".join([*(path.read_text(encoding="utf-8") for path in files), dictionary.page()])


@contextmanager
def _alone(site: Path | None) -> Iterator[Path]:
    """The site's folder, whole and with nobody else publishing into it."""
    place = (site or project_root() / "site").resolve()
    (place / "builds").mkdir(parents=True, exist_ok=True)
    with alone(place / ".lock", lambda: _LOG.warning("另一次发布正在进行，等它结束后继续。")):
        recover(place)
        with a_full_disk_told(place, UNTOUCHED):
            yield place


@contextmanager
def _built(
    kept: Sequence[records.Record],
    history: History,
    tombstones: Sequence[records.Record],
    guarded: Sequence[records.Guarded],
    place: Path,
) -> Iterator[tuple[Path, Path]]:
    """A build that passed the wall, under a name by its content, and the one that is served until now."""
    unlisted = [fault for record in kept for fault in parts.faults(record)]
    if unlisted:
        to_do = "请核对 site/records 中的文件是否被改动；新的公开栏目须列入 publish/parts.py"
        raise Refused(f"公开记录含有未列入公开清单的内容：{'；'.join(unlisted)}", "清单所列的栏目", to_do, UNTOUCHED)
    builds = place / "builds"
    with tempfile.TemporaryDirectory(prefix=".work-", dir=builds) as name:
        work = build(kept, Path(name), history, tombstones)
        public = {text for record in kept for text in records.texts(record)}
        wall.check(work, guarded, public, vocabulary())
        checked = builds / tree_hash(work)
        if not checked.exists():
            work.replace(checked)
    yield checked, (place / "public").resolve()


def _history(place: Path, kept: Sequence[records.Record], runs: Sequence[records.Year] = ()) -> History:
    mark = "fictional-" if any(record["is_fictional"] for record in kept) else ""
    return receipts.continued(whole(place, mark), kept, runs)


def _records(
    years: Sequence[records.Year],
    kept: Sequence[records.Record],
    withheld: Sequence[str],
    correction: corrections.Correction | None,
) -> tuple[list[records.Record], list[records.Guarded], list[ContractBroken]]:
    before = {record["award_year"]: record for record in kept}
    fresh, guarded, broken = [], [], []
    for year in years:
        try:
            given = records.public_records(year)
        except ContractBroken as stop:
            broken.append(stop)
            continue
        found = takedown.without(withheld, given)
        if found != given:
            _LOG.warning(_STILL_THERE, year.award_year)
        record, why_kept = corrections.settled(before.get(year.award_year), found, correction)
        if why_kept:
            _LOG.warning(_KEPT, year.award_year, record["as_of"], why_kept)
        fresh.append(record)
        guarded.append(records.guarded(year, record))
    return fresh, guarded, broken


def _refuse_mixing(now: Sequence[bool], before: Sequence[bool]) -> None:
    if len({*now, *before}) > 1:
        raise Refused(
            f"虚构年度与真实年度同在一个网站（已发布{_count(before)}，要发布{_count(now)}）",
            "一个网站只发布真实年度，或只发布虚构示例",
            "请改用另一个网站文件夹；不再需要虚构示例时，删去 site/records 下的 fictional-*.json",
            UNTOUCHED,
        )


def _count(are_fictional: Sequence[bool]) -> str:
    return f"虚构 {sum(are_fictional)} 个、真实 {len(are_fictional) - sum(are_fictional)} 个"
