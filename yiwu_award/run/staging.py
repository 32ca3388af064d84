"""Where a run works until all is done: a folder beside the results, put in their place at once or not at all."""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from yiwu_award.alone import alone
from yiwu_award.errors import Refused
from yiwu_award.places import JUDGED, RETURNED

OWN_COPIES = "notebooks-open"  # what `yiwu-award open` makes for a person
NOT_OF_A_RUN = (OWN_COPIES, "letters")  # what other commands made; a run never touches it
NOT_OF_A_RESULT = (*NOT_OF_A_RUN, RETURNED)


def staging_of(folder: Path) -> Path:
    """Where the run works whose results go to ``folder``; there only while it runs, or after it was killed."""
    return folder.parent / f".run-{folder.name}"


@contextmanager
def only_run(folder: Path, on_wait: Callable[[], None]) -> Iterator[Path]:
    """An empty staging folder beside ``folder`` that no other run of this year shares; gone afterwards.

    Args:
        folder: ``reports/<year>``.
        on_wait: called once if another run of the year is under way, before waiting for its end.
    """
    staging = staging_of(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with alone(staging.with_name(f"{staging.name}.lock"), on_wait):
        try:
            _recover(folder, staging)
            staging.mkdir()
            if (remembered := folder / JUDGED).exists():
                (staging / folder.name).mkdir()
                shutil.copy(remembered, staging / folder.name)
            yield staging
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def put_in_place(made: Path, folder: Path, staging: Path) -> None:
    """Swap the results in, in one step where the system can; a person's own notebooks and the Word papers stay."""
    for name in NOT_OF_A_RUN:
        if (folder / name).exists():
            shutil.copytree(folder / name, made / name)
    try:
        if not folder.exists():
            made.rename(folder)
        elif not _change_places(made, folder):
            folder.rename(staging / "before")
            made.rename(folder)
    except OSError as stop:
        _recover(folder, staging)
        raise Refused(
            f"{folder} 无法替换（{stop.strerror}）", "没有被其他程序打开的文件夹", "请关闭其中打开的文件后重新运行"
        ) from stop


def _change_places(one: Path, other: Path) -> bool:
    """Let two folders change names in one step, so that nobody ever finds neither; False where that isn't possible.

    Linux can, on most file systems; Python has no name for it.
    """
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None), "renameat2", None)
    if renameat2 is None:
        return False
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    done: int = renameat2(here, os.fsencode(one), here, os.fsencode(other), exchange)
    return done == 0


def _recover(folder: Path, staging: Path) -> None:
    """After a run that was cut off between the two renames, put back what was there before; clear what it left."""
    before, made = staging / "before", staging / folder.name
    if before.exists() and (made.exists() or not folder.exists()):
        if folder.exists():  # another command has since written what is a person's own
            shutil.copytree(folder, before, dirs_exist_ok=True)
            shutil.rmtree(folder)
        before.rename(folder)
    shutil.rmtree(staging, ignore_errors=True)
