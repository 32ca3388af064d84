"""What every sample year decides about the values that the regulation leaves open, in its own fictional document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from tests.sample_years.story import SIGN_THE_RECORD
from yiwu_award.law.readings import readings

# key (and whom it applies to) → value; None as a scope stands for all
USUAL: Mapping[tuple[str, str | None], str] = {
    ("past_laureate.waiting_years", None): "3",
    ("conflict.years_back", None): "3",
    ("score.spread_limit", None): "20",
    ("confirmation.no_reply", None): "confirmed",
    ("shortlist.method", "quality_award"): "count",
    ("shortlist.method", "innovation_award"): "count",
    ("shortlist.value", "quality_award"): "6",
    ("shortlist.value", "innovation_award"): "4",
    ("shortlist.tie", None): "include_all",
    ("department.full_marks", "市市场监管局"): "100",
    ("department.full_marks", "市经信局"): "60",
    ("department.full_marks", "市生态环境分局"): "40",
    ("department.full_marks", "市应急管理局"): "100",
    ("department.veto", None): "excludes",
    ("credit_points.full_points", None): "1000",
    ("credit_points.full_marks", None): "100",
    ("score.weight_document", None): "0.3",
    ("score.weight_department", None): "0.2",
    ("score.weight_onsite", None): "0.5",
    ("score.scale", None): "1000",
    ("candidates.count", "quality_award"): "4",
    ("candidates.count", "innovation_award"): "3",
    ("candidates.floor", "quality_award"): "600",
    ("candidates.floor", "innovation_award"): "none",
    ("candidates.tie", None): "include_all",
    ("vote.quorum", None): "2/3",
    ("vote.pass_share", None): "1/2",
    ("vote.pass_base", None): "valid",
    ("vote.last_seat_tie", None): "next_round",
    ("notice.required_media", None): "虚构日报；虚构市门户网站",
    ("notice.order", None): "application_id",
    ("objection.form", None): "书面提出并附证据：单位加盖公章，个人署真实姓名和联系方式",
    ("objection.anonymous", None): "not_accepted",
    ("objection.late", None): "not_accepted",
    # readings of the text, each confirmed as proposed
    **{(identifier, None): reading["ours"] for identifier, reading in readings().items()},
    **{("clean_record.departments", part): "；".join(signing) for part, signing in SIGN_THE_RECORD.items()},
}
_NOT_FOR_THE_PUBLIC = ("conflict.years_back", "score.spread_limit", "clean_record.departments")


def implementing_rules(
    document: str, approved_on: date, changed: Mapping[tuple[str, str | None], str] | None = None
) -> list[dict]:
    """Rows of ``implementing_rules``: the usual values but for those that the year changed."""
    values = USUAL | dict(changed or {})
    articles = {key: number for number, key in enumerate(dict.fromkeys(key for key, _ in values), 1)}
    return [
        {
            "key": key, "applies_to": applies_to, "value": value, "document": document,
            "article": f"第{articles[key]}条", "approved_by": "committee", "approved_on": approved_on,
            "is_public": key not in _NOT_FOR_THE_PUBLIC, "note": "确认读法" if key.startswith("R-") else None,
        }
        for (key, applies_to), value in values.items()
    ]  # fmt: skip
