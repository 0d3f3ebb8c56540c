"""Looking without a case: one finding a line, for anyone who wants to check the recognition from outside.

Nothing is stored, nothing is changed. A finding is a column of a table, or a kind of mention in a running text:
its counts, how sure it is, and one masked sample. ID numbers that cannot be right are a kind of their own,
"id_number_damaged", one finding for each thing that is wrong with them. What could not be read comes as a finding of
the kind "unreadable".
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

from desktop.disk.names import reachable
from desktop.inventory import fields
from desktop.inventory.columns import TESTS, Vocabulary
from desktop.inventory.digits import IdState
from desktop.inventory.fence import NO_FENCE, SYSTEM, Fence, LeftOut
from desktop.inventory.mentions import MENTION_TYPES, TextRun
from desktop.inventory.parts import OpenFile, OpenTable, OpenText, open_file, why_closed
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Form, Unreadable
from desktop.inventory.records import Confidence
from desktop.inventory.store import shown_name
from desktop.inventory.tables import DAMAGES, TableRun, Tally
from desktop.inventory.walking import Seen, walk
from desktop.inventory.walking import Tally as Walked
from desktop.words import Sentence, say, tr

AT_ONCE = 4000
UNREADABLE = "unreadable"
LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Sight:
    """One finding. `kind`: the id of a field type, "id_number_damaged" or "unreadable".

    `column`: the header, None for running text. `where`: sheet or part, and the first line. `distinct` and `total`
    count values that pass the check of their kind, where it has one. `sample` is masked; `reason` says why it is taken
    for this, what is wrong with it, or why the file could not be read.
    """

    path: str
    kind: str
    column: str | None
    where: str
    distinct: int
    total: int
    confidence: str
    sample: str
    reason: str

    def as_json(self) -> str:
        """As one line of JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def look(paths: Iterable[Path], vocabulary: Vocabulary, fence: Fence = NO_FENCE) -> Iterator[Sight]:
    """The findings in files and below folders, file by file. A path that does not exist is unreadable.

    What the fence keeps out comes as a finding of the kind "left_out": a folder, or how many files of one.
    """
    for given in paths:
        there = reachable(given)
        is_folder = os.path.isdir(there)
        if os.path.exists(there) and not is_folder and not os.path.isfile(there):
            # A pipe or a device: to open it would wait for ever.
            yield _unreadable(given, why_closed(PermissionError()).reason)
        elif not is_folder:
            by = fence.around(str(given.absolute()))
            yield from _in_file(given, vocabulary) if by is None else (_left_out(given, LeftOut("", by, 1)),)
        else:
            yield from _below(given, vocabulary, fence)


def _below(folder: Path, vocabulary: Vocabulary, fence: Fence) -> Iterator[Sight]:
    tally, whole = Walked(), folder.absolute()
    for seen in walk(whole, fence=fence, tally=tally):
        path = folder / seen.path.relative_to(whole)
        if seen.closed or seen.remote:
            yield _unreadable(path, _why_not(seen))
        else:
            yield from _in_file(path, vocabulary)
    for one in tally.kept_out:
        yield _left_out(folder / Path(one.place).relative_to(whole), one)


def _why_not(seen: Seen) -> Sentence:
    if seen.remote:
        return say("The file lies in a cloud only. Have it fetched to this PC, then scan again.")
    if not os.path.lexists(reachable(seen.path)):
        return why_closed(FileNotFoundError()).reason
    if os.path.isdir(reachable(seen.path)):
        return say("Windows or Linux does not allow this program to open the folder.")
    return why_closed(PermissionError()).reason


def _left_out(path: Path, one: LeftOut) -> Sight:
    """Told as it is: `total` is how many files of a folder are left out, 0 for a whole folder, which nobody counted."""
    reason = say("It belongs to the system.") if one.by == SYSTEM else say("It was asked to be left out.")
    shown, high = shown_name(str(path)), Confidence.HIGH.value
    return Sight(shown, LEFT_OUT, None, "", one.files, one.files, high, "", tr(reason))


