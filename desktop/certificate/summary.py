"""The certificate's first page: rows drawn together by carrier, exceptions first, the rest in the annex."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.certificate.records import Carrier, CertificateStatus, Facts, Fate, RegisterRow, StrippedLine, Totals
from desktop.clock import local_time
from desktop.documents.faces import Face
from desktop.documents.lines import Run, Text
from desktop.documents.marks import Figure
from desktop.shop.records import ROUTE_NAMES, Route
from desktop.words import spoken_date, zh


@dataclass(frozen=True, slots=True)
class Room:
    """How many rows of each table the first page shows; what does not fit stands in the annex."""

    destroyed: int = 6
    kept: int = 3
    exceptions: int = 3


@dataclass(frozen=True, slots=True)
class Lines:
    """Rows of a table, and how many more stand in the annex only."""

    rows: tuple[tuple[Text, ...], ...]
    more: int


def sums_line(sums: Totals) -> str:
    """应销毁12项，已销毁9项（其中1项凭受托方书面确认），已删除但不能排除残留1项，例外2项."""
    done = zh("{n} destroyed", n=sums.destroyed)
    if sums.confirmed:
        done += zh(" ({n} of them confirmed in writing by the entrusted party)", n=sums.confirmed)
    parts = [zh("{n} to be destroyed", n=sums.planned), done]
    if sums.residue:
        parts.append(zh("{n} deleted with residue not excluded", n=sums.residue))
    if sums.open:
        parts.append(zh("{n} not done yet", n=sums.open))
    if sums.exceptions or not sums.residue:
        parts.append(zh("{n} exceptions", n=sums.exceptions))
    return "，".join(parts)


def remark_line(facts: Facts) -> str:
    """The second line of the bar."""
    if facts.status is CertificateStatus.UNFINISHED:
        return zh("State of this day; no certificate")
    if facts.status is CertificateStatus.EXCEPTIONS and not facts.totals.exceptions:
        return zh("Residue in section 2; a later certificate replaces this one when it is dealt with")
    if facts.status is CertificateStatus.EXCEPTIONS:
        return zh("Exceptions in section 4; a later certificate replaces this one when all are gone")
    return zh("Begun {first}, finished {last}", first=day(facts.began), last=day(facts.ended))


def day(stamp: str) -> str:
    """2026年12月15日 of a local stamp; 不详 where there is none."""
    return spoken_date(date.fromisoformat(stamp[:10]), "zh_CN") if stamp else zh("unknown")


def five_figures(sums: Totals) -> tuple[Figure, ...]:
    """条 已销毁记录 · 人 涉及个人 · 页 已销毁纸质 · 件 已销毁介质 · 组 依法封存."""
    records = zh("Records destroyed")
    if sums.records_residue:
        records = zh("Destroyed; {n} more deleted", n=sums.records_residue)
    people = zh("Persons concerned (distinct)")
    if sums.people_unknown:
        people = zh("Persons; {n} rows unknown", n=sums.people_unknown)
    paper = sums.paper_destroyed
    label = zh("Paper destroyed")
    if len(paper) > 1:
        rest = "、".join(f"{one.quantity:,}{one.unit}" for one in paper[1:])
        label = zh("Paper destroyed, {rest} more", rest=rest)
    pages = (f"{paper[0].quantity:,}", paper[0].unit) if paper else ("0", zh("page(s)"))
    return (
        Figure(f"{sums.records_destroyed:,}", zh("record(s)"), records),
        Figure(f"{sums.people:,}", zh("person(s)"), people),
        Figure(*pages, label),
        Figure(f"{sums.media_destroyed:,}", zh("piece(s)"), zh("Media destroyed")),
        Figure(f"{sums.groups_sealed:,}", zh("group(s)"), zh("Sealed by law, not destroyed")),
    )


def cause_line(facts: Facts) -> str:
    """注销，最后营业日2026年11月30日."""
    return zh(
        "{route}, last trading day {day}", route=ROUTE_NAMES[facts.closing.route], day=facts.closing.last_trading_day
    )


def basis_line(facts: Facts) -> str:
    """Why anything was destroyed. A company whose shares were sold has stopped nothing: 47(1)(2) is not its basis."""
    if facts.closing.route is Route.SHARE_SALE:
        return zh("The company goes on; only what has to go anyway was destroyed. Row by row in the annex.")
    return zh("PIPL 47 (1)(2): whoever stops must delete. Row by row in the annex.")


def notice_line(facts: Facts) -> str:
    """2026年10月28日起公告，逐一告知5,902人；收到请求41件，均已答复。"""
    told = facts.notices
    parts = []
    if told.posted_on:
        parts.append(zh("Public notice from {day}", day=told.posted_on))
    else:
        parts.append(zh("No public notice recorded"))
    if told.sent:
        parts.append(zh("{n} people told one by one", n=told.sent))
    if told.posted_on and told.people > told.sent:
        parts.append(zh("the other {n} by the public notice", n=told.people - told.sent))
    line = "，".join(parts) + "；"
    if not told.requests:
        line += zh("no request received.")
    elif told.requests_answered == told.requests:
        line += zh("{n} requests received, all answered.", n=told.requests)
    else:
        line += zh("{n} requests received, {done} answered.", n=told.requests, done=told.requests_answered)
    if told.waiver:
        at = spoken_date(local_time(told.waiver.approved_at).date(), "zh_CN")
        line += zh("Gone on before the time was over because: {reason} (approved by the owner on {day}).",
                   reason=told.waiver.reason.rstrip("。"), day=at)  # fmt: skip
    return line


def destroyed_lines(facts: Facts, room: Room) -> Lines:
    """载体｜数量｜方法与核验｜达到的程度, rows of the same carrier, method and degree together, the heaviest first."""
    grouped: dict[tuple[str, ...], list[RegisterRow]] = {}
    for row in facts.rows:
        if row.fate in (Fate.DESTROYED, Fate.CONFIRMED, Fate.RESIDUE):
            grouped.setdefault(_alike(row), []).append(row)
    ordered = sorted(
        grouped.values(), key=lambda rows: (rows[0].fate is not Fate.RESIDUE, -sum(r.quantity for r in rows))
    )
    shown = ordered[: room.destroyed]
    hidden = sum(len(rows) for rows in ordered[room.destroyed :])
    return Lines(tuple(_destroyed_line(rows) for rows in shown), hidden)


def _alike(row: RegisterRow) -> tuple[str, ...]:
    own = row.carrier if row.carrier_kind in (Carrier.THIRD_PARTY, Carrier.DEVICE) else ""
    return (row.carrier_kind.value, row.place, own, row.method, row.verification, row.degree)


def _destroyed_line(rows: Sequence[RegisterRow]) -> tuple[Text, ...]:
    first = rows[0]
    match first.carrier_kind:
        case Carrier.FILE:
            carrier = zh("Computer files ({medium})", medium=first.place)
            amount = zh("{n} rows, {records}", n=len(rows), records=_amount(rows))
        case Carrier.PAPER:
            groups = list(dict.fromkeys(row.group for row in rows))
            carrier = zh("{group} on paper", group=groups[0])
            if len(groups) > 1:
                carrier = zh("{group} and others on paper, {n} kinds", group=groups[0], n=len(groups))
            amount = _amount(rows)
        case Carrier.THIRD_PARTY:
            carrier, amount = zh("{name} (entrusted party)", name=first.carrier), _amount(rows)
        case _:
            carrier, amount = first.carrier, _amount(rows)
    how = first.method if first.verification == "—" else f"{first.method}，{first.verification}"
    return carrier, amount, how, _strong_start(first.degree)


def _strong_start(degree: str) -> Text:
    """The word itself in bold, what limits it in plain letters."""
    place = next((n for n, character in enumerate(degree) if character in "（，"), len(degree))
    return tuple(run for run in (Run(degree[:place], Face.SANS_BOLD), Run(degree[place:], Face.SANS)) if run.text)


def _amount(rows: Iterable[RegisterRow]) -> str:
    sums: dict[str, int] = {}
    for row in rows:
        sums[row.unit] = sums.get(row.unit, 0) + row.quantity
    return "，".join(f"{quantity:,}{unit}" for unit, quantity in sums.items())


def kept_lines(facts: Facts, room: Room) -> Lines:
    """内容与数量｜依据｜保存至｜封存清单, rows of the same kind and day together."""
    grouped: dict[tuple[str, str, date | None, bool, str], list[RegisterRow]] = {}
    for row in facts.rows:
        if row.fate.is_kept:
            grouped.setdefault((row.group, row.basis, row.keep_until, row.permanent, row.number), []).append(row)
    ordered = sorted(grouped.values(), key=lambda rows: -sum(row.quantity for row in rows))
    shown = tuple(_kept_line(rows) for rows in ordered[: room.kept])
    return Lines(shown, sum(len(rows) for rows in ordered[room.kept :]))


def _kept_line(rows: Sequence[RegisterRow]) -> tuple[Text, ...]:
    first = rows[0]
    name = f"{first.group}{_amount(rows)}"
    basis = first.basis.split("：", 1)[0]
    if first.fate is Fate.TRANSFERRED:
        return name, basis, zh("Transferred"), first.number
    until = (
        zh("for ever")
        if first.permanent
        else zh("at the latest {day}", day=first.keep_until)
        if first.keep_until
        else zh("unknown")
    )
    return name, basis, until, first.number


def exception_lines(facts: Facts, room: Room) -> Lines:
    """序｜对象｜原因与后果｜下一步、期限、责任人."""
    found = [row for row in facts.rows if row.fate.is_exception]
    shown = tuple(_exception_line(row) for row in found[: room.exceptions])
    return Lines(shown, len(found) - len(shown))


def _exception_line(row: RegisterRow) -> tuple[Text, ...]:
    assert row.exempt is not None
    next_day = spoken_date(row.exempt.next_day, "zh_CN") if row.exempt.next_day else zh("date unknown")
    what = f"{row.carrier}，{row.group}{row.quantity:,}{row.unit}"
    step = row.exempt.next_step.rstrip("。") or zh("Not settled")
    person = row.exempt.next_person or zh("unknown")
    return (
        str(row.serial),
        what,
        row.exempt.cause.rstrip("。"),
        zh("{step}, by {day}; {person}", step=step, day=next_day, person=person),
    )


def exception_note(sums: Totals, rows: Sequence[RegisterRow]) -> str:
    """例外3项：未销毁2项，未确认1项."""
    undone = sum(row.fate is Fate.NOT_DESTROYED for row in rows)
    unsure = sum(row.fate is Fate.UNCONFIRMED for row in rows)
    if not sums.exceptions:
        return ""
    return zh(
        "{n} exceptions: {undone} not destroyed, {unsure} not confirmed",
        n=sums.exceptions,
        undone=undone,
        unsure=unsure,
    )


def limits(facts: Facts) -> str:
    """局限: only what applies; the first always, the last wherever there is a bundle."""
    unfinished = facts.status is CertificateStatus.UNFINISHED
    first = zh("limit: a sheet of one day's progress, listed objects only")
    parts = [first if unfinished else zh("limit: own statement, listed objects only")]
    if any(row.carrier_kind is Carrier.THIRD_PARTY for row in facts.rows):
        parts.append(zh("limit: entrusted parties rest on their written answers"))
    if any(row.fate is Fate.RESIDUE for row in facts.rows):
        parts.append(zh("limit: deleting files on flash is no sanitising of the medium"))
    if words := stripped_words(facts.stripped):
        parts.append(words)
    if (look := facts.looked_again) is not None:
        day, found = date.fromisoformat(look.day), look.with_data
        parts.append(
            zh(
                "limit: on {day} {files} files were read again, customer data in {n}",
                day=day,
                files=look.files,
                n=found,
            )
            if found
            else zh("limit: on {day} {files} files were read again, nothing found", day=day, files=look.files)
        )
        if look.unreadable:
            parts.append(zh("limit: {n} files could not be read then", n=look.unreadable))
    if facts.left_out:
        parts.append(zh("limit: {n} places were left out of the search by the shop's decision", n=facts.left_out))
    parts.append(zh("limit: times come from the clock of the shop's PC"))
    if not unfinished:
        parts.append(zh("limit: the digest shows changes and replaces no signature"))
    return "；".join(parts) + "。"


def stripped_words(lines: Sequence[StrippedLine]) -> str:
    """What was kept without identity, under the word that applies to each (PIPL 73)."""
    groups = (
        (True, [line for line in lines if line.anonymous]),
        (False, [line for line in lines if not line.anonymous]),
    )
    return "；".join(_stripped_sort(sort, anonymous=anonymous) for anonymous, sort in groups if sort)


def _stripped_sort(lines: Sequence[StrippedLine], *, anonymous: bool) -> str:
    names = "、".join(dict.fromkeys(line.group for line in lines))
    rows = f"{sum(line.rows for line in lines):,}"
    if anonymous:
        least = min(line.smallest for line in lines)
        return zh(
            "limit: anonymised data kept: {names}, {rows} rows, {n} people alike", names=names, rows=rows, n=least
        )
    return zh("limit: only de-identified data was kept: {names}, {rows} rows", names=names, rows=rows)


def kept_note(facts: Facts) -> str:
    """已停止使用，只作封存。保管人＿＿，电话＿＿."""
    if facts.custodian is None:
        return zh("No longer used, only sealed.")
    return zh(
        "No longer used, only sealed. Custodian {name}, phone {phone}",
        name=facts.custodian.name,
        phone=facts.custodian.phone or zh("unknown"),
    )
