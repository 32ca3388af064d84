"""A million applications: written by ``simulate``, read and decided, against reading with pyarrow. Once each."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from tests.benchmarks.measuring import Command, against, alone, program, python, simulated
from tests.benchmarks.size import pyarrow, work

N = 1_000_000


def main() -> None:
    """Print the rows."""
    written = Path(tempfile.gettempdir(), "yiwu-award-benchmarks", str(N))
    shutil.rmtree(written, ignore_errors=True)
    words = [program("yiwu-award"), "simulate", str(written), "--applications", str(N)]
    alone(Command(f"`simulate --applications {N}`", words), runs=1)
    folder = simulated(N)
    decide = Command(f"{N:,} applications: read + decide", python(work("read_and_decide", folder)))
    against(decide, pyarrow(folder), runs=1)


if __name__ == "__main__":
    main()
