"""What would have to be otherwise: every proposal is decided again, and the next worse value is not enough."""

from datetime import date, timedelta

import pandas as pd
import pytest

from tests.clauses.test_casebooks import BOOKS
from tests.worlds import (
    AS_OF,
    CLOSING,
    ELIGIBILITY_TAKES,
    application,
    attestation,
    flawless,
    law,
    materials,
    tables_of,
    together,
)
from yiwu_award.law.clauses import parts
from yiwu_award.papers.counterfactual import REMEDIES, proof
from yiwu_award.papers.counterfactual.change import REMOVED, Answer, Cell, Edit, Remedy, applied, cells
from yiwu_award.papers.counterfactual.proof import Way, World, outlooks
from yiwu_award.papers.prospect import world as world_of
from yiwu_award.stages.eligibility import as_settled
from yiwu_award.stages.verdicts import PASSES, concluded

DAY = timedelta(days=1)
PLAIN = {"closing_day", "as_of", "rules", "schedule"}  # a case that says none of these fits into one world with others


def world(*applications, rules=None, as_of=AS_OF):
    return World(tables_of(together(*applications), as_of), law(rules), as_of)


def without(rows, table, **wanted):
    """The rows but for some of one table."""
    kept = [row for row in rows[table] if not all(row.get(name) == value for name, value in wanted.items())]
    return {**rows, table: kept}


def decided(world_):
    """The decisions of 资格审查 in a world, as the year has them."""
    return concluded(as_settled(world_.facts))


def verdicts(world_):
    rows = decided(world_)
    return dict(zip(zip(rows["application_id"], rows["part"], strict=True), rows["verdict"], strict=True))


def outlook(world_, application="A001"):
    return outlooks(world_, decided(world_))[application]


def only_way(world_, application="A001"):
    (way,) = outlook(world_, application).ways
    return way


def test_every_part_that_is_decided_has_its_function():
    """In the order of the clauses; none left out, none that nobody decides."""
    assert tuple(REMEDIES) == parts()


@pytest.fixture(scope="module")
def refused(sample):
    """The refused of sample 2024, the world that they were decided in, and what would make them eligible."""
    year = sample(2024)
    whole = year.outcome("eligibility")["eligibility"]
    found = outlooks(world_of(year), year.outcome("eligibility")["decisions"])
    return set(whole.loc[whole["verdict"] == "not_met", "application_id"]), world_of(year), found


def test_the_proposed_change_makes_each_refused_application_of_2024_eligible(refused):
    """Thirty, each refused by one part alone; decided again here, one by one, with nothing else changed."""
    names, whole, found = refused
    assert len(names) == 30
    assert set(found) == names
    assert all(outlook_.is_eligible_then for outlook_ in found.values())
    edits = [edit for outlook_ in found.values() for edit in outlook_.edits]
    again = decided(whole.otherwise(edits, {}))
    still = again[~again["verdict"].isin(PASSES)].set_index("application_id")["part"].to_dict()
    assert still == {"A2411": "二(一)2", "A2436": "七(二)"}, "where only time helps, no fact is said to"


def test_time_helps_from_the_day_that_is_told_and_not_a_day_earlier(refused):
    """Where the years run on, or a record falls out of the window."""
    _, whole, found = refused
    told = {name: way for name, outlook_ in found.items() for way in outlook_.ways if way.later}
    days = {name: way.later.day for name, way in told.items()}
    assert days == {
        "A2409": date(2025, 10, 1), "A2411": date(2026, 12, 18), "A2413": date(2024, 6, 1), "A2426": date(2024, 7, 1),
        "A2430": date(2024, 6, 1), "A2431": date(2025, 8, 15), "A2432": date(2026, 3, 10), "A2433": date(2026, 10, 2),
        "A2434": date(2025, 11, 11), "A2436": date(2030, 2, 21), "A2441": date(2024, 6, 1),
    }  # fmt: skip
    for name, way in told.items():
        then = whole.otherwise(way.later.edits, {})
        assert then.passing(way.part, [name], way.later.day) == {name}
        assert then.passing(way.part, [name], way.later.day - DAY) == set()


