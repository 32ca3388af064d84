"""The public record of a year: an allow-list of columns and rows, and the secrets that must not get out.

The only module of ``publish`` that sees a year. A column reaches the record when its contract calls it
public; a row when its stage is done. Everything else of the year is a secret or stays unsaid.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.disk import replace_text
from yiwu_award.law.readings import readings
from yiwu_award.publish.parts import PARTS
from yiwu_award.tables.contracts import contract, incoming
from yiwu_award.year import Year as Year

FORMAT = 1
Record = dict[str, Any]

# Produced tables that the public may read, and the stage that makes each public.
PRODUCED = {
    "call": "call",
    "deadlines": "call",
    "required_materials": "call",
    "notice": "notice",
    "noticed": "notice",
    "laureates": "award",
    "prizes": "award",
    "register": "supervision",
}
# What a row of ``publications`` announces, and the stage that makes it public.
ANNOUNCED = {"call": "call", "notice": "notice", "commendation": "award", "revocation": "supervision"}
# Text columns that are only internal, yet would tell who applied or what was said inside.
TELLING = (
    ("applications", "org_name"),
    ("applications", "application_id"),
    ("quality_projects", "project"),
    ("implementing_rules", "note"),
    ("schedule", "note"),
)


# What was announced stands as it was announced; only a correction, with day and reason, puts something else there.
ANNOUNCEMENTS = ("notice", "noticed", "laureates", "prizes")
# What lasts and may grow, and the columns that say which row it is.
LASTING = {
    "register": ("award_year", "award", "org_name"),
    "revocations": ("award_year", "award", "org_name", "ground"),
}


class Guarded(NamedTuple):
    """What the wall looks for in one year's pages, and what is public there.

    Attributes:
        secrets: restricted values by what they are, e.g. ``申报组织·联系电话``.
        public: every text of the year's public record but for the register, which tells of other years.
    """

    award_year: int
    secrets: Mapping[str, frozenset[str]]
    public: frozenset[str]


def public_records(year: Year) -> Record:
    """All that the public may know of a year on its ``as_of``, ready for JSON.

    Raises:
        ContractBroken: the year's tables break a limit of the regulation.
        Refused: the year is only supposed.
    """
    year.refuse_supposition()
    outcomes = year.outcomes()
    done = [name for name, outcome in outcomes.items() if outcome.state == "done"]
    is_public = {name: name in done for name in outcomes}
    # The register stands while a revocation is on its way; that it is on its way is nobody's business yet.
    is_public["supervision"] = outcomes["supervision"].state != "blocked"
    record: Record = {
        "format": FORMAT,
        "award_year": year.award_year,
        "as_of": year.as_of.isoformat(),
        "is_fictional": year.is_fictional,
        "stages_done": [name for name in done if name != "supervision"],
        "readings": _readings(year),
    }
    for name, stage in PRODUCED.items():
        if is_public[stage] and name in outcomes[stage].result.tables:
            record[name] = _rows(name, outcomes[stage].result.tables[name])
    if is_public["call"]:
        record["office"] = {row["field"]: row["value"] for row in _rows("office", year.tables["office"])}
        record["implementing_rules"] = list(_rules(year.tables["implementing_rules"]))
    record["publications"] = [
        row for row in _rows("publications", year.tables["publications"]) if is_public[ANNOUNCED[row["kind"]]]
    ]
    if is_public["supervision"]:
        record["revocations"] = _revocations(year)
    return record


def guarded(year: Year, record: Mapping[str, Any]) -> Guarded:
    """The year's secrets: every restricted text of its tables, and the internal ones that tell too much."""
    secrets: dict[str, set[str]] = {}
    for name, made in incoming().items():
        for column in made.columns:
            is_secret = column.classification == "restricted" or (name, column.name) in TELLING
            if is_secret and column.type == "string" and not column.labels:
                found = year.tables[name][column.name].dropna()
                secrets.setdefault(f"{made.title}·{column.title}", set()).update(map(str, found))
    of_this_year = {part: value for part, value in record.items() if part not in ("register", "revocations")}
    return Guarded(
        year.award_year, {kind: frozenset(values) for kind, values in secrets.items()}, frozenset(texts(of_this_year))
    )


