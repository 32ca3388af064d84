"""The pages that show no notebook, made in a kernel of their own while the notebooks run in theirs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from yiwu_award.procedure import stages_through
from yiwu_award.year import open_year

if TYPE_CHECKING:
    from nbformat import NotebookNode

PARAMETERS = ("award_year", "incoming", "reports", "as_of", "through")


def as_notebook() -> NotebookNode:
    """What a kernel is given to make them: a notebook of one cell that calls ``make``."""
    from nbformat import v4

    given = v4.new_code_cell("\n".join(f"{name} = None" for name in PARAMETERS), metadata={"tags": ["parameters"]})
    call = v4.new_code_cell(f"from yiwu_award.run.pages import make\nmake({', '.join(PARAMETERS)})")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made: NotebookNode = v4.new_notebook(cells=[given, call], metadata={"kernelspec": kernel})
    return made


def make(award_year: int, incoming: str, reports_folder: str, as_of: str, through: str) -> None:
    """Make and write them, from what the stages of the run have handed on.

    Args:
        award_year: the year of the award.
        incoming: folder with the year's tables.
        reports_folder: folder that holds one folder of results per year: where the run works.
        as_of: day on which the state is told.
        through: name of the last stage of the run.
    """
    from yiwu_award.papers import reports

    year = open_year(award_year, incoming, reports_folder, as_of)
    outcomes = {stage.name: year.settled(stage.name) for stage in stages_through(through)}
    write(year.reports, reports.pages(year, outcomes))


def write(folder: Path, pages: Iterable[tuple[str, str]]) -> None:
    """Write pages, given as (path below the folder, HTML)."""
    for path, html in pages:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(html, encoding="utf-8", newline="\n")
