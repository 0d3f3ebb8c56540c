"""What real shops' PCs have in store for whoever looks for data: each trap once, with a file.

`TRAPS` names the test of every trap, also of those that stand beside the reader they belong to. Junctions and files
that lie in a cloud only exist on Windows; here their marks are given by a made-up answer of the file system.
"""

from __future__ import annotations

import os
import random
import sqlite3
import stat
from importlib import import_module
from pathlib import Path

import pytest

from desktop.inventory import fields, store, walking
from desktop.inventory.columns import Vocabulary, guess_columns
from desktop.inventory.looking import UNREADABLE, Sight, look
from desktop.inventory.mentions import TextRun
from desktop.inventory.readers.kinds import form_of
from desktop.inventory.readers.shapes import Block, Form, Line
from desktop.inventory.records import Confidence, SourceState
from desktop.inventory.scanning import scan
from desktop.inventory.usual import usual_folders
from desktop.inventory.walking import walk
from desktop.jobs.job import run_to_end
from desktop.rules.records import RuleBook
from desktop.session import Session
from tests.inventory import files, formats
from tests.inventory.test_formats import read, refusal

TRAPS = {
    # Files and folders
    "two names of one file": "traps.test_a_file_with_two_names_is_told_as_a_copy",
    "links to files and folders, loops, pipes": "scanning.test_links_loops_and_the_cases_own_files",
    "a link to a folder elsewhere": "traps.test_a_link_to_a_folder_elsewhere_is_not_followed",
    "junctions": "traps.test_a_junction_is_not_followed",
    "files that lie in a cloud only": "traps.test_a_file_that_lies_in_a_cloud_only_is_listed",
    "paths of more than 260 characters": "traps.test_paths_that_windows_finds_too_long",
    "names that are not valid text": "scanning.test_names_that_are_no_text",
    "folders of chat programs": "traps.test_received_files_of_chat_programs_are_looked_for",
    "pipes named one by one": "traps.test_a_pipe_is_told_and_not_waited_for",
    "places of Windows": "traps.test_places_of_windows_name_what_shops_have",
    "recycle bin": "traps.test_the_recycle_bin",
    "print queue": "traps.test_a_job_in_the_print_queue_begins_like_an_icon",
    "backups *.bak": "traps.test_backups_named_bak_and_dmp",
    "files without permission, or held by a program": "readers.test_a_file_that_another_program_holds",
    "mail stores": "traps.test_what_only_its_own_program_can_read_says_so",
    # Tables
    "three names for one field in one program": "traps.test_three_names_of_one_field_in_one_program",
    "masked copies beside clear ones": "traps_tables.test_clear_numbers_beside_their_masked_copies",
    "copies in which all is masked": "traps_tables.test_a_copy_in_which_all_is_masked_names_nobody",
    "columns that are put to another use": "cells.test_a_spare_column_put_to_use_late_is_found",
    "headers that real till software has": "traps_tables.test_headers_that_real_till_software_has",
    "headers that nobody here has seen": "columns.test_headers_of_lists_that_nobody_here_has_seen",
    "a header that lies": "columns.test_a_header_that_lies_is_overruled_and_said",
    "no header at all": "traps_tables.test_a_list_that_begins_with_a_person_who_left_no_number",
    "rows that do not fit their header": "traps_tables.test_rows_that_do_not_fit_their_header",
    "line ends of every kind in cells": "traps_tables.test_line_breaks_of_every_kind_in_cells",
    "names that no rule knows": "traps_tables.test_a_header_decides_where_names_are_rare",
    "medicines called like people": "traps_tables.test_medicines_called_like_people_are_none",
    "codes of goods": "traps_tables.test_what_numbers_goods_is_nobodys",
    "customers, staff": "columns.test_staff_are_told_from_customers",
    "customers, suppliers": "columns.test_suppliers_are_told_from_customers",
    "notes that begin late": "cells.test_a_note_that_is_empty_for_a_thousand_rows_is_read",
    "two numbers in one cell": "cells.test_numbers_squeezed_into_a_column_of_something_else",
    "titles above the header": "columns.test_a_title_row_above_the_header",
    "line breaks in cells": "readers.test_line_breaks_inside_cells_keep_the_line_numbers",
    "staff under the headers of members": "traps.test_staff_in_a_file_called_members",
    "tabs before numbers": "readers.test_tab_before_numbers_and_formulas_around_them",
    "HTML named xls": "readers.test_html_named_xls",
    "the customer's number in ten tables": "traps.test_one_customer_in_many_tables_of_a_till",
    "two ID numbers in a row": "traps.test_registers_with_buyer_and_patient_in_one_row",
    "both ID numbers of a register": "traps_tables.test_both_numbers_of_a_register_are_found",
    "a number of three kinds": "traps_tables.test_a_certificate_number_of_three_kinds",
    "national insurance interface": "traps.test_the_names_of_the_insurance_interface",
    "a link hidden in free text": "traps.test_a_prescription_number_hidden_in_a_remark",
    "columns that are encrypted": "traps.test_an_encrypted_column_is_told_with_low_confidence",
    "numbers that Excel has damaged": "traps.test_numbers_that_excel_has_damaged_are_told_as_such",
    "ID numbers as numbers in a workbook": "traps_numbers.test_damaged_numbers_are_told_and_masked",
    "mobiles as powers of ten": "traps_numbers.test_a_mobile_that_a_spreadsheet_shows_as_a_power_of_ten",
    "what Excel leaves still joins": "register.test_what_a_spreadsheet_left_of_an_id_number_counts_with_the_name",
    # Numbers in bytes
    "serial numbers that begin like mobiles": "columns.test_serial_numbers_that_begin_like_mobiles_are_none",
    "files of serial numbers only": "traps_numbers.test_a_file_that_holds_only_serial_numbers",
    "serial numbers in logs": "traps_numbers.test_logs_full_of_codes_that_only_look_like_people",
    "digits in trace ids": "recognise.test_parts_of_longer_codes_are_not_people",
    "cards of 16 to 19 digits": "traps_numbers.test_cards_by_length_and_beginning",
    "full-width, separated, glued": "recognise.test_id_numbers_are_found_glued_spaced_and_full_width",
    "glued, wide and torn, in files": "traps_numbers.test_numbers_glued_to_what_stands_around_them",
    "four-byte characters before a number": "sweep.test_nothing_that_the_rules_define_is_missed",
    "prefixes that libraries refuse": "traps.test_prefixes_that_libraries_refuse",
    "counties that are gone": "traps.test_people_born_before_their_county_was_abolished",
    "fifteen digits": "traps.test_fifteen_digits_need_a_word_beside_them",
    "which encoding": "traps_numbers.test_every_encoding_is_told_by_its_bytes",
    "UTF-16 with and without a mark": "readers.test_csv_in_every_encoding",
    "a SQLite head is no UTF-16": "traps.test_zeros_alone_make_no_utf_16",
    # Persons
    "a family on one phone": "register.test_a_family_on_one_phone_stays_a_family",
    "a slip in a number": "register.test_a_slip_in_the_number_does_not_make_a_second_person",
    "a number typed for want of one": "register.test_a_number_typed_for_want_of_one_joins_nobody",
    # Containers
    "fields back to back": "formats.test_fields_back_to_back_are_set_apart",
    "rows deleted from a database": "formats.test_rows_deleted_from_a_sqlite_database_are_found",
    "a database in use": "formats.test_sqlite_with_its_log_and_without_a_trace",
    "DBF whose field ends inside a character": "formats.test_dbf_whose_field_ends_inside_a_character",
    "DBF with a wrong code page, memo, deleted rows": "formats.test_dbf_in_gbk_with_memo_and_rows_flagged_as_deleted",
    "a sheet that claims the whole plane": "readers.test_a_sheet_that_claims_the_whole_plane",
    "texts torn between records": "traps_numbers.test_long_texts_torn_between_the_records_of_an_old_workbook",
    "other endings": "traps_tables.test_other_endings_than_their_form_has",
    "headers, notes and comments of Word": "formats.test_headers_and_comments_of_word",
    "web pages that are workbooks": "web.test_a_single_file_web_page_named_xls",
    "letters of WPS": "traps_tables.test_a_letter_of_wps",
    "dumps under another name": "traps.test_a_dump_named_bak_is_read_as_what_it_is",
    "read in part": "traps_tables.test_what_is_not_read_stands_beside_what_is",
    "bombs of zip": "archives.test_bombs_are_refused_with_a_sentence",
    "bombs of every other kind": "traps_bombs.test_what_is_made_to_burst",
    "damaged files of every form": "fuzz.test_every_form_is_in_the_list",
    "bombs of entities": "formats.test_an_entity_bomb_in_xml_and_pptx",
    "a password for one file of many": "archives.test_one_file_with_a_password_among_others",
    "encrypted Office files": "readers.test_encrypted_office_file",
    "a second table below the first": "apart.test_people_of_the_second_table_are_in_the_register",
    "fields down the side": "sideways.test_one_person_in_each_column",
    "a form for each person": "sideways.test_forms_one_below_the_other",
    "comments, margins, text boxes of a workbook": "office.test_every_corner_of_a_workbook",
    "comments in old workbooks": "office.test_every_corner_of_an_old_workbook",
    "a text box that tears a number": "office.test_every_corner_of_a_word_file",
    "authors of comments": "office.test_who_wrote_a_comment_is_no_customer",
    "pictures inside Office files": "office.test_pictures_inside_are_counted_where_they_cannot_be_read",
    "pictures without the part that reads them": "pictures.test_without_the_part_each_picture_says_what_to_do",
    "a part for pictures without its models": "pictures.test_a_part_that_fails_its_test_is_not_trusted",
}


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_has_its_test(trap: str) -> None:
    module, name = TRAPS[trap].split(".")
    assert callable(getattr(import_module(f"tests.inventory.test_{module}"), name))


