"""The staging folder of a run, the lock on it, and the swap: what was there, or what comes, and never neither."""

import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from yiwu_award.alone import alone
from yiwu_award.errors import Refused
from yiwu_award.run import staging

OLD, NEW = {"index.html": "旧"}, {"index.html": "新"}
HOLDS = """
import sys
from pathlib import Path
from yiwu_award.alone import alone
with alone(Path(sys.argv[1]), lambda: None):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "2024"


@pytest.fixture
def beside(tmp_path):
    return tmp_path / ".run-2024"


def write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder):
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def never():
    pytest.fail("waited")


def test_the_second_run_of_a_year_says_so_and_waits_for_the_first(folder, beside):
    """Its staging folder is its own: what the first made there is gone before the second begins."""
    told, entered = threading.Event(), []

    def second():
        with staging.only_run(folder, told.set) as fresh:
            entered.append(sorted(fresh.iterdir()))

    waiting = threading.Thread(target=second)
    with staging.only_run(folder, never) as fresh:
        (fresh / "half.html").touch()
        waiting.start()
        assert told.wait(10)
        assert entered == []
        assert (fresh / "half.html").exists()
    waiting.join(10)
    assert entered == [[]]
    assert not beside.exists()


def test_another_year_does_not_wait(tmp_path):
    with staging.only_run(tmp_path / "2024", never), staging.only_run(tmp_path / "2025", never):
        pass


def test_a_lock_left_by_a_killed_process_holds_up_nobody(tmp_path):
    """While it lives others wait; once it is killed its lock is free, though the file is still there."""
    lock = tmp_path / ".lock"
    command = [sys.executable, "-c", HOLDS, str(lock)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout.readline() == "held\n"
        waited = []
        with alone(lock, lambda: (waited.append(lock.exists()), holder.kill())):
            assert waited == [True]
        assert holder.wait() == -signal.SIGKILL
    with alone(lock, never):
        pass


@pytest.mark.parametrize("in_one_step", [True, False])
def test_results_are_swapped_in_and_what_is_a_persons_own_stays(in_one_step, folder, beside, monkeypatch):
    """In one step where the system can, else by two renames."""
    if not in_one_step:
        monkeypatch.setattr(staging, "_change_places", lambda *_: False)
    own = {"notebooks-open/mine.ipynb": "{}", "letters/A2401/证书.docx": "证"}
    write(folder, OLD | own | {"gone.html": "旧"})
    write(beside / "2024", NEW)
    staging.put_in_place(beside / "2024", folder, beside)
    assert read(folder) == NEW | own


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux swaps two folders in one step")
def test_linux_swaps_without_a_moment_at_which_there_are_no_results(folder, beside, monkeypatch):
    """No rename by which either folder would have no name for a while."""
    write(folder, OLD)
    write(beside / "2024", NEW)
    monkeypatch.setattr(Path, "rename", lambda *_: pytest.fail("renamed"))
    staging.put_in_place(beside / "2024", folder, beside)
    assert (read(folder), read(beside / "2024")) == (NEW, OLD)


def test_a_run_cut_off_between_the_renames_is_put_back(folder, beside):
    """The results of before were moved aside, the new ones not yet moved in."""
    write(beside / "before", OLD)
    write(beside / "2024", NEW)
    with staging.only_run(folder, never) as fresh:
        assert read(folder) == OLD
        assert list(fresh.iterdir()) == []
    assert not beside.exists()


def test_what_was_written_between_the_cut_and_the_next_run_is_kept_too(folder, beside):
    """Somebody opened a notebook or wrote letters in the meantime: that made the folder anew."""
    write(beside / "before", OLD)
    write(beside / "2024", NEW)
    write(folder, {"letters/A2401/证书.docx": "证"})
    with staging.only_run(folder, never):
        assert read(folder) == OLD | {"letters/A2401/证书.docx": "证"}


def test_a_run_cut_off_after_the_swap_leaves_the_new_results(folder, beside):
    """Only the clearing away was left to do."""
    write(folder, NEW)
    write(beside / "before", OLD)
    with staging.only_run(folder, never):
        assert read(folder) == NEW
    assert not beside.exists()


def test_a_folder_that_cannot_be_swapped_stays(folder, beside, monkeypatch):
    """On Windows a file held open by another program stops the rename: what was there is still there."""
    write(beside / "2024", NEW)
    write(folder, OLD)
    rename = Path.rename

    def refuse_the_second(path, target):
        if path == beside / "2024":
            raise PermissionError(13, "in use")
        return rename(path, target)

    monkeypatch.setattr(staging, "_change_places", lambda *_: False)
    monkeypatch.setattr(Path, "rename", refuse_the_second)
    with pytest.raises(Refused, match="无法替换（in use）"):
        staging.put_in_place(beside / "2024", folder, beside)
    assert read(folder) == OLD
