"""`correct` and `takedown` on the command line: what they ask, what they pass on, what they say to a mistake."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from yiwu_award import cli
from yiwu_award.publish import build
from yiwu_award.publish.corrections import Correction
from yiwu_award.publish.takedown import Takedown

Call = Callable[..., tuple[int, str]]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def run(*arguments: object, typed: str = "") -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["yiwu-award", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        with pytest.raises(SystemExit) as stop:
            cli.main()
        said = capsys.readouterr()
        return stop.value.code or 0, said.out + said.err

    return run


def test_takedown_asks_for_the_text_and_keeps_it_out_of_the_command(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(build, "take_down", lambda *given: asked.append(given) or tmp_path / "public")
    code, said = call(
        "takedown", "--on", "2025-10-03", "--reason", "误登手机号", "--site", tmp_path, typed="13900000000\n"
    )
    assert code == 0
    assert asked == [(Takedown("13900000000", date(2025, 10, 3), "误登手机号"), tmp_path)]
    assert "版本库历史" in said


def test_correct_passes_day_and_reason_on(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[Any] = []
    monkeypatch.setattr(build, "publish", lambda *what: given.append(what) or tmp_path / "public")
    code, said = call("correct", 2024, "--on", "2025-04-01", "--reason", "文号误写", "--site", tmp_path)
    assert code == 0
    ((years, site, correction),) = given
    assert [year.award_year for year in years] == [2024]
    assert (site, correction) == (tmp_path, Correction(date(2025, 4, 1), "文号误写"))
    assert "已更正 2024 年度" in said


@pytest.mark.parametrize(("arguments", "message"), [
    (("takedown", "--on", "2025年", "--reason", "误登"), "参数 --on 应为日期，如 2025-11-07"),
    (("takedown", "--reason", "误登"), "缺少参数 --on"),
    (("correct", "2024", "--on", "2025-04-01"), "缺少参数 --reason"),
])  # fmt: skip
def test_a_mistake_in_the_call_is_told_in_chinese(call: Call, arguments: tuple[str, ...], message: str) -> None:
    code, said = call(*arguments)
    assert code == 2
    assert message in said
