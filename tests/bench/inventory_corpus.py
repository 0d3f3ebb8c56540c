"""A shop PC as invented: people in every format the readers know, among documents, sources and logs without any.

What is planted where is remembered, so that what is found can be scored. The same seed gives the same corpus.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

from PIL.Image import Image

from desktop.inventory import fields
from tests.bench.inventory_formats import (
    LinesWriter,
    Row,
    TableWriter,
    as_access,
    as_csv,
    as_dbf,
    as_deleted,
    as_doc,
    as_docx,
    as_foxpro,
    as_html,
    as_json,
    as_mail,
    as_mailbox,
    as_ods,
    as_outlook,
    as_packed,
    as_page,
    as_pdf,
    as_pptx,
    as_rtf,
    as_seven_deep,
    as_sql,
    as_sqlite,
    as_three_deep,
    as_titled_csv,
    as_tsv,
    as_wal,
    as_wide_csv,
    as_xls,
    as_xlsx,
    as_xml,
    as_zip,
)
from tests.bench.inventory_further import Further
from tests.bench.inventory_noise import write_noise
from tests.bench.inventory_people import RARE, Invented, broken_id, people
from tests.bench.inventory_planted import DRUGS, Corpus, Planted
from tests.inventory import drawn

PICTURES, PAGES = 16, 4
STRANGERS = 400


def build(folder: Path, *, customers: int, megabytes: int, seed: int = 20261122) -> Corpus:
    """Write the corpus; `customers` people, and noise until it has at least so many megabytes (of 10**6 bytes)."""
    everyone = people(customers + STRANGERS, seed)
    everybody = everyone[:customers]
    phones = {who.mobile for who in everybody}
    strangers = [who for who in everyone[customers:] if who.mobile not in phones]
    made = _Maker(folder, everybody, random.Random(seed))
    shop = folder / "药店"
    shop.mkdir(parents=True)
    made.members(shop / "会员资料.csv")
    for year in (2023, 2024, 2025):
        made.sales(shop / f"销售流水{year}.csv", year, customers * 2)
    made.table(shop / "处方登记.csv", "rx", customers // 4, as_csv("utf-8-sig", tabs=True))
    made.table(shop / "储值卡.txt", "cards", customers // 4, as_tsv)
    made.table(shop / "慢病回访.xlsx", "care", customers // 4, as_xlsx)
    made.table(shop / "老系统导出.xls", "care", customers // 20, as_html)
    made.table(shop / "HYXX.dbf", "old", customers // 5, as_dbf)
    made.table(shop / "till.db", "old", customers // 5, as_sqlite)
    made.table(shop / "dump.sql", "old", customers // 5, as_sql)
    made.table(shop / "orders.json", "orders", customers // 10, as_json)
    made.table(shop / "名单.ods", "care", customers // 50, as_ods)
    made.table(shop / "备份2022.zip", "care", customers // 20, as_zip)
    made.chat(shop / "微信聊天.txt", customers // 3, "utf-8")
    made.chat(shop / "记录.log", customers // 6, "gb18030")
    for name, kind, share, table_writer in _TABLES:
        made.table(shop / name, kind, customers // share, table_writer)
    for name, kind, share, table_writer in _HIDDEN:
        made.hidden(shop / name, kind, customers // share, table_writer)
    for name, lines_writer in _TEXTS:
        made.lines(shop / name, customers // 100, lines_writer)
    further = Further(shop, everybody, strangers, seed)
    further.write(customers // 50)
    pictures = made.pictures(shop / "照片")
    so_far = sum(path.stat().st_size for path in shop.rglob("*"))
    noise = write_noise(folder / "其他", megabytes * 1_000_000 - so_far, seed)
    planted = [*made.planted, *further.planted]
    return Corpus(folder, everybody, strangers, planted, further.apart, noise, pictures)


class _Maker:
    def __init__(self, folder: Path, everybody: list[Invented], rnd: random.Random) -> None:
        self.folder = folder
        self.people = everybody
        self.rnd = rnd
        self.planted: list[Planted] = []

    def _some(self, count: int) -> list[int]:
        return [self.rnd.randrange(len(self.people)) for _ in range(count)]

    def members(self, path: Path) -> None:
        """Everybody once, in the till software's list."""
        header = ("会员卡号", "姓名", "手机", "身份证号", "地址", "积分")
        rows: list[Row] = [
            (p.member_no, p.name, p.mobile, p.id_number, p.address, str(n % 900)) for n, p in self._all()
        ]
        self._write(path, header, rows, list(range(len(self.people))), as_csv("gb18030"))

    def sales(self, path: Path, year: int, count: int) -> None:
        """Sales: serial numbers that look like mobiles, the customer by card or by phone and name."""
        header = ("流水号", "销售日期", "会员卡号", "手机", "姓名", "药品名称", "数量", "金额")
        about = self._some(count)
        rows: list[Row] = []
        for n, place in enumerate(about):
            who = self.people[place]
            rows.append((
                f"1{(year - 2020) * 10**9 + n * 99_991 % 10**9:010}"[:11], f"{year}-{n % 12 + 1:02}-{n % 28 + 1:02}",
                who.member_no, who.mobile, who.name, DRUGS[n % len(DRUGS)], str(n % 3 + 1), f"{n % 90}.50",
            ))  # fmt: skip
        self._write(path, header, rows, about, as_csv("utf-8" if year % 2 else "gb18030"))

    def table(self, path: Path, kind: str, count: int, writer: Callable[[Path, Row, list[Row]], None]) -> None:
        """A list of one of the usual kinds in one of the formats."""
        about = self._some(count)
        header, make = _KINDS[kind]
        self._write(path, header, [make(n, self.people[who], self.rnd) for n, who in enumerate(about)], about, writer)

    def _write(
        self, path: Path, header: Row, rows: list[Row], about: list[int],
        writer: Callable[[Path, Row, list[Row]], None],
    ) -> None:  # fmt: skip
        writer(path, header, rows)
        planted = Planted(path, True, rows=about)
        for title, field_type in _TITLES.items():
            if title in header:
                place = header.index(title)
                for row, who in zip(rows, about, strict=True):
                    if row[place] and row[place] != broken_id(self.people[who].id_number or "0" * 18):
                        planted.plant(field_type, row[place])
        self.planted.append(planted)

    def chat(self, path: Path, count: int, encoding: str) -> None:
        """Running text: sentences with a name and a number, in all the forms people write."""
        planted, lines = Planted(path, False), []
        for n, place in enumerate(self._some(count)):
            who, form = self.people[place], n % 12
            lines.append(f"2024-03-0{n % 9 + 1} 1{n % 9}:0{n % 6}:12 {DRUGS[n % 6]}到货了吗，大概什么时候有，谢谢")
            if form == 9 and who.id_number:
                lines.append(f"登记的身份证{broken_id(who.id_number)}好像不对，再核对一下")
                continue
            planted.lines[len(lines) + 1] = place
            lines.append(_sentence(who, form))
            planted.plant(fields.MOBILE, who.mobile)
            if form in (1, 5) and who.id_number:
                planted.plant(fields.ID_NUMBER, who.id_number)
            if form == 3 and who.card:
                planted.plant(fields.BANK_CARD, who.card)
        path.write_bytes("\n".join(lines).encode(encoding))
        self.planted.append(planted)

    def hidden(self, path: Path, kind: str, count: int, writer: TableWriter) -> None:
        """A list that no longer is a table to whoever reads the file: deleted, attached, packed, or in single texts."""
        self.table(path, kind, count, writer)
        self.planted[-1].table = False
        self.planted[-1].rows = []

    def lines(self, path: Path, count: int, writer: LinesWriter) -> None:
        """A document: each paragraph about another person."""
        planted, paragraphs = Planted(path, False), []
        for place in self._some(count):
            who = self.people[place]
            planted.plant(fields.MOBILE, who.mobile)
            planted.plant(fields.ID_NUMBER, who.id_number)
            paragraphs.append(f"患者：{who.name}，联系电话 {who.mobile}，身份证 {who.id_number or '没带'}。")
        writer(path, paragraphs)
        self.planted.append(planted)

    def pictures(self, folder: Path) -> list[Planted]:
        """Cards and prescriptions, photographed and scanned. The names are of letters that the program's fonts have."""
        folder.mkdir()
        everybody = [p for p in self.people if p.id_number and not set(p.name) & set(RARE)]
        made: list[Planted] = []
        pages: list[Image] = []
        for n, who in enumerate(self.rnd.sample(everybody, PICTURES + PAGES)):
            if n % 2:
                text = drawn.prescription(who.name, who.mobile, who.id_number, who.address)
            else:
                text = [*drawn.member_card(who.name, who.mobile, who.member_no or "无"), f"证件：{who.id_number}"]
            picture = drawn.photo(drawn.sheet(text), seed=n)
            planted = Planted(folder / f"IMG_{n:04}.jpg", False)
            if n < PICTURES:
                planted.path.write_bytes(drawn.saved(picture, quality=80))
            else:
                planted.path = folder / "扫描件.pdf"
                pages.append(picture)
            values = ((fields.NAME, who.name), (fields.MOBILE, who.mobile), (fields.ID_NUMBER, who.id_number))
            for field_type, value in values:
                planted.plant(field_type, value)
            made.append(planted)
        (folder / "扫描件.pdf").write_bytes(drawn.scanned(pages))
        return made

    def _all(self) -> Sequence[tuple[int, Invented]]:
        return list(enumerate(self.people))


