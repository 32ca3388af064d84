"""What would meet 三(八), 七(二), 二(一)2: a clean record, the six-year bar, former laureates.

What has happened doesn't go away: for these parts mostly time helps, and the day is told.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from yiwu_award.law.periods import add_years, last_barred_day, within_years
from yiwu_award.papers.counterfactual.admission import ONE_DAY, days_of, earliest_first
from yiwu_award.papers.counterfactual.change import REMOVED, Answer, Asked, Edit, Remedy
from yiwu_award.stages.conditions.finding import latest_opinions
from yiwu_award.stages.conditions.record import signed_from, signing_departments
from yiwu_award.tables.contracts import contract


def inspections_passed(asked: Asked) -> Answer:
    """三(八)a: no failed inspection in the window."""
    rows = _in_window(asked, asked.rows("inspections"), "inspected_on")
    rows = rows[~rows["result"].eq("passed").fillna(False)]
    edits = tuple(
        asked.edit("inspections", {"result": "passed"}, inspected_on=row.inspected_on.date(), subject=row.subject)
        for row in rows.itertuples()
    )
    facts = [f"{row.inspected_on.date()} {row.authority}对{row.subject}的检查结果须为合格" for row in rows.itertuples()]
    return _clean(asked, facts, edits, days_of(rows, "inspected_on"))


def no_incident(asked: Asked, kinds: tuple[str, ...], when: tuple[str, ...]) -> Answer:
    """三(八)b–e: no incident of some kinds in the window for which all of the columns ``when`` are true.

    The nearest is that one of these columns is established as false, the one that is still open before any other;
    where there is none, the incident would have to be gone.
    """
    made = contract("incidents")
    rows = _in_window(asked, asked.rows("incidents", kind=kinds), "occurred_on")
    for column in when:
        rows = rows[~rows[column].eq(False).fillna(False)]
    edits, facts = [], []
    for row in rows.sort_values("occurred_on").itertuples():
        open_first = sorted(when, key=lambda column: not pd.isna(getattr(row, column)))
        sets: dict[str, Any] = dict.fromkeys(open_first[:1], False)
        edits.append(asked.edit("incidents", sets or REMOVED, kind=row.kind, occurred_on=row.occurred_on.date()))
        what = f"{row.occurred_on.date()} 的“{made.labels('kind')[row.kind]}”记录"
        not_so = {"is_major": "不属于重大", "is_org_responsible": "不属于组织责任"}
        established = "，或者".join(not_so[each] for each in open_first)
        facts.append(f"{what}须经认定{established}" if when else f"须没有 {what}")
    return _clean(asked, facts, tuple(edits), days_of(rows, "occurred_on"))


def not_barred(asked: Asked) -> Answer:
    """七(二): no change of facts but the day of the application helps; the day after the bar does.

    Of several days the first that is proven counts.
    """
    law = asked.law
    years, since = int(law["bar.years"]), law.reading("R-38")
    rows = asked.facts["revocations"]
    rows = rows[rows["uscc"].eq(asked.application.uscc) & rows["ground"].eq("七(二)")]
    last_days = sorted(last_barred_day(day, years, law.reading("R-45")) for day in days_of(rows, since))
    return Answer(
        tuple(
            Remedy(
                f"申报须在 {last_day + ONE_DAY} 或以后、申报截止日 {law.day} 以前（含当日）送达：更早的在不受理期内。",
                (asked.edit("applications", {"received_on": last_day + ONE_DAY}),),
            )
            for last_day in last_days
            if last_day < law.day
        ),
        tuple(
            Remedy(
                f"没有哪项事实的改变能使本项符合：荣誉因骗取而撤销，{last_day}（含当日）以前不受理申报。"
                f"{last_day + ONE_DAY} 或以后，该组织可以申报。",
                day=last_day + ONE_DAY,
            )
            for last_day in last_days
        ),
    )


def past_laureate_may_apply(asked: Asked) -> Answer:
    """二(一)2: time, where the year has a rule; the rule, where it hasn't; whose honour it is, where that is open."""
    law, honours, own = asked.law, asked.facts["honours"], asked.application
    key = "past_laureate.waiting_years"
    namesakes = honours[honours["uscc"].isna() & honours["org_name"].eq(own.org_name)]
    mine = honours[honours["uscc"].eq(own.uscc).fillna(False)]
    edits = tuple(
        Edit(
            "honours",
            {"award_year": int(row.award_year), "award": row.award, "org_name": row.org_name},
            {"uscc": "另一家组织的代码"},
        )
        for row in namesakes.itertuples()
    )
    whose = "名册中同名而没有代码的获奖组织，须查明是另一家组织，并补填其统一社会信用代码" if edits else ""
    if not law.given(key) and len(mine):
        passed = max(0, asked.facts.years_to.year - max(days_of(mine, "awarded_on")).year)
        return Answer(
            tuple(
                Remedy(
                    (whose + "；" if whose else "")
                    + f"须由市评委会审定曾获奖组织再次申报的间隔年限：不超过 {years} 年的，该组织可以申报。",
                    edits,
                    {key: years},
                )
                for years in range(passed, -1, -1)
            )
        )
    years = int(law[key]) if law.given(key) else 0
    return Answer(
        (Remedy(whose + "。", edits),) if edits else (),
        tuple(
            Remedy(
                f"表彰日期不会改变，到 {day} 距上次表彰满 {years} 年：年限计算到这一天或以后的年度，该组织可以申报。",
                edits,
                day=day,
            )
            for awarded_on in days_of(mine, "awarded_on")
            for day in earliest_first(add_years(awarded_on, years))
        ),
    )


