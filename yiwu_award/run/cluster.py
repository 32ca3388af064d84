"""Where many years and variants are worked on: processes of this machine, or a Dask cluster in their place."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

from yiwu_award.errors import Refused

_SECONDS = 5  # until a scheduler must have answered


def processes(n: int) -> Executor:
    """For so many pieces of work, at most a process for each core; they end with this one, however it ends.

    New interpreters rather than forks: the same on every system, and safe beside threads.
    """
    workers = min(n, multiprocessing.cpu_count())
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A worker waits for work through a pipe that it holds open itself: it wouldn't notice that nobody is left."""

    def follow() -> None:
        if parent := multiprocessing.parent_process():
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


@contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The cluster whose scheduler is at an address, as an executor; work of a worker that dies goes to another.

    Its workers need this program, and the tables and reports under the same paths.

    Args:
        address: e.g. ``tcp://10.0.0.1:8786``.

    Raises:
        Refused: the optional part ``cluster`` is not installed, or no scheduler answers there.
    """
    try:
        from distributed import Client
    except ImportError:
        came, to_do = "没有安装集群所需的部分", 'pip install "yiwu-award[cluster]"'
        raise Refused(came, "yiwu-award[cluster]", to_do) from None
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as stop:
        to_do = "请核对地址，确认调度器已启动"
        raise Refused(f"集群 {address} 没有应答", "形如 tcp://主机:8786 的调度器地址", to_do) from stop
    with client:
        yield client.get_executor(pure=False)  # a run writes: no result of an earlier call stands for it
