"""Warm kernels: each notebook gets a clean process, forked from one that has already imported what it needs.

A cold kernel spends over a second on imports before its first cell. Where the system cannot fork (Windows, macOS),
notebooks run on cold kernels with the same result.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

CAN_FORK = sys.platform.startswith("linux")
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ForkServer:
    """Our end of the process that forks kernels; several threads may ask it at once."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "yiwu_award.run.fork_server", str(theirs.fileno())]
        # Threads of a numerical library would not survive the fork.
        self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env={**os.environ, **_ONE_THREAD})
        theirs.close()
        self._control, self._lines, self._lock = ours, ours.makefile("rwb"), threading.Lock()

    def fork(self, argv: list[str], cwd: str, env: dict[str, str]) -> int:
        """The process number of a new kernel.

        Raises:
            RuntimeError: the server is gone.
        """
        with self._lock:
            try:
                self._lines.write(json.dumps({"argv": argv, "cwd": cwd, "env": env}).encode() + b"\n")
                self._lines.flush()
                answer = self._lines.readline()
            except OSError as stop:
                raise RuntimeError("the process that forks kernels has ended") from stop
        if not answer:
            raise RuntimeError("the process that forks kernels has ended")
        return int(answer)

    def close(self) -> None:
        """End the server, and with it every kernel that it forked."""
        self._lines.close()
        self._control.close()
        self._process.terminate()
        self._process.wait()


class ForkedKernel:
    """A kernel's process, with what jupyter_client asks of a ``Popen``; not being our child, it can't be waited for."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        """None while it runs; its exit code is nobody's to know, so 0 afterwards."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        """Called by jupyter_client only after ``poll`` said that it ended."""
        return 0

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class WarmProvisioner(LocalProvisioner):
    """Has kernels forked instead of started; ports, connection files and shutdown are jupyter_client's own."""

    process: Any  # a ForkedKernel

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for the connection file that ``cmd`` names."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        manager: Any = self.parent  # a WarmKernelManager
        pid = manager.server.fork(arguments, str(kwargs.get("cwd") or Path.cwd()), kwargs["env"])
        self.process, self.pid, self.pgid = ForkedKernel(pid), pid, pid
        return self.connection_info


class WarmKernelManager(AsyncKernelManager):
    """Manages a kernel forked by ``server``; subclassed for each server, because nbclient makes its own instances."""

    server: ForkServer

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)


@contextmanager
def warm_kernels() -> Iterator[type[AsyncKernelManager]]:
    """A class of kernel managers for nbclient; where the system cannot fork, that of cold kernels.

    The server begins to import at once; who asks for a kernel waits until it is ready.
    """
    if not CAN_FORK:
        yield AsyncKernelManager
        return
    server = ForkServer()
    try:
        yield type("WarmKernelManagerOfServer", (WarmKernelManager,), {"server": server})
    finally:
        server.close()
