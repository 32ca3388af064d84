"""What the office writes for towns, media and the public: call, notice, commendation, certificates, revocations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from yiwu_award.law.clauses import clause, clauses, gist
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.papers.letters.kinds import OFFICE, Desk, Kind, Paper
from yiwu_award.papers.letters.wording import BLANK_DAY, clause_name, day_or_blank, money, official, plain
from yiwu_award.stages.lists import scheduled
from yiwu_award.stages.notice_text import AWARD_NAMES
from yiwu_award.tables.contracts import contract

_NUMERALS = "一二"
_TITLES = {"call_to_towns": "各镇（街道）", "call_for_media": "媒体", "notice": "市级主要媒体",
           "commendation": "市政府"}  # fmt: skip
# What was found, by the ground of a revocation; the finding itself is not for the public.
_FOUND = {
    "七(二)": "经查实，该组织采用不正当手段骗取奖项",
    "七(五)": "经查实，该组织违反荣誉称号的使用规定，经责令改正仍拒不改正",
    "七(六)": "经查实，该组织获奖后{years}年内发生重大质量、安全事故或者其他严重违法、违规、违纪行为",
}
_CONSEQUENCES = {
    "title": "撤销其{year}年度“{award}”荣誉称号",
    "plaque": "收回奖牌",
    "certificate": "收回证书",
    "money": "{money}奖金",
    "credit_file": "依法记入其信用档案",
    "disclosure": "依法予以披露",
    "bar": "至{barred_until}（含当日）不受理其再次申报",
}


def call(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """The call to the towns, or the one for media (四(一))."""
    year, law = desk.year, desk.year.law
    schedule, points = year.tables["schedule"], _fields(desk.table("call", "call"))
    called = year.tables["publications"].loc[lambda rows: rows["kind"] == "call", "published_on"]
    may_supplement = law.reading("R-22") == "until_supplement_due"
    content = {
        "quota": {award: law[f"quota.{award}"] for award in AWARDS},
        "materials": list(desk.table("call", "required_materials")["title"]),
        "standard": points["standard"],
        "opens_on": day_or_blank(scheduled(schedule, "applications_open_on")),
        "closes_on": day_or_blank(law.day),
        "supplement_due": day_or_blank(scheduled(schedule, "supplement_due")) if may_supplement else "",
        "conditions": list(_conditions()),
        "deadlines": [
            {"title": row.title, "day": day_or_blank(row.day)} for row in desk.table("call", "deadlines").itertuples()
        ],
        "signed_on": day_or_blank(scheduled(schedule, "call_on") if called.empty else called.min()),
    }
    yield Paper(kind, OFFICE, _TITLES[kind.name], content)


def notice(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """The notice of the 初选 list (五(六)); its days are blank until it is published."""
    said = _fields(desk.table("notice", "notice"))
    days = int(desk.year.law["notice.days"])
    open_period = f"自{BLANK_DAY}0时起，至{BLANK_DAY}24时止，共{days}天"
    content = {
        "notice": {field: text or "" for field, text in said.items()} | {"period": said["period"] or open_period},
        "lists": _lists(desk, desk.table("notice", "noticed")),
        "signatory": said["signatory"] or desk.year.tables["office"].set_index("field")["value"]["organisation"],
        "signed_on": said["date"] or BLANK_DAY,
    }
    yield Paper(kind, OFFICE, _TITLES[kind.name], content)


def commendation(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """市政府's commendation (六(一)); none where both awards are vacant."""
    laureates = desk.table("award", "laureates")
    if laureates.empty:
        return
    content = {
        "lists": _lists(desk, laureates),
        "document": listed_documents(laureates),
        "signatory": government(desk),
        "signed_on": day_or_blank(laureates["awarded_on"].max()),
    }
    yield Paper(kind, OFFICE, _TITLES[kind.name], content)


def certificate(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """The text of each laureate's certificate (六(一))."""
    for row in desk.table("award", "laureates").sort_values("application_id").itertuples():
        content = {
            "org_name": plain(row.org_name),
            "award": AWARD_NAMES[row.award],
            "signatory": government(desk),
            "signed_on": day_or_blank(row.awarded_on),
        }
        yield Paper(kind, row.application_id, row.org_name, content, application_id=row.application_id)


def revocation(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """One announcement for each honour whose revocation was approved since the award year began (七(二)(五)(六))."""
    rows = desk.year.tables["revocations"].dropna(subset="approved_on")
    rows = rows[rows["approved_on"].dt.year >= desk.year.award_year]
    register = desk.table("supervision", "register").set_index(["award_year", "award", "org_name"])
    duties = desk.table("supervision", "duties")
    for row in rows.sort_values(["award_year", "award", "org_name", "ground"]).itertuples():
        honour = register.loc[(row.award_year, row.award, row.org_name)]
        mine = (duties["award_year"] == row.award_year) & (duties["award"] == row.award)
        mine &= (duties["org_name"] == row.org_name) & (duties["ground"] == row.ground)
        filled = {
            "year": row.award_year, "award": AWARD_NAMES[row.award],
            "money": "追缴" if row.ground == "七(二)" else "收回",
            "barred_until": day_or_blank(honour["barred_until"]),
        }  # fmt: skip
        content = {
            "org_name": plain(row.org_name),
            "honour_year": row.award_year,
            "award": AWARD_NAMES[row.award],
            "honour_document": honour["document"],
            "awarded_on": day_or_blank(honour["awarded_on"]),
            "finding": _FOUND[row.ground].format(years=desk.year.law["revocation.years_after_award"]),
            "ground": clause_name(row.ground),
            "approved_on": day_or_blank(row.approved_on),
            "document": official(row.document),
            "consequences": [
                text.format(**filled) for duty, text in _CONSEQUENCES.items() if duty in set(duties.loc[mine, "duty"])
            ],
            "signed_on": day_or_blank(row.announced_on),
            "announced_on": "" if pd.isna(row.announced_on) else f"{row.announced_on:%Y-%m-%d}",
            "announced_in": official(row.announced_in),
        }
        about = f"{row.award_year}-{contract('revocations').labels('award')[row.award]}-{row.uscc}-{row.ground}"
        yield Paper(kind, OFFICE, row.org_name, content, about)


def government(desk: Desk) -> str:
    """市政府 as it signs; in a fictional year it says that it is none."""
    return "义乌市人民政府（虚构）" if desk.year.is_fictional else "义乌市人民政府"


def listed_documents(laureates: pd.DataFrame) -> str:
    """The documents of approval, each once."""
    return "、".join(dict.fromkeys(official(document) for document in laureates["document"]))


def _fields(table: pd.DataFrame) -> dict[str, str | None]:
    return {row.field: None if pd.isna(row.value) else official(row.value) for row in table.itertuples()}


def _lists(desk: Desk, rows: pd.DataFrame) -> list[Mapping[str, Any]]:
    """Both awards with their organisations in the order of the notice, and the money of each."""
    in_order = rows.sort_values(str(desk.year.law["notice.order"]))
    return [
        {
            "number": _NUMERALS[place],
            "award": AWARD_NAMES[award],
            "names": [plain(name) for name in in_order.loc[in_order["award"] == award, "org_name"]],
            "prize": money(int(desk.year.law[f"prize.{award}"])),
        }
        for place, award in enumerate(AWARDS)
    ]


def _conditions() -> Iterator[Mapping[str, str]]:
    numbered = [each.id for each in clauses().values() if each.id.startswith("三(") and not each.part_of]
    for identifier in ("一(二)", "一(三)", *numbered):
        yield {"clause": clause_name(identifier), "title": clause(identifier).title, "gist": gist(identifier)}
