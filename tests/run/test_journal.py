"""What a run tells of its stages, and keeps as lines."""

import json

from yiwu_award.errors import OpenPoint
from yiwu_award.outcome import Outcome
from yiwu_award.procedure import STAGES
from yiwu_award.run.journal import Journal, Lap
from yiwu_award.stages.result import StageResult

CALL, INTAKE, ELIGIBILITY = STAGES[:3]
POINTS = (
    OpenPoint("blocked", "五(一)", "待核", "市评审办", "认定"),
    OpenPoint("waiting", "五(一)", "未收到", "市发改局", "交来该表"),
    OpenPoint("blocked", "五(一)", "又一项", "市评审办", "认定"),
)
OUTCOMES = {
    "call": Outcome(CALL, StageResult()),
    "intake": Outcome(INTAKE, StageResult()),
    "eligibility": Outcome(ELIGIBILITY, StageResult(open_points=POINTS)),
}


def test_a_line_a_stage_in_order_however_they_ended(tmp_path):
    """State, on whom it waits (each once), whether it was taken over; seconds only for what was run."""
    journal = Journal(OUTCOMES, lambda _lap: None)
    for stage in (ELIGIBILITY, CALL):
        with journal.running(stage):
            pass
    journal.take_over(INTAKE)
    journal.write(tmp_path)
    lines = [json.loads(line) for line in (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [type(line.pop("seconds")) for line in lines] == [float, type(None), float]
    assert lines == [
        {"stage": "call", "state": "done", "on_whom": [], "reused": False},
        {"stage": "intake", "state": "done", "on_whom": [], "reused": True},
        {"stage": "eligibility", "state": "blocked", "on_whom": ["市评审办", "市发改局"], "reused": False},
    ]


def test_each_beginning_and_end_is_told():
    """The beginning has no state yet; what is taken over has no time."""
    heard = []
    journal = Journal(OUTCOMES, heard.append)
    with journal.running(ELIGIBILITY):
        assert heard == [Lap(ELIGIBILITY, "")]
    journal.take_over(CALL)
    assert [(lap.stage.name, lap.state, lap.seconds is None) for lap in heard] == [
        ("eligibility", "", True), ("eligibility", "blocked", False), ("call", "done", True),
    ]  # fmt: skip
