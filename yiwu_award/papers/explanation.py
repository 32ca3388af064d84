"""One application's eligibility, verdict by verdict: clause, gist, what was required, what was found, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from yiwu_award.errors import Refused
from yiwu_award.law.clauses import gist
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

if TYPE_CHECKING:
    from rich.tree import Tree

_STYLES = {"met": "green", "not_met": "bold red", "unknown": "yellow", "not_applicable": "dim"}


def explanation(year: Year, application: str) -> Tree:
    """Every verdict on one application, as a tree for the terminal.

    Args:
        year: the year.
        application: the application's number.

    Raises:
        Refused: the year has no such application, or eligibility is not decided yet.
    """
    from rich.text import Text
    from rich.tree import Tree

    outcome = year.outcome("eligibility")
    if application not in year.application_ids:
        raise Refused(
            f"{year.award_year} 年度没有申报编号 {application}", "、".join(year.application_ids), "请核对编号", ""
        )
    if "decisions" not in outcome.result.tables:
        raise Refused("资格审查尚无结论", "已有结论的年度", "；".join(map(str, outcome.result.open_points)), "")
    whole = outcome["eligibility"].set_index("application_id").loc[application]
    decisions = outcome["decisions"]
    labels = contract("decisions").labels("verdict")
    made_by = contract("decisions").labels("basis")
    awards = contract("eligibility").labels("award")
    tree = Tree(
        Text(f"{application} {whole['org_name']} · {awards[whole['award']]} · {labels[whole['verdict']]}", "bold")
    )
    for row in decisions[decisions["application_id"] == application].itertuples():
        branch = tree.add(Text.assemble((labels[row.verdict], _STYLES[row.verdict]), f"  {row.part}  {gist(row.part)}"))
        for title, value in (("要求", row.required), ("事实", row.observed), ("来源", row.evidence)):
            if not pd.isna(value) and value:
                branch.add(Text(f"{title}：{value}"))
        branch.add(Text(f"方式：{made_by[row.basis]}", "dim"))
    return tree
