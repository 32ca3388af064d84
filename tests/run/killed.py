"""A run killed at fifty moments, and run again after each; only ``nox -s thorough`` runs it: minutes."""

import tempfile
from pathlib import Path

import pytest

from tests.run.kills import Place, moments

N_MOMENTS = 50


@pytest.fixture(scope="module")
def killed(tmp_path_factory):
    """The place, and the moments of its runs."""
    with tempfile.TemporaryDirectory(prefix="k") as short:
        place = Place(tmp_path_factory.mktemp("killed"), Path(short))
        n_changes = place.prepare()
        place.results_of_before("before")
        yield place, moments(N_MOMENTS, n_changes)


@pytest.mark.parametrize("number", range(N_MOMENTS))
def test_a_run_killed_at_any_moment_and_run_again_gives_the_same(killed, number):
    place, drawn = killed
    name = f"killed-{number}"
    place.results_of_before(name)
    place.assert_killed_without_harm(name, drawn[number])
    done = place.run(name)
    assert done.returncode == 0, done.stderr
    assert place.is_as(name, "undisturbed")
