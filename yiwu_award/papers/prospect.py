"""What would make the decision on one application another one, in words: changes of facts, points, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from yiwu_award.law.clauses import clause
from yiwu_award.law.parameters import parameters
from yiwu_award.outcome import Outcome
from yiwu_award.papers.counterfactual import shortfall
from yiwu_award.papers.counterfactual.change import Cell, cells
from yiwu_award.papers.counterfactual.proof import Outlook, Way, World
from yiwu_award.procedure import STAGES
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]
CAUTION = (
    "以下说的是离“符合”最近的情形，用来看清结论取决于什么，不是要求更改事实。"
    "来表确有错误的，由提供该表的部门更正后重新审查，名单已经决定的还须由原机构另行决定；事实属实的，结论不变。"
)


# Where neither facts nor points would change anything: what would, if anything does.
NOTHING = {
    "left": "该组织已退出评审，没有哪项事实或得分的改变会使它回到评审中。",
    "not_listed": "各项条件都符合而没有列入资格合格名单，须由市评审办核对名单后另行决定。",
    "not_elected": "没有什么能改变这一结果：名单由评议组以无记名投票决定，得分和事实都不改变票数。",
    "struck": "公示后由市评委会审查、市政府批准，没有哪项得分的改变能改变这一结果。",
    "laureate": "已经获奖。以后只有依据 七(二)、七(五)、七(六) 撤销，才改变这一结果。",
    "revoked": "荣誉已经撤销，没有哪项得分的改变能恢复它。",
    "preselected": (
        "表决已经作出，得分和事实都不改变票数。获奖以前，只有异议经查属实、公示前复查不符合或者自愿退出，才改变这一结果。"
    ),
}


class Change(NamedTuple):
    """What would have to be otherwise for one part to be met.

    Attributes:
        part: its id.
        text: what would have to be, in whole sentences; empty where no change of facts helps.
        cells: exactly the cells that were changed to prove it.
        rules: values that the year's rules would have to give, as (key, title, value).
        later_day: from when on time alone helps; empty where it doesn't.
        later_text: the same in whole sentences.
    """

    part: str
    title: str
    text: str
    cells: tuple[Cell, ...]
    rules: tuple[tuple[str, str, int], ...]
    later_day: str
    later_text: str


class Prospect(NamedTuple):
    """What would change the decision.

    Attributes:
        sentences: all of it in short, whole sentences.
        changes: for what was refused or is open: one for each such part.
        is_proven: whether all changes at once make the application eligible when decided again; None: nothing to prove.
        short_of: for a place: the points that it is short of the cut.
    """

    sentences: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    is_proven: bool | None = None
    short_of: shortfall.Shortfall | None = None


def prospect(year: Year, outcomes: Outcomes, stands: str, application: str, outlook: Outlook | None) -> Prospect:
    """What would change the decision on one application.

    Args:
        year: the year.
        outcomes: the stages that were run.
        stands: where the application stands, a key of ``course.STANDINGS``.
        application: its number.
        outlook: what deciding again came to, for those that are not eligible.
    """
    if outlook and stands in ("refused", "open"):
        changes = tuple(_change(year, way) for way in outlook.ways)
        sentences = (CAUTION, *_proof(stands, changes, outlook.is_eligible_then))
        return Prospect(sentences, changes, outlook.is_eligible_then)
    if short_of := _short_of(year, outcomes, stands, application):
        return Prospect((short_of.text,), short_of=short_of)
    return Prospect((NOTHING.get(stands, "目前没有不利的结论，须等评审继续进行。"),))


def world(year: Year) -> World:
    """What 四(二) and 五(一) of a year are decided on."""
    tables = {table: year.tables[table] for stage in STAGES[1:3] for table in stage.takes}
    required = year.outcome("call")["required_materials"]
    return World(tables | {"required_materials": required, "arrivals": year.arrivals}, year.law, year.as_of)


def _change(year: Year, way: Way) -> Change:
    remedy, later = way.remedy, way.later
    return Change(
        way.part,
        clause(way.part).title,
        remedy.text if remedy else "",
        tuple(cells(year.tables, remedy.edits)) if remedy else (),
        tuple((key, parameters()[key]["title"], value) for key, value in remedy.rules.items()) if remedy else (),
        later.day.isoformat() if later and later.day else "",
        later.text if later else "",
    )


def _short_of(year: Year, outcomes: Outcomes, stands: str, application: str) -> shortfall.Shortfall | None:
    """For those whom a cut left out, or left tied."""
    if stands in ("not_shortlisted", "pending") and "document_review" in outcomes:
        results = outcomes["document_review"]["document_results"]
        own = results[results["application_id"] == application]
        if len(own) and not own["is_shortlisted"].iloc[0]:
            return shortfall.of_shortlist(results, year.law, application)
    if stands in ("not_candidate", "pending") and "vote" in outcomes:
        totals = outcomes["vote"]["totals"]
        own = totals[totals["application_id"] == application]
        if len(own) and not own["is_candidate"].iloc[0]:
            names = ("document_review", "department_review", "onsite_review")
            results = {table: outcomes[name][table] for name in names for table in (name.replace("review", "results"),)}
            tables = results | {name: year.tables[name] for name in ("acts", "exits")}
            return shortfall.of_candidates(tables, year.law, year.as_of, application)
    return None


def _proof(stands: str, changes: tuple[Change, ...], is_proven: bool | None) -> Iterator[str]:
    hopeless = [change.part for change in changes if not (change.text or change.later_text)]
    by_time = [change.part for change in changes if not change.text and change.later_text]
    if hopeless:
        yield f"没有找到能使 {'、'.join(hopeless)} 符合的改变。"
    elif is_proven:
        n, parts = len(changes), "、".join(change.part for change in changes)
        what = f"只改变 {parts} 这一项" if n == 1 else f"只改变 {parts} 这 {n} 项，缺一不可"
        time = f"（其中 {'、'.join(by_time)} 以所列的日期计算）" if by_time and n > 1 else ""
        if n == len(by_time) == 1:
            what = f"只把 {parts} 算到下面所列的日期"
        yield f"{what}{time}，其他事实都不变，重新审查的结论是“符合”，该组织资格合格。"
    else:
        yield "逐项改变时各项都符合，一并改变后重新审查的结论仍不是“符合”，须由市评审办核查。"
    if stands == "open":
        yield "待核的事项补齐后即可得出结论；确实无从取得的，由市评审办在“认定记录”表逐项认定。"
