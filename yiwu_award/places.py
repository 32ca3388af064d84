"""Where the project's own files lie: in a checkout, or carried by the wheel beside the package."""

from pathlib import Path

from yiwu_award.errors import Refused

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
