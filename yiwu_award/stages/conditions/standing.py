"""三(五)–(七): social responsibility, tax and construction credit, farm products, yield of land.

A builder must meet all three parts of 三(五)2 (R-15).
"""

from __future__ import annotations

import pandas as pd

from yiwu_award.law import grades
from yiwu_award.law.periods import calendar_year_quarters, last_full_quarters, within_years
from yiwu_award.stages.conditions.admission import certified
from yiwu_award.stages.conditions.finding import Facts, Finding, Scope, any_of, attested, cited, iso, joined, labels

QUARTERS = {"last_full_quarters": last_full_quarters, "last_calendar_years": calendar_year_quarters}
ROLES = {"main_only": ("main",), "main_and_partner": ("main", "partner")}
PROJECTS = {"once": ["application_id", "project"], "each_prize": ["application_id", "project", "prize"]}
FARM_PRODUCT_KINDS = ("pollution_free", "green_food", "organic_product", "geographic_indication")


def good_name(facts: Facts) -> Finding:
    """尽社会责任、诚信守法、信用和口碑良好，由部门出具意见；另有下列两项。

    Source: 三(五); departments judge what the two listed items don't measure.
    """
    return attested(facts, "三(五)")


def bound_to_good_name(facts: Facts) -> Scope:
    """Everyone, unless the two listed items are read as the whole of it (R-12)."""
    index = facts.applications.index
    is_asked = facts.law.reading("R-12") == "attested_besides"
    why = "读法 R-12：只看所列两项"
    return Scope(pd.Series(is_asked, index=index), lambda: pd.Series(why, index=index, dtype="string"))


def latest_tax_grade_is_a(facts: Facts) -> Finding:
    """截止日前最近一次公布的纳税信用须为 A。

    Args:
        facts: uses ``tax_credit``, one row per application, rating year and publication: a grade that was
            corrected later in the year is a row of its own, and the newest publication counts.

    Returns:
        ``met`` is <NA> where no grade was published by the day: a gap in our data refuses nobody.

    Source: 三(五)1; the latest as read in R-13.
    """
    published = facts["tax_credit"].loc[lambda rows: rows["published_on"] <= pd.Timestamp(facts.day)]
    latest = published.sort_values(["application_id", "rating_year", "published_on"])
    # drop_duplicates, not groupby().last(): that would skip a blank grade and revive an older A
    latest = latest.drop_duplicates("application_id", keep="last").set_index("application_id", drop=False)
    wanted = str(facts.law["tax_credit.required_grade"])
    index = facts.applications.index

    def seen() -> pd.Series:
        year = latest["rating_year"].astype("string") + " 年度 "
        graded = year + latest["grade"] + "，" + iso(latest["published_on"]) + " 公布"
        return graded.reindex(index).fillna("无已公布的纳税信用级别")

    return Finding(
        met=latest["grade"].eq(wanted).reindex(index).astype("boolean"),
        observed=seen,
        required=f"{facts.day} 前公布的最近一次为 {wanted} 级",
        evidence=lambda: cited(latest.reset_index(drop=True), "tax_credit").reindex(index),
    )


def credit_website_each_quarter(facts: Facts) -> Finding:
    """近 2 年市信用网每个季度不低于 B；缺一季为待核。

    Source: 三(五)2a; which quarters as read in R-14.
    """
    return _graded_each_quarter(facts, "credit_website")


def enough_prize_projects(facts: Facts) -> Finding:
    """近 2 年获商城杯或更高级别优质工程奖至少 3 项。

    Args:
        facts: uses ``quality_projects``: project, prize, level, role, awarded_on. Whether a project that won two
            prizes counts once is reading R-50.

    Returns:
        ``met`` is <NA> where no project of the organisation is on record at all.

    Source: 三(五)2b; whether a partner in building counts as read in R-16; counted back from the day of R-08, the
    first day as in R-47.
    """
    law = facts.law
    years, floor = int(law["construction.project_years"]), str(law["construction.project_level"])
    rows = facts["quality_projects"].sort_values(["application_id", "awarded_on", "project", "prize"])
    counts = (
        grades.at_least(rows["level"], grades.PROJECT_LEVEL, floor)
        & rows["role"].isin(ROLES[law.reading("R-16")])
        & within_years(rows["awarded_on"], years, facts.years_to, law.reading("R-47"))
    )
    counted = rows[counts.fillna(False)].drop_duplicates(PROJECTS[law.reading("R-50")])
    index = facts.applications.index
    is_on_record = index.isin(rows["application_id"])
    n_counted = counted.groupby("application_id").size().astype("Int64").reindex(index, fill_value=0)
    n_counted = n_counted.where(is_on_record)
    wanted = int(law["construction.projects"])

    def seen() -> pd.Series:
        names = counted["project"] + "（" + counted["prize"] + "，" + iso(counted["awarded_on"]) + "）"
        listed = joined(names, counted["application_id"]).reindex(index)
        told = "计 " + n_counted.astype("string") + " 项" + ("：" + listed).fillna("")
        return told.fillna("无优质工程奖项目记录")

    return Finding(
        met=n_counted >= wanted,
        observed=seen,
        required=f"至 {facts.years_to} 近 {years} 年“商城杯”及以上项目不少于 {wanted} 项",
        evidence=lambda: cited(rows, "quality_projects").reindex(index),
    )


