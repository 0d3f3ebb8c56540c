"""People mentioned in running text: what was recognised in a line, put together to persons."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby

from desktop.inventory import digits, fields
from desktop.inventory.readers.shapes import Block
from desktop.inventory.recognise import Match, find, health_words, name_before
from desktop.inventory.records import ColumnGuess, Confidence, Finding
from desktop.inventory.sifting import Gathered
from desktop.inventory.tables import DAMAGES, Entry, LineFault, Person, Tally, count_damage
from desktop.words import Sentence, say

MENTION_TYPES = (
    fields.NAME, fields.MOBILE, fields.ID_NUMBER, fields.LANDLINE, fields.EMAIL, fields.BANK_CARD, "wechat_id",
    fields.ADDRESS, fields.MEMBER_NO, fields.SI_CARD_NO,
)  # fmt: skip
"""The columns of a group that was read from running text, in their order."""
_PLACE = {field_type: place for place, field_type in enumerate(MENTION_TYPES)}
_REASONS: dict[Confidence, Sentence] = {
    Confidence.HIGH: say("Its form fits, and a word or name beside it says so."),
    Confidence.MEDIUM: say("Its form fits; no word beside it says what it is."),
    Confidence.LOW: say("Its form fits, but it may be something else."),
}


class TextRun:
    """A text on its way through. Only mentions become records: the words around them stay where they are."""

    def __init__(self) -> None:
        self.records = 0
        self.tallies: dict[str, Tally] = {}
        self.damaged: dict[tuple[int, digits.IdState], Tally] = {}
        """ID numbers that cannot be right, as in a table; the column is always 0."""
        self._faults: list[LineFault] = []
        self._sure: dict[str, list[Confidence]] = {}

    def take(self, block: Block) -> list[Entry]:
        """The mentions of a block, in order."""
        matches = find(block.text)
        for word in health_words(block.text):
            self._tally(fields.DIAGNOSIS).add(word)
        if not matches:
            return []
        starts = [0, *(at + 1 for at in _newlines(block.text))]
        entries: list[Entry] = []
        numbers = block.numbers if isinstance(block, Gathered) else range(block.line, block.line + len(starts))
        for line, group in groupby(matches, key=lambda match: bisect_right(starts, match.start)):
            entries += self._mentions(numbers[line - 1], list(group), block.text)
        self.records += len(entries)
        return entries

    @property
    def personal(self) -> bool:
        """Whether the text speaks of people: a firm's landline or mailbox alone does not count, nor a bare 卡号."""
        weak, doubtful = {fields.LANDLINE, fields.DIAGNOSIS}, {fields.EMAIL, fields.ADDRESS, fields.MEMBER_NO}
        return any(
            name not in weak and (name not in doubtful or Confidence.HIGH in self._sure.get(name, ()))
            for name in self.tallies
        )

    def take_faults(self) -> list[LineFault]:
        """What is wrong in the lines since the last time."""
        faults, self._faults = self._faults, []
        return faults

    def findings(self, source_id: int) -> list[Finding]:
        """What was found; each kind as sure as most of its matches are."""
        found = []
        for field_type, tally in self.tallies.items():
            sure = self.confidence(field_type)
            found.append(tally.finding(source_id, sure, _REASONS[sure]))
        return found

    def confidence(self, field_type: str) -> Confidence:
        """How sure a kind is: HIGH when at least half of the matches have a word beside them."""
        sure = self._sure.get(field_type, [Confidence.LOW])
        share = sure.count(Confidence.HIGH) / len(sure)
        if share >= 0.5:
            return Confidence.HIGH
        return Confidence.MEDIUM if Confidence.MEDIUM in sure or share else Confidence.LOW

    def columns(self) -> tuple[ColumnGuess, ...]:
        """The columns of the group: the kinds of mentions."""
        columns = []
        for place, field_type in enumerate(MENTION_TYPES):
            tally, sure = self.tallies.get(field_type) or Tally(field_type), self.confidence(field_type)
            columns.append(
                ColumnGuess(place, "", field_type, sure, _REASONS[sure], tally.passed, tally.total, tally.sample)
            )
        return tuple(columns)

    def field_types(self) -> tuple[str, ...]:
        """The kinds that were found."""
        return tuple(self.tallies)

    def _tally(self, field_type: str) -> Tally:
        if field_type not in self.tallies:
            self.tallies[field_type] = Tally(field_type)
        return self.tallies[field_type]

    def _mentions(self, line: int, matches: Sequence[Match], text: str) -> Iterator[Entry]:
        by_type: dict[str, list[Match]] = {}
        for match in matches:
            by_type.setdefault(match.field_type, []).append(match)
            self._count(line, match)
        ids, mobiles = by_type.pop(fields.ID_NUMBER, []), by_type.pop(fields.MOBILE, [])
        names, broken = by_type.pop(fields.NAME, []), by_type.pop(fields.ID_DAMAGED, [])
        paired = len(ids) == len(mobiles) or not ids or not mobiles
        heads = list(_pairs(ids, mobiles)) if paired else [(i, None) for i in ids] + [(None, m) for m in mobiles]
        for place, (id_match, mobile) in enumerate(heads or [(None, None)]):
            cells = [""] * len(MENTION_TYPES)
            first = min((m.start for m in (id_match, mobile) if m), default=0)
            near = name_before(text, first) if first else ""
            cells[0] = near or (names[place].value if place < len(names) and len(names) == max(1, len(heads)) else "")
            if near and all(match.value != near for match in names):
                self._tally(fields.NAME).add(near)
            cells[_PLACE[fields.MOBILE]] = mobile.value if mobile else ""
            cells[_PLACE[fields.ID_NUMBER]] = id_match.value if id_match else ""
            for field_type, others in by_type.items():
                if len(others) == len(heads) > 1:
                    cells[_PLACE[field_type]] = others[place].value
                elif not place:
                    cells[_PLACE[field_type]] = " ".join(dict.fromkeys(match.value for match in others))
            person = _person(cells, by_type.get(fields.MEMBER_NO, []))
            if broken and not ids and not place:
                cells[_PLACE[fields.ID_NUMBER]] = " ".join(dict.fromkeys(match.value for match in broken))
            yield Entry(line, tuple(cells), person)

    def _count(self, line: int, match: Match) -> None:
        if match.field_type == fields.ID_DAMAGED:
            # An ID number all the same, but how sure the others are it does not say.
            self._tally(fields.ID_NUMBER).add(match.value)
            count_damage(self.damaged, 0, match.value)
            damage = digits.id_damage(match.value)
            self._faults += [LineFault(line, fields.ID_NUMBER, DAMAGES[damage])] if damage else []
            return
        self._tally(match.field_type).add(match.value)
        sure = self._sure.setdefault(match.field_type, [])
        if len(sure) < 10_000:
            sure.append(match.confidence)


def _person(cells: Sequence[str], members: Sequence[Match]) -> Person | None:
    """Who a line is about. By an address somebody is not told from another of the same name, so it only comes along."""
    sure = len(members) == 1 and members[0].confidence is Confidence.HIGH
    known = Person(
        name=cells[0], mobile=cells[1], id_number=cells[2],
        member_no=members[0].value if sure else "",
    )  # fmt: skip
    if not any(known):
        return None
    strong = known.mobile or known.id_number or known.member_no
    address = cells[_PLACE[fields.ADDRESS]] if strong else ""
    return known._replace(address="" if " " in address else address)


def _pairs(ids: list[Match], mobiles: list[Match]) -> Iterator[tuple[Match | None, Match | None]]:
    for place in range(max(len(ids), len(mobiles))):
        yield (ids[place] if place < len(ids) else None), (mobiles[place] if place < len(mobiles) else None)


def _newlines(text: str) -> Iterator[int]:
    at = text.find("\n")
    while at >= 0:
        yield at
        at = text.find("\n", at + 1)
