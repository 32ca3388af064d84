"""The receipt of a run: what it holds, what it leaves out, and that the sample years still come to what was stored."""

import hashlib
import hmac
import json
import re
from contextlib import nullcontext
from pathlib import Path

import pytest

from yiwu_award.errors import ActsRewritten, Refused
from yiwu_award.places import project_file
from yiwu_award.run import disclosure, execution, kernels, receipt
from yiwu_award.store import Store
from yiwu_award.tables.contracts import contract
from yiwu_award.tables.reading import read_incoming
from yiwu_award.year import open_year

GOLDEN = Path(__file__).parents[1] / "golden" / "receipts"
SAMPLE = project_file("data_contracts/sample")


def judged(award_year, reports, incoming=None):
    """A year whose tables are known to be clean: that they are is another test's matter."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "was_judged_clean", lambda self: True)
        return open_year(award_year, incoming, reports)


@pytest.fixture(scope="module")
def year(tmp_path_factory):
    return judged(2024, tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def made(year):
    """The receipt of 2024 without notebooks and pages."""
    year.reports.mkdir(parents=True, exist_ok=True)
    return receipt.made(year, year.outcomes())


def test_2024_comes_to_the_stored_decisions(made):
    """Every stage's state, every table, every application's fate; renewed only as the README there says."""
    kept, _ = receipt.read(GOLDEN / "2024.json")
    found, due = ({**each["results"], "documents": None} for each in (made, kept))
    assert found == due


@pytest.mark.parametrize("award_year", [2023, 2024, 2025])
def test_a_stored_receipt_is_as_it_was_written(award_year):
    """And tells of the year as a whole: pages and notebooks of all ten stages."""
    kept, is_whole = receipt.read(GOLDEN / f"{award_year}.json")
    assert is_whole
    assert kept["parameters"] | {"as_of": ""} == {
        "award_year": award_year, "as_of": "", "through": "supervision", "is_fictional": True,
    }  # fmt: skip
    assert {f"notebooks/{name}" for name in kept["made_with"]["notebooks"]} <= kept["results"]["documents"].keys()


def test_every_fate_is_told_in_one_line(made):
    """The closed year's laureates as tests/golden/2024 has them, a refusal with its clause."""
    fates = made["results"]["applications"]
    assert len(fates) == 44
    laureates = {application for application, fate in fates.items() if fate.endswith("：获奖")}
    assert laureates == {"A2401", "A2403", "A2406", "A2410"}
    assert fates["A2402"] == "质量奖：资格不符合（三(三)a）"


def test_open_values_and_readings_come_with_their_document(made):
    """What the year decided itself names its paper; every open question has its reading."""
    law = made["inputs"]["law"]
    assert law["day"] == "2024-05-31"
    assert all(value["document"] and value["approved_on"] for value in law["open_values"])
    assert law["readings"]["R-01"]["document"] == "虚评委〔2024〕1号"
    assert not {value["key"] for value in law["open_values"]} & law["readings"].keys()


def test_neither_clock_nor_place_nor_salt_is_told(made, year):
    """So that the same year gives the same receipt anywhere, and nobody finds the salt in it."""
    text = receipt.as_text(made)
    salt = (SAMPLE / "2024/salt.txt").read_text(encoding="utf-8").strip()
    untold = (str(year.incoming), str(year.reports), "salt", salt)
    assert [each for each in untold if each in text] == []
    assert re.findall(r"\d{2}:\d{2}", text) == []


def test_the_form_of_a_file_does_not_change_its_table(tmp_path):
    """GB18030 with Chinese headings and CRLF is the same table as plain UTF-8; one other grade is another."""
    heading, first, *others = (SAMPLE / "2024" / "tax_credit.csv").read_text(encoding="utf-8").splitlines()
    titles = ",".join(contract("tax_credit").column(name).title for name in heading.split(","))
    plain, same, other = (
        hash_of(tmp_path / name, "\r\n".join([*rows, ""]).encode(encoding))
        for name, encoding, rows in (
            ("plain", "utf-8", [heading, first, *others]),
            ("same", "gb18030", [titles, first, *others]),
            ("other", "utf-8", [heading, first.replace(",A", ",B"), *others]),
        )
    )
    assert plain == same != other


