"""What stands in a table cell, a badge or a state: frozen specs, told apart by shape, then by words, last by colour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Tone: TypeAlias = Literal["text", "text2", "text3", "accent", "warn", "danger", "slate"]
TagShape: TypeAlias = Literal["filled", "outlined", "plain"]
PillShape: TypeAlias = Literal["slate", "tint", "outlined", "dashed", "warn"]


@dataclass(frozen=True, slots=True)
class Tag:
    """Sensitivity: 24 high, radius 4; filled, outlined or plain text."""

    text: str
    shape: TagShape = "outlined"


@dataclass(frozen=True, slots=True)
class Pill:
    """Disposition: 28 high, round ends, with its icon."""

    text: str
    icon: str
    shape: PillShape = "outlined"


@dataclass(frozen=True, slots=True)
class State:
    """State or assurance: icon and words, no box. `wrap` lets a verdict take a second line."""

    text: str
    icon: str = ""
    tone: Tone = "accent"
    word_tone: Tone = "text"
    wrap: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """One line. `elide` cuts too long a line in the middle (paths) or at the end; `wrap` takes a second line."""

    text: str = ""
    tone: Tone = "text"
    weight: Literal[400, 500, 600] = 400
    icon: str = ""
    elide: Literal["right", "middle"] = "right"
    wrap: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class TwoLine:
    """A name over a place."""

    text: str
    under: str
    icon: str = ""
    tone: Tone = "text"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, right-aligned with commas; or a word in its place, such as 不详."""

    value: int | str
    tone: Tone = "text"

    @property
    def text(self) -> str:
        """As it is shown."""
        return f"{self.value:,}" if isinstance(self.value, int) else self.value


@dataclass(frozen=True, slots=True)
class Meter:
    """A bar with words after it: `done` of `total`."""

    done: int
    total: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What the row offers, as words with ›."""

    text: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A box to tick."""

    on: bool
    text: str = ""


Badge: TypeAlias = Tag | Pill | State
Cell: TypeAlias = Tag | Pill | State | Text | TwoLine | Number | Meter | Link | Tick


@dataclass(frozen=True, slots=True)
class Row:
    """One row. `key` names it in every signal; `dim` is for what is not going to be touched."""

    key: str
    cells: tuple[Cell, ...]
    dim: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A group head over the whole width: path or name, and its sum."""

    key: str
    text: str
    note: str = ""
    icon: str = "folder-open"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `width` px at 100 % text is the least; `stretch` shares what is left; 0 fits to its contents."""

    title: str
    width: int = 80
    stretch: int = 0
    right: bool = False
    sortable: bool = False


def words_of(cell: Cell) -> str:
    """The cell as plain words: for screen readers, for copying, for finding."""
    match cell:
        case TwoLine():
            return f"{cell.text} {cell.under}".strip()
        case Meter():
            return cell.text or f"{cell.done:,} / {cell.total:,}"
        case Tick():
            return ("☑ " if cell.on else "☐ ") + cell.text
        case _:
            return cell.text
