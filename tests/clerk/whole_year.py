"""The same year by the command line alone, every form saved by LibreOffice; for ``nox -s thorough``."""

import os
import subprocess
import sys

import pytest

from tests.clerk import steps
from tests.clerk.office import SOFFICE, work_through
from tests.clerk.story import YEAR


@pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice")
def test_a_year_of_forms_saved_by_libreoffice_is_checked_and_run_to_its_end(tmp_path):
    def call(*arguments):
        command = [sys.executable, "-c", "from yiwu_award.cli import main; main()", *map(str, arguments)]
        environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
        done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    desk, reports = tmp_path / "来表", tmp_path / "reports"

    def send_out(number):
        folder = tmp_path / "forms" / number
        call("forms", YEAR, "--stage", number, folder, "--incoming", desk)
        return sorted(folder.rglob("*.xlsx"))

    def take_back(forms, number):
        work_through([(form, []) for form in forms], desk, tmp_path / "profiles" / number)
        call("check", YEAR, "--incoming", desk, "--reports", reports, "--as-of", steps.DAYS[number])

    call("new", YEAR, desk)
    steps.conduct(desk, send_out, take_back)
    said = call("check", YEAR, "--incoming", desk, "--reports", reports)
    assert "没有错误" in said
    assert "【" not in said
    call("run", YEAR, "--incoming", desk, "--reports", reports)
    assert (reports / str(YEAR) / "index.html").exists()
