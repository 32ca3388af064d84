"""A sweep: one plain unit of work for any executor, its own folder, and a mark on everything that it leaves."""

import csv
import pickle
from concurrent.futures import Executor
from pathlib import Path

import pandas as pd
import pytest

from tests.judged import remember_as_judged
from yiwu_award.errors import ContractBroken, Refused, VariantsBroken
from yiwu_award.law.variants import read_variants
from yiwu_award.places import project_file
from yiwu_award.run.sweep import sweep, under_variant
from yiwu_award.whatif.outcome import COLUMNS
from yiwu_award.year import open_year

STATUS = "假设，不是结论"
VARIANTS = """
亩产 <A>:
  amend: {land_productivity.required_grade: A}
两项:
  rules: {shortlist.value: {质量奖: 7}}
  readings: {R-14: last_calendar_years}
"""


@pytest.fixture(scope="module")
def reports(tmp_path_factory):
    """A folder of results that remembers the sample year 2024 as judged."""
    folder = tmp_path_factory.mktemp("reports")
    remember_as_judged(2024, folder)
    return folder


class Prepared(Executor):
    """Notes what it was given, and gives back what the unit of work could have."""

    def __init__(self):
        self.calls = []

    def map(self, function, *arguments):
        assert pickle.loads(pickle.dumps(function)) is under_variant
        self.calls = list(zip(*arguments, strict=True))
        return [self.frame(year, name) for year, name, *_ in self.calls]

    def frame(self, year, name):
        own = ("quality_award", "A2401", "虚构 & 公司")
        rows = [("verdict", *own, "三(七)", "not_met" if name else "met", "2023 年度 B1"),
                ("place", *own, None, "2" if name == "两项" else "1", "700.00 分")]  # fmt: skip
        if name == "两项":
            rows.append(("seat", None, None, None, None, None, "没有表决过"))
        else:
            rows.append(("seat", *own, None, "yes", "9 票"))
        return pd.DataFrame(rows, columns=list(COLUMNS)).assign(award_year=str(year), variant=name).astype("string")


@pytest.fixture(scope="module")
def swept(reports, tmp_path_factory):
    """The sweep of one year under two variants, and the executor that it used."""
    file = tmp_path_factory.mktemp("variants") / "方案.yml"
    file.write_text(VARIANTS, encoding="utf-8")
    executor = Prepared()
    return sweep([2024], file, reports=reports, executor=executor), executor


def test_each_pair_of_year_and_variant_is_one_call_with_plain_values(swept):
    """The year as it stands first; nothing but numbers and text, as a worker on another machine needs."""
    _, executor = swept
    assert [call[:2] for call in executor.calls] == [(2024, ""), (2024, "亩产 <A>"), (2024, "两项")]
    assert {type(value) for call in executor.calls for value in call} == {int, str}


def test_tables_and_page_lie_in_a_folder_of_their_own_and_say_what_they_are(swept, reports):
    """Every row of every table, and the page at its top, in its title, at each variant and at its foot."""
    done, _ = swept
    assert done.folder == reports / "sweeps" / "方案"
    assert sorted(path.name for path in done.folder.iterdir()) == [
        "changes.csv", "index.html", "kind.txt", "supposed.csv", "untold.csv",
    ]  # fmt: skip
    for name, n_rows in (("changes", 3), ("untold", 1), ("supposed", 3)):
        with (done.folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert [row["status"] for row in rows] == [STATUS] * n_rows
    page = (done.folder / "index.html").read_text(encoding="utf-8")
    assert page.count(STATUS) >= 9
    assert f"<title>假设测算 方案 · {STATUS}" in page
    assert not list((reports / "2024").glob("tables"))


def test_the_page_is_offline_and_takes_names_as_they_are(swept):
    done, _ = swept
    page = (done.folder / "index.html").read_text(encoding="utf-8")
    for word in ("亩产 &lt;A&gt;", "虚构 &amp; 公司", "内部资料", "虚构示例", "符合", "第 2 名", "无从得知：初选授奖",
                 "R-08 所定的一天前两个完整自然年的八个季度"):  # fmt: skip
        assert word in page
    assert not {word for word in ("http", "<script", "url(", "@import", "src=") if word in page}


def test_the_rules_that_hold_stand_beside_the_supposed_ones(swept):
    done, _ = swept
    rows = pd.read_csv(done.folder / "supposed.csv", dtype="string").fillna("")
    assert list(zip(rows["key"], rows["scope"], rows["was"], rows["becomes"], strict=True))[:2] == [
        ("land_productivity.required_grade", "", "B1", "A"),
        ("shortlist.value", "质量奖", "6", "7"),
    ]


def test_a_sweep_of_the_same_name_is_replaced_and_nothing_else_is(swept, reports, tmp_path):
    done, _ = swept
    file = tmp_path / "方案.yml"
    file.write_text("一项: {amend: {notice.days: 8}}", encoding="utf-8")
    before = (done.folder / "index.html").read_bytes()
    (done.folder / "kind.txt").write_text("别的\n", encoding="utf-8")
    with pytest.raises(Refused, match="里已有别的文件"):
        sweep([2024], file, reports=reports, executor=Prepared())
    assert (done.folder / "index.html").read_bytes() == before


def test_the_unit_of_work_gives_the_outcome_of_its_variant(reports, tmp_path):
    """The stricter grade refuses A2401, whose grade is B1."""
    file = tmp_path / "v.yml"
    file.write_text(VARIANTS, encoding="utf-8")
    sample = project_file("data_contracts/sample") / "2024"
    found = under_variant(2024, "亩产 <A>", str(file), str(sample), str(reports))
    assert tuple(found.columns) == (*COLUMNS, "award_year", "variant")
    refused = found[(found["subject"] == "verdict") & (found["part"] == "三(七)") & (found["value"] == "not_met")]
    assert set(refused["application_id"]) == {"A2401", "A2429"}


def test_faults_of_the_file_and_years_that_there_are_none_of_are_told_together(tmp_path):
    """Before any table is read; nothing is written."""
    file = tmp_path / "v.yml"
    file.write_text("a: {readings: {R-99: x}}", encoding="utf-8")
    with pytest.raises(VariantsBroken) as stop:
        sweep([2024, 1999], file, reports=tmp_path / "reports")
    assert [fault.came for fault in stop.value.faults] == ["读法 'R-99'", "年度 1999 没有来表"]
    assert str(stop.value).startswith("假设方案有 2 处错误，未作任何测算，未写任何结果。")
    assert not (tmp_path / "reports").exists()


def test_weights_off_one_are_refused_before_anything_is_tried(reports, tmp_path):
    file = tmp_path / "weights.yml"
    file.write_text("a:\n  rules: {score.weight_document: 0.4}\n", encoding="utf-8")
    executor = Prepared()
    with pytest.raises(VariantsBroken, match=r"weights\.yml · 第 2 行.*合计 11/10"):
        sweep([2024], file, reports=reports, executor=executor)
    assert executor.calls == []
    assert not (reports / "sweeps" / "weights").exists()


def test_the_results_of_a_sweep_are_no_year(swept):
    """Whoever takes their folder for tables that came in is refused: they can't be run or published."""
    done, _ = swept
    with pytest.raises(ContractBroken, match=r"changes\.csv"):
        open_year(2024, done.folder, done.folder.parent)


def test_the_example_in_the_documentation_is_sound():
    text = (Path(__file__).parents[2] / "data_contracts" / "sample" / "variants.yml").read_text(encoding="utf-8")
    variants, faults = read_variants(text, "variants.yml")
    assert (len(variants), faults) == (7, ())
