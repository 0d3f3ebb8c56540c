"""The two papers of this step: 分类处置表 and 影响评估报告. Always in Chinese; no customer's name stands on them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from desktop.classification import assessment, store, store_strip
from desktop.classification.flows import Flows, flows
from desktop.classification.papers_flow import draw_flows
from desktop.classification.periods import beginning
from desktop.classification.propose import groups_to_decide
from desktop.classification.records import DISPOSITION_NAMES, GOING, Decision, Disposition
from desktop.documents.blocks import Fact, Signer, facts, section_head, signatures, title
from desktop.documents.document import Document, Furniture, margins
from desktop.documents.faces import FACT, LIST_TITLE, NOTE, SMALL, TABLE, Align
from desktop.documents.sheet import Sheet
from desktop.documents.tables import SIDE, Column, Place, Table, draw_table, table_height
from desktop.inventory import store as inventory
from desktop.inventory.records import GROUP_NAMES, RecordGroup
from desktop.rules.records import AssessmentForm, Basis, Level, RuleBook, Sensitivity
from desktop.session import Session
from desktop.shop.records import ROUTE_NAMES, Role, Shop
from desktop.shop.store import person, read_closing, read_shop
from desktop.words import Sentence, say, spoken_date, zh

BOTTOM_LANDSCAPE, BOTTOM_PORTRAIT = 188.0, 268.0
MOST_LINES = 34
"""Lines of a row: more than a landscape sheet holds under a table's head goes on in the next row."""
LOWEST_BEGINNING = 130.0
"""Where so much of the first sheet is taken, mm, the table begins on the next one."""
LEVELS: dict[Sensitivity, Sentence] = {
    Sensitivity.STATUTORY: say("By law"),
    Sensitivity.STRICT: say("Strict"),
    Sensitivity.GENERAL: say("General"),
}


def _table() -> Table:
    return Table(
        (
            Column(zh("No."), 9, Align.RIGHT),
            Column(zh("Record group"), 40, air=2.5),
            Column(zh("Where it lies"), 33),
            Column(zh("Sensitive"), 11),
            Column(zh("Records"), 17, Align.RIGHT),
            Column(zh("Number of people"), 17, Align.RIGHT),
            Column(zh("Disposition"), 13, air=2.5),
            Column(zh("Counted from"), 27),
            Column(zh("Keep until"), 19),
            Column(zh("Legal basis"), 66),
        )
    )


def write_table(session: Session, path: Path | None = None) -> bytes:
    """分类处置表: every record group with its decision and the words of the law. Gives the PDF; writes it if asked."""
    shop = read_shop(session.vault)
    furniture = Furniture(shop.name if shop else "", zh("Classification table"))
    with Document(path, furniture, title=zh("Classification table"), practice=session.vault.practice) as paper:
        sheet = paper.sheet(zh("Classification table"), landscape=True)
        title(sheet, zh("Classification table"), style=LIST_TITLE)
        area = margins(sheet)
        counted = flows(session)
        y = sheet.paragraph(area.left, 34, area.width, _under_title(session, counted), NOTE, align=Align.CENTRE)
        y = draw_flows(sheet, y + 3, counted)
        decided = {made.group_id: made for made in store.decisions(session.vault)}
        places = {source.id: source.name for source in inventory.sources(session.vault)}
        proven = store_strip.anonymous_groups(session.vault)
        rules = session.rules
        rows = [
            row
            for number, group in enumerate(groups_to_decide(session), 1)
            for row in _parted(
                sheet, _row(number, group, decided.get(group.id), places.get(group.source_id, ""), rules, proven)
            )
        ]

        def more() -> Place:
            return Place(paper.sheet(landscape=True), 37)

        fits = not rows or y + 4 + table_height(sheet, _table(), rows[:1]) <= BOTTOM_LANDSCAPE
        begin = Place(sheet, y + 4) if y < LOWEST_BEGINNING and fits else more()
        at = draw_table(begin, area.left, _table(), rows, bottom=BOTTOM_LANDSCAPE, next_sheet=more)
        at = _rule_table(session, at, decided, more)
        if at.y > 150:
            at = more()
        sign_at = at.y + 10
        _sign(at.sheet, session, zh("I have looked at every row and agree."), sign_at)
    return path.read_bytes() if path else paper.data


def _under_title(session: Session, counted: Flows) -> str:
    shop, closing = read_shop(session.vault), read_closing(session.vault)
    return zh(
        say(
            "{shop}; {route}; last trading day {day}; {groups} record groups, {people} people; rules {rules}, {digest}",
            shop=shop.name if shop else "—",
            route=ROUTE_NAMES[closing.route] if closing else "—",
            day=closing.last_trading_day if closing else "—",
            groups=counted.groups,
            people=counted.people,
            rules=session.rules.as_of,
            digest=session.rules.digest[:16],
        )
    )


