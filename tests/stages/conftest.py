"""A small year that is reviewed to the end, for the tests of stages 3 to 6; each test changes what it is about.

Quality award: A01, A02, A03; innovation award: B01. One panel, P1: E01 leads, E02, E03.
All items at one percent p come to 10 × p points, since the items add up to 1000 points.
"""

from datetime import date
from fractions import Fraction

import pandas as pd
import pytest

from yiwu_award.law.rubric import rubric
from yiwu_award.law.rulebook import Law, Rule
from yiwu_award.stages import verdicts
from yiwu_award.stages.verdicts import findings
from yiwu_award.tables.contracts import contract

CLOSING_DAY = date(2024, 5, 31)
ITEMS = [item.code for item in rubric(2012).items]
SECTORS = {"A01": "industry", "A02": "industry", "A03": "industry", "B01": "services"}
ON_PAPER = {"A01": 70, "A02": 65, "A03": 60, "B01": 55}
ON_SITE = {"A01": 60, "A02": 70, "B01": 65}
RULES = {
    ("conflict.years_back", ""): "3",
    ("score.spread_limit", ""): "20",
    ("confirmation.no_reply", ""): "confirmed",
    ("shortlist.method", "quality_award"): "count",
    ("shortlist.value", "quality_award"): "2",
    ("shortlist.method", "innovation_award"): "count",
    ("shortlist.value", "innovation_award"): "1",
    ("department.full_marks", "经信局"): "60",
    ("department.full_marks", "应急局"): "40",
    ("department.veto", ""): "excludes",
    ("credit_points.full_points", ""): "1000",
    ("credit_points.full_marks", ""): "100",
    ("score.weight_document", ""): "0.3",
    ("score.weight_department", ""): "0.2",
    ("score.weight_onsite", ""): "0.5",
    ("score.scale", ""): "1000",
    ("candidates.count", "quality_award"): "2",
    ("candidates.count", "innovation_award"): "1",
    ("candidates.floor", "quality_award"): "none",
    ("candidates.floor", "innovation_award"): "none",
    ("vote.quorum", ""): "2/3",
    ("vote.pass_share", ""): "1/2",
    ("vote.pass_base", ""): "valid",
}


def _exact(value):
    try:
        return Fraction(value)
    except ValueError:
        return value


@pytest.fixture
def law():
    """A function: the law, with rules changed by ``{key: value}`` or ``{(key, scope): value}``; None drops one."""

    def made(changes=None):
        given = {key if isinstance(key, tuple) else (key, ""): value for key, value in (changes or {}).items()}
        values = {key: value for key, value in (RULES | given).items() if value is not None}
        rules = {key: Rule(_exact(value), "实施规则", "第一条", CLOSING_DAY) for key, value in values.items()}
        return Law(CLOSING_DAY, rules)

    return made


@pytest.fixture
def typed():
    """A function: rows by table as typed frames; incoming rows get a file, and their number under one heading row."""

    def frame(name, rows):
        made = contract(name)
        if not rows:
            return made.empty()
        found = [{"file": f"{name}.csv", "row": number} | row for number, row in enumerate(rows, 2)]
        return pd.DataFrame.from_records(found).reindex(columns=list(made.dtypes)).astype(made.dtypes)

    return lambda rows_by_table: {name: frame(name, rows) for name, rows in rows_by_table.items()}


@pytest.fixture
def reviewed():
    """Rows by table of the small year; lists of dicts, free to be changed."""
    scores, consensus, confirmations = [], [], []
    for stage, percents, scored_on, recorded_on in (
        ("document_review", ON_PAPER, "2024-07-01", "2024-07-05"),
        ("onsite_review", ON_SITE, "2024-08-21", "2024-08-23"),
    ):
        for application, percent in percents.items():
            about = {"stage": stage, "application_id": application}
            confirmations.append(about | {"response": "confirmed", "responded_on": "2024-09-02"})
            for item in ITEMS:
                said = {"strengths": f"{application} {item} 优", "improvements": f"{application} {item} 改"}
                recorded = {"recorded_by": "E01", "recorded_on": recorded_on}
                consensus.append(about | {"item": item, "percent": percent} | recorded | said)
                for assessor, apart in (("E01", 0), ("E02", 5), ("E03", -5)):
                    own = {"item": item, "assessor_id": assessor, "percent": percent + apart, "scored_on": scored_on}
                    scores.append(about | own)
    awards = {name: "innovation_award" if name == "B01" else "quality_award" for name in SECTORS}
    listed = [{"application_id": name, "org_name": f"{name}公司", "award": award} for name, award in awards.items()]
    return {
        "schedule": [{"event": event, "day": day} for event, day in (
            ("document_review_due", "2024-07-31"), ("onsite_review_due", "2024-08-31"), ("vote_on", "2024-10-10"),
        )],
        "applications": [
            row | {"uscc": f"USCC-{row['application_id']}", "sector": SECTORS[row["application_id"]]} for row in listed
        ],
        "assessors": [
            {"assessor_id": name, "employer_uscc": f"USCC-{name}", "expertise": field, "is_qualified": True}
            for name, field in (("E01", "industry"), ("E02", "management"), ("E03", "services"), ("E04", "industry"))
        ],
        "panels": [{"panel": "P1", "assessor_id": name, "is_leader": name == "E01"} for name in ("E01", "E02", "E03")],
        "panel_applications": [{"panel": "P1", "application_id": name} for name in SECTORS],
        "conflicts": [],
        "nil_returns": [
            {"subject": "conflicts", "reported_by": f"E0{number}", "checked_on": "2024-06-20"} for number in range(1, 7)
        ],
        "misconduct": [],
        "item_scores": scores,
        "item_consensus": consensus,
        "confirmations": confirmations,
        "acts": [
            {"act": "shortlist", "award": awards[name], "application_id": name, "body": "office"}
            | {"document": "办公室纪要", "decided_on": "2024-08-01"}
            for name in ON_SITE
        ],
        "exits": [],
        "eligible": listed,
        "shortlisted": [row for row in listed if row["application_id"] in ON_SITE],
        # Monday 2024-08-19 to Wednesday 2024-08-21; the 7th working day after the 21st is Friday 2024-08-30.
        "visits": [
            {"panel": "P1", "application_id": name, "started_on": "2024-08-19", "ended_on": "2024-08-21"}
            for name in ON_SITE
        ],
        "panel_opinions": [
            {"panel": "P1", "application_id": name, "opinion": "意见", "submitted_on": "2024-08-30"} for name in ON_SITE
        ],
    }  # fmt: skip


@pytest.fixture
def shuffled():
    """A function: the same frames with every table's rows in another order."""

    def made(frames, seed):
        return {name: frame.sample(frac=1, random_state=seed).reset_index(drop=True) for name, frame in frames.items()}

    return made


@pytest.fixture
def decided_only(monkeypatch):
    """A function: let 资格审查 decide some parts, where tests ask what follows from verdicts: each part costs time."""

    def some(*parts):
        monkeypatch.setattr(
            verdicts,
            "findings",
            lambda facts, conditions: findings(facts, [each for each in conditions if each.part in parts]),
        )

    return some
