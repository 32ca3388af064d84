"""三(八)–(九), 七(二), 二(一)2: a clean record, safety at work, the six-year bar, past laureates."""

from __future__ import annotations

from datetime import date

import pandas as pd

from yiwu_award.law import grades, open_values
from yiwu_award.law.periods import full_years_reached, last_barred_day, within_years
from yiwu_award.stages.conditions.admission import certified
from yiwu_award.stages.conditions.finding import (
    Facts,
    Finding,
    Told,
    any_of,
    attested,
    cited,
    iso,
    joined,
    labels,
    latest_opinions,
    unless,
    worded,
)

ACCIDENTS = ("quality", "safety", "pollution", "labour", "public_health")
FOREIGN = ("foreign_notice", "foreign_return")
WEIGHTS = {"is_org_responsible": ("，组织责任", "，非组织责任"), "is_major": ("，重大", "，非重大")}
NEVER_HONOURED = {"any_award": "未曾获奖", "same_award": "未曾获同一奖项"}


def inspections_passed(facts: Facts) -> Finding:
    """近 3 年各级质量安全检查没有不合格。

    Args:
        facts: uses ``inspections``: inspected_on, authority, subject, result.

    Source: 三(八)a; any failed inspection counts, major or not.
    """
    years = int(facts.law["clean_record.years"])
    rows = facts["inspections"].sort_values(["application_id", "inspected_on", "subject"])
    is_passed = rows["result"].eq("passed").fillna(False)
    rows = rows[within_years(rows["inspected_on"], years, facts.record_to, facts.law.reading("R-47")) & ~is_passed]

    def seen() -> pd.Series:
        return iso(rows["inspected_on"]) + " " + rows["authority"] + "检查" + rows["subject"] + "不合格"

    return _clean(facts, "三(八)a", "inspections", rows, rows["result"].eq("failed"), seen, "监督检查无不合格")


def no_major_accident(facts: Facts) -> Finding:
    """近 3 年没有质量、安全、污染、劳资、公共卫生方面的重大事故，是否重大按国家规定认定。

    Source: 三(八)b; what is major is decided by the authorities: a blank leaves it open.
    """
    return _no_incident(facts, "三(八)b", ACCIDENTS, ("is_major",), "无重大事故")


def no_foreign_notice(facts: Facts) -> Finding:
    """近 3 年产品没有因质量被国外通报或退回。

    Source: 三(八)c; any counts, major or not.
    """
    return _no_incident(facts, "三(八)c", FOREIGN, (), "无国外通报和退货")


def no_major_complaint(facts: Facts) -> Finding:
    """近 3 年没有因自身责任引起的重大有效投诉。

    Source: 三(八)d; both the responsibility and the weight must be established.
    """
    when = ("is_org_responsible", "is_major")
    return _no_incident(facts, "三(八)d", ("complaint",), when, "无组织责任的重大有效投诉")


def no_serious_violation(facts: Facts) -> Finding:
    """近 3 年没有别的严重违法违规。

    Source: 三(八)e; what is serious is decided by the authorities: a blank leaves it open.
    """
    return _no_incident(facts, "三(八)e", ("violation",), ("is_major",), "无其他严重违法违规行为")


def safety_standard_reached(facts: Facts) -> Finding:
    """工矿企业的安全生产标准化不低于三级，证书在有效期内。

    Args:
        facts: uses ``certificates`` of kind safety_standard; a blank level decides nothing.

    Source: 三(九); whom it concerns and what shows it as read in R-20.
    """
    floor = str(facts.law["safety_standard.required_level"])
    is_enough = grades.at_least(facts["certificates"]["level"], grades.SAFETY, floor)
    return certified(facts, ("safety_standard",), "安全生产标准化三级及以上", is_enough)


