"""Publishing: records in, a checked site out, swapped in at one stroke or not at all."""

from __future__ import annotations

import hashlib
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from calendar import timegm
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from filelock import FileLock, Timeout

from yiwu_award.errors import ContractBroken, Refused
from yiwu_award.places import project_file, project_root
from yiwu_award.publish import feeds, pages, receipts, records, wall

LOCK_SECONDS = 600
_KEPT = "%s 年度又有未决事项，公开网站保留上次发布的内容（状态截至 %s）。"
_LOG = logging.getLogger(__name__)


def publish(years: Sequence[records.Year], site: Path | None = None) -> Path:
    """Publish years beside those published before.

    A year whose tables are broken, or that came open again, keeps its last public record and holds up no other.

    Args:
        years: the years to publish anew, all real or all fictional.
        site: folder that holds ``records``, ``builds`` and ``public``; by default the project's.

    Returns:
        ``site/public``, the folder to serve.

    Raises:
        Refused: fictional and real years would mix, the build failed, or the wall found a secret. The site stands.
        ContractBroken: a year's tables are broken; the other years are published all the same.
    """
    site = (site or project_root() / "site").resolve()
    builds = site / "builds"
    builds.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(site / ".lock", timeout=LOCK_SECONDS):
            recover(site)
            return _publish(years, site, builds)
    except Timeout:
        raise Refused("另一次发布仍在进行", "一次只有一个发布", "请稍后再试", "公开网站未作任何改动。") from None


def recover(site: Path) -> None:
    """Finish or undo a swap that was cut off, and clear what a killed publication left behind."""
    public, before = site / "public", site / "public.before"
    if os.path.lexists(before) and not os.path.lexists(public):
        before.replace(public)
    for left in [before, site / "public.new", *(site / "builds").glob(".work-*")]:
        _remove(left)


def _publish(years: Sequence[records.Year], site: Path, builds: Path) -> Path:
    kept = records.read_all(site / "records")
    _refuse_mixing([year.is_fictional for year in years], [record["is_fictional"] for record in kept])
    fresh, guarded, broken = _records(years, kept)
    if broken and not fresh:
        raise broken[0]
    by_year = {record["award_year"]: record for record in [*kept, *fresh]}
    new = {record["award_year"] for record in fresh if not any(record is old for old in kept)}
    history = receipts.continued(
        receipts.whole(site, "fictional-" if any(record["is_fictional"] for record in by_year.values()) else ""),
        [by_year[year] for year in sorted(by_year)],
        [year for year in years if year.award_year in new],
    )
    with tempfile.TemporaryDirectory(prefix=".work-", dir=builds) as name:
        work = Path(name)
        built = build([by_year[year] for year in sorted(by_year)], work, history)
        public = {text for record in by_year.values() for text in records.texts(record)}
        wall.check(built, guarded, public, _vocabulary())
        place = builds / tree_hash(built)
        if not place.exists():
            built.replace(place)
    served = (site / "public").resolve()
    records.write_all(fresh, site / "records")
    receipts.keep(history, site)
    swap(place, site)
    _clear(builds, {place, served})
    if broken:
        raise broken[0]
    return site / "public"


def build(kept: Sequence[records.Record], work: Path, history: receipts.History | None = None) -> Path:
    """Stage the pages of all records below ``work`` and build them.

    Args:
        kept: the public records of all years.
        work: an empty folder.
        history: the public receipts of these years.

    Returns:
        The root of the built site.

    Raises:
        Refused: mkdocs found fault, with what it printed.
    """
    docs, built = work / "docs", work / "site"
    shutil.copytree(project_file("site/docs"), docs)
    pages.write(kept, docs)
    feeds.write(kept, docs)
    receipts.write(history or receipts.History(), kept, docs)
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
        raise Refused(f"网页未能生成：{said}", "mkdocs build --strict 通过", "请按提示改正", "公开网站未作任何改动。")
    return built


def swap(place: Path, site: Path) -> None:
    """Let ``site/public`` show a build: a link replaced in one step; where that is refused, by two renames."""
    public, new, before = site / "public", site / "public.new", site / "public.before"
    _remove(new)
    try:
        new.symlink_to(Path("builds") / place.name, target_is_directory=True)
    except (OSError, NotImplementedError):
        shutil.copytree(place, new)
    try:
        new.replace(public)
    except OSError:  # a folder, or a link on Windows, isn't replaced in one step
        public.replace(before)
        new.replace(public)
        _remove(before)


def tree_hash(folder: Path) -> str:
    """A name for a folder by what is in it."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _records(
    years: Sequence[records.Year], kept: Sequence[records.Record]
) -> tuple[list[records.Record], list[records.Guarded], list[ContractBroken]]:
    before = {record["award_year"]: record for record in kept}
    fresh, guarded, broken = [], [], []
    for year in years:
        try:
            record = records.public_records(year)
        except ContractBroken as stop:
            broken.append(stop)
            continue
        if records.loses(before.get(year.award_year, {}), record):
            record = before[year.award_year]
            _LOG.warning(_KEPT, year.award_year, record["as_of"])
        fresh.append(record)
        guarded.append(records.guarded(year, record))
    return fresh, guarded, broken


def _refuse_mixing(now: Sequence[bool], before: Sequence[bool]) -> None:
    if len({*now, *before}) > 1:
        raise Refused(
            f"虚构年度与真实年度同在一个网站（已发布{_count(before)}，要发布{_count(now)}）",
            "一个网站只发布真实年度，或只发布虚构示例",
            "请改用另一个网站文件夹；不再需要虚构示例时，删去 site/records 下的 fictional-*.json",
            "公开网站未作任何改动。",
        )


def _count(are_fictional: Sequence[bool]) -> str:
    return f"虚构 {sum(are_fictional)} 个、真实 {len(are_fictional) - sum(are_fictional)} 个"


def _vocabulary() -> str:
    """Everything on the site that was written without any year's data."""
    files = [
        path
        for name in ("site/docs", "site/templates", "site/theme", "yiwu_award/law", "yiwu_award/publish")
        for path in sorted(project_file(name).rglob("*"))
        if path.suffix in {".md", ".j2", ".html", ".yml", ".py", ".css"}
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _clear(builds: Path, keep: set[Path]) -> None:
    """Drop old builds; a reader may still be loading the one that was served until now."""
    for old in {path for path in builds.iterdir() if path.is_dir()} - keep:
        _remove(old)


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
