"""Words and small widgets that all parts of the inventory page use."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.disk.records import Volume
from desktop.inventory.records import GROUP_NAMES, GroupKind, PlaceAnswer
from desktop.inventory.store import shown_name
from desktop.rules.records import Sensitivity
from desktop.ui import marks
from desktop.ui.cells import Tag, Text
from desktop.ui.forms import Choice
from desktop.words import Sentence, language, say, tr

_GB = 2**30
SENSITIVITY_WORDS: dict[Sensitivity, Sentence] = {
    Sensitivity.STATUTORY: say("By law"),
    Sensitivity.STRICT: say("Strict"),
    Sensitivity.GENERAL: say("General"),
}
ANSWER_WORDS: dict[PlaceAnswer, Sentence] = {
    PlaceAnswer.YES: say("There is"),
    PlaceAnswer.NO: say("None"),
    PlaceAnswer.UNSURE: say("Not sure"),
}


def listed(words: Iterable[Sentence | str]) -> str:
    """Words in a row as each language joins them."""
    return ("、" if language() == "zh_CN" else ", ").join(str(word) for word in words)


def tag(sensitivity: Sensitivity | None) -> Tag | Text:
    """The tag of a sensitivity, nothing where it is not known."""
    if sensitivity is None:
        return Text("")
    return marks.sensitivity(sensitivity.value, tr(SENSITIVITY_WORDS[sensitivity]))


def shortened(path: str, narrow: bool = False) -> str:
    """A path cut in its middle, so that drive and file stay readable."""
    most = 30 if narrow else 56
    return path if len(path) <= most else f"{path[: most // 3]} … {path[-(most * 2 // 3) :]}"


def drive_words(volume: Volume) -> str:
    """A drive as its owner knows it: name, kind, size; of a network drive nobody has asked the size."""
    place = str(volume.mount_point)
    name = volume.label or volume.mount_point.name or tr("This computer")
    if place[1:2] == ":":
        name = tr("Drive {letter}", letter=place[0])
        if volume.label:
            name = tr("{label} (drive {letter})", label=volume.label, letter=place[0])
    kind = tr(volume.medium.words)
    if not volume.size:
        return tr("{name}: {kind}", name=shown_name(name), kind=kind)
    size = volume.size / _GB
    words = f"{size:,.0f}" if size >= 10 else f"{size:.1f}"
    return tr("{name}: {kind}, {size} GB", name=shown_name(name), kind=kind, size=words)


def kind_choice(current: GroupKind | None) -> Choice:
    """A list of all kinds of records."""
    kinds = [(kind.value, tr(name)) for kind, name in GROUP_NAMES.items()]
    choice = Choice(kinds, placeholder=tr("Choose what it is"))
    if current is not None:
        choice.choose(current.value)
    return choice
