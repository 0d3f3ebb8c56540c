"""Whether a certificate still says what is the case, and what is said when the case is finished."""

from __future__ import annotations

from datetime import date

from desktop.certificate import store
from desktop.certificate.facts import rows_digest
from desktop.certificate.records import Certificate, Fate
from desktop.certificate.register import register_rows
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import Role
from desktop.words import Sentence, say


def is_current(session: Session, made: Certificate) -> bool:
    """Whether nothing has changed in the register since the certificate was made."""
    return made.rows_digest == rows_digest(register_rows(session))


def last_words(session: Session) -> tuple[Sentence, ...]:
    """What the owner takes home: where certificate and bundle lie, who keeps what is sealed, and until when."""
    made = store.latest(session.vault)
    if made is None:
        return ()
    profile = shop.read_shop(session.vault)
    words = [
        say(
            "{shop}: the case is finished, certificate {number}.",
            shop=profile.name if profile else "",
            number=made.number,
        ),
        say("Certificate and evidence bundle lie in {folder}", folder=str(made.folder)),
    ]
    copies = store.copies(session.vault, made.number)
    if copies:
        words.append(say("Copy of the evidence bundle: {place}", place=copies[-1].place))
    words.append(_custody(session))
    words.append(say("The case file is {path}", path=str(session.vault.path)))
    if session.vault.practice:
        words.append(say("This was practice: everything in it is invented, these files need not be kept."))
    if session.vault.fact("practice_passing"):
        words.append(say("The next practice clears this one away; copy elsewhere what you would like to keep of it."))
    return tuple(words)


def _custody(session: Session) -> Sentence:
    """What custody after closing means for this shop.

    The case file holds the impact assessment and the record of what was done with the data, which are to be kept for
    at least three years: 个人信息保护法 art. 56, 网络数据安全管理条例 art. 12.
    """
    today = session.today
    three_years = (
        date(today.year + 3, 3, 1) if (today.month, today.day) == (2, 29) else today.replace(year=today.year + 3)
    )
    sealed = [row for row in register_rows(session) if row.fate is Fate.SEALED]
    keeper = shop.person(session.vault, Role.CUSTODIAN)
    if not sealed or keeper is None:
        return say(
            "Nothing is sealed. Keep the case file and its passphrase with the certificate, until {day} at least.",
            day=three_years,
        )
    days = [row.keep_until for row in sealed if row.keep_until is not None]
    if any(row.permanent for row in sealed) or not days:
        return say(
            "Custody after closing: {name} keeps the packs and boxes for good; "
            "keep the case file and its passphrase, too.",
            name=keeper.name,
        )
    return say(
        "Custody after closing: {name} keeps the packs and boxes until {day}, then destroys them and certifies it. "
        "Keep the case file and its passphrase until {end} at least.",
        name=keeper.name,
        day=max(days),
        end=max(*days, three_years),
    )
