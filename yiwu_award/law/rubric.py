"""Item points of GB/T 19580 by edition (一(六)), exact in quarters of a point.

With steps of 5 % the smallest score is 5 % of a 10-point item, half a point, and a 15-point item moves by 0.75:
every score is a whole number of quarters, so totals and cuts are compared as integers and never rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from yiwu_award.errors import Refused
from yiwu_award.law.files import law_file

QUARTERS_A_POINT = 4


@dataclass(frozen=True)
class Item:
    """One scored item; ``category`` is the code of the category that it belongs to."""

    code: str
    title: str
    category: str
    points: int


@dataclass(frozen=True)
class Category:
    """One category; its points are the sum of its items'."""

    code: str
    title: str
    points: int


@dataclass(frozen=True)
class Rubric:
    """The point table of one edition.

    Attributes:
        edition: year of the edition, e.g. 2012.
        standard: the standard's number with its year.
        step: percent; an item's score is a multiple of it, from 0 to 100.
        categories: in the standard's order.
        items: in the standard's order.
    """

    edition: int
    standard: str
    step: int
    categories: tuple[Category, ...]
    items: tuple[Item, ...]

    def item(self, code: str) -> Item:
        """The item of that code.

        Raises:
            Refused: the edition has no such item.
        """
        for item in self.items:
            if item.code == code:
                return item
        raise Refused(f"评分条款 {code!r}", f"{self.standard} 的评分条款之一", "请核对条款号", "未作任何评审。")

    def quarters(self, item: str, percent: int) -> int:
        """The score of an item in quarters of a point: points × 4 × percent / 100.

        Args:
            item: code of the item, e.g. ``4.4.3``.
            percent: 0 to 100, a multiple of the edition's step.

        Raises:
            Refused: a percent off the steps, or an item that the edition lacks.
        """
        if percent not in range(0, 101, self.step):
            raise Refused(
                f"条款 {item} 的得分率 {percent}%",
                f"0–100 之间 {self.step} 的倍数",
                "请评审员更正打分",
                "未作任何评审。",
            )
        return self.item(item).points * QUARTERS_A_POINT * int(percent) // 100


@cache
def rubric(edition: int) -> Rubric:
    """The point table of an edition, checked.

    Raises:
        Refused: the project holds no table of that edition.
        ValueError: its sums do not close.
    """
    try:
        table = law_file(f"rubric_{edition}.yml")
    except Refused:
        raise Refused(
            f"GB/T 19580 的 {edition} 版",
            "已录入评分表的版本",
            f"请先录入 law/rubric_{edition}.yml（一(六)）",
            "未作任何评审。",
        ) from None
    return from_table(table)


def from_table(table: Mapping[str, Any]) -> Rubric:
    """A rubric from the loaded YAML of one edition.

    Raises:
        ValueError: an item outside every category, a category that its items do not add up to, a total that the
            categories do not add up to, or points that are no whole quarters at some step.
    """
    categories = tuple(Category(row["code"], row["title"], row["points"]) for row in table["categories"])
    items = tuple(
        Item(row["code"], row["title"], row["code"].rpartition(".")[0], row["points"]) for row in table["items"]
    )
    name = f"rubric {table['edition']}"
    due = {category.code: category.points for category in categories} | {"total": table["total"]}
    came = dict.fromkeys(due, 0) | {"total": sum(category.points for category in categories)}
    for item in items:
        if item.category not in due:
            msg = f"{name}: item {item.code} belongs to no category"
            raise ValueError(msg)
        if item.points * QUARTERS_A_POINT * table["step"] % 100:
            msg = f"{name}: item {item.code} with {item.points} points is not whole in quarters at {table['step']} %"
            raise ValueError(msg)
        came[item.category] += item.points
    if came != due:
        wrong = ", ".join(f"{code}: {came[code]} instead of {due[code]}" for code in due if came[code] != due[code])
        msg = f"{name} does not close: {wrong}"
        raise ValueError(msg)
    return Rubric(table["edition"], table["standard"], table["step"], categories, items)
