"""A year run twice, in places as unlike as can be, gives the same bytes; whole years and the site in ``thorough``."""

import shutil

import pytest

from tests.run.elsewhere import contents, differing, two_places
from yiwu_award.tables.simulate import simulate


@pytest.mark.kernel
def test_the_same_bytes_in_another_folder_time_zone_locale_order_and_number_of_processes(tmp_path):
    """Tables, notebooks, pages, receipt. The second knows that its tables were judged: that changes nothing either."""
    here, there = two_places(tmp_path)
    incoming = there.cwd / "来表 2024"
    simulate(incoming, 2024, 3)
    here.call("run", 2024, "--through", 1, "--incoming", incoming, "--reports", here.cwd / "reports")
    results = there.cwd / "结果"
    (results / "2024").mkdir(parents=True)
    for name in ("judged.json", "kind.txt"):
        shutil.copy(here.cwd / "reports/2024" / name, results / "2024")
    there.call("run", 2024, "--through", 1, "--incoming", incoming.name, "--reports", results.name)
    assert differing(here.cwd / "reports/2024", results / "2024") == []
    kinds = {"receipt.json", "office/1_intake.html", "notebooks/1_intake.ipynb", "tables/completeness.csv"}
    assert kinds <= contents(results / "2024").keys()
