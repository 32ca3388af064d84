"""Corrections: an announcement that was wrong is replaced in the open, and what stood before stays readable."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from yiwu_award.errors import Refused
from yiwu_award.publish import records
from yiwu_award.publish.parts import PARTS

Record = Mapping[str, Any]


class Correction(NamedTuple):
    """The office's decision to replace what a year announced."""

    corrected_on: date
    reason: str


def settled(
    before: records.Record | None, after: records.Record, correction: Correction | None = None
) -> tuple[records.Record, str]:
    """The record that a year shows from now on, and why that is the former one: empty where it is the newer.

    Args:
        before: the record as published, None where the year wasn't.
        after: the record as the year's tables now give it.
        correction: day and reason, both public; without it no announcement is worded anew.

    Raises:
        Refused: a correction that would change nothing, take something back, tell no reason, or lie before the last.
    """
    made = list(before["corrections"]) if before and "corrections" in before else []
    after = after | ({"corrections": made} if made else {})
    lost = before is not None and records.loses(before, after)
    changed = {} if before is None or lost else records.changes(before, after)
    if correction:
        _refuse_faults(correction, after["award_year"], made, is_lost=lost, is_changed=bool(changed))
    if before and lost:
        return before, "年度又有未决事项，或来表少了已公布的内容"
    if before and changed and not correction:
        titles = "、".join(PARTS[part].title for part in changed)
        return before, f"来表改变了已公布的{titles}；确属更正的，请用 yiwu-award correct 写明日期和原因"
    if before and correction:
        entry = {"corrected_on": correction.corrected_on.isoformat(), "reason": correction.reason.strip(),
                 "as_of": before["as_of"], "before": changed}  # fmt: skip
        after = after | {"corrections": [*made, entry]}
    return after, ""


def _refuse_faults(
    correction: Correction, award_year: int, made: list[Record], *, is_lost: bool, is_changed: bool
) -> None:
    last = made[-1]["corrected_on"] if made else ""
    if is_lost:
        came, due = f"{award_year}年度按现有来表不再含有已公布的内容", "只改正、不收回已公布的内容"
        to_do = "请先了结该年度的未决事项，或恢复被删去的行"
    elif not is_changed:
        came, due = f"{award_year}年度按现有来表，已公布的公示、名单和奖金没有改变", "来表中已改正的内容"
        to_do = "请先改正来表，再更正"
    elif not correction.reason.strip():
        came, due, to_do = "更正没有写明原因", "公众看得到的原因", "请用 --reason 写明"
    elif correction.corrected_on.isoformat() < last:
        came, due, to_do = f"更正日期 {correction.corrected_on}", f"不早于上次更正的 {last}", "请核对日期"
    else:
        return
    raise Refused(came, due, to_do, "公开网站未作任何改动。")
