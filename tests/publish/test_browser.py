"""The site in a real browser, the network closed: nothing from outside, no fault for who listens, search in Chinese.

Each page is loaded once and looked at in both schemes and at several widths: one page of each kind, light on a desktop
and dark on a phone; in ``thorough`` every page, each scheme on each.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from hypothesis import settings
from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser
KINDS_OF_PAGE = (
    "index.html", "2025/index.html", "2025/call.html", "2025/notice.html", "2025/previous-1.html", "2023/award.html",
    "2025/rules.html", "register.html", "corrections.html", "objections.html", "data.html", "receipts.html",
    "procedure.html", "accessibility.html", "rules/index.html", "rules/c6.html", "data/dictionary.html", "404.html",
)  # fmt: skip
MATERIAL_SCHEMES = {"light": "default", "dark": "slate"}
PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
Look = tuple[str, ViewportSize]
LOOKS = (("light", DESKTOP), ("dark", PHONE))
OTHER_LOOKS = (("dark", DESKTOP), ("light", PHONE))
# Sixty tables, all made alike: axe takes ten seconds a look, so that some of them must do; in ``thorough`` all.
LONGEST, SOME = "data/dictionary.html", 6
NARROW = (320, 640)  # a small phone; a desktop at 200 %
TOO_WIDE = """() => [document.documentElement, ...document.querySelectorAll('.table')]
    .some(part => part.scrollWidth > part.clientWidth)"""
AXE_RUN = """n => axe.run(
    n === null ? document : {exclude: [...document.querySelectorAll('.table')].slice(n)}, {resultTypes: ['violations']}
)"""
# Colours glide from one scheme to the other; halfway between them no contrast is right.
AT_ONCE = "*, ::before, ::after { transition: none !important }"
STRUCTURE = """() => ({
    lang: document.documentElement.lang,
    h1: document.querySelectorAll('h1').length,
    uncaptioned: [...document.querySelectorAll('article table')].filter(t => !t.caption?.innerText.trim()).length,
    unheaded: [...document.querySelectorAll('article table')].filter(t => !t.querySelector('th[scope]')).length,
})"""
# The name of what has the focus, and whether that shows: on itself, on the label of a hidden choice, as a cursor.
FOCUSED = """() => {
    const at = document.activeElement, shown = at.matches('.md-option') ? at.nextElementSibling : at;
    const isShown = getComputedStyle(shown).outlineStyle !== 'none' || at.matches('.md-search__input');
    return [at.getAttribute('aria-label') || at.innerText.trim(), isShown];
}"""


class Visit(NamedTuple):
    """What was seen on one page."""

    asked: list[str]
    logged: list[str]
    violations: dict[tuple[str, int, str], list[str]]
    wide: list[int]
    structure: dict[str, Any]
    is_marked: bool


@pytest.fixture(scope="module")
def visits(browser: Browser, address: str, built_site: Path) -> dict[str, Visit]:
    every = tuple(path.relative_to(built_site).as_posix() for path in sorted(built_site.rglob("*.html")))
    is_quick = settings.get_current_profile_name() == "tests"
    names, looks = (KINDS_OF_PAGE, LOOKS) if is_quick else (every, LOOKS + OTHER_LOOKS)
    context = browser.new_context(viewport=DESKTOP)
    seen = _seen(context.new_page(), address, names, looks)
    context.close()
    return seen


def _seen(page: Page, address: str, names: tuple[str, ...], looks: tuple[Look, ...]) -> dict[str, Visit]:
    """Visit pages one after the other; what any of them asks somebody else for is in the visit's log."""
    asked: list[str] = []
    logged: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: message.type in ("error", "warning") and logged.append(message.text))
    page.on("pageerror", lambda error: logged.append(str(error)))
    seen = {}
    for name in names:
        asked.clear()
        logged.clear()
        page.goto(address + name)
        page.add_style_tag(content=AT_ONCE)
        visit = _look(page, looks, SOME if name == LONGEST and looks == LOOKS else None)
        outside = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
        seen[name] = visit._replace(asked=outside, logged=list(logged))
    return seen


def _look(page: Page, looks: tuple[Look, ...], n_tables: int | None = None) -> Visit:
    """Axe looks at the first tables only, if a number is given; the rest of the page is looked at whole."""
    is_marked = page.get_by_text("虚构示例", exact=True).is_visible()
    page.evaluate(AXE_SCRIPT)
    violations = {}
    for scheme, size in looks:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(f"document.body.dataset.mdColorScheme === '{MATERIAL_SCHEMES[scheme]}'")
        results = page.evaluate(AXE_RUN, n_tables)
        assert len(results["passes"]) > 20, "axe did not look at the page"
        for found in results["violations"]:
            nodes = [node["html"][:120] for node in found["nodes"]]
            violations[scheme, size["width"], found["id"]] = nodes
    wide = []
    for width in NARROW:
        page.set_viewport_size({"width": width, "height": 640})
        if page.evaluate(TOO_WIDE):
            wide.append(width)
    page.set_viewport_size(DESKTOP)
    return Visit([], [], violations, wide, page.evaluate(STRUCTURE), is_marked)


def test_pages_ask_nobody_else_and_log_no_error(visits: dict[str, Visit]) -> None:
    assert {name: visit.asked + visit.logged for name, visit in visits.items() if visit.asked or visit.logged} == {}