_TITLES = {
    "手机": fields.MOBILE, "联系电话": fields.MOBILE, "SJ": fields.MOBILE, "身份证号": fields.ID_NUMBER,
    "SFZH": fields.ID_NUMBER, "银行卡号": fields.BANK_CARD,
}  # fmt: skip


def _slip(who: Invented, rnd: random.Random) -> str:
    return broken_id(who.id_number) if who.id_number and rnd.random() < 0.01 else who.id_number


_KINDS: dict[str, tuple[Row, Callable[[int, Invented, random.Random], Row]]] = {
    "rx": (
        ("处方号", "日期", "姓名", "联系电话", "身份证号", "诊断", "医师"),
        lambda n, p, r: (f"CF{n:08}", f"2024-0{n % 9 + 1}-11", p.name, p.mobile, _slip(p, r), "高血压", "赵医师"),
    ),
    "cards": (
        ("卡号", "姓名", "手机", "银行卡号", "余额"),
        lambda n, p, r: (p.member_no, p.name, p.mobile, p.card, f"{n % 500}.00"),
    ),
    "care": (
        ("姓名", "联系电话", "身份证号", "慢病类型", "备注"),
        lambda n, p, r: (p.name, p.mobile, _slip(p, r), "糖尿病", "按时复诊"),
    ),
    "old": (("KH", "XM", "SJ", "SFZH"), lambda n, p, r: (p.member_no, p.name, p.mobile, p.id_number)),
    "orders": (
        ("订单号", "收货人", "手机", "收货地址"),
        lambda n, p, r: (f"{202400000000000 + n}", p.name, p.mobile, p.address),
    ),
}


