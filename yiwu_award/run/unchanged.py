"""Whether a year's last run would come out the same: told by hashes alone, in little more than starting Python.

Nothing here imports pandas, great-expectations or papermill.
"""

from __future__ import annotations

import json
import platform
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from yiwu_award.fingerprints import fingerprint, hash_of, program_fingerprint
from yiwu_award.places import incoming_folder, project_file, results_folder
from yiwu_award.run.staging import staging_of

NAME = "unchanged.json"
_RECEIPT, _CLOCKS = "receipt.json", "run.jsonl"
_SHOWN_WITH = ("notebooks", "reports/templates")
_MADE_WITH = ("yiwu-award", "pandas", "papermill", "nbconvert", "matplotlib", "jinja2")


class LastRun(NamedTuple):
    """What the last run came to.

    Attributes:
        folder: ``reports/<year>``.
        open_points: what is open, as sentences, each with its stage's title.
        is_blocked: whether a person must decide.
    """

    folder: Path
    open_points: tuple[str, ...]
    is_blocked: bool


def remember(
    folder: Path, award_year: int, through: str | None, incoming: str | Path | None, as_of: str | None
) -> None:
    """Note what a run hung on and what it left; the last file that a run writes.

    Args:
        folder: where its results lie.
        award_year: the year of the award.
        through: as it was called with; so are the next two.
        incoming: folder with the year's tables.
        as_of: day on which the state is told.
    """
    left = {
        path.relative_to(folder).as_posix(): hash_of(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in (NAME, _CLOCKS)
    }
    told = {"hangs_on": _hangs_on(award_year, through, incoming, as_of), "left": left}
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    (folder / NAME).write_text(text, encoding="utf-8", newline="\n")


def last_run(
    award_year: int,
    through: str | None = None,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    as_of: str | None = None,
) -> LastRun | None:
    """The last run, if the same call would give the same again, nobody touched what it left, and no run is under way.

    Args:
        award_year: the year of the award.
        through: the last stage to run, by name or number.
        incoming: folder with the year's tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        as_of: day on which the state is told, as ISO text; by default the schedule's.

    Raises:
        Refused: there is no such folder of tables.
    """
    folder = results_folder(award_year, reports)
    if staging_of(folder).exists():
        return None
    try:
        told = json.loads((folder / NAME).read_text(encoding="utf-8"))
        is_same = told["hangs_on"] == _hangs_on(award_year, through, incoming, as_of)
        if not is_same or any(hash_of(folder / name) != hashed for name, hashed in told["left"].items()):
            return None
        stages = json.loads((folder / _RECEIPT).read_text(encoding="utf-8"))["results"]["stages"]
    except (FileNotFoundError, ValueError, KeyError):
        return None
    points = tuple(point for stage in stages.values() for point in stage["open_points"])
    return LastRun(folder, points, any(stage["state"] == "blocked" for stage in stages.values()))


def _hangs_on(award_year: int, through: str | None, incoming: str | Path | None, as_of: str | None) -> str:
    """A hash of the tables as files, the program, what it shows its results with, and the call."""
    tables = incoming_folder(award_year, incoming)
    facts = [
        program_fingerprint(),
        *(fingerprint(_files(shown), shown) for shown in map(project_file, _SHOWN_WITH)),
        *(f"{name} {version(name)}" for name in _MADE_WITH),
        platform.python_version(),
        f"{award_year} {through} {as_of}",
    ]
    return fingerprint(_files(tables), tables, *facts)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and ".ipynb_checkpoints" not in path.parts]
