"""The whole way without a window: every step of the practice case with the functions that the pages call.

Each step says what it did, in the words of the window. What is made stays in the folder: letters, packs, code sheets,
certificate and evidence bundle, and the invented secrets in `practice.json`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from desktop import numbers
from desktop.certificate import bundle
from desktop.certificate import store as certificates
from desktop.certificate.records import STATUS_NAMES, CertificateStatus
from desktop.certificate.verify import verify
from desktop.classification import assessment, propose
from desktop.classification import store as decisions
from desktop.classification.records import DISPOSITION_NAMES, Disposition, Question
from desktop.clock import Clock
from desktop.disk.durable import write_beside
from desktop.documents.code_sheet import CodeSheet, Purpose, save_code_sheet
from desktop.erasure import act, approval, hand
from desktop.erasure import store as erasure
from desktop.erasure.records import RESULT_NAMES, ItemKind, Result, Work
from desktop.errors import OwnerError
from desktop.handover import lists, packing
from desktop.handover import store as handover
from desktop.handover.contents import packs_needed, to_box
from desktop.handover.labels import decided
from desktop.handover.records import PackSpec
from desktop.inventory import listing, listing_book
from desktop.inventory import store as inventory
from desktop.inventory import store_hand as by_hand
from desktop.inventory import store_parties as parties
from desktop.inventory.labels import make_labels
from desktop.inventory.looking_again import look_again, places_again
from desktop.inventory.party_letter import make_letter
from desktop.inventory.records import GroupKind, PartyAnswer, PlaceAnswer, SourceKind, SourceState
from desktop.inventory.records_parties import PartyKind, SendWay, usual_ask
from desktop.inventory.scanning import scan
from desktop.jobs.job import run_to_end
from desktop.notices import letters
from desktop.notices import store as notices
from desktop.notices.audience import audience
from desktop.notices.records import Channel
from desktop.practice.case import (
    DRIVE,
    OWNER_PIN,
    PEOPLE,
    POSTED_DAYS_AGO,
    SHOP,
    WITNESS_PIN,
    MadeCase,
    make_case,
    save_secrets,
)
from desktop.rules.loader import load
from desktop.session import Session
from desktop.shop.records import Role
from desktop.vault.vault import Vault
from desktop.wizard.steps import STEPS
from desktop.words import say, tr, zh

INDENT = "   "
LETTERS = "告知"
PRINTED = "打印出来的"
SHEETS = "口令单（另放）"
EVIDENCE = "证据"
LOG = "经过.txt"
LIST = "个人信息清单"


@dataclass(frozen=True, slots=True)
class Folders:
    """Where things go. The drive and the place of the code sheets stand for two different places."""

    all: Path
    letters: Path
    printed: Path
    """What comes out of the printer: the letters' files on the PC are destroyed with everything else."""
    drive: Path
    sheets: Path
    evidence: Path

    @classmethod
    def below(cls, folder: Path) -> Folders:
        """The folders of a walk, made."""
        made = cls(folder, *(folder / name for name in (LETTERS, PRINTED, DRIVE, SHEETS, EVIDENCE)))
        for one in (made.letters, made.printed, made.drive, made.sheets, made.evidence):
            one.mkdir(parents=True, exist_ok=True)
        return made


@dataclass(slots=True)
class Walk:
    """One walk: the open case, its folders, and what has been said so far."""

    session: Session
    made: MadeCase
    folders: Folders
    codes: dict[str, str] = field(default_factory=dict)


def walk(folder: Path, clock: Clock) -> Iterator[str]:
    """Walk every step in `folder`, which must be new or empty; yields a line for each thing done."""
    if folder.exists() and any(folder.iterdir()):
        raise OwnerError(
            say("The folder {name} is not empty.", name=folder.name),
            meaning=say("Nothing has been touched."),
            todo=say("Name a folder that does not exist yet."),
        )
    said: list[str] = []
    for line in _walk(folder, clock):
        said.append(line)
        yield line
    with write_beside(folder / LOG) as file:
        file.write("\n".join([*said, ""]).encode("utf-8"))


def _walk(folder: Path, clock: Clock) -> Iterator[str]:
    made = make_case(folder, clock)
    vault = Vault.open(made.path, clock, passphrase=made.passphrase)
    try:
        going = Walk(Session(vault, load(), clock), made, Folders.below(folder))
        yield tr("1 Shop: {name}, {people} people", name=SHOP.name, people=len(PEOPLE))
        for step in (_inventory, _classification, _notices, _handover, _erasure, _certificate):
            yield from step(going)
        save_secrets(folder, made, going.codes)
    finally:
        vault.close()


