"""Writing that leaves the last good state behind: a file is replaced in one step, and a full disk is told as such."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yiwu_award.errors import DiskFull, Refused

_NO_ROOM = tuple(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))


def replace_text(path: Path, text: str) -> None:
    """Write a file so that a reader, or a machine that stops, finds the former text or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


@contextmanager
def a_full_disk_told(place: Path, untouched: str) -> Iterator[None]:
    """Stop with ``DiskFull`` where there was no room left, whether this process met that or one that works for it.

    Args:
        place: where the block writes.
        untouched: what has not happened, as a sentence.

    Raises:
        DiskFull: there was no room; the block has cleared what it had written so far.
    """
    try:
        yield
    except (OSError, Refused) as stop:
        if has_no_room(stop):
            raise DiskFull(str(getattr(stop, "filename", None) or place), untouched) from stop
        raise


def has_no_room(stop: Exception) -> bool:
    """Whether an error says that a disk, a quota or a limit of a file's size is used up."""
    # A library that copies many files, a notebook and mkdocs hand on only what the error said.
    return getattr(stop, "errno", None) in _NO_ROOM or any(f"[Errno {number}]" in str(stop) for number in _NO_ROOM)
