"""An executed notebook as a record: the same input gives the same bytes, on any machine, at any time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbformat import NotebookNode

_LEFT_OUT = ("incoming", "reports")  # parameters that only name a place on this machine
_VOLATILE = ("papermill", "execution", "collapsed", "scrolled")


def as_record(notebook: NotebookNode) -> NotebookNode:
    """A notebook without what differs from run to run: clocks, random ids, machine paths, versions.

    Args:
        notebook: an executed notebook; changed in place.
    """
    kernel = notebook.metadata.get("kernelspec", {})
    notebook.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook.cells:
        cell.metadata = {key: value for key, value in cell.metadata.items() if value and key not in _VOLATILE}
        if "injected-parameters" in cell.metadata.get("tags", ()):
            cell.id = "injected-parameters"
            cell.source = "\n".join(line for line in cell.source.splitlines() if not line.startswith(_LEFT_OUT))
    return notebook