def test_what_is_not_open_gets_no_proposal():
    """An eligible application has nothing that would have to be otherwise."""
    fine = world(flawless())
    assert outlooks(fine, decided(fine)) == {}


def test_several_open_parts_are_each_proven_and_all_needed():
    """One row may lack what three parts ask; only together they make the application eligible."""
    bare = {**flawless(), "registrations": [], "tax_credit": []}
    found = outlook(world(bare))
    assert [way.part for way in found.ways] == ["三(一)a", "三(一)b", "三(一)c", "三(五)1"]
    assert found.is_eligible_then
    for left_out in found.ways:
        others = [edit for way in found.ways if way is not left_out for edit in way.remedy.edits]
        again = verdicts(world(bare).otherwise(others, {}))
        assert again["A001", left_out.part] == "unknown"


@pytest.mark.parametrize(
    ("changes", "part", "column", "nearest", "worse"),
    [
        ({"registrations": {"registered_on": date(2023, 1, 1)}}, "三(一)b", "registered_on", date(2021, 5, 31), DAY),
        ({"applications": {"excellence_since": pd.NaT}}, "三(三)c", "excellence_since", date(2022, 5, 31), DAY),
        ({"applications": {"received_on": CLOSING + DAY}}, "四(二)a", "received_on", CLOSING, DAY),
        ({"certificates": {"valid_until": CLOSING - 9 * DAY}}, "三(三)a", "valid_until", CLOSING, -DAY),
        ({"certificates": {"valid_from": CLOSING + 9 * DAY}}, "三(三)a", "valid_from", CLOSING, DAY),
    ],
)
def test_a_day_beyond_the_nearest_is_not_enough(changes, part, column, nearest, worse):
    """The day that is told is the last, or the first, that meets the part."""
    rows = flawless()
    for table, sets in changes.items():
        rows = {**rows, table: [rows[table][0] | sets, *rows[table][1:]]}
    asked = world(rows)
    (way,) = [way for way in outlook(asked).ways if way.part == part]
    (edit,) = [edit for edit in way.remedy.edits if column in edit.sets]
    assert edit.sets[column] == nearest
    beyond = Edit(edit.table, edit.key, {**edit.sets, column: nearest + worse})
    assert asked.otherwise([beyond], {}).passing(part, ["A001"]) == set()


def test_as_many_projects_as_it_takes_and_no_more():
    """One on record: two more; none on record: three."""
    builder = flawless(sector="construction")
    for n_left, n_more in ((1, 2), (0, 3)):
        way = only_way(world({**builder, "quality_projects": builder["quality_projects"][:n_left]}))
        assert len(way.remedy.edits) == n_more
        assert f"另有 {n_more} 项" in way.remedy.text
        short = world({**builder, "quality_projects": builder["quality_projects"][:n_left]})
        assert short.otherwise(way.remedy.edits[1:], {}).passing("三(五)2b", ["A001"]) == set()


def test_the_quarters_that_are_low_or_missing_are_named():
    """Each gets the floor, whether it is below it or not there."""
    builder = without(flawless(sector="construction"), "construction_credit", quarter="2023Q1")
    builder["construction_credit"] = [
        row | {"grade": "C"} if (row["register"], row["quarter"]) == ("credit_website", "2022Q3") else row
        for row in builder["construction_credit"]
    ]
    ways = {way.part: way for way in outlook(world(builder)).ways}
    website, system = ways["三(五)2a"], ways["三(五)2c"]
    told = "市信用网 2022Q3 的等级须不低于 B（现为 C）；须补来市信用网 2023Q1 的等级，并且不低于 B。"
    assert website.remedy.text == told
    assert {edit.key["quarter"]: edit.sets for edit in website.remedy.edits} == {
        "2022Q3": {"grade": "B"}, "2023Q1": {"grade": "B"},
    }  # fmt: skip
    assert system.remedy.text == "须补来建设系统 2023Q1 的等级，并且不低于 A。"
    assert website.later.day == date(2024, 10, 1), "from then on 2022Q3 is no longer looked at"


