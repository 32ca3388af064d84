"""Where a row came from, written for people and read back as data."""

import pandas as pd
import pytest

from yiwu_award.stages.conditions.finding import cited
from yiwu_award.tables.evidence import Source, evidence, sources


def rows(*places):
    frame = pd.DataFrame(places, columns=["file", "sheet", "row"])
    return frame.assign(application_id="A001").astype({"file": "string", "sheet": "string", "row": "Int64"})


def test_what_was_written_reads_back():
    """CSV and sheets, several rows of one sheet in one place, several sheets after each other."""
    text = cited(rows(("a.csv", None, 3), ("部门/b 2.xlsx", "市信用网", 7), ("a.csv", None, 5)), "tax_credit")["A001"]
    assert sources(text) == (
        Source("纳税信用等级", "a.csv", "", (3, 5)),
        Source("纳税信用等级", "部门/b 2.xlsx", "市信用网", (7,)),
    )


def test_a_source_in_words():
    """Table, file, sheet and rows as an official finds them."""
    (first,) = sources(evidence(rows(("a.xlsx", "表1", 3)), "纳税信用等级").iloc[0])
    assert str(first) == "“纳税信用等级”表 a.xlsx 工作表“表1”第 3 行"


@pytest.mark.parametrize("text", ["", "无", "市评审办核实"])
def test_a_text_of_another_form_gives_nothing(text):
    """Nothing is guessed."""
    assert sources(text) == ()