NOTE = f"患者张三 {files.mobile(7)}\n"


def seen_in(folder: Path, vocabulary: Vocabulary) -> list[Sight]:
    return list(look([folder], vocabulary))


def test_a_file_with_two_names_is_told_as_a_copy(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    path = files.write_csv(folder / "会员资料.csv", files.MEMBER_HEADER, files.members(30))
    (folder / "桌面").mkdir()
    os.link(path, folder / "桌面" / "会员.csv")
    run_to_end(scan(session, folder))
    first, second = sorted(store.groups(session.vault), key=lambda group: group.copy_of or 0)
    # Both names have to go when it is erased: both are listed, and the people are counted once.
    assert (first.copy_of, second.copy_of) == (None, first.id)
    assert store.subject_count(session.vault) == 30


def test_a_link_to_a_folder_elsewhere_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "else").mkdir()
    (tmp_path / "else" / "a.txt").write_text(NOTE, "utf-8")
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "link").symlink_to(tmp_path / "else", target_is_directory=True)
    (tmp_path / "x" / "gone").symlink_to(tmp_path / "nowhere")
    assert list(walk(tmp_path / "x")) == []


class Marked:
    """The answer of Windows for an entry with a reparse point: a named fake at the edge of the machine."""

    def __init__(self, attributes: int, mode: int = stat.S_IFDIR) -> None:
        self.st_file_attributes, self.st_mode = attributes, mode
        self.st_size, self.st_mtime_ns, self.st_ctime_ns = 1, 0, 0

    def stat(self, *, follow_symlinks: bool) -> Marked:
        return self


