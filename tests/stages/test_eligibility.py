"""五(一): from conditions to the acted list; the limits of each clause part are in the case-books."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from tests.worlds import (
    AS_OF,
    application,
    attestation,
    decide,
    flawless,
    looked_at,
    schedule,
    together,
    verdicts,
)
from yiwu_award.errors import ContractBroken, NotInForce
from yiwu_award.law import clauses
from yiwu_award.stages.conditions import CONDITIONS, PARTS
from yiwu_award.stages.eligibility import concluded, findings, summed_up
from yiwu_award.stages.eligibility import verdicts as verdicts_of
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


def listed(*ids, award="quality_award", day=date(2024, 6, 28)):
    usual = {"act": "eligible_list", "award": award, "body": "office", "document": "审查表", "decided_on": day}
    return [usual | {"application_id": application_id} for application_id in ids]


def acted(*ids, **kwargs):
    """Acts that settle both lists: these applications for the quality award, none for the other."""
    return {"acts": [*listed(*ids, **kwargs), *listed(None, award="innovation_award")]}


def determination(part, verdict, application_id="A001"):
    return {
        "application_id": application_id, "part": part, "verdict": verdict, "basis": "查阅档案", "body": "committee",
        "decided_on": date(2024, 6, 20),
    }  # fmt: skip


def left(application_id, day):
    usual = {"kind": "withdrawn", "reason": "自愿", "body": "applicant", "document": "退出函"}
    return usual | {"application_id": application_id, "decided_on": day}


def without(rows, table):
    return {name: each for name, each in rows.items() if name != table}


def one(result, part, application_id="A001"):
    own = result.tables["decisions"].set_index(["application_id", "part"])
    return own.loc[(application_id, part)]


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
    """Determinations included, one of them about nobody who applied; the summary is that of the whole stage."""
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
    pd.testing.assert_frame_equal(summed_up(facts), decide(rows).tables["eligibility"])


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


def test_an_open_application_blocks_and_names_what_is_open_and_on_whom():
    result = decide(together(without(flawless(), "tax_credit"), acted(None)))
    (point,) = result.open_points
    assert (point.state, point.clause) == ("blocked", "五(一)")
    assert point.what == "A001 A001 厂 待核：三(五)1（无已公布的纳税信用级别）"
    assert point.on_whom == contract("tax_credit").supplier
    assert "认定" in point.to_do


def test_a_refused_application_blocks_nobody_by_its_gaps():
    rows = without(flawless(activity="other"), "tax_credit")
    result = decide(together(rows, acted(None)))
    assert result.state == "done"
    assert result.tables["eligibility"].iloc[0].to_dict() == {
        "application_id": "A001", "org_name": "A001 厂", "award": "quality_award", "verdict": "not_met",
        "not_met": "一(二)", "unknown": "三(五)1",
    }  # fmt: skip


def test_an_open_application_that_has_left_blocks_nobody():
    rows = together(without(flawless(), "tax_credit"), acted(None), {"exits": [left("A001", date(2024, 7, 1))]})
    assert decide(rows, as_of=date(2024, 7, 1)).state == "done"
    assert decide(rows, as_of=date(2024, 6, 30)).state == "blocked"


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


# Determinations


@pytest.mark.parametrize("verdict", ["met", "not_met", "not_applicable"])
def test_a_determination_settles_what_is_open(verdict):
    rows = together(without(flawless(), "tax_credit"), {"determinations": [determination("三(五)1", verdict)]})
    row = one(decide(rows), "三(五)1")
    assert (row["verdict"], row["basis"]) == (verdict, "determined")
    assert "认定：查阅档案（市评委会，2024-06-20）" in row["observed"]
    assert row["evidence"] == "认定记录｜determinations.csv｜第 2 行"


def test_a_determination_touches_only_its_own_part_and_application():
    rows = together(without(flawless("A001"), "tax_credit"), without(flawless("A002"), "tax_credit"))
    result = decide(together(rows, {"determinations": [determination("三(五)1", "met", "A002")]}))
    assert (verdicts(result, "A001")["三(五)1"], verdicts(result, "A002")["三(五)1"]) == ("unknown", "met")


@pytest.mark.parametrize("verdict", ["not_met", "not_applicable"])
def test_a_determination_over_a_computed_verdict_is_refused(verdict):
    rows = together(flawless(), {"determinations": [determination("三(五)1", verdict)]})
    with pytest.raises(ContractBroken) as broken:
        decide(rows)
    (fault,) = broken.value.faults
    assert (fault.file, fault.row, fault.column) == ("determinations.csv", 2, "认定")
    assert "已有结论“符合”（2023 年度 A，2024-04-25 公布）" in fault.due


def test_a_determination_over_what_the_record_decides_is_refused():
    failed = {
        "application_id": "A001",
        "inspected_on": date(2023, 5, 1),
        "authority": "甲局",
        "level": "city",
        "subject": "产品",
        "result": "failed",
    }
    rows = together(
        flawless(), {"inspections": [failed], "determinations": [determination("三(八)a", "not_applicable")]}
    )
    with pytest.raises(ContractBroken, match="不符合"):
        decide(rows)


def test_a_determination_that_later_facts_bear_out_does_no_harm():
    row = one(decide(together(flawless(), {"determinations": [determination("三(五)1", "met")]})), "三(五)1")
    assert (row["verdict"], row["basis"]) == ("met", "computed")


@pytest.mark.parametrize("verdict", ["met", "not_applicable"])
def test_a_determination_over_what_a_department_attests_is_refused(verdict):
    rows = flawless()
    rows["attestations"] = [
        attestation(row["part"], "not_met" if row["part"] == "三(二)" else "met") for row in rows["attestations"]
    ]
    with pytest.raises(ContractBroken, match="三\\(二\\) 认定为"):
        decide(together(rows, {"determinations": [determination("三(二)", verdict)]}))


@pytest.mark.parametrize("part", ["四(二)a", "二(一)2", "七(二)"])
def test_what_the_regulation_or_a_rule_alone_decides_takes_no_determination(part):
    with pytest.raises(ContractBroken, match="认定记录"):
        decide(together(flawless(), {"determinations": [determination(part, "met")]}))


def test_a_determination_after_the_day_of_the_state_is_not_yet_known():
    rows = together(without(flawless(), "tax_credit"), {"determinations": [determination("三(五)1", "met")]})
    assert verdicts(decide(rows, as_of=date(2024, 6, 19)))["三(五)1"] == "unknown"


def test_all_faults_are_told_at_once():
    rows = together(
        flawless(),
        {
            "attestations": [attestation("三(五)1"), attestation("五(五)")],
            "determinations": [determination("三(五)1", "not_met"), determination("三(十)", "met")],
            "acts": [listed("A001")[0] | {"body": "committee"}],
        },
    )
    with pytest.raises(ContractBroken) as broken:
        decide(rows)
    assert [fault.table for fault in broken.value.faults] == [
        "部门核查意见", "部门核查意见", "认定记录", "认定记录", "决定与名单",
    ]  # fmt: skip
    assert all(fault.row and fault.column and fault.fix for fault in broken.value.faults)


def test_spans_counted_to_the_call_need_its_day():
    rows = flawless() | {"schedule": [row for row in schedule() if row["event"] != "call_on"]}
    with pytest.raises(ContractBroken, match="R-08"):
        decide(rows, {"R-08": "call_on"})


# The list


def test_a_proposal_without_an_act_waits_for_the_office():
    rows = together(flawless(), {"schedule": schedule(eligibility_due=date(2024, 6, 28))})
    result = decide(rows)
    assert result.state == "waiting"
    assert result.tables["eligible"].empty
    assert "A001" in result.open_points[0].what
    assert "2024-06-28" in result.open_points[0].what


def test_an_act_that_differs_blocks_and_shows_both():
    result = decide(
        together(flawless("A001"), flawless("A002"), flawless("A003", activity="other"), acted("A001", "A003"))
    )
    (point,) = result.open_points
    assert result.state == "blocked"
    assert "只在提出的名单中：A002，只在决定的名单中：A003" in point.what
    assert result.tables["eligible"]["application_id"].tolist() == ["A001", "A003"]


def test_each_award_has_its_own_list():
    acts = {"acts": [*listed("A001"), *listed("B001", award="innovation_award")]}
    result = decide(together(flawless("A001"), flawless("B001", award="innovation_award"), acts))
    assert result.state == "done"
    assert result.tables["eligible"]["award"].tolist() == ["quality_award", "innovation_award"]


@pytest.mark.parametrize(("left_on", "state"), [(date(2024, 6, 28), "done"), (date(2024, 6, 29), "blocked")])
def test_who_left_by_the_day_of_the_act_is_not_proposed(left_on, state):
    rows = together(flawless("A001"), flawless("A002"), acted("A001"), {"exits": [left("A002", left_on)]})
    assert decide(rows).state == state


def test_who_left_after_the_act_stays_on_the_acted_list():
    result = decide(together(flawless("A001"), acted("A001"), {"exits": [left("A001", date(2024, 7, 5))]}))
    assert result.state == "done"
    assert result.tables["eligible"]["application_id"].tolist() == ["A001"]


# The second look


def signed_again(*ids, on=LOOKED_AT_AGAIN, but=()):
    """The departments' opinions on 三(八) once more, for some applications; some parts left out."""
    parts = [f"三(八){letter}" for letter in "abcde" if f"三(八){letter}" not in but]
    rows = [attestation(part, application_id=each, concluded_on=on) for each in ids for part in parts]
    return {"attestations": rows}


