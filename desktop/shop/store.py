"""All SQL of this room: the shop, its closing, the people and their PINs."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, date, datetime, timedelta

from desktop.errors import OwnerError
from desktop.shop import credit_code
from desktop.shop.records import (
    ROLE_NAMES,
    ROLES_WITH_PIN,
    Closing,
    LegalForm,
    Person,
    Recipient,
    Role,
    Route,
    Shop,
)
from desktop.vault.secret import hash_pin, pin_matches
from desktop.vault.vault import Row, Vault
from desktop.words import Sentence, say

PIN_DIGITS = range(4, 9)
WAITS = {3: 30, 4: 60, 5: 5 * 60, 6: 15 * 60}
"""Seconds to wait after so many wrong PINs in a row; from the seventh on an hour each time."""
LONGEST_WAIT = 60 * 60


class WrongPin(OwnerError):
    """The PIN does not fit, or it may not be tried yet. `wait` is in seconds, 0 when the next try is open."""

    def __init__(self, happened: Sentence, wait: int) -> None:
        self.wait = wait
        super().__init__(
            happened,
            meaning=say("Nothing has been approved."),
            todo=_wait_words(wait) if wait else say("Try again, or let the person set a new PIN in step 1."),
        )


# -- the shop and its closing


def read_shop(vault: Vault) -> Shop | None:
    """The pharmacy, as far as it has been entered."""
    row = vault.row("SELECT * FROM shop")
    if row is None:
        return None
    form = LegalForm(row["legal_form"])
    return Shop(row["name"], row["credit_code"], row["licence_no"], row["address"], row["phone"], form)


def save_shop(vault: Vault, shop: Shop) -> None:
    """Keep what was entered; a code that does not fit is kept too, and the gate names it."""
    values = (
        shop.name.strip(),
        credit_code.tidy(shop.credit_code),
        shop.licence_no.strip(),
        shop.address.strip(),
        shop.phone.strip(),
        shop.legal_form.value,
    )
    with vault.change() as change:
        change.execute(
            "INSERT INTO shop VALUES (1, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            " credit_code = excluded.credit_code, licence_no = excluded.licence_no, address = excluded.address,"
            " phone = excluded.phone, legal_form = excluded.legal_form",
            values,
        )
        change.note("shop.saved", "shop:1", legal_form=shop.legal_form.value)


def read_closing(vault: Vault) -> Closing | None:
    """Route and dates; None until both the route and the last trading day are known."""
    row = vault.row("SELECT * FROM closing")
    if row is None:
        return None
    days = (row["last_trading_day"], row["request_until"], row["erasure_day"], row["collect_until"])
    return Closing(Route(row["route"]), *(date.fromisoformat(day) for day in days))


def save_closing(vault: Vault, closing: Closing) -> None:
    """Route and dates. Data is never deleted while customers may still ask for it."""
    if closing.erasure_day < closing.request_until:
        raise OwnerError(
            say("Data would be deleted on {day}, while customers may ask for it until {last}.", day=closing.erasure_day,
                last=closing.request_until),
            meaning=say("The dates have not been changed."),
            todo=say("Choose a later day for deleting, or an earlier last day for requests."),
        )  # fmt: skip
    with vault.change() as change:
        change.execute(
            "INSERT INTO closing VALUES (1, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET route = excluded.route,"
            " last_trading_day = excluded.last_trading_day, request_until = excluded.request_until,"
            " erasure_day = excluded.erasure_day, collect_until = excluded.collect_until",
            (
                closing.route.value,
                closing.last_trading_day.isoformat(),
                closing.request_until.isoformat(),
                closing.erasure_day.isoformat(),
                closing.collect_until.isoformat(),
            ),
        )
        change.set("route", closing.route.value)
        change.note("shop.closing_saved", "closing:1", route=closing.route.value, day=str(closing.last_trading_day))


def read_route(vault: Vault) -> Route | None:
    """The route, also while the last trading day is not known yet."""
    value = vault.fact("route")
    return Route(value) if value else None


def choose_route(vault: Vault, route: Route) -> None:
    """Remember the route before there is a last trading day."""
    with vault.change() as change:
        change.set("route", route.value)
        change.execute("UPDATE closing SET route = ?", (route.value,))
        change.note("shop.route_chosen", "closing:1", route=route.value)


# -- people


def people(vault: Vault) -> tuple[Person, ...]:
    """Everyone with a duty, in the order of the roles."""
    found = {row["role"]: _person(row) for row in vault.rows("SELECT * FROM duty")}
    return tuple(found[role.value] for role in Role if role.value in found)


def person(vault: Vault, role: Role) -> Person | None:
    """Who has a duty."""
    row = vault.row("SELECT * FROM duty WHERE role = ?", (role.value,))
    return _person(row) if row else None


def save_person(vault: Vault, someone: Person) -> None:
    """Give a duty to a person. The witness is never someone who decides or carries out (refused, by name and by phone).

    A new name voids the PIN that the person before had set.
    """
    acting = (Role.OPERATOR, Role.OWNER)
    rivals = acting if someone.role is Role.WITNESS else (Role.WITNESS,) if someone.role in acting else ()
    for other in people(vault):
        if other.role in rivals and _same(someone, other):
            raise _same_person(other.role if someone.role is Role.WITNESS else someone.role)
    name, post, phone = someone.name.strip(), someone.post.strip(), someone.phone.strip()
    with vault.change() as change:
        before = change.rows("SELECT name FROM duty WHERE role = ?", (someone.role.value,))
        replaced = bool(before) and _plain(before[0]["name"]) != _plain(name)
        change.execute(
            "INSERT INTO duty (role, name, post, phone) VALUES (?, ?, ?, ?) ON CONFLICT (role) DO UPDATE SET"
            " name = excluded.name, post = excluded.post, phone = excluded.phone",
            (someone.role.value, name, post, phone),
        )
        if replaced:
            change.execute("UPDATE duty SET pin_hash = NULL WHERE role = ?", (someone.role.value,))
        change.note("shop.person_saved", f"role:{someone.role.value}", replaced=replaced)


def read_recipient(vault: Vault) -> Recipient | None:
    """Who receives transferred records."""
    row = vault.row("SELECT * FROM recipient")
    if row is None:
        return None
    names = ("name", "contact", "phone", "address", "purpose", "method", "retention")
    return Recipient(*(row[name] for name in names))


def save_recipient(vault: Vault, recipient: Recipient) -> None:
    """What customers must be told about the recipient (PIPL 22, 23)."""
    values = (
        recipient.name,
        recipient.contact,
        recipient.phone,
        recipient.address,
        recipient.purpose,
        recipient.method,
        recipient.retention,
    )
    with vault.change() as change:
        change.execute(
            "INSERT INTO recipient VALUES (1, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name,"
            " contact = excluded.contact, phone = excluded.phone, address = excluded.address,"
            " purpose = excluded.purpose, method = excluded.method, retention = excluded.retention",
            tuple(value.strip() for value in values),
        )
        change.note("shop.recipient_saved", "recipient:1")


# -- PINs


def set_pin(vault: Vault, role: Role, pin: str) -> None:
    """Set the PIN of a duty (4 to 8 digits). Owner and witness never share one. Takes half a second (Argon2id)."""
    pin = unicodedata.normalize("NFKC", pin).strip()
    if role not in ROLES_WITH_PIN:
        raise ValueError(role)
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_DIGITS) or len(set(pin)) == 1:
        raise OwnerError(
            say("A PIN has 4 to 8 digits, not all the same."),
            meaning=say("The PIN has not been changed."),
            todo=say("Choose another one; 6 digits or more are better."),
        )
    row = vault.row("SELECT name FROM duty WHERE role = ?", (role.value,))
    if row is None or not row["name"]:
        raise OwnerError(
            say("{role} has no name yet.", role=ROLE_NAMES[role]),
            meaning=say("The PIN has not been set."),
            todo=say("Enter the name first."),
        )
    for other in vault.rows("SELECT pin_hash FROM duty WHERE role <> ? AND pin_hash IS NOT NULL", (role.value,)):
        if pin_matches(pin, other["pin_hash"]):
            raise OwnerError(
                say("Owner and witness cannot have the same PIN."),
                meaning=say("The PIN has not been changed."),
                todo=say("Let each choose a PIN that the other does not know."),
            )
    stored = hash_pin(pin)
    with vault.change() as change:
        change.execute(
            "UPDATE duty SET pin_hash = ?, failed = 0, wait_until = NULL WHERE role = ?", (stored, role.value)
        )
        change.note("shop.pin_set", f"role:{role.value}")


def pin_mark(vault: Vault, role: Role) -> str:
    """Which PIN a duty has: the digest of its salted hash, another one each time a PIN is set; empty without one."""
    stored = vault.value("SELECT pin_hash FROM duty WHERE role = ?", (role.value,))
    return hashlib.sha256(str(stored).encode("ascii")).hexdigest() if stored else ""


def same_name(one: str, other: str) -> bool:
    """Whether two names are one: spaces, width and capitals do not matter. Nobody's name is nobody."""
    return bool(_plain(one)) and _plain(one) == _plain(other)


