"""One application's facts as the offices' tables hold them.

A ``Story`` left as it is meets every condition of 三; what makes a case is what it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from tests.sample_years.invented import Organisation, address, day, person, phone, secret

Rows = list[dict]
MATERIALS = ("application_form", "self_assessment", "evidence")
TOWNS = ("虚构镇", "拟作镇", "假设街道")
# Which departments answer for each part that people judge.
ANSWERS_FOR = {
    "一(二)": ("市市场监管局",),
    "一(三)": ("市市场监管局",),
    "三(二)": ("市发改局", "市市场监管局"),
    "三(三)d": ("市经信局",),
    "三(三)e": ("市科技局",),
    "三(四)": ("市科技局",),
    "三(五)": ("市信用中心",),
    "三(八)a": ("市市场监管局",),
    "三(八)b": ("市应急管理局", "市生态环境分局"),
    "三(八)c": ("义乌海关",),
    "三(八)d": ("市市场监管局",),
    "三(八)e": ("市信用中心",),
}
SIGN_THE_RECORD = {part: departments for part, departments in ANSWERS_FOR.items() if part.startswith("三(八)")}
ACTIVITIES = {
    "industry": "production",
    "mining": "production",
    "agriculture": "production",
    "construction": "engineering",
    "services": "service",
    "environment": "environmental_protection",
    "other": "other",
}


@dataclass(frozen=True)
class Season:
    """Days of a year that every application's rows are dated by."""

    closing: date
    attested_on: date

    @property
    def year(self) -> int:
        return self.closing.year

    def quarters(self) -> list[str]:
        """The eight full quarters before the closing day, one before them and the two after, oldest first."""
        closing = self.year * 4 + (self.closing.month - 1) // 3
        return [f"{number // 4}Q{number % 4 + 1}" for number in range(closing - 9, closing + 2)]


@dataclass(frozen=True)
class Certificate:
    """One certificate; days as ISO text."""

    valid_from: str
    valid_until: str
    status: str = "valid"
    level: str | None = None


@dataclass(frozen=True)
class Story:
    """An application: who, what it is a case of, and every fact that differs from the usual.

    Attributes:
        told: the case in one sentence; for people who read this file.
        received_on: ISO text; by default a day in the middle of the application time.
        materials: material → (day received, whether it is complete), where it differs.
        excellence_since: ISO text, or None.
        certificates: kind → certificates, where they differ from one that is in force.
        tax: (rating year, grade, published on); by default A for the two years before.
        land: (rating year, grade, published on); by default A for the year before.
        low_quarters: (register, quarter) → grade, where it isn't A; ``*`` stands for each quarter.
        projects: (level, role, awarded on).
        against: part, or (part, department) → conclusion of the departments, where it isn't met.
        inspections: (inspected on, result).
        incidents: (kind, occurred on, is major, is the organisation's fault).
    """

    application_id: str
    organisation: Organisation
    award: str
    sector: str
    told: str
    received_on: str | None = None
    materials: Mapping[str, tuple[str, bool]] = field(default_factory=dict)
    activity: str | None = None
    exempt_field: str | None = None
    exempt_confirmed_by: str | None = None
    excellence_since: str | None = "2018-03-01"
    is_pinzibiao: bool | None = None
    registered_on: str | None = None
    is_registered_in_yiwu: bool = True
    status: str = "active"
    is_listed_abnormal: bool = False
    certificates: Mapping[str, Iterable[Certificate]] = field(default_factory=dict)
    tax: Iterable[tuple[int, str, str]] | None = None
    land: Iterable[tuple[int, str, str]] | None = None
    low_quarters: Mapping[tuple[str, str], str] = field(default_factory=dict)
    projects: Iterable[tuple[str, str, str]] = ()
    against: Mapping[str | tuple[str, str], str] = field(default_factory=dict)
    inspections: Iterable[tuple[str, str]] = ()
    incidents: Iterable[tuple[str, str, bool | None, bool | None]] = ()

    @property
    def number(self) -> int:
        return int(self.application_id[1:])


