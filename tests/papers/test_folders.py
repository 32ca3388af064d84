"""The folders of a year, built once: each hands over alone, holds what its reader may have, and works on a phone."""

import csv
import re
from itertools import pairwise
from urllib.parse import unquote

import nbformat
import pytest
from hypothesis import settings

from yiwu_award.outcome import Outcome
from yiwu_award.papers import reports, sheets
from yiwu_award.places import project_file
from yiwu_award.stages.result import StageResult

LINK, ID = re.compile(r'href="([^"]+)"'), re.compile(r' id="([^"]+)"')
P1, P2 = ("A2401", "A2408", "A2410", "A2415", "A2422"), ("A2403", "A2404", "A2406", "A2412", "A2424")


@pytest.fixture(scope="module")
def year(sample):
    return sample(2024)


@pytest.fixture(scope="module")
def pages(year):
    """Path and HTML of every page of the closed year, from the notebooks as they are stored."""
    outcomes = year.outcomes()
    stored = {
        name: nbformat.read(project_file(f"notebooks/{outcome.stage.notebook}.ipynb"), as_version=4)
        for name, outcome in outcomes.items()
    }
    return dict([*reports.pages(year, outcomes), *reports.stage_pages(year, outcomes, stored.__getitem__)])


@pytest.fixture(scope="module")
def folder(pages, tmp_path_factory):
    """The same as files, for the browser."""
    place = tmp_path_factory.mktemp("year")
    for path, html in pages.items():
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_text(html, encoding="utf-8")
    return place