def check_pin(vault: Vault, role: Role, pin: str) -> None:
    """Let pass or raise `WrongPin`. Wrong tries are counted, journalled, and answered with growing waits.

    While a wait runs nothing is tried, not even the right PIN. Takes about 0.3 seconds (Argon2id).
    """
    row = vault.row("SELECT pin_hash, failed, wait_until FROM duty WHERE role = ?", (role.value,))
    if row is None or row["pin_hash"] is None:
        raise OwnerError(
            say("{role} has no PIN yet.", role=ROLE_NAMES[role]),
            meaning=say("Nothing has been approved."),
            todo=say("Set the PIN in step 1."),
        )
    now = vault.clock.now().astimezone(UTC)
    if row["wait_until"] and (left := datetime.fromisoformat(row["wait_until"]) - now) > timedelta(0):
        raise WrongPin(say("Too many wrong PINs."), max(1, round(left.total_seconds())))
    if pin_matches(unicodedata.normalize("NFKC", pin).strip(), row["pin_hash"]):
        if row["failed"]:
            with vault.change(late=True) as change:
                change.execute("UPDATE duty SET failed = 0, wait_until = NULL WHERE role = ?", (role.value,))
                change.note("shop.pin_right_again", f"role:{role.value}", wrong_before=row["failed"])
        return
    failed = int(row["failed"]) + 1
    wait = 0 if failed < min(WAITS) else WAITS.get(failed, LONGEST_WAIT)
    until = (now + timedelta(seconds=wait)).isoformat(timespec="seconds") if wait else None
    with vault.change(late=True) as change:
        change.execute("UPDATE duty SET failed = ?, wait_until = ? WHERE role = ?", (failed, until, role.value))
        change.note("shop.pin_wrong", f"role:{role.value}", tries=failed, wait=wait)
    raise WrongPin(say("This PIN is not right."), wait)


def _wait_words(seconds: int) -> Sentence:
    if seconds < 60:
        return say("The next try is possible in {n} seconds.", n=seconds)
    return say("The next try is possible in {n} minutes.", n=-(-seconds // 60))


def _person(row: Row) -> Person:
    return Person(Role(row["role"]), row["name"], row["post"], row["phone"], row["pin_hash"] is not None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).replace("·", "").casefold()


def _same(one: Person, other: Person) -> bool:
    if _plain(one.name) and _plain(one.name) == _plain(other.name):
        return True
    digits = ["".join(c for c in unicodedata.normalize("NFKC", p.phone) if c.isdigit()) for p in (one, other)]
    return len(digits[0]) >= 11 and digits[0] == digits[1]


def _same_person(acting: Role) -> OwnerError:
    return OwnerError(
        say("The witness cannot be the same person as the {role}.", role=ROLE_NAMES[acting]),
        meaning=say("Nothing has been changed. A destruction that nobody else watched proves little."),
        todo=say("Ask someone else: a colleague, the neighbouring shop, or the accountant."),
    )
