"""Folders that must stay private: none that git would take into its history."""

from __future__ import annotations

import subprocess
from pathlib import Path

from yiwu_award.errors import Refused


def refuse_if_tracked(folder: Path) -> None:
    """Refuse a folder in a working copy of git that does not ignore it.

    Raises:
        Refused: git would track what is written there, or cannot be asked.
    """
    place = folder.absolute()
    root = next((above for above in (place, *place.parents) if (above / ".git").exists()), None)
    if root is not None and not _is_ignored(place / "x", root):
        raise Refused(
            f"文件夹 {folder} 在版本库 {root} 内且未被忽略，内容会被记录",
            "版本库之外的文件夹，或已被 .gitignore 忽略的文件夹", "请换一个文件夹", "未写任何文件。",
        )  # fmt: skip


def _is_ignored(path: Path, root: Path) -> bool:
    try:
        asked = subprocess.run(
            ["git", "check-ignore", "--quiet", str(path)], cwd=root, capture_output=True, check=False
        )
    except OSError:  # no git on this machine to ask
        return False
    return asked.returncode == 0
