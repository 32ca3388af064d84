"""What stages hand on is written and read back without the least change, or not at all."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yiwu_award.errors import ContractBroken
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.handed_on import read_produced, write_produced

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), min_size=1, max_size=12)
VALUES = {
    "string": TEXTS,
    "integer": st.integers(-(2**63), 2**63 - 1),
    "number": st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9),
    "boolean": st.booleans(),
    "date": st.dates(date(1900, 1, 1), date(2199, 12, 31)),
}


@st.composite
def frames(draw):
    """A contract and a frame that keeps it."""
    table = draw(st.sampled_from(list(contracts.produced().values())))
    row = st.tuples(*(values_of(column) for column in table.columns))
    rows = draw(st.lists(row, max_size=4))
    frame = typed(table, rows).drop_duplicates(list(table.key), ignore_index=True)
    return table, frame


def values_of(column):
    values = st.sampled_from(list(column.labels)) if column.labels else VALUES[column.type]
    return values if column.required else st.none() | values


def typed(table, rows):
    frame = pd.DataFrame(rows, columns=list(table.names), dtype="object").astype(table.dtypes)
    for column in table.columns:
        if column.type == "number":
            frame[column.name] = (
                frame[column.name].map(lambda value: pd.NA if value is None else value).astype("object")
            )
    return frame


@settings(max_examples=60, deadline=None)
@given(frames())
def test_every_frame_comes_back_as_it_was(tmp_path_factory, made):
    table, frame = made
    path = tmp_path_factory.mktemp("tables") / f"{table.name}.csv"
    write_produced(frame, table, path)
    pd.testing.assert_frame_equal(read_produced(path, table), frame)


def tally(**changes):
    row = {
        "award": "quality_award", "round": 1, "application_id": "A01", "org_name": "虚构厂", "votes_for": 15,
        "votes_against": 2, "abstentions": 1, "valid": 18, "is_passed": True, "is_preselected": True,
    }  # fmt: skip
    return pd.DataFrame([row | changes]).astype(contract("tally").dtypes)


def test_the_file_is_plain_csv(tmp_path):
    path = tmp_path / "deeper" / "tally.csv"
    write_produced(tally(org_name="虚构“甲”,乙厂"), contract("tally"), path)
    assert (
        path.read_bytes()
        == (
            ",".join(contract("tally").names) + "\n" + 'quality_award,1,A01,"虚构“甲”,乙厂",15,2,1,18,true,true\n'
        ).encode()
    )


@pytest.mark.parametrize("text", ["NA", "null", "None", "nan", " 甲 ", "007", "=1", '"', "两\n行"])
def test_texts_that_look_like_something_else_stay_texts(text, tmp_path):
    write_produced(tally(org_name=text), contract("tally"), tmp_path / "x.csv")
    assert read_produced(tmp_path / "x.csv", contract("tally"))["org_name"].tolist() == [text]


def test_decimals_keep_the_digits_that_they_were_given(tmp_path):
    table = contract("department_results")
    row = {
        "application_id": "A01", "org_name": "虚构厂", "award": "quality_award", "department_points": Decimal("88.50"),
        "credit_points": Decimal(3), "share": "9/10", "has_veto": False, "waived": pd.NA,
    }  # fmt: skip
    frame = pd.DataFrame([row]).astype(table.dtypes)
    write_produced(frame, table, tmp_path / "x.csv")
    assert str(read_produced(tmp_path / "x.csv", table)["department_points"].iloc[0]) == "88.50"


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (tally().drop(columns="valid"), "列为"),
        (tally().astype({"round": "int64"}), "round 的类型是 int64"),
        (tally(org_name=pd.NA), "org_name 有空值"),
        (tally(org_name=""), "org_name 有空文字"),
        (tally(org_name="虚构\r\n厂"), "org_name 有回车符"),
        (tally(award="best_award"), "“best_award”"),
        (pd.concat([tally(), tally()], ignore_index=True), "有重复"),
    ],
    ids=["column", "type", "missing", "empty text", "line end", "code", "key"],
)
def test_a_frame_that_breaks_its_contract_is_not_written(frame, said, tmp_path):
    with pytest.raises(ContractBroken) as stop:
        write_produced(frame, contract("tally"), tmp_path / "tally.csv")
    assert said in str(stop.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (",true,true", ",yes,true", "true、false 之外"),
        (",15,", ",fifteen,", "tally.csv"),
        ("award,round", "award,turn", "列为"),
        ("quality_award,1", "best_award,1", "“best_award”"),
        (",18,", ",,", "valid 有空值"),
    ],
)
def test_a_file_changed_by_hand_is_refused(old, new, said, tmp_path):
    path = tmp_path / "tally.csv"
    write_produced(tally(), contract("tally"), path)
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(ContractBroken) as stop:
        read_produced(path, contract("tally"))
    assert said in str(stop.value)
    assert "重新运行该阶段" in str(stop.value)
