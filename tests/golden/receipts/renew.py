"""Store the sample years' receipts anew: in the project's folder, run ``python -m tests.golden.receipts.renew``."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.sample_years.build import YEARS
from yiwu_award.run import receipt
from yiwu_award.run.execution import run_year

STORED = Path(__file__).parent
DECIDED = ("stages", "tables", "applications")


def main() -> None:
    """Run each year and say which results are not what was stored before."""
    for award_year in YEARS:
        path = STORED / f"{award_year}.json"
        before = receipt.read(path)[0]["results"] if path.exists() else {}
        with tempfile.TemporaryDirectory() as place:
            made = run_year(award_year, reports=place).folder / receipt.NAME
            after = receipt.read(made)[0]["results"]
            path.write_bytes(made.read_bytes())
        for part, now in after.items():
            was = before.get(part, {})
            for name in sorted(was.keys() | now.keys()):
                if was.get(name) != now.get(name):
                    print(f"{award_year} {part}: {name} {'' if part in DECIDED else '(bytes only)'}".rstrip())  # noqa: T201


if __name__ == "__main__":
    main()
