"""The law's own YAML files, read from the checkout or the wheel."""

from __future__ import annotations

from typing import Any

import yaml

from yiwu_award.places import project_file

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml where it is built in: ten times as fast


def law_file(name: str) -> Any:
    """What ``law/<name>`` holds.

    Args:
        name: file name, e.g. ``clauses.yml``.

    Raises:
        Refused: the installation lacks it.
        ValueError: a key stands twice in one place.
    """
    return from_text(project_file(f"yiwu_award/law/{name}").read_text(encoding="utf-8"), name)


def from_text(text: str, name: str) -> Any:
    """YAML in which no key may stand twice: two values for the same day, say, of which the last would win in silence.

    Args:
        text: the YAML.
        name: what to call it in an error.

    Raises:
        ValueError: a key stands twice, with file, line and key.
    """

    class Loader(_LOADER):
        """The usual loader, but for double keys."""

    def mapping(loader: Any, node: yaml.MappingNode) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = loader.construct_object(key_node, deep=True)
            if key in found:
                msg = f"{name} line {key_node.start_mark.line + 1}: {key} is given twice"
                raise ValueError(msg)
            found[key] = loader.construct_object(value_node, deep=True)
        return found

    Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, mapping)
    return yaml.load(text, Loader=Loader)