def looked_again(*worlds, rules=None, as_of=AS_OF, **days):
    """Rows of the second look: application, part, verdict."""
    days = {"second_look_on": LOOKED_AT_AGAIN} | days
    rows = together(*worlds, acted("A001", "A002"), {"schedule": schedule(**days)})
    found = decide(rows, rules, as_of=as_of).tables["second_look"]
    return list(found[["application_id", "part", "verdict"]].itertuples(index=False, name=None))


def again(*worlds, **days):
    """What is no longer met, where the departments have signed again on the day."""
    signed = signed_again("A001", "A002", on=days.get("second_look_on", LOOKED_AT_AGAIN))
    found = looked_again(*worlds, signed, **days)
    assert {verdict for _, _, verdict in found} <= {"not_met"}
    return [(application, part) for application, part, _ in found]


def rated_since(application_id):
    """Grade A on both registers for the quarter that ended between the closing day and the second look."""
    newer = {"application_id": application_id, "quarter": "2024Q2", "grade": "A", "published_on": date(2024, 7, 20)}
    return {"construction_credit": [newer | {"register": each} for each in ("credit_website", "construction_system")]}


def test_nothing_new_means_no_row():
    assert again(flawless("A001"), flawless("A002", sector="construction"), rated_since("A002")) == []


