"""四(一) 发布通知公告: what the call must tell applicants, the year's dates, and the list of materials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain, pairwise

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law.clauses import clause, clauses, gist
from yiwu_award.law.rule_faults import rule_faults
from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.law.workdays import list_faults
from yiwu_award.stages.lists import AWARD_TITLES, scheduled
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

BASIS = "《义乌市政府质量奖管理办法（2020年修订）》（义政办发〔2021〕8号）"
OFFICE_FIELDS = ("award_year", "is_fictional", "edition_title", "organisation", "address", "phone")
# A year cannot run without these days, and these days must follow one another.
DAYS_NEEDED = ("call_on", "applications_open_on", "applications_close_on")
DAYS_IN_ORDER = (
    "call_on", "applications_open_on", "applications_close_on", "supplement_due", "eligibility_due",
    "document_review_due", "vote_on", "notice_on", "award_due",
)  # fmt: skip
LOOKED_AT_IN_ORDER = ("eligibility_due", "second_look_on", "notice_on")  # before the vote or after it


def announce(tables: Mapping[str, pd.DataFrame], law: Law, as_of: date) -> StageResult:
    """汇总申报通告要点：奖项与名额、条件、材料、时间、地点和联系方式。

    Args:
        tables: ``schedule``, ``office``, ``publications``, ``implementing_rules``, ``workdays``.
        law: the law of the closing day for applications.
        as_of: the day of the state.

    Returns:
        ``call``: one row per point, in the order of an official call; ``deadlines``: the schedule by day;
        ``required_materials``: what an application consists of. Waiting until the call is published in a medium.

    Raises:
        ContractBroken: the office's table or the schedule lacks what a call must say, days are out of order, a rule
            decides what nobody may decide, or a list of working days cannot be the official one; all at once.

    Source: 四(一); 一(一)–(七), 三, 四(二). The year is the one that the call names (R-02).
    """
    schedule, office = tables["schedule"], _office(tables["office"])
    faults = [
        *_faults_of_office(office),
        *_faults_of_schedule(schedule, law),
        *rule_faults(tables["implementing_rules"]),
        *list_faults(tables["workdays"]),
    ]
    if faults:
        raise ContractBroken(faults)
    materials = _required_materials()
    published = tables["publications"].loc[lambda rows: rows["kind"] == "call"].sort_values(["published_on", "medium"])
    points = [*_points(office, schedule, materials, published, law)]
    call = pd.DataFrame(points, columns=["field", "title", "value"], dtype="string")
    return StageResult(
        tables={"call": call, "deadlines": _deadlines(schedule), "required_materials": materials},
        open_points=_unpublished(published, schedule, as_of),
        remarks=tuple(_remarks(published, schedule)),
    )


def _points(
    office: Mapping[str, str], schedule: pd.DataFrame, materials: pd.DataFrame, published: pd.DataFrame, law: Law
) -> Iterator[tuple[str, str, str]]:
    """The call's points: field, title, text."""
    opens, closes = scheduled(schedule, "applications_open_on"), law.day
    yield "title", "标题", f"关于组织申报{office['edition_title']}的通告"
    yield "basis", "依据", BASIS
    for award in AWARDS:
        yield award, AWARD_TITLES[award], f"获奖组织不超过 {law[f'quota.{award}']} 家，可以空缺"
    edition = law["rubric.edition"]
    yield "standard", "评审标准", f"《卓越绩效评价准则》GB/T 19580-{edition} 及其实施指南 GB/Z 19579-{edition}"
    yield "voluntary", "自愿", "由组织自愿申报"
    yield "free_of_charge", "费用", "申报和评审不收取任何费用（一(四)）"
    yield "encouraged", "鼓励申报", gist("一(七)")
    for identifier in _conditions():
        yield f"condition.{identifier}", f"条件 {identifier} {clause(identifier).title}", gist(identifier)
    yield "materials", "申报材料", "、".join(materials["title"])
    yield "priority", "优先推荐", "品字标企业优先推荐，不影响评分（四(二)）"
    yield "period", "受理时间", f"{opens} 至 {closes}（含首尾两日）"
    if law.reading("R-22") == "until_supplement_due":
        yield "supplement", "补正", f"申报表按时报送的，其余材料可补正至 {scheduled(schedule, 'supplement_due')}"
    else:
        yield "supplement", "补正", "截止日后不补正"
    yield "place", "受理地点", f"{office['organisation']}，{office['address']}"
    titles = contract("office").labels("field")
    for field in ("postcode", "phone", "email", "website", "supervision_phone"):
        if field in office:
            yield field, titles[field], office[field]
    media = "、".join(published["medium"] + "（" + published["published_on"].dt.strftime("%Y-%m-%d") + "）")
    yield "published", "发布媒体", media or "尚未发布"


