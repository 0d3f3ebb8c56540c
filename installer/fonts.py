"""Make the fonts under resources/fonts again from the two npm packages that carry them as static TrueType.

    python installer/fonts.py [--from DIR]

Without ``--from`` the packages are fetched with ``npm pack`` into a temporary folder; with it, DIR already holds the
two ``.tgz`` files. The same packages give the same bytes.

Regular and Medium of the sans and Regular of the serif are kept whole: names of customers are set in them, and a rare
character must not fall back to a font of another hand. The other weights set headings and fixed titles only, so they
are cut down to the characters that such texts use; a character outside is taken from a whole font by the caller.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parent.parent / "resources" / "fonts"
VERSION = "0.4.3"
RARE = "䶮㛃犇堃"
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Face:
    """One file to make: its name, the package and member it comes from, and whether it is cut down."""

    file: str
    package: str
    member: str
    cut: bool


FACES = (
    Face("NotoSansSC-Regular.ttf", "noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", cut=False),
    Face("NotoSansSC-Medium.ttf", "noto-sans-sc", "500Medium/NotoSansSC_500Medium.ttf", cut=False),
    Face("NotoSansSC-SemiBold.ttf", "noto-sans-sc", "600SemiBold/NotoSansSC_600SemiBold.ttf", cut=True),
    Face("NotoSansSC-Bold.ttf", "noto-sans-sc", "700Bold/NotoSansSC_700Bold.ttf", cut=True),
    Face("NotoSerifSC-Regular.ttf", "noto-serif-sc", "400Regular/NotoSerifSC_400Regular.ttf", cut=False),
    Face("NotoSerifSC-Bold.ttf", "noto-serif-sc", "700Bold/NotoSerifSC_700Bold.ttf", cut=True),
)


def kept_characters() -> set[int]:
    """Code points that a cut-down weight keeps: GB 2312, Latin, punctuation, CJK symbols, fullwidth forms."""
    kept = {ord(char) for char in RARE}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                kept.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    for first, last in (
        (0x20, 0x7E),  # ASCII
        (0xA0, 0x17F),  # Latin-1 and Latin Extended-A
        (0x2000, 0x206F),  # general punctuation
        (0x20A0, 0x20BF),  # currency signs
        (0x2100, 0x22FF),  # letterlike, number forms, arrows, mathematics
        (0x2460, 0x24FF),  # circled numbers
        (0x25A0, 0x27BF),  # shapes, ticks, crosses
        (0x3000, 0x303F),  # CJK symbols and punctuation
        (0xFE10, 0xFE6F),  # vertical, compatibility and small forms
        (0xFF00, 0xFFEF),  # half- and fullwidth forms
    ):
        kept.update(range(first, last + 1))
    return kept


def cut_down(source: Path, target: Path) -> None:
    """Write ``source`` to ``target`` with the kept characters only, and the same bytes every time."""
    options = subset.Options()
    options.layout_features = ["ccmp", "halt", "kern", "liga", "locl", "mark", "mkmk", "palt"]
    options.name_IDs = ["*"]
    options.name_languages = ["*"]
    options.notdef_outline = True
    options.glyph_names = False
    options.hinting = False
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=kept_characters())
    worker.subset(font)
    font.save(target)


def fetch(folder: Path) -> None:
    """Bring the two packages into ``folder`` with the ordinary npm client."""
    names = [f"@expo-google-fonts/{name}@{VERSION}" for name in sorted({face.package for face in FACES})]
    subprocess.run(["npm", "pack", "--silent", *names], cwd=folder, check=True)


def unpack(folder: Path, package: str, member: str, target: Path) -> None:
    """Copy one member of a fetched package to ``target``."""
    with tarfile.open(folder / f"expo-google-fonts-{package}-{VERSION}.tgz") as archive:
        stream = archive.extractfile(f"package/{member}")
        if stream is None:
            raise FileNotFoundError(f"{member} is not a file of {package}")
        with stream, target.open("wb") as out:
            shutil.copyfileobj(stream, out)


def licence(folder: Path, scratch: Path) -> str:
    """The SIL Open Font License with the copyright lines of both families above it."""
    notices: list[str] = []
    terms = ""
    for package in sorted({face.package for face in FACES}):
        file = scratch / f"{package}.txt"
        unpack(folder, package, "LICENSE_FONT", file)
        head, found, rest = file.read_text("utf-8").replace("\r\n", "\n").partition("\n\n")
        if not found or not head.startswith("Copyright"):
            head, _, rest = file.read_text("utf-8").replace("\r\n", "\n").partition("\n")
        notices.append(head.strip())
        terms = rest.strip()
    return "\n".join(notices) + "\n\n" + terms + "\n"


def make(folder: Path) -> None:
    """Make every file of ``FACES`` and the licence from the packages in ``folder``; print the sizes."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        for face in FACES:
            whole = scratch / face.file
            ready = scratch / f"ready-{face.file}"
            unpack(folder, face.package, face.member, whole)
            if face.cut:
                cut_down(whole, ready)
            else:
                ready = whole
            shutil.copyfile(ready, TARGET / face.file)
            print(f"{face.file:28}{(TARGET / face.file).stat().st_size / MEGABYTE:6.2f} MB")
        (TARGET / "OFL.txt").write_text(licence(folder, scratch), "utf-8")


def main() -> None:
    """Read the command line and make the fonts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--from", dest="folder", type=Path, help="folder that already holds the two packages")
    folder: Path | None = parser.parse_args().folder
    if folder is not None:
        make(folder)
        return
    with tempfile.TemporaryDirectory() as temporary:
        fetch(Path(temporary))
        make(Path(temporary))


if __name__ == "__main__":
    main()
