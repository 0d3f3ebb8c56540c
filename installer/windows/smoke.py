r"""Live through what an owner's PC does with the installer: ``smoke.py SETUP ENDING WORK``, run by Python for Windows.

Install silently, walk the practice case with the installed program, be refused while the program runs, install over it,
walk again, uninstall and keep what is the user's, install into a folder with Chinese and a space, walk, uninstall with
everything. Prints each step with its time, and at the end what is left on the PC. Raises at the first thing that is not
as it should be.
"""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
import time
from pathlib import Path

assert sys.platform == "win32"
import winreg  # noqa: E402

PROGRAM = "PharmacyCloseout.exe"
LINK = "药店闭店助手.lnk"
KEYS = (r"Software\PharmacyCloseout", r"Software\Microsoft\Windows\CurrentVersion\Uninstall\PharmacyCloseout")
REFUSED = 3
HOME = Path(os.environ["USERPROFILE"])
LOCAL = Path(os.environ["LOCALAPPDATA"])
MENU = Path(os.environ["APPDATA"]) / "Microsoft" / "Windows" / "Start Menu" / "Programs"
USUAL = LOCAL / "Programs" / "PharmacyCloseout"
OWN = LOCAL / "PharmacyCloseout"
PLACE = Path("C:\\药店 软件\\助手")


class Pc:
    """The PC under test: the installer, the ending of case files, and a folder that the other side sees, too."""

    def __init__(self, setup: Path, ending: str, work: Path) -> None:
        self.setup, self.ending, self.work = setup, ending, work
        self.began = time.monotonic()
        self.desktop = HOME / "Desktop"

    def say(self, text: str) -> None:
        """One step is done."""
        print(f"    {text} ({time.monotonic() - self.began:.0f} s)", flush=True)
        self.began = time.monotonic()

    def install(self, *, to: Path | None = None) -> int:
        """The exit code of the silent installer. NSIS wants the folder last and without quotes, whatever is in it."""
        return subprocess.call(f'"{self.setup}" /S' + (f" /D={to}" if to else ""), timeout=900)

    def uninstall(self, place: Path, *, purge: bool = False) -> None:
        """Run it and wait until nothing is left: the uninstaller goes on in a copy of itself."""
        subprocess.check_call(f'"{place / "uninstall.exe"}" /S' + (" /PURGE" if purge else ""), timeout=300)
        for _ in range(300):
            left = remains(self, place) + ([str(OWN)] if purge and OWN.exists() else [])
            if not left:
                return
            time.sleep(0.2)
        raise AssertionError(f"still there: {left}")

    def picture(self, name: str) -> None:
        """Ask the other side for a picture of the screen, where somebody listens."""
        wish = self.work / "pictures" / f"{name}.wish"
        if wish.parent.is_dir():
            wish.touch()
            for _ in range(100):
                if not wish.exists():
                    return
                time.sleep(0.1)

    def walk(self, place: Path, folder: Path) -> None:
        """The practice case with the installed program, which has no console."""
        began = time.monotonic()
        command = [str(place / PROGRAM), "practice", "--to", str(folder)]
        done = subprocess.run(command, capture_output=True, timeout=600, cwd=HOME)
        said = done.stdout.decode("utf-8", "replace")
        (self.work / "practice.log").write_bytes(done.stdout + done.stderr)
        assert done.returncode == 0, f"practice ended with {done.returncode}\n{said}\n{done.stderr[-2000:]!r}"
        facts = json.loads((folder / "practice.json").read_text("utf-8"))
        made = [path for path in folder.rglob("*") if path.is_file()]
        assert facts
        assert len(made) > 1
        kinds = sorted({path.suffix for path in made})
        self.say(
            f"walked into {folder}: {len(made)} files ({' '.join(kinds)}), {len(said.splitlines())} lines, "
            f"{time.monotonic() - began:.1f} s"
        )


