"""What of the lock files Windows needs, and how it gets beside the Windows Python.

    wheels.py ask FILE             write a requirements file for pip: versions and digests, no markers
    wheels.py unpack WHEELS FOLDER put the wheels' files into a folder, leaving out what the program never loads

pip judges markers by the system it runs on, even when it downloads for another: so they are judged here.
"""

from __future__ import annotations

import re
import sys
import zipfile
from pathlib import Path, PurePosixPath

from packaging.markers import Marker

ROOT = Path(__file__).resolve().parent.parent.parent
WINDOWS = {
    "implementation_name": "cpython", "implementation_version": "3.11.9", "os_name": "nt", "platform_machine": "AMD64",
    "platform_python_implementation": "CPython", "platform_release": "10", "platform_system": "Windows",
    "platform_version": "10.0.17763", "python_full_version": "3.11.9", "python_version": "3.11",
    "sys_platform": "win32",
}  # fmt: skip
BUILDER = {"altgraph", "packaging", "pefile", "pyinstaller", "pyinstaller-hooks-contrib", "setuptools"}
# The name that only draws in the two that are there already.
EMPTY = {"pyside6"}
UNUSED = tuple(
    "PySide6/" + name
    for name in (
        "Qt6WebEngine", "QtWebEngine", "resources/", "qml/", "translations/qtwebengine", "Qt6Quick", "Qt6Qml", "Qt63D",
        "glue/", "typesystems/", "include/", "metatypes/", "lib/", "scripts/", "avcodec", "avformat", "avutil",
        "swscale", "swresample", "opengl32sw", "Qt6Designer",
    )
)  # fmt: skip


def wanted() -> list[str]:
    """The entries of the locks that hold on Windows: program first, then what builds it."""
    entries = []
    for name, only in (("requirements.lock", None), ("requirements-build.lock", BUILDER)):
        text = (ROOT / name).read_text("utf-8").replace("\\\n", "")
        for line in text.splitlines():
            found = re.match(r"([A-Za-z0-9._-]+)==([^ ;]+)\s*(?:;(.*?))?\s+(--hash.*)", line)
            if not found:
                continue
            package, version, marker, hashes = found.groups()
            if package in EMPTY or (only is not None and package not in only):
                continue
            if marker is None or Marker(marker.strip()).evaluate(WINDOWS):
                entries.append(f"{package}=={version} {hashes}")
    return entries


def unpack(wheels: Path, folder: Path) -> int:
    """Number of files written."""
    count = 0
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.infolist():
                name = member.filename
                if member.is_dir() or name.startswith(UNUSED):
                    continue
                parts = PurePosixPath(name).parts
                if parts[0].endswith(".data"):
                    if parts[1] not in {"purelib", "platlib"}:
                        continue
                    parts = parts[2:]
                target = folder.joinpath(*parts)
                assert target.resolve().is_relative_to(folder.resolve()), name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(member))
                count += 1
    return count


if __name__ == "__main__":
    if sys.argv[1] == "ask":
        Path(sys.argv[2]).write_text("\n".join(wanted()) + "\n", "utf-8")
    else:
        print(f"{unpack(Path(sys.argv[2]), Path(sys.argv[3]))} files of {len(wanted())} packages")
