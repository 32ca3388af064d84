"""A stage's tables by name: where they lie, what they were made from, whether they are still fresh."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from yiwu_award.disk import replace_text
from yiwu_award.errors import OpenPoint, Refused
from yiwu_award.fingerprints import hash_of
from yiwu_award.places import JUDGED
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.handed_on import read_produced, write_if_changed, write_produced

_KINDS = {True: "虚构年度", False: "真实年度"}


def claim(folder: Path, *, is_fictional: bool) -> None:
    """Mark a year's folder of results as fictional or real; the first claim stands.

    Raises:
        Refused: the folder holds results of the other kind.
    """
    marker = folder / "kind.txt"
    kind = _KINDS[is_fictional]
    if not marker.exists():
        replace_text(marker, kind + "\n")
    elif (found := marker.read_text(encoding="utf-8").strip()) != kind:
        raise Refused(f"{folder} 已存有{found}的结果，这次是{kind}", "同一类年度", "请用 --reports 另指一个文件夹")


class Store:
    """The tables that stages handed on in one year's folder of results.

    Args:
        folder: ``reports/<year>``.
        made_from: fingerprint of all inputs; tables made from anything else are not fresh.
    """

    def __init__(self, folder: Path, made_from: str) -> None:
        self.folder, self.made_from = folder, made_from

    def keep(self, stage: str, result: StageResult, key: str) -> None:
        """Write a stage's tables and what is still open.

        Args:
            stage: its name.
            result: what it came to.
            key: a hash of all that the result hangs on.
        """
        tables = self.folder / "tables"
        tables.mkdir(parents=True, exist_ok=True)
        for name, frame in result.tables.items():
            write_produced(frame, contract(name), tables / f"{name}.csv")
        record = {
            "made_from": self.made_from,
            "key": key,
            "tables": [[name, hash_of(tables / f"{name}.csv")] for name in result.tables],  # in the stage's order
            "open_points": [list(point) for point in result.open_points],
            "remarks": list(result.remarks),
        }
        text = json.dumps(record, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        write_if_changed(tables / f"{stage}.json", text.encode())

    def fresh(self, stage: str) -> StageResult | None:
        """What a stage handed on, if it was made from the same inputs and nobody touched it since."""
        record = self._record(stage)
        return self._result(record) if record and record["made_from"] == self.made_from else None

    def kept(self, stage: str, key: str) -> StageResult | None:
        """What a stage handed on, if it hangs on just what it hung on then and nobody touched it since."""
        record = self._record(stage)
        return self._result(record) if record and record.get("key") == key else None

    def _result(self, record: Mapping[str, Any]) -> StageResult | None:
        paths = {name: self.folder / "tables" / f"{name}.csv" for name, _ in record["tables"]}
        if any(not paths[name].exists() or hash_of(paths[name]) != kept for name, kept in record["tables"]):
            return None
        return StageResult(
            {name: read_produced(path, contract(name)) for name, path in paths.items()},
            tuple(OpenPoint(*point) for point in record["open_points"]),
            tuple(record["remarks"]),
        )

    def _record(self, stage: str) -> dict[str, Any] | None:
        return _json(self.folder / "tables" / f"{stage}.json")

    def for_nothing_kept(self) -> Store:
        """The same folder for a year that is only supposed: nothing in it was made from that year."""
        return Store(self.folder, "")

    def was_judged_clean(self) -> bool:
        """Whether the tables of this fingerprint were judged before, without any fault."""
        return (_json(self.folder / JUDGED) or {}).get("made_from") == self.made_from

    def sound_tables(self) -> dict[str, str]:
        """By name, the tables that were judged before without any fault, each with the grounds of that judgement."""
        return dict((_json(self.folder / JUDGED) or {}).get("sound", {}))

    def remember_sound(self, tables: Mapping[str, str], *, is_whole_year: bool) -> None:
        """Remember which tables hold no fault.

        Args:
            tables: what ``sound_tables`` shall give.
            is_whole_year: whether there is no fault anywhere in the tables of this fingerprint.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        record = {"made_from": self.made_from if is_whole_year else None, "sound": dict(tables)}
        replace_text(self.folder / JUDGED, json.dumps(record, indent=1, sort_keys=True) + "\n")


def _json(path: Path) -> dict[str, Any] | None:
    """What a record holds; None where there is none, or only half of one."""
    try:
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return record
    except (FileNotFoundError, json.JSONDecodeError):
        return None
