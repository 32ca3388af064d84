"""The process that warm kernels are forked from: it imports once what every notebook needs, then only waits and forks.

Run as ``python -m yiwu_award.run.fork_server FD``, where FD is one end of a socket pair. It must stay single-threaded
and make no zmq context: what is forked starts clean. When the other end closes, it ends, and its kernels with it.

Each request is a line of JSON ``{"argv": [...], "cwd": ..., "env": {...}}``, each answer a line with the kernel's
process number.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "matplotlib.figure",
    "yiwu_award.year",
    "yiwu_award.papers.plots",
)


def serve(control: socket.socket) -> None:
    """Fork a kernel for each request until the other end closes; then end the kernels too."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    os.environ["JPY_PARENT_PID"] = str(os.getpid())  # ipykernel reads it on import: a kernel ends when we do
    for module in IMPORTED:
        importlib.import_module(module)
    gc.freeze()  # a collection in a kernel would copy every page that it shares with us
    signal.signal(signal.SIGCHLD, _reap)
    kernels: list[int] = []
    try:
        with control, control.makefile("rwb") as lines:
            for line in lines:
                pid = os.fork()
                if pid == 0:
                    _become_kernel(control, json.loads(line))
                kernels.append(pid)
                lines.write(b"%d\n" % pid)
                lines.flush()
    finally:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)  # a number stays its kernel's until we wait for it
        for pid in kernels:
            _end(pid)


def _end(pid: int) -> None:
    """Kill a kernel and all that it started, and wait for it; it may not yet have become a group of its own."""
    with contextlib.suppress(ChildProcessError):  # it ended before, and was waited for
        if os.waitpid(pid, os.WNOHANG)[0] == 0:
            for kill in (os.killpg, os.kill):
                with contextlib.suppress(ProcessLookupError):
                    kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def _reap(*_: object) -> None:
    """Kernels that have ended leave no zombie, and their processor time counts as ours."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _become_kernel(control: socket.socket, request: Mapping[str, Any]) -> NoReturn:
    """In the forked process: a session, an environment and a folder of its own, then ipykernel's usual start."""
    code = 1
    try:
        os.setsid()
        os.close(control.detach())
        gc.unfreeze()
        for number in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(number, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(request["env"])
        os.chdir(request["cwd"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), sys.stdin.fileno())
        sys.argv = ["ipykernel_launcher", *request["argv"]]

        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance()
        code = 0
    except Exception:
        traceback.print_exc()  # _exit would swallow it
    finally:
        os._exit(code)


if __name__ == "__main__":
    serve(socket.socket(fileno=int(sys.argv[1])))
