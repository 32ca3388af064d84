"""``yiwu-award panels`` on a sample year: a proposal by the rules, or which rule can't be met."""

from __future__ import annotations

import csv
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from tests.judged import remember_as_judged
from tests.run.elsewhere import contents, two_places
from yiwu_award import cli
from yiwu_award.places import project_file
from yiwu_award.year import Year

SAMPLE = project_file("data_contracts/sample") / "2025"


@pytest.fixture(scope="module")
def proposals(tmp_path_factory: pytest.TempPathFactory, sample: Callable[..., Year]) -> list[Path]:
    """What the command wrote in a process far away, and what it writes here."""
    root = tmp_path_factory.mktemp("panels")
    _, far = two_places(root)
    remember_as_judged(2025, far.cwd / "reports")
    said = far.call("panels", 2025, "--reports", far.cwd / "reports", "--to", far.cwd / "proposed")
    assert "尚未采用" in said
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("yiwu_award.year.open_year", lambda year, *_: sample(year))
        assert called(patch, "panels", 2025, "--to", root / "proposed") == 0
    return [far.cwd / "proposed", root / "proposed"]


def called(patch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of a command in this process."""
    patch.setattr(sys, "argv", ["yiwu-award", *map(str, arguments)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))[1:]


def test_the_same_year_gives_the_same_proposal_byte_by_byte(proposals: list[Path]) -> None:
    assert contents(proposals[0]) == contents(proposals[1])
    assert sorted(contents(proposals[0])) == ["panel_applications.csv", "panels.csv"]


def test_every_panel_is_lawful_and_every_eligible_application_has_one(
    proposals: list[Path], sample: Callable[..., Year]
) -> None:
    """二(三): three to five, exactly one leader, an expert of each application's sector, nobody on two panels.

    Seven assessors make two panels at most, so ten applications are five and five at best.
    """
    seats, given = (rows(proposals[0] / f"{name}.csv") for name in ("panels", "panel_applications"))
    received = sample(2025).received
    expertise = dict(received["assessors"][["assessor_id", "expertise"]].itertuples(index=False))
    sector = dict(received["applications"][["application_id", "sector"]].itertuples(index=False))
    panels = {panel: [who for at, who, _ in seats if at == panel] for panel, _, _ in seats}

    assert all(3 <= len(members) <= 5 for members in panels.values())
    assert Counter(panel for panel, _, leads in seats if leads == "是") == dict.fromkeys(panels, 1)
    assert max(Counter(who for _, who, _ in seats).values()) == 1
    assert {who for _, who, _ in seats} <= set(expertise)
    assert [pair for pair in given if sector[pair[1]] not in {expertise[who] for who in panels[pair[0]]}] == []
    eligible = received["acts"].query("act == 'eligible_list'")["application_id"]
    assert sorted(application for _, application in given) == sorted(eligible)
    assert sorted(Counter(panel for panel, _ in given).values()) == [5, 5]


@pytest.mark.usefixtures("unjudged")
def test_what_cannot_be_met_is_named_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The only expert of services turns out to be one of management: exit 3, as for all that a person must decide."""
    incoming = shutil.copytree(SAMPLE, tmp_path / "来表")
    book = openpyxl.load_workbook(incoming / "评审/评审组组成.xlsx")
    cells = [cell for row in book["评审员"].iter_rows() if row[0].value == "E07" for cell in row]
    (expertise,) = [cell for cell in cells if cell.value == "服务业"]
    expertise.value = "质量管理"
    book.save(incoming / "评审/评审组组成.xlsx")
    to = tmp_path / "proposed"
    given = ("--incoming", incoming, "--reports", tmp_path / "reports", "--to", to)
    assert called(monkeypatch, "panels", 2025, *given) == 3
    said = capsys.readouterr().out
    assert "没有具备资格的“服务业”行业专家（二(三)）" in said
    assert "未写任何文件" in said
    assert not to.exists()
