"""What arrived, judged by great-expectations against suites made from the contracts.

The library is loaded only where something is judged (it takes seconds to import), never reaches the
network, and keeps nothing on disk. Each expectation carries clause, severity and advice as its meta.
"""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pandas as pd

from yiwu_award.errors import Fault
from yiwu_award.law.rule_faults import rule_faults
from yiwu_award.law.workdays import list_faults
from yiwu_award.tables import contracts
from yiwu_award.tables.cells import shortened
from yiwu_award.tables.contracts import Column, Contract, as_text
from yiwu_award.tables.reading import Sent
from yiwu_award.tables.row_conditions import check_columns

if TYPE_CHECKING:
    from great_expectations import ExpectationSuite
    from great_expectations.datasource.fluent.interfaces import Batch

_SEVERITY = {"error": "critical", "warning": "warning"}


def suite(table: Contract) -> ExpectationSuite:
    """A contract as a suite of great-expectations.

    Args:
        table: contract of an incoming table.

    Returns:
        Expectations in the order of the columns, then the key, then the rules. References, credit codes and
        rules are expected as boolean columns, named as in ``row_conditions.check_columns``, to be true.
    """
    made: ExpectationSuite = library().ExpectationSuite(
        name=table.name, expectations=list(_expectations(table)), meta={"version": table.version}
    )
    return made


def judge(frames: Mapping[str, pd.DataFrame], sound: Collection[str] = ()) -> tuple[Fault, ...]:
    """Everything in the tables that breaks their contracts, and implementing rules that decide what they may not.

    Args:
        frames: incoming tables that arrived, by name, typed, as ``reading.read_incoming`` gives them.
        sound: names of tables that kept their contracts on the same grounds before; see ``grounds``.

    Returns:
        All faults, by table and row; none if all is well. They may show restricted values: for the office only.

    Raises:
        RuntimeError: an expectation could not be evaluated; nothing may be concluded from that.
    """
    faults: list[Fault] = []
    definition = None
    for name, frame in frames.items():
        table = contracts.contract(name)
        if name in sound or (frame.empty and not any(column.needs for column in table.columns)):
            continue
        definition = definition or _batch_definition()
        rows = frame.reset_index(drop=True)
        judged = pd.concat([rows[list(table.names)], check_columns(table, rows, frames)], axis=1)
        batch = definition.get_batch({"dataframe": judged})
        found = [placed for result in _failures(batch, suite(table)) for placed in _faults(table, rows, result)]
        faults.extend(fault for _, fault in sorted(found, key=lambda placed: placed[0]))
    faults = _by_empty_table(frames, faults)
    if "implementing_rules" in frames:
        faults.extend(rule_faults(frames["implementing_rules"].dropna(subset=["key", "value"])))
    lists = frames.get("workdays", contracts.contract("workdays").empty())
    if lists.drop(columns="sheet").notna().all(axis=None) and not _are_of(faults, "workdays"):
        faults.extend(list_faults(lists))  # a list with cells that cannot be read is no list yet
    return tuple(faults)


def _by_empty_table(frames: Mapping[str, pd.DataFrame], faults: Sequence[Fault]) -> list[Fault]:
    """A table that came without a row is the one cause of all that is refused for referring to it."""
    referred_to = [fault.cause.partition(".")[0] for fault in faults]
    empty = [name for name in sorted(set(referred_to)) if name in frames and frames[name].empty]
    return [_without_a_row(name, frames[name]) for name in empty] + [
        fault._replace(cause=name) if name in empty else fault for name, fault in zip(referred_to, faults, strict=True)
    ]


def _without_a_row(name: str, frame: pd.DataFrame) -> Fault:
    table, sent = contracts.contract(name), frame.attrs.get("sent", Sent())
    files = "、".join(sorted({file for file, _, _ in sent.headings}))
    due, fix = "其他来表提到的都在其中", "补齐该表，再核对其余各表"
    return Fault(table.title, "只有表头，没有一行", due, table.clause, fix, file=files, cause=name)


def _are_of(faults: Sequence[Fault], table: str) -> bool:
    return any(fault.table == contracts.contract(table).title for fault in faults)


# --- the suite ---------------------------------------------------------------------------------------------