def registered(path: str, name: str = "") -> str | None:
    """A text of this user's registry, None when there is none."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
            return str(winreg.QueryValueEx(key, name)[0])
    except FileNotFoundError:
        return None


def check_installed(pc: Pc, place: Path) -> None:
    """Files, shortcuts, the type of case files, the line in the list of programs."""
    assert (place / PROGRAM).is_file()
    assert (place / "_internal" / "licences" / "Qt" / "LGPL-3.0.txt").is_file()
    assert not list(place.glob("*.old"))
    assert (MENU / LINK).is_file(), "no shortcut in the Start menu"
    assert (pc.desktop / LINK).is_file(), "no shortcut on the desktop"
    kind = registered(rf"Software\Classes\{pc.ending}")
    assert registered(rf"Software\Classes\{kind}\shell\open\command") == f'"{place / PROGRAM}" "%1"'
    assert registered(KEYS[1], "InstallLocation") == str(place)


def remains(pc: Pc, place: Path) -> list[str]:
    """What is still there of the program."""
    left = [str(path) for path in (place, MENU / LINK, pc.desktop / LINK) if path.exists()]
    left += [key for key in KEYS if registered(key, "InstallDir") or registered(key, "DisplayName")]
    kinds = (rf"Software\Classes\{pc.ending}", r"Software\Classes\PharmacyCloseout.Case")
    return left + [key for key in kinds if registered(key) is not None]


def refuse_while_running(pc: Pc) -> None:
    """Neither installer nor uninstaller touches a program that is open."""
    window = subprocess.Popen([str(USUAL / PROGRAM)], cwd=HOME)
    try:
        time.sleep(8)
        assert window.poll() is None, f"the window closed by itself: {window.returncode}"
        pc.picture("window")
        before = sorted(path.relative_to(USUAL) for path in USUAL.rglob("*"))
        assert pc.install() == REFUSED
        # With _? it stays where it is, and so its exit code is the true one.
        assert subprocess.call(f'"{USUAL / "uninstall.exe"}" /S _?={USUAL}', timeout=300) == REFUSED
        assert sorted(path.relative_to(USUAL) for path in USUAL.rglob("*")) == before
    finally:
        window.kill()
        window.wait()
    time.sleep(1)
    pc.say("refused to install and to uninstall while the program is open")


def left_over(before: set[Path]) -> list[str]:
    """Files of this user that were not there before, without Windows' own."""
    now = {path for path in HOME.rglob("*") if path.is_file()}
    return sorted(str(path.relative_to(HOME)) for path in now - before)


def main(pc: Pc) -> None:
    """Everything, in order."""
    print(f"    Windows user {os.environ['USERNAME']}, code page {ctypes.windll.kernel32.GetACP()}")
    before = {path for path in HOME.rglob("*") if path.is_file()}
    assert pc.install() == 0
    check_installed(pc, USUAL)
    size = sum(path.stat().st_size for path in USUAL.rglob("*") if path.is_file())
    pc.say(f"installed, {size / 1e6:.0f} MB")
    pc.walk(USUAL, HOME / "演练 一")
    refuse_while_running(pc)
    mark = USUAL / "_internal" / "left-by-an-older-version.txt"
    mark.touch()
    assert pc.install() == 0
    check_installed(pc, USUAL)
    assert not mark.exists()
    pc.say("installed over itself")
    pc.walk(USUAL, HOME / "演练 二")
    OWN.mkdir(exist_ok=True)
    own = OWN / f"案卷{pc.ending}"
    own.write_text("a case of the user's", "utf-8")
    pc.uninstall(USUAL)
    assert own.is_file()
    pc.say("uninstalled; what is the user's is still there")
    assert pc.install(to=PLACE) == 0
    check_installed(pc, PLACE)
    pc.say(f"installed into {PLACE}")
    pc.walk(PLACE, HOME / "演练 三")
    pc.uninstall(PLACE, purge=True)
    pc.say("uninstalled with cases and settings")
    left = [name for name in left_over(before) if not name.startswith("演练 ")]
    print(f"    left on the PC, besides the papers of practice: {', '.join(left) or 'nothing'}")


if __name__ == "__main__":
    main(Pc(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