def _inventory(going: Walk) -> Iterator[str]:
    session, vault = going.session, going.session.vault
    found = run_to_end(scan(session, going.made.truth.folder))
    yield tr("2 Inventory: {n} files read", n=found.files)
    for kind, name, where, group, quantity, unit in (
        (SourceKind.PAPER, "疫情购药登记", "二楼储物间", GroupKind.EPIDEMIC_REGISTER, 3, "册"),
        (SourceKind.PAPER, "纸质处方", "处方柜", GroupKind.PRESCRIPTION, 2, "箱"),
        (SourceKind.DEVICE, "店用旧手机", "收银台抽屉", GroupKind.MARKETING, 1, "部"),
    ):
        by_hand.save_carrier(vault, by_hand.Carrier(kind, name, where, group, quantity, unit))
    sms = by_hand.save_party(vault, by_hand.Party("短信平台", "外地", GroupKind.MARKETING, "客服", "0999-5550155"))
    for source in inventory.sources(vault, SourceKind.FILE):
        if source.state is SourceState.UNREADABLE:
            by_hand.name_unreadable(vault, source.id, GroupKind.MEMBERSHIP)
            yield INDENT + tr("cannot be read: {name}; the owner says what it is", name=source.name)
    by_hand.check(vault, [s.id for s in inventory.sources(vault) if s.state is SourceState.FOUND])
    for place in inventory.usual_places(vault, session.rules):
        if place.answer is None:
            by_hand.answer_place(vault, place.id, PlaceAnswer.NO)
    yield INDENT + tr("{people} people in {groups} record groups", people=inventory.subject_count(vault),
             groups=len(inventory.groups(vault)))  # fmt: skip
    yield from _papers_of_the_inventory(going, sms)
    _assert_done(going, "inventory")


def _papers_of_the_inventory(going: Walk, party: int) -> Iterator[str]:
    """Labels, the letter to the third party, the list on paper and as a workbook, beside what else was printed."""
    session, vault, printed = going.session, going.session.vault, going.folders.printed
    sheet = make_labels(session, printed / f"{zh('Labels')}.pdf")
    yield INDENT + tr("labels: {n}, {file}", n=sheet.labels, file=f"{zh('Labels')}.pdf")
    parties.choose(vault, party, PartyKind.SMS, usual_ask(PartyKind.SMS))
    letter = printed / f"{zh('Letter to a third party')}.pdf"
    make_letter(session, party, letter)
    parties.sent(vault, party, session.today, SendWay.MAIL, session.today)
    yield INDENT + tr("letter to a third party: {file}", file=letter.name)
    listing.write_list(session, printed / f"{LIST}.pdf", SHOP.name)
    listing_book.write_book(session, printed / f"{LIST}.xlsx", SHOP.name)
    yield INDENT + tr("list of personal data: {files}", files=f"{LIST}.pdf, {LIST}.xlsx")


def _classification(going: Walk) -> Iterator[str]:
    session, vault = going.session, going.session.vault
    propose.propose_now(session)
    while asked := propose.open_questions(session):
        propose.answer(session, asked[0].id, asked[0].group_id, _answer(asked[0]))
    decisions.confirm(vault, [made.group_id for made in decisions.decisions(vault)])
    form = session.rules.assessment
    for gap in assessment.missing(session):
        kind = next(one.kind for one in form.fields if one.id == gap)
        level = form.impacts[-1].id if kind == "impact" else form.likelihoods[0].id
        assessment.save(session, gap, level if kind in ("impact", "likelihood") else zh("Nothing to add"))
    counted = [made.disposition for made in decisions.decisions(vault)]
    for disposition in Disposition:
        if disposition in counted:
            yield tr("3 Classification: {disposition}: {n} groups", disposition=DISPOSITION_NAMES[disposition],
                     n=counted.count(disposition))  # fmt: skip
    _assert_done(going, "classification")


def _answer(question: Question) -> str:
    """The invented shop sells nothing special: "no" where that is a choice, else the first answer."""
    choices = [value for value, _ in question.choices]
    return "no" if "no" in choices else choices[0]


def _notices(going: Walk) -> Iterator[str]:
    session, vault, folder = going.session, going.session.vault, going.folders.letters
    posted = session.today - timedelta(days=POSTED_DAYS_AGO)
    letters.make_poster(session, folder)
    batch = run_to_end(letters.make_letters(session, folder))
    run_to_end(letters.make_messages(session, folder))
    for paper in folder.glob("*.pdf"):
        shutil.copy(paper, going.folders.printed / paper.name)
    notices.put_up(vault, posted, "店门、收银台", session.today)
    for channel in (Channel.LETTER, Channel.SMS):
        notices.mark_sent(vault, channel, posted, session.today)
    told = notices.summary(vault)
    if balances := audience(session).facts.balances:
        notices.settle_balances(vault, len(balances))
    yield tr("4 Notices: {letters} letters, {messages} text messages, {poster} people by the public notice alone",
             letters=batch.letters, messages=told.messages, poster=told.poster_only)  # fmt: skip
    for problem in batch.problems:
        yield INDENT + tr(problem.sentence)
    _assert_done(going, "notices")


