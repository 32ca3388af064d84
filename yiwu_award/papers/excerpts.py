"""One part of a page as its reader may have it: the rows that are his, the columns that are named, nothing besides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from yiwu_award.outcome import Outcome
from yiwu_award.papers.audiences import Part, Reader
from yiwu_award.papers.readable import readable
from yiwu_award.papers.views import VIEWS
from yiwu_award.tables.contracts import ORIGIN, contract
from yiwu_award.tables.shown import Shown
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]


class Rows(NamedTuple):
    """A rule for rows: in words for people, and which rows it leaves, on the frame's index."""

    words: str
    left: Callable[[pd.DataFrame, Reader, Outcomes], pd.Series]


class Shelf:
    """The tables and views of a year, each made once however many readers have their part of it.

    Args:
        year: the year.
        outcomes: the stages that were run.
    """

    def __init__(self, year: Year, outcomes: Outcomes) -> None:
        self.year, self.outcomes = year, outcomes
        self._made: dict[str, tuple[pd.DataFrame, pd.DataFrame] | None] = {}
        self._his: dict[tuple[str, str, str], pd.Series] = {}
        self._told: dict[tuple[Part, str, bytes], str] = {}  # members of a panel mostly read the same

    def excerpt(self, part: Part, reader: Reader, application: str | None = None) -> str:
        """What a reader gets of one part, as HTML: a table under Chinese headings, or a sentence that there is none.

        Args:
            part: one of his audience's.
            reader: he.
            application: on the page of one application, its number.
        """
        found = self._found(part)
        if found is None:
            return f"<p>尚无“{source_title(part)}”。</p>"
        rows, texts = found
        is_his = self._rows_of(reader, part, rows)
        if application is not None:
            is_his = is_his & (rows["application_id"] == application)
        for column, value in part.where:
            is_his = is_his & (rows[column] == value).fillna(False).astype(bool)
        if not is_his.any():
            return "<p>没有。</p>"
        key = (part, reader.assessor if part.across else "", is_his.to_numpy().tobytes())
        if key not in self._told:
            his = texts.loc[is_his, list(titles(part).values())]
            self._told[key] = readable(Shown(_across(part, his, reader) if part.across else his)._repr_html_())
        return self._told[key]

    def _rows_of(self, reader: Reader, part: Part, rows: pd.DataFrame) -> pd.Series:
        """Which rows the part's rule leaves him; asked once for all his applications."""
        key = (reader.folder, part.view or part.table, part.rows)
        if key not in self._his:
            self._his[key] = ROWS[part.rows].left(rows, reader, self.outcomes).fillna(False).astype(bool)
        return self._his[key]

    def _found(self, part: Part) -> tuple[pd.DataFrame, pd.DataFrame] | None:
        """The table or view, typed and as text, on one index; None while it isn't made."""
        name = part.view or part.table
        if name not in self._made:
            rows = self._rows(part)
            columns = VIEWS[name].columns if part.view else {}
            texts = None if rows is None else rows.rename(columns=columns) if part.view else contract(name).shown(rows)
            self._made[name] = None if rows is None or texts is None else (rows, texts)
        return self._made[name]

    def _rows(self, part: Part) -> pd.DataFrame | None:
        if part.view:
            return VIEWS[part.view].frame(self.year, self.outcomes)
        if part.table == "arrivals":
            return self.year.arrivals
        if contract(part.table).kind == "incoming":
            return self.year.tables[part.table]
        made = (outcome.result.tables for outcome in self.outcomes.values())
        return next((tables[part.table] for tables in made if part.table in tables), None)


def titles(part: Part) -> dict[str, str]:
    """Chinese heading of each of the part's columns.

    Raises:
        KeyError: the table or view has no such column; a mistake in ``audiences.yml``.
    """
    if part.view:
        return {column: VIEWS[part.view].columns[column] for column in part.columns}
    origin = {name: title for name, _, title in ORIGIN} if contract(part.table).kind == "incoming" else {}
    return {column: origin.get(column) or contract(part.table).column(column).title for column in part.columns}


def source_title(part: Part) -> str:
    """Chinese name of the table or view that the part is taken from."""
    return VIEWS[part.view].title if part.view else contract(part.table).title


def _across(part: Part, rows: pd.DataFrame, reader: Reader) -> pd.DataFrame:
    """A column for each value of one column, the reader's own first, holding what stands in the last."""
    heads = titles(part)
    *keys, value = (head for column, head in heads.items() if column != part.across)
    wide = rows.pivot(index=keys, columns=heads[part.across], values=value).reset_index().fillna("")
    others = [name for name in wide.columns if name not in (*keys, reader.assessor)]
    own = [reader.assessor] if reader.assessor in wide else []
    shown = wide[[*keys, *own, *others]].rename(columns={reader.assessor: f"本人（{reader.assessor}）"})
    return shown.rename_axis(columns=None)


def _every(rows: pd.DataFrame, _reader: Reader, _outcomes: Outcomes) -> pd.Series:
    return pd.Series(True, rows.index)


def _own(rows: pd.DataFrame, reader: Reader, _outcomes: Outcomes) -> pd.Series:
    return rows["application_id"].isin(reader.applications or ())


def _own_panel(rows: pd.DataFrame, reader: Reader, _outcomes: Outcomes) -> pd.Series:
    return rows["panel"] == reader.panel


def _agreed(rows: pd.DataFrame, reader: Reader, outcomes: Outcomes) -> pd.Series:
    pairs = zip(rows["stage"], rows["application_id"], strict=True)
    return _own(rows, reader, outcomes) & pd.Series([pair in reader.agreed for pair in pairs], rows.index, dtype=bool)


def _own_scores(rows: pd.DataFrame, reader: Reader, outcomes: Outcomes) -> pd.Series:
    return (_own(rows, reader, outcomes) & (rows["assessor_id"] == reader.assessor)) | _agreed(rows, reader, outcomes)


def _once_totalled(rows: pd.DataFrame, _reader: Reader, outcomes: Outcomes) -> pd.Series:
    return pd.Series("vote" in outcomes and "totals" in outcomes["vote"].result.tables, rows.index)


def _recused(rows: pd.DataFrame, _reader: Reader, _outcomes: Outcomes) -> pd.Series:
    return rows["recused_award"].notna()


def _later(rows: pd.DataFrame, _reader: Reader, _outcomes: Outcomes) -> pd.Series:
    return rows["n_later"] > 0


ROWS: Mapping[str, Rows] = {
    "all": Rows("全部", _every),
    "own": Rows("本人评审、不须回避的组织", _own),
    "own_panel": Rows("本评审组", _own_panel),
    "agreed": Rows("本人评审的组织，且合议记录已齐", _agreed),
    "own_scores": Rows("本人的打分；合议记录齐全后，同组其他人对该组织的打分", _own_scores),
    "once_totalled": Rows("算出总分以后的全部", _once_totalled),
    "on_committee": Rows("由市评委会办的", lambda rows, *_: rows["on_whom"] == "市评委会"),
    "on_supervision": Rows("由监督组办的", lambda rows, *_: rows["on_whom"] == "监督组"),
    "on_others": Rows("由其他人办的", lambda rows, *_: rows["on_whom"] != "监督组"),
    "recused": Rows("有回避的", _recused),
    "later": Rows("有此类行的", _later),
}
