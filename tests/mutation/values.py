"""Do the tests notice when a value of the law changes? Each is changed by one unit, step or day, or dropped.

That is: the values of parameters.yml, the points of the rubric, ours of each reading, the clauses, and the entries of
``CONDITIONS``. Each change is made in a process of its own, in what was loaded: no file is touched. First the tests
beside the value run; only if these notice nothing, all fast tests of law and stages.

    python tests/mutation/values.py              all, an hour or two on one core
    python tests/mutation/values.py bar.years    those whose name holds one of the given words
"""

from __future__ import annotations

import importlib
import io
import multiprocessing
import os
import resource
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

# Loaded before the processes part, so that each begins with it; the project itself each loads by itself.
import pandas as pd  # noqa: F401
import pytest
import yaml

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # as pytest does: the tests are imported as ``tests.…``
FAST = ("tests/law", "tests/clauses", "tests/stages")
ONE_DAY = timedelta(days=1)
SECONDS, MEMORY = 900, 2 * 2**30  # for one change: then it has been noticed, too
Change = Callable[[Any], Any]


class Mutant(NamedTuple):
    """One change.

    Attributes:
        name: what is changed, and how.
        target: a file of law/, or ``CONDITIONS``.
        change: from what was loaded to what is loaded instead.
        beside: the tests beside it, as pytest's arguments.
    """

    name: str
    target: str
    change: Change
    beside: tuple[str, ...]


def parameters() -> Iterator[Mutant]:
    """Each value a unit or step up and down, each day a day earlier and later, each key dropped."""
    from yiwu_award.law.grades import SCALES

    file = "parameters.yml"
    for key, parameter in _loaded(file).items():
        beside = _beside(parameter["clause"])
        yield Mutant(f"{file} {key} dropped", file, partial(_without, key), beside)
        for day, value in parameter.get("values", {}).items():
            for other in _steps(value, SCALES.get(parameter.get("grades"), ())):
                yield Mutant(
                    f"{file} {key} {value} → {other}", file, partial(_set, (key, "values", day), other), beside
                )
            for other in (day - ONE_DAY, day + ONE_DAY):
                versions = {other if each == day else each: held for each, held in parameter["values"].items()}
                yield Mutant(f"{file} {key} from {other}", file, partial(_set, (key, "values"), versions), beside)


def rubric() -> Iterator[Mutant]:
    """Each item and category a point up and down, five points from each item to the next, each item dropped."""
    file = "rubric_2012.yml"
    beside = ("tests/law/test_rubric.py", "tests/stages/test_item_results.py", "tests/stages/test_document_review.py")
    table = _loaded(file)
    for part in ("categories", "items"):
        for place, row in enumerate(table[part]):
            for other in _steps(row["points"], ()):
                yield Mutant(
                    f"{file} {row['code']} {row['points']} → {other}", file,
                    partial(_set, (part, place, "points"), other), beside,
                )  # fmt: skip
            yield Mutant(f"{file} {row['code']} dropped", file, partial(_without_place, part, place), beside)
    for place, (item, after) in enumerate(pairwise(table["items"])):
        name = f"{file} 5 points from {item['code']} to {after['code']}"
        yield Mutant(name, file, partial(_moved, place), beside)
    for key in ("step", "total", "edition"):
        for other in _steps(table[key], ()):
            yield Mutant(f"{file} {key} {table[key]} → {other}", file, partial(_set, (key,), other), beside)


def readings() -> Iterator[Mutant]:
    """Each reading takes the next of its options instead of ours."""
    file = "readings.yml"
    for identifier, reading in _loaded(file)["readings"].items():
        options = list(reading["options"])
        other = options[(options.index(reading["ours"]) + 1) % len(options)]
        if other != reading["ours"]:
            change = partial(_set, ("readings", identifier, "ours"), other)
            yield Mutant(f"{file} {identifier} {reading['ours']} → {other}", file, change, _beside(reading["clause"]))


def clauses() -> Iterator[Mutant]:
    """Each clause and each decided part dropped."""
    file, beside = "clauses.yml", ("tests/law/test_clauses.py",)
    table = _loaded(file)
    for place, row in enumerate(table["clauses"]):
        yield Mutant(f"{file} {row['id']} dropped", file, partial(_without_place, "clauses", place), beside)
    for place, part in enumerate(table["decided_parts"]):
        change = partial(_without_place, "decided_parts", place)
        yield Mutant(f"{file} decided_parts {part} dropped", file, change, beside)


def conditions() -> Iterator[Mutant]:
    """Each condition dropped, after the next one, and with every other thing of the next one that is another's."""
    from yiwu_award.stages.conditions import CONDITIONS

    for place, condition in enumerate(CONDITIONS):
        name, last = f"CONDITIONS {condition.part}", len(CONDITIONS) - 1
        order = "tests/stages/test_verdicts.py::test_the_parts_are_the_laws_parts_in_its_order"
        beside = ("tests/stages/test_conditions.py", order, "tests/law/test_clauses.py")
        yield Mutant(f"{name} dropped", "CONDITIONS", partial(_without_condition, place), beside)
        if place < last:
            yield Mutant(f"{name} after the next", "CONDITIONS", partial(_later_condition, place), beside)
        for field in ("decide", "scope", "asks"):
            change = partial(_other_of_condition, place, field)
            yield Mutant(f"{name} another's {field}", "CONDITIONS", change, beside)
        for field in ("is_dated", "takes_attestations"):
            change = partial(_flipped_of_condition, place, field)
            yield Mutant(f"{name} {field} flipped", "CONDITIONS", change, beside)


