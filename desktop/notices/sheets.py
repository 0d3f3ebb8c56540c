"""How a letter stands on its sheet: what all share is drawn on the form, what is one person's own on the page.

Geometry: window letter for GB/T 22585-2008 envelopes (see documents/window_letter.py), title on 89 mm, text from 99,
always one page: a longer text is set at 11 pt, and refused when it does not fit even so.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop import numbers
from desktop.documents.document import PORTRAIT, draw_footer_left, draw_footer_rule, draw_page_count
from desktop.documents.faces import CONSENT, LETTER, LETTER_TITLE, NOTE, Align, Face, Style
from desktop.documents.lines import Line, Text, marked
from desktop.documents.sheet import MM, Sheet
from desktop.documents.window_letter import (
    FOLDS,
    Address,
    address_block,
    fold_marks,
    letter_labels,
    letter_number,
    letterhead,
)
from desktop.errors import OwnerError
from desktop.notices.records import Addressee, NoticeKind
from desktop.notices.slip import SlipWords, draw_slip, draw_slip_person
from desktop.notices.texts import Printed
from desktop.words import say, zh

_SETTINGS = tuple(
    Style(Face.SERIF, size, leading) for size, leading in ((12, 19.6), (12, 18.4), (11.5, 17.6), (11, 16.8), (11, 15.6))
)
_CONSENT_SETTINGS = (
    CONSENT, Style(Face.SERIF, 10.5, 14.6), Style(Face.SERIF, 10, 14.2), Style(Face.SERIF, 10, 13.2),
    Style(Face.SERIF, 10, 12.4),
)  # fmt: skip
"""From airy to tight: a letter that has more to tell is set closer, never on a second page."""
_TITLE_Y = 89.0
_TEXT_Y = 99.0
_CONSENT_Y = 97.3
_LAST_TEXT = 250.5
"""Signature and seal place need the room below."""
_LAST_CONSENT_TEXT = FOLDS[1] - 3.0
_ROW_LABEL = 18.0


@dataclass(frozen=True, slots=True)
class LetterWords:
    """All that is the same in letters of one kind and content. `day` is the day of printing, written out."""

    kind: NoticeKind
    title: str
    paragraphs: tuple[Printed, ...]
    rows: tuple[Printed, ...]
    after: tuple[Printed, ...]
    slip: SlipWords | None
    shop: str
    sender: str
    contact: str
    day: str


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What is one person's own."""

    address: Address
    salutation: str


@dataclass(frozen=True, slots=True)
class LetterNumber:
    """The number of one letter and the text of its QR code."""

    number: str
    scan: str


def draw_static(sheet: Sheet, words: LetterWords, *, practice: bool) -> None:
    """Sender, title, text, signature, fold marks, footer. Raises OwnerError when the text does not fit on the page."""
    letterhead(sheet, words.shop, words.sender)
    fold_marks(sheet)
    letter_labels(sheet, words.day)
    sheet.text((PORTRAIT.left + PORTRAIT.right) / 2, _TITLE_Y, words.title, LETTER_TITLE, align=Align.CENTRE)
    if words.slip is None:
        _draw_letter_text(sheet, words, practice=practice)
    else:
        _draw_consent_text(sheet, words)
        draw_slip(sheet, words.slip)
    draw_footer_rule(sheet)
    draw_page_count(sheet, 1, 1)


def draw_person(sheet: Sheet, words: LetterWords, person: PersonWords, number: LetterNumber) -> bool:
    """Address, number, QR code, salutation. False when the address does not fit into the window."""
    if not address_block(sheet, person.address):
        return False
    letter_number(sheet, number.number, number.scan)
    consent = words.slip is not None
    style = CONSENT if consent else LETTER
    sheet.text(PORTRAIT.left, _CONSENT_Y if consent else _TEXT_Y, person.salutation, style)
    draw_footer_left(sheet, f"{paper_name(words.kind)} {number.number}")
    if words.slip is not None:
        draw_slip_person(sheet, words.slip, number.number, person.address.name, number.scan)
    return True


def paper_name(kind: NoticeKind) -> str:
    """What the footer calls the paper."""
    return zh("Consent letter") if kind is NoticeKind.CONSENT else zh("Notice letter")


def person_words(person: Addressee) -> PersonWords:
    """The parts of a letter that only this person gets; a guardian is addressed for a child (PIPL 31)."""
    subject = person.subject
    name = subject.name
    salutation = (
        zh("To the guardian of {name}:", name=name) if person.guardian else zh("Dear customer {name}:", name=name)
    )
    to = zh("guardian of {name}", name=name) if person.guardian else name
    return PersonWords(Address(subject.postcode, subject.address, to), salutation)