def facts(stories: Iterable[Story], season: Season) -> dict[str, Rows]:
    """Every table of stages 1 and 2 that speaks of applications."""
    makers = {
        "applications": _application,
        "materials": _materials,
        "registrations": _registration,
        "certificates": _certificates,
        "tax_credit": _tax_credit,
        "construction_credit": _construction_credit,
        "quality_projects": _quality_projects,
        "land_productivity": _land_productivity,
        "inspections": _inspections,
        "incidents": _incidents,
        "attestations": _attestations,
    }
    told = list(stories)
    return {table: [row for story in told for row in make(story, season)] for table, make in makers.items()}


def signed_again(stories: Iterable[Story], ids: Iterable[str], on: date) -> Rows:
    """Rows of ``attestations`` on 三(八), signed once more for the second look at some applications."""
    return [
        _opinion(story, part, department, on, "复查记录")
        for story in stories
        if story.application_id in ids
        for part, departments in SIGN_THE_RECORD.items()
        for department in departments
    ]


def _received_on(story: Story, season: Season) -> date:
    return day(story.received_on) if story.received_on else season.closing - timedelta(days=20 - story.number % 12)


def _application(story: Story, season: Season) -> Iterator[dict]:
    yield {
        "application_id": story.application_id,
        "org_name": story.organisation.name,
        "uscc": story.organisation.uscc,
        "award": story.award,
        "activity": story.activity or ACTIVITIES[story.sector],
        "sector": story.sector,
        "exempt_field": story.exempt_field,
        "exempt_confirmed_by": story.exempt_confirmed_by,
        "excellence_since": story.excellence_since and day(story.excellence_since),
        "is_pinzibiao": story.is_pinzibiao,
        "received_on": _received_on(story, season),
        "town": TOWNS[story.number % len(TOWNS)],
        "contact_person": person("贾", story.number),
        "contact_phone": phone(story.number),
        "contact_address": address(story.number),
    }


def _materials(story: Story, season: Season) -> Iterator[dict]:
    usual = (_received_on(story, season).isoformat(), True)
    for material in MATERIALS:
        received_on, is_complete = story.materials.get(material, usual)
        yield {
            "application_id": story.application_id,
            "material": material,
            "received_on": day(received_on),
            "is_complete": is_complete,
            "note": None if is_complete else secret("缺近三年财务审计报告", story.application_id, material),
        }


def _registration(story: Story, season: Season) -> Iterator[dict]:
    yield {
        "application_id": story.application_id,
        "registered_on": day(story.registered_on or f"{2001 + story.number % 15}-03-18"),
        "is_registered_in_yiwu": story.is_registered_in_yiwu,
        "status": story.status,
        "is_listed_abnormal": story.is_listed_abnormal,
        "authority": "义乌市市场监督管理局" if story.is_registered_in_yiwu else "虚构江市市场监督管理局",
    }


def _certificates(story: Story, season: Season) -> Iterator[dict]:
    year = season.year
    usual = {
        "quality_management": [Certificate(f"{year - 2}-03-15", f"{year + 1}-03-14")],
        "environment_management": [Certificate(f"{year - 1}-06-20", f"{year + 2}-06-19")],
    }
    if story.sector in ("industry", "mining"):
        usual["safety_standard"] = [Certificate(f"{year - 2}-09-01", f"{year + 1}-08-31", level="three")]
    if story.sector == "agriculture":
        usual["green_food"] = [Certificate(f"{year - 1}-01-10", f"{year + 2}-01-09")]
    for kind, certificates in (usual | dict(story.certificates)).items():
        for serial, certificate in enumerate(certificates, 1):
            yield {
                "application_id": story.application_id,
                "kind": kind,
                "certificate_no": secret(f"虚证{kind[0].upper()}{story.number}-{serial}", story.application_id, kind),
                "level": certificate.level,
                "status": certificate.status,
                "valid_from": day(certificate.valid_from),
                "valid_until": day(certificate.valid_until),
            }


