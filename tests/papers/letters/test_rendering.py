"""A template that cannot be filled in is told in Chinese by file and field; odd names stand as they were written."""

import io
import shutil

import pytest
from docx import Document

from tests.word_templates.build import TEMPLATES, as_bytes
from yiwu_award.errors import Refused
from yiwu_award.papers.letters.rendering import render
from yiwu_award.papers.letters.wording import clause_name, edition_parts, money, official, plain
from yiwu_award.places import project_file

LONG = "义乌市" + "昇堃喆" * 25 + "公司"  # 80 characters
ODD = "甲 & 乙 <丙> {{ 丁 }} {% if %} 有限公司"
CERTIFICATE = {
    "mark": "", "org_name": ODD, "award_year": 2024, "award": "义乌市政府质量奖",
    "signatory": "义乌市人民政府", "signed_on": "2024年12月16日",
}  # fmt: skip


@pytest.fixture
def own(tmp_path):
    """A function: an office's own template of the certificate, with one more line."""

    def put(line):
        (tmp_path / "templates").mkdir()
        paper = Document(project_file("reports/templates/证书.docx"))
        paper.add_paragraph(line)
        paper.save(tmp_path / "templates" / "证书.docx")
        return tmp_path

    return put


def paragraphs(made):
    return [paragraph.text for paragraph in Document(io.BytesIO(made)).paragraphs if paragraph.text]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_stored_templates_are_what_the_builder_writes(name):
    """So that a reviewer can read how each came about; the office changes its own copy."""
    assert project_file(f"reports/templates/{name}.docx").read_bytes() == as_bytes(TEMPLATES[name]())


def test_an_offices_own_template_comes_first(own):
    made = render("证书", CERTIFICATE, own("编号由{{ signatory }}另定"))
    assert "编号由义乌市人民政府另定" in paragraphs(made)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("{{ 名称 }}和{{ phone }}", ["证书.docx", "phone、名称", "award、award_year、mark", "没有写出任何文书"]),
        ("{{ award.name }}", ["证书.docx", "name"]),
        ("{% if award %}", ["证书.docx", "标记写法不对"]),
    ],
)
def test_a_template_that_asks_for_what_there_is_not_is_refused_by_name(line, told, own):
    """All unknown fields at once, what there is, and that nothing was written."""
    with pytest.raises(Refused) as stop:
        render("证书", CERTIFICATE, own(line))
    assert [text for text in told if text not in str(stop.value)] == []


def test_what_is_no_word_file_is_refused(tmp_path):
    (tmp_path / "templates").mkdir()
    shutil.copy(project_file("mkdocs.yml"), tmp_path / "templates" / "证书.docx")
    with pytest.raises(Refused, match=r"证书\.docx 不是 Word 文件"):
        render("证书", CERTIFICATE, tmp_path)


@pytest.mark.parametrize("name", [ODD, LONG], ids=["signs and braces", "80 characters"])
def test_a_name_stands_as_it_was_written(name, tmp_path):
    assert f"{name}：" in paragraphs(render("证书", CERTIFICATE | {"org_name": name}, tmp_path))


def test_a_signature_keeps_one_axis_within_the_text_area(tmp_path):
    """GB/T 9704: the day four characters (64 pt) from the edge, the name centred over it; a long name moves both in."""
    for name, width in (("义乌市人民政府", 112), ("义乌市政府质量奖评审委员会办公室（虚构）", 320)):
        made = Document(io.BytesIO(render("证书", CERTIFICATE | {"signatory": name}, tmp_path)))
        indents = {each.style.name: each.paragraph_format.right_indent for each in made.paragraphs}
        day_width = 48 + 8 * 8  # three characters and eight digits
        of_name, of_day = indents["署名"].pt, indents["成文日期"].pt
        assert of_name + width / 2 == pytest.approx(of_day + day_width / 2, abs=0.1)
        assert of_day >= 64
        assert of_name >= 0


def test_words_of_the_tables_are_written_as_in_a_document():
    assert official("至 2024-05-31 近 3 年；2022Q2 A、2024-06-01 收到") == (
        "至2024年5月31日近3年；2022年第2季度A、2024年6月1日收到"
    )
    assert plain("一\x0b二\n三") == "一 二 三"
    assert clause_name("三(五)2b") == "三（五）2b"
    assert (money(1_000_000), money(305_000)) == ("100万元", "305,000元")
    assert edition_parts("第十届义乌市政府质量奖") == ("第十届", "义乌市政府质量奖")
    assert edition_parts("质量奖") == ("", "质量奖")
