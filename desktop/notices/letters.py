"""The batch of letters: every person one number, every letter one page, the whole as one PDF. Resumable.

Numbers are given out a hundred at a time and kept; the PDF is written beside and renamed at the end. Running it again
gives the same letters with the same numbers.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from desktop import numbers
from desktop.disk.durable import digest_from_drive
from desktop.documents.document import Document, Furniture, Letters
from desktop.documents.sheet import Sheet
from desktop.errors import OwnerError
from desktop.jobs.job import Job, Progress
from desktop.notices import store
from desktop.notices.audience import Problem, audience, messages_of, not_numbered
from desktop.notices.facts import Facts
from desktop.notices.messages import write_csv, write_xlsx
from desktop.notices.poster import draw_poster, poster_words
from desktop.notices.records import Addressee, Channel, FileKind, Notice, NoticeFile, NoticeKind
from desktop.notices.sheets import LetterWords, draw_person, draw_static, numbered, paper_name, person_words
from desktop.notices.slip import SlipWords
from desktop.notices.texts import Unfilled, load, printed
from desktop.notices.wording import consent_items, for_person
from desktop.session import Session
from desktop.shop.records import Route
from desktop.words import say, spoken_date, zh

_BATCH = 100
_PAGES_A_STEP = 20


@dataclass(frozen=True, slots=True)
class Batch:
    """What a run of the letters made."""

    files: tuple[NoticeFile, ...]
    letters: int
    problems: tuple[Problem, ...]


def make_letters(session: Session, folder: Path) -> Job[Batch]:
    """All letters of the case into `folder`, one PDF per kind of paper, in the order in which they are carried."""
    told = audience(session)
    facts, bad = told.facts, told.problems
    _assert_in_time(facts)
    yield from give_numbers(session, told.everyone)
    known = store.numbered(session.vault)
    good = [p for p in told.everyone if p.channel is Channel.LETTER and p.subject.id not in bad]
    files: list[NoticeFile] = []
    done = 0
    for consent in (False, True):
        people = [p for p in good if (p.kind is NoticeKind.CONSENT) is consent]
        if people:
            path = folder / f"{paper_name(people[0].kind)}.pdf"
            yield from _write_pdf(session, facts, people, known, path, done, len(good))
            done += len(people)
            files.append(
                _remember(session, FileKind.CONSENT_LETTERS if consent else FileKind.LETTERS, path, len(people), facts)
            )
    return Batch(tuple(files), done, tuple(bad.values()))


def make_messages(session: Session, folder: Path) -> Job[tuple[NoticeFile, ...]]:
    """The list of text messages as XLSX and CSV, for people without an address."""
    told = audience(session)
    facts = told.facts
    _assert_in_time(facts)
    yield from give_numbers(session, told.everyone)
    messages = list(messages_of(facts, told.everyone))
    yield Progress(0, 2, unit=say("files"))
    stem = zh("List of text messages")
    write_xlsx(folder / f"{stem}.xlsx", messages)
    book = _remember(session, FileKind.MESSAGES, folder / f"{stem}.xlsx", len(messages), facts)
    yield Progress(1, 2, unit=say("files"))
    write_csv(folder / f"{stem}.csv", messages)
    return book, _remember(session, FileKind.MESSAGES, folder / f"{stem}.csv", len(messages), facts)


def make_poster(session: Session, folder: Path) -> NoticeFile:
    """The public notice as PDF. It keeps its number however often it is printed."""
    facts = audience(session).facts
    _assert_in_time(facts)
    poster_words(facts, "", session.today)
    shown = store.new_poster(session.vault)
    path = folder / f"{zh('Public notice')}.pdf"
    words = poster_words(facts, shown.number, shown.posted_on or session.today)
    draw_poster(path, words, practice=session.vault.practice)
    return _remember(session, FileKind.POSTER, path, 1, facts)


def _assert_in_time(facts: Facts) -> None:
    """No notice may promise a deletion by a day that is over. The change of shareholders deletes nothing."""
    closing = facts.closing
    if closing is None or closing.route is Route.SHARE_SALE or facts.today <= closing.erasure_day:
        return
    raise OwnerError(
        say("The planned day of deletion, {day}, is over.", day=closing.erasure_day),
        meaning=say("No notice has been made: it would promise a day that has passed."),
        todo=say("Enter a later day of deletion in step 1, then make the notices again."),
    )


def give_numbers(session: Session, everyone: Sequence[Addressee]) -> Generator[Progress, None, None]:
    """Numbers for whoever has none; the channel follows the address as long as nothing was sent."""
    known = store.numbered(session.vault)
    for person in everyone:
        notice = known.get((person.subject.id, person.kind))
        if notice is not None and notice.channel is not person.channel and notice.sent_on is None:
            store.set_channel(session.vault, notice.id, person.channel)
    waiting = [p for p in everyone if (p.subject.id, p.kind) not in known]
    rest = iter(waiting)
    done = 0
    while part := list(islice(rest, _BATCH)):
        store.add_notices(session.vault, [(p.subject.id, p.kind, p.channel) for p in part])
        done += len(part)
        yield Progress(done, len(waiting), stage=say("Giving numbers"), unit=say("notices"))
    not_numbered(session)  # known when the page asks, which must not wait for it


def preview(session: Session, facts: Facts, person: Addressee, notice: Notice | None) -> bytes:
    """The very page this person gets, as PDF in memory. Without a notice yet, the number shows where it will stand."""
    words = letter_words(session, facts, person)
    number, token = (notice.number, notice.token) if notice else (_sample_number(session, person), "0000")
    paper = Document(
        None, Furniture(words.shop, paper_name(words.kind)), title=words.title, practice=session.vault.practice
    )
    with paper:
        sheet = paper.sheet(header=False, footer=False)
        draw_static(sheet, words, practice=session.vault.practice)
        if not draw_person(sheet, words, person_words(person), numbered(number, token)):
            raise address_too_long()
    return paper.data


def letter_words(session: Session, facts: Facts, person: Addressee) -> LetterWords:
    """The words of this person's letter without what is personal. Raises OwnerError for empty places."""
    setting = for_person(facts, person)
    text = load(person.kind.value)
    needed = ("shop_name", "shop_address", "shop_phone", "contact_name")
    if lacking := [place for place in needed if not setting.places[place].strip()]:
        raise Unfilled(lacking)
    places = setting.places
    slip = SlipWords(text.slip, consent_items(facts, person.group_ids), places["recipient_name"]) if text.slip else None
    return LetterWords(
        kind=person.kind,
        title=text.title if "deregistration" in setting.flags else text.title_going_on or text.title,
        paragraphs=printed(text.paragraphs, setting),
        rows=printed(text.rows, setting),
        after=printed(text.after, setting),
        slip=slip,
        shop=places["shop_name"],
        sender=f"{places['shop_address']}\u3000{zh('Phone')} {places['shop_phone']}",
        contact=f"{zh('Contact')}\u3000{places['contact_name']}\u3000{places['shop_phone']}",
        day=spoken_date(session.today, "zh_CN"),
    )


