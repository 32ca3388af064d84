"""Forms of a stage: each sender is asked about his own organisations only, and answers come back as the tables."""

import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from yiwu_award.errors import Refused
from yiwu_award.forms import STAGES_WITH_FORMS, forms_of, write_forms
from yiwu_award.forms.duties import duties
from yiwu_award.procedure import STAGES, stage_named
from yiwu_award.tables.contracts import contract, incoming
from yiwu_award.tables.reading import UNANSWERED, read_incoming
from yiwu_award.tables.workbooks import workbook
from yiwu_award.year import open_year

ASKED = ("attestations", "item_scores", "item_consensus", "confirmations", "department_scores", "credit_points",
         "visits", "panel_opinions", "voters", "ballot_papers", "ballot_counts")  # fmt: skip
BY_TITLE = {table.title: table for table in incoming().values()}


@pytest.fixture(scope="module")
def opened(tmp_path_factory):
    """Opens a folder as year 2024 without judging it: the sample is known to be sound."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yiwu_award.arrivals.judge", lambda *_: ())
        yield lambda incoming=None: open_year(2024, incoming, tmp_path_factory.mktemp("reports"))


@pytest.fixture(scope="module")
def sample(opened):
    """Its departments as they answered for 资格审查: no form asks for what they sign again before the notice."""
    year = opened()
    opinions = year.tables["attestations"]
    first = opinions[opinions["concluded_on"] < "2024-10-25"].reset_index(drop=True)
    return replace(year, tables={**year.tables, "attestations": first})


@pytest.fixture(scope="module")
def sent(sample):
    """All workbooks by path but those by which 三(八) is signed again; tests/clerk answers these."""
    stages = [stage for stage in STAGES_WITH_FORMS if stage != "7_notice"]
    return {path: book for stage in stages for path, book in forms_of(sample, stage_named(stage))}


def sheet_of(book):
    return next(sheet for sheet in book if sheet.title in BY_TITLE)


def rows_of(sheet):
    head, *rows = ([cell.value for cell in row] for row in sheet)
    return [dict(zip(head, row, strict=True)) for row in rows]


def fill_in(sheet, frame):
    """Write the sample's answers beside the keys that the form holds, as a person reads them; all if it is blank."""
    table = BY_TITLE[sheet.title]
    shown = table.shown(frame[list(table.names)])
    keys = [table.column(name).title for name in table.prefilled]
    answers = {tuple(row[key] for key in keys): row for row in shown.to_dict("records")}
    head = {cell.value: cell.column for cell in sheet[1]}
    if not table.prefilled:
        for number, row in enumerate(shown.to_dict("records"), 2):
            for title, text in row.items():
                sheet.cell(row=number, column=head[title]).value = text or None
    for number, row in enumerate(rows_of(sheet), 2) if table.prefilled else ():
        answer = answers.get(tuple(str(row[key]) for key in keys), {})
        for title, text in answer.items():
            sheet.cell(row=number, column=head[title]).value = text or None


def test_filled_in_as_the_sample_answers_they_come_back_as_its_tables(sample, sent, tmp_path):
    for path, book in sent.items():
        fill_in(sheet_of(book), sample.tables[BY_TITLE[sheet_of(book).title].name])
        place = tmp_path / path
        place.parent.mkdir(parents=True, exist_ok=True)
        book.save(place)

    arrived = read_incoming(tmp_path)

    assert arrived.faults == ()
    for name in ASKED:
        table = contract(name)
        columns, key = list(table.names), list(table.key)
        came = arrived.frames[name][columns].sort_values(key, ignore_index=True)
        due = sample.tables[name][columns].sort_values(key, ignore_index=True)
        pd.testing.assert_frame_equal(came, due, obj=name)


