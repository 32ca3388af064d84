"""Write the templates of the Word papers; what stands in ``reports/templates`` is overwritten."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path

from docx.document import Document as Paper

from tests.word_templates import meetings, organisations, public
from yiwu_award.places import project_root
from yiwu_award.tables.office_files import same_bytes

TEMPLATES: Mapping[str, Callable[[], Paper]] = {
    "申报通知": public.call_to_towns,
    "申报通告": public.call_for_media,
    "初选授奖组织名单公示": public.notice,
    "表彰通报": public.commendation,
    "证书": public.certificate,
    "撤销荣誉公告": public.revocation,
    "申报材料告知书": organisations.incomplete,
    "资格审查结果告知书": organisations.ineligible,
    "资料评审报告": organisations.document_report,
    "资料评审反馈书": organisations.feedback,
    "现场评审计划": meetings.onsite_plan,
    "现场评审报告": organisations.onsite_report,
    "表决票": meetings.ballot,
    "计票单": meetings.count_sheet,
    "评审结果告知书": organisations.outcome,
}


def as_bytes(paper: Paper) -> bytes:
    """The template as a file."""
    saved = io.BytesIO()
    paper.save(saved)
    return same_bytes(saved.getvalue())


def write(folder: Path) -> None:
    """Every template into a folder."""
    for name, made in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(as_bytes(made()))


if __name__ == "__main__":
    write(project_root() / "reports" / "templates")
