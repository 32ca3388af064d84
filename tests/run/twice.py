"""Whole years and the public site, twice, in places as unlike as can be; only ``nox -s thorough`` runs it: minutes."""

import shutil

import pytest

from tests.run.elsewhere import Place, differing, two_places
from yiwu_award.places import project_file

YEARS = (2023, 2024, 2025)
BLOCKED = 3


@pytest.fixture(scope="module")
def places(tmp_path_factory) -> tuple[Place, Place]:
    """All sample years run and published in both: here one after another, there side by side."""
    found = here, there = two_places(tmp_path_factory.mktemp("twice"))
    for place in found:
        incoming = shutil.copytree(project_file("data_contracts/sample"), place.cwd / "incoming")
        years = [str(year) for year in YEARS]
        if place is there:
            place.call("run", *years, "--incoming", incoming, "--reports", "reports", expected=(0, BLOCKED))
        for year in years if place is here else ():
            place.call("run", year, "--incoming", incoming / year, "--reports", "reports", expected=(0, BLOCKED))
        place.call("publish", *years, "--incoming", incoming, "--reports", "reports", "--site", place.cwd / "site")
    return found


@pytest.mark.parametrize("year", YEARS)
def test_a_whole_year_gives_the_same_bytes(places, year):
    here, there = places
    assert differing(here.cwd / "reports" / str(year), there.cwd / "reports" / str(year)) == []


@pytest.mark.parametrize("part", ["public", "records"])
def test_the_site_and_its_records_are_the_same_bytes(places, part):
    here, there = places
    assert differing((here.cwd / "site" / part).resolve(), (there.cwd / "site" / part).resolve()) == []
