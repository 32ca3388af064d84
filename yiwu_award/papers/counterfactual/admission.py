"""What would meet 四(二), 一(二)(三), 三(一)–(四): one function a kind of part; mirrors ``stages/conditions``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from yiwu_award.law import grades
from yiwu_award.law.periods import add_years
from yiwu_award.papers.counterfactual.change import Answer, Asked, Edit, Remedy
from yiwu_award.stages.conditions.admission import ACTIVITIES_REWARDED
from yiwu_award.stages.intake import days_for_materials
from yiwu_award.tables.contracts import contract

ONE_DAY = timedelta(days=1)


def received_in_time(asked: Asked) -> Answer:
    """四(二)a: received on the closing day. A day that is past can't be made up for within the year."""
    closing = asked.law.day
    text = f"申报表须在 {closing}（含当日）以前送达。送达日期已成事实，本年度无从补救；可在以后年度的期限内再次申报。"
    return Answer((Remedy(text, (asked.edit("applications", {"received_on": closing}),)),))


def materials_complete(asked: Asked) -> Answer:
    """四(二)b: every required material complete, on the last day on which it could come (reading R-22)."""
    required = asked.facts["required_materials"]
    titles = required.set_index("material")["title"]
    held = asked.rows("materials").set_index("material")
    last_days = days_for_materials(asked.facts["schedule"], required, asked.law)
    edits, sentences = [], []
    for material, last_day in last_days.items():
        came = held.loc[material] if material in held.index else None
        sets: dict[str, Any] = {}
        must = []
        if came is None or pd.isna(came["received_on"]) or came["received_on"].date() > last_day:
            sets["received_on"] = last_day
            must.append(f"在 {last_day}（含当日）以前交到")
        if came is None or pd.isna(came["is_complete"]) or not came["is_complete"]:
            sets["is_complete"] = True
            must.append("内容齐全")
        if sets:
            edits.append(asked.edit("materials", sets, material=material))
            sentences.append(f"{titles[material]}须{'，并且'.join(must)}")
    is_over = asked.facts.as_of > max(last_days.values())
    since = "交材料的期限已过，本年度不能再补；该组织可在以后年度申报。" if is_over else ""
    return Answer((Remedy(f"{'；'.join(sentences)}。{since}", tuple(edits)),))


def attested(asked: Asked) -> Answer:
    """Departments that said 不符合 or 待核 find it met; where nobody has answered, those who judge this part do."""
    edits = signed_off(asked)
    names = "、".join(str(edit.key["department"]) for edit in edits)
    unchanged = "；其他部门的意见不变" if len(asked.rows("attestations", part=asked.part)) > len(edits) else ""
    return Answer((Remedy(f"须由{names}出具“符合”的核查意见{unchanged}。", edits),))


def fit_for_award(asked: Asked) -> Answer:
    """一(二)、一(三): an activity that the award is for, and the departments' opinion."""
    edits, sentences = [], []
    if asked.application.activity not in ACTIVITIES_REWARDED:
        words = contract("applications").labels("activity")
        named = "、".join(words[activity] for activity in ACTIVITIES_REWARDED)
        sentences.append(f"所从事的业务须属于授奖范围，即{named}之一（此处以“{words[ACTIVITIES_REWARDED[0]]}”验证）")
        edits.append(asked.edit("applications", {"activity": ACTIVITIES_REWARDED[0]}))
    if opinions := signed_off(asked):
        sentences.append(f"须由{'、'.join(str(edit.key['department']) for edit in opinions)}出具“符合”的核查意见")
    return Answer((Remedy("；".join(sentences) + "。", (*edits, *opinions)),))


def registered_in_yiwu(asked: Asked) -> Answer:
    """三(一)a."""
    edit = asked.edit("registrations", {"is_registered_in_yiwu": True})
    return Answer((Remedy("登记机关或住所须在义乌市。", (edit,)),))


def registered_for_years(asked: Asked) -> Answer:
    """三(一)b: registered no later than the day that makes the years full."""
    years = int(asked.law["registered.years"])
    since = [
        row.registered_on.date() for row in asked.rows("registrations").dropna(subset="registered_on").itertuples()
    ]
    return Answer(
        tuple(
            Remedy(
                f"登记成立的日期须不晚于 {day}，才能在 {asked.facts.years_to} 满 {years} 年。",
                (asked.edit("registrations", {"registered_on": day}),),
            )
            for day in latest_first(add_years(asked.facts.years_to, -years))
        ),
        tuple(
            Remedy(f"登记日期不会改变，到 {day} 登记满 {years} 年：年限计算到这一天或以后的年度，本项即符合。", day=day)
            for registered_on in since
            for day in earliest_first(add_years(registered_on, years))
        ),
    )


def operating_normally(asked: Asked) -> Answer:
    """三(一)c: what isn't as it should be, or isn't known, set right."""
    rows = asked.rows("registrations").to_dict("records")
    status, is_abnormal = (rows[0][column] if rows else pd.NA for column in ("status", "is_listed_abnormal"))
    sets: dict[str, Any] = {}
    sentences = []
    if pd.isna(status) or status != "active":
        sets["status"] = "active"
        sentences.append("登记状态须为存续")
    if pd.isna(is_abnormal) or is_abnormal:
        sets["is_listed_abnormal"] = False
        sentences.append("须已移出经营异常名录" if is_abnormal is True else "须查明未列入经营异常名录")
    return Answer((Remedy("，并且".join(sentences) + "。", (asked.edit("registrations", sets),)),))


