"""The rows of incoming tables that verdicts rest on, each where a link finds it; for the office alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from yiwu_award.outcome import Outcome
from yiwu_award.papers.audiences import Reader
from yiwu_award.papers.links import SOURCES, anchor
from yiwu_award.papers.readable import readable
from yiwu_award.papers.sheets import rendered, shared
from yiwu_award.tables.contracts import contract, incoming
from yiwu_award.tables.evidence import sources
from yiwu_award.tables.shown import Shown
from yiwu_award.year import Year


def pages(year: Year, outcomes: Mapping[str, Outcome], office: Reader) -> Iterator[tuple[str, str]]:
    """One page for each table that a verdict names as its source, as (path below the office's folder, HTML)."""
    for name in _named(outcomes):
        page = shared(year, outcomes, office, SOURCES, root="../")
        rows = year.tables[name]
        ids = [anchor(row.file, "" if pd.isna(row.sheet) else row.sheet, row.row) for row in rows.itertuples()]
        made = contract(name)
        page |= {"title": f"来表：{made.title}", "supplier": made.supplier, "clause": made.clause}
        shown = made.shown(rows).loc[:, lambda frame: (frame != "").any()]
        table = readable(Shown(shown)._repr_html_(), ids)
        yield f"{SOURCES}/{name}.html", rendered("source.html.j2", page, table=table)


def _named(outcomes: Mapping[str, Outcome]) -> list[str]:
    """Incoming tables that the verdicts, or the opinions on them, name as their source."""
    if "eligibility" not in outcomes:
        return []
    by_title = {made.title: name for name, made in incoming().items()}
    texts = [outcomes["eligibility"][table]["evidence"].dropna() for table in ("decisions", "second_look")]
    titles = {source.title for text in pd.concat(texts).unique() for source in sources(text)}
    cited = {by_title[title] for title in titles if title in by_title}
    return sorted(cited | {"attestations", "determinations"})