def rows(table):
    with (project_file("data_contracts/sample/2024") / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def texts(pages, folder):
    return {path: html for path, html in pages.items() if path.startswith(f"{folder}/")}


def test_one_folder_each_and_a_first_page(pages):
    """Office, committee, supervision, and every assessor who judges anything."""
    folders = {path.partition("/")[0] for path in pages}
    assessors = {f"panel-{row['panel']}-{row['assessor_id']}" for row in rows("panels")}
    assert folders == {"index.html", "office", "committee", "supervision"} | assessors
    for folder in folders - {"index.html"}:
        assert f'href="{folder}/index.html"' in pages["index.html"]


def test_no_link_leaves_a_folder_and_every_link_arrives(pages):
    """Page and place on it; only the first page of the year leads into folders and to the tables beside them."""
    ids = {path: set(map(unquote, ID.findall(html))) for path, html in pages.items()}
    for path, html in pages.items():
        folder = path.rpartition("/")[0]
        top = path.partition("/")[0]
        for href in set(LINK.findall(html)):
            target, _, place = href.partition("#")
            arrives = f"{folder}/{target}" if target else path
            while "/../" in arrives:
                arrives = re.sub(r"[^/]+/\.\./", "", arrives, count=1)
            if path == "index.html":
                arrives = arrives.removeprefix("/")
                assert arrives in pages or arrives.startswith(("tables/", "notebooks/")), href
                continue
            assert arrives.startswith(f"{top}/"), (path, href)
            assert arrives in pages, (path, href)
            assert not place or unquote(place) in ids[arrives], (path, href)


def test_every_page_says_what_it_is_for_whom_and_loads_nothing(pages):
    """Confidential, the reader, year, day, fictional; no address but the fictional office's, one script of our own."""
    for path, html in pages.items():
        for due in ('lang="zh"', "内部资料", "只供", "虚构示例", "2024 年度", "状态截至 2025-03-31"):
            assert due in html, path
        assert html.count("<script") == html.count("<script>") == 1
        for forbidden in ("src=", "@import", "url(", "None", "<NA>", "nan"):
            found = [line for line in html.splitlines() if forbidden in line and "url(#" not in line]
            assert forbidden == "None" or not [line for line in found if "<code>" not in line], (path, forbidden)
        addresses = re.findall(r"https?://[^\s\"<&]+", html)
        assert {each for each in addresses if "www.w3.org" not in each} <= {"https://award.invalid/"}, path


def test_objectors_are_on_the_inquiry_page_alone(pages):
    """Name, telephone and what was said."""
    for row in rows("objections"):
        for column in ("objector", "objector_contact", "content"):
            assert {path for path, html in pages.items() if row[column] in html} == {"office/inquiry.html"}


def test_persons_and_codes_stay_with_the_office(pages):
    """Contacts, credit codes, names of assessors and of voters, and who employs them, are in no other folder."""
    columns = {
        "applications": ("uscc", "contact_person", "contact_phone", "contact_address"),
        "assessors": ("assessor_name", "employer", "employer_uscc", "qualified_by"),
        "voters": ("voter_name", "employer"),
    }
    values = {row[column] for table, own in columns.items() for row in rows(table) for column in own} - {""}
    assert len(values) > 100
    handed_out = [html for path, html in pages.items() if not path.startswith(("office/", "index"))]
    assert [value for value in values if any(value in html for html in handed_out)] == []


@pytest.mark.parametrize(
    ("folder", "own"),
    [
        ("panel-P1-E01", P1),
        ("panel-P1-E04", ("A2401", "A2408", "A2415", "A2422")),  # holds shares of A2410
        ("panel-P1-E05", P1),  # the relation to A2422 ended more than three years ago
        ("panel-P2-E09", P2),
        ("panel-P3-E13", ("A2414", "A2417", "A2419", "A2427")),
    ],
)
def test_an_assessor_finds_his_organisations_and_no_others(pages, folder, own):
    """Neither number nor name nor anything written about another, of his own panel or of others'."""
    found = texts(pages, folder)
    assert {path.rpartition("/")[2] for path in found} == {
        "index.html",
        "rules.html",
        *(f"{each}.html" for each in own),
    }
    whole = "\n".join(found.values())
    for row in rows("applications"):
        for value in (row["application_id"], row["org_name"]):
            assert (value in whole) == (row["application_id"] in own), value
    panel = folder.split("-")[1]
    members = {row["assessor_id"] for row in rows("panels") if row["panel"] == panel}
    assert set(re.findall(r"\bE\d\d\b", whole)) == members
    assert set(re.findall(r"\bP\d\b", whole)) == {panel}
    for forbidden in ("名次", "总分", "赞成", "部门得分", "异议人", "票", "审定机构"):
        assert forbidden not in re.sub(r'(?s)<p class="state">.*?</p>', "", found[f"{folder}/index.html"]), forbidden


def test_the_committee_sees_no_votes_no_assessors_and_no_single_scores(pages):
    """Counts go to office and 监督组; who judged is nobody's business."""
    found = texts(pages, "committee")
    assert "是否通过" in found["committee/result.html"]
    for path, html in found.items():
        if not path.endswith("rules.html"):
            assert re.findall(r"\bE\d\d\b|>P\d<|赞成|反对票|弃权|最低打分|最高打分", html) == [], path


def test_supervision_sees_counts_recusals_waivers_and_late_acts(pages):
    """Each on the page of its matter."""
    assert "赞成票" in pages["supervision/vote.html"]
    recusals = pages["supervision/recusals.html"]
    assert re.search(r"E04</td>.*?A2410.*?持股.*?>回避</td>", recusals, re.DOTALL)
    assert re.search(r"E05</td>.*?A2422.*?>关系结束已久，不须回避</td>", recusals, re.DOTALL)
    assert "经虚评委〔2024〕7号同意不评" in pages["supervision/decisions.html"]
    assert re.search("A2404 现场评审意见.*?2024-09-24.*?2024-09-25", pages["supervision/timeliness.html"], re.DOTALL)
    assert "评审会无故迟到" in pages["supervision/findings.html"]


def test_only_the_office_and_supervision_learn_of_votes(pages):
    """Every other folder is silent on how many were for it."""
    told = {
        path.partition("/")[0] for path, html in pages.items() if "赞成" in html and not path.endswith("rules.html")
    }
    assert told - {"index.html"} == {"office", "supervision"}


def test_a_source_leads_to_its_row(pages):
    """From the verdict on A2430 to the twenty-third row of what 市市场监管局 sent."""
    assert 'href="../sources/inspections.html#inspections.csv-23"' in pages["office/applications/A2430.html"]
    row = pages["office/sources/inspections.html"].partition('id="inspections.csv-23"')[2].partition("</tr>")[0]
    assert re.search(r'data-label="行"[^>]*>23<', row)
    assert "A2430" in row


def test_every_application_has_its_page_between_its_neighbours(year, pages):
    """Linked from the year's page."""
    made = [path for path in pages if path.startswith("office/applications/")]
    assert made == [f"office/applications/{application}.html" for application in year.application_ids]
    for before, after in pairwise(year.application_ids):
        assert f'rel="next" href="{after}.html"' in pages[f"office/applications/{before}.html"]
        assert f'href="applications/{after}.html"' in pages["office/index.html"]


def test_a_page_tells_the_whole_story_and_marks_counts_internal(pages):
    """Conclusion, what would change it, course, each part; the only line with counts begins so."""
    text = pages["office/applications/A2430.html"]
    for due in ("资格不符合", "怎样才会不同", "经过", "逐条结论", "inspections.csv 第 23"):
        assert due in text
    (line,) = [line for line in pages["office/applications/A2404.html"].splitlines() if "赞成" in line]
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
    monkeypatch.setattr(sheets, "MOST", 43)
    assert list(reports.pages_of_applications(year, year.outcomes())) == []
    assert "yiwu-award explain 2024" in reports.index_page(year, year.outcomes())


@pytest.mark.browser
def test_the_search_finds_by_number_name_clause_and_standing(browser, folder):
    """In Chromium, from the file itself: words in any order, full width or half."""
    page = browser.new_page()
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "office/index.html").as_uri())
    box, found = page.get_by_role("searchbox").last, page.locator("#list tbody tr:visible")
    assert found.count() == 44
    for words, n in (("a2430", 1), ("食品", 1), ("三（八）", 5), ("创新奖 获奖", 1), ("没有这样的", 0), ("", 44)):
        box.fill(words)
        assert found.count() == n, words
    box.fill("A2430")
    assert page.get_by_role("status").last.text_content() == "1 / 44 行"
    page.get_by_role("link", name="A2430").click()
    assert page.locator("h1").text_content() == "义乌市幻检食品有限公司"
    page.close()
    assert all(url.startswith("file://") for url in asked)


