"""The sheet that carries a code: 口令恢复单 for a case, 口令单 for a pack. One page, to be folded, sealed, locked away.

It is printed straight from memory (`code_sheet_data`) and saved only where the owner says, on a removable drive.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from desktop.documents.blocks import Blank, blank_line, tick_box
from desktop.documents.document import PORTRAIT, Document, Furniture
from desktop.documents.faces import CONSENT, SMALL, TITLE, Align, Face, Ink, Style
from desktop.documents.sheet import Sheet
from desktop.documents.window_letter import FOLDS
from desktop.numbers import CodeGroup, PaperNumber, code_groups, scan_text
from desktop.words import Sentence, say, spoken_date, zh

CELL = 8.6
"""Width of the cell of one printed character, mm."""
_CODE = Style(Face.SANS_MEDIUM, 26, 30)
_CHECK = Style(Face.SANS_MEDIUM, 20, 24)
_HEAD = Style(Face.SANS_BOLD, 12, 16)
_TEXT = CONSENT.sized(10.5)
_QR = 42.0
_QR_TOP = 110.0


class Purpose(Enum):
    """What the code opens."""

    CASE = "case"
    SEAL_PACK = "seal pack"
    TRANSFER_PACK = "transfer pack"


@dataclass(frozen=True, slots=True)
class CodeSheet:
    """What stands on the sheet.

    `opens` names what the code opens: the case code, or the number of the pack. `replaces` is the number of the sheet
    that this one makes void, or None. `copy` of `copies` when several keepers get one each.
    """

    purpose: Purpose
    shop: str
    number: PaperNumber
    code: str
    opens: str
    day: date
    replaces: PaperNumber | None = None
    copy: int = 1
    copies: int = 1
    practice: bool = False


@dataclass(frozen=True, slots=True)
class _Wording:
    name: Sentence
    heading: Sentence
    secret: Sentence
    caption: Sentence
    opens: Sentence
    steps: tuple[tuple[Sentence, Sentence], ...]


def code_sheet_data(content: CodeSheet) -> bytes:
    """The sheet as a PDF in memory."""
    paper = _document(None, content)
    with paper:
        _draw(paper.sheet(), content)
    return paper.data


def save_code_sheet(path: Path, content: CodeSheet) -> str:
    """Save the sheet; returns its SHA-256. Only for a removable drive that the owner chose."""
    paper = _document(path, content)
    with paper:
        _draw(paper.sheet(), content)
    return paper.digest


def _document(path: Path | None, content: CodeSheet) -> Document:
    words = _wording(content)
    name = zh(words.name)
    furniture = Furniture(content.shop, name, str(content.number), remark=zh(words.secret))
    return Document(path, furniture, title=name, practice=content.practice)


def _draw(sheet: Sheet, content: CodeSheet) -> None:
    words = _wording(content)
    _draw_top(sheet, content, words)
    for place, group in enumerate(code_groups(content.code)):
        row, column = divmod(place, 3)
        _draw_group(sheet, PORTRAIT.left + column * 57.7, 60.2 + row * 22.1, place + 1, group)
    sheet.rule(PORTRAIT.left, 98.8, PORTRAIT.right, pt=0.6)
    sheet.qr(PORTRAIT.left, _QR_TOP, _QR, scan_text(content.number, content.code))
    sheet.text(PORTRAIT.left + _QR / 2, _QR_TOP + _QR + 8.6, zh(words.caption), SMALL,
               align=Align.CENTRE)  # fmt: skip
    _draw_steps(sheet, words)
    _draw_check(sheet)
    for y in FOLDS:
        sheet.rule(5, y, 10, y)


def _draw_top(sheet: Sheet, content: CodeSheet, words: _Wording) -> None:
    sheet.text(PORTRAIT.left, 29.9, zh(words.name), TITLE)
    sheet.fill(143, 22, PORTRAIT.right - 143, 10.4)
    sheet.text((143 + PORTRAIT.right) / 2, 28.9, zh("Confidential - do not photograph"), _HEAD.sized(12.5),
               align=Align.CENTRE, ink=Ink.WHITE)  # fmt: skip
    replaced = str(content.replaces) if content.replaces else zh("none")
    parts = [
        zh(words.opens),
        zh("printed {day}", day=spoken_date(content.day, "zh_CN")),
        zh("Replaces: {number}", number=replaced),
    ]
    if content.copies > 1:
        parts.append(zh("Copy {copy} of {copies}", copy=content.copy, copies=content.copies))
    sheet.text(PORTRAIT.left, 38.6, "\u3000\u3000".join(parts), _TEXT)
    sheet.rule(PORTRAIT.left, 45, PORTRAIT.right, pt=0.6)
    sheet.text(PORTRAIT.left, 52, zh(words.heading), _HEAD)
    sheet.text(PORTRAIT.right, 52, zh("Four characters a group, the check character in the box"), SMALL,
               align=Align.RIGHT)  # fmt: skip


def _draw_group(sheet: Sheet, x: float, y: float, number: int, group: CodeGroup) -> None:
    sheet.text(x, y, str(number), SMALL)
    sheet.spread(x, y + 9.9, group.characters, _CODE, CELL)
    sheet.rule(x, y + 12.2, x + 4 * CELL, pt=0.7)
    sheet.box(x + 36.8, y + 1.4, 8.9, 11, pt=1)
    sheet.text(x + 36.8 + 4.45, y + 9.4, group.check, _CHECK, align=Align.CENTRE)


def _draw_steps(sheet: Sheet, words: _Wording) -> None:
    y = _QR_TOP + 3.6
    for number, (head, text) in enumerate(words.steps, 1):
        sheet.text(79, y, str(number), _TEXT.bold)
        sheet.text(83.8, y, zh(head), _TEXT.bold)
        y = sheet.paragraph(95, y, PORTRAIT.right - 95, zh(text), _TEXT) + 1.7


def _draw_check(sheet: Sheet) -> None:
    top = 186.0
    sheet.rule(PORTRAIT.left, top, PORTRAIT.right, pt=0.6)
    sheet.text(PORTRAIT.left, top + 8, zh("Check"), _TEXT.bold)
    end = 42 + sheet.text(42, top + 8, zh("After printing, type it into the program once to see that it works:"), _TEXT)
    tick_box(sheet, end + 4, top + 8, zh("checked"), _TEXT)
    x = PORTRAIT.left
    for blank in (Blank(zh("Kept at"), 48), Blank(zh("Owner's signature"), 28), Blank(zh("Date"), 21)):
        x = blank_line(sheet, x, top + 18.5, blank) + 8


def _wording(content: CodeSheet) -> _Wording:
    maker: Callable[[CodeSheet], _Wording] = _case_wording if content.purpose is Purpose.CASE else _pack_wording
    return maker(content)


def _case_wording(content: CodeSheet) -> _Wording:
    return _Wording(
        name=say("Recovery sheet"),
        heading=say("Recovery code"),
        secret=say("Holds the recovery code, keep it safe"),
        caption=say("The QR code holds the whole recovery code"),
        opens=say("Case {case}", case=content.opens),
        steps=(
            (say("Purpose"), say(
                "If the passphrase is forgotten, the recovery code opens the case and a new passphrase is set. Without "
                "passphrase and this sheet the case can never be opened again."
            )),
            (say("Use"), say(
                "Press “Forgot the passphrase”, scan the QR code with the till's scanner or type group by group; not "
                "with a telephone. After a slip the program says which group it is in."
            )),
            (say("Characters"), say("Only figures and capital letters, without I, O, S, V, Z.")),
            (say("Keeping"), say(
                "Fold along the marks with the recovery code inside, put it into an envelope, sign over the flap, lock "
                "it away; not together with PC or USB stick, not by WeChat."
            )),
            (say("Leak"), say(
                "Lost, or seen by someone else: replace it in the program at once. The old one opens the case no more, "
                "but the backups made before: back up anew and destroy those."
            )),
            (say("Destroying"), say(
                "When the case has been destroyed, shred this sheet and enter that in the register."
            )),
        ),
    )  # fmt: skip


def _pack_wording(content: CodeSheet) -> _Wording:
    sealed = content.purpose is Purpose.SEAL_PACK
    return _Wording(
        name=say("Code sheet of the seal pack") if sealed else say("Code sheet of the transfer pack"),
        heading=say("Code"),
        secret=say("Holds the code, keep it safe"),
        caption=say("The QR code holds the whole code"),
        opens=say("Opens {pack}", pack=content.opens),
        steps=(
            (say("Purpose"), say(
                "Opens the pack named above. Without this sheet the pack can never be opened again."
            )),
            (say("Use"), say(
                "In the program scan the QR code or type group by group. In 7-Zip type the 24 characters of the six "
                "groups in capitals without spaces, and not the check characters in the boxes. Not with a telephone."
            )),
            (say("Characters"), say("Only figures and capital letters, without I, O, S, V, Z.")),
            (say("Keeping"), say(
                "Fold along the marks with the code inside, put it into an envelope, sign over the flap, lock it away; "
                "not together with the pack, not by WeChat."
            )),
            (say("Leak"), say(
                "Lost, or seen by someone else: tell the owner at once; the records are packed again with a new code."
            )),
            (say("Destroying"), say(
                "When the pack has been destroyed, shred this sheet and enter that in the register."
            )),
        ),
    )  # fmt: skip