def not_barred(facts: Facts) -> Finding:
    """不在骗取奖项被撤销后的六年不受理期内。

    Args:
        facts: uses ``revocations`` on the ground 七(二) that the government approved by ``as_of``. The first day is
            not counted.

    Returns:
        ``met`` is <NA> where a bar may hold and the day that it is held against isn't known.

    Source: 七(二); from which day the years run as read in R-38, their last day as in R-45, and on which day the
    organisation must be free of the bar as in R-64.
    """
    years = int(facts.law["bar.years"])
    since_column = facts.law.reading("R-38")
    rows = facts["revocations"].sort_values(["uscc", since_column])
    is_approved = rows["approved_on"] <= pd.Timestamp(facts.as_of)
    matched = _by_uscc(facts, rows[(rows["ground"] == "七(二)") & is_approved])
    matched = matched.assign(on=_must_be_free_on(facts).reindex(matched["application_id"]).array)
    matched = matched[~(matched[["approved_on", since_column]].max(axis=1) > matched["on"])]
    ids, index = matched["application_id"], facts.applications.index
    last_day = _last_barred_days(matched[since_column], years, facts.law.reading("R-45"))

    def seen() -> pd.Series:
        told = matched["award_year"].astype("string") + " 年度奖项已撤销，" + iso(last_day) + " 前（含当日）不受理申报"
        return joined(told, ids).reindex(index).fillna("无因骗取奖项撤销荣誉的记录")

    holds = (last_day >= matched["on"]).astype("boolean").mask(matched["on"].isna())
    return Finding(
        met=~any_of(holds, ids).reindex(index, fill_value=False),
        observed=seen,
        required=f"撤销后满 {years} 年",
        evidence=lambda: cited(matched, "revocations").reindex(index),
    )


def past_laureate_may_apply(facts: Facts) -> Finding:
    """曾获奖组织再次申报，须过年度规则所定的间隔年限。

    Args:
        facts: uses ``honours`` by uscc, but for those that were revoked by then (``revocations``). An honour
            without a code but of the same name may be the same organisation's: that leaves it open. The year's
            rule is asked for only if a past laureate applies.

    Returns:
        ``waived`` for those who were never honoured; <NA> where the year has no rule.

    Source: 二(一)2; the regulation is silent, past_laureate.waiting_years comes with the year's rules. Which honours
    count is read in R-05 and R-44.
    """
    rows = _counted_honours(facts)
    asked = facts.applications.reset_index(drop=True)[["application_id", "org_name", "uscc", "award"]]
    asked = asked.rename(columns={"award": "applied_for"})
    known = rows.dropna(subset=["uscc"]).merge(asked.drop(columns="org_name"), on="uscc")
    namesakes = rows[rows["uscc"].isna()].merge(asked.drop(columns="uscc"), on="org_name")
    if facts.law.reading("R-44") == "same_award":
        known, namesakes = (each[each["award"] == each["applied_for"]] for each in (known, namesakes))
    is_ruled = facts.law.given("past_laureate.waiting_years")
    years = int(facts.law["past_laureate.waiting_years"]) if is_ruled and len(known) else 0
    too_soon = ~full_years_reached(known["awarded_on"], years, facts.years_to, facts.law.reading("R-46"))
    too_soon &= years > 0  # a rule of 0 years limits nobody, though years may be counted to a day before the award
    known = known.assign(is_too_soon=too_soon if is_ruled else pd.array([pd.NA] * len(known), dtype="boolean"))
    namesakes = namesakes.assign(is_too_soon=pd.array([pd.NA] * len(namesakes), dtype="boolean"))
    past = pd.concat([known, namesakes], ignore_index=True)
    ids, index = past["application_id"], facts.applications.index
    never = NEVER_HONOURED[facts.law.reading("R-44")]

    def seen() -> pd.Series:
        title = past["award_year"].astype("string") + " 年度" + labels(past["award"], "honours", "award")
        doubt = worded(past["uscc"].isna(), "（同名，代码待核）", "", "")
        honoured = joined(title + "，" + iso(past["awarded_on"]) + " 表彰" + doubt, ids).reindex(index)
        return (honoured + ("" if is_ruled else "；年度规则尚未规定间隔年限（past_laureate.waiting_years）")).fillna(
            never
        )

    return Finding(
        met=~any_of(past["is_too_soon"], ids).reindex(index),
        observed=seen,
        required=f"至 {facts.years_to} 距上次表彰满 {years} 年" if is_ruled and years else "按年度规则的间隔年限",
        evidence=lambda: cited(past, "honours").reindex(index),
        waived=pd.Series(~index.isin(ids), index=index, dtype="boolean"),
    )


def _counted_honours(facts: Facts) -> pd.DataFrame:
    """Honours awarded by the closing day, to whatever day years are counted; whether revoked ones count is R-05."""
    honour, on = ["award_year", "award", "org_name"], pd.Timestamp(facts.day)
    awarded = facts["honours"].loc[lambda rows: rows["awarded_on"] <= on]
    if facts.law.reading("R-05") == "all_honours":
        return awarded.sort_values(honour)
    revoked = facts["revocations"].loc[lambda rows: rows["approved_on"] <= on]
    is_lost = pd.MultiIndex.from_frame(awarded[honour]).isin(pd.MultiIndex.from_frame(revoked[honour]))
    return awarded[~is_lost].sort_values(honour)


