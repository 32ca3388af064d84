"""A run that is killed at any moment does no harm, and run again it comes to the same; fifty times in ``thorough``."""

import sys
import tempfile
from pathlib import Path

import pytest

from tests.run.kills import Place, moments

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked for in /proc"),
]


def test_after_five_kills_in_a_row_the_next_run_gives_what_an_undisturbed_one_does(tmp_path):
    """After each, the results are the former or the new ones, and neither kernel nor fork server is left."""
    with tempfile.TemporaryDirectory(prefix="k") as short:
        place = Place(tmp_path, Path(short))
        n_changes = place.prepare()
        for name in ("before", "killed"):
            place.results_of_before(name)
        for moment in moments(5, n_changes):
            place.assert_killed_without_harm("killed", moment)
        done = place.run("killed")
        assert done.returncode == 0, done.stderr
        assert place.is_as("killed", "undisturbed")
        assert sorted(path.name for path in (tmp_path / "killed").iterdir()) == [".run-2024.lock", "2024"]
