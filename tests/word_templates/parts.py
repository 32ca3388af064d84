"""The pieces that the papers share: paragraphs, tables with a row a finding, the signature, an annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.oxml import OxmlElement
from docx.shared import Mm

Lines = Iterable[tuple[str, str]]


def put(paper: Paper, lines: Lines) -> None:
    """Paragraphs as (style, text), which may hold line breaks."""
    for style, text in lines:
        paper.add_paragraph(text, style=style)


def signature(paper: Paper, name: str = "signatory", day: str = "signed_on") -> None:
    """An empty line, who signs, and the day; the program sets both on one axis.

    The last lines of the text go along with them: no page holds a signature alone.
    """
    paper.paragraphs[-1].paragraph_format.keep_with_next = True
    put(paper, [("公文正文", ""), ("署名", f"{{{{ {name} }}}}"), ("成文日期", f"{{{{ {day} }}}}")])
    paper.paragraphs[-3].paragraph_format.keep_with_next = True


def annex(paper: Paper, number: str, title: str) -> None:
    """An annex begins on its own page: its mark on the first line, its title on the third."""
    put(paper, [("附件标识", f"附件{number}"), ("公文正文", ""), ("公文标题", title), ("公文正文", "")])


def table(
    paper: Paper,
    columns: Sequence[tuple[str, str, float]],
    loop: str = "",
    centred: Sequence[int] = (),
    height: float = 0,
    first: str = "表格文字",
) -> None:
    """A ruled table that fills the text area.

    Args:
        paper: where to.
        columns: heading, text of the cell, width in mm; the widths add up to 156.
        loop: what is repeated, e.g. ``each in findings``; the heading comes again on every page.
        centred: numbers of the columns whose cells are centred.
        height: least height of a row in mm.
        first: style of the first column.
    """
    rows = [[text for _, text, _ in columns]]
    if loop:
        rows = [[f"{{%tr for {loop} %}}"], *rows, ["{%tr endfor %}"]]
    made = paper.add_table(rows=1 + len(rows), cols=len(columns), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for number, (heading, _, width) in enumerate(columns):
        made.columns[number].width = Mm(width)
        _fill(made.cell(0, number), heading, "表头", width)
        for place, row in enumerate(rows, 1):
            text = row[number] if number < len(row) else ""
            style = "表格居中" if number in centred else first if number == 0 else "表格文字"
            _fill(made.cell(place, number), text, style, width)
    _heading_again(made.rows[0])
    for row in made.rows:
        _unbroken(row)
        if height:
            row.height = Mm(height)


def facts(paper: Paper, rows: Sequence[tuple[str, str]], height: float = 10) -> None:
    """A table of names and what belongs to them; the least height of a row in mm."""
    made = paper.add_table(rows=len(rows), cols=2, style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, (40, 116), strict=True):
        column.width = Mm(width)
    for place, (name, text) in enumerate(rows):
        made.rows[place].height = Mm(height)
        _fill(made.cell(place, 0), name, "表头", 40)
        _fill(made.cell(place, 1), text, "表格文字", 116)


def _fill(cell, text: str, style: str, width: float) -> None:
    cell.width = Mm(width)
    cell.vertical_alignment = 1
    cell.paragraphs[0].style = style
    cell.paragraphs[0].text = text


def _heading_again(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _unbroken(row) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
