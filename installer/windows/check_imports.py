"""Whether Windows can load every file of a program's folder: ``check_imports.py FOLDER``.

Each library that an .exe, .dll or .pyd imports must lie in the folder or belong to Windows itself. Wine has libraries
of its own (msvcp140 and others) and would hide a missing one. Exit 1 and a line for each that nobody has.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# The lock has it for Windows only, so that no type checker finds it elsewhere.
pefile = importlib.import_module("pefile")

AMD64 = 0x8664
IMPORTS = ("IMAGE_DIRECTORY_ENTRY_IMPORT", "IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT")
# In the system32 folder of every 64-bit Windows 10 since 1809.
WINDOWS = frozenset(
    {
        "advapi32", "authz", "avrt", "bcrypt", "bcryptprimitives", "cfgmgr32", "comctl32", "comdlg32", "crypt32",
        "cryptbase", "d2d1", "d3d11", "d3d12", "d3d9", "dbghelp", "dcomp", "dnsapi", "dwmapi", "dwrite", "dxgi",
        "dxva2", "gdi32", "hid", "imm32", "iphlpapi", "kernel32", "kernelbase", "mpr", "msi", "msimg32", "ncrypt",
        "netapi32", "ntdll", "ole32", "oleacc", "oleaut32", "opengl32", "pdh", "powrprof", "propsys", "psapi",
        "rpcrt4", "secur32", "setupapi", "shcore", "shell32", "shlwapi", "ucrtbase", "uiautomationcore", "user32",
        "userenv", "usp10", "uxtheme", "version", "winhttp", "winmm", "wintrust", "wldap32", "ws2_32", "wsock32",
        "wtsapi32", "winspool.drv",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Binary:
    """One file: its machine as PE writes it, and the libraries it imports, in lower case."""

    path: Path
    machine: int
    imports: tuple[str, ...]


def binaries(folder: Path) -> Iterator[Binary]:
    """Every program and library below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".exe", ".dll", ".pyd"}:
            file = pefile.PE(str(path), fast_load=True)
            file.parse_data_directories([pefile.DIRECTORY_ENTRY[name] for name in IMPORTS])
            entries = [entry for name in IMPORTS for entry in getattr(file, name.removeprefix("IMAGE_"), [])]
            names = tuple(entry.dll.decode("ascii").lower() for entry in entries)
            yield Binary(path, file.FILE_HEADER.Machine, names)


def of_windows(name: str) -> bool:
    """Whether Windows brings this library."""
    return name.removesuffix(".dll") in WINDOWS or name.startswith(("api-ms-win-", "ext-ms-win-"))


def searched(path: Path, folder: Path) -> tuple[Path, ...]:
    """Where the loader looks for what a file imports: its own place, the program's, and what a package adds."""
    inner = folder / "_internal"
    package = inner / path.relative_to(inner).parts[0] if path.is_relative_to(inner) else folder
    beside = package.with_name(package.name + ".libs")
    return (path.parent, folder, inner, package, beside, inner / "PySide6", inner / "shiboken6")


def main(folder: Path) -> int:
    """Print what is used and what is missing; the number of faults."""
    found = list(binaries(folder))
    there = {(binary.path.parent, binary.path.name.lower()) for binary in found}
    used: set[str] = set()
    faults = [f"not for 64 bits: {binary.path.name}" for binary in found if binary.machine != AMD64]
    for binary in found:
        for name in binary.imports:
            if any((place, name) in there for place in searched(binary.path, folder)):
                continue
            if of_windows(name):
                used.add(name)
            else:
                faults.append(f"missing: {name}, wanted by {binary.path.relative_to(folder)}")
    plain = sorted(name.removesuffix(".dll") for name in used if "-ms-win-" not in name)
    print(f"{len(found)} binaries; of Windows they use {' '.join(plain)} and {len(used) - len(plain)} API sets")
    print(*faults, sep="\n", end="\n" if faults else "")
    return len(faults)


if __name__ == "__main__":
    sys.exit(bool(main(Path(sys.argv[1]))))
