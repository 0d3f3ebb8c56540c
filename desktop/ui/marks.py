"""Marks that several rooms show: the shape follows the key, the words come from the room.

Shapes are fixed here so that 封存 looks the same in the table, in the panel and in the picture.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from desktop.ui.cells import Pill, PillShape, State, Tag, TagShape, Tone

Sensitivity: TypeAlias = Literal["statutory", "strict", "general"]
Disposition: TypeAlias = Literal["delete", "seal", "transfer", "anonymise", "stay", "open"]
Standing: TypeAlias = Literal[
    "achieved", "residue", "other_party", "on_hold", "done", "running", "failed", "waiting", "ask", "todo"
]

_TAGS: dict[Sensitivity, TagShape] = {"statutory": "filled", "strict": "outlined", "general": "plain"}
_PILLS: dict[Disposition, tuple[str, PillShape]] = {
    "delete": ("bin", "slate"),
    "seal": ("archive", "tint"),
    "transfer": ("arrow-right", "outlined"),
    "anonymise": ("eye-off", "dashed"),
    "stay": ("building", "outlined"),
    "open": ("question", "warn"),
}
_STATES: dict[Standing, tuple[str, Tone, Tone]] = {
    "achieved": ("circle-full", "accent", "text"),
    "residue": ("circle-half", "warn", "text"),
    "other_party": ("circle", "text2", "text"),
    "on_hold": ("lock", "text2", "text"),
    "done": ("check", "accent", "text"),
    "running": ("arc", "accent", "text"),
    "failed": ("alert", "danger", "danger"),
    "waiting": ("circle", "text3", "text2"),
    "ask": ("question", "warn", "warn"),
    "todo": ("alert", "warn", "warn"),
}


def sensitivity(key: Sensitivity, words: str) -> Tag:
    """The tag of a sensitivity."""
    return Tag(words, _TAGS[key])


def disposition(key: Disposition, words: str) -> Pill:
    """The pill of a disposition; `open` is 待定."""
    icon, shape = _PILLS[key]
    return Pill(words, icon, shape)


def standing(key: Standing, words: str, *, wrap: bool = False) -> State:
    """Icon and words of a state or of what a method achieves."""
    icon, tone, word_tone = _STATES[key]
    return State(words, icon, tone, word_tone, wrap)
