"""七 监督管理: the register over all years, what a revocation takes and brings, and what is watched after the award.

Each ground of revocation has its own conditions and consequences (七(二), 七(五), 七(六)); an honour is held until
市政府 has approved its revocation, and stays on the register when it is revoked (R-40). Always runs, also while this
year's award isn't settled.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.periods import add_years, last_barred_day
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.lists import AWARD_TITLES
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import place

HONOUR = ["award_year", "award", "org_name"]
# The way of every revocation, and what 七(五) and 七(六) ask besides: none left out, none before its forerunner.
STEPS = ("found_on", "reported_on", "submitted_on", "approved_on")
STEPS_OF_GROUND = {
    "七(二)": (),
    "七(五)": ("correction_requested_on", "correction_refused_on", "reported_on"),
    "七(六)": ("occurred_on", "found_on"),
}
# What each ground brings; the day that shows it done.
CONSEQUENCES = {
    "七(二)": ("title", "plaque", "certificate", "money", "credit_file", "disclosure", "bar"),
    "七(五)": ("title", "plaque", "certificate", "announcement"),
    "七(六)": ("title", "plaque", "certificate", "money", "announcement"),
}
DONE_ON = {
    "title": "approved_on",
    "plaque": "plaque_returned_on",
    "certificate": "certificate_returned_on",
    "money": "money_recovered_on",
    "credit_file": "credit_recorded_on",
    "disclosure": "disclosed_on",
    "announcement": "announced_on",
}
FOLLOW_UP_CLAUSES = {"practice": "七(三)", "prize_use": "七(四)", "honour_use": "七(五)"}


def keep(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """登记历年荣誉的存续与撤销，列明撤销后的各项处理，并记录获奖后跟踪和评审纪律情况。

    Args:
        tables: ``honours``, ``revocations``, ``follow_ups`` and ``misconduct`` as they came; ``laureates`` of this
            year, empty while stage 8 isn't done.
        law: gives the bar of 七(二) and the window of 七(六), both in years by anniversary.
        as_of: day of the state; a step dated later isn't yet known.

    Returns:
        ``register``: one row per honour, by year, 质量奖 first, then name; ``duties``: one row per revoked honour,
        ground and consequence, ``done_on`` <NA> while it is to be done (a bar is done when it is over);
        ``supervision``: checks after the award and measures against reviewers, by subject and matter.
        Waiting while a revocation is on its way to 市政府's approval.

    Raises:
        ContractBroken: a revocation of no registered honour, a step missing or out of order, or an event of 七(六)
            outside its window.

    Source: 七(二)–七(七); six years as read in R-38 and R-45. Two years run to the anniversary of the award, that day
    included; whether an event is placed by its own day or that of its finding is reading R-39.
    """
    honours = _honours(tables["honours"], tables["laureates"])
    revocations = _as_known(tables["revocations"], as_of).merge(
        honours[[*HONOUR, "awarded_on", "uscc"]], on=HONOUR, how="left", suffixes=("", "_registered")
    )
    faults = [fault for row in revocations.itertuples() for fault in _faults(row, law)]
    if faults:
        raise ContractBroken(faults)
    approved = revocations.dropna(subset="approved_on")
    duties = _duties(approved, law, as_of)
    return StageResult(
        tables={
            "register": _register(honours, approved, law),
            "duties": duties,
            "supervision": _supervision(tables["follow_ups"], tables["misconduct"]),
        },
        open_points=tuple(_pending(revocations[revocations["approved_on"].isna()])),
        remarks=(*_undone_remarks(duties), *_stranger_remarks(tables["follow_ups"], honours)),
    )


def _honours(honours: pd.DataFrame, laureates: pd.DataFrame) -> pd.DataFrame:
    """All honours once; where the office has already entered a laureate of this year, its entry counts."""
    columns = [*HONOUR, "uscc", "document", "awarded_on"]
    every = pd.concat([honours[columns], laureates[columns]]).drop_duplicates(HONOUR)
    ranked = every.assign(_award=every["award"].map(AWARDS.index))
    return ranked.sort_values(["award_year", "_award", "org_name"], ignore_index=True)[columns]


def _as_known(revocations: pd.DataFrame, as_of: date) -> pd.DataFrame:
    days = revocations.select_dtypes("datetime")
    return revocations.assign(**days.where(days <= pd.Timestamp(as_of)))


def _faults(row: Any, law: Law) -> Iterator[Fault]:
    """What is wrong with one revocation, by the ground that it names."""
    if pd.isna(row.awarded_on):
        yield _fault(row, f"{_honour(row)}不在获奖组织名册中", "只能撤销名册所列的荣誉", "核对获奖年度、奖项和组织名称")
        return
    if row.uscc != (row.uscc if pd.isna(row.uscc_registered) else row.uscc_registered):
        yield _fault(row, f"{_honour(row)}的统一社会信用代码与名册不同", "与名册一致", "核对统一社会信用代码")
    yield from _faults_of_order(row, STEPS)
    yield from _faults_of_order(row, STEPS_OF_GROUND[row.ground])
    placed_on = law.reading("R-39")
    day = getattr(row, placed_on)
    if row.ground == "七(六)" and not pd.isna(day):
        first = row.awarded_on.date()
        last = add_years(first, int(law["revocation.years_after_award"]))
        if not first <= day.date() <= last:
            title = contract("revocations").column(placed_on).title
            came = f"{_honour(row)}的{title}为 {day.date()}"
            yield _fault(row, came, f"在获奖后 {first} 至 {last}（含当日）之间", f"核对{title}和撤销依据", title)


def _faults_of_order(row: Any, steps: tuple[str, ...]) -> Iterator[Fault]:
    """A step that isn't known though a later one is, and a step before the one that it rests on."""
    titles = [contract("revocations").column(step).title for step in steps]
    due = f"依次为{'、'.join(titles)}"
    days = [(getattr(row, step), title) for step, title in zip(steps, titles, strict=True)]
    known = [each for each in days if not pd.isna(each[0])]
    for number, (day, title) in enumerate(days):
        if pd.isna(day) and any(each in known for each in days[number:]):
            yield _fault(row, f"{_honour(row)}的撤销没有{title}", due, "补办该步骤并补填日期", title)
    for (day, title), (later, later_title) in pairwise(known):
        if later < day:
            came = f"{_honour(row)}的{later_title} {later.date()} 早于{title} {day.date()}"
            yield _fault(row, came, due, "核对各步骤的日期", later_title)


