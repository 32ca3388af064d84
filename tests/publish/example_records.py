"""Public records made by hand: an awarded year with a revoked honour, and a year in its notice. All invented."""

from __future__ import annotations

from typing import Any

from yiwu_award.law.rulebook import readings

# Names that try to be obeyed: HTML, Markdown, Jinja, a bidi override, a spreadsheet formula; and rare characters.
HOSTILE = (
    "<script>document.title='hit'</script>甲厂",
    "[乙厂](https://example.invalid) **粗** `码` | 列 | # 题",
    "{{ 7*7 }}{% raw %}丙厂{{ config }}",
    "丁厂\u202e翻转\u202c&amp;😀",
    "昇堃喆（义乌）有限公司",
)
DEADLINES = (
    ("call_on", "发布申报通知通告", "03-03"), ("applications_open_on", "开始受理", "03-10"),
    ("applications_close_on", "申报截止", "05-30"), ("eligibility_due", "资格审查完成", "06-30"),
    ("document_review_due", "资料评审完成", "07-31"), ("department_review_due", "部门评审完成", "08-20"),
    ("onsite_review_due", "现场评审完成", "09-10"), ("vote_on", "审查表决", "09-22"),
    ("notice_on", "计划公示", "09-26"), ("award_due", "计划表彰", "11-30"),
)  # fmt: skip
OFFICE = {
    "award_year": "2025", "is_fictional": "是", "edition_title": "2025年度义乌市政府质量奖",
    "organisation": "义乌市政府质量奖评审委员会办公室", "signatory": "义乌市政府质量奖评审委员会办公室",
    "address": "示例路1号3楼", "postcode": "322000", "phone": "0579-00000001", "email": "office@example.invalid",
}  # fmt: skip
REVIEWED = ["call", "intake", "eligibility", "document_review", "department_review", "onsite_review", "vote", "notice"]


def rule(
    key: str, value: str, applies_to: str | None = None, document: str = "示例评委会〔2025〕1号"
) -> dict[str, Any]:
    return {"key": key, "applies_to": applies_to, "value": value, "document": document,
            "article": "第三条", "approved_by": "committee", "approved_on": "2025-02-20"}  # fmt: skip


def record(award_year: int, **parts: Any) -> dict[str, Any]:
    """A year whose call is out, with whatever parts are public besides."""
    taken = {identifier: {"taken": reading["ours"], "is_confirmed": True} for identifier, reading in readings().items()}
    days = [{"event": event, "title": title, "day": f"{award_year}-{day}"} for event, title, day in DEADLINES]
    return {
        "format": 1, "award_year": award_year, "is_fictional": True, "as_of": f"{award_year}-06-15",
        "stages_done": ["call", "intake"],
        "readings": taken,
        "call": [{"field": "quality_award", "title": "质量奖", "value": "获奖组织不超过 3 家，可以空缺"},
                 {"field": "free_of_charge", "title": "费用", "value": "申报和评审不收取任何费用"}],
        "deadlines": days, "office": OFFICE | {"award_year": str(award_year)},
        "required_materials": [{"material": "application_form", "title": "申报表", "clause": "四(二)"}],
        "implementing_rules": [rule("vote.quorum", "2/3"), rule("shortlist.value", "6", "quality_award"),
                               rule("notice.days", "7", document="示例公告第5号"),
                               {"document": "示例评委会〔2025〕2号（内部）", "approved_on": "2025-02-21"}],
        "publications": [{"kind": kind, "medium": "示例日报", "is_main_medium": True, "reference": "第 4 版",
                          "published_on": f"{award_year}-{day}"}
                         for kind, day in (("call", "03-03"), ("notice", "09-26"))],
        "register": [], "revocations": [],
    } | parts  # fmt: skip