def _in_file(path: Path, vocabulary: Vocabulary) -> Iterator[Sight]:
    try:
        if form_of(reachable(path)) is Form.IRRELEVANT:
            return
        opened = open_file(path, vocabulary)
        yield from _in_parts(path, opened, vocabulary)
        reason = opened.reason()
    except Unreadable as error:
        reason = error.reason
    except OSError as error:
        reason = why_closed(error).reason
    if reason is not None:
        yield _unreadable(path, reason)


def _in_parts(path: Path, opened: OpenFile, vocabulary: Vocabulary) -> Iterator[Sight]:
    for part in opened.parts:
        if isinstance(part, OpenTable):
            yield from _in_table(path, part, vocabulary)
        else:
            yield from _in_text(path, part)


def _in_table(path: Path, table: OpenTable, vocabulary: Vocabulary) -> Iterator[Sight]:
    run = TableRun(table.columns, vocabulary.direct, table.free)
    while lines := list(islice(table.lines, AT_ONCE)):
        run.take(lines)
    where = _where(table.part, table.header_at + 1)
    for column in table.columns:
        tally = run.tallies.get(column.position)
        wrong = {state: one for (position, state), one in run.damaged.items() if position == column.position}
        if tally is not None and tally.total and not _all_wrong(tally, wrong):
            yield _sight(path, tally, column.header or None, where, column.confidence, column.reason)
        for state, one in wrong.items():
            yield _sight(path, one, column.header or None, where, Confidence.LOW, DAMAGES[state])
    for tally in run.loose.values():
        reason = say("It stands in a column of free text.")
        yield _sight(path, tally, None, _where(table.part, 0), tally.confidence, reason)


def _in_text(path: Path, text: OpenText) -> Iterator[Sight]:
    run, first = TextRun(), dict.fromkeys(MENTION_TYPES, 0)
    first_wrong: dict[Sentence, int] = {}
    for block in text.blocks:
        for entry in run.take(block):
            for field_type, cell in zip(MENTION_TYPES, entry.cells, strict=True):
                first[field_type] = first[field_type] or (entry.line if cell else 0)
        for fault in run.take_faults():
            first_wrong.setdefault(fault.what, fault.line)
    if not run.personal:
        return
    wrong = {state: tally for (_, state), tally in run.damaged.items()}
    for finding in run.findings(0):
        where = _where(text.part, first.get(finding.field_type, 0))
        tally = run.tallies[finding.field_type]
        if finding.field_type != fields.ID_NUMBER or not _all_wrong(tally, wrong):
            yield _sight(path, tally, None, where, finding.confidence, finding.reason)
    for state, tally in wrong.items():
        reason = DAMAGES[state]
        yield _sight(path, tally, None, _where(text.part, first_wrong.get(reason, 0)), Confidence.LOW, reason)


def _all_wrong(tally: Tally, wrong: Mapping[IdState, Tally]) -> bool:
    """Whether nothing is left of a kind but what is told as wrong."""
    return bool(wrong) and sum(one.total for one in wrong.values()) == tally.total


def _sight(path: Path, tally: Tally, column: str | None, where: str, sure: Confidence, reason: Sentence) -> Sight:
    distinct, total = tally.distinct, tally.total
    if tally.field_type in TESTS and tally.field_type != fields.NAME and tally.passed:
        distinct, total = tally.distinct_right, tally.passed
    kind, shown = tally.field_type, shown_name(str(path))
    return Sight(shown, kind, column, where, distinct, total, sure.value, tally.sample, tr(reason))


def _unreadable(path: Path, reason: Sentence) -> Sight:
    return Sight(shown_name(str(path)), UNREADABLE, None, "", 0, 0, Confidence.HIGH.value, "", tr(reason))


def _where(part: str, line: int) -> str:
    return ":".join(piece for piece in (part, str(line) if line else "") if piece)
