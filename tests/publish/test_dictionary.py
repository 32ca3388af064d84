"""The data dictionary tells every column of every table from its contract, and no row of any."""

import re

import pytest

from yiwu_award.publish.dictionary import page
from yiwu_award.tables import contracts
from yiwu_award.tables.contracts import contract

ALL = contracts.incoming() | contracts.produced()


@pytest.fixture(scope="module")
def chapters():
    """Text of each table's chapter by title, without markup."""
    text = re.sub(r"<[^>]*>", " ", page())
    for reference in set(re.findall(r"&#(\d+);", text)):
        text = text.replace(f"&#{reference};", chr(int(reference)))
    parts = re.split(r"(?m)^### (.+)$", text)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("table", ALL.values(), ids=ALL)
def test_every_column_stands_there_with_what_is_allowed_and_its_clause(table, chapters):
    told = chapters[table.title]
    for column in table.columns:
        (row,) = (
            line
            for line in told.splitlines()
            if line.strip().startswith(f"{column.title}  ") and f" {column.name} " in line
        )
        words = [column.clause, {"public": "公开", "internal": "内部", "restricted": "限制"}[column.classification]]
        words += ["必填" if column.required else "可空", *column.labels, *column.labels.values(), column.pattern or ""]
        assert [word for word in words if word not in row] == [], column.name
    assert table.supplier in told
    assert all(rule.due in told for rule in table.rules)


def test_it_is_on_the_site_and_holds_no_row(built_site):
    html = (built_site / "data" / "dictionary.html").read_text(encoding="utf-8")
    assert contract("attestations").title in html
    assert "A2401" not in html
    assert 'href="data/dictionary.html"' in (built_site / "data.html").read_text(encoding="utf-8")


def test_the_same_contracts_give_the_same_page():
    assert page() == page()
