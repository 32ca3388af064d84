"""What a stage hangs on, and what a notebook may show."""

from dataclasses import replace

import pytest

from yiwu_award.errors import Refused
from yiwu_award.procedure import STAGES
from yiwu_award.tables.contracts import incoming
from yiwu_award.year import open_year

LAW = {"schedule", "implementing_rules", "workdays"}  # whatever a stage decides, it decides by these


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    """The closed sample year, decided."""
    opened = open_year(2024, reports=tmp_path_factory.mktemp("reports"))
    opened.outcomes()
    return opened


def keys(year):
    return {stage.name: year.key(stage.name) for stage in STAGES}


def otherwise(year, **changed):
    """The same year with something else, and nothing remembered but what the stages handed on."""
    return replace(year, _keys={}, **changed)


@pytest.mark.parametrize("table", incoming())
def test_a_changed_table_changes_the_key_of_exactly_the_stages_that_take_it(year, table):
    """A row less, or one more where there is none; what the stages hand on stays as it is."""
    rows = year.tables[table]
    changed = rows.iloc[:-1] if len(rows) else rows.reindex([0])
    after = keys(otherwise(year, tables={**year.tables, table: changed}))
    differ = {name for name, key in keys(year).items() if key != after[name]}
    assert differ == {stage.name for stage in STAGES if table in LAW or table in stage.takes}


def test_a_key_hangs_on_the_program_the_day_and_what_stages_before_hand_on(year):
    before = keys(year)
    assert all(key != before[name] for name, key in keys(otherwise(year, program="another")).items())
    assert all(key != before[name] for name, key in keys(otherwise(year, as_of=year.law.day)).items())
    vote = year.outcome("vote")
    fewer = replace(vote.result, tables={**vote.result.tables, "preselected": vote["preselected"].iloc[1:]})
    changed = otherwise(year, _outcomes={**year._outcomes, "vote": replace(vote, result=fewer)})
    assert {name for name, key in keys(changed).items() if key != before[name]} == {"notice"}


def test_a_notebook_shows_only_tables_that_its_stage_takes(year):
    """Its page would hang on something that nobody knows of, and a change would go unseen."""
    asked = otherwise(year, _asked=set())
    asked.outcome("vote")
    assert len(asked.show("voters"))
    assert len(asked.show("implementing_rules"))
    with pytest.raises(Refused, match="所在阶段没有申明使用这张表"):
        asked.show("follow_ups")
