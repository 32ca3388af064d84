"""A year's run: ten notebooks into a staging folder, rendered, and put in place all at once or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yiwu_award.disk import a_full_disk_told
from yiwu_award.errors import ContractBroken
from yiwu_award.outcome import Outcome
from yiwu_award.places import project_file, results_folder
from yiwu_award.procedure import STAGES, Stage, stages_through
from yiwu_award.run import pages, receipt, unchanged
from yiwu_award.run.executed import executed
from yiwu_award.run.journal import Journal, Progress
from yiwu_award.run.reuse import Earlier, earlier_run
from yiwu_award.run.staging import only_run, put_in_place
from yiwu_award.store import claim
from yiwu_award.year import Year, open_year

if TYPE_CHECKING:
    from jupyter_client.manager import AsyncKernelManager
    from nbformat import NotebookNode


_BUSY = "这一年度的另一次运行正在进行，等它结束后继续。"


@dataclass(frozen=True)
class Run:
    """What a run came to.

    Attributes:
        year: the year as it was run.
        folder: ``reports/<year>``, where everything now lies.
        outcomes: the stages that were run, by name and in order.
        reused: names of those whose notebook an earlier run had executed on just the same.
    """

    year: Year
    folder: Path
    outcomes: Mapping[str, Outcome]
    reused: frozenset[str]

    @property
    def exit_code(self) -> int:
        """0 done or waiting, 3 where a person must decide."""
        return 3 if any(outcome.state == "blocked" for outcome in self.outcomes.values()) else 0


def run_year(
    award_year: int,
    through: str | None = None,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    as_of: str | None = None,
    on_progress: Progress = lambda _told: None,
    *,
    force: bool = False,
) -> Run:
    """Run the notebooks of a year in order, render them, and put the results in place.

    Where another run of the year is under way, this one waits until it has ended.

    Args:
        award_year: the year of the award.
        through: the last stage to run, by name or number; by default all ten.
        incoming: folder with the year's tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        as_of: day on which the state is told, as ISO text; by default the schedule's.
        on_progress: told of each stage as it begins, ends, or is taken over from the run before, and of what a
            person should know besides.
        force: run every notebook, also those of stages that hang on nothing that changed since the last run.

    Raises:
        ContractBroken: the input is wrong; nothing was written.
        ActsRewritten: an act that the last run recorded stands otherwise now, or no more.
        Refused: the folder holds a year of the other kind.
        DiskFull: there is no room left; nothing was replaced.
    """
    from yiwu_award.run.kernels import COLD, warm_kernels

    stages = stages_through(through)
    folder = results_folder(award_year, reports)
    with (
        a_full_disk_told(folder.parent, "未替换任何结果。"),
        only_run(folder, lambda: on_progress(_BUSY)) as staging,
        warm_kernels(lambda: on_progress(COLD)) as kernels,
    ):
        year = open_year(award_year, incoming, staging, as_of)
        receipt.refuse_rewritten_acts(year, folder)
        before = None if force else earlier_run(folder)
        try:
            outcomes, standing = _decided(year, stages, before)
        except ContractBroken:
            year.outcomes(stages)  # the faults of the other stages with it, as check tells them
            raise
        if folder.exists():
            claim(folder, is_fictional=year.is_fictional)
        claim(year.reports, is_fictional=year.is_fictional)
        for outcome in outcomes.values():  # each notebook finds what the others hand on: they run in any order
            year.hand_on(outcome)
        parameters: dict[str, str | int] = {
            "award_year": award_year,
            "incoming": str(year.incoming),
            "reports": str(staging),
            "as_of": year.as_of.isoformat(),
        }
        journal = Journal(outcomes, on_progress)
        for name in standing:
            journal.take_over(outcomes[name].stage)
        afresh = [stage for stage in stages if stage.name not in standing]
        with _threads() as threads:
            other_pages = threads.submit(
                _executed, pages.as_notebook(), parameters | {"through": stages[-1].name}, kernels
            )
            running = {stage.name: threads.submit(_run, stage, parameters, kernels, journal) for stage in afresh}
            _write(year, outcomes, lambda name: standing[name] if name in standing else running[name].result())
            other_pages.result()
        journal.write(year.reports)
        receipt.write(year, outcomes)
        unchanged.remember(year.reports, award_year, through, incoming, as_of)
        put_in_place(year.reports, folder, staging)
    return Run(year, folder, outcomes, frozenset(standing))


def store_outputs() -> None:
    """Run every notebook as it stands, on the sample year, and store its outputs in it; for maintainers."""
    import nbformat

    for stage in STAGES:
        path = _notebook(stage)
        nbformat.write(executed(path, {}), path)


def _decided(
    year: Year, stages: Sequence[Stage], before: Earlier | None
) -> tuple[dict[str, Outcome], dict[str, NotebookNode]]:
    """What each stage comes to, and the notebooks of those that hang on the same as in the run before."""
    outcomes, standing = {}, {}
    for stage in stages:
        kept = before.result(stage, year.key(stage.name)) if before else None
        outcomes[stage.name] = year.take_over(stage.name, kept) if kept else year.outcome(stage.name)
        if before and kept and (notebook := before.notebook(stage)):
            standing[stage.name] = notebook
    return outcomes, standing


@contextmanager
def _threads() -> Iterator[ThreadPoolExecutor]:
    """As many as there are cores; each waits for a kernel. What hasn't begun when one fails is left."""
    import IPython  # noqa: F401  # kernels ask for it: drawing, meanwhile, would stumble over one half imported

    with ThreadPoolExecutor(os.cpu_count()) as threads:
        try:
            yield threads
        except BaseException:
            threads.shutdown(cancel_futures=True)
            raise


def _run(
    stage: Stage, parameters: Mapping[str, str | int], kernels: type[AsyncKernelManager], journal: Journal
) -> NotebookNode:  # fmt: skip
    with journal.running(stage):
        return _executed(_notebook(stage), parameters, kernels)


def _executed(
    notebook: Path | NotebookNode, parameters: Mapping[str, str | int], kernels: type[AsyncKernelManager]
) -> NotebookNode:
    """In a thread of its own."""
    from jupyter_core.utils import ensure_event_loop

    try:
        return executed(notebook, parameters, kernels)
    finally:
        ensure_event_loop().close()  # nbclient leaves each thread's loop open


def _notebook(stage: Stage) -> Path:
    return project_file(f"notebooks/{stage.notebook}.ipynb")


def _write(year: Year, outcomes: Mapping[str, Outcome], notebook_of: Callable[[str], NotebookNode]) -> None:
    """The executed notebooks, and the pages that show them, each as soon as it is there."""
    import nbformat

    from yiwu_award.papers import reports

    pages.write(year.reports, reports.stage_pages(year, outcomes, notebook_of))
    (year.reports / "notebooks").mkdir(exist_ok=True)
    for name, outcome in outcomes.items():
        nbformat.write(notebook_of(name), year.reports / "notebooks" / f"{outcome.stage.notebook}.ipynb")
