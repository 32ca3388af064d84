"""Rows of the procedure that all years share: who decides, who scores, who votes, what is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from tests.sample_years.invented import day, organisation, person, phone, secret
from yiwu_award.law.workdays import official

MEDIA = ("虚构日报", "虚构市门户网站")
BODIES = {
    "eligible_list": "office",
    "shortlist": "office",
    "candidates": "office",
    "preselected": "voters",
    "proposed": "committee",
    "approval": "government",
}
AWARDS = ("quality_award", "innovation_award")


def schedule(days: Mapping[str, str]) -> list[dict]:
    """Rows of ``schedule``; days as ISO text."""
    return [{"event": event, "day": day(on), "note": None} for event, on in days.items()]


def workdays(year: int) -> list[dict]:
    """Rows of ``workdays``: the State Council's real list of a year, as an office may send it along."""
    listed = official().lists[year]
    days = [(on, "day_off") for on in listed.days_off] + [(on, "working_day") for on in listed.worked]
    return [{"year": year, "day": on, "kind": kind, "notice": listed.notice} for on, kind in sorted(days)]


def office(award_year: int) -> list[dict]:
    """Rows of ``office``: an office that nobody can call or visit."""
    name = "义乌市政府质量奖评审委员会办公室（虚构）"
    fields = {
        "award_year": str(award_year),
        "is_fictional": "是",
        "edition_title": f"{award_year}年度义乌市政府质量奖（虚构示例）",
        "organisation": name,
        "signatory": name,
        "address": "虚构路1号虚构大厦101室",
        "postcode": "000000",
        "phone": phone(1),
        "email": "office@award.invalid",
        "supervision_phone": phone(2),
        "website": "https://award.invalid/",
    }
    return [{"field": field, "value": value} for field, value in fields.items()]


def acts(decided: Mapping[str, tuple[str, str, Mapping[str, Iterable[str]]]]) -> list[dict]:
    """Rows of ``acts``: act → (document, ISO day, award → applications)."""
    return [
        {
            "act": act, "award": award, "application_id": application_id,
            "body": BODIES[act], "document": document, "decided_on": day(on),
        }
        for act, (document, on, lists) in decided.items()
        for award, ids in lists.items()
        for application_id in ids
    ]  # fmt: skip


def assessors(expertise: Iterable[str], first: int = 1) -> list[dict]:
    """Rows of ``assessors``, E01 and on, one per field of expertise."""
    return [
        {
            "assessor_id": f"E{number:02d}",
            "assessor_name": person("甄", number + first),
            "employer": secret(f"虚构第{number}研究院", "评审员", number),
            "employer_uscc": organisation("虚构研究院", 9000 + number, "12").uscc,
            "expertise": field,
            "is_qualified": True,
            "qualified_by": secret("卓越绩效评审员证书", "评审员", number),
        }
        for number, field in enumerate(expertise, 1)
    ]


def panels(members: Mapping[str, Iterable[str]]) -> list[dict]:
    """Rows of ``panels``; the first member leads."""
    return [
        {"panel": panel, "assessor_id": assessor, "is_leader": place == 0}
        for panel, who in members.items()
        for place, assessor in enumerate(who)
    ]


def panel_applications(given: Mapping[str, Iterable[str]]) -> list[dict]:
    """Rows of ``panel_applications``: panel → applications."""
    return [{"panel": panel, "application_id": each} for panel, ids in given.items() for each in ids]


def nil_returns(members: Mapping[str, Iterable[str]], on: str, *, related: Iterable[str] = ()) -> list[dict]:
    """Rows of ``nil_returns``: every panel member but the related ones says that he has no relation."""
    everyone = sorted({assessor for who in members.values() for assessor in who} - set(related))
    return [{"subject": "conflicts", "reported_by": assessor, "checked_on": day(on)} for assessor in everyone]


def nobody_objected(on: str) -> dict:
    """A row of ``nil_returns``: the office has looked for objections after the notice's last day."""
    return {"subject": "objections", "reported_by": "市评审办", "checked_on": day(on)}


def confirmations(stage: str, on: Mapping[str, date], otherwise: Mapping[str, tuple] | None = None) -> Iterator[dict]:
    """Rows of ``confirmations``: everyone confirmed, but for (response, leader's answer, its ISO day)."""
    for application_id, responded_on in on.items():
        response, answer, answered_on = (otherwise or {}).get(application_id, ("confirmed", None, None))
        yield {
            "stage": stage,
            "application_id": application_id,
            "response": response,
            "responded_on": responded_on,
            "leader_answer": answer and secret(answer, application_id, stage),
            "leader_answered_on": answered_on and day(answered_on),
        }


