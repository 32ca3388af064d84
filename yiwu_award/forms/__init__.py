"""The forms of a stage: to each department, assessor, panel and applicant a workbook that holds what he is asked.

Each comes back as the table that it is. Nobody is shown an application that is not his to look at.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from yiwu_award.errors import Refused
from yiwu_award.forms.duties import ATTESTED, duties, signers
from yiwu_award.law.clauses import clauses
from yiwu_award.law.rubric import Rubric, rubric
from yiwu_award.procedure import STAGES, Stage
from yiwu_award.stages.ballots import who_stands
from yiwu_award.stages.checks import whole
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.stages.panels import seats
from yiwu_award.stages.verdicts import facts_of
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.reading import BALLOT_TABLES
from yiwu_award.tables.workbooks import Beside, Prefilled, as_bytes, workbook
from yiwu_award.year import Year

if TYPE_CHECKING:
    from openpyxl import Workbook

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]|^\.+')
_COUNTED_BY = "监票人"
Row = Mapping[str, object]


class Form(NamedTuple):
    """One workbook to send out.

    Attributes:
        sender: who fills it in; his folder.
        table: the incoming table that it comes back as.
        rows: what it holds already, by column.
    """

    sender: str
    table: str
    rows: Sequence[Row]


def write_forms(year: Year, stage: Stage, folder: Path) -> list[Path]:
    """Write the forms of a stage, a folder for each who fills them in.

    Args:
        year: the year as it stands: its lists and panels say who is asked about what.
        stage: 资格审查 to 社会公示.
        folder: a new or empty folder; confidential.

    Returns:
        The workbooks. The same tables give the same bytes.

    Raises:
        Refused: as ``forms_of``, or the folder holds something.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Refused(f"文件夹 {folder} 里已有文件", "空文件夹或尚不存在的文件夹", "请换一个文件夹")
    written = []
    for name, book in forms_of(year, stage):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(as_bytes(book))
        written.append(path)
    return written


def forms_of(year: Year, stage: Stage) -> Iterator[tuple[str, Workbook]]:
    """The workbooks of a stage, each with its path below a common folder, sender by sender.

    Raises:
        Refused: the stage asks nobody, the list that it works on is not settled, or nobody is named to ask.
    """
    if stage.name not in _FORMS:
        raise Refused(f"“{stage.title}”没有表格要发", "、".join(STAGES_WITH_FORMS), "请另选阶段")
    explained = _explanations(year)
    for form in _FORMS[stage.name](year):
        table, sender = contract(form.table), _safe(form.sender)
        yield f"{sender}/{table.title}-{stage.title}-{sender}.xlsx", workbook(table, _prefilled(form, explained))


def _safe(text: str) -> str:
    """A name for a file or folder on every system, that leads nowhere else."""
    return _NOT_IN_NAMES.sub("_", text)


def _explanations(year: Year) -> Mapping[str, Mapping[str, str]]:
    """Column → value → what it means to whoever fills in; by title of the column that explains."""
    organisations = dict(year.tables["applications"][["application_id", "org_name"]].to_numpy())
    items = {item.code: f"{item.title}（{item.points} 分）" for item in _rubric(year).items}
    parts = {part: clauses()[part].gist_zh for part in ATTESTED}
    return {"application_id": organisations, "item": items, "part": parts}


_TITLES = {"application_id": "组织名称", "item": "条款名称", "part": "要求"}


def _prefilled(form: Form, explained: Mapping[str, Mapping[str, str]]) -> Prefilled:
    """The rows with what explains them; tables of ballots take no further column, whatever it says."""
    columns = [] if form.table in BALLOT_TABLES else [name for name in contract(form.table).names if name in explained]
    beside = [
        Beside(name, _TITLES[name], [explained[name].get(str(row[name]), "") for row in form.rows]) for name in columns
    ]
    return Prefilled(form.rows, beside if form.rows else [])


# --- who is asked what -------------------------------------------------------------------------------------


def _attestations(year: Year) -> list[Form]:
    received = year.outcome("intake").result.tables
    facts = facts_of({**year.tables, **received}, year.law, year.as_of)
    applies = {each.part: each.scope(facts).applies for each in CONDITIONS if each.takes_attestations}
    return [
        Form(
            department,
            "attestations",
            [
                {"application_id": application, "part": part, "department": department}
                for part in parts
                for application in sorted(applies[part].index[applies[part].fillna(False)])
            ],
        )
        for department, parts in duties(year).items()
    ]


def _document_review(year: Year) -> list[Form]:
    return _of_panels(year, "document_review", _settled(year, "eligibility", "eligible"))


