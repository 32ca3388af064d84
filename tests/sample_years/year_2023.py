"""2023, closed: three 质量奖 and one 创新奖; one laureate lost the honour on 2024-02-20 for deceit (七(二)).

Closing day 2023-05-31, state as of 2024-12-31. Of nine applications seven are eligible: a builder has only two
prizes (it passes in 2024), a water works is not yet three years old (it is in 2024).
"""

from __future__ import annotations

from datetime import date

from tests.sample_years.honours import INNOVATION, QUALITY, honours, revocations
from tests.sample_years.invented import day
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
    nobody_objected,
    office,
    panel_applications,
    panels,
    publications,
    schedule,
    visits,
    voters,
)
from tests.sample_years.rules import implementing_rules
from tests.sample_years.scoring import Review, item_consensus, item_scores
from tests.sample_years.story import Rows, Season, Story, facts, signed_again

SEASON = Season(closing=date(2023, 5, 31), attested_on=date(2023, 6, 26))
DEPARTMENTS = ("市市场监管局", "市经信局", "市生态环境分局", "市应急管理局")
DAYS = {
    "call_on": "2023-04-17",
    "applications_open_on": "2023-04-18",
    "applications_close_on": "2023-05-31",
    "supplement_due": "2023-06-14",
    "eligibility_due": "2023-07-07",
    "document_review_due": "2023-08-18",
    "department_review_due": "2023-09-08",
    "onsite_review_due": "2023-10-20",
    "second_look_on": "2023-10-27",
    "vote_on": "2023-11-01",
    "notice_on": "2023-11-06",
    "award_due": "2023-12-29",
    "state_as_of": "2024-12-31",
}


def _story(number: int, key: str, award: str, sector: str, told: str, **facts: object) -> Story:
    return Story(f"A{number}", ORGANISATIONS[key], award, sector, told, **facts)


STORIES = (
    _story(2301, "xumao", QUALITY, "industry", "获奖，次年查明骗取，被撤销"),
    _story(2302, "gouyi", QUALITY, "industry", "获奖，2024 年又来申报", is_pinzibiao=True),
    _story(2303, "nisheng", QUALITY, "industry", "获奖"),
    _story(2304, "goutai", QUALITY, "construction", "三(五)2b：只有 2 项优质工程",
           projects=(("city", "main", "2022-06-01"), ("province", "main", "2023-03-15"))),
    _story(2305, "xusheng", QUALITY, "industry", "候选，未获通过；2024 年再来并获奖"),
    _story(2306, "huanheng", INNOVATION, "services", "获奖；数字经济新兴产业",
           exempt_field="digital_economy", exempt_confirmed_by="市经信局", excellence_since="2022-09-01"),
    _story(2307, "goushu", INNOVATION, "services", "候选，未获通过"),
    _story(2308, "nikun", INNOVATION, "industry", "未进入现场评审"),
    _story(2309, "huanche", INNOVATION, "environment", "三(一)b：登记不满 3 年", registered_on="2020-09-01"),
)  # fmt: skip
PANELS = {"P1": ("E01", "E02", "E03"), "P2": ("E04", "E05", "E06")}
GIVEN = {"P1": ("A2301", "A2302", "A2303", "A2305"), "P2": ("A2306", "A2307", "A2308")}
ELIGIBLE = {QUALITY: ("A2301", "A2302", "A2303", "A2305"), INNOVATION: ("A2306", "A2307", "A2308")}
SHORTLIST = {QUALITY: ("A2301", "A2302", "A2303", "A2305"), INNOVATION: ("A2306", "A2307")}
PRESELECTED = {QUALITY: ("A2301", "A2302", "A2303"), INNOVATION: ("A2306",)}
DOCUMENT = {"A2301": 70, "A2302": 65, "A2303": 65, "A2305": 60, "A2306": 65, "A2307": 60, "A2308": 55}
ONSITE = {"A2301": 70, "A2302": 70, "A2303": 65, "A2305": 60, "A2306": 65, "A2307": 60}
DEPARTMENT_SCORES = {
    "A2301": (90, 54, 36, 90),
    "A2302": (88, 53, 35, 88),
    "A2303": (85, 51, 34, 85),
    "A2305": (80, 48, 32, 80),
    "A2306": (88, 53, 35, 88),
    "A2307": (80, 48, 32, 80),
}
CREDIT_POINTS = {"A2301": 900, "A2302": 880, "A2303": 850, "A2305": 800, "A2306": 880, "A2307": 800}
VISITS = {
    "A2301": ("P1", "2023-09-11", "2023-09-12", "2023-09-19"),
    "A2302": ("P1", "2023-09-13", "2023-09-14", "2023-09-21"),
    "A2303": ("P1", "2023-09-18", "2023-09-19", "2023-09-26"),
    "A2305": ("P1", "2023-09-20", "2023-09-21", "2023-09-27"),
    "A2306": ("P2", "2023-09-11", "2023-09-12", "2023-09-20"),
    "A2307": ("P2", "2023-09-13", "2023-09-14", "2023-09-22"),
}
VOTES = {
    QUALITY: {"A2301": (9, 1, 1), "A2302": (10, 1, 0), "A2303": (8, 2, 1), "A2305": (4, 6, 1)},
    INNOVATION: {"A2306": (9, 2, 0), "A2307": (5, 6, 0)},
}


