"""How all tests run: drawn examples are the same every time, one browser for all, and under CI nothing is skipped."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from yiwu_award.year import Year

CHROMIUM = Path("/usr/bin/chromium")
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync")  # fmt: skip
# No name is found; an address goes to a proxy that isn't there. What is on this machine never goes by a proxy.
NO_NETWORK = ("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",)

settings.register_profile("tests", deadline=None, derandomize=True)
settings.register_profile("thorough", deadline=None, max_examples=20_000)
settings.load_profile("tests")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """A test skipped for a missing program is red where ``CI`` is set: there nothing may go unseen."""
    report = yield
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which CI doesn't accept: {report.longrepr}"
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files that start kernels or a browser go first: they take longest, and at the end one worker would wait."""
    slow = {item.path for item in items for name in ("kernel", "browser") if item.get_closest_marker(name)}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What is there now stays to the end: looking through it again and again would take a tenth of the time."""
    gc.freeze()


@pytest.fixture(scope="session")
def as_pdf(tmp_path_factory) -> Callable[[Path], list[Path]]:
    """A function: all Word files of a folder as PDF files, by LibreOffice; a machine without it skips, CI is red."""
    if missing := [program for program in ("soffice", "pdftotext", "pdffonts") if shutil.which(program) is None]:
        wanted = f"没有 {'、'.join(missing)}：apt-get install libreoffice-writer-nogui poppler-utils"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(wanted)
    profile = tmp_path_factory.mktemp("office").as_uri()

    def convert(folder: Path) -> list[Path]:
        papers = sorted(folder.glob("*.docx"))
        program = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
        subprocess.run([*program, "--outdir", folder, *papers], check=True, capture_output=True, timeout=300)
        return [paper.with_suffix(".pdf") for paper in papers]

    return convert


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Year]:
    """A function: a sample year on its day or another, opened once in a session; nobody may change it."""
    from yiwu_award.year import open_year

    reports = tmp_path_factory.mktemp("reports")

    @cache
    def opened(award_year: int, as_of: date | None = None) -> Year:
        with pytest.MonkeyPatch.context() as patch:
            _count_as_judged(patch)
            return open_year(award_year, reports=reports, as_of=as_of)

    return opened


@pytest.fixture
def unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables count as judged clean: great-expectations takes five seconds a year, and what it says isn't asked here."""
    _count_as_judged(monkeypatch)


def _count_as_judged(patch: pytest.MonkeyPatch) -> None:
    """The stored sample years are judged in full by ``test_sample_years``."""
    patch.setattr("yiwu_award.store.Store.was_judged_clean", lambda self: True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, which reaches this machine and nothing else; a machine without it skips, CI is red."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("没有 Chromium：apt-get install chromium")
    with sync_playwright() as playwright, socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))  # nobody listens, and nobody else gets the port
        proxy = f"--proxy-server=127.0.0.1:{closed.getsockname()[1]}"
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET, *NO_NETWORK, proxy])
        yield chromium
        chromium.close()
