"""What a stage hands on is read back as it was: pages made from it are the same as those made from the result."""

import pandas as pd
import pytest

from yiwu_award.procedure import STAGES
from yiwu_award.store import Store


@pytest.mark.parametrize("award_year", [2024, 2025])
@pytest.mark.parametrize("stage", [stage.name for stage in STAGES])
def test_a_result_is_read_back_table_by_table_in_the_same_order(sample, tmp_path, award_year, stage):
    """In the middle of a notice too, where points are open."""
    result = sample(award_year).outcome(stage).result
    store = Store(tmp_path, "these tables")
    store.keep(stage, result, "this key")
    for kept in (store.fresh(stage), store.kept(stage, "this key")):
        assert kept is not None
        assert list(kept.tables) == list(result.tables)
        for name, frame in result.tables.items():
            pd.testing.assert_frame_equal(kept.tables[name], frame)
        assert (kept.open_points, kept.remarks) == (result.open_points, result.remarks)


def test_a_result_is_not_read_back_once_a_table_is_touched_or_it_hangs_on_something_else(sample, tmp_path):
    store = Store(tmp_path, "these tables")
    store.keep("call", sample(2024).outcome("call").result, "this key")
    assert Store(tmp_path, "other tables").fresh("call") is None
    assert store.kept("call", "another key") is None
    path = tmp_path / "tables" / "required_materials.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    assert store.fresh("call") is store.kept("call", "this key") is None


def test_a_year_with_a_fault_is_never_remembered_as_judged_clean(tmp_path):
    """Not by a store without a fingerprint either, such as that of a supposed year."""
    for made_from in ("these tables", ""):
        Store(tmp_path, made_from).remember_sound({"office": "grounds"}, is_whole_year=False)
        assert not Store(tmp_path, made_from).was_judged_clean()
        assert Store(tmp_path, made_from).sound_tables() == {"office": "grounds"}
