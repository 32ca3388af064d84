"""What each stage came to for one application, in whole sentences and as data: one function a stage.

For insiders: scores, places and counts of votes are told.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from yiwu_award.outcome import Outcome
from yiwu_award.stages.contest import rounded
from yiwu_award.stages.lists import AWARD_TITLES, BODY_TITLES
from yiwu_award.tables.contracts import contract
from yiwu_award.year import Year

Outcomes = Mapping[str, Outcome]
INTERNAL = "〔内部，不得外传〕"  # begins a sentence about the secret vote


class Told(NamedTuple):
    """What a stage came to: sentences for people, the same as data.

    Days are ISO text, points exact as text, codes as the contracts have them.
    """

    sentences: tuple[str, ...]
    facts: Mapping[str, Any]


def is_settled(year: Year, outcomes: Outcomes, stage: str, table: str, application: str) -> bool:
    """Whether a list that the application could be on is there: a stage may make the one of candidates and wait."""
    if stage not in outcomes or table not in outcomes[stage].result.tables:
        return False
    if outcomes[stage].state == "done":
        return True
    act = {"eligible": "eligible_list", "shortlisted": "shortlist"}.get(table, table)
    acts, award = year.tables["acts"], year.applications[application].award
    return bool(((acts["act"] == act) & (acts["award"] == award)).any())


def _intake(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "intake", "completeness", application)
    if row is None:
        return None
    received = _day(year.applications[application].received_on)
    in_time = _worded(row.is_in_time, "在期限以内", "已过期限", "是否按时待核")
    complete = _worded(row.is_complete, "材料齐全", f"材料不齐，缺：{row.missing}", "材料是否齐全待核")
    marked = ("该组织是品字标企业，优先推荐，不影响评分和名次。",) if _flag(row.is_pinzibiao) else ()
    facts = {"received_on": received, "is_in_time": _flag(row.is_in_time), "is_complete": _flag(row.is_complete)}
    return Told((f"申报表于 {received} 送达，{in_time}；{complete}。", *marked), facts)


def _eligibility(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "eligibility", "eligibility", application)
    if row is None:
        return None
    parts = {name: [] if pd.isna(listed) else str(listed).split("、") for name, listed in
             (("not_met", row.not_met), ("unknown", row.unknown))}  # fmt: skip
    sentences = []
    if parts["not_met"]:
        sentences.append(f"不符合申报条件：{'、'.join(parts['not_met'])}。")
    if parts["unknown"]:
        sentences.append(f"尚待核实：{'、'.join(parts['unknown'])}。")
    if not sentences:
        sentences.append("各项申报条件都符合，或者不适用于该组织。")
    acted = _acted(year, "eligible_list", application)
    sentences += [f"{acted['text']}列入资格合格名单。"] if acted else []
    again = _rows(outcomes, "eligibility", "second_look", application)
    found = {"not_met": "已不符合", "unknown": "待核"}
    sentences += [f"公示前复查时，{each.part} {found[each.verdict]}：{each.observed}。" for each in again.itertuples()]
    facts = {"verdict": row.verdict, **parts, "act": acted and acted["facts"]}
    failed, open_again = (list(again.loc[again["verdict"] == verdict, "part"]) for verdict in found)
    return Told(tuple(sentences), facts | {"second_look_failed": failed, "second_look_open": open_again})


def _document_review(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "document_review", "document_results", application)
    if row is None:
        return None
    field_size = int((outcomes["document_review"]["document_results"]["award"] == row.award).sum())
    acted = _acted(year, "shortlist", application)
    out = (
        "没有进入现场评审。"
        if is_settled(year, outcomes, "document_review", "shortlisted", application)
        else "能否进入现场评审尚未确定。"
    )
    sentences = [
        f"评审组 {row.panel} 评审，得 {row.points} 分，"
        f"在{AWARD_TITLES[row.award]} {field_size} 家中列第 {row.place} 名。",
        _confirmed(row.confirmation),
        f"{acted['text']}列入现场评审名单。" if acted else out,
    ]
    facts = {"points": str(row.points), "place": int(row.place), "field": field_size, "act": acted and acted["facts"]}
    return Told(tuple(filter(None, sentences)), facts | {"confirmation": _text(row.confirmation)})


def _department_review(_year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "department_review", "department_results", application)
    if row is None:
        return None
    percent = rounded(Fraction(row.share) * 100)
    sentences = [
        f"部门评分合计 {row.department_points:.2f} 分，信用积分折算 {row.credit_points} 分，得分占满分的 {percent}%。",
        "" if pd.isna(row.waived) else f"经批准不评的部门：{row.waived}，不计入满分。",
        "有部门行使了否决。" if _flag(row.has_veto) else "",
    ]
    facts = {
        "department_points": str(row.department_points), "credit_points": str(row.credit_points), "share": row.share,
        "has_veto": _flag(row.has_veto), "waived": _text(row.waived),
    }  # fmt: skip
    return Told(tuple(filter(None, sentences)), facts)


def _onsite_review(_year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "onsite_review", "onsite_results", application)
    if row is None:
        return None
    ended, due, came = (_day(day) for day in (row.visit_ended_on, row.opinion_due_on, row.opinion_submitted_on))
    opinion = f"实于 {came} 提交" + ("，逾期" if _flag(row.is_late) else "") if came else "尚未提交"
    sentences = [
        f"评审组 {row.panel} 于 {ended} 结束现场评审，得 {row.points} 分。",
        f"评审意见应于 {due} 以前提交，{opinion}。",
        _confirmed(row.confirmation),
    ]
    facts = {
        "points": str(row.points), "visit_ended_on": ended, "opinion_due_on": due, "opinion_submitted_on": came,
        "is_late": _flag(row.is_late), "confirmation": _text(row.confirmation),
    }  # fmt: skip
    return Told(tuple(filter(None, sentences)), facts)


def _vote(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = row_of(outcomes, "vote", "totals", application)
    if row is None:
        return None
    field_size = int((outcomes["vote"]["totals"]["award"] == row.award).sum())
    sentences = [
        f"总分 {row.total} 分，在{AWARD_TITLES[row.award]} {field_size} 家中列第 {row.place} 名。",
        "总分只用来提出候选名单；初选由投票决定，不由总分决定。",
    ]
    candidate = _acted(year, "candidates", application)
    if candidate:
        sentences.append(f"{candidate['text']}列入候选名单。")
    elif is_settled(year, outcomes, "vote", "candidates", application):
        sentences.append("没有列为候选。")
    rounds = _rows(outcomes, "vote", "tally", application)
    elected = _acted(year, "preselected", application)
    if len(rounds):
        sentences.append(
            "评议组以无记名投票表决，该组织当选，列入初选名单。"
            if elected
            else "评议组以无记名投票表决，该组织没有当选。"
        )
    counted = [
        {
            "round": int(each.round), "valid": int(each.valid), "votes_for": int(each.votes_for),
            "votes_against": int(each.votes_against), "abstentions": int(each.abstentions),
            "is_passed": _flag(each.is_passed),
        }
        for each in rounds.itertuples()
    ]  # fmt: skip
    sentences += [
        f"{INTERNAL}第 {each['round']} 轮有效票 {each['valid']} 张：赞成 {each['votes_for']}，"
        f"反对 {each['votes_against']}，弃权 {each['abstentions']}；"
        f"{'达到' if each['is_passed'] else '没有达到'}通过比例。"
        for each in counted
    ]
    facts = {
        "total": str(row.total), "total_exact": row.total_exact, "place": int(row.place), "field": field_size,
        "candidates_act": candidate and candidate["facts"], "preselected_act": elected and elected["facts"],
        "internal_counts": counted,
    }  # fmt: skip
    return Told(tuple(sentences), facts)


def _notice(_year: Year, outcomes: Outcomes, application: str) -> Told | None:
    if row_of(outcomes, "notice", "noticed", application) is None:
        return None
    elements = outcomes["notice"]["notice"].set_index("field")["value"]
    first, last = (_text(elements.get(name, pd.NA)) for name in ("first_day", "last_day"))
    states = contract("objection_states").labels("state")
    endings = contract("objection_states").labels("outcome")
    objections = [
        {
            "objection_id": each.objection_id, "received_on": _day(each.received_on), "state": each.state,
            "outcome": _text(each.outcome),
        }
        for each in _rows(outcomes, "notice", "objection_states", application).itertuples()
    ]  # fmt: skip
    sentences = [f"列入公示名单，公示期自 {first} 至 {last}。" if first else "列入公示名单，公示期尚未起算。"]
    sentences += [
        f"异议 {each['objection_id']}（{each['received_on']} 收到）：{states[each['state']]}"
        + (f"，结论为{endings[each['outcome']]}。" if each["outcome"] else "。")
        for each in objections
    ]
    sentences += [] if objections else ["没有收到对该组织的异议。"]
    return Told(tuple(sentences), {"first_day": first, "last_day": last, "objections": objections})


def _award(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    if row_of(outcomes, "notice", "noticed", application) is None:
        return None
    proposed, approved = (_acted(year, act, application) for act in ("proposed", "approval"))
    prize = row_of(outcomes, "award", "prizes", application)
    sentences = [f"{proposed['text']}列入拟授奖名单。"] if proposed else []
    sentences += [f"{approved['text']}批准，该组织获奖。"] if approved else []
    if prize is not None:
        paid = _day(prize.paid_on)
        sentences.append(f"奖金 {int(prize.amount_yuan):,} 元，" + (f"{paid} 拨付。" if paid else "尚无拨付记录。"))
    if not sentences:
        is_done = outcomes["award"].state == "done"
        sentences = ["没有列入拟授奖名单。" if is_done else "尚未审定，须等公示期满、异议处理完毕。"]
    facts = {
        "proposed_act": proposed and proposed["facts"], "approval_act": approved and approved["facts"],
        "amount_yuan": None if prize is None else int(prize.amount_yuan),
        "paid_on": None if prize is None else _day(prize.paid_on),
    }  # fmt: skip
    return Told(tuple(sentences), facts)


def _supervision(year: Year, outcomes: Outcomes, application: str) -> Told | None:
    row = honour_of(year, outcomes, application)
    if row is None:
        return None
    facts = {"state": row.state, "ground": _text(row.ground), "revoked_on": _day(row.revoked_on)}
    if row.state == "held":
        return Told(("该项荣誉有效。",), facts)
    barred = _day(row.barred_until)
    after = f"{barred}（含当日）以前不受理其申报。" if barred else ""
    return Told(
        (f"该项荣誉已于 {facts['revoked_on']} 依据 {row.ground} 撤销。{after}",), facts | {"barred_until": barred}
    )


TELLERS: Mapping[str, Callable[[Year, Outcomes, str], Told | None]] = {
    "intake": _intake,
    "eligibility": _eligibility,
    "document_review": _document_review,
    "department_review": _department_review,
    "onsite_review": _onsite_review,
    "vote": _vote,
    "notice": _notice,
    "award": _award,
    "supervision": _supervision,
}


def _acted(year: Year, act: str, application: str) -> dict[str, Any] | None:
    """The act that names the application: who decided it when, in words and as data."""
    acts = year.tables["acts"]
    for row in acts[(acts["act"] == act) & (acts["application_id"] == application)].itertuples():
        facts = {"body": row.body, "decided_on": _day(row.decided_on), "document": row.document}
        return {"text": f"{BODY_TITLES[row.body]}于 {facts['decided_on']}（{row.document}）", "facts": facts}
    return None


def _confirmed(response: Any) -> str:
    said = {
        "confirmed": "组织已确认评审报告。",
        "disputed": "组织对评审报告有异议。",
        "no_reply": "组织逾期没有答复评审报告。",
    }
    return "" if pd.isna(response) else said[response]


def honour_of(year: Year, outcomes: Outcomes, application: str) -> Any:
    """The row of the register with this year's honour of the applicant; None where it has none."""
    if "supervision" not in outcomes:
        return None
    own = year.applications[application]
    this = (year.award_year, own.award, own.org_name)
    register = outcomes["supervision"]["register"].itertuples()
    return next((row for row in register if (row.award_year, row.award, row.org_name) == this), None)


def row_of(outcomes: Outcomes, stage: str, table: str, application: str) -> Any:
    """The application's row of a table that a stage hands on; None where it has none, or the stage was not run."""
    return next(_rows(outcomes, stage, table, application).itertuples(), None)


def _rows(outcomes: Outcomes, stage: str, table: str, application: str) -> pd.DataFrame:
    return outcomes[stage].rows_of(table, application) if stage in outcomes else contract(table).empty()


def _day(value: Any) -> str | None:
    return None if pd.isna(value) else f"{value:%Y-%m-%d}"


def _worded(value: Any, yes: str, no: str, unknown: str) -> str:
    return unknown if pd.isna(value) else yes if value else no


def _flag(value: Any) -> bool | None:
    return None if pd.isna(value) else bool(value)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)