def numbered(number: str, token: str) -> LetterNumber:
    """A letter's number with what its QR code holds: the number and four random characters, nothing else."""
    read = numbers.read_number(number)
    assert read is not None, "a number that this program has given out"
    return LetterNumber(number, numbers.scan_text(read, token))


def _draw_letter_text(sheet: Sheet, words: LetterWords, *, practice: bool) -> None:
    style, blocks = _fitting(sheet, words.paragraphs)
    y = _TEXT_Y + style.leading / MM
    for lines in blocks:
        y = sheet.set_lines(PORTRAIT.left, y, lines, style, width=PORTRAIT.width)
    y = max(y + 7.0, 227.8)
    draw_signature(sheet, words, y, practice=practice)
    sheet.text(PORTRAIT.left, y + 7.3, words.contact, CONSENT)


def draw_signature(sheet: Sheet, words: LetterWords, y: float, *, practice: bool) -> None:
    """Name and day that the seal is pressed over, centred under the right end of the text, the name in one line."""
    seal_line(sheet, PORTRAIT.right, y, words.shop, words.day, LETTER, practice=practice)


def seal_line(sheet: Sheet, right: float, y: float, shop: str, day: str, style: Style, *, practice: bool) -> None:
    """Shop, day and place for the seal, centred on each other, nothing beyond `right` mm."""
    sized = style if sheet.text_width(shop, style) <= 76 else style.sized(style.size * 0.85)
    middle = right - max(sheet.text_width(shop, sized) / 2, 26.0)
    step = 7.1 * style.size / 12
    sheet.text(middle, y, shop, sized, align=Align.CENTRE)
    sheet.text(middle, y + step, day, style, align=Align.CENTRE)
    if not practice:
        sheet.text(middle, y + 2 * step, zh("(seal here)"), NOTE, align=Align.CENTRE)


def _draw_consent_text(sheet: Sheet, words: LetterWords) -> None:
    for style in _CONSENT_SETTINGS:
        if _consent_parts(sheet, words, style, draw=False) <= _LAST_CONSENT_TEXT:
            _consent_parts(sheet, words, style, draw=True)
            return
    raise _too_long()


def _consent_parts(sheet: Sheet, words: LetterWords, style: Style, *, draw: bool) -> float:
    """Paragraphs, table of three-line style, paragraphs; gives the baseline of the last line."""
    step = style.leading / MM
    y = _CONSENT_Y + step
    y = _set_all(sheet, words.paragraphs, y, style, draw=draw)
    tight = style == _CONSENT_SETTINGS[-1]
    small = Style(Face.SANS, 8.5, 10.4) if tight else Style(Face.SANS, style.size - 1, style.leading - 2.0)
    top = y - step + 2.6
    if draw:
        sheet.rule(PORTRAIT.left, top, PORTRAIT.right, pt=1.2)
    for place, row in enumerate(words.rows):
        lines = sheet.lines(row.body, PORTRAIT.width - _ROW_LABEL, small)
        if draw:
            if place:
                sheet.rule(PORTRAIT.left, top, PORTRAIT.right)
            sheet.text(PORTRAIT.left, top + 4.3, row.head, small.bold)
            sheet.set_lines(PORTRAIT.left + _ROW_LABEL, top + 4.3, lines, small)
        top += len(lines) * small.leading / MM + (1.3 if tight else 1.7)
    if draw:
        sheet.rule(PORTRAIT.left, top, PORTRAIT.right, pt=1.2)
    end = _set_all(sheet, words.after, top + 5.4, style, draw=draw)
    return end - step


def _set_all(sheet: Sheet, paragraphs: tuple[Printed, ...], y: float, style: Style, *, draw: bool) -> float:
    for item in paragraphs:
        lines = sheet.lines(runs(item, style), PORTRAIT.width, style, indent=2)
        if draw:
            sheet.set_lines(PORTRAIT.left, y, lines, style, width=PORTRAIT.width)
        y += len(lines) * style.leading / MM
    return y


def runs(item: Printed, style: Style) -> Text:
    """Head in Sans Bold, body with its emphasis."""
    head = f"**{item.head}**" if item.head else ""
    return marked(head + item.body, style.face)


def _fitting(sheet: Sheet, paragraphs: tuple[Printed, ...]) -> tuple[Style, list[tuple[Line, ...]]]:
    """The paragraphs as lines in the most generous setting that leaves room for the signature."""
    for style in _SETTINGS:
        blocks = [sheet.lines(runs(item, style), PORTRAIT.width, style, indent=2) for item in paragraphs]
        if _TEXT_Y + sum(map(len, blocks)) * style.leading / MM <= _LAST_TEXT:
            return style, blocks
    raise _too_long()


def _too_long() -> OwnerError:
    return OwnerError(
        say("The text of the letter does not fit on one page."),
        meaning=say("No letter has been made."),
        todo=say("Shorten the recipient's purpose and method in step 1, or join record groups of the same kind."),
    )
