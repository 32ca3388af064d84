"""One page an application: its whole decision, found by a search on the year's page. Confidential."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import pandas as pd

from yiwu_award.outcome import Outcome
from yiwu_award.papers import course, telling
from yiwu_award.papers.explanation import Explanation, explanations
from yiwu_award.papers.links import APPLICATIONS
from yiwu_award.papers.sheets import contents, rendered, with_pages
from yiwu_award.papers.verdicts import verdict
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.year import Year

_TONES = {
    "met": "done", "not_met": "blocked", "unknown": "waiting", "not_applicable": "plain",
    "laureate": "done", "preselected": "done", "refused": "blocked", "revoked": "blocked",
    "open": "waiting", "pending": "waiting",
}  # fmt: skip


def listed(year: Year, outcomes: Mapping[str, Outcome]) -> dict[str, Any]:
    """What the year's page says of the applications, each with the address of its page.

    Args:
        year: the year.
        outcomes: the stages that were run.

    Returns:
        ``applications``: rows by number; ``n_applications``. No rows while there are no verdicts, or too many.
    """
    if "eligibility" not in outcomes:
        return {"applications": [], "n_applications": 0}
    rows = outcomes["eligibility"]["eligibility"]
    return {
        "applications": [_row(year, outcomes, row) for row in rows.itertuples()] if with_pages(outcomes) else [],
        "n_applications": len(rows),
    }


def pages(year: Year, outcomes: Mapping[str, Outcome], page: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The pages of all applications, as (file name, HTML).

    Args:
        year: the year.
        outcomes: the stages that were run.
        page: what every page of the year shares, its links as seen from its folder.
    """
    links = [(row["application_id"], row["name"]) for row in listed(year, outcomes)["applications"]]
    if not links:
        return
    neighbours = {own: (before, after) for (before, own), (_, after) in pairwise(pairwise([None, *links, None]))}
    for told in explanations(year, outcomes, [application for application, _ in links]):
        before, after = neighbours[told.application_id, told.org_name]
        own = {**page, "title": f"{told.application_id} {told.org_name}", "before": before, "after": after}
        own["links"] = {number: href for number, href in page["links"].items() if number != told.application_id}
        own["contents"] = contents(["结论", "怎样才会不同", "经过", "逐条结论"])
        yield f"{told.application_id}.html", rendered("application.html.j2", own, told=told, words=_words(told))


def _row(year: Year, outcomes: Mapping[str, Outcome], row: Any) -> dict[str, Any]:
    stands = course.standing(year, outcomes, row.application_id)
    wrong = (("不符合 ", row.not_met), ("待核 ", row.unknown))
    return {
        "application_id": row.application_id,
        "name": row.org_name,
        "award": AWARD_TITLES[row.award],
        "standing": course.STANDINGS[stands],
        "tone": _TONES.get(stands, "plain"),
        "parts": "；".join(word + parts for word, parts in wrong if not pd.isna(parts)),
        "href": f"{APPLICATIONS}/{row.application_id}.html",
    }


def _words(told: Explanation) -> dict[str, Any]:
    """What the page shows beside the explanation itself."""
    return {
        "award": AWARD_TITLES[told.award],
        "standing": course.STANDINGS[told.standing],
        "tone": _TONES.get(told.standing, "plain"),
        "changes": [
            {"heading": f"{change.part} {change.title}", "lines": list(telling.change_lines(change))}
            for change in told.prospect.changes
        ],
        "verdicts": [
            {
                "clause": each,
                "is_first": part is each.parts[0],
                "part": part,
                "verdict": verdict(part.verdict),
                "tone": _TONES[part.verdict],
                "way": telling.WAY[part.basis],
                "lines": list(telling.lines(part)),
            }
            for each in told.clauses
            for part in each.parts
        ],
    }
