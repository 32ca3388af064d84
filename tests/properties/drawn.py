"""Drawn worlds: a few applicants at once, whose facts lie on both sides of the limits, some of them unknown.

Most values are good, so that verdicts of every kind come up; days lie on the limits themselves and a day beside. Each
world is drawn whole from one seed, so that every example is as rich as any other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

import pandas as pd
from hypothesis import Phase, settings
from hypothesis import strategies as st

from tests.worlds import AS_OF, CLOSING, QUARTERS, application, flawless, materials, schedule, together
from yiwu_award.law.periods import add_years
from yiwu_award.law.readings import readings
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.stages.conditions import CONDITIONS

THOROUGHLY = 10  # times as many examples in the profile `thorough`
IDS = ("A001", "A002", "A003", "A004", "A005", "A006", "A007")
ONE_DAY = timedelta(days=1)
SEEDS = st.integers(0, 2**32 - 1)
DAYS = {
    "call_on": date(2024, 4, 1), "eligibility_due": date(2024, 7, 10), "supplement_due": date(2024, 6, 14),
    "second_look_on": date(2024, 11, 4),
}  # fmt: skip
SECTORS = ("construction", "industry", "agriculture", "mining", "services", "environment", "other")
ATTESTED = tuple(condition.part for condition in CONDITIONS if condition.takes_attestations)
CHOICES = {
    identifier: tuple(reading["options"])
    for identifier, reading in readings().items()
    if {"intake", "eligibility"}.intersection(reading["touches"])
}
# A row of each table that may have a flaw: good values first, three times as likely as all the others together.
REGISTRATION = {
    "is_registered_in_yiwu": (True, False, None),
    "status": ("active", "suspended", "moved_out"),
    "is_listed_abnormal": (False, True, None),
    "authority": ("义乌市市场监督管理局", None),
}
CERTIFICATE = {
    "level": ("three", "one", None),
    "status": ("valid", "revoked"),
    "valid_from": (date(2022, 1, 10), CLOSING, CLOSING + ONE_DAY),
    "valid_until": (date(2027, 1, 9), CLOSING, CLOSING - ONE_DAY),
}
TAX_GRADE = {"grade": ("A", "B", "M", "D")}
PROJECT = {
    "prize": ("商城杯", "另一奖项"),
    "level": ("city", "below", "province"),
    "role": ("main", "partner"),
}
INCIDENT = {"is_major": (False, True, None), "is_org_responsible": (True, False, None)}


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
    """So many examples as a rule, many times as many in the profile ``thorough``; a seed has no simpler one."""
    is_quick = settings.get_current_profile_name() == "tests"
    return settings(max_examples=few if is_quick else few * THOROUGHLY, phases=(Phase.explicit, Phase.generate))


def worlds(ids: Sequence[str] = IDS) -> st.SearchStrategy[World]:
    """Applicants, what departments and registers say of them, the list that the office settled, the year's choices."""
    return SEEDS.map(lambda seed: _world(Random(seed), ids))


def shuffled(tables: Mapping[str, pd.DataFrame], names: Iterable[str], seed: int) -> dict[str, pd.DataFrame]:
    """Some of the tables, each row with its number, in another order."""
    return {name: tables[name].sample(frac=1, random_state=seed).reset_index(drop=True) for name in names}


def later_day(chance: Random) -> date:
    """A day that the state does not know yet."""
    return AS_OF + ONE_DAY * chance.randint(1, 400)


def mostly(chance: Random, good: Any, *others: Any) -> Any:
    """The good value three times out of four."""
    return good if chance.random() < 0.75 else chance.choice(others)


def _world(chance: Random, ids: Sequence[str]) -> World:
    applicants = [applicant(chance, application_id) for application_id in ids]
    rows = together(*(flawless(**kind) | flawed for kind, flawed in applicants))
    rows["acts"] = [
        {"act": "eligible_list", "award": row["award"], "application_id": row["application_id"], "body": "office"}
        | {"document": "纪要", "decided_on": date(2024, 7, 8)}
        for row in chance.sample(rows["applications"], chance.randint(0, len(ids)))
    ]
    rules = {identifier: mostly(chance, *options) for identifier, options in CHOICES.items() if len(options) > 1}
    if chance.random() < 0.5:
        rules["past_laureate.waiting_years"] = chance.choice(("3", "0"))
    days = {event: day for event, day in DAYS.items() if event != "second_look_on" or chance.random() < 0.5}
    told = [f"{kind}\n" + _shown(flawed) for kind, flawed in applicants]
    return World(rows | {"schedule": schedule(**days)}, rules, "\n".join([*told, str(rules)]))