def test_a_junction_is_not_followed() -> None:
    directory, reparse, offline = 0x10, 0x400, 0x1000
    assert walking._leads_elsewhere(Marked(directory | reparse))  # type: ignore[arg-type]
    assert not walking._leads_elsewhere(Marked(directory))  # type: ignore[arg-type]
    # A folder of a cloud's is a reparse point too, and its files are listed.
    assert not walking._leads_elsewhere(Marked(directory | reparse | offline))  # type: ignore[arg-type]


@pytest.mark.parametrize("attributes", [0x1000, 0x40000, 0x400000])
def test_a_file_that_lies_in_a_cloud_only_is_listed(attributes: int) -> None:
    seen = walking._seen("D:/OneDrive", "会员.xlsx", Marked(attributes, stat.S_IFREG))  # type: ignore[arg-type]
    assert seen is not None
    assert seen.remote
    here = walking._seen("D:/OneDrive", "会员.xlsx", Marked(0x20, stat.S_IFREG))  # type: ignore[arg-type]
    assert here is not None
    assert not here.remote


def test_paths_that_windows_finds_too_long(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    deep = folder
    while len(str(deep)) < 700:
        deep /= "一层又一层的备份文件夹" * 3
    deep.mkdir(parents=True)
    (deep / "记录.txt").write_text(NOTE, "utf-8")
    run_to_end(scan(session, folder))
    (source,) = store.sources(session.vault)
    assert source.state is SourceState.FOUND
    assert [subject.mobile for subject in store.subjects(session.vault)] == [files.mobile(7)]


def test_received_files_of_chat_programs_are_looked_for(
    tmp_path: Path, rules: RuleBook, vocabulary: Vocabulary
) -> None:
    month = tmp_path / "Documents" / "Tencent Files" / "10000" / "FileRecv"
    for folder in (month, tmp_path / "xwechat_files" / "wxid_x" / "msg" / "file" / "2026-11"):
        folder.mkdir(parents=True)
        files.write_csv(folder / "会员.csv", files.MEMBER_HEADER, files.members(20), "gb18030")
    # What WeChat keeps of chats is encrypted: it is listed with what to do.
    (tmp_path / "xwechat_files" / "wxid_x" / "MSG0.db").write_bytes(random.Random(1).randbytes(40_000))
    found = usual_folders(rules, {"HOME": str(tmp_path)}, "linux")
    ours = [folder for folder in found if tmp_path in folder.parents]
    assert tmp_path / "Documents" in ours
    assert tmp_path / "xwechat_files" in ours
    sights = list(look(ours, vocabulary))
    assert len({s.path for s in sights if s.kind == fields.MOBILE}) == 2
    (sealed,) = [s for s in sights if s.kind == UNREADABLE]
    assert "微信" in sealed.reason


def test_places_of_windows_name_what_shops_have(rules: RuleBook) -> None:
    names = " ".join(folder for place in rules.places for folder in place.windows)
    for word in ("Desktop", "Documents", "Downloads", "WeChat Files", "Tencent Files", "DingTalk", "WXWork",
                 "$Recycle.Bin", "spool", "Outlook", "Foxmail", "千方百剂", "备份"):  # fmt: skip
        assert word in names, word


def test_the_recycle_bin(tmp_path: Path, vocabulary: Vocabulary) -> None:
    folder = tmp_path / "$Recycle.Bin" / "S-1-5-21-1000"
    name = f"C:\\Users\\shop\\Desktop\\张三{files.mobile(9)}处方.csv\0"
    told = b"\2" + bytes(7) + (512).to_bytes(8, "little") + bytes(8) + len(name).to_bytes(4, "little")
    folder.mkdir(parents=True)
    (folder / "$IA1B2C3.csv").write_bytes(told + name.encode("utf-16-le"))
    files.write_csv(folder / "$RA1B2C3.csv", files.MEMBER_HEADER, files.members(20), "gb18030")
    found = {(Path(s.path).name, s.kind): s for s in seen_in(folder, vocabulary)}
    assert found["$RA1B2C3.csv", fields.MOBILE].total == 20
    # The name under which it was thrown away can itself speak of a person.
    assert found["$IA1B2C3.csv", fields.MOBILE].total == 1
    assert UNREADABLE not in {kind for _, kind in found}


def test_a_job_in_the_print_queue_begins_like_an_icon(tmp_path: Path, vocabulary: Vocabulary) -> None:
    text = f"姓名：王建国  电话：{files.mobile(3)}".encode("utf-16-le")
    job = b"\0\0\1\0" + (64).to_bytes(4, "little") + bytes(56) + b"\x54\0\0\0" + text + bytes(300)
    (tmp_path / "00002.SPL").write_bytes(job)
    (tmp_path / "no-ending").write_bytes(job)
    icon = b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + (64).to_bytes(4, "little") + (22).to_bytes(4, "little") + bytes(64)
    (tmp_path / "till.ico").write_bytes(icon)
    assert form_of(tmp_path / "till.ico") is Form.IRRELEVANT
    found = [(Path(s.path).name, s.kind) for s in seen_in(tmp_path, vocabulary)]
    assert ("00002.SPL", fields.MOBILE) in found
    # Without its ending it is at least listed, and not taken for a picture of a program.
    assert ("no-ending", UNREADABLE) in found


@pytest.mark.parametrize("head", [b"TAPE\0\0\3\0", b"\x01\x0f\0\0", b"\3\3TEXPORT:V10.02.01\n"])
@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le"])
def test_backups_named_bak_and_dmp(head: bytes, encoding: str) -> None:
    body = b"".join(bytes(20) + f"王建国\t{files.mobile(n)}\t".encode(encoding) for n in range(40))
    _, texts, unread = read(("till.bak", head + bytes(500) + body + bytes(500)))
    assert sum(files.mobile(n) in texts[""] for n in range(40)) == 40
    assert "single texts" in unread[""]


def test_a_dump_named_bak_is_read_as_what_it_is() -> None:
    assert len(read(("till.bak", formats.sql()))[0]["t_member"]) == 21


def test_what_only_its_own_program_can_read_says_so() -> None:
    assert "Outlook" in refusal(("outlook.pst", b"!BDN" + bytes(600)))
    assert "WeChat" in refusal(("MicroMsg.db", random.Random(2).randbytes(20_000)))
    assert "not known" in refusal(("photo.raw", random.Random(2).randbytes(20_000)))


def typed(vocabulary: Vocabulary, header: list[str], rows: list[list[str]]) -> dict[str, str]:
    lines = [Line(number, tuple(row)) for number, row in enumerate(rows, 2)]
    return {column.header: column.field_type for column in guess_columns(header, lines, vocabulary)}


def test_three_names_of_one_field_in_one_program(vocabulary: Vocabulary) -> None:
    rows = [[files.id_number(n)] * 3 + [f"H{n:06}"] * 3 for n in range(30)]
    header = ["IDCARDNO", "IDCARD", "IDENTITYNO", "MEMCARDNO", "MEMBERCARDNO", "CARD_NO"]
    found = list(typed(vocabulary, header, rows).values())
    assert found == [fields.ID_NUMBER] * 3 + [fields.MEMBER_NO] * 3


def test_staff_in_a_file_called_members(session: Session, tmp_path: Path) -> None:
    header = ["工号", "姓名", "手机", "岗位", "入职日期"]
    rows = [[f"E{n:03}", files.person_name(n), files.mobile(n), "营业员", "2020-01-02"] for n in range(20)]
    files.write_csv(tmp_path / "x" / "会员.csv", header, rows)
    run_to_end(scan(session, tmp_path / "x"))
    (group,) = store.groups(session.vault)
    assert group.kind.value == "staff"


def test_one_customer_in_many_tables_of_a_till(session: Session, tmp_path: Path) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    database = sqlite3.connect(folder / "till.db")
    database.executescript(
        "CREATE TABLE member (member_id TEXT, member_name TEXT, handset TEXT);"
        "CREATE TABLE member_tag (member_id TEXT, tags TEXT); CREATE TABLE contact_log (member_id TEXT, hfjl TEXT);"
        "CREATE TABLE family (member_id TEXT, relation TEXT); CREATE TABLE stored_card (member_id TEXT, balance TEXT);"
    )
    members = [(f"M{n:05}", files.person_name(n), files.mobile(n)) for n in range(25)]
    database.executemany("INSERT INTO member VALUES (?, ?, ?)", members)
    for table, value in (
        ("member_tag", "高血压"),
        ("contact_log", "已回访"),
        ("family", "配偶"),
        ("stored_card", "12.50"),
    ):
        database.executemany(f"INSERT INTO {table} VALUES (?, ?)", [(number, value) for number, _, _ in members])
    database.commit()
    database.close()
    run_to_end(scan(session, folder))
    groups = store.groups(session.vault)
    assert sum(group.records for group in groups if group.records) == 125
    assert store.subject_count(session.vault) == 25


def test_registers_with_buyer_and_patient_in_one_row(vocabulary: Vocabulary) -> None:
    header = ["购药人姓名", "购药人身份证", "患者姓名", "患者身份证号", "药品名称", "数量"]
    rows = [
        [files.person_name(n), files.id_number(n), files.person_name(n + 50), files.id_number(n + 50), "新康泰克", "2"]
        for n in range(20)
    ]
    found = typed(vocabulary, header, rows)
    assert [found[title] for title in header[:4]] == [fields.NAME, fields.ID_NUMBER] * 2


def test_the_names_of_the_insurance_interface(vocabulary: Vocabulary) -> None:
    row = ["M0001", files.person_name(3), files.id_number(3), "1980-01-02", "990000001", "0", "T01", "12.50", "I10"]
    header = [
        "psn_no",
        "psn_name",
        "certno",
        "brdy",
        "mdtrt_id",
        "mdtrt_cert_type",
        "hi_rxno",
        "medfee_sumamt",
        "dise_codg",
    ]
    found = typed(vocabulary, header, [row] * 20)
    assert found["psn_name"] == fields.NAME
    assert found["certno"] == fields.ID_NUMBER
    assert found["brdy"] == fields.BIRTH_DATE
    assert found["psn_no"] == "si_card_no"
    assert found["hi_rxno"] == fields.PRESCRIPTION
    assert found["medfee_sumamt"] == "mi_settle"
    assert found["dise_codg"] == fields.DIAGNOSIS
    # An e-token, an ID number or a card, as the type beside it says: here it holds ID numbers.
    tokens = typed(vocabulary, ["mdtrt_cert_no"], [[files.id_number(n)] for n in range(20)])
    assert tokens == {"mdtrt_cert_no": fields.ID_NUMBER}


def test_a_prescription_number_hidden_in_a_remark(tmp_path: Path, vocabulary: Vocabulary) -> None:
    header = ["SALENO", "SALEDATE", "NOTES"]
    rows = [
        [f"S{n:07}", "2024-01-02", f"处方CF{n:06} 患者{files.person_name(n)} {files.mobile(n)} 复诊"] for n in range(30)
    ]
    files.write_csv(tmp_path / "t_sale_h.csv", header, rows)
    found = {s.kind: s for s in seen_in(tmp_path, vocabulary)}
    assert found[fields.MOBILE].total == 30
    assert found[fields.NAME].total == 30


def test_an_encrypted_column_is_told_with_low_confidence(vocabulary: Vocabulary) -> None:
    rnd = random.Random(3)
    letters = "ABCDEFGHijklmnopqrstuvwxyz0123456789+/"
    rows = [Line(n, ("".join(rnd.choices(letters, k=43)) + "=", files.mobile(n))) for n in range(30)]
    column, _ = guess_columns(["patient_id_no", "phone"], rows, vocabulary)
    assert (column.field_type, column.confidence) == (fields.ID_NUMBER, Confidence.LOW)
    assert "do not fit" in column.reason.text


def test_numbers_that_excel_has_damaged_are_told_as_such(session: Session, tmp_path: Path) -> None:
    rows = [[files.person_name(n), files.mobile(n), files.id_number(n)[:15] + "000"] for n in range(30)]
    files.write_csv(tmp_path / "x" / "会员.csv", ["姓名", "手机", "身份证号"], rows)
    run_to_end(scan(session, tmp_path / "x"))
    (source,) = store.sources(session.vault)
    found = {finding.field_type: finding for finding in store.findings(session.vault, source.id)}
    assert found[fields.ID_NUMBER].total == 30
    assert store.subject_count(session.vault) == 30


@pytest.mark.parametrize("prefix", ["148", "149", "174", "192", "199"])
def test_prefixes_that_libraries_refuse(prefix: str) -> None:
    run = TextRun()
    run.take(Block(1, f"电话 {prefix}12345678"))
    assert run.tallies[fields.MOBILE].total == 1


def test_people_born_before_their_county_was_abolished() -> None:
    from desktop.inventory.digits import check_character, is_id

    # Numbers were given out from the middle of the eighties to people already alive, under codes gone since.
    for area, born in (("510213", "19380412"), ("329001", "19820606"), ("132201", "19651103")):
        body = f"{area}{born}999"
        assert is_id(body + check_character(body))


def test_fifteen_digits_need_a_word_beside_them() -> None:
    for text, found in (("身份证 110105491231002", True), ("小票 110105491231002", False)):
        run = TextRun()
        run.take(Block(1, text))
        assert (fields.ID_NUMBER in run.tallies and run.tallies[fields.ID_NUMBER].total == 1) is found


def test_zeros_alone_make_no_utf_16(tmp_path: Path) -> None:
    path = formats.sqlite_file(tmp_path / "renamed.txt", 20)
    assert form_of(path) is Form.SQLITE
    assert read(path)[0]["会员"][1][2] == files.mobile(0)


def test_a_pipe_is_told_and_not_waited_for(tmp_path: Path, vocabulary: Vocabulary) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert [sight.kind for sight in look([pipe], vocabulary)] == ["unreadable"]


def test_a_column_without_a_header_has_none(tmp_path: Path, vocabulary: Vocabulary) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{files.person_name(n)},{files.mobile(n)}\n" for n in range(30)), encoding="utf-8")
    assert {sight.column for sight in look([path], vocabulary)} == {None}