def visits(days: Mapping[str, tuple[str, str, str, str]]) -> tuple[list[dict], list[dict]]:
    """Rows of ``visits`` and ``panel_opinions``: application → (panel, started, ended, opinion submitted)."""
    went = [
        {"panel": panel, "application_id": each, "started_on": day(started), "ended_on": day(ended)}
        for each, (panel, started, ended, _) in days.items()
    ]
    said = [
        {
            "panel": panel, "application_id": each,
            "opinion": secret("体系运行有效，建议综合评定", each, panel), "submitted_on": day(submitted),
        }
        for each, (panel, _, _, submitted) in days.items()
    ]  # fmt: skip
    return went, said


def department_scores(
    departments: Iterable[str], scores: Mapping[str, tuple[object, ...]], scored_on: date, waiver: str
) -> list[dict]:
    """Rows of ``department_scores``: application → one score per department; None where it was let off."""
    return [
        {
            "department": department, "application_id": each, "answer": "waived" if score is None else "scored",
            "score": score, "has_veto": None if score is None else False,
            "basis": secret("部门评审意见", each, department),
            "document": secret(waiver, each, department) if score is None else None, "scored_on": scored_on,
        }
        for each, given in scores.items()
        for department, score in zip(departments, given, strict=True)
    ]  # fmt: skip


def credit_points(points: Mapping[str, object], collected_on: date) -> list[dict]:
    """Rows of ``credit_points``."""
    return [{"application_id": each, "points": given, "collected_on": collected_on} for each, given in points.items()]


def voters(n_committee: int, n_firms: int, n_associations: int, *, absent: Iterable[str] = ()) -> list[dict]:
    """Rows of ``voters``: V01 and on, members first, then firms, then associations."""
    kinds = ["committee_member"] * n_committee + ["top_fifty"] * n_firms + ["association"] * n_associations
    titles = {"committee_member": "虚构局", "top_fifty": "虚构强企", "association": "虚构协会"}
    return [
        {
            "voter_id": f"V{number:02d}",
            "voter_name": person("乌", number),
            "kind": kind,
            "employer": secret(f"{titles[kind]}{number}", "评议组", number),
            "employer_uscc": organisation("虚构单位", 8000 + number).uscc if kind == "top_fifty" else None,
            "is_present": f"V{number:02d}" not in absent,
            "recused_award": None,
        }
        for number, kind in enumerate(kinds, 1)
    ]


def ballots(
    papers: Mapping[str, tuple[int, int]], counts: Mapping[str, Mapping[str, tuple[int, int, int]]], voted_on: date
) -> tuple[list[dict], list[dict]]:
    """Rows of ``ballot_papers`` and ``ballot_counts``.

    Args:
        papers: award → (issued and returned, spoiled).
        counts: award → application → (for, against, abstain).
        voted_on: the day.
    """
    issued = [
        {
            "award": award, "round": 1, "issued": n_issued, "returned": n_issued, "unreturned": 0,
            "valid": n_issued - n_spoiled, "spoiled": n_spoiled, "voted_on": voted_on,
        }
        for award, (n_issued, n_spoiled) in papers.items()
    ]  # fmt: skip
    counted = [
        {
            "award": award, "round": 1, "application_id": each,
            "votes_for": votes_for, "votes_against": against, "abstentions": abstained,
        }
        for award, by_application in counts.items()
        for each, (votes_for, against, abstained) in by_application.items()
    ]  # fmt: skip
    return issued, counted


def publications(days: Mapping[str, str]) -> list[dict]:
    """Rows of ``publications``: kind → ISO day; in every medium on that day."""
    return [
        {
            "kind": kind, "medium": medium, "is_main_medium": medium == MEDIA[0], "published_on": day(on),
            "reference": "第2版" if medium == MEDIA[0] else "https://award.invalid/",
        }
        for kind, on in days.items()
        for medium in MEDIA
    ]  # fmt: skip


def sent_papers(sent: Iterable[tuple[str, str, str, Iterable[str | None]]]) -> list[dict]:
    """Rows of ``sent_papers``: paper, ISO day, how, and the applications it went to (None: it is nobody's own)."""
    return [
        {"paper": paper, "application_id": each, "sent_on": day(on), "how": how}
        for paper, on, how, whom in sent
        for each in whom
    ]


def follow_up(year: int, award: str, name: str, kind: str, on: str, conclusion: str = "in_order") -> dict:
    """One row of ``follow_ups``."""
    return {
        "award_year": year, "award": award, "org_name": name, "kind": kind, "conclusion": conclusion,
        "note": secret("实地走访", name, kind, on), "checked_on": day(on),
    }  # fmt: skip
