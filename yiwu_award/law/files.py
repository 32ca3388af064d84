"""The law's own YAML files, read from the checkout or the wheel."""

from __future__ import annotations

from typing import Any

import yaml

from yiwu_award.places import project_file

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times as fast


def law_file(name: str) -> Any:
    """What ``law/<name>`` holds.

    Args:
        name: file name, e.g. ``clauses.yml``.

    Raises:
        Refused: the installation lacks it.
    """
    return yaml.load(project_file(f"yiwu_award/law/{name}").read_text(encoding="utf-8"), Loader=_LOADER)