def _tax_credit(story: Story, season: Season) -> Iterator[dict]:
    last = season.year - 1
    usual = ((last - 1, "A", f"{last}-04-25"), (last, "A", f"{last + 1}-04-25"))
    for rating_year, grade, published_on in usual if story.tax is None else story.tax:
        yield {
            "application_id": story.application_id,
            "rating_year": rating_year,
            "grade": grade,
            "published_on": day(published_on),
        }


def _construction_credit(story: Story, season: Season) -> Iterator[dict]:
    if story.sector != "construction":
        return
    for register in ("credit_website", "construction_system"):
        for quarter in season.quarters():
            grade = story.low_quarters.get((register, quarter), story.low_quarters.get((register, "*"), "A"))
            yield {
                "application_id": story.application_id,
                "register": register,
                "quarter": quarter,
                "grade": grade,
                "published_on": _after_quarter(quarter),
            }


def _after_quarter(quarter: str) -> date:
    year, number = int(quarter[:4]), int(quarter[5])
    return date(year + 1, 1, 15) if number == 4 else date(year, number * 3 + 1, 15)


def _quality_projects(story: Story, season: Season) -> Iterator[dict]:
    prizes = {
        "below": "虚构镇样板工程",
        "city": "商城杯",
        "prefecture": "虚构婺杯",
        "province": "虚构钱江杯",
        "nation": "虚构国优",
    }
    for serial, (level, role, awarded_on) in enumerate(story.projects, 1):
        yield {
            "application_id": story.application_id,
            "project": f"虚构{serial}号楼工程",
            "prize": prizes[level],
            "level": level,
            "role": role,
            "awarded_on": day(awarded_on),
            "document": f"虚建〔{awarded_on[:4]}〕{story.number % 100 + serial}号",
        }


def _land_productivity(story: Story, season: Season) -> Iterator[dict]:
    usual = ((season.year - 1, "A", f"{season.year}-05-15"),) if story.sector in ("industry", "mining") else ()
    for rating_year, grade, published_on in usual if story.land is None else story.land:
        yield {
            "application_id": story.application_id,
            "rating_year": rating_year,
            "grade": grade,
            "published_on": day(published_on),
        }


def _inspections(story: Story, season: Season) -> Iterator[dict]:
    passed = [(f"{season.year - 1}-11-{story.number % 28 + 1:02d}", "passed")] if story.number % 3 else []
    for inspected_on, result in [*passed, *story.inspections]:
        yield {
            "application_id": story.application_id,
            "inspected_on": day(inspected_on),
            "authority": "义乌市市场监督管理局",
            "level": "city",
            "subject": secret("抽检批次", story.application_id, inspected_on),
            "result": result,
        }


def _incidents(story: Story, season: Season) -> Iterator[dict]:
    for kind, occurred_on, is_major, is_org_responsible in story.incidents:
        yield {
            "application_id": story.application_id,
            "kind": kind,
            "occurred_on": day(occurred_on),
            "known_on": day(occurred_on),
            "is_major": is_major,
            "is_org_responsible": is_org_responsible,
            "document": secret("认定书", story.application_id, kind),
        }


def _attestations(story: Story, season: Season) -> Iterator[dict]:
    other_award = {"quality_award": "一(三)", "innovation_award": "一(二)"}[story.award]
    for part, departments in ANSWERS_FOR.items():
        if part == other_award:
            continue
        for department in departments:
            yield _opinion(story, part, department, season.attested_on, "核查记录")


def _opinion(story: Story, part: str, department: str, on: date, basis: str) -> dict:
    return {
        "application_id": story.application_id,
        "part": part,
        "department": department,
        "conclusion": story.against.get((part, department), story.against.get(part, "met")),
        "basis": secret(basis, story.application_id, part, department),
        "concluded_on": on,
    }