@pytest.mark.browser
def test_a_table_sorts_by_the_keyboard_and_back(browser, folder):
    """Up, down, as it came; numbers by value; the order is told to a screen reader."""
    page = browser.new_page()
    page.goto((folder / "committee/scores.html").as_uri())
    table = page.locator("table").first
    heading = table.locator("th", has_text="名次")
    places = table.locator("td[data-label=名次]")
    came = places.all_text_contents()
    for order, key in (("ascending", int), ("descending", lambda place: -int(place)), ("none", None)):
        heading.get_by_role("button").press("Enter")
        assert heading.get_attribute("aria-sort") == order
        assert places.all_text_contents() == (sorted(came, key=key) if key else came)
    page.close()


@pytest.mark.browser
def test_without_the_script_every_row_is_there(browser, folder):
    """A plain table, with no button that does nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((folder / "office/index.html").as_uri())
    assert page.locator("#list tbody tr:visible").count() == 44
    assert page.locator("button, input").count() == 0
    context.close()


SEEN = (
    "index.html", "office/index.html", "office/3_document_review.html", "office/applications/A2430.html",
    "committee/scores.html", "supervision/recusals.html", "panel-P1-E04/A2401.html",
)  # fmt: skip


@pytest.mark.browser
def test_axe_finds_nothing_and_nothing_sticks_out(browser, folder):
    """A page of each kind and audience; on a desktop axe looks at half of them, in ``thorough`` at all."""
    from axe_playwright_python.sync_playwright import Axe

    is_quick = settings.get_current_profile_name() == "tests"
    page = browser.new_page()
    for number, name in enumerate(SEEN):
        page.goto((folder / name).as_uri())
        for width in (390, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            if width == 390 or number % 2 == 0 or not is_quick:
                assert [each["id"] for each in Axe().run(page).response["violations"]] == [], (name, width)
    page.close()


@pytest.mark.browser
def test_nothing_is_cut_on_paper(browser, folder):
    """A4 upright less its margins is 178 mm, 672 of the browser's points: no table is wider."""
    page = browser.new_page(viewport={"width": 672, "height": 900})
    page.emulate_media(media="print")
    for name in (*SEEN, "office/2_eligibility.html", "office/5_onsite_review.html", "supervision/vote.html"):
        page.goto((folder / name).as_uri())
        widths = page.locator("table, svg, pre").evaluate_all(
            "all => all.map(each => each.getBoundingClientRect().right)"
        )
        assert max([0, *widths]) <= 672, name
    page.close()


def test_a_panel_that_was_given_an_application_too_early_has_no_page_of_it_yet(year):
    """Given out in the tables already; received only after the day of the state."""
    known = year.tables["applications"].loc[lambda rows: rows["application_id"] != "A2401"]
    early = year.supposing("早", year.law, {**year.tables, "applications": known})
    made = dict(reports.pages(early, {name: early.outcome(name) for name in ("call", "intake")}))
    assert "panel-P1-E01/A2408.html" in made
    assert not [path for path in made if path.endswith("/A2401.html")]
