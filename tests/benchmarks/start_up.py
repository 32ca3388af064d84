"""How long one waits before anything happens: ``yiwu-award --help`` against importing typer."""

from __future__ import annotations

from tests.benchmarks.measuring import Command, against, program, python

RUNS = 9


def main() -> None:
    """Print the row."""
    against(
        Command("`yiwu-award --help`", [program("yiwu-award"), "--help"]),
        Command("`import typer`", python("import typer")),
        RUNS,
    )


if __name__ == "__main__":
    main()
