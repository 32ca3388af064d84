"""五(一): what each verdict tells an organisation: the fact, the demand and the rows, part by part.

All organisations are decided at once; each is flawless but for the rows that stand here.
"""

from datetime import date

import pandas as pd
import pytest

from tests.worlds import attestation, flawless, looked_at, together
from yiwu_award.stages.verdicts import findings
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.evidence import sources

HONOUR = {"award_year": 2018, "award": "quality_award", "org_name": "旧名", "awarded_on": date(2018, 12, 1)}
SPAN = {"valid_from": date(2021, 6, 1), "valid_until": date(2024, 5, 30)}
BUILT = {"level": "city", "role": "main", "awarded_on": date(2023, 9, 1)}


# Part, changes to the application, rows in place of the usual ones (None: there is none), the fact that is told.
TOLD = [
    ("四(二)a", {}, {}, "2024-05-21 报送"),
    ("四(二)a", {"received_on": None}, {}, "无报送记录"),
    ("四(二)b", {}, {}, "材料齐全"),
    ("四(二)b", {}, {"materials": [{"material": "application_form", "received_on": date(2024, 5, 21),
                                    "is_complete": True}]}, "缺：自我评价报告（未收到）、证实性材料（未收到）"),
    ("一(二)", {}, {}, "业务类别：产品生产；市发展和改革局：符合（2024-06-12）"),
    ("一(二)", {"activity": None}, {}, "市发展和改革局：符合（2024-06-12）"),
    ("一(二)", {"award": "innovation_award"}, {}, "申报奖项：创新奖"),
    ("一(三)", {}, {}, "申报奖项：质量奖"),
    ("一(三)", {"award": "innovation_award", "activity": "other"}, {},
     "业务类别：其他；市发展和改革局：符合（2024-06-12）"),
    ("三(一)a", {}, {"registrations": [{"is_registered_in_yiwu": True, "authority": "义乌市市场监督管理局"}]},
     "在义乌登记，登记机关：义乌市市场监督管理局"),
    ("三(一)a", {}, {"registrations": [{"is_registered_in_yiwu": False}]}, "不在义乌登记"),
    ("三(一)a", {}, {"registrations": [{"is_registered_in_yiwu": None}]}, "登记地待核"),
    ("三(一)a", {}, {"registrations": None}, "无登记信息"),
    ("三(一)b", {}, {}, "2010-03-01 登记成立"),
    ("三(一)b", {}, {"registrations": None}, "无登记日期"),
    ("三(一)c", {}, {}, "存续，未列入经营异常名录"),
    ("三(一)c", {}, {"registrations": [{"status": "suspended", "is_listed_abnormal": True}]},
     "停业歇业，列入经营异常名录"),
    ("三(一)c", {}, {"registrations": [{"status": "active"}]}, "存续，是否列入经营异常名录待核"),
    ("三(一)c", {}, {"registrations": None}, "无登记信息"),
    ("三(二)", {}, {"attestations": None}, "部门尚无核查意见"),
    ("三(二)", {}, {"attestations": [attestation("三(二)", "not_met", department="市生态环境局"),
                                     attestation("三(二)", "unknown")]},
     "市发展和改革局：待核（2024-06-12）；市生态环境局：不符合（2024-06-12）"),
    ("三(三)a", {}, {"certificates": [{"kind": "quality_management", "status": "valid", **SPAN}]},
     "质量管理体系 有效，2021-06-01 至 2024-05-30"),
    ("三(三)a", {}, {"certificates": None}, "无质量管理体系认证证书记录"),
    ("三(三)b", {}, {"certificates": None}, "无环境管理体系认证证书记录"),
    ("三(三)c", {}, {}, "2015-01-01 起实施"),
    ("三(三)c", {"excellence_since": None}, {}, "无起始日期"),
    ("三(三)c", {"exempt_field": "life_health"}, {}, "2015-01-01 起实施；自报生命健康产业，尚无部门认定"),
    ("三(三)c", {"exempt_field": "life_health", "exempt_confirmed_by": "市卫生健康局"}, {},
     "生命健康产业，由市卫生健康局认定，年限不作要求"),
    ("三(三)c", {"sector": "agriculture"}, {}, "农业，年限不作要求"),
    ("三(五)1", {}, {}, "2023 年度 A，2024-04-25 公布"),
    ("三(五)1", {}, {"tax_credit": None}, "无已公布的纳税信用级别"),
    ("三(五)2a", {}, {}, "行业：工业"),
    ("三(五)2a", {"sector": "construction"}, {"construction_credit": None},
     "无记录；缺 2022Q2、2022Q3、2022Q4、2023Q1、2023Q2、2023Q3、2023Q4、2024Q1"),
    ("三(五)2a", {"sector": "construction"}, {"construction_credit": [
        {"quarter": "2022Q2", "register": "credit_website", "grade": None}]},
     "2022Q2 空白；缺 2022Q3、2022Q4、2023Q1、2023Q2、2023Q3、2023Q4、2024Q1"),
    ("三(五)2b", {"sector": "construction"}, {"quality_projects": [{"project": "东楼", "prize": "商城杯", **BUILT}]},
     "计 1 项：东楼（商城杯，2023-09-01）"),
    ("三(五)2b", {"sector": "construction"}, {"quality_projects": [{"project": "东楼", "prize": "县杯", **BUILT,
                                                                    "level": "below"}]}, "计 0 项"),
    ("三(五)2b", {"sector": "construction"}, {"quality_projects": None}, "无优质工程奖项目记录"),
    ("三(六)", {"sector": "agriculture"}, {"certificates": [
        {"kind": "green_food", "certificate_no": "1", "status": "suspended", **SPAN},
        {"kind": "organic_product", "certificate_no": "2", "status": "valid", **SPAN}]},
     "绿色食品 暂停，2021-06-01 至 2024-05-30；有机农产品 有效，2021-06-01 至 2024-05-30"),
    ("三(六)", {"sector": "agriculture"}, {"certificates": None}, "无农产品认证证书记录"),
    ("三(七)", {}, {"land_productivity": [{"rating_year": 2023, "grade": "B", "published_on": date(2024, 5, 6)}]},
     "2023 年度 B（未细分），2024-05-06 公布"),
    ("三(七)", {}, {"land_productivity": None}, "无 2023 年度评价结果"),
    ("三(八)a", {}, {}, "市发展和改革局：符合（2024-06-12）"),
    ("三(八)a", {}, {"inspections": [{"inspected_on": date(2023, 3, 1), "authority": "省市场监督管理局",
                                      "subject": "儿童玩具", "result": "failed"}]},
     "2023-03-01 省市场监督管理局检查儿童玩具不合格；市发展和改革局：符合（2024-06-12）"),
    ("三(八)b", {}, {"incidents": [
        {"kind": "safety", "occurred_on": date(2022, 8, 1), "is_major": False},
        {"kind": "pollution", "occurred_on": date(2023, 8, 1)}]},
     "2022-08-01 安全事故，非重大；2023-08-01 环境污染，重大与否待核；市发展和改革局：符合（2024-06-12）"),
    ("三(八)b", {}, {"attestations": [attestation("三(八)b", concluded_on=date(2024, 5, 1))]},
     "市发展和改革局：符合（2024-05-01）；尚缺市发展和改革局在 2024-05-31 或以后签署的意见"),
    ("三(八)c", {}, {"incidents": [{"kind": "foreign_return", "occurred_on": date(2023, 8, 1)}]},
     "2023-08-01 国外退货；市发展和改革局：符合（2024-06-12）"),
    ("三(八)d", {}, {"incidents": [
        {"kind": "complaint", "occurred_on": date(2023, 8, 1), "is_org_responsible": True, "is_major": True},
        {"kind": "complaint", "occurred_on": date(2023, 9, 1), "is_org_responsible": False, "is_major": None}]},
     "2023-08-01 投诉，组织责任，重大；2023-09-01 投诉，非组织责任，重大与否待核；市发展和改革局：符合（2024-06-12）"),
    ("三(八)e", {}, {"incidents": [{"kind": "violation", "occurred_on": date(2023, 8, 1), "is_major": True}]},
     "2023-08-01 违法违规，重大；市发展和改革局：符合（2024-06-12）"),
    ("三(九)", {}, {"certificates": [{"kind": "safety_standard", "level": "two", "status": "valid", **SPAN}]},
     "安全生产标准化二级 有效，2021-06-01 至 2024-05-30"),
    ("三(九)", {}, {"certificates": None}, "无安全生产标准化三级及以上证书记录"),
    ("七(二)", {}, {}, "无因骗取奖项撤销荣誉的记录"),
    ("七(二)", {}, {"revocations": [{"award_year": 2019, "award": "quality_award", "org_name": "旧名",
                                     "ground": "七(二)", "found_on": date(2020, 6, 1),
                                     "approved_on": date(2020, 6, 1)}]},
     "2019 年度奖项已撤销，2026-06-01 前（含当日）不受理申报"),
    ("二(一)2", {}, {}, "未曾获奖"),
    ("二(一)2", {}, {"honours": [HONOUR]}, "2018 年度质量奖，2018-12-01 表彰"),
    ("二(一)2", {"org_name": "旧厂"}, {"honours": [HONOUR | {"org_name": "旧厂", "uscc": None}]},
     "2018 年度质量奖，2018-12-01 表彰（同名，代码待核）"),
]  # fmt: skip
IDS = [f"A{number:03}" for number in range(len(TOLD))]
NOTHING = ()
# The tables whose rows are told of the first organisation, a factory that nothing speaks against.
SHOWN_BY = {
    "四(二)a": ("applications",), "四(二)b": ("materials",), "一(二)": ("applications", "attestations"),
    "一(三)": ("applications",),
    "三(一)a": ("registrations",), "三(一)b": ("registrations",), "三(一)c": ("registrations",),
    "三(二)": ("attestations",), "三(三)a": ("certificates",), "三(三)b": ("certificates",),
    "三(三)c": ("applications",), "三(三)d": ("attestations",), "三(三)e": ("attestations",),
    "三(四)": ("attestations",), "三(五)": ("attestations",), "三(五)1": ("tax_credit",),
    "三(五)2a": ("applications",), "三(五)2b": ("applications",), "三(五)2c": ("applications",),
    "三(六)": ("applications",), "三(七)": ("land_productivity",),
    "三(八)a": ("attestations",), "三(八)b": ("attestations",), "三(八)c": ("attestations",),
    "三(八)d": ("attestations",), "三(八)e": ("attestations",), "三(九)": ("certificates",),
    "七(二)": NOTHING, "二(一)2": NOTHING,
}  # fmt: skip
# The part that a row speaks against is told that row as well.
SHOWN_BESIDES = {
    "三(八)a": "inspections", "三(八)b": "incidents", "三(八)c": "incidents", "三(八)d": "incidents",
    "三(八)e": "incidents", "七(二)": "revocations", "二(一)2": "honours",
}  # fmt: skip
# What a part asks, in one phrase for all; the closing day is 31 May 2024, and three years is the year's own rule.
ASKED = {
    "四(二)a": "在申报截止日前（含当日）报送",
    "四(二)b": "申报材料齐全",
    "一(二)": "从事产品生产、工程建设、服务提供或环境保护，并经有关部门核查符合",
    "一(三)": "从事产品生产、工程建设、服务提供或环境保护，并经有关部门核查符合",
    "三(一)a": "在义乌市登记注册",
    "三(一)b": "至 2024-05-31 登记满 3 年",
    "三(一)c": "存续，且未列入经营异常名录",
    "三(二)": "有关部门核查符合",
    "三(三)a": "质量管理体系认证证书在 2024-05-31 有效",
    "三(三)b": "环境管理体系认证证书在 2024-05-31 有效",
    "三(三)c": "至 2024-05-31 实施满 2 年",
    "三(三)d": "有关部门核查符合",
    "三(三)e": "有关部门核查符合",
    "三(四)": "有关部门核查符合",
    "三(五)": "有关部门核查符合",
    "三(五)1": "2024-05-31 前公布的最近一次为 A 级",
    "三(五)2a": "2022Q2 至 2024Q1 每季度不低于 B",
    "三(五)2b": "至 2024-05-31 近 2 年“商城杯”及以上项目不少于 3 项",
    "三(五)2c": "2022Q2 至 2024Q1 每季度均为 A",
    "三(六)": "农产品认证证书在 2024-05-31 有效",
    "三(七)": "2023 年度 B1 类及以上",
    "三(八)a": "至 2024-05-31 近 3 年监督检查无不合格，并经有关部门核查",
    "三(八)b": "至 2024-05-31 近 3 年无重大事故，并经有关部门核查",
    "三(八)c": "至 2024-05-31 近 3 年无国外通报和退货，并经有关部门核查",
    "三(八)d": "至 2024-05-31 近 3 年无组织责任的重大有效投诉，并经有关部门核查",
    "三(八)e": "至 2024-05-31 近 3 年无其他严重违法违规行为，并经有关部门核查",
    "三(九)": "安全生产标准化三级及以上证书在 2024-05-31 有效",
    "七(二)": "撤销后满 6 年",
    "二(一)2": "至 2024-05-31 距上次表彰满 3 年",
}