def test_departments_that_usually_judge_a_part_are_asked_where_nobody_answered():
    """The names come from the opinions on other applications of the year."""
    silent = without(flawless("A002"), "attestations", part="三(四)")
    way = only_way(world(flawless(), silent), "A002")
    assert way.remedy.text == "须由市发展和改革局出具“符合”的核查意见。"
    assert only_way(world(silent), "A002").remedy.text == "须由有关部门出具“符合”的核查意见。"


def test_a_claimed_exemption_is_nearer_than_another_history():
    """Two years can't be had at once, a confirmation can."""
    claims = flawless(excellence_since=date(2024, 1, 1), exempt_field="life_health")
    way = only_way(world(claims))
    assert way.remedy.text == "组织自报属于生命健康产业，须由有关部门认定；认定以后，这一年限不作要求。"
    assert way.later.day == date(2026, 1, 1)


def test_a_determination_is_only_changed_by_the_body_that_made_it():
    """What the tables leave open and a body settled as 不符合."""
    rows = without(flawless(), "attestations", part="三(四)")
    settled = {"application_id": "A001", "part": "三(四)", "verdict": "not_met", "basis": "纪要", "body": "office"}
    found = outlook(world({**rows, "determinations": [settled | {"decided_on": date(2024, 6, 20)}]}))
    (way,) = found.ways
    (edit,) = way.remedy.edits
    assert (edit.table, edit.key["part"], edit.sets) == ("determinations", "三(四)", {"verdict": "met"})
    assert found.is_eligible_then


@pytest.fixture
def former():
    honour = {"award_year": 2021, "award": "quality_award", "org_name": "A001 厂", "awarded_on": date(2021, 12, 1)}
    return {**flawless(), "honours": [honour | {"uscc": "code-A001", "document": "政发"}]}


def test_a_former_laureate_waits_or_the_year_decides_how_long(former):
    """With a rule only time helps; without one the longest rule that still lets the organisation in is told."""
    waiting = only_way(world(former, rules={"past_laureate.waiting_years": "3"}))
    assert (waiting.remedy, waiting.later.day) == (None, date(2024, 12, 1))
    open_ = outlook(world(former))
    assert open_.rules == {"past_laureate.waiting_years": 2}
    assert open_.is_eligible_then
    assert verdicts(world(former).otherwise([], {"past_laureate.waiting_years": 3}))["A001", "二(一)2"] == "not_met"


def test_two_that_need_other_rules_are_decided_apart(former):
    """The year's rules are one for all, what each would need is not."""
    of_another = {"uscc": "code-A002", "org_name": "A002 厂", "awarded_on": date(2023, 12, 1), "award_year": 2023}
    second = {**flawless("A002"), "honours": [former["honours"][0] | of_another]}
    found = outlooks(both := world(former, second), decided(both))
    assert {name: outlook_.rules["past_laureate.waiting_years"] for name, outlook_ in found.items()} == {
        "A001": 2, "A002": 0,
    }  # fmt: skip
    assert all(outlook_.is_eligible_then for outlook_ in found.values())


def test_a_namesake_must_be_somebody_else(former):
    """An old register without codes leaves open whose honour it was."""
    former["honours"][0]["uscc"] = None
    way = only_way(world(former, rules={"past_laureate.waiting_years": "3"}))
    assert way.remedy.text == "名册中同名而没有代码的获奖组织，须查明是另一家组织，并补填其统一社会信用代码。"