def excellence_for_years(asked: Asked) -> Answer:
    """三(三)c: begun no later than the day that makes the years full; or the claimed exemption confirmed."""
    years, own = int(asked.law["excellence.years"]), asked.application
    remedies = [
        Remedy(
            f"实施卓越绩效管理的起始日须不晚于 {day}，才能在 {asked.facts.years_to} 满 {years} 年。",
            (asked.edit("applications", {"excellence_since": day}),),
        )
        for day in latest_first(add_years(asked.facts.years_to, -years))
    ]
    if not pd.isna(own.exempt_field):
        field = contract("applications").labels("exempt_field")[own.exempt_field]
        sets = {"exempt_confirmed_by": "认定部门"}
        text = f"组织自报属于{field}，须由有关部门认定；认定以后，这一年限不作要求。"
        remedies.insert(0, Remedy(text, (asked.edit("applications", sets),)))
    since = [] if pd.isna(own.excellence_since) else [own.excellence_since.date()]
    return Answer(
        tuple(remedies),
        tuple(
            Remedy(f"起始日不变，到 {day} 实施满 {years} 年：年限计算到这一天或以后的年度，本项即符合。", day=day)
            for begun_on in since
            for day in earliest_first(add_years(begun_on, years))
        ),
    )


def certified(asked: Asked, kinds: tuple[str, ...], what: str, floor: str | None = None) -> Answer:
    """At least one valid certificate of some kinds: the one on record that needs least; where there is none, a new one.

    Args:
        asked: the part and its facts.
        kinds: the kinds of which one is enough.
        what: their name for people.
        floor: the lowest level of safety standards that is enough; None where there are no levels.
    """
    day = asked.facts.day
    ways = sorted(_mended(asked, kinds, floor), key=lambda way: (len(way[1].edits[0].sets), way[0]))
    if ways:
        return Answer(tuple(remedy for _, remedy in ways))
    sets = {"status": "valid", "valid_from": day, "valid_until": day, "level": floor}
    key = {"kind": kinds[0], "certificate_no": "（待补）"}
    level = "" if floor is None else f"，等级不低于{contract('certificates').labels('level')[floor]}"
    text = f"须有一张{what}证书的记录，{day} 当天有效{level}。"
    new = asked.edit("certificates", {column: value for column, value in sets.items() if value}, **key)
    return Answer((Remedy(text, (new,)),))


def _mended(asked: Asked, kinds: tuple[str, ...], floor: str | None) -> Iterator[tuple[int, Remedy]]:
    """Each certificate on record with what it lacks on the day; how many days it is off tells which is nearer."""
    day, made = asked.facts.day, contract("certificates")
    for row in asked.rows("certificates", kind=kinds).sort_values(["valid_until", "certificate_no"]).itertuples():
        sets: dict[str, Any] = {}
        sentences, days = [], 0
        if row.status != "valid":
            sets["status"] = "valid"
            sentences.append(f"状态须为有效（现为{made.labels('status')[row.status]}）")
        if row.valid_from.date() > day:
            sets["valid_from"], days = day, (row.valid_from.date() - day).days
            sentences.append(f"须自 {day} 或更早生效（现自 {row.valid_from.date()}）")
        if row.valid_until.date() < day:
            sets["valid_until"], days = day, (day - row.valid_until.date()).days
            sentences.append(f"有效期须到 {day} 或以后（现到 {row.valid_until.date()}）")
        if floor is not None and not _reaches(row.level, floor):
            sets["level"] = floor
            now = "未填" if pd.isna(row.level) else made.labels("level")[row.level]
            sentences.append(f"等级须不低于{made.labels('level')[floor]}（现为{now}）")
        text = f"{made.labels('kind')[row.kind]}证书 {row.certificate_no}的{'，'.join(sentences)}。"
        yield days, Remedy(text, (asked.edit("certificates", sets, kind=row.kind, certificate_no=row.certificate_no),))


def _reaches(level: Any, floor: str) -> bool:
    return not pd.isna(level) and grades.SAFETY.index(level) >= grades.SAFETY.index(floor)


def signed_off(asked: Asked) -> tuple[Edit, ...]:
    """The departments' opinions on the part turned to 符合; those of the same part elsewhere, where nobody answered."""
    own = asked.rows("attestations", part=asked.part).sort_values("department")
    if own.empty:
        of_part = asked.facts["attestations"].loc[lambda rows: rows["part"] == asked.part, "department"]
        names = sorted(of_part.unique()) or ["有关部门"]
    else:
        names = list(own.loc[own["conclusion"].isin(("not_met", "unknown")), "department"])
    return tuple(asked.edit("attestations", {"conclusion": "met"}, part=asked.part, department=name) for name in names)


def latest_first(day: date) -> tuple[date, ...]:
    """A day and its neighbours, the later first: readings and 29 February may move a limit by a day."""
    return day + ONE_DAY, day, day - ONE_DAY


def earliest_first(day: date) -> tuple[date, ...]:
    """A day and its neighbours, the earlier first."""
    return day - ONE_DAY, day, day + ONE_DAY


def days_of(rows: pd.DataFrame, column: str) -> Iterable[date]:
    """The days of a column, each once and in order; blanks left out."""
    return sorted({day.date() for day in rows[column].dropna()})
