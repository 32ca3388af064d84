"""核对网站上的公开收据。只用 Python 自带的模块，不需要安装任何东西（Python 3.9 以上）。

任何人：网站上的数据，是不是收据所记的数据。地址可以是网址，也可以是下载到本机的网站文件夹：

    python check_receipt.py site https://网站地址/

有权查阅某张表的人：收到的表和该表的密钥，是不是收据所承诺的那一张。密钥和表由市评审办按程序提供：

    python check_receipt.py table 收据.json incoming/acts 密钥 acts.csv

退出码：0 一致；1 不一致，逐行说明。
"""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

FIRST = "0" * 64  # stands where the first line would name the line before it
FIELDS = {"as_of", "award_year", "before", "receipt"}
LOG = "log.jsonl"
LISTED = "-files"  # ends the name of the list of files that belongs to a receipt
Read = Callable[[str], bytes]


def line(as_of: str, award_year: int, receipt: str, before: str) -> str:
    """One line of the log, as it is written: a day, a year, and two hashes."""
    told = {"as_of": as_of, "award_year": award_year, "before": before, "receipt": receipt}
    return json.dumps(told, sort_keys=True)


def log_faults(log: str, read_receipt: Callable[[str], bytes | None]) -> Iterator[str]:
    """What is wrong with a log of receipts: a line changed, dropped, put elsewhere, or not borne out by its receipt.

    Args:
        log: its text.
        read_receipt: a receipt's bytes by hash; None if there is none.
    """
    if log and not log.endswith("\n"):
        yield "日志末行不完整"
    before = FIRST
    for number, text in enumerate(log.splitlines(), 1):
        told = _told(text)
        if told is None:
            yield f"日志第 {number} 行被改动：不是规定的写法"
        elif told["before"] != before:
            whose = f"第 {number - 1} 行" if number > 1 else "“没有前一行”"
            yield f"日志第 {number} 行与{whose}接不上：有一行被改动、删去或调换了次序"
        if told is not None:
            yield from (f"日志第 {number} 行：{fault}" for fault in _receipt_faults(told, read_receipt))
        before = hash_of(text.encode())


def list_faults(log: str, read: Callable[[str], bytes | None]) -> Iterator[str]:
    """What is wrong with the lists of files: changed, or missing where a year's receipt stands.

    A former receipt may have lost its list: something was taken down since.

    Args:
        log: the text of a log without fault.
        read: a receipt's bytes by hash, a list's by hash and ``-files``; None if there is none.
    """
    standing = set(_standing(log).values())
    for name in dict.fromkeys(told["receipt"] for told in map(_told, log.splitlines()) if told):
        due = json.loads(read(name) or b"{}").get("listed", "")
        data = read(f"{due}{LISTED}")
        if data is not None and hash_of(data) != due:
            yield f"收据 {name[:12]} 的文件清单被改动"
        elif data is None and name in standing:
            yield f"现行收据 {name[:12]} 缺少文件清单"


def site_faults(read: Read, mark: str) -> Iterator[str]:
    """What on a site isn't as its receipts say.

    Args:
        read: a file of the site by its address below the root.
        mark: ``fictional-`` for a site of samples, else nothing.
    """
    log = read(f"receipts/{mark}{LOG}").decode()

    def kept(name: str) -> bytes | None:
        try:
            return read(f"receipts/{mark}{name}.json")
        except OSError:
            return None

    broken = list(log_faults(log, kept)) or list(list_faults(log, kept))
    yield from broken
    for award_year, name in () if broken else sorted(_standing(log).items()):
        listed = json.loads(kept(f"{json.loads(kept(name) or b'')['listed']}{LISTED}") or b"")
        yield from (f"{award_year} 年度：{fault}" for fault in data_faults(listed, read))