def _expectations(table: Contract) -> Iterator[Any]:
    gxe = library().expectations
    for column in table.columns:
        name = column.name
        if column.required:
            yield gxe.ExpectColumnValuesToNotBeNull(
                column=name, **_about(column, "required", due=f"必填：{column.due}")
            )
        if column.labels:
            yield gxe.ExpectColumnValuesToBeInSet(column=name, value_set=list(column.labels), **_about(column, "value"))
        if column.needs:
            shown = "、".join(column.labels.get(code, code) for code in column.needs)
            about = _about(column, "needs", due=f"至少有：{shown}", fix=f"补上缺少的{column.title}，每项一行")
            yield gxe.ExpectColumnDistinctValuesToContainSet(column=name, value_set=list(column.needs), **about)
        if column.pattern:
            yield gxe.ExpectColumnValuesToMatchRegex(column=name, regex=column.pattern, **_about(column, "value"))
        if column.minimum is not None or column.maximum is not None:
            limits = {"min_value": column.minimum, "max_value": column.maximum}
            yield gxe.ExpectColumnValuesToBeBetween(column=name, **limits, **_about(column, "value"))
        if column.references:
            other, _, referred = column.references.partition(".")
            title = contracts.contract(other).title
            due = f"“{title}”表中已有的{contracts.contract(other).column(referred).title}"
            about = _about(column, "unknown", due=due, fix=f"更正{column.title}，或先登记到“{title}”表")
            yield gxe.ExpectColumnValuesToBeInSet(column=f"{name}__known", value_set=[True], **about)
        if column.is_clause_part:
            yield gxe.ExpectColumnValuesToBeInSet(column=f"{name}__known", value_set=[True], **_about(column, "value"))
        if column.is_uscc:
            about = _about(column, "value", due="校验无误的 18 位统一社会信用代码")
            yield gxe.ExpectColumnValuesToBeInSet(column=f"{name}__valid", value_set=[True], **about)
    key = list(table.key)
    titles = "、".join(table.column(name).title for name in key)
    about = _meta("key", key, table.clause, "error", f"同一{titles}只有一行", "删去重复的行，或更正其中之一")
    if len(key) == 1:
        yield gxe.ExpectColumnValuesToBeUnique(column=key[0], **about)
    else:
        yield gxe.ExpectCompoundColumnsToBeUnique(column_list=key, ignore_row_if="never", **about)
    for rule in table.rules:
        about = _meta("rule", list(rule.columns), rule.clause, rule.severity, rule.due, rule.fix)
        yield gxe.ExpectColumnValuesToBeInSet(column=f"{rule.name}__holds", value_set=[True], **about)


def _about(column: Column, check: str, due: str = "", fix: str = "") -> dict[str, Any]:
    return _meta(check, [column.name], column.clause, column.severity, due or column.due, fix or column.fix)


def _meta(check: str, columns: list[str], clause: str, severity: str, due: str, fix: str) -> dict[str, Any]:
    meta = {"check": check, "columns": columns, "clause": clause, "severity": severity, "due": due, "fix": fix}
    return {"severity": _SEVERITY[severity], "meta": meta}


# --- its verdict -------------------------------------------------------------------------------------------


def library() -> Any:
    """The library great_expectations, imported when first needed, without its warnings."""
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with warnings.catch_warnings(), _without_statistics():
        warnings.simplefilter("ignore", DeprecationWarning)  # it imports sre_constants; nothing of ours
        import great_expectations
    return great_expectations


@contextmanager
def _without_statistics() -> Iterator[None]:
    """Meanwhile scipy.stats, more than a second's work, isn't imported: expectations of distributions alone use it."""
    if "scipy.stats" in sys.modules:
        yield
        return
    sys.modules["scipy.stats"] = ModuleType("scipy.stats", "left out; see yiwu_award.tables.expectations")
    try:
        yield
    finally:
        del sys.modules["scipy.stats"]


def _batch_definition() -> Any:
    """Where whole frames are handed in, one after another; the context behind it lives in memory only."""
    context = library().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    return (
        context.data_sources.add_pandas("incoming")
        .add_dataframe_asset("table")
        .add_batch_definition_whole_dataframe("all")
    )