def test_where_the_last_seat_is_tied_only_the_round_that_is_still_out_is_asked_for(sample):
    """11 valid papers, three seats: A2401 has 10, A2406 9, A2404 and A2410 tie at 6; the other award is decided."""
    counts = sample.tables["ballot_counts"]
    tied = counts["application_id"].isin(["A2404", "A2410"])
    counts = counts.assign(
        votes_for=counts["votes_for"].mask(tied, 6), votes_against=counts["votes_against"].mask(tied, 4),
        abstentions=counts["abstentions"].mask(tied, 1),
    )  # fmt: skip
    acts = sample.tables["acts"]
    tables = {**sample.tables, "ballot_counts": counts, "acts": acts[acts["act"] != "preselected"]}
    year = sample.supposing("末位同票", sample.law, tables)
    asked = {path.split("/")[1]: rows_of(sheet_of(book)) for path, book in forms_of(year, stage_named("vote"))}
    papers, counted = asked["选票统计-审查表决-监票人.xlsx"], asked["计票结果-审查表决-监票人.xlsx"]
    assert len(asked) == 2
    assert [(row["奖项"], row["轮次"]) for row in papers] == [("质量奖", 2)]
    assert [(row["奖项"], row["轮次"], row["申报编号"]) for row in counted] == [
        ("质量奖", 2, "A2404"), ("质量奖", 2, "A2410"),
    ]  # fmt: skip


def test_an_assessor_is_not_shown_whom_he_is_recused_from(sample):
    """E02 holds shares of A2401, which his panel P1 reviews (七(一)): he gets the others of his panel only."""
    held = {"assessor_id": "E02", "application_id": "A2401", "relation": "shareholding"}
    conflicts = pd.concat([sample.tables["conflicts"], pd.DataFrame([held | {"declared_on": "2024-07-08"}])])
    conflicts = conflicts.astype(contract("conflicts").dtypes)
    year = replace(sample, tables={**sample.tables, "conflicts": conflicts})
    asked = {path.split("/")[0]: book for path, book in forms_of(year, stage_named("document_review"))}
    assert "A2401" in {row["申报编号"] for row in rows_of(sheet_of(asked["E03"]))}
    own = asked["E02"]
    assert len(rows_of(sheet_of(own))) > 0
    assert "A2401" not in " ".join(str(cell.value) for sheet in own for row in sheet for cell in row)


def test_each_panels_and_applicants_form_names_only_its_own_organisations(sample, sent):
    given = sample.tables["panel_applications"]
    of_panel = {panel: set(rows["application_id"]) for panel, rows in given.groupby("panel")}
    seen = set()
    for path, book in sent.items():
        if not path.startswith(("A", "P")):
            continue
        named = {row["申报编号"] for row in rows_of(sheet_of(book))}
        sender = path.split("/")[0]
        assert named <= of_panel.get(sender, named)
        if sender.startswith("A"):
            assert named == {sender}
        seen.add(sender)
    assert {"P1", "A2401"} <= seen


def test_every_row_is_explained_in_words_but_for_the_counts_of_a_secret_vote(sent):
    first = rows_of(sheet_of(sent["E01/评分条款打分-资料评审-E01.xlsx"]))[0]
    assert first["※组织名称"]
    assert first["※条款名称"].endswith("分）")
    for name in ("选票统计", "计票结果"):
        head = [cell.value for cell in sheet_of(sent[f"监票人/{name}-审查表决-监票人.xlsx"])[1]]
        assert head == [column.title for column in BY_TITLE[name].columns]


def test_a_form_that_comes_back_without_answers_is_no_answer(sample, tmp_path):
    written = write_forms(sample, stage_named("department_review"), tmp_path / "forms")
    arrived = read_incoming(tmp_path / "forms")
    assert arrived.faults == ()
    assert all(frame.empty for frame in arrived.frames.values())
    assert set(arrived.normalised["taken"]) == {UNANSWERED}
    assert len(written) == arrived.log["n_files"].sum()


@pytest.mark.parametrize(
    "stage", [stage for stage in STAGES if stage.notebook not in STAGES_WITH_FORMS], ids=lambda stage: stage.notebook
)
def test_a_stage_that_asks_nobody_says_which_ones_do(stage, sample, tmp_path):
    with pytest.raises(Refused, match="2_eligibility、3_document_review"):
        write_forms(sample, stage, tmp_path)


