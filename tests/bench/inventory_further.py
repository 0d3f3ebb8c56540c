"""Further lists of the corpus: what comes late, what bears no name, who is no customer, what was masked or damaged.

And what is laid out by hand or said in a sentence: each of these kinds is scored by its own name.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import xlsxwriter

from desktop.inventory import fields
from desktop.inventory.digits import check_character
from tests.bench.inventory_formats import Row, TableWriter, as_csv, as_html, as_xlsx
from tests.bench.inventory_people import Invented
from tests.bench.inventory_planted import DRUGS, Apart, Planted

LATE = 2_100
"""Rows of a table that hold nobody's number, before the first that does."""
_GOODS: Row = ("商品编码", "品名", "规格", "进价", "库存")


class Further:
    """Writes them into a folder; `planted` are scored with the other files, `apart` by name."""

    def __init__(self, shop: Path, people: Sequence[Invented], strangers: Sequence[Invented], seed: int) -> None:
        self.planted: list[Planted] = []
        self.apart: list[Apart] = []
        self._shop = shop
        self._people = people
        self._strangers = strangers
        self._rnd = random.Random(seed + 1)
        phones = Counter(who.mobile for who in people)
        self._shared = {phone for phone, times in phones.items() if times > 1}

    def write(self, each: int) -> None:
        """All of them, `each` people in most of the files."""
        self._late(each)
        self._nameless(each)
        self._masked(each)
        self._strange()
        self._serial(each * 4)
        self._damaged(each)
        self._below(each)
        self._forms(each // 4)
        self._sentences(each)

    def _some(self, count: int, fits: Callable[[Invented], object] = lambda _: True) -> list[int]:
        found: list[int] = []
        while len(found) < count:
            place = self._rnd.randrange(len(self._people))
            if fits(self._people[place]):
                found.append(place)
        return found

    def _table(
        self, name: str, writer: TableWriter, header: Row, rows: list[Row], about: list[int] | None = None
    ) -> Planted:
        """A table; nothing is planted in it yet."""
        writer(self._shop / name, header, rows)
        planted = Planted(self._shop / name, True, rows=[-1] * len(rows) if about is None else about)
        self.planted.append(planted)
        return planted

    def _late(self, count: int) -> None:
        """Notes, and a column, that are empty for thousands of rows."""
        for name, writer in (("销售备注.csv", as_csv("gb18030")), ("销售备注.xlsx", as_xlsx)):
            about = self._some(count)
            rows: list[Row] = [(str(n), DRUGS[n % 6], "") for n in range(LATE)]
            planted = Planted(self._shop / name, False)
            for n, place in enumerate(about):
                who = self._people[place]
                rows.append((str(LATE + n), DRUGS[n % 6], f"顾客{who.name}电话{who.mobile}，证件{who.id_number}"))
                planted.lines[LATE + n + 2] = place
                _plant(planted, who)
            writer(planted.path, ("单号", "商品", "备注"), rows)
            self.planted.append(planted)
        about = self._some(count)
        late: list[Row] = [(f"2024-01-{n % 28 + 1:02}", DRUGS[n % 6], "", "") for n in range(LATE)]
        late += [
            ("2024-02-01", DRUGS[n % 6], self._people[p].mobile, self._people[p].name) for n, p in enumerate(about)
        ]
        planted = self._table("预订.csv", as_csv("utf-8"), ("日期", "商品", "手机", "姓名"), late, [-1] * LATE + about)
        for place in about:
            planted.plant(fields.MOBILE, self._people[place].mobile)

    def _nameless(self, count: int) -> None:
        """Members of whom only a number and a phone are kept. Who has no number and shares a phone, nobody can tell."""
        about = self._some(count)
        members = [self._people[place] for place in about]
        rows: list[Row] = [(who.member_no, who.mobile, str(n % 900)) for n, who in enumerate(members)]
        told = [p if w.member_no or w.mobile not in self._shared else -1 for p, w in zip(about, members, strict=True)]
        planted = self._table("积分.csv", as_csv("gb18030"), ("会员卡号", "手机", "积分"), rows, told)
        for who in members:
            planted.plant(fields.MOBILE, who.mobile)

    def _masked(self, count: int) -> None:
        """A copy in which everything but the member number was masked: nothing of it is a number."""
        about = self._some(count, lambda who: who.member_no)
        rows: list[Row] = []
        for place in about:
            who = self._people[place]
            number = f"{who.id_number[:4]}**********{who.id_number[-4:]}" if who.id_number else ""
            rows.append((who.member_no, f"{who.name[0]}**", f"{who.mobile[:3]}****{who.mobile[7:]}", number))
        self._table("脱敏会员.csv", as_csv("utf-8-sig"), ("会员卡号", "姓名", "手机", "身份证号"), rows, about)

    def _strange(self) -> None:
        """Staff, whose numbers are numbers of people, and suppliers, whose numbers are business."""
        half = len(self._strangers) // 2
        staff, senders = self._strangers[:half], self._strangers[half:]
        rows: list[Row] = [
            (f"E{n:03}", who.name, who.mobile, who.id_number, "营业员", "2020-01-02") for n, who in enumerate(staff)
        ]
        header = ("工号", "姓名", "手机", "身份证号", "岗位", "入职日期")
        planted = self._table("员工花名册.xlsx", as_xlsx, header, rows)
        for who in staff:
            planted.plant(fields.MOBILE, who.mobile)
            planted.plant(fields.ID_NUMBER, who.id_number)
        rows = [(f"第{n}医药公司", who.name, who.mobile, f"批发市场{n}号") for n, who in enumerate(senders)]
        self._table("供应商.csv", as_csv("gb18030"), ("供应商名称", "联系人", "联系电话", "地址"), rows)

    def _serial(self, count: int) -> None:
        """Tables of nothing but serial numbers, of which two in three begin like mobiles."""
        for name, writer, header in (
            ("小票.csv", as_csv("utf-8"), ("流水号", "金额")), ("对账.xlsx", as_xlsx, ("凭证", "金额")),
            ("交易.xls", as_html, ("LSH", "JE")), ("无表头.csv", as_csv("utf-8"), ("10000000001", "0.50")),
        ):  # fmt: skip
            rows: list[Row] = [(f"1{self._rnd.randrange(10**10):010}", f"{n % 90}.50") for n in range(count)]
            self._table(name, writer, header, rows)

    def _damaged(self, count: int) -> None:
        """ID numbers that became numbers in a spreadsheet: fifteen digits and three zeros."""
        about = self._some(count, lambda who: who.id_number)
        members = [self._people[place] for place in about]
        rows: list[Row] = [(who.name, who.mobile, who.id_number[:15] + "000", "糖尿病") for who in members]
        path = self._shop / "慢病登记.xlsx"
        header = ("姓名", "手机", "身份证号", "慢病类型")
        with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
            sheet = book.add_worksheet("登记")
            for place, row in enumerate((header, *rows)):
                sheet.write_row(place, 0, [float(cell) if place and cell.isdecimal() else cell for cell in row])
        planted = Planted(path, True, rows=about)
        for who in members:
            planted.plant(fields.MOBILE, who.mobile)
        self.planted.append(planted)
        # One in eleven fits by chance, and is no damage that anybody could see.
        seen = sum(1 for who in members if check_character(who.id_number[:15] + "00") != "0")
        self.apart.append(Apart("ID numbers that a spreadsheet has damaged, told", 0.995, [planted], seen))

    def _below(self, count: int) -> None:
        """Members below a price list, in one sheet; and below other members, with the columns in another order."""
        files = []
        for name, writer in (("价目和会员.csv", as_csv("gb18030")), ("价目和会员.xlsx", as_xlsx)):
            planted, members = self._members(name, count)
            rows: list[Row] = [(f"{69_000_000 + n}", DRUGS[n % 6], "24片", f"{n % 90}.5", str(n)) for n in range(40)]
            rows += [("", "", "", "", ""), ("会员名单", "", "", "", ""), ("姓名", "手机", "身份证号", "", "")]
            rows += [(who.name, who.mobile, who.id_number, "", "") for who in members]
            writer(planted.path, _GOODS, rows)
            files.append(planted)
        planted, members = self._members("两组会员.xlsx", count)
        half = count // 2
        rows = [(who.name, who.mobile, who.id_number) for who in members[:half]]
        rows += [("", "", ""), ("身份证号", "联系电话", "会员姓名")]
        rows += [(who.id_number, who.mobile, who.name) for who in members[half:]]
        as_xlsx(planted.path, ("姓名", "手机", "身份证号"), rows)
        self.apart.append(Apart("second tables in a sheet", 0.995, [*files, planted]))

    def _forms(self, count: int) -> None:
        """A form for each person, one below the other: the fields down the side."""
        planted, members = self._members("会员登记表.xlsx", count)
        rows: list[Row] = []
        for who in members:
            rows += [("姓名", who.name, "手机", who.mobile), ("身份证号", who.id_number, "备注", "")]
            rows += [("", "", "", ""), ("会员登记表", "", "", "")]
        as_xlsx(planted.path, ("会员登记表", "", "", ""), rows)
        self.apart.append(Apart("a form for each person", 0.995, [planted]))

    def _members(self, name: str, count: int) -> tuple[Planted, list[Invented]]:
        members = [self._people[place] for place in self._some(count)]
        planted = Planted(self._shop / name, True)
        for who in members:
            _plant(planted, who)
        return planted, members

    def _sentences(self, count: int) -> None:
        """Running text that names an address, a member number, an insurance number, each in the ways people write."""
        for name, field_type, least, ways in _SAID:
            planted = Planted(self._shop / f"{name}.txt", False)
            lines = []
            for n, place in enumerate(self._some(count, lambda who: who.member_no)):
                who = self._people[place]
                value = {
                    fields.ADDRESS: who.address, fields.MEMBER_NO: who.member_no,
                    fields.SI_CARD_NO: f"{self._rnd.choice('ABCDEFG')}{n * 7_919 % 10**8:08}",
                }[field_type]  # fmt: skip
                lines += ["今天到了新货，按批号放好，下午盘点。", ways[n % len(ways)].format(who=who, value=value)]
                planted.plant(field_type, value)
            planted.path.write_bytes("\n".join(lines).encode("gb18030" if least < 0.99 else "utf-8"))
            self.apart.append(Apart(f"{field_type} in running text", least, [planted]))


_SAID: tuple[tuple[str, str, float, tuple[str, ...]], ...] = (
    ("送货记录", fields.ADDRESS, 0.95, (
        "{who.name}家住{value}，下午送", "送货地址：{value}，电话{who.mobile}", "{who.name} {who.mobile} 送到{value}",
        "收货人：{who.name}，收货地址：{value}", "顾客{who.name}，住址 {value}。", "寄到{value}，{who.name}收",
    )),
    ("卡号记录", fields.MEMBER_NO, 0.95, (
        "会员卡号：{value}，补办", "会员号{value} {who.name}", "顾客{who.name}，会员编号 {value}，积分兑换",
        "卡号:{value}", "{who.name}的会员卡号是{value}", "VIP卡号 {value} {who.mobile}",
    )),
    ("医保记录", fields.SI_CARD_NO, 0.95, (
        "医保卡号：{value}，{who.name}", "{who.name} 社保卡号 {value}", "患者{who.name}，医保号：{value}",
        "社会保障卡号是{value}", "医保个人编号 {value}，{who.mobile}",
    )),
)  # fmt: skip


def _plant(planted: Planted, who: Invented) -> None:
    planted.plant(fields.MOBILE, who.mobile)
    planted.plant(fields.ID_NUMBER, who.id_number)
