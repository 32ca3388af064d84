"""The public site of ten years and of a hundred: pages, feeds and mkdocs' own build, from records made by hand."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from tests.benchmarks.measuring import Command, alone, python
from tests.publish.example_records import awarded
from yiwu_award.publish.build import build

SIZES, RUNS = (10, 100), 3
FIRST = 2021


def built(years: int) -> None:
    """Build it in a folder that is thrown away."""
    with TemporaryDirectory() as work:
        build([awarded(FIRST + number) for number in range(years)], Path(work))


def main() -> None:
    """Print the rows."""
    for years in SIZES:
        code = f"from tests.benchmarks.site import built; built({years})"
        alone(Command(f"site of {years} years", python(code)), RUNS)


if __name__ == "__main__":
    main()
