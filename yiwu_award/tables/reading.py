"""Files of the offices → typed frames.

Whatever cannot be read as its contract says is a ``Fault``, all of them at once; whether readable values
are right ones is judged in ``expectations``. Which files and sheets belong to a table stands in ``files``,
what a single cell may look like in ``cells``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from yiwu_award.errors import Fault
from yiwu_award.tables import contracts
from yiwu_award.tables.cells import as_came, shortened
from yiwu_award.tables.columns import Converted, converted, without_values
from yiwu_award.tables.contracts import Column, Contract
from yiwu_award.tables.files import Sheet, files, sheets
from yiwu_award.tables.headings import BESIDE, as_heading, heading_row, known_headings

# A row per ballot would tell who voted how; these tables hold counts and nothing else (五(五)).
BALLOT_TABLES = ("ballot_papers", "ballot_counts")
_NO_BALLOTS = "表决为无记名投票，逐票记录不得送来：请只报汇总票数，并从来表文件夹移走该文件"
# The running number that clerks like to add says nothing, so it is passed over.
_RUNNING_NUMBERS = ("序号", "no", "no.")
WHOLE_ROW, UNANSWERED = "整行", "未答复，不作为来表的一行"  # as ``Incoming.normalised`` tells of rows nobody answered
_NORMALISED = dict.fromkeys(("table", "file", "sheet", "row", "column", "came", "taken"), "string") | {"row": "Int64"}


@dataclass(frozen=True)
class Sent:
    """What the frame itself cannot say about how its rows were sent; kept in ``frame.attrs["sent"]``.

    Attributes:
        headings: (file, sheet, column) → heading as the sender wrote it; sheet is ``""`` for CSV.
        unread: (file, sheet, row, column) of cells already found faulty; row 0 means the whole column.
    """

    headings: dict[tuple[str, str, str], str] = field(default_factory=dict)
    unread: frozenset[tuple[str, str, int, str]] = frozenset()

    def __deepcopy__(self, memo: object) -> Sent:
        return self  # pandas copies attrs with every operation


@dataclass(frozen=True)
class Incoming:
    """What arrived in a folder.

    Attributes:
        frames: tables that arrived, by name, typed as their contracts say, with ``file``, ``sheet``, ``row``.
        faults: all that could not be read, by file, row and column.
        normalised: table, file, sheet, row, column, came, taken: each text that was taken in another form.
        log: table, n_files, n_rows of the tables that arrived.
    """

    frames: dict[str, pd.DataFrame]
    faults: tuple[Fault, ...]
    normalised: pd.DataFrame
    log: pd.DataFrame


_Change = tuple[str, str, str | None, int, str, str, str]  # as the columns of Incoming.normalised


class _Read(NamedTuple):
    """One sheet, typed."""

    file: str
    frame: pd.DataFrame
    faults: list[Fault]
    normalised: list[_Change]
    sent: Sent
    n_foreign: int  # columns that the contract does not know


def read_incoming(folder: Path) -> Incoming:
    """Every table that lies in a folder or below it.

    Args:
        folder: the year's incoming tables; hidden files, lock files of Excel and README files are passed over.

    Returns:
        Typed frames, all faults at once, what was normalised, and counts. Nothing is written or looked up.
    """
    faults: list[Fault] = []
    reads: dict[str, list[_Read]] = {}
    for path in files(folder):
        for found in sheets(path, path.relative_to(folder).as_posix()):
            if isinstance(found, Fault):
                faults.append(found)
            else:
                reads.setdefault(found.table.name, []).append(_typed(found))
    frames: dict[str, pd.DataFrame] = {}
    for name in sorted(reads):
        frame = _joined(reads[name])
        if name in BALLOT_TABLES and (secret := list(_ballots(contracts.contract(name), reads[name], frame))):
            faults.extend(secret)
            continue
        frames[name] = frame
        faults.extend(fault for read in reads[name] for fault in read.faults)
    changes = [change for name in frames for read in reads[name] for change in read.normalised]
    normalised = pd.DataFrame(changes, columns=list(_NORMALISED)).astype(_NORMALISED)
    in_order = normalised.sort_values(["table", "file", "sheet", "row"], kind="stable", ignore_index=True)
    return Incoming(frames, tuple(faults), in_order, _log(frames, reads))


# --- one sheet ---------------------------------------------------------------------------------------------


def _typed(sheet: Sheet) -> _Read:
    """A sheet's rows by its contract, blank rows left out, and everything that is wrong with its cells."""
    table, grid = sheet.table, sheet.grid
    top = heading_row(sheet)
    if top is None:
        came = "找不到表头" if len(grid) else "空文件"
        titles = "、".join(each.title for each in table.columns)
        fault = _fault(sheet, came, f"表头：{titles}", "补上表头，每列一个名称")
        return _Read(sheet.file, table.empty(), [fault], [], Sent(), 0)
    layout = _layout(sheet, top)
    rows = grid.iloc[top + 1 :]
    numbers = rows.index.to_numpy() + 1
    held = {
        column.name: converted(rows[layout.positions[column.name]], column)
        for column in table.columns
        if column.name in layout.positions
    }
    faults, unread, normalised = list(layout.faults), set(layout.unread), []
    is_blank = np.ones(len(rows), dtype=bool)
    for name, taken in held.items():
        heading = layout.headings[sheet.file, sheet.name, name]
        is_blank &= taken.is_blank
        is_blank[[position for position, _, _ in taken.faulty]] = False
        for position, cell, why in taken.faulty:
            faults.append(_cell_fault(sheet, int(numbers[position]), heading, table.column(name), cell, why))
            unread.add((sheet.file, sheet.name, int(numbers[position]), name))
        normalised.extend(_changes(sheet, numbers, heading, taken.changed))
    values = {
        column.name: held[column.name].values if column.name in held else without_values(column, len(rows))
        for column in table.columns
    }
    frame = pd.DataFrame(values)
    unanswered = ~is_blank & _is_unanswered(frame, table.prefilled, held)
    place = (table.name, sheet.file, sheet.name or None)
    normalised += [(*place, int(row), WHOLE_ROW, "只有预填的内容", UNANSWERED) for row in numbers[unanswered]]
    is_blank |= unanswered
    frame = frame.loc[~is_blank].reset_index(drop=True)
    frame["file"] = _constant(sheet.file, len(frame))
    frame["sheet"] = _constant(sheet.name or None, len(frame))
    frame["row"] = pd.array(numbers[~is_blank], dtype="Int64")
    faults.sort(key=lambda fault: fault.row or 0)
    return _Read(sheet.file, frame, faults, normalised, Sent(layout.headings, frozenset(unread)), layout.n_foreign)