@pytest.mark.parametrize("elsewhere", ["https://example.com/mark.png", "http://192.0.2.1/mark.png"])
def test_a_page_that_asks_somebody_else_is_noticed_and_gets_nothing(
    elsewhere: str, browser: Browser, address: str, built_site: Path
) -> None:
    """By name or by address; so 0 requests of the real pages says something, and closed means closed."""
    planted = (built_site / "index.html").read_text(encoding="utf-8").replace("</h1>", f"</h1><img src='{elsewhere}'>")
    context = browser.new_context()
    context.route(f"{address}planted.html", lambda route: route.fulfill(body=planted, content_type="text/html"))
    visit = _seen(context.new_page(), address, ("planted.html",), ())["planted.html"]
    context.close()
    assert visit.asked == [elsewhere]
    assert [text for text in visit.logged if "ERR_NAME_NOT_RESOLVED" in text or "ERR_PROXY_CONNECTION_FAILED" in text]


def test_axe_finds_nothing_light_or_dark_on_desktop_or_phone(visits: dict[str, Visit]) -> None:
    assert {name: visit.violations for name, visit in visits.items() if visit.violations} == {}


def test_nothing_is_wider_than_a_small_phone_or_at_twice_the_size(visits: dict[str, Visit]) -> None:
    """Nor any table, though each could be moved sideways in its own frame."""
    assert {name: visit.wide for name, visit in visits.items() if visit.wide} == {}


def test_pages_are_marked_and_in_order_for_those_who_listen(visits: dict[str, Visit]) -> None:
    """Language, one first heading, a caption and headers on every table, and the mark of a sample."""
    due = {"lang": "zh-CN", "h1": 1, "uncaptioned": 0, "unheaded": 0}
    assert {name: visit.structure for name, visit in visits.items() if visit.structure != due} == {}
    assert [name for name, visit in visits.items() if not visit.is_marked] == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def search(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.goto(address + "index.html")
    page.locator(".md-search__input").click()
    yield page
    context.close()


@pytest.mark.parametrize(("query", "expected"), [
    ("授奖组织", "2025年度初选授奖组织公示"),  # from the middle of a title
    ("2025年", "2025年度"),
    ("第5号", "2025年度实施规则"),
    ("堃喆", "获奖组织名册"),  # part of a firm's name
    ("纳税信用", "三(五)1 纳税信用"),
    ("三(五)1", "三、申报条件"),
])  # fmt: skip
def test_search_finds_chinese_words(search: Page, query: str, expected: str) -> None:
    assert any(expected in text for text in _results(search, query))


@pytest.mark.parametrize("query", ["饕餮", "qxzzyk"])
def test_search_for_a_word_that_is_nowhere_finds_nothing(search: Page, query: str) -> None:
    assert _results(search, query) == []


def test_a_hostile_name_in_a_search_result_is_text(search: Page) -> None:
    assert any("<script>" in text for text in _results(search, "甲厂"))
    assert search.title() != "hit"


def test_former_versions_are_not_found_by_search(search: Page) -> None:
    assert not any("更正前的版本（1）" in text for text in _results(search, "更正前的版本"))


def test_home_tells_what_is_on_without_scrolling_on_a_small_phone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(address + "index.html")
    until = page.locator(".until").first.bounding_box()
    assert until is not None
    assert until["y"] + until["height"] <= 640
    context.close()


def test_pages_read_without_scripts(browser: Browser, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "index.html")
    page.get_by_role("link", name="查看公示全文").click()
    assert page.get_by_role("heading", name="关于2025年度义乌市政府质量奖初选授奖组织名单的公示").is_visible()
    context.close()


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, address: str) -> None:
    page.goto(address + "index.html")
    path, unseen = [], []
    for _ in range(24):
        page.keyboard.press("Tab")
        name, is_shown = page.evaluate(FOCUSED)
        path.append(name)
        if not is_shown:
            unseen.append(name)
    menu = ["首页", "获奖名册", "评审程序", "评审规则", "荣誉使用", "异议与举报", "更正与撤销", "数据"]
    assert path[0] == "跳到正文"
    assert "搜索" in path
    assert [name for name in path if name in menu][: len(menu)] == menu
    assert "查看公示全文" in path
    assert unseen == []


def test_the_notice_prints_alone_on_a4_black_on_white(page: Page, address: str) -> None:
    page.emulate_media(color_scheme="dark")
    page.goto(address + "2025/notice.html")
    pdf = page.pdf(prefer_css_page_size=True)
    assert pdf.count(b"/MediaBox [0 0 594.9") == pdf.count(b"/Type /Page\n") == 2
    page.emulate_media(media="print")
    assert page.locator("article.sheet").is_visible()
    hidden = (".site-menu", ".site-footer", ".year-menu", ".md-header", ".correction")
    assert [part for part in hidden if page.locator(part).first.is_visible()] == []
    assert page.get_by_role("heading", name="公示要素").is_hidden()
    assert page.get_by_text("虚构示例", exact=True).is_visible()
    colours = "el => [getComputedStyle(el).color, getComputedStyle(document.body).backgroundColor]"
    assert page.locator("article.sheet").evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


def _results(page: Page, query: str) -> list[str]:
    """Texts of the results; Material listens to keys, so one is sent after each filling."""
    box, meta = page.locator(".md-search__input"), page.locator(".md-search-result__meta")
    box.fill("")
    box.press("End")
    page.wait_for_function("el => /输入要找的词/.test(el.textContent)", arg=meta.element_handle())
    box.fill(query)
    box.press("End")
    page.wait_for_function("el => /结果/.test(el.textContent)", arg=meta.element_handle())
    return [text.replace("\u200b", "") for text in page.locator(".md-search-result__item").all_inner_texts()]
