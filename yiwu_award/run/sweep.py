"""Many years under many variants of the law: suppositions, in a folder of their own, never published.

``under_variant`` is the unit of work: plain values in, a frame out, so that any executor can map over it.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from yiwu_award.errors import Fault, Refused, VariantsBroken
from yiwu_award.law.variants import TABLE, Variant, read_variants
from yiwu_award.papers.sweep_page import sweep_page
from yiwu_award.places import incoming_of_one, project_file, project_root
from yiwu_award.run.cluster import processes
from yiwu_award.whatif.differences import Differences, differences
from yiwu_award.whatif.outcome import outcome
from yiwu_award.whatif.supposed_values import supposed_values
from yiwu_award.year import Year, open_year

FOLDER = "sweeps"
KIND = "假设测算"
_UNTOUCHED = "未作任何测算，未写任何结果。"


@dataclass(frozen=True)
class Sweep:
    """What a sweep came to.

    Attributes:
        folder: where tables and page lie.
        pairs: the years and the variants that they were tried under.
        differences: what each variant changes, and what can't be told.
    """

    folder: Path
    pairs: tuple[tuple[int, str], ...]
    differences: Differences


def sweep(
    years: Sequence[int],
    variants: str | Path,
    incoming: str | Path | None = None,
    reports: str | Path | None = None,
    executor: Executor | None = None,
) -> Sweep:
    """Try years under variants of the law and tell what changes against each year as it stands.

    Args:
        years: the award years.
        variants: a file of variants (``law.variants``).
        incoming: folder with the year's tables; of several years, the folder above, one folder each by its number. By
            default the fictional samples.
        reports: folder of results; the sweep's own folder is ``sweeps/<name of the file>`` in it.
        executor: takes the pairs of year and variant; by default a process for each core.

    Raises:
        VariantsBroken: the file supposes what there is none of, or a year has no tables; all at once, nothing written.
        ContractBroken: the tables of a year break their contracts, as in ``open_year``.
        Refused: the folder of the sweep holds something else.
    """
    path = Path(variants)
    wanted, faults = read_variants(_text(path), path.name)
    folders = {year: _incoming(year, incoming, len(years)) for year in dict.fromkeys(years)}
    faults += tuple(_no_such_year(year, folder) for year, folder in folders.items() if not folder.is_dir())
    if faults:
        raise VariantsBroken(faults, _UNTOUCHED)
    place = _place(path, reports)
    opened = {year: open_year(year, folder, reports) for year, folder in folders.items()}
    together = [
        fault
        for year in opened.values()
        for variant in wanted
        for fault in variant.faults_in(year.tables["implementing_rules"], year.law.day)
    ]
    if together:
        raise VariantsBroken(list(dict.fromkeys(together)), _UNTOUCHED)
    pairs = [(year, name) for year in opened for name in ("", *(variant.name for variant in wanted))]
    with nullcontext(executor) if executor else processes(len(pairs)) as pool:
        outcomes = list(pool.map(
            under_variant,
            [year for year, _ in pairs],
            [name for _, name in pairs],
            [str(path.resolve())] * len(pairs),
            [str(opened[year].incoming) for year, _ in pairs],
            [str(opened[year].reports.parent) for year, _ in pairs],
        ))  # fmt: skip
    found = differences(pd.concat(outcomes, ignore_index=True))
    _write(place, list(opened.values()), wanted, found)
    return Sweep(place, tuple((year, name) for year, name in pairs if name), found)


def under_variant(award_year: int, name: str, variants: str, incoming: str, reports: str) -> pd.DataFrame:
    """One year under one variant: the unit of work.

    Args:
        award_year: the year.
        name: the variant's name; "" for the year as it stands.
        variants: path of the file of variants, free of faults.
        incoming: folder with the year's tables.
        reports: folder of results, where it is remembered that these tables were judged.

    Returns:
        ``whatif.outcome.COLUMNS`` with ``award_year`` and ``variant``, all string.
    """
    wanted, _ = read_variants(_text(Path(variants)), Path(variants).name)
    chosen = {variant.name: variant for variant in wanted}.get(name)
    found = outcome(open_year(award_year, incoming, reports), chosen)
    return found.assign(award_year=str(award_year), variant=name).astype("string")


def _write(place: Path, years: Sequence[Year], variants: Sequence[Variant], found: Differences) -> None:
    """Tables and page beside each other, in the place of an earlier sweep of that name."""
    supposed = supposed_values(years, variants)
    made = place.with_name(f".{place.name}.new")
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(parents=True)
    (made / "kind.txt").write_text(KIND + "\n", encoding="utf-8", newline="\n")
    for name, frame in (("changes", found.changes), ("untold", found.untold), ("supposed", supposed)):
        frame.to_csv(made / f"{name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    page = sweep_page(place.name, years, supposed, found)
    (made / "index.html").write_text(page, encoding="utf-8", newline="\n")
    if place.exists():
        shutil.rmtree(place)
    made.rename(place)


def _place(variants: Path, reports: str | Path | None) -> Path:
    root = Path(reports) if reports is not None else project_root() / "reports"
    place = root.resolve() / FOLDER / variants.stem
    kind = place / "kind.txt"
    if place.exists() and not (kind.exists() and kind.read_text(encoding="utf-8").strip() == KIND):
        due, to_do = "空的位置，或上一次同名的测算", "请换一个方案文件名，或用 --reports 另指"
        raise Refused(f"{place} 里已有别的文件", due, to_do)
    return place


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(f"{path.name} 不是 UTF-8 文本", "UTF-8 编码的 YAML", "请另存为 UTF-8", _UNTOUCHED) from None


def _incoming(year: int, incoming: str | Path | None, n_years: int) -> Path:
    return Path(incoming_of_one(year, incoming, n_years) or project_file("data_contracts/sample") / str(year))


def _no_such_year(year: int, folder: Path) -> Fault:
    there = sorted(each.name for each in folder.parent.glob("[0-9]*") if each.is_dir())
    due = "、".join(there) or "存有来表的文件夹"
    return Fault(TABLE, f"年度 {year} 没有来表", due, "一(五)", "更正年度，或用 --incoming 指明来表文件夹")
