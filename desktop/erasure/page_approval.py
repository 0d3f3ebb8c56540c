"""The panel in which two people approve the same plan and the danger is confirmed, from top to bottom."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop.clock import local_time
from desktop.erasure.approval import confirm_sentence, confirms
from desktop.erasure.records import Approval, Plan
from desktop.shop.records import ROLE_NAMES, ROLES_WITH_PIN, Person, Role
from desktop.ui.blocks import SidePanel
from desktop.ui.cells import State
from desktop.ui.forms import PinField, TextField
from desktop.ui.theme import px
from desktop.ui.widgets import BadgeView, Button, Hairline, IconView, Label, column, frame, row
from desktop.words import tr

Approve = Callable[[Role, str], None]


class ApprovalPanel(SidePanel):
    """核对码 · two PINs · the sentence to copy · what cannot be undone · 开始销毁."""

    def __init__(
        self,
        plan: Plan,
        people: dict[Role, Person],
        approvals: dict[Role, Approval],
        approve: Approve,
        begin: Callable[[], None],
    ) -> None:
        super().__init__(tr("Two people approve the same plan"))
        self._plan, self._of = plan, (people, approvals)
        self._both = all(role in approvals for role in ROLES_WITH_PIN)
        self._approve = approve
        self.pins: dict[Role, PinField] = {}
        self.approves: dict[Role, Button] = {}
        self.body.setSpacing(px(6))  # everything up to the field is seen without scrolling in a small window
        code = row(Label(tr("Check code"), "small"), Label(plan.check_code, "code"), None, gap=10)
        same = Label(tr("Both see the same one; the printed plan has it too."), "small", wrap=True)
        self.add(frame("clear", column(frame("clear", code), same, gap=0)), Hairline())
        for role in ROLES_WITH_PIN:
            self.add(self._person(role, people.get(role), approvals.get(role)))
        copy = Label(tr("Copy this sentence:"), "name", wrap=True)
        self.add(Hairline(), frame("clear", column(copy, Label(tr(confirm_sentence(plan)), "h2", wrap=True), gap=0)))
        self.sentence = TextField()
        self.sentence.setAccessibleName(tr("Copy this sentence:"))
        self.sentence.setEnabled(self._both)
        self.sentence.textChanged.connect(lambda _: self._look())
        self.add(self.sentence)
        self._missing = Label("", "small", tone="warn", wrap=True)
        line = row(
            IconView("alert", "danger", 20),
            Label(
                tr("Once begun this cannot be undone. What must be kept is sealed and was opened for a test."),
                "small",
                wrap=True,
            ),
            gap=8,
        )
        line.setStretch(1, 1)
        warning = frame("clear", line)
        warning.setVisible(self._both)  # before that nothing can begin, and the room is needed above
        self.begin = Button(tr("Begin destroying"), "danger", icon="bin", on=begin)
        self.foot.addLayout(column(warning, self._missing, self.begin, gap=8))
        self._look()

    def shows(self, plan: Plan, people: dict[Role, Person], approvals: dict[Role, Approval]) -> bool:
        """Whether this is what it shows already."""
        return (plan, people, approvals) == (self._plan, *self._of)

    def _person(self, role: Role, person: Person | None, approval: Approval | None) -> QWidget:
        name = f"{tr(ROLE_NAMES[role])}　{person.name if person else tr('not entered')}"
        if approval is not None:
            when = tr("approved at {time}", time=f"{local_time(approval.approved_at):%H:%M}")
            given = row(Label(name, "name", wrap=True), BadgeView(State(when, "check")), gap=8)
            given.setStretch(0, 1)
            return frame("clear", given)
        pin = PinField(tr("PIN of {role}", role=ROLE_NAMES[role]))
        pin.setAccessibleName(tr("PIN of {role}", role=ROLE_NAMES[role]))
        self.pins[role] = pin
        button = Button(tr("Approve"), small=True, on=lambda: self._give(role))
        self.approves[role] = button
        pin.done.connect(lambda: self._give(role))
        line = row(pin, button, gap=8)
        line.setStretch(0, 1)
        return frame("clear", column(Label(name, "name"), line, gap=2))

    def _give(self, role: Role) -> None:
        pin = self.pins[role].text()
        if pin:
            self.pins[role].clear()
            self._approve(role, pin)

    def _look(self) -> None:
        """A grey button never stands without its reason exactly above it."""
        copied = confirms(self._plan, self.sentence.text())
        words = ""
        if not self._both:
            words = tr("Owner and witness must both approve first.")
        elif not copied:
            words = tr("Copy the sentence above exactly.")
        self._missing.setText(words)
        self._missing.setVisible(bool(words))
        self.begin.setEnabled(self._both and copied)
