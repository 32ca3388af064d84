"""部门评审 五(三): the departments' scores and the credit points, as a share of the full marks that apply."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import product

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import contains, decided_late, located, number, option, rule_fault, strays
from yiwu_award.stages.contest import rounded
from yiwu_award.stages.lists import shown, still_in
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

CLAUSE = "五(三)"
Tables = Mapping[str, pd.DataFrame]


def review(tables: Tables, law: Law, as_of: date) -> StageResult:
    """What each shortlisted application earned of the departments' and the credit centre's full marks.

    A department that doesn't answer for an application blocks the stage: silence is neither nought nor full marks.
    Where a document approves that it need not judge, its full marks leave the denominator of that application (R-25).

    Args:
        tables: department_scores, credit_points, shortlisted, exits.
        law: ``department.full_marks`` by department, ``credit_points.full_points``, ``credit_points.full_marks``,
            ``department.veto`` where the year has one.
        as_of: the day on which the state is told; who left by then needs no answer.

    Returns:
        department_results by application, for those with every answer: department_points (sum), credit_points
        (converted, shown to 0.01), share (exact, ``n/d``, over the full marks that apply), has_veto, waived.

    Raises:
        ContractBroken: a score over its full marks, a waiver without document, a department that isn't asked …;
            all at once.
        NotInForce: full marks are not decided.

    Source: 五(三).
    """
    marks = {name: number(law, "department.full_marks", name) for name in sorted(law.scopes("department.full_marks"))}
    most_points, credit_marks = number(law, "credit_points.full_points"), number(law, "credit_points.full_marks")
    field = tables["shortlisted"]
    everybody = set(field["application_id"])
    scores, credit = (_of(tables[name], everybody) for name in ("department_scores", "credit_points"))
    wrong = [
        *_faults_of_rules(marks),
        *_faults_of_scores(scores, marks),
        *_faults_of_credit(credit, most_points),
    ]
    if wrong:
        raise ContractBroken(wrong)
    asked = pd.DataFrame(product(sorted(everybody), marks), columns=["application_id", "department"], dtype="string")
    silent = asked[~contains(scores, asked, "application_id", "department")]
    without_credit = everybody - set(credit["application_id"])
    complete = everybody - set(silent["application_id"]) - without_credit
    due = still_in(everybody, tables["exits"], as_of)
    earned = _credit_marks(credit, credit_marks / most_points)
    result = _results(_of(field, complete), scores, earned, credit_marks, marks)
    return StageResult(
        {"department_results": result},
        (
            *decided_late(law, ("department.",), scores["scored_on"].min(), "首个部门评分"),
            *decided_late(law, ("credit_points.",), _first_marks(scores, credit), "首个部门评分或信用积分"),
            *_silences(_of(silent, due), without_credit & due),
            *_unsaid_vetoes(_of(scores, due), law),
        ),
        tuple(
            remark
            for name in ("department_scores", "credit_points")
            for remark in strays(tables[name], name, everybody)
        ),
    )


def _first_marks(scores: pd.DataFrame, credit: pd.DataFrame) -> pd.Timestamp:
    return pd.concat([scores["scored_on"], credit["collected_on"]]).min()


def _of(rows: pd.DataFrame, ids: set[str]) -> pd.DataFrame:
    return rows[rows["application_id"].isin(ids)].reset_index(drop=True)


def _credit_marks(credit: pd.DataFrame, rate: Fraction) -> dict[str, Fraction]:
    """Credit points as marks by application, exact; ``rate``: marks for one point."""
    return {row.application_id: Fraction(row.points) * rate for row in credit.itertuples()}


def _results(
    field: pd.DataFrame,
    scores: pd.DataFrame,
    credit: Mapping[str, Fraction],
    credit_marks: Fraction,
    marks: Mapping[str, Fraction],
) -> pd.DataFrame:
    """Contract department_results for applications that have every answer."""
    answers = dict(tuple(scores.groupby("application_id")))
    made = []
    for row in field.sort_values("application_id").itertuples():
        own = answers[row.application_id]
        scored, waived = own[own["answer"] == "scored"], own[own["answer"] == "waived"]
        earned = sum(scored["score"], Decimal(0))
        due = sum((marks[department] for department in scored["department"]), credit_marks)
        made.append(
            {
                "application_id": row.application_id,
                "org_name": row.org_name,
                "award": row.award,
                "department_points": earned,
                "credit_points": rounded(credit[row.application_id]),
                "share": str((Fraction(earned) + credit[row.application_id]) / due),
                "has_veto": bool(scored["has_veto"].fillna(False).any()),
                "waived": "、".join(sorted(waived["department"])) or pd.NA,
            }
        )
    made_by = contract("department_results")
    return pd.DataFrame(made, columns=list(made_by.names)).astype(made_by.dtypes)


def _silences(silent: pd.DataFrame, without_credit: set[str]) -> list[OpenPoint]:
    """A department, or the credit centre, that hasn't answered for an application still in."""
    points = [
        OpenPoint(
            "blocked", CLAUSE, f"{department}未答复：{shown(rows['application_id'])}", str(department),
            "评分；经批准不评的，附批准文件",
        )
        for department, rows in silent.groupby("department")
    ]  # fmt: skip
    if without_credit:
        what = f"没有信用积分：{shown(without_credit)}"
        points.append(OpenPoint("blocked", CLAUSE, what, "市信用中心", "提供信用积分及采集日期"))
    return points