def applicant(chance: Random, application_id: str) -> tuple[dict[str, str], dict[str, list[dict]]]:
    """An applicant's kind, and the rows of the tables in which he may have a flaw."""
    of = {"application_id": application_id}
    kind = of | {"award": chance.choice(AWARDS), "sector": chance.choice(SECTORS)}
    drawn = {
        "applications": lambda: [_application(chance, kind)],
        "materials": lambda: _materials(chance, application_id),
        "registrations": lambda: _some(chance, 1, lambda: _row(chance, REGISTRATION) | _registered(chance)),
        "certificates": lambda: _certificates(chance),
        "tax_credit": lambda: _unlike(_some(chance, 3, lambda: _tax_grade(chance)), "rating_year", "published_on"),
        "construction_credit": lambda: _quarters(chance),
        "quality_projects": lambda: _unlike(_some(chance, 5, lambda: _project(chance)), "project", "prize"),
        "land_productivity": lambda: _unlike(_some(chance, 2, lambda: _land_grade(chance)), "rating_year"),
        "inspections": lambda: _unlike(_some(chance, 2, lambda: _inspection(chance)), "inspected_on"),
        "incidents": lambda: _unlike(_some(chance, 3, lambda: _incident(chance)), "kind", "occurred_on"),
        "attestations": lambda: _opinions(chance),
        "honours": lambda: [_titled(application_id, row) for row in _some(chance, 1, lambda: _honour(chance))],
        "revocations": lambda: [_titled(application_id, row) for row in _some(chance, 1, lambda: _revocation(chance))],
        "exits": lambda: _some(chance, 1, lambda: _exit(chance)),
    }
    flawed = {table: drawn[table]() for table in chance.sample(list(drawn), chance.randint(0, len(drawn)))}
    about_him = {"honours", "revocations"}
    return kind, {table: rows if table in about_him else [row | of for row in rows] for table, rows in flawed.items()}


def _some(chance: Random, most: int, row: Callable[[], dict]) -> list[dict]:
    """Mostly as many rows as may be, sometimes fewer or none."""
    return [row() for _ in range(mostly(chance, most, *range(most)))]


def _row(chance: Random, values: Mapping[str, Sequence[Any]]) -> dict:
    return {column: mostly(chance, *each) for column, each in values.items()}


def _around(chance: Random, *years: int) -> date:
    """A day so many years before a day from which the law counts, or the day before or after it."""
    counted_from = chance.choice((CLOSING, DAYS["call_on"], DAYS["eligibility_due"]))
    return add_years(counted_from, -chance.choice(years)) + ONE_DAY * chance.choice((-1, 0, 1))


def _application(chance: Random, kind: dict[str, str]) -> dict:
    return application(
        **kind,
        activity=mostly(chance, "production", "other"),
        exempt_field=mostly(chance, None, "life_health"),
        exempt_confirmed_by=mostly(chance, None, "市科学技术局"),
        excellence_since=chance.choice((date(2015, 1, 1), _around(chance, 2), None)),
        received_on=mostly(chance, CLOSING - ONE_DAY * 10, CLOSING, CLOSING + ONE_DAY),
    )


def _materials(chance: Random, application_id: str) -> list[dict]:
    days = (CLOSING - ONE_DAY * 10, CLOSING, CLOSING + ONE_DAY, DAYS["supplement_due"])
    return [
        row | {"received_on": mostly(chance, *days), "is_complete": mostly(chance, True, False)}
        for row in materials(application_id)[mostly(chance, 0, 1) :]
    ]


def _registered(chance: Random) -> dict:
    return {"registered_on": chance.choice((date(2010, 3, 1), _around(chance, 3)))}


