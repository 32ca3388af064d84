"""The receipt of a run: what a year was run on, and what came of it, by hashes; confidential.

Only ``results`` say whether a year is reproduced: ``made_with`` may differ in ten years, ``results`` may not.
No clock and no machine path: the same year gives the same receipt.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from yiwu_award.errors import ActsRewritten, Refused
from yiwu_award.fingerprints import hash_of
from yiwu_award.law.readings import readings
from yiwu_award.outcome import Outcome
from yiwu_award.papers.course import STANDINGS, standing
from yiwu_award.places import JUDGED, project_file
from yiwu_award.run import unchanged
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.tables.contracts import Contract, contract
from yiwu_award.tables.files import files
from yiwu_award.tables.handed_on import as_csv
from yiwu_award.year import Year

FORMAT = 1
NAME = "receipt.json"
Receipt = dict[str, Any]

# The receipt itself, what is written after it, what a check of the tables writes too, the only file with clocks.
_UNTOLD = (NAME, unchanged.NAME, JUDGED, "run.jsonl")
_WORKING = ("kind.txt",)  # what a run keeps for the next one; so are tables/<stage>.json
# What a receipt is read for; "*" stands for any name.
_SHAPE = {
    "parameters": {"through": str, "as_of": str},
    "inputs": {"tables": {"*": {"files": list, "hash": str}}, "files": {"*": str}, "law": {"files": {"*": str}}},
    "made_with": {
        "notebooks": {"*": str}, "templates": {"*": str}, "code": str, "python": str, "pandas": str, "lock": object,
    },
    "results": {
        "stages": {"*": {"state": str}}, "tables": {"*": {"hash": str}}, "applications": {"*": str},
        "documents": {"*": str},
    },
    "working_files": {"*": str},
}  # fmt: skip


def write(year: Year, outcomes: Mapping[str, Outcome]) -> None:
    """Write the receipt of the results that lie in ``year.reports``: the last thing that a run does."""
    (year.reports / NAME).write_text(as_text(made(year, outcomes)), encoding="utf-8", newline="\n")


def made(year: Year, outcomes: Mapping[str, Outcome]) -> Receipt:
    """The receipt of a year that was run.

    Args:
        year: the year; its results lie in ``year.reports``.
        outcomes: the stages that were run, by name and in order.
    """
    lying = files_of(year.reports)
    working = {name: hashed for name, hashed in lying.items() if _is_working(name)}
    tables = {f"tables/{name}.csv" for outcome in outcomes.values() for name in outcome.result.tables}
    documents = {name: hashed for name, hashed in lying.items() if name not in working and name not in tables}
    return {
        "format": FORMAT,
        "parameters": {
            "award_year": year.award_year,
            "as_of": year.as_of.isoformat(),
            "through": list(outcomes)[-1],
            "is_fictional": year.is_fictional,
        },
        "inputs": inputs(year),
        "made_with": made_with(),
        "results": decisions(year, outcomes) | {"documents": documents},
        "working_files": working,
    }


def as_text(receipt: Receipt) -> str:
    """A receipt as it is kept: sorted, one line end, sealed by a hash of all the rest."""
    return _dumped(receipt | {"seal": _seal(receipt)})


def read(path: Path) -> tuple[Receipt, bool]:
    """A kept receipt, and whether it is as it was written.

    Raises:
        Refused: there is none, or it is no receipt.
    """
    due, to_do = "一次运行留下的收据", "请先运行该年度（yiwu-award run），或用 --receipt 指明"
    try:
        text = path.read_bytes().decode()
        receipt: Receipt = json.loads(text)
        given, used = receipt.pop("seal"), receipt["format"]
    except FileNotFoundError:
        raise Refused(f"找不到收据 {path}", due, to_do) from None
    except (ValueError, KeyError, AttributeError, TypeError):
        raise Refused(f"{path} 不是完好的收据", due, to_do) from None
    if used == FORMAT and not _is_shaped(receipt, _SHAPE):
        raise Refused(f"{path} 不是完好的收据", due, to_do)
    if used != FORMAT:
        raise Refused(f"收据 {path} 的格式为 {used}", f"格式 {FORMAT}", "请用写出它的版本核对") from None
    return receipt, given == _seal(receipt) and text == as_text(receipt)


def _is_shaped(value: object, shape: Any) -> bool:
    if not isinstance(shape, dict):
        return isinstance(value, shape)
    return isinstance(value, dict) and all(
        all(_is_shaped(each, part) for each in value.values())
        if name == "*"
        else name in value and _is_shaped(value[name], part)
        for name, part in shape.items()
    )


def decisions(year: Year, outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """What was decided: the state of each stage, its tables by hash, every application's fate in one line.

    ``public_hash`` is that of a table's public columns alone, from which the site's lists can be checked.
    """
    return {
        "stages": {
            name: {
                "state": outcome.state,
                "open_points": [str(point) for point in outcome.result.open_points],
                "remarks": list(outcome.result.remarks),
            }
            for name, outcome in outcomes.items()
        },
        "tables": {
            name: table_hashes(frame, contract(name))
            for outcome in outcomes.values()
            for name, frame in outcome.result.tables.items()
        },
        "applications": {application: _fate(year, outcomes, application) for application in year.application_ids},
    }


def inputs(year: Year) -> dict[str, Any]:
    """What the year was decided from: files as they came, tables as read, and the law of its day.

    A table's hash does not hang on the form of its file: the same rows as CSV or as workbook are the same table.
    """
    return {
        "files": incoming_files(year.incoming),
        "tables": {
            name: table_hashes(frame, contract(name))
            | {"contract_version": contract(name).version, "files": sorted(set(frame["file"].dropna()))}
            for name, frame in sorted(year.received.items())
        },
        "acts": acts(year.received["acts"]),
        "law": {"day": year.law.day.isoformat(), "files": law_files(), **_decided(year)},
    }


def table_hashes(frame: pd.DataFrame, made: Contract) -> dict[str, str]:
    """Hash of a table, and of its public columns alone if it has any; the same whatever file it was read from."""
    public = [column for column in made.columns if column.classification == "public"]
    whole = {"hash": _hash_of_text(as_csv(frame, made.columns))}
    return whole | ({"public_hash": _hash_of_text(as_csv(frame, public))} if public else {})


def incoming_files(folder: Path) -> dict[str, str]:
    """Hash of every file that is read as a table, by its path below the folder."""
    return {path.relative_to(folder).as_posix(): hash_of(path) for path in files(folder)}


def acts(frame: pd.DataFrame) -> dict[str, str]:
    """Hash of each row of the acts by its key: a recorded act stands, and later ones may only be added."""
    made = contract("acts")
    rows = [frame.iloc[[place]] for place in range(len(frame))]
    keys = ["·".join(map(str, row)) for row in frame[list(made.key)].itertuples(index=False, name=None)]
    return dict(sorted(zip(keys, (_hash_of_text(as_csv(row, made.columns)) for row in rows), strict=True)))


def refuse_rewritten_acts(year: Year, folder: Path) -> None:
    """Compare the acts with those of the receipt that lies in a folder of results; new ones may come, none may go.

    Raises:
        ActsRewritten: naming each act that stands otherwise now, or no more.
    """
    path = folder / NAME
    if not path.exists():
        return
    kept, _ = read(path)
    now, made = acts(year.received["acts"]), contract("acts")
    changed = [key.split("·") for key, hashed in kept["inputs"]["acts"].items() if now.get(key) != hashed]
    if changed:
        told = [
            "·".join(made.labels(column).get(code, code) for column, code in zip(made.key, codes, strict=True))
            for codes in changed
        ]
        raise ActsRewritten(told, path)


def law_files() -> dict[str, str]:
    """Hash of each file of the law."""
    return _tree(project_file("yiwu_award/law"), "*.yml")


def made_with() -> dict[str, Any]:
    """The program: package, code by content, templates, notebooks, lock, Python, pandas.

    A wheel carries no lock, so there is none to tell there.
    """
    try:
        lock = _content(project_file("requirements.lock"))
    except Refused:
        lock = None
    code = _tree(project_file("yiwu_award"), "*.py") | _tree(project_file("data_contracts/incoming").parent, "*.yaml")
    return {
        "package": version("yiwu-award"),
        "code": _hash_of_text("".join(f"{name} {hashed}\n" for name, hashed in sorted(code.items()))),
        "notebooks": _tree(project_file("notebooks"), "*.ipynb"),
        "templates": _tree(project_file("reports/templates"), "*"),
        "lock": lock,
        "python": platform.python_version(),
        "pandas": version("pandas"),
    }


def files_of(folder: Path, *passed_over: str) -> dict[str, str]:
    """Hash of every file of a year's results, but for the receipt itself and the file with clocks.

    Args:
        folder: ``reports/<year>``.
        *passed_over: names of folders that are no results.
    """
    return {
        name: hash_of(path)
        for path in sorted(folder.rglob("*"))
        for name in [path.relative_to(folder).as_posix()]
        if path.is_file() and name not in _UNTOLD and name.partition("/")[0] not in passed_over
    }


def _decided(year: Year) -> dict[str, Any]:
    """Open values as the year decided them, and the reading taken of every open question, with its document."""
    values = [
        {"key": key, "applies_to": scope, "value": str(rule.value), "document": rule.document,
         "article": rule.article, "approved_on": rule.approved_on.isoformat()}
        for (key, scope), rule in sorted(year.law.rules.items())
        if key not in readings()
    ]  # fmt: skip
    taken = {}
    for identifier in readings():
        rule = year.law.rule(identifier)
        taken[identifier] = {"taken": year.law.reading(identifier), "document": rule.document if rule else None}
    return {"open_values": values, "readings": taken}


def _fate(year: Year, outcomes: Mapping[str, Outcome], application: str) -> str:
    award = year.tables["applications"].set_index("application_id")["award"][application]
    came_to = standing(year, outcomes, application)
    told = f"{AWARD_TITLES[award]}：{STANDINGS[came_to]}"
    if came_to != "refused":
        return told
    verdicts = outcomes["eligibility"]["decisions"]
    failed = verdicts[(verdicts["application_id"] == application) & (verdicts["verdict"] == "not_met")]
    return f"{told}（{'、'.join(failed['part'])}）"


def _tree(folder: Path, pattern: str) -> dict[str, str]:
    """Content of the files below a folder by path, whatever their line ends; what a wheel carries stands elsewhere."""
    found = {path.relative_to(folder): path for path in folder.rglob(pattern) if path.is_file()}
    kept = {name: path for name, path in found.items() if not {"carried", ".ipynb_checkpoints"} & set(name.parts)}
    return {name.as_posix(): _content(path) for name, path in sorted(kept.items())}


def _content(path: Path) -> str:
    return _hash(path.read_bytes().replace(b"\r\n", b"\n"))


def _is_working(name: str) -> bool:
    return name in _WORKING or (name.startswith("tables/") and name.endswith(".json"))


def _seal(receipt: Mapping[str, Any]) -> str:
    return _hash_of_text(_dumped(receipt))


def _dumped(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _hash_of_text(text: str) -> str:
    return _hash(text.encode())


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
