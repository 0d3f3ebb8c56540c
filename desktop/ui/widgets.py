"""Small pieces: labels, buttons, badges, cards, tick boxes. Roles and kinds are dynamic properties of the sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, TypeAlias

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import icons
from desktop.ui.paint import focus_ring, text_width
from desktop.ui.theme import colour, font, px, theme

if TYPE_CHECKING:
    from desktop.ui.cells import Badge

Role: TypeAlias = Literal["primary", "secondary", "link", "quiet", "danger", "gate", "segment"]
Kind: TypeAlias = Literal[
    "product", "h1", "h2", "h3", "name", "body", "second", "small", "smalltext", "smallname", "code"
]
LabelTone: TypeAlias = Literal["", "warn", "danger", "accent", "muted", "onaccent"]

_KIND_FONTS: dict[str, tuple[int, int]] = {
    "product": (28, 600), "h1": (20, 600), "h2": (17, 600), "h3": (15, 600), "name": (15, 500), "body": (15, 400),
    "second": (15, 400), "small": (14, 400), "smalltext": (14, 400), "smallname": (14, 500), "code": (17, 600),
}  # fmt: skip
_INK = {"primary": "onaccent", "danger": "ondanger", "link": "accent", "quiet": "text2"}


def restyle(widget: QWidget) -> None:
    """Let the sheet see a changed property."""
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


class Label(QLabel):
    """Words of one kind. `wrap` lets them take several lines; plain text unless `rich`."""

    def __init__(
        self, text: str = "", kind: Kind = "body", *, tone: LabelTone = "", wrap: bool = False, rich: bool = False
    ) -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setProperty("tone", tone)
        self.setTextFormat(Qt.TextFormat.RichText if rich else Qt.TextFormat.PlainText)
        self.setFont(_spaced(font(*_KIND_FONTS[kind])) if kind == "code" else font(*_KIND_FONTS[kind]))
        if wrap:
            self.setWordWrap(True)
            policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)

    def set_tone(self, tone: LabelTone) -> None:
        """Change the colour of the words."""
        if self.property("tone") != tone:
            self.setProperty("tone", tone)
            restyle(self)


def _spaced(plain: QFont) -> QFont:
    """One pixel more between the characters of a check code, which people compare one by one."""
    spaced = QFont(plain)
    spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1)
    return spaced


class FocusSeen:
    """For painted widgets: the focus ring is drawn only when the keyboard brought the focus here."""

    by_key = False

    def note_focus(self, event: QFocusEvent) -> None:
        """Remember how the focus came."""
        self.by_key = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )


class Button(QPushButton):
    """A button of one role. Its icon stands left of the words and follows the theme."""

    def __init__(
        self, text: str, role: Role = "secondary", *, icon: str = "", on: Callable[[], object] | None = None,
        small: bool = False, name: str = "",
    ) -> None:  # fmt: skip
        super().__init__(text)
        self._icon = icon
        self.setProperty("role", role)
        self.setProperty("small", small)
        self.setProperty("bare", not text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        self.setAccessibleName(name or text.replace("&", ""))
        if name and not text:
            self.setToolTip(name)
        if role in ("quiet", "segment"):
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if on is not None:
            self.clicked.connect(lambda _=False: on())
        theme().changed.connect(self._dress)
        self._dress()

    @property
    def role(self) -> str:
        """The role it was made with."""
        return str(self.property("role"))

    def set_icon(self, name: str) -> None:
        """Show another icon."""
        self._icon = name
        self._dress()

    def set_words(self, text: str) -> None:
        """Change the words and the accessible name together."""
        self.setText(text)
        self.setAccessibleName(text.replace("&", ""))

    def set_role(self, role: Role) -> None:
        """Take another role: one button of a view is filled, and which one it is may change."""
        self.setProperty("role", role)
        restyle(self)
        self._dress()

    def setEnabled(self, enabled: bool) -> None:
        """The icon grey with its words: it is drawn for one state, as most buttons never see the other."""
        super().setEnabled(enabled)
        self._dress()

    def _dress(self) -> None:
        if self._icon:
            air = 4 if self.text() else 0
            self.setIcon(icons.icon(self._icon, _INK.get(self.role, "text"), 18, air, self.isEnabled()))
            self.setIconSize(QSize(px(18) + px(air), px(18)))


class BadgeView(QWidget):
    """A badge as a widget: tag, pill, or icon and words."""

    def __init__(self, badge: Badge) -> None:
        super().__init__()
        self._badge = badge
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(badge.text)
        theme().changed.connect(self.update)

    def set_badge(self, badge: Badge) -> None:
        """Show another badge."""
        self._badge = badge
        self.setAccessibleName(badge.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        from desktop.ui.badge_paint import badge_size  # the first window shows no badge

        return badge_size(self._badge)

    def paintEvent(self, event: QPaintEvent) -> None:
        from desktop.ui.badge_paint import draw_badge

        painter = QPainter(self)
        draw_badge(painter, QPointF(0, self.height() / 2), self._badge, self.width())
        painter.end()


class IconView(QLabel):
    """An icon that is not a button; the words beside it say what it says."""

    def __init__(self, name: str, token: str = "text2", size: int = 20) -> None:
        super().__init__()
        self._args = (name, token, size)
        theme().changed.connect(self._dress)
        self._dress()

    def set_icon(self, name: str, token: str) -> None:
        """Show another icon."""
        self._args = (name, token, self._args[2])
        self._dress()

    def _dress(self) -> None:
        self.setPixmap(icons.pixmap(*self._args))
        self.setFixedSize(px(self._args[2]), px(self._args[2]))


class Card(QFrame):
    """A surface with a hairline border; `body` is its layout."""

    def __init__(self, *, margins: tuple[int, int] = (20, 16), gap: int = 8) -> None:
        super().__init__()
        self.setObjectName("card")
        self.body = column(gap=gap, margins=(margins[0], margins[1], margins[0], margins[1]))
        self.setLayout(self.body)


class Hairline(QFrame):
    """A separating line, lying or standing."""

    def __init__(self, *, standing: int = 0) -> None:
        super().__init__()
        self.setObjectName("hairline")
        if standing:
            self.setFixedSize(1, px(standing))
        else:
            self.setFixedHeight(1)


class CheckBox(QCheckBox):
    """A tick box of 22 px whose words may wrap."""

    def __init__(self, text: str, *, on: Callable[[bool], object] | None = None) -> None:
        super().__init__(text)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if on is not None:
            self.toggled.connect(on)

    def hitButton(self, pos: object) -> bool:
        return True

    def sizeHint(self) -> QSize:
        metrics = theme().metrics(15)
        return QSize(text_width(metrics, self.text()) + px(40), max(px(36), metrics.height() + px(12)))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), px(160)), self.sizeHint().height())

    def heightForWidth(self, width: int) -> int:
        box = (
            theme().metrics(15).boundingRect(0, 0, max(1, width - px(36)), 9999, Qt.TextFlag.TextWordWrap, self.text())
        )
        return max(px(36), box.height() + px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = px(22)
        draw_tick(painter, QRectF(2, (self.height() - side) / 2, side, side), self.isChecked(), self.isEnabled())
        painter.setPen(colour("text" if self.isEnabled() else "distext"))
        painter.setFont(font(15))
        words = self.rect().adjusted(px(34), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap, self.text())
        if self.hasFocus():
            focus_ring(painter, self.rect(), 6)
        painter.end()


def draw_tick(painter: QPainter, box: QRectF, on: bool, enabled: bool = True) -> None:
    """The box of a tick box, filled with a tick when on."""
    painter.setPen(QPen(colour(("accentfill" if on else "edge") if enabled else "line"), 1.6))
    painter.setBrush(colour(("accentfill" if on else "surface") if enabled else "disbg"))
    painter.drawRoundedRect(box.adjusted(0.8, 0.8, -0.8, -0.8), px(4), px(4))
    if on:
        inset = box.width() * 0.14
        icons.draw(
            painter, "check", box.adjusted(inset, inset, -inset, -inset), colour("onaccent" if enabled else "distext")
        )


def row(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QHBoxLayout:
    """Things side by side; a number is a space of that many px, None takes what is left."""
    box = QHBoxLayout()
    _fill(box, items, gap, margins)
    return box


def column(
    *items: QWidget | QLayout | int | None, gap: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)
) -> QVBoxLayout:
    """Things one below the other; a number is a space of that many px, None takes what is left."""
    box = QVBoxLayout()
    _fill(box, items, gap, margins)
    return box


def _fill(
    box: QBoxLayout, items: tuple[QWidget | QLayout | int | None, ...], gap: int, margins: tuple[int, int, int, int]
) -> None:
    box.setSpacing(px(gap))
    box.setContentsMargins(*(px(m) for m in margins))
    for item in items:
        if item is None:
            box.addStretch(1)
        elif isinstance(item, int):
            box.addSpacing(px(item))
        elif isinstance(item, QWidget):
            box.addWidget(item)
        else:
            box.addLayout(item)


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear(inner)


def frame(name: str = "clear", layout: QLayout | None = None) -> QFrame:
    """A bare surface; `name` picks its background in the sheet."""
    made = QFrame()
    made.setObjectName(name)
    if layout is not None:
        made.setLayout(layout)
    return made
