"""Who may read what: the list itself, and whom recusal, disqualification and want of agreement keep from what."""

from dataclasses import replace

import pandas as pd
import pytest

from yiwu_award.law.clauses import clauses
from yiwu_award.law.rulebook import Law
from yiwu_award.outcome import Outcome
from yiwu_award.papers.audiences import audiences, readers
from yiwu_award.papers.excerpts import ROWS, Shelf, titles
from yiwu_award.papers.views import VIEWS
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.contracts import contract

PARTS = [
    pytest.param(audience, part, id=f"{audience.name}-{page.name}-{number}")
    for audience in audiences().values()
    for page in audience.pages
    for number, part in enumerate(page.parts)
]
# Written down by hand from 二, 五(五) and 七(七): what nobody but these may read, wherever it stands.
ONLY = {
    "objector": {"office"}, "objector_contact": {"office"}, "content": {"office"},
    "votes_for": {"office", "supervision"}, "votes_against": {"office", "supervision"},
    "abstentions": {"office", "supervision"}, "issued": {"office", "supervision"},
    "assessor_id": {"office", "panel", "supervision"}, "lowest": {"office", "supervision"},
    "highest": {"office", "supervision"}, "place": {"office", "committee"},
    "total": {"office", "committee", "supervision"},
    "kept_percent": {"office", "supervision"}, "swayed_by": {"office", "supervision"},
    "mean_difference": {"office", "supervision"},
    "uscc": set(), "contact_person": set(), "contact_phone": set(), "contact_address": set(),
    "voter_name": set(), "assessor_name": set(), "employer": set(), "employer_uscc": set(),
}  # fmt: skip


@pytest.fixture(scope="module")
def year(sample):
    return sample(2024)


@pytest.fixture(scope="module")
def outcomes(year):
    return year.outcomes()


def folders(year, outcomes):
    return {reader.folder: reader for reader in readers(year, outcomes) if reader.assessor}


def with_rows(year, table, *rows):
    """The year with further rows of a table that came in."""
    given = year.tables[table]
    added = pd.DataFrame(list(rows)).reindex(columns=given.columns).astype(given.dtypes.to_dict())
    return replace(year, tables={**year.tables, table: pd.concat([given, added], ignore_index=True)})


@pytest.mark.parametrize(("audience", "part"), PARTS)
def test_each_part_names_columns_rows_and_clauses_that_there_are(audience, part):
    """And takes from one table or one view; a page for each application tells only of tables that name it."""
    assert bool(part.table) != bool(part.view)
    assert len(set(titles(part).values())) == len(part.columns)
    assert part.rows in ROWS
    assert part.clause in clauses()
    assert part.across in ("", *part.columns)


@pytest.mark.parametrize(("audience", "part"), PARTS)
def test_each_column_goes_only_to_those_who_may_read_it(audience, part):
    """Objectors to the office, votes to office and 监督组, contacts and names of persons to nobody's page."""
    wrong = [column for column in part.columns if audience.name not in ONLY.get(column, {audience.name})]
    assert wrong == []


def test_an_assessor_reads_only_by_rules_that_keep_to_his_own():
    """No part of the panel's pages takes all rows."""
    rules = {part.rows for page in audiences()["panel"].pages for part in page.parts}
    assert rules == {"own", "own_panel", "own_scores", "agreed"}


def test_what_is_restricted_is_listed_by_hand():
    """Where the contracts hold a column back and others than the office read it, somebody thought of it."""
    read = {
        (part.table, column)
        for audience in audiences().values()
        for page in audience.pages
        for part in page.parts
        for column in part.columns
        if part.table and column not in ("file", "sheet", "row") and audience.name != "office"
        if contract(part.table).column(column).classification == "restricted"
    }
    incoming = {table for table, _ in read if contract(table).kind == "incoming"}
    assert incoming == {
        "ballot_papers", "confirmations", "department_scores", "determinations", "exits", "misconduct",
        "panel_applications", "panel_opinions", "panels", "visits", "voters",
    }  # fmt: skip


def test_a_relation_keeps_one_member_out_not_his_panel(year, outcomes):
    """E04 holds shares of A2410; the four others go on judging it."""
    found = folders(year, outcomes)
    assert "A2410" not in found["panel-P1-E04"].applications
    assert all("A2410" in found[f"panel-P1-E0{number}"].applications for number in (1, 2, 3, 5))


def test_a_relation_told_only_after_scoring_keeps_out_as_well(year, outcomes):
    """What he scored is 监督组's to judge; reading on is not his."""
    late = with_rows(
        year, "conflicts", {"assessor_id": "E02", "application_id": "A2401", "relation": "consulting",
                            "declared_on": pd.Timestamp("2024-12-01")},
    )  # fmt: skip
    assert "A2401" not in folders(late, outcomes)["panel-P1-E02"].applications


