"""The history of a site's public receipts: a log that is only ever added to, and the receipts that it names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from yiwu_award.errors import Refused
from yiwu_award.publish.check_receipt import FIRST, LOG, hash_of, line, log_faults
from yiwu_award.publish.records import replace_text

Receipt = dict[str, Any]
_HEX = re.compile(r"[0-9a-f]{64}")


class Entry(NamedTuple):
    """One line of the log with its receipt."""

    as_of: str
    award_year: int
    hash: str
    receipt: Receipt


@dataclass(frozen=True)
class History:
    """All public receipts of a site, oldest first; lines are only ever added.

    Attributes:
        mark: ``fictional-`` for a site of samples, else nothing; part of every file's name.
        lines: the log, a JSON text a line.
        receipts: each receipt's text by its hash.
    """

    mark: str = ""
    lines: tuple[str, ...] = ()
    receipts: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return "".join(f"{each}\n" for each in self.lines)

    @property
    def entries(self) -> list[Entry]:
        told = [json.loads(each) for each in self.lines]
        return [
            Entry(each["as_of"], each["award_year"], each["receipt"], json.loads(self.receipts[each["receipt"]]))
            for each in told
        ]

    def latest(self, award_year: int) -> Receipt | None:
        """The receipt of a year that stands, or None."""
        return next((each.receipt for each in reversed(self.entries) if each.award_year == award_year), None)

    def with_receipt(self, receipt: Receipt) -> History:
        """The history with one more line, unless that receipt is the one that stands."""
        award_year = receipt["award_year"]
        if self.latest(award_year) == receipt:
            return self
        text = json.dumps(receipt, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        before = hash_of(self.lines[-1].encode()) if self.lines else FIRST
        added = line(receipt["as_of"], award_year, hash_of(text.encode()), before)
        return History(self.mark, (*self.lines, added), {**self.receipts, hash_of(text.encode()): text})


def whole(site: Path, mark: str) -> History:
    """The history kept in ``site/records``, to go on from.

    Raises:
        Refused: a line was changed, dropped or put elsewhere, or the log that is live isn't its beginning.
    """
    live = site / "public" / "receipts" / f"{mark}{LOG}"
    if faults := faults_of(site, mark):
        raise _refused(f"公开收据的日志不完整：{'；'.join(faults)}")
    history = recorded(site, mark)
    if live.exists() and not history.log.encode().startswith(live.read_bytes()):
        raise _refused("公开收据的日志与网站上正在公开的不相接：少了或改了其中的行")
    return history


def recorded(site: Path, mark: str) -> History:
    """The history as it lies in ``site/records``, whole or not; receipts that no line names are no part of it."""
    folder = site / "records"
    log = _text(folder / f"{mark}{LOG}")
    receipts = {name: _text(path) for name, path in _receipt_files(folder, mark).items() if name in log}
    return History(mark, tuple(log.splitlines()), receipts)


def faults_of(site: Path, mark: str) -> list[str]:
    """What is wrong with the log in ``site/records``: lines by number, receipts that no line names.

    A receipt without its line is what a publication leaves that was killed before it came out: then the log is the
    live one, and nothing was taken back.
    """
    folder = site / "records"
    log = _text(folder / f"{mark}{LOG}")

    def receipt(name: str) -> bytes | None:
        path = folder / "receipts" / f"{mark}{name}.json"
        return path.read_bytes() if _HEX.fullmatch(name) and path.exists() else None

    is_live = log == _text(site / "public" / "receipts" / f"{mark}{LOG}")
    unnamed = [] if is_live else [name[:12] for name in _receipt_files(folder, mark) if name not in log]
    return [*log_faults(log, receipt), *(f"日志缺少收据 {name} 的一行" for name in unnamed)]


def keep(history: History, site: Path) -> None:
    """Keep the history in ``site/records``: receipts first, so that a log never names one that isn't there."""
    if history.lines:
        write_receipts(history, site / "records" / "receipts")
        replace_text(site / "records" / f"{history.mark}{LOG}", history.log)
        for name, path in _receipt_files(site / "records", history.mark).items():
            if name not in history.receipts:
                path.unlink()


def write_receipts(history: History, folder: Path) -> None:
    """Write all receipts into a folder, each under its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sorted(history.receipts.items()):
        replace_text(folder / f"{history.mark}{name}.json", text)


def _receipt_files(folder: Path, mark: str) -> dict[str, Path]:
    found = {path.stem.removeprefix(mark): path for path in sorted((folder / "receipts").glob(f"{mark}*.json"))}
    return {name: path for name, path in found.items() if _HEX.fullmatch(name)}


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def _refused(came: str) -> Refused:
    to_do = "请从备份或版本库恢复 site/records；更正以新的一行公布"
    return Refused(came, "只增不改的日志", to_do, "公开网站未作任何改动。")
