"""The pages that show no notebook are made in a kernel of their own; a fault there stops the run like any other."""

import nbformat
import pytest

from tests.judged import remember_as_judged
from yiwu_award.errors import Refused
from yiwu_award.run import pages
from yiwu_award.run.execution import run_year
from yiwu_award.tables.simulate import simulate


@pytest.mark.kernel
def test_where_pages_cannot_be_made_the_results_of_before_stay(tmp_path, monkeypatch):
    simulate(tmp_path / "incoming", 2024, 1)
    remember_as_judged(2024, tmp_path / "reports", tmp_path / "incoming")
    folder = tmp_path / "reports" / "2024"
    (folder / "kind.txt").write_text("虚构年度\n", encoding="utf-8")
    (folder / "index.html").write_text("旧", encoding="utf-8")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    whole = pages.as_notebook()
    whole.cells.append(nbformat.v4.new_code_cell("raise ValueError('没有模板')"))
    monkeypatch.setattr(pages, "as_notebook", lambda: whole)
    with pytest.raises(Refused, match="生成各页时中断：ValueError：没有模板"):
        run_year(2024, "0", tmp_path / "incoming", tmp_path / "reports")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
