"""Proposed panels (二(二)3, 二(三)): worked out by hand on a few assessors, and what stands in the way by name.

Two applications, A01 of industry and A02 of services; E01 knows industry, E02 services, E03 to E06 management.
"""

import pandas as pd
import pytest

from tests.worlds import table
from yiwu_award.stages.panel_proposal import propose

FIELDS = {"E01": "industry", "E02": "services"} | dict.fromkeys(("E03", "E04", "E05", "E06"), "management")
SECTORS = {"A01": "industry", "A02": "services"}


def related(assessor, application, **changes):
    return {"assessor_id": assessor, "application_id": application, "declared_on": "2024-06-30"} | changes


@pytest.fixture
def proposed(law):
    """A function: the proposal for a field of sectors, from assessors by expertise, with relations and more."""

    def made(sectors=None, fields=None, conflicts=(), misconduct=(), employers=None, seed=None):
        sectors, fields = sectors or SECTORS, fields or FIELDS
        rows = {
            "applications": [
                {"application_id": name, "uscc": f"code-{name}", "sector": sector} for name, sector in sectors.items()
            ],
            "assessors": [
                {"assessor_id": name, "expertise": field, "is_qualified": True}
                | {"employer_uscc": (employers or {}).get(name)}
                for name, field in fields.items()
            ],
            "conflicts": list(conflicts),
            "misconduct": list(misconduct),
        }
        tables = {name: table(name, *own) for name, own in rows.items()}
        if seed is not None:
            tables = {name: frame.sample(frac=1, random_state=seed) for name, frame in tables.items()}
        return propose(tables, law(), sectors)

    return made


def seats(proposal):
    """Panel → its members, the leader first; and panel → its applications."""
    members = proposal.panels.groupby("panel")["assessor_id"].agg(list).to_dict()
    return members, proposal.panel_applications.groupby("panel")["application_id"].agg(list).to_dict()


def test_each_panel_has_an_expert_a_leader_and_as_few_applications_as_can_be(proposed):
    proposal = proposed()
    assert seats(proposal) == (
        {"P1": ["E01", "E03", "E04"], "P2": ["E02", "E05", "E06"]},
        {"P1": ["A01"], "P2": ["A02"]},
    )
    assert list(proposal.panels.loc[proposal.panels["is_leader"], "assessor_id"]) == ["E01", "E02"]
    assert proposal.stops == proposal.unknown == proposal.reserve == ()


def test_a_declared_relation_keeps_an_assessor_off_that_panel(proposed):
    proposal = proposed(conflicts=[related("E03", "A01")])
    assert seats(proposal)[0] == {"P1": ["E01", "E04", "E05"], "P2": ["E02", "E03", "E06"]}


def test_so_does_an_employer_that_nobody_declared(proposed):
    proposal = proposed(employers={"E03": "code-A01"})
    assert "E03" in seats(proposal)[0]["P2"]


def test_a_relation_that_ended_long_ago_does_not(proposed):
    proposal = proposed(conflicts=[related("E03", "A01", ended_on="2019-01-01")])
    assert "E03" in seats(proposal)[0]["P1"]


def test_whoever_is_not_needed_stays_in_reserve(proposed):
    assert proposed(fields=FIELDS | {"E07": "management"}).reserve == ("E07",)


def test_the_order_of_rows_changes_nothing(proposed):
    sectors = SECTORS | {"A03": "industry", "A04": "other", "A05": "services"}
    first, other = (proposed(sectors, seed=seed) for seed in (1, 2))
    pd.testing.assert_frame_equal(first.panels, other.panels)
    pd.testing.assert_frame_equal(first.panel_applications, other.panel_applications)


def test_three_and_two_applications_are_as_even_as_can_be(proposed):
    given = seats(proposed(SECTORS | {"A03": "industry", "A04": "services", "A05": "services"}))[1]
    assert sorted(map(len, given.values())) == [2, 3]


@pytest.mark.parametrize(
    ("case", "told"),
    [
        ({"fields": {"E01": "industry", "E02": "services"}}, "具备资格的评审员只有 2 人"),
        ({"sectors": SECTORS | {"A03": "mining"}}, "没有具备资格的“采矿业”行业专家"),
        ({"conflicts": [related("E01", "A01")]}, "A01 的本行业专家 E01 都须回避"),
        (
            {"conflicts": [related(who, "A01") for who in ("E03", "E04", "E05", "E06")]},
            "不须回避 A01 的评审员只有 2 人",
        ),
        # one panel of three or four must take both, and its expert of industry may not sit on A02
        (
            {"fields": dict(list(FIELDS.items())[:4]), "conflicts": [related("E01", "A02")]},
            "A02 不能与其余申报同时分配",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_met_is_named(proposed, case, told):
    proposal = proposed(**case)
    assert len(proposal.stops) == 1
    assert told in proposal.stops[0]
    assert proposal.panels.empty


def test_an_assessor_without_known_expertise_is_left_out_by_name(proposed):
    proposal = proposed(fields=FIELDS | {"E00": None})
    assert proposal.unknown == ("E00 的“行业专长”没有登记，待核，暂不安排（二(三)）",)
    assert "E00" not in set(proposal.panels["assessor_id"])


def test_a_disqualified_assessor_is_not_proposed(proposed):
    gone = {"person_id": "E03", "measure": "disqualified", "decided_on": "2024-01-02"}
    proposal = proposed(fields=FIELDS | {"E07": "management"}, misconduct=[gone])
    assert "E03" not in set(proposal.panels["assessor_id"])


def test_beside_a_busy_panel_the_others_are_as_even_as_can_be(proposed):
    # One expert of services for four applications; the six of industry are three and three, not four and two.
    sectors = {f"A{number:02}": "industry" if number <= 6 else "services" for number in range(1, 11)}
    fields = {"E01": "services", "E02": "industry", "E03": "industry"}
    given = seats(proposed(sectors, fields | {f"E0{number}": "management" for number in range(4, 10)}))[1]
    assert sorted(map(len, given.values())) == [3, 3, 4]


def test_a_panel_has_five_members_at_most_even_where_six_could_take_all(proposed):
    # E07 alone may take the six applications B; with E01 to E06 on one panel both would take six.
    fields = ("industry", "mining", "construction", "agriculture", "services", "environment")
    experts = {f"E{number:02}": field for number, field in enumerate(fields, 1)}
    of_industry = {f"B{number:02}": "industry" for number in range(1, 7)}
    proposal = proposed(
        {f"A{number:02}": field for number, field in enumerate(fields, 1)} | of_industry,
        experts | {"E07": "industry", "E08": "management", "E09": "management"},
        conflicts=[related("E07", "A01"), *(related("E01", name) for name in of_industry)],
    )
    members, given = seats(proposal)
    assert sorted(map(len, members.values())) == [3, 3, 3]
    assert sorted(map(len, given.values())) == [3, 3, 6]


def test_the_first_assessors_are_asked_first(proposed):
    fields = FIELDS | dict.fromkeys(("E07", "E08", "E09"), "management")
    proposal = proposed(fields=fields)
    assert seats(proposal)[0] == {"P1": ["E01", "E03", "E04"], "P2": ["E02", "E05", "E06"]}
    assert proposal.reserve == ("E07", "E08", "E09")
