"""What every page of a year's folders shares: what it is, for whom, the way to its neighbours; and its templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from yiwu_award.outcome import Outcome
from yiwu_award.papers.audiences import Reader
from yiwu_award.papers.links import APPLICATIONS, RULES, linked
from yiwu_award.papers.readable import readable
from yiwu_award.places import project_file
from yiwu_award.procedure import STATES
from yiwu_award.year import Year

if TYPE_CHECKING:
    from jinja2 import Environment

MOST = 500  # applications; beyond that a page each would be a burden, and `explain` tells any one of them
TEMPLATES = "reports/templates/page"


def shared(year: Year, outcomes: Mapping[str, Outcome], reader: Reader, here: str, root: str = "") -> dict[str, Any]:
    """What a page of a reader's folder says of itself, and where its links lead.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
        reader: whose folder it is in.
        here: name of the page, as ``audiences.yml`` or the stage has it.
        root: from the page to its folder, ``""`` or ``../``.
    """
    stages = [_stage(outcome, root) for outcome in outcomes.values()] if reader.audience.is_whole else []
    pages = [
        {"name": page.name, "title": page.title, "href": f"{root}{page.name}.html"}
        for page in reader.audience.pages
        if not page.each
    ]
    if stages:
        pages = [{"name": "index", "title": "年度一览", "href": f"{root}index.html"}, *stages, *pages]
    return {
        "here": here,
        "root": root,
        "reader": reader.title,
        "award_year": year.award_year,
        "as_of": year.as_of.isoformat(),
        "is_fictional": year.is_fictional,
        "stages": stages,
        "has_sources": reader.audience.is_whole,
        "links": {each: f"{root}{APPLICATIONS}/{each}.html" for each in with_pages(outcomes)} if stages else {},
        "nav": [*pages, {"name": "rules", "title": "条款与读法", "href": f"{root}{RULES}"}],
    }


def with_pages(outcomes: Mapping[str, Outcome]) -> list[str]:
    """The applications that the office's folder tells on a page each; none while there are no verdicts, or too many."""
    found = list(outcomes["eligibility"]["eligibility"]["application_id"]) if "eligibility" in outcomes else []
    return found if len(found) <= MOST else []


def contents(headings: Sequence[str]) -> list[dict[str, str]]:
    """Entries of a page's contents, each with the id that its heading bears."""
    return [{"text": heading, "id": heading.replace(" ", "-")} for heading in headings]


def rendered(template: str, page: Mapping[str, Any], **given: Any) -> str:
    """A page from its template: clauses and sources linked, no trailing blanks."""
    return trimmed(templates().get_template(template).render(page=page, **given))


def trimmed(html: str) -> str:
    """Lines without trailing blanks, and none that is empty."""
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"


@cache
def templates() -> Environment:
    """The templates of all pages but the stages', which nbconvert loads itself."""
    from jinja2 import Environment, FileSystemLoader

    found = Environment(loader=FileSystemLoader(project_file(TEMPLATES)), autoescape=True)
    found.filters |= {"readable": readable, "linked": linked}
    return found


def _stage(outcome: Outcome, root: str) -> dict[str, Any]:
    return {
        "name": outcome.stage.name,
        "number": outcome.stage.number,
        "title": outcome.stage.title,
        "clause": outcome.stage.clause,
        "href": f"{root}{outcome.stage.notebook}.html",
        "state": outcome.state,
        "state_title": STATES[outcome.state],
    }
