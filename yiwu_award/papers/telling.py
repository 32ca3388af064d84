"""An explanation told: as a tree for the terminal, as data for other programs, in words for the report's page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from yiwu_award.papers import course
from yiwu_award.papers.counterfactual.change import Cell
from yiwu_award.papers.explanation import Explanation
from yiwu_award.papers.prospect import Change
from yiwu_award.papers.verdicts import Clause, Opinion, Part, verdict
from yiwu_award.tables.contracts import incoming
from yiwu_award.tables.evidence import Source

if TYPE_CHECKING:
    from rich.tree import Tree

FORMAT = 1
_STYLES = {"met": "green", "not_met": "bold red", "unknown": "bold yellow", "not_applicable": "dim"}
WAY = {"computed": "程序比对", "attested": "部门核查", "determined": "机构认定"}


def as_json(told: Explanation) -> str:
    """One application's decision as JSON text: keys sorted, the same bytes for the same year.

    Names of tables and columns, verdicts and the values in ``key`` and ``sets`` are codes, as in the contracts; beside
    them stand the Chinese words.

    ``format``: 1; another number where a key changes its meaning.
    ``application``: application_id, org_name, award (``quality_award``, ``innovation_award``).
    ``year``: award_year, as_of (ISO day), is_fictional.
    ``standing``: code (a key of ``course.STANDINGS``), title, sentences.
    ``clauses``: in the regulation's order: clause, title, gist, parts; each part: part, title, gist, verdict (``met``,
    ``not_met``, ``unknown``, ``not_applicable``), basis (``computed``, ``attested``, ``determined``), observed,
    required, evidence (each table, title, file, sheet, rows), opinions and determination (by, day, verdict, basis,
    evidence).
    ``course``: one entry a stage that the application came to: stage, number, title, clause, sentences, facts (days
    as ISO text, points exact as text; ``internal_counts`` of the vote are for insiders alone).
    ``changes``: sentences; is_proven (all changes at once, decided again, make it eligible; null where there is
    nothing to prove); parts: part, title, sentence, cells (kind: ``changed``, ``added`` or ``removed``; table, key and
    sets, by which a program makes the change; title, file, sheet, row, heading, was, becomes, for people), rules (key,
    title, value), later (day, sentence) or null; short_of for a place: stage, has, enough, must_exceed,
    onsite_enough (numbers exact as text) and sentence, or null.
    """
    return json.dumps(as_data(told), ensure_ascii=False, indent=2, sort_keys=True)


def as_data(told: Explanation) -> dict[str, Any]:
    """What ``as_json`` writes, as dictionaries and lists."""
    return {
        "format": FORMAT,
        "application": {"application_id": told.application_id, "org_name": told.org_name, "award": told.award},
        "year": {
            "award_year": told.year.award_year,
            "as_of": told.year.as_of.isoformat(),
            "is_fictional": told.year.is_fictional,
        },
        "standing": {
            "code": told.standing,
            "title": course.STANDINGS[told.standing],
            "sentences": list(told.summary),
        },
        "clauses": [
            {
                "clause": each.id,
                "title": each.title,
                "gist": each.gist,
                "parts": [_part_data(part) for part in each.parts],
            }
            for each in told.clauses
        ],
        "course": [
            {
                "stage": step.stage,
                "number": step.number,
                "title": step.title,
                "clause": step.clause,
                "sentences": list(step.sentences),
                "facts": dict(step.facts),
            }
            for step in told.steps
        ],
        "changes": {
            "sentences": list(told.prospect.sentences),
            "is_proven": told.prospect.is_proven,
            "parts": [_change_data(change) for change in told.prospect.changes],
            "short_of": _short_of_data(told),
        },
    }


def as_tree(told: Explanation) -> Tree:
    """The whole decision as a tree for the terminal."""
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text(told.title, "bold"))
    fiction = "；虚构示例，组织、人员和数据全部虚构" if told.year.is_fictional else ""
    tree.add(Text(f"内部资料，不得外传；{told.year.award_year} 年度，状态截至 {told.year.as_of}{fiction}。", "italic"))
    where = tree.add(Text("结论", "bold"))
    for sentence in told.summary:
        where.add(Text(sentence))
    verdicts = tree.add(Text("资格审查逐条结论，依据 五(一)", "bold"))
    for each in told.clauses:
        branch = verdicts if _is_one(each) else verdicts.add(Text(f"{each.id} {each.title}：{each.gist}"))
        for part in each.parts:
            word = Text.assemble((verdict(part.verdict), _STYLES[part.verdict]), (f"（{WAY[part.basis]}）", "dim"))
            leaf = branch.add(Text.assemble(word, f" {heading(part)}"))
            for name, text in lines(part):
                leaf.add(Text(f"{name}：{text}"))
    went = tree.add(Text("经过", "bold"))
    for step in told.steps:
        branch = went.add(Text(f"{step.title}，依据 {step.clause}"))
        for sentence in step.sentences:
            branch.add(Text(sentence))
    changed = tree.add(Text("怎样才会不同", "bold"))
    for sentence in told.prospect.sentences:
        changed.add(Text(sentence))
    for change in told.prospect.changes:
        branch = changed.add(Text(f"{change.part} {change.title}", "bold"))
        for name, text in change_lines(change):
            branch.add(Text(f"{name}：{text}"))
    return tree


def heading(part: Part) -> str:
    """A part by id, title and gist."""
    return f"{part.id} {part.title}：{part.gist}"


def lines(part: Part) -> Iterator[tuple[str, str]]:
    """What a verdict rests on, each with its name; for what does not apply, why."""
    settled = (part.determination,) if part.determination else ()
    if part.verdict == "not_applicable" and not (part.opinions or settled):
        yield "不适用的原因", part.observed
        return
    yield "要求", part.required
    if part.observed:
        yield "事实", part.observed
    for opinion in part.opinions:
        yield "核查", said(opinion)
    for opinion in settled:
        yield "认定", said(opinion)
    own = {opinion.source.title for opinion in (*part.opinions, *settled)}
    if rest := [str(source) for source in part.evidence if source.title not in own]:
        yield "来源", "；".join(rest)


def said(opinion: Opinion) -> str:
    """Who said what, when, on what, and where that is recorded."""
    return f"{opinion.by}于 {opinion.day} 认为{verdict(opinion.verdict)}，依据是{opinion.basis}（{opinion.source}）"


def change_lines(change: Change) -> Iterator[tuple[str, str]]:
    """What would have to be otherwise for one part, exactly where, and what deciding again came to, each by name."""
    if change.text:
        yield "所需", change.text
        for cell in change.cells:
            yield "改动", in_words(cell)
        for key, title, value in change.rules:
            yield "改动", f"“年度实施规则”表增加一行：“{title}”（{key}）取 {value}。"
        yield "验证", "只作上述改动，这一项重新审查的结论是“符合”。"
    if change.later_text:
        yield "时间", change.later_text
        yield "验证", f"算到 {change.later_day} 重新审查，这一项的结论是“符合”。"
    if not (change.text or change.later_text):
        yield "所需", "没有找到能使这一项符合的改动，须由市评审办核查。"


def in_words(cell: Cell) -> str:
    """One changed cell in a sentence."""
    spot = str(Source(cell.table, cell.file, cell.sheet, (cell.row,))) if cell.row is not None else f"“{cell.table}”表"
    match cell.kind:
        case "added":
            return f"{spot}增加一行：{cell.becomes}。"
        case "removed":
            return f"{spot}不应存在：{cell.was}。"
        case _:
            return f"{spot}的“{cell.column}”由“{cell.was}”改为“{cell.becomes}”。"


def _is_one(each: Clause) -> bool:
    return len(each.parts) == 1 and each.parts[0].id == each.id


def _part_data(part: Part) -> dict[str, Any]:
    return {
        "part": part.id,
        "title": part.title,
        "gist": part.gist,
        "verdict": part.verdict,
        "basis": part.basis,
        "observed": part.observed,
        "required": part.required,
        "evidence": [_source_data(source) for source in part.evidence],
        "opinions": [_opinion_data(opinion) for opinion in part.opinions],
        "determination": _opinion_data(part.determination) if part.determination else None,
    }


def _opinion_data(opinion: Opinion) -> dict[str, Any]:
    return {
        "by": opinion.by,
        "day": opinion.day,
        "verdict": opinion.verdict,
        "basis": opinion.basis,
        "evidence": _source_data(opinion.source),
    }


def _source_data(source: Source) -> dict[str, Any]:
    return {
        "table": _names()[source.title], "title": source.title, "file": source.file, "sheet": source.sheet,
        "rows": list(source.rows),
    }  # fmt: skip


@cache
def _names() -> dict[str, str]:
    """English names of the incoming tables by their Chinese ones."""
    return {made.title: name for name, made in incoming().items()}


def _change_data(change: Change) -> dict[str, Any]:
    return {
        "part": change.part,
        "title": change.title,
        "sentence": change.text,
        "cells": [_cell_data(cell) for cell in change.cells],
        "rules": [{"key": key, "title": title, "value": value} for key, title, value in change.rules],
        "later": {"day": change.later_day, "sentence": change.later_text} if change.later_day else None,
    }


def _cell_data(cell: Cell) -> dict[str, Any]:
    return {
        "kind": cell.kind, "table": cell.name, "key": _plain(cell.key), "sets": _plain(cell.sets),
        "title": cell.table, "file": cell.file, "sheet": cell.sheet, "row": cell.row, "heading": cell.column,
        "was": cell.was, "becomes": cell.becomes,
    }  # fmt: skip


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {column: value.isoformat() if isinstance(value, date) else value for column, value in values.items()}


def _short_of_data(told: Explanation) -> dict[str, Any] | None:
    if told.prospect.short_of is None:
        return None
    exact = told.prospect.short_of._asdict()
    numbers = {name: None if exact[name] is None else str(exact[name]) for name in ("has", "enough", "onsite_enough")}
    return {
        "stage": exact["stage"], "must_exceed": exact["must_exceed"], "sentence": exact["text"], **numbers,
    }  # fmt: skip
