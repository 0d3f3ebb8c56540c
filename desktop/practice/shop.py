"""Makes the files of an invented pharmacy in a folder, and says what is true about them."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from desktop.practice.people import Customer, invent, some_day

COMPUTER = "店里的电脑"
MEMBERS = 300
MEDICINES = ("阿托伐他汀钙片", "苯磺酸氨氯地平片", "二甲双胍缓释片", "缬沙坦胶囊", "阿莫西林胶囊", "蒙脱石散")
DIAGNOSES = ("高血压", "2型糖尿病", "高脂血症", "上呼吸道感染", "慢性胃炎")
DOCTORS = ("样大夫", "例大夫", "范大夫")


@dataclass(frozen=True, slots=True)
class Truth:
    """What is known about the invented shop because it was made here: counts, and every marked name and number."""

    folder: Path
    last_trading_day: date
    people: int
    members: int
    """Rows of the member sheet: every member once, three of them twice."""
    prescriptions: int
    prescription_people: int
    sales: int
    old_members: int
    last_prescription: date
    last_sale: date
    files: tuple[Path, ...]
    """Files with personal data, in the order in which they were made."""
    harmless: Path
    unreadable: Path
    prescription_numbers: tuple[str, ...]
    markers: tuple[str, ...]


def make_shop(folder: Path, today: date, seed: int = 20261121) -> Truth:
    """Fill `folder` with the files of the shop; the same seed makes the same shop."""
    rng = random.Random(seed)
    closing = today - timedelta(days=3)
    everybody = invent(MEMBERS + 12, rng, today)
    members, strangers = everybody[:MEMBERS], everybody[MEMBERS:]
    former, patients = strangers[:5], (*rng.sample([m for m in members if m.mobile], 80), *strangers[5:])
    (folder / "备份").mkdir(parents=True, exist_ok=True)

    twice = [members[20], members[90], members[150]]
    _write_members(folder / "会员资料.xlsx", [*members, *twice], rng, closing)
    numbers, last_rx = _write_prescriptions(folder / "处方登记.csv", patients, rng, closing)
    sales, last_sale = _write_sales(folder / "销售流水.csv", members, rng, closing)
    _write_letter(folder / "致顾客的信.docx", members[30])
    _write_notes(folder / "备忘.txt", members[40:46])
    _write_members(folder / "备份" / "会员资料_旧.xlsx", [*members[:195], *former], rng, closing - timedelta(days=700))
    _write_prices(folder / "进货价目.csv")
    _write_encrypted(folder / "加密的旧表.xlsx", rng)

    return Truth(
        folder=folder,
        last_trading_day=closing,
        people=len(everybody),
        members=len(members) + len(twice),
        prescriptions=len(numbers),
        prescription_people=len(patients),
        sales=sales,
        old_members=200,
        last_prescription=last_rx,
        last_sale=last_sale,
        files=tuple(
            folder / name
            for name in (
                "会员资料.xlsx",
                "处方登记.csv",
                "销售流水.csv",
                "致顾客的信.docx",
                "备忘.txt",
                "备份/会员资料_旧.xlsx",
            )
        ),
        harmless=folder / "进货价目.csv",
        unreadable=folder / "加密的旧表.xlsx",
        prescription_numbers=tuple(numbers),
        markers=tuple(m for c in everybody for m in (c.name, c.mobile, c.id_number) if m),
    )


def _write_members(path: Path, members: list[Customer], rng: random.Random, until: date) -> None:
    import xlsxwriter  # only this function needs it, and the first window must come up fast

    header = ("会员卡号", "姓名", "手机", "出生日期", "地址", "邮编", "积分", "储值余额", "入会日期")
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet("会员")
        sheet.write_row(0, 0, header)
        for line, member in enumerate(members, 1):
            joined = some_day(rng, date(2017, 3, 1), until)
            cells = (
                member.member_no,
                member.name,
                member.mobile,
                member.birth.isoformat(),
                member.address,
                member.postcode,
                str(rng.randint(0, 3000)),
                f"{member.balance}.00",
                joined.isoformat(),
            )
            for column, cell in enumerate(cells):
                sheet.write_string(line, column, cell)
    path.write_bytes(held.getvalue())


def _write_prescriptions(
    path: Path, patients: tuple[Customer, ...], rng: random.Random, until: date
) -> tuple[list[str], date]:
    """As tills export it: GB18030, a title above the header, a tab before long numbers."""
    rows = [
        ["样例市云溪大药房处方登记表"],
        ["处方号", "日期", "患者姓名", "身份证号", "手机", "药品", "数量", "诊断", "医师"],
    ]
    numbers: list[str] = []
    last = date.min
    for place, patient in enumerate([*patients, *rng.sample(patients, 40)], 1):
        day = some_day(rng, until - timedelta(days=4 * 365), until)
        last = max(last, day)
        numbers.append(f"CF{place:05d}")
        phone = f"\t{patient.mobile}" if patient.mobile else ""
        medicine, diagnosis, doctor = rng.choice(MEDICINES), rng.choice(DIAGNOSES), rng.choice(DOCTORS)
        quantity = str(rng.randint(1, 4))
        rows.append(
            [
                numbers[-1],
                day.isoformat(),
                patient.name,
                f"\t{patient.id_number}",
                phone,
                medicine,
                quantity,
                diagnosis,
                doctor,
            ]
        )
    path.write_bytes(_csv_text(rows).encode("gb18030"))
    return numbers, last


def _write_sales(path: Path, members: tuple[Customer, ...], rng: random.Random, until: date) -> tuple[int, date]:
    rows = [["流水号", "日期", "会员卡号", "手机", "药品", "数量", "金额"]]
    last = date.min
    for serial in range(1, 601):
        member = rng.choice(members)
        day = some_day(rng, until - timedelta(days=900), until)
        last = max(last, day)
        quantity = rng.randint(1, 5)
        price = f"{quantity * rng.randint(8, 60)}.00"
        medicine = rng.choice(MEDICINES)
        rows.append(
            [f"LS{serial:07d}", day.isoformat(), member.member_no, member.mobile, medicine, str(quantity), price]
        )
    path.write_bytes(b"\xef\xbb\xbf" + _csv_text(rows).encode("utf-8"))
    return 600, last


def _csv_text(rows: list[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def _write_letter(path: Path, member: Customer) -> None:
    """The smallest Word document there is, written part by part."""
    lines = (
        f"{member.name}顾客，您好：",
        f"您在本店登记的手机 {member.mobile}，身份证号 {member.id_number}，请来店核对。",
        "您订的药已经到了，请在本周内来取。",
    )
    body = "".join(f"<w:p><w:r><w:t>{escape(line)}</w:t></w:r></w:p>" for line in lines)
    space = "http://schemas.openxmlformats.org"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{space}/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{space}/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{space}/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' + text)


def _write_notes(path: Path, members: tuple[Customer, ...]) -> None:
    lines = ["备忘", *(f"{m.name} {m.mobile} 要的药到了，打电话" for m in members if m.mobile), "房租月底到期"]
    path.write_text("\r\n".join(lines), encoding="utf-8")


def _write_prices(path: Path) -> None:
    rows = [["药品", "规格", "厂家", "进价", "批号"]]
    rows += [[m, "10片", "样例制药", f"{8 + i}.50", f"B2026{i:02d}"] for i, m in enumerate(MEDICINES)]
    path.write_bytes(_csv_text(rows).encode("gb18030"))


def _write_encrypted(path: Path, rng: random.Random) -> None:
    """What an Excel file with a password looks like from outside: an OLE file with one encrypted stream."""
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + bytes.fromhex("3e000300feff0900")
    names = "".join(n.ljust(32, "\0") for n in ("Root Entry", "EncryptionInfo", "EncryptedPackage")).encode("utf-16-le")
    path.write_bytes(header.ljust(512, b"\xff") + names.ljust(512, b"\0") + rng.randbytes(8 * 1024))
