"""Ids and sources in a page become links that stay in its folder."""

from yiwu_award.papers.links import linked
from yiwu_award.tables.evidence import Source

LAW = '<a class="law" href="rules.html#{}">{}</a>'


def test_a_clause_a_part_and_a_reading_lead_to_the_rules():
    """The longest id counts; a chapter's numeral alone is a word like any other."""
    assert linked("<p>依据三(五)1、三(一)a（R-34），七。</p>") == (
        f"<p>依据{LAW.format('c3-5-1', '三(五)1')}、{LAW.format('c3-1a', '三(一)a')}"
        f"（{LAW.format('R-34', 'R-34')}），七。</p>"
    )


def test_what_is_no_id_stays():
    """Nor what is part of a longer one, or written as code, in a plot, or as a link already."""
    for html in (
        "<p>二十三(五)1</p>", "<p>R-340</p>", "<code>三(五)1</code>", "<svg><text>三(五)1</text></svg>",
        '<a href="#x">三(五)<b>1</b></a>', '<td title="三(五)1">1</td>',
    ):  # fmt: skip
        assert linked(html) == html


def test_headings_that_nbconvert_writes_in_numbers_are_read():
    """五(二) as ``&#20116;(&#20108;)``; what must stay escaped does."""
    assert linked("<h2>&#20116;(&#20108;) &lt;&#38;</h2>") == f"<h2>{LAW.format('c5-2', '五(二)')} &lt;&#38;</h2>"


def test_an_application_leads_to_its_page_where_the_folder_has_one():
    """And is plain text where it hasn't."""
    own = {"A2401": "A2401.html"}
    assert linked("<td>A2401</td>", applications=own) == '<td><a href="A2401.html">A2401</a></td>'
    assert linked("<td>A2402、XA2401、A2401-1</td>", applications=own) == "<td>A2402、XA2401、A2401-1</td>"


def test_a_source_leads_to_its_rows():
    """As tables write it and as sentences do, each row by itself, with or without a sheet."""
    told = linked("<td>申报材料｜materials.csv｜第 128、129 行</td>", "../", has_sources=True)
    assert told == (
        '<td><a href="../sources/materials.html#materials.csv-128">申报材料｜materials.csv｜第 128</a>、'
        '<a href="../sources/materials.html#materials.csv-129">129</a> 行</td>'
    )
    sheet = str(Source("登记信息", "登记/登记 信息.xlsx", "数据", (4,)))
    expected = "%E7%99%BB%E8%AE%B0_%E7%99%BB%E8%AE%B0_%E4%BF%A1%E6%81%AF.xlsx-%E6%95%B0%E6%8D%AE-4"
    assert f'href="sources/registrations.html#{expected}"' in linked(f"<dd>{sheet}</dd>", has_sources=True)


def test_a_folder_without_sources_has_no_link_to_them():
    """What supervision reads of a source it reads as words."""
    assert linked("<td>申报材料｜materials.csv｜第 128 行</td>") == "<td>申报材料｜materials.csv｜第 128 行</td>"
