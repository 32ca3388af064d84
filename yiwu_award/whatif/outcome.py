"""What a year comes to, as it stands or under a variant of the law: verdicts, places, lists and seats in one frame.

Pure. Under a variant each list is taken as its body would settle it if it followed what the program proposes, on the
day of its act. What people did by themselves is never made up: who has no scores has no place, another list than the
one voted on has no vote, another one than the one announced has neither objections nor an approval. Determinations
stand, money that was paid is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from yiwu_award.errors import AwardError, ContractBroken
from yiwu_award.law.rulebook import AWARDS
from yiwu_award.law.variants import Variant
from yiwu_award.stages import document_review, vote
from yiwu_award.stages.contest import Cut
from yiwu_award.stages.lists import acted, acted_on, shown, still_in
from yiwu_award.tables.contracts import contract
from yiwu_award.whatif.settling import Lists, elected_otherwise, settled, supposed
from yiwu_award.year import Year

# What is compared, in the order of the review.
SUBJECTS: Mapping[str, str] = {
    "verdict": "条款结论",
    "eligible": "资格审查",
    "document_place": "资料评审名次",
    "shortlisted": "进入现场评审",
    "place": "总分名次",
    "candidate": "候选授奖",
    "seat": "初选授奖",
    "laureate": "获奖",
}
COLUMNS = ("subject", "award", "application_id", "org_name", "part", "value", "detail")
YES, NO = "yes", "no"
BEFORE_THE_VOTE = ("document_review", "department_review", "onsite_review")
_NOT_VOTED = "候选名单与评议组表决的名单不同，这份名单没有表决过"
_NOT_NOTICED = "初选名单与公示的名单不同，这份名单没有公示、审查和批准过"


class Step(NamedTuple):
    """How far a year came in one step.

    Attributes:
        facts: frames of COLUMNS.
        untold: subject, award ("" for both) and why it can't be told.
        proposals: the list that the step ends in, by award; None: what comes after it can't be told either.
    """

    facts: tuple[pd.DataFrame, ...]
    untold: tuple[tuple[str, str, str], ...] = ()
    proposals: Lists | None = None


def outcome(year: Year, variant: Variant | None = None) -> pd.DataFrame:
    """What a year comes to.

    Args:
        year: the year as it stands.
        variant: what is supposed instead; None: nothing.

    Returns:
        COLUMNS, all string: one row for each verdict, place and membership of a list; the value of a laureate is the
        prize in yuan. A row without an application says that its subject can't be told, for one award or for both,
        with the reason as its detail.
    """
    frames: list[pd.DataFrame] = []
    untold: list[tuple[str, str, str]] = []
    subjects_left = list(SUBJECTS)
    try:
        current = supposed(year, variant) if variant else year
        for act, subjects, look in _STEPS:
            step = look(current, year)
            frames += step.facts
            untold += step.untold
            subjects_left = [subject for subject in subjects_left if subject not in subjects]
            if step.proposals is None:
                why = "；".join(dict.fromkeys(reason for _, _, reason in step.untold))
                untold += [(subject, "", why) for subject in subjects_left]
                break
            if variant and act:
                current = settled(current, year, act, step.proposals)
    except AwardError as stop:
        untold += [(subject, "", _said(stop)) for subject in subjects_left]
    nobody = [(subject, award or pd.NA, pd.NA, pd.NA, pd.NA, pd.NA, why) for subject, award, why in untold]
    frames.append(pd.DataFrame(nobody, columns=list(COLUMNS)))
    return pd.concat([frame.astype("string") for frame in frames], ignore_index=True)


def _eligibility(current: Year, _year: Year) -> Step:
    made = current.outcome("eligibility").result
    if "decisions" not in made.tables:
        return _stopped(current, "eligibility", ("verdict", "eligible"))
    summed = made.tables["eligibility"]
    decisions = made.tables["decisions"].merge(summed[["application_id", "org_name", "award"]], on="application_id")
    verdicts = decisions.assign(subject="verdict", value=decisions["verdict"], detail=decisions["observed"])
    reasons = summed["not_met"].fillna("") + ("；待核 " + summed["unknown"]).fillna("")
    eligible = summed.assign(subject="eligible", part=pd.NA, value=summed["verdict"], detail=reasons)
    met = summed[summed["verdict"] == "met"]
    proposals = {
        award: frozenset(still_in(
            met.loc[met["award"] == award, "application_id"], current.tables["exits"],
            acted_on(current.tables["acts"], "eligible_list", award) or current.as_of,
        ))
        for award in AWARDS
    }  # fmt: skip
    return Step((verdicts[list(COLUMNS)], eligible[list(COLUMNS)]), proposals=proposals)


def _documents(current: Year, _year: Year) -> Step:
    made = current.outcome("document_review").result
    if "document_results" not in made.tables:
        return _stopped(current, "document_review", ("document_place", "shortlisted"))
    results = made.tables["document_results"]
    cuts = {award: document_review.shortlist(rows, current.law, award) for award, rows in _by_award(results)}
    return _ranked(results, "document_place", "points", "shortlisted", cuts)


def _totals(current: Year, _year: Year) -> Step:
    unfinished = [name for name in BEFORE_THE_VOTE if current.outcome(name).state != "done"]
    if unfinished:
        return _stopped(current, unfinished[0], ("place", "candidate"))
    results = {name.replace("review", "results"): current.outcome(name) for name in BEFORE_THE_VOTE}
    tables = {table: made.result.tables[table] for table, made in results.items()}
    acts = {name: current.tables[name] for name in ("acts", "exits")}
    totals = vote.totals(tables | acts, current.law, current.as_of)
    cuts = {award: vote.propose(rows, current.law, award) for award, rows in _by_award(totals)}
    return _ranked(totals, "place", "total", "candidate", cuts)


def _seats(current: Year, year: Year) -> Step:
    made = current.outcome("vote").result
    if "tally" not in made.tables and "totals" not in made.tables:
        return _stopped(current, "vote", ("seat",))
    tally = made.tables.get("tally", contract("tally").empty()).sort_values(["award", "application_id", "round"])
    last = tally.groupby("application_id", as_index=False).last()
    votes = last["votes_for"].astype("string") + " 票"
    seats = _rows(last, "seat", _yes_no(last["is_preselected"]), votes)
    proposals, untold = {}, []
    for award in AWARDS:
        stood = acted(current.tables["acts"], "candidates", award)
        if stood is not None and (not stood or award in set(last["award"])):
            is_in = (last["award"] == award) & last["is_preselected"].fillna(False)
            proposals[award] = frozenset(last.loc[is_in, "application_id"])
        else:
            is_other = bool(stood) and stood != acted(year.tables["acts"], "candidates", award)
            untold.append(("seat", award, _NOT_VOTED if is_other else _why(current, "vote")))
    return Step((seats,), tuple(untold), None if untold else proposals)


def _laureates(current: Year, year: Year) -> Step:
    elected = {award: frozenset(acted(current.tables["acts"], "preselected", award) or ()) for award in AWARDS}
    if elected_otherwise(year, elected):
        return Step((), (("laureate", "", _NOT_NOTICED),))
    made = current.outcome("award").result
    if "prizes" not in made.tables:
        return _stopped(current, "award", ("laureate",))
    prizes = made.tables["prizes"]
    nothing = pd.Series(pd.NA, index=prizes.index)
    return Step((_rows(prizes, "laureate", prizes["amount_yuan"], nothing),), proposals={})


def _ranked(rows: pd.DataFrame, place: str, points: str, listed: str, cuts: Mapping[str, Cut]) -> Step:
    """Places with their points, and who is above the cut; who is tied across it can't be told."""
    scores = rows[points].astype("string") + " 分"
    frames = [_rows(rows, place, rows["place"], scores)]
    untold = []
    for award, cut in cuts.items():
        if cut.tied:
            untold.append((listed, award, f"末位同分：{shown(cut.tied)}，年度实施规则没有规定如何处理"))
        else:
            own = rows[rows["award"] == award]
            frames.append(_rows(own, listed, _yes_no(own["application_id"].isin(cut.taken)), scores))
    lists = dict.fromkeys(AWARDS, frozenset[str]()) | {award: cut.taken for award, cut in cuts.items()}
    return Step(tuple(frames), tuple(untold), None if untold else lists)