_TABLES: tuple[tuple[str, str, int, TableWriter], ...] = (
    ("慢病顾客.csv", "care", 50, as_titled_csv),
    ("会员导出97.xls", "care", 40, as_xls),
    ("HYBZ.dbf", "old", 20, as_foxpro),
    ("接口导出.xml", "care", 40, as_xml),
    ("open.db", "old", 20, as_wal),
    ("旧备份.7z", "care", 40, as_packed),
    ("三层.zip", "care", 50, as_three_deep),
    ("三层.7z", "care", 50, as_seven_deep),
    ("导出.csv", "rx", 40, as_wide_csv),
    ("网页.mht", "care", 50, as_page),
    ("网页存的.xls", "old", 50, as_page),
)
_HIDDEN: tuple[tuple[str, str, int, TableWriter], ...] = (
    ("deleted.db", "old", 40, as_deleted),
    ("till.mdb", "old", 40, as_access),
    ("名单.eml", "care", 50, as_mail),
)
_TEXTS: tuple[tuple[str, LinesWriter], ...] = (
    ("信.docx", as_docx),
    ("会议.pptx", as_pptx),
    ("旧信.doc", as_doc),
    ("通知.doc", as_rtf),
    ("打印件.pdf", as_pdf),
    ("邮件.msg", as_outlook),
    ("收件箱.mbox", as_mailbox),
)


def _sentence(who: Invented, form: int) -> str:
    phone = who.mobile
    return (
        f"会员{who.name}，电话{phone}，请帮忙留一盒",
        f"{who.name} {phone} 身份证{who.id_number or '没带'}",
        f"患者：{who.name} 手机 {phone[:3]}-{phone[3:7]}-{phone[7:]}",
        f"{who.name} {phone} 退款到银行卡 {who.card or '再说'}",
        f"给{who.name}{phone}打过电话了",
        f"姓名：{who.name} 证件 {who.id_number[:6]} {who.id_number[6:14]} {who.id_number[14:]} 电话{phone}",
        f"{who.name}：" + "".join(chr(ord("０") + int(digit)) for digit in phone) + " 回访过",
        f"收货人：{who.name} +86{phone}",
        f"{who.name} {phone[:3]} {phone[3:7]} {phone[7:]} 到货通知",
        f"会员{who.name}，电话{phone}",
        f"{who.name} {phone}元旦活动",
        f"微信同号{phone} {who.name}",
    )[form]
