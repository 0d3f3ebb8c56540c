"""The one door: a path in, tables and texts out, or `Unreadable` with its reason."""

from __future__ import annotations

from pathlib import Path

from desktop.inventory.readers.delimited import delimiter_of, read_delimited
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form, Part, Unreadable
from desktop.inventory.readers.text import read_text
from desktop.inventory.readers.web import read_html
from desktop.inventory.readers.word import read_docx
from desktop.inventory.readers.workbook import encrypted, read_workbook
from desktop.words import Sentence, say

_NOT_READ: dict[Form, Sentence] = {
    Form.PDF: say("PDF files cannot be read yet. Look inside yourself and say what it is."),
    Form.PICTURE: say("It is a picture. Look at it yourself and say what it shows."),
    Form.ARCHIVE: say("It is a packed archive. Unpack it and scan the folder again."),
    Form.OLD_WORD: say("It is an old Word file. Open it, save it as docx and scan again, or say what it is."),
    Form.SLIDES: say("Slides cannot be read yet. Look inside yourself and say what it is."),
    Form.DATABASE: say("It is a database. Export its tables from the till software, import them, and say what it is."),
    Form.UNKNOWN: say("The kind of this file is not known. Find out which program made it, and say what it is."),
    Form.IRRELEVANT: say("It is a program, a font, sound or film, and holds no records."),
}


def open_parts(path: Path) -> tuple[Form, tuple[Part, ...]]:
    """What a file is, and its parts, each to be walked once and in order. Raises `Unreadable`, or OSError.

    Reading goes on while the parts are walked, so `Unreadable` can also come from there.
    """
    form = form_of(path)
    if form is Form.EMPTY:
        return form, ()
    if form is Form.ENCRYPTED:
        raise encrypted()
    if form in (Form.XLSX, Form.XLS, Form.ODS):
        return form, read_workbook(path, form)
    if form is Form.DOCX:
        return form, (read_docx(path),)
    if form is Form.HTML:
        return form, (read_html(path),)
    if form is Form.DELIMITED:
        return form, (read_delimited(path),)
    if form is Form.TEXT:
        # Many exports carry .txt. Whether the columns mean anything is asked of the vocabulary later.
        delimiter = delimiter_of(path)
        return form, (read_delimited(path, delimiter),) if delimiter else (read_text(path),)
    raise Unreadable(_NOT_READ[form])


def open_text(path: Path) -> Part:
    """A text file as running text although it looked like a table."""
    return read_text(path)
