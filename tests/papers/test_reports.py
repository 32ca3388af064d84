"""Pages for insiders: tables that fit a phone, what is open, how many are left."""

import pytest

from yiwu_award.errors import OpenPoint
from yiwu_award.outcome import Outcome
from yiwu_award.papers.readable import readable
from yiwu_award.papers.reports import index_page
from yiwu_award.stages.result import StageResult
from yiwu_award.tables.shown import Shown


@pytest.fixture
def year(sample):
    return sample(2024)


def table(**columns):
    return readable(Shown(columns).to_html(index=False, border=0))


def test_every_cell_carries_its_heading():
    """A phone shows one card a row; the label stands beside the value."""
    html = table(申报编号=["A2401"], 名次=["1"])
    assert '<td data-label="申报编号" class="short">A2401</td>' in html
    assert '<td data-label="名次" class="number">1</td>' in html


def test_numbers_align_right_and_long_texts_get_room():
    """A column is a number only if every entry is one; gaps don't count."""
    html = table(
        得分=["704.50", "", "1,000"], 编号=["1", "A", ""], 事实=["登记于义乌，自二〇〇三年起一直正常经营", "", ""]
    )
    assert html.count('class="number"') == 4
    assert html.count('class="long"') == 3
    assert html.count('data-label="编号" class="short"') == 3


def test_a_long_heading_may_take_two_lines_and_a_short_one_stays_whole():
    html = table(总分=["7"], 去掉后结果改变的评审员=["E01"])
    assert '<th scope="col" class="number">总分</th>' in html
    assert 'folds">去掉后结果改变的评审员</th>' in html


def test_what_came_in_is_text_never_markup():
    """A name that holds markup is shown as it was written."""
    html = table(组织名称=["<b>甲</b> & 乙"])
    assert "&lt;b&gt;甲&lt;/b&gt; &amp; 乙" in html


def test_a_bare_row_number_is_dropped():
    """A plain frame has one; people would read it as data."""
    html = readable(Shown({"行数": [3, 4]}).to_html())
    assert "<th>0</th>" not in html
    assert html.count("<td") == 2


def test_other_html_stays_as_it_is():
    """Only frames are touched."""
    assert readable("<p>没有这样的行。</p>") == "<p>没有这样的行。</p>"


def test_the_years_page_says_what_is_open_and_on_whom(year):
    """Every open point with its stage, clause, person and what to do; markup in it is shown, not obeyed."""
    point = OpenPoint("blocked", "五(一)", "A2401 的 <结论> 待核", "市发改局", "出具意见")
    outcomes = dict(year.outcomes())
    outcomes["eligibility"] = Outcome(outcomes["eligibility"].stage, StageResult(open_points=(point,)))
    html = index_page(year, outcomes)
    for due in (
        "完成 9 个，待决定 1 个",
        "A2401 的 &lt;结论&gt; 待核",
        "五(一)",
        "市发改局",
        "出具意见",
        "2_eligibility.html",
    ):
        assert due in html


def test_the_years_page_counts_who_is_left(year):
    """By award and in all; what isn't settled yet says so instead of 0."""
    outcomes = {name: outcome for name, outcome in year.outcomes().items() if name != "award"}
    html = index_page(year, outcomes)
    assert '合计" class="number">44</td>' in html
    assert '合计" class="number">未定</td>' in html
