"""五(六): what the notice says, element by element, in the order of a printed notice.

An element that is knowingly not given is <NA>, never left out. Days stand in ISO for machines and in full for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

import pandas as pd

from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.stages.lists import AWARD_TITLES

AWARD_NAMES = {"quality_award": "义乌市政府质量奖", "innovation_award": "义乌市政府质量管理创新奖"}
BASIS = "《义乌市政府质量奖管理办法（2020年修订）》（义政办发〔2021〕8号）"
PROCESS = "经申报推荐、资格审查、资料评审、部门评审、现场评审和审查表决"
NEXT_STEP = (
    "对公示期间反映的问题，由市评审办组织有关部门调查核实，形成报告提交市评委会审查；"
    "市评委会审查后确定拟授奖组织名单，提请市政府审定批准"
)
# What the year may choose for an open value, and how the notice says it.
CHOICES = {
    "notice.order": {"application_id": "按申报编号排序", "org_name": "按组织名称编码排序"},
    "objection.anonymous": {"accepted": "匿名反映的，同样受理", "not_accepted": "匿名反映的，不予受理"},
    "objection.late": {"accepted": "逾期反映的，同样受理", "not_accepted": "逾期反映的，不予受理"},
}


class Clock(NamedTuple):
    """The days of the notice: when its last required publication came out, and its first and last day."""

    published_on: date
    first_day: date
    last_day: date


def chinese_day(day: date) -> str:
    """A day as an official document writes it, e.g. ``2024年9月3日``."""
    return f"{day.year}年{day.month}月{day.day}日"


def edition_name(of_office: Mapping[str, str]) -> str:
    """What the year's award is called, e.g. ``2024年度义乌市政府质量奖``, from the office's own values by field."""
    edition = of_office.get("edition_title") or f"{of_office['award_year']}年度"
    return edition if "质量奖" in edition else f"{edition}义乌市政府质量奖"


def elements(noticed: pd.DataFrame, clock: Clock | None, office: pd.DataFrame, law: Law) -> pd.DataFrame:
    """The notice as contract produced/notice, one row per element.

    Args:
        noticed: who is noticed, in the order in which they are shown; nobody is a vacancy (本年度…空缺; R-03).
        clock: the days of the notice, None while it isn't published: then its days are <NA>.
        office: the year's table of that name; what it doesn't hold is <NA>.
        law: gives order and form of objections, and whether late and anonymous ones are taken.
    """
    of_office = office.set_index("field")["value"]
    names = {award: list(noticed.loc[noticed["award"] == award, "org_name"]) for award in AWARDS}
    rows = [
        ("title", "标题", f"关于{edition_name(of_office)}初选授奖组织名单的公示"),
        ("basis", "依据", f"根据{BASIS}"),
        ("process", "评审过程", PROCESS),
        ("statement", "公示事项", f"{'，'.join(_count(award, names[award]) for award in AWARDS)}，现予以公示"),
        *((f"list_{award}", f"{AWARD_TITLES[award]}名单", "、".join(names[award]) or "空缺") for award in AWARDS),
        ("order", "排序", f"排名不分先后，{CHOICES['notice.order'][str(law['notice.order'])]}"),
        ("period", "公示期", _period(clock, int(law["notice.days"]))),
        ("first_day", "公示首日", clock and clock.first_day.isoformat()),
        ("last_day", "公示末日", clock and clock.last_day.isoformat()),
        ("who_may_object", "反映人", "任何单位和个人对公示名单有异议的，均可向市评审办反映"),
        ("form", "反映方式", str(law["objection.form"])),
        ("anonymous", "匿名反映", CHOICES["objection.anonymous"][str(law["objection.anonymous"])]),
        ("late", "受理时限", _time_limit(clock, law)),
        ("protection", "对反映人的保护", "对反映人的身份、联系方式和反映内容严格保密"),
        ("next_step", "后续程序", NEXT_STEP),
        ("address", "地址", of_office.get("address")),
        ("postcode", "邮编", of_office.get("postcode")),
        ("phone", "联系电话", of_office.get("phone")),
        ("email", "电子邮箱", of_office.get("email")),
        ("supervision_phone", "监督电话", of_office.get("supervision_phone")),
        ("signatory", "落款", of_office.get("signatory")),
        ("date", "日期", clock and chinese_day(clock.published_on)),
        ("attachments", "附件", None),
    ]
    return pd.DataFrame(rows, columns=["field", "title", "value"], dtype="string")


def _count(award: str, names: list[str]) -> str:
    if not names:
        return f"本年度“{AWARD_NAMES[award]}”初选授奖组织空缺"
    return f"“{AWARD_NAMES[award]}”初选授奖组织{len(names)}家"


def _period(clock: Clock | None, days: int) -> str | None:
    if clock is None:
        return None
    n_days = (clock.last_day - clock.first_day).days + 1
    moved = "，末日遇休息日已顺延" if n_days > days else ""
    return f"自{chinese_day(clock.first_day)}0时起，至{chinese_day(clock.last_day)}24时止，共{n_days}天{moved}"


def _time_limit(clock: Clock | None, law: Law) -> str:
    until = f"{chinese_day(clock.last_day)}24时前" if clock else "公示期内"
    return f"请于{until}送达；{CHOICES['objection.late'][str(law['objection.late'])]}"
