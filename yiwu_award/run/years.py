"""Several years side by side, on any executor; one year never holds up another.

``run_one`` is the unit of work: plain values in and out, so that it may run in another process or on another machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, as_completed
from contextlib import nullcontext
from pathlib import Path
from typing import NamedTuple

from yiwu_award.errors import AwardError, Refused
from yiwu_award.places import incoming_of_one
from yiwu_award.run.cluster import processes
from yiwu_award.run.unchanged import LastRun, last_run


class Ended(NamedTuple):
    """What the run of a year came to.

    Attributes:
        left: what it left, and what is open.
        told: what was told while it went on, a line each; empty where nothing had changed and nothing was run.
    """

    left: LastRun
    told: tuple[str, ...] = ()


def run_years(
    years: Sequence[int],
    through: str | None = None,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    as_of: str | None = None,
    *,
    force: bool = False,
    executor: Executor | None = None,
) -> Iterator[tuple[int, Ended | AwardError | OSError]]:
    """Run years side by side; those whose last run would come out the same aren't run again.

    Args:
        years: the award years.
        through: as for ``run_year``; so are ``reports``, ``as_of`` and ``force``.
        incoming: folder with the year's tables; of several years, the folder above, one folder each by its number. By
            default the fictional samples.
        reports: folder that holds one folder of results per year.
        as_of: day on which the state is told.
        force: run every notebook of every year.
        executor: takes the years; by default a process for each core.

    Yields:
        Each year as soon as it has ended, with what it came to or what stopped it.
    """
    changed = []
    for award_year in dict.fromkeys(years):
        call = (award_year, through, _path(incoming_of_one(award_year, incoming, len(years))), _path(reports), as_of)
        try:
            last = None if force else last_run(*call)
        except AwardError as stop:
            yield award_year, stop
            continue
        if last:
            yield award_year, Ended(last)
        else:
            changed.append(call)
    if not changed:
        return
    with nullcontext(executor) if executor else processes(len(changed)) as pool:
        running = {pool.submit(run_one, *call, force): call[0] for call in changed}
        for future in as_completed(running):
            yield running[future], _ended(future)


def run_one(
    award_year: int, through: str | None, incoming: str | None, reports: str | None, as_of: str | None, force: bool
) -> Ended:
    """The unit of work: one year, as by ``run_year``.

    Args:
        award_year: the year of the award.
        through: the last stage to run.
        incoming: folder with the year's tables.
        reports: folder that holds one folder of results per year.
        as_of: day on which the state is told.
        force: run every notebook.
    """
    from yiwu_award.run.execution import run_year
    from yiwu_award.run.journal import line

    told: list[str] = []
    done = run_year(
        award_year, through, incoming, reports, as_of, lambda lap: told.extend(filter(None, [line(lap)])), force=force
    )
    points = [
        f"{outcome.stage.title}{point}" for outcome in done.outcomes.values() for point in outcome.result.open_points
    ]
    return Ended(LastRun(done.folder, tuple(points), done.exit_code != 0), tuple(told))


def _ended(future: Future[Ended]) -> Ended | AwardError | OSError:
    try:
        return future.result()
    except (AwardError, OSError) as stop:
        return stop
    except BrokenExecutor:
        return Refused("运行它的进程意外结束", "运行到底", "请重新运行", "未替换该年度的结果。")


def _path(given: str | Path | None) -> str | None:
    """As a worker elsewhere finds it."""
    return None if given is None else str(Path(given).resolve())
