"""What can stop the work, each as data that can show itself without a traceback.

Exit codes: 2 broken (the input or the call is wrong), 3 blocked (a person must decide).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

_FIRST_PLACES = 3  # of the rows that follow from one cause, the first few are named


class Fault(NamedTuple):
    """One mistake in what arrived: where, what came, what was due, by which clause, what to do.

    Faults with the same ``cause`` go away together: people are shown the first, and how many rows follow from it.
    Where ``is_own`` holds, ``came`` and ``due`` tell of the file's own cells and of rules alone, never of what another
    sender wrote: only then may they go back to the sender.
    """

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
    cause: str = ""
    is_own: bool = False

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


class Cause(NamedTuple):
    """A mistake to mend, and the faults that go away with it."""

    first: Fault
    following: tuple[Fault, ...] = ()

    def told(self) -> str:
        """One line on what follows: how many rows, and where the first of them stand; nothing if nothing follows."""
        if not self.following:
            return ""
        places = "、".join(f"{fault.file} 第 {fault.row} 行" for fault in self.following[:_FIRST_PLACES])
        more = " 等" if len(self.following) > _FIRST_PLACES else ""
        return f"同一原因另有 {len(self.following)} 行：{places}{more}"


def by_cause(faults: Iterable[Fault]) -> list[Cause]:
    """Faults put together by what they come from, in the order of the first of each; one without a cause is its own."""
    groups: dict[object, list[Fault]] = {}
    for number, fault in enumerate(faults):
        groups.setdefault(fault.cause or number, []).append(fault)
    return [Cause(first, tuple(following)) for first, *following in groups.values()]


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

    def __reduce__(self) -> tuple[object, ...]:
        return _as_it_was, (type(self), self.__dict__)  # another process may tell it: Exception would lose the data

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


def _as_it_was(kind: type[AwardError], data: dict[str, object]) -> AwardError:
    stop = kind.__new__(kind)
    stop.__dict__.update(data)
    return stop


class ContractBroken(AwardError):
    """The incoming tables break their contracts or the regulation's own limits (all at once, told by cause)."""

    what = "来表"

    def __init__(self, faults: Sequence[Fault], untouched: str = "未作任何评审，未写任何结果。") -> None:
        self.faults = tuple(faults)
        self.untouched = untouched
        super().__init__()

    def __str__(self) -> str:
        causes = by_cause(self.faults)
        lines = [
            line
            for number, cause in enumerate(causes, 1)
            for line in (f"  {number}. {cause.first}", f"     {cause.told()}")
            if line.strip()
        ]
        return "\n".join([f"{self.what}有 {len(causes)} 处错误，{self.untouched}", *lines])


class VariantsBroken(ContractBroken):
    """A file of variants that supposes what there is none of, or what nobody may decide (all at once)."""

    what = "假设方案"


class NotInForce(AwardError):
    """A value that nobody has given for that day: an implementing rule not decided, or a year without working days.

    ``on_whom`` and ``to_do`` say who can give it, and how; by default the one who decides the year's rules.
    """

    exit_code = 3

    def __init__(
        self, clause: str, key: str, day: date, why: str,
        on_whom: str = "市评委会", to_do: str = "审定后填入“年度实施规则”表",
    ) -> None:  # fmt: skip
        self.clause, self.key, self.day, self.why = clause, key, day, why
        self.on_whom, self.to_do = on_whom, to_do
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


class ActsRewritten(AwardError):
    """What a body decided and an earlier run recorded stands otherwise now, or no more: lists once acted are frozen."""

    exit_code = 3

    def __init__(self, acts: Sequence[str], receipt: Path) -> None:
        self.acts, self.receipt = tuple(acts), receipt
        super().__init__()

    def __str__(self) -> str:
        told = [f"  {number}. {act}" for number, act in enumerate(self.acts, 1)]
        return "\n".join(
            [
                f"“决定与名单”表有 {len(self.acts)} 项与上次运行所记的不同，或已删去；须由监督组查明（依据 七(一)）：",
                *told,
                "录入有误的，改回原样后重新运行。",
                f"确系更正的，先把 {self.receipt} 移交监督组存查（移出该文件夹），再重新运行。",
                "只是试算的，用 --reports 另指一个文件夹。未替换任何结果。",
            ]
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


class DiskFull(AwardError):
    """There is no room left to write; what was there before still stands."""

    def __init__(self, place: str, untouched: str) -> None:
        self.place, self.untouched = place, untouched
        super().__init__()

    def __str__(self) -> str:
        return f"磁盘已满或超出配额，写不进 {self.place}。请腾出空间后再运行同一命令。{self.untouched}"


class Refused(AwardError):
    """A call that is not carried out: what came, what was due, what to do."""

    def __init__(self, came: str, due: str, to_do: str, untouched: str = "未作任何改动。") -> None:
        self.came, self.due, self.to_do, self.untouched = came, due, to_do, untouched
        super().__init__()

    def __str__(self) -> str:
        return f"{self.came}；应为：{self.due}。{self.to_do}。{self.untouched}"
