"""A template and what it is filled with → a Word file: the same bytes each time, or an error that names the template.

What comes from tables is put in as text: & < > and braces stand in the paper as they were written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

from yiwu_award.errors import Refused
from yiwu_award.papers.letters.signature import place_signature
from yiwu_award.places import project_file
from yiwu_award.tables.office_files import same_bytes

if TYPE_CHECKING:
    from docxtpl import DocxTemplate
    from jinja2 import Environment

_UNTOUCHED = "没有写出任何文书。"
_QUOTED = re.compile(r"'([^']+)'")


def render(template: str, content: Mapping[str, Any], reports: Path) -> bytes:
    """One paper.

    Args:
        template: the paper's title, which its template bears as file name.
        content: the fields that the template may use.
        reports: folder of all results; a template in its ``templates`` comes before the project's own.

    Raises:
        Refused: the template is missing or no Word file, holds a field that there is not, or a tag is not closed.
    """
    from docx.opc.exceptions import PackageNotFoundError
    from docxtpl import DocxTemplate
    from jinja2 import TemplateSyntaxError, UndefinedError

    path = template_path(template, reports)
    filled = DocxTemplate(io.BytesIO(_read(path)))
    try:
        filled.render(dict(content), _environment(), autoescape=True)
    except UndefinedError as stop:
        unknown = _unknown_fields(filled, content) or _QUOTED.findall(str(stop))[-1:]
        raise Refused(
            f"模板 {path.name} 里有不认识的字段：{'、'.join(unknown)}", f"本文书的字段：{'、'.join(sorted(content))}",
            f"请在 Word 或 WPS 里更正 {path}", _UNTOUCHED,
        ) from stop  # fmt: skip
    except TemplateSyntaxError as stop:
        raise Refused(
            f"模板 {path.name} 里的标记写法不对：{stop.message}", "成对的 {{ }} 和 {% %}，有开头就有结尾",
            f"请在 Word 或 WPS 里更正 {path}", _UNTOUCHED,
        ) from stop  # fmt: skip
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError) as stop:
        raise Refused(f"模板 {path.name} 不是 Word 文件", ".docx 文件", f"请换上正确的 {path}", _UNTOUCHED) from stop
    place_signature(filled.docx)
    made = io.BytesIO()
    filled.docx.save(made)
    return same_bytes(made.getvalue())


def template_path(template: str, reports: Path) -> Path:
    """Where a paper's template lies: in the results' own ``templates``, else among the project's.

    Raises:
        Refused: there is none.
    """
    name = f"{template}.docx"
    own = reports / "templates" / name
    return own if own.exists() else project_file(f"reports/templates/{name}")


@cache
def _read(path: Path) -> bytes:
    return path.read_bytes()


@cache
def _environment() -> Environment:
    from jinja2 import Environment, StrictUndefined

    return Environment(undefined=StrictUndefined, autoescape=True)


def _unknown_fields(filled: DocxTemplate, content: Mapping[str, Any]) -> list[str]:
    """All fields of the template that the paper lacks; none where only a part of a field is missing."""
    return sorted(filled.get_undeclared_template_variables(_environment(), context=dict(content)))
