"""Plots for notebooks and reports: a table goes in, a figure comes out that shows itself as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from yiwu_award.law.rubric import QUARTERS_A_POINT, Rubric, rubric
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.papers.drawing import (
    DARK,
    DOT,
    INK,
    LIGHT,
    LINE,
    MARGIN,
    MIDDLE,
    STRONG,
    Picture,
    as_svg,
    labelled_rows,
    round_numbers,
    say,
    scale,
    stacked_bars,
)
from yiwu_award.stages.conditions import PARTS
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.shown import Shown

__all__ = [
    "as_svg", "category_percents", "category_profile", "funnel", "ladder", "sensitivity", "severity", "tally",
    "verdicts_by_clause",
]  # fmt: skip

VERDICT_SHADES = {"not_met": DARK, "met": STRONG, "unknown": MIDDLE, "not_applicable": LIGHT}
VOTE_SHADES = {"votes_for": STRONG, "votes_against": DARK, "abstentions": LIGHT}


def funnel(counts: Mapping[str, int]) -> Picture:
    """How many organisations are left after each stage.

    Args:
        counts: number by the stage's name for people, in order; a series will do.
    """
    labels = [str(label) for label in counts.keys()]  # noqa: SIM118 - a series iterates over its values
    values = [int(counts[label]) for label in counts.keys()]  # noqa: SIM118
    picture, axes = labelled_rows("各阶段的组织数", labels)
    axes.set_xlim(0, max(values, default=0) or 1)
    axes.barh(range(len(values)), values, height=0.68, color=STRONG.fill)
    for row, value in enumerate(values):
        say(axes, value, row, str(value), dx=MARGIN / 2)
    return picture


def verdicts_by_clause(decisions: pd.DataFrame) -> Picture:
    """How many applications meet each part of the conditions, in the regulation's order.

    Args:
        decisions: contract produced/decisions; parts that it lacks are left out.
    """
    table = pd.crosstab(decisions["part"], decisions["verdict"])
    parts = [part for part in PARTS if part in table.index]
    table = table.reindex(index=parts, columns=list(VERDICT_SHADES), fill_value=0)
    labels = contract("decisions").labels("verdict")
    legend = [(shade, labels[name]) for name, shade in VERDICT_SHADES.items()]
    picture, axes = labelled_rows("各项条件的结论（申报数）", parts, legend=legend)
    stacked_bars(picture, axes, [(shade, table[name].tolist()) for name, shade in VERDICT_SHADES.items()])
    return picture


def category_profile(items: pd.DataFrame, panel_applications: pd.DataFrame, edition: int = 2012) -> Picture:
    """Share of the points reached in each category of GB/T 19580: each organisation against its panel's field.

    A dot per organisation, the numbers of their ends.

    Args:
        items: contract produced/document_items or onsite_items: one or more organisations, every item scored.
        panel_applications: contract incoming/panel_applications: which panel scored whom.
        edition: edition of the standard that they were scored by.
    """
    book = rubric(edition)
    rows: list[Any] = []
    for panel, field in _fields(items, panel_applications, book):
        rows += [
            f"{panel}（{len(field)} 家）",
            *((category, sorted(field[category.code])) for category in book.categories),
        ]
    headings = [number for number, row in enumerate(rows) if isinstance(row, str)]
    labels = [row if isinstance(row, str) else f"{row[0].title}（{row[0].points}分）" for row in rows]
    picture, axes = labelled_rows("各类目得分率，按评审组（%）", labels, headings=headings, footer=True)
    scale(axes, range(0, 101, 25))
    for number, row in enumerate(rows):
        if isinstance(row, str):
            continue
        percents = row[1]
        axes.plot([percents[0], percents[-1]], [number, number], color=LINE, linewidth=3, zorder=2)
        axes.plot(percents, [number] * len(percents), **DOT, color=STRONG.fill)
        say(axes, 100, number, _ends(percents), dx=MARGIN / 2)
    return picture


def category_percents(items: pd.DataFrame, panel_applications: pd.DataFrame, edition: int = 2012) -> Shown:
    """The numbers of the profile, for people, in whole per cent: panel by panel a row each, and one with the ends.

    Args:
        items: contract produced/document_items or onsite_items: one or more organisations, every item scored.
        panel_applications: contract incoming/panel_applications: which panel scored whom.
        edition: edition of the standard that they were scored by.
    """
    book = rubric(edition)
    titles = {category.code: category.title for category in book.categories}
    rows = []
    for panel, field in _fields(items, panel_applications, book):
        for application, percents in field.to_dict("index").items():
            rows.append([panel, application, *(f"{percents[code]:.0f}" for code in titles)])
        rows.append([panel, "本组范围", *(_ends(sorted(field[code])) for code in titles)])
    return Shown(pd.DataFrame(rows, columns=["评审组", "申报编号", *titles.values()], dtype="string"))


def _fields(items: pd.DataFrame, panel_applications: pd.DataFrame, book: Rubric) -> Iterator[tuple[str, pd.DataFrame]]:
    """Each panel that scored somebody, with the per cent of each category's points that its field reached."""
    reached = _reached(items, book)
    panels = panel_applications.set_index("application_id")["panel"].reindex(reached.index)
    for panel, field in reached.groupby(panels.to_numpy(dtype=object)):
        yield str(panel), field


def _ends(percents: Sequence[float]) -> str:
    """The least and the greatest of sorted numbers, one of them where both read the same."""
    return "–".join(dict.fromkeys(f"{percent:.0f}" for percent in (percents[0], percents[-1])))


