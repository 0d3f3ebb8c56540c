"""The timetable of a closing as a calendar file (iCalendar, RFC 5545), for the owner's phone or mail program.

It names dates, duties and their basis, never the shop or a person: calendars lie with other companies.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from desktop.shop.records import Milestone
from desktop.shop.timeline import overdue
from desktop.words import language, spoken_date, tr

LONGEST_LINE = 75
"""Octets of a content line without its end (RFC 5545, 3.1)."""
REMIND = "-PT15H"
"""At nine in the morning of the day before."""


def calendar_file(dates: Sequence[Milestone], today: date, now: datetime, case_id: str) -> bytes:
    """An all-day event for every date, in the window's language.

    `now` is aware. `case_id` makes the UIDs: the same date of the same case keeps its UID, so that a calendar which
    reads the file again moves the event instead of adding a second one.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Pharmacy Closeout//Timetable//" + ("ZH" if language() == "zh_CN" else "EN"),
        "CALSCALE:GREGORIAN",
        "X-WR-CALNAME:" + _escaped(tr("Dates of this closing")),
    ]
    for milestone in dates:
        lines += _event(milestone, today, now, case_id)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines).encode()


def _event(milestone: Milestone, today: date, now: datetime, case_id: str) -> list[str]:
    name, late = str(milestone.name), overdue(milestone, today)
    about = [tr("Legal basis: {basis}", basis=milestone.basis) if milestone.basis else tr("Our proposal")]
    if late:
        days = (today - milestone.day).days
        about.append(tr("On {day} it was {n} days overdue; if it is not done, do it now.", day=today, n=days))
    lines = [
        "BEGIN:VEVENT",
        f"UID:{uuid.uuid5(uuid.NAMESPACE_OID, f'{case_id}:{milestone.key}')}",
        f"DTSTAMP:{now:%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{milestone.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{milestone.day + timedelta(1):%Y%m%d}",
        "SUMMARY:" + _escaped(tr("Overdue: {name}", name=name) if late else name),
        "DESCRIPTION:" + _escaped("\n".join(about)),
        "CLASS:PRIVATE",
        "TRANSP:TRANSPARENT",
    ]
    if milestone.day > today:
        words = _escaped(f"{name} {spoken_date(milestone.day)}")
        lines += ["BEGIN:VALARM", "ACTION:DISPLAY", f"TRIGGER:{REMIND}", "DESCRIPTION:" + words, "END:VALARM"]
    return [*lines, "END:VEVENT"]


def _escaped(text: str) -> str:
    """A TEXT value (RFC 5545, 3.3.11)."""
    for plain, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(plain, written)
    return text


def _folded(line: str) -> str:
    """A content line of at most 75 octets, gone on with on lines that begin with a blank; no character is cut."""
    parts, part, used = [], "", 0
    for character in line:
        size = len(character.encode())
        if used + size > LONGEST_LINE:
            parts.append(part)
            part, used = " ", 1
        part += character
        used += size
    return "\r\n".join([*parts, part]) + "\r\n"