def test_a_folder_that_holds_something_is_left_alone(sample, tmp_path):
    (tmp_path / "mine.txt").write_text("", encoding="utf-8")
    with pytest.raises(Refused, match="已有文件"):
        write_forms(sample, stage_named("vote"), tmp_path)


@pytest.fixture(scope="module")
def early(opened, sample, tmp_path_factory):
    """The year before any department answered."""
    folder = shutil.copytree(sample.incoming, tmp_path_factory.mktemp("early") / "来表")
    (folder / "attestations.csv").unlink()
    return opened(folder)


def duties_book(path, *rows):
    book = openpyxl.Workbook()
    for row in [("条款项", "要求（只供对照）", "部门"), *rows]:
        book.active.append(row)
    book.save(path)


def test_departments_are_asked_as_their_duties_and_the_years_rule_on_the_record_say(early, tmp_path):
    office = "../市科技局"
    duties_book(tmp_path / "部门分工.xlsx", ("三(四)", "", office), ("一(三)", "", office), ("三(二)", "", None))
    year = replace(early, incoming=tmp_path)
    assert duties(year) == {
        "../市科技局": ["一(三)", "三(四)"],
        "义乌海关": ["三(八)c"],
        "市信用中心": ["三(八)e"],
        "市市场监管局": ["三(八)a", "三(八)d"],
        "市应急管理局": ["三(八)b"],
        "市生态环境分局": ["三(八)b"],
    }
    path, book = next(iter(forms_of(year, stage_named("eligibility"))))
    assert ".." not in path
    assert path.count("/") == 1
    awards = dict(year.tables["applications"][["application_id", "award"]].to_numpy())
    asked = [row["申报编号"] for row in rows_of(sheet_of(book)) if row["条款项"] == "一(三)"]
    assert asked == sorted(name for name, award in awards.items() if award == "innovation_award")


@pytest.mark.parametrize(
    ("rows", "said"),
    [((), "写明哪个部门核查什么"), ((("三(十)", "", "某局"),), "条款项“三(十)”")],
    ids=["nobody", "no such part"],
)
def test_without_anybody_to_ask_it_stops_and_says_so(rows, said, early, tmp_path):
    duties_book(tmp_path / "部门分工.xlsx", *rows)
    with pytest.raises(Refused) as stop:
        list(forms_of(replace(early, incoming=tmp_path), stage_named("eligibility")))
    assert said in str(stop.value)


def test_a_list_that_is_not_settled_stops_the_forms_that_rest_on_it(early):
    with pytest.raises(Refused, match="“资格审查”尚未完成"):
        list(forms_of(early, stage_named("document_review")))


def test_the_same_tables_give_the_same_bytes(sample, tmp_path):
    written = [write_forms(sample, stage_named("vote"), tmp_path / name) for name in ("1", "2")]
    first, second = ([path.read_bytes() for path in paths] for paths in written)
    assert first == second


OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="no LibreOffice")
def test_a_form_saved_by_libreoffice_is_read(tmp_path):
    """From .xlsx to .ods, .xls and back: lists, dates and helper columns survive, and nothing is faulty."""
    table = contract("materials")
    book = workbook(table)
    for row in (
        ["A01", "自我评价报告", "2024年5月1日", "是"],
        ["A02", "申报表", pd.Timestamp("2024-05-02"), "否", "-缺页"],
    ):
        sheet_of(book).append(row)
    book.save(tmp_path / "申报材料.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for kind, into in (("ods", "一"), ("xls", "二"), ("xlsx", "三")):
        (tmp_path / into).mkdir()
        source = tmp_path / ("一/申报材料.ods" if kind == "xlsx" else "申报材料.xlsx")
        command = [OFFICE, profile, "--headless", "--convert-to", kind, "--outdir", tmp_path / into, source]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        arrived = read_incoming(tmp_path / into)
        assert arrived.faults == (), kind
        frame = arrived.frames["materials"]
        assert frame["received_on"].dt.strftime("%Y-%m-%d").tolist() == ["2024-05-01", "2024-05-02"]
        assert frame["is_complete"].tolist() == [True, False]
        assert frame["note"].fillna("").tolist() == ["", "-缺页"]
