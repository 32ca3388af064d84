"""Tables for people: Chinese, whole cells, a sentence where nothing is."""

import pandas as pd

from tests.worlds import table
from yiwu_award.tables.shown import NO_ROWS, Sentence, Shown, for_people, taken_otherwise

EVERYTHING = slice(None)


def test_no_cell_is_cut_short():
    """A fact is read to its end, in the notebook as in the report."""
    text = "事" * 300
    assert text in Shown({"事实": [text]})._repr_html_()
    assert text in repr(Shown({"事实": [text]}))


def test_row_numbers_of_the_frame_are_not_shown():
    """They mean nothing after rows were picked."""
    assert "<th>7</th>" not in Shown({"名次": ["1"]}, index=[7])._repr_html_()


def test_nothing_is_said_in_words():
    """Bare headings would look like a mistake."""
    assert Shown({"名次": []})._repr_html_() == f"<p>{NO_ROWS}</p>"
    assert repr(Shown({"名次": []})) == NO_ROWS
    assert repr(Sentence("尚无")) == "尚无"


def test_what_is_picked_stays_a_table_for_people():
    """Slices and heads too."""
    assert isinstance(Shown({"名次": ["1", "2"]}).head(1), Shown)


def test_rows_are_picked_by_value_and_by_stretch():
    """One value or several; codes go in, labels come out."""
    rows = [{"application_id": f"A{n}", "part": "三(一)a", "verdict": verdict, "basis": "computed"}
            for n, verdict in enumerate(("met", "not_met", "unknown", "not_met"))]  # fmt: skip
    decisions = table("decisions", *rows)
    failed = for_people("decisions", decisions, EVERYTHING, {"verdict": ["not_met", "unknown"]})
    assert list(failed["结论"]) == ["不符合", "待核", "不符合"]
    assert list(for_people("decisions", decisions, slice(1, None), {"verdict": "not_met"})["申报编号"]) == ["A3"]


def test_codes_beside_a_title_and_origins_are_left_out():
    """People read the title; the code is for programs."""
    deadlines = table("deadlines", {"event": "call_on", "title": "发布通知", "day": "2024-04-15"})
    assert list(for_people("deadlines", deadlines, EVERYTHING, {})) == ["名称", "日期"]
    assert "文件" not in for_people("panels", table("panels"), EVERYTHING, {})


def test_normalised_cells_are_told_by_column_with_an_example():
    """The first one stands for all; a CSV has no sheet."""
    row = {"table": "visits", "file": "visits.csv", "sheet": pd.NA, "column": "结束日期"}
    cells = [
        row | {"row": 2, "came": "2024/5/1", "taken": "2024-05-01"},
        row | {"row": 3, "came": "2024/5/2", "taken": "2024-05-02"},
    ]
    told = taken_otherwise(pd.DataFrame(cells))
    assert told.to_dict("records") == [
        {"文件": "visits.csv", "工作表": "", "列": "结束日期", "处数": 2, "例如写作": "2024/5/1", "读作": "2024-05-01"}
    ]


def test_how_an_objector_wrote_his_telephone_is_no_example():
    """Whoever reads how tables were written mustn't learn who objected; the day of it may be told."""
    row = {"table": "objections", "file": "异议.csv", "sheet": pd.NA, "row": 2}
    cells = [
        row | {"column": "异议人联系方式", "came": " 0579", "taken": "0579"},
        row | {"column": "收到日期", "came": "2024/5/1", "taken": "2024-05-01"},
    ]
    examples = taken_otherwise(pd.DataFrame(cells)).set_index("列")["例如写作"]
    assert dict(examples) == {"异议人联系方式": "从略", "收到日期": "2024/5/1"}
