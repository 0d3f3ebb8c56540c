"""Write the lock files anew from pyproject.toml: ``python installer/lock.py``.

``requirements.lock`` is what the program needs, ``-ocr``, ``-test`` and ``-build`` add their extras. Every file names
versions and digests only: which registry they come from is the business of whoever installs. The first line carries a
digest of what pyproject.toml asks for, so that a test notices when the two no longer belong together.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS: dict[str, tuple[str, ...]] = {
    "requirements.lock": (),
    "requirements-ocr.lock": ("ocr",),
    "requirements-test.lock": ("test", "ocr"),
    "requirements-build.lock": ("build",),
}
STAMP = "# asked for by pyproject.toml: sha256:"


def wanted(pyproject: str, extras: tuple[str, ...]) -> str:
    """Digest of the requirements that pyproject.toml states for the program and these extras (hex)."""
    project = tomllib.loads(pyproject)["project"]
    asked = {
        "python": project["requires-python"],
        "dependencies": sorted(project["dependencies"]),
        "extras": {name: sorted(project["optional-dependencies"][name]) for name in extras},
    }
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def compile_lock(name: str, extras: tuple[str, ...]) -> str:
    """The text of one lock file, resolved for every system and Python that the project supports."""
    command = [sys.executable, "-m", "uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes"]
    command += ["--python-version", "3.11", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    command += [part for extra in extras for part in ("--extra", extra)]
    # The file as it is holds versions where they are, unless --upgrade is given.
    command += ["--output-file", name, *sys.argv[1:]]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return (ROOT / name).read_text("utf-8")


def main() -> None:
    """Write all lock files."""
    pyproject = (ROOT / "pyproject.toml").read_text("utf-8")
    for name, extras in LOCKS.items():
        body = compile_lock(name, extras)
        (ROOT / name).write_text(f"{STAMP}{wanted(pyproject, extras)}\n{body}", "utf-8")
        print(f"{name}: {body.count('==')} packages")


if __name__ == "__main__":
    main()