def test_a_quarter_that_ended_since_and_was_not_rated_is_open():
    signed = signed_again("A001", "A002")
    found = looked_again(flawless("A001"), flawless("A002", sector="construction"), signed)
    assert found == [("A002", "三(五)2a", "unknown"), ("A002", "三(五)2c", "unknown")]


def test_a_tax_grade_published_since_that_is_no_a_is_seen():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": LOOKED_AT_AGAIN}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows) == [("A001", "三(五)1")]
    assert again(rows, second_look_on=date(2024, 7, 31)) == []


def test_a_second_look_that_is_still_to_come_sees_nothing():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows, as_of=date(2024, 7, 31)) == []
    assert again(rows, as_of=LOOKED_AT_AGAIN) == [("A001", "三(五)1")]


def test_a_certificate_that_ran_out_an_accident_and_a_bar_since_are_seen():
    first, second = flawless("A001"), flawless("A002")
    first["certificates"][0] |= {"valid_until": date(2024, 7, 31)}
    accident = {
        "application_id": "A002",
        "kind": "safety",
        "occurred_on": date(2024, 7, 10),
        "known_on": date(2024, 7, 20),
        "is_major": True,
    }
    fraud = {
        "award_year": 2023, "award": "quality_award", "org_name": "A002 厂", "uscc": "code-A002",
        "ground": "七(二)", "finding": "虚报", "found_on": date(2024, 5, 1), "approved_on": date(2024, 7, 15),
    }  # fmt: skip
    assert again(first, second, {"incidents": [accident], "revocations": [fraud]}) == [
        ("A001", "三(三)a"), ("A002", "三(八)b"), ("A002", "七(二)"),
    ]  # fmt: skip


