"""``yiwu-award publish`` killed by the system, or twice at once: the site is the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import pytest

from yiwu_award.publish import build, history, swap

from . import halting
from .test_receipts import a_run, the_record

ROOT = Path(__file__).parents[2]
Start = Callable[..., subprocess.Popen[str]]


class Site(NamedTuple):
    """A site that was published twice, as it is served and as it is to be, and the year's folders for that."""

    folder: Path
    old: dict[str, bytes]
    new: dict[str, bytes]
    incoming: Path
    reports: Path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def a_run_of(day: str, folder: Path) -> tuple[Path, Path]:
    """A year that was run on a day, with its public record: what came, and what it gave."""
    year = a_run(folder, acts=f"act,award\n{day},quality_award\n")
    path = year.reports / "receipt.json"
    run = json.loads(path.read_text(encoding="utf-8"))
    run["parameters"]["as_of"] = day
    path.write_text(json.dumps(run), encoding="utf-8")
    (year.reports / halting.RECORD).write_text(json.dumps(the_record(as_of=day)), encoding="utf-8")
    return year.incoming, year.reports


def publish(folder: Path, incoming: Path, reports: Path, *, links: bool) -> dict[str, bytes]:
    """Publish here, without being killed; what is then served."""
    with ExitStack() as stack:
        for patch in halting.stand_ins(links=links, checked=lambda *_: None):
            stack.enter_context(patch)
        return contents(build.publish([halting.a_year(2023, incoming, reports)], folder))


def a_site(folder: Path, *, links: bool) -> Site:
    *before, next_run = (a_run_of(f"2024-0{month}-30", folder / str(month)) for month in (6, 7, 8))
    for run in before:
        old = publish(folder / "site", *run, links=links)
    shutil.copytree(folder / "site", folder / "next", symlinks=True)
    new = publish(folder / "next", *next_run, links=links)
    assert old["index.html"] != new["index.html"]
    return Site(folder / "site", old, new, *next_run)


@pytest.fixture(scope="module")
def with_links(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("links"), links=True)


@pytest.fixture(scope="module")
def with_folders(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return a_site(tmp_path_factory.mktemp("folders"), links=False)


@pytest.fixture(scope="module")
def moments(with_links: Site, tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    """Which change to kill before: drawn from those up to the link's replacement and those after it."""
    folder = tmp_path_factory.mktemp("whole") / "site"
    shutil.copytree(with_links.folder, folder, symlinks=True)
    done = command("links", "0", with_links, folder)
    said, _ = done.communicate(timeout=60)
    assert done.returncode == 0
    changes = json.loads(said.partition(halting.CHANGES)[2])
    swapped = changes.index("os.rename public") + 1
    draw = random.Random(2020)
    one, other = draw.sample(range(1, swapped), 2)
    clearing = draw.randint(swapped + 1, len(changes))
    return {"one before": one, "another before": other, "swap": swapped, "clearing": clearing}


def command(kind: str, before: str, site: Site, folder: Path) -> subprocess.Popen[str]:
    """The command in a process of its own, which halts before a change."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.publish.halting", kind, before, "publish", "2023", "--site", str(folder),
         "--incoming", str(site.incoming), "--reports", str(site.reports)],
        cwd=ROOT, env=os.environ | {"PYTHONUTF8": "1"}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """A function: the command started on the copy of a site; ended with the test, whatever comes."""
    started: list[subprocess.Popen[str]] = []

    def run(kind: str, before: str, site: Site) -> subprocess.Popen[str]:
        if not (tmp_path / "site").exists():
            shutil.copytree(site.folder, tmp_path / "site", symlinks=True)
        started.append(command(kind, before, site, tmp_path / "site"))
        return started[-1]

    yield run
    for process in started:
        process.kill()
        process.communicate()


def kill(process: subprocess.Popen[str]) -> str:
    """Kill a process once it has halted; before what."""
    told = process.stdout.readline()
    assert told.startswith(halting.HALTED), told
    process.kill()
    process.communicate()
    assert os.name == "nt" or process.returncode == -signal.SIGKILL
    return told.removeprefix(halting.HALTED).strip()


def assert_the_next_one_finishes(folder: Path, site: Site, *, links: bool) -> None:
    """All new, kept as it is served, and nothing of the killed one left."""
    assert publish(folder, site.incoming, site.reports, links=links) == site.new
    assert {path.name for path in folder.iterdir()} == {".lock", "builds", "public", "records"}
    assert [path.name for path in folder.rglob("*") if path.name.startswith(".work-") or path.suffix == ".new"] == []
    assert history.whole(folder, "fictional-").log.encode() == site.new["receipts/fictional-log.jsonl"]


@pytest.mark.parametrize("which", ["one before", "another before", "swap", "clearing"])
def test_killed_around_the_swap_the_old_site_or_the_new_one_is_served_whole(
    which: str, with_links: Site, moments: dict[str, int], start: Start, tmp_path: Path
) -> None:
    kill(start("links", str(moments[which]), with_links))
    assert contents(tmp_path / "site/public") == (with_links.new if which == "clearing" else with_links.old)
    assert_the_next_one_finishes(tmp_path / "site", with_links, links=True)


@pytest.mark.parametrize("before", ["open index.html", "os.rename public again"], ids=["copying", "second rename"])
def test_killed_where_links_are_refused_the_next_one_finds_a_whole_site(
    before: str, with_folders: Site, start: Start, tmp_path: Path
) -> None:
    """Between the two renames there is no site; the next publication, whatever becomes of it, puts one there first."""
    kill(start("folders", before, with_folders))
    assert (tmp_path / "site/public").exists() == (before == "open index.html")
    swap.recover(tmp_path / "site")
    assert contents(tmp_path / "site/public") == with_folders.old
    assert_the_next_one_finishes(tmp_path / "site", with_folders, links=False)


def test_two_at_once_go_one_after_the_other(with_links: Site, start: Start, tmp_path: Path) -> None:
    """The second touches nothing while the first stands still in its swap; then both end well."""
    first = start("links", "os.rename public", with_links)
    assert first.stdout.readline().startswith(halting.HALTED)
    second = start("links", "0", with_links)
    assert second.stdout.readline().strip() == halting.WAITS
    assert contents(tmp_path / "site/public") == with_links.old
    assert os.path.lexists(tmp_path / "site/public.new")
    first.communicate("go on\n", timeout=60)
    second.communicate(timeout=60)
    assert (first.returncode, second.returncode) == (0, 0)
    assert contents(tmp_path / "site/public") == with_links.new