def _conditions() -> list[str]:
    """Ids of the conditions: whom the two awards are for, and the numbered clauses of 三."""
    numbered = [each.id for each in clauses().values() if each.id.startswith("三(") and not each.part_of]
    return ["一(二)", "一(三)", *numbered]


def _required_materials() -> pd.DataFrame:
    """What an application consists of; contract ``required_materials``."""
    titles = contract("materials").labels("material")
    rows = [(material, title, "四(二)") for material, title in titles.items()]
    return pd.DataFrame(rows, columns=list(contract("required_materials").names), dtype="string")


def _deadlines(schedule: pd.DataFrame) -> pd.DataFrame:
    """The year's dates in their order; the day of the state is none of them."""
    titles = contract("schedule").labels("event")
    order = schedule["event"].map({event: number for number, event in enumerate(titles)})
    days = schedule.assign(title=schedule["event"].map(dict(titles)).astype("string"), order=order)
    days = days[days["event"] != "state_as_of"].sort_values(["day", "order"], ignore_index=True)
    return days[list(contract("deadlines").names)]


def _office(office: pd.DataFrame) -> dict[str, str]:
    known = office.dropna(subset=["field", "value"])
    return dict(zip(known["field"], known["value"], strict=True))


def _unpublished(published: pd.DataFrame, schedule: pd.DataFrame, as_of: date) -> tuple[OpenPoint, ...]:
    if len(published):
        return ()
    planned = scheduled(schedule, "call_on")
    late = "，已逾期" if planned and as_of > planned else ""
    what = f"申报通告尚无媒体发布记录，日程所定日期为 {planned}{late}"
    return (OpenPoint("waiting", "四(一)", what, "市评审办", "发布后在“媒体发布”表登记媒体和日期"),)


def _remarks(published: pd.DataFrame, schedule: pd.DataFrame) -> Iterator[str]:
    planned = scheduled(schedule, "call_on")
    if len(published) and published["published_on"].iloc[0] != pd.Timestamp(planned):
        yield f"申报通告首次发布于 {published['published_on'].iloc[0].date()}，日程所定日期为 {planned}。"


def _faults_of_office(office: Mapping[str, str]) -> Iterator[Fault]:
    titles = contract("office").labels("field")
    for field in OFFICE_FIELDS:
        if field not in office:
            yield Fault(
                contract("office").title, f"没有“{titles[field]}”", "申报通告须写明", "四(一)", "在该表补填一行"
            )
    if "award_year" in office and not office["award_year"].isdigit():
        yield Fault(
            contract("office").title, f"评定年度为 {office['award_year']!r}", "四位年份", "一(五)", "填写年份，如 2024"
        )


def _faults_of_schedule(schedule: pd.DataFrame, law: Law) -> Iterator[Fault]:
    titles = contract("schedule").labels("event")
    days = {event: day for event in titles if (day := scheduled(schedule, event)) is not None}
    may_supplement = law.reading("R-22") == "until_supplement_due"
    for event in (*DAYS_NEEDED, *(("supplement_due",) if may_supplement else ())):
        if event not in days:
            came, fix = f"没有“{titles[event]}”的日期", "在年度日程补填该事项"
            yield Fault(contract("schedule").title, came, "申报通告须写明", "四(一)", fix, column="日期")
    orders = (DAYS_IN_ORDER, LOOKED_AT_IN_ORDER)
    for earlier, later in chain.from_iterable(pairwise(each for each in order if each in days) for order in orders):
        if days[later] < days[earlier]:
            came, due = f"“{titles[later]}”为 {days[later]}", f"不早于“{titles[earlier]}”的 {days[earlier]}"
            yield Fault(contract("schedule").title, came, due, "四(一)", "核对两个日期", column="日期")
