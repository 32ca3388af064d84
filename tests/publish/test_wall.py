"""The wall finds what must not be served, in whatever form, and names the page but not the value."""

from __future__ import annotations

import gzip
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from yiwu_award.errors import Refused
from yiwu_award.publish import wall
from yiwu_award.publish.records import TELLING, Guarded, guarded
from yiwu_award.tables.contracts import incoming

SECRETS = {
    "申报组织·组织名称": frozenset({"义乌落选有限公司", "义乌获奖有限公司", "义乌获奖有限公司第二分公司"}),
    "申报组织·联系电话": frozenset({"0579-85551234"}),
    "申报组织·申报编号": frozenset({"A2501"}),
    "部门核查意见·依据": frozenset({"合格"}),
}
YEAR = Guarded(2025, SECRETS, frozenset({"义乌获奖有限公司"}))


def _wide(text: str) -> str:
    """The same text in full-width signs."""
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def _refusal(folder: Path, name: str, text: str | bytes, **more: object) -> str:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(Refused) as stop:
        wall.check(folder, [YEAR], **more)
    return str(stop.value)


@pytest.mark.parametrize(("name", "text"), [
    ("index.html", "<p>义乌落选有限公司</p>"),
    ("index.html", "<p>&#20041;乌落选<b>有限</b>公司</p>"),
    ("index.html", "<img alt='义乌落选有限公司'>"),
    ("index.html", "<p>义乌\u200b落选\u200b有限公司</p>"),
    ("search/search_index.json", '{"docs":[{"text":"\\u4e49\\u200b\\u4e4c\\u200b落选有限公司"}]}'),
    ("data/x.csv", "a\r\n义乌落选有限公司\r\n"),
    ("a.xml", "<t>义乌落选有限公司</t>"),
    ("a.ics", "SUMMARY:义乌落\r\n 选有限公司\r\n"),
    ("sitemap.xml.gz", gzip.compress("义乌落选有限公司".encode(), mtime=0)),
    ("义乌落选有限公司.html", ""),
    ("index.html", "<a href='%E4%B9%89%E4%B9%8C%E8%90%BD%E9%80%89%E6%9C%89%E9%99%90%E5%85%AC%E5%8F%B8'>x</a>"),
])  # fmt: skip
def test_a_secret_name_is_found_in_any_form(tmp_path: Path, name: str, text: str | bytes) -> None:
    message = _refusal(tmp_path, name, text)
    assert "含有“申报组织·组织名称”" in message
    assert name == "义乌落选有限公司.html" or "落选" not in message


@pytest.mark.parametrize("text", [_wide("0579-85551234"), "(0579-85551234)", _wide("a2501")])
def test_width_and_case_hide_nothing(tmp_path: Path, text: str) -> None:
    assert "申报组织·" in _refusal(tmp_path, "index.html", text)


