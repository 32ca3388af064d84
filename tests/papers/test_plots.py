"""The plots say what their tables say, in the same bytes each time and whatever fonts are installed."""

import re
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.worlds import table
from yiwu_award.law.rubric import rubric
from yiwu_award.papers import plots

SVG = "{http://www.w3.org/2000/svg}"


def total(application_id, points, place, *, is_candidate, award="quality_award", org_name=None):
    return {
        "application_id": application_id, "org_name": org_name or f"{application_id}公司", "award": award,
        "total": Decimal(points), "place": place, "is_candidate": is_candidate,
    }  # fmt: skip


def ballot(application_id, votes, *, is_preselected=False, round_=1, award="quality_award"):
    votes_for, votes_against, abstentions = votes
    return {
        "application_id": application_id, "org_name": f"{application_id}公司", "award": award, "round": round_,
        "votes_for": votes_for, "votes_against": votes_against, "abstentions": abstentions,
        "is_preselected": is_preselected,
    }  # fmt: skip


def decision(application_id, part, verdict):
    return {"application_id": application_id, "part": part, "verdict": verdict}


def scored(application_id, percents):
    """All items of the standard; ``percents`` by item, 60 where not given."""
    rows = [(item.code, item.points * 4 * percents.get(item.code, 60) // 100) for item in rubric(2012).items]
    return [{"application_id": application_id, "item": code, "quarters": quarters} for code, quarters in rows]


TOTALS = [
    total("A05", "719.00", 2, is_candidate=True),
    total("A01", "748.45", 1, is_candidate=True, org_name="义乌市虚昇针织有限公司"),
    total("A02", "672.00", 4, is_candidate=False),
    total("A03", "719.00", 2, is_candidate=True),
]
TALLY = [ballot("A02", (5, 4, 2)), ballot("A01", (10, 0, 1), is_preselected=True)]
ASSESSORS = [
    {"panel": "P2", "assessor_id": "E09", "n_scores": 2, "mean_difference": Decimal("-15.00")}
    | {"lowest_difference": Decimal("-25.00"), "highest_difference": Decimal("-5.00")},
    {"panel": "P1", "assessor_id": "E01", "n_scores": 3, "mean_difference": Decimal("5.00")}
    | {"lowest_difference": Decimal("0.00"), "highest_difference": Decimal("12.50")},
]
CERTAINTY = [
    {"award": "quality_award", "number": number, "n_weightings": 5151, "n_assessors": 3} | row
    for number, row in enumerate(
        (
            {
                "subject": "order",
                "application_id": "A01",
                "next_application_id": "A05",
                "kept_percent": Decimal("49.50"),
            },
            {"subject": "seat", "application_id": "A01", "kept_percent": Decimal("100.00"), "swayed_by": "E01"},
            {"subject": "list", "kept_percent": Decimal("49.51")},
        ),
        1,
    )
]
DECISIONS = [
    decision("A01", "三(一)a", "met"),
    decision("A02", "三(一)a", "not_met"),
    decision("A01", "四(二)a", "met"),
    decision("A02", "四(二)a", "met"),
    decision("A01", "一(二)", "unknown"),
    decision("A02", "一(二)", "not_applicable"),
]

PANELS = table(
    "panel_applications",
    *({"panel": panel, "application_id": name} for name, panel in {"A01": "P1", "A02": "P1", "A03": "P2"}.items()),
)


def drawn():
    return {
        "funnel": plots.funnel({"申报": 26, "资格合格": 17, "获奖": 0}),
        "verdicts": plots.verdicts_by_clause(table("decisions", *DECISIONS)),
        "profile": plots.category_profile(table("document_items", *scored("A01", {})), PANELS),
        "ladder": plots.ladder(table("totals", *TOTALS)),
        "tally": plots.tally(table("tally", *TALLY)),
        "severity": plots.severity(table("document_assessors", *ASSESSORS)),
        "sensitivity": plots.sensitivity(table("sensitivity", *CERTAINTY)),
    }


def nothing():
    return {
        "funnel": plots.funnel({}),
        "verdicts": plots.verdicts_by_clause(table("decisions")),
        "ladder": plots.ladder(table("totals")),
        "tally": plots.tally(table("tally")),
        "severity": plots.severity(table("document_assessors")),
        "sensitivity": plots.sensitivity(table("sensitivity")),
    }


def texts(picture):
    return [text.text for text in ElementTree.fromstring(plots.as_svg(picture)).iter(f"{SVG}text")]


@pytest.mark.parametrize("name", list(drawn()))
def test_the_same_table_gives_the_same_bytes(name):
    first, again = plots.as_svg(drawn()[name]), plots.as_svg(drawn()[name])
    assert first == again
    assert drawn()[name]._repr_svg_() == first


@pytest.mark.parametrize("name", list(drawn()))
def test_the_svg_asks_for_nothing_and_tells_no_day_or_program(name):
    svg = plots.as_svg(drawn()[name])
    assert set(re.findall(r"https?://[^\"]+", svg)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "metadata" not in svg
    assert "<style" not in svg  # it would speak to the whole page
    assert ElementTree.fromstring(svg).find(f"{SVG}title").text


@pytest.mark.parametrize("name", list(drawn()))
def test_text_is_text_and_stands_where_no_font_can_move_it(name, caplog):
    root = ElementTree.fromstring(plots.as_svg(drawn()[name]))
    families = {text.get("style").partition("font-family: ")[2].partition(";")[0] for text in root.iter(f"{SVG}text")}
    assert {family.rpartition(", ")[2] for family in families} == {"sans-serif"}
    assert not any("Last Resort" in family for family in families)
    assert not caplog.records  # matplotlib looked for no font that it lacks


def test_chinese_and_latin_labels_share_a_line():
    heights = {}
    for label in ("Ag", "昇"):
        root = ElementTree.fromstring(plots.as_svg(plots.funnel({label: 3})))
        heights[label] = next(text.get("y") for text in root.iter(f"{SVG}text") if text.text == label)
    assert heights["Ag"] == heights["昇"]


@pytest.mark.parametrize("name", list(nothing()))
def test_an_empty_table_says_so(name):
    assert "尚无数据" in texts(nothing()[name])


def test_two_pictures_of_one_page_share_no_id():
    ids = [
        set(re.findall(r' id="([^"]+)"', plots.as_svg(picture))) for picture in (drawn()["funnel"], drawn()["ladder"])
    ]
    assert not set.intersection(*ids)


def test_the_funnel_writes_every_number_also_none():
    assert texts(drawn()["funnel"]) == ["各阶段的组织数", "申报", "资格合格", "获奖", "26", "17", "0"]


def test_verdicts_are_counted_by_part_in_the_regulation_s_order():
    shown = texts(drawn()["verdicts"])
    assert shown[1:5] == ["不符合", "符合", "待核", "不适用"]
    assert shown[5:8] == ["四(二)a", "一(二)", "三(一)a"]
    assert sorted(shown[8:]) == ["1", "1", "1", "1", "2"]  # 三(一)a 1 + 1, 四(二)a 2, 一(二) 1 + 1


def test_a_number_is_left_out_where_it_finds_no_room():
    rows = [decision(f"A{number:03}", "四(二)a", "met" if number else "not_met") for number in range(200)]
    assert texts(plots.verdicts_by_clause(table("decisions", *rows)))[-2:] == ["四(二)a", "199"]


def test_a_profile_gives_the_share_of_each_category_s_points():
    # 领导: 50 × 50 % + 30 × 40 % + 30 × 0 % = 37 of 110, 33.6 %
    rows = scored("A01", {"4.1.2": 50, "4.1.3": 40, "4.1.4": 0})
    shown = texts(plots.category_profile(table("document_items", *rows), PANELS))
    assert shown[1:4] == ["P1（1 家）", "领导（110分）", "战略（90分）"]
    assert shown[-7:] == ["34", "60", "60", "60", "60", "60", "60"]


def test_the_profile_s_numbers_stand_in_a_table_too():
    # 领导: 37 of 110 as above; A02 has 60 % of every item, and so has A03 of another panel
    rows = scored("A03", {}) + scored("A02", {}) + scored("A01", {"4.1.2": 50, "4.1.3": 40, "4.1.4": 0})
    shown = plots.category_percents(table("document_items", *rows), PANELS)
    assert list(shown.columns[:4]) == ["评审组", "申报编号", "领导", "战略"]
    assert shown.iloc[:, :4].to_numpy().tolist() == [
        ["P1", "A01", "34", "60"],
        ["P1", "A02", "60", "60"],
        ["P1", "本组范围", "34–60", "60"],
        ["P2", "A03", "60", "60"],
        ["P2", "本组范围", "60", "60"],
    ]


def test_a_profile_gives_the_ends_of_each_panel_s_field_alone():
    low, middle = ({"4.2.2": percent, "4.2.3": percent} for percent in (40, 50))
    rows = scored("A01", middle) + scored("A02", {}) + scored("A03", low)
    shown = texts(plots.category_profile(table("document_items", *rows), PANELS))
    assert [text for text in shown if "–" in text] == ["50–60"]  # 战略 of P1; A03 is P2's
    assert shown.count("40") == 1


def test_the_ladder_is_by_place_with_totals_to_two_digits():
    shown = texts(drawn()["ladder"])
    assert shown[1:6] == ["质量奖", "1. 义乌市虚昇针织有限公司", "2. A03公司", "2. A05公司", "4. A02公司"]
    assert [text for text in shown if "." in text][4:] == ["748.45", "719.00", "719.00", "672.00"]


@pytest.mark.parametrize(("candidates", "n_cuts"), [(4, 0), (3, 1), (0, 0)])
def test_the_cut_stands_between_the_last_candidate_and_the_next(candidates, n_cuts):
    rows = [row | {"is_candidate": row["place"] <= candidates} for row in TOTALS]
    assert plots.as_svg(plots.ladder(table("totals", *rows))).count("stroke-dasharray") == n_cuts


def test_the_ladder_s_scale_holds_every_total():
    shown = texts(drawn()["ladder"])
    assert [int(text) for text in shown if text.isdigit()] == [660, 680, 700, 720, 740, 760]  # 672.00 to 748.45


def test_the_tally_marks_the_preselected_and_writes_the_ballots():
    shown = texts(drawn()["tally"])
    assert shown[4:6] == ["✓ A01公司（质量奖）", "A02公司（质量奖）"]
    assert sorted(shown[6:], key=int) == ["1", "2", "4", "5", "10"]


def test_the_tally_names_rounds_only_if_there_are_several():
    again = [*TALLY, ballot("A02", (7, 3, 1), round_=2)]
    assert "A02公司（质量奖第2轮）" in texts(plots.tally(table("tally", *again)))


def test_severity_tells_each_assessor_s_mean_with_its_sign_on_a_scale_that_holds_all():
    shown = texts(drawn()["severity"])
    assert shown[1:3] == ["P1 E01", "P2 E09"]
    assert shown[-2:] == ["+5.00", "-15.00"]
    assert shown[3:-2] == ["-30", "-20", "-10", "0", "10", "20"]  # -25.00 to 12.50


def test_sensitivity_writes_every_share_and_hollows_what_one_assessor_sways():
    picture = drawn()["sensitivity"]
    shown = texts(picture)
    assert shown[1:5] == ["质量奖", "A01 与 A05 的先后", "A01 是否列入候选", "整份候选名单"]
    assert shown[-3:] == ["49.50", "100.00", "49.51"]
    assert plots.as_svg(picture).count("fill: #ffffff; stroke: #44749d") == 1
