"""2025, in the middle of its notice, kept the way offices keep it.

Closing day 2025-05-30, notice published on 2025-11-03, state as of 2025-11-06. Workbooks with Chinese headings, one
per department and assessor, CSV in GB18030, days in three ways of writing, some full-width digits, a title in a merged
row above the headings, a running number in front. Two of twelve applications are not eligible: one by its tax credit
(三(五)1), one for want of innovation (三(四)).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

from tests.sample_years.honours import INNOVATION, QUALITY, honours, revocations
from tests.sample_years.invented import day, secret
from tests.sample_years.organisations import ORGANISATIONS
from tests.sample_years.process import (
    acts,
    assessors,
    ballots,
    confirmations,
    credit_points,
    department_scores,
    follow_up,
    nil_returns,
    office,
    panel_applications,
    panels,
    publications,
    schedule,
    visits,
    voters,
    workdays,
)
from tests.sample_years.rules import implementing_rules
from tests.sample_years.scoring import Review, item_consensus, item_scores
from tests.sample_years.story import Rows, Season, Story, facts, signed_again
from tests.sample_years.writing import Book, full_width, write_office_csv
from yiwu_award.tables.contracts import contract

SEASON = Season(closing=date(2025, 5, 30), attested_on=date(2025, 6, 24))
DEPARTMENTS = ("市市场监管局", "市经信局", "市生态环境分局", "市应急管理局")
DAYS = {
    "call_on": "2025-04-14",
    "applications_open_on": "2025-04-15",
    "applications_close_on": "2025-05-30",
    "supplement_due": "2025-06-13",
    "eligibility_due": "2025-07-04",
    "document_review_due": "2025-08-15",
    "department_review_due": "2025-09-12",
    "onsite_review_due": "2025-10-17",
    "second_look_on": "2025-10-22",
    "vote_on": "2025-10-28",
    "notice_on": "2025-11-03",
    "award_due": "2025-12-31",
    "state_as_of": "2025-11-06",
}


def _story(number: int, key: str, award: str, sector: str, told: str, **facts: object) -> Story:
    return Story(f"A{number}", ORGANISATIONS[key], award, sector, told, **facts)


STORIES = (
    _story(2501, "goutai", QUALITY, "construction", "上年落选，本年初选",
           projects=(("city", "main", "2023-10-20"), ("city", "main", "2024-05-31"), ("city", "main", "2024-06-20"))),
    _story(2502, "goulan", QUALITY, "environment", "初选"),
    _story(2503, "nipan", QUALITY, "mining", "上年中途退出，本年候选未获通过"),
    _story(2504, "huanyao", QUALITY, "industry", "名称含“垚”；初选；被人反映，正在调查", is_pinzibiao=True),
    _story(2505, "xuzheng", QUALITY, "industry", "未进入现场评审"),
    _story(2506, "nimiao", QUALITY, "agriculture", "未进入现场评审", excellence_since=None),
    _story(2507, "gouchi", QUALITY, "industry", "三(五)1：最新为 M",
           tax=((2023, "A", "2024-06-10"), (2024, "M", "2025-04-24"))),
    _story(2508, "gouheng", INNOVATION, "industry", "初选；生命健康产业",
           exempt_field="life_health", exempt_confirmed_by="市卫生健康局", excellence_since=None),
    _story(2509, "nikun", INNOVATION, "industry", "名称含“堃”；初选",
           incidents=[("complaint", "2024-08-08", False, True)]),
    _story(2510, "xufan", INNOVATION, "services", "候选，未获通过", excellence_since="2022-05-31"),
    _story(2511, "goushu", INNOVATION, "services", "未进入现场评审"),
    _story(2512, "nichen", INNOVATION, "industry", "三(四)：没有创新成效", against={"三(四)": "not_met"}),
)  # fmt: skip
PANELS = {"P1": ("E01", "E02", "E03"), "P2": ("E04", "E05", "E06", "E07")}
GIVEN = {
    "P1": ("A2501", "A2503", "A2504", "A2505", "A2508", "A2509"),
    "P2": ("A2502", "A2506", "A2510", "A2511"),
}
EXPERTISE = ("industry", "mining", "construction", "management", "environment", "agriculture", "services")
ELIGIBLE = {
    QUALITY: ("A2501", "A2502", "A2503", "A2504", "A2505", "A2506"),
    INNOVATION: ("A2508", "A2509", "A2510", "A2511"),
}
SHORTLIST = {QUALITY: ("A2501", "A2502", "A2503", "A2504"), INNOVATION: ("A2508", "A2509", "A2510")}
PRESELECTED = {QUALITY: ("A2501", "A2502", "A2504"), INNOVATION: ("A2508", "A2509")}
DOCUMENT = {
    "A2501": 70, "A2502": 65, "A2503": 65, "A2504": 65, "A2505": 60, "A2506": 55,
    "A2508": 65, "A2509": 65, "A2510": 60, "A2511": 55,
}  # fmt: skip
ONSITE = {"A2501": 70, "A2502": 70, "A2503": 60, "A2504": 65, "A2508": 70, "A2509": 65, "A2510": 60}
DEPARTMENT_SCORES = {
    "A2501": (90, 54, 36, 90),
    "A2502": (88, 53, 35, 88),
    "A2503": (80, 48, 32, 80),
    "A2504": ("86.5", "51.5", 34, 85),
    "A2508": (88, 53, 35, 88),
    "A2509": (84, 50, 34, 84),
    "A2510": (80, 48, 32, None),
}
CREDIT_POINTS = {"A2501": 900, "A2502": 880, "A2503": 800, "A2504": 860, "A2508": 880, "A2509": 840, "A2510": 800}
VISITS = {
    "A2501": ("P1", "2025-09-10", "2025-09-11", "2025-09-18"),
    "A2503": ("P1", "2025-09-15", "2025-09-16", "2025-09-24"),
    "A2504": ("P1", "2025-09-17", "2025-09-18", "2025-09-26"),
    "A2508": ("P1", "2025-09-22", "2025-09-23", "2025-09-29"),
    "A2509": ("P1", "2025-09-24", "2025-09-25", "2025-10-11"),
    "A2502": ("P2", "2025-09-10", "2025-09-11", "2025-09-19"),
    "A2510": ("P2", "2025-09-15", "2025-09-16", "2025-09-23"),
}
VOTES = {
    QUALITY: {"A2501": (11, 2, 0), "A2502": (10, 2, 1), "A2503": (5, 7, 1), "A2504": (9, 3, 1)},
    INNOVATION: {"A2508": (11, 1, 1), "A2509": (9, 4, 0), "A2510": (5, 8, 0)},
}


def tables() -> dict[str, Rows]:
    """Every incoming table of the year; nothing yet of what follows the notice."""
    rules = {
        ("shortlist.value", QUALITY): "4",
        ("shortlist.value", INNOVATION): "3",
        ("notice.order", None): "org_name",
    }
    papers, counts = ballots({QUALITY: (13, 0), INNOVATION: (13, 0)}, VOTES, date(2025, 10, 28))
    return {
        "schedule": schedule(DAYS),
        "office": office(2025),
        "implementing_rules": implementing_rules("虚评委〔2025〕1号", date(2025, 4, 7), rules),
        "workdays": workdays(2026),
        **_facts(),
        "acts": _acts(),
        "honours": honours(before=2025),
        "revocations": revocations(),
        **_reviews(),
        "department_scores": department_scores(
            DEPARTMENTS, DEPARTMENT_SCORES, date(2025, 9, 5), "经虚评委〔2025〕6号同意不评"
        ),
        "credit_points": credit_points(CREDIT_POINTS, date(2025, 9, 1)),
        "voters": voters(8, 3, 2),
        "ballot_papers": papers,
        "ballot_counts": counts,
        "publications": publications({"call": "2025-04-14", "notice": "2025-11-03"}),
        "objections": _objections(),
        "follow_ups": _follow_ups(),
    }


def _facts() -> dict[str, Rows]:
    """The departments sign again for the candidates, on the day of the second look."""
    told = facts(STORIES, SEASON)
    candidates = {each for ids in SHORTLIST.values() for each in ids}
    again = signed_again(STORIES, candidates, day(DAYS["second_look_on"]))
    return told | {"attestations": [*told["attestations"], *again]}


def _acts() -> Rows:
    return acts(
        {
            "eligible_list": ("虚评审办〔2025〕2号", "2025-07-04", ELIGIBLE),
            "shortlist": ("虚评审办〔2025〕4号", "2025-08-13", SHORTLIST),
            "candidates": ("虚评审办〔2025〕6号", "2025-10-20", SHORTLIST),
            "preselected": ("虚评议〔2025〕1号", "2025-10-28", PRESELECTED),
        }
    )


def _reviews() -> dict[str, Rows]:
    document, onsite = _review(DOCUMENT), _review(ONSITE)
    ended = {each: day(to) for each, (_, _, to, _) in VISITS.items()}
    submitted = {each: day(on) for each, (_, _, _, on) in VISITS.items()}
    went, said = visits(VISITS)
    return {
        "assessors": assessors(EXPERTISE, first=30),
        "panels": panels(PANELS),
        "panel_applications": panel_applications(GIVEN),
        "nil_returns": nil_returns(PANELS, "2025-07-09"),
        "item_scores": [
            *item_scores("document_review", document, dict.fromkeys(DOCUMENT, date(2025, 7, 22))),
            *item_scores("onsite_review", onsite, ended),
        ],
        "item_consensus": [
            *item_consensus("document_review", document, dict.fromkeys(DOCUMENT, date(2025, 7, 25))),
            *item_consensus("onsite_review", onsite, ended),
        ],
        "confirmations": [
            *confirmations("document_review", dict.fromkeys(DOCUMENT, date(2025, 8, 4))),
            *confirmations("onsite_review", submitted),
        ],
        "visits": went,
        "panel_opinions": said,
    }


def _review(bases: dict[str, int]) -> list[Review]:
    panel_of = {each: panel for panel, ids in GIVEN.items() for each in ids}
    return [Review(each, PANELS[panel_of[each]], PANELS[panel_of[each]][0], base) for each, base in bases.items()]


def _objections() -> Rows:
    return [
        {
            "objection_id": "Y2501", "application_id": "A2504", "received_on": date(2025, 11, 5), "is_anonymous": False,
            "objector": secret("吴癸亥", "异议人"), "objector_contact": secret("0579-00009998", "异议人电话"),
            "content": secret("反映其近年有未公开的处罚", "异议内容"),
        }
    ]  # fmt: skip


def _follow_ups() -> Rows:
    return [
        follow_up(2024, QUALITY, ORGANISATIONS["xusheng"].name, "practice", "2025-06-10"),
        follow_up(2024, INNOVATION, ORGANISATIONS["huanma"].name, "honour_use", "2025-06-11"),
    ]


def write(folder: Path) -> None:
    """Write the year as the offices keep it: every file in its sender's own way."""
    rows = tables()
    _office_files(folder, rows)
    _register_files(folder, rows)
    _review_files(folder, rows)


