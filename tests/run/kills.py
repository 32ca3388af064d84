"""A year's run as a process that is killed at a chosen moment, and what it leaves.

From the making of the staging folder on, moments are counted in what the run changes on the disk (a folder made, a
file opened to be written, renamed or removed), in starts of processes and in the swap, so that a moment is the same on
every machine; a delay after it lets a kill fall between two of them as well.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.judged import remember_as_judged
from tests.run.elsewhere import differing
from yiwu_award.tables.simulate import simulate

SEED = 19580
AT_MOST = 1.0  # seconds after a moment
_CALL = """
import atexit, os, signal, sys, threading
from pathlib import Path

mark, moment, delay = sys.argv.pop(1), int(sys.argv.pop(1)), float(sys.argv.pop(1))
n_changes = 0

def changes(event, given):
    if event == "open":
        return isinstance(given[0], str) and mark in given[0] and given[2] & (os.O_WRONLY | os.O_RDWR)
    if event == "ctypes.dlsym":
        return given[1] == "renameat2"
    return event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "subprocess.Popen")

def watch(event, given):
    global n_changes
    if (n_changes or event == "os.mkdir" and given[0] == os.path.join(mark, ".run-2024")) and changes(event, given):
        n_changes += 1
        if n_changes == moment:
            kill = [os.getpid(), signal.SIGKILL]
            threading.Timer(delay, os.kill, kill).start() if delay else os.kill(*kill)

if moment == 0:
    atexit.register(lambda: print(n_changes))
sys.addaudithook(watch)
from yiwu_award.cli import main
main()
"""


class Moment(NamedTuple):
    """The change before which, or the seconds after it, a run is killed."""

    change: int
    delay: float


NEVER = Moment(0, 0)


@dataclass(frozen=True)
class Place:
    """Where a small year is run again and again.

    Attributes:
        root: holds its tables and folders of results.
        short: a folder with a short name, for the sockets of kernels.
    """

    root: Path
    short: Path

    def prepare(self) -> int:
        """Make the tables, run them undisturbed, and count that run's changes."""
        simulate(self.root / "incoming", 2024, 3)
        self.results_of_before("undisturbed")
        done = self.run("undisturbed")
        assert done.returncode == 0, done.stderr
        return int(done.stdout.splitlines()[-1])

    def results_of_before(self, name: str) -> None:
        """A folder of results that holds an earlier run's, told by one page, and a person's own paper."""
        folder = self.root / name / "2024"
        remember_as_judged(2024, folder.parent, self.root / "incoming")
        (folder / "letters").mkdir()
        for file, text in (("kind.txt", "虚构年度\n"), ("index.html", "旧"), ("letters/证书.docx", "证")):
            (folder / file).write_text(text, encoding="utf-8", newline="\n")

    def run(self, name: str, moment: Moment = NEVER) -> subprocess.CompletedProcess[str]:
        """Run the year's first stage in a process of its own, in a group of its own, to its end or that moment.

        All of it anew: once a killed run has left the new results, the next would come to fewer moments.
        """
        mark = str(self.root / name)
        command = [sys.executable, "-c", _CALL, mark, *map(str, moment), "run", "2024", "--through", "0", "--force"]
        return subprocess.run(
            [*command, "--incoming", self.root / "incoming", "--reports", mark],
            env=os.environ | {"TMPDIR": str(self.short), "JUPYTER_RUNTIME_DIR": str(self.short)},
            capture_output=True, encoding="utf-8", check=False, start_new_session=True,
        )  # fmt: skip

    def assert_killed_without_harm(self, name: str, moment: Moment) -> None:
        """The results are those of before or the new ones, to the byte, and no process is left."""
        done = self.run(name, moment)
        assert done.returncode == -signal.SIGKILL, (moment, done.stderr)
        assert self.is_as(name, "undisturbed") or self.is_as(name, "before"), moment
        assert self.all_ended(), moment

    def is_as(self, name: str, other: str) -> bool:
        """Whether two folders of results are the same."""
        return differing(self.root / name / "2024", self.root / other / "2024") == []

    def all_ended(self) -> bool:
        """Whether nothing that a run here started is left, at the latest after some seconds."""
        for _ in range(100):
            if not self._left():
                return True
            time.sleep(0.1)
        return False

    def _left(self) -> list[str]:
        mine = f"TMPDIR={self.short}".encode()
        return [each.name for each in Path("/proc").glob("[0-9]*") if mine in _environment(each)]


def moments(n: int, n_changes: int) -> list[Moment]:
    """One from each n-th of a run, in order; every other one with a delay."""
    drawn = Random(SEED)
    return [
        Moment(1 + int(n_changes * (number + drawn.random()) / n), number % 2 * drawn.uniform(0, AT_MOST))
        for number in range(n)
    ]


def _environment(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:  # it has ended, or isn't ours
        return []
