"""2024, closed: every part of 三 has an application that fails by it alone, and one that just passes.

Closing day 2024-05-31. Fourteen of 44 applications are eligible; what they score, and how far they come, is worked
out by hand in tests/golden/2024.
"""

from __future__ import annotations

from datetime import date

from tests.sample_years.honours import honours, revocations
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
    sent_papers,
    visits,
    voters,
)
from tests.sample_years.rules import implementing_rules
from tests.sample_years.scoring import Review, item_consensus, item_scores
from tests.sample_years.story import MATERIALS, Certificate, Rows, Season, Story, facts, signed_again

QUALITY, INNOVATION = "quality_award", "innovation_award"
SEASON = Season(closing=date(2024, 5, 31), attested_on=date(2024, 6, 25))
DEPARTMENTS = ("市市场监管局", "市经信局", "市生态环境分局", "市应急管理局")
DAYS = {
    "call_on": "2024-04-15",
    "applications_open_on": "2024-04-16",
    "applications_close_on": "2024-05-31",
    "supplement_due": "2024-06-14",
    "eligibility_due": "2024-07-05",
    "document_review_due": "2024-08-16",
    "department_review_due": "2024-09-13",
    "onsite_review_due": "2024-10-18",
    "second_look_on": "2024-10-25",
    "vote_on": "2024-10-30",
    "notice_on": "2024-11-04",
    "award_due": "2024-12-31",
    "state_as_of": "2025-03-31",
}


def _story(number: int, key: str, award: str, sector: str, told: str, **facts: object) -> Story:
    return Story(f"A{number}", ORGANISATIONS[key], award, sector, told, **facts)


# A certificate that runs out on the closing day, and the one that takes its place the day after.
_TO_THE_LAST_DAY = (Certificate("2021-06-01", "2024-05-31"), Certificate("2024-06-01", "2027-05-31"))
_LEVEL_THREE_TO_THE_LAST_DAY = (
    Certificate("2021-06-01", "2024-05-31", level="three"),
    Certificate("2024-06-01", "2027-05-31", level="three"),
)
_FOUR_PRIZES = (
    ("city", "main", "2022-10-20"),
    ("province", "main", "2023-03-15"),
    ("city", "main", "2023-10-20"),
    ("city", "main", "2024-03-15"),
)

