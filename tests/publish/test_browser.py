"""The site in a real browser: nothing from outside, no fault for assistive technology, search in Chinese."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
KINDS_OF_PAGE = ("index.html", "2025/notice.html", "register.html", "rules/c3.html")
ALL_PAGES = (
    *KINDS_OF_PAGE, "2025/index.html", "2025/call.html", "2025/award.html", "2023/award.html", "2025/rules.html",
    "procedure.html", "honour.html", "objections.html", "data.html", "accessibility.html", "rules/index.html",
    "404.html",
)  # fmt: skip
MATERIAL_SCHEMES = {"light": "default", "dark": "slate"}
WIDTHS = {"phone": (390, 844), "desktop": (1280, 800)}


@pytest.fixture
def page(browser: Browser) -> Page:
    context = browser.new_context()
    yield context.new_page()
    context.close()


def test_pages_ask_nobody_else_and_log_no_error(page: Page, address: str) -> None:
    faults = []
    page.on("request", lambda request: request.url.startswith((address, "data:")) or faults.append(request.url))
    page.on("console", lambda message: message.type in ("error", "warning") and faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    for name in ALL_PAGES:
        page.goto(address + name)
        assert page.locator("html").get_attribute("lang") == "zh-CN"
        assert page.locator("h1").count() == 1, name
        assert page.get_by_text("虚构示例", exact=True).is_visible(), name
    assert faults == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", WIDTHS)
def test_axe_finds_nothing(browser: Browser, address: str, device: str, scheme: str) -> None:
    width, height = WIDTHS[device]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
    page = context.new_page()
    found = {}
    for name in KINDS_OF_PAGE:
        page.goto(address + name)
        assert page.locator("body").get_attribute("data-md-color-scheme") == MATERIAL_SCHEMES[scheme]
        results = Axe().run(page).response
        assert len(results["passes"]) > 20, "axe did not look at the page"
        for violation in results["violations"]:
            found[name, violation["id"]] = [node["html"][:120] for node in violation["nodes"]]
    context.close()
    assert found == {}


@pytest.mark.parametrize(("query", "expected"), [
    ("初选", "2025年度初选授奖组织公示"),  # from the middle of a title
    ("2025年", "2025年度"),
    ("义乌", "初选授奖组织公示"),
    ("纳税信用", "三(五)1 纳税信用"),
    ("三(五)1", "三、申报条件"),
    ("9号", "获奖组织名册"),
])  # fmt: skip
def test_search_finds_chinese_words(page: Page, address: str, query: str, expected: str) -> None:
    assert expected in "".join(_search(page, address, query)).replace("\u200b", "")


def test_search_for_a_word_that_is_nowhere_finds_nothing(page: Page, address: str) -> None:
    assert _search(page, address, "饕餮") == []


def test_a_hostile_name_in_a_search_result_is_text(page: Page, address: str) -> None:
    found = "".join(_search(page, address, "甲厂"))
    assert "<script>" in found
    assert page.title() != "hit"


def test_nothing_is_wider_than_a_small_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    wide = []
    for name in ALL_PAGES:
        page.goto(address + name)
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(name)
    context.close()
    assert wide == []


def test_pages_read_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "index.html")
    page.get_by_role("link", name="查看公示全文").click()
    assert page.get_by_role("heading", name="关于2025年度义乌市政府质量奖初选授奖组织名单的公示").is_visible()
    context.close()


def test_the_notice_prints_alone_on_a4(page: Page, address: str) -> None:
    page.goto(address + "2025/notice.html")
    page.emulate_media(media="print")
    assert page.locator("article.sheet").is_visible()
    hidden = (".site-menu", ".site-footer", ".year-menu", ".md-header")
    assert [part for part in hidden if page.locator(part).first.is_visible()] == []
    assert page.get_by_role("heading", name="公示要素").is_hidden()
    assert page.get_by_text("虚构示例", exact=True).is_visible()


def _search(page: Page, address: str, query: str) -> list[str]:
    """Texts of the results; Material listens to keys, so one is sent after the filling."""
    page.goto(address + "index.html")
    box = page.locator(".md-search__input")
    box.click()
    box.fill(query)
    box.press("End")
    meta = page.locator(".md-search-result__meta")
    page.wait_for_function("el => /结果/.test(el.textContent)", arg=meta.element_handle())
    return page.locator(".md-search-result__item").all_inner_texts()