def construction_system_each_quarter(facts: Facts) -> Finding:
    """近 2 年建设系统信用每个季度为 A；缺一季为待核。

    Source: 三(五)2c; which quarters as read in R-14.
    """
    return _graded_each_quarter(facts, "construction_system")


def farm_product_certified(facts: Facts) -> Finding:
    """农业企业的产品至少有一项：无公害、绿色、有机或地理标志。

    Source: 三(六); which certificates count as read in R-17.
    """
    return certified(facts, FARM_PRODUCT_KINDS, "农产品认证")


def land_yield_grade(facts: Facts) -> Finding:
    """工业企业上一年度亩产效益类别不低于 B1；尚未公布或“B”未细分的为待核。

    Args:
        facts: uses ``land_productivity``, one row per application and rating year. An undivided B stands
            neither above nor below B1 and decides nothing; so does a year that is not yet published.

    Source: 三(七); whether the year before may stand in for a missing one is reading R-18.
    """
    year = facts.law.day.year - 1
    floor = str(facts.law["land_productivity.required_grade"])
    rows = _rated(facts["land_productivity"], year, facts.law.reading("R-18"))
    ids, index = rows["application_id"], facts.applications.index

    def seen() -> pd.Series:
        kind = labels(rows["grade"], "land_productivity", "grade")
        rated = rows["rating_year"].astype("string") + " 年度 " + kind + "，" + iso(rows["published_on"]) + " 公布"
        return joined(rated, ids).reindex(index).fillna(f"无 {year} 年度评价结果")

    return Finding(
        met=any_of(grades.at_least(rows["grade"], grades.LAND_PRODUCTIVITY, floor), ids).reindex(index),
        observed=seen,
        required=f"{year} 年度 {floor} 类及以上",
        evidence=lambda: cited(rows, "land_productivity").reindex(index),
    )


def _rated(land_productivity: pd.DataFrame, year: int, reading: str) -> pd.DataFrame:
    """The rows of the year, and under ``or_year_before`` those of the year before for whoever has none of the year."""
    rows = land_productivity[land_productivity["rating_year"] == year]
    if reading == "previous_year_only":
        return rows
    before = land_productivity[land_productivity["rating_year"] == year - 1]
    return pd.concat([rows, before[~before["application_id"].isin(rows["application_id"])]])


def _graded_each_quarter(facts: Facts, register: str) -> Finding:
    """One grade below the floor refuses; a quarter without a grade leaves it open; else it is met."""
    n_quarters = int(facts.law["construction.quarters"])
    floor = str(facts.law[f"construction.{register}_grade"])
    quarters = QUARTERS[facts.law.reading("R-14")](facts.years_to, n_quarters)
    table = facts["construction_credit"]
    rows = table[(table["register"] == register) & table["quarter"].isin(quarters)]
    rows = rows.sort_values(["application_id", "quarter"])
    ids, index = rows["application_id"], facts.applications.index
    is_below = ~grades.at_least(rows["grade"], grades.CONSTRUCTION, floor)
    is_short = ids.groupby(ids).size().reindex(index, fill_value=0) < n_quarters
    below = any_of(is_below, ids).reindex(index)

    def seen() -> pd.Series:
        had = joined(rows["quarter"] + " " + rows["grade"].fillna("空白"), ids, "、").reindex(index).fillna("无记录")
        return had + ("；缺 " + _lacking(rows, quarters, index)).fillna("")

    return Finding(
        met=(~below).mask(is_short & ~below.fillna(False)),
        observed=seen,
        required=f"{quarters[0]} 至 {quarters[-1]} 每季度{'均为' if floor == 'A' else '不低于'} {floor}",
        evidence=lambda: cited(rows, "construction_credit").reindex(index),
    )


def _lacking(rows: pd.DataFrame, quarters: list[str], index: pd.Index) -> pd.Series:
    """The quarters without a row, e.g. ``2023Q4、2024Q1``; <NA> where none is lacking."""
    lacking = pd.Series("", index=index, dtype="string")
    for quarter in quarters:
        is_lacking = ~index.isin(rows.loc[rows["quarter"] == quarter, "application_id"])
        lacking = lacking + pd.Series("、" + quarter, index=index, dtype="string").where(is_lacking, "")
    return lacking.str.removeprefix("、").mask(lacking == "")
