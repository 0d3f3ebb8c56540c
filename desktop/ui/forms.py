"""Forms: label over the field, hint and error below it. Everything a page needs for asking is found here."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from desktop.ui.fields import (
    Choice,
    DateField,
    PassphraseField,
    PinField,
    Radio,
    Radios,
    SecretField,
    TextArea,
    TextField,
    read_date,
)  # fmt: skip
from desktop.ui.file_drop import FileDrop
from desktop.ui.theme import px
from desktop.ui.widgets import Label, column, restyle
from desktop.words import Sentence

__all__ = [
    "Choice", "DateField", "Field", "FileDrop", "Form", "PassphraseField", "PinField", "Radio", "Radios", "SecretField",
    "TextArea", "TextField", "read_date",
]  # fmt: skip


class Field(QFrame):
    """Label over a field, hint and error below it."""

    def __init__(self, label: str, widget: QWidget, hint: str = "") -> None:
        super().__init__()
        self.setObjectName("clear")
        self.widget = widget
        self._label = Label(label, "name", wrap=True)
        self._label.setBuddy(widget)
        self._hint = Label(hint, "small", wrap=True)
        self._error = Label("", "small", tone="danger", wrap=True)
        self.setLayout(column(self._label, widget, self._hint, self._error, gap=6))
        self._hint.setVisible(bool(hint))  # only now: without a parent it would flash up as a window of its own
        self._error.hide()
        target = widget.focusProxy() or widget
        for each in {widget, target}:
            each.setAccessibleName(label)
            each.setAccessibleDescription(hint)

    def set_error(self, sentence: Sentence | str) -> None:
        """Say below the field what is wrong with it; empty takes it away."""
        words = str(sentence)
        self._error.setText(words)
        self._error.setVisible(bool(words))
        target = self.widget.focusProxy() or self.widget
        target.setProperty("wrong", bool(words))
        target.setAccessibleDescription(words or self._hint.text())
        restyle(target)


class Form(QFrame):
    """Fields by key, in one column or two; `half=True` puts a field beside the one before it."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("clear")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(px(16))
        self._grid.setVerticalSpacing(px(12))
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)
        self._fields: dict[str, Field] = {}
        self._at, self._side = -1, 1

    def add(self, key: str, label: str, widget: QWidget, hint: str = "", *, half: bool = False) -> Field:
        """Add a field; half fields fill a row two by two."""
        field = Field(label, widget, hint)
        self._fields[key] = field
        if not half or self._side == 1:
            self._at, self._side = self._at + 1, 0
        else:
            self._side = 1
        self._grid.addWidget(field, self._at, self._side, 1, 1 if half else 2, Qt.AlignmentFlag.AlignTop)
        if not half:
            self._side = 1
        return field

    def add_wide(self, widget: QWidget) -> None:
        """Add something without a label over the whole width."""
        self._at, self._side = self._at + 1, 1
        self._grid.addWidget(widget, self._at, 0, 1, 2)

    def field(self, key: str) -> Field:
        """The field with this key."""
        return self._fields[key]

    def keys(self) -> tuple[str, ...]:
        """The keys of all fields, in order: each is a target to jump to."""
        return tuple(self._fields)

    def clear_errors(self) -> None:
        """Take all errors away."""
        for field in self._fields.values():
            field.set_error("")

    def show_error(self, key: str, sentence: Sentence | str) -> None:
        """Say what is wrong below one field."""
        self._fields[key].set_error(sentence)
