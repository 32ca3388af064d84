"""The templates as GB/T 9704-2012 has them, measured in their own XML; the figures are the standard's."""

import re

import pytest
from docx import Document
from docx.oxml.ns import qn

from tests.word_templates.build import TEMPLATES
from yiwu_award.places import project_file

EACH = pytest.mark.parametrize("name", TEMPLATES)
PAGE = {
    "page_width": 210,
    "page_height": 297,
    "top_margin": 37,
    "bottom_margin": 35,
    "left_margin": 28,
    "right_margin": 26,
}
FONTS = {  # 3号 is 16 pt, 2号 22 pt, 4号 14 pt
    "公文标题": ("方正小标宋简体", 22), "公文正文": ("仿宋_GB2312", 16), "主送机关": ("仿宋_GB2312", 16),
    "一级标题": ("黑体", 16), "二级标题": ("楷体_GB2312", 16), "附件说明": ("仿宋_GB2312", 16),
    "附件标识": ("黑体", 16),
    "署名": ("仿宋_GB2312", 16), "成文日期": ("仿宋_GB2312", 16), "附注": ("仿宋_GB2312", 16), "页码": ("宋体", 14),
}  # fmt: skip
LEVELS = {"一级标题": r"[一二三四五]、", "二级标题": r"（.+）"}


@pytest.fixture(scope="module")
def templates():
    return {name: Document(project_file(f"reports/templates/{name}.docx")) for name in TEMPLATES}


@EACH
def test_page_and_margins(templates, name):
    """A4, 版心 156 mm × 225 mm, each within a millimetre."""
    (section,) = templates[name].sections
    for side, due in PAGE.items():
        assert getattr(section, side).mm == pytest.approx(due, abs=0.5), side


@EACH
def test_fonts_and_sizes(templates, name):
    """Chinese and Latin in the same named font, none embedded."""
    styles = templates[name].styles
    for style, (font, size) in FONTS.items():
        fonts = styles[style].element.rPr.rFonts
        assert {fonts.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi")} == {font}, style
        assert styles[style].font.size.pt == size, style
        assert not styles[style].font.bold
    kinds = {part.content_type for part in templates[name].part.package.iter_parts()}
    assert not [kind for kind in kinds if "obfuscatedFont" in kind]


@EACH
def test_22_lines_a_page_and_28_characters_a_line(templates, name):
    """The pitch fills 225 mm with 22 lines; a line of 156 mm holds 28 characters and not 29."""
    body = templates[name].styles["公文正文"]
    lines = 225 / 25.4 * 72 / body.paragraph_format.line_spacing.pt
    assert 22 <= lines < 22.1
    closer = int(body.element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    characters = 156 / 25.4 * 72 / (16 + closer)
    assert 28 <= characters < 29
    assert body.paragraph_format.first_line_indent.pt == pytest.approx(2 * (16 + closer), abs=0.1)


@EACH
def test_page_numbers(templates, name):
    """— 1 — in 4号 宋体, 7 mm under the text; odd pages right, even pages left, a character from the edge."""
    paper = templates[name]
    (section,) = paper.sections
    assert paper.settings.odd_and_even_pages_header_footer
    for footer, side, alignment in ((section.footer, "right", 2), (section.even_page_footer, "left", 0)):
        (number,) = footer.paragraphs
        assert number.style.name == "页码"
        assert re.fullmatch(r"—  ?—", number.text)
        assert "PAGE" in number._p.xml
        assert number.alignment == alignment
        assert getattr(number.paragraph_format, f"{side}_indent").pt == 14
    height = paper.styles["页码"].paragraph_format.line_spacing.mm
    assert section.bottom_margin.mm - section.footer_distance.mm - height == pytest.approx(7, abs=0.5)


@EACH
def test_title_levels_and_annexes(templates, name):
    """Title centred, levels numbered 一、 and （一）, no mark after an annex's name; an annex on its own page."""
    paper = templates[name]
    for paragraph in paper.paragraphs:
        text, style = paragraph.text, paragraph.style.name
        if style in LEVELS:
            assert re.match(LEVELS[style], text), text
        if style == "附件说明":
            assert text[-1] not in "。；，", text
        assert not re.search(r"^\d、|（\d）、|此页无正文", text), text
    assert paper.styles["公文标题"].paragraph_format.alignment == 1
    assert paper.styles["附件标识"].paragraph_format.page_break_before
    assert "公文标题" in {each.style.name for each in paper.paragraphs} or name == "证书"


@EACH
def test_a_signature_never_stands_alone_and_a_fictional_year_is_marked(templates, name):
    """The last lines of the text go along with name and day; the mark stands on odd and even pages."""
    paper = templates[name]
    styles = [each.style.name for each in paper.paragraphs]
    if "署名" in styles:
        place = styles.index("署名")
        assert styles[place + 1] == "成文日期"
        assert all(each.paragraph_format.keep_with_next for each in paper.paragraphs[place - 2 : place])
        assert paper.styles["署名"].paragraph_format.keep_with_next
    (section,) = paper.sections
    assert [each.paragraphs[0].text for each in (section.header, section.even_page_header)] == ["{{ mark }}"] * 2
