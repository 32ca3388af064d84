"""Sweeps and years on a real Dask cluster over TCP: the bytes of this machine, also when a worker is killed."""

import os
import signal
import threading
import time

import pytest
from distributed import LocalCluster

from tests.judged import remember_as_judged
from tests.run.elsewhere import differing
from yiwu_award.errors import Refused
from yiwu_award.run.cluster import cluster
from yiwu_award.run.execution import run_year
from yiwu_award.run.sweep import sweep
from yiwu_award.run.years import run_years
from yiwu_award.tables.simulate import simulate

VARIANTS = "亩产 A:\n  amend: {land_productivity.required_grade: A}\n"


@pytest.fixture(scope="module")
def workers():
    """Two workers, each a process of its own."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as made:
        yield made


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def kill_a_worker_at_work(made):
    """Wait until both have something to do, then kill one; its nanny may start another."""
    while sum(bool(worker.processing) for worker in made.scheduler.workers.values()) < 2:
        time.sleep(0.02)
    os.kill(next(iter(made.workers.values())).process.process.pid, signal.SIGKILL)


@pytest.mark.kernel
def test_the_result_is_that_of_this_machine_though_a_worker_is_killed(workers, tmp_path):
    (tmp_path / "方案.yml").write_text(VARIANTS, encoding="utf-8")
    for name in ("here", "there"):
        remember_as_judged(2023, tmp_path / name)
    here = sweep([2023], tmp_path / "方案.yml", reports=tmp_path / "here")
    killer = threading.Thread(target=kill_a_worker_at_work, args=[workers])
    with cluster(workers.scheduler_address) as executor:
        killer.start()
        there = sweep([2023], tmp_path / "方案.yml", reports=tmp_path / "there", executor=executor)
    killer.join()
    assert contents(there.folder) == contents(here.folder)


@pytest.mark.kernel
def test_years_run_there_are_the_same_as_here_one_after_another(workers, tmp_path):
    """Small years, up to the call; what stops one comes back as it is and holds up no other."""
    for year in (2023, 2024):
        simulate(tmp_path / "incoming" / str(year), year, 1)
        for name in ("here", "there"):
            remember_as_judged(year, tmp_path / name, tmp_path / "incoming" / str(year))
    for year in (2023, 2024):
        run_year(year, "0", tmp_path / "incoming" / str(year), tmp_path / "here")
    with cluster(workers.scheduler_address) as executor:
        years = run_years([2023, 2024, 2025], "0", tmp_path / "incoming", tmp_path / "there", executor=executor)
        ended = dict(years)
    assert "找不到来表文件夹" in str(ended[2025])
    for year in (2023, 2024):
        assert ended[year].left.folder == tmp_path / "there" / str(year)
        assert differing(tmp_path / "here" / str(year), tmp_path / "there" / str(year)) == []


def test_an_address_where_nobody_answers_is_refused():
    with pytest.raises(Refused, match="没有应答"), cluster("tcp://127.0.0.1:1"):
        pass