STORIES = (
    _story(2401, "xusheng", QUALITY, "industry", "名称含“昇”；亩产效益恰为 B1；安全生产三级证书当日到期",
           land=((2022, "B2", "2023-05-15"), (2023, "B1", "2024-05-15")), is_pinzibiao=True,
           certificates={"safety_standard": _LEVEL_THREE_TO_THE_LAST_DAY}),
    _story(2402, "niting", QUALITY, "industry", "三(三)a：质量管理体系证书被暂停",
           certificates={"quality_management": [Certificate("2022-03-15", "2025-03-14", "suspended")]}),
    _story(2403, "huanma", INNOVATION, "services", "数字经济新兴产业，经认定，实施卓越绩效不满 2 年也可",
           exempt_field="digital_economy", exempt_confirmed_by="市经信局", excellence_since="2023-09-01"),
    _story(2404, "goutai", QUALITY, "construction",
           "市信用网八个季度恰为 B，此前一季两项都低；窗口内承建项目恰 3 项，另有参建、窗口前一日和截止后各一项不计",
           low_quarters={("credit_website", "*"): "B", ("credit_website", "2022Q1"): "C",
                         ("construction_system", "2022Q1"): "B"},
           projects=(("city", "main", "2022-05-31"), ("city", "main", "2022-06-01"), ("province", "main", "2023-03-15"),
                     ("city", "partner", "2023-06-18"), ("city", "main", "2024-05-31"), ("city", "main", "2024-06-20")),
           incidents=[("safety", "2021-05-31", True, True)]),
    _story(2405, "gouwei", QUALITY, "industry", "三(二)：两个部门中一个认定不符合产业政策",
           against={("三(二)", "市发改局"): "not_met"}),
    _story(2406, "niyao", QUALITY, "services", "登记恰满 3 年", registered_on="2021-05-31", is_pinzibiao=True,
           incidents=[("complaint", "2023-09-09", False, True)]),
    _story(2407, "huanqi", QUALITY, "industry", "三(三)b：环境管理体系证书前一日到期",
           certificates={"environment_management": [Certificate("2021-05-31", "2024-05-30")]}),
    _story(2408, "gouheng", INNOVATION, "industry", "生命健康产业，经认定，没有实施卓越绩效的起始日也可",
           exempt_field="life_health", exempt_confirmed_by="市卫生健康局", excellence_since=None,
           incidents=[("violation", "2022-11-11", False, True)]),
    _story(2409, "nipo", INNOVATION, "construction", "三(五)2a：市信用网有一个季度为 C",
           projects=_FOUR_PRIZES, low_quarters={("credit_website", "2023Q3"): "C"}),
    _story(2410, "huanzhe", QUALITY, "industry",
           "名称含“喆”；质量管理体系证书当日到期；纳税信用 A 级当日公布，上一年度为 B",
           tax=((2022, "B", "2023-04-25"), (2023, "A", "2024-05-31")),
           certificates={"quality_management": _TO_THE_LAST_DAY}),
    _story(2411, "gouyi", QUALITY, "industry", "二(一)2：2023 年度获奖，荣誉有效，不满 3 年"),
    _story(2412, "xufan", INNOVATION, "services",
           "截止当日报送；实施卓越绩效恰满 2 年；有重大投诉但非组织责任",
           received_on="2024-05-31", excellence_since="2022-05-31",
           incidents=[("complaint", "2023-07-01", True, False)]),
    _story(2413, "xuduan", QUALITY, "services", "三(三)c：实施卓越绩效差一天满 2 年", excellence_since="2022-06-01"),
    _story(2414, "goulan", QUALITY, "environment",
           "最近一次检查不合格在窗口前一日；环境管理体系证书当日到期",
           inspections=[("2021-05-31", "failed")], certificates={"environment_management": _TO_THE_LAST_DAY}),
    _story(2415, "nipan", QUALITY, "mining", "安全生产二级；进入现场评审名单后自愿退出",
           certificates={"safety_standard": [Certificate("2022-09-01", "2025-08-31", level="two")]}),
    _story(2416, "gouping", QUALITY, "environment", "三(三)d：不居同行业前列", against={"三(三)d": "not_met"}),
    _story(2417, "nikun", INNOVATION, "industry", "名称含“堃”；亩产效益只有未细分的 B，经认定相当于 B1",
           land=((2023, "B", "2024-05-15"),), incidents=[("foreign_notice", "2021-05-31", False, True)]),
    _story(2418, "nishou", QUALITY, "industry", "三(三)e：技术、服务和质量指标达不到领先水平",
           against={"三(三)e": "not_met"}),
    _story(2419, "nihe", QUALITY, "agriculture",
           "农村集体经济组织，代码以 N2 开头；农业，不要求实施年限；绿色食品证书当日到期",
           excellence_since=None, certificates={"green_food": _TO_THE_LAST_DAY}),
    _story(2420, "huanjiu", INNOVATION, "industry", "三(四)：没有创新成效", against={"三(四)": "not_met"}),
    _story(2421, "xunuo", QUALITY, "services", "三(五)：信用记录不良", against={"三(五)": "not_met"}),
    _story(2422, "xuduo", QUALITY, "industry",
           "2019 年度荣誉依 七(五) 撤销，不受六年限制；不参加亩产效益评价，经认定不适用", land=()),
    _story(2423, "gouchi", INNOVATION, "industry", "三(五)1：最新为 B，旧的 A 和截止后调整的 A 都不算",
           tax=((2022, "A", "2023-04-25"), (2023, "B", "2024-04-25"), (2023, "A", "2024-06-10"))),
    _story(2424, "xuhan", INNOVATION, "services", "2020 年度获奖，2021-05-31 表彰，恰满 3 年"),
    _story(2425, "huanliang", QUALITY, "construction",
           "三(五)2b：计入的只有 2 项，另有参建、级别不够、窗口前一日和截止后各一项",
           projects=(("city", "main", "2022-05-31"), ("city", "main", "2022-06-01"), ("city", "partner", "2023-06-18"),
                     ("below", "main", "2023-09-10"), ("prefecture", "main", "2024-05-31"),
                     ("city", "main", "2024-06-20"))),
    _story(2426, "xuheng", QUALITY, "construction", "三(五)2c：建设系统有一个季度为 B",
           projects=_FOUR_PRIZES, low_quarters={("construction_system", "2022Q2"): "B"}),
    _story(2427, "huanche", INNOVATION, "environment", "有一般环境污染记录，不重大", registered_on="2020-09-01",
           incidents=[("pollution", "2023-02-14", False, True)]),
    _story(2428, "gousui", QUALITY, "agriculture", "三(六)：绿色食品证书被撤销",
           certificates={"green_food": [Certificate("2023-01-10", "2026-01-09", "revoked")]}),
    _story(2429, "nimu", QUALITY, "industry", "三(七)：亩产效益 B2，更早的 A 不算",
           land=((2022, "A", "2023-05-15"), (2023, "B2", "2024-05-15"))),
    _story(2430, "huanjian", QUALITY, "industry", "三(八)a：窗口首日检查不合格",
           inspections=[("2021-06-01", "failed")], against={"三(八)a": "not_met"}),
    _story(2431, "xuxian", QUALITY, "mining", "三(八)b：重大安全事故",
           incidents=[("safety", "2022-08-15", True, True)], against={("三(八)b", "市应急管理局"): "not_met"}),
    _story(2432, "goufan", QUALITY, "industry", "三(八)c：因质量原因被国外退货",
           incidents=[("foreign_return", "2023-03-10", False, True)], against={"三(八)c": "not_met"}),
    _story(2433, "nisu", INNOVATION, "services", "三(八)d：因组织责任的重大投诉",
           incidents=[("complaint", "2023-10-02", True, True)], against={"三(八)d": "not_met"}),
    _story(2434, "huanfa", INNOVATION, "services", "三(八)e：严重违法",
           incidents=[("violation", "2022-11-11", True, True)], against={"三(八)e": "not_met"}),
    _story(2435, "xukuang", QUALITY, "mining", "三(九)：安全生产标准化证书前一日到期",
           certificates={"safety_standard": [Certificate("2021-05-31", "2024-05-30", level="three")]}),
    _story(2436, "xumao", QUALITY, "industry", "七(二)：2023 年度荣誉因骗取于 2024-02-20 撤销，六年内不受理"),
    _story(2437, "xuxu", QUALITY, "industry", "一(二)：部门认定在行业内不领先", against={"一(二)": "not_met"}),
    _story(2438, "huanjun", QUALITY, "other", "一(二)：所从事的业务不在授奖范围"),
    _story(2439, "nichen", INNOVATION, "industry", "一(三)：部门认定创新成效不明显", against={"一(三)": "not_met"}),
    _story(2440, "xulin", QUALITY, "industry", "三(一)a：不在义乌登记", is_registered_in_yiwu=False),
    _story(2441, "huanchu", QUALITY, "industry", "三(一)b：登记差一天满 3 年", registered_on="2021-06-01"),
    _story(2442, "xulou", INNOVATION, "industry", "三(一)c：列入经营异常名录", is_listed_abnormal=True),
    _story(2443, "goujian", INNOVATION, "industry", "四(二)b：证实性材料不齐", received_on="2024-05-31",
           materials={"evidence": ("2024-05-31", False)}),
    _story(2444, "niwan", QUALITY, "industry", "四(二)a：申报晚了一天，材料此前已在网上交齐", received_on="2024-06-01",
           materials=dict.fromkeys(MATERIALS, ("2024-05-30", True))),
)  # fmt: skip

