"""Warm kernels: clean processes forked from a warm one, which all end with the run that asked for them."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time

import nbformat
import pytest
from jupyter_client.manager import AsyncKernelManager

from yiwu_award.errors import Refused
from yiwu_award.run import kernels
from yiwu_award.run.executed import executed

pytestmark = [
    pytest.mark.kernel,
    pytest.mark.skipif(not kernels.CAN_FORK, reason="this system does not fork"),
]


@pytest.fixture(scope="module")
def warm():
    """One server for all tests of this module."""
    with kernels.warm_kernels(lambda: pytest.fail("cold")) as manager:
        yield manager


def notebook(folder, *cells):
    """A notebook of these code cells."""
    path = folder / "cells.ipynb"
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(made, path)
    return path


def said(record):
    """What the cells of an executed notebook printed."""
    return "".join(output.get("text", "") for cell in record.cells for output in cell.get("outputs", ()))


def ends(pid):
    """Whether a process is gone, at the latest after some seconds."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_what_every_notebook_needs_is_there_before_its_first_cell(warm, tmp_path):
    """The forked process has imported it already; the server that it came from has one thread."""
    record = executed(notebook(tmp_path, "import sys, os\nprint('pandas' in sys.modules)",
                               "print(len(os.listdir(f'/proc/{os.getppid()}/task')))"), {}, warm)  # fmt: skip
    assert said(record) == "True\n1\n"


def test_no_state_goes_from_one_notebook_to_the_next(warm, tmp_path):
    """Neither names, modules, options, environment nor working folder."""
    first = ["import os, sys, pandas as pd", "left = 1\nsys.modules['left'] = sys\npd.set_option('display.width', 7)",
             "os.environ['LEFT'] = '1'\nos.chdir('/')"]  # fmt: skip
    executed(notebook(tmp_path, *first), {}, warm)
    second = "import os, sys, pandas as pd\nprint('left' in globals(), 'left' in sys.modules, 'LEFT' in os.environ)"
    asked = notebook(tmp_path, second + "\nprint(pd.get_option('display.width') == 7, os.getcwd() == '/')")
    assert said(executed(asked, {}, warm)) == "False False False\nFalse False\n"


def test_a_crash_of_one_leaves_the_others_alone(warm, tmp_path):
    """The crashed one is told; the next notebook runs."""
    with pytest.raises(Refused, match="运行中断：内核进程意外结束"):
        executed(notebook(tmp_path, "import os\nos._exit(1)"), {}, warm)
    assert said(executed(notebook(tmp_path, "print('next')"), {}, warm)) == "next\n"


def test_server_and_kernels_end_when_the_run_is_killed(tmp_path):
    """Nothing told them so: the pipe to the run closed."""
    run = (
        "import os, signal, sys, time\n"
        "from yiwu_award.run.kernels import ForkServer\n"
        "server = ForkServer(print)\n"
        "busy = server.fork(['-f', sys.argv[1]], '/', dict(os.environ))\n"
        "print(server._process.pid, busy, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", run, str(tmp_path / "connection.json")], stdout=subprocess.PIPE, text=True, check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert all(ends(int(pid)) for pid in done.stdout.split())


def test_where_the_server_does_not_come_up_kernels_are_cold_and_it_is_said_once(monkeypatch, tmp_path):
    """With the same result, notebook after notebook."""
    monkeypatch.setattr(kernels, "_SERVER", "yiwu_award.run.there_is_none")
    told = []
    with kernels.warm_kernels(lambda: told.append("cold")) as manager:
        for answer in ("42", "43"):
            assert said(executed(notebook(tmp_path, f"print({answer})"), {}, manager)) == f"{answer}\n"
    assert told == ["cold"]


@pytest.mark.parametrize("missing", ["forks", "processes"])
def test_without_forks_or_another_process_kernels_are_cold_and_it_is_said_once(missing, monkeypatch):
    """As on Windows, or where a limit on processes is reached: jupyter_client's own."""
    told = []
    if missing == "forks":
        monkeypatch.setattr(kernels, "CAN_FORK", False)
    else:
        monkeypatch.setattr(kernels.subprocess, "Popen", nothing_can_be_started)
    with kernels.warm_kernels(lambda: told.append("cold")) as manager:
        assert manager is AsyncKernelManager
    assert told == ["cold"]


def nothing_can_be_started(*_, **__):
    raise BlockingIOError(11, "no more processes")


def test_papermill_finds_the_engine_by_its_entry_point(tmp_path):
    """The stock command with ``--engine yiwu-award``; its kernel talks over no port that another may have taken."""
    asked = "from ipykernel.connect import get_connection_info as told\nprint(told(unpack=True)['transport'])"
    path = notebook(tmp_path, "print(6 * 7)", asked)
    command = [sys.executable, "-m", "papermill", "--engine", "yiwu-award", str(path), str(tmp_path / "out.ipynb")]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert said(nbformat.read(tmp_path / "out.ipynb", as_version=4)) == "42\nipc\n"


def test_what_keeps_a_kernel_from_starting_is_told(tmp_path, capfd):
    """In the words of the system: here that its folder is not there."""
    server = kernels.ForkServer(lambda: pytest.fail("cold"))
    with contextlib.closing(server):
        assert ends(server.fork([], str(tmp_path / "nowhere"), dict(os.environ)))
    assert f"FileNotFoundError: [Errno 2] No such file or directory: '{tmp_path / 'nowhere'}'" in capfd.readouterr().err


def test_a_kernel_that_has_only_just_been_forked_ends_with_its_server(tmp_path):
    """Before it is a group of its own; a server that waited for one that it hadn't killed would wait for ever."""
    slow = (
        "import os, socket, sys, time\n"
        "become = os.setsid\n"
        "os.setsid = lambda: (time.sleep(60), become())\n"
        "from yiwu_award.run.fork_server import serve\n"
        "serve(socket.socket(fileno=int(sys.argv[1])))\n"
    )
    ours, theirs = socket.socketpair()
    server = subprocess.Popen([sys.executable, "-c", slow, str(theirs.fileno())], pass_fds=[theirs.fileno()])
    theirs.close()
    with ours, ours.makefile("rwb") as lines:
        lines.write(json.dumps({"argv": [], "cwd": str(tmp_path), "env": {}}).encode() + b"\n")
        lines.flush()
        kernel = int(lines.readline())
    assert server.wait(timeout=20) == 0
    assert ends(kernel)