def rows_of(name, changes, instead):
    """One organisation: flawless but for what the case says."""
    own = dict(flawless(name, **changes))
    for table, rows in instead.items():
        is_by_code = table in ("honours", "revocations")
        own[table] = [
            {"uscc": f"code-{name}"} | row if is_by_code else row | {"application_id": name} for row in rows or ()
        ]
    return own


@pytest.fixture
def told():
    """What is told of every organisation and part."""
    worlds = [rows_of(name, changes, instead) for name, (_, changes, instead, _) in zip(IDS, TOLD, strict=True)]
    facts = looked_at(together(*worlds), {"past_laureate.waiting_years": "3"})
    return findings(facts).set_index(["application_id", "part"])


def titles(told, name, part):
    """The tables whose rows are told of an organisation's part."""
    evidence = told.loc[(name, part), "evidence"]
    return () if pd.isna(evidence) else tuple(each.title for each in sources(evidence))


def test_the_facts_are_told(told):
    due = {(name, part): observed for name, (part, _, _, observed) in zip(IDS, TOLD, strict=True)}
    assert {where: told.loc[where, "observed"] for where in due} == due


def test_the_demand_is_told_alike_to_all(told):
    assert {part: set(rows) for part, rows in told["required"].groupby("part")} == {
        part: {asked} for part, asked in ASKED.items()
    }


