"""What a notebook asks before it opens a year: were only known parameters injected?

papermill injects whatever name it is given and merely logs a misspelt one; the cell after the parameters
calls ``refuse_unknown_parameters``, so that even the stock command fails. Imports next to nothing.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence

from yiwu_award.errors import UnknownNotebookParameter

PARAMETERS = ("award_year", "incoming", "reports", "as_of")
_INJECTED = "# Parameters"  # the first line of the cell that papermill injects


def refuse_unknown_parameters() -> None:
    """Look at what papermill injected into the notebook that is running.

    Raises:
        UnknownNotebookParameter: a name outside ``PARAMETERS``.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None:
        return
    unknown = [name for name in _assigned(injected_in(shell.user_ns["In"])) if name not in PARAMETERS]
    if unknown:
        raise UnknownNotebookParameter(unknown, PARAMETERS)


def injected_in(history: Sequence[str]) -> str:
    """The injected cell that is in effect, or "".

    Args:
        history: sources of the cells run so far. Running the notebook's own parameters cell
            again undoes an earlier injection.
    """
    for source in reversed(history):
        if source.startswith(_INJECTED):
            return source
        if f"{PARAMETERS[0]} =" in source:
            return ""
    return ""


def _assigned(source: str) -> Iterator[str]:
    """Names that a cell sets; anything but a plain assignment is given as it is written."""
    for statement in ast.parse(source).body:
        if not isinstance(statement, ast.Assign):
            yield ast.unparse(statement)
            continue
        for target in statement.targets:
            yield ast.unparse(target)
