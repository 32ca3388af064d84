"""One paper of each kind as LibreOffice prints it: whole pages of A4, and no character without a glyph."""

import io
import re
import subprocess
from dataclasses import replace

import pytest
from docx import Document
from fontTools.ttLib import TTFont

from yiwu_award.papers.letters import rendered
from yiwu_award.papers.letters.rendering import render

LONG = "义乌市" + "昇堃喆" * 25 + "公司"
NOWHERE = "\U000f0000"  # of no font: shows that the search for missing glyphs finds one


@pytest.fixture(scope="module")
def pages(due, as_pdf, tmp_path_factory):
    """PDF files by name: the first paper of each kind, a long name, and a sheet with a character of no font."""
    folder = tmp_path_factory.mktemp("papers")
    first = {paper.kind.title: paper for paper in reversed(due.papers)}
    for paper, made in rendered(replace(due, papers=tuple(first.values()))):
        (folder / f"{paper.kind.title}.docx").write_bytes(made)
    named = {"mark": "", "org_name": LONG, "award_year": 2024, "award": "义乌市政府质量奖"}
    signed = {"signatory": "义乌市人民政府", "signed_on": "2024年12月16日"}
    (folder / "长名.docx").write_bytes(render("证书", named | signed, folder))
    sheet = Document(io.BytesIO((folder / "长名.docx").read_bytes()))
    sheet.paragraphs[0].text = NOWHERE
    sheet.save(folder / "缺字.docx")
    made = {path.stem: path for path in as_pdf(folder)}
    assert set(made) == {*first, "长名", "缺字"}
    return made


@pytest.fixture(scope="module")
def characters():
    """A function: every character that a font of this computer has, by the name under which a PDF embeds it."""
    listed = said("fc-list", "--format", "%{postscriptname}|%{index}|%{file}\n").splitlines()
    fonts = {name: (int(index) & 0xFFFF, file) for name, index, file in (line.split("|") for line in listed) if name}
    known = {}

    def of(name):
        if name not in known:
            number, file = fonts[max((each for each in fonts if name.startswith(each)), key=len)]
            with TTFont(file, fontNumber=number if file.endswith(".ttc") else -1, lazy=True) as font:
                known[name] = set(font.getBestCmap())
        return known[name]

    return of


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, encoding="utf-8").stdout


def text(pdf):
    return said("pdftotext", "-layout", pdf, "-")


def without_glyph(pdf, characters):
    """Characters of a PDF that none of its own fonts has: they are printed as an empty box."""
    embedded = [line.split()[0].partition("+")[2] for line in said("pdffonts", pdf).splitlines()[2:]]
    have = set().union(*map(characters, embedded))
    return {sign for sign in text(pdf) if not sign.isspace() and ord(sign) not in have}


def test_no_character_is_printed_without_a_glyph(pages, characters):
    """昇, 堃 and 喆 among them; the search itself finds what no font has."""
    assert {name: without_glyph(pdf, characters) for name, pdf in pages.items()} == {
        name: {NOWHERE} if name == "缺字" else set() for name in pages
    }


def test_every_page_is_a4_and_holds_text(pages):
    """No page with nothing but a signature."""
    for name, pdf in pages.items():
        size = re.search(r"Page size:\s+([\d.]+) x ([\d.]+)", said("pdfinfo", pdf))
        assert [round(float(side) / 72 * 25.4) for side in size.groups()] == [210, 297], name
        for page in text(pdf).rstrip("\f").split("\f"):
            lines = [line for line in page.splitlines() if line.strip()]
            assert len(lines) > 4, (name, page)


def test_what_must_stand_on_one_sheet_does(pages):
    """A ballot paper, a sheet to count on, a certificate even with a name of 80 characters."""
    for name in ("表决票", "计票单", "证书", "长名", "评审结果告知书"):
        assert text(pages[name]).count("\f") == 1, name
    assert LONG in "".join(text(pages["长名"]).split())


def test_the_page_number_stands_on_every_page(pages):
    """Between two dashes, from 1."""
    printed = text(pages["申报通知"]).rstrip("\f").split("\f")
    assert len(printed) > 2
    for number, page in enumerate(printed, 1):
        assert re.search(rf"—\s*{number}\s*—\s*$", page), page
