"""The allow-list agrees with the contracts, and a record that holds more is refused by name."""

from __future__ import annotations

import pytest

from yiwu_award.publish import feeds, views
from yiwu_award.publish.parts import OFFICE, PARTS, faults, type_of
from yiwu_award.tables.contracts import contract

from .example_records import awarded, in_notice, record


@pytest.mark.parametrize("name", PARTS)
def test_the_list_names_the_public_columns_of_the_contract(name: str) -> None:
    columns = [column for column in contract(name).columns if column.classification == "public"]
    assert {column.name: (column.title, column.type) for column in columns} == {
        column: (title, type_of(column)) for column, title in PARTS[name].columns.items()
    }


def test_words_for_codes_are_those_of_the_contracts() -> None:
    assert set(OFFICE) == set(contract("office").labels("field"))
    assert contract("revocations").labels("ground") == views.GROUNDS
    assert contract("register").labels("state") == feeds.STATES
    assert contract("publications").labels("kind") == views.ANNOUNCED
    assert contract("noticed").labels("award") == views.AWARDS


def test_whole_records_have_no_fault() -> None:
    assert [fault for year in (awarded(2023), record(2024), in_notice(2025)) for fault in faults(year)] == []


@pytest.mark.parametrize(("changed", "fault"), [
    ({"scores": []}, "2025：scores 不在公开清单中"),
    ({"noticed": [{"award": "quality_award", "org_name": "甲", "total": 812}]}, "（noticed）的 total 不在公开清单中"),
    ({"stages_done": ["call"]}, "公示名单（noticed）所在阶段尚未完成"),
    ({"office": {"mobile": "1"}}, "office 的 mobile 不在公开清单中"),
    ({"noticed": [{"award": "quality_award", "org_name": 87.5}]}, "org_name 不是文字"),
    ({"deadlines": [{"event": "call_on", "title": "甲", "day": "3 月"}]}, "day 不是日期"),
    ({"corrections": [{"corrected_on": "2025-10-01", "reason": "", "as_of": "", "before": {"totals": []}}]},
     "totals 不在公开清单中"),
    ({"corrections": [{"corrected_on": "2025-10-01", "reason": "", "as_of": "", "before": {}, "by": "某人"}]},
     "corrections 的 by 不在公开清单中"),
])  # fmt: skip
def test_what_is_not_listed_is_named(changed: dict, fault: str) -> None:
    assert any(fault in each for each in faults(in_notice(2025) | changed))
