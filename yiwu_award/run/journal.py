"""How a run goes, stage by stage: told as it goes, and kept as run.jsonl, the only file of a year with clocks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from yiwu_award.outcome import Outcome
from yiwu_award.procedure import STATES, Stage

NAME = "run.jsonl"


class Lap(NamedTuple):
    """One stage of a run.

    Attributes:
        state: what it came to, a key of ``STATES``; ``""`` when its notebook has just begun.
        seconds: how long its notebook took; None while it runs, or where the run before had executed it on the same.
    """

    stage: Stage
    state: str
    seconds: float | None = None


Progress = Callable[[Lap | str], None]  # a text is what a person should know of the run as a whole


def line(told: Lap | str) -> str:
    """What is told as one line; empty where a stage has only begun."""
    if isinstance(told, str):
        return told
    return f"{told.stage.title}：{STATES[told.state]}（{took(told)}）" if told.state else ""


def took(lap: Lap) -> str:
    """How long a stage that has ended took."""
    return "沿用上次结果" if lap.seconds is None else f"{lap.seconds:.1f} 秒"


class Journal:
    """Keeps what a run tells of its stages; several threads may tell it at once.

    Args:
        outcomes: what each stage comes to, by name and in order.
        on_progress: told of every stage that begins, ends, or is taken over.
    """

    def __init__(self, outcomes: Mapping[str, Outcome], on_progress: Progress) -> None:
        self._outcomes, self._on_progress = outcomes, on_progress
        self._laps: dict[str, Lap] = {}

    def take_over(self, stage: Stage) -> None:
        """The notebook of the run before still stands."""
        self._end(Lap(stage, self._outcomes[stage.name].state))

    @contextmanager
    def running(self, stage: Stage) -> Iterator[None]:
        """While the stage's notebook runs."""
        self._on_progress(Lap(stage, ""))
        began = perf_counter()
        yield
        self._end(Lap(stage, self._outcomes[stage.name].state, perf_counter() - began))

    def write(self, folder: Path) -> None:
        """A line a stage, in order: its state, on whom it waits, how long it took, whether it was taken over."""
        lines = (json.dumps(self._line(outcome), ensure_ascii=False) + "\n" for outcome in self._outcomes.values())
        (folder / NAME).write_text("".join(lines), encoding="utf-8", newline="\n")

    def _end(self, lap: Lap) -> None:
        self._laps[lap.stage.name] = lap
        self._on_progress(lap)

    def _line(self, outcome: Outcome) -> dict[str, object]:
        seconds = self._laps[outcome.stage.name].seconds
        return {
            "stage": outcome.stage.name,
            "state": outcome.state,
            "on_whom": list(dict.fromkeys(point.on_whom for point in outcome.result.open_points)),
            "reused": seconds is None,
            "seconds": None if seconds is None else round(seconds, 2),
        }
