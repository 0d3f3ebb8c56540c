"""A drive made of a file: formatted, mounted, filled with marked files, and given back whatever happens."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
FORMATS = {
    "ext4": (96, ["mkfs.ext4", "-q", "-F", "-b", "4096", "-E", "lazy_itable_init=0,lazy_journal_init=0"]),
    "ext4-inline": (96, ["mkfs.ext4", "-q", "-F", "-b", "4096", "-O", "inline_data", "-I", "512"]),
    "xfs": (320, ["mkfs.xfs", "-q", "-f"]),
    "btrfs": (256, ["mkfs.btrfs", "-q", "-f"]),
    "ntfs": (96, ["mkfs.ntfs", "-q", "-f", "-F"]),
    "exfat": (96, ["mkfs.exfat"]),
}
_HELPERS = {"ntfs": ["ntfs-3g", "-o", "no_detach,streams_interface=xattr"], "exfat": ["mount.exfat-fuse", "-d"]}


@dataclass
class Drive:
    """An image, its loop device, and where it is mounted now."""

    kind: str
    image: Path
    device: str
    mount_point: Path
    helper: subprocess.Popen[bytes] | None = None
    mounted: bool = False

    def mount(self) -> None:
        command = _HELPERS.get(self.kind)
        if command is None:
            run("mount", self.device, str(self.mount_point))
        else:
            self.helper = subprocess.Popen(
                [*command, self.device, str(self.mount_point)],
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            _wait(lambda: os.path.ismount(self.mount_point), f"{self.kind} is not mounted")
        self.mounted = True

    def unmount(self) -> None:
        """Returns when everything is in the image: a FUSE helper writes until it ends."""
        if not self.mounted:
            return
        run("umount", str(self.mount_point))
        self.mounted = False
        if self.helper:
            self.helper.wait(timeout=60)
            self.helper = None
        run("blockdev", "--flushbufs", self.device)
        os.sync()

    def remount(self) -> None:
        self.unmount()
        self.mount()


@contextmanager
def drive(kind: str) -> Iterator[Drive]:
    """A fresh drive, mounted. Everything is given back, also when the block fails in the middle."""
    size, make = FORMATS[kind]
    roomy = Path("/dev/shm")
    place = roomy if roomy.is_dir() and shutil.disk_usage(roomy).free > 4 * size * MIB else None
    folder = Path(tempfile.mkdtemp(prefix="closeout-forensics-", dir=place))
    mount_point = Path(tempfile.mkdtemp(prefix="closeout-drive-"))
    made = Drive(kind, folder / "image", "", mount_point)
    try:
        with made.image.open("wb") as file:
            file.truncate(size * MIB)
        run(*make, str(made.image))
        made.device = run("losetup", "--find", "--show", str(made.image)).strip()
        made.mount()
        yield made
    finally:
        _give_back(made)
        mount_point.rmdir()
        shutil.rmtree(folder)


def _give_back(made: Drive) -> None:
    if os.path.ismount(made.mount_point):
        plain = subprocess.run(["umount", str(made.mount_point)], check=False, capture_output=True)
        if plain.returncode:
            subprocess.run(["umount", "-l", str(made.mount_point)], check=False)
    if made.helper:
        try:
            made.helper.wait(timeout=20)
        except subprocess.TimeoutExpired:
            made.helper.kill()
            made.helper.wait()
    if made.device:
        subprocess.run(["losetup", "-d", made.device], check=False)


def run(*command: str, check: bool = True, timeout: float = 120) -> str:
    """What a program prints; a test that needs a program which is not there fails and says so."""
    done = subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=timeout)
    if check and done.returncode:
        raise AssertionError(
            f"{command[0]} ended with {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}"
        )
    return done.stdout.decode("utf-8", "replace")


def _wait(condition: object, complaint: str) -> None:
    end = time.monotonic() + 20
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            raise AssertionError(complaint)
        time.sleep(0.02)
