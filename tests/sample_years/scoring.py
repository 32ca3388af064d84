"""Item scores that a person can add up: one percent for all 23 items, and a few items that differ.

With percent ``p`` on every item the points are 10 × p; an item of w points that differs by d percentage points adds
w × d / 100. What each application comes to is worked out by hand in tests/golden.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tests.sample_years.invented import secret

ITEMS = (
    "4.1.2", "4.1.3", "4.1.4", "4.2.2", "4.2.3", "4.3.2", "4.3.3", "4.4.2", "4.4.3", "4.4.4", "4.4.5", "4.4.6",
    "4.4.7", "4.5.2", "4.5.3", "4.6.2", "4.6.3", "4.7.2", "4.7.3", "4.7.4", "4.7.5", "4.7.6", "4.7.7",
)  # fmt: skip
_AROUND = (0, 5, -5, 0, 0)  # how the assessors of a panel differ from the consensus, in turn


@dataclass(frozen=True)
class Review:
    """One application's review in one stage.

    Attributes:
        base: consensus percent of every item …
        items: … but for these: item → percentage points more or less.
        wide: items on which the assessors are 25 percentage points apart; explained in a note.
        at_limit: items on which they are 20 apart.
    """

    application_id: str
    scorers: tuple[str, ...]
    leader: str
    base: int
    items: Mapping[str, int] = field(default_factory=dict)
    wide: tuple[str, ...] = ()
    at_limit: tuple[str, ...] = ()

    def percent(self, item: str) -> int:
        return self.base + self.items.get(item, 0)

    def apart(self, item: str) -> tuple[int, ...]:
        """How far each scorer is from the consensus."""
        if item in self.wide:
            return (-15, 10, 0, 0, 0)
        if item in self.at_limit:
            return (-10, 10, 0, 0, 0)
        turn = ITEMS.index(item) % len(_AROUND)
        return _AROUND[turn:] + _AROUND[:turn]


def item_scores(stage: str, reviews: Iterable[Review], scored_on: Mapping[str, date]) -> Iterator[dict]:
    """Rows of ``item_scores``; ``scored_on`` by application."""
    for review in reviews:
        for assessor, place in zip(review.scorers, range(5), strict=False):
            for item in ITEMS:
                yield {
                    "stage": stage,
                    "application_id": review.application_id,
                    "assessor_id": assessor,
                    "item": item,
                    "percent": review.percent(item) + review.apart(item)[place],
                    "scored_on": scored_on[review.application_id],
                }


def item_consensus(stage: str, reviews: Iterable[Review], recorded_on: Mapping[str, date]) -> Iterator[dict]:
    """Rows of ``item_consensus``; ``recorded_on`` by application."""
    kind = {"document_review": "资料", "onsite_review": "现场"}[stage]
    for review in reviews:
        for item in ITEMS:
            about = (review.application_id, kind, item)
            yield {
                "stage": stage,
                "application_id": review.application_id,
                "item": item,
                "percent": review.percent(item),
                "recorded_by": review.leader,
                "recorded_on": recorded_on[review.application_id],
                "strengths": secret("做法成体系，有记录可查", *about),
                "improvements": secret("改进措施的效果宜有数据支撑", *about),
                "spread_note": secret("经讨论，以现有证据为准", *about) if item in review.wide else None,
            }
