"""What the panels and the voters need: the plan of the visits, the ballot paper, the sheet to count on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from yiwu_award.law.rulebook import AWARDS, Law
from yiwu_award.papers.letters.kinds import OFFICE, Desk, Kind, Paper
from yiwu_award.papers.letters.organisations import span
from yiwu_award.papers.letters.wording import BLANK_DAY, official, plain
from yiwu_award.stages import panels
from yiwu_award.stages.ballots import who_stands
from yiwu_award.stages.lists import acted, still_in
from yiwu_award.stages.notice_text import AWARD_NAMES, CHOICES
from yiwu_award.tables.contracts import contract

_AGENDA = (
    ("首次会议", "说明评审目的、范围和日程，组织介绍基本情况"),
    ("现场查看", "查看生产、服务和管理现场，核对申报资料所述事实"),
    ("资料查证和访谈", "查阅记录和证实性材料，与管理层、职工和有关方面交流"),
    ("评审组合议", "逐条打分、合议，形成现场评审报告"),
    ("末次会议", "通报优势和改进机会，请组织核对事实"),
)


def onsite_plan(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """For each panel, the visits to its own shortlisted organisations and who of it is recused from which (二(三)2).

    Whoever is recused from one of them gets a plan of his own, without it (七(一)).
    """
    year = desk.year
    sat = panels.seats(year.tables, year.law, "onsite_review")
    shortlisted = desk.table("document_review", "shortlisted")["application_id"]
    sat = sat[sat["application_id"].isin(still_in(shortlisted, year.tables["exits"], year.as_of))]
    sat = sat.assign(is_out=sat["is_declared"].astype(bool) | ~sat["is_sitting"].astype(bool))
    for panel in sorted(sat["panel"].dropna().unique()):
        own = sat[sat["panel"] == panel]
        out = own[own["is_out"]].groupby("assessor_id")["application_id"].agg(set)
        besides = f"（{'、'.join(out.index)}另有一份）" if len(out) else ""
        yield Paper(kind, f"评审组{panel}", f"{panel}评审组{besides}", _plan(desk, panel, own))
        for person, kept_from in out.items():
            rest = own[~own["application_id"].isin(kept_from)]
            yield Paper(
                kind, f"评审组{panel}-{person}", f"{panel}评审组{person}", _plan(desk, panel, rest), str(person)
            )


def _plan(desk: Desk, panel: str, sat: pd.DataFrame) -> Mapping[str, Any]:
    """What one plan says of the organisations that ``sat`` has."""
    return {
        "panel": panel,
        "standard": official(desk.table("call", "call").set_index("field")["value"]["standard"]),
        "members": list(_members(desk, panel)),
        "visits": [_visit(desk, sat, application) for application in sorted(sat["application_id"].unique())],
        "agenda": _AGENDA,
        "opinion_days": desk.year.law["onsite.opinion_working_days"],
        "signed_on": BLANK_DAY,
    }


def ballot(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """One ballot paper an award and round: names in the year's order, no number, score or place (五(五), 一(五))."""
    for number, content in _rounds(desk):
        yield Paper(kind, OFFICE, "评议组", content, _about(number, content))


def count_sheet(desk: Desk, kind: Kind) -> Iterator[Paper]:
    """One sheet an award and round, for the counts which 选票统计 and 计票结果 want, and for nobody's vote (五(五))."""
    for number, content in _rounds(desk):
        rules = _counting_rules(desk.year.law, number)
        yield Paper(kind, OFFICE, "监票人", {**content, "rules": rules}, _about(number, content))


def _counting_rules(law: Law, number: int) -> list[str]:
    """When a round counts and who has won it, as far as the year has decided; by R-54 where the tied stand again."""
    rules = []
    if law.given("vote.quorum"):
        rules.append(f"到会的不少于评议组成员的{law['vote.quorum']}，方可表决")
    if number > 1 and law.reading("R-54") != "share_again":
        rules.append("本轮不再要求通过比例，赞成票多的当选")
    elif law.given("vote.pass_share") and law.given("vote.pass_base"):
        base = {"valid": "有效票", "voters": "评议组成员"}[str(law["vote.pass_base"])]
        rules.append(f"赞成票超过{base}的{law['vote.pass_share']}为通过")
    return rules


def _rounds(desk: Desk) -> Iterator[tuple[int, Mapping[str, Any]]]:
    """The rounds of each award whose candidates are settled and are some, and what stands on both papers."""
    law = desk.year.law
    order = str(law["notice.order"]) if law.given("notice.order") else "application_id"
    standing = who_stands(desk.table("vote", "candidates"), desk.table("vote", "further_rounds")).sort_values(order)
    for award in AWARDS:
        if not acted(desk.year.tables["acts"], "candidates", award):
            continue
        for number, rows in standing[standing["award"] == award].groupby("round"):
            yield (
                int(number),
                {
                    "award": AWARD_NAMES[award],
                    "round": int(number),
                    "candidates": [plain(name) for name in rows["org_name"]],
                    "quota": law[f"quota.{award}"] if number == 1 else int(rows["seats"].iloc[0]),
                    "order": CHOICES["notice.order"][order],
                },
            )


def _about(number: int, content: Mapping[str, Any]) -> str:
    """What tells the papers of one kind apart: the award, and a further round."""
    return content["award"] if number == 1 else f"{content['award']}第{number}轮"


def _members(desk: Desk, panel: str) -> Iterator[Mapping[str, str]]:
    rows = desk.year.tables["panels"].merge(desk.year.tables["assessors"], on="assessor_id", suffixes=("", "_of"))
    fields = contract("assessors").labels("expertise")
    rows = rows[rows["panel"] == panel].assign(is_member=lambda each: ~each["is_leader"].fillna(False))
    for row in rows.sort_values(["is_member", "assessor_id"]).itertuples():
        yield {
            "id": row.assessor_id,
            "name": plain(row.assessor_name),
            "role": "评审员" if row.is_member else "组长",
            "expertise": fields.get(row.expertise, official(row.expertise)),
        }


def _visit(desk: Desk, sat: pd.DataFrame, application: str) -> Mapping[str, str]:
    applications = desk.year.tables["applications"].set_index("application_id")
    names = desk.year.tables["assessors"].set_index("assessor_id")["assessor_name"]
    own, visits = applications.loc[application], desk.year.tables["visits"]
    days = next(visits[visits["application_id"] == application].itertuples(), None)
    out = sat.loc[(sat["application_id"] == application) & sat["is_out"], "assessor_id"]
    contact = [own["contact_address"], own["contact_person"], own["contact_phone"]]
    return {
        "name": plain(own["org_name"]),
        "contact": "\n".join(filter(None, map(plain, contact))),
        "days": span(days.started_on, days.ended_on) if days else "",
        "recused": "、".join(plain(names[person]) for person in sorted(out)) or "无",
    }