def _failures(batch: Batch, whole: ExpectationSuite) -> list[Any]:
    """The expectations that failed, with the positions of all rows that they failed on.

    Which rows fail is asked only of those that do: to ask it of all costs twice the time.

    Raises:
        RuntimeError: an expectation raised; the library would pass that off as a failure.
    """
    verdicts = _validated(batch, whole, "BOOLEAN_ONLY")
    failed = [verdict.expectation_config.to_domain_obj() for verdict in verdicts if not verdict.success]
    if not failed:
        return []
    return _validated(batch, library().ExpectationSuite(name=whole.name, expectations=failed), "COMPLETE")


def _validated(batch: Batch, judged_by: ExpectationSuite, detail: str) -> list[Any]:
    results: list[Any] = batch.validate(judged_by, result_format={"result_format": detail}).results
    for result in results:
        raised = [each for each in _exceptions(result.exception_info or {}) if each.get("raised_exception")]
        if raised:
            raise RuntimeError(
                f"{judged_by.name}: {result.expectation_config.type} could not be evaluated: "
                f"{raised[0].get('exception_message')}"
            )
    return results


def _exceptions(info: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Flat where all went well, keyed by metric where something raised."""
    yield from ([info] if "raised_exception" in info else info.values())


def _faults(table: Contract, rows: pd.DataFrame, result: Any) -> Iterator[tuple[int, Fault]]:
    """One fault per row that a failed expectation found, with the row's position."""
    meta = result.expectation_config.meta
    columns = [table.column(name) for name in meta["columns"]]
    sent: Sent = rows.attrs.get("sent", Sent())
    draft = Fault(table.title, "", meta["due"], meta["clause"], meta["fix"], severity=meta["severity"], is_own=True)
    if meta["check"] == "needs":
        present = set(rows[columns[0].name])
        lacking = [columns[0].labels.get(code, code) for code in columns[0].needs if code not in present]
        yield -1, draft._replace(came="没有“" + "”“".join(lacking) + "”", file="、".join(rows["file"].unique()))
        return
    positions = result.result["unexpected_index_list"]
    own: set[int] = set()
    if meta["check"] == "key":
        came, own = _doubles(rows, columns, positions)
    else:
        came = _as_they_came(rows, columns, positions)
    for position, text in came.items():
        file, row = rows["file"].iat[position], int(rows["row"].iat[position])
        sheet = "" if pd.isna(rows["sheet"].iat[position]) else rows["sheet"].iat[position]
        name = columns[0].name
        cause = f"{columns[0].references} {rows[name].iat[position]}" if meta["check"] == "unknown" else ""
        if meta["check"] == "required" and {(file, sheet, row, name), (file, sheet, 0, name)} & sent.unread:
            continue
        heading = sent.headings.get((file, sheet, name), columns[0].title)
        fault = draft._replace(came=text, file=file, sheet=sheet, row=row, column=heading, cause=cause)
        yield position, fault if meta["check"] != "key" else fault._replace(is_own=position in own)


def _as_they_came(rows: pd.DataFrame, columns: Sequence[Column], positions: Sequence[int]) -> dict[int, str]:
    """What stands in the rows: one column's value, or several with their names; with their own words for codes."""
    shown = pd.DataFrame({column.title: as_text(rows[column.name].iloc[positions], column) for column in columns})
    if len(columns) == 1:
        texts = [f"“{shortened(value)}”" if value else "空格子" for value in shown.iloc[:, 0]]
    else:
        texts = [
            "，".join(f"{title} {shortened(value)}" for title, value in row.items()) for row in shown.to_dict("records")
        ]
    return dict(zip(positions, texts, strict=True))


def _doubles(
    rows: pd.DataFrame, columns: Sequence[Column], positions: Sequence[int]
) -> tuple[dict[int, str], set[int]]:
    """Each row whose key stood in a row before, and those of them for which that row is in the same file.

    Rows that lack a needed part of the key are told elsewhere.
    """
    names = [column.name for column in columns]
    needed = [column.name for column in columns if column.required]
    keyed = rows.iloc[positions].dropna(subset=needed)
    came, own = {}, set()
    for _, group in keyed.groupby(names, dropna=False, sort=False):
        first = group.iloc[0]
        for position in group.index[1:]:
            values = "、".join(
                filter(None, (as_text(rows[each.name].iloc[[position]], each).iat[0] for each in columns))
            )
            came[int(position)] = f"“{shortened(values)}”与 {first['file']} 第 {first['row']} 行重复"
            if rows["file"].iat[position] == first["file"]:
                own.add(int(position))
    return came, own
