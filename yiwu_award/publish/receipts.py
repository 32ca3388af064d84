"""Public receipts: what anybody can check the site by, without learning what isn't public.

A run's receipt arrives as a file. What of it is on the site anyway is told by plain hashes, in a list that can be
taken away with what it tells of; every table besides by a commitment with a key of its own, because small tables
could be guessed from plain hashes. No number of rows or files is told, nor whether a table came at all: one that
didn't is committed to as an empty one.
"""

from __future__ import annotations

import json
import logging
import re
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from markupsafe import Markup

from yiwu_award.disk import replace_text
from yiwu_award.places import project_file
from yiwu_award.publish import feeds, pages, views
from yiwu_award.publish.check_receipt import LOG, as_csv, commitment, hash_of, table_key
from yiwu_award.publish.history import History, Receipt, write_receipts
from yiwu_award.tables import handed_on
from yiwu_award.tables.contracts import Contract, incoming, produced
from yiwu_award.tables.files import SALT, files

FORMAT = 2
PROGRAM = "check_receipt.txt"  # as text: a browser shows it before anybody runs it
Record = Mapping[str, Any]
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


class Backing(NamedTuple):
    """What stands behind a year's files.

    Attributes:
        receipt: day of the law, program, commitments.
        tables: the public tables of the run with their columns and hashes, by name.
    """

    receipt: Receipt
    tables: Mapping[str, Any]


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
        year, latest = anew.get(record["award_year"]), history.latest(record["award_year"])
        standing = latest and Backing(latest.receipt, latest.listed["public_tables"])
        backing = standing if year is None else _of_run(year, record)
        if backing is None and latest and standing:
            backing = standing if _listed(standing, record) == latest.listed else _bare(record)
        if backing is not None:
            told = backing.receipt | {"as_of": record["as_of"]}
            salt = salt_of(year)[0] if year else b""
            history = history.with_receipt(told, _listed(backing, record), salt)
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
        write_receipts(history, folder)
        replace_text(folder / f"{history.mark}{LOG}", history.log)
    template = pages.environment().get_template("receipts.md.j2")
    told = {"history": history, "years": views.years(records), "tables": {**incoming(), **produced()}}
    replace_text(docs / "receipts.md", template.render(told, program=PROGRAM, root=Markup("")))


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


def _of_run(year: Year, record: Record) -> Backing | None:
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
    receipt = {
        "format": FORMAT,
        "award_year": year.award_year,
        "is_fictional": year.is_fictional,
        "law": {"day": run["inputs"]["law"]["day"], "files": run["inputs"]["law"]["files"]},
        "made_with": {name: run["made_with"][name] for name in _MADE_WITH},
        "commitments": {
            name: commitment(table_key(salt, year.award_year, name), hashed) for name, hashed in sorted(hashes.items())
        },
    }
    return Backing(receipt, public)


def _listed(backing: Backing, record: Record) -> Receipt:
    """The hashes of the year's files as they go out, and of the run's tables that are out; no others."""
    with tempfile.TemporaryDirectory() as name:
        feeds.write([record], Path(name))
        mark = "fictional-" if record["is_fictional"] else ""
        data = {
            path.relative_to(name).as_posix(): hash_of(path.read_bytes())
            for path in sorted(Path(name).rglob(f"{mark}{record['award_year']}*"))
        }
    out = {
        name: table
        for name, table in backing.tables.items()
        if name in record and _hash_of_rows(record[name], table["columns"]) == table["hash"]
    }
    return {"record": f"data/{mark}{record['award_year']}.json", "data": data, "public_tables": out}


def _is_of(run: Receipt, year: Year, record: Record) -> bool:
    """Whether a run's receipt is of these files and this day, through the last stage."""
    given = run["parameters"]
    lying = {path.relative_to(year.incoming).as_posix(): hash_of(path.read_bytes()) for path in files(year.incoming)}
    due = (record["as_of"], year.is_fictional, "supervision")
    return (given["as_of"], given["is_fictional"], given["through"]) == due and run["inputs"]["files"] == lying


def _bare(record: Record) -> Backing:
    """Nothing behind what goes out."""
    told = {"award_year": record["award_year"], "is_fictional": record["is_fictional"]}
    return Backing({"format": FORMAT, "commitments": {}} | told, {})


def _hash_of_rows(rows: object, columns: Sequence[str]) -> str:
    """Hash of a record's part as a table; nothing's hash where it is no table or lacks a column."""
    if not isinstance(rows, list) or any(set(columns) - set(row) for row in rows):
        return ""
    return hash_of(as_csv(rows, columns).encode())


def _hash_of_none(made: Contract) -> str:
    return hash_of(handed_on.as_csv(made.empty(), made.columns).encode())


def _public(made: Contract) -> list[str]:
    return [column.name for column in made.columns if column.classification == "public"]
