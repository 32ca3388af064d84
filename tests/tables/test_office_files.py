"""A file of Word or Excel is the same bytes whoever saved it, when and on which system."""

import io
import zipfile

from yiwu_award.tables.office_files import same_bytes

CORE = "<cp:coreProperties><dc:creator>甲某</dc:creator><dcterms:modified>{}</dcterms:modified></cp:coreProperties>"


def saved(minute, system, names):
    """A file as one computer saves it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as file:
        for name in names:
            entry = zipfile.ZipInfo(name, (2024, 5, 31, 9, minute, 0))
            entry.create_system = system
            file.writestr(entry, CORE.format(minute) if "core" in name else f"<{name}/>")
    return held.getvalue()


def test_clock_system_order_and_author_leave_no_trace():
    """Two computers save the same parts: one file comes out, its parts untouched but for the core properties."""
    names = ["word/document.xml", "docProps/core.xml", "[Content_Types].xml"]
    one, other = saved(1, 0, names), saved(2, 3, names[::-1])
    assert one != other
    assert same_bytes(one) == same_bytes(other)
    with zipfile.ZipFile(io.BytesIO(same_bytes(one))) as file:
        assert file.namelist() == ["[Content_Types].xml", "docProps/core.xml", "word/document.xml"]
        assert file.read("word/document.xml") == b"<word/document.xml/>"
        core = file.read("docProps/core.xml").decode()
    assert "甲某" not in core
    assert core.count("1980-01-01T00:00:00Z") == 2
