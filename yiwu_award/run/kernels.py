"""Warm kernels: each notebook gets a clean process, forked from one that has already imported what it needs.

A cold kernel spends over a second on imports before its first cell. Where the system cannot fork (Windows, macOS),
or the process to fork from doesn't start, notebooks run on cold kernels with the same result.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets.config import Config

COLD = "本机不能由预热的进程派生内核，改用普通内核：结果相同，用时较长。"
CAN_FORK = sys.platform.startswith("linux")
_SERVER = "yiwu_award.run.fork_server"
_ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class NoMoreForks(Exception):
    """The process that forks kernels is gone."""


class ForkServer:
    """Our end of the process that forks kernels; several threads may ask it at once.

    Args:
        on_gone: called once, if it turns out to be gone or never to have come up.

    Raises:
        OSError: the system lets us start no further process.
    """

    def __init__(self, on_gone: Callable[[], None]) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", _SERVER, str(theirs.fileno())]
        with theirs:
            try:
                # Threads of a numerical library would not survive the fork.
                self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env={**os.environ, **_ONE_THREAD})
            except OSError:
                ours.close()
                raise
        self._control, self._lines, self._lock = ours, ours.makefile("rwb"), threading.Lock()
        self._on_gone, self._is_gone = on_gone, False

    def fork(self, argv: list[str], cwd: str, env: dict[str, str]) -> int:
        """The process number of a new kernel.

        Raises:
            NoMoreForks: the server is gone, or never came up.
        """
        with self._lock:
            answer = b"" if self._is_gone else self._asked({"argv": argv, "cwd": cwd, "env": env})
            if not answer and not self._is_gone:
                self._is_gone = True
                self._on_gone()
        if not answer:
            raise NoMoreForks
        return int(answer)

    def _asked(self, request: dict[str, object]) -> bytes:
        try:
            self._lines.write(json.dumps(request).encode() + b"\n")
            self._lines.flush()
            return self._lines.readline()
        except OSError:
            return b""

    def close(self) -> None:
        """End the server, and with it every kernel that it forked."""
        with contextlib.suppress(OSError):  # what a server that is gone never read
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

    process: Any  # a ForkedKernel, or jupyter_client's own

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel for the connection file that ``cmd`` names; where none can be forked any more, start it."""
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        manager: Any = self.parent  # a WarmKernelManager
        try:
            pid = manager.server.fork(arguments, str(kwargs.get("cwd") or Path.cwd()), kwargs["env"])
        except NoMoreForks:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid = ForkedKernel(pid), pid, pid
        return self.connection_info


class WarmKernelManager(AsyncKernelManager):
    """Manages a kernel forked by ``server``; subclassed for each server, because nbclient makes its own instances."""

    server: ForkServer

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        self.provisioner = WarmProvisioner(kernel_id=self.kernel_id, kernel_spec=self.kernel_spec, parent=self)
        return await super()._async_pre_start_kernel(**kwargs)


@contextmanager
def warm_kernels(on_cold: Callable[[], None]) -> Iterator[type[AsyncKernelManager]]:
    """A class of kernel managers for nbclient; where the system cannot fork, that of cold kernels.

    The server begins to import at once; who asks for a kernel waits until it is ready.

    Args:
        on_cold: called once, if any kernel is to start cold.
    """
    server = _fork_server(on_cold)
    if server is None:
        on_cold()
        yield AsyncKernelManager
        return
    try:
        yield type("WarmKernelManagerOfServer", (WarmKernelManager,), {"server": server})
    finally:
        server.close()


@contextmanager
def own_sockets() -> Iterator[dict[str, Any]]:
    """What papermill is told for a kernel to talk over sockets in a folder of its own, which goes afterwards.

    A port that was free when it was chosen may be taken by the time a kernel binds it. Windows has no such sockets;
    there the warning about TCP is hushed.
    """
    if os.name == "nt":
        yield {"extra_arguments": ["--log-level=40"]}
        return
    with tempfile.TemporaryDirectory(prefix="yiwu-award-") as folder:
        yield {"config": Config({"AsyncKernelManager": {"transport": "ipc", "ip": f"{folder}/kernel"}})}


def _fork_server(on_gone: Callable[[], None]) -> ForkServer | None:
    """None where the system cannot fork, or lets us start no further process."""
    try:
        return ForkServer(on_gone) if CAN_FORK else None
    except OSError:
        return None
