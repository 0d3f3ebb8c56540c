"""Names that fill a slot, block lists, media methods as data, volumes of this machine."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.disk import linux, methods, volumes
from desktop.disk.extents import blocks_digest, kept
from desktop.disk.linux import Mount
from desktop.disk.machine import Extents
from desktop.disk.methods import MethodsFault
from desktop.disk.names import fillers
from desktop.disk.records import Assurance, Medium
from desktop.resources import resource
from desktop.words import catalogue

NAMES = st.text(st.characters(blacklist_characters="/\0", blacklist_categories=["Cs"]), min_size=1, max_size=60)


@given(NAMES, st.text(max_size=8, alphabet="abc0123"))
def test_fillers_have_the_width_of_the_name_everywhere(name: str, token: str) -> None:
    names = fillers(name, token)
    first, second = next(names), next(names)
    for code in ("utf-8", "utf-16-le"):
        assert len(first.encode(code)) == len(name.encode(code))
    assert (first, second) == (next(again := fillers(name, token)), next(again))
    assert "/" not in first
    assert "\0" not in first


def test_a_byte_that_is_no_text_is_one_letter() -> None:
    name = b"\xff\xfea".decode("utf-8", "surrogateescape")
    assert len(next(fillers(name, "t")).encode()) == 3


def test_blocks_listed_in_other_pieces_are_the_same_blocks() -> None:
    before = Extents(((0, 1000, 30), (30, 1030, 70)))
    assert kept(before, Extents(((0, 1000, 100),)), 100)
    assert kept(Extents(((0, 1000, 100),)), before, 100)
    assert not kept(before, Extents(((0, 1000, 30), (30, 5000, 70))), 100)
    assert not kept(before, Extents(((0, 1000, 30),)), 100)
    assert kept(before, None, 100) is None
    # What is reserved behind the end of the file never held its content.
    assert kept(Extents(((0, 1000, 100), (100, 9000, 900))), Extents(((0, 1000, 100),)), 100)
    assert blocks_digest(None) == ""
    assert blocks_digest(before) != blocks_digest(Extents(()))


def test_every_sentence_of_the_media_methods_has_its_chinese() -> None:
    for _, method in methods.methods().by_medium:
        assert method.words.text in catalogue()
        assert method.advice.text in catalogue()
        assert method.best in (Assurance.CLEAR, Assurance.DELETED_RESIDUE)


def test_all_faults_of_the_media_methods_are_told_at_once(tmp_path: Path) -> None:
    text = resource("rules", "media-methods.toml").read_text("utf-8")
    text = text.replace('id = "ssd"', 'id = "floppy"').replace('version = "2026-11-21"', "version = 3")
    text = re.sub(r'best = "clear"', 'best = "purge"', text)
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MethodsFault) as caught:
        methods.load(path)
    faults = "\n".join(caught.value.faults)
    for part in ("floppy", "ssd missing", "whole carriers", "version"):
        assert part in faults
    path.write_text("= nonsense", encoding="utf-8")
    with pytest.raises(MethodsFault):
        methods.load(path)


@pytest.mark.parametrize(
    ("path", "service"),
    [
        ("/home/u/OneDrive - Shop/a.xlsx", "OneDrive"),
        ("/home/u/我的坚果云/a", "坚果云"),
        ("/home/u/WPS云盘/x/a", "WPS 云文档"),
        ("/home/u/BaiduNetdiskDownload/a", "百度网盘"),
        ("/home/u/documents/a", ""),
    ],
)
def test_sync_folders_are_known_by_their_names(path: str, service: str) -> None:
    assert volumes.sync_service(Path(path)) == service


def test_a_file_in_a_sync_folder_is_never_promised_as_destroyed(tmp_path: Path) -> None:
    path = tmp_path / "OneDrive" / "a"
    path.parent.mkdir()
    path.write_bytes(b"content")
    said = volumes.verdict(path)
    assert said.sync_service == "OneDrive"
    assert not said.best.destroyed
    assert "name" in dict(said.advice.values)


def mount(kind: str, source: str = "/dev/none", more: str = "rw") -> Mount:
    return Mount("8:1", "/somewhere", frozenset(), kind, source, frozenset(more.split(",")))


@pytest.mark.parametrize(
    ("found", "provable"),
    [
        (mount("ext4"), True),
        (mount("xfs"), True),
        (mount("exfat"), True),
        (mount("ext4", more="rw,data=journal"), False),
        (mount("btrfs"), False),
        (mount("f2fs"), False),
        (mount("overlay"), False),
        (mount("tmpfs"), False),
        (mount("nfs4"), False),
        (mount("never-heard-of"), False),
    ],
)
def test_file_systems_that_write_in_place(found: Mount, provable: bool) -> None:
    verdict = linux.in_place(found)
    assert verdict.provable is provable
    assert (verdict.reason is None) is provable


@pytest.mark.parametrize(
    ("files", "medium"),
    [
        ({"queue/rotational": "1"}, Medium.SPINNING),
        ({"queue/rotational": "0"}, Medium.SSD),
        ({"queue/rotational": "1", "device/model": "VBOX HARDDISK"}, Medium.UNKNOWN),
        ({"queue/rotational": "1", "removable": "1"}, Medium.USB_FLASH),
        ({}, Medium.UNKNOWN),
    ],
)
def test_media_by_what_the_kernel_says(tmp_path: Path, files: dict[str, str], medium: Medium) -> None:
    assert linux._disk_medium(disk(tmp_path / "sda", files)) is medium


@pytest.mark.parametrize(("rate", "medium"), [(0, Medium.UNKNOWN), (1, Medium.SSD), (5400, Medium.SPINNING)])
def test_usb_bridges_are_believed_by_the_drives_own_page_only(tmp_path: Path, rate: int, medium: Medium) -> None:
    bridge = disk(tmp_path / "usb1" / "sda", {"queue/rotational": "1"})
    (bridge / "device").mkdir()
    (bridge / "device" / "vpd_pgb1").write_bytes(b"\0\xb1\0\x3c" + rate.to_bytes(2, "big"))
    assert linux._disk_medium(bridge) is medium


@pytest.mark.parametrize(
    ("name", "medium"),
    [("mmcblk0", Medium.SD_CARD), ("nvme0n1", Medium.SSD), ("vda", Medium.UNKNOWN), ("zram0", Medium.RAM)],
)
def test_media_by_their_driver(tmp_path: Path, name: str, medium: Medium) -> None:
    assert linux._disk_medium(disk(tmp_path / name, {"queue/rotational": "1"})) is medium


def disk(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text + "\n")
    return folder


def test_fat32_has_a_largest_file(tmp_path: Path) -> None:
    here = volumes.volume_of(tmp_path / "not" / "yet" / "there")
    assert here.max_file_bytes is None
    assert replace(here, file_system="vfat").max_file_bytes == 2**32 - 1
    assert all(drive.removable and not drive.is_system for drive in volumes.removable_drives())
