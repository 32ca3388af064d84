"""The history of a site's public receipts: a log that is only ever added to, and the receipts that it names.

What a receipt says of published files stands in a list beside it, which it names by hash. The list holds a random
number, so its hash tells nothing to who hasn't got it: where something was taken down, the lists of the former files
go, and nobody can try out what stood there; receipts and log stay as they are, and whole.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from yiwu_award.disk import replace_text
from yiwu_award.errors import Refused
from yiwu_award.publish.check_receipt import FIRST, LISTED, LOG, hash_of, line, list_faults, log_faults, table_key

Receipt = dict[str, Any]
_HEX = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(rf"{_HEX.pattern}({LISTED})?")


class Entry(NamedTuple):
    """One line of the log with its receipt, and its list of files but for the random number.

    The list is empty where it was taken away; one that stands never is.
    """

    as_of: str
    award_year: int
    hash: str
    receipt: Receipt
    listed: Receipt


@dataclass(frozen=True)
class History:
    """All public receipts of a site, oldest first; lines are only ever added.

    Attributes:
        mark: ``fictional-`` for a site of samples, else nothing; part of every file's name.
        lines: the log, a JSON text a line.
        receipts: each receipt's text by its hash.
        lists: each list's text by its hash, but for those that were taken away.
    """

    mark: str = ""
    lines: tuple[str, ...] = ()
    receipts: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, str] = field(default_factory=dict)

    @property
    def log(self) -> str:
        return "".join(f"{each}\n" for each in self.lines)

    @property
    def entries(self) -> list[Entry]:
        return [self._entry(json.loads(each)) for each in self.lines]

    def latest(self, award_year: int) -> Entry | None:
        """The receipt of a year that stands, or None."""
        return next((each for each in reversed(self.entries) if each.award_year == award_year), None)

    def with_receipt(self, receipt: Receipt, listed: Receipt, salt: bytes) -> History:
        """The history with one more line, unless what stands says the same.

        Args:
            receipt: without the hash of its list.
            listed: the files as they go out, without a random number.
            salt: the year's, from which that number is drawn, so that the same run gives the same; if there is none
                at hand, as in a takedown, it is new each time.
        """
        award_year, latest = receipt["award_year"], self.latest(receipt["award_year"])
        if latest and latest.listed == listed and latest.receipt == {**receipt, "listed": latest.receipt["listed"]}:
            return self
        nonce = table_key(salt, award_year, f"listed/{hash_of(_as_text(listed).encode())}") if salt else None
        text_of_list = _as_text(listed | {"nonce": (nonce or secrets.token_bytes(32)).hex()})
        text = _as_text(receipt | {"listed": hash_of(text_of_list.encode())})
        before = hash_of(self.lines[-1].encode()) if self.lines else FIRST
        added = line(receipt["as_of"], award_year, hash_of(text.encode()), before)
        return History(
            self.mark,
            (*self.lines, added),
            {**self.receipts, hash_of(text.encode()): text},
            {**self.lists, hash_of(text_of_list.encode()): text_of_list},
        )

    def without_former_lists(self, award_years: Iterable[int]) -> History:
        """The history with only the lists that stand of these years: what the former ones tell of was taken down."""
        years = set(award_years)
        entries = [each for each in self.entries if each.award_year in years]
        standing = {latest.receipt["listed"] for year in years if (latest := self.latest(year))}
        former = {each.receipt["listed"] for each in entries} - standing
        return replace(self, lists={name: text for name, text in self.lists.items() if name not in former})

    def _entry(self, told: Receipt) -> Entry:
        receipt = json.loads(self.receipts[told["receipt"]])
        listed = json.loads(self.lists.get(receipt["listed"], "{}"))
        listed.pop("nonce", None)
        return Entry(told["as_of"], told["award_year"], told["receipt"], receipt, listed)


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
    receipts = {name: _text(path) for name, path in _files(folder, mark).items() if name in log}
    lists = {name: _text(path) for name, path in _files(folder, mark, LISTED).items()}
    named = {name: text for name, text in lists.items() if any(name in receipt for receipt in receipts.values())}
    return History(mark, tuple(log.splitlines()), receipts, named)


def faults_of(site: Path, mark: str) -> list[str]:
    """What is wrong with the log in ``site/records``: lines by number, receipts that no line names, lists.

    A receipt without its line is what a publication leaves that was killed before it came out: then the log is the
    live one, and nothing was taken back.
    """
    folder = site / "records"
    log = _text(folder / f"{mark}{LOG}")

    def read(name: str) -> bytes | None:
        path = folder / "receipts" / f"{mark}{name}.json"
        return path.read_bytes() if _NAME.fullmatch(name) and path.exists() else None

    is_live = log == _text(site / "public" / "receipts" / f"{mark}{LOG}")
    unnamed = [] if is_live else [name[:12] for name in _files(folder, mark) if name not in log]
    broken = list(log_faults(log, read))
    return [*(broken or list_faults(log, read)), *(f"日志缺少收据 {name} 的一行" for name in unnamed)]


def keep(history: History, site: Path) -> None:
    """Keep the history in ``site/records``: the log last, so that it never names a receipt that isn't there."""
    if history.lines:
        write_receipts(history, site / "records" / "receipts")
        replace_text(site / "records" / f"{history.mark}{LOG}", history.log)
        for ending, kept in (("", history.receipts), (LISTED, history.lists)):
            for name, path in _files(site / "records", history.mark, ending).items():
                if name not in kept:
                    path.unlink()


def write_receipts(history: History, folder: Path) -> None:
    """Write all receipts and lists into a folder, each under its hash."""
    folder.mkdir(parents=True, exist_ok=True)
    for ending, texts in ((LISTED, history.lists), ("", history.receipts)):
        for name, text in sorted(texts.items()):
            replace_text(folder / f"{history.mark}{name}{ending}.json", text)


def _files(folder: Path, mark: str, ending: str = "") -> dict[str, Path]:
    """Receipts by hash, or lists by theirs."""
    found = sorted((folder / "receipts").glob(f"{mark}*{ending}.json"))
    names = {path.stem.removeprefix(mark).removesuffix(ending): path for path in found}
    return {name: path for name, path in names.items() if _HEX.fullmatch(name)}


def _as_text(told: Receipt) -> str:
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def _refused(came: str) -> Refused:
    to_do = "请从备份或版本库恢复 site/records；更正以新的一行公布"
    return Refused(came, "只增不改的日志", to_do, "公开网站未作任何改动。")
