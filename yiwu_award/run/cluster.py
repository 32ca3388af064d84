"""A Dask cluster in the place of this machine's processes, for many years and variants."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from yiwu_award.errors import Refused

_SECONDS = 5  # until a scheduler must have answered


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
        raise Refused(came, "yiwu-award[cluster]", to_do, "未作任何测算。") from None
    try:
        client = Client(address, timeout=_SECONDS)
    except (OSError, ValueError) as stop:
        to_do = "请核对地址，确认调度器已启动"
        raise Refused(
            f"集群 {address} 没有应答", "形如 tcp://主机:8786 的调度器地址", to_do, "未作任何测算。"
        ) from stop
    with client:
        yield client.get_executor()
