"""The owner of the practice shop, who goes the seven steps by hand and does at each what the window says is missing.

Nothing is remembered between two runs of the program: whatever a step still lacks, the window says, and the owner does
that. So the same owner goes on after a restart, wherever it came. Run alone (`python -m tests.walk.owner`) it walks in
a process of its own, which can be killed.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import cast

from PySide6.QtWidgets import QComboBox

from desktop.classification.page_question import QuestionBar
from desktop.erasure.page_approval import ApprovalPanel
from desktop.erasure.store import items
from desktop.inventory import store as inventory
from desktop.inventory.records import GroupKind, SourceKind
from desktop.numbers import read_code
from desktop.practice.case import DRIVE, POSTED_DAYS_AGO, SECRETS
from desktop.practice.walk import LETTERS, PRINTED, SHEETS
from desktop.shop.records import Role
from desktop.ui.blocks import Segmented
from desktop.ui.table import Table
from desktop.ui.widgets import CheckBox, Label
from desktop.wizard.case_view import CaseView
from desktop.wizard.doors import OpenCase
from desktop.wizard.first import FirstView
from desktop.words import spoken_date, tr
from tests.documents.reading import codes
from tests.walk.hand import Hand, Stuck
from tests.walk.outsider import text_of

STEPS = ("shop", "inventory", "classification", "notices", "handover", "erasure", "certificate")
MOST_ROUNDS = 80
"""So often may one step say that something is missing; then nobody gets on."""
CARRIERS = (
    (SourceKind.PAPER, "疫情购药登记", "二楼储物间", GroupKind.EPIDEMIC_REGISTER, "3", "册"),
    (SourceKind.PAPER, "纸质处方", "处方柜", GroupKind.PRESCRIPTION, "2", "箱"),
    (SourceKind.DEVICE, "店用旧手机", "收银台抽屉", GroupKind.MARKETING, "1", "部"),
)
PARTY = "短信平台"
PHONE = (("Maker", "样机"), ("Model", "示范一型"), ("Serial number", "例0007"), ("Capacity", "64 GB"))
Looker = Callable[[str], object]


class Owner:
    """Goes on in the case that the hand's window shows. `look(name)` is called wherever there is something to see."""

    def __init__(self, hand: Hand, look: Looker = lambda name: None) -> None:
        self.hand = hand
        self.look = look

    # ---- in and out

    def practise(self) -> None:
        """From the first window into a new practice case."""
        first = self.hand.window.view
        assert isinstance(first, FirstView)
        self.hand.press("Practice")
        self.hand.wait_for_job()
        self.hand.wait_for_view(CaseView)

    def open(self, case: Path, passphrase: str) -> None:
        """From the first window into a case that there is, by 打开案卷."""
        self.hand.press("Open a case")
        door = self.hand.wait_for_view(OpenCase)
        self.hand.into_file(lambda: self.hand.press("Choose a file", door), case)
        self.hand.enter("Passphrase", passphrase)
        self.hand.press("Open", door)
        self.hand.wait_for_job()
        self.hand.wait_for_view(CaseView)

    @property
    def folder(self) -> Path:
        """Where the practice case and everything about it lies."""
        session = self.hand.window.session
        assert session is not None
        return session.vault.path.parent

    @property
    def secrets(self) -> dict[str, object]:
        """The invented secrets."""
        return cast("dict[str, object]", json.loads((self.folder / SECRETS).read_text(encoding="utf-8")))

    # ---- the way

    def walk(self, until: str = "") -> None:
        """Every step from the one that is shown, up to and without the step `until`; at the end the case is closed."""
        while (key := self.hand.step) != until:
            self.do(key)
            last = key == STEPS[-1]
            self.hand.press("Finish the case" if last else "Next")
            if last:
                self.hand.wait_for_view(FirstView)
                return
            self.hand.wait_for_job()
            assert self.hand.step == STEPS[STEPS.index(key) + 1]

    def do(self, key: str) -> None:
        """One step: press what is said to be missing until nothing is."""
        self.hand.wait_for_job()
        self.look("begin")
        if key == "inventory":
            self._take_stock()
        done = getattr(self, f"_{key}")
        for _ in range(MOST_ROUNDS):
            self.hand.wait_for_job()
            points = self.hand.view.standings[self.hand.view.at].open_points
            if not points:
                if key == "handover":
                    self._keep_codes()
                self.look("done")
                return
            links = self.hand.view.foot.links()
            self.hand.click(links[0])
            done(points[0].target, points[0].sentence.text)
            assert not self.hand.errors(), self.hand.errors()
        raise Stuck(f"{key} never ends: {self.hand.what_is_seen()}")

    def _press_and_wait(self, words: str) -> None:
        self.hand.press(words)
        self.hand.wait_for_job()

    def _table(self, name: str) -> Table:
        return next(t for t in self.hand.seen(Table) if t.view.accessibleName() == tr(name))

    # ---- 1 to 3

    def _shop(self, target: str, _sentence: str) -> None:
        raise AssertionError(f"the practice shop is entered already, and yet {target} is missing")

    def _take_stock(self) -> None:
        """What no window can know of: the paper, the old phone, the platform."""
        assert self.hand.window.session is not None
        known = {source.name for source in inventory.sources(self.hand.window.session.vault)}
        for kind, name, place, group, quantity, unit in CARRIERS:
            if name in known:
                continue
            self.hand.press("Paper and devices")
            self.hand.choose("What it is", kind.value)
            self.hand.enter("What it is called", name)
            self.hand.choose("What kind of records", group.value)
            self.hand.enter("How many", quantity)
            self.hand.enter("Unit", unit)
            self.hand.enter("Where it is", place)
            self.look(f"panel-{kind.value}")
            self.hand.press("Save")
        if PARTY not in known:
            self.hand.press("Third parties")
            self.hand.enter("Name of the firm", PARTY)
            self.hand.enter("Contact", "客服")
            self.hand.enter("Phone", "0999-5550155")
            self.look("panel-party")
            self.hand.press("Save")
        if not any(source.kind is SourceKind.FILE for source in inventory.sources(self.hand.window.session.vault)):
            self._scan()

    def _scan(self) -> None:
        if self.hand.button("Go on reading") is not None:
            self._press_and_wait("Go on reading")
            return
        self.hand.press("Scan computer")
        self.look("panel-scan")
        self._press_and_wait("Scan the ticked ones")

    def _inventory(self, target: str, _sentence: str) -> None:
        kind, _, rest = target.partition(":")
        if kind == "scan":
            self._scan()
        elif kind == "places":
            for answer in self.hand.seen(Segmented):
                if answer.accessibleName() and not answer.current():
                    self.hand.press("None", answer)
            self.look("places")
        elif self.hand.button("Mark {n} sure ones as checked") is not None:
            self.look("findings")
            self.hand.press("Mark {n} sure ones as checked")
        else:
            self.look("panel-check")
            name = self.hand.button("That is what it is")
            if name is not None:
                self.hand.choose("What is in it, as far as you know", GroupKind.MEMBERSHIP.value)
            self.hand.press("That is what it is" if name is not None else "It is right")
        del rest

    def _classification(self, target: str, _sentence: str) -> None:
        kind, _, rest = target.partition(":")
        if kind == "question":
            self.look(f"question-{rest.partition(':')[0]}")
            bar = self.hand.seen(QuestionBar)[0]
            self.hand.click(bar.buttons["no" if "no" in bar.buttons else next(iter(bar.buttons))])
        elif kind == "confirm":
            self.look("proposed")
            self.hand.press("Confirm all {n}")
        elif kind == "assessment":
            form = self.hand.view.page.session.rules.assessment
            field = next(one for one in form.fields if one.id == rest)
            self.look("assessment")
            widget = self.hand.field(field.name)
            if isinstance(widget, QComboBox):
                levels = form.impacts[-1] if field.kind == "impact" else form.likelihoods[0]
                self.hand.choose(widget, levels.id)
            else:
                self.hand.enter(widget, tr("None"))
        else:
            raise Stuck(f"classification: {target}")

    # ---- 4

    def _notices(self, target: str, sentence: str) -> None:
        session = self.hand.view.page.session
        posted = session.today - timedelta(days=POSTED_DAYS_AGO)
        match target:
            case "letters":
                self._made(lambda: self.hand.press("Make the letters"))
                self.look("letters")
            case "sent":
                self._on_day("Letters sent on this day", posted)
            case "messages" if sentence == "The list of text messages is not made yet":
                self._made(lambda: self.hand.press("Make the list"))
                self.look("messages")
            case "messages":
                self._on_day("Messages sent on this day", posted)
            case "poster":
                self._made(lambda: self.hand.press("Save the public notice"))
                self.hand.enter("Put up on", spoken_date(posted))
                self.hand.enter("Places", "店门、收银台")
                self.look("poster")
                self.hand.press("It hangs there")
            case "balances":
                self.look("balances")
                self.hand.press("All refunded")
            case _:
                raise Stuck(f"notices: {target}")

    def _made(self, press: Callable[[], object]) -> None:
        """Papers are written into a folder; what comes out of the printer lies elsewhere."""
        self.hand.into_folder(press, self.folder / LETTERS)
        self.hand.wait_for_job()
        assert not self.hand.errors(), self.hand.errors()
        printed = self.folder / PRINTED
        printed.mkdir(exist_ok=True)
        for paper in (self.folder / LETTERS).glob("*.pdf"):
            shutil.copy(paper, printed / paper.name)

    def _on_day(self, words: str, day: date) -> None:
        button = self.hand.button(words)
        assert button is not None
        from desktop.ui.fields import DateField

        field = self.hand.seen(DateField, button.parentWidget())[0]
        self.hand.enter(field.line, spoken_date(day))
        self.hand.press(words)

    # ---- 5

    def _handover(self, target: str, _sentence: str) -> None:
        kind, _, rest = target.partition(":")
        if kind == "packs":
            self._write_a_pack()
        elif kind == "box":
            self.hand.select(self._table("Paper to be sealed"), rest)
            self.hand.enter("Number of the seal", f"02{int(rest):02d}")
            self.hand.enter("Place", "2号柜上层")
            self.look("boxes")
            self.hand.press("Box is sealed")
        elif kind == "list":
            file = self.folder / PRINTED / f"{tr('Seal list')}.pdf"
            self.hand.into_file(lambda: self.hand.press("Save as PDF"), file)
            self.look("lists")
        else:
            raise Stuck(f"handover: {target}")

    def _write_a_pack(self) -> None:
        sheets = self.folder / SHEETS
        sheets.mkdir(exist_ok=True)
        sheet = sheets / f"{len(list(sheets.iterdir())) + 1}.pdf"
        self.hand.press("Make the next pack")
        panel = self.hand.view.page.panel
        assert panel is not None
        self.hand.into_file(lambda: self.hand.press("Save it on another drive", panel), sheet)
        _, code = read_sheet(sheet)
        self.hand.enter("Type or scan the code", code)
        self.look("panel-code")
        self.hand.press("Write the pack", panel)
        self.hand.wait_for_job()
        assert not self.hand.errors(), self.hand.errors()
        self.look("packs")

    def code_of_sheet(self, place: int) -> str:
        """What a scanner types when it reads a code sheet, the last one being -1."""
        return read_sheet(sorted((self.folder / SHEETS).iterdir(), key=lambda file: file.stat().st_mtime_ns)[place])[1]

    def _keep_codes(self) -> None:
        """What the printed walk does too: the codes of the packs stand in `practice.json` at the end."""
        sheets = [read_sheet(sheet) for sheet in (self.folder / SHEETS).iterdir()]
        packs = {file.stem for file in (self.folder / DRIVE).glob("*.7z")}
        secrets = self.secrets
        secrets["pack_codes"] = {number: read_code(scan).code for number, scan in sheets if number in packs}
        (self.folder / SECRETS).write_text(json.dumps(secrets, ensure_ascii=False, indent=1), encoding="utf-8")

    # ---- 6

    def _erasure(self, target: str, _sentence: str) -> None:
        kind, _, rest = target.partition(":")
        match kind:
            case "plan":
                self.hand.wait_for_job()
            case "approve":
                self._approve(Role(rest))
            case "begin":
                self._begin()
            case "run":
                self.look("waiting")
                self._press_and_wait("Go on destroying")
            case "item":
                self._item(int(rest))
            case _:
                raise Stuck(f"erasure: {target}")

    def _approve(self, role: Role) -> None:
        self.look(f"approve-{role.value}")
        self.give_pin(role, cast("dict[str, str]", self.secrets["pins"])[role.value])

    def give_pin(self, role: Role, text: str) -> None:
        """Type a PIN beside a name and press 批准."""
        panel = self.hand.view.page.panel
        assert isinstance(panel, ApprovalPanel)
        pin = panel.pins[role]
        self.hand.enter(pin.line, text)
        self.hand.press("Approve", pin.parentWidget())
        self.hand.wait_for_job()

    def _begin(self) -> None:
        panel = self.hand.view.page.panel
        assert isinstance(panel, ApprovalPanel)
        labels = self.hand.seen(Label, panel)
        sentence = labels[[label.text() for label in labels].index(tr("Copy this sentence:")) + 1].text()
        self.hand.enter("Copy this sentence:", sentence)
        self.look("begin-erasure")
        self._press_and_wait("Begin destroying")
        self.look("erased")

    def _item(self, number: int) -> None:
        item = next(i for i in items(self.hand.view.page.session.vault) if i.id == number)
        panel = self.hand.view.page.panel
        assert panel is not None
        match item.planned.kind.value:
            case "paper":
                self.hand.enter("Pages, if counted", "324")
                self.hand.enter("Weight in kg", "1.6")
                self.look("panel-paper-gone")
                self.hand.press("Enter as destroyed", panel)
            case "device":
                self.hand.choose("Method", "E-4")
                for label, text in PHONE:
                    self.hand.enter(label, text)
                self.look("panel-device-gone")
                self.hand.press("Enter as destroyed", panel)
            case "third_party":
                self.hand.click(self.hand.seen(CheckBox, panel)[0])
                self.hand.enter("Its number or file", "回函1件")
                self.look("panel-answer")
                self.hand.press("Enter the answer", panel)
            case other:
                raise Stuck(f"{other}: {self.hand.what_is_seen()}")

    # ---- 7

    def _certificate(self, target: str, _sentence: str) -> None:
        match target:
            case "make":
                self._press_and_wait("Make the certificate")
                self.look("made")
            case "export":
                self.hand.into_folder(lambda: self.hand.press("Export to a folder"), self.folder / DRIVE)
                self.hand.wait_for_job()
                self.look("exported")
            case _:
                raise Stuck(f"certificate: {target}")


def read_sheet(sheet: Path) -> tuple[str, str]:
    """The pack's number as it stands on a code sheet, and what a scanner types when it reads the code."""
    number = re.search(r"\bFX-[0-9A-Z]{4}-\d{3,}-[0-9A-Z]\b", text_of(sheet))
    scans = codes(sheet)
    assert number is not None
    assert len(scans) == 1
    return number.group(), scans[0]
