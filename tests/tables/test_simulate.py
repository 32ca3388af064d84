"""Simulated years are fictional, whole, the same for the same seed, and keep their contracts."""

import pytest

from yiwu_award.errors import Refused
from yiwu_award.tables import uscc
from yiwu_award.tables.expectations import judge
from yiwu_award.tables.reading import read_incoming
from yiwu_award.tables.simulate import simulate
from yiwu_award.year import open_year


def bytes_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize(("year", "n"), [(2022, 1), (2024, 300), (2031, 40)])
def test_what_is_simulated_reads_and_judges_without_a_fault(year, n, tmp_path):
    written = simulate(tmp_path / "in", year, n, seed=3)

    arrived = read_incoming(tmp_path / "in")

    assert (arrived.faults, judge(arrived.frames)) == ((), ())
    assert arrived.normalised.empty
    assert len(arrived.frames["applications"]) == n
    assert {path.stem for path in written} == set(arrived.frames)


def test_every_kind_of_organisation_and_trouble_occurs(tmp_path):
    simulate(tmp_path, 2024, 300, seed=0)
    frames = read_incoming(tmp_path).frames
    assert set(frames["applications"]["sector"]) == {
        "industry", "mining", "construction", "agriculture", "services", "environment",
    }  # fmt: skip
    assert {"A", "B"} == set(frames["tax_credit"]["grade"])
    assert set(frames["attestations"]["conclusion"]) == {"met", "not_met"}
    assert len(frames["tax_credit"]) < 300


def test_codes_are_well_formed_different_and_of_no_real_district(tmp_path):
    simulate(tmp_path, 2024, 200)
    codes = read_incoming(tmp_path).frames["applications"]["uscc"]
    assert uscc.is_valid(codes).all()
    assert codes.is_unique
    assert set(codes.str[2:8]) == {"330799"}


def test_everything_says_that_it_is_fictional(tmp_path):
    simulate(tmp_path, 2024, 20)
    frames = read_incoming(tmp_path).frames
    assert dict(frames["office"][["field", "value"]].to_numpy())["is_fictional"] == "是"
    assert frames["applications"]["org_name"].str.startswith("虚构").all()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        simulate(tmp_path / name, 2024, 30, seed)
    assert bytes_of(tmp_path / "a") == bytes_of(tmp_path / "b")
    assert bytes_of(tmp_path / "a") != bytes_of(tmp_path / "c")


def test_a_year_written_in_several_portions_is_one_year(tmp_path, monkeypatch):
    monkeypatch.setattr("yiwu_award.tables.simulate.PORTION", 7)
    simulate(tmp_path, 2024, 20)
    arrived = read_incoming(tmp_path)
    ids = [f"S{number:04}" for number in range(1, 21)]
    assert arrived.faults == ()
    assert arrived.frames["applications"]["application_id"].tolist() == ids
    assert arrived.frames["applications"]["uscc"].is_unique
    assert arrived.frames["materials"].groupby("application_id").size().to_dict() == dict.fromkeys(ids, 3)


def test_a_folder_that_holds_something_is_left_alone(tmp_path):
    (tmp_path / "申报组织.xlsx").write_bytes(b"real")
    with pytest.raises(Refused, match="已有文件"):
        simulate(tmp_path, 2024, 3)
    assert bytes_of(tmp_path) == {"申报组织.xlsx": b"real"}


@pytest.mark.parametrize("n", [0, 10**15])
def test_a_number_that_cannot_be_written_is_refused(n, tmp_path):
    with pytest.raises(Refused, match="申报数"):
        simulate(tmp_path / "in", 2024, n)
    assert not (tmp_path / "in").exists()


def test_a_simulated_year_runs_up_to_the_list_of_eligible_organisations(tmp_path):
    simulate(tmp_path / "in", 2024, 300)

    year = open_year(2024, tmp_path / "in", tmp_path / "reports")

    assert [year.outcome(stage).state for stage in ("call", "intake")] == ["done", "done"]
    counts = year.outcome("eligibility")["eligibility"]["verdict"].value_counts()
    assert set(counts.index) == {"met", "not_met", "unknown"}
    assert counts["met"] > 200
    by_part = year.outcome("eligibility")["decisions"].groupby("part")["verdict"].agg(set)
    for part in [
        "四(二)a",
        "四(二)b",
        "三(一)b",
        "三(一)c",
        "三(二)",
        "三(三)a",
        "三(三)c",
        "三(五)1",
        "三(七)",
        "三(八)a",
    ]:
        assert {"met", "not_met"} <= by_part[part], part
    for part in ("三(四)", "三(五)1"):
        assert {"met", "unknown"} <= by_part[part], part
