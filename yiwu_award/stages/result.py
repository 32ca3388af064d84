"""What a stage hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from yiwu_award.errors import OpenPoint

NO_TABLES: Mapping[str, pd.DataFrame] = MappingProxyType({})


@dataclass(frozen=True)
class StageResult:
    """Tables handed on, and what is still open.

    Attributes:
        tables: produced tables by name, columns as their contracts say, in a fixed row order.
        open_points: what the stage waits for or what people must decide; empty when it is done.
        remarks: sentences for the analyst that stop nothing, e.g. an opinion that came late.
    """

    tables: Mapping[str, pd.DataFrame] = field(default_factory=lambda: NO_TABLES)
    open_points: tuple[OpenPoint, ...] = ()
    remarks: tuple[str, ...] = field(default=())

    @property
    def state(self) -> str:
        """``done``, ``waiting`` or ``blocked``; a decision that is due outweighs a table that is not."""
        states = {point.state for point in self.open_points}
        return "blocked" if "blocked" in states else "waiting" if states else "done"
