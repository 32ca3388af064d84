"""Small fictional worlds for tests: typed tables from a few rows, and one application that meets everything."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import pandas as pd

from yiwu_award.law.rulebook import Law
from yiwu_award.stages import eligibility, intake
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.stages.verdicts import facts_of
from yiwu_award.tables.contracts import contract

CLOSING = date(2024, 5, 31)
AS_OF = date(2024, 12, 31)
ELIGIBILITY_TAKES = (
    "schedule", "applications", "materials", "registrations", "certificates", "tax_credit", "construction_credit",
    "quality_projects", "land_productivity", "inspections", "incidents", "attestations", "determinations", "acts",
    "honours", "revocations", "exits", "publications",
)  # fmt: skip
SIGNS = "市发展和改革局"  # the department that signs what worlds attest
QUARTERS = ("2022Q2", "2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4", "2024Q1")
Rows = Mapping[str, list[dict]]


def table(name, *rows):
    """A typed table of the contract from rows that may leave columns out; rows are numbered as in a spreadsheet."""
    if not rows:
        return _without_rows(name).copy()
    made = contract(name)
    origin = {"file": f"{name}.csv"} if made.kind == "incoming" else {}
    numbered = [{"row": number} | origin | dict(row) for number, row in enumerate(rows, 2)]
    # column by column: a frame that is converted as a whole takes thrice the time, in a thousand small worlds
    return pd.DataFrame(
        {name: pd.Series([row.get(name) for row in numbered], dtype=dtype) for name, dtype in made.dtypes.items()}
    )


@cache
def _without_rows(name):
    return contract(name).empty()


def application(application_id="A001", closing=CLOSING, **changes):
    """An application's row: an industrial producer that asks for the quality award, received in time."""
    return {
        "application_id": application_id, "org_name": f"{application_id} 厂", "uscc": f"code-{application_id}",
        "award": "quality_award", "activity": "production", "sector": "industry", "excellence_since": date(2015, 1, 1),
        "received_on": closing - timedelta(days=10),
    } | changes  # fmt: skip


def materials(application_id="A001", received_on=CLOSING - timedelta(days=10)):
    """All materials, complete."""
    return [
        {"application_id": application_id, "material": material, "received_on": received_on, "is_complete": True}
        for material in contract("materials").labels("material")
    ]


def attestation(part, conclusion="met", application_id="A001", department=SIGNS, **changes):
    """One department's opinion on one part."""
    return {
        "application_id": application_id, "part": part, "department": department, "conclusion": conclusion,
        "basis": "核查", "concluded_on": date(2024, 6, 12),
    } | changes  # fmt: skip


def flawless(application_id="A001", **changes) -> Rows:
    """Rows by table of one application that meets every condition, whatever its sector."""
    of = {"application_id": application_id}
    house = {"prize": "商城杯", "level": "city", "role": "main", "awarded_on": date(2023, 9, 1)}
    registration = {"registered_on": date(2010, 3, 1), "is_registered_in_yiwu": True, "status": "active"}
    certificate = of | {"status": "valid", "valid_from": date(2022, 1, 10), "valid_until": date(2027, 1, 9)}
    levels = {
        "quality_management": None,
        "environment_management": None,
        "green_food": None,
        "safety_standard": "three",
    }
    attested = [condition.part for condition in CONDITIONS if condition.takes_attestations]
    return {
        "applications": [application(application_id, **changes)],
        "materials": materials(application_id),
        "registrations": [of | registration | {"is_listed_abnormal": False}],
        "certificates": [
            certificate | {"kind": kind, "certificate_no": kind, "level": level} for kind, level in levels.items()
        ],
        "tax_credit": [of | {"rating_year": 2023, "grade": "A", "published_on": date(2024, 4, 25)}],
        "construction_credit": [
            of | {"register": register, "quarter": quarter, "grade": "A", "published_on": date(2024, 4, 30)}
            for register in ("credit_website", "construction_system")
            for quarter in QUARTERS
        ],
        "quality_projects": [of | house | {"project": f"{number} 号楼"} for number in (1, 2, 3)],
        "land_productivity": [of | {"rating_year": 2023, "grade": "A", "published_on": date(2024, 5, 6)}],
        "attestations": [attestation(part, application_id=application_id) for part in attested],
    }


