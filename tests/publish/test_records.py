"""From the sample years to the public record and the built site: what is in, and what stays out."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from yiwu_award.errors import Refused
from yiwu_award.publish import build, records, wall
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

CANARY = "虚密"  # stands in every restricted text of the samples


@pytest.fixture(scope="module")
def years(sample: Callable[..., Year]) -> dict[int, Year]:
    return {award_year: sample(award_year) for award_year in (2023, 2024, 2025)}


@pytest.fixture(scope="module")
def public(years: dict[int, Year]) -> dict[int, records.Record]:
    return {award_year: records.public_records(year) for award_year, year in years.items()}


def test_a_record_holds_public_columns_only(public: dict[int, records.Record]) -> None:
    for record in public.values():
        for part in ("call", "deadlines", "required_materials", "publications", "notice", "noticed", "laureates",
                     "prizes", "register", "revocations", "implementing_rules"):  # fmt: skip
            for row in record.get(part, ()):
                for column in row:
                    assert contract(part).column(column).classification == "public", (part, column)


def test_a_record_holds_no_secret(years: dict[int, Year], public: dict[int, records.Record]) -> None:
    for record in public.values():
        text = records.as_json(record)
        assert CANARY not in text
        assert "uscc" not in text
        assert "application_id" not in json.dumps([record.get(part) for part in ("noticed", "laureates", "register")])


def test_in_its_notice_a_year_names_the_preselected_and_nobody_else(
    years: dict[int, Year], public: dict[int, records.Record]
) -> None:
    record, year = public[2025], years[2025]
    assert "laureates" not in record
    preselected = set(year.outcome("vote").result.tables["preselected"]["org_name"])
    assert {row["org_name"] for row in record["noticed"]} == preselected
    of_this_year = {
        text for part in record if part not in ("register", "revocations") for text in records.texts(record[part])
    }
    losers = set(year.tables["applications"]["org_name"]) - preselected
    assert losers
    assert not any(name in text for name in losers for text in of_this_year)


def test_before_its_vote_a_year_names_nobody(sample: Callable[..., Year]) -> None:
    record = records.public_records(sample(2025, date(2025, 7, 1)))
    assert {"notice", "noticed", "laureates", "prizes"} & set(record) == set()
    assert "call" in record
    assert {row["kind"] for row in record["publications"]} == {"call"}


def test_a_revocation_shows_from_its_approval_on(years: dict[int, Year], sample: Callable[..., Year]) -> None:
    row = years[2023].tables["revocations"].query("ground == '七(二)'").iloc[0]
    before = sample(2023, row.approved_on.date().replace(day=1))
    record = records.public_records(before)
    assert row.org_name not in [each["org_name"] for each in record["revocations"]]
    assert "supervision" not in record["stages_done"]
    states = {each["org_name"]: each["state"] for each in record["register"]}
    assert states[row.org_name] == "held"


def test_internal_rules_give_document_and_day_only(years: dict[int, Year], public: dict[int, records.Record]) -> None:
    rules = years[2025].tables["implementing_rules"]
    inner = rules[~rules["is_public"]]
    rows = [row for row in public[2025]["implementing_rules"] if "key" not in row]
    assert len(inner) > 1
    assert len(rows) == len(inner[["document", "approved_on"]].drop_duplicates())  # not even how many there are
    assert all(set(row) == {"document", "approved_on"} for row in rows)


def test_records_survive_their_files(public: dict[int, records.Record], tmp_path: Path) -> None:
    records.write_all(list(public.values()), tmp_path)
    assert records.read_all(tmp_path) == [public[year] for year in sorted(public)]
    assert sorted(path.name for path in tmp_path.iterdir()) == [f"fictional-{year}.json" for year in sorted(public)]


def test_the_sample_years_pass_the_wall_and_a_leak_does_not(years: dict[int, Year], tmp_path: Path) -> None:
    site = build.publish(list(years.values()), tmp_path / "site")
    pages = [path for path in site.rglob("*") if path.suffix in {".html", ".json", ".csv", ".xml"}]
    assert len(pages) > 30
    assert not any(CANARY in path.read_text(encoding="utf-8-sig").replace("\u200b", "") for path in pages)
    guarded = [records.guarded(year, records.public_records(year)) for year in years.values()]
    page = site / "2025/notice.html"
    for kind, value in (("联系人", "contact_person"), ("统一社会信用代码", "uscc"), ("联系电话", "contact_phone")):
        clean = page.read_text(encoding="utf-8")
        page.write_text(
            clean.replace("</article>", years[2025].tables["applications"][value].iloc[0] + "</article>"), "utf-8"
        )
        with pytest.raises(Refused, match=rf"2025/notice\.html 含有“申报组织·{kind}”"):
            wall.check(site.resolve(), guarded)
        page.write_text(clean, encoding="utf-8")


@pytest.mark.parametrize(
    ("part", "changed"),
    [
        ("noticed", lambda rows: [*rows[1:], rows[0] | {"org_name": "换上的公司"}]),
        ("laureates", lambda rows: rows[:-1]),
        ("laureates", lambda rows: [*rows, rows[0] | {"org_name": "添上的公司"}]),
        ("laureates", lambda rows: [rows[0] | {"document": "另一文号"}, *rows[1:]]),
        ("notice", lambda rows: [row | {"value": "x"} if row["field"] == "period" else row for row in rows]),
        ("prizes", lambda rows: [rows[0] | {"amount_yuan": 1}, *rows[1:]]),
    ],
    ids=["a name noticed", "a laureate less", "a laureate more", "a document", "the period", "a prize"],
)
def test_what_was_announced_is_not_reworded_unseen(public, part, changed) -> None:
    before = public[2024]
    assert records.changes(before, before) == {}
    assert records.changes(before, before | {part: changed(before[part])}) == {part: before[part]}


def test_rows_in_another_order_are_no_change(public) -> None:
    assert records.changes(public[2024], public[2024] | {"laureates": public[2024]["laureates"][::-1]}) == {}


@pytest.mark.parametrize("part", ["register", "revocations"])
def test_an_honour_or_a_revocation_does_not_vanish(public, part) -> None:
    before = public[2024]
    assert not records.loses(before, before)
    assert records.loses(before, before | {part: before[part][:-1]})


def test_the_register_and_the_revocations_may_grow(public) -> None:
    before = public[2024] | {"register": public[2024]["register"][:-1], "revocations": []}
    assert not records.loses(before, public[2024])
