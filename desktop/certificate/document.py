"""销毁证明 and 销毁进度单: one page with annexes. The foot block is anchored; sections flow above it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop import numbers
from desktop.certificate import summary
from desktop.certificate.records import STATUS_NAMES, CertificateStatus, Facts
from desktop.certificate.register_paper import draw_media, draw_register, register_furniture
from desktop.documents import blocks, marks
from desktop.documents.blocks import Fact, Signer
from desktop.documents.document import Document, Furniture, margins
from desktop.documents.faces import FACT, NOTE, TABLE, Align, Style
from desktop.documents.sheet import Sheet
from desktop.documents.tables import Column, Place, Table, draw_table, table_height
from desktop.shop.records import LegalForm, Person
from desktop.words import spoken_date, zh

SECTIONS_END = 207.0
_OUTCOMES = {
    CertificateStatus.ALL: marks.Outcome.COMPLETE,
    CertificateStatus.EXCEPTIONS: marks.Outcome.EXCEPTIONS,
    CertificateStatus.UNFINISHED: marks.Outcome.UNFINISHED,
}
_DESTROYED = (40.0, 30.0, 46.9, 44.0)
_KEPT = (34.7, 69.0, 34.0, 23.2)
_EXCEPTIONS = (8.0, 45.0, 44.0, 63.9)


def write_certificate(path: Path | None, facts: Facts, manifest: str) -> Document:
    """Draw the certificate (or the progress sheet) with its annexes; `manifest` is the digest of the bundle, 64 hex.

    Without a path the finished document holds the bytes. An unfinished state bears no digest: it has no bundle.
    """
    unfinished = facts.status is CertificateStatus.UNFINISHED
    name = zh("Progress sheet") if unfinished else zh("Destruction certificate")
    heading = (
        zh("Progress of the destruction of personal data")
        if unfinished
        else zh("Certificate of the destruction of personal data")
    )
    status = zh(STATUS_NAMES[facts.status])
    furniture = Furniture(facts.shop.name, name, facts.number, status)
    code = "" if unfinished else scan_code(facts, manifest)
    with Document(path, furniture, title=f"{heading} {facts.number}", practice=facts.practice, keywords=code) as paper:
        sheet = paper.sheet(name)
        blocks.title(sheet, heading)
        _bar(sheet, facts, status)
        y = _reason(sheet, facts, 68.9)
        y = _destroyed(sheet, facts, y + 2.0)
        y = _kept(sheet, facts, y)
        _limits(sheet, facts, y)
        _foot(sheet, facts, manifest, code)
        annex = register_furniture(facts)
        draw_register(paper, facts, annex)
        if facts.media:
            draw_media(paper, facts, annex)
    return paper


def scan_code(facts: Facts, manifest: str) -> str:
    """PC1:XH-7KQ4-003-T:20261218:A:<64 hex>: no names, no address."""
    number = numbers.read_number(facts.number)
    assert number is not None
    return numbers.scan_text(
        number, date.fromisoformat(facts.made[:10]).strftime("%Y%m%d"), facts.status.value, manifest
    )


def _bar(sheet: Sheet, facts: Facts, status: str) -> None:
    marks.status_bar(
        sheet, 32.5, _OUTCOMES[facts.status], status, summary.sums_line(facts.totals), summary.remark_line(facts)
    )
    marks.figures(sheet, 49, summary.five_figures(facts.totals))


def _reason(sheet: Sheet, facts: Facts, y: float) -> float:
    y = blocks.section_head(sheet, y, zh("1 Shop and reason"))
    y = blocks.fact_pair(
        sheet, y, Fact(zh("Name of the shop"), facts.shop.name), Fact(zh("Unified social credit code"), facts.shop.credit_code)
    )
    licence = zh("Drug trading licence {number}", number=facts.shop.licence_no or zh("unknown"))
    y = blocks.fact_pair(sheet, y, Fact(zh("Licence"), licence), Fact(zh("Reason of closing"), summary.cause_line(facts)))
    rows = [Fact(zh("Basis"), zh("PIPL 47 (1)(2): whoever stops must delete. Row by row in the annex."))]
    rows.append(Fact(zh("Notices given"), summary.notice_line(facts)))
    if facts.supersedes:
        text = zh("{number}, because: {reason}", number=facts.supersedes, reason=facts.reason)
        rows.append(Fact(zh("Replaces"), text, strong=True))
    return blocks.facts(sheet, y, rows)


def _destroyed(sheet: Sheet, facts: Facts, y: float) -> float:
    lines = summary.destroyed_lines(facts)
    note = zh("Row by row in the annex: Disposal register")
    if lines.more:
        note = zh("{n} more rows in the annex: Disposal register", n=lines.more)
    y = blocks.section_head(sheet, y, zh("2 What was destroyed, and how"), note)
    heads = (zh("Carrier"), zh("Quantity"), zh("Method and check"), zh("Degree reached"))
    return _table(sheet, y, heads, _DESTROYED, lines.rows, zh("Nothing has been destroyed."))


def _kept(sheet: Sheet, facts: Facts, y: float) -> float:
    lines = summary.kept_lines(facts)
    if not lines.rows:
        y = blocks.section_head(sheet, y, zh("3 What is kept by law"))
        return blocks.facts(sheet, y, [Fact(zh("Kept"), zh("None."))]) + 2.0
    note = summary.kept_note(facts)
    if lines.more:
        note = zh("{note}; {n} more rows in the annex", note=note, n=lines.more)
    y = blocks.section_head(sheet, y, zh("3 What is kept by law"), note)
    heads = (zh("Content and quantity"), zh("Basis"), zh("Kept until"), zh("Seal list, pack or box"))
    return _table(sheet, y, heads, _KEPT, lines.rows, "")


def _limits(sheet: Sheet, facts: Facts, y: float) -> None:
    lines = summary.exception_lines(facts)
    note = summary.exception_note(facts.totals, facts.rows)
    if lines.more:
        note = zh("{note}; {n} more rows in the annex", note=note, n=lines.more)
    y = blocks.section_head(sheet, y, zh("4 Exceptions and limits"), note)
    if lines.rows:
        heads = (zh("No."), zh("Object"), zh("Cause and consequence"), zh("Next step, date, person"))
        y = _table(sheet, y, heads, _EXCEPTIONS, lines.rows, "", centred=True)
        y -= 1.0
    elif facts.totals.residue:
        words = zh("No exception; but {n} rows are deleted with residue not excluded.", n=facts.totals.residue)
        y = blocks.facts(sheet, y, [Fact(zh("Exceptions"), words, strong=True)])
    else:
        y = blocks.facts(sheet, y, [Fact(zh("Exceptions"), zh("None."), strong=True)])
    _fitted(sheet, y, Fact(zh("Limits"), summary.limits(facts), strong=True))


def _fitted(sheet: Sheet, y: float, fact: Fact) -> None:
    """The limits end above the anchored foot, in smaller letters if need be, never under 8 pt."""
    for style in (FACT, TABLE, NOTE):
        width = margins(sheet).width - blocks.LABEL
        lines = sheet.lines(fact.value, width, style)
        if y + (len(lines) - 1) * style.leading * 25.4 / 72 <= SECTIONS_END or style is NOTE:
            blocks.facts(sheet, y, [fact], style=style)
            return


def _table(
    sheet: Sheet, y: float, heads: tuple[str, ...], widths: tuple[float, ...],
    rows: tuple[tuple[object, ...], ...], nothing: str, *, centred: bool = False,
) -> float:  # fmt: skip
    left = margins(sheet).left
    top = y - 3.3
    if not rows:
        return blocks.facts(sheet, y, [Fact("—", nothing)], style=FACT) + 2.0
    columns = tuple(
        Column(head, width, Align.CENTRE if centred and not place else Align.LEFT)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    table = Table(columns, _style_for(sheet, columns, rows, top))
    place = draw_table(Place(sheet, top), left, table, rows, bottom=SECTIONS_END)  # type: ignore[arg-type]
    return place.y + 6.2


def _style_for(sheet: Sheet, columns: tuple[Column, ...], rows: tuple[tuple[object, ...], ...], top: float) -> Style:
    """Table letters; note letters when the rows would take more than half of what is left."""
    table = Table(columns, TABLE)
    room = (SECTIONS_END - top) * 0.62
    return TABLE if table_height(sheet, table, rows) <= room else NOTE  # type: ignore[arg-type]


def _foot(sheet: Sheet, facts: Facts, manifest: str, code: str) -> None:
    if code:
        blocks.digest_block(
            sheet, manifest, code,
            heading=zh("Digest of the evidence bundle (SHA-256)"),
            hint=zh("First and last group bold, to be read out by telephone"),
            warning=zh("A digest that differs means that one of the two was changed. How to check: see the bundle."),
        )  # fmt: skip
    signers = [
        _signer(zh("Approved by (owner)"), facts.owner),
        _signer(zh("Carried out by (operator)"), facts.operator),
        _signer(zh("Witness"), facts.witness),
    ]
    blocks.signatures(sheet, signers, zh("Declaration of the three who sign"))
    made = spoken_date(date.fromisoformat(facts.made[:10]), "zh_CN")
    signs = facts.shop.legal_form is LegalForm.SOLE_TRADER
    blocks.seal_place(sheet, facts.shop.name, made, signs=signs, practice=facts.practice)


def _signer(role: str, person: Person) -> Signer:
    return Signer(role, person.name, person.post)
