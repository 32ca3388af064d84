"""What of a year's earlier run still stands, so that only what changed is run again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from yiwu_award.errors import Refused
from yiwu_award.fingerprints import hash_of
from yiwu_award.procedure import Stage
from yiwu_award.run import receipt
from yiwu_award.stages.result import StageResult
from yiwu_award.store import Store

if TYPE_CHECKING:
    from nbformat import NotebookNode

_SHOWS = ("notebooks", "templates")


class Earlier(NamedTuple):
    """An earlier run of the year that was made with the program as it is now.

    Attributes:
        folder: ``reports/<year>``.
        notebooks: file names of the notebooks that are now as they were run then.
        records: hash of each file that the run left, by its path below the folder.
    """

    folder: Path
    notebooks: frozenset[str]
    records: dict[str, str]

    def result(self, stage: Stage, key: str) -> StageResult | None:
        """What the stage handed on, if it hangs on the same as now.

        Args:
            stage: the stage.
            key: what it hangs on now, see ``Year.key``.
        """
        return Store(self.folder, "").kept(stage.name, key)

    def notebook(self, stage: Stage) -> NotebookNode | None:
        """The stage's executed notebook, if it is the same notebook and nobody touched its record."""
        import nbformat

        name = f"notebooks/{stage.notebook}.ipynb"
        path = self.folder / name
        if path.name not in self.notebooks or not path.exists() or hash_of(path) != self.records.get(name):
            return None
        kept: NotebookNode = nbformat.read(path, as_version=4)
        return kept


def earlier_run(folder: Path) -> Earlier | None:
    """The run whose results lie in a year's folder; None where there is none, or another program made it."""
    try:
        before, is_whole = receipt.read(folder / receipt.NAME)
    except Refused:
        return None
    then, now = before["made_with"], receipt.made_with()
    if not is_whole or _decides(then) != _decides(now):
        return None
    same = then["notebooks"].items() & now["notebooks"].items()
    return Earlier(folder, frozenset(name for name, _ in same), before["results"]["documents"])


def _decides(made_with: dict[str, Any]) -> dict[str, Any]:
    """What of a program decides; what only shows is looked at notebook by notebook, and pages are made anew."""
    return {part: value for part, value in made_with.items() if part not in _SHOWS}
