"""Fingerprints: whether files are the same as before, without reading what they mean."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from yiwu_award.places import project_file


def fingerprint(files: Iterable[Path], root: Path, *facts: str) -> str:
    """A hash of files (by path below ``root`` and content) and of further facts, in a fixed order."""
    digest = hashlib.sha256()
    for fact in facts:
        digest.update(fact.encode() + b"\0")
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def program_fingerprint() -> str:
    """A hash of everything that decides besides the tables: code, law and contracts."""
    package, contracts = project_file("yiwu_award"), project_file("data_contracts/incoming")
    code = [path for kind in ("*.py", "*.yml") for path in package.rglob(kind) if "carried" not in path.parts]
    return fingerprint(code, package) + fingerprint(contracts.parent.glob("*/*.odcs.yaml"), contracts.parent)


def hash_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
