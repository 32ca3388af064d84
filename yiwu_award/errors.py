"""What can stop the work, each as data that can show itself without a traceback.

Exit codes: 2 broken (the input or the call is wrong), 3 blocked (a person must decide).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple


class Fault(NamedTuple):
    """One mistake in what arrived: where, what came, what was due, by which clause, what to do."""

    table: str
    came: str
    due: str
    clause: str
    fix: str
    file: str = ""
    sheet: str = ""
    row: int | None = None
    column: str = ""
    severity: str = "error"

    def __str__(self) -> str:
        place = " · ".join(
            part
            for part in (
                self.file,
                self.sheet and f"工作表“{self.sheet}”",
                f"第 {self.row} 行" if self.row is not None else "",
                self.column and f"“{self.column}”",
            )
            if part
        )
        where = f"{self.table}（{place}）" if place else self.table
        return f"{where}：{self.came}；应为：{self.due} · 依据 {self.clause} · {self.fix}"


class OpenPoint(NamedTuple):
    """What a stage waits for (``waiting``) or what a person must decide (``blocked``)."""

    state: str
    clause: str
    what: str
    on_whom: str
    to_do: str

    def __str__(self) -> str:
        word = {"waiting": "等待", "blocked": "待决定"}[self.state]
        return f"【{word}】{self.what} · 依据 {self.clause} · 由{self.on_whom}：{self.to_do}"


class AwardError(Exception):
    """A stop with a message for people; in a notebook it shows without a traceback."""

    exit_code = 2

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


class ContractBroken(AwardError):
    """The incoming tables break their contracts or the regulation's own limits (all faults at once)."""

    def __init__(self, faults: Sequence[Fault], untouched: str = "未作任何评审，未写任何结果。") -> None:
        self.faults = tuple(faults)
        self.untouched = untouched
        super().__init__()

    def __str__(self) -> str:
        lines = "\n".join(f"  {number}. {fault}" for number, fault in enumerate(self.faults, 1))
        return f"来表有 {len(self.faults)} 处错误，{self.untouched}\n{lines}"


class NotInForce(AwardError):
    """A value that the law does not give on that day: an implementing rule not decided, or a day before the law."""

    exit_code = 3

    def __init__(self, clause: str, key: str, day: date, why: str) -> None:
        self.clause, self.key, self.day, self.why = clause, key, day, why
        super().__init__()

    def __str__(self) -> str:
        return f"{self.key}（依据 {self.clause}）在 {self.day} 没有有效取值：{self.why}"


class BeforeRegulation(AwardError):
    """The year's closing day lies before the regulation was in force."""

    def __init__(self, closing_day: date, in_force: date) -> None:
        self.closing_day, self.in_force = closing_day, in_force
        super().__init__()

    def __str__(self) -> str:
        return (
            f"申报截止日 {self.closing_day} 早于现行办法施行日 {self.in_force}（依据 八）："
            "该年度适用义政办发〔2018〕164号，本软件不评审该年度；"
            "以往获奖组织请登记在“历年获奖组织”表。未作任何评审。"
        )


class UnknownNotebookParameter(AwardError):
    """papermill injected a name that the notebook does not know."""

    def __init__(self, names: Sequence[str], known: Sequence[str]) -> None:
        self.names, self.known = tuple(names), tuple(known)
        super().__init__()

    def __str__(self) -> str:
        return (
            f"笔记本没有参数 {'、'.join(self.names)}；可用的参数是 {'、'.join(self.known)}。"
            "请改正后重新运行。未作任何评审，未写任何结果。"
        )


class Refused(AwardError):
    """A call that is not carried out: what came, what was due, what to do."""

    def __init__(self, came: str, due: str, to_do: str, untouched: str = "未作任何改动。") -> None:
        self.came, self.due, self.to_do, self.untouched = came, due, to_do, untouched
        super().__init__()

    def __str__(self) -> str:
        return f"{self.came}；应为：{self.due}。{self.to_do}。{self.untouched}"
