"""Benchmarks by name: ``python -m tests.benchmarks`` or, for some of them, ``python -m tests.benchmarks size site``."""

from __future__ import annotations

import os
import platform
import sys
from importlib import import_module

from tests.benchmarks.measuring import HEADING

NAMES = ("start_up", "year", "size", "million", "ranking", "check", "panels", "site")


def main() -> None:
    """Run those that are named, or all, and print their rows."""
    wanted = sys.argv[1:] or NAMES
    if unknown := set(wanted) - set(NAMES):
        raise SystemExit(f"{'、'.join(sorted(unknown))}: none of {', '.join(NAMES)}")
    load = f"{os.getloadavg()[0]:.1f}"
    print(f"{os.cpu_count()} processors, Python {platform.python_version()}, load at the beginning {load}")  # noqa: T201
    print(HEADING, flush=True)  # noqa: T201
    for name in wanted:
        import_module(f"tests.benchmarks.{name}").main()


if __name__ == "__main__":
    main()
