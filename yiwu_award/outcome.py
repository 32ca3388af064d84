"""What one stage of one year came to, and how it shows itself to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import numpy.typing as npt
import pandas as pd

from yiwu_award.procedure import STATES, Stage
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.shown import Sentence, Shown, for_people


@dataclass(frozen=True)
class Outcome:
    """What one stage of one year came to; shows itself as a short block of Chinese text."""

    stage: Stage
    result: StageResult
    _places: dict[str, Mapping[str, npt.NDArray[np.intp]]] = field(default_factory=dict, compare=False)

    @property
    def state(self) -> str:
        return self.result.state

    def __getitem__(self, table: str) -> pd.DataFrame:
        """A table the stage hands on, with English columns and codes; an empty one while it isn't made."""
        made = self.result.tables
        return made[table] if table in made else contract(table).empty()

    def rows_of(self, table: str, application: str) -> pd.DataFrame:
        """The rows about one application; none while the stage hasn't made the table.

        Args:
            table: name of a table that the stage hands on, with a column ``application_id``.
            application: its number.
        """
        rows = self[table]
        if table not in self._places:  # a page for each application asks for many rows
            self._places[table] = rows.groupby("application_id").indices
        return rows.iloc[self._places[table].get(application, [])]

    def show(self, table: str, *, rows: slice = slice(None), **wanted: object) -> Shown | Sentence:
        """A table for people: Chinese headings and labels, only rows whose columns have the wanted values.

        Args:
            table: name of a table that this stage hands on.
            rows: a stretch of those rows, to show a long table in pieces.
            **wanted: column = value, or column = several values.
        """
        if table not in self.result.tables:
            return Sentence(f"尚无“{contract(table).title}”：见上面的未决事项。")
        return for_people(table, self.result.tables[table], rows, wanted)

    def count(self, table: str, *columns: str) -> Shown | Sentence:
        """How many rows a table has for each value of some columns, for people.

        Args:
            table: name of a table that this stage hands on.
            *columns: English names of its columns.
        """
        shown = self.show(table)
        if isinstance(shown, Sentence):
            return shown
        titles = [contract(table).column(column).title for column in columns]
        return Shown(shown.groupby(titles, sort=True).size().reset_index(name="行数"))

    def __repr__(self) -> str:
        return "\n".join(self._lines())

    def _repr_markdown_(self) -> str:
        return "\n\n".join(self._lines())

    def _lines(self) -> list[str]:
        counts = "；".join(f"{contract(name).title} {len(rows)} 行" for name, rows in self.result.tables.items())
        return [
            f"第 {self.stage.number} 阶段 {self.stage.title}（{self.stage.clause}）：{STATES[self.state]}",
            *([counts] if counts else []),
            *map(str, self.result.open_points),
            *(f"【提示】{remark}" for remark in self.result.remarks),
        ]


NO_OUTCOMES: Mapping[str, Outcome] = MappingProxyType({})