def test_an_employee_who_declared_nothing_is_kept_out(year, outcomes):
    """The credit code of his employer is the applicant's."""
    own = year.tables["applications"].set_index("application_id").loc["A2404", "uscc"]
    people = year.tables["assessors"]
    moved = people.assign(employer_uscc=people["employer_uscc"].mask(people["assessor_id"] == "E07", own))
    changed = replace(year, tables={**year.tables, "assessors": moved})
    assert "A2404" not in folders(changed, outcomes)["panel-P2-E07"].applications


def test_one_who_was_disqualified_is_handed_no_folder(year, outcomes):
    """From 七(七) on he judges nothing, whatever he scored before."""
    out = with_rows(
        year, "misconduct", {"person_id": "E08", "measure": "disqualified", "decided_on": pd.Timestamp("2024-12-20")}
    )
    assert "panel-P2-E08" not in folders(out, outcomes)


def test_an_old_relation_keeps_out_while_no_rule_says_how_old(year, outcomes):
    """E05's to A2422 ended in 2019; the year's rule of three years lets it be, without a rule it counts."""
    assert "A2422" in folders(year, outcomes)["panel-P1-E05"].applications
    undecided = replace(year, law=Law(year.law.day, {}, year.law.calendar))
    assert "A2422" not in folders(undecided, outcomes)["panel-P1-E05"].applications


def test_scores_of_others_are_seen_only_after_agreement(year, outcomes):
    """Without the agreed result of A2401, E02 reads his own scores of it and nothing else; of A2408 everybody's."""
    results = outcomes["document_review"]["document_results"]
    tables = {**outcomes["document_review"].result.tables,
              "document_results": results[results["application_id"] != "A2401"]}  # fmt: skip
    before = {**outcomes, "document_review": Outcome(outcomes["document_review"].stage, StageResult(tables))}
    reader, shelf = folders(year, before)["panel-P1-E02"], Shelf(year, before)
    parts = {part.heading: part for page in audiences()["panel"].pages for part in page.parts}
    scores, agreed = parts["资料评审打分"], parts["资料评审合议"]
    own = shelf.excerpt(scores, reader, "A2401")
    assert "本人（E02）" in own
    assert not any(f">E0{number}<" in own for number in (1, 3, 4, 5))
    assert shelf.excerpt(agreed, reader, "A2401") == "<p>没有。</p>"
    assert all(f">E0{number}<" in shelf.excerpt(scores, reader, "A2408") for number in (1, 3, 4, 5))


def test_the_committee_learns_scores_only_with_the_totals(year, outcomes):
    """Its members' departments score, too: not with the document review's points before their eyes."""
    before = {name: outcome for name, outcome in outcomes.items() if name != "vote"}
    reader = next(reader for reader in readers(year, before) if reader.audience.name == "committee")
    for name in ("document_results", "department_results", "onsite_results"):
        part = next(part for page in reader.audience.pages for part in page.parts if part.table == name)
        assert Shelf(year, before).excerpt(part, reader) == "<p>没有。</p>"
        assert "A2401" in Shelf(year, outcomes).excerpt(part, reader)


def test_an_act_after_its_day_is_named_with_who_acted(year, outcomes):
    """The schedule of 2024 asks for the eligible list by 2024-07-05: the day itself is in time, the next is not."""
    acts = year.tables["acts"]
    is_list = (acts["act"] == "eligible_list") & (acts["award"] == "innovation_award")
    named = ["资格合格名单（创新奖）", "市评审办", "2024-07-05", "2024-07-06"]
    for day, found in (("2024-07-05", []), ("2024-07-06", [named])):
        moved = acts.assign(decided_on=acts["decided_on"].mask(is_list, pd.Timestamp(day)))
        late = VIEWS["late"].frame(replace(year, tables={**year.tables, "acts": moved}), outcomes)
        rows = late[late["matter"].str.startswith("资格合格")].iloc[:, :4]
        assert [list(row) for row in rows.itertuples(index=False)] == found


def test_a_rule_approved_after_the_call_is_named(year, outcomes):
    """The call of 2024 was on 2024-04-15; one approved on that day is not late."""
    rules = year.tables["implementing_rules"]
    is_quorum = rules["key"] == "vote.quorum"
    for day, found in (("2024-04-15", []), ("2024-04-16", ["vote.quorum"])):
        moved = rules.assign(approved_on=rules["approved_on"].mask(is_quorum, pd.Timestamp(day)))
        late = VIEWS["late_rules"].frame(replace(year, tables={**year.tables, "implementing_rules": moved}), outcomes)
        assert list(late["key"]) == found


def test_a_relation_told_after_scoring_is_shown_as_that(year, outcomes):
    """To 监督组, beside those that recused in time."""
    late = with_rows(
        year, "conflicts", {"assessor_id": "E02", "application_id": "A2401", "relation": "consulting",
                            "declared_on": pd.Timestamp("2024-12-01")},
    )  # fmt: skip
    effects = VIEWS["recusals"].frame(late, outcomes).set_index("assessor_id")["effect"]
    assert dict(effects) == {"E02": "打分以后才申报", "E04": "回避", "E05": "关系结束已久，不须回避"}
