"""五(一) once more before the notice: what stood in the settled list and has lapsed since, or is open again.

Only what may lapse by time or news is looked at again (R-52), on the day that the schedule sets, with all that is known
by the day of the notice: until then opinions may still be signed and gaps be closed.
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from yiwu_award.law.rulebook import AWARDS
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.stages.conditions.finding import Facts
from yiwu_award.stages.lists import acted, scheduled, still_in
from yiwu_award.stages.verdicts import PASSES, settled, with_determinations
from yiwu_award.tables.contracts import contract

LISTS_BEFORE_THE_NOTICE = ("shortlist", "candidates", "preselected")


def second_look(facts: Facts, settled_on: date | None, held: pd.DataFrame, decisions: pd.DataFrame) -> pd.DataFrame:
    """What stood in the settled list and does not, or is open, on the day of the second look; contract ``second_look``.

    Only what may lapse by time or news is looked at again (R-52), on the day that the schedule sets, with all that is
    known by the day of the notice: until then opinions may still be signed and gaps be closed.

    Args:
        facts: the facts of the year.
        settled_on: the day on which the list was settled.
        held: what was found for that list, determinations beside it.
        decisions: the verdicts that came of it for the applications on the list.
    """
    day = scheduled(facts["schedule"], "second_look_on")
    if day is None or day > facts.as_of:
        return contract("second_look").empty()
    again = facts.told_on(_noticed_on(facts, day)).counted_to(day)
    remaining = still_in(_on_every_list(again, set(decisions["application_id"])), facts["exits"], until=day)
    again = again.only(again.applications["application_id"].isin(remaining))
    if again.applications.empty:
        return contract("second_look").empty()
    found = with_determinations(again, tuple(condition for condition in CONDITIONS if condition.is_dated))
    concluded = settled(_without_outdated(found, held, settled_on))
    stood = decisions.loc[decisions["verdict"].isin(PASSES), ["application_id", "part"]]
    fallen = concluded[~concluded["verdict"].isin(PASSES)].merge(stood, on=["application_id", "part"])
    return fallen[list(contract("second_look").names)].reset_index(drop=True)


def _on_every_list(facts: Facts, ids: set[str]) -> set[str]:
    """Those that no list settled since has left out: nobody else can still be noticed."""
    for act in LISTS_BEFORE_THE_NOTICE:
        for award in AWARDS:
            listed = acted(facts["acts"], act, award)
            if listed is not None:
                ids = ids - (set(facts.applications.index[facts.applications["award"] == award]) - listed)
    return ids


def _noticed_on(facts: Facts, look: date) -> date:
    """The day on which the first medium published the notice, never before the second look; until then the state's."""
    publications = facts["publications"]
    first = publications.loc[publications["kind"] == "notice", "published_on"].min()
    return facts.as_of if pd.isna(first) else max(look, first.date())


def _without_outdated(found: pd.DataFrame, held: pd.DataFrame, settled_on: date | None) -> pd.DataFrame:
    """The findings of the second look, and beside them only determinations that still speak of them.

    One that was made for the settled list counts while the finding is the one that it settled, on the same rows; a
    later one counts for whatever is open.
    """
    of_part, told = ["application_id", "part"], ["observed", "evidence"]
    before = found[of_part].merge(held[[*of_part, *told]], on=of_part, how="left")
    is_the_same = (found[told].fillna("") == before[told].fillna("")).all(axis=1)
    is_later = found["determined_on"] > pd.Timestamp(settled_on)
    counts = found["verdict"].eq("unknown") & (is_later | is_the_same)
    return found.assign(determined=found["determined"].where(counts))
