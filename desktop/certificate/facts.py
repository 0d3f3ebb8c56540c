"""Everything the papers of this room say, read once from the case."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict

from desktop import __version__
from desktop.certificate import store
from desktop.certificate.records import Facts, RegisterRow, StrippedLine
from desktop.certificate.register import media_lines, register_rows
from desktop.certificate.totals import status, totals
from desktop.classification import store_strip
from desktop.classification.store_rules import history
from desktop.erasure import store as erasure
from desktop.errors import OwnerError
from desktop.inventory import store as inventory
from desktop.inventory import store_fence
from desktop.inventory.records import GROUP_NAMES
from desktop.notices import store as notices
from desktop.rules.rule_file import NAME
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import ROLE_NAMES, Person, Role
from desktop.words import say, zh


def gather(
    session: Session, *, number: str, register_number: str, made: str, supersedes: str = "", reason: str = ""
) -> Facts:
    """The facts as the case stands. Raises `OwnerError` when shop, closing or a person is missing."""
    vault = session.vault
    profile, closing = shop.read_shop(vault), shop.read_closing(vault)
    plan = erasure.current_plan(vault)
    if profile is None or closing is None or plan is None:
        raise OwnerError(
            say("The certificate cannot be made yet: shop, closing or plan is missing."),
            todo=say("Go back to the first step that is not done."),
        )
    rows = register_rows(session)
    sums = totals(rows, erasure.people_patterns(vault))
    times = sorted(row.time for row in rows if row.time and not row.fate.is_kept)
    return Facts(
        number=number, register_number=register_number, status=status(rows, sums), made=made, supersedes=supersedes,
        reason=reason, practice=vault.practice, case_code=vault.case_code, shop=profile, closing=closing,
        owner=_person(session, Role.OWNER), operator=_person(session, Role.OPERATOR),
        witness=_witness(session), custodian=shop.person(vault, Role.CUSTODIAN),
        notices=notices.summary(vault), rows=rows, media=media_lines(session, rows), totals=sums,
        began=times[0] if times else "", ended=times[-1] if times else "", plan_digest=plan.digest,
        rules_as_of=session.rules.as_of, rules_digest=session.rules.digest, rules_name=_rules_name(session),
        version=__version__, backups=erasure.backups_made(vault), looked_again=store.last_look(vault),
        left_out=store_fence.count(vault),
        stripped=_stripped(session),
    )  # fmt: skip


def _stripped(session: Session) -> tuple[StrippedLine, ...]:
    written = store_strip.files(session.vault)
    if not written:
        return ()
    going = store_strip.tables_going(session.vault)
    kinds = {group.id: zh(GROUP_NAMES[group.kind]) for group in inventory.groups(session.vault)}
    return tuple(
        StrippedLine(
            kinds.get(file.group_id, "—"), file.rows, file.left_out, file.smallest,
            store_strip.standing(session.vault, file, going).anonymous, file.sha256,
        )
        for file in written
    )  # fmt: skip


def _rules_name(session: Session) -> str:
    """What the file is called whose digest every decision carries."""
    digest = session.rules.digest
    return next((taken.name for taken in history(session.vault) if taken.name and taken.digest == digest), NAME)


def rows_digest(rows: Sequence[RegisterRow]) -> str:
    """SHA-256 over the rows: tells whether something has changed since a certificate was made."""
    plain = json.dumps([asdict(row) for row in rows], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(plain.encode("utf-8")).hexdigest()


def _witness(session: Session) -> Person:
    """Who stood by: the one whose PIN approved the plan that was carried out."""
    known = _person(session, Role.WITNESS)
    given = next((a.name for a in erasure.approvals(session.vault) if a.role == Role.WITNESS.value), "")
    return known if not given or shop.same_name(given, known.name) else Person(Role.WITNESS, given, "", "")


def _person(session: Session, role: Role) -> Person:
    person = shop.person(session.vault, role)
    if person is None:
        raise OwnerError(
            say("Nobody is entered as {role}.", role=ROLE_NAMES[role]), todo=say("Enter the person under Shop.")
        )
    return person
