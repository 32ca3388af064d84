"""Where the project's own files lie: in a checkout, or carried by the wheel beside the package."""

from pathlib import Path

from yiwu_award.errors import Refused

RETURNED = "returned"  # in a year's results: workbooks that a check marked, to be sent back
JUDGED = "judged.json"  # in a year's results: which of its tables were judged without any fault
_CARRIED = Path(__file__).parent / "carried"
_CHECKOUT = Path(__file__).parent.parent


def project_file(name: str) -> Path:
    """The project's file or folder of that name, e.g. ``notebooks`` or ``data_contracts/incoming``.

    Args:
        name: path below the project's root, with forward slashes.

    Returns:
        Its absolute path, in the checkout if there is one, else in the wheel.

    Raises:
        Refused: the installation lacks it.
    """
    for root in (_CHECKOUT, _CARRIED):
        if (root / name).exists():
            return root / name
    raise Refused(f"找不到 {name}", "完整的安装", "请重新安装 yiwu-award")


def project_root() -> Path:
    """Where results go by default: the checkout, or for a wheel the working directory."""
    return _CHECKOUT if (_CHECKOUT / "mkdocs.yml").exists() else Path.cwd()


def incoming_folder(award_year: int, incoming: str | Path | None) -> Path:
    """The folder with a year's incoming tables; by default the fictional sample of that year.

    Raises:
        Refused: there is none, or the year is no number.
    """
    if not isinstance(award_year, int):
        raise Refused(f"award_year 为 {award_year!r}", "四位年份", "请改正参数")
    if incoming is None:
        incoming = project_file("data_contracts/sample") / str(award_year)
    if not Path(incoming).is_dir():
        raise Refused(f"找不到来表文件夹 {incoming}", "一个存有该年度来表的文件夹", "请用 incoming 指明")
    return Path(incoming).resolve()


def incoming_of_one(award_year: int, incoming: str | Path | None, n_years: int) -> Path | None:
    """``incoming`` of one of several years: the folder in it that is named by the year; of a single one, itself."""
    if incoming is None:
        return None
    return Path(incoming) if n_years == 1 else Path(incoming) / str(award_year)


def results_folder(award_year: int, reports: str | Path | None = None) -> Path:
    """``reports/<year>``: where the results of a year lie."""
    root = Path(reports) if reports is not None else project_root() / "reports"
    return root.resolve() / str(award_year)