def _rows(rows: pd.DataFrame, subject: str, value: pd.Series, detail: pd.Series) -> pd.DataFrame:
    return rows.assign(subject=subject, part=pd.NA, value=value, detail=detail)[list(COLUMNS)]


def _by_award(rows: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    return ((award, rows[rows["award"] == award]) for award in AWARDS if (rows["award"] == award).any())


def _yes_no(is_in: pd.Series) -> pd.Series:
    return is_in.fillna(False).map({True: YES, False: NO})


def _stopped(current: Year, stage: str, subjects: Iterable[str]) -> Step:
    return Step((), tuple((subject, "", _why(current, stage)) for subject in subjects))


def _why(current: Year, stage: str) -> str:
    return "；".join(f"{point.what}（{point.clause}）" for point in current.outcome(stage).result.open_points)


def _said(stop: AwardError) -> str:
    if isinstance(stop, ContractBroken):
        return "；".join(f"{fault.came}，应为：{fault.due}（{fault.clause}）" for fault in stop.faults)
    return str(stop)


Look = Callable[[Year, Year], Step]
# The act that settles the list in which a step ends, what the step tells, and how.
_STEPS: tuple[tuple[str, tuple[str, ...], Look], ...] = (
    ("eligible_list", ("verdict", "eligible"), _eligibility),
    ("shortlist", ("document_place", "shortlisted"), _documents),
    ("candidates", ("place", "candidate"), _totals),
    ("preselected", ("seat",), _seats),
    ("", ("laureate",), _laureates),
)
