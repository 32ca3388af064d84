"""Is a year as its receipt says? By hashes alone, or run again in a temporary place and compared."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, NamedTuple

from yiwu_award.places import incoming_folder, project_root, results_folder
from yiwu_award.procedure import STAGES, STATES
from yiwu_award.publish import history
from yiwu_award.run import receipt as receipts
from yiwu_award.run.execution import run_year
from yiwu_award.run.receipt import Receipt
from yiwu_award.run.staging import NOT_OF_A_RESULT
from yiwu_award.tables.contracts import contract, incoming, produced

_PROGRAM = {"code": "代码与数据约定", "lock": "锁文件", "package": "软件版本", "python": "Python", "pandas": "pandas"}
_FILES = {"notebooks": "笔记本", "templates": "报告模板"}
_LAW_OF_THE_YEAR = ("schedule", "implementing_rules", "workdays")  # tables that every stage's law is made from
_TELLS_OF_EVERY_TABLE = STAGES[contract("arrivals").stage or 0]
_NAMED = 12  # of the documents that differ, the first few are named


class Level(IntEnum):
    """How much a line says: nothing to do, a person should look, not the same."""

    EQUAL = 0
    LOOK = 3
    DIFFERS = 2


class Line(NamedTuple):
    """One thing that was compared."""

    level: Level
    text: str


def verify(
    award_year: int,
    tables: str | Path | None = None,
    reports: str | Path | None = None,
    kept: str | Path | None = None,
    site: Path | None = None,
    *,
    is_fast: bool = False,
) -> Iterator[Line]:
    """Compare a year with its receipt, line by line, as each comparison is done.

    Args:
        award_year: the year of the award.
        tables: folder with the year's tables; by default the fictional sample of that year.
        reports: folder that holds one folder of results per year; by default the project's ``reports``.
        kept: the receipt, if it doesn't lie with the results; those are then not looked at.
        site: the site's folder, with the log of public receipts; by default the project's.
        is_fast: compare hashes of what lies there, run nothing.

    Raises:
        Refused: there is no receipt.
        ContractBroken: the tables are broken, so the year cannot be run again.
    """
    folder = results_folder(award_year, reports)
    before, is_whole = receipts.read(Path(kept) if kept else folder / receipts.NAME)
    came_in = incoming_folder(award_year, tables)
    yield Line(Level.EQUAL, "收据：完好") if is_whole else Line(Level.DIFFERS, "收据：写出以后被改动过")
    yield from _compared_inputs(before, came_in, Level.DIFFERS if is_fast else Level.EQUAL)
    yield from _compared_program(before, Level.LOOK if is_fast else Level.EQUAL)
    if kept is None:
        yield from _compared_files(
            "结果文件", _outputs(before), receipts.files_of(folder, *NOT_OF_A_RESULT), Level.DIFFERS
        )
    yield from _checked_log(site or project_root() / "site")
    if not is_fast:
        yield from _run_again(award_year, before, came_in)


def exit_code(lines: list[Line]) -> int:
    """0 the same, 3 the decisions are the same but a person should look, 2 not the same."""
    levels = {line.level for line in lines}
    return int(Level.DIFFERS if Level.DIFFERS in levels else Level.LOOK if Level.LOOK in levels else Level.EQUAL)


def _run_again(award_year: int, before: Receipt, tables: Path) -> Iterator[Line]:
    given = before["parameters"]
    with tempfile.TemporaryDirectory(prefix="yiwu-award-verify-") as place:
        done = run_year(award_year, given["through"], tables, place, given["as_of"])
        after, _ = receipts.read(done.folder / receipts.NAME)
    changed = _changed_tables(before, after)
    titles = "、".join(f"“{contract(name).title}”" for name in changed)
    if changed:
        yield Line(Level.LOOK, f"来表内容改变：{titles}")
    yield from _compared_decisions(before, after, _reasons(before, after, changed))
    yield from _compared_documents(before["results"]["documents"], after["results"]["documents"])


def _changed_tables(before: Receipt, after: Receipt) -> list[str]:
    old, new = (each["inputs"]["tables"] for each in (before, after))
    return [name for name in sorted(old.keys() | new.keys()) if _of(old, name) != _of(new, name)]


def _compared_decisions(before: Receipt, after: Receipt, since: Callable[[str], str]) -> Iterator[Line]:
    old, new = before["results"], after["results"]
    differ = []
    for name in _differing(old["stages"], new["stages"]):
        states = [STATES[each[name]["state"]] if name in each else "没有" for each in (old["stages"], new["stages"])]
        what = f"由{states[0]}变为{states[1]}" if states[0] != states[1] else "未决事项或提示不同"
        differ.append(f"结论不同：第 {_number(name)} 阶段 {what}{since(name)}")
    for name in _differing(old["applications"], new["applications"]):
        was, now = (each["applications"].get(name, "没有") for each in (old, new))
        differ.append(f"结论不同：{name} 收据为“{was}”，重算为“{now}”")
    for name in sorted(old["tables"].keys() | new["tables"].keys()):
        if _of(old["tables"], name) != _of(new["tables"], name):
            made = produced().get(name)
            stage = STAGES[made.stage or 0].name if made else ""
            differ.append(f"结论不同：表“{made.title if made else name}”{since(stage) if stage else ''}")
    yield from (Line(Level.DIFFERS, text) for text in differ)
    if not differ:
        n_stages, n_tables, n_applications = (len(old[part]) for part in ("stages", "tables", "applications"))
        counted = f"{n_stages} 个阶段、{n_tables} 张表、{n_applications} 份申报"
        yield Line(Level.EQUAL, f"结论相同：{counted}，与收据一致")


def _compared_documents(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Line]:
    differ = _differing(old, new)
    if not differ:
        yield Line(Level.EQUAL, f"逐字节相同：{len(old)} 个笔记本和页面")
        return
    shown = "、".join(differ[:_NAMED]) + ("等" if len(differ) > _NAMED else "")
    yield Line(Level.LOOK, f"逐字节不同：{len(old)} 个笔记本和页面中的 {len(differ)} 个：{shown}")


def _checked_log(site: Path) -> Iterator[Line]:
    """The log of public receipts, if any year was ever published with one."""
    for mark in ("", "fictional-"):
        faults = history.faults_of(site, mark)
        yield from (Line(Level.DIFFERS, f"公开收据：{fault}") for fault in faults)
        if not faults and (n_lines := len(history.recorded(site, mark).lines)):
            yield Line(Level.EQUAL, f"公开收据：日志 {n_lines} 行，前后相接")


def _compared_inputs(before: Receipt, tables: Path, level: Level) -> Iterator[Line]:
    of_table: dict[str, list[str]] = {}
    for name, table in before["inputs"]["tables"].items():
        for file in table["files"]:
            of_table.setdefault(file, []).append(contract(name).title)
    yield from _compared_files("来表文件", before["inputs"]["files"], receipts.incoming_files(tables), level, of_table)


def _compared_program(before: Receipt, level: Level) -> Iterator[Line]:
    yield from _compared_files("办法文件", before["inputs"]["law"]["files"], receipts.law_files(), level)
    now = receipts.made_with()
    for part, title in _FILES.items():
        yield from _compared_files(title, before["made_with"][part], now[part], level)
    for part, title in _PROGRAM.items():
        was = before["made_with"][part]
        if was == now[part]:
            yield Line(Level.EQUAL, f"{title}：相同（{_short(was)}）")
        else:
            yield Line(level, f"{title}：收据为 {_short(was)}，现为 {_short(now[part])}")


def _compared_files(
    title: str,
    old: Mapping[str, str],
    new: Mapping[str, str],
    level: Level,
    of_table: Mapping[str, list[str]] | None = None,
) -> Iterator[Line]:
    """One line if all are the same, else one for each file that isn't."""
    for name in _differing(old, new):
        what = "缺少" if name not in new else "多出" if name not in old else "被改动"
        about = f"（{'、'.join(of_table[name])}）" if of_table and name in of_table else ""
        yield Line(level, f"{title}{what}：{name}{about}")
    if old == new:
        yield Line(Level.EQUAL, f"{title}：{len(old)} 个，相同")


