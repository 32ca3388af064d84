"""五(一): what the conditions come to; the limits of each clause part are in the case-books."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.worlds import (
    acted,
    application,
    decide,
    determination,
    flawless,
    looked_at,
    one,
    schedule,
    together,
    verdicts,
    without,
)
from yiwu_award.errors import NotInForce
from yiwu_award.law import clauses
from yiwu_award.stages.conditions import CONDITIONS, PARTS
from yiwu_award.stages.verdicts import concluded, findings
from yiwu_award.stages.verdicts import verdicts as verdicts_of
from yiwu_award.tables.contracts import contract

FOR_A_SECTOR = {
    "industry": {"三(七)", "三(九)"},
    "mining": {"三(七)", "三(九)"},
    "construction": {"三(五)2a", "三(五)2b", "三(五)2c"},
    "agriculture": {"三(六)"},
    "services": set(),
    "environment": set(),
    "other": set(),
}
LOOKED_AT_AGAIN = date(2024, 8, 1)


# The whole


@pytest.mark.parametrize(("sector", "asked"), FOR_A_SECTOR.items())
def test_a_flawless_application_is_eligible_and_asked_only_what_concerns_it(sector, asked):
    result = decide(together(flawless(sector=sector), acted("A001")))
    found = verdicts(result)
    spared = (
        set().union(*FOR_A_SECTOR.values()) - asked
        | {"一(三)", "二(一)2"}
        | ({"三(三)c"} if sector == "agriculture" else set())
    )
    assert {part for part, verdict in found.items() if verdict == "not_applicable"} == spared
    assert set(found.values()) == {"met", "not_applicable"}
    assert result.state == "done"
    assert result.tables["eligible"]["application_id"].tolist() == ["A001"]


def test_the_parts_are_the_laws_parts_in_its_order():
    assert clauses.parts() == PARTS
    assert tuple(verdicts(decide(flawless()))) == PARTS


def test_tables_are_as_their_contracts_say():
    rows = together(
        flawless("A002"),
        flawless("A001"),
        acted("A001", "A002"),
        {"schedule": schedule(second_look_on=LOOKED_AT_AGAIN)},
    )
    result = decide(rows)
    for name in ("decisions", "eligibility", "eligible", "second_look"):
        frame = result.tables[name]
        assert frame.dtypes.astype(str).to_dict() == contract(name).empty().dtypes.astype(str).to_dict(), name
        assert frame.index.equals(pd.RangeIndex(len(frame))), name
    assert result.tables["decisions"]["application_id"].tolist() == ["A001"] * len(PARTS) + ["A002"] * len(PARTS)
    assert result.tables["eligibility"]["application_id"].tolist() == ["A001", "A002"]


def test_a_verdict_tells_its_fact_its_demand_and_its_row():
    row = one(decide(flawless()), "三(五)1")
    assert row["observed"] == "2023 年度 A，2024-04-25 公布"
    assert row["required"] == "2024-05-31 前公布的最近一次为 A 级"
    assert row["evidence"] == "纳税信用等级｜tax_credit.csv｜第 2 行"
    assert row["basis"] == "computed"


def test_nobody_attests_what_does_not_concern_an_application():
    """Of two applications for different awards each is asked for its own award's part alone (一(二), 一(三))."""
    result = decide(together(flawless("A001"), flawless("A002", award="innovation_award")))
    told = {
        (part, name): tuple(one(result, part, name)[["verdict", "basis"]])
        for part in ("一(二)", "一(三)")
        for name in ("A001", "A002")
    }
    assert told == {
        ("一(二)", "A001"): ("met", "attested"), ("一(二)", "A002"): ("not_applicable", "computed"),
        ("一(三)", "A001"): ("not_applicable", "computed"), ("一(三)", "A002"): ("met", "attested"),
    }  # fmt: skip


def test_several_rows_of_one_sheet_are_told_in_one_place():
    row = one(decide(flawless(sector="construction")), "三(五)2c")
    assert row["evidence"] == "建筑业信用评价｜construction_credit.csv｜第 10、11、12、13、14、15、16、17 行"
    assert row["observed"].startswith("2022Q2 A、2022Q3 A、")


def test_missing_quarters_are_named():
    rows = flawless(sector="construction")
    rows["construction_credit"] = [
        row for row in rows["construction_credit"] if row["quarter"] not in ("2022Q4", "2024Q1")
    ]
    assert one(decide(rows), "三(五)2a")["observed"].endswith("；缺 2022Q4、2024Q1")


def test_rows_in_any_order_give_the_same():
    rows = together(
        flawless("A001", sector="construction"),
        flawless("A002"),
        flawless("A003", sector="agriculture"),
        acted("A001", "A002", "A003"),
    )
    facts = looked_at(rows)
    expected = findings(facts)
    for seed in range(3):
        shuffled = {
            name: frame.sample(frac=1, random_state=seed).reset_index(drop=True) for name, frame in facts.tables.items()
        }
        again = findings(replace(facts, tables=shuffled))
        pd.testing.assert_frame_equal(again, expected)


