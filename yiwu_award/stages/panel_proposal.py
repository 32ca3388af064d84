"""A proposal for 评审组 and their applications (二(二)3, 二(三), 七(一)): the office's to adopt, used by no stage.

Whole-number programming by scipy's HiGHS, with an order of wishes so complete that only one answer is best:

1. every application finds a panel; 2. the busiest panel has as few applications as can be; 3. the least busy one as
many; 4. as few seats as can be, the other assessors stay in reserve; 5. of what is still equal, the first application
goes to the first panel that it can go to, then the second one, then assessors and leaders in the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from yiwu_award.law.rulebook import Law
from yiwu_award.stages.checks import whole
from yiwu_award.stages.panels import is_expert, relations
from yiwu_award.tables.contracts import contract

Tables = Mapping[str, pd.DataFrame]
Numbers = np.ndarray[Any, Any]
Row = Mapping[Any, float]  # variable → coefficient
_AT_ONCE = 1_000  # larger weights would drown in the solver's tolerance of a millionth


class Proposal(NamedTuple):
    """What can be proposed.

    Attributes:
        panels: contract panels; empty where there is no proposal.
        panel_applications: contract panel_applications.
        stops: why some applications find no panel, each in one sentence that names clause and whom.
        unknown: assessors left out until somebody has looked, each in one sentence.
        reserve: qualified assessors without a seat.
    """

    panels: pd.DataFrame
    panel_applications: pd.DataFrame
    stops: tuple[str, ...]
    unknown: tuple[str, ...]
    reserve: tuple[str, ...]


def propose(tables: Tables, law: Law, applications: Iterable[str]) -> Proposal:
    """Panels for these applications, or why there can't be any.

    Args:
        tables: applications, assessors, conflicts, misconduct, by their contracts.
        law: ``panel.smallest``, ``panel.largest``; ``conflict.years_back`` where a relation has ended.
        applications: ids, as a rule those of the eligible list.

    Raises:
        NotInForce: how far back a relation counts is not decided.

    Source: 二(二)3, 二(三), 二(四), 七(一), 七(七), R-23, R-37.
    """
    least, most = whole(law, "panel.smallest"), whole(law, "panel.largest")
    field = tables["applications"]
    field = field[field["application_id"].isin(set(applications))].sort_values("application_id", ignore_index=True)
    fit, unknown = _fit(tables)
    experts = [is_expert(fit["expertise"], sector) for sector in field["sector"]]
    related = relations(tables, law)
    barred = [set(related.loc[related["application_id"] == name, "assessor_id"]) for name in field["application_id"]]
    stops = _stops(field, fit, experts, barred, least)
    if stops or field.empty:
        return _nothing(stops, unknown, fit)
    model = _Model(len(field), list(fit["assessor_id"]), experts, barred, least, most)
    answer = model.solved()
    if homeless := [
        name for name, panel in zip(field["application_id"], answer.panel_of, strict=True) if panel is None
    ]:
        why = (
            f"{'、'.join(homeless)} 不能与其余申报同时分配：回避以后，评审员不够再组成一个有其行业专家的 "
            f"{least}–{most} 人评审组（二(三)、七(一)）；请增补评审员，或核实利害关系"
        )
        return _nothing([why], unknown, fit)
    seated = [who for who, panel in zip(fit["assessor_id"], answer.seat_of, strict=True) if panel is not None]
    return Proposal(
        _panels(fit["assessor_id"], answer), _given(field["application_id"], answer), (), tuple(unknown),
        tuple(sorted(set(fit["assessor_id"]) - set(seated))),
    )  # fmt: skip


def _fit(tables: Tables) -> tuple[pd.DataFrame, list[str]]:
    """Assessors who may sit, by number; and whom a gap in our data leaves open."""
    assessors = tables["assessors"].sort_values("assessor_id", ignore_index=True)
    measures = tables["misconduct"]
    gone = set(measures.loc[measures["measure"] == "disqualified", "person_id"])
    assessors = assessors[~assessors["assessor_id"].isin(gone)]
    gaps = (("is_qualified", "二(四)"), ("expertise", "二(三)"))
    unknown = [
        f"{who} 的“{contract('assessors').column(column).title}”没有登记，待核，暂不安排（{clause}）"
        for column, clause in gaps
        for who in assessors.loc[assessors[column].isna(), "assessor_id"]
    ]
    known = assessors["is_qualified"].fillna(False) & assessors["expertise"].notna()
    return assessors[known].reset_index(drop=True), unknown


def _stops(
    field: pd.DataFrame, fit: pd.DataFrame, experts: Sequence[pd.Series], barred: Sequence[set[str]], least: int
) -> list[str]:
    """Requirements that no panel at all can meet, by name."""
    if len(fit) < least:
        return [f"具备资格的评审员只有 {len(fit)} 人，不足一个评审组的 {least} 人（二(三)）；请增补评审员"]
    title = contract("applications").labels("sector")
    stops: dict[str, None] = {}
    for name, sector, knows, out in zip(field["application_id"], field["sector"], experts, barred, strict=True):
        free = ~fit["assessor_id"].isin(out)
        if not knows.any():
            stops[f"没有具备资格的“{title[sector]}”行业专家（二(三)）；请增补评审员"] = None
        elif not (knows & free).any():
            who = "、".join(sorted(fit.loc[knows, "assessor_id"]))
            stops[f"{name} 的本行业专家 {who} 都须回避（七(一)）；请增补“{title[sector]}”专家，或核实利害关系"] = None
        if int(free.sum()) < least:
            stops[
                f"不须回避 {name} 的评审员只有 {int(free.sum())} 人，不足 {least} 人（二(三)、七(一)）；请增补评审员"
            ] = None
    return list(stops)


def _nothing(stops: Sequence[str], unknown: Sequence[str], fit: pd.DataFrame) -> Proposal:
    panels, given = contract("panels").empty(), contract("panel_applications").empty()
    return Proposal(panels, given, tuple(stops), tuple(unknown), tuple(fit["assessor_id"]))


class _Answer(NamedTuple):
    """Panel by application and by assessor (None: none), and each panel's leader, by their places."""

    panel_of: list[int | None]
    seat_of: list[int | None]
    leaders: set[int]


