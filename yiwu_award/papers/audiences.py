"""Who may read what: ``audiences.yml`` as data, and the readers of one year. Nothing else decides it.

An assessor is recused from an organisation, not from his panel, and the others go on judging it; and before the panel
has agreed nobody may see another's scores. One folder for a panel would either keep an organisation from those who
judge it, or show it to the one who must not see it. So each member has a folder of his own, named by panel and person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pandas as pd
import yaml

from yiwu_award.errors import NotInForce
from yiwu_award.outcome import Outcome
from yiwu_award.places import project_file
from yiwu_award.stages import panels
from yiwu_award.year import Year

REVIEWS = {"document_review": "document_results", "onsite_review": "onsite_results"}


@dataclass(frozen=True)
class Part:
    """One table of a page: which, and what of it; the fields are those of ``audiences.yml``."""

    heading: str
    clause: str
    rows: str
    columns: tuple[str, ...]
    table: str = ""
    view: str = ""
    note: str = ""
    where: tuple[tuple[str, Any], ...] = ()
    across: str = ""


@dataclass(frozen=True)
class Page:
    """One page of an audience, or one for each application that ``each`` names."""

    name: str
    title: str
    parts: tuple[Part, ...]
    each: str = ""


@dataclass(frozen=True)
class Audience:
    """Those who read the same: what for, what they get and what is kept from them, in words and as pages."""

    name: str
    title: str
    clause: str
    purpose: str
    withheld: str
    pages: tuple[Page, ...]
    is_whole: bool = False


@dataclass(frozen=True)
class Reader:
    """One who is handed a folder.

    Attributes:
        audience: whose pages he gets.
        folder: name of his folder below the year's.
        title: who it is for, in words.
        applications: those that he may read; None where the audience reads all.
        agreed: of those, by stage and number, on which the panel has agreed, so that he may see the others' scores.
    """

    audience: Audience
    folder: str
    title: str
    applications: frozenset[str] | None = None
    panel: str = ""
    assessor: str = ""
    agreed: frozenset[tuple[str, str]] = frozenset()


@cache
def audiences() -> Mapping[str, Audience]:
    """All audiences by name, the office first."""
    text = project_file("yiwu_award/papers/audiences.yml").read_text(encoding="utf-8")
    return {name: _audience(name, given) for name, given in yaml.safe_load(text)["audiences"].items()}


def readers(year: Year, outcomes: Mapping[str, Outcome]) -> Iterator[Reader]:
    """Everybody who is handed a folder of this year: office, committee, supervision, then assessors by panel.

    Args:
        year: the year.
        outcomes: the stages that were run.
    """
    for name, audience in audiences().items():
        if name != "panel":
            yield Reader(audience, name, audience.title)
    for (panel, assessor), own in _seats(year).groupby(["panel", "assessor_id"], sort=True):
        applications = frozenset(map(str, own["application_id"]))
        yield Reader(
            audiences()["panel"], f"panel-{panel}-{assessor}", f"评审员 {assessor}（评审组 {panel}）",
            applications, str(panel), str(assessor), _agreed(outcomes, applications),
        )  # fmt: skip


def _seats(year: Year) -> pd.DataFrame:
    """Panel, member and application wherever he may judge: not related, however late he said so, nor disqualified.

    While the year hasn't decided how long a relation that is over still counts, it counts.
    """
    tables = dict(year.tables)
    try:
        sat = panels.seats(tables, year.law, "document_review")
    except NotInForce:
        tables["conflicts"] = tables["conflicts"].assign(ended_on=pd.NaT)
        sat = panels.seats(tables, year.law, "document_review")
    is_kept_out = sat["is_declared"] | sat["is_employee"] | sat["disqualified_on"].notna()
    return sat.loc[~is_kept_out.fillna(True).astype(bool), ["panel", "assessor_id", "application_id"]]


def _agreed(outcomes: Mapping[str, Outcome], applications: frozenset[str]) -> frozenset[tuple[str, str]]:
    """A review has a result only for an application on whose every item the panel has agreed."""
    return frozenset(
        (stage, application)
        for stage, table in REVIEWS.items()
        if stage in outcomes
        for application in outcomes[stage][table]["application_id"]
        if application in applications
    )


def _audience(name: str, given: Mapping[str, Any]) -> Audience:
    pages = tuple(
        Page(page, about["title"], tuple(_part(part) for part in about["parts"]), about.get("each", ""))
        for page, about in given["pages"].items()
    )
    return Audience(name, **{**given, "pages": pages})


def _part(given: Mapping[str, Any]) -> Part:
    where = tuple(given.get("where", {}).items())
    return Part(**{**given, "columns": tuple(given["columns"]), "where": where})
