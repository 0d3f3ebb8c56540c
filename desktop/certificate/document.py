"""销毁证明 and 销毁进度单: one page with annexes. The foot block is anchored; sections flow above it."""

from __future__ import annotations

from dataclasses import dataclass
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
from desktop.documents.lines import Text
from desktop.documents.sheet import MM, Sheet
from desktop.documents.tables import Column, Place, Table, draw_table
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
        _sections(sheet, facts, _fitting(furniture, facts))
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


_USUAL = summary.Room()


@dataclass(frozen=True, slots=True)
class _Density:
    """How closely the sections are set. The loosest that fits above the anchored foot is taken."""

    table: Style = TABLE
    limits: Style = FACT
    room: summary.Room = _USUAL


_DENSITIES = (
    _Density(),
    _Density(limits=TABLE),
    _Density(NOTE, TABLE),
    _Density(NOTE, NOTE),
    _Density(NOTE, NOTE, summary.Room(5, 3, 3)),
    _Density(NOTE, NOTE, summary.Room(4, 2, 3)),
    _Density(NOTE, NOTE, summary.Room(4, 2, 2)),
    _Density(NOTE, NOTE, summary.Room(3, 1, 2)),
    _Density(NOTE, NOTE, summary.Room(2, 1, 1)),
)


def _sections(sheet: Sheet, facts: Facts, density: _Density) -> float:
    """Sections one to four from their first baseline. Returns the last baseline; raises ValueError off the sheet."""
    y = _reason(sheet, facts, 68.9)
    y = _destroyed(sheet, facts, y + 2.0, density)
    y = _kept(sheet, facts, y, density)
    return _limits(sheet, facts, y, density)


def _fitting(furniture: Furniture, facts: Facts) -> _Density:
    """Try on scrap paper."""
    for density in _DENSITIES[:-1]:
        scrap = Document(None, furniture, title="").sheet()
        try:
            if _sections(scrap, facts, density) <= SECTIONS_END:
                return density
        except ValueError:
            continue
    return _DENSITIES[-1]


def _reason(sheet: Sheet, facts: Facts, y: float) -> float:
    y = blocks.section_head(sheet, y, zh("1 Shop and reason"))
    y = blocks.fact_pair(
        sheet,
        y,
        Fact(zh("Name of the shop"), facts.shop.name),
        Fact(zh("Unified social credit code"), facts.shop.credit_code),
    )
    licence = zh("Drug trading licence {number}", number=facts.shop.licence_no or zh("unknown"))
    cause = Fact(zh("Reason of closing"), summary.cause_line(facts))
    y = blocks.fact_pair(sheet, y, Fact(zh("Licence"), licence), cause)
    rows = [
        Fact(zh("Basis"), summary.basis_line(facts)),
        Fact(zh("Notices given"), summary.notice_line(facts)),
    ]
    if facts.supersedes:
        text = zh("{number}, because: {reason}", number=facts.supersedes, reason=facts.reason)
        rows.append(Fact(zh("Replaces"), text, strong=True))
    return blocks.facts(sheet, y, rows)


def _destroyed(sheet: Sheet, facts: Facts, y: float, density: _Density) -> float:
    lines = summary.destroyed_lines(facts, density.room)
    note = zh("Row by row in the annex: Disposal register")
    if lines.more:
        note = zh("{n} more rows in the annex: Disposal register", n=lines.more)
    y = blocks.section_head(sheet, y, zh("2 What was destroyed, and how"), note)
    if not lines.rows:
        return blocks.facts(sheet, y, [Fact("—", zh("Nothing has been destroyed."))]) + 2.0
    heads = (zh("Carrier"), zh("Quantity"), zh("Method and check"), zh("Degree reached"))
    return _table(sheet, y, heads, _DESTROYED, lines.rows, density.table)


def _kept(sheet: Sheet, facts: Facts, y: float, density: _Density) -> float:
    lines = summary.kept_lines(facts, density.room)
    if not lines.rows:
        y = blocks.section_head(sheet, y, zh("3 What is kept by law"))
        return blocks.facts(sheet, y, [Fact(zh("Kept"), zh("None."))]) + 2.0
    note = summary.kept_note(facts)
    if lines.more:
        note = zh("{note}; {n} more rows in the annex", note=note, n=lines.more)
    y = blocks.section_head(sheet, y, zh("3 What is kept by law"), note)
    heads = (zh("Content and quantity"), zh("Basis"), zh("Kept until"), zh("Seal list, pack or box"))
    return _table(sheet, y, heads, _KEPT, lines.rows, density.table)


def _limits(sheet: Sheet, facts: Facts, y: float, density: _Density) -> float:
    lines = summary.exception_lines(facts, density.room)
    note = summary.exception_note(facts.totals, facts.rows)
    if lines.more:
        note = zh("{note}; {n} more rows in the annex", note=note, n=lines.more)
    y = blocks.section_head(sheet, y, zh("4 Exceptions and limits"), note)
    if lines.rows:
        heads = (zh("No."), zh("Object"), zh("Cause and consequence"), zh("Next step, date, person"))
        y = _table(sheet, y, heads, _EXCEPTIONS, lines.rows, density.table, centred=True) - 1.0
    else:
        words = zh("None.")
        if facts.totals.residue:
            words = zh("No exception; but {n} rows are deleted with residue not excluded.", n=facts.totals.residue)
        y = blocks.facts(sheet, y, [Fact(zh("Exceptions"), words, strong=True)])
    style = density.limits
    after = blocks.facts(sheet, y, [Fact(zh("Limits"), summary.limits(facts), strong=True)], style=style)
    return after - style.leading / MM


def _table(
    sheet: Sheet,
    y: float,
    heads: tuple[str, ...],
    widths: tuple[float, ...],
    rows: tuple[tuple[Text, ...], ...],
    style: Style,
    *,
    centred: bool = False,
) -> float:
    columns = tuple(
        Column(head, width, Align.CENTRE if centred and not place else Align.LEFT)
        for place, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    start = Place(sheet, y - 3.3)
    return draw_table(start, margins(sheet).left, Table(columns, style), rows, bottom=SECTIONS_END).y + 6.2


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
