"""Text messages: counted as the carriers count, and written into lists that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop.disk.durable import write_beside
from desktop.documents.book import new_book
from desktop.notices.facts import Facts
from desktop.notices.records import Addressee
from desktop.notices.texts import filled, table
from desktop.notices.wording import for_person

ONE_PART = 70
PART_OF_MANY = 67
"""Characters in a message of one part, and in each part of a longer one (GSM 03.40, UCS-2)."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
HEADS = ("手机号码", "短信内容", "条数")


@dataclass(frozen=True, slots=True)
class Message:
    """A text for one mobile number; `parts` is what the carrier charges."""

    mobile: str
    text: str
    parts: int


def message(facts: Facts, person: Addressee) -> Message:
    """The message for a person. It holds neither their name nor a link. Raises OwnerError for empty places."""
    texts, setting, name = table("sms"), for_person(facts, person), person.kind.value
    if "deregistration" not in setting.flags and f"{name}_going_on" in texts:
        name = f"{name}_going_on"
    elif "requests_over" in setting.flags and f"{name}_requests_over" in texts:
        name = f"{name}_requests_over"
    text = filled(str(texts[name]), setting)
    if person.guardian:
        text = text.replace("】", f"】{texts['guardian']}", 1)
    return Message(person.subject.mobile, text, parts(text))


def parts(text: str) -> int:
    """Parts a message is sent in. A character beyond U+FFFF counts twice, as in UCS-2."""
    units = len(text.encode("utf-16-be")) // 2
    return 1 if units <= ONE_PART else math.ceil(units / PART_OF_MANY)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet reads as a formula: an apostrophe stands before whatever begins like one."""
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell


def write_csv(path: Path, messages: Iterable[Message]) -> None:
    """The list as CSV (UTF-8 with BOM, so that Excel reads it right). Raises OwnerError when it cannot be written."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(HEADS)
    rows.writerows(tuple(harmless(cell) for cell in _cells(m)) for m in messages)
    with write_beside(path) as file:
        file.write(b"\xef\xbb\xbf" + text.getvalue().encode("utf-8"))


def write_xlsx(path: Path, messages: Iterable[Message]) -> None:
    """The same list as a workbook in which every cell is text."""
    with new_book(path) as book:
        sheet = book.add_worksheet("短信名单")
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 100)
        for row, cells in enumerate(_all(messages)):
            for column, cell in enumerate(cells):
                sheet.write_string(row, column, cell)


def _all(messages: Iterable[Message]) -> Iterator[tuple[str, ...]]:
    yield HEADS
    for entry in messages:
        yield _cells(entry)


def _cells(entry: Message) -> tuple[str, ...]:
    return entry.mobile, entry.text, str(entry.parts)
