"""What someone without the program can find out about a finished walk: with 7z, pdftotext, and eyes for bytes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ENCODINGS = ("utf-8", "gb18030", "utf-16-le")


@dataclass(frozen=True, slots=True)
class Finished:
    """A finished walk as it lies in its folder."""

    folder: Path

    @property
    def secrets(self) -> dict[str, Any]:
        """The invented secrets."""
        return dict(json.loads((self.folder / "practice.json").read_text(encoding="utf-8")))

    @property
    def bundle(self) -> Path:
        """The evidence bundle on the PC, not its copy on the drive."""
        return next(f.parent for f in self.folder.rglob("销毁证明-*.pdf") if "U盘甲" not in f.parts)

    @property
    def evidence(self) -> dict[str, Any]:
        """The evidence file, as any program reads it."""
        return dict(json.loads((self.bundle / "data" / "证据.json").read_text(encoding="utf-8")))

    @property
    def certificate(self) -> Path:
        """The certificate on paper."""
        return next(self.bundle.glob("销毁证明-*.pdf"))

    @property
    def register(self) -> Path:
        """The register on paper."""
        return next((self.bundle / "data").glob("处置登记簿-*.pdf"))

    @property
    def packs(self) -> list[Path]:
        """The encrypted packs."""
        return sorted(self.folder.rglob("*.7z"))


def text_of(pdf: Path, *, layout: bool = False) -> str:
    """The text of a PDF as pdftotext reads it."""
    arguments = ["pdftotext", *(["-layout"] if layout else []), str(pdf), "-"]
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def unpacked(pack: Path, code: str, into: Path) -> Path:
    """The pack, opened with stock 7-Zip and the code."""
    run = subprocess.run(["7z", "x", f"-p{code}", f"-o{into}", "-y", str(pack)], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    return into


def all_text(folder: Path) -> str:
    """Everything readable in an unpacked folder, whatever its encoding."""
    return "\n".join(
        file.read_bytes().decode(encoding, errors="ignore")
        for file in folder.rglob("*")
        if file.is_file()
        for encoding in ("utf-8", "gb18030")
    )


def traces(files: Iterator[Path] | Sequence[Path], markers: Sequence[str]) -> list[tuple[Path, str]]:
    """Every marker found in a file's name or bytes, in any usual encoding; PDFs are read as text too."""
    found: list[tuple[Path, str]] = []
    needles = [(marker, [marker.encode(e, errors="ignore") for e in ENCODINGS]) for marker in markers]
    for file in files:
        content = file.read_bytes() + file.name.encode()
        if file.suffix == ".pdf":
            content += text_of(file).replace("\n", "").encode()
        found += [(file, marker) for marker, forms in needles if any(form and form in content for form in forms)]
    return found