def test_verdicts_without_their_words_are_those_that_are_told():
    """Determinations included, one of them about nobody who applied."""
    rows = together(
        flawless("A003", sector="construction"),
        flawless("A001"),
        {name: own for name, own in flawless("A002", sector="agriculture").items() if name != "certificates"},
        {"determinations": [determination("三(三)a", "met", "A002"), determination("三(六)", "not_met", "A999")]},
        acted("A001", "A003"),
    )
    facts = looked_at(rows)

    wide = verdicts_of(facts)

    told = concluded(facts).pivot(index="application_id", columns="part", values="verdict")[list(PARTS)]
    assert wide.astype("string").to_dict() == told.to_dict()
    assert wide.loc["A002", ["三(三)a", "三(六)"]].tolist() == ["met", "unknown"]


def test_a_bar_stays_with_its_organisation_where_anothers_is_not_yet_approved():
    """A001's revocation is approved only after it applied; A002's bars it."""
    fraud = {"award_year": 2019, "award": "quality_award", "ground": "七(二)", "finding": "虚报"}
    rows = [
        fraud | {"uscc": f"code-{name}", "org_name": f"{name} 厂", "found_on": found_on, "approved_on": approved_on}
        for name, found_on, approved_on in (
            ("A001", date(2024, 1, 1), date(2024, 6, 1)), ("A002", date(2020, 6, 1), date(2020, 6, 1)),
        )
    ]  # fmt: skip
    wide = verdicts_of(looked_at(together(flawless("A001"), flawless("A002"), {"revocations": rows})))
    assert wide["七(二)"].tolist() == ["met", "not_met"]


def test_another_application_changes_nothing_for_the_first():
    alone = decide(flawless("A001")).tables["decisions"]
    beside = decide(together(flawless("A001"), {"applications": [application("A002", uscc=None)]})).tables["decisions"]
    own = beside[beside["application_id"] == "A001"].reset_index(drop=True)
    pd.testing.assert_frame_equal(own, alone)


# Gaps


@pytest.mark.parametrize(
    ("table", "column", "part", "sector"),
    [
        ("registrations", "is_registered_in_yiwu", "三(一)a", "industry"),
        ("registrations", "registered_on", "三(一)b", "industry"),
        ("registrations", "status", "三(一)c", "industry"),
        ("registrations", "is_listed_abnormal", "三(一)c", "industry"),
        ("applications", "activity", "一(二)", "industry"),
        ("applications", "excellence_since", "三(三)c", "industry"),
        ("certificates", "status", "三(三)a", "industry"),
        ("certificates", "status", "三(六)", "agriculture"),
        ("certificates", "level", "三(九)", "industry"),
        ("tax_credit", "grade", "三(五)1", "industry"),
        ("construction_credit", "grade", "三(五)2a", "construction"),
        ("construction_credit", "grade", "三(五)2c", "construction"),
        ("land_productivity", "grade", "三(七)", "industry"),
        ("attestations", "conclusion", "三(二)", "industry"),
        ("attestations", "conclusion", "三(八)a", "industry"),
    ],
)
def test_a_blank_never_decides(table, column, part, sector):
    """Even where the contract would have stopped the blank at the door."""
    facts = looked_at(flawless(sector=sector))
    facts.tables[table][column] = pd.Series(
        pd.NA, index=facts.tables[table].index, dtype=facts.tables[table][column].dtype
    )
    (found,) = findings(facts, [each for each in CONDITIONS if each.part == part]).itertuples()
    assert found.verdict == "unknown"


@pytest.mark.parametrize("table", ["registrations", "certificates", "tax_credit", "land_productivity", "attestations"])
def test_an_organisation_that_a_table_does_not_know_is_neither_refused_nor_passed(table):
    result = decide(without(flawless(), table))
    assert "not_met" not in verdicts(result).values()
    assert result.tables["eligibility"]["verdict"].tolist() == ["unknown"]
    assert result.state == "blocked"


def test_a_past_laureate_without_a_rule_is_open_and_others_are_not_asked():
    honour = {
        "award_year": 2021,
        "award": "quality_award",
        "org_name": "旧名",
        "uscc": "code-A001",
        "awarded_on": date(2021, 9, 1),
    }
    result = decide(together(flawless("A001"), flawless("A002"), {"honours": [honour]}))
    assert verdicts(result, "A001")["二(一)2"] == "unknown"
    assert verdicts(result, "A002")["二(一)2"] == "not_applicable"
    assert "past_laureate.waiting_years" in one(result, "二(一)2")["observed"]


def test_who_must_sign_the_clean_record_is_the_years_to_say():
    """No department is taken for granted, and not any one is enough."""
    with pytest.raises(NotInForce, match=r"clean_record\.departments（三\(八\)a）（依据 三\(八\)）"):
        decide(flawless(), {"clean_record.departments": None})
    two = {("clean_record.departments", "三(八)b"): "市应急管理局；市生态环境局"}
    found = verdicts(decide(flawless(), two))
    assert (found["三(八)a"], found["三(八)b"]) == ("met", "unknown")
    assert (
        "尚缺市应急管理局、市生态环境局在 2024-05-31 或以后签署的意见"
        in one(decide(flawless(), two), "三(八)b")["observed"]
    )
