"""Files of Word and Excel as the same bytes every time: no clock, no order of chance, nobody's name."""

from __future__ import annotations

import io
import zipfile

_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX = 3  # else the system that writes the file shows in every entry
_FIRST, _CORE = "[Content_Types].xml", "docProps/core.xml"
_CORE_PROPERTIES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:creator>yiwu-award</dc:creator>'
    '<dcterms:created xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">1980-01-01T00:00:00Z</dcterms:modified></cp:coreProperties>'
)


def same_bytes(made: bytes) -> bytes:
    """A .docx or .xlsx rewritten: parts in a fixed order, all of 1980, with core properties that name this program.

    Args:
        made: the file as a library saved it; who edited its template last stands in there, and when.
    """
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(made)) as old, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = _UNIX
            content = _CORE_PROPERTIES.encode() if name == _CORE else old.read(name)
            new.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return fixed.getvalue()
