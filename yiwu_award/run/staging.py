"""Where a run works until all is done: a folder beside the results, put in their place at once or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yiwu_award.errors import Refused

OWN_COPIES = "notebooks-open"  # what `yiwu-award open` makes for a person
NOT_OF_A_RUN = (OWN_COPIES, "letters")  # what other commands made; a run never touches it


@contextmanager
def only_run(folder: Path) -> Iterator[Path]:
    """An empty staging folder beside ``folder`` that no other run of this year shares; gone afterwards."""
    from filelock import FileLock, Timeout

    staging = folder.parent / f".run-{folder.name}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / f".run-{folder.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refused(f"{folder.name} 年度正在运行", "同一年度同时只运行一次", "请等它结束后再运行") from None
    try:
        _recover(folder, staging)
        staging.mkdir()
        if (remembered := folder / "judged.txt").exists():
            (staging / folder.name).mkdir()
            shutil.copy(remembered, staging / folder.name)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        lock.release()


def put_in_place(made: Path, folder: Path, staging: Path) -> None:
    """Swap the results in by two renames; a person's own copies of notebooks and the Word papers stay."""
    for name in NOT_OF_A_RUN:
        if (folder / name).exists():
            shutil.copytree(folder / name, made / name)
    try:
        if folder.exists():
            folder.rename(staging / "before")
        made.rename(folder)
    except OSError as stop:
        _recover(folder, staging)
        raise Refused(
            f"{folder} 无法替换（{stop.strerror}）", "没有被其他程序打开的文件夹", "请关闭其中打开的文件后重新运行"
        ) from stop


def _recover(folder: Path, staging: Path) -> None:
    """After a run that was cut off between the two renames, put back what was there before."""
    if (staging / "before").exists() and not folder.exists():
        (staging / "before").rename(folder)
    shutil.rmtree(staging, ignore_errors=True)