def _office_files(folder: Path, rows: dict[str, Rows]) -> None:
    basics = Book()
    basics.sheet("年度日程", "schedule", rows["schedule"], days="chinese")
    basics.sheet("年度与办公室信息", "office", rows["office"])
    basics.sheet("年度实施规则", "implementing_rules", rows["implementing_rules"], days="chinese")
    basics.sheet("放假安排", "workdays", rows["workdays"])
    basics.save(folder / "年度基本信息.xlsx")
    applications = [
        row | {"uscc": full_width(row["uscc"])} if place == 2 else row for place, row in enumerate(rows["applications"])
    ]
    title = "2025年度义乌市政府质量奖申报组织汇总表（虚构）"
    Book().sheet("汇总", "applications", applications, above=title, days="chinese", numbered=True).save(
        folder / "申报组织.xlsx"
    )
    decided = Book().sheet("决定与名单", "acts", rows["acts"]).sheet("历年获奖组织", "honours", rows["honours"])
    decided.sheet("撤销荣誉", "revocations", rows["revocations"]).save(folder / "名单与荣誉.xlsx")
    vote = (
        Book().sheet("评议组成员", "voters", rows["voters"]).sheet("选票统计", "ballot_papers", rows["ballot_papers"])
    )
    vote.sheet("计票结果", "ballot_counts", rows["ballot_counts"]).save(folder / "审查表决.xlsx")
    for table in ("materials", "publications", "objections", "follow_ups"):
        write_office_csv(folder, contract(table).title, table, rows[table])