def _department_review(year: Year) -> list[Form]:
    shortlisted = _settled(year, "document_review", "shortlisted")
    scored = [
        Form(department, "department_scores", _each(shortlisted, department=department))
        for department in year.law.scopes("department.full_marks")
        if department
    ]
    return [*scored, Form(contract("credit_points").supplier, "credit_points", _each(shortlisted))]


def _onsite_review(year: Year) -> list[Form]:
    shortlisted = _settled(year, "document_review", "shortlisted")
    given = year.tables["panel_applications"]
    visited = given[given["application_id"].isin(shortlisted)].sort_values("application_id").groupby("panel")
    reports = [
        Form(panel, table, _each(rows["application_id"], panel=panel))
        for panel, rows in visited
        for table in ("visits", "panel_opinions")
    ]
    return [*_of_panels(year, "onsite_review", shortlisted), *reports]


def _vote(year: Year) -> list[Form]:
    """The rounds that are still out; all of them once none is."""
    outcome = year.outcome("vote")
    if outcome["candidates"].empty:
        raise Refused("候选授奖组织名单尚未确定", "市评审办确定的候选名单", "请先了结审查表决阶段的未决事项")
    standing = who_stands(outcome["candidates"], outcome["further_rounds"])
    counted = pd.MultiIndex.from_frame(year.tables["ballot_counts"][["award", "round"]])
    is_out = ~pd.MultiIndex.from_frame(standing[["award", "round"]]).isin(counted)
    asked = standing[is_out] if is_out.any() else standing
    rounds = asked[["award", "round"]].drop_duplicates()
    voters = [Form(contract("voters").supplier, "voters", [])] if (rounds["round"] == 1).any() else []
    return [
        *voters,
        Form(_COUNTED_BY, "ballot_papers", rounds.to_dict("records")),
        Form(_COUNTED_BY, "ballot_counts", asked[["award", "round", "application_id"]].to_dict("records")),
    ]


def _notice(year: Year) -> list[Form]:
    """Before the notice the departments sign 三(八) again, of those who were elected (R-52, R-65)."""
    if year.law.reading("R-65") == "closing_day":
        raise Refused(
            "本年度规定公示前不要求部门重新签署三(八) 的意见（R-65）", "要求重新签署的年度", "这一阶段不必发表格"
        )
    elected = _settled(year, "vote", "preselected")
    return [
        Form(
            department,
            "attestations",
            [row for part in parts for row in _each(elected, part=part, department=department)],
        )
        for department, parts in signers(year.law).items()
    ]


def _of_panels(year: Year, stage: str, ids: Iterable[str]) -> list[Form]:
    """Score sheets of the assessors who sit, the leaders' sheets of consensus, and the applicants' confirmations."""
    names = sorted(ids)
    sat = seats(year.tables, year.law, stage)
    sat = sat[sat["is_sitting"] & sat["application_id"].isin(names)].sort_values(["assessor_id", "application_id"])
    codes = [item.code for item in _rubric(year).items]
    scores = [
        Form(assessor, "item_scores", _by_item(rows["application_id"], codes, stage=stage, assessor_id=assessor))
        for assessor, rows in sat.groupby("assessor_id")
    ]
    consensus = [
        Form(leader, "item_consensus", _by_item(rows["application_id"], codes, stage=stage, recorded_by=leader))
        for leader, rows in sat[sat["is_leader"]].groupby("assessor_id")
    ]
    confirmations = [Form(name, "confirmations", [{"stage": stage, "application_id": name}]) for name in names]
    return [*scores, *consensus, *confirmations]


def _each(applications: Iterable[str], **same: str) -> list[Row]:
    return [{"application_id": application, **same} for application in applications]


def _by_item(applications: Iterable[str], codes: Sequence[str], **same: str) -> list[Row]:
    return [{"application_id": application, "item": code, **same} for application in applications for code in codes]


def _rubric(year: Year) -> Rubric:
    return rubric(whole(year.law, "rubric.edition"))


def _settled(year: Year, stage: str, table: str) -> list[str]:
    """Applications on a list that an earlier stage has settled.

    Raises:
        Refused: it has not.
    """
    outcome = year.outcome(stage)
    if outcome.state != "done":
        raise Refused(f"“{outcome.stage.title}”尚未完成", "已确定的名单", f"请先了结{outcome.stage.title}的未决事项")
    return sorted(outcome[table]["application_id"])


_FORMS: Mapping[str, Callable[[Year], list[Form]]] = {
    "eligibility": _attestations,
    "document_review": _document_review,
    "department_review": _department_review,
    "onsite_review": _onsite_review,
    "vote": _vote,
    "notice": _notice,
}
STAGES_WITH_FORMS = tuple(stage.notebook for stage in STAGES if stage.name in _FORMS)