def _reached(items: pd.DataFrame, book: Rubric) -> pd.DataFrame:
    """Per cent of each category's points by application, columns in the standard's order."""
    of_item = {item.code: item.category for item in book.items}
    points = {category.code: category.points for category in book.categories}
    quarters = items.assign(category=items["item"].map(of_item)).pivot_table(
        index="application_id", columns="category", values="quarters", aggfunc="sum"
    )
    return pd.DataFrame(
        {
            code: [100 * int(value) / (QUARTERS_A_POINT * full) for value in quarters[code]]
            for code, full in points.items()
            if code in quarters
        },
        index=list(quarters.index),
    )


def severity(assessors: pd.DataFrame) -> Picture:
    """How far each assessor's percents lie from the others' of his panel: the mean as a dot, least to most as a line.

    Args:
        assessors: contract produced/document_assessors or onsite_assessors.
    """
    rows = assessors.sort_values(["panel", "assessor_id"])
    labels = [f"{row.panel} {row.assessor_id}" for row in rows.itertuples()]
    picture, axes = labelled_rows("与同组其他评审员打分相差（百分点）", labels, footer=True)
    ends = [float(end) for column in ("lowest_difference", "highest_difference") for end in rows[column]]
    scale(axes, round_numbers([-5.0, 5.0, *ends]))
    last = axes.get_xlim()[1]
    for number, row in enumerate(rows.itertuples()):
        span = [float(row.lowest_difference), float(row.highest_difference)]
        axes.plot(span, [number, number], color=LINE, linewidth=3, zorder=2)
        axes.plot([float(row.mean_difference)], [number], **DOT, color=STRONG.fill)
        say(axes, last, number, f"{row.mean_difference:+.2f}", dx=MARGIN / 2)
    return picture


def sensitivity(rows: pd.DataFrame) -> Picture:
    """In how many per cent of all weightings each result stays; hollow: leaving out some assessor changes it.

    Args:
        rows: contract produced/sensitivity.
    """
    entries: list[Any] = []
    for award in AWARDS:
        of_award = rows[rows["award"] == award].sort_values("number")
        entries += [AWARD_TITLES[award], *of_award.itertuples()] if len(of_award) else []
    headings = [number for number, entry in enumerate(entries) if isinstance(entry, str)]
    labels = [entry if isinstance(entry, str) else _subject(entry) for entry in entries]
    title = "比重变动时结果不变的占比（%；空心：去掉某名评审员后会变）"
    picture, axes = labelled_rows(title, labels, headings=headings, footer=True)
    scale(axes, range(0, 101, 25))
    for number, entry in enumerate(entries):
        if isinstance(entry, str):
            continue
        kept = float(entry.kept_percent)
        axes.plot([0, kept], [number, number], color=LINE, linewidth=1.5, zorder=2)
        axes.plot([kept], [number], **DOT, color=STRONG.fill if pd.isna(entry.swayed_by) else "white")
        say(axes, 100, number, f"{entry.kept_percent:.2f}", dx=MARGIN / 2)
    return picture


def _subject(row: Any) -> str:
    match row.subject:
        case "order":
            return f"{row.application_id} 与 {row.next_application_id} 的先后"
        case "seat":
            return f"{row.application_id} 是否列入候选"
        case _:
            return "整份候选名单"


def ladder(totals: pd.DataFrame) -> Picture:
    """Total scores by award and place; filled: proposed as candidate, hollow: below the cut, the dashed line.

    Args:
        totals: contract produced/totals.
    """
    rows: list[Any] = []
    for award in AWARDS:
        of_award = totals[totals["award"] == award].sort_values(["place", "application_id"])
        rows += [AWARD_TITLES[award], *of_award.itertuples()] if len(of_award) else []
    headings = [number for number, row in enumerate(rows) if isinstance(row, str)]
    labels = [row if isinstance(row, str) else f"{row.place}. {row.org_name}" for row in rows]
    picture, axes = labelled_rows("评审总分（虚线：候选线）", labels, headings=headings, footer=True)
    if not rows:
        return picture
    ticks = round_numbers([float(total) for total in totals["total"]])
    first, last = ticks[0], ticks[-1]
    scale(axes, ticks)
    for number, row in enumerate(rows):
        if isinstance(row, str):
            continue
        axes.plot([first, float(row.total)], [number, number], color=LINE, linewidth=1.5, zorder=2)
        axes.plot([float(row.total)], [number], **DOT, color=STRONG.fill if row.is_candidate else "white")
        say(axes, last, number, f"{row.total:.2f}", dx=MARGIN / 2)
        if not row.is_candidate and getattr(rows[number - 1], "is_candidate", False):
            axes.plot([first, last], [number - 0.5] * 2, color=INK, linewidth=1, linestyle=(0, (4, 3)), zorder=2)
    return picture


def tally(votes: pd.DataFrame) -> Picture:
    """Ballots for, against and abstaining by organisation and round; a tick marks who is preselected.

    Args:
        votes: contract produced/tally.
    """
    ordered = votes.assign(_award=votes["award"].map(AWARDS.index))
    ordered = ordered.sort_values(
        ["_award", "round", "votes_for", "application_id"], ascending=[True, True, False, True]
    )
    several = votes["round"].max() > 1 if len(votes) else False
    labels = [
        f"{'✓ ' if row.is_preselected else ''}{row.org_name}"
        f"（{AWARD_TITLES[row.award]}{f'第{row.round}轮' if several else ''}）"
        for row in ordered.itertuples()
    ]
    legend = [(shade, contract("tally").column(name).title) for name, shade in VOTE_SHADES.items()]
    picture, axes = labelled_rows("表决结果（✓ 为初选）", labels, legend=legend)
    stacked_bars(picture, axes, [(shade, ordered[name].tolist()) for name, shade in VOTE_SHADES.items()])
    return picture
