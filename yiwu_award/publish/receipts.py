"""Public receipts and their history: what anybody can check the site by, without learning what isn't public.

A run's receipt arrives as a file. What of it is on the site anyway is told by plain hashes; every table besides by a
commitment with a key of its own, because small tables could be guessed from plain hashes. No number of rows or files
is told, nor whether a table came at all: one that didn't is committed to as an empty one.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from markupsafe import Markup

from yiwu_award.errors import Refused
from yiwu_award.places import project_file
from yiwu_award.publish import feeds, pages, views
from yiwu_award.publish.check_receipt import FIRST, LOG, as_csv, commitment, hash_of, line, log_faults, table_key
from yiwu_award.publish.records import replace_text
from yiwu_award.tables import reading
from yiwu_award.tables.contracts import Contract, incoming, produced
from yiwu_award.tables.files import SALT, files

FORMAT = 1
PROGRAM = "check_receipt.txt"  # as text: a browser shows it before anybody runs it
Record = Mapping[str, Any]
Receipt = dict[str, Any]
_HEX = re.compile(r"[0-9a-f]{64}")
_WITHOUT = "%s 年度：%s。本次不附新的公开收据。"
_MADE_WITH = ("package", "code", "lock", "python", "pandas")
_LOG = logging.getLogger(__name__)


class Year(Protocol):
    """Where a year's tables and results lie."""

    @property
    def award_year(self) -> int: ...
    @property
    def is_fictional(self) -> bool: ...
    @property
    def incoming(self) -> Path: ...
    @property
    def reports(self) -> Path: ...


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


def continued(history: History, records: Sequence[Record], runs: Sequence[Year] = ()) -> History:
    """The history after a publication: a line for each year whose receipt isn't the one that stands.

    A record that was kept, or from which something was taken down, keeps the commitments of its last receipt. A year
    that goes out anew without a run behind it gets none; if it had one before, the new one says so by having none.

    Args:
        history: as recorded.
        records: the public records of all years on the site.
        runs: the years whose records are new.
    """
    anew = {year.award_year: year for year in runs}
    for record in records:
        award_year = record["award_year"]
        latest = history.latest(award_year)
        if award_year not in anew:
            base = latest
        elif (base := _of_run(anew[award_year], record)) is None and latest is not None:
            base = latest if _for_record(latest, record) == latest else _bare(record)
        if base is not None:
            history = history.with_receipt(_for_record(base, record))
    return history


def write(history: History, records: Sequence[Record], docs: Path) -> None:
    """Write what is served: log, receipts, the program to check them with, and the page that tells how.

    Args:
        history: all receipts.
        records: the public records of all years on the site.
        docs: root of the pages that mkdocs builds.
    """
    folder = docs / "receipts"
    folder.mkdir(parents=True, exist_ok=True)
    program = project_file("yiwu_award/publish/check_receipt.py").read_text(encoding="utf-8")
    replace_text(folder / PROGRAM, program)
    if history.lines:
        _write_receipts(history, folder)
        replace_text(folder / f"{history.mark}{LOG}", history.log)
    template = pages.environment().get_template("receipts.md.j2")
    told = {"history": history, "years": views.years(records), "tables": {**incoming(), **produced()}}
    replace_text(docs / "receipts.md", template.render(told, program=PROGRAM, root=Markup("")))


def keep(history: History, site: Path) -> None:
    """Keep the history in ``site/records``: receipts first, so that a log never names one that isn't there."""
    if history.lines:
        _write_receipts(history, site / "records" / "receipts")
        replace_text(site / "records" / f"{history.mark}{LOG}", history.log)
        for name, path in _receipt_files(site / "records", history.mark).items():
            if name not in history.receipts:
                path.unlink()


