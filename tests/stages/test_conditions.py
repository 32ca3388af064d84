"""三, 五(一): of each clause part, what may lapse, what departments judge, and whose table closes a gap."""

from datetime import date

import pytest

from tests.worlds import decide, flawless, verdicts
from yiwu_award.stages.conditions import CONDITIONS

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


def test_what_time_or_news_may_undo_is_looked_at_again():
    assert {condition.part for condition in CONDITIONS if condition.is_dated} == MAY_LAPSE


def test_departments_judge_what_no_register_shows():
    assert {condition.part for condition in CONDITIONS if condition.takes_attestations} == PEOPLE_JUDGE


def test_a_gap_is_closed_by_whoever_keeps_the_fact():
    opinions = dict.fromkeys(PEOPLE_JUDGE, "attestations")
    assert {condition.part: condition.asks for condition in CONDITIONS} == HOLDS_THE_FACT | opinions


@pytest.mark.parametrize("award", ["quality_award", "innovation_award"])
def test_neither_award_is_open_to_the_late_or_incomplete(award):
    rows = flawless(award=award, received_on=date(2024, 6, 1))
    found = verdicts(decide(rows | {"materials": rows["materials"][1:]}))
    assert (found["四(二)a"], found["四(二)b"]) == ("not_met", "not_met")