def _register_files(folder: Path, rows: dict[str, Rows]) -> None:
    """Departments: registers as workbook or CSV, opinions and scores one workbook each."""
    tax = [row | {"rating_year": full_width(str(row["rating_year"]))} for row in rows["tax_credit"]]
    write_office_csv(folder / "登记与证照", "纳税信用等级", "tax_credit", tax)
    for table in ("certificates", "inspections", "incidents", "land_productivity"):
        write_office_csv(folder / "登记与证照", contract(table).title, table, rows[table])
    for table, days in (
        ("registrations", "excel"),
        ("construction_credit", "slashed"),
        ("quality_projects", "chinese"),
    ):
        Book().sheet("Sheet1", table, rows[table], days=days).save(
            folder / "登记与证照" / f"{contract(table).title}.xlsx"
        )
    _one_each(folder / "部门核查意见", "attestations", rows["attestations"], _department, days="slashed")
    _one_each(folder / "部门评审", "department_scores", rows["department_scores"], _department)
    write_office_csv(folder / "部门评审", "信用积分", "credit_points", rows["credit_points"])


def _review_files(folder: Path, rows: dict[str, Rows]) -> None:
    """The panels' own folder: one workbook per assessor, one per leader."""
    at = folder / "评审"
    made_up = Book().sheet("评审员", "assessors", rows["assessors"]).sheet("评审组", "panels", rows["panels"])
    made_up.sheet("评审组分工", "panel_applications", rows["panel_applications"]).save(at / "评审组组成.xlsx")
    scores = [
        row | {"percent": full_width(str(row["percent"]))} if row["assessor_id"] == "E03" else row
        for row in rows["item_scores"]
    ]
    _one_each(at, "item_scores", scores, lambda row: row["assessor_id"])
    _one_each(at, "item_consensus", rows["item_consensus"], lambda row: row["recorded_by"])
    went = Book().sheet("现场评审", "visits", rows["visits"], days="chinese")
    went.sheet("评审组现场评审意见", "panel_opinions", rows["panel_opinions"], days="slashed").save(
        at / "现场评审情况.xlsx"
    )
    write_office_csv(at, "评审报告确认", "confirmations", rows["confirmations"])
    write_office_csv(at, "零报告", "nil_returns", rows["nil_returns"])


def _one_each(
    folder: Path, table: str, rows: Iterable[dict], sender: Callable[[dict], str], *, days: str = "excel"
) -> None:
    sent: dict[str, Rows] = {}
    for row in rows:
        sent.setdefault(sender(row), []).append(row)
    title = contract(table).title
    for who, own in sent.items():
        Book().sheet("Sheet1", table, own, days=days).save(folder / f"{title}-{who}.xlsx")


def _department(row: dict) -> str:
    return row["department"]
