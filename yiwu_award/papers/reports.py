"""What insiders read: a folder for each reader, offline HTML pages that load nothing. Confidential.

Pages hold their own style and script, link to nothing outside their folder, and hold no clock: the same year gives the
same bytes. Without the script every table is shown as it is.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from yiwu_award.outcome import Outcome
from yiwu_award.papers import application_pages, handouts, sources
from yiwu_award.papers.audiences import Reader, audiences, readers
from yiwu_award.papers.excerpts import Shelf
from yiwu_award.papers.links import APPLICATIONS, linked
from yiwu_award.papers.readable import readable
from yiwu_award.papers.sheets import TEMPLATES, contents, rendered, shared, trimmed
from yiwu_award.papers.views import funnel
from yiwu_award.places import project_file
from yiwu_award.procedure import STATES
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

if TYPE_CHECKING:
    from nbconvert import HTMLExporter
    from nbformat import NotebookNode

Outcomes = Mapping[str, Outcome]
_HEADING = re.compile(r"^## +(.+?)\s*$", re.MULTILINE)


def pages(year: Year, outcomes: Outcomes) -> Iterator[tuple[str, str]]:
    """The pages of a year that show no notebook, as (path below the year's folder, HTML).

    That is the way in, and one folder for each reader.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
    """
    everybody = list(readers(year, outcomes))
    shelf = Shelf(year, outcomes)
    yield "index.html", way_in(year, outcomes, everybody)
    for reader in everybody:
        whole = _whole(year, outcomes, reader) if reader.audience.is_whole else ()
        for path, html in itertools.chain(whole, handouts.pages(shelf, reader)):
            yield f"{reader.folder}/{path}", html


def stage_pages(
    year: Year, outcomes: Outcomes, notebook_of: Callable[[str], NotebookNode]
) -> Iterator[tuple[str, str]]:
    """The pages that show the notebooks, for who reads all; as ``pages``.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
        notebook_of: the executed notebook of a stage; the others may still be running.
    """
    folders = [reader.folder for reader in readers(year, outcomes) if reader.audience.is_whole]
    for name, outcome in outcomes.items():
        html = stage_page(year, outcomes, name, notebook_of(name))
        yield from ((f"{folder}/{outcome.stage.notebook}.html", html) for folder in folders)


def office() -> Reader:
    """市评审办, which reads all."""
    return Reader(audiences()["office"], "office", audiences()["office"].title)


def way_in(year: Year, outcomes: Outcomes, everybody: list[Reader]) -> str:
    """The first page of a year, for the office: which folder is for whom, what each may hold, and the tables as CSV.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
        everybody: those who are handed a folder.
    """
    page = shared(year, outcomes, office(), "way_in", root="office/")
    page |= {"title": "交给谁看", "nav": [], "summary": _summary(outcomes), "root": ""}
    page |= {"contents": contents(["文件夹", "表格与笔记本", "谁能看什么"])}
    return rendered("way_in.html.j2", page, readers=everybody, reads=handouts.who_reads_what(), files=_files(outcomes))


def stage_page(year: Year, outcomes: Outcomes, name: str, notebook: NotebookNode) -> str:
    """One stage's page: its executed notebook, code folded.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
        name: the stage's name.
        notebook: its executed notebook.
    """
    page = shared(year, outcomes, office(), name)
    place = list(outcomes).index(name)
    before, stage, *after = [None, *page["stages"]][place : place + 3]
    headings = [
        found for cell in notebook.cells if cell.cell_type == "markdown" for found in _HEADING.findall(cell.source)
    ]
    page |= {"title": f"{stage['number']} {stage['title']}", "stage": stage, "contents": contents(headings)}
    page |= {"before": before, "after": after[0] if after else None}
    html, _ = _exporter().from_notebook_node(notebook, resources={"page": page})
    return trimmed(html)


def index_page(year: Year, outcomes: Outcomes) -> str:
    """The year at a glance: what is open and on whom, how many are left after each step, every stage's state.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
    """
    from yiwu_award.papers import plots

    page = shared(year, outcomes, office(), "index")
    steps = funnel(outcomes)
    stages = {stage["name"]: stage for stage in page["stages"]}
    points = [(name, point) for name, outcome in outcomes.items() for point in outcome.result.open_points]
    page |= {
        "title": "年度一览",
        "contents": contents(["未决事项", "逐级入选", "各阶段", "申报组织", "提示"]),
        "summary": _summary(outcomes),
        "on_whom": Counter(point.on_whom for _, point in points),
        "columns": [*AWARD_TITLES.values(), "合计"],
        "funnel": steps,
        "funnel_plot": plots.as_svg(plots.funnel({title: counts[-1] for title, counts in steps if counts})),
        "open_points": [
            {**point._asdict(), "state_title": STATES[point.state], "stage": stages[name]} for name, point in points
        ],
        "tables": {name: _tables(outcome) for name, outcome in outcomes.items()},
        "remarks": [
            {"text": remark, "stage": stages[name]}
            for name, outcome in outcomes.items()
            for remark in outcome.result.remarks
        ],
    }
    page |= application_pages.listed(year, outcomes)
    return rendered("year.html.j2", page)


def pages_of_applications(year: Year, outcomes: Outcomes) -> Iterator[tuple[str, str]]:
    """One page for each application, as (path below the office's folder, HTML); none while there are no verdicts.

    Args:
        year: the year.
        outcomes: the stages that were run, by name and in order.
    """
    page = shared(year, outcomes, office(), APPLICATIONS, root="../")
    for name, html in application_pages.pages(year, outcomes, page):
        yield f"{APPLICATIONS}/{name}", html


def _whole(year: Year, outcomes: Outcomes, reader: Reader) -> Iterator[tuple[str, str]]:
    """What he alone gets who reads all, beside the stages: the year at a glance, every application, the rows behind."""
    yield "index.html", index_page(year, outcomes)
    yield from pages_of_applications(year, outcomes)
    yield from sources.pages(year, outcomes, reader)


def _summary(outcomes: Outcomes) -> str:
    states = [outcome.state for outcome in outcomes.values()]
    counted = "，".join(f"{title} {states.count(state)} 个" for state, title in STATES.items() if state in states)
    return f"本次运行 {len(states)} 个阶段：{counted}。"


def _files(outcomes: Outcomes) -> list[dict[str, Any]]:
    """The notebook and the tables of each stage, as they lie beside the folders."""
    return [
        {
            "title": f"{outcome.stage.number} {outcome.stage.title}",
            "state": outcome.state,
            "notebook": f"notebooks/{outcome.stage.notebook}.ipynb",
            "tables": [{"href": f"tables/{each['name']}.csv", **each} for each in _tables(outcome)],
        }
        for outcome in outcomes.values()
    ]


def _tables(outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {"name": table, "title": contract(table).title, "n_rows": len(rows)}
        for table, rows in outcome.result.tables.items()
    ]


@cache
def _exporter() -> HTMLExporter:
    from nbconvert import HTMLExporter

    folder = project_file(TEMPLATES)
    exporter = HTMLExporter(extra_template_basedirs=[str(folder.parent)], template_name=folder.name)
    exporter.register_filter("readable", readable)
    exporter.register_filter("linked", linked)
    return exporter