def together(*worlds: Rows) -> dict[str, list[dict]]:
    """The rows of several worlds, table by table."""
    names = dict.fromkeys(name for world in worlds for name in world)
    return {name: [row for world in worlds for row in world.get(name, [])] for name in names}


def schedule(closing=CLOSING, **days):
    """Rows of a schedule: the three days that every year needs, and any others by event."""
    usual = {"call_on": closing.replace(day=1) - timedelta(days=31), "applications_open_on": closing.replace(day=1)}
    return [{"event": event, "day": day} for event, day in (usual | {"applications_close_on": closing} | days).items()]


def law(rules: Mapping[str, str] | None = None, closing=CLOSING):
    """The law on the closing day, with rules of the year by key, or by key and scope; who signs 三(八) is given."""
    decided = {"document": "会议纪要", "article": "一", "approved_by": "committee", "approved_on": date(2021, 4, 1)}
    given = {
        key if isinstance(key, tuple) else (key, None): value
        for key, value in ({"clean_record.departments": SIGNS} | dict(rules or {})).items()
    }
    rows = [
        decided | {"key": key, "applies_to": scope, "value": str(value)}
        for (key, scope), value in given.items()
        if value is not None
    ]
    return Law.on(closing, table("implementing_rules", *rows))


def tables_of(rows: Rows, as_of=AS_OF, closing=CLOSING):
    """Typed tables of stages 1 and 2 as known on a day; tables that ``rows`` doesn't name are empty."""
    rows = {"schedule": schedule(closing)} | dict(rows)
    tables = {name: table(name, *rows.get(name, [])) for name in ELIGIBILITY_TAKES}
    for name, frame in tables.items():
        if len(frame) and (known_on := contract(name).known_on):
            tables[name] = frame[~(frame[known_on] > pd.Timestamp(as_of))].reset_index(drop=True)
    return tables | {"required_materials": _required_materials().copy(), "arrivals": table("arrivals")}


@cache
def _required_materials():
    titles = contract("materials").labels("material")
    return table(
        "required_materials",
        *({"material": each, "title": title, "clause": "四(二)"} for each, title in titles.items()),
    )


def looked_at(rows: Rows, rules=None, as_of=AS_OF, closing=CLOSING):
    """The facts of some rows as stage 2 looks at them, completeness from stage 1 included."""
    in_force = law(rules, closing)
    tables = tables_of(rows, as_of, closing)
    return facts_of(tables | intake.receive(tables, in_force, as_of).tables, in_force, as_of)


def decide(rows: Rows, rules=None, as_of=AS_OF, closing=CLOSING):
    """Stages 1 and 2 on some rows: the result of eligibility."""
    facts = looked_at(rows, rules, as_of, closing)
    return eligibility.decide(facts.tables, facts.law, as_of)


def verdicts(result, application_id="A001"):
    """Verdict by part of one application."""
    own = result.tables["decisions"].loc[lambda rows: rows["application_id"] == application_id]
    return dict(zip(own["part"], own["verdict"], strict=True))


def listed(*ids, award="quality_award", day=date(2024, 6, 28)):
    """Acts that put these applications on one award's list."""
    usual = {"act": "eligible_list", "award": award, "body": "office", "document": "审查表", "decided_on": day}
    return [usual | {"application_id": application_id} for application_id in ids]


def acted(*ids, **kwargs):
    """Acts that settle both lists: these applications for the quality award, none for the other."""
    return {"acts": [*listed(*ids, **kwargs), *listed(None, award="innovation_award")]}


def determination(part, verdict, application_id="A001"):
    """What a body settles of one part."""
    return {
        "application_id": application_id, "part": part, "verdict": verdict, "basis": "查阅档案", "body": "committee",
        "decided_on": date(2024, 6, 20),
    }  # fmt: skip


def left(application_id, day):
    """An application that is withdrawn on a day."""
    usual = {"kind": "withdrawn", "reason": "自愿", "body": "applicant", "document": "退出函"}
    return usual | {"application_id": application_id, "decided_on": day}


def without(rows, table):
    """The same rows but for one table's."""
    return {name: each for name, each in rows.items() if name != table}


def one(result, part, application_id="A001"):
    """The row of one application and part."""
    own = result.tables["decisions"].set_index(["application_id", "part"])
    return own.loc[(application_id, part)]