def tables() -> dict[str, Rows]:
    """Every incoming table of the year; what nobody had to report has no rows."""
    rules = {
        ("shortlist.value", QUALITY): "4",
        ("shortlist.value", INNOVATION): "2",
        ("candidates.count", INNOVATION): "2",
    }
    papers, counts = ballots({QUALITY: (11, 0), INNOVATION: (11, 0)}, VOTES, date(2023, 11, 1))
    return {
        "schedule": schedule(DAYS),
        "office": office(2023),
        "implementing_rules": implementing_rules("虚评委〔2023〕1号", date(2023, 4, 10), rules),
        **_facts(),
        "acts": _acts(),
        "honours": honours(before=2023),
        "revocations": revocations(),
        **_reviews(),
        "department_scores": department_scores(DEPARTMENTS, DEPARTMENT_SCORES, date(2023, 9, 4), ""),
        "credit_points": credit_points(CREDIT_POINTS, date(2023, 9, 1)),
        "voters": voters(8, 2, 1),
        "ballot_papers": papers,
        "ballot_counts": counts,
        "publications": publications({"call": "2023-04-17", "notice": "2023-11-06", "commendation": "2023-12-22"}),
        "follow_ups": _follow_ups(),
        "prize_payments": _prize_payments(),
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
            "eligible_list": ("虚评审办〔2023〕2号", "2023-07-07", ELIGIBLE),
            "shortlist": ("虚评审办〔2023〕4号", "2023-08-16", SHORTLIST),
            "candidates": ("虚评审办〔2023〕6号", "2023-10-25", SHORTLIST),
            "preselected": ("虚评议〔2023〕1号", "2023-11-01", PRESELECTED),
            "proposed": ("虚评委〔2023〕8号", "2023-11-27", PRESELECTED),
            "approval": ("虚政发〔2023〕22号", "2023-12-18", PRESELECTED),
        }
    )


def _reviews() -> dict[str, Rows]:
    document, onsite = _review(DOCUMENT), _review(ONSITE)
    ended = {each: day(to) for each, (_, _, to, _) in VISITS.items()}
    submitted = {each: day(on) for each, (_, _, _, on) in VISITS.items()}
    went, said = visits(VISITS)
    return {
        "assessors": assessors(("management", "industry", "industry", "management", "services", "industry"), first=20),
        "panels": panels(PANELS),
        "panel_applications": panel_applications(GIVEN),
        "nil_returns": [*nil_returns(PANELS, "2023-07-11"), nobody_objected("2023-11-14")],
        "item_scores": [
            *item_scores("document_review", document, dict.fromkeys(DOCUMENT, date(2023, 7, 24))),
            *item_scores("onsite_review", onsite, ended),
        ],
        "item_consensus": [
            *item_consensus("document_review", document, dict.fromkeys(DOCUMENT, date(2023, 7, 28))),
            *item_consensus("onsite_review", onsite, ended),
        ],
        "confirmations": [
            *confirmations("document_review", dict.fromkeys(DOCUMENT, date(2023, 8, 7))),
            *confirmations("onsite_review", submitted),
        ],
        "visits": went,
        "panel_opinions": said,
    }


def _review(bases: dict[str, int]) -> list[Review]:
    panel_of = {each: panel for panel, ids in GIVEN.items() for each in ids}
    return [Review(each, PANELS[panel_of[each]], PANELS[panel_of[each]][0], base) for each, base in bases.items()]


def _follow_ups() -> Rows:
    gouyi, nisheng, huanheng = (ORGANISATIONS[key].name for key in ("gouyi", "nisheng", "huanheng"))
    return [
        follow_up(2023, QUALITY, gouyi, "prize_use", "2024-11-27"),
        follow_up(2023, QUALITY, nisheng, "prize_use", "2024-11-28"),
        follow_up(2023, INNOVATION, huanheng, "prize_use", "2024-11-28"),
    ]


def _prize_payments() -> Rows:
    amounts = {QUALITY: 1_000_000, INNOVATION: 300_000}
    return [
        {"application_id": each, "amount_yuan": amounts[award], "budget_year": 2023, "paid_on": date(2023, 12, 27)}
        for award, ids in PRESELECTED.items()
        for each in ids
    ]
