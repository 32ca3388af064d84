"""五(六) 社会公示: who is noticed, for which days, how to object, and what became of each objection.

The notice is a table of its elements, one a row, so that page, Word file and feed all say the same. Its clock starts
with the last publication that the year requires; nothing in it ages: it names days and hours, never a distance.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, NotInForce, OpenPoint
from yiwu_award.law.open_values import names
from yiwu_award.law.periods import notice_period
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.lists import acted_on, scheduled, still_in
from yiwu_award.stages.notice_text import CHOICES, Clock, elements
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import place

# verdict of the second look → how it is told, and what to do
_SECOND_LOOK = {
    "not_met": ("不符合", "核实后在“中途退出”表登记决定，或更正来表中的事实"),
    "unknown": ("待核", "补齐来表中的事实；确实无从取得的，在“认定记录”表另行认定"),
}
FEW_WORKING_DAYS = 5  # custom of commendations elsewhere, not of this regulation: a remark, never a stop


def give(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """公示初选授奖组织，并说明每件异议的处理情况。

    Args:
        tables: ``preselected`` and ``second_look`` as handed on; ``office``, ``schedule``, ``publications``,
            ``objections``, ``exits`` and ``acts`` as they came; ``applications``, ``honours`` and ``revocations`` for
            which readings touch the year.
        law: gives days (calendar days), required media, order and how objections are taken.
        as_of: day of the state; later steps of an objection are not yet known.

    Returns:
        ``notice``: one row per element in the order of a printed notice, <NA> where it is knowingly not given;
        ``noticed``: 质量奖 first, inside an award in the year's order (``notice.order``);
        ``objection_states``: one row per objection.
        Waiting until every required medium has published; blocked while a preselected organisation fails the second
        look or is open in it, a reading is unconfirmed, or no publication was in a main medium.

    Raises:
        ContractBroken: a notice published before the vote, steps of an objection out of order, or a choice that an
            open value does not offer.
        NotInForce: the year's rules leave media, order or objections open, or the last day's year has no calendar.

    Source: 五(六); the days as read in R-34 and R-61, the second look as in R-52.
    """
    faults = [
        *_faults_of_choices(law),
        *_faults_of_publications(tables["publications"], tables["acts"]),
        *_faults_of_objections(tables["objections"]),
    ]
    if faults:
        raise ContractBroken(faults)
    clock, missing_media = _clock(tables["publications"], law)
    noticed = _noticed(tables["preselected"], tables["exits"], law, clock.published_on if clock else as_of)
    fields = elements(noticed, clock, tables["office"], law)
    blocked = (
        *_second_look_points(tables["second_look"], noticed, tables["exits"], as_of),
        *_reading_points(law, tables),
        *_main_medium_points(tables["publications"], law, clock),
    )
    waiting = _publication_points(missing_media, scheduled(tables["schedule"], "notice_on"))
    return StageResult(
        tables={
            "notice": fields,
            "noticed": noticed,
            "objection_states": _objection_states(tables["objections"], law, clock, as_of),
        },
        open_points=blocked or tuple(waiting),
        remarks=(*_short_notice_remarks(clock, law), *_absent_field_remarks(fields, clock)),
    )


def required_media(law: Law) -> list[str]:
    """The media that must carry the notice, in the order of the year's rule."""
    return names(law["notice.required_media"])


def _clock(publications: pd.DataFrame, law: Law) -> tuple[Clock | None, list[str]]:
    """The notice's days, or None and the required media that have not yet published it."""
    media = required_media(law)
    rows = publications[(publications["kind"] == "notice") & publications["medium"].isin(media)]
    missing = [name for name in media if name not in set(rows["medium"])]
    if missing:
        return None, missing
    published_on = rows.groupby("medium")["published_on"].min().max().date()  # a second print starts no new period
    days = notice_period(published_on, int(law["notice.days"]), law.reading("R-34"), law.calendar)
    return Clock(published_on, *days), []


def _noticed(preselected: pd.DataFrame, exits: pd.DataFrame, law: Law, until: date) -> pd.DataFrame:
    rows = preselected[preselected["application_id"].isin(still_in(preselected["application_id"], exits, until))]
    in_order = rows.assign(_award=rows["award"].map(AWARDS.index)).sort_values(["_award", str(law["notice.order"])])
    made = contract("noticed")
    return in_order.reset_index(drop=True)[[column.name for column in made.columns]]


def _objection_states(objections: pd.DataFrame, law: Law, clock: Clock | None, as_of: date) -> pd.DataFrame:
    """One row per objection, by number: refused as late or anonymous, else how far the inquiry has come."""
    is_known = objections[["reported_on", "submitted_on"]] <= pd.Timestamp(as_of)
    state = pd.Series("open", objections.index, dtype="string")
    state = state.mask(is_known["reported_on"], "reported").mask(is_known["submitted_on"], "submitted")
    if law["objection.anonymous"] == "not_accepted":
        state = state.mask(objections["is_anonymous"].fillna(False).astype(bool), "anonymous")
    if clock and law["objection.late"] == "not_accepted":
        state = state.mask(objections["received_on"] > pd.Timestamp(clock.last_day), "late")
    outcome = objections["outcome"].where(is_known["reported_on"])
    rows = objections.assign(state=state, outcome=outcome).sort_values("objection_id", ignore_index=True)
    return rows[[column.name for column in contract("objection_states").columns]]