def _clean(asked: Asked, facts: list[str], edits: tuple[Edit, ...], days: Any) -> Answer:
    """The record otherwise and the departments' sign-off; and when the record no longer counts."""
    first_day = signed_from(asked.facts)
    opinions = _signed_off(asked, first_day)
    names = "、".join(str(edit.key["department"]) for edit in opinions)
    sentences = [*facts, *([f"须由{names}在 {first_day} 或以后出具“符合”的核查意见"] if opinions else [])]
    years = int(asked.law["clean_record.years"])
    laters = tuple(
        Remedy(
            f"已发生的记录不会改变，到 {day} 不再计入近 {years} 年：年限计算到这一天或以后的年度，"
            "并由有关部门核查符合，本项即符合。",
            _signed_off(asked, day),
            day=day,
        )
        for happened_on in days
        for day in earliest_first(add_years(happened_on, years))
    )
    return Answer((Remedy("；".join(sentences) + "。", (*edits, *opinions)),), laters)


def _signed_off(asked: Asked, first_day: date) -> tuple[Edit, ...]:
    """An opinion of every department that must sign and has not by that day, and those against it turned to 符合."""
    own = latest_opinions(asked.facts, asked.part).loc[lambda rows: rows["application_id"] == asked.application_id]
    fresh = own[own["concluded_on"] >= pd.Timestamp(first_day)]
    lacking = [name for name in signing_departments(asked.facts, asked.part) if name not in set(fresh["department"])]
    against = own[own["conclusion"].isin(("not_met", "unknown")) & ~own["department"].isin(lacking)]
    days = dict.fromkeys(lacking, first_day) | {
        row.department: row.concluded_on.date() for row in against.itertuples()
    }  # fmt: skip
    return tuple(
        asked.edit("attestations", {"conclusion": "met"}, part=asked.part, department=name, concluded_on=day)
        for name, day in sorted(days.items())
    )


def _in_window(asked: Asked, rows: pd.DataFrame, column: str) -> pd.DataFrame:
    law = asked.law
    years = int(law["clean_record.years"])
    return rows[within_years(rows[column], years, asked.facts.record_to, law.reading("R-47")).fillna(False)]