def address_too_long() -> OwnerError:
    """An address that does not fit into the window of the envelope."""
    return OwnerError(
        say("The address of this person is too long for the window of the envelope."),
        meaning=say("This letter is left out; the others are not affected."),
        todo=say("Shorten the address in step 2, or hand the letter over in person."),
    )


def _write_pdf(
    session: Session, facts: Facts, people: Sequence[Addressee], known: dict[tuple[int, NoticeKind], Notice],
    path: Path, done: int, total: int,
) -> Generator[Progress, None, None]:  # fmt: skip
    practice = session.vault.practice
    forms: dict[LetterWords, Sheet] = {}
    words_of: dict[tuple[object, ...], LetterWords] = {}
    shop = facts.shop.name if facts.shop else ""
    with Letters(path, shop=shop, title=paper_name(people[0].kind), practice=practice) as letters:
        for place, person in enumerate(people):
            if place % _PAGES_A_STEP == 0:
                yield Progress(done + place, total, stage=say("Setting letters"), unit=say("letters"))
            key = (person.kind, person.group_ids, person.balance, person.guardian)
            words = words_of.get(key)
            if words is None:
                words = words_of[key] = letter_words(session, facts, person)
            form = forms.get(words)
            if form is None:
                form = forms[words] = letters.form()
                draw_static(form, words, practice=practice)
            notice = known[(person.subject.id, person.kind)]
            draw_person(letters.page(form), words, person_words(person), numbered(notice.number, notice.token))
        yield Progress(done + len(people), total, stage=say("Writing the file"), unit=say("letters"))


def _remember(session: Session, kind: FileKind, path: Path, count: int, facts: Facts) -> NoticeFile:
    read = digest_from_drive(path)
    return store.save_file(session.vault, kind, path, read.bytes, read.sha256, count, facts.digest)


def _sample_number(session: Session, person: Addressee) -> str:
    kind = numbers.Kind.CONSENT_LETTER if person.kind is NoticeKind.CONSENT else numbers.Kind.NOTICE_LETTER
    return str(numbers.make_number(kind, session.vault.case_code, 0))
