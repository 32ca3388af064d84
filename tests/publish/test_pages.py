"""What the pages say at each stage, from hand-made records."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest

from yiwu_award.law.clauses import clauses, slug
from yiwu_award.publish import build, pages, rules, swap, views

from .example_records import HOSTILE, awarded, in_notice, record, whole_site


def _text(path: Path) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", path.read_text(encoding="utf-8")))


def _page(tmp_path: Path, records: list[dict], name: str) -> str:
    pages.write(records, tmp_path)
    return html.unescape(re.sub(r"<[^>]*>", "", (tmp_path / name).read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "name", ["2025/notice.html", "index.html", "2025/previous-1.html", "register.html", "2023/award.html"]
)
def test_hostile_names_stand_as_text(built_site: Path, name: str) -> None:
    text = _text(built_site / name)
    shown = [hostile.replace("\u202e", "⟨U+202E⟩").replace("\u202c", "⟨U+202C⟩") for hostile in HOSTILE]
    assert [each for each in shown if each not in text] == []
    assert "<script>document" not in (built_site / name).read_text(encoding="utf-8")


def test_every_internal_link_leads_somewhere(built_site: Path) -> None:
    ids: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for path in built_site.rglob("*.html"):
        found = _Links()
        found.feed(path.read_text(encoding="utf-8"))
        ids[path.resolve()] = found.ids
        if path.name != "404.html":  # written for the root of its host
            links += [(path, link) for link in found.links if "://" not in link and not link.startswith("mailto:")]
    broken = []
    for path, link in links:
        address, anchor = urldefrag(link)
        target = (path.parent / unquote(address)).resolve() if address else path.resolve()
        target = target / "index.html" if target.is_dir() else target
        if not target.exists() or (anchor and target.suffix == ".html" and unquote(anchor) not in ids[target]):
            broken.append((str(path.relative_to(built_site)), link))
    assert len(links) > 500
    assert broken == []


def test_the_word_at_each_stage(tmp_path: Path) -> None:
    """候选 → 初选 → 拟授奖 → 获奖: a noticed organisation is never called 获奖 or 拟授奖, a laureate never 初选."""
    names = ("甲", "乙", "丙", "丁", "戊")
    notice = _page(tmp_path / "a", [in_notice(2025, names)], "2025/notice.md")
    sheet = notice[notice.index("关于2025年度") : notice.index("发布情况")]
    assert "初选授奖组织" in sheet
    assert "无记名投票" in sheet
    assert not re.search("获奖|候选|得分|名次", sheet)
    award = _page(tmp_path / "b", [in_notice(2025, names)], "2025/award.md")
    assert "不是获奖组织" in award
    assert "# 2025年度评审结果" in award
    assert not any(name in award for name in names[:3])
    assert "获奖组织（3家）" in _page(tmp_path / "c", [awarded(2023, names)], "2023/award.md")


@pytest.mark.parametrize(("as_of", "phase"), [
    ("2025-03-09", "called"), ("2025-03-10", "open"), ("2025-05-30", "open"), ("2025-05-31", "review"),
])  # fmt: skip
def test_the_phase_turns_on_the_days_of_the_schedule(as_of: str, phase: str) -> None:
    assert views.YearView(record(2025, as_of=as_of), []).phase == phase


@pytest.mark.parametrize(("as_of", "phase"), [("2025-10-09", "notice"), ("2025-10-10", "notice_over")])
def test_the_notice_is_over_the_day_after_its_last(as_of: str, phase: str) -> None:
    assert views.YearView(in_notice(2025) | {"as_of": as_of}, []).phase == phase


def test_home_says_what_is_on_and_until_when(tmp_path: Path) -> None:
    home = _page(tmp_path, [awarded(2023), in_notice(2025)], "index.md")
    assert "自2025年9月27日0时起，至2025年10月9日24时止" in home
    assert "状态截至 2025年9月30日" in home


def test_a_year_before_its_call_says_so_and_closes_nothing(tmp_path: Path) -> None:
    """Nothing is handed on yet: neither days nor points of a call."""
    begun = {name: part for name, part in record(2026).items() if name not in ("call", "deadlines")}
    begun |= {"stages_done": [], "publications": []}
    pages.write([begun], tmp_path)
    for name, word in (("index.md", "2026年度申报通告尚未发布"), ("2026/index.md", "尚未发布申报通告")):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert word in text
        assert "截止" not in text
        assert "评审中" not in text


def test_home_without_any_year_builds(tmp_path: Path) -> None:
    assert "尚未发布任何年度" in _page(tmp_path, [], "index.md")


def test_an_empty_award_is_said_to_be_vacant(tmp_path: Path) -> None:
    year = awarded(2023) | {"laureates": [], "noticed": [], "prizes": [], "register": [], "revocations": []}
    assert "本年度空缺" in _page(tmp_path, [year], "2023/award.md")


def test_a_revoked_honour_stays_and_is_marked(tmp_path: Path) -> None:
    pages.write([awarded(2023, ("甲", "乙", "丙", "丁", "戊"))], tmp_path)
    for name in ("register.md", "2023/award.md"):
        row = next(line for line in (tmp_path / name).read_text(encoding="utf-8").splitlines() if ">乙<" in line)
        assert "已撤销" in row
        assert "2024年4月18日" in row
        assert "七(二)" in row


def test_the_register_takes_the_latest_word_on_each_honour() -> None:
    early, late = awarded(2023), awarded(2023)
    early["as_of"], early["register"] = "2023-12-31", [row | {"state": "held"} for row in early["register"]]
    late["award_year"] = 2024
    register = views.merged_register([late, early])
    assert len(register) == 5
    assert [row["state"] for row in register].count("revoked") == 1


def test_an_internal_rule_shows_by_document_and_day_only(tmp_path: Path) -> None:
    text = _page(tmp_path, [record(2025)], "2025/rules.md")
    assert "示例评委会〔2025〕2号（内部），2025年2月21日审定" in text
    assert "到会比例" in text


def test_every_clause_has_its_place_on_the_site(built_site: Path) -> None:
    for identifier in clauses():
        name, _, anchor = rules.clause_address(identifier).partition("#")
        page = (built_site / name).read_text(encoding="utf-8")
        assert f'id="{anchor}"' in page, identifier
        assert identifier in page
        assert anchor == slug(identifier)


def test_the_same_records_build_the_same_bytes_anywhere(
    built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("TZ", "America/New_York"), ("PYTHONHASHSEED", "7"), ("LC_ALL", "C")):
        monkeypatch.setenv(name, value)
    records, tombstones = whole_site()
    again = build.build(records, tmp_path, tombstones=tombstones)
    assert swap.tree_hash(again) == swap.tree_hash(built_site)


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        for name in ("href", "src"):
            if given.get(name):
                self.links.append(given[name])


def test_a_record_kept_from_before_shows_the_readings_that_it_knew(tmp_path: Path) -> None:
    old = record(2025)
    known = {"R-34": old["readings"]["R-34"], "R-98": {"taken": "gone", "is_confirmed": True}}
    text = _page(tmp_path, [old | {"readings": known}], "2025/rules.md")
    assert "R-34，" in text
    assert "R-35，" not in text
    assert "R-98" not in text


def test_a_rule_page_tells_the_options_of_a_reading_and_what_is_read_with_it(tmp_path: Path) -> None:
    text = _page(tmp_path, [record(2025)], "rules/c5.md")
    assert "发布当日为第一天，连续七天" in text
    assert "同时：七天是自然日" in text


def test_code_and_cases_that_the_rule_pages_name_are_there(tmp_path: Path) -> None:
    root = Path(__file__).parents[2]
    named = {path for clause in clauses().values() for path, _ in rules.code_of(clause)}
    named |= {rules.casebook_of(clause) for clause in clauses().values()} - {""}
    assert len(named) > 40
    assert sorted(path for path in named if not (root / path).exists()) == []
    text = _page(tmp_path, [], "rules/c3.md")
    assert "yiwu_award/stages/conditions/standing.py" in text
    assert "latest_tax_grade_is_a" in text
    assert "tests/clauses/c3-5-1.yml" in text


def test_code_and_cases_are_links_where_the_office_names_its_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("YIWU_AWARD_SOURCE_URL", "https://source.invalid/award/")
    pages.write([], tmp_path)
    text = html.unescape((tmp_path / "rules/c3.md").read_text(encoding="utf-8"))
    assert 'href="https://source.invalid/award/tests/clauses/c3-5-1.yml"' in text


NAMES = ("甲甲公司", "乙乙公司", "丙丙公司", "丁丁公司", "戊戊公司")
# What may not stand beside an organisation's name at each stage, on any page of its year or on the home page.
WRONG_WORDS = {"notice": "获奖|拟授奖|候选|得分|名次|票", "awarded": "初选|拟授奖|候选|得分|名次|票"}


@pytest.mark.parametrize(("year", "phase"), [(in_notice(2025, NAMES), "notice"), (awarded(2023, NAMES), "awarded")],
                         ids=["notice", "awarded"])  # fmt: skip
def test_no_page_calls_an_organisation_what_it_is_not(tmp_path: Path, year: dict, phase: str) -> None:
    """Each line of the pages as written that names an organisation, with the heading, caption or term above it."""
    pages.write([year], tmp_path)
    own = f"{year['award_year']}/*.md"
    wrong, named = [], 0
    for path in [*tmp_path.glob(own), tmp_path / "index.md", tmp_path / "register.md"]:
        above = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith(("#", "<h", "<caption", "<section")):
                above = line
            if any(name in line for name in NAMES):
                named += 1
                is_notice_of_the_past = phase == "awarded" and path.name == "notice.md"
                words = "获奖|拟授奖|候选|得分|名次|票" if is_notice_of_the_past else WRONG_WORDS[phase]
                if re.search(words, re.sub("<[^>]*>", "", above + line)):
                    wrong.append((path.name, line))
    assert named >= 7
    assert wrong == []


def test_a_notice_without_an_element_says_so_and_holds_all_fourteen(tmp_path: Path) -> None:
    year = in_notice(2025, NAMES)
    given = [row | {"value": None} if row["field"] == "phone" else row for row in year["notice"]]
    pages.write([year | {"notice": given}], tmp_path)
    text = html.unescape(re.sub(r"<[^>]*>", "", (tmp_path / "2025/notice.md").read_text(encoding="utf-8")))
    sheet = text[text.index("关于2025年度") : text.index("发布情况")]
    assert "联系电话：未提供" in sheet
    due = (
        "关于2025年度义乌市政府质量奖初选授奖组织名单的公示", "（义政办发〔2021〕8号）",
        "资格审查、资料评审、部门评审、现场评审和审查表决", "甲甲公司", "现予以公示", "排名不分先后",
        "自2025年9月27日0时起，至2025年10月9日24时止", "任何单位和个人", "书面形式", "匿名反映的，不予受理",
        "2025年10月9日24时前", "严格保密", "调查核实", "邮编：322000", "监督电话：未提供",
        "义乌市政府质量奖评审委员会办公室", "2025年9月26日",
    )  # fmt: skip
    assert [element for element in due if element not in sheet] == []
    assert "attachments未提供" in text.replace("\n", "")


def test_home_opens_with_the_notice_that_is_on_though_a_newer_call_is_out(tmp_path: Path) -> None:
    home = _page(tmp_path, [in_notice(2025), record(2026, as_of="2026-03-15")], "index.md")
    assert home.index("2025年度初选授奖组织名单公示") < home.index("2026年度申报受理") < home.index("各年度")
    objections = (tmp_path / "objections.md").read_text(encoding="utf-8")
    assert "2025年度初选授奖组织名单" in objections


def test_home_tells_what_was_published_last(tmp_path: Path) -> None:
    home = _page(tmp_path, [awarded(2023, NAMES)], "index.md")
    latest = home[home.index("最近发布") :]
    assert latest.index("撤销荣誉：乙乙公司（2023年度质量奖）") < latest.index("2023年度获奖组织")


@pytest.mark.parametrize(("year", "state"), [
    (in_notice(2025, NAMES), "公示期内"),
    (in_notice(2025, NAMES) | {"as_of": "2025-10-10"}, "公示期已满"),
    (awarded(2023, NAMES), "公示期已满"),
], ids=["on", "over", "awarded"])  # fmt: skip
def test_a_notice_says_whether_it_is_on_outside_the_sheet(tmp_path: Path, year: dict, state: str) -> None:
    page = _page(tmp_path, [year], f"{year['award_year']}/notice.md")
    assert state in page[: page.index("关于20")]
