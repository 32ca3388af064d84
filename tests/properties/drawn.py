"""Drawn worlds: a few applicants at once, whose facts lie on both sides of the limits, some of them unknown.

Most values are good, so that verdicts of every kind come up; days lie on the limits themselves and a day beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

import pandas as pd
from hypothesis import settings
from hypothesis import strategies as st

from tests.worlds import AS_OF, CLOSING, QUARTERS, application, flawless, materials, schedule, together
from yiwu_award.law.periods import add_years
from yiwu_award.law.readings import readings
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.stages.conditions import CONDITIONS

THOROUGHLY = 40  # times as many examples in the profile `thorough`
ONE_DAY = timedelta(days=1)
SEEDS = st.integers(0, 2**32 - 1)
DAYS = {
    "call_on": date(2024, 4, 1), "eligibility_due": date(2024, 7, 10), "supplement_due": date(2024, 6, 14),
    "second_look_on": date(2024, 11, 4),
}  # fmt: skip
SECTORS = ("construction", "industry", "agriculture", "mining", "services", "environment", "other")
ATTESTED = tuple(condition.part for condition in CONDITIONS if condition.takes_attestations)
DEPARTMENTS = ("市发展和改革局", "市生态环境局")
INCIDENTS = ("safety", "pollution", "complaint", "violation", "foreign_return")
CHOICES = {
    identifier: tuple(reading["options"])
    for identifier, reading in readings().items()
    if {"intake", "eligibility"}.intersection(reading["touches"])
}


class World(NamedTuple):
    """Rows by table, the rules of the year by key, and in short what is not without a flaw."""

    rows: dict[str, list[dict]]
    rules: dict[str, str]
    flaws: str

    def __repr__(self) -> str:
        return self.flaws

    def changed(self, change: Callable[[dict[str, list[dict]]], None]) -> World:
        """The same world after ``change`` has had its way with a copy of the rows."""
        rows = {name: [dict(row) for row in own] for name, own in self.rows.items()}
        change(rows)
        return self._replace(rows=rows)


def examples(few: int) -> settings:
    """So many examples as a rule; many times as many in the profile ``thorough``."""
    is_quick = settings.get_current_profile_name() == "tests"
    return settings(max_examples=few if is_quick else few * THOROUGHLY)


def mostly(good: object, *others: object) -> st.SearchStrategy:
    """The good value three times out of four."""
    return st.sampled_from([good] * 3 * len(others) + list(others))


def around(*years: int) -> st.SearchStrategy:
    """Days so many years before the days from which the law counts, each with the days beside it."""
    counted_from = (CLOSING, DAYS["call_on"], DAYS["eligibility_due"])
    days = {add_years(day, -back) + ONE_DAY * beside for back in years for day in counted_from for beside in (-1, 0, 1)}
    return st.sampled_from(sorted(days))


def some(good: object, *years: int) -> st.SearchStrategy:
    """The good day every other time, else one around a limit."""
    return st.one_of(st.just(good), around(*years))


@st.composite
def worlds(draw, ids: Sequence[str] = ("A001", "A002", "A003", "A004")) -> World:
    """Applicants, what departments and registers say of them, the list that the office settled, the year's choices."""
    applicants = [_applicant(draw, application_id) for application_id in ids]
    rows = together(*(flawless(**kind) | flawed for kind, flawed in applicants))
    acted = draw(st.lists(st.sampled_from(rows["applications"]), unique_by=lambda row: row["application_id"]))
    rows["acts"] = [
        {"act": "eligible_list", "award": row["award"], "application_id": row["application_id"], "body": "office"}
        | {"document": "纪要", "decided_on": date(2024, 7, 8)}
        for row in acted
    ]
    rules = {identifier: draw(mostly(*options)) for identifier, options in CHOICES.items() if len(options) > 1}
    if draw(st.booleans()):
        rules["past_laureate.waiting_years"] = draw(st.sampled_from(("3", "0")))
    told = [f"{kind}\n" + _shown(flawed) for kind, flawed in applicants]
    return World(rows | {"schedule": schedule(**DAYS)}, rules, "\n".join([*told, str(rules)]))


