"""What the reviews and the vote share in refusing: located faults, rows left out, values that a rule may take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from string import Formatter

import pandas as pd

from yiwu_award.errors import ContractBroken, Fault, OpenPoint
from yiwu_award.law import open_values
from yiwu_award.law.open_values import Value
from yiwu_award.law.parameters import parameters
from yiwu_award.law.rulebook import Law
from yiwu_award.stages.lists import AWARD_TITLES, shown
from yiwu_award.tables.contracts import contract


def located(
    rows: pd.DataFrame, table: str, column: str, came: str, due: str, clause: str, fix: str, cause: str = ""
) -> list[Fault]:  # fmt: skip
    """One fault for each row, with the place in the file that it came from.

    Args:
        rows: rows of an incoming table, with ``file``, ``sheet`` (<NA> for CSV) and ``row``; any further columns.
        table: the table's English name; shown by its Chinese one.
        column: the column at fault, in English; shown by its heading.
        came: what came, with columns of ``rows`` in braces, e.g. ``{assessor_id} 给 {application_id} 打分``.
        due: what was due, with columns in braces too. If both name the table's own columns only, its sender may read
            them.
        clause: the clause that the row breaks.
        fix: what the sender should do.
        cause: what several rows have in common and go away with, with columns in braces; see ``errors.by_cause``.
    """
    if rows.empty:
        return []
    broken = contract(table)
    heading = broken.column(column).title
    is_own = {name for _, name, _, _ in Formatter().parse(came + due) if name} <= set(broken.names)
    return [
        Fault(
            broken.title, came.format(**row), due.format(**row), clause, fix,
            row["file"], "" if pd.isna(row["sheet"]) else row["sheet"], int(row["row"]), heading,
            cause=cause.format(**row), is_own=is_own,
        )
        for row in rows.sort_values(["file", "sheet", "row"]).to_dict("records")
    ]  # fmt: skip


def contains(pairs: pd.DataFrame, rows: pd.DataFrame, *columns: str) -> pd.Series:
    """Whether the values of a row in some columns occur together in a row of ``pairs``; boolean, index of ``rows``."""
    known = pd.MultiIndex.from_frame(pairs[list(columns)])
    return pd.Series(pd.MultiIndex.from_frame(rows[list(columns)]).isin(known), index=rows.index, dtype="boolean")


def of_the_organisation(rows: pd.DataFrame, applications: pd.DataFrame) -> pd.DataFrame:
    """Rows about applications, and again for every other application of the same organisation.

    What is known of an organisation counts whichever of its applications it was written down for.
    """
    own = applications[["application_id", "uscc"]].dropna()
    own = own[own.duplicated("uscc", keep=False)]
    if own.empty:
        return rows
    pairs = own.merge(own.rename(columns={"application_id": "other"}), on="uscc").drop(columns="uscc")
    others = rows.merge(pairs[pairs["other"] != pairs["application_id"]], on="application_id")
    others = others.drop(columns="application_id").rename(columns={"other": "application_id"})[list(rows)]
    told = [name for name in rows if name not in ("file", "sheet", "row")]
    return pd.concat([rows, others], ignore_index=True).drop_duplicates(told, ignore_index=True)


def looked_up(values: pd.Series, keys: pd.Series) -> pd.Series:
    """The value for each key, missing where there is none; keeps the dtype of ``values`` and the index of ``keys``.

    ``Series.map`` would not do: it fails on an empty series of days and turns an empty one of texts into floats.
    """
    return values.reindex(keys).set_axis(keys.index)


def strays(rows: pd.DataFrame, table: str, ids: Iterable[str]) -> tuple[str, ...]:
    """A remark on rows about applications that are not in this stage: left out, but never in silence."""
    out = rows[~rows["application_id"].isin(set(ids))]
    if out.empty:
        return ()
    names = shown(out["application_id"].unique())
    return (f"“{contract(table).title}”有 {len(out)} 行涉及不在（或已退出）本环节的申报组织，未采用：{names}。",)


def decided_late(law: Law, keys: Sequence[str], first: pd.Timestamp, what: str) -> list[OpenPoint]:
    """Rules of the year that were decided only after the first of what they govern was known.

    Args:
        law: the year's rules with the days of their approval.
        keys: beginnings of the rules' keys, e.g. ``score.``.
        first: day of the first row that they govern; <NaT> where there is none yet.
        what: what that row is, e.g. ``首次打分``.
    """
    late = sorted(
        {
            key
            for (key, _), rule in law.rules.items()
            if key.startswith(tuple(keys)) and pd.Timestamp(rule.approved_on) > first
        }
    )
    if not late:
        return []
    told = f"审定晚于{what}（{first.date()}）的规则：{'、'.join(late)}"
    return [OpenPoint("blocked", "二(一)2", told, "监督组", "查明情况，由市评委会决定是否重新评审")]


def rule_fault(key: str, scope: str, came: str, due: str) -> Fault:
    """A rule of the year that cannot be applied: what it says, and what it may say."""
    rules = contract("implementing_rules")
    name = f"{key}（{AWARD_TITLES.get(scope, scope)}）" if scope else key
    fix = "请市评委会审定后更正该规则"
    clause = parameters()[key]["clause"]
    return Fault(rules.title, f"{name} {came}", due, clause, fix, column=rules.column("value").title)


def option(law: Law, key: str, scope: str = "") -> str:
    """A rule of the year that takes one of the words in ``options`` of parameters.yml.

    Raises:
        NotInForce: the year has not decided it.
        ContractBroken: it holds another word; ``law.rule_faults`` refuses that with its row before any stage runs.
    """
    return str(_followable(law, key, scope))


def number(law: Law, key: str, scope: str = "") -> Fraction:
    """A value of the law that is a number, within its bounds, exact.

    Raises:
        NotInForce: the year has not decided it.
        ContractBroken: it holds a text, or a number outside its bounds.
    """
    return Fraction(_followable(law, key, scope))


def whole(law: Law, key: str, scope: str = "") -> int:
    """A value of the law that counts something.

    Raises:
        NotInForce: the year has not decided it.
        ContractBroken: it is no whole number.
    """
    value = number(law, key, scope)
    if value.denominator != 1:
        raise ContractBroken([rule_fault(key, scope, f"取 {value}", "整数")])
    return int(value)


def _followable(law: Law, key: str, scope: str) -> Value:
    value, parameter = law[key, scope], parameters()[key]
    if parameter["authority"] == "implementing_rule" and open_values.taken(parameter, str(value)) is None:
        raise ContractBroken([rule_fault(key, scope, f"取 {value}", open_values.due(parameter))])
    return value
