"""Files as shops have them, made byte by byte or by real writers. All people are invented."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from desktop.inventory.digits import check_character

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PRESCRIPTION_HEADER = ["处方号", "日期", "患者姓名", "身份证号", "手机", "药品", "数量", "诊断", "医师"]
MEMBER_HEADER = ["会员卡号", "姓名", "手机", "出生日期", "地址", "邮编", "积分", "储值余额"]
SALE_HEADER = ["流水号", "日期", "会员卡号", "手机", "药品", "数量", "金额"]
SURNAMES = "王李张刘陈杨黄赵吴周"
GIVEN = ["建国", "丽", "小明", "秀英", "伟", "芳", "桂兰", "志强", "静", "敏"]


def person_name(n: int) -> str:
    return SURNAMES[n % 10] + GIVEN[n // 10 % 10] + ("" if n < 100 else SURNAMES[n // 100 % 10])


def mobile(n: int) -> str:
    return f"1990000{n:04d}"


def id_number(n: int) -> str:
    first = f"99{n % 9000 + 1000:04d}{1950 + n % 50}{n % 12 + 1:02d}{n % 28 + 1:02d}{n % 1000:03d}"
    return first + check_character(first)


def member(n: int) -> list[str]:
    return [
        f"H{n:05d}",
        person_name(n),
        mobile(n),
        f"{1950 + n % 50}-0{n % 9 + 1}-1{n % 9}",
        f"解放路{n}号",
        "100000",
        str(n * 3),
        "0",
    ]


def members(count: int) -> list[list[str]]:
    return [member(n) for n in range(count)]


def prescriptions(count: int) -> list[list[str]]:
    return [
        [
            f"CF{n:06d}",
            f"2024-{n % 12 + 1:02d}-{n % 28 + 1:02d}",
            person_name(n),
            id_number(n),
            mobile(n),
            "阿托伐他汀钙片",
            "2",
            "高血压",
            "赵医师",
        ]
        for n in range(count)
    ]


def sales(count: int, customers: int) -> list[list[str]]:
    return [
        [
            f"{13800000000 + n * 7919 % 900000000}",
            f"2024-0{n % 9 + 1}-11",
            f"H{n % customers:05d}",
            mobile(n % customers),
            "板蓝根颗粒",
            "1",
            "12.50",
        ]
        for n in range(count)
    ]


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str]], *, title: str = "", tab: bool = False) -> str:
    lines = [title] if title else []
    lines.append(",".join(header))
    for row in rows:
        lines.append(",".join("\t" + cell if tab and cell.isdigit() else cell for cell in row))
    return "\r\n".join(lines) + "\r\n"


def write_csv(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[str]], encoding: str = "utf-8-sig", **how: object
) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(csv_text(header, rows, **how).encode(encoding))  # type: ignore[arg-type]
    return path


def write_xlsx(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    book.close()
    return path


def write_docx(path: Path, paragraphs: Sequence[str], *, header: str = "", prolog: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

    def part(tag: str, lines: Sequence[str]) -> str:
        # Word tears text into runs wherever it likes.
        body = "".join(
            f"<w:p><w:r><w:t>{escape(line[:3])}</w:t></w:r>"
            f"<w:r><w:t xml:space='preserve'>{escape(line[3:])}</w:t></w:r></w:p>"
            for line in lines
        )
        return f"<?xml version='1.0' encoding='UTF-8'?>{prolog}<w:{tag} {space}><w:body>{body}</w:body></w:{tag}>"

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", part("document", paragraphs))
        if header:
            archive.writestr("word/header1.xml", part("hdr", [header]))
    return path


def write_encrypted(path: Path) -> Path:
    """What Excel writes for a workbook with a password: an OLE file with a stream named EncryptedPackage."""
    path.parent.mkdir(parents=True, exist_ok=True)
    body = bytearray(OLE + b"\0" * 4096)
    for place, name in enumerate(("Root Entry", "EncryptionInfo", "EncryptedPackage")):
        entry = (name.encode("utf-16-le") + b"\0\0").ljust(128, b"\0")
        body[1024 + 128 * place : 1024 + 128 * (place + 1)] = entry
    path.write_bytes(bytes(body) + bytes(range(256)) * 16)
    return path


def html_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = "".join(f"<tr>{''.join(f'<td>{escape(c)}</td>' for c in row)}</tr>\n" for row in [header, *rows])
    head = '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"><title>x</title></head>'
    return f"{head}<body><table>{cells}</table></body></html>"


def shop_folder(folder: Path, customers: int = 60) -> Path:
    """The PC of a small shop."""
    write_xlsx(folder / "会员资料.xlsx", {"Sheet1": [MEMBER_HEADER, *members(customers)]})
    write_csv(
        folder / "处方登记.csv",
        PRESCRIPTION_HEADER,
        prescriptions(40),
        "gb18030",
        title="康宁大药房处方登记表,,,,,,,,",
        tab=True,
    )
    write_csv(folder / "销售流水.csv", SALE_HEADER, sales(200, customers))
    write_docx(folder / "致顾客的信.docx", ["尊敬的王建国先生：", "您好。联系电话 19900000000。"], header="康宁大药房")
    (folder / "备忘.txt").write_text("周五前给 李丽 19900000011 送药\n她的身份证 " + id_number(11) + "\n", "utf-8")
    write_xlsx(folder / "备份" / "会员资料_旧.xlsx", {"Sheet1": [MEMBER_HEADER, *members(customers - 10)]})
    write_csv(
        folder / "进货价目.csv",
        ["商品编码", "商品名", "规格", "进价"],
        [[f"6900000{n:06d}", "板蓝根颗粒", "10g*20袋", "8.5"] for n in range(50)],
    )
    write_encrypted(folder / "加密的旧表.xlsx")
    return folder
