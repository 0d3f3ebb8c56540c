"""Blocks of a page: big choice, message bar, empty state, quoted law, tabs, segments, side panel."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal, TypeAlias

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.errors import OwnerError
from desktop.ui import icons
from desktop.ui.paint import draw_words, focus_ring, text_width
from desktop.ui.theme import colour, font, px, theme
from desktop.ui.widgets import Button, FocusSeen, IconView, Label, Role, clear, column, frame, row
from desktop.words import Sentence, tr

Tone: TypeAlias = Literal["ask", "warn", "ok", "error"]
_MESSAGE_ICON = {
    "ask": ("question", "warn"),
    "warn": ("alert", "warn"),
    "ok": ("check-circle", "accent"),
    "error": ("alert", "danger"),
}


class BigChoice(FocusSeen, QAbstractButton):
    """A way to go on: icon, head, one line. `filled` is for the one first choice; `chosen` shows where one is."""

    def __init__(
        self, icon: str, head: str, line: str = "", *, filled: bool = False, high: int = 68, arrow: bool = False,
        on: Callable[[], object] | None = None,
    ) -> None:  # fmt: skip
        super().__init__()
        self._icon, self._line, self._filled, self._high, self._arrow = icon, line, filled, high, arrow
        self.setText(head)
        self.setAccessibleName(head)
        self.setAccessibleDescription(line)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        if on is not None:
            self.clicked.connect(lambda _=False: on())
        theme().changed.connect(self.update)

    def set_line(self, line: str) -> None:
        """Change the second line."""
        self._line = line
        self.setAccessibleDescription(line)
        self.setToolTip(line)
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Show whether this is where one is."""
        self.setCheckable(True)
        self.setChecked(chosen)
        self.update()

    @property
    def _large(self) -> bool:
        return self._high > 70

    def _head_font(self) -> tuple[int, int]:
        return (17, 600) if self._large else (15, 600)

    def _small(self) -> int:
        return 15 if self._large else 14

    def sizeHint(self) -> QSize:
        look = theme()
        lines = look.metrics(*self._head_font()).height() + (look.metrics(self._small()).height() if self._line else 0)
        widest = max(
            text_width(look.metrics(*self._head_font()), self.text()),
            text_width(look.metrics(self._small()), self._line),
        )
        return QSize(widest + px(54 + 16), max(px(self._high if self._line else min(self._high, 48)), lines + px(18)))

    def minimumSizeHint(self) -> QSize:
        return QSize(
            text_width(theme().metrics(*self._head_font()), self.text()) + px(54 + 16), self.sizeHint().height()
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.note_focus(event)
        super().focusInEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter)
        side, left = px(24), px(22 if self._large else 16)
        ink = "onaccent" if self._filled else "accent" if self.isEnabled() else "distext"
        middle = self.rect().toRectF().center().y()
        box = self.rect().toRectF().adjusted(left, 0, 0, 0)
        box.setSize(QSize(side, side).toSizeF())
        box.moveTop(int(middle - side / 2))
        icons.draw(painter, self._icon, box, colour(ink))
        self._paint_words(painter)
        if self._arrow:
            box.moveLeft(self.width() - px(36))
            small = box.adjusted(px(2), px(2), -px(4), -px(4))
            icons.draw(painter, "chevron-right", small, colour("onaccent" if self._filled else "text2"))
        if self.hasFocus() and self.by_key:
            focus_ring(painter, self.rect(), 10)
            if self._filled:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(colour("onaccent"), 2))
                painter.drawRoundedRect(self.rect().toRectF().adjusted(4, 4, -4, -4), px(7), px(7))
        painter.end()

    def _paint_box(self, painter: QPainter) -> None:
        chosen = self.isCheckable() and self.isChecked()
        fill = "surface"
        if self._filled:
            fill = "accentpress" if self.isDown() else "accenthover" if self.underMouse() else "accentfill"
        elif self.isEnabled() and (self.isDown() or self.underMouse()) and not chosen:
            fill = "tint"
        inset = 1.0 if chosen else 0.5
        painter.setPen(
            Qt.PenStyle.NoPen if self._filled else QPen(colour("accent" if chosen else "line"), 2 if chosen else 1)
        )
        painter.setBrush(colour(fill))
        painter.drawRoundedRect(self.rect().toRectF().adjusted(inset, inset, -inset, -inset), px(10), px(10))

    def _paint_words(self, painter: QPainter) -> None:
        look = theme()
        left = px(65 if self._large else 54)
        box = self.rect().toRectF().adjusted(left, 0, -px(44 if self._arrow else 12), 0)
        first = look.metrics(*self._head_font()).height() + px(2)
        second = look.metrics(self._small()).height() if self._line else 0
        box.setTop((self.height() - first - second) / 2)
        box.setHeight(first)
        painter.setPen(colour("onaccent" if self._filled else "text" if self.isEnabled() else "distext"))
        draw_words(painter, box, self.text(), *self._head_font())
        if self._line:
            box.translate(0, first)
            box.setHeight(second)
            painter.setPen(colour("onaccent" if self._filled else "text2"))
            draw_words(painter, box, self._line, self._small())