def _certificates(chance: Random) -> list[dict]:
    kinds = ("quality_management", "environment_management", "green_food", "safety_standard")
    rows = _some(chance, 6, lambda: {"kind": chance.choice(kinds)} | _row(chance, CERTIFICATE))
    return [row | {"certificate_no": f"{number}"} for number, row in enumerate(rows, 1)]


def _tax_grade(chance: Random) -> dict:
    days = (date(2024, 4, 25), date(2023, 4, 25), CLOSING, CLOSING + ONE_DAY)
    return _row(chance, TAX_GRADE) | {"rating_year": chance.choice((2023, 2022)), "published_on": chance.choice(days)}


def _quarters(chance: Random) -> list[dict]:
    return [
        {"register": register, "quarter": quarter, "grade": grade, "published_on": date(2024, 4, 28)}
        for register, good in (("credit_website", "B"), ("construction_system", "A"))
        for quarter in ("2022Q1", *QUARTERS, "2024Q2")
        if (grade := chance.choice((*[good] * 20, "A", "B", "C", None)))
    ]


def _project(chance: Random) -> dict:
    day = chance.choice((date(2023, 9, 1), _around(chance, 0, 2)))
    return _row(chance, PROJECT) | {"project": f"{chance.randint(1, 5)} 号楼", "awarded_on": day}


def _land_grade(chance: Random) -> dict:
    about = {"rating_year": chance.choice((2023, 2022)), "published_on": date(2024, 5, 6)}
    return about | {"grade": chance.choice(("A", "B1", "B", "B2", "D"))}


def _inspection(chance: Random) -> dict:
    about = {"authority": "市市场监督管理局", "level": "city", "subject": "产品"}
    return about | {"inspected_on": _around(chance, 0, 3), "result": mostly(chance, "passed", "failed")}


def _incident(chance: Random) -> dict:
    kind = chance.choice(("safety", "pollution", "complaint", "violation", "foreign_return"))
    about = {"kind": kind, "occurred_on": _around(chance, 0, 3), "known_on": date(2024, 7, 12)}
    return about | _row(chance, INCIDENT)


def _opinions(chance: Random) -> list[dict]:
    """Both departments on each part; now and then one is silent."""
    words = (*["met"] * 16, "not_applicable", "unknown", "not_met", None)
    return [
        {"part": part, "department": department, "conclusion": conclusion, "basis": "核查"}
        | {"concluded_on": date(2024, 6, 12)}
        for part in ATTESTED
        for department in ("市发展和改革局", "市生态环境局")
        if (conclusion := chance.choice(words))
    ]


def _honour(chance: Random) -> dict:
    return {"award": chance.choice(AWARDS), "awarded_on": _around(chance, 0, 3), "uscc": mostly(chance, "own", None)}


def _revocation(chance: Random) -> dict:
    approved_on = chance.choice((_around(chance, 1, 6), None))
    about = {"award": "quality_award", "finding": "查实", "uscc": "own", "approved_on": approved_on}
    return about | {"ground": mostly(chance, "七(二)", "七(五)"), "found_on": _around(chance, 6)}


def _exit(chance: Random) -> dict:
    about = {"kind": "withdrawn", "reason": "自愿", "body": "applicant", "document": "函"}
    return about | {"decided_on": chance.choice((date(2024, 7, 1), date(2024, 9, 2)))}


def _titled(application_id: str, row: dict) -> dict:
    """A row of a table over all years that concerns an applicant, in his name and, where it has one, with his code."""
    own, day = application(application_id), row.get("awarded_on") or row["found_on"]
    return row | {"award_year": day.year, "org_name": own["org_name"], "uscc": row["uscc"] and own["uscc"]}


def _unlike(rows: list[dict], *key: str) -> list[dict]:
    """The rows, only the first of those that share a key."""
    by_key = {tuple(row[column] for column in key): row for row in reversed(rows)}
    return list(by_key.values())[::-1]


def _shown(flawed: dict[str, list[dict]]) -> str:
    return "\n".join(
        f"  {name}: " + "; ".join(" ".join(map(str, row.values())) for row in rows) for name, rows in flawed.items()
    )
