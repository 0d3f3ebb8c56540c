"""The foot of a step: back, what is still missing as links, next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy

from desktop.gates import OpenPoint
from desktop.ui.flow import FlowLayout
from desktop.ui.theme import px
from desktop.ui.widgets import Button, IconView, Label, frame, row
from desktop.words import tr

SHOWN, SHOWN_COMPACT = 3, 1


class Foot(QFrame):
    """`back`, `on` are pressed; `jump` carries the target of a sentence."""

    back = Signal()
    on = Signal()
    jump = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("foot")
        self.back_button = Button(tr("Back"), on=self.back.emit)
        self.back_button.setMinimumWidth(px(112))
        self.next_button = Button(tr("Next"), "primary", on=self.on.emit)
        self.next_button.setMinimumWidth(px(128))
        self._links = frame("clear")
        self._flow = FlowLayout(self._links, gap=14, row_gap=0, right=True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self._links.setSizePolicy(policy)
        self._box = row(self.back_button, self._links, self.next_button, gap=24, margins=(24, 12, 24, 12))
        self._box.setStretch(1, 1)
        for button in (self.back_button, self.next_button):
            self._box.setAlignment(button, Qt.AlignmentFlag.AlignVCenter)
        self.setLayout(self._box)
        self._shown: tuple[tuple[str, ...], bool] | None = None

    def show_points(self, points: Sequence[OpenPoint], *, first: bool, last: bool, compact: bool) -> None:
        """Show what is missing; Next is closed while anything is."""
        self.back_button.setEnabled(not first)
        self.next_button.set_words(tr("Finish the case") if last else tr("Next"))
        self.next_button.setEnabled(not points)
        side = 16 if compact else 24
        self._box.setContentsMargins(px(side), px(12), px(side), px(12))
        state = (tuple(f"{p.target}|{tr(p.sentence)}" for p in points), compact)
        if state != self._shown:
            self._shown = state
            self._fill(points, compact)

    def links(self) -> list[Button]:
        """The sentences as buttons."""
        found = cast(list[Button], self._links.findChildren(Button))
        return [b for b in found if b.role == "gate" and not b.isHidden()]

    def _fill(self, points: Sequence[OpenPoint], compact: bool) -> None:
        self._flow.clear()
        if not points:
            return
        count = len(points)
        head = tr("{n} items left:", n=count) if count != 1 else tr("1 item left:")
        label = Label(head, "name", tone="warn")
        lead = frame("clear", row(IconView("alert", "warn", 16), label, gap=7))
        lead.setMinimumHeight(px(36))
        self._flow.addWidget(lead)
        most = SHOWN_COMPACT if compact else SHOWN
        for point in points[:most]:
            self._flow.addWidget(self._link(point))
        rest = points[most:]
        if rest:
            words = tr("{n} more", n=len(rest))
            more = Button(words, "gate")
            more.clicked.connect(lambda _=False: self._open_list(more, rest))
            self._flow.addWidget(more)
        for button in cast(list[Button], self._links.findChildren(Button)):
            button.setVisible(self._flow.indexOf(button) >= 0)
        self._links.updateGeometry()

    def _link(self, point: OpenPoint) -> Button:
        button = Button(tr(point.sentence), "gate", on=lambda: self.jump.emit(point.target))
        button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _open_list(self, button: Button, points: Sequence[OpenPoint]) -> None:
        menu = QMenu(self)
        for point in points:
            menu.addAction(tr(point.sentence), lambda target=point.target: self.jump.emit(target))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))