def in_notice(award_year: int = 2025, names: tuple[str, ...] = HOSTILE) -> dict[str, Any]:
    fields = {
        "title": f"关于{award_year}年度义乌市政府质量奖初选授奖组织名单的公示",
        "basis": "根据《义乌市政府质量奖管理办法（2020年修订）》（义政办发〔2021〕8号）",
        "process": "经申报推荐、资格审查、资料评审、部门评审、现场评审和审查表决",
        "statement": "“义乌市政府质量奖”初选授奖组织3家，“义乌市政府质量管理创新奖”初选授奖组织2家，现予以公示",
        "order": "排名不分先后，按申报编号排序",
        "period": f"自{award_year}年9月27日0时起，至{award_year}年10月9日24时止，共13天，末日遇休息日已顺延",
        "first_day": f"{award_year}-09-27", "last_day": f"{award_year}-10-09",
        "who_may_object": "任何单位和个人对公示名单有异议的，均可向市评审办反映",
        "form": "以书面形式，写明事实和联系方式",
        "anonymous": "匿名反映的，不予受理", "late": "请于2025年10月9日24时前送达；逾期反映的，不予受理",
        "protection": "对反映人的身份、联系方式和反映内容严格保密",
        "next_step": "对公示期间反映的问题，由市评审办组织调查核实",
        "address": "示例路1号3楼", "postcode": "322000", "phone": "0579-00000001", "email": "office@example.invalid",
        "supervision_phone": None, "signatory": "义乌市政府质量奖评审委员会办公室",
        "date": f"{award_year}年9月26日", "attachments": None,
    }  # fmt: skip
    awards = ["quality_award"] * 3 + ["innovation_award"] * 2
    return record(
        award_year, as_of=f"{award_year}-09-30", stages_done=REVIEWED,
        notice=[{"field": field, "title": field, "value": value} for field, value in fields.items()],
        noticed=[{"award": award, "org_name": name} for award, name in zip(awards, names, strict=True)],
    )  # fmt: skip


def awarded(award_year: int = 2023, names: tuple[str, ...] = HOSTILE) -> dict[str, Any]:
    awards = ["quality_award"] * 3 + ["innovation_award"] * 2
    laureates = [
        {"award_year": award_year, "award": award, "org_name": name, "document": f"示例政发〔{award_year}〕9号",
         "awarded_on": f"{award_year}-11-20"}
        for award, name in zip(awards, names, strict=True)
    ]  # fmt: skip
    held = {"state": "held", "ground": None, "revoked_on": None, "revoked_by": None}
    revoked = {"state": "revoked", "ground": "七(二)", "revoked_on": "2024-04-18", "revoked_by": "示例政发〔2024〕3号"}
    register = [row | (revoked if place == 1 else held) for place, row in enumerate(laureates)]
    revocation = {
        "award_year": award_year, "award": "quality_award", "org_name": names[1], "ground": "七(二)",
        "approved_on": "2024-04-18",
        "document": "示例政发〔2024〕3号", "announced_on": None, "announced_in": None, "disclosed_on": "2024-04-25",
    }  # fmt: skip
    return in_notice(award_year, names) | {
        "as_of": "2024-06-30", "stages_done": [*REVIEWED, "award"], "laureates": laureates, "register": register,
        "revocations": [revocation],
        "prizes": [{"award": row["award"], "org_name": row["org_name"],
                    "amount_yuan": 1_000_000 if row["award"] == "quality_award" else 300_000} for row in laureates],
    }  # fmt: skip


def whole_site() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Records and tombstones for one site with every kind of page; hostile names and texts throughout."""
    noticed = in_notice(2025)
    former = [row | {"value": "自2025年9月26日0时起"} if row["field"] == "period" else row for row in noticed["notice"]]
    correction = {"corrected_on": "2025-09-29", "reason": f"误登{HOSTILE[0]}", "as_of": "2025-09-26",
                  "before": {"notice": former}}  # fmt: skip
    tombstone = {"taken_down_on": "2025-09-28", "reason": f"误登手机号{HOSTILE[1]}", "award_years": [2025],
                 "parts": ["联系方式"]}  # fmt: skip
    return [awarded(2023), record(2024), noticed | {"corrections": [correction]}], [tombstone]