PANELS = {
    "P1": ("E01", "E02", "E03", "E04", "E05"),
    "P2": ("E06", "E07", "E08", "E09"),
    "P3": ("E10", "E11", "E12", "E13"),
}
GIVEN = {
    "P1": ("A2401", "A2410", "A2415", "A2422", "A2408"),
    "P2": ("A2404", "A2406", "A2403", "A2412", "A2424"),
    "P3": ("A2414", "A2419", "A2417", "A2427"),
}
RECUSED = {("E04", "A2410")}
ELIGIBLE = {
    QUALITY: ("A2401", "A2404", "A2406", "A2410", "A2414", "A2415", "A2419", "A2422"),
    INNOVATION: ("A2403", "A2408", "A2412", "A2417", "A2424", "A2427"),
}
SHORTLIST = {
    QUALITY: ("A2401", "A2404", "A2406", "A2410", "A2414", "A2415"),
    INNOVATION: ("A2403", "A2408", "A2412", "A2417"),
}
CANDIDATES = {QUALITY: ("A2401", "A2404", "A2406", "A2410"), INNOVATION: ("A2403", "A2408", "A2412")}
PRESELECTED = {QUALITY: ("A2401", "A2406", "A2410"), INNOVATION: ("A2403",)}

# application → percent of every item, and the items that differ by some percentage points
DOCUMENT = {
    "A2401": (70, {"4.7.2": 5}),
    "A2404": (65, {"4.7.2": 10, "4.7.3": 10, "4.7.4": 10, "4.7.5": 10}),
    "A2415": (65, {"4.7.2": 5, "4.7.3": 5, "4.7.4": 5, "4.7.5": 5, "4.1.2": 5, "4.2.3": 5}),
    "A2406": (65, {"4.7.6": 10, "4.7.7": 10}),
    "A2410": (65, {}),
    "A2414": (65, {"4.7.6": -10, "4.7.7": -10}),
    "A2419": (60, {"4.4.3": 5}),
    "A2422": (60, {"4.1.2": -10, "4.2.3": -10}),
    "A2403": (65, {"4.5.2": -10, "4.5.3": -10}),
    "A2408": (65, {"4.7.2": -10, "4.7.3": -10, "4.7.4": -5}),
    "A2412": (60, {"4.6.3": 15, "4.6.2": 10}),
    "A2417": (60, {}),
    "A2424": (60, {"4.7.2": -15, "4.7.3": -10}),
    "A2427": (55, {"4.7.2": 10, "4.4.5": 15}),
}
ONSITE = {
    "A2401": (70, {"4.7.2": 10, "4.7.3": 5, "4.1.2": 5}),
    "A2404": (70, {"4.1.2": -10, "4.2.3": -10}),
    "A2406": (70, {"4.3.3": -10, "4.5.2": -10}),
    "A2410": (70, {"4.7.2": -10, "4.7.3": -10, "4.7.4": -5}),
    "A2414": (65, {"4.7.6": 10, "4.7.7": 10}),
    "A2403": (65, {}),
    "A2408": (65, {"4.7.2": -10, "4.7.3": -10, "4.7.4": -5}),
    "A2412": (60, {"4.4.2": 10, "4.1.2": 10, "4.5.2": 10, "4.6.2": 10}),
    "A2417": (60, {}),
}
# stage, application → items on which the assessors are 25, and 20, percentage points apart
WIDE = {
    ("document_review", "A2404"): ("4.7.2",),
    ("document_review", "A2403"): ("4.6.3", "4.7.4"),
    ("onsite_review", "A2412"): ("4.2.2",),
}
AT_LIMIT = {("document_review", "A2401"): ("4.5.2",), ("onsite_review", "A2406"): ("4.7.7",)}

