"""One at a time: whoever comes second waits, and is told so."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(lock: Path, on_wait: Callable[[], None]) -> Iterator[None]:
    """Let no other process into this block; the system lets the next one in when a process ends, however it ends.

    Args:
        lock: a file by which they know of each other; it stays. Its folder exists.
        on_wait: called once where another is in the block, before waiting until it has left.
    """
    from filelock import FileLock, Timeout

    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
    except Timeout:
        on_wait()
        held.acquire()
    try:
        yield
    finally:
        held.release()
