"""四(二), 一(二)(三), 三(一)–(四): applied properly, of the right kind, settled in Yiwu, certified, innovative."""

from __future__ import annotations

import pandas as pd

from yiwu_award.law.periods import full_years_reached
from yiwu_award.stages.conditions.finding import (
    Facts,
    Finding,
    Scope,
    Told,
    any_of,
    attested,
    cited,
    iso,
    joined,
    labels,
    unless,
    worded,
)

ACTIVITIES_REWARDED = ("production", "engineering", "service", "environmental_protection")


def received_in_time(facts: Facts) -> Finding:
    """申报表在截止日当天或之前送达。

    Args:
        facts: uses ``completeness``, made at intake from the day each application came.

    Source: 四(二)a.
    """
    received = facts["completeness"].set_index("application_id").reindex(facts.applications.index)
    return Finding(
        met=received["is_in_time"],
        observed=lambda: (iso(facts.applications["received_on"]) + " 报送").fillna("无报送记录"),
        required="在申报截止日前（含当日）报送",
        evidence=lambda: cited(facts["applications"], "applications"),
    )


def materials_complete(facts: Facts) -> Finding:
    """规定的材料全部按时交到且内容完整。

    Args:
        facts: uses ``completeness``, made at intake, and for its sources ``materials``.

    Source: 四(二)b; what may still come after the closing day as read in R-22.
    """
    received = facts["completeness"].set_index("application_id").reindex(facts.applications.index)

    def seen() -> pd.Series:
        lacking = "缺：" + received["missing"]
        return lacking.fillna("材料齐全").mask(received["is_complete"].isna(), "无材料登记")

    return Finding(
        met=received["is_complete"],
        observed=seen,
        required="申报材料齐全",
        evidence=lambda: cited(facts["materials"], "materials").reindex(facts.applications.index),
    )


def fit_for_quality_award(facts: Facts) -> Finding:
    """质量奖授给按卓越绩效管理、在本行业领先、社会和经济效益显著的组织，其业务须是生产、建设、服务或环保之一。

    Args:
        facts: the activity is read from ``applications``; standing and benefit are people's to judge.

    Source: 一(二).
    """
    return _fit_for_award(facts, "一(二)")


def fit_for_innovation_award(facts: Facts) -> Finding:
    """创新奖授给按卓越绩效管理、在质量、标准、品牌或知识产权上创新有成的组织，业务范围与质量奖相同。

    Args:
        facts: the activity is read from ``applications``; the results of innovation are people's to judge.

    Source: 一(三).
    """
    return _fit_for_award(facts, "一(三)")


def registered_in_yiwu(facts: Facts) -> Finding:
    """登记机关或住所属于义乌。

    Args:
        facts: uses ``registrations``, one row per application: is_registered_in_yiwu, authority.

    Source: 三(一)a. The region inside the 统一社会信用代码 doesn't decide it: a code is kept for life.
    """
    registration = _registration(facts)
    is_local = registration["is_registered_in_yiwu"]

    def seen() -> pd.Series:
        where = worded(is_local, "在义乌登记", "不在义乌登记", "登记地待核")
        authority = ("，登记机关：" + registration["authority"]).fillna("")
        return (where + authority).mask(registration["row"].isna(), "无登记信息")

    return Finding(
        met=is_local,
        observed=seen,
        required="在义乌市登记注册",
        evidence=_registration_source(facts),
    )


def registered_for_years(facts: Facts) -> Finding:
    """自登记之日起已满 3 周年。

    Args:
        facts: uses ``registrations``: registered_on; counted by anniversary to ``years_to``.

    Source: 三(一)b; counted to the day of reading R-08, the anniversary as in R-46.
    """
    years = int(facts.law["registered.years"])
    since = _registration(facts)["registered_on"]
    return Finding(
        met=full_years_reached(since, years, facts.years_to, facts.law.reading("R-46")),
        observed=lambda: (iso(since) + " 登记成立").fillna("无登记日期"),
        required=f"至 {facts.years_to} 登记满 {years} 年",
        evidence=_registration_source(facts),
    )


def operating_normally(facts: Facts) -> Finding:
    """登记状态为存续，且未列入经营异常名录。

    Args:
        facts: uses ``registrations``: status, is_listed_abnormal (<NA>: nobody looked it up).

    Source: 三(一)c; what normal operation is as read in R-57.
    """
    registration = _registration(facts)
    is_active = registration["status"].eq("active").mask(registration["status"].isna())
    is_abnormal = registration["is_listed_abnormal"]

    def seen() -> pd.Series:
        listed = worded(is_abnormal, "列入经营异常名录", "未列入经营异常名录", "是否列入经营异常名录待核")
        return (labels(registration["status"], "registrations", "status") + "，" + listed).fillna("无登记信息")

    return Finding(
        met=is_active & ~is_abnormal,
        observed=seen,
        required="存续，且未列入经营异常名录",
        evidence=_registration_source(facts),
    )


def lawful_operation(facts: Facts) -> Finding:
    """经营合乎法规、强制标准和产业政策，由有关部门出具意见。

    Source: 三(二); departments judge.
    """
    return attested(facts, "三(二)")


def quality_system_certified(facts: Facts) -> Finding:
    """截止日持有有效的质量管理体系证书。

    Source: 三(三)a.
    """
    return certified(facts, ("quality_management",), "质量管理体系认证")


