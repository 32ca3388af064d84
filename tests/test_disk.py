"""A full disk: told as such by whoever meets it, and the last good state is left behind."""

import errno
import os
import shutil
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.full_disk import files_of_at_most
from yiwu_award.disk import a_full_disk_told, replace_text
from yiwu_award.errors import DiskFull, Refused
from yiwu_award.run import kernels
from yiwu_award.run.execution import run_year

FULL = Path("/dev/full")
WORD = "磁盘已满或超出配额，写不进"


def no_room():
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def over_quota():
    raise OSError(errno.EDQUOT, os.strerror(errno.EDQUOT), "结果/1.csv")


def many_files():
    raise shutil.Error([("a", "b", f"[Errno {errno.ENOSPC}] {os.strerror(errno.ENOSPC)}")])


def a_notebook():
    raise Refused("笔记本 1_intake.ipynb 运行中断：OSError：[Errno 28] No space left on device", "运行到底", "", "")


@pytest.mark.parametrize(
    ("write", "place"), [(no_room, "结果"), (over_quota, "结果/1.csv"), (many_files, "结果"), (a_notebook, "结果")]
)
def test_whoever_meets_it_where_what_to_do_and_what_has_not_happened_is_told(write, place):
    with pytest.raises(DiskFull) as stop, a_full_disk_told(Path("结果"), "未替换任何结果。"):
        write()
    assert str(stop.value) == f"{WORD} {place}。请腾出空间后再运行同一命令。未替换任何结果。"
    assert stop.value.exit_code == 2


@pytest.mark.skipif(not FULL.exists(), reason="this system has no device that is always full")
def test_the_systems_own_word_for_it_is_known():
    with pytest.raises(DiskFull), a_full_disk_told(Path("结果"), ""):
        FULL.write_text("x", encoding="utf-8")


@pytest.mark.parametrize("other", [PermissionError(errno.EACCES, "no"), Refused("a", "b", "c")])
def test_any_other_stop_is_told_as_it_is(other):
    with pytest.raises(type(other)) as stop, a_full_disk_told(Path("结果"), ""):
        raise other
    assert stop.value is other


def test_a_file_that_finds_no_room_stays_as_it_was_and_leaves_nothing_beside_it(tmp_path):
    path = tmp_path / "log.csv"
    replace_text(path, "旧")
    with files_of_at_most(100), pytest.raises(OSError, match="too large"):
        replace_text(path, "新" * 100)
    assert [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()] == ["旧"]


@pytest.mark.usefixtures("unjudged")
def test_a_run_that_finds_no_room_leaves_the_results_of_the_last_one(tmp_path, monkeypatch):
    """To the byte, and nothing beside them but the lock."""
    folder = tmp_path / "2024"
    folder.mkdir()
    (folder / "index.html").write_text("旧", encoding="utf-8")
    (folder / "kind.txt").write_text("虚构年度\n", encoding="utf-8")
    monkeypatch.setattr(kernels, "warm_kernels", nullcontext)
    with files_of_at_most(200), pytest.raises(DiskFull, match=f"{WORD} .*。未替换任何结果。"):
        run_year(2024, through="0", reports=tmp_path)
    assert {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()} == {
        "index.html": "旧",
        "kind.txt": "虚构年度\n",
    }
    assert sorted(path.name for path in tmp_path.iterdir()) == [".run-2024.lock", "2024"]
