"""A sweep on a real Dask cluster over TCP: the bytes of this machine, also when a worker is killed on the way."""

import os
import signal
import threading
import time

import pytest
from distributed import LocalCluster

from tests.judged import remember_as_judged
from yiwu_award.errors import Refused
from yiwu_award.run.cluster import cluster
from yiwu_award.run.sweep import sweep

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


def test_an_address_where_nobody_answers_is_refused():
    with pytest.raises(Refused, match="没有应答"), cluster("tcp://127.0.0.1:1"):
        pass