def _is_unanswered(frame: pd.DataFrame, prefilled: tuple[str, ...], held: dict[str, Converted]) -> np.ndarray:
    """Rows of a form that nobody answered: all that the form asks for is blank, and nothing is wrong with the rest."""
    if not prefilled:
        return np.zeros(len(frame), dtype=bool)
    asked = [frame[name].isna().to_numpy() for name in frame.columns if name not in prefilled]
    is_blank: np.ndarray = np.logical_and.reduce(asked)
    is_blank[[position for taken in held.values() for position, _, _ in taken.faulty]] = False
    return is_blank


class _Layout(NamedTuple):
    """Which sheet column holds which contract column."""

    positions: dict[str, int]
    headings: dict[tuple[str, str, str], str]
    faults: list[Fault]
    unread: set[tuple[str, str, int, str]]
    n_foreign: int


def _layout(sheet: Sheet, top: int) -> _Layout:
    known, n_foreign = known_headings(sheet.table), 0
    layout = _Layout({}, {}, [], set(), 0)
    for position, cell in enumerate(sheet.grid.iloc[top]):
        heading, name = shortened(as_came(cell).strip()), known.get(as_heading(cell))
        if name in layout.positions:
            fault = _fault(sheet, f"表头“{heading}”重复", "每列只出现一次", "删去重复的一列")
        elif name:
            layout.positions[name] = position
            layout.headings[sheet.file, sheet.name, name] = heading
            continue
        elif not heading and (sheet.grid.iloc[top + 1 :, position] == "").all():
            continue
        else:
            n_foreign += 1
            if as_heading(cell) in _RUNNING_NUMBERS or heading.startswith(BESIDE):
                continue
            titles = "、".join(column.title for column in sheet.table.columns)
            shown = f"多出的列“{heading}”" if heading else f"第 {position + 1} 列没有表头"
            fault = _fault(sheet, shown, f"只有这些列：{titles}", "改正表头，或删去该列")
        layout.faults.append(fault._replace(row=top + 1, column=heading))
    for column in sheet.table.columns:
        if column.name not in layout.positions:
            layout.unread.add((sheet.file, sheet.name, 0, column.name))
            fault = _fault(sheet, f"缺少列“{column.title}”", f"该列，填写{column.due}", "补上该列；没有内容的留空格子")
            layout.faults.append(fault._replace(clause=column.clause, row=top + 1))
    return layout._replace(n_foreign=n_foreign)


