"""LibreOffice at work on workbooks: it opens each, enters what it is told to, and saves it in its own way."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

SOFFICE = shutil.which("soffice")
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false">
 <library:element library:name="Clerk"/>
</library:library>
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Clerk" script:language="StarBasic">
Sub Work(orders As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  Dim filter(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  filter(0).Name = "FilterName" : filter(0).Value = "Calc MS Excel 2007 XML"
  files = createUnoService("com.sun.star.ucb.SimpleFileAccess")
  lines = createUnoService("com.sun.star.io.TextInputStream")
  lines.setInputStream(files.openFileRead(orders))
  lines.setEncoding("UTF-8")
  Do While Not lines.isEOF()
    order = Split(lines.readLine(), Chr(9))
    Select Case order(0)
      Case "open" : book = StarDesktop.loadComponentFromURL(order(1), "_blank", 0, hidden())
      Case "enter" : book.Sheets.getByIndex(0).getCellRangeByName(order(1)).setFormula(order(2))
      Case "save" : book.storeAsURL(order(1), filter()) : book.close(True)
    End Select
  Loop
End Sub
</script:module>
"""


class Entry(NamedTuple):
    """What is typed into a cell, e.g. ``B2``, of a workbook's first sheet."""

    cell: str
    typed: str


def work_through(books: Iterable[tuple[Path, list[Entry]]], into: Path, profile: Path) -> list[Path]:
    """Open, fill in and save workbooks, all in one start of LibreOffice.

    Args:
        books: each with what is typed into it.
        into: an existing folder for what is saved, under the same names.
        profile: an empty folder for LibreOffice's own settings.
    """
    orders, saved = [], []
    for path, entries in books:
        target = into / path.name
        orders += [f"open\t{path.as_uri()}", *(f"enter\t{each.cell}\t{each.typed}" for each in entries)]
        orders.append(f"save\t{target.as_uri()}")
        saved.append(target)
    _call(profile, "--terminate_after_init")  # it lays out a new profile over whatever lies there
    library = profile / "user" / "basic" / "Standard"
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Clerk.xba").write_text(_MODULE, encoding="utf-8")
    (profile / "orders.txt").write_text("\n".join(orders), encoding="utf-8")
    _call(profile, f'macro:///Standard.Clerk.Work("{(profile / "orders.txt").as_uri()}")')
    return saved


def _call(profile: Path, *arguments: str) -> None:
    command = [SOFFICE or "", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
