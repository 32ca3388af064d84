"""Rows dated after the day of the state change nothing: a sample year with and without what came later."""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.properties.drawn import examples
from yiwu_award.places import project_file
from yiwu_award.tables.contracts import incoming
from yiwu_award.year import open_year

N_WAITING = ["n_files", "n_later"]  # what the register of arrivals says of rows that are still to count


@pytest.fixture(scope="module")
def unjudged():
    """The sample year is judged elsewhere; without its own rows it is no more broken than with them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yiwu_award.arrivals.judge", lambda *_: ())
        yield


@examples(1)
@example(day=date(2024, 8, 20))
@given(day=st.dates(date(2024, 5, 31), date(2025, 3, 30)))
def test_rows_after_the_day_of_the_state_change_nothing(tmp_path_factory, unjudged, day):
    folder = tmp_path_factory.mktemp(f"{day}")
    without, both = folder / "without", folder / "both"
    n_later = divide(project_file("data_contracts/sample/2024"), without, both, pd.Timestamp(day))
    assert n_later > 0
    known, came = (open_year(2024, each, folder / f"{each.name} reports", day).outcomes() for each in (without, both))
    for stage, outcome in known.items():
        result, other = outcome.result, came[stage].result
        assert (result.open_points, result.remarks) == (other.open_points, other.remarks), stage
        for name, frame in result.tables.items():
            told = frame.columns.drop(N_WAITING) if name == "arrivals" else frame.columns
            assert_frame_equal(frame[told], other.tables[name][told], obj=f"{stage} {name}")


def divide(year, without, both, day) -> int:
    """Two copies of a year: one without the rows that became known after the day, one with them last in each table.

    Returns:
        How many rows these are.
    """
    n_later = 0
    for folder in (without, both):
        shutil.copytree(year, folder)
    for name, made in incoming().items():
        path = without / f"{name}.csv"
        if made.known_on is None or not path.exists():
            continue
        rows = pd.read_csv(path, dtype="string", keep_default_na=False)
        is_later = pd.to_datetime(rows[made.known_on]) > day
        n_later += int(is_later.sum())
        rows[~is_later].to_csv(path, index=False)
        pd.concat([rows[~is_later], rows[is_later]]).to_csv(both / path.name, index=False)
    return n_later
