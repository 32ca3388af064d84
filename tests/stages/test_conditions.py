"""三, 五(一): of each clause part, what may lapse, what departments judge, and whose table closes a gap."""

from datetime import date

import pytest

from tests.worlds import application, decide, flawless, looked_at, verdicts
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.tables.contracts import contract

# R-52: certificates, tax credit, the builders' quarters, the clean record, the six-year bar.
MAY_LAPSE = {
    "三(三)a", "三(三)b", "三(五)1", "三(五)2a", "三(五)2c", "三(六)", "三(八)a", "三(八)b", "三(八)c", "三(八)d",
    "三(八)e", "三(九)", "七(二)",
}  # fmt: skip
# What the regulation words so that only people can judge it, and the clean record, which must be signed off.
PEOPLE_JUDGE = {
    "一(二)", "一(三)", "三(二)", "三(三)d", "三(三)e", "三(四)", "三(五)", "三(八)a", "三(八)b", "三(八)c", "三(八)d",
    "三(八)e",
}  # fmt: skip
# The register that holds the fact; for what people judge, their opinions.
HOLDS_THE_FACT = {
    "四(二)a": "applications", "四(二)b": "materials",
    "三(一)a": "registrations", "三(一)b": "registrations", "三(一)c": "registrations",
    "三(三)a": "certificates", "三(三)b": "certificates", "三(三)c": "applications",
    "三(五)1": "tax_credit", "三(五)2a": "construction_credit", "三(五)2b": "quality_projects",
    "三(五)2c": "construction_credit", "三(六)": "certificates", "三(七)": "land_productivity",
    "三(九)": "certificates", "七(二)": "revocations", "二(一)2": "honours",
}  # fmt: skip
# 三: whom a part is about, by sector and award; every other part is about everyone.
OF_SECTORS = {
    "三(五)2a": {"construction"}, "三(五)2b": {"construction"}, "三(五)2c": {"construction"}, "三(六)": {"agriculture"},
    "三(七)": {"industry", "mining"}, "三(九)": {"industry", "mining"},
    "三(三)c": {"industry", "mining", "construction", "services", "environment", "other"},
}  # fmt: skip
OF_AWARD = {"一(二)": "quality_award", "一(三)": "innovation_award"}


def test_what_time_or_news_may_undo_is_looked_at_again():
    assert {condition.part for condition in CONDITIONS if condition.is_dated} == MAY_LAPSE


def test_departments_judge_what_no_register_shows():
    assert {condition.part for condition in CONDITIONS if condition.takes_attestations} == PEOPLE_JUDGE


def test_a_gap_is_closed_by_whoever_keeps_the_fact():
    opinions = dict.fromkeys(PEOPLE_JUDGE, "attestations")
    assert {condition.part: condition.asks for condition in CONDITIONS} == HOLDS_THE_FACT | opinions


@pytest.mark.parametrize("reading", ["attested_besides", "listed_only"])
def test_each_part_is_about_those_whom_the_clause_names_and_nobody_else(reading):
    """Every sector and award at once; read as 只看所列两项 (R-12), 三(五) itself is about nobody."""
    sectors = list(contract("applications").labels("sector"))
    awards = dict.fromkeys(AWARDS)
    rows = [
        application(f"{award}-{sector}", award=award, sector=sector, exempt_field=None)
        for award in awards for sector in sectors
    ]  # fmt: skip
    facts = looked_at({"applications": rows}, {"R-12": reading})
    for condition in CONDITIONS:
        about = set(facts.applications.index[condition.scope(facts).applies])
        assert about == {
            f"{award}-{sector}"
            for award in awards for sector in sectors
            if sector in OF_SECTORS.get(condition.part, sectors)
            and award == OF_AWARD.get(condition.part, award)
            and (condition.part, reading) != ("三(五)", "listed_only")
        }, condition.part  # fmt: skip


@pytest.mark.parametrize("award", ["quality_award", "innovation_award"])
def test_neither_award_is_open_to_the_late_or_incomplete(award):
    rows = flawless(award=award, received_on=date(2024, 6, 1))
    found = verdicts(decide(rows | {"materials": rows["materials"][1:]}))
    assert (found["四(二)a"], found["四(二)b"]) == ("not_met", "not_met")
