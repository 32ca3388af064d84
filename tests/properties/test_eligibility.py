"""五(一): what holds of every verdict, whatever the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from random import Random

import pandas as pd
from hypothesis import given, note
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.properties.drawn import ONE_DAY, SEEDS, World, examples, later_day, shuffled, worlds
from tests.worlds import AS_OF, CLOSING, ELIGIBILITY_TAKES, QUARTERS, SIGNS, law, looked_at, table, tables_of, together
from yiwu_award.arrivals import Arrivals
from yiwu_award.law.clauses import clause
from yiwu_award.law.rulebook import Law
from yiwu_award.stages import eligibility, intake
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.stages.verdicts import findings
from yiwu_award.tables.contracts import contract

VERDICT = ["application_id", "part", "verdict", "observed", "evidence", "basis"]

# From the worst to the best; what stands on no rung, a blank too, may rise to any.
LADDERS = {
    ("tax_credit", "grade"): ("D", "C", "M", "B", "A"),
    ("construction_credit", "grade"): ("D", "C", "B", "A"),
    ("land_productivity", "grade"): ("D", "C", "B2", "B", "B1", "A"),
    ("certificates", "level"): ("three", "two", "one"),
    ("certificates", "status"): ("valid",),
    ("quality_projects", "level"): ("below", "city", "prefecture", "province", "nation"),
    ("quality_projects", "role"): ("partner", "main"),
    ("registrations", "is_registered_in_yiwu"): (False, True),
    ("registrations", "is_listed_abnormal"): (True, False),
    ("registrations", "status"): ("active",),
    ("materials", "is_complete"): (False, True),
    ("attestations", "conclusion"): ("not_met", "unknown", "met"),
    ("inspections", "result"): ("failed", "passed"),
    ("incidents", "is_major"): (True, False),
    ("incidents", "is_org_responsible"): (True, False),
}
EARLIER = (
    ("applications", "received_on"),
    ("applications", "excellence_since"),
    ("registrations", "registered_on"),
    ("materials", "received_on"),
    ("certificates", "valid_from"),
)
LONGER = (("certificates", "valid_until"),)
# A blank here says something by itself, and so may decide.
SAYS_SOMETHING = {
    ("applications", "exempt_field"): "no field is claimed",
    ("applications", "exempt_confirmed_by"): "no department has confirmed the field",
    ("revocations", "approved_on"): "the government has not approved it",
}
# Tables in which somebody must have looked; no row of an applicant means that nobody has.
LOOKED_UP = (
    "registrations", "certificates", "tax_credit", "construction_credit", "quality_projects", "land_productivity",
    "attestations",
)  # fmt: skip


def decided(tables, in_force, as_of=AS_OF):
    """Stages 1 and 2 on typed tables: all that they hand on and all that they leave open."""
    received = intake.receive(tables, in_force, as_of)
    result = eligibility.decide(tables | received.tables, in_force, as_of)
    return received.tables | result.tables, (*received.open_points, *received.remarks, *result.open_points)


def verdicts(world):
    """Verdict by application and part, before any determination."""
    found = findings(looked_at(world.rows, world.rules))
    return found.set_index(["application_id", "part"])["verdict"]


@examples(3)
@given(world=worlds(), seed=SEEDS)
def test_the_order_of_rows_never_matters(world, seed):
    tables, in_force = tables_of(world.rows), law(world.rules)
    assert_same(decided(tables, in_force), decided(tables | shuffled(tables, ELIGIBILITY_TAKES, seed), in_force))


@examples(3)
@given(world=worlds(), more=worlds(ids=("A011", "A009")), same=st.booleans())
def test_an_added_ineligible_applicant_changes_nobodys_verdict(world, more, same):
    late = [row | {"received_on": CLOSING + ONE_DAY} for row in more.rows["applications"]]
    if same:  # another application of the first one's organisation
        late[0] |= {name: world.rows["applications"][0][name] for name in ("org_name", "uscc")}
    added = together(world.rows, {**more.rows, "applications": late, "acts": [], "schedule": []})
    tables, in_force = tables_of(world.rows), law(world.rules)
    (expected, points), (came, points_of_both) = decided(tables, in_force), decided(tables_of(added), in_force)
    own = set(expected["eligibility"]["application_id"])
    for name, columns in (("decisions", VERDICT), ("second_look", VERDICT[:2]), ("eligible", None)):
        kept = came[name][came[name]["application_id"].isin(own)].reset_index(drop=True)
        assert_frame_equal(expected[name][columns or kept.columns], kept[columns or kept.columns], obj=name)
    of_the_list = [point for point in points if getattr(point, "clause", "") == "五(一)"]
    assert of_the_list == [point for point in points_of_both if getattr(point, "clause", "") == "五(一)"]


@examples(3)
@given(world=worlds(), data=st.data())
def test_better_evidence_never_loses_what_was_met(world, data):
    steps = list(improvements(world))
    chosen = data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=30, unique_by=lambda step: step[:3]))
    better = world.changed(lambda rows: improve(rows, chosen))
    before, after = verdicts(world), verdicts(better)
    lost = [pair for pair in before.index[before == "met"] if after[pair] != "met"]
    note(f"{chosen}")
    assert lost == []


def improvements(world: World) -> Iterator[tuple[str, int, str, object]]:
    """Every better value as table, place of the row, column, value; place -1 is a new row."""
    for (name, column), ladder in LADDERS.items():
        for place, row in enumerate(world.rows.get(name, [])):
            value = row.get(column)
            if value == "not_applicable":  # says that nothing is asked; no rung is better than that
                continue
            higher = ladder[ladder.index(value) + 1 :] if value in ladder else ladder
            yield from ((name, place, column, each) for each in higher)
    for name, column in (*EARLIER, *LONGER):
        for place, row in enumerate(world.rows.get(name, [])):
            if row.get(column) is not None:
                way = 1 if (name, column) in LONGER else -1
                yield from ((name, place, column, row[column] + ONE_DAY * way * days) for days in (1, 800))
    for row in world.rows["applications"]:
        yield from ((name, -1, row["application_id"], more) for name, more in _more())


def _more() -> Iterator[tuple[str, dict]]:
    """Rows that speak for anybody."""
    valid = {"status": "valid", "valid_from": date(2023, 1, 1), "valid_until": date(2026, 1, 1), "level": "three"}
    for kind in ("quality_management", "environment_management", "green_food", "safety_standard"):
        yield "certificates", valid | {"kind": kind, "certificate_no": "新证"}
    prize = {"prize": "商城杯", "level": "city", "role": "main", "awarded_on": date(2024, 2, 1)}
    yield "quality_projects", prize | {"project": "新楼"}
    yield "tax_credit", {"rating_year": 2023, "grade": "A", "published_on": CLOSING}
    for register in ("credit_website", "construction_system"):
        for quarter in QUARTERS:
            credit = {"register": register, "quarter": quarter, "grade": "A", "published_on": date(2024, 4, 28)}
            yield "construction_credit", credit


def improve(rows: dict[str, list[dict]], steps) -> None:
    """Take the steps; a new row stays out where its key is taken."""
    for name, place, column, value in steps:
        if place >= 0:
            rows[name][place][column] = value
            continue
        row, key = {"application_id": column} | value, contract(name).key
        if not any(all(own[part] == row[part] for part in key) for own in rows[name]):
            rows[name].append(row)


@examples(3)
@given(world=worlds(), data=st.data())
def test_a_blank_never_decides(world, data):
    blanks = data.draw(st.lists(st.sampled_from(list(gaps(world))), min_size=1, max_size=20))
    before, after = verdicts(world), verdicts(world.changed(lambda rows: tear(rows, blanks)))
    changed = before[before != after].index
    note(f"{blanks}")
    assert {pair: after[pair] for pair in changed if after[pair] != "unknown"} == {}


def gaps(world: World) -> Iterator[tuple[str, object, str]]:
    """Every filled cell that may stay blank, and every applicant whom a register may not know."""
    for name, rows in world.rows.items():
        if name not in ELIGIBILITY_TAKES or name == "acts":
            continue
        for column in contract(name).columns:
            if not column.required and (name, column.name) not in SAYS_SOMETHING:
                yield from ((name, place, column.name) for place, row in enumerate(rows) if row.get(column.name))
    for name in LOOKED_UP:
        yield from ((name, None, row["application_id"]) for row in world.rows["applications"])


def tear(rows: dict[str, list[dict]], blanks) -> None:
    """Blank the cells, then drop the rows, so that places stay true."""
    for name, place, column in blanks:
        if place is not None:
            rows[name][place][column] = None
    for name, place, application_id in blanks:
        if place is None:
            rows[name] = [row for row in rows.get(name, []) if row["application_id"] != application_id]


def test_what_says_something_by_its_blank_may_stay_blank():
    assert all(not contract(name).column(column).required for name, column in SAYS_SOMETHING)


@examples(2)
@given(world=worlds(), other=worlds())
def test_a_verdict_depends_on_its_declared_tables_alone(world, other):
    facts, others = looked_at(world.rows, world.rules), tables_of(other.rows)
    expected = findings(facts)
    for condition in CONDITIONS:
        declared = {"applications", *clause(condition.part).places("table")}
        tables = {name: frame if name in declared else others.get(name, frame) for name, frame in facts.tables.items()}
        tables["attestations"] = _of_part(condition.part, facts["attestations"], others["attestations"])
        came = findings(replace(facts, tables=tables), [condition])
        due = expected[expected["part"] == condition.part].reset_index(drop=True)
        assert_frame_equal(due, came, obj=condition.part)


def _of_part(part: str, own: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """What departments say of one part, among what they say of the other parts in another world."""
    return pd.concat([others[others["part"] != part], own[own["part"] == part]], ignore_index=True)


@examples(2)
@given(world=worlds(), news=worlds(), seed=SEEDS)
def test_rows_after_the_day_of_the_state_change_nothing(world, news, seed):
    rules = [
        {"key": key, "value": value, "document": "纪要", "approved_by": "committee", "approved_on": date(2024, 4, 1)}
        for key, value in ({"clean_record.departments": SIGNS} | world.rules).items()
    ]
    rows, chance = world.rows | {"implementing_rules": rules}, Random(seed)
    later = {"implementing_rules": [rule | {"value": news.rules.get(rule["key"], rule["value"])} for rule in rules]}
    for name, own in (news.rows | later).items():
        if known_on := contract(name).known_on:
            later[name] = [row | {known_on: later_day(chance)} for row in own]
    later["applications"] = [row | {"application_id": f"N{row['application_id']}"} for row in later["applications"]]
    later.pop("schedule", None)
    assert_same(state_of(rows), state_of(together(rows, later)))


def state_of(rows):
    """Stages 1 and 2 on what was known by the day of the state."""
    tables = {name: table(name, *rows.get(name, [])) for name in (*ELIGIBILITY_TAKES, "implementing_rules")}
    known = Arrivals(tables, pd.Series(dtype="int64"), pd.DataFrame(), ()).known_on(AS_OF)
    asked = {name: tables_of({})[name] for name in ("required_materials", "arrivals")}
    return decided(known | asked, Law.on(CLOSING, known["implementing_rules"]))


def assert_same(expected, came):
    (tables, points), (other_tables, other_points) = expected, came
    assert points == other_points
    for name, frame in tables.items():
        assert_frame_equal(frame, other_tables[name], obj=name)