# application → scores of DEPARTMENTS (100, 60, 40, 100); None: let off
DEPARTMENT_SCORES = {
    "A2401": (90, 54, 36, 90),
    "A2404": (85, 51, 34, 85),
    "A2406": ("88.5", "52.5", 35, 88),
    "A2410": (80, 48, 32, 80),
    "A2414": (75, 45, 30, 75),
    "A2403": (92, 54, 36, 90),
    "A2408": (88, 52, 35, None),
    "A2412": (80, 48, 32, 80),
    "A2417": (75, 45, 30, 76),
}
# out of 1000, taken as out of 100
CREDIT_POINTS = {
    "A2401": 900, "A2404": 850, "A2406": 880, "A2410": 800, "A2414": 750,
    "A2403": 880, "A2408": 850, "A2412": 800, "A2417": 740,
}  # fmt: skip
# application → panel, visit from, to, opinion submitted
VISITS = {
    "A2401": ("P1", "2024-09-10", "2024-09-11", "2024-09-18"),
    "A2408": ("P1", "2024-09-19", "2024-09-20", "2024-09-27"),
    "A2410": ("P1", "2024-09-24", "2024-09-25", "2024-10-10"),  # on the seventh working day
    "A2404": ("P2", "2024-09-11", "2024-09-12", "2024-09-25"),  # on the eighth: late
    "A2406": ("P2", "2024-09-19", "2024-09-20", "2024-09-29"),
    "A2403": ("P2", "2024-09-24", "2024-09-25", "2024-10-09"),
    "A2412": ("P2", "2024-09-26", "2024-09-27", "2024-10-12"),  # a Saturday that is worked
    "A2414": ("P3", "2024-09-10", "2024-09-11", "2024-09-20"),
    "A2417": ("P3", "2024-09-19", "2024-09-20", "2024-09-30"),
}
# of valid ballots: for, against, abstain
VOTES = {
    QUALITY: {"A2401": (10, 1, 0), "A2404": (5, 5, 1), "A2406": (9, 1, 1), "A2410": (8, 2, 1)},
    INNOVATION: {"A2403": (10, 2, 1), "A2408": (6, 6, 1), "A2412": (4, 8, 1)},
}