def _outputs(before: Receipt) -> dict[str, str]:
    tables = {f"tables/{name}.csv": table["hash"] for name, table in before["results"]["tables"].items()}
    return {**before["results"]["documents"], **before["working_files"], **tables}


def _reasons(before: Receipt, after: Receipt, changed: list[str]) -> Callable[[str], str]:
    """Why the result of a stage may differ: changed tables that it or an earlier stage takes, law, program."""
    law = _differing(before["inputs"]["law"]["files"], after["inputs"]["law"]["files"])
    old, new = before["made_with"], after["made_with"]
    program = [_PROGRAM[part] for part in ("code", "python", "pandas", "lock") if old[part] != new[part]]

    def since(stage: str) -> str:
        read = incoming().keys() if STAGES[_number(stage)] is _TELLS_OF_EVERY_TABLE else _read_by(stage)
        found = [f"来表“{contract(name).title}”" for name in changed if name in read]
        found += [f"办法文件 {name}" for name in law] + program
        return f"，因为改变了：{'、'.join(found)}" if found else "，而输入、办法和程序都没有改变"

    return since


def _read_by(stage: str) -> frozenset[str]:
    """Incoming tables that the result of a stage hangs on: its own, and those of the stages before it."""
    wanted = STAGES[_number(stage)]
    earlier = {STAGES[contract(table).stage or 0].name for table in (*wanted.needs, *wanted.may_use)}
    return frozenset({*wanted.takes, *_LAW_OF_THE_YEAR}).union(*map(_read_by, earlier))


def _number(stage: str) -> int:
    return next(each.number for each in STAGES if each.name == stage)


def _of(tables: Mapping[str, Mapping[str, Any]], name: str) -> object:
    return tables.get(name, {}).get("hash")


def _differing(old: Mapping[str, object], new: Mapping[str, object]) -> list[str]:
    return [name for name in sorted(old.keys() | new.keys()) if old.get(name) != new.get(name)]


def _short(value: object) -> str:
    text = "无" if value is None else str(value)
    return text[:12] if len(text) == 64 else text
