"""What is served is the former site or the new one, at any moment: a link that is replaced, or two renames."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def recover(site: Path) -> None:
    """Finish or undo a swap that was cut off, and clear what a killed publication left behind."""
    public, before = site / "public", site / "public.before"
    if os.path.lexists(before) and not os.path.lexists(public):
        before.replace(public)
    for left in [before, site / "public.new", *(site / "builds").glob(".work-*")]:
        _remove(left)


def swap(place: Path, site: Path) -> None:
    """Let ``site/public`` show a build: a link replaced in one step; where that is refused, by two renames."""
    public, new, before = site / "public", site / "public.new", site / "public.before"
    _remove(new)
    try:
        new.symlink_to(Path("builds") / place.name, target_is_directory=True)
    except (OSError, NotImplementedError):
        shutil.copytree(place, new)
    try:
        new.replace(public)
    except OSError:  # a folder, or a link on Windows, isn't replaced in one step
        public.replace(before)
        new.replace(public)
        _remove(before)


@contextmanager
def all_or_none(folder: Path, beside: Path) -> Iterator[None]:
    """Whatever stops the block, the files of a folder are then as they were before it.

    Args:
        folder: holds only files that are replaced as a whole.
        beside: on the same disk; takes copies while the block runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".work-", dir=beside) as name:
        before = shutil.copytree(folder, Path(name) / folder.name)
        try:
            yield
        except BaseException:
            for path in _files(folder):
                if not (before / path.relative_to(folder)).exists():
                    path.unlink()
            for path in _files(before):  # renamed, not written: there may be no room
                path.replace(folder / path.relative_to(before))
            raise


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def clear(builds: Path, keep: set[Path]) -> None:
    """Drop old builds; a reader may still be loading the one that was served until now.

    Each loses its name first: one that was dropped in part must not pass for a build when the same content comes again.
    """
    for old in {path for path in builds.iterdir() if path.is_dir()} - keep:
        doomed = builds / f".work-{old.name}"
        old.replace(doomed)
        _remove(doomed)


def tree_hash(folder: Path) -> str:
    """A name for a folder by what is in it."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            total.update(path.relative_to(folder).as_posix().encode() + b"\0")
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()[:16]


def _remove(path: Path) -> None:
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