class MessageBar(QFrame):
    """A message in the page: icon, sentences, at most three buttons. A question has its answers here."""

    answered = Signal(str)

    def __init__(
        self,
        tone: Tone,
        sentences: Sequence[Sentence | str],
        answers: Sequence[tuple[str, str]] = (),
        *,
        closable: bool = False,
    ) -> None:
        """`answers` are (key, words); the last of three is a link, meaning "not now"."""
        super().__init__()
        self.setObjectName("msg")
        self.setProperty("tone", tone)
        icon, ink = _MESSAGE_ICON[tone]
        words = [str(s) for s in sentences]
        texts = column(gap=2)
        for number, text in enumerate(words):
            label = Label(text, "name" if number == 0 and len(words) > 1 else "body", wrap=True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            texts.addWidget(label)
        box = row(IconView(icon, ink, 20), texts, gap=12, margins=(18, 10, 12, 10))
        box.setStretch(1, 1)
        self.setLayout(box)
        self.setAccessibleName(" ".join(words))
        self.buttons: dict[str, Button] = {}
        for number, (key, caption) in enumerate(answers):
            role: Role = "link" if number == 2 else "secondary"
            self.buttons[key] = Button(caption, role, small=True, on=partial(self.answered.emit, key))
            box.addWidget(self.buttons[key])
        if closable:
            close = Button("", "quiet", icon="x", name=tr("Close"), on=self.hide)
            box.addWidget(close, alignment=Qt.AlignmentFlag.AlignTop)
        self.setMinimumHeight(px(52))

    @staticmethod
    def of_error(error: OwnerError) -> MessageBar:
        """What happened, what it means for the data, what to do now."""
        return MessageBar("error", error.sentences(), closable=True)


class EmptyState(QFrame):
    """Nothing here yet: what it is, what to do, one button."""

    def __init__(self, icon: str, head: str, line: str, button: Button | None = None) -> None:
        super().__init__()
        self.setObjectName("clear")
        title, text = Label(head, "h2", wrap=True), Label(line, "second", wrap=True)
        for label in (title, text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        holder = row(None, IconView(icon, "text2", 28), None)
        box = column(None, holder, title, text, gap=8, margins=(24, 16, 24, 16))
        if button is not None:
            box.addSpacing(px(4))
            box.addLayout(row(None, button, None))
        box.addStretch(1)
        self.setLayout(box)


@dataclass(frozen=True, slots=True)
class LawQuote:
    """The law's own words (Chinese in every language), with law, article and date of force."""

    words: str
    source: str


class Quote(QFrame):
    """Quoted law: a tinted bar at the left, the words, the source below."""

    def __init__(self, quote: LawQuote) -> None:
        super().__init__()
        self.setObjectName("well")
        self.setLayout(
            column(
                Label(f"“{quote.words}”", wrap=True),
                Label(quote.source, "small", wrap=True),
                gap=8,
                margins=(14, 10, 12, 10),
            )
        )


class SumLine(QFrame):
    """A line of a sum: what at the left, how much at the right."""

    def __init__(self, what: str, value: str, *, strong: bool = False) -> None:
        super().__init__()
        self.setObjectName("clear")
        left, right = Label(what, "small", wrap=True), Label(value, "h3" if strong else "small")
        box = row(left, right, gap=12)
        box.setStretch(0, 1)
        self.setLayout(box)


class _TabButton(QPushButton):
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
        if self.hasFocus():
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


class _Stack(QStackedWidget):
    """A stack as tall as the page in it, not as the tallest."""

    def sizeHint(self) -> QSize:
        current = self.currentWidget()
        return current.sizeHint() if current is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        current = self.currentWidget()
        return current.minimumSizeHint() if current is not None else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        current = self.currentWidget()
        return current is not None and current.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        current = self.currentWidget()
        return current.heightForWidth(width) if current is not None else -1


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
        self._stack.addWidget(widget)
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
        self._stack.setCurrentIndex(self._keys.index(key))
        self._stack.updateGeometry()
        self.changed.emit(key)


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
            button = Button(words, "segment", on=partial(self.choose, key))
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


class Scroll(QScrollArea):
    """A body that scrolls when there is no room for it, on whatever is behind it."""

    LEAST = 320

    def __init__(self, body: QWidget) -> None:
        super().__init__()
        body.setObjectName("scrolled")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.setWidget(body)

    def minimumSizeHint(self) -> QSize:
        inner = self.widget().minimumSizeHint().width() if self.widget() is not None else 0
        return QSize(min(inner, px(self.LEAST)), px(60))


class SidePanel(QFrame):
    """A panel of 324 at the right: title and ×, a body that scrolls, actions pinned below it."""

    closed = Signal()
    WIDTH = 324

    def __init__(self, title: str, *, closable: bool = True) -> None:
        super().__init__()
        self.setObjectName("panel")
        self.setAccessibleName(title)
        self.setFixedWidth(px(self.WIDTH))
        self._title = Label(title, "h2", wrap=True)
        head = row(self._title, gap=8, margins=(20, 16, 8, 6))
        head.setStretch(0, 1)
        if closable:
            head.addWidget(
                Button("", "quiet", icon="x", name=tr("Close"), on=self.closed.emit),
                alignment=Qt.AlignmentFlag.AlignTop,
            )
        inner = QWidget()
        self.body: QVBoxLayout = column(gap=8, margins=(20, 0, 20, 12))
        inner_box = column(self.body, gap=0)
        inner_box.addStretch(1)
        inner.setLayout(inner_box)
        self.foot: QVBoxLayout = column(gap=8, margins=(20, 4, 20, 14))
        self.setLayout(column(head, Scroll(inner), self.foot, gap=0))

    def set_title(self, title: str) -> None:
        """Change the title."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def clear(self) -> None:
        """Empty body and actions, to fill them anew."""
        clear(self.body)
        clear(self.foot)

    def add(self, *items: QWidget | int) -> None:
        """Add widgets to the body; a number is a space."""
        for item in items:
            if isinstance(item, int):
                self.body.addSpacing(px(item))
            else:
                self.body.addWidget(item)

    def add_quotes(self, quotes: Sequence[LawQuote]) -> None:
        """Add the law's words, one below the other."""
        for quote in quotes:
            self.body.addWidget(Quote(quote))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def bullet(icon: str, words: str, token: str = "accent") -> QFrame:
    """An icon with a sentence that wraps."""
    box: QHBoxLayout = row(IconView(icon, token, 16), Label(words, "smalltext", wrap=True), gap=10)
    box.setAlignment(box.itemAt(0).widget(), Qt.AlignmentFlag.AlignTop)
    box.setStretch(1, 1)
    return frame("clear", box)