def _write_receipts(history: History, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in sorted(history.receipts.items()):
        replace_text(folder / f"{history.mark}{name}.json", text)


def salt_of(year: Year) -> tuple[bytes, str]:
    """The year's salt, or why it can't be used: a commitment without one of the year's own could be guessed."""
    path = year.incoming / SALT
    text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    if not text:
        return b"", f"来表文件夹里没有 {SALT}（64 位十六进制随机数），没有它，承诺值会被猜出"
    samples = {
        each.read_text(encoding="utf-8").strip() for each in project_file("data_contracts/sample").glob("*/salt.txt")
    }
    if not _HEX.fullmatch(text) or (text in samples and not year.is_fictional):
        return b"", f"{SALT} 不是该年度自己的 64 位十六进制随机数"
    return bytes.fromhex(text), ""


def _of_run(year: Year, record: Record) -> Receipt | None:
    """What of a run's receipt the public may have, or None with a warning that says why there is none."""
    path = year.reports / "receipt.json"
    data = path.read_bytes() if path.exists() else b""
    salt, problem = salt_of(year)
    try:
        run = json.loads(data)
    except ValueError:
        run = {}
    if not run:
        problem = "没有完好的运行收据，请先运行该年度（yiwu-award run）"
    elif not _is_of(run, year, record):
        problem = "运行收据与这次的来表或状态截至日不符，请重新运行该年度"
    if problem:
        _LOG.warning(_WITHOUT, year.award_year, problem)
        return None
    tables = {"incoming": run["inputs"]["tables"], "results": run["results"]["tables"]}
    hashes = {
        f"{kind}/{name}": tables[kind][name]["hash"] if name in tables[kind] else _hash_of_none(made)
        for kind, contracts in (("incoming", incoming()), ("results", produced()))
        for name, made in contracts.items()
    }
    hashes["receipt"] = hash_of(data)
    public = {
        name: {"columns": _public(made), "hash": found["public_hash"]}
        for kind, contracts in (("incoming", incoming()), ("results", produced()))
        for name, made in contracts.items()
        if "public_hash" in (found := tables[kind].get(name, {}))
    }
    return {
        "format": FORMAT,
        "award_year": year.award_year,
        "is_fictional": year.is_fictional,
        "law": {"day": run["inputs"]["law"]["day"], "files": run["inputs"]["law"]["files"]},
        "made_with": {name: run["made_with"][name] for name in _MADE_WITH},
        "public_tables": public,
        "commitments": {
            name: commitment(table_key(salt, year.award_year, name), hashed) for name, hashed in sorted(hashes.items())
        },
    }


def _for_record(base: Receipt, record: Record) -> Receipt:
    """A receipt with the hashes of the year's files as they go out, and of the lists that are out; no others."""
    with tempfile.TemporaryDirectory() as name:
        feeds.write([record], Path(name))
        mark = "fictional-" if record["is_fictional"] else ""
        data = {
            path.relative_to(name).as_posix(): hash_of(path.read_bytes())
            for path in sorted(Path(name).rglob(f"{mark}{record['award_year']}*"))
        }
    out = {
        name: table
        for name, table in base["public_tables"].items()
        if name in record and _hash_of_rows(record[name], table["columns"]) == table["hash"]
    }
    told = {"as_of": record["as_of"], "record": f"data/{mark}{record['award_year']}.json"}
    return base | told | {"data": data, "public_tables": out}


def _is_of(run: Receipt, year: Year, record: Record) -> bool:
    """Whether a run's receipt is of these files and this day, through the last stage."""
    given = run["parameters"]
    lying = {path.relative_to(year.incoming).as_posix(): hash_of(path.read_bytes()) for path in files(year.incoming)}
    due = (record["as_of"], year.is_fictional, "supervision")
    return (given["as_of"], given["is_fictional"], given["through"]) == due and run["inputs"]["files"] == lying


def _bare(record: Record) -> Receipt:
    """A receipt of what goes out and nothing behind it."""
    told = {"award_year": record["award_year"], "is_fictional": record["is_fictional"]}
    return {"format": FORMAT, "public_tables": {}, "commitments": {}} | told


def _hash_of_rows(rows: object, columns: Sequence[str]) -> str:
    """Hash of a record's part as a table; nothing's hash where it is no table or lacks a column."""
    if not isinstance(rows, list) or any(set(columns) - set(row) for row in rows):
        return ""
    return hash_of(as_csv(rows, columns).encode())


def _hash_of_none(made: Contract) -> str:
    return hash_of(reading.as_csv(made.empty(), made.columns).encode())


def _public(made: Contract) -> list[str]:
    return [column.name for column in made.columns if column.classification == "public"]


def _receipt_files(folder: Path, mark: str) -> dict[str, Path]:
    found = {path.stem.removeprefix(mark): path for path in sorted((folder / "receipts").glob(f"{mark}*.json"))}
    return {name: path for name, path in found.items() if _HEX.fullmatch(name)}


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.exists() else ""


def _refused(came: str) -> Refused:
    to_do = "请从备份或版本库恢复 site/records；更正以新的一行公布"
    return Refused(came, "只增不改的日志", to_do, "公开网站未作任何改动。")
