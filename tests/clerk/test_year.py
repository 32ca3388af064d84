"""A year filled in from what ``new`` and ``forms`` give, by somebody who never saw the code."""

import shutil

import pytest

from tests.clerk import steps
from tests.clerk.office import SOFFICE, Entry, work_through
from tests.clerk.story import YEAR
from tests.clerk.workbooks import first_sheet, written_in
from yiwu_award.forms import write_forms
from yiwu_award.forms.duties import ATTESTED
from yiwu_award.procedure import STAGES, stage_named
from yiwu_award.tables.new_year import begin
from yiwu_award.year import open_year

CREDIT_FORM = "信用积分-部门评审-市信用中心.xlsx"


@pytest.fixture(scope="module")
def filled_in(tmp_path_factory):
    """The clerk's folder at the end of the year, and his forms as they lay there before anybody answered them."""
    desk, sent = tmp_path_factory.mktemp("来表"), tmp_path_factory.mktemp("forms")
    begin(desk, YEAR, ATTESTED)

    def send_out(number):
        forms = write_forms(open_year(YEAR, desk, sent / "reports"), stage_named(number), sent / number)
        for form in forms:
            shutil.copy(form, sent / form.name)
        return forms

    def take_back(forms, _number):
        for form in forms:
            shutil.copy(form, desk)

    with pytest.MonkeyPatch.context() as patch:  # judged once, when all is there
        patch.setattr("yiwu_award.arrivals.judge", lambda *_: ())
        steps.conduct(desk, send_out, take_back)
    return desk, sent


def test_it_passes_check_and_comes_to_its_laureates(filled_in, tmp_path):
    year = open_year(YEAR, filled_in[0], tmp_path)
    assert year.warnings == ()
    assert {name: outcome.state for name, outcome in year.outcomes().items()} == {each.name: "done" for each in STAGES}
    assert list(year.outcome("award")["laureates"]["application_id"]) == ["A2601", "A2602", "A2603"]


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice")
def test_every_kind_of_form_that_libreoffice_saved_is_read_as_before_and_so_is_what_was_typed_in_it(
    filled_in, tmp_path, monkeypatch
):
    """Of each kind one form; the credit points are typed in LibreOffice itself."""
    monkeypatch.setattr("yiwu_award.arrivals.judge", lambda *_: ())
    desk, sent = filled_in
    before = open_year(YEAR, desk, tmp_path / "1")
    resaved = shutil.copytree(desk, tmp_path / "来表")
    kinds = {path.name.split("-")[0]: path for path in sorted(desk.glob("*-*.xlsx"))}
    at = {row["申报编号"]: number for number, row in enumerate(written_in(first_sheet(sent / CREDIT_FORM)[1]), 2)}
    typed = [
        entry for number in at.values() for entry in (Entry(f"C{number}", "930"), Entry(f"D{number}", "2026年8月1日"))
    ]
    books = [(path, []) for title, path in kinds.items() if title != "信用积分"]
    saved = work_through([*books, (sent / CREDIT_FORM, typed)], resaved, tmp_path / "profile")
    assert len(saved) == 11
    after = open_year(YEAR, resaved, tmp_path / "2")
    for name, frame in before.tables.items():
        assert after.tables[name].astype(object).equals(frame.astype(object)), name


def test_the_departments_are_asked_to_sign_their_record_again_before_the_notice(filled_in):
    """三(八) is signed anew of those who were elected, by those whom the year's rule names (R-52, R-65)."""
    again = {path.name: written_in(first_sheet(path)[1]) for path in filled_in[1].glob("部门核查意见-社会公示-*")}
    assert sorted(again) == ["部门核查意见-社会公示-市市场监管局.xlsx", "部门核查意见-社会公示-市应急管理局.xlsx"]
    for rows in again.values():
        asked = {(row["申报编号"], row["条款项"]) for row in rows}
        assert asked == {(each, f"三(八){part}") for each in ("A2601", "A2602", "A2603") for part in "abcde"}
