"""The page and the paragraph styles of an official document, measured as GB/T 9704-2012 has them.

Fonts are only named: an office has them, and this project ships none.
"""

from __future__ import annotations

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

SONG, FANGSONG, KAI, HEI, TITLE_SONG = "宋体", "仿宋_GB2312", "楷体_GB2312", "黑体", "方正小标宋简体"
INSTEAD = {FANGSONG: "仿宋", KAI: "楷体", TITLE_SONG: "华文中宋", HEI: "SimHei", SONG: "SimSun"}
TEXT, PITCH = 16, 28.95  # 3号 in points; 22 lines fill the text area of 225 mm
TIGHTER = -0.25  # points between two characters, so that 28 stand in a line of 156 mm
CHARACTER = TEXT + TIGHTER

# name: font, size, alignment, first line in characters, left in characters, line pitch
STYLES = {
    "公文标题": (TITLE_SONG, 22, ALIGN.CENTER, 0, 0, 33),
    "发文字号": (FANGSONG, TEXT, ALIGN.CENTER, 0, 0, PITCH),
    "主送机关": (FANGSONG, TEXT, ALIGN.LEFT, 0, 0, PITCH),
    "公文正文": (FANGSONG, TEXT, ALIGN.LEFT, 2, 0, PITCH),
    "一级标题": (HEI, TEXT, ALIGN.LEFT, 2, 0, PITCH),
    "二级标题": (KAI, TEXT, ALIGN.LEFT, 2, 0, PITCH),
    "附件说明": (FANGSONG, TEXT, ALIGN.LEFT, 0, 2, PITCH),
    "署名": (FANGSONG, TEXT, ALIGN.RIGHT, 0, 0, PITCH),
    "成文日期": (FANGSONG, TEXT, ALIGN.RIGHT, 0, 0, PITCH),
    "附注": (FANGSONG, TEXT, ALIGN.LEFT, 2, 0, PITCH),
    "附件标识": (HEI, TEXT, ALIGN.LEFT, 0, 0, PITCH),
    "表头": (HEI, 12, ALIGN.CENTER, 0, 0, 18),
    "表格文字": (FANGSONG, 12, ALIGN.LEFT, 0, 0, 18),
    "表格居中": (FANGSONG, 12, ALIGN.CENTER, 0, 0, 18),
    "表决名单": (FANGSONG, TEXT, ALIGN.LEFT, 0, 0, PITCH),
    "证书标题": (TITLE_SONG, 48, ALIGN.CENTER, 0, 0, 72),
    "证书正文": (KAI, 22, ALIGN.LEFT, 2, 0, 42),
    "证书奖项": (TITLE_SONG, 28, ALIGN.CENTER, 0, 0, 56),
    "页码": (SONG, 14, ALIGN.LEFT, 0, 0, 16),
    "虚构标记": (HEI, 10.5, ALIGN.CENTER, 0, 0, 14),
}


def blank() -> Paper:
    """A blank paper: A4, margins, line grid, styles, page numbers (odd right, even left), the mark of a fictional year.

    The mark stands in the header as a field of the template: a real year leaves it empty.
    """
    paper = Document()
    _page(paper)
    normal = paper.styles["Normal"]
    _font(normal, FANGSONG, TEXT)
    for name, (font, size, alignment, first, left, pitch) in STYLES.items():
        style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = normal
        _font(style, font, size)
        form = style.paragraph_format
        form.alignment, form.line_spacing, form.space_before, form.space_after = alignment, Pt(pitch), Pt(0), Pt(0)
        form.left_indent = Pt(left * CHARACTER) if left else None
        form.first_line_indent = Pt(first * CHARACTER) if first else None
        if size == TEXT:
            _spacing(style)
    paper.styles["附件标识"].paragraph_format.page_break_before = True
    paper.styles["一级标题"].paragraph_format.keep_with_next = True
    paper.styles["二级标题"].paragraph_format.keep_with_next = True
    paper.styles["署名"].paragraph_format.keep_with_next = True
    _header_and_page_numbers(paper)
    _fonts_instead(paper)
    _without_thumbnail(paper)
    return paper


def _page(paper: Paper) -> None:
    (section,) = paper.sections
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(15)
    section.footer_distance = Mm(35 - 7) - Pt(16)  # the page number stands 7 mm below the text area
    grid = section._sectPr.find(qn("w:docGrid"))
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(round(PITCH * 20)))
    paper.settings.odd_and_even_pages_header_footer = True


def _font(style, name: str, size: float) -> None:
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:eastAsia", "w:cs"):
        fonts.set(qn(script), name)


def _spacing(style) -> None:
    """Characters a little closer: python-docx has no word for it."""
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(round(TIGHTER * 20)))
    properties = style.element.get_or_add_rPr()
    properties.insert_element_before(spacing, "w:w", "w:kern", "w:position", "w:sz")


def _header_and_page_numbers(paper: Paper) -> None:
    (section,) = paper.sections
    for part in (section.header, section.even_page_header):
        part.is_linked_to_previous = False
        part.paragraphs[0].style = paper.styles["虚构标记"]
        part.paragraphs[0].text = "{{ mark }}"
    for part, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        part.is_linked_to_previous = False
        number = part.paragraphs[0]
        number.style = paper.styles["页码"]
        number.alignment = ALIGN.RIGHT if side == "right" else ALIGN.LEFT
        setattr(number.paragraph_format, f"{side}_indent", Pt(14))  # one character from the edge
        number.add_run("— ")
        for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
            number.add_run()._r.append(_field(kind, text))
        number.add_run(" —")


def _field(kind: str, text: str):
    if kind:
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), kind)
    else:
        mark = OxmlElement("w:instrText")
        mark.text = text
        mark.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return mark


def _fonts_instead(paper: Paper) -> None:
    """The fonts that a computer without the named ones takes; none is embedded."""
    (part,) = (part for part in paper.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{other}"/></w:font>' for name, other in INSTEAD.items())
    part._blob = f'<?xml version="1.0" encoding="UTF-8"?><w:fonts {nsdecls("w")}>{fonts}</w:fonts>'.encode()


def _without_thumbnail(paper: Paper) -> None:
    """The library's own blank paper brings a picture of itself."""
    rels = paper.part.package.rels
    for key in [key for key, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[key]