def _fault(row: Any, came: str, due: str, fix: str, column: str = "") -> Fault:
    return Fault("撤销荣誉", came, due, row.ground, fix, **place(row), column=column)


def _honour(row: Any) -> str:
    return f"{row.org_name}的 {row.award_year} 年度{AWARD_TITLES[row.award]}"


def _barred_until(row: Any, law: Law) -> date:
    """Last day on which the organisation may not apply, by the anniversary of the day that R-38 starts from (R-45)."""
    return last_barred_day(getattr(row, law.reading("R-38")).date(), int(law["bar.years"]), law.reading("R-45"))


def _register(honours: pd.DataFrame, approved: pd.DataFrame, law: Law) -> pd.DataFrame:
    """An honour revoked on two grounds shows the one approved first, and the bar of 七(二) whichever that is."""
    first = approved.sort_values(["approved_on", "ground"]).drop_duplicates(HONOUR)
    taken = first[[*HONOUR, "ground", "approved_on", "document"]].rename(
        columns={"approved_on": "revoked_on", "document": "revoked_by"}
    )
    fraud = approved[approved["ground"] == "七(二)"]
    bars = fraud[HONOUR].assign(barred_until=[_barred_until(row, law) for row in fraud.itertuples()])
    rows = honours.merge(taken, on=HONOUR, how="left").merge(bars, on=HONOUR, how="left")
    rows["state"] = rows["revoked_on"].notna().map({True: "revoked", False: "held"})
    made = contract("register")
    return rows[list(made.names)].astype(made.dtypes)


def _duties(approved: pd.DataFrame, law: Law, as_of: date) -> pd.DataFrame:
    rows = []
    for row in approved.sort_values([*HONOUR, "ground"]).itertuples():
        over = _barred_until(row, law)
        for duty in CONSEQUENCES[row.ground]:
            done_on = (over if as_of > over else None) if duty == "bar" else getattr(row, DONE_ON[duty])
            rows.append((row.award_year, row.award, row.org_name, row.ground, duty, done_on))
    made = contract("duties")
    return pd.DataFrame(rows, columns=list(made.names)).astype(made.dtypes)


def _supervision(follow_ups: pd.DataFrame, misconduct: pd.DataFrame) -> pd.DataFrame:
    kinds, conclusions = (contract("follow_ups").labels(column) for column in ("kind", "conclusion"))
    measures = contract("misconduct").labels("measure")
    rows = [
        (
            row.org_name,
            f"{row.award_year} 年度{AWARD_TITLES[row.award]}·{kinds[row.kind]}（{row.checked_on.date()}）",
            FOLLOW_UP_CLAUSES[row.kind],
            conclusions[row.conclusion],
            row.checked_on,
        )
        for row in follow_ups.itertuples()
    ] + [
        (row.person_id, f"评审纪律（{row.decided_on.date()}）", "七(七)", measures[row.measure], row.decided_on)
        for row in misconduct.itertuples()
    ]
    made = contract("supervision")
    frame = pd.DataFrame(rows, columns=list(made.names)).astype(made.dtypes)
    return frame.sort_values(list(made.key), ignore_index=True)


def _pending(revocations: pd.DataFrame) -> Iterator[OpenPoint]:
    """Where each revocation stands that 市政府 hasn't approved; until then the honour is held."""
    for row in revocations.sort_values([*HONOUR, "ground"]).itertuples():
        if not pd.isna(row.submitted_on):
            where, whom, to_do = f"已于 {row.submitted_on.date()} 提请", "市政府", "批准后登记批准日期和文号"
        elif not pd.isna(row.reported_on):
            where, whom, to_do = f"已于 {row.reported_on.date()} 报市评委会", "市评委会", "提请市政府批准"
        else:
            where, whom, to_do = f"{row.found_on.date()} 查明", "市评审办", "报市评委会"
        yield OpenPoint("waiting", row.ground, f"撤销{_honour(row)}：{where}，市政府尚未批准，荣誉仍有效", whom, to_do)


def _undone_remarks(duties: pd.DataFrame) -> Iterator[str]:
    labels = contract("duties").labels("duty")
    undone = duties[duties["done_on"].isna() & (duties["duty"] != "bar")]
    for (award_year, award, org_name, ground), rows in undone.groupby([*HONOUR, "ground"]):
        todo = "、".join(rows["duty"].map(labels))
        yield f"{org_name}的 {award_year} 年度{AWARD_TITLES[award]}已撤销（{ground}），尚未登记完成：{todo}"


def _stranger_remarks(follow_ups: pd.DataFrame, honours: pd.DataFrame) -> Iterator[str]:
    known = set(honours[HONOUR].itertuples(index=False, name=None))
    for row in follow_ups[HONOUR].drop_duplicates().itertuples(index=False):
        if tuple(row) not in known:
            yield f"获奖后跟踪所列 {_honour(row)}不在名册中，请核对"