def texts(value: object) -> Iterator[str]:
    """Every text in a record, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, Iterable):
        for inner in value:
            yield from texts(inner)


def file_name(record: Mapping[str, Any]) -> str:
    """``2024.json``, or ``fictional-2024.json``: a sample can never be taken for the real record."""
    return f"{'fictional-' if record['is_fictional'] else ''}{record['award_year']}.json"


def as_json(value: object) -> str:
    """The bytes that are kept: sorted keys, one line end, the same on every machine."""
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def read_all(folder: Path) -> list[Record]:
    """The records kept in a folder, by year."""
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*20[0-9][0-9].json"))]
    return sorted(kept, key=lambda record: record["award_year"])


def write_all(kept: Sequence[Mapping[str, Any]], folder: Path) -> None:
    """Write records, each file replaced in one step."""
    for record in kept:
        replace_text(folder / file_name(record), as_json(record))


def loses(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether a newer record lacks what was public: a whole part, an entry of the register, a revocation.

    A stage may come open again; that takes back nothing. A correction doesn't lift this: nothing is unsaid.
    """
    is_shortened = any(
        not _told(before[part], columns) <= _told(after.get(part, []), columns)
        for part, columns in LASTING.items()
        if part in before
    )
    return bool(set(before) - set(after)) or is_shortened


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Record]]:
    """The announcements of a record that a newer one words otherwise, as they were; rows in another order are none."""
    return {
        part: before[part]
        for part in ANNOUNCEMENTS
        if part in before and _told(before[part], PARTS[part].columns) != _told(after[part], PARTS[part].columns)
    }


def _told(rows: Iterable[Mapping[str, Any]], columns: Iterable[str]) -> set[tuple[object, ...]]:
    return {tuple(row.get(column) for column in columns) for row in rows}


def _rows(name: str, frame: pd.DataFrame) -> list[Record]:
    listed = PARTS[name].columns if name in PARTS else ("field", "value")
    columns = contract(name).columns
    public = [column.name for column in columns if column.classification == "public" and column.name in listed]
    return [
        {column: _plain(value) for column, value in zip(public, row, strict=True)}
        for row in frame[public].itertuples(index=False, name=None)
    ]


def _rules(frame: pd.DataFrame) -> Iterator[Record]:
    """Rules of the year; of internal ones only by what document and when, once each: not even how many there are."""
    is_open = frame["is_public"]
    yield from _rows("implementing_rules", frame[is_open])
    internal = _rows("implementing_rules", frame[~is_open])
    for document, approved_on in dict.fromkeys((row["document"], row["approved_on"]) for row in internal):
        yield {"document": document, "approved_on": approved_on}


def _readings(year: Year) -> dict[str, Record]:
    """How this year reads what can be read in two ways; an internal choice is only said to be confirmed."""
    inner = set(year.tables["implementing_rules"].query("not is_public")["key"])
    return {
        identifier: {
            "taken": None if identifier in inner else year.law.reading(identifier),
            "is_confirmed": year.law.is_confirmed(identifier),
        }
        for identifier in readings()
    }


def _revocations(year: Year) -> list[Record]:
    """Approved revocations; a day after ``as_of`` has not come yet."""
    known = [
        {column: None if column.endswith("_on") and value and value > year.as_of.isoformat() else value
         for column, value in row.items()}
        for row in _rows("revocations", year.tables["revocations"])
    ]  # fmt: skip
    return [row for row in known if row["approved_on"]]


def _plain(value: Any) -> str | int | bool | None:
    if pd.isna(value):
        return None
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, str):
        return value
    return int(value) if float(value).is_integer() else str(value)
