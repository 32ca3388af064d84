"""The page of a sweep: what each variant supposes, and what it changes in each year. Confidential; no conclusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from yiwu_award.law.clauses import clause
from yiwu_award.places import project_file
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.tables.contracts import contract
from yiwu_award.whatif.differences import STATUS, Differences
from yiwu_award.whatif.outcome import NO, SUBJECTS, YES
from yiwu_award.year import Year

# How the page puts the subjects together: heading, subjects, what a blank means, and the heading of its facts.
GROUPS = (
    ("条款结论", ("verdict",), "", "依据的事实"),
    ("资格审查结果", ("eligible",), "", "未满足的条款"),
    ("名次", ("document_place", "place"), "不在其中", "得分"),
    ("名单与席位", ("shortlisted", "candidate", "seat", "laureate"), "不在其中", "得分或票数"),
)
# The columns of the overview.
COUNTED = (
    ("条款结论", ("verdict",)),
    ("资格", ("eligible",)),
    ("资料评审名次", ("document_place",)),
    ("总分名次", ("place",)),
    ("现场评审名单", ("shortlisted",)),
    ("候选", ("candidate",)),
    ("初选席位", ("seat",)),
    ("获奖", ("laureate",)),
)
_NOT_TOLD = "—"


def sweep_page(name: str, years: Sequence[Year], supposed: pd.DataFrame, found: Differences) -> str:
    """One self-contained page.

    Args:
        name: the sweep's name.
        years: the years as they stand.
        supposed: ``whatif.supposed_values.SUPPOSED``.
        found: what changes, and what can't be told.
    """
    from jinja2 import Environment, FileSystemLoader

    names = list(dict.fromkeys(supposed["variant"]))
    page = {
        "name": name,
        "status": STATUS,
        "years": [{"award_year": year.award_year, "as_of": year.as_of.isoformat()} for year in years],
        "is_fictional": any(year.is_fictional for year in years),
        "counted": [title for title, _ in COUNTED],
        "overview": [
            {"variant": each, "number": number, "award_year": year.award_year,
             "counts": [count for _, count in _counts(found, year.award_year, each)]}
            for number, each in enumerate(names, 1) for year in years
        ],
        "variants": [_variant(number, each, years, supposed, found) for number, each in enumerate(names, 1)],
    }  # fmt: skip
    templates = Environment(loader=FileSystemLoader(project_file("reports/templates/page")), autoescape=True)
    html = templates.get_template("sweep.html.j2").render(page=page)
    return "\n".join(line.rstrip() for line in html.splitlines() if line.strip()) + "\n"


def sentences(pairs: Iterable[tuple[int, str]], found: Differences) -> Iterator[str]:
    """How much each variant changes in each year, one line each."""
    for award_year, variant in pairs:
        counts = dict(_counts(found, award_year, variant))
        changed = "，".join(f"{title} {count} 项" for title, count in counts.items() if count not in ("0", _NOT_TOLD))
        untold = "、".join(title for title, count in counts.items() if count == _NOT_TOLD)
        yield f"{award_year} {variant}：{changed or '没有不同'}{'；无从得知：' + untold if untold else ''}"


def _counts(found: Differences, award_year: int, variant: str) -> list[tuple[str, str]]:
    """How many rows change, by column of the overview; a dash where nothing does and something can't be told."""
    changes, untold = (_of(rows, award_year, variant) for rows in found)
    counts = []
    for title, subjects in COUNTED:
        n = int(changes["subject"].isin(list(subjects)).sum())
        is_untold = bool(untold["subject"].isin(list(subjects)).any())
        counts.append((title, str(n) if n or not is_untold else _NOT_TOLD))
    return counts


def _variant(
    number: int, name: str, years: Sequence[Year], supposed: pd.DataFrame, found: Differences
) -> dict[str, Any]:
    of_years = [_of(supposed, year.award_year, name).to_dict("records") for year in years]
    held = [[row["was"] for row in rows] for rows in of_years]
    is_alike = all(rows == held[0] for rows in held)
    return {
        "number": number,
        "name": name,
        "supposed": of_years[0] if is_alike else [],
        "years": [
            {
                "award_year": year.award_year,
                "supposed": [] if is_alike else rows,
                "groups": list(_groups(_of(found.changes, year.award_year, name))),
                "untold": list(_reasons(_of(found.untold, year.award_year, name))),
            }
            for year, rows in zip(years, of_years, strict=True)
        ],
    }


def _of(rows: pd.DataFrame, award_year: int, variant: str) -> pd.DataFrame:
    return rows[(rows["award_year"] == str(award_year)) & (rows["variant"] == variant)]


def _groups(changes: pd.DataFrame) -> Iterator[dict[str, Any]]:
    for heading, subjects, blank, facts in GROUPS:
        rows = changes[changes["subject"].isin(list(subjects))]
        if len(rows):
            yield {
                "heading": heading,
                "facts": facts,
                "has_subject": len(subjects) > 1,
                "has_part": "verdict" in subjects,
                "rows": [_row(row, blank) for row in rows.fillna("").to_dict("records")],
            }


def _row(row: Mapping[str, str], blank: str) -> dict[str, str]:
    facts = list(dict.fromkeys(text for text in (row["was_detail"], row["becomes_detail"]) if text))
    return {
        "subject": SUBJECTS[row["subject"]],
        "application": row["application_id"],
        "name": row["org_name"],
        "award": AWARD_TITLES[row["award"]],
        "part": f"{row['part']} {clause(row['part']).title}" if row["part"] else "",
        "was": _in_words(row["subject"], row["was"]) or blank,
        "becomes": _in_words(row["subject"], row["becomes"]) or blank,
        "facts": " → ".join(facts),
    }


def _in_words(subject: str, value: str) -> str:
    if subject in ("verdict", "eligible"):
        return contract("decisions").labels("verdict").get(value, value)
    if subject in ("document_place", "place"):
        return f"第 {value} 名" if value else ""
    if subject == "laureate":
        return f"获奖，奖金 {value} 元" if value else ""
    return {YES: "在", NO: "不在"}.get(value, value)


def _reasons(untold: pd.DataFrame) -> Iterator[dict[str, str]]:
    """What can't be told, the subjects of one reason together."""
    for (award, why), rows in untold.fillna({"award": ""}).groupby(["award", "why"], sort=False):
        of = f"（{AWARD_TITLES[award]}）" if award else ""
        yield {"what": "、".join(SUBJECTS[subject] for subject in rows["subject"]) + of, "why": why}