def tables() -> dict[str, Rows]:
    """Every incoming table of the year."""
    return {
        "schedule": schedule(DAYS),
        "office": office(2024),
        "implementing_rules": implementing_rules("虚评委〔2024〕1号", date(2024, 4, 8)),
        **_facts(),
        "determinations": _determinations(),
        "acts": _acts(),
        "honours": honours(before=2024),
        "revocations": revocations(),
        "exits": _exits(),
        **_reviews(),
        "department_scores": department_scores(
            DEPARTMENTS, DEPARTMENT_SCORES, date(2024, 9, 6), "经虚评委〔2024〕7号同意不评"
        ),
        "credit_points": credit_points(CREDIT_POINTS, date(2024, 9, 2)),
        **_vote(),
        "publications": publications({"call": "2024-04-15", "notice": "2024-11-04", "commendation": "2024-12-20"}),
        "sent_papers": _sent_papers(),
        "objections": _objections(),
        "misconduct": _misconduct(),
        "follow_ups": _follow_ups(),
        "prize_payments": _prize_payments(),
    }


def _determinations() -> Rows:
    said = {
        "A2417": ("met", "市经信局函复：该企业未细分的 B 类相当于 B1"),
        "A2422": ("not_applicable", "租用厂房且用地不足三亩，不列入亩产效益综合评价"),
    }
    return [
        {
            "application_id": each, "part": "三(七)", "verdict": verdict, "basis": secret(basis, each, "认定"),
            "body": "office", "decided_on": date(2024, 6, 28),
        }
        for each, (verdict, basis) in said.items()
    ]  # fmt: skip


