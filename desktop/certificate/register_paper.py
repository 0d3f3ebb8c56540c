"""处置登记簿 with its 介质清单: landscape, one row for each record group, filed with the head at the binding edge."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from desktop.certificate.records import STATUS_NAMES, Carrier, Facts, Fate, MediaLine, RegisterRow
from desktop.certificate.summary import stripped_words
from desktop.documents.document import Document, Furniture
from desktop.documents.faces import FACT, LIST_TITLE, NOTE, TABLE, Align, Face
from desktop.documents.lines import Run, Text, cut
from desktop.documents.sheet import Sheet
from desktop.documents.tables import Column, Place, Table, draw_table
from desktop.words import zh

LEFT = 20.0
RIGHT = 277.0
TOP = 37.0
BOTTOM = 189.0


def register_furniture(facts: Facts) -> Furniture:
    """What stands under every sheet of the register: number, status, rule file with day and digest, program."""
    digest = facts.rules_digest.upper()
    remark = zh(
        "Rules of {day}, digest {first}⋯{last}·Pharmacy Closeout {version}",
        day=facts.rules_as_of.isoformat(), first=digest[:4], last=digest[-4:], version=facts.version,
    )  # fmt: skip
    return Furniture(
        facts.shop.name, zh("Disposal register"), facts.register_number, zh(STATUS_NAMES[facts.status]), remark
    )


def write_register(path: Path | None, facts: Facts) -> Document:
    """The register as a paper of its own, for the evidence bundle."""
    furniture = register_furniture(facts)
    title = f"{zh('Disposal register')} {facts.register_number}"
    with Document(path, furniture, title=title, practice=facts.practice) as paper:
        draw_register(paper, facts, furniture)
        if facts.media:
            draw_media(paper, facts, furniture)
    return paper


def draw_register(paper: Document, facts: Facts, furniture: Furniture) -> None:
    """All rows, on as many sheets as they take."""
    name = zh("Disposal register")

    def next_sheet() -> Place:
        sheet = paper.sheet(name if not started else "", landscape=True, furniture=furniture)
        started.append(sheet)
        _head(sheet, facts, name)
        return Place(sheet, TOP)

    started: list[Sheet] = []
    exceptions = {row.serial: n for n, row in enumerate((r for r in facts.rows if r.fate.is_exception), 1)}
    rows = [_cells(row, facts, exceptions) for row in facts.rows]
    draw_table(
        next_sheet(), LEFT, _TABLE, rows, bottom=BOTTOM, next_sheet=next_sheet,
        foot=lambda shown: page_foot(facts.rows[shown.start : shown.stop]) + _stripped(facts, shown),
    )  # fmt: skip


def _stripped(facts: Facts, shown: range) -> str:
    """Under the last row what was kept without identity."""
    words = stripped_words(facts.stripped) if shown.stop == len(facts.rows) else ""
    return f"{words}。" if words else ""


_TABLE = Table(
    (
        Column("序", 7.5, Align.CENTRE),
        Column("时间", 18.0),
        Column("记录组、规则、起止", 49.5),
        Column("载体与位置", 26.5),
        Column("数量", 17.5, Align.RIGHT),
        Column("人数", 11.5, Align.RIGHT),
        Column("处置", 13.0, air=2.5),
        Column("依据", 41.0),
        Column("起算日", 20.5),
        Column("应保存至", 17.5),
        Column("结果与证据", 32.0),
    ),
    TABLE,
)
"""257 mm."""


def _head(sheet: Sheet, facts: Facts, name: str) -> None:
    """Title and number; below the shop and the people, or the shop beside the title when both are too long."""
    x = LEFT + sheet.text(LEFT, 27.5, name, LIST_TITLE) + 11
    x += sheet.text(x, 27.5, zh("Annex to {number}", number=facts.number), FACT) + 7
    sheet.text(RIGHT, 27.5, zh("No. {number}", number=facts.register_number), FACT, align=Align.RIGHT)
    people = (
        (zh("Carried out by"), facts.operator),
        (zh("Witness"), facts.witness),
        (zh("Approved by"), facts.owner),
    )
    parts = [f"{role} {person.name}" + (f"（{person.phone}）" if person.phone else "") for role, person in people]
    parts.append(_year(facts))
    line = [facts.shop.name, *parts]
    if sum(sheet.text_width(part, FACT) + 7 for part in line) > RIGHT - LEFT:
        sheet.text(x, 27.5, facts.shop.name, FACT)
        line = parts
    place = LEFT
    for part in line:
        place += sheet.text(place, 34, part, FACT) + 7


def _year(facts: Facts) -> str:
    years = sorted({row.time[:4] for row in facts.rows if row.time})
    return zh("All dates in {year}", year=years[0]) if len(years) == 1 else ""


def _cells(row: RegisterRow, facts: Facts, exceptions: dict[int, int]) -> tuple[Text, ...]:
    strong = row.fate.is_exception or row.fate is Fate.OPEN
    shown = (Run(row.disposition, Face.SANS_BOLD),) if strong else row.disposition
    return (
        str(row.serial), _time(row, facts), f"{row.group}{_flags(row)}\n{_rule_line(row)}", _carrier(row),
        f"{row.quantity:,}{row.unit}", zh("unknown") if row.people is None else f"{row.people:,}", shown, row.basis,
        _counted_from(row), _until(row), _result(row, facts, exceptions),
    )  # fmt: skip


def _time(row: RegisterRow, facts: Facts) -> str:
    if not row.time:
        return "—"
    moment = datetime.fromisoformat(row.time)
    hours = f" {moment:%H:%M}" if "T" in row.time else ""
    day = f"{moment:%m-%d}" if _year(facts) else f"{moment:%Y-%m-%d}"
    return f"{day}{hours}"


def _rule_line(row: RegisterRow) -> str:
    if not row.period_from and not row.period_to:
        return row.rule_id
    period = zh("{first} to {last}", first=_month(row.period_from), last=_month(row.period_to))
    return f"{row.rule_id} {period}"


def _flags(row: RegisterRow) -> str:
    marks = ((row.sensitive, zh("sensitive")), (row.minors, zh("minors")), (row.insurance, zh("insurance")))
    flags = "、".join(words for on, words in marks if on)
    return f"（{flags}）" if flags else ""


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else zh("unknown")


def _carrier(row: RegisterRow) -> str:
    place = row.place if row.place and row.place not in row.carrier and not row.fate.is_kept else ""
    named = place and place not in (zh("Paper"), zh("Device"), zh("Third party"), zh("Case file"))
    return f"{cut(row.carrier)}\n{cut(place)}" if named else cut(row.carrier)


def _counted_from(row: RegisterRow) -> str:
    return f"{row.counted_from.isoformat()}\n{row.event}" if row.counted_from else "—"


def _until(row: RegisterRow) -> str:
    if row.permanent:
        return zh("for ever")
    return row.keep_until.isoformat() if row.keep_until else "—"


def _result(row: RegisterRow, facts: Facts, exceptions: dict[int, int]) -> Text:
    if row.fate.is_exception:
        assert row.exempt is not None
        number = exceptions[row.serial]
        return (
            Run(zh("Exception {n}", n=number), Face.SANS_BOLD), Run(f"：{row.exempt.cause.rstrip('。')}", Face.SANS),
        )  # fmt: skip
    if row.fate is Fate.OPEN:
        return zh("Not done yet")
    if row.fate.is_kept:
        return row.number
    parts = [row.number]
    if row.carrier_kind in (Carrier.PAPER, Carrier.DEVICE):
        parts += [part for part in row.verification.split("，") if part != zh("witness present")]
    if row.witness and row.witness != facts.witness.name:
        parts.append(zh("Witness {name}", name=row.witness))
    return f"{row.brief or row.method}\n{'，'.join(parts)}"


def page_foot(rows: tuple[RegisterRow, ...]) -> str:
    """登记簿只增不改 …… 本页15项：销毁8项，残留1项，例外3项，封存3项。"""
    counts = (
        (sum(r.fate in (Fate.DESTROYED, Fate.CONFIRMED) for r in rows), zh("destroyed")),
        (sum(r.fate is Fate.RESIDUE for r in rows), zh("residue")),
        (sum(r.fate.is_exception for r in rows), zh("exceptions")),
        (sum(r.fate is Fate.OPEN for r in rows), zh("not done yet")),
        (sum(r.fate is Fate.SEALED for r in rows), zh("sealed")),
        (sum(r.fate is Fate.TRANSFERRED for r in rows), zh("transferred")),
    )
    parts = "，".join(f"{words}{n}项" for n, words in counts if n)
    text = zh("The register only grows; {n} rows on this page: {parts}.", n=len(rows), parts=parts)
    if any(r.fate is Fate.SEALED for r in rows):
        text += zh("Periods of what is sealed run piece by piece; the latest day is listed.")
    return text


# -- the media list


_MEDIA = Table(
    (
        Column("登记簿序号", 20.0, Align.CENTRE),
        Column("来源设备", 46.0),
        Column("厂牌", 24.0),
        Column("型号", 30.0),
        Column("序列号", 38.0),
        Column("容量", 18.0),
        Column("方法", 36.0),
        Column("去向", 45.0),
    ),
    TABLE,
)


def draw_media(paper: Document, facts: Facts, furniture: Furniture) -> None:
    """介质清单: make, model, serial number, capacity, source and where it went, as NIST SP 800-88 asks."""
    name = zh("Media list")

    def next_sheet() -> Place:
        sheet = paper.sheet(name, landscape=True, furniture=furniture)
        _head(sheet, facts, name)
        return Place(sheet, TOP)

    draw_table(
        next_sheet(),
        LEFT,
        _MEDIA,
        [_media(line) for line in facts.media],
        bottom=BOTTOM,
        next_sheet=next_sheet,
        foot=lambda shown: zh("{n} carriers on this page.", n=len(shown)),
        foot_style=NOTE,
    )


def _media(line: MediaLine) -> tuple[Text, ...]:
    unknown = zh("unknown")
    where = line.destination
    if line.company:
        papers = "，".join(part for part in (line.company, line.handover_no, line.certificate_no) if part)
        where = f"{where}：{papers}"
    return (
        str(line.serial_in_register), line.name, line.maker or unknown, line.model or unknown, line.serial or unknown,
        line.capacity or unknown, line.method, where,
    )  # fmt: skip