class _Model:
    """The program: which panel takes each application, who sits on it, who leads it."""

    def __init__(
        self, n_applications: int, assessors: Sequence[str], experts: Sequence[pd.Series], barred: Sequence[set[str]],
        least: int, most: int,
    ) -> None:  # fmt: skip
        self.n, self.k = n_applications, len(assessors)
        self.m = min(self.k // least, self.n)
        n, k, m = self.n, self.k, self.m
        self.takes = np.arange(n * m).reshape(n, m)
        self.sits = np.arange(k * m).reshape(k, m) + n * m
        self.leads = np.arange(k * m).reshape(k, m) + (n + k) * m
        self.is_used = np.arange(m) + (n + 2 * k) * m
        self.is_left = np.arange(n) + (n + 2 * k + 1) * m
        self.busiest, self.idlest = (n + 2 * k + 1) * m + n, (n + 2 * k + 1) * m + n + 1
        self.size = self.idlest + 1
        self.rows: list[Row] = []
        self.bounds: list[tuple[float, float]] = []
        for place in range(n):
            self._hold({**dict.fromkeys(self.takes[place], 1), self.is_left[place]: 1}, 1, 1)
        for one in range(k):
            self._hold(dict.fromkeys(self.sits[one], 1), 0, 1)
        for panel in range(m):
            self._hold_panel(panel, least, most)
        for place, (knows, out) in enumerate(zip(experts, barred, strict=True)):
            for panel in range(m):
                able = {self.sits[one, panel]: 1.0 for one in range(k) if knows[one] and assessors[one] not in out}
                self._hold({**able, self.takes[place, panel]: -1}, 0, np.inf)
                for one in (one for one in range(k) if assessors[one] in out):
                    self._hold({self.sits[one, panel]: 1, self.takes[place, panel]: 1}, 0, 1)

    def _hold_panel(self, panel: int, least: int, most: int) -> None:
        """Nobody, or so many members, one of whom leads; how busy it is, between the idlest and the busiest."""
        members, used = dict.fromkeys(self.sits[:, panel], 1.0), self.is_used[panel]
        self._hold({**members, used: -least}, 0, np.inf)
        self._hold({**members, used: -most}, -np.inf, 0)
        self._hold({**dict.fromkeys(self.leads[:, panel], 1.0), used: -1}, 0, 0)
        for one in range(self.k):
            self._hold({self.sits[one, panel]: 1, self.leads[one, panel]: -1}, 0, 1)
        load = dict.fromkeys(self.takes[:, panel], 1.0)
        self._hold({**load, used: -self.n}, -np.inf, 0)
        self._hold({**load, used: -1}, 0, np.inf)
        self._hold({**load, self.busiest: -1}, -np.inf, 0)
        self._hold({**load, used: -self.n, self.idlest: -1}, -self.n, np.inf)

    def _hold(self, row: Row, low: float, high: float) -> None:
        self.rows.append(row)
        self.bounds.append((low, high))

    def solved(self) -> _Answer:
        """The one best answer: each wish is met as far as it can be, and then held while the next is asked."""
        best = self._met(dict.fromkeys(self.is_left, 1.0))
        if not any(round(best[place]) for place in self.is_left):
            for wish in ({self.busiest: 1.0}, {self.idlest: -1.0}, dict.fromkeys(self.sits.flat, 1.0)):
                self._met(wish)
        best = self._first(self.takes, best)
        best = self._first(self.sits, best)
        best = self._first(self.leads, best)
        return _Answer(
            [self._of(best, own) for own in self.takes], [self._of(best, own) for own in self.sits],
            {one for one in range(self.k) if self._of(best, self.leads[one]) is not None},
        )  # fmt: skip

    def _of(self, best: Numbers, own: Numbers) -> int | None:
        return next((panel for panel, each in enumerate(own) if round(best[each])), None)

    def _first(self, table: Numbers, best: Numbers) -> Numbers:
        """The first entries on the first panels: as many as whole numbers allow in one wish, the weightier first."""
        base = self.m + 1
        at_once = max(1, int(np.log(_AT_ONCE) / np.log(base)) - 1)
        for first in range(0, len(table), at_once):
            wish: dict[Any, float] = {}
            for number, own in enumerate(table[first : first + at_once][::-1]):
                wish |= {each: float((panel - self.m) * base**number) for panel, each in enumerate(own)}
            best = self._met(wish)
        return best

    def _met(self, wish: Row) -> Numbers:
        """An answer that meets a wish best; from now on every answer must meet it as well."""
        costs = np.zeros(self.size)
        costs[list(wish)] = list(wish.values())
        places = [(number, each, value) for number, row in enumerate(self.rows) for each, value in row.items()]
        rows, columns, values = zip(*places, strict=True)
        held = csr_array((values, (rows, columns)), shape=(len(self.rows), self.size))
        upper = np.ones(self.size)
        upper[[self.busiest, self.idlest]] = self.n
        low, high = zip(*self.bounds, strict=True)
        found = milp(
            costs, integrality=np.ones(self.size), bounds=Bounds(0, upper),
            constraints=LinearConstraint(held, low, high), options={"mip_rel_gap": 0},
        )  # fmt: skip
        if found.x is None:
            msg = f"no answer where leaving every application out is one: {found.message}"
            raise AssertionError(msg)
        self._hold(wish, -np.inf, round(found.fun))
        answer: Numbers = found.x
        return answer


def _panels(assessors: pd.Series, answer: _Answer) -> pd.DataFrame:
    rows = [
        {"panel": f"P{panel + 1}", "assessor_id": who, "is_leader": one in answer.leaders}
        for one, (who, panel) in enumerate(zip(assessors, answer.seat_of, strict=True))
        if panel is not None
    ]
    return _as_contract(
        sorted(rows, key=lambda row: (row["panel"], not row["is_leader"], row["assessor_id"])), "panels"
    )


def _given(applications: pd.Series, answer: _Answer) -> pd.DataFrame:
    rows = [
        {"panel": f"P{(panel or 0) + 1}", "application_id": name}
        for name, panel in zip(applications, answer.panel_of, strict=True)
    ]
    return _as_contract(sorted(rows, key=lambda row: (row["panel"], row["application_id"])), "panel_applications")


def _as_contract(rows: Sequence[Mapping[str, Any]], table: str) -> pd.DataFrame:
    made_by = contract(table)
    return pd.DataFrame(rows, columns=list(made_by.names)).astype(
        {name: made_by.dtypes[name] for name in made_by.names}
    )
