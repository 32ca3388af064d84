"""Which papers went out, when and how, and which still wait for it: a list for the office."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import NamedTuple

from yiwu_award.papers.letters import Letters
from yiwu_award.papers.letters.kinds import Desk, Paper, kind
from yiwu_award.tables.office_files import same_bytes
from yiwu_award.tables.workbooks import put

LIST = "文书清单.xlsx"
_NOT_MADE = "未制作"
_HEADINGS = (("文书", 24), ("依据", 10), ("发给", 36), ("申报编号", 12), ("文件", 46), ("状态", 10), ("日期", 14),
             ("方式", 14), ("说明", 60))  # fmt: skip
_PUBLISHED_AS = {"call_for_media": "call", "notice": "notice", "commendation": "commendation"}


class Row(NamedTuple):
    """One line of the list; days in ISO, so that the column sorts."""

    title: str
    clause: str
    recipient: str
    application_id: str
    file: str
    state: str
    day: str = ""
    how: str = ""
    note: str = ""


def rows(due: Letters) -> Iterator[Row]:
    """Each paper with what became of it, then each kind of which there is none, with the reason."""
    for paper in due.papers:
        state, day, how = _state(due.desk, paper)
        yield Row(
            paper.kind.title, paper.kind.clause, paper.recipient, paper.application_id, paper.file, state, day, how
        )
    for each, why in due.left_out.items():
        yield Row(each.title, each.clause, "", "", "", _NOT_MADE, note=why)


def strays(due: Letters) -> list[str]:
    """What 文书发送 records as sent although the year has no such paper, in words."""
    known = {(paper.kind.name, paper.application_id) for paper in due.papers}
    table = due.desk.year.tables["sent_papers"]
    recorded = zip(table["paper"], table["application_id"].fillna(""), strict=True)
    return [
        f"{kind(name).title}{f'（{application}）' if application else ''}"
        for name, application in dict.fromkeys(recorded)
        if (name, application) not in known
    ]


def as_workbook(due: Letters) -> bytes:
    """The list as a workbook, the same bytes each time."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet = book.active
    sheet.title = "文书清单"
    for number, line in enumerate([tuple(name for name, _ in _HEADINGS), *rows(due)], 1):
        for position, text in enumerate(line, 1):
            cell = sheet.cell(row=number, column=position)
            put(cell, text)
            cell.font = Font(bold=number == 1)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for position, (_, width) in enumerate(_HEADINGS, 1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    made = io.BytesIO()
    book.save(made)
    return same_bytes(made.getvalue())


def _state(desk: Desk, paper: Paper) -> tuple[str, str, str]:
    """State, day and way of one paper."""
    if paper.kind.goes_out == "used":
        return "会议使用", "", ""
    if paper.kind.goes_out == "published":
        return _published(desk, paper)
    sent = desk.sent(paper.kind.name, paper.application_id)
    return ("已发送", sent[0].isoformat(), sent[1]) if sent else ("未发送", "", "")


def _published(desk: Desk, paper: Paper) -> tuple[str, str, str]:
    if paper.kind.name == "revocation":
        day, where = paper.content["announced_on"], paper.content["announced_in"]
        return ("已发布", day, where) if day else ("未发布", "", "")
    table = desk.year.tables["publications"]
    rows = table[table["kind"] == _PUBLISHED_AS[paper.kind.name]].sort_values(["published_on", "medium"])
    if rows.empty:
        return "未发布", "", ""
    return "已发布", f"{rows['published_on'].iloc[0]:%Y-%m-%d}", "、".join(dict.fromkeys(rows["medium"]))
