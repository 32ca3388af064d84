"""The papers as files below ``reports/<year>/letters``: one folder an organisation, one a panel, one for the office."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from yiwu_award.errors import Refused
from yiwu_award.papers.letters import Letters, rendered
from yiwu_award.papers.letters.dispatch import LIST, as_workbook
from yiwu_award.papers.letters.kinds import OFFICE
from yiwu_award.store import claim

FOLDER = "letters"
_WRITTEN = "written.json"  # what was written, so that a paper that a person changed is never lost


def write(due: Letters) -> Path:
    """Write all papers and the list of them; what an earlier call wrote is replaced as a whole.

    Returns:
        The folder of letters.

    Raises:
        Refused: somebody changed a paper there, a template cannot be filled in, or the folder of results holds a year
            of the other kind. Nothing is replaced.
    """
    year = due.desk.year
    folder = year.reports / FOLDER
    _refuse_changed(folder)
    files = {paper.file: content for paper, content in rendered(due)} | {f"{OFFICE}/{LIST}": as_workbook(due)}
    claim(year.reports, is_fictional=year.is_fictional)
    _put_in_place(files, folder)
    return folder


def _put_in_place(files: Mapping[str, bytes], folder: Path) -> None:
    """Written beside, then swapped in by two renames."""
    made, before = (folder.with_name(f".{folder.name}-{state}") for state in ("made", "before"))
    for left_over in (made, before):
        shutil.rmtree(left_over, ignore_errors=True)
    for name, content in files.items():
        path = made / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    record = json.dumps(hashes, ensure_ascii=False, indent=1) + "\n"
    (made / _WRITTEN).write_text(record, encoding="utf-8", newline="\n")
    try:
        if folder.exists():
            folder.rename(before)
        made.rename(folder)
    except OSError as stop:
        if before.exists() and not folder.exists():
            before.rename(folder)
        raise Refused(
            f"{folder} 无法替换（{stop.strerror}）", "没有被其他程序打开的文件夹", "请关闭其中打开的文书后重新运行"
        ) from stop
    shutil.rmtree(before, ignore_errors=True)


def _refuse_changed(folder: Path) -> None:
    """Papers that a person changed or added since they were written are his, and stay."""
    if not folder.exists():
        return
    record = folder / _WRITTEN
    written = json.loads(record.read_text(encoding="utf-8")) if record.exists() else {}
    there = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    changed = [
        name
        for name, path in sorted(there.items())
        if name != _WRITTEN and written.get(name) != hashlib.sha256(path.read_bytes()).hexdigest()
    ]
    if changed:
        raise Refused(
            f"{folder} 里有写出以后改动或新放入的文件：{'、'.join(changed)}", "与写出时相同的文书",
            "请把它们另存到别处并从该文件夹删除，再重新运行", "没有替换任何文书。",
        )  # fmt: skip
