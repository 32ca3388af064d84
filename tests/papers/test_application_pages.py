"""One page an application: linked from the year's page, found there by a search that asks nobody."""

import re

import pytest

from yiwu_award.papers import application_pages, reports
from yiwu_award.stages.result import StageResult
from yiwu_award.year import Outcome

LINK = re.compile(r'href="([^"#]+)"')


@pytest.fixture(scope="module")
def year(sample):
    return sample(2024)


@pytest.fixture(scope="module")
def folder(year, tmp_path_factory):
    """The year's page and those of its applications, as a run lays them down."""
    place = tmp_path_factory.mktemp("year")
    (place / "applications").mkdir()
    outcomes = year.outcomes()
    for path, html in reports.pages_of_applications(year, outcomes):
        (place / path).write_text(html, encoding="utf-8")
    (place / "index.html").write_text(reports.index_page(year, outcomes), encoding="utf-8")
    return place


def test_every_application_has_a_page_that_the_years_page_links_to(year, folder):
    """And no page stands alone."""
    made = {path.name for path in (folder / "applications").iterdir()}
    assert made == {f"{application}.html" for application in year.application_ids}
    linked = set(LINK.findall((folder / "index.html").read_text(encoding="utf-8")))
    assert {f"applications/{name}" for name in made} <= linked


def test_links_of_a_page_lead_out_of_its_folder(year, folder):
    """To the year, to the stages, to the neighbours."""
    stages = {f"../{outcome.stage.notebook}.html" for outcome in year.outcomes().values()}
    beside = {"A2401": {"A2402.html"}, "A2402": {"A2401.html", "A2403.html"}, "A2444": {"A2443.html"}}
    for name, neighbours in beside.items():
        links = set(LINK.findall((folder / "applications" / f"{name}.html").read_text(encoding="utf-8")))
        assert links == stages | {"../index.html"} | neighbours


def test_a_page_tells_all_of_it_and_loads_nothing(folder):
    """Conclusion, what would change it, course, each part; confidential and fictional."""
    text = (folder / "applications" / "A2430.html").read_text(encoding="utf-8")
    for due in ("内部资料", "虚构示例", "资格不符合", "怎样才会不同", "经过", "逐条结论", "inspections.csv 第 23 行"):
        assert due in text
    for forbidden in ("<script", "http://", "https://", "@import", "url(", "None", "not_met"):
        assert forbidden not in text


def test_the_counts_of_a_vote_are_marked_internal(folder):
    """The only line with counts begins so."""
    text = (folder / "applications" / "A2404.html").read_text(encoding="utf-8")
    (line,) = [line for line in text.splitlines() if "赞成" in line]
    assert line.startswith("<p>〔内部，不得外传〕")


def test_names_are_text_never_markup(year):
    """A name that holds markup is shown as it was written."""
    outcomes = dict(year.outcomes())
    tables = dict(outcomes["eligibility"].result.tables)
    names = tables["eligibility"]["org_name"]
    tables["eligibility"] = tables["eligibility"].assign(org_name=names.mask(names.index == 0, "<b>甲</b>"))
    outcomes["eligibility"] = Outcome(outcomes["eligibility"].stage, StageResult(tables))
    assert "&lt;b&gt;甲&lt;/b&gt;" in reports.index_page(year, outcomes)
    path, html = next(reports.pages_of_applications(year, outcomes))
    assert path == "applications/A2401.html"
    assert "<h1>&lt;b&gt;甲&lt;/b&gt;</h1>" in html


def test_before_there_are_verdicts_there_are_no_pages(sample):
    """And the year's page says why."""
    early = sample(2024, "2024-06-20")
    assert list(reports.pages_of_applications(early, early.outcomes())) == []
    assert "资格审查尚无结论" in reports.index_page(early, early.outcomes())


def test_too_many_applications_get_no_pages_and_a_way_to_ask(year, monkeypatch):
    """The command tells any one of them."""
    monkeypatch.setattr(application_pages, "MOST", 43)
    assert list(reports.pages_of_applications(year, year.outcomes())) == []
    assert "yiwu-award explain 2024" in reports.index_page(year, year.outcomes())


@pytest.mark.browser
def test_the_search_finds_by_number_name_clause_and_standing(browser, folder):
    """In Chromium, from the file itself: words in any order, full width or half."""
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "index.html").as_uri())
    box, rows = page.get_by_role("searchbox"), page.locator("#list tbody tr:visible")
    assert rows.count() == 44
    for words, found in (("a2430", 1), ("食品", 1), ("三（八）", 5), ("创新奖 获奖", 1), ("没有这样的", 0), ("", 44)):
        box.fill(words)
        assert rows.count() == found, words
    box.fill("A2430")
    assert page.get_by_role("status").text_content() == "1 家"
    page.get_by_role("link", name="A2430").click()
    assert page.locator("h1").text_content() == "义乌市幻检食品有限公司"
    page.close()
    assert all(url.startswith("file://") for url in asked)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_sticks_out(browser, folder, width):
    """A refused, a placed and an elected one, and the year's page."""
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 800})
    for name in ("applications/A2430.html", "applications/A2414.html", "applications/A2401.html", "index.html"):
        page.goto((folder / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert [each["id"] for each in Axe().run(page).response["violations"]] == [], name
    page.close()
