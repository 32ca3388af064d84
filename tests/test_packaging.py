"""The wheel carries what it needs and nothing that a year left lying about."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from yiwu_award.procedure import STAGES

ROOT = Path(__file__).parents[1]
CARRIED = {
    "data_contracts/incoming", "data_contracts/produced", "data_contracts/sample", "mkdocs.yml", "notebooks",
    "reports/templates", "site/docs", "site/templates", "site/theme",
}  # fmt: skip
DIRT = (
    "reports/2026/index.html", "reports/.run-2026/x.html", "incoming/2026/申报组织.xlsx", "notebooks/2026.ipynb",
    "notebooks/.ipynb_checkpoints/2_eligibility-checkpoint.ipynb", "site/public/index.html", "site/builds/x/index.html",
    "reports/templates/~$证书.docx", "site/records/2026.json",
    "data_contracts/2026/applications.csv", "yiwu_award/carried/old.txt",
)  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """A wheel built from a tree in which real years lie about; its unpacked folder."""
    tree = tmp_path_factory.mktemp("tree") / "project"
    kept = (
        "data_contracts",
        "notebooks",
        "reports/templates",
        "site/docs",
        "site/templates",
        "site/theme",
        "yiwu_award",
    )
    for name in kept:
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    for name in ("pyproject.toml", "README.md", "LICENSE", "mkdocs.yml", ".gitignore"):
        shutil.copy(ROOT / name, tree / name)
    for name in DIRT:
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text("真实", encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "out"],
        cwd=tree,
        check=True,
        capture_output=True,
    )
    (built,) = (tree / "out").glob("*.whl")
    unpacked = tree / "unpacked"
    zipfile.ZipFile(built).extractall(unpacked)
    return unpacked


def files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_nothing_that_a_year_left_behind_is_in_the_wheel(wheel):
    """Every file of the kind bears its mark."""
    assert [path for path in wheel.rglob("*") if path.is_file() and path.read_bytes() == "真实".encode()] == []


def test_the_wheel_carries_exact_folders(wheel):
    """The top level of what is carried, and each of the ten notebooks."""
    carried = files(wheel / "yiwu_award" / "carried")
    tops = {name if name == "mkdocs.yml" else "/".join(name.split("/")[:2]) for name in carried}
    notebooks = {f"notebooks/{stage.notebook}.ipynb" for stage in STAGES}
    assert {name for name in tops if name.startswith("notebooks/")} == notebooks
    assert {name for name in tops if not name.startswith("notebooks/")} == CARRIED - {"notebooks"}
    for name in (
        "data_contracts/sample/2024/applications.csv",
        "reports/templates/page/style.css",
        "reports/templates/证书.docx",
    ):
        assert name in carried


def test_an_installed_wheel_finds_what_it_carries(wheel, tmp_path):
    """In any working directory; what it writes goes to that directory."""
    code = "from yiwu_award.places import project_file, project_root as root; print(project_file('notebooks'), root())"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(wheel)},
        capture_output=True, encoding="utf-8", check=True,
    ).stdout.split()  # fmt: skip
    assert said == [str(wheel / "yiwu_award" / "carried" / "notebooks"), str(tmp_path)]


def test_the_lock_names_no_download_address():
    """Names, versions and hashes only: any index may serve them."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert lock.count("--hash=sha256:") > lock.count("==") > 50
