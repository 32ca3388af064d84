"""The folder that each reader is handed: his pages, and the rules that they name. Nothing links out of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from yiwu_award.law.clauses import clauses
from yiwu_award.law.readings import readings
from yiwu_award.outcome import Outcome
from yiwu_award.papers.audiences import Page, Reader, audiences
from yiwu_award.papers.excerpts import ROWS, Shelf, source_title, titles
from yiwu_award.papers.links import RULES, place
from yiwu_award.papers.sheets import contents, rendered, shared
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]


def pages(shelf: Shelf, reader: Reader) -> Iterator[tuple[str, str]]:
    """All pages that ``audiences.yml`` gives a reader, as (path below his folder, HTML), with those of the rules.

    Args:
        shelf: the year's tables.
        reader: he.
    """
    own = _own_applications(shelf, reader)
    for page in reader.audience.pages:
        if page.each:
            for application in own:
                yield f"{application}.html", _page(shelf, reader, page, own, application)
        else:
            yield f"{page.name}.html", _page(shelf, reader, page, own)
    yield RULES, rules_page(shelf.year, shelf.outcomes, reader)


def rules_page(year: Year, outcomes: Outcomes, reader: Reader) -> str:
    """Every clause in our own words, and how this year reads what the text leaves open."""
    chapters: dict[str, list[dict[str, Any]]] = {}
    for each in clauses().values():
        told = {"id": each.id, "anchor": place(each.id), "title": each.title, "gist": each.gist_zh}
        chapters.setdefault(each.id[0], []).append(told | {"is_part": bool(each.part_of)})
    taken = [
        {
            "id": name,
            "clause": reading["clause"],
            "question": reading["question"],
            "taken": reading["options"][year.law.reading(name)]["text"],
            "because": reading["because"],
            "is_confirmed": year.law.is_confirmed(name),
        }
        for name, reading in readings().items()
    ]
    page = shared(year, outcomes, reader, "rules")
    page |= {"title": "条款与读法", "contents": contents([f"第{chapter}章" for chapter in chapters] + ["读法"])}
    return rendered("rules.html.j2", page, chapters=chapters, readings=taken)


def who_reads_what() -> list[dict[str, Any]]:
    """What ``audiences.yml`` says, in Chinese, for an official to check."""
    return [
        {
            "audience": audience.title,
            "page": page.title,
            "part": part.heading,
            "table": source_title(part),
            "rows": ROWS[part.rows].words,
            "columns": "、".join(titles(part).values()),
        }
        for audience in audiences().values()
        for page in audience.pages
        for part in page.parts
    ]


def _own_applications(shelf: Shelf, reader: Reader) -> dict[str, str]:
    """The applications that have a page of their own in a reader's folder, by number, with their names."""
    each = {page.each for page in reader.audience.pages}
    wanted = set(reader.applications or ()) if "own" in each else set()
    if "totals" in each and "vote" in shelf.outcomes:
        wanted |= set(shelf.outcomes["vote"]["totals"]["application_id"])
    names = shelf.year.tables["applications"].set_index("application_id")["org_name"]
    return {application: names[application] for application in sorted(wanted & set(names.index))}  # known by then


def _page(shelf: Shelf, reader: Reader, page: Page, own: Mapping[str, str], application: str | None = None) -> str:
    told = shared(shelf.year, shelf.outcomes, reader, page.name)
    parts = [
        {
            "heading": part.heading,
            "id": part.heading.replace(" ", "-"),
            "clause": part.clause,
            "note": part.note,
            "table": shelf.excerpt(part, reader, application),
        }
        for part in page.parts
    ]
    told |= {
        "title": page.title if application is None else f"{application} {own[application]}",
        "purpose": reader.audience.purpose if page.name == "index" else "",
        "withheld": reader.audience.withheld,
        "contents": contents([part["heading"] for part in parts]),
        "own": own,
    }
    if not reader.audience.is_whole:
        told["links"] = {each: f"{each}.html" for each in own if each != application}
    return rendered("excerpts.html.j2", told, parts=parts)
