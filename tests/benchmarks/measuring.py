"""The one way in which benchmarks measure: whole processes, several times, two in turn, their medians and ratios.

What a process took is the system's own account of it once it has ended, children that it waited for included. Two
commands are run in turn, A B A B …, and the ratio is taken pair by pair, so that it holds when the machine's speed
drifts. Not on Windows, which keeps no such account.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from yiwu_award.tables.simulate import simulate

ROOT = Path(__file__).resolve().parents[2]
HEADING = (
    "| what | seconds (processor) | peak MiB | against | seconds (processor) | peak MiB | ratio (processor) | runs |\n"
    "|---|---|---|---|---|---|---|---|"
)


class Cost(NamedTuple):
    """What one process took: seconds by the clock, seconds of processor, largest memory of one process in MiB."""

    wall: float
    processor: float
    peak: float


class Command(NamedTuple):
    """Something to be run: its name, its words, and what must be done before each run, unmeasured."""

    name: str
    words: Sequence[str]
    before: Callable[[], object] = lambda: None


def program(name: str) -> str:
    """A command of this environment."""
    return str(Path(sys.executable).with_name(name))


def python(code: str) -> list[str]:
    """Words that run a line of Python with this project's tests to import from."""
    return [sys.executable, "-c", code]


def once(command: Command, codes: Sequence[int] = (0,)) -> Cost:
    """Run it once; it must end with one of the codes."""
    command.before()
    with tempfile.TemporaryDirectory() as place:
        figures = Path(place, "figures")
        launch = [sys.executable, "-S", str(Path(__file__).with_name("launch.py")), str(figures), *command.words]
        said = subprocess.run(launch, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True).stdout
        code, wall, processor, peak = json.loads(figures.read_text(encoding="utf-8"))
    if code not in codes:
        raise SystemExit(f"{command.name}: {code}\n{said.decode(errors='replace')[-2000:]}")
    return Cost(wall, processor, peak / (2**20 if sys.platform == "darwin" else 2**10))


def alone(command: Command, runs: int, codes: Sequence[int] = (0,)) -> list[Cost]:
    """Print a row about one command."""
    costs = [once(command, codes) for _ in range(runs)]
    print(f"| {command.name} | {_shown(costs)} | | | | | {runs} |", flush=True)  # noqa: T201
    return costs


def against(ours: Command, theirs: Command, runs: int, codes: Sequence[int] = (0,)) -> None:
    """Print a row that holds two commands against each other."""
    pairs = [(once(ours, codes), once(theirs)) for _ in range(runs)]
    own, other = zip(*pairs, strict=True)
    wall = [a.wall / b.wall for a, b in pairs]
    processor = median(a.processor / max(b.processor, 0.001) for a, b in pairs)
    ratio = f"{median(wall):.2f}, {min(wall):.2f}–{max(wall):.2f} ({processor:.2f})"
    print(f"| {ours.name} | {_shown(own)} | {theirs.name} | {_shown(other)} | {ratio} | {runs} |", flush=True)  # noqa: T201


def _shown(costs: Sequence[Cost]) -> str:
    wall, processor, peak = (median(each) for each in zip(*costs, strict=True))
    return f"{wall:.2f} ({processor:.2f}) | {peak:.0f}"


def simulated(applications: int) -> Path:
    """A folder of simulated tables, made once on this machine and kept: a million applications are 1.4 GB."""
    folder = Path(tempfile.gettempdir()) / "yiwu-award-benchmarks" / str(applications)
    if not folder.exists():
        half = folder.with_suffix(".part")
        shutil.rmtree(half, ignore_errors=True)
        simulate(half, 2024, applications)
        half.rename(folder)
    return folder


def library(name: str, code: str) -> list[str]:
    """Words that run Python with a library that only benchmarks need; ``nox -s bench`` lays each in its own folder.

    Beside ours it would change what is measured: pandas keeps texts otherwise once it finds pyarrow.
    """
    folder = os.environ.get("BENCHMARK_LIBRARIES")
    if not folder:
        raise SystemExit(f"{name}: BENCHMARK_LIBRARIES names no folder that holds it; run nox -s bench")
    return python(f"import sys; sys.path.insert(0, {str(Path(folder, name))!r}); {code}")
