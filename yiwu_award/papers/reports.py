"""What insiders read: one offline HTML page a stage, and the year at a glance. Confidential.

Pages hold their own style, load nothing, and hold no clock: the same year gives the same bytes. The one script is the
search on the year's page; without it the whole list is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width
from xml.etree import ElementTree

from yiwu_award.papers import application_pages
from yiwu_award.places import project_file
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.tables.contracts import contract
from yiwu_award.year import STATES, Outcome, Year

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

# The year's funnel: what people call the step, the stage that settles it, the table that lists who is in.
FUNNEL = (
    ("申报", "intake", "completeness"),
    ("资格合格", "eligibility", "eligible"),
    ("进入现场评审", "document_review", "shortlisted"),
    ("候选授奖", "vote", "candidates"),
    ("初选授奖", "vote", "preselected"),
    ("公示", "notice", "noticed"),
    ("获奖", "award", "laureates"),
)
_TEMPLATE = "reports/templates/page"
_TABLE = re.compile(r'<table[^>]*class="dataframe".*?</table>', re.DOTALL)
_STYLE = re.compile(r"<style scoped>.*?</style>", re.DOTALL)
_NUMBER = re.compile(r"-?[\d,]+(\.\d+)?%?")
_SHORT, _LONG = 16, 30  # width of an entry that stays on one line, that needs room; a Chinese character counts two
_NARROW = 30  # width of a whole row that a phone shows beside each other
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)


def stage_page(year: Year, outcomes: Mapping[str, Outcome], name: str, notebook: NotebookNode) -> str:
    """One stage's page: its executed notebook, code folded.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
        name: the stage's name.
        notebook: its executed notebook.
    """
    page = _page(year, outcomes, name)
    place = list(outcomes).index(name)
    before, stage, *after = [None, *page["stages"]][place : place + 3]
    page |= {"title": f"{stage['number']} {stage['title']}", "stage": stage, "contents": _contents(notebook)}
    page |= {"before": before, "after": after[0] if after else None}
    html, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return _lines_trimmed(html)


def index_page(year: Year, outcomes: Mapping[str, Outcome]) -> str:
    """The year at a glance: what is open and on whom, how many are left after each step, every stage's state.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
    """
    from jinja2 import Environment, FileSystemLoader

    from yiwu_award.papers import plots

    page = _page(year, outcomes, "index")
    steps = _funnel(outcomes)
    stages = {stage["name"]: stage for stage in page["stages"]}
    page |= {
        "title": "年度一览",
        "summary": _summary(outcomes),
        "columns": [*AWARD_TITLES.values(), "合计"],
        "funnel": steps,
        "funnel_plot": plots.as_svg(plots.funnel({title: counts[-1] for title, counts in steps if counts})),
        "open_points": [
            {**point._asdict(), "state_title": STATES[point.state], "stage": stages[name]}
            for name, outcome in outcomes.items()
            for point in outcome.result.open_points
        ],
        "remarks": [
            {"text": remark, "stage": stages[name]}
            for name, outcome in outcomes.items()
            for remark in outcome.result.remarks
        ],
    }
    page |= application_pages.listed(year, outcomes)
    templates = Environment(loader=FileSystemLoader(project_file(_TEMPLATE)), autoescape=True)
    return _lines_trimmed(templates.get_template("year.html.j2").render(page=page))


def pages_of_applications(year: Year, outcomes: Mapping[str, Outcome]) -> Iterator[tuple[str, str]]:
    """One page for each application, as (path below the year's folder, HTML); none while there are no verdicts.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
    """
    page = _page(year, outcomes, application_pages.FOLDER, root="../")
    for name, html in application_pages.pages(year, outcomes, page):
        yield f"{application_pages.FOLDER}/{name}", _lines_trimmed(html)


def readable(html: str) -> str:
    """A frame's HTML made fit for narrow screens and print.

    Every cell knows its heading (a phone shows one card a row), numbers align right, short entries
    stay on one line, a bare row number is dropped.

    Args:
        html: what pandas made of a frame, or any other HTML, which stays as it is.
    """
    return _TABLE.sub(lambda found: _readable_table(found.group()), _STYLE.sub("", html))


def _readable_table(html: str) -> str:
    table = ElementTree.fromstring(html)
    heading, *further = table.findall("thead/tr")
    rows = table.findall("tbody/tr")
    if not further and not heading[0].text and all((row[0].text or "").isdigit() for row in rows):
        for row in (heading, *rows):
            row.remove(row[0])
    heading.attrib.clear()
    widths = 0
    for place, title in enumerate(heading):
        cells = [row[place] for row in rows]
        name, texts = title.text or "", [cell.text or "" for cell in cells]
        kind = _kind(texts)
        widths += max(map(_width, (name, *texts)))
        title.attrib = {"scope": "col", "class": "number" if kind == "number" else _kind([name])}
        for cell in cells:
            cell.attrib = {"data-label": name, "class": kind}
    table.attrib = {"class": "dataframe narrow" if widths <= _NARROW else "dataframe"}
    return f'<div class="scroll">{ElementTree.tostring(table, encoding="unicode", method="html")}</div>'


def _kind(texts: list[str]) -> str:
    """How a column is set: numbers to the right, short entries on one line, long ones never too narrow."""
    if any(texts) and all(_NUMBER.fullmatch(text) for text in texts if text):
        return "number"
    width = max(map(_width, texts), default=0)
    return "short" if width <= _SHORT else "long" if width >= _LONG else ""


def _width(text: str) -> int:
    return sum(1 + (east_asian_width(sign) in "WF") for sign in text)


def _page(year: Year, outcomes: Mapping[str, Outcome], here: str, root: str = "") -> dict[str, Any]:
    return {
        "here": here,
        "root": root,
        "award_year": year.award_year,
        "as_of": year.as_of.isoformat(),
        "is_fictional": year.is_fictional,
        "stages": [
            {
                "name": name,
                "number": outcome.stage.number,
                "title": outcome.stage.title,
                "clause": outcome.stage.clause,
                "href": f"{root}{outcome.stage.notebook}.html",
                "state": outcome.state,
                "state_title": STATES[outcome.state],
                "tables": [
                    {"name": table, "title": contract(table).title, "n_rows": len(rows)}
                    for table, rows in outcome.result.tables.items()
                ],
            }
            for name, outcome in outcomes.items()
        ],
    }


def _summary(outcomes: Mapping[str, Outcome]) -> str:
    states = [outcome.state for outcome in outcomes.values()]
    counted = "，".join(f"{title} {states.count(state)} 个" for state, title in STATES.items() if state in states)
    return f"本次运行 {len(states)} 个阶段：{counted}。"


def _funnel(outcomes: Mapping[str, Outcome]) -> list[tuple[str, list[int]]]:
    """Step and number of organisations by award, and in all; an empty list where it isn't settled yet."""
    steps = []
    for title, stage, table in FUNNEL:
        counts: list[int] = []
        if stage in outcomes and outcomes[stage].state == "done":
            of_award = outcomes[stage][table]["award"].value_counts()
            counts = [int(of_award.get(award, 0)) for award in AWARD_TITLES]
        steps.append((title, [*counts, sum(counts)] if counts else []))
    return steps


def _contents(notebook: NotebookNode) -> list[dict[str, str]]:
    headings = [
        found for cell in notebook.cells if cell.cell_type == "markdown" for found in _HEADING.findall(cell.source)
    ]
    return [{"text": heading, "id": heading.replace(" ", "-")} for heading in headings]


@cache
def _exporter() -> HTMLExporter:
    from nbconvert import HTMLExporter

    folder = project_file(_TEMPLATE)
    exporter = HTMLExporter(extra_template_basedirs=[str(folder.parent)], template_name=folder.name)
    exporter.register_filter("readable", readable)
    return exporter


def _lines_trimmed(html: str) -> str:
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"