def _facts() -> dict[str, Rows]:
    """The departments sign again for the candidates, on the day of the second look."""
    told = facts(STORIES, SEASON)
    candidates = {each for ids in CANDIDATES.values() for each in ids}
    again = signed_again(STORIES, candidates, day(DAYS["second_look_on"]))
    return told | {"attestations": [*told["attestations"], *again]}


def _acts() -> Rows:
    return acts(
        {
            "eligible_list": ("虚评审办〔2024〕3号", "2024-07-05", ELIGIBLE),
            "shortlist": ("虚评审办〔2024〕5号", "2024-08-14", SHORTLIST),
            "candidates": ("虚评审办〔2024〕8号", "2024-10-23", CANDIDATES),
            "preselected": ("虚评议〔2024〕1号", "2024-10-30", PRESELECTED),
            "proposed": ("虚评委〔2024〕9号", "2024-11-25", PRESELECTED),
            "approval": ("虚政发〔2024〕19号", "2024-12-16", PRESELECTED),
        }
    )


def _sent_papers() -> Rows:
    """A feedback and a final outcome wait to be sent."""
    eligible = {each for ids in ELIGIBLE.values() for each in ids}
    laureates = [each for ids in PRESELECTED.values() for each in ids]
    return sent_papers(
        [
            ("call_to_towns", "2024-04-15", "platform", [None]),
            ("incomplete", "2024-06-03", "post", ["A2443"]),
            ("ineligible", "2024-07-08", "post", sorted({story.application_id for story in STORIES} - eligible)),
            ("document_report", "2024-07-29", "email", sorted(DOCUMENT)),
            ("feedback", "2024-08-19", "post", ["A2419", "A2422", "A2424"]),
            ("onsite_plan", "2024-09-02", "in_person", [None]),
            *(("onsite_report", ended, "in_person", [each]) for each, (_, _, ended, _) in VISITS.items()),
            ("certificate", "2024-12-20", "in_person", laureates),
            ("outcome", "2024-12-20", "post", [*laureates, "A2404", "A2408", "A2414", "A2417"]),
        ]
    )


def _exits() -> Rows:
    return [
        {
            "application_id": "A2415", "kind": "withdrawn", "reason": secret("矿区整合，无力迎评", "A2415"),
            "body": "applicant", "document": "退出申请2024-1", "decided_on": date(2024, 8, 26),
        }
    ]  # fmt: skip


def _reviews() -> dict[str, Rows]:
    document = _review("document_review", DOCUMENT)
    onsite = _review("onsite_review", ONSITE)
    ended = {each: day(to) for each, (_, _, to, _) in VISITS.items()}
    submitted = {each: day(on) for each, (_, _, _, on) in VISITS.items()}
    went, said = visits(VISITS)
    disputed = "disputed"
    return {
        "assessors": assessors(
            ("management", "industry", "mining", "industry", "management", "management", "construction", "services",
             "industry", "management", "agriculture", "environment", "industry")
        ),
        "panels": panels(PANELS),
        "panel_applications": panel_applications(GIVEN),
        "conflicts": _conflicts(),
        "nil_returns": nil_returns(PANELS, "2024-07-08", related=("E04", "E05")),
        "item_scores": [
            *item_scores("document_review", document, dict.fromkeys(DOCUMENT, date(2024, 7, 22))),
            *item_scores("onsite_review", onsite, ended),
        ],
        "item_consensus": [
            *item_consensus("document_review", document, dict.fromkeys(DOCUMENT, date(2024, 7, 26))),
            *item_consensus("onsite_review", onsite, ended),
        ],
        "confirmations": [
            *confirmations(
                "document_review", dict.fromkeys(DOCUMENT, date(2024, 8, 5)),
                {"A2414": (disputed, "已逐条核对，维持合议结论", "2024-08-09"), "A2427": ("no_reply", None, None)},
            ),
            *confirmations(
                "onsite_review", submitted, {"A2412": (disputed, "补充核实后维持原意见", "2024-10-16")}
            ),
        ],
        "visits": went,
        "panel_opinions": said,
    }  # fmt: skip