def _constant(text: str | None, n: int) -> Any:
    return pd.array([text], dtype="string").take(np.zeros(n, dtype=np.intp))


def _changes(sheet: Sheet, numbers: np.ndarray, heading: str, changed: list[tuple[int, Any, str]]) -> list[_Change]:
    place = (sheet.table.name, sheet.file, sheet.name or None)
    return [(*place, int(numbers[position]), heading, as_came(cell), taken) for position, cell, taken in changed]


def _fault(sheet: Sheet, came: str, due: str, fix: str) -> Fault:
    return Fault(sheet.table.title, came, due, sheet.table.clause, fix, sheet.file, sheet.name, is_own=True)


def _cell_fault(sheet: Sheet, row: int, heading: str, column: Column, cell: Any, why: str) -> Fault:
    shown = shortened(as_came(cell))
    came = f"“{shown}”（{why}）" if why else f"“{shown}”"
    fault = _fault(sheet, came, column.due, column.fix)
    return fault._replace(clause=column.clause, row=row, column=heading, severity=column.severity)


# --- one table ---------------------------------------------------------------------------------------------


def _joined(found: list[_Read]) -> pd.DataFrame:
    frame = found[0].frame if len(found) == 1 else pd.concat([read.frame for read in found], ignore_index=True)
    headings = {place: heading for read in found for place, heading in read.sent.headings.items()}
    frame.attrs = {"sent": Sent(headings, frozenset().union(*(read.sent.unread for read in found)))}
    return frame


def _ballots(table: Contract, found: list[_Read], frame: pd.DataFrame) -> Iterator[Fault]:
    """Files that look as if they held a row per ballot; no cell or heading of theirs is repeated."""
    due = "只有票数：每个奖项、每一轮、每家组织各一行，没有成员、编号、时间等列"
    refusal = Fault(table.title, "", due, "五(五)", _NO_BALLOTS, is_own=True)
    for read in found:
        if read.n_foreign:
            yield refusal._replace(file=read.file, came=f"多出 {read.n_foreign} 列（内容不予显示）")
    again = frame[frame.duplicated(list(table.key))]
    for file, row in zip(again["file"], again["row"], strict=True):
        yield refusal._replace(file=file, row=int(row), came="同一轮次重复登记，像是逐票记录（内容不予显示）")


def is_of_ballots(fault: Fault) -> bool:
    """Whether a file was refused as one that tells who voted how: nothing of it may be copied anywhere."""
    return fault.fix == _NO_BALLOTS


def _log(frames: dict[str, pd.DataFrame], reads: dict[str, list[_Read]]) -> pd.DataFrame:
    rows = [(name, len({read.file for read in reads[name]}), len(frame)) for name, frame in frames.items()]
    log = pd.DataFrame(rows, columns=["table", "n_files", "n_rows"])
    return log.astype({"table": "string", "n_files": "Int64", "n_rows": "Int64"})