def _unsaid_vetoes(scores: pd.DataFrame, law: Law) -> list[OpenPoint]:
    """A score without a word on the veto, where the year lets a veto exclude: a blank is not a no."""
    if not law.given("department.veto") or option(law, "department.veto") != "excludes":
        return []
    unsaid = scores[(scores["answer"] == "scored") & scores["has_veto"].isna()]
    return [
        OpenPoint(
            "blocked", CLAUSE, f"{department}未填是否否决：{shown(rows['application_id'])}", str(department),
            "逐家填写“是”或“否”；本年度规定一票否决，空白不等于不否决",
        )
        for department, rows in unsaid.groupby("department")
    ]  # fmt: skip


def _faults_of_rules(marks: Mapping[str, Fraction]) -> list[Fault]:
    """Full marks name their department."""
    if "" not in marks:
        return []
    return [rule_fault("department.full_marks", "", "没有写明部门", "每个参评部门一行，在“适用对象”写明部门")]


def _faults_of_scores(scores: pd.DataFrame, marks: Mapping[str, Fraction]) -> list[Fault]:
    """A score up to the department's full marks, or a waiver with its document and nothing else."""
    asked = scores["department"].isin(list(marks))
    is_scored, is_waived = asked & (scores["answer"] == "scored"), asked & (scores["answer"] == "waived")
    blank = scores["score"].isna()
    given = scores[is_scored & ~blank]
    given = given.assign(full=given["department"].map(marks))
    over = [score > full for score, full in zip(given["score"], given["full"], strict=True)]
    who = "{department}对 {application_id} "
    return [
        *located(
            scores[~asked], "department_scores", "department", "{department}的评审", "、".join(marks), CLAUSE,
            "核对部门名称；增加参评部门须由市评委会审定",
        ),
        *located(
            given.loc[over], "department_scores", "score", who + "评 {score} 分", "不超过满分 {full}", CLAUSE,
            "按满分更正得分",
        ),
        *located(
            scores[is_scored & blank], "department_scores", "score", who + "没有填得分", "已评分的填写得分", CLAUSE,
            "补填得分",
        ),
        *located(
            scores[is_waived & scores["document"].isna()], "department_scores", "document", who + "不评而没有批准文件",
            "经批准不评的写明批准文件", CLAUSE, "补填批准文件，或评分",
        ),
        *located(
            scores[is_waived & (~blank | scores["has_veto"].fillna(False))], "department_scores", "answer",
            who + "既不评又有得分或否决", "不评的不填得分和否决", CLAUSE, "核对答复",
        ),
    ]  # fmt: skip


def _faults_of_credit(credit: pd.DataFrame, most_points: Fraction) -> list[Fault]:
    """Credit points up to the scale's full points."""
    over = credit.loc[[points > most_points for points in credit["points"]]]
    came, due = "{application_id} 的信用积分 {points}", f"不超过信用积分满分 {most_points}"
    return located(over, "credit_points", "points", came, due, CLAUSE, "核对积分及其满分")
