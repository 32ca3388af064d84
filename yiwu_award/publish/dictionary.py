"""The data dictionary: what each table holds, who supplies it by when, and by which clause; no row of any table."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from markupsafe import Markup

from yiwu_award.publish.pages import environment
from yiwu_award.tables.contracts import Column, Contract, contract, incoming, produced
from yiwu_award.tables.workbooks import by_when

ADDRESS = "data/dictionary.md"
_CLASSIFIED = {"public": "公开", "internal": "内部", "restricted": "限制"}
_TYPES = {"string": "文字", "integer": "整数", "number": "数", "boolean": "是否", "date": "日期"}


def write(docs: Path) -> None:
    """Write the page below ``docs``, the root of the pages that mkdocs builds; the same contracts, the same bytes."""
    path = docs / ADDRESS
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(), encoding="utf-8", newline="\n")


def page() -> str:
    """The page as Markdown."""
    kinds = {"来表": map(_table, incoming().values()), "各阶段移交的表": map(_table, produced().values())}
    return environment().get_template("dictionary.md.j2").render(kinds=kinds, root=Markup("../"))


def _table(made: Contract) -> Mapping[str, object]:
    return {
        "name": made.name,
        "title": made.title,
        "clause": made.clause,
        "about": _about(made),
        "columns": [_column(each, made) for each in made.columns],
        "rules": made.rules,
    }


def _about(made: Contract) -> list[str]:
    key = "、".join(made.column(name).title for name in made.key)
    if made.kind == "produced":
        return [f"第 {made.stage} 阶段移交", f"每行：{key}"]
    known = [f"按“{made.column(made.known_on).title}”判断何时已知"] if made.known_on else []
    asked = "；".join(
        f"只问{contract('applications').column(name).title}为{'、'.join(_labels(name, codes))}的组织"
        for name, codes in made.asked_of.items()
    )
    absent = "没有可登记的不必交来" if made.absent in ("empty", "nil_return_later") else "未交来则等待"
    form = [f"发出时已填：{'、'.join(made.column(name).title for name in made.prefilled)}"] if made.prefilled else []
    return [f"由{made.supplier}提供", by_when(made), absent, *filter(None, [asked]), f"每行：{key}", *known, *form]


def _labels(column: str, codes: list[str]) -> list[str]:
    labels = contract("applications").labels(column)
    return [labels[code] for code in codes]


def _column(column: Column, made: Contract) -> Mapping[str, object]:
    return {
        "title": column.title,
        "name": column.name,
        "type": _TYPES[column.type],
        "holds": _holds(column),
        "needed": "必填" if column.required else "可空",
        "classified": _CLASSIFIED[column.classification],
        "clause": column.clause or made.clause,
    }


def _holds(column: Column) -> str:
    """What is allowed, beyond the type: codes with their words, bounds, a pattern, another table's column."""
    held = []
    if column.labels:
        held.append("、".join(code if code == word else f"{word}（{code}）" for code, word in column.labels.items()))
    if column.minimum is not None:
        held.append(f"{column.minimum} 至 {column.maximum}")
    if column.pattern:
        held.append(f"符合 {column.pattern}")
    if column.references:
        other, _, referred = column.references.partition(".")
        held.append(f"“{contract(other).title}”表中的{contract(other).column(referred).title}")
    if column.is_uscc:
        held.append("校验无误的 18 位统一社会信用代码")
    if column.is_clause_part:
        held.append("办法的条款项")
    if column.needs:
        held.append(f"须有：{'、'.join(column.labels.get(code, code) for code in column.needs)}")
    return "；".join(held)
