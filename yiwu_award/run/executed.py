"""A notebook executed under papermill, on a cold kernel or a warm one."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from yiwu_award.errors import Refused
from yiwu_award.run.records import as_record

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode


def executed(
    notebook: Path | NotebookNode,
    parameters: Mapping[str, str | int],
    kernels: type[AsyncKernelManager] | None = None,
) -> NotebookNode:
    """Run a notebook from its first cell to its last.

    Args:
        notebook: the notebook, or where it lies; it stays as it is.
        parameters: injected by name.
        kernels: manages the kernel it runs on, see ``kernels.warm_kernels``; by default a cold one of its own.

    Returns:
        The executed notebook as a record, without what differs from run to run.

    Raises:
        Refused: a cell failed.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError

    from yiwu_award.run.kernels import own_sockets

    with own_sockets() as transport:
        try:
            done = papermill.execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                progress_bar=False,
                record_timing=False,
                shutdown_kernel="immediate",  # a polite shutdown stalls for seconds now and then
                **({"kernel_manager_class": kernels} if kernels else {}),
                **transport,
            )
        except papermill.PapermillExecutionError as stop:
            raise _broken_off(notebook, f"{stop.ename}：{stop.evalue}") from stop
        except DeadKernelError as stop:
            raise _broken_off(notebook, "内核进程意外结束") from stop
    return as_record(done)


def _broken_off(notebook: Path | NotebookNode, why: str) -> Refused:
    if isinstance(notebook, Path):
        came, to_do = f"笔记本 {notebook.name} 运行中断：{why}", "请单独打开该笔记本查看（yiwu-award open）"
    else:
        came, to_do = f"生成各页时中断：{why}", "请把这条消息交给维护者"
    return Refused(came, "运行到底", to_do, "未写任何结果。")
