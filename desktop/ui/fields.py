"""What can be typed into or chosen from: text, dates, PINs, passphrases, choices."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QDate, QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QSizePolicy,
    QWidget,
)

from desktop.ui import icons
from desktop.ui.paint import focus_ring
from desktop.ui.progress import Bar
from desktop.ui.strength import strength
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import Button, Label, column, restyle, row
from desktop.words import spoken_date, tr


class TextField(QLineEdit):
    """One line of text; `done` is emitted with Enter or when the keyboard leaves after a change."""

    done = Signal()

    def __init__(self, placeholder: str = "", *, on: Callable[[], object] | None = None, longest: int = 200) -> None:
        super().__init__()
        self._before = ""
        self.setPlaceholderText(placeholder)
        self.setMaxLength(longest)
        self.editingFinished.connect(self._finished)
        if on is not None:
            self.done.connect(on)

    def setText(self, text: str) -> None:
        self._before = text
        super().setText(text)

    @Slot()
    def _finished(self) -> None:
        if self.text() != self._before:
            self._before = self.text()
            self.done.emit()


class TextArea(QPlainTextEdit):
    """Several lines; `done` when the keyboard leaves after a change. Tab moves on, as everywhere."""

    done = Signal()

    def __init__(self, placeholder: str = "", *, lines: int = 3) -> None:
        super().__init__()
        self._before = ""
        self.setPlaceholderText(placeholder)
        self.setTabChangesFocus(True)
        self.setFixedHeight(theme().metrics(15).lineSpacing() * lines + px(28))

    def text(self) -> str:
        """What stands there."""
        return self.toPlainText()

    def setText(self, text: str) -> None:
        """Put text there."""
        self._before = text
        self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if self.text() != self._before:
            self._before = self.text()
            self.done.emit()


class Choice(QComboBox):
    """One of several, by key. The wheel scrolls the page, not the choice."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str]] = (), *, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContentsOnFirstShow)
        self.setMinimumContentsLength(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for key, words in options:
            self.addItem(words, key)
        self.setCurrentIndex(-1 if placeholder else 0)
        self.activated.connect(lambda _index: self.chosen.emit(self.key()))

    def set_options(self, options: Sequence[tuple[str, str]]) -> None:
        """Offer other things; the present one stays chosen if it is among them."""
        key = self.key()
        self.clear()
        for option, words in options:
            self.addItem(words, option)
        self.choose(key)

    def key(self) -> str:
        """The key of what is chosen; empty for nothing."""
        return str(self.currentData() or "")

    def choose(self, key: str) -> None:
        """Choose by key, without a signal."""
        self.setCurrentIndex(self.findData(key))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        side = px(16)
        at = QRectF(self.width() - side - px(12), (self.height() - side) // 2, side, side)
        icons.draw(painter, "chevron-down", at, colour("text2" if self.isEnabled() else "distext"))
        painter.end()


class Radio(QRadioButton):
    """One of a list of choices, with an example below the words."""

    def __init__(self, words: str, example: str = "") -> None:
        super().__init__(words)
        self._example = example
        self.setAccessibleDescription(example)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hitButton(self, pos: object) -> bool:
        return True

    def _heights(self, width: int) -> tuple[int, int]:
        room = max(px(80), width - px(36))
        flags = Qt.TextFlag.TextWordWrap
        first = theme().metrics(15, 500).boundingRect(0, 0, room, 9999, flags, self.text()).height()
        if not self._example:
            return first, 0
        return first, theme().metrics(14).boundingRect(0, 0, room, 9999, flags, self._example).height()

    def sizeHint(self) -> QSize:
        return QSize(px(260), self.heightForWidth(px(460)))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(160), px(36))

    def heightForWidth(self, width: int) -> int:
        return max(px(36), sum(self._heights(width)) + px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, second = self._heights(self.width())
        top = (self.height() - first - second) // 2
        dot = QRectF(3, top + (first - px(20)) / 2, px(20), px(20))
        on = self.isChecked()
        painter.setPen(QPen(colour("accent" if on else "edge"), 2 if on else 1.6))
        painter.setBrush(colour("surface"))
        painter.drawEllipse(dot)
        if on:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("accent"))
            painter.drawEllipse(dot.adjusted(px(5), px(5), -px(5), -px(5)))
        wrap = Qt.TextFlag.TextWordWrap
        painter.setPen(colour("text" if self.isEnabled() else "distext"))
        painter.setFont(font(15, 500))
        painter.drawText(QRectF(px(34), top, self.width() - px(36), first), wrap, self.text())
        painter.setPen(colour("text2"))
        painter.setFont(font(14))
        painter.drawText(QRectF(px(34), top + first, self.width() - px(36), second), wrap, self._example)
        if self.hasFocus():
            focus_ring(painter, self.rect(), 6)
        painter.end()


class Radios(QFrame):
    """A short list of choices, all in sight: (key, words, example)."""

    chosen = Signal(str)

    def __init__(self, options: Sequence[tuple[str, str, str]], name: str) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._keys = [key for key, _, _ in options]
        box = column(gap=2)
        for number, (_, words, example) in enumerate(options):
            radio = Radio(words, example)
            self._group.addButton(radio, number)
            box.addWidget(radio)
        self.setLayout(box)
        self._group.idClicked.connect(lambda number: self.chosen.emit(self._keys[number]))

    def key(self) -> str:
        """The key of what is chosen; empty for nothing."""
        number = self._group.checkedId()
        return self._keys[number] if number >= 0 else ""

    def choose(self, key: str) -> None:
        """Choose by key, without a signal."""
        if key in self._keys:
            self._group.button(self._keys.index(key)).setChecked(True)

    def button(self, key: str) -> Radio:
        """The radio button of a key."""
        found = self._group.button(self._keys.index(key))
        assert isinstance(found, Radio)
        return found


def read_date(text: str) -> date | None:
    """A date as people write it: 2026年11月21日, 2026-11-21, 2026.11.21, 2026/11/21, 20261121; None when it is none."""
    found = re.fullmatch(r"\s*(\d{4})\s*[-./年]?\s*(\d{1,2})\s*[-./月]?\s*(\d{1,2})\s*日?\s*", text)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


class DateField(QFrame):
    """A date to type in any usual way or to pick; shown as 2026年11月21日. `done` after each change."""

    done = Signal()

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setObjectName("clear")
        self.line = TextField(placeholder or tr("Such as 2026-11-21"))
        self.line.done.connect(self._typed)
        self._pick = Button("", "secondary", icon="calendar", name=tr("Pick a day"), on=self._open)
        self.setFocusProxy(self.line)
        box = row(self.line, self._pick, gap=8)
        box.setStretch(0, 1)
        self.setLayout(box)

    def value(self) -> date | None:
        """The date, or None when there is none or it is not one."""
        return read_date(self.line.text()) or _read_spoken(self.line.text())

    def set_value(self, day: date | None) -> None:
        """Show a date."""
        self.line.setText(spoken_date(day) if day else "")

    def is_wrong(self) -> bool:
        """Whether something stands there that is not a date."""
        return bool(self.line.text().strip()) and self.value() is None

    @Slot()
    def _typed(self) -> None:
        day = self.value()
        if day is not None:
            self.set_value(day)
        self.line.setProperty("wrong", self.is_wrong())
        restyle(self.line)
        self.done.emit()

    def _open(self) -> None:
        from PySide6.QtWidgets import QCalendarWidget, QMenu, QWidgetAction

        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        day = self.value()
        if day is not None:
            calendar.setSelectedDate(QDate(day.year, day.month, day.day))
        calendar.activated.connect(lambda picked: self._picked(picked, menu))
        calendar.clicked.connect(lambda picked: self._picked(picked, menu))
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.popup(self._pick.mapToGlobal(self._pick.rect().bottomLeft()))
        calendar.setFocus()

    def _picked(self, day: QDate, menu: QWidget) -> None:
        menu.close()
        self.line.setText("")
        self.line.selectAll()
        self.line.insert(spoken_date(date(day.year(), day.month(), day.day())))
        self._typed()


def _read_spoken(text: str) -> date | None:
    """The English form that `set_value` writes: 21 Nov 2026."""
    found = re.fullmatch(r"(\d{1,2}) (\w{3}) (\d{4})", text.strip())
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    if not found or found[2] not in months:
        return None
    return read_date(f"{found[3]}-{months.index(found[2]) + 1}-{found[1]}")


class SecretField(QFrame):
    """A hidden line with an eye to look at it. `done` with Enter."""

    done = Signal()
    edited = Signal(str)

    def __init__(self, placeholder: str = "", *, digits: bool = False, longest: int = 200) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.line = QLineEdit()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setPlaceholderText(placeholder)
        self.line.setMaxLength(longest)
        hints = (
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhHiddenText
        )
        self.line.setInputMethodHints(
            hints | (Qt.InputMethodHint.ImhDigitsOnly if digits else Qt.InputMethodHint.ImhNone)
        )
        self.line.returnPressed.connect(self.done)
        self.line.textEdited.connect(self._edited)
        self._digits = digits
        self._eye = Button("", "quiet", icon="eye", name=tr("Show what I typed"), on=self._look)
        self.setFocusProxy(self.line)
        self._line_row = row(self.line, self._eye, gap=4)
        self._line_row.setStretch(0, 1)
        self._box = column(self._line_row, gap=6)
        self.setLayout(self._box)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.clear()

    def _edited(self, text: str) -> None:
        if self._digits and not (text.isascii() and (text.isdigit() or not text)):
            self.line.setText("".join(str(int(c)) for c in text if c.isdecimal()))
        self.edited.emit(self.line.text())

    def _look(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.set_icon("eye-off" if hidden else "eye")


class PinField(SecretField):
    """A PIN of 4 to 8 digits; full-width digits are taken as digits."""

    def __init__(self, placeholder: str = "") -> None:
        super().__init__(placeholder, digits=True, longest=8)
        self._eye.hide()

    def complete(self) -> bool:
        """Whether it could be a PIN."""
        return 4 <= len(self.text()) <= 8


class PassphraseField(SecretField):
    """A passphrase with its strength shown while it is typed."""

    def __init__(self, placeholder: str = "", *, judged: bool = True) -> None:
        super().__init__(placeholder)
        self._bar = Bar(6)
        self._words = Label(kind="small", wrap=True)
        if judged:
            self._box.addWidget(self._bar)
            self._box.addWidget(self._words)
            self.edited.connect(self._judge)
            self._judge("")

    def enough(self) -> bool:
        """Whether it may be used."""
        return strength(self.text()).enough

    def _judge(self, text: str) -> None:
        judged = strength(text)
        self._bar.set_part(judged.part)
        self._words.setText(str(judged.words))
        self._words.set_tone("warn" if text and not judged.enough else "")
