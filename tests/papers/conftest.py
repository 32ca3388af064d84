from functools import cache

import pytest

from yiwu_award.year import open_year


@pytest.fixture(scope="session")
def sample(tmp_path_factory):
    """A function: a sample year on its day or another, opened once in a session."""
    reports = tmp_path_factory.mktemp("reports")  # one for all: what was judged once is remembered

    @cache
    def opened(award_year, as_of=None):
        return open_year(award_year, reports=reports, as_of=as_of)

    return opened
