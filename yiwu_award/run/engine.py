"""papermill's engine over warm kernels: ``papermill --engine yiwu-award …``.

Only papermill imports this module, by its entry point: its own engines must be loaded first.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine
from papermill.log import logger

from yiwu_award.run.kernels import COLD, own_sockets, warm_kernels


class WarmEngine(NBClientEngine):
    """papermill's usual engine, on a kernel forked from a process of its own."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **kwargs: Any) -> Any:
        """Run a notebook as papermill's usual engine does; further arguments are passed on to it."""
        with own_sockets() as transport, warm_kernels(lambda: logger.warning(COLD)) as kernels:
            over = {**transport, **kwargs}
            return super().execute_managed_notebook(nb_man, kernel_name, kernel_manager_class=kernels, **over)