def test_who_judged_is_told(told):
    """Departments where the regulation asks people; the tables everywhere else, and where somebody isn't asked."""
    judged = {"一(二)", "三(二)", "三(三)d", "三(三)e", "三(四)", "三(五)"} | {f"三(八){letter}" for letter in "abcde"}
    assert told.loc["A000", "basis"].to_dict() == {part: "attested" if part in judged else "computed" for part in ASKED}


def test_the_rows_are_told(told):
    assert {part: titles(told, "A000", part) for part in SHOWN_BY} == {
        part: tuple(contract(table).title for table in tables) for part, tables in SHOWN_BY.items()
    }


def test_the_row_that_speaks_against_it_is_told_first(told):
    """Of the first organisation that has such a row."""
    found = {}
    for part, table in SHOWN_BESIDES.items():
        cases = zip(IDS, TOLD, strict=True)
        name = next(name for name, (of, _, rows, _) in cases if of == part and rows.get(table))
        found[part] = titles(told, name, part)[0]
    assert found == {part: contract(table).title for part, table in SHOWN_BESIDES.items()}


def test_a_part_that_a_reading_leaves_out_says_so():
    """三(五) as a whole, where the two items that it lists are read as all of it."""
    told = findings(looked_at(flawless(), {"R-12": "listed_only"})).set_index("part").loc["三(五)"]
    assert (told["verdict"], told["observed"]) == ("not_applicable", "读法 R-12：只看所列两项")