def _applicant(draw, application_id: str) -> tuple[dict[str, str], dict[str, list[dict]]]:
    """An applicant's kind, and the rows of the tables in which he may have a flaw."""
    of = {"application_id": application_id}
    kind = of | {"award": draw(st.sampled_from(AWARDS)), "sector": draw(st.sampled_from(SECTORS))}
    drawn = {
        "applications": lambda: [_application(draw, kind)],
        "materials": lambda: _materials(draw, application_id),
        "registrations": lambda: [of | row for row in draw(st.lists(_registrations(), max_size=1))],
        "certificates": lambda: [
            of | row | {"certificate_no": f"{number}"} for number, row in enumerate(draw(st.lists(_certificates())), 1)
        ],
        "tax_credit": lambda: _unlike(of, draw(st.lists(_tax_grades(), max_size=3)), "rating_year", "published_on"),
        "construction_credit": lambda: [of | row for row in _quarters(draw)],
        "quality_projects": lambda: _unlike(of, draw(st.lists(_projects(), max_size=5)), "project", "prize"),
        "land_productivity": lambda: _unlike(of, draw(st.lists(_land_grades(), max_size=2)), "rating_year"),
        "inspections": lambda: _unlike(of, draw(st.lists(_inspections(), max_size=2)), "inspected_on"),
        "incidents": lambda: _unlike(of, draw(st.lists(_incidents(), max_size=2)), "kind", "occurred_on"),
        "attestations": lambda: [of | row for row in _opinions(draw)],
        "honours": lambda: [_titled(application_id, row) for row in draw(st.lists(_honours(), max_size=1))],
        "revocations": lambda: [_titled(application_id, row) for row in draw(st.lists(_revocations(), max_size=1))],
        "exits": lambda: [of | row for row in draw(st.lists(_exits(), max_size=1))],
    }  # fmt: skip
    flawed = draw(st.lists(st.sampled_from(list(drawn)), max_size=9, unique=True))
    return kind, {table: drawn[table]() for table in flawed}


def _application(draw, kind: dict[str, str]) -> dict:
    return application(
        **kind,
        activity=draw(mostly("production", "other")),
        exempt_field=draw(mostly(None, "life_health")),
        exempt_confirmed_by=draw(mostly(None, "市科学技术局")),
        excellence_since=draw(some(date(2015, 1, 1), 2) | st.none()),
        received_on=draw(mostly(CLOSING - ONE_DAY * 10, CLOSING, CLOSING + ONE_DAY)),
    )


def _materials(draw, application_id: str) -> list[dict]:
    days = mostly(CLOSING - ONE_DAY * 10, CLOSING, CLOSING + ONE_DAY, DAYS["supplement_due"])
    rows = materials(application_id)[draw(mostly(0, 1)) :]
    return [row | {"received_on": draw(days), "is_complete": draw(mostly(True, False))} for row in rows]


def _quarters(draw) -> list[dict]:
    return [
        {"register": register, "quarter": quarter, "grade": grade, "published_on": date(2024, 4, 28)}
        for register, good in (("credit_website", "B"), ("construction_system", "A"))
        for quarter in ("2022Q1", *QUARTERS, "2024Q2")
        if (grade := draw(st.sampled_from((*[good] * 20, "A", "B", "C", None))))
    ]


def _opinions(draw) -> list[dict]:
    return [
        {"part": part, "department": department, "conclusion": conclusion, "basis": "核查"}
        | {"concluded_on": date(2024, 6, 12)}
        for part in ATTESTED
        for department in DEPARTMENTS
        if (conclusion := draw(st.sampled_from((*["met"] * 16, "not_applicable", "unknown", "not_met", None))))
    ]


def _registrations() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {
            "registered_on": some(date(2010, 3, 1), 3),
            "is_registered_in_yiwu": mostly(True, False, None),
            "status": mostly("active", "suspended", "moved_out"),
            "is_listed_abnormal": mostly(False, True, None),
            "authority": mostly("义乌市市场监督管理局", None),
        }
    )