def test_a_code_inside_a_longer_word_is_not_that_code(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>BA25010</p>", encoding="utf-8")
    wall.check(tmp_path, [YEAR])


def test_what_is_public_excuses_itself_but_not_a_longer_name(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>义乌获奖有限公司</p>", encoding="utf-8")
    wall.check(tmp_path, [YEAR])
    assert "组织名称" in _refusal(tmp_path, "b.html", "<p>义乌获奖有限公司第二分公司</p>")


def test_a_years_pages_are_excused_by_that_year_alone(tmp_path: Path) -> None:
    others = {"义乌落选有限公司"}  # a laureate of another year
    (tmp_path / "register.html").write_text("义乌落选有限公司", encoding="utf-8")
    wall.check(tmp_path, [YEAR], others)
    assert "2025/notice.html" in _refusal(tmp_path, "2025/notice.html", "义乌落选有限公司", public=others)


def test_common_words_of_the_site_are_no_secrets(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>检查合格</p>", encoding="utf-8")
    wall.check(tmp_path, [YEAR], vocabulary="检查结果：合格、不合格")
    assert "部门核查意见·依据" in _refusal(tmp_path, "b.html", "<p>检查合格</p>")


@pytest.mark.parametrize(("name", "text"), [
    ("a.html", '<script src="https://cdn.example.invalid/x.js"></script>'),
    ("a.html", '<script src="//cdn.example.invalid/x.js"></script>'),
    ("a.html", '<link rel="stylesheet" href="https://fonts.example.invalid/css">'),
    ("a.html", '<link rel="preconnect" href="https://fonts.example.invalid">'),
    ("a.html", '<img srcset="a.png 1x, https://example.invalid/b.png 2x">'),
    ("a.html", '<p style="background:url(https://example.invalid/a.png)">'),
    ("a.html", "<style>@import 'https://example.invalid/a.css';</style>"),
    ("a.html", '<form action="https://example.invalid/"></form>'),
    ("a.html", '<meta http-equiv="refresh" content="0;url=https://example.invalid/">'),
    ("a.css", "@import url(//example.invalid/a.css);"),
    ("a.svg", '<svg><image href="https://example.invalid/a.png"/></svg>'),
])  # fmt: skip
def test_what_loads_from_elsewhere_is_refused(tmp_path: Path, name: str, text: str) -> None:
    assert "从别处加载" in _refusal(tmp_path, name, text)


def test_a_link_to_click_and_an_address_in_data_are_allowed(tmp_path: Path) -> None:
    page = '<link rel="canonical" href="https://a.invalid/"><a href="https://a.invalid/">x</a><img src="a.png">'
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    (tmp_path / "a.css").write_text(
        "a{b:url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>\")}", "utf-8"
    )
    wall.check(tmp_path, [YEAR])


def test_a_file_that_cannot_be_searched_is_refused(tmp_path: Path) -> None:
    assert "无法检查的文件 a.docx" in _refusal(tmp_path, "a.docx", b"PK")


@pytest.mark.parametrize(("name", "text", "fault"), [
    ("a.json", '[{"org_name": "甲厂", "rank": "first"}]', "未列入公开清单的栏目 rank"),
    ("a.json", '{"deep": [{"org_name": "甲厂", "document": 87.25}]}', "document 是数字"),
    ("a.json", f'[{{"org_name": "甲厂", "document": "{_wide("87.25")}"}}]', "document 是数字"),
    ("a.json", '[{"org_name": "甲厂"}, {"name": "甲厂", "value": 3}]', "未列入公开清单的栏目 name"),
    ("a.csv", "org_name,total\r\n甲厂,812\r\n", "未列入公开清单的栏目 total"),
    ("a.csv", "org_name,document\r\n甲厂,25/31\r\n甲厂,81%\r\n", "document 是数字"),
])  # fmt: skip
def test_a_number_beside_an_organisation_is_refused(tmp_path: Path, name: str, text: str, fault: str) -> None:
    assert fault in _refusal(tmp_path, name, text)


def test_year_and_prize_may_stand_beside_an_organisation(tmp_path: Path) -> None:
    rows = '[{"org_name": "甲厂", "award_year": 2024, "amount_yuan": 1000000, "document": "〔2024〕9号"}, {"n": 3}]'
    (tmp_path / "a.json").write_text(rows, encoding="utf-8")
    wall.check(tmp_path, [YEAR])


GUARDED = [
    (name, column.name)
    for name, made in incoming().items()
    for column in made.columns
    if column.type == "string"
    and not column.labels
    and (column.classification == "restricted" or (name, column.name) in TELLING)
]


def test_a_canary_in_any_guarded_column_is_found_by_its_kind(tmp_path: Path) -> None:
    """Every restricted text column of every contract, each with a value of its own, not only what the samples hold."""
    tables = {name: pd.DataFrame({column.name: pd.Series(dtype="string") for column in made.columns})
              for name, made in incoming().items()}  # fmt: skip
    canaries = {where: f"金丝雀{place}号" for place, where in enumerate(GUARDED, 100)}
    for (name, column), canary in canaries.items():
        tables[name][column] = pd.Series([canary], dtype="string")
    year = guarded(SimpleNamespace(award_year=2025, tables=tables), {})
    assert len(canaries) > 50
    for place, canary in enumerate(canaries.values()):
        folder = tmp_path / str(place)
        folder.mkdir()
        (folder / "index.html").write_text(f"<p>{canary}</p>", encoding="utf-8")
        with pytest.raises(Refused, match=r"index\.html 含有") as stop:
            wall.check(folder, [year])
        assert canary not in str(stop.value)