def _review(stage: str, scores: dict) -> list[Review]:
    panel_of = {each: panel for panel, ids in GIVEN.items() for each in ids}
    return [
        Review(
            each,
            tuple(assessor for assessor in PANELS[panel_of[each]] if (assessor, each) not in RECUSED),
            PANELS[panel_of[each]][0],
            base,
            items,
            WIDE.get((stage, each), ()),
            AT_LIMIT.get((stage, each), ()),
        )
        for each, (base, items) in scores.items()
    ]


def _conflicts() -> Rows:
    """E04 still owns shares; E05's advice ended more than three years ago, so he scores."""
    declared = (("E04", "A2410", "shareholding", None), ("E05", "A2422", "consulting", date(2019, 12, 31)))
    return [
        {
            "assessor_id": assessor, "application_id": each, "relation": relation,
            "ended_on": ended_on, "declared_on": date(2024, 7, 8),
        }
        for assessor, each, relation, ended_on in declared
    ]  # fmt: skip


def _vote() -> dict[str, Rows]:
    """Fifteen may vote, two are away; V11 is employed by a candidate and keeps out of 质量奖."""
    who = voters(9, 4, 2, absent=("V05", "V13"))
    who[10] |= {"employer_uscc": ORGANISATIONS["goutai"].uscc, "recused_award": QUALITY}
    papers, counts = ballots({QUALITY: (12, 1), INNOVATION: (13, 0)}, VOTES, date(2024, 10, 30))
    return {"voters": who, "ballot_papers": papers, "ballot_counts": counts}


def _objections() -> Rows:
    return [
        {
            "objection_id": "Y2401", "application_id": "A2410", "received_on": date(2024, 11, 8), "is_anonymous": False,
            "objector": secret("吴壬戌", "异议人"), "objector_contact": secret("0579-00009999", "异议人电话"),
            "content": secret("反映其产品曾有质量投诉", "异议内容"), "reported_on": date(2024, 11, 15),
            "submitted_on": date(2024, 11, 18), "outcome": "rejected",
        }
    ]  # fmt: skip


def _misconduct() -> Rows:
    return [
        {
            "person_id": "E09", "finding": secret("评审会无故迟到", "E09"), "measure": "criticised", "body": "监督组",
            "document": "虚监督〔2024〕1号", "decided_on": date(2024, 12, 2),
        }
    ]  # fmt: skip


def _follow_ups() -> Rows:
    """The last row is dated after the day of the state: not yet known."""
    nisheng, huanji, huanheng = (ORGANISATIONS[key].name for key in ("nisheng", "huanji", "huanheng"))
    return [
        follow_up(2022, QUALITY, huanji, "practice", "2024-05-20"),
        follow_up(2022, QUALITY, huanji, "honour_use", "2024-05-20", "to_correct"),
        follow_up(2022, QUALITY, huanji, "honour_use", "2024-07-03"),
        follow_up(2023, QUALITY, nisheng, "prize_use", "2024-11-28"),
        follow_up(2023, INNOVATION, huanheng, "prize_use", "2024-11-28"),
        follow_up(2023, INNOVATION, huanheng, "practice", "2025-05-15"),
    ]


def _prize_payments() -> Rows:
    amounts = {QUALITY: 1_000_000, INNOVATION: 300_000}
    return [
        {"application_id": each, "amount_yuan": amounts[award], "budget_year": 2024, "paid_on": date(2024, 12, 27)}
        for award, ids in PRESELECTED.items()
        for each in ids
    ]