def _row(
    number: int, group: RecordGroup, made: Decision | None, place: str, rules: RuleBook, proven: Collection[int]
) -> tuple[str, ...]:
    name = group.name or zh(GROUP_NAMES[group.kind])
    kind = zh(GROUP_NAMES[group.kind])
    return (
        str(number),
        name if kind in name else f"{name}（{kind}）",
        place or "—",
        zh(LEVELS[made.sensitivity]) if made else "—",
        f"{group.records:,}",
        f"{group.people:,}" if group.people is not None else zh("unknown"),
        zh(store_strip.name_of(made, proven)) if made else "—",
        _counted_from(made, rules, dated=group.period_to is not None),
        _until(made),
        _basis(made, rules),
    )


def _parted(sheet: Sheet, row: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A row whose last cell is higher than a sheet goes on in further rows, which say so."""
    number, name, *between, text = row
    rows, head = [], number
    while text:
        piece = _first_part(sheet, text)
        rows.append((head, name, *(between if head == number else ["—"] * len(between)), piece))
        text, head = text[len(piece) :].lstrip(), zh("cont.")
    return rows


def _first_part(sheet: Sheet, text: str) -> str:
    """As much of a text, up to the end of a clause, as stands in one row."""
    width = _table().columns[-1].width - 2 * SIDE
    while (high := len(sheet.lines(text, width, TABLE, align=Align.LEFT))) > MOST_LINES:
        cut = text[: max(1, len(text) * MOST_LINES // high - 4)]
        clause = max(cut.rfind(mark) for mark in "。；，") + 1
        text = cut[:clause] if clause > len(cut) // 2 else cut
    return text


def _counted_from(made: Decision | None, rules: RuleBook, *, dated: bool) -> str:
    """起算日: the day, and what happened on it."""
    begun = beginning(made, rules, dated=dated) if made else None
    return f"{begun.day.isoformat()}\n{zh(begun.event)}" if begun else "—"


def _until(made: Decision | None) -> str:
    if made is None or made.disposition is Disposition.UNDECIDED:
        return "—"
    if made.disposition in GOING:
        return zh("At once")
    if made.permanent:
        return zh("For good")
    return made.until.isoformat() if made.until else "—"


def _basis(made: Decision | None, rules: RuleBook) -> str:
    if made is None:
        return "—"
    parts = [zh(made.explanation)]
    if made.rule_id:
        parts.append(_cited(made.basis))
    if made.owner_reason:
        parts.append(zh(say("changed by the owner: {reason}", reason=made.owner_reason.rstrip("，。；,.; "))))
    if made.to_verify:
        parts.append(zh("to be verified"))
    return "。".join(part for part in parts if part)


def _cited(basis: Sequence[Basis]) -> str:
    """Every act once, with all its articles."""
    acts: dict[str, list[str]] = {}
    for one in basis:
        articles = acts.setdefault(replace(one, article="", article_verified=True).printed, [])
        if one.article_verified and one.article and one.article not in articles:
            articles.append(one.article)
    return "；".join(act + "、".join(articles) for act, articles in acts.items())


def _rule_table(session: Session, at: Place, decided: dict[int, Decision], more: object) -> Place:
    """The words of every provision that decided something, once."""
    ids = list(dict.fromkeys(made.rule_id for made in decided.values() if made.rule_id))
    rows = [
        (session.rules.rule(rule_id).id, basis.printed, f"“{basis.quote}”" + _status(basis.status.value))
        for rule_id in ids
        for basis in session.rules.rule(rule_id).basis
    ]
    if not rows:
        return at
    assert callable(more)
    if at.y > 150:
        at = more()
    head = section_head(at.sheet, at.y + 8, zh("The law's words"))
    x = margins(at.sheet).left
    form = Table((Column(zh("Rule"), 34), Column(zh("Law and article"), 74), Column(zh("The law's words"), 149)))
    return draw_table(Place(at.sheet, head - 3), x, form, rows, bottom=BOTTOM_LANDSCAPE, next_sheet=more)


def _status(status: str) -> str:
    return zh(" (not read in the original, to be verified)") if status == "K" else ""


@dataclass(slots=True)
class _Report:
    """A text that goes on over sheets."""

    paper: Document
    sheet: Sheet
    y: float

    def room(self, height: float) -> None:
        """Begin a new sheet where less than `height` mm is left."""
        if self.y + height > BOTTOM_PORTRAIT:
            self.sheet, self.y = self.paper.sheet(), 27.5

    def head(self, text: str, note: str = "") -> None:
        """A section head that never stands alone at the foot of a sheet."""
        self.room(22)
        self.y = section_head(self.sheet, self.y + 4, text, note)

    def words(self, label: str, text: str) -> None:
        """A labelled text, line by line over sheets."""
        area = margins(self.sheet)
        self.room(12)
        self.sheet.text(area.left, self.y, label, FACT.bold)
        self.y += 5.2
        for line in self.sheet.lines(text, area.width, FACT, align=Align.JUSTIFY):
            self.room(6)
            self.y = self.sheet.set_lines(area.left, self.y, (line,), FACT, width=area.width)
        self.y += 2.2


def write_assessment(session: Session, path: Path | None = None) -> bytes:
    """个人信息保护影响评估报告 under the three headings of PIPL 56. Kept three years (rule PI-PIA)."""
    shop = read_shop(session.vault)
    name = zh("Impact assessment report")
    furniture = Furniture(shop.name if shop else "", name)
    values, form = assessment.filled(session), session.rules.assessment
    with Document(path, furniture, title=name, practice=session.vault.practice) as paper:
        sheet = paper.sheet(name)
        title(sheet, zh("Personal information protection impact assessment report"), style=LIST_TITLE)
        report = _Report(paper, sheet, 39)
        closing = read_closing(session.vault)
        rows = [
            Fact(zh("Handler"), _handler(shop)),
            Fact(zh("Occasion"), zh(ROUTE_NAMES[closing.route]) if closing else zh("Not filled in")),
            Fact(zh("Day"), spoken_date(session.today, "zh_CN")),
        ]
        report.y = facts(sheet, report.y, rows, label=18)
        found = assessment.risk(form, values)
        for number, heading in enumerate(form.headings):
            report.head(f"{'一二三'[number]}、{zh(heading.text)}", heading.basis)
            for field in (field for field in form.fields if field.heading == heading.id):
                report.words(zh(field.name), _value(form, field.kind, values.get(field.id, "")))
                if field.id == "residual":
                    report.words(zh("Risk that remains"), zh(found.after.name) if found.after else "—")
            if heading.id == "impact":
                _matrix(report, form, values, found.before)
        _groups(report, session)
        report.room(62)
        _sign(report.sheet, session, zh("This report is kept for at least three years (PIPL 56)."), report.y + 8)
    return path.read_bytes() if path else paper.data


def _handler(shop: Shop | None) -> str:
    if shop is None or not shop.name:
        return zh("Not filled in")
    return f"{shop.name}（{shop.credit_code}）" if shop.credit_code else shop.name


def _value(form: AssessmentForm, kind: str, value: str) -> str:
    if kind == "text" or not value:
        return value or zh("Not filled in")
    levels = form.impacts if kind == "impact" else form.likelihoods
    level = next((level for level in levels if level.id == value), None)
    if level is None:
        return zh("Not filled in")
    return f"{zh(level.name)}（{zh(level.hint)}）" if level.hint else zh(level.name)


def _matrix(report: _Report, form: AssessmentForm, values: dict[str, str], risk: Level | None) -> None:
    """The matrix of GB/T 39335-2020 table D.5; the cell that applies is in brackets."""
    columns = (Column(zh("Impact \\ likelihood"), 40), *(Column(zh(level.name), 24) for level in form.likelihoods))
    rows = []
    for place, impact in enumerate(form.impacts):
        cells = []
        for number, likelihood in enumerate(form.likelihoods):
            level = next(level for level in form.risks if level.id == form.matrix[place][number])
            here = (impact.id, likelihood.id) == (values.get("impact"), values.get("likelihood"))
            cells.append(f"【{zh(level.name)}】" if here else zh(level.name))
        rows.append((zh(impact.name), *cells))
    report.room(48)
    area = margins(report.sheet)
    report.sheet.text(area.left, report.y, zh("Risk by the matrix of GB/T 39335-2020, table D.5"), FACT.bold)
    at = draw_table(Place(report.sheet, report.y + 2.5), area.left, Table(columns), rows, bottom=BOTTOM_PORTRAIT)
    report.y = at.y + 6
    report.words(zh("Risk today"), zh(risk.name) if risk else "—")


def _groups(report: _Report, session: Session) -> None:
    counted = flows(session)
    rows = [
        (
            zh(DISPOSITION_NAMES[way]),
            str(sum(made.disposition is way for made in store.decisions(session.vault))),
            f"{sum(flow.records for flow in counted.flows if flow.disposition is way):,}",
            f"{people:,}" if people else zh("unknown"),
        )
        for way, people in counted.by_disposition
    ]
    if not rows:
        return
    report.head("附、" + zh("What happens to the records"))
    columns = (
        Column(zh("Disposition"), 40),
        Column(zh("Record groups"), 30, Align.RIGHT),
        Column(zh("Records"), 30, Align.RIGHT),
        Column(zh("Number of people"), 30, Align.RIGHT),
    )

    def more() -> Place:
        return Place(report.paper.sheet(), 27.5)

    at = draw_table(
        Place(report.sheet, report.y - 2.5), margins(report.sheet).left, Table(columns), rows,
        bottom=BOTTOM_PORTRAIT, next_sheet=more,
    )  # fmt: skip
    report.sheet, report.y = at.sheet, at.y + 5
    note = zh("A person may be in several record groups and is then counted in each disposition.")
    report.y = report.sheet.paragraph(margins(report.sheet).left, report.y, margins(report.sheet).width, note, SMALL)


def _sign(sheet: Sheet, session: Session, declaration: str, y: float) -> None:
    owner, operator = person(session.vault, Role.OWNER), person(session.vault, Role.OPERATOR)
    signers = [Signer(zh("Owner"), owner.name if owner else "", owner.post if owner else "")]
    if operator is not None and (owner is None or operator.name != owner.name):
        signers.append(Signer(zh("Operator"), operator.name, operator.post))
    signatures(sheet, signers, declaration, y=y)