def environment_system_certified(facts: Facts) -> Finding:
    """截止日持有有效的环境管理体系证书。

    Source: 三(三)b.
    """
    return certified(facts, ("environment_management",), "环境管理体系认证")


def excellence_for_years(facts: Facts) -> Finding:
    """推行卓越绩效已满 2 周年；农业，以及部门认定的生命健康产业、数字经济新兴产业，不看这一年限。

    Args:
        facts: uses ``applications``: excellence_since; exempt_field without exempt_confirmed_by is a claim that
            nobody has confirmed yet: too few years then stay open.

    Source: 三(三)c; counted to the day of reading R-08, the anniversary as in R-46.
    """
    years = int(facts.law["excellence.years"])
    since = facts.applications["excellence_since"]
    reached = full_years_reached(since, years, facts.years_to, facts.law.reading("R-46"))
    claims_exemption = facts.applications["exempt_field"].notna()

    def seen() -> pd.Series:
        claim = labels(facts.applications["exempt_field"], "applications", "exempt_field")
        return (iso(since) + " 起实施").fillna("无起始日期") + ("；自报" + claim + "，尚无部门认定").fillna("")

    return Finding(
        met=reached.mask(claims_exemption & ~reached.fillna(False)),
        observed=seen,
        required=f"至 {facts.years_to} 实施满 {years} 年",
        evidence=lambda: cited(facts["applications"], "applications"),
    )


def bound_to_excellence_years(facts: Facts) -> Scope:
    """All but agriculture and the two fields that the clause exempts, once a department has confirmed them (R-09)."""
    applications = facts.applications
    is_farm = applications["sector"] == "agriculture"
    is_confirmed = applications["exempt_field"].notna() & applications["exempt_confirmed_by"].notna()

    def why() -> pd.Series:
        field = labels(applications["exempt_field"], "applications", "exempt_field")
        confirmed = field + "，由" + applications["exempt_confirmed_by"] + "认定，年限不作要求"
        return confirmed.mask(is_farm, "农业，年限不作要求")

    return Scope(~(is_farm | is_confirmed), why)


def leading_in_city(facts: Facts) -> Finding:
    """主要经济指标和对社会的贡献在本市同行中靠前，由部门出具意见。

    Source: 三(三)d; departments judge: the clause gives no measure.
    """
    return attested(facts, "三(三)d")


def leading_in_country(facts: Facts) -> Finding:
    """技术、服务、质量水平在国内领先或达到国际先进，由部门出具意见。

    Source: 三(三)e; departments judge: the clause gives no measure.
    """
    return attested(facts, "三(三)e")


def innovation_with_effect(facts: Facts) -> Finding:
    """在质量、标准、品牌、知识产权方面创新有成，成果影响较大，由部门出具意见。

    Source: 三(四); departments judge: the clause gives no measure.
    """
    return attested(facts, "三(四)")


def certified(facts: Facts, kinds: tuple[str, ...], what: str, is_enough: pd.Series | None = None) -> Finding:
    """At least one certificate of these kinds is valid on the day (R-10, R-48).

    Args:
        facts: uses ``certificates``: kind, status, valid_from, valid_until, both days included.
        kinds: the kinds of which one is enough.
        what: their name for people.
        is_enough: boolean on the rows of ``certificates``; a further demand, e.g. on the level.

    Returns:
        ``met`` is <NA> where no certificate of these kinds is on record: nobody has looked, or there is none.
    """
    table = facts["certificates"]
    rows = table[table["kind"].isin(kinds)].sort_values(["application_id", "kind", "valid_until", "certificate_no"])
    ids, day = rows["application_id"], pd.Timestamp(facts.day)
    is_valid = (rows["status"] == "valid") & (rows["valid_from"] <= day) & (rows["valid_until"] >= day)
    if is_enough is not None:
        is_valid = is_valid & is_enough.loc[rows.index]
    index = facts.applications.index

    def seen() -> pd.Series:
        level = labels(rows["level"], "certificates", "level").fillna("")
        kind = labels(rows["kind"], "certificates", "kind")
        span = iso(rows["valid_from"]) + " 至 " + iso(rows["valid_until"])
        held = kind + level + " " + labels(rows["status"], "certificates", "status") + "，" + span
        return joined(held, ids).reindex(index).fillna(f"无{what}证书记录")

    return Finding(
        met=any_of(is_valid.astype("boolean"), ids).reindex(index),
        observed=seen,
        required=f"{what}证书在 {facts.day} 有效",
        evidence=lambda: cited(rows, "certificates").reindex(index),
    )


def _fit_for_award(facts: Facts, part: str) -> Finding:
    activity = facts.applications["activity"]
    return unless(
        against=(~activity.isin(ACTIVITIES_REWARDED)).astype("boolean").mask(activity.isna()),
        rows=lambda: "业务类别：" + labels(activity, "applications", "activity"),
        source=lambda: cited(facts["applications"], "applications"),
        required="从事产品生产、工程建设、服务提供或环境保护，并经有关部门核查符合",
        sign_off=attested(facts, part),
    )


def _registration(facts: Facts) -> pd.DataFrame:
    return facts["registrations"].set_index("application_id").reindex(facts.applications.index)


def _registration_source(facts: Facts) -> Told:
    return lambda: cited(facts["registrations"], "registrations").reindex(facts.applications.index)
