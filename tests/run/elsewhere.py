"""The command line in another place of the world: other folder, time zone, locale, hash seed, number of processes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_CALL = "import os, sys; os.cpu_count = lambda: {processes}; from yiwu_award.cli import main; main()"


@dataclass(frozen=True)
class Place:
    """Where and how a command is called.

    Attributes:
        cwd: working directory.
        time_zone: ``TZ``.
        locale: ``LC_ALL``; one that the machine lacks leaves Python with C.
        hash_seed: ``PYTHONHASHSEED``.
        processes: how many notebooks may run at once.
    """

    cwd: Path
    time_zone: str
    locale: str
    hash_seed: int
    processes: int

    def call(self, *arguments: object, expected: tuple[int, ...] = (0,)) -> str:
        """Call ``yiwu-award``; what it said."""
        self.cwd.mkdir(parents=True, exist_ok=True)
        env = {"TZ": self.time_zone, "LC_ALL": self.locale, "PYTHONHASHSEED": str(self.hash_seed)}
        done = subprocess.run(
            [sys.executable, "-c", _CALL.format(processes=self.processes), *map(str, arguments)],
            cwd=self.cwd, env=os.environ | env, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        assert done.returncode in expected, done.stdout + done.stderr
        return done.stdout


def two_places(root: Path) -> tuple[Place, Place]:
    """As unlike each other as can be: fourteen hours east and eleven west, one process and two."""
    return (
        Place(root / "here", "Pacific/Kiritimati", "C.UTF-8", 0, 2),
        Place(root / "那里 there", "Pacific/Pago_Pago", "zh_CN.GB18030", 4711, 1),
    )


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by path, but for the one that holds clocks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "run.jsonl"
    }


def differing(one: Path, other: Path) -> list[str]:
    """Names of the files that two folders don't share byte by byte."""
    here, there = contents(one), contents(other)
    return sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