def data_faults(listed: Mapping[str, Any], read: Read) -> Iterator[str]:
    """Files of a year that aren't what its list says, and lists of organisations that aren't those decided."""
    for address, due in listed["data"].items():
        try:
            data = read(address)
        except OSError:
            yield f"缺少文件 {address}"
            continue
        if hash_of(data) != due:
            yield f"文件 {address} 与收据不符"
        elif address == listed["record"]:
            record = json.loads(data)
            for name, table in listed["public_tables"].items():
                if hash_of(as_csv(record.get(name, ()), table["columns"]).encode()) != table["hash"]:
                    yield f"{address} 中的 {name} 与评审结果中的同名表不符"


def as_csv(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> str:
    """Rows in the form in which tables are hashed: a heading, commas, LF; nothing, true and false as such."""
    names, out = list(columns), io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return out.getvalue()


def table_key(salt: bytes, award_year: int, table: str) -> bytes:
    """A table's own key: whoever is given it can open this table's commitment and no other.

    Args:
        salt: the year's salt, 32 bytes.
        award_year: the year.
        table: e.g. ``incoming/acts``; the random number of a list of files is drawn in the same way.
    """
    return hmac.new(salt, f"yiwu-award receipt 1\n{award_year}\n{table}".encode(), hashlib.sha256).digest()


def commitment(key: bytes, hashed: str) -> str:
    """What the receipt says of a table that isn't public.

    Args:
        key: the table's key.
        hashed: SHA-256 of the table's bytes, in hexadecimal.
    """
    return hmac.new(key, hashed.encode(), hashlib.sha256).hexdigest()


def hash_of(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def main(arguments: list[str]) -> int:
    """Run the command line that the head of this file describes."""
    if len(arguments) == 2 and arguments[0] == "site":
        return _tell(_checked_site(arguments[1]), "网站的数据与收据一致，日志完整。")
    if len(arguments) == 5 and arguments[0] == "table":
        return _tell(_checked_table(*arguments[1:]), "这张表正是收据所承诺的那一张。")
    print(__doc__)  # noqa: T201
    return 1


def _checked_site(place: str) -> Iterator[str]:
    read = _reader(place)
    for mark in ("", "fictional-"):
        try:
            read(f"receipts/{mark}{LOG}")
        except OSError:
            continue
        yield from site_faults(read, mark)
        return
    yield f"{place} 没有收据日志"


def _checked_table(receipt: str, table: str, key: str, file: str) -> Iterator[str]:
    kept = json.loads(Path(receipt).read_bytes())
    if table not in kept["commitments"]:
        yield f"收据中没有 {table}；有 {'、'.join(kept['commitments'])}"
    elif commitment(bytes.fromhex(key), hash_of(Path(file).read_bytes())) != kept["commitments"][table]:
        yield f"{file} 不是收据所承诺的 {table}，或者密钥不对"


def _reader(place: str) -> Read:
    if not place.startswith(("http://", "https://")):
        return lambda address: Path(place, address).read_bytes()
    base = place if place.endswith("/") else f"{place}/"

    def fetch(address: str) -> bytes:
        with urlopen(urljoin(base, address)) as answer:
            data: bytes = answer.read()
        return data

    return fetch


def _told(text: str) -> dict[str, Any] | None:
    try:
        told = json.loads(text)
        is_as_written = set(told) == FIELDS and text == line(**told)
    except (ValueError, TypeError):
        return None
    return told if is_as_written else None


def _standing(log: str) -> dict[int, str]:
    """The receipt that stands, by year."""
    return {told["award_year"]: told["receipt"] for told in map(_told, log.splitlines()) if told}


def _receipt_faults(told: Mapping[str, Any], read_receipt: Callable[[str], bytes | None]) -> Iterator[str]:
    data = read_receipt(told["receipt"])
    if data is None:
        yield f"没有收据 {told['receipt'][:12]}"
    elif hash_of(data) != told["receipt"]:
        yield f"收据 {told['receipt'][:12]} 被改动"
    else:
        receipt = json.loads(data)
        if (receipt["award_year"], receipt["as_of"]) != (told["award_year"], told["as_of"]):
            yield f"年度或日期与收据 {told['receipt'][:12]} 不符"


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _tell(faults: Iterable[str], fine: str) -> int:
    found = list(faults)
    print("\n".join(found) if found else fine)  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
