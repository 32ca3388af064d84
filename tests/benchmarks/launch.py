"""Run one command from a small process and write down what it took; see ``measuring``.

A process starts with the peak of the one that it was forked from, so a large one cannot measure small ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def main() -> None:
    """Takes a file for the figures and the words of the command; what the command says goes to our own output."""
    figures, *words = sys.argv[1:]
    started = time.perf_counter()
    process = subprocess.Popen(words)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    code = process.returncode = os.waitstatus_to_exitcode(status)
    Path(figures).write_text(json.dumps([code, wall, used.ru_utime + used.ru_stime, used.ru_maxrss]), encoding="utf-8")


if __name__ == "__main__":
    main()
