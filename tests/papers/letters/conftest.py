import io
import re
import zipfile
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest

from yiwu_award.papers.letters import letters
from yiwu_award.papers.letters.kinds import Desk
from yiwu_award.places import project_file


@pytest.fixture(scope="session")
def due(sample):
    """The papers of the closed sample year, none rendered yet."""
    return letters(sample(2024))


@pytest.fixture
def changed(due):
    """A function: the sample year's desk, some of its tables otherwise; produced ones by stage and table."""

    def desk(produced=(), **incoming):
        year = replace(due.desk.year, tables={**due.desk.year.tables, **incoming})
        outcomes = dict(due.desk.outcomes)
        for (stage, table), rows in dict(produced).items():
            before = outcomes[stage]
            tables = {**before.result.tables, table: rows}
            outcomes[stage] = replace(before, result=replace(before.result, tables=tables))
        return Desk(year, outcomes)

    return desk


def _parts(paper):
    with zipfile.ZipFile(io.BytesIO(paper)) as parts:
        return [parts.read(name) for name in parts.namelist() if name.endswith((".xml", ".rels"))]


@pytest.fixture(scope="session")
def words():
    """A function: all that stands in a Word file, whichever of its parts holds it, tags taken out.

    A part that is the template's own to the byte, such as the styles, holds nothing of anybody and is passed over.
    """
    templates = project_file("reports/templates").glob("*.docx")
    own = {part for template in templates for part in _parts(template.read_bytes())}

    @cache
    def of(paper):
        texts = [ElementTree.fromstring(part) for part in _parts(paper) if part not in own]
        attributes = [value for text in texts for each in text.iter() for value in each.attrib.values()]
        return "\n".join(["".join(text.itertext()) for text in texts] + sorted(set(attributes)))

    return of


@pytest.fixture(scope="session")
def in_iso():
    """Finds days as machines write them, with a zero in front, or year brackets that no document has."""
    return re.compile(r"\d{4}-\d{2}-\d{2}|年0\d|月0\d|[\[【(（]20\d\d[\]】)）]\d+号")


@pytest.fixture(scope="session")
def without_words():
    """A function: findings of a panel that wrote nothing down."""

    def table(rows):
        return rows.assign(**dict.fromkeys(["strengths", "improvements"], pd.Series(pd.NA, rows.index, "string")))

    return table
