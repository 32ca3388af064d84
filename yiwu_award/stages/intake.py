"""四(二) 申报受理: what came, in time and complete, and which applicants hold the 品字标 mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.conditions.finding import iso, joined
from yiwu_award.stages.lists import scheduled, shown
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

FORM = "application_form"  # what makes an application: it can never come later than the closing day


def receive(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """登记来表，核对每份申报是否按时、材料是否齐全。

    Args:
        tables: ``schedule``, ``applications``, ``materials``, the call's ``required_materials``, and ``arrivals``.
        law: the law of the closing day; reading R-22 says what may still come after it.
        as_of: the day of the state.

    Returns:
        ``arrivals`` as it came; ``completeness``, one row per application by id. The 品字标 mark is carried and
        counts for nothing (R-21). Waiting while applications or supplements may still come in.

    Raises:
        ContractBroken: reading R-22 allows supplements and the schedule has no day for them.

    Source: 四(二).
    """
    last_days = days_for_materials(tables["schedule"], tables["required_materials"], law)
    completeness = _completeness(tables, last_days, law.day)
    return StageResult(
        tables={"arrivals": tables["arrivals"], "completeness": completeness},
        open_points=_still_open(max(last_days.values()), as_of),
        remarks=tuple(_remarks(tables, completeness)),
    )


def days_for_materials(schedule: pd.DataFrame, required: pd.DataFrame, law: Law) -> dict[str, date]:
    """The last day of each required material: the closing day, or under R-22 that of supplements."""
    supplements_until = law.day
    if law.reading("R-22") == "until_supplement_due":
        day = scheduled(schedule, "supplement_due")
        if day is None or day < law.day:
            came = "没有“补正截止”日" if day is None else f"“补正截止”日 {day}"
            due = f"不早于申报截止日 {law.day} 的日期：读法 R-22 取截止后可以补正"
            fix = "在年度日程填写该事项，或改选读法"
            raise ContractBroken([Fault("年度日程", came, due, "四(二)", fix, column="日期")])
        supplements_until = day
    return {material: law.day if material == FORM else supplements_until for material in required["material"]}


def _completeness(tables: Mapping[str, pd.DataFrame], last_days: Mapping[str, date], closing: date) -> pd.DataFrame:
    """One row per application by id; contract ``completeness``."""
    received = tables["applications"].sort_values("application_id", ignore_index=True)
    lacking = _lacking(received["application_id"], tables["materials"], tables["required_materials"], last_days)
    received_on = received["received_on"]
    made = received.assign(
        is_in_time=(received_on <= pd.Timestamp(closing)).astype("boolean").mask(received_on.isna()),
        is_complete=lacking.isna().astype("boolean"),
        missing=lacking,
    )
    return made[list(contract("completeness").names)]


def _lacking(
    ids: pd.Series, materials: pd.DataFrame, required: pd.DataFrame, last_days: Mapping[str, date]
) -> pd.Series:
    """What each application lacks, e.g. ``自我评价报告（2024-06-03 收到，逾期）``; <NA> where nothing is lacking."""
    titles = dict(zip(required["material"], required["title"], strict=True))
    wanted = pd.MultiIndex.from_product([ids, last_days], names=["application_id", "material"]).to_frame(index=False)
    held = wanted.merge(materials[["application_id", "material", "received_on", "is_complete"]], how="left")
    last_day = held["material"].map({material: pd.Timestamp(day) for material, day in last_days.items()})
    is_missing, is_late = held["received_on"].isna(), held["received_on"] > last_day
    is_partial = ~held["is_complete"].astype("boolean").fillna(False)
    flaw = pd.Series("", index=held.index, dtype="string")
    flaw = flaw.mask(is_partial, "（内容不齐全）").mask(is_late, "（" + iso(held["received_on"]) + " 收到，逾期）")
    flaw = flaw.mask(is_missing, "（未收到）")
    faulty = is_missing | is_late | is_partial
    names = held["material"].map(titles).astype("string") + flaw
    return joined(names[faulty], held.loc[faulty, "application_id"], "、").reindex(ids).set_axis(ids.index)


def _still_open(last_day: date, as_of: date) -> tuple[OpenPoint, ...]:
    if as_of >= last_day:
        return ()
    what = f"申报及补正到 {last_day} 截止，此前的齐全性不作结论"
    return (OpenPoint("waiting", "四(二)", what, "申报组织", "在截止日前交齐材料"),)


def _remarks(tables: Mapping[str, pd.DataFrame], completeness: pd.DataFrame) -> list[str]:
    """What an analyst should know and nothing hangs on."""
    remarks = []
    overdue = tables["arrivals"].loc[lambda table: table["state"] == "overdue", "title"]
    if len(overdue):
        remarks.append(f"逾期未收到：{'、'.join(overdue)}。")
    marked = completeness.loc[completeness["is_pinzibiao"].fillna(False), "application_id"]
    if len(marked):
        remarks.append(f"品字标企业，优先推荐，不影响评分和名次：{shown(marked)}。")
    opens = scheduled(tables["schedule"], "applications_open_on")
    early = tables["applications"].loc[lambda rows: rows["received_on"] < pd.Timestamp(opens or date.min)]
    if opens and len(early):
        remarks.append(f"早于开始受理日 {opens} 报送：{shown(early['application_id'])}。")
    same = tables["applications"].loc[lambda rows: rows["uscc"].duplicated(keep=False) & rows["uscc"].notna()]
    if len(same):
        remarks.append(f"同一组织有多份申报：{shown(same['application_id'])}；能否兼报依读法 R-04，在资格审查中处理。")
    return remarks
