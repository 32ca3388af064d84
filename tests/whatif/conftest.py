"""The closed sample year for what-if tests, opened once; that its tables are sound is judged elsewhere."""

import pytest

from tests.judged import remember_as_judged
from yiwu_award.year import open_year


@pytest.fixture(scope="session")
def reports(tmp_path_factory):
    """A folder of results that remembers the sample year 2024 as judged."""
    folder = tmp_path_factory.mktemp("reports")
    remember_as_judged(2024, folder)
    return folder


@pytest.fixture(scope="session")
def year(reports):
    """2024 as it stands."""
    return open_year(2024, reports=reports)
