"""Do the fast tests notice when a line of law/ or stages/ changes? mutmut makes the changes (see pyproject.toml).

What was tried is kept in ``mutants/``, and the next call goes on with the rest; one call takes at most MINUTES.
What the tests let pass mypy may refuse: it could not be committed either. What neither can notice stands in
``survivors.yml`` with the reason; anything else that survives fails.

    python tests/mutation/code.py                          what isn't tried yet
    python tests/mutation/code.py '*__mutmut_*3'           about a tenth, spread over all functions
    python tests/mutation/code.py 'yiwu_award.law.grades*' that module; once all of it is tried, again
"""

from __future__ import annotations

import ast
import json
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from fnmatch import fnmatch
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MINUTES = 55
GOAL = 95  # per cent
NOTICED = ("killed", "timeout", "segfault")
UNTRIED = ("not checked", "check was interrupted by user")
TYPES = [
    sys.executable, "-m", "mypy", "--output", "json", "yiwu_award/law", "yiwu_award/stages",
    # mutmut's own code beside the mutants has these
    "--no-warn-unused-ignores", "--disable-error-code", "no-redef", "--disable-error-code", "has-type",
]  # fmt: skip


def chosen(patterns: Sequence[str], states: Mapping[str, str]) -> list[str]:
    """What to name to mutmut, which tries again whatever is named: those not tried yet, or all if there are none.

    Args:
        patterns: of mutants' names; none for all that isn't tried.
        states: of every mutant by name; empty before the first call.
    """
    asked = [name for name in states if any(fnmatch(name, pattern) for pattern in patterns)]
    return [name for name in asked if states[name] in UNTRIED] or asked or list(patterns)


def try_out(names: Sequence[str]) -> None:
    """Let mutmut try mutants; when the time is up it stops and keeps what it has."""
    with subprocess.Popen([sys.executable, "-m", "mutmut", "run", *names], cwd=ROOT) as run:
        try:
            run.wait(MINUTES * 60)
        except subprocess.TimeoutExpired:
            run.send_signal(signal.SIGINT)


def results() -> dict[str, str]:
    """The state of every mutant, by name."""
    command = [sys.executable, "-m", "mutmut", "results", "--all", "true"]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout
    pairs = (line.strip().rsplit(": ", 1) for line in told.splitlines() if ": " in line)
    return dict(pairs)


def refused_by_types() -> set[str]:
    """The mutants that mypy refuses, by name: each is a function of its own in ``mutants/``."""
    mutants = ROOT / "mutants"
    told = subprocess.run(TYPES, cwd=mutants, check=False, capture_output=True, encoding="utf-8").stdout
    wrong: dict[str, list[int]] = {}
    for line in filter(None, told.splitlines()):
        error = json.loads(line)
        if error["severity"] == "error":
            wrong.setdefault(error["file"], []).append(error["line"])
    return {
        name
        for file, lines in wrong.items()
        for name, first, last in _functions(mutants / file, file)
        if any(first <= line <= last for line in lines)
    }


def _functions(path: Path, file: str) -> Iterator[tuple[str, int, int]]:
    """Each mutant of a file by mutmut's name, with its first and last line."""
    module = file.removesuffix(".py").replace("/", ".").removesuffix(".__init__")
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and "__mutmut_" in node.name and node.end_lineno:
            yield f"{module}.{node.name}", node.lineno, node.end_lineno


def report(states: Mapping[str, str], refused: Set[str], known: Mapping[str, str]) -> int:
    """Tell the figures and whatever nobody has explained; 1 if there is any, or the goal isn't reached.

    Args:
        states: of every mutant, by name.
        refused: those that mypy refuses.
        known: those that change nothing that could be noticed, with the reason.
    """
    tried = {name: state for name, state in states.items() if state not in UNTRIED}
    noticed = {name for name, state in tried.items() if state in NOTICED}
    typed = (set(tried) & refused) - noticed
    alike = set(tried) & set(known) - noticed - typed
    unexplained = sorted(set(tried) - noticed - typed - alike)
    say(f"{len(tried)} of {len(states)} mutants tried: {dict(Counter(tried.values()))}")
    if len(tried) == len(alike):
        return 1
    share = 100 * len(noticed | typed) / (len(tried) - len(alike))
    say(f"The tests notice {len(noticed)}, mypy refuses {len(typed)} more, {len(alike)} change nothing.")
    say(f"{share:.1f} % of the others noticed (goal {GOAL} %); unexplained: {len(unexplained)}")
    for name in unexplained:
        say(f"  {tried[name]}: {name}   (mutmut show {name})")
    for name in sorted(set(known) & noticed | set(known) - set(states)):
        say(f"  no survivor any more, take it out of survivors.yml: {name}")
    return int(bool(unexplained) or share < GOAL)


def say(line: str) -> None:
    """One line for whoever runs this."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    try_out(chosen(sys.argv[1:], results()))
    explained = yaml.safe_load(Path(__file__).with_name("survivors.yml").read_text(encoding="utf-8")) or {}
    sys.exit(report(results(), refused_by_types(), explained))
