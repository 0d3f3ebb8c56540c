"""The bundle: made from a real case, untouched accepted, every mutation found and named."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import numbers
from desktop.certificate import bundle, gate, store
from desktop.certificate.records import Certificate, CertificateStatus
from desktop.certificate.verify import EVIDENCE, JOURNAL, MANIFEST, TAG_MANIFEST, find_bundle, verify
from desktop.erasure import hand
from desktop.erasure import store as erasure
from desktop.erasure.records import Explanation, ItemKind
from desktop.errors import OwnerError
from desktop.inventory.looking_again import look_again
from desktop.inventory.records import PartyAnswer
from desktop.jobs.job import run_to_end
from desktop.resources import resource
from desktop.session import Session
from desktop.vault import journal
from tests.certificate.conftest import erased
from tests.certificate.test_papers import text_of
from tests.erasure.stage import MARK


def made(session: Session, folder: Path) -> Certificate:
    return run_to_end(bundle.make(session, folder))


def test_the_bundle_says_what_the_case_says(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    report = verify(done.folder, expected=done.manifest_sha256)
    assert report.sound, report.as_json()
    assert report.number == done.number
    evidence = json.loads((done.folder / EVIDENCE).read_bytes())
    sums = evidence["totals"]
    paper = text_of(next(done.folder.glob("*.pdf")))[0]
    assert f"应销毁{sums['planned']}项，已销毁{sums['destroyed']}项" in paper
    assert done.manifest_sha256.upper() in paper
    assert sums["planned"] == 8
    assert sums["people"] == 30
    assert done.status is (CertificateStatus.EXCEPTIONS if sums["residue"] else CertificateStatus.ALL)
    lines = (done.folder / JOURNAL).read_text(encoding="utf-8").splitlines()
    results = [json.loads(line) for line in lines if json.loads(line)["act"] == "erasure.item_done"]
    assert len(results) == sums["destroyed"] + sums["residue"]


def test_no_customer_stands_in_the_bundle(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    for path in done.folder.rglob("*"):
        assert MARK not in path.name
        if path.is_file():
            data = path.read_bytes()
            assert MARK.encode() not in data
            assert b"1990000" not in data
            assert "会员0.csv".encode() not in data


def test_sha256sum_agrees(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    for name in (MANIFEST, TAG_MANIFEST):
        for line in (done.folder / name).read_text(encoding="utf-8").splitlines():
            digest, file = line.split("  ", 1)
            assert hashlib.sha256((done.folder / file).read_bytes()).hexdigest() == digest
    guide = next(done.folder.glob("*.txt.*"), None) or next(p for p in done.folder.glob("*.txt") if "核对" in p.name)
    assert done.manifest_sha256.upper() in guide.read_text(encoding="utf-8-sig")


def test_an_independent_reader_with_the_schema_alone_gets_the_sums(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    schema = json.loads(resource("certificate", "evidence.schema.json").read_text(encoding="utf-8"))
    fates = schema["$defs"]["row"]["properties"]["fate"]["enum"]
    evidence = json.loads((done.folder / EVIDENCE).read_bytes())
    counted = {fate: sum(row["fate"] == fate for row in evidence["rows"]) for fate in fates}
    totals = evidence["totals"]
    assert totals["destroyed"] == counted["destroyed"] + counted["confirmed"]
    assert totals["residue"] == counted["deleted_residue"]
    assert totals["groups_sealed"] == counted["sealed"]
    assert set(evidence) == set(schema["required"])


@pytest.mark.parametrize("left", [False, True])
def test_the_certificate_says_what_a_search_after_the_last_act_found(tmp_path: Path, left: bool) -> None:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "电脑")
    place = tmp_path / "again"
    place.mkdir()
    (place / "prices.txt").write_text("阿莫西林 12.50\n", encoding="utf-8")
    if left:
        (place / "phones.txt").write_text("姓名,手机\n王建国,19900000001\n李小红,19900000002\n", encoding="utf-8")
    run_to_end(look_again(session, (place,)))
    done = made(session, tmp_path)
    seen = json.loads((done.folder / EVIDENCE).read_bytes())["looked_again"]
    assert (seen["files"], seen["with_data"], seen["unreadable"]) == (1 + left, int(left), 0)
    (paper,) = done.folder.glob("*.pdf")
    words = "".join(text_of(paper)[0].split())
    assert ("其中1个仍含顾客资料" if left else "没有再发现顾客资料") in words
    session.vault.close()


def test_while_something_is_open_there_is_only_a_progress_sheet(tmp_path: Path) -> None:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "电脑", answered=False)
    with pytest.raises(OwnerError):
        made(session, tmp_path)
    assert not list(tmp_path.glob("证据包*"))
    sheet = tmp_path / "进度.pdf"
    sheet.write_bytes(bundle.progress_sheet(session))
    assert "个人信息销毁进度单" in text_of(sheet)[0]
    assert "JD-" in text_of(sheet)[0]
    session.vault.close()


def test_a_late_answer_asks_for_a_new_certificate_that_supersedes(tmp_path: Path) -> None:
    session = erased(tmp_path / "case" / "shop.case", tmp_path / "电脑", answered=False)
    party = next(item for item in erasure.items(session.vault) if item.planned.kind is ItemKind.THIRD_PARTY)
    words = Explanation(hand.default_cause(party), "再次发函", session.today, "林示例")
    hand.explain(session, party.id, words)
    first = made(session, tmp_path)
    assert first.status is CertificateStatus.EXCEPTIONS
    before = {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()}
    assert [point.target for point in gate.open_points(session)] == ["export"]
    hand.take_answer(session, party.id, PartyAnswer.DELETED, session.today, in_writing=True)
    assert [point.target for point in gate.open_points(session)] == ["make"]
    with pytest.raises(OwnerError):
        made(session, tmp_path)
    second = run_to_end(bundle.make(session, tmp_path, reason="短信平台补来书面回函"))
    assert second.supersedes == first.number != second.number
    assert f"取代{first.number}" in text_of(next(second.folder.glob("*.pdf")))[0]
    assert {path: path.read_bytes() for path in first.folder.rglob("*") if path.is_file()} == before
    assert verify(second.folder).sound
    assert len(store.certificates(session.vault)) == 2
    session.vault.close()


def test_export_is_read_back_and_closes_the_gate(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    drive = tmp_path / "U盘"
    drive.mkdir()
    assert [point.target for point in gate.open_points(session)] == ["export"]
    with pytest.raises(OwnerError):
        gate.close_case(session)
    target = run_to_end(bundle.export(session, done.number, drive))
    assert verify(target, expected=done.manifest_sha256).sound
    assert gate.open_points(session) == []
    gate.close_case(session)
    assert session.vault.fact(store.CLOSED)
    assert [path.name for path in drive.iterdir()] == [done.folder.name]


def test_a_damaged_copy_is_not_taken_for_an_export(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    drive = tmp_path / "U盘"
    shutil.copytree(done.folder, drive / done.folder.name)
    (drive / done.folder.name / EVIDENCE).write_bytes(b"{}")
    with pytest.raises(OwnerError):
        run_to_end(bundle.export(session, done.number, drive))
    assert store.copies(session.vault, done.number) == ()


def test_find_takes_the_folder_a_file_in_it_or_the_folder_above(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path / "case")
    for place in (done.folder, done.folder / MANIFEST, done.folder / EVIDENCE, done.folder.parent):
        assert find_bundle(place) == done.folder
    with pytest.raises(OwnerError):
        find_bundle(tmp_path)


# -- mutations

Mutate = Callable[[Path, random.Random], str]


def _pick(folder: Path, rng: random.Random) -> Path:
    return rng.choice(sorted(path for path in folder.rglob("*") if path.is_file()))


def flip_a_byte(folder: Path, rng: random.Random) -> str:
    path = _pick(folder, rng)
    data = bytearray(path.read_bytes())
    data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    return f"byte of {path.name}"


def cut_a_file(folder: Path, rng: random.Random) -> str:
    path = _pick(folder, rng)
    path.write_bytes(path.read_bytes()[: -rng.randrange(1, 40)])
    return f"end of {path.name}"


def remove_a_file(folder: Path, rng: random.Random) -> str:
    path = _pick(folder, rng)
    path.unlink()
    return f"removed {path.name}"


def add_a_file(folder: Path, rng: random.Random) -> str:
    (folder / rng.choice(["", "data"]) / f"补充{rng.randrange(99)}.txt").write_text("x")
    return "added"


def _rehash(folder: Path) -> None:
    """What someone would do who knows how plain lists of digests are made."""
    for name, keep in ((MANIFEST, "data/"), (TAG_MANIFEST, "")):
        lines = []
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            file = line.split("  ", 1)[1]
            lines.append(f"{hashlib.sha256((folder / file).read_bytes()).hexdigest()}  {file}\n")
        assert all(keep in line for line in lines)
        (folder / name).write_text("".join(lines), encoding="utf-8")


def edit_totals(folder: Path, rng: random.Random) -> str:
    path = folder / EVIDENCE
    evidence = json.loads(path.read_bytes())
    name = rng.choice(["destroyed", "people", "records_destroyed", "exceptions", "planned"])
    evidence["totals"][name] += rng.randrange(1, 9)
    path.write_text(json.dumps(evidence, ensure_ascii=False), encoding="utf-8")
    _rehash(folder)
    return f"total {name}, digests made anew"


def edit_a_row(folder: Path, rng: random.Random) -> str:
    path = folder / EVIDENCE
    evidence = json.loads(path.read_bytes())
    row = rng.choice(evidence["rows"])
    row["quantity"] += 1
    path.write_text(json.dumps(evidence, ensure_ascii=False), encoding="utf-8")
    _rehash(folder)
    return "row, digests made anew"


def _journal(folder: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / JOURNAL).read_text(encoding="utf-8").splitlines()]


def _write_journal(folder: Path, lines: list[dict[str, object]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    (folder / JOURNAL).write_text(text, encoding="utf-8")
    _rehash(folder)


def drop_a_journal_line(folder: Path, rng: random.Random) -> str:
    lines = _journal(folder)
    lines.pop(rng.randrange(len(lines)))
    _write_journal(folder, lines)
    return "journal line removed, digests made anew"


def swap_journal_lines(folder: Path, rng: random.Random) -> str:
    lines = _journal(folder)
    place = rng.randrange(len(lines) - 1)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    _write_journal(folder, lines)
    return "journal lines swapped, digests made anew"


def rewrite_the_chain(folder: Path, rng: random.Random) -> str:
    lines = _journal(folder)
    lines[rng.randrange(len(lines))]["actor"] = "somebody"
    previous = journal.START
    for line in lines:
        line["previous"] = previous
        line["digest"] = previous = journal.line_digest(
            int(str(line["seq"])), str(line["time"]), str(line["actor"]), str(line["act"]), str(line["object"]),
            str(line["detail"]), previous,
        )  # fmt: skip
    _write_journal(folder, lines)
    return "journal chained anew, digests made anew"


MUTATIONS: list[Mutate] = [
    flip_a_byte, flip_a_byte, cut_a_file, remove_a_file, add_a_file, edit_totals, edit_a_row, drop_a_journal_line,
    swap_journal_lines, rewrite_the_chain,
]  # fmt: skip


def test_untouched_is_accepted_and_every_mutation_is_found(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    for seed in range(80):
        rng = random.Random(seed)
        copy = tmp_path / f"copy{seed}"
        shutil.copytree(done.folder, copy)
        assert verify(copy).sound
        what = MUTATIONS[seed % len(MUTATIONS)](copy, rng)
        report = verify(copy)
        assert not report.sound, (seed, what)
        assert sum(len(check.where) for check in report.checks) > 0
        shutil.rmtree(copy)


def test_a_certificate_of_another_case_is_found(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    other = erased(tmp_path / "other" / "shop.case", tmp_path / "另一家")
    swapped = made(other, tmp_path / "other")
    mine, theirs = next(done.folder.glob("*.pdf")), next(swapped.folder.glob("*.pdf"))
    mine.write_bytes(theirs.read_bytes())
    _rehash(done.folder)
    assert not verify(done.folder).sound
    other.vault.close()


def test_the_digest_from_the_paper_is_compared(session: Session, tmp_path: Path) -> None:
    done = made(session, tmp_path)
    spaced = " ".join(done.manifest_sha256.upper()[n : n + 4] for n in range(0, 64, 4))
    assert verify(done.folder, expected=spaced).sound
    assert not verify(done.folder, expected="0" * 64).sound


def test_what_a_certificate_cut_short_left_goes_with_the_next(session: Session, tmp_path: Path) -> None:
    code = session.vault.case_code
    other = "B" + code[1:] if code[0] != "B" else "C" + code[1:]
    kinds = (numbers.Kind.CERTIFICATE, numbers.Kind.REGISTER)
    ours, register = (tmp_path / f".~closeout-{numbers.make_number(kind, code, 7)}.part" for kind in kinds)
    foreign = tmp_path / f".~closeout-{numbers.make_number(kinds[0], other, 7)}.part"
    stay = (register, foreign, tmp_path / ".~closeout-mine.part", tmp_path / "报告.part")
    for folder in (ours, *stay):
        (folder / "data").mkdir(parents=True)
        (folder / "data" / "half").write_bytes(b"half")
    made(session, tmp_path)
    assert not ours.exists()
    assert all((folder / "data" / "half").exists() for folder in stay)
