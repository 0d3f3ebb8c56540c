"""The one door: a path in, tables and texts out, or `Unreadable` with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain

from desktop.inventory.readers import office
from desktop.inventory.readers.access import read_access, read_database
from desktop.inventory.readers.archive import DEEPEST, Budget, members_of, read_members, too_deep
from desktop.inventory.readers.content import Given, Held
from desktop.inventory.readers.dbf import read_dbf
from desktop.inventory.readers.delimited import delimiter_of, read_delimited
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.mail import read_mail, read_mailbox, read_outlook
from desktop.inventory.readers.markup import read_xml
from desktop.inventory.readers.objects import read_json
from desktop.inventory.readers.oldoffice import read_old_slides, read_old_word, read_rtf
from desktop.inventory.readers.oldsheets import beside_old, pictures_of
from desktop.inventory.readers.pdf import read_pdf
from desktop.inventory.readers.pictures import is_icon, read_picture
from desktop.inventory.readers.residue import read_residue
from desktop.inventory.readers.shapes import Form, Part, Table, Text, Unread, Unreadable, encrypted
from desktop.inventory.readers.slides import read_slides
from desktop.inventory.readers.sqldump import read_dump
from desktop.inventory.readers.sqlite import read_sqlite
from desktop.inventory.readers.text import read_text
from desktop.inventory.readers.web import read_html
from desktop.inventory.readers.word import read_docx
from desktop.inventory.readers.workbook import OLD_STREAM, guard, sheets
from desktop.words import Sentence, say

_NOT_READ: dict[Form, Sentence] = {
    Form.ARCHIVE: say("It is a packed archive. Unpack it and scan the folder again."),
    Form.MAIL_STORE: say("It holds all mails of Outlook. Look into it with Outlook, and say what is in it."),
    Form.SEALED: say("It is a database that its program keeps encrypted, like WeChat. Look into it with that program."),
    Form.UNKNOWN: say("The kind of this file is not known. Find out which program made it, and say what it is."),
    Form.HOLLOW: say("The file holds nothing but zeros: it is damaged, or lies in a cloud only. Have it fetched."),
    Form.IRRELEVANT: say("It is a program, a font, sound or film, and holds no records."),
}
_ONE: dict[Form, Callable[[Given], Table | Text]] = {
    Form.HTML: read_html,
    Form.DELIMITED: read_delimited,
    Form.DBF: read_dbf,
    Form.OLD_WORD: read_old_word,
    Form.OLD_SLIDES: read_old_slides,
    Form.RTF: read_rtf,
    Form.PICTURE: read_picture,
    Form.REMAINS: read_residue,
}
_SEVERAL: dict[Form, Callable[[Given], Iterator[Part]]] = {
    Form.SQLITE: read_sqlite,
    Form.DUMP: read_dump,
    Form.JSON: read_json,
    Form.XML: read_xml,
    Form.PDF: read_pdf,
    Form.ACCESS: read_access,
    Form.DATABASE: read_database,
}
_OFFICE = (Form.XLSX, Form.XLS, Form.ODS, Form.DOCX, Form.SLIDES)
_ARCHIVES = (Form.ZIP, Form.SEVEN_ZIP, Form.TAR, Form.PACKED)
_MAILS = (Form.MAIL, Form.MAILBOX, Form.OUTLOOK)


def open_parts(given: Given) -> tuple[Form, Iterable[Part]]:
    """What a file is, and its parts, each to be walked once and in order. Raises `Unreadable`, or OSError.

    Reading goes on while the parts are walked, so `Unreadable` can also come from there. A part that is `Unread` says
    that a piece of the file could not be read while the rest could.
    """
    return _open(given, Budget(), 1)


def open_text(given: Given) -> Text:
    """A text file as running text although it looked like a table."""
    return read_text(given)


def _open(given: Given, budget: Budget, depth: int) -> tuple[Form, Iterable[Part]]:
    form = form_of(given)
    if form is Form.EMPTY:
        return form, ()
    if form is Form.ENCRYPTED:
        raise encrypted()
    if form in _NOT_READ:
        raise Unreadable(_NOT_READ[form])
    if form in _OFFICE:
        return form, _told_apart(chain(_body(given, form, budget, depth), _inside(given, form, budget, depth)))
    if form in _ONE:
        return form, (_ONE[form](given),)
    if form in _SEVERAL:
        return form, _told_apart(_SEVERAL[form](given))
    if form in _ARCHIVES or form in _MAILS:
        if depth > DEEPEST:
            raise too_deep()
        return form, _told_apart(_contents(given, form, budget, depth))
    return form, (_text(given),)


def _text(given: Given) -> Table | Text:
    # Many exports carry .txt. Whether the columns mean anything is asked of the vocabulary later.
    delimiter = delimiter_of(given)
    if not delimiter:
        return read_text(given)
    table = read_delimited(given, delimiter)
    return replace(table, again=lambda: read_text(given))


def _contents(given: Given, form: Form, budget: Budget, depth: int) -> Iterator[Part]:
    def inside(member: Held) -> tuple[Form, Iterable[Part]]:
        # A program or a font in an archive holds as little as one beside it.
        if form_of(member) is Form.IRRELEVANT:
            return Form.IRRELEVANT, ()
        return _open(member, budget, depth + 1)

    if form in _ARCHIVES:
        yield from read_members(members_of(given, form, budget), inside)
        return
    attached: Iterable[Held]
    if form is Form.MAILBOX:
        text, attached = read_mailbox(given)
    else:
        text, attached = read_outlook(given) if form is Form.OUTLOOK else read_mail(given)
    yield text
    yield from read_members(attached, inside)


def _body(given: Given, form: Form, budget: Budget, depth: int) -> Iterator[Part]:
    """Cells, words or slides of an Office file, and what stands beside them. What is damaged beside them is told."""
    if form in (Form.DOCX, Form.SLIDES):
        return chain(read_docx(given) if form is Form.DOCX else read_slides(given), office.beside(given, form, {}))
    behind = guard(given, form)
    if form is not Form.XLS:
        return chain(sheets(given), office.beside(given, form, behind))
    stream = behind[OLD_STREAM]
    return chain(sheets(given), beside_old(stream), read_members(pictures_of(stream), _look_inside(budget, depth)))


def _inside(given: Given, form: Form, budget: Budget, depth: int) -> Iterator[Part]:
    """Pictures and files that are embedded in an Office file."""
    if form is not Form.XLS:
        yield from read_members(office.members(given, budget), _look_inside(budget, depth))


def _look_inside(budget: Budget, depth: int) -> Callable[[Held], tuple[Form, Iterable[Part]]]:
    def look(member: Held) -> tuple[Form, Iterable[Part]]:
        if reason := office.drawn(member):
            raise Unreadable(reason)
        kind = form_of(member)
        if kind is Form.IRRELEVANT or (kind is Form.PICTURE and is_icon(member)):
            return kind, ()
        if depth > DEEPEST:
            raise too_deep()
        return _open(member, budget, depth + 1)

    return look


def _told_apart(parts: Iterator[Part]) -> Iterator[Part]:
    """The same with names of which each stands for one part: two files in an archive can be called the same."""
    seen: Counter[str] = Counter()
    for part in parts:
        if isinstance(part, Unread):
            yield part
            continue
        seen[part.part] += 1
        count = seen[part.part]
        yield replace(part, part=f"{part.part} ({count})") if count > 1 else part
