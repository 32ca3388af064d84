"""Grades compared by their scale; a grade that the scale does not place decides nothing.

Each scale is written from the lowest grade to the highest. 「以上」 counts the named grade itself.
"""

from __future__ import annotations

import pandas as pd

# 三(五)1: the clause asks for A itself; M means "not rated by merit", so nothing below A may serve as a floor.
TAX_CREDIT = ("D", "C", "M", "B", "A")
# 三(五)2: both registers use these letters; they are two scales of two offices and never compared with each other.
CONSTRUCTION = ("D", "C", "B", "A")
# 三(七): Yiwu splits B; an undivided "B" from another list cannot be placed against B1.
LAND_PRODUCTIVITY = ("D", "C", "B2", "B1", "A")
# 三(九): third level is the lowest.
SAFETY = ("three", "two", "one")
# 三(五)2: 商城杯 is the city's prize; "below" is any prize under it.
PROJECT_LEVEL = ("below", "city", "prefecture", "province", "nation")

# By the names under which parameters.yml gives a grade its scale.
SCALES = {
    "tax_credit": TAX_CREDIT,
    "construction": CONSTRUCTION,
    "land_productivity": LAND_PRODUCTIVITY,
    "safety": SAFETY,
    "project_level": PROJECT_LEVEL,
}


def at_least(values: pd.Series, scale: tuple[str, ...], floor: str) -> pd.Series:
    """Whether each grade reaches the floor, the floor itself included.

    Args:
        values: grades, string, any index.
        scale: all grades that can be placed, from the lowest to the highest.
        floor: the lowest grade that passes; one of the scale.

    Returns:
        boolean on the index of ``values``; <NA> where the grade is missing or not on the scale.

    Raises:
        ValueError: the floor is not on the scale; a mistake in code or parameters, never in the input.
    """
    if floor not in scale:
        msg = f"floor {floor!r} is not on the scale {scale}"
        raise ValueError(msg)
    passes = {grade: rank >= scale.index(floor) for rank, grade in enumerate(scale)}
    return values.astype("object").map(passes).astype("boolean")