def hash_of(folder, data):
    folder.mkdir()
    (folder / "tax_credit.csv").write_bytes(data)
    return receipt.table_hashes(read_incoming(folder).frames["tax_credit"], contract("tax_credit"))


def test_an_act_once_recorded_is_frozen(made, year, tmp_path, monkeypatch):
    """A row changed or gone since the last run stops the next one, which names it and leaves all as it was."""
    recorded = dict(made["inputs"]["acts"])
    recorded["approval·quality_award·A2401"] = "0" * 64
    recorded["approval·quality_award·A2404"] = "0" * 64
    before = {**made, "inputs": {**made["inputs"], "acts": recorded}}
    (tmp_path / "2024").mkdir()
    path = tmp_path / "2024" / "receipt.json"
    path.write_text(receipt.as_text(before), encoding="utf-8", newline="\n")
    monkeypatch.setattr(execution, "open_year", lambda *_: year)
    monkeypatch.setattr(kernels, "warm_kernels", nullcontext)
    with pytest.raises(ActsRewritten) as stop:
        execution.run_year(2024, reports=tmp_path)
    assert stop.value.acts == ("市政府批准名单·质量奖·A2401", "市政府批准名单·质量奖·A2404")
    assert stop.value.exit_code == 3
    assert "监督组" in str(stop.value)
    assert [path.name for path in (tmp_path / "2024").iterdir()] == ["receipt.json"]


def test_new_acts_may_come(made, year, tmp_path):
    recorded = dict(list(made["inputs"]["acts"].items())[1:])
    before = {**made, "inputs": {**made["inputs"], "acts": recorded}}
    (tmp_path / "receipt.json").write_text(receipt.as_text(before), encoding="utf-8", newline="\n")
    receipt.refuse_rewritten_acts(year, tmp_path)
    receipt.refuse_rewritten_acts(year, tmp_path / "nothing yet")


@pytest.mark.parametrize("table", ["incoming/ballot_counts", "results/tally", "results/duties"])
def test_a_disclosed_table_opens_its_commitment(table, made, year, tmp_path):
    """The file and key that are handed over, under the same HMAC as the public receipt's."""
    receipt.write(year, year.outcomes())
    handed = disclosure.disclose(year, table, tmp_path)
    salt = bytes.fromhex((SAMPLE / "2024/salt.txt").read_text(encoding="utf-8").strip())
    key = hmac.digest(salt, f"yiwu-award receipt 1\n2024\n{table}".encode(), "sha256")
    assert handed.key == key.hex()
    kind, name = table.split("/")
    kept = made[{"incoming": "inputs", "results": "results"}[kind]]["tables"]
    assert hashlib.sha256(handed.file.read_bytes()).hexdigest() == kept[name]["hash"]


def test_no_other_table_is_disclosed(year, tmp_path):
    with pytest.raises(Refused, match="没有表 incoming/salt"):
        disclosure.disclose(year, "incoming/salt", tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_receipt_changed_by_one_sign_is_known(made, tmp_path):
    """Its seal no longer fits; so it doesn't if somebody only wrote it another way."""
    path = tmp_path / "receipt.json"
    path.write_text(receipt.as_text(made), encoding="utf-8", newline="\n")
    assert receipt.read(path) == (json.loads(json.dumps(made)), True)
    for old, new in (("2024-05-31", "2024-05-30"), ("\n", "\r\n")):
        path.write_bytes(receipt.as_text(made).replace(old, new, 1).encode())
        assert receipt.read(path)[1] is False


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}'])
def test_what_is_no_receipt_is_refused(text, tmp_path):
    (tmp_path / "receipt.json").write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match="不是完好的收据"):
        receipt.read(tmp_path / "receipt.json")


def test_without_a_receipt_nothing_can_be_verified(tmp_path):
    with pytest.raises(Refused, match=r"找不到收据.*请先运行该年度"):
        receipt.read(tmp_path / "receipt.json")
