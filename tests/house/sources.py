"""The source files of the project, as the house rules read them."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """Every Python file under these folders of the project, in a fixed order."""
    return tuple(sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py")))


@cache
def tree(file: Path) -> ast.Module:
    """The parsed source of a file."""
    return ast.parse(file.read_text("utf-8"), str(file))


def place(file: Path, node: ast.AST | None = None) -> str:
    """Where something stands, as ``folder/file.py:line``."""
    line = getattr(node, "lineno", None)
    return f"{file.relative_to(ROOT)}" + (f":{line}" if line else "")


def imported(file: Path) -> Iterator[tuple[str, ast.AST]]:
    """Every module name that a file imports, wherever in the file."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node
            for alias in node.names:
                yield f"{node.module}.{alias.name}", node


def docstrings(file: Path) -> set[int]:
    """Identities of the string nodes of a file that are docstrings or stand alone as explanations."""
    return {id(node.value) for node in ast.walk(tree(file)) if isinstance(node, ast.Expr)}


def strings(file: Path) -> Iterator[ast.Constant]:
    """Every string constant of a file that is not a docstring; of an f-string, its fixed parts."""
    spoken = docstrings(file)
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that git knows in this checkout and that is still there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
    return tuple(file for name in listed.decode().split("\0") if name and (file := ROOT / name).is_file())
