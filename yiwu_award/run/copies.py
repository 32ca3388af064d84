"""A notebook to work in: a copy with the year's parameters under ``reports/``, never a tracked file."""

from __future__ import annotations

from pathlib import Path

from yiwu_award.places import project_file, results_folder
from yiwu_award.procedure import stage_named
from yiwu_award.run.staging import OWN_COPIES
from yiwu_award.year import open_year


def working_copy(
    award_year: int,
    stage: str,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    as_of: str | None = None,
) -> Path:
    """Copy a stage's notebook with this year's parameters written into it and without outputs.

    Args:
        award_year: the year of the award.
        stage: the stage's name or number.
        incoming: folder with the year's tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        as_of: day on which the state is told, as ISO text; by default the schedule's.

    Returns:
        The copy's path. An earlier copy is kept: a number is added to the new one's name.
    """
    import nbformat

    wanted = stage_named(stage)
    year = open_year(award_year, incoming, reports, as_of)
    folder = results_folder(award_year, reports)
    notebook = nbformat.read(project_file(f"notebooks/{wanted.notebook}.ipynb"), as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
        if "parameters" in cell.metadata.get("tags", ()):
            cell.source = "\n".join(
                [
                    f"award_year = {award_year}",
                    f"incoming = {str(year.incoming)!r}",
                    f"reports = {str(folder.parent)!r}",
                    f"as_of = {as_of!r}",
                ]
            )
    path = _unused(folder / OWN_COPIES / f"{wanted.notebook}.ipynb")
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def _unused(path: Path) -> Path:
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_stem(f"{path.stem}_{number}")
    return free
