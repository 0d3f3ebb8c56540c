"""The flow picture on paper: sources at the left, dispositions at the right, drawn in black lines that copies keep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.classification.flows import Flow, Flows
from desktop.classification.records import DISPOSITION_NAMES, Disposition
from desktop.documents.blocks import section_head
from desktop.documents.document import margins
from desktop.documents.faces import NOTE, SMALL, Align
from desktop.documents.sheet import MM, Sheet
from desktop.words import say, zh

NAME_WIDTH, WAY_WIDTH, NODE = 64.0, 56.0, 2.2
SOURCE_ROOM, WAY_ROOM = 12.6, 10.0
"""The least height of a label, mm: a source's name has two lines, and one for its numbers."""
GAP = 1.2
THINNEST_BAND = 0.35
NAME_LINES = 2


@dataclass(frozen=True, slots=True)
class _Form:
    """How the bands of a disposition are drawn: hatched every `pitch` mm with a `lean`, and their outline."""

    pitch: float = 0.0
    lean: float = 1.0
    dash: str = ""
    pt: float = 0.5


FORMS: dict[Disposition, _Form] = {
    Disposition.DELETE: _Form(pitch=1.7),
    Disposition.SEAL: _Form(pitch=0.9, lean=-1.0),
    Disposition.ANONYMISE: _Form(pitch=1.7, lean=0.0),
    Disposition.TRANSFER: _Form(pt=1.0),
    Disposition.KEEP: _Form(pt=1.0, dash="5 1.5"),
    Disposition.UNDECIDED: _Form(dash="1.5 1.5"),
}


@dataclass(frozen=True, slots=True)
class _Node:
    """A source or a disposition on the sheet: where its label and its bar stand, mm from the top."""

    middle: float
    top: float
    thick: float


def draw_flows(sheet: Sheet, y: float, counted: Flows) -> float:
    """Draw the picture with its head on baseline `y`. Returns the height where it ends, `y` where there is nothing."""
    if not counted.flows:
        return y
    area = margins(sheet)
    note = zh(
        "Thickness shows people; a dashed line: the number of people is not known. A person may be in several record"
        " groups."
    )
    top = section_head(sheet, y, zh("Where the people go"), note) - 3.0
    sources = [name for name, _ in counted.by_source]
    ways = [way for way, _ in counted.by_disposition]
    high = max(len(sources) * SOURCE_ROOM, len(ways) * WAY_ROOM, 36.0)
    held = [sum(f.people for f in counted.flows if f.source == name) for name in sources]
    gone = [sum(f.people for f in counted.flows if f.disposition is way) for way in ways]
    scale = min(_scale(held, SOURCE_ROOM, high), _scale(gone, WAY_ROOM, high))
    left = dict(zip(sources, _nodes(held, SOURCE_ROOM, scale, top, high), strict=True))
    right = dict(zip(ways, _nodes(gone, WAY_ROOM, scale, top, high), strict=True))
    x_left, x_right = area.left + NAME_WIDTH + 3, area.right - WAY_WIDTH - NODE - 3
    _draw_bands(sheet, counted.flows, left, right, (x_left + NODE, x_right), scale)
    for name, people in counted.by_source:
        node = left[name]
        sheet.fill(x_left, node.top, NODE, node.thick)
        words = name or zh(say("{n} more sources", n=counted.others))
        _label(sheet, area.left, node.middle, words, _numbers(people, counted.records(name)))
    for way, people in counted.by_disposition:
        node = right[way]
        sheet.fill(x_right, node.top, NODE, node.thick)
        sheet.text(x_right + NODE + 3, node.middle - 0.6, zh(DISPOSITION_NAMES[way]), SMALL.bold)
        sheet.text(x_right + NODE + 3, node.middle + 3.4, _numbers(people, counted.records(way=way)), NOTE)
    return top + high


def _numbers(people: int, records: int) -> str:
    who = zh(say("{n} people", n=people)).replace(" ", "") if people else zh("people unknown")
    return f"{who}，{zh(say('{n} records', n=records))}"


def _label(sheet: Sheet, x: float, middle: float, name: str, numbers: str) -> None:
    """The name in at most two lines, its numbers below; all together in the middle of its room."""
    lines = sheet.lines(name, NAME_WIDTH, SMALL.bold, align=Align.LEFT)
    while len(lines) > NAME_LINES:
        name = name[: max(1, len(name) - 2)]
        lines = sheet.lines(name + "…", NAME_WIDTH, SMALL.bold, align=Align.LEFT)
    step = SMALL.leading / MM
    y = middle - (len(lines) * step + NOTE.leading / MM) / 2 + step * 0.75
    y = sheet.set_lines(x, y, lines, SMALL.bold, width=NAME_WIDTH)
    sheet.text(x, y - 0.4, numbers, NOTE)


def _scale(numbers: Sequence[int], room: float, high: float) -> float:
    """Millimetres for each person: as much as fits once every label has its room."""
    low, top = 0.0, high / max(1, sum(numbers))
    for _ in range(40):
        middle = (low + top) / 2
        used = sum(max(room, n * middle + GAP) for n in numbers)
        low, top = (middle, top) if used <= high + 1e-6 else (low, middle)
    return low


def _nodes(numbers: Sequence[int], room: float, scale: float, y: float, high: float) -> list[_Node]:
    rooms = [max(room, n * scale + GAP) for n in numbers]
    spare = max(0.0, high - sum(rooms)) / len(rooms)
    nodes = []
    for number, one in zip(numbers, rooms, strict=True):
        thick, middle = max(THINNEST_BAND, number * scale), y + (one + spare) / 2
        nodes.append(_Node(middle, middle - thick / 2, thick))
        y += one + spare
    return nodes


def _draw_bands(
    sheet: Sheet, flows: Sequence[Flow], left: dict[str, _Node], right: dict[Disposition, _Node],
    x: tuple[float, float], scale: float,
) -> None:  # fmt: skip
    """Every band has its place at both ends, in the order of the dispositions; the thin ones lie on the thick ones."""
    sources, ways = list(left), list(right)
    used_left = {name: node.top for name, node in left.items()}
    used_right = {way: node.top for way, node in right.items()}
    placed = []
    for flow in sorted(flows, key=lambda f: (ways.index(f.disposition), sources.index(f.source))):
        thick = max(THINNEST_BAND, flow.people * scale)
        start, end = (x[0], used_left[flow.source]), (x[1], used_right[flow.disposition])
        placed.append((flow, start, end, thick))
        if flow.people:
            used_left[flow.source] += flow.people * scale
            used_right[flow.disposition] += flow.people * scale
    for flow, start, end, thick in sorted(placed, key=lambda one: -one[3]):
        form = FORMS[flow.disposition]
        if not flow.people:
            sheet.band(start, end, THINNEST_BAND, dash="2 1.5")
        else:
            sheet.band(start, end, thick, pitch=form.pitch, lean=form.lean, dash=form.dash, pt=form.pt)