def _handover(going: Walk) -> Iterator[str]:
    session, vault = going.session, going.session.vault
    for group in to_box(session):
        handover.save_box(
            vault, group.group.id, group.source.id, f"02{group.group.id:02d}", "2号柜上层", group.decision.until,
            session.today,
        )  # fmt: skip
    for spec in packs_needed(session):
        pack = run_to_end(packing.write_pack(session, *_with_sheet(going, spec)))
        yield tr("5 Handover: pack {number}, {n} records, opened for a test", number=pack.number, n=pack.records)
    known = decided(session)
    make_labels(session, going.folders.printed / f"{zh('Labels with what was decided')}.pdf", decided=known)
    yield INDENT + tr("labels with what was decided: {n}", n=len(known))
    made, _ = lists.make_seal_list(session, going.folders.printed / f"{zh('Seal list')}.pdf")
    yield INDENT + tr("seal list {number}", number=made.number)
    _assert_done(going, "handover")


def _with_sheet(going: Walk, spec: PackSpec) -> tuple[PackSpec, Path, str]:
    """Number the pack, print its code sheet to another place, then hand over what the pack needs."""
    session = going.session
    spec = packing.numbered(session, spec)
    code, sheet = numbers.new_code(), numbers.read_number(spec.code_sheet)
    assert sheet is not None
    save_code_sheet(
        going.folders.sheets / f"{spec.code_sheet}.pdf",
        CodeSheet(Purpose.SEAL_PACK, SHOP.name, sheet, code, spec.number, session.today, practice=True),
    )
    going.codes[spec.number] = code
    return spec, going.folders.drive, code


def _erasure(going: Walk) -> Iterator[str]:
    session, vault = going.session, going.session.vault
    plan = approval.freeze(session)
    approval.approve(session, Role.OWNER, OWNER_PIN)
    approval.approve(session, Role.WITNESS, WITNESS_PIN)
    yield tr("6 Erasure: plan of {n} items, check code {code}, approved by owner and witness", n=plan.items,
             code=plan.check_code)  # fmt: skip
    run_to_end(act.erase(session))
    witness = next(someone.name for someone in PEOPLE if someone.role is Role.WITNESS)
    for item in erasure.items(vault):
        if not item.open:
            continue
        if item.planned.kind is ItemKind.PAPER:
            hand.mark_done(session, item.id, Work("P-4", session.today, witness, pages=324, weight_grams=1600))
        elif item.planned.kind is ItemKind.DEVICE:
            work = Work(
                "E-4", session.today, witness, maker="样机", model="示范一型", serial="例0007", capacity="64 GB"
            )
            hand.mark_done(session, item.id, work)
        elif item.planned.kind is ItemKind.THIRD_PARTY:
            hand.take_answer(session, item.id, PartyAnswer.DELETED, session.today, in_writing=True, reference="回函1件")
    run_to_end(act.erase(session))
    results = [item.result for item in erasure.items(vault)]
    for result in Result:
        if result in results:
            yield INDENT + tr("{result}: {n} items", result=RESULT_NAMES[result], n=results.count(result))
    again = run_to_end(look_again(session, places_again(session)))
    yield (
        INDENT
        + tr("{files} files were read in full again.", files=again.files)
        + tr("Files with customer data: {n}", n=len(again.with_data))
    )
    _assert_done(going, "erasure")


def _certificate(going: Walk) -> Iterator[str]:
    session = going.session
    made = run_to_end(bundle.make(session, going.folders.evidence))
    drive = run_to_end(bundle.export(session, made.number, going.folders.drive))
    yield tr(
        "7 Certificate: {number}, {status}", number=made.number, status=STATUS_NAMES[CertificateStatus(made.status)]
    )
    report = verify(drive)
    words = tr("unchanged") if report.sound else tr("changed")
    yield INDENT + tr("checked from outside: {checks} checks, {words}", checks=len(report.checks), words=words)
    assert certificates.latest(session.vault) == made
    _assert_done(going, "certificate")


def _assert_done(going: Walk, room: str) -> None:
    """The gate of the step is open: the walk has forgotten nothing that the owner would have to do."""
    gates = {step.key: step.open_points for step in STEPS}
    left = gates[room](going.session)
    assert not left, [tr(point.sentence) for point in left]
