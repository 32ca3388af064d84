"""Write the sample years: in the project's folder, run ``python -m tests.sample_years.build``.

The same program writes the same bytes; ``tests/test_sample_years.py`` holds what is stored against it.
"""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path

from tests.sample_years import year_2023, year_2024, year_2025
from tests.sample_years.writing import write_csv

STORED = Path(__file__).parents[2] / "data_contracts" / "sample"
YEARS = (2023, 2024, 2025)


def build(award_year: int, folder: Path) -> None:
    """Write one year's incoming tables into an empty or new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "salt.txt").write_text(fictional_salt(award_year) + "\n", encoding="utf-8", newline="\n")
    if award_year == 2025:
        year_2025.write(folder)
        return
    for table, rows in {2023: year_2023, 2024: year_2024}[award_year].tables().items():
        write_csv(folder, table, rows)


def fictional_salt(award_year: int) -> str:
    """A sample's salt keeps no secret; a real one is drawn at random and never leaves the office."""
    return sha256(f"fictional {award_year}".encode()).hexdigest()


def main() -> None:
    """Replace all stored sample years."""
    for award_year in YEARS:
        folder = STORED / str(award_year)
        if folder.exists():
            shutil.rmtree(folder)
        build(award_year, folder)


if __name__ == "__main__":
    main()