def _no_incident(facts: Facts, part: str, kinds: tuple[str, ...], when: tuple[str, ...], required: str) -> Finding:
    """No incident of these kinds in the window for which all of the columns ``when`` are true."""
    years = int(facts.law["clean_record.years"])
    rows = facts["incidents"].sort_values(["application_id", "occurred_on", "kind"])
    in_window = within_years(rows["occurred_on"], years, facts.record_to, facts.law.reading("R-47"))
    rows = rows[rows["kind"].isin(kinds) & in_window]
    against = pd.Series(True, index=rows.index, dtype="boolean")
    for column in when:
        against = against & rows[column]

    def seen() -> pd.Series:
        told = iso(rows["occurred_on"]) + " " + labels(rows["kind"], "incidents", "kind")
        for column in when:
            yes, no = WEIGHTS[column]
            told = told + worded(rows[column], yes, no, yes + "与否待核")
        return told

    return _clean(facts, part, "incidents", rows, against, seen, required)


def _clean(
    facts: Facts, part: str, table: str, rows: pd.DataFrame, against: pd.Series, seen: Told, required: str
) -> Finding:
    ids, index = rows["application_id"], facts.applications.index
    years = int(facts.law["clean_record.years"])
    return unless(
        against=any_of(against, ids).reindex(index, fill_value=False),
        rows=lambda: joined(seen(), ids).reindex(index),
        source=lambda: cited(rows, table).reindex(index),
        required=f"至 {facts.record_to} 近 {years} 年{required}，并经有关部门核查",
        sign_off=_signed_off(facts, part),
    )


def signing_departments(facts: Facts, part: str) -> list[str]:
    """The departments that must sign off a part of 三(八) by the year's rule.

    Raises:
        NotInForce: the year has not decided it.
    """
    return open_values.names(facts.law["clean_record.departments", part])


def signed_from(facts: Facts) -> date:
    """The first day on which an opinion on 三(八) may be signed (R-65): one of before knows not what came after."""
    return {"window_end": facts.record_to, "closing_day": facts.law.day}[facts.law.reading("R-65")]


def _signed_off(facts: Facts, part: str) -> Finding:
    """The departments' opinions, open while one that must sign has not done so, or did so too early to know (R-65).

    Raises:
        NotInForce: the year has not decided which departments sign this part.
    """
    first_day = signed_from(facts)
    opinions = latest_opinions(facts, part)
    fresh = opinions[opinions["concluded_on"] >= pd.Timestamp(first_day)]
    index = facts.applications.index
    has_signed = {
        department: index.isin(fresh.loc[fresh["department"] == department, "application_id"])
        for department in signing_departments(facts, part)
    }
    is_signed = pd.Series(True, index=index, dtype="boolean")
    for signed in has_signed.values():
        is_signed &= signed
    said = attested(facts, part)

    def seen() -> pd.Series:
        lacking = pd.Series("", index=index, dtype="string")
        for department, signed in has_signed.items():
            lacking = lacking.where(signed, lacking + "、" + department)
        still_due = "；尚缺" + lacking.str.removeprefix("、") + f"在 {first_day} 或以后签署的意见"
        return said.observed() + still_due.mask(is_signed, "")

    return said._replace(
        met=said.met.mask(~is_signed & said.met.fillna(True)),
        observed=seen,
        waived=said.waived & is_signed if said.waived is not None else None,
    )


def _must_be_free_on(facts: Facts) -> pd.Series:
    """The day on which no bar may hold, by application: R-64; looked at on another day, that day."""
    received_on = facts.applications["received_on"]
    if facts.day == facts.law.day and facts.law.reading("R-64") == "received_on":
        return received_on
    return pd.Series(pd.Timestamp(facts.day), index=received_on.index, dtype=received_on.dtype)


def _last_barred_days(starts: pd.Series, years: int, reading: str) -> pd.Series:
    last = [pd.Timestamp(last_barred_day(start.date(), years, reading)) for start in starts]
    return pd.Series(last, index=starts.index, dtype="datetime64[us]")


def _by_uscc(facts: Facts, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table over all years that are an applicant's, with its application_id."""
    codes = facts.applications[["application_id", "uscc"]].reset_index(drop=True)
    return rows.dropna(subset=["uscc"]).merge(codes, on="uscc")