def test_a_sign_off_of_before_cannot_vouch_for_what_came_since():
    """Open, not refused: each part of 三(八) whose departments have not signed again by the day of the second look."""
    worlds = (flawless("A001"), flawless("A002"))
    stale = [("A001", "三(八)b", "unknown"), ("A001", "三(八)d", "unknown")]
    signed = signed_again("A001", "A002", but=("三(八)b", "三(八)d"))
    rest = {"attestations": [attestation(part, application_id="A002", concluded_on=LOOKED_AT_AGAIN)
                             for part in ("三(八)b", "三(八)d")]}  # fmt: skip
    assert looked_again(*worlds, signed, rest) == stale
    early = signed_again("A001", on=date(2024, 7, 31))
    assert looked_again(*worlds, signed, rest, early) == stale
    assert looked_again(*worlds, rules={"R-65": "closing_day"}) == []


def test_a_gap_in_the_second_look_may_be_closed_until_the_notice():
    """An opinion that is signed between the day of the look and the notice counts; one of after the notice doesn't."""
    worlds = (flawless("A001"), flawless("A002"), signed_again("A001", on=date(2024, 8, 5)), signed_again("A002"))
    notice = {"kind": "notice", "medium": "报", "published_on": date(2024, 8, 5)}
    assert looked_again(*worlds) == []
    assert looked_again(*worlds, {"publications": [notice]}) == []
    early = {"publications": [notice | {"published_on": date(2024, 8, 4)}]}
    assert {verdict for _, _, verdict in looked_again(*worlds, early)} == {"unknown"}


def test_news_that_nobody_has_weighed_stops_the_second_look():
    """An accident since, not yet said to be major or not."""
    accident = {
        "application_id": "A001",
        "kind": "safety",
        "occurred_on": date(2024, 7, 10),
        "known_on": date(2024, 7, 12),
    }
    worlds = (flawless("A001"), flawless("A002"), {"incidents": [accident]})
    signed = signed_again("A001", "A002")
    assert looked_again(*worlds, signed) == [("A001", "三(八)b", "unknown")]
    settled = determination("三(八)b", "met") | {"decided_on": date(2024, 7, 31)}
    assert looked_again(*worlds, signed, {"determinations": [settled]}) == []
    refused = settled | {"verdict": "not_met"}
    assert looked_again(*worlds, signed, {"determinations": [refused]}) == [("A001", "三(八)b", "not_met")]


def test_a_determination_of_before_stands_only_for_what_it_settled():
    """An organisation without a tax grade: determined once, until a publication comes that says no grade."""
    settled = {"determinations": [determination("三(五)1", "met")]}
    worlds = (without(flawless("A001"), "tax_credit"), flawless("A002"), settled, signed_again("A001", "A002"))
    assert looked_again(*worlds) == []
    ungraded = {"application_id": "A001", "rating_year": 2024, "published_on": date(2024, 7, 1)}
    assert looked_again(*worlds, {"tax_credit": [ungraded]}) == [("A001", "三(五)1", "unknown")]


def test_projects_once_won_are_not_lost_by_waiting():
    rows = flawless("A001", sector="construction")
    rows["quality_projects"] = [row | {"awarded_on": date(2022, 6, 15)} for row in rows["quality_projects"]]
    assert again(rows, rated_since("A001"), flawless("A002")) == []


