"""E-mails: eml, mbox and Outlook's msg. Their heads and texts, then what is attached, like files of its own."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from itertools import islice

from desktop.inventory.readers.content import MOST_HELD, Given, Held, in_memory, opened, whole
from desktop.inventory.readers.ole import Compound
from desktop.inventory.readers.residue import blocks
from desktop.inventory.readers.shapes import Text, damaged
from desktop.inventory.readers.web import read_html

_HEADS = ("From", "To", "Cc", "Reply-To", "Subject", "Date")
MOST_MESSAGES = 200_000
LONGEST_MESSAGE = 64 * 1024**2
_FAULTS = (MessageError, LookupError, ValueError, AttributeError, TypeError, IndexError, RecursionError)
"""What the standard library throws at heads and bodies that break the rules of mail; each costs only its own part."""
_SUBJECT, _BODY, _SENDER, _SENDER_MAIL, _TO, _HTML = "0037", "1000", "0C1A", "0C1F", "0E04", "1013"


def read_mail(given: Given) -> tuple[Text, list[Held]]:
    """The text of one e-mail, and what is attached. Raises `Unreadable`."""
    message = _parsed(whole(given, LONGEST_MESSAGE))
    return Text("", blocks(_lines(message))), list(_attached(message))


def read_mailbox(given: Given) -> tuple[Text, Iterator[Held]]:
    """The text of all e-mails of a mailbox (mbox), and what is attached to them."""
    return (
        Text("", blocks(line for message in _mails(given) for line in _lines(message))),
        (held for message in _mails(given) for held in _attached(message)),
    )


def _mails(given: Given) -> Iterator[EmailMessage]:
    for data in islice(_messages(given), MOST_MESSAGES):
        yield _parsed(data)


def _parsed(data: bytes) -> EmailMessage:
    try:
        message = email.message_from_bytes(data, policy=email.policy.default)
    except RecursionError as error:
        # Parts in parts, more than a thousand deep: no mail program writes that.
        raise damaged() from error
    assert isinstance(message, EmailMessage)
    return message


def _messages(given: Given) -> Iterator[bytes]:
    waiting: list[bytes] = []
    size, blank = 0, True
    with opened(given) as file:
        while line := file.readline(LONGEST_MESSAGE):
            if blank and line.startswith(b"From ") and waiting:
                yield b"".join(waiting)
                waiting, size = [], 0
            blank = not line.strip()
            if not (not waiting and line.startswith(b"From ")) and size < LONGEST_MESSAGE:
                waiting.append(line)
                size += len(line)
    if waiting:
        yield b"".join(waiting)


def _lines(message: EmailMessage) -> Iterator[str]:
    for name in _HEADS:
        try:
            values = message.get_all(name, [])
        except _FAULTS:
            values = [value for key, value in message.raw_items() if key.lower() == name.lower()]
        for value in values:
            yield f"{name}: {value}"
    for part in message.walk():
        if part.get_content_maintype() != "text" or _file_name(part) or _is_page(message, part):
            continue
        data = _payload(part)
        if part.get_content_subtype() == "html":
            yield from html_lines(data)
        else:
            yield from _as_text(data, str(part.get_content_charset() or "")).split("\n")


def _attached(message: EmailMessage) -> Iterator[Held]:
    for part in message.walk():
        if part.is_multipart():
            continue
        name = _file_name(part) or (_page_name(part) if _is_page(message, part) else "")
        if name or part.get_content_maintype() not in ("text", "multipart", "message"):
            data = _payload(part)
            if data:
                yield in_memory(name or part.get_content_type().replace("/", "."), data)


def _is_page(message: EmailMessage, part: EmailMessage) -> bool:
    """Whether it is a page of a "single file web page" (MHTML, RFC 2557): a sheet of Excel's, to be read as a table."""
    return "From" not in message and "To" not in message and part.get_content_type() == "text/html"


def _page_name(part: EmailMessage) -> str:
    where = next((str(value) for key, value in part.raw_items() if key.lower() == "content-location"), "")
    return where.replace("\\", "/").rpartition("/")[2].strip() or "page.htm"


def _file_name(part: EmailMessage) -> str:  # type: ignore[no-any-unimported,unused-ignore]
    try:
        return (part.get_filename() or "").replace("\\", "/").rpartition("/")[2]
    except _FAULTS:
        return "?"


def _payload(part: EmailMessage) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _FAULTS:
        return b""
    return data if isinstance(data, bytes) else b""


def _as_text(data: bytes, charset: str) -> str:
    for codec in (charset if charset.lower() not in ("gb2312", "gbk") else "gb18030", "utf-8", "gb18030"):
        try:
            return data.decode(codec or "utf-8").replace("\r\n", "\n")
        except (LookupError, ValueError):
            continue
    return data.decode("gb18030", "replace")


def html_lines(data: bytes) -> Iterator[str]:
    """The rows and paragraphs of a page as lines."""
    for row in read_html(in_memory("a.html", data)).rows:
        yield "\t".join(row.cells)


def read_outlook(given: Given) -> tuple[Text, list[Held]]:
    """The text of a msg file, and what is attached. Raises `Unreadable`. Source: [MS-OXMSG]."""
    book = Compound(whole(given))
    top: dict[str, bytes] = {}
    attached: dict[str, dict[str, bytes]] = {}
    people: list[bytes] = []
    budget = MOST_HELD
    for entry in book.entries():
        above, _, name = entry.path.rpartition("/")
        if entry.kind != 2 or not name.startswith("__substg1.0_") or budget < 0:
            continue
        data = book.content(entry)
        budget -= len(data)
        tag = name[len("__substg1.0_") :]
        if not above:
            top[tag] = data
        elif above.startswith("__attach") and "/" not in above:
            attached.setdefault(above, {})[tag] = data
        elif above.startswith("__recip") and tag[:4] in ("3001", "3003", "39FE"):
            people.append(_wide(tag, data).encode())
    labels = (("From", _SENDER), ("From", _SENDER_MAIL), ("To", _TO), ("Subject", _SUBJECT))
    heads = [f"{label}: {_property(top, tag)}" for label, tag in labels if _property(top, tag)]
    heads += [f"To: {person.decode()}" for person in people]
    body = _property(top, _BODY)
    lines = body.split("\n") if body else list(html_lines(top.get(_HTML + "0102", b"")))
    files = [
        in_memory(_property(found, "3707") or _property(found, "3704") or "?", found["37010102"])
        for found in attached.values()
        if found.get("37010102")
    ]
    return Text("", blocks([*heads, *lines])), files


def _property(found: dict[str, bytes], tag: str) -> str:
    for kind in ("001F", "001E"):
        if tag + kind in found:
            return _wide(tag + kind, found[tag + kind])
    return ""


def _wide(tag: str, data: bytes) -> str:
    return (data.decode("utf-16-le", "replace") if tag.endswith("001F") else _as_text(data, "")).replace("\r", "")