def _certificates() -> st.SearchStrategy:
    kinds = ("quality_management", "environment_management", "green_food", "safety_standard")
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(kinds),
            "level": mostly("three", "one", None),
            "status": mostly("valid", "revoked"),
            "valid_from": st.sampled_from((date(2022, 1, 10), CLOSING, CLOSING + ONE_DAY)),
            "valid_until": st.sampled_from((date(2027, 1, 9), CLOSING, CLOSING - ONE_DAY)),
        }
    )


def _tax_grades() -> st.SearchStrategy:
    days = (date(2024, 4, 25), date(2023, 4, 25), CLOSING, CLOSING + ONE_DAY)
    return st.fixed_dictionaries(
        {
            "rating_year": st.sampled_from((2023, 2022)),
            "grade": mostly("A", "B", "M", "D"),
            "published_on": st.sampled_from(days),
        }
    )


def _projects() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {
            "project": st.sampled_from(("甲楼", "乙楼", "丙楼", "丁楼")),
            "prize": mostly("商城杯", "另一奖项"),
            "level": mostly("city", "below", "province"),
            "role": mostly("main", "partner"),
            "awarded_on": some(date(2023, 9, 1), 0, 2),
        }
    )


def _land_grades() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {
            "rating_year": st.sampled_from((2023, 2022)),
            "grade": st.sampled_from(("A", "B1", "B", "B2", "D")),
            "published_on": st.just(date(2024, 5, 6)),
        }
    )


def _inspections() -> st.SearchStrategy:
    about = {"authority": st.just("市市场监督管理局"), "level": st.just("city"), "subject": st.just("产品")}
    return st.fixed_dictionaries(
        about | {"inspected_on": around(0, 3), "result": mostly("passed", "failed")},
    )


def _incidents() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {
            "kind": st.sampled_from(INCIDENTS),
            "occurred_on": around(0, 3),
            "known_on": st.just(date(2024, 7, 1)),
            "is_major": mostly(False, True, None),
            "is_org_responsible": mostly(True, False, None),
        }
    )


def _honours() -> st.SearchStrategy:
    return st.fixed_dictionaries(
        {"award": st.just("quality_award"), "awarded_on": around(0, 3), "uscc": mostly("own", None)}
    )


def _revocations() -> st.SearchStrategy:
    grounds = {"ground": mostly("七(二)", "七(五)"), "award": st.just("quality_award"), "finding": st.just("查实")}
    return st.fixed_dictionaries(
        grounds | {"found_on": around(6), "approved_on": around(1, 6) | st.none(), "uscc": st.just("own")}
    )


def _exits() -> st.SearchStrategy:
    day = st.sampled_from((date(2024, 7, 1), date(2024, 9, 2)))
    about = {"kind": "withdrawn", "reason": "自愿", "body": "applicant", "document": "函"}
    return st.builds(lambda decided_on: about | {"decided_on": decided_on}, day)


def _shown(flawed: dict[str, list[dict]]) -> str:
    return "\n".join(
        f"  {name}: " + "; ".join(" ".join(map(str, row.values())) for row in rows) for name, rows in flawed.items()
    )


def _titled(application_id: str, row: dict) -> dict:
    """A row of a table over all years that concerns an applicant, in his name and, where it has one, with his code."""
    own, day = application(application_id), row.get("awarded_on") or row["found_on"]
    return row | {"award_year": day.year, "org_name": own["org_name"], "uscc": row["uscc"] and own["uscc"]}


def _unlike(of: dict, rows: list[dict], *key: str) -> list[dict]:
    """The rows of one application, only the first of those that share a key."""
    by_key = {tuple(row[column] for column in key): of | row for row in reversed(rows)}
    return list(by_key.values())[::-1]


def shuffled(tables: Mapping[str, pd.DataFrame], names: Iterable[str], seed: int) -> dict[str, pd.DataFrame]:
    """Some of the tables, each row with its number, in another order."""
    return {name: tables[name].sample(frac=1, random_state=seed).reset_index(drop=True) for name in names}


def later_days() -> st.SearchStrategy:
    """Days that the state does not know yet."""
    return st.dates(AS_OF + ONE_DAY, AS_OF + ONE_DAY * 400)