def _second_look_points(
    second_look: pd.DataFrame, noticed: pd.DataFrame, exits: pd.DataFrame, as_of: date
) -> Iterator[OpenPoint]:
    names = noticed.set_index("application_id")["org_name"]
    open_ids = still_in(names.index, exits, as_of)
    for row in second_look[second_look["application_id"].isin(open_ids)].itertuples():
        fact = "" if pd.isna(row.observed) else f"：{row.observed}"
        who = f"{names[row.application_id]}（{row.application_id}）"
        found, to_do = _SECOND_LOOK[row.verdict]
        yield OpenPoint("blocked", "五(六)", f"初选组织 {who}公示前复查{found} {row.part}{fact}", "市评审办", to_do)


def _reading_points(law: Law, tables: Mapping[str, pd.DataFrame]) -> Iterator[OpenPoint]:
    open_readings = [
        f"{identifier}（{clause}）{question}暂按“{taken}”"
        for identifier, clause, question, taken in law.unconfirmed(tables)
    ]
    if open_readings:
        yield OpenPoint(
            "blocked", "二(一)1", f"有 {len(open_readings)} 项读法未确认，影响本年度结果：{'；'.join(open_readings)}",
            "市评委会", "确认或另选一种读法，以其编号为规则键填入“年度实施规则”表",
        )  # fmt: skip


def _main_medium_points(publications: pd.DataFrame, law: Law, clock: Clock | None) -> Iterator[OpenPoint]:
    rows = publications[(publications["kind"] == "notice") & publications["medium"].isin(required_media(law))]
    if clock and not rows["is_main_medium"].any():
        yield OpenPoint(
            "blocked", "五(六)", f"已发布公示的媒体（{'、'.join(required_media(law))}）都未登记为市级主要媒体",
            "市评审办", "在市级主要媒体上发布，或更正“媒体发布”表",
        )  # fmt: skip


def _publication_points(missing: list[str], planned: date | None) -> Iterator[OpenPoint]:
    if missing:
        by = f"；日程所定日期为 {planned}" if planned else ""
        yield OpenPoint(
            "waiting", "五(六)", f"公示尚未在全部规定媒体上发布，缺：{'、'.join(missing)}{by}",
            "市评审办", "按公示要素发布，并在“媒体发布”表登记；最后一家发布后公示期才起算",
        )  # fmt: skip


def _short_notice_remarks(clock: Clock | None, law: Law) -> Iterator[str]:
    if clock is None:
        return
    try:
        n_days = law.calendar.count(clock.first_day, clock.last_day, "五(六)")
    except NotInForce as stop:
        yield f"公示期内的工作日数无法核对：{stop.why}"
        return
    if n_days < FEW_WORKING_DAYS:
        yield f"公示期内只有 {n_days} 个工作日，少于表彰公示通行的 {FEW_WORKING_DAYS} 个；办法未作要求，请斟酌是否延长"


def _absent_field_remarks(fields: pd.DataFrame, clock: Clock | None) -> Iterator[str]:
    by_design = ["attachments"] if clock else ["attachments", "period", "first_day", "last_day", "date"]
    absent = fields.loc[fields["value"].isna() & ~fields["field"].isin(by_design), "title"]
    if len(absent):
        yield f"公示要素未填：{'、'.join(absent)}；需要时在“年度与办公室信息”表补填"


def _faults_of_choices(law: Law) -> Iterator[Fault]:
    for key, options in CHOICES.items():
        if str(law[key]) not in options:
            came, due = f"{key} 取 {str(law[key])!r}", " 或 ".join(options)
            yield Fault("年度实施规则", came, due, "五(六)", "改为所列的一种", column="取值")


def _faults_of_publications(publications: pd.DataFrame, acts: pd.DataFrame) -> Iterator[Fault]:
    voted_on = max((day for award in AWARDS if (day := acted_on(acts, "preselected", award))), default=None)
    for row in publications[publications["kind"] == "notice"].itertuples():
        if voted_on and row.published_on.date() < voted_on:
            came, due = (
                f"{row.medium}于 {row.published_on.date()} 发布初选名单公示",
                f"不早于确定初选名单之日 {voted_on}",
            )
            yield Fault("媒体发布", came, due, "五(六)", "核对发布日期和表决日期", **place(row), column="发布日期")


def _faults_of_objections(objections: pd.DataFrame) -> Iterator[Fault]:
    """Received, inquired into and reported, submitted: each step dated, none before the one that it rests on."""
    for row in objections.itertuples():
        if pd.isna(row.reported_on) and not (pd.isna(row.submitted_on) and pd.isna(row.outcome)):
            came, due = f"{row.objection_id} 已有结论或已报市评委会，却无调查报告日期", "先形成调查核实报告"
        elif row.reported_on < row.received_on or row.submitted_on < row.reported_on:
            came, due = f"{row.objection_id} 的收到、报告、报送日期次序颠倒", "收到 ≤ 调查报告 ≤ 报市评委会"
        else:
            continue
        yield Fault("公示异议", came, due, "五(六)", "核对该件异议的各个日期", **place(row))
