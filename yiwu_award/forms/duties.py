"""Which department looks into what: as 部门分工 says, and as the year's rule names who must sign 三(八)."""

from __future__ import annotations

import re
from pathlib import Path

from yiwu_award.errors import NotInForce, Refused
from yiwu_award.law.open_values import names
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.conditions import CONDITIONS
from yiwu_award.tables.cells import plain
from yiwu_award.tables.files import DUTIES, Unreadable, cells_of
from yiwu_award.year import Year

ATTESTED = tuple(condition.part for condition in CONDITIONS if condition.takes_attestations)
_SIGNED = tuple(condition.part for condition in CONDITIONS if condition.takes_attestations and condition.is_dated)
_SEVERAL = re.compile(r"[；;、，,]")


def duties(year: Year) -> dict[str, list[str]]:
    """Parts of clauses by department: from 部门分工 beside the tables, else from the opinions that have come.

    Who must sign a part of 三(八) by the year's rule is asked about it, whatever 部门分工 says.

    Raises:
        Refused: neither names a department, or 部门分工 cannot be read as the workbook that a year begins with.
    """
    path = year.incoming / DUTIES
    pairs = _from_workbook(path) if path.exists() else set()
    pairs = pairs or set(map(tuple, year.tables["attestations"][["department", "part"]].to_numpy()))
    if not pairs:
        raise Refused(
            f"没有写明哪个部门核查什么（{DUTIES}）", "每个条款项至少一个部门", f"请填写来表文件夹中的{DUTIES}"
        )
    pairs |= {(department, part) for department, parts in signers(year.law).items() for part in parts}
    named = sorted({department for department, _ in pairs})
    return {department: [part for part in ATTESTED if (department, part) in pairs] for department in named}


def signers(law: Law) -> dict[str, list[str]]:
    """Parts of 三(八) by the department that must sign them; nobody for a part while the year hasn't decided it."""
    found: dict[str, list[str]] = {}
    for part in _SIGNED:
        try:
            departments = names(law["clean_record.departments", part])
        except NotInForce:  # 资格审查 stops on it by name
            continue
        for department in departments:
            found.setdefault(department, []).append(part)
    return found


def _from_workbook(path: Path) -> set[tuple[str, str]]:
    try:
        grid = next(iter(cells_of(path).values()))
    except Unreadable as unreadable:
        raise Refused(f"{path.name}：{unreadable.args[0]}", unreadable.args[1], unreadable.args[2]) from None
    rows = [[plain(str(cell)) for cell in row] for row in grid.itertuples(index=False)]
    headings = rows[0] if rows else []
    if "条款项" not in headings or "部门" not in headings:
        raise Refused(f"{path.name} 没有“条款项”“部门”两列", "年度开始时给出的表头", "请恢复表头")
    part, department = headings.index("条款项"), headings.index("部门")
    filled = {(name.strip(), row[part]) for row in rows[1:] for name in _SEVERAL.split(row[department]) if name.strip()}
    if strange := sorted(named for _, named in filled if named not in ATTESTED):
        raise Refused(f"{path.name} 的条款项“{'”“'.join(strange)}”", "、".join(ATTESTED), "请更正条款项")
    return filled