def test_every_refusal_and_doubt_of_the_case_books_has_a_way_out():
    """All cases of the usual closing day in one world, each an application of its own."""
    cases = [
        (f"A{number:03}", book, case)
        for number, (book, case) in enumerate(
            (book, case)
            for book in BOOKS.values()
            for case in book["cases"]
            if case["expect"] in ("not_met", "unknown") and not PLAIN & set(case) and book["closing_day"] == CLOSING
        )
    ]
    assert len(cases) > 100
    asked = world(*(of_case(name, book, case) for name, book, case in cases))
    by_part = {(name, book["part"]): case["name"] for name, book, case in cases}
    rows = decided(asked)
    keys = pd.MultiIndex.from_frame(rows[["application_id", "part"]])
    found = outlooks(asked, rows[keys.isin(list(by_part))])
    lost = [
        by_part[name, way.part]
        for name, outlook_ in found.items()
        for way in outlook_.ways
        if way.remedy is None and way.later is None
    ]
    assert lost == []
    assert set(found) == {name for name, _, _ in cases}


def of_case(name, book, case):
    """The rows of one case under another number."""
    own = application(name) | book.get("application", {}) | case.get("application", {}) | {"application_id": name}
    rows = {"applications": [own], "materials": materials(name, own["received_on"])}
    for table in set(case) & set(ELIGIBILITY_TAKES):
        usual = {"application_id": name} | book.get("each_row", {}).get(table, {})
        rows[table] = [
            {key: value.replace("A001", name) if isinstance(value, str) else value for key, value in row.items()}
            for row in (usual | row for row in case[table])
        ]
    return rows


def test_edits_change_their_cells_and_nothing_else():
    """A row is changed, added or taken out; the tables as they came stay so."""
    before = tables_of(flawless())
    key = {"application_id": "A001", "rating_year": 2023, "published_on": date(2024, 4, 25)}
    edits = [
        Edit("tax_credit", key, {"grade": "B"}),
        Edit("attestations", attestation("三(九)"), {"conclusion": "not_met"}),
        Edit("land_productivity", {"application_id": "A001", "rating_year": 2023}, REMOVED),
    ]
    after = applied(before, edits)
    assert list(after["tax_credit"]["grade"]) == ["B"]
    assert len(after["attestations"]) == len(before["attestations"]) + 1
    assert after["land_productivity"].empty
    assert list(before["tax_credit"]["grade"]) == ["A"]
    assert {name: frame.dtypes.to_dict() for name, frame in after.items()} == {
        name: frame.dtypes.to_dict() for name, frame in before.items()
    }
    changed, added, removed = cells(before, edits)
    assert changed == Cell("changed", "纳税信用等级", "tax_credit.csv", "", 2, "信用级别", "A", "B", *edits[0])
    assert (added.kind, added.row) == ("added", None)
    assert "“结论”为“不符合”" in added.becomes
    assert (removed.kind, removed.row, removed.was) == ("removed", 2, "“评价年度”为“2023”")


def test_what_is_not_proven_is_not_told(monkeypatch):
    """An offer that doesn't meet the part when decided again is dropped, and nothing is called eligible."""
    useless = Remedy("与此无关的改动", (Edit("tax_credit", {"application_id": "A001"}, {"grade": "A"}),))
    monkeypatch.setattr(proof, "REMEDIES", {**REMEDIES, "三(四)": lambda asked: Answer((useless,), (useless,))})
    found = outlook(world(without(flawless(), "attestations", part="三(四)")))
    assert found.ways == (Way("三(四)", "unknown", None, None),)
    assert not found.is_eligible_then


def test_a_day_that_is_past_is_no_way_out(former):
    """Before the second honour the first alone would have let the organisation in; that is over."""
    first = {"award_year": 2015, "awarded_on": date(2015, 12, 1)}
    former["honours"].append(former["honours"][0] | first)
    assert only_way(world(former, rules={"past_laureate.waiting_years": "3"})).later.day == date(2024, 12, 1)
