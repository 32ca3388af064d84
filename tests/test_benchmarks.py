"""Benchmarks run, and decide what a run decides; what they measure is no test's business."""

from importlib import import_module
from pathlib import Path

import pandas as pd

from tests.benchmarks import __main__ as benchmarks
from tests.benchmarks import size
from yiwu_award.tables.simulate import simulate


def test_every_benchmark_can_be_called_by_its_name():
    folder = Path(benchmarks.__file__).parent
    no_benchmarks = {"__main__", "arrow", "launch", "measuring"}
    assert set(benchmarks.NAMES) == {path.stem for path in folder.glob("*.py")} - no_benchmarks
    assert all(callable(import_module(f"tests.benchmarks.{name}").main) for name in benchmarks.NAMES)


def test_what_is_measured_is_what_the_words_say(tmp_path):
    simulate(tmp_path, 2024, 40)
    decided, told = size.read_and_decide(str(tmp_path)), size.read_and_tell(str(tmp_path))
    assert len(decided) == 40
    for verdict in ("not_met", "unknown"):
        parts = told[told["verdict"] == verdict].groupby("application_id")["part"].agg("、".join)
        expected = decided.set_index("application_id")[verdict].dropna()
        pd.testing.assert_series_equal(expected, parts, check_names=False, check_dtype=False, check_index_type=False)