def nothing() -> Iterator[Mutant]:
    """No change at all: the tests must pass, or what they notice proves nothing."""
    for target in ("parameters.yml", "CONDITIONS"):
        yield Mutant(f"{target} unchanged", target, _same, FAST)


def _steps(value: Any, scale: Sequence[str]) -> list[Any]:
    """What lies one unit or step beside a value."""
    if isinstance(value, int):
        return [value - 1, value + 1]
    place = scale.index(value)
    return [scale[other] for other in (place - 1, place + 1) if 0 <= other < len(scale)]


def _beside(clause: str) -> tuple[str, ...]:
    """The tests of the modules in which a clause and its parts live, or their case-books."""
    from yiwu_award.law import clauses

    entries = clauses.clauses().values()
    own = [entry for entry in entries if entry.id.startswith(clause)]
    books = [f"{clauses.slug(entry.id)}-" for entry in own if entry.id in clauses.parts()]
    if books:
        return ("tests/clauses", "-k", " or ".join(books))
    files = dict.fromkeys(_test_of(place.split(":")[0]) for entry in own for place in entry.lives)
    return tuple(file for file in files if (ROOT / file).exists()) or ("tests/law",)


def _test_of(module: str) -> str:
    """The test file of a module: ``stages.vote`` → ``tests/stages/test_vote.py``."""
    *folders, name = module.split(".")
    return "/".join(["tests", *folders, f"test_{name}.py"])


def _loaded(file: str) -> Any:
    return yaml.safe_load((ROOT / "yiwu_award" / "law" / file).read_text(encoding="utf-8"))


def _same(table: Any) -> Any:
    return table


def _set(path: Sequence[Any], value: Any, table: Any) -> Any:
    *way, last = path
    holder = table
    for key in way:
        holder = holder[key]
    holder[last] = value
    return table


def _without(key: str, table: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row for name, row in table.items() if name != key}


def _without_place(part: str, place: int, table: dict[str, Any]) -> dict[str, Any]:
    del table[part][place]
    return table


def _moved(place: int, table: dict[str, Any]) -> dict[str, Any]:
    """Five points from one item to the next; where that is another category's, its points move along."""
    due = {row["code"]: row for row in table["categories"]}
    for row, more in zip(table["items"][place : place + 2], (-5, 5), strict=True):
        row["points"] += more
        due[row["code"].rpartition(".")[0]]["points"] += more
    return table


def _without_condition(place: int, conditions: tuple[Any, ...]) -> tuple[Any, ...]:
    return conditions[:place] + conditions[place + 1 :]


def _later_condition(place: int, conditions: tuple[Any, ...]) -> tuple[Any, ...]:
    return (*conditions[:place], conditions[place + 1], conditions[place], *conditions[place + 2 :])


def _other_of_condition(place: int, field: str, conditions: tuple[Any, ...]) -> tuple[Any, ...]:
    """What the next condition with another one has there."""
    own = conditions[place]
    others = [*conditions[place + 1 :], *conditions[:place]]
    other = next(getattr(each, field) for each in others if getattr(each, field) != getattr(own, field))
    return (*conditions[:place], own._replace(**{field: other}), *conditions[place + 1 :])


def _flipped_of_condition(place: int, field: str, conditions: tuple[Any, ...]) -> tuple[Any, ...]:
    own = conditions[place]
    return (*conditions[:place], own._replace(**{field: not getattr(own, field)}), *conditions[place + 1 :])


def listed(words: Sequence[str]) -> list[Mutant]:
    """All mutants whose name holds one of the words, or simply all."""
    kinds = (nothing, parameters, rubric, readings, clauses, conditions)
    return [each for kind in kinds for each in kind() if not words or any(word in each.name for word in words)]


def is_noticed(mutant: Mutant) -> bool:
    """Make the change, and run the tests until one fails."""
    os.chdir(ROOT)
    if mutant.target == "CONDITIONS":
        package = importlib.import_module("yiwu_award.stages.conditions")
        package.CONDITIONS = mutant.change(package.CONDITIONS)
        package.PARTS = tuple(condition.part for condition in package.CONDITIONS)
    else:
        files = importlib.import_module("yiwu_award.law.files")
        loaded = files.from_text
        files.from_text = lambda text, name: (mutant.change if name == mutant.target else _same)(loaded(text, name))
    passed = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return any(_run(arguments) not in passed for arguments in (mutant.beside, FAST))


def _run(arguments: Sequence[str]) -> int:
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return int(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *arguments]))


def _exit(mutant: Mutant) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    sys.exit(int(is_noticed(mutant)))


def _listed_by(words: Sequence[str], found: Any) -> None:
    found.put(listed(words))


def main(words: Sequence[str]) -> int:
    """Tell of each change whether it was noticed; 1 if one was not. What hangs, or eats all memory, is noticed."""
    fork = multiprocessing.get_context("fork")
    found = fork.SimpleQueue()
    # Listing loads the project, and a process that makes a change must load it afresh.
    fork.Process(target=_listed_by, args=(words, found)).start()
    mutants, unnoticed = found.get(), []
    for number, mutant in enumerate(mutants, 1):
        process = fork.Process(target=_exit, args=(mutant,))
        process.start()
        process.join(SECONDS)
        process.kill()
        process.join()
        noticed = process.exitcode != 0
        if noticed == mutant.name.endswith("unchanged"):
            unnoticed.append(mutant.name)
        print(f"{number}/{len(mutants)} {'noticed' if noticed else 'not noticed'}: {mutant.name}", flush=True)  # noqa: T201
    print(f"{len(mutants) - len(unnoticed)} of {len(mutants)} as they should be", *unnoticed, sep="\n  ")  # noqa: T201
    return int(bool(unnoticed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
