"""五(七) 审定批准, 六 表彰奖励: from the noticed list to the laureates and their prize money.

市评委会 examines what the notice brought up and settles the 拟授奖 list; 市政府 approves it. Neither is computed here:
their acts are held against what follows from the notice, and only an approved list makes laureates. Nobody is added
after the notice (R-35), and nobody moves up for one whom an upheld objection strikes off (R-63).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.checks import looked_up
from yiwu_award.stages.lists import AWARD_TITLES, acted, acted_on, settle, shown, still_in
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import place

PROPOSED, APPROVED = "拟授奖组织名单", "市政府批准名单"
_CAME_TO_NOTHING = ("late", "anonymous")  # objections that the year's rules don't take


def confer(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """公示期满、异议处理完毕后，由市评委会确定拟授奖名单，经市政府批准，产生获奖组织并核对奖金。

    Args:
        tables: ``notice``, ``noticed`` and ``objection_states`` as handed on; ``acts`` (``proposed`` by 市评委会,
            ``approval`` by 市政府), ``objections``, ``exits``, ``applications``, ``nil_returns``, ``prize_payments``
            and ``office`` as they came.
        law: gives the seats (家) and the prize of each award (yuan).
        as_of: day of the state.

    Returns:
        Once approved, ``laureates`` and ``prizes``, 质量奖 first and then by application; an unpaid prize has no day.
        Waiting until the notice's last day is over, 市评审办 has said afterwards that nobody objected if no objection
        came, and both bodies have decided; blocked while an accepted objection
        is not before 市评委会 with its outcome, or came there after the list was settled, or an act differs from
        what follows from the notice.

    Raises:
        ContractBroken: more organisations than seats (一(五)); an act before the one that it rests on, or within the
            notice; an upheld objection passed over; a prize of another amount, too early, or to no laureate.

    Source: 五(六), 五(七), 六(一), 一(五). The last day of the notice runs to 24:00, so no act may bear its date
    (R-53). Sums are those of the regulation, whatever else an organisation was given (R-36).
    """
    last_day = _last_day(tables["notice"])
    unheard_of = _unheard_of(tables["objection_states"], tables["nil_returns"], last_day)
    tables = {**tables, "objection_states": _received_in_time(tables)}
    faults = [
        *_faults_of_seats(tables["acts"], law),
        *_faults_of_days(tables["acts"], last_day),
        *_faults_of_upheld(tables["acts"], tables["objection_states"]),
        *_faults_of_payments(tables["prize_payments"], tables["acts"], law),
    ]
    try:
        approved, points = _settled(tables, as_of)
    except ContractBroken as broken:
        faults += broken.faults
    if faults:
        raise ContractBroken(faults)
    open_points = _notice_points(last_day, as_of) or (
        *unheard_of,
        *_objection_points(tables["objection_states"]),
        *_too_early(tables, last_day),
        *points,
    )
    if open_points:
        return StageResult(open_points=open_points)
    laureates = _laureates(approved, tables)
    prizes = _prizes(laureates, tables["prize_payments"], law)
    unpaid = prizes.loc[prizes["paid_on"].isna(), "org_name"]
    remarks = (f"奖金尚无拨付记录：{'、'.join(unpaid)}（六(一)）",) if len(unpaid) else ()
    return StageResult({"laureates": laureates, "prizes": prizes}, remarks=remarks)


def _last_day(notice: pd.DataFrame) -> date | None:
    day = notice.set_index("field")["value"].get("last_day", pd.NA)
    return None if pd.isna(day) else date.fromisoformat(day)


def _received_in_time(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The objections that came before the government approved that award; later ones are a matter of 七(二)."""
    states = tables["objection_states"]
    award = states["application_id"].map(tables["applications"].set_index("application_id")["award"])
    approved_on = award.map({each: acted_on(tables["acts"], "approval", each) for each in AWARDS})
    is_too_late = states["received_on"] > pd.to_datetime(approved_on)
    return states[~is_too_late].reset_index(drop=True)


def _settled(tables: Mapping[str, pd.DataFrame], as_of: date) -> tuple[dict[str, set[str]], tuple[OpenPoint, ...]]:
    """The approved list of every award, and where an act is not there or differs from what it should follow from.

    An exit counts for a list if it was decided on or before the day of the act that settles the list.
    """
    noticed, states, acts, exits = (tables[name] for name in ("noticed", "objection_states", "acts", "exits"))
    upheld = set(states.loc[_is_upheld(states), "application_id"])
    proposals = {
        award: still_in(set(ids) - upheld, exits, acted_on(acts, "proposed", award) or as_of)
        for award in AWARDS
        for ids in [noticed.loc[noticed["award"] == award, "application_id"]]
    }
    proposed, points = settle("proposed", PROPOSED, "五(七)", "committee", proposals, acts)
    to_approve = {
        award: still_in(ids, exits, acted_on(acts, "approval", award) or as_of) for award, ids in proposed.items()
    }
    approved, approval_points = settle("approval", APPROVED, "五(七)", "government", to_approve, acts)
    return approved, points or approval_points


