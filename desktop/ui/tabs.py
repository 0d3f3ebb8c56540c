"""Tabs inside a page, and segments: two or three ways to look at the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QPushButton, QSizePolicy, QWidget

from desktop.ui.paint import focus_ring, text_width
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import Button, FocusSeen, column, row


class _TabButton(FocusSeen, QPushButton):
    """One tab; arrows move along the row."""

    def __init__(self, text: str, owner: TabBar) -> None:
        super().__init__(text)
        self._owner = owner
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        metrics = theme().metrics(15, 600)
        return QSize(text_width(metrics, self.text()) + px(8), max(px(40), metrics.height() + px(16)))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.note_focus(event)
        super().focusInEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._owner.step(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        on = self.isChecked()
        painter.setPen(colour("text" if on or self.underMouse() else "text2"))
        painter.setFont(font(15, 600 if on else 400))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if on:
            painter.fillRect(0, self.height() - px(2), self.width(), px(2), colour("accent"))
        if self.hasFocus() and self.by_key:
            focus_ring(painter, self.rect(), 6)
        painter.end()


class TabBar(QFrame):
    """A row of tabs without pages; `changed` carries the key."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._buttons: dict[str, _TabButton] = {}
        self._row = row(gap=24)
        self._row.addStretch(1)
        self.setLayout(self._row)

    def add(self, key: str, words: str) -> None:
        """Add a tab at the right."""
        button = _TabButton(words, self)
        button.setAccessibleName(words)
        button.clicked.connect(lambda _=False: self.show_tab(key))
        button.setChecked(not self._buttons)
        self._buttons[key] = button
        self._row.insertWidget(self._row.count() - 1, button)

    def set_words(self, key: str, words: str) -> None:
        """Change the words of a tab, such as the count in it."""
        self._buttons[key].setText(words)
        self._buttons[key].setAccessibleName(words)
        self._buttons[key].updateGeometry()

    def current(self) -> str:
        """The key of the open tab."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def show_tab(self, key: str) -> None:
        """Open a tab."""
        self._buttons[key].setChecked(True)
        for button in self._buttons.values():
            button.update()
        self.changed.emit(key)

    def step(self, by: int) -> None:
        """Open the tab to the right or left, with the keyboard on it."""
        keys = list(self._buttons)
        key = keys[(keys.index(self.current()) + by) % len(keys)]
        self._buttons[key].setFocus(Qt.FocusReason.TabFocusReason)
        self.show_tab(key)


class _Stack(QFrame):
    """One page at a time. Hidden pages take no room: a QStackedLayout is as tall as its tallest, seen or not."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._pages: list[QWidget] = []
        self._box = column(gap=0)
        self.setLayout(self._box)

    def add(self, page: QWidget) -> None:
        """Add a page; the first one is shown."""
        page.setVisible(not self._pages)
        self._pages.append(page)
        self._box.addWidget(page, 1)

    def show_page(self, index: int) -> None:
        """Show one page."""
        for number, page in enumerate(self._pages):
            if number != index:
                page.hide()
        self._pages[index].show()


class Tabs(QFrame):
    """Tabs with their pages. `add(key, words, widget)`; counts stand in the words: `set_words(key, words)`."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self.bar = TabBar()
        self._stack = _Stack()
        self._keys: list[str] = []
        self.bar.changed.connect(self._show)
        box = column(self.bar, self._stack, gap=10)
        box.setStretch(1, 1)
        self.setLayout(box)

    def add(self, key: str, words: str, widget: QWidget) -> None:
        """Add a tab with its page."""
        self._keys.append(key)
        self._stack.add(widget)
        self.bar.add(key, words)

    def set_words(self, key: str, words: str) -> None:
        """Change the words of a tab."""
        self.bar.set_words(key, words)

    def current(self) -> str:
        """The key of the open tab."""
        return self.bar.current()

    def show_tab(self, key: str) -> None:
        """Open a tab."""
        self.bar.show_tab(key)

    @Slot(str)
    def _show(self, key: str) -> None:
        self._stack.show_page(self._keys.index(key))
        self.changed.emit(key)


class _Segment(Button):
    """As wide as its words are when they are bold: the chosen one must not lose its first and last letters."""

    def sizeHint(self) -> QSize:
        plain = super().sizeHint()
        more = theme().metrics(15, 600).horizontalAdvance(self.text()) - theme().metrics(15).horizontalAdvance(
            self.text()
        )
        return QSize(plain.width() + max(0, more) + px(2), plain.height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


class Segmented(QFrame):
    """Two or three ways to look at the same thing."""

    changed = Signal(str)

    def __init__(self, choices: Sequence[tuple[str, str]], current: str) -> None:
        super().__init__()
        self.setObjectName("sunken")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._buttons: dict[str, Button] = {}
        box = row(gap=2, margins=(4, 4, 4, 4))
        for key, words in choices:
            button = _Segment(words, "segment", on=partial(self.choose, key))
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setChecked(key == current)
            self._buttons[key] = button
            box.addWidget(button)
        self.setLayout(box)

    def current(self) -> str:
        """The key of the chosen one."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one."""
        self._buttons[key].setChecked(True)
        self.changed.emit(key)
