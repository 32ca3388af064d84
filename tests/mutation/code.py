"""Do the fast tests notice when a line of law/ or stages/ changes? mutmut makes the changes (see pyproject.toml).

What was tried is kept in ``mutants/``, and the next call goes on with the rest; one call takes at most MINUTES. What no
test can notice stands in ``survivors.yml`` with the reason; anything else that survives fails.

    python tests/mutation/code.py                          what isn't tried yet
    python tests/mutation/code.py 'yiwu_award.law.grades*' that module again
"""

from __future__ import annotations

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
MINUTES = 55
GOAL = 95  # per cent
NOTICED = ("killed", "timeout", "segfault")
UNTRIED = ("not checked", "check was interrupted by user")


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


def report(states: Mapping[str, str], known: Mapping[str, str]) -> int:
    """Tell the figures and whatever nobody has explained; 1 if there is any, or the goal isn't reached."""
    tried = {name: state for name, state in states.items() if state not in UNTRIED}
    noticed = [name for name, state in tried.items() if state in NOTICED]
    unexplained = sorted(set(tried) - set(noticed) - set(known))
    say(f"{len(tried)} of {len(states)} mutants tried: {dict(Counter(tried.values()))}")
    if not tried:
        return 1
    share = 100 * len(noticed) / len(tried)
    say(f"{share:.1f} % noticed (goal {GOAL} %); survivors that survivors.yml doesn't explain: {len(unexplained)}")
    for name in unexplained:
        say(f"  {tried[name]}: {name}   (mutmut show {name})")
    for name in sorted(set(known) & set(noticed) | set(known) - set(states)):
        say(f"  no survivor any more, take it out of survivors.yml: {name}")
    return int(bool(unexplained) or share < GOAL)


def say(line: str) -> None:
    """One line for whoever runs this."""
    print(line, flush=True)  # noqa: T201


if __name__ == "__main__":
    try_out(sys.argv[1:])
    explained = yaml.safe_load(Path(__file__).with_name("survivors.yml").read_text(encoding="utf-8")) or {}
    sys.exit(report(results(), explained))