def _is_upheld(states: pd.DataFrame) -> pd.Series:
    return (states["outcome"] == "upheld").fillna(False) & ~states["state"].isin(_CAME_TO_NOTHING)


def _laureates(approved: Mapping[str, set[str]], tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    acts, applications = tables["acts"], tables["applications"].set_index("application_id")
    award_year = int(tables["office"].set_index("field")["value"]["award_year"])
    documents = acts[acts["act"] == "approval"].set_index(["award", "application_id"])
    rows = [
        (
            application_id, award_year, award, applications.loc[application_id, "org_name"],
            applications.loc[application_id, "uscc"], documents.loc[(award, application_id), "document"],
            documents.loc[(award, application_id), "decided_on"],
        )
        for award in AWARDS
        for application_id in sorted(approved[award])
    ]  # fmt: skip
    made = contract("laureates")
    return pd.DataFrame(rows, columns=list(made.names)).astype(made.dtypes)


def _prizes(laureates: pd.DataFrame, payments: pd.DataFrame, law: Law) -> pd.DataFrame:
    amounts = laureates["award"].map({award: law[f"prize.{award}"] for award in AWARDS})
    paid = laureates.merge(payments[["application_id", "paid_on"]], on="application_id", how="left")
    made = contract("prizes")
    return paid.assign(amount_yuan=amounts)[list(made.names)].astype(made.dtypes)


def _notice_points(last_day: date | None, as_of: date) -> tuple[OpenPoint, ...]:
    if last_day is None:
        return (OpenPoint("waiting", "五(六)", "公示期尚未起算", "市评审办", "在全部规定媒体上发布公示"),)
    if as_of > last_day:
        return ()
    what = f"公示至 {last_day} 24 时止，状态日为 {as_of}"
    return (OpenPoint("waiting", "五(六)", what, "市评审办", "期满并处理完异议后，提交市评委会审查"),)


def _unheard_of(states: pd.DataFrame, nil_returns: pd.DataFrame, last_day: date | None) -> tuple[OpenPoint, ...]:
    """No objection has come, and nobody has looked for one since the notice's last day was over."""
    said = nil_returns[nil_returns["subject"] == "objections"]
    if len(states) or (said["checked_on"] > pd.Timestamp(last_day)).any():
        return ()
    what = "没有收到公示异议，公示期满后也没有零报告"
    to_do = f"核查各反映渠道后在“零报告”表登记“没有公示异议”，核查日期在 {last_day} 之后；有异议的登记在“公示异议”表"
    return (OpenPoint("waiting", "五(六)", what, "市评审办", to_do),)


def _objection_points(states: pd.DataFrame) -> Iterator[OpenPoint]:
    accepted = states[~states["state"].isin(_CAME_TO_NOTHING)]
    for row in accepted[(accepted["state"] != "submitted") | accepted["outcome"].isna()].itertuples():
        lacks = "尚无结论" if row.state == "submitted" else "尚未形成调查报告并报市评委会"
        yield OpenPoint(
            "blocked", "五(六)", f"异议 {row.objection_id}（针对 {row.application_id}）{lacks}",
            "市评审办", "组织有关部门调查核实，报告提交市评委会后在“公示异议”表登记",
        )  # fmt: skip


def _too_early(tables: Mapping[str, pd.DataFrame], last_day: date | None) -> Iterator[OpenPoint]:
    """Lists settled before what they rest on was before 市评委会: an inquiry's report, or word that nobody objected."""
    reports, nil = _reports(tables), tables["nil_returns"]
    checked = nil.loc[nil["subject"] == "objections", "checked_on"]
    heard_on = checked[checked > pd.Timestamp(last_day)].min()
    for award in AWARDS:
        settled_on = pd.Timestamp(acted_on(tables["acts"], "proposed", award))
        late = reports[(reports["award"] == award) & (reports["submitted_on"] > settled_on)]
        found = [
            f"异议 {row.objection_id} 的报告 {row.submitted_on:%Y-%m-%d} 才提交市评委会" for row in late.itertuples()
        ]
        if tables["objection_states"].empty and heard_on > settled_on:
            found.append(f"有无异议 {heard_on:%Y-%m-%d} 才核查（零报告）")
        for what in found:
            yield OpenPoint(
                "blocked", "五(七)", f"{PROPOSED}（{AWARD_TITLES[award]}）已于 {settled_on:%Y-%m-%d} 确定，而{what}",
                "市评委会", "审查后重新确定名单，在“决定与名单”表登记其日期，再报市政府批准；日期有误的，更正",
            )  # fmt: skip


def _reports(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Objections that the year's rules take, with award and the day on which the report was before 市评委会."""
    states = tables["objection_states"]
    taken = states[~states["state"].isin(_CAME_TO_NOTHING)]
    days = tables["objections"].set_index("objection_id")["submitted_on"]
    award_of = tables["noticed"].set_index("application_id")["award"]
    return taken.assign(
        submitted_on=looked_up(days, taken["objection_id"]), award=looked_up(award_of, taken["application_id"])
    )


def _faults_of_seats(acts: pd.DataFrame, law: Law) -> Iterator[Fault]:
    for act, title in (("proposed", PROPOSED), ("approval", APPROVED)):
        for award in AWARDS:
            named, seats = acted(acts, act, award) or set(), int(law[f"quota.{award}"])
            if len(named) > seats:
                yield Fault(
                    "决定与名单", f"{title}（{AWARD_TITLES[award]}）列有 {len(named)} 家：{shown(named)}",
                    f"不超过 {seats} 家", "一(五)", "由作出决定的机构在名额内重新决定", column="申报编号",
                )  # fmt: skip


def _faults_of_days(acts: pd.DataFrame, last_day: date | None) -> Iterator[Fault]:
    for row in acts[acts["act"].isin(["proposed", "approval"])].itertuples():
        day, proposed_on = row.decided_on.date(), acted_on(acts, "proposed", row.award)
        if last_day is None or day <= last_day:
            end = f"公示末日 {last_day} 之后" if last_day else "公示期满之后"
            yield _fault_of_day(row, end)
        elif row.act == "approval" and (proposed_on is None or day < proposed_on):
            yield _fault_of_day(row, f"不早于{PROPOSED}确定之日（{proposed_on or '尚未确定'}）")


def _fault_of_day(row: Any, due: str) -> Fault:
    title = {"proposed": PROPOSED, "approval": APPROVED}[row.act]
    came = f"{title}（{AWARD_TITLES[row.award]}）日期为 {row.decided_on.date()}"
    return Fault("决定与名单", came, due, "五(七)", "核对日期和先后次序", **place(row), column="日期")


def _faults_of_upheld(acts: pd.DataFrame, states: pd.DataFrame) -> Iterator[Fault]:
    upheld = states[_is_upheld(states)].set_index("application_id")["objection_id"]
    for row in acts[(acts["act"] == "proposed") & acts["application_id"].isin(upheld.index)].itertuples():
        objections = "、".join(upheld.loc[[row.application_id]])
        yield Fault(
            "决定与名单", f"{PROPOSED}仍列有 {row.application_id}，而异议 {objections} 查证属实",
            "不列异议查证属实的组织", "五(六)", "由市评委会重新确定名单，或更正异议结论",
            **place(row), column="申报编号",
        )  # fmt: skip


def _faults_of_payments(payments: pd.DataFrame, acts: pd.DataFrame, law: Law) -> Iterator[Fault]:
    approvals = acts.loc[acts["act"] == "approval", ["application_id", "award", "decided_on"]].dropna()
    for row in payments.merge(approvals, on="application_id", how="left").itertuples():
        if pd.isna(row.award):
            came = f"向 {row.application_id} 拨付奖金"
            yield _fault_of_payment(row, came, "只向市政府批准的获奖组织拨付", "申报编号")
            continue
        amount, approved_on = law[f"prize.{row.award}"], row.decided_on.date()
        if row.amount_yuan != amount:
            came = f"{row.application_id} 的奖金为 {row.amount_yuan} 元"
            yield _fault_of_payment(row, came, f"{amount} 元", "金额（元）")
        if row.paid_on.date() < approved_on:
            came = f"{row.application_id} 的奖金于 {row.paid_on.date()} 拨付"
            yield _fault_of_payment(row, came, f"不早于市政府批准之日 {approved_on}", "拨付日期")


def _fault_of_payment(row: Any, came: str, due: str, column: str) -> Fault:
    return Fault("奖金拨付", came, due, "六(一)", "核对拨付记录和批准名单", **place(row), column=column)
