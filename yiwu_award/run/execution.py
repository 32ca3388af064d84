"""A year's run: ten notebooks into a staging folder, rendered, and put in place all at once or not at all."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yiwu_award.errors import Refused
from yiwu_award.places import project_file, project_root
from yiwu_award.run.records import as_record
from yiwu_award.store import claim
from yiwu_award.year import STAGES, Outcome, Stage, Year, open_year

if TYPE_CHECKING:
    from nbformat import NotebookNode

OWN_COPIES = "notebooks-open"  # what `yiwu-award open` makes for a person; a run never touches it
Progress = Callable[[str, str], None]


@dataclass(frozen=True)
class Run:
    """What a run came to.

    Attributes:
        year: the year as it was run.
        folder: ``reports/<year>``, where everything now lies.
        outcomes: the stages that were run, by name and in order.
    """

    year: Year
    folder: Path
    outcomes: Mapping[str, Outcome]

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
    on_progress: Progress = lambda _stage, _state: None,
) -> Run:
    """Run the notebooks of a year in order, render them, and put the results in place.

    Args:
        award_year: the year of the award.
        through: the last stage to run, by name or number; by default all ten.
        incoming: folder with the year's tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        as_of: day on which the state is told, as ISO text; by default the schedule's.
        on_progress: called with (stage's title, "" when it starts, its state when it ends).

    Raises:
        ContractBroken: the input is wrong; nothing was written.
        Refused: the folder holds a year of the other kind, or another run of this year is under way.
    """
    stages = STAGES[: stage_named(through).number + 1] if through is not None else STAGES
    folder = results_folder(award_year, reports)
    with _only_run(folder) as staging:
        year = open_year(award_year, incoming, staging, as_of)
        outcomes = {stage.name: year.outcome(stage.name) for stage in stages}
        if folder.exists():
            claim(folder, is_fictional=year.is_fictional)
        claim(year.reports, is_fictional=year.is_fictional)
        parameters: dict[str, str | int] = {
            "award_year": award_year,
            "incoming": str(year.incoming),
            "reports": str(staging),
            "as_of": year.as_of.isoformat(),
        }
        notebooks = {}
        for stage in stages:
            on_progress(stage.title, "")
            notebooks[stage.name] = as_record(_execute(project_file(f"notebooks/{stage.notebook}.ipynb"), parameters))
            on_progress(stage.title, outcomes[stage.name].state)
        _write(year.reports, year, outcomes, notebooks)
        _put_in_place(year.reports, folder, staging)
    return Run(year, folder, outcomes)


def results_folder(award_year: int, reports: str | Path | None = None) -> Path:
    """``reports/<year>``: where the results of a year lie."""
    root = Path(reports) if reports is not None else project_root() / "reports"
    return root.resolve() / str(award_year)


def stage_named(given: str) -> Stage:
    """A stage by its name, its number, or its notebook's name.

    Raises:
        Refused: there is no such stage.
    """
    for stage in STAGES:
        if given in (stage.name, str(stage.number), stage.notebook):
            return stage
    raise Refused(f"阶段 {given!r}", "、".join(stage.notebook for stage in STAGES), "请写阶段的名称或序号")


def store_outputs() -> None:
    """Run every notebook as it stands, on the sample year, and store its outputs in it; for maintainers."""
    import nbformat

    for stage in STAGES:
        path = project_file(f"notebooks/{stage.notebook}.ipynb")
        nbformat.write(as_record(_execute(path, {})), path)


def _write(folder: Path, year: Year, outcomes: Mapping[str, Outcome], notebooks: Mapping[str, NotebookNode]) -> None:
    import nbformat

    from yiwu_award.papers import reports

    (folder / "notebooks").mkdir(exist_ok=True)
    for name, outcome in outcomes.items():
        stem = outcome.stage.notebook
        nbformat.write(notebooks[name], folder / "notebooks" / f"{stem}.ipynb")
        page = reports.stage_page(year, outcomes, name, notebooks[name])
        (folder / f"{stem}.html").write_text(page, encoding="utf-8", newline="\n")
    (folder / "index.html").write_text(reports.index_page(year, outcomes), encoding="utf-8", newline="\n")
    for path, html in reports.pages_of_applications(year, outcomes):
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(html, encoding="utf-8", newline="\n")
    lines = (json.dumps({"stage": name, "state": outcome.state}) + "\n" for name, outcome in outcomes.items())
    (folder / "run.jsonl").write_text("".join(lines), encoding="utf-8", newline="\n")


def _execute(notebook: Path, parameters: Mapping[str, str | int]) -> NotebookNode:
    import papermill

    with tempfile.TemporaryDirectory(prefix="yiwu-award-") as sockets:
        try:
            executed: NotebookNode = papermill.execute_notebook(
                notebook,
                None,
                parameters=dict(parameters),
                progress_bar=False,
                record_timing=False,
                shutdown_kernel="immediate",  # a polite shutdown stalls for seconds now and then
                **_transport(sockets),
            )
        except papermill.PapermillExecutionError as stop:
            raise Refused(
                f"笔记本 {notebook.name} 运行中断：{stop.ename}：{stop.evalue}", "运行到底",
                "请单独打开该笔记本查看（yiwu-award open）", "未写任何结果。",
            ) from stop  # fmt: skip
    return executed


def _transport(sockets: str) -> dict[str, Any]:
    """Kernels talk over sockets in a folder of their own; Windows has none, there the warning about TCP is hushed."""
    from traitlets.config import Config

    if os.name == "nt":
        return {"extra_arguments": ["--log-level=40"]}
    return {"config": Config({"AsyncKernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}})}


@contextmanager
def _only_run(folder: Path) -> Iterator[Path]:
    """An empty staging folder beside ``folder`` that no other run of this year shares; gone afterwards."""
    from filelock import FileLock, Timeout

    staging = folder.parent / f".run-{folder.name}"
    folder.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder.parent / f".run-{folder.name}.lock")
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise Refused(f"{folder.name} 年度正在运行", "同一年度同时只运行一次", "请等它结束后再运行") from None
    try:
        _recover(folder, staging)
        staging.mkdir()
        if (remembered := folder / "judged.txt").exists():
            (staging / folder.name).mkdir()
            shutil.copy(remembered, staging / folder.name)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)
        lock.release()


def _put_in_place(made: Path, folder: Path, staging: Path) -> None:
    """Swap the results in by two renames; a person's own copies of notebooks stay."""
    if (folder / OWN_COPIES).exists():
        shutil.copytree(folder / OWN_COPIES, made / OWN_COPIES)
    try:
        if folder.exists():
            folder.rename(staging / "before")
        made.rename(folder)
    except OSError as stop:
        _recover(folder, staging)
        raise Refused(
            f"{folder} 无法替换（{stop.strerror}）", "没有被其他程序打开的文件夹", "请关闭其中打开的文件后重新运行"
        ) from stop


def _recover(folder: Path, staging: Path) -> None:
    """After a run that was cut off between the two renames, put back what was there before."""
    if (staging / "before").exists() and not folder.exists():
        (staging / "before").rename(folder)
    shutil.rmtree(staging, ignore_errors=True)