def test_who_has_left_is_not_looked_at_again():
    newer = {"application_id": "A001", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    rows = together(flawless("A001"), flawless("A002"), {"tax_credit": [newer]})
    assert again(rows, {"exits": [left("A001", LOOKED_AT_AGAIN)]}) == []
    assert again(rows, {"exits": [left("A001", date(2024, 8, 2))]}) == [("A001", "三(五)1")]


def test_a_refused_application_is_not_looked_at_again():
    newer = {"application_id": "A003", "rating_year": 2024, "grade": "B", "published_on": date(2024, 7, 1)}
    assert again(flawless("A001"), flawless("A002"), flawless("A003", activity="other"), {"tax_credit": [newer]}) == []


def test_rows_after_the_day_of_the_state_change_nothing():
    rows = together(flawless(), acted("A001"))
    later = {
        "tax_credit": [{"application_id": "A001", "rating_year": 2024, "grade": "D", "published_on": date(2024, 7, 1)}],
        "determinations": [determination("三(五)1", "not_met") | {"decided_on": date(2024, 7, 1)}],
        "exits": [left("A001", date(2024, 7, 1))],
    }
    before = decide(rows, as_of=date(2024, 6, 30))
    beside = decide(together(rows, later), as_of=date(2024, 6, 30))
    assert before.open_points == beside.open_points == ()
    for name, frame in before.tables.items():
        pd.testing.assert_frame_equal(frame, beside.tables[name])


# Readings of the year


def test_three_clean_years_counted_to_the_end_of_the_review_need_its_day():
    with pytest.raises(ContractBroken, match="读法 R-19 算到“资格审查完成”，日程没有该日"):
        decide(flawless(), {"R-19": "eligibility_due"})


def test_what_happens_after_the_reviewed_day_is_left_to_the_second_look():
    accident = {
        "application_id": "A001", "kind": "safety", "occurred_on": date(2024, 7, 10), "known_on": date(2024, 7, 20),
        "is_major": True,
    }  # fmt: skip
    days = {"schedule": schedule(eligibility_due=date(2024, 6, 28), second_look_on=LOOKED_AT_AGAIN)}
    opinions = {"attestations": signed_again("A001", on=date(2024, 6, 28))["attestations"]}
    signed = together(opinions, signed_again("A001"))
    rows = together(flawless(), acted("A001"), {"incidents": [accident]}, days, signed)
    result = decide(rows, {"R-19": "eligibility_due"})
    assert verdicts(result)["三(八)b"] == "met"
    assert list(result.tables["second_look"]["part"]) == ["三(八)b"]


def both(**changes):
    """Two applications of one organisation, one for each award."""
    second = flawless("B001", award="innovation_award", uscc="code-A001", **changes)
    acts = {"acts": [*listed("A001"), *listed("B001", award="innovation_award")]}
    return together(flawless("A001"), second, acts)


def test_an_organisation_applies_for_one_award_only():
    (point,) = decide(both()).open_points
    assert (point.state, point.clause, point.on_whom) == ("blocked", "四(二)", "市评审办")
    assert point.what == "A001 厂 有 2 份申报：A001、B001（读法 R-04）"
    assert decide(both() | {"exits": [left("B001", date(2024, 7, 1))]}).state == "done"


def test_an_application_that_is_refused_competes_with_nobody():
    refused = both(activity="other")
    refused["acts"][1] |= {"application_id": None}
    assert decide(refused).state == "done"


def test_a_year_may_let_an_organisation_apply_for_both_awards_but_not_twice_for_one():
    assert decide(both(), {"R-04": "both_awards"}).state == "done"
    twice = together(flawless("A001"), flawless("A002", uscc="code-A001"), acted("A001", "A002"))
    assert [point.what for point in decide(twice, {"R-04": "both_awards"}).open_points] == [
        "A001 厂 有 2 份申报：A001、A002（读法 R-04）"
    ]


def test_news_after_the_list_is_settled_does_not_reopen_it():
    late = {"incidents": [
        {"application_id": "A001", "kind": "safety", "occurred_on": date(2024, 3, 1), "known_on": date(2024, 7, 1),
         "is_major": True, "is_org_responsible": True},
    ]}  # fmt: skip
    before, after = decide(together(flawless("A001"), late)), decide(together(flawless("A001"), late, acted("A001")))

    assert before.tables["eligibility"]["verdict"].item() == "not_met"
    assert (after.state, after.tables["eligibility"]["verdict"].item()) == ("done", "met")
