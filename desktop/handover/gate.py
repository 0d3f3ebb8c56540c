"""What stands between handover and erasure: what must be kept lies safe before anything is destroyed."""

from __future__ import annotations

from desktop.gates import OpenPoint
from desktop.handover import store
from desktop.handover.contents import lost, packs_needed, sealed, to_pack, without_last_day
from desktop.handover.lists import boxes_open, seal_basis, transfer_basis
from desktop.handover.records import ListKind, PackKind, PackState
from desktop.session import Session
from desktop.shop import store as shop_store
from desktop.shop.records import Role
from desktop.words import say


def open_points(session: Session) -> list[OpenPoint]:
    """Empty when every sealed group is in a verified pack or a sealed box, the custodian named, the lists made."""
    vault = session.vault
    points = [
        OpenPoint(say("The pack {number} is damaged or missing", number=pack.number), f"pack:{pack.id}")
        for pack in store.packs(vault)
        if pack.state is PackState.DAMAGED and not _replaced(session, pack.id)
    ]
    points += [
        OpenPoint(say("{name} is in no sound pack, and its file is destroyed: look for another copy of the pack",
                      name=entry.source.name), f"pack:{_pack_of(session, entry.group.id)}")
        for entry in lost(session)
    ]  # fmt: skip
    kept = sealed(session)
    if kept and shop_store.person(vault, Role.CUSTODIAN) is None:
        points.append(OpenPoint(say("The custodian is not named yet"), "custodian"))
    points += [
        OpenPoint(
            say("{name}: until when it must be kept is not settled", name=entry.group.name), f"group:{entry.group.id}"
        )
        for entry in without_last_day(to_pack(session))
    ]
    needed = packs_needed(session)
    seals = [spec for spec in needed if spec.kind is PackKind.SEAL]
    outdated = store.outdated_packs(vault)
    before = {entry.group_id for pack_id in outdated for entry in store.entries(vault, pack_id)}
    again = [spec for spec in seals if before.intersection(spec.group_ids)]
    if again:
        words = say("Packs to write again, because what they hold was read or decided anew: {n}", n=len(again))
        points.append(OpenPoint(words, "packs"))
    if len(seals) > len(again):
        points.append(OpenPoint(say("Seal packs still to be written: {n}", n=len(seals) - len(again)), "packs"))
    if any(spec.kind is PackKind.TRANSFER for spec in needed):
        points.append(OpenPoint(say("The transfer pack is still to be written"), "packs"))
    points += [
        OpenPoint(say("{name} has no box number yet", name=entry.group.name), f"box:{entry.group.id}")
        for entry in boxes_open(session)
    ]
    return points + _lists_missing(session, sealing=bool(kept) and not points)


def _lists_missing(session: Session, *, sealing: bool) -> list[OpenPoint]:
    points = []
    if sealing and store.list_basis(session.vault, ListKind.SEAL) != seal_basis(session):
        points.append(OpenPoint(say("The seal list is not made yet, or no longer right"), "list"))
    handed = any(p.kind is PackKind.TRANSFER and p.state is PackState.VERIFIED for p in store.packs(session.vault))
    if handed and store.list_basis(session.vault, ListKind.TRANSFER) != transfer_basis(session):
        points.append(OpenPoint(say("The transfer list is not made yet, or no longer right"), "list"))
    return points


def _pack_of(session: Session, group_id: int) -> int:
    """The last pack that was written with a group in it; 0 where there was none."""
    held = (p.id for p in store.packs(session.vault)
            if any(entry.group_id == group_id for entry in store.entries(session.vault, p.id)))  # fmt: skip
    return max(held, default=0)


def _replaced(session: Session, pack_id: int) -> bool:
    """Whether everything in a damaged pack lies in a sound one by now."""
    held = {entry.group_id for entry in store.entries(session.vault, pack_id)}
    kind = store.pack(session.vault, pack_id).kind
    sound = store.verified_groups(session.vault) if kind is PackKind.SEAL else store.transferred_groups(session.vault)
    return bool(held) and held <= sound
