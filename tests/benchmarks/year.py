"""A year run whole, run again unchanged, and run again after one table changed.

The stock papermill command runs the same ten notebooks one after another, each in a process of its own, and makes no
report; ``run`` makes them all. The changed table is 年度与办公室信息, whose telephone number three stages show.
"""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import ROOT, Command, against, once, program, python
from yiwu_award.procedure import STAGES

RUNS, RUNS_OF_THE_UNCHANGED = 3, 7
BLOCKED = 3
SAMPLE = ROOT / "data_contracts/sample/2024"


def main() -> None:
    """Print the rows."""
    with TemporaryDirectory() as made:
        place = Path(made)
        incoming, kept = place / "incoming", place / "kept"
        shutil.copytree(SAMPLE, incoming)
        fresh, stock = place / "fresh", place / "stock"
        run = [program("yiwu-award"), "run", "2024", "--incoming", str(incoming), "--reports"]
        whole = Command("whole `run 2024`, reports included", [*run, str(fresh)], lambda: _renew(fresh))
        papermill = Command("stock papermill, no reports", ["sh", "-c", _papermill(stock)], lambda: _renew(stock))
        against(whole, papermill, RUNS, codes=(0, BLOCKED))
        again = Command("`run 2024` again, nothing changed", [*run, str(kept)])
        bare = Command("`python -c pass`", python("pass"))
        once(again, codes=(0, BLOCKED))  # the first call has everything to do
        against(again, bare, RUNS_OF_THE_UNCHANGED, codes=(0, BLOCKED))
        numbers = count()
        changed = Command("`run 2024` after one table changed", again.words, lambda: _change(incoming, next(numbers)))
        against(changed, whole, RUNS, codes=(0, BLOCKED))


def _renew(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _papermill(folder: Path) -> str:
    return " && ".join(
        f"{program('papermill')} --no-progress-bar notebooks/{stage.notebook}.ipynb {folder}/{stage.notebook}.ipynb "
        f"-p reports {folder}/reports"
        for stage in STAGES
    )


def _change(incoming: Path, number: int) -> None:
    path = incoming / "office.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    rows = [f"phone,0579-{number:08}" if row.startswith("phone,") else row for row in rows]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
