"""Finished Markdown pages, written from public records and the law before the site is built."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from yiwu_award.law.clauses import KINDS, slug
from yiwu_award.places import project_file
from yiwu_award.publish import events, feeds, rules, views
from yiwu_award.publish.text import days_in_full, shown

OF_A_YEAR = ("index", "call", "notice", "award", "rules")
UP = Markup("../")
COMMON = ("index", "register", "corrections", "objections", "data")


def write(records: Sequence[Mapping[str, Any]], docs: Path, tombstones: Sequence[Mapping[str, Any]] = ()) -> None:
    """Write every generated page below ``docs``, beside the hand-written ones.

    Args:
        records: the public records of all years on the site; their values are untrusted text.
        docs: root of the pages that mkdocs builds.
        tombstones: what was taken down, when and why.
    """
    templates = environment()
    years = views.years(records)
    common = {
        "years": years,
        "current": years[0] if years else None,
        "register": views.merged_register(records),
        "revocations": views.merged_revocations(records),
        "files": feeds.listed(records, tombstones),
        "on_now": events.on_now(years),
        "published": events.published(years, tombstones),
        "corrections": views.all_corrections(years),
        "tombstones": tombstones,
    }
    for name in COMMON:
        _write(docs / f"{name}.md", templates.get_template(f"{name}.md.j2").render(common, root=Markup("")))
    for year in years:
        for name in OF_A_YEAR:
            if name != "notice" or year.rows("notice"):
                page = templates.get_template(f"year/{name}.md.j2").render(common, year=year, root=UP, page=name)
                _write(docs / str(year.record["award_year"]) / f"{name}.md", page)
        for number, correction in enumerate(year.corrections, 1):
            page = templates.get_template("year/previous.md.j2").render(
                common, year=year, correction=correction, number=number, root=UP, page="previous"
            )
            _write(docs / str(year.record["award_year"]) / f"previous-{number}.md", page)
    _write(docs / "rules/index.md", templates.get_template("rules/index.md.j2").render(common, root=UP))
    for clause, numbered in rules.chapters():
        page = templates.get_template("rules/chapter.md.j2").render(common, chapter=clause, numbered=numbered, root=UP)
        _write(docs / f"rules/{slug(clause.id)}.md", page)


def environment() -> Environment:
    """Templates in which every value is shown as text, whatever it holds (see ``text.shown``)."""
    made = Environment(
        loader=FileSystemLoader(project_file("site/templates"), encoding="utf-8"),
        autoescape=True,
        finalize=shown,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.globals.update(
        AWARDS=views.AWARDS,
        AWARD_NAMES=views.AWARD_NAMES,
        KINDS=KINDS,
        AUTHORITIES=rules.AUTHORITIES,
        ANNOUNCED=views.ANNOUNCED,
        chapters=rules.chapters,
        values_of=rules.values_of,
        readings_of=rules.readings_of,
        code_of=rules.code_of,
        casebook_of=rules.casebook_of,
        SOURCE=os.environ.get("YIWU_AWARD_SOURCE_URL", "").rstrip("/"),
        clause_address=lambda identifier: Markup(rules.clause_address(identifier)),
        slug=lambda identifier: Markup(slug(identifier)),
        day=views.day,
        days_in_full=days_in_full,
        coming=events.coming,
        GROUNDS=views.GROUNDS,
        STATES=feeds.STATES,
    )
    return made


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")
