"""销毁计划: the list that is printed, read and signed before anything is destroyed, with its check code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from desktop.documents import blocks
from desktop.documents.blocks import Blank
from desktop.documents.document import Document, Furniture
from desktop.documents.faces import FACT, LIST_TITLE, NUMBER, SMALL, Align, Face
from desktop.documents.lines import Run, Text, cut
from desktop.documents.sheet import Sheet
from desktop.documents.tables import Column, Place, Table, draw_table
from desktop.erasure import methods, store
from desktop.erasure.records import Item, Plan
from desktop.errors import OwnerError
from desktop.session import Session
from desktop.shop import store as shop
from desktop.shop.records import ROLE_NAMES, Role
from desktop.words import say, spoken_date, zh

LEFT, RIGHT, TOP, BOTTOM = 20.0, 277.0, 41.0, 186.0
_TABLE = Table(
    (
        Column("序", 9.0, Align.CENTRE),
        Column("要销毁什么，在哪里", 84.0),
        Column("数量", 24.0, Align.RIGHT),
        Column("人数", 16.0, Align.RIGHT),
        Column("方法", 36.0, air=2.5),
        Column("能做到什么程度", 85.5),
    )
)


def write_plan(session: Session, path: Path | None) -> Document:
    """The frozen plan on paper; without a path the finished document holds the bytes. Raises `OwnerError`."""
    plan = store.current_plan(session.vault)
    profile = shop.read_shop(session.vault)
    if plan is None or profile is None:
        raise OwnerError(say("The plan has not been looked at yet"))
    rows = store.items(session.vault)
    furniture = Furniture(profile.name, zh("Erasure plan"), remark=zh("Check code {code}", code=plan.check_code))
    with Document(path, furniture, title=zh("Erasure plan"), practice=session.vault.practice) as paper:

        def next_sheet() -> Place:
            sheet = paper.sheet(zh("Erasure plan"), landscape=True)
            _head(sheet, profile.name, plan, session.today)
            return Place(sheet, TOP)

        cells = [_cells(number, item) for number, item in enumerate(rows, 1)]
        end = draw_table(next_sheet(), LEFT, _TABLE, cells, bottom=BOTTOM, next_sheet=next_sheet)
        if end.y > BOTTOM - 34:
            end = next_sheet()
        _signatures(end.sheet, session, plan, end.y + 8)
    return paper


def _head(sheet: Sheet, name: str, plan: Plan, today: date) -> None:
    width = sheet.text(LEFT, 27.5, zh("Erasure plan"), LIST_TITLE)
    sheet.text(LEFT + width + 8, 27.5, spoken_date(today, "zh_CN"), FACT)
    code = zh("Check code {code}", code=plan.check_code)
    sheet.text(RIGHT, 27.5, code, NUMBER, align=Align.RIGHT)
    people = zh("unknown") if plan.people is None else f"{plan.people:,}"
    sheet.text(LEFT, 34, zh("{name}; {items} items, {people} people", name=name, items=plan.items, people=people), FACT)


def _cells(number: int, item: Item) -> tuple[Text, ...]:
    planned = item.planned
    what: Text = f"{cut(planned.label)}\n{cut(planned.place)}" if planned.place else cut(planned.label)
    method = zh("On hold") if planned.on_hold else zh(methods.method(planned.method).name)
    shown: Text = (Run(method, Face.SANS_BOLD),) if planned.on_hold else method
    amount = f"{planned.records:,}{zh('record(s)')}" if planned.records else f"{planned.quantity:,}{planned.unit}"
    people = zh("unknown") if planned.people is None else f"{planned.people:,}"
    return str(number), what, amount, people, shown, zh(planned.verdict)


def _signatures(sheet: Sheet, session: Session, plan: Plan, y: float) -> None:
    words = zh("Both have compared the check code {code} with the screen and approve this plan.", code=plan.check_code)
    y = sheet.paragraph(LEFT, y, RIGHT - LEFT, words, FACT) + 6
    for place, role in enumerate((Role.OWNER, Role.WITNESS)):
        person = shop.person(session.vault, role)
        x = LEFT + place * 130
        label = f"{zh(ROLE_NAMES[role])}　{person.name if person else ''}"
        after = blocks.blank_line(sheet, x, y, Blank(label, 40), SMALL)
        blocks.blank_line(sheet, after + 4, y, Blank(zh("Date"), 26), SMALL)
