"""Who may know what: Qt, SQL, other rooms' pages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.sources import ROOT, imported, place, python_files, strings, tree

ONE_ROOM = {"sqlcipher3": "vault", "keyring": "system", "reportlab": "documents", "rl_accel": "documents"}
SQL = re.compile(
    r"^\s*(?:(?:SELECT|select|WITH|PRAGMA|pragma|ATTACH|VACUUM|SAVEPOINT|ROLLBACK|COMMIT)\b"
    r"|(?:INSERT|insert)\s+(?:OR\s+\w+\s+)?(?:INTO|into)\b"
    r"|(?:UPDATE|update)\s+\w+\s+(?:SET|set)\b"
    r"|(?:DELETE|delete)\s+(?:FROM|from)\b"
    r"|(?:CREATE|ALTER|DROP)\s+(?:TEMP\s+)?(?:TABLE|INDEX|TRIGGER|VIEW|UNIQUE)\b"
    r"|BEGIN(?:\s+(?:IMMEDIATE|EXCLUSIVE))?\s*$)"
)
READS_FOREIGN_DATABASES = re.compile(r"^desktop/inventory/read(?:ers?)?(?:/\w+|_\w+)?\.py$")
"""Files that open databases of the shop's other programs; they say SQL to those, never to the case."""
RUNS_SQL = {"execute", "executemany", "executescript", "cursor"}


def inside(file: Path) -> str:
    """The path of a file below the project, with slashes."""
    return file.relative_to(ROOT).as_posix()


def is_page(file: Path) -> bool:
    """Whether a file is a page of a room, or a part of one."""
    return file.name == "page.py" or file.name.startswith("page_")


def knows_qt(file: Path) -> bool:
    """Whether a file may import Qt."""
    path = inside(file)
    return (
        is_page(file)
        or path in {"desktop/__main__.py", "desktop/jobs/runner.py"}
        or path.startswith(("desktop/ui/", "desktop/wizard/"))
    )


def test_only_pages_widgets_window_and_runner_know_qt() -> None:
    faults = [
        f"{place(file, node)} imports {name}"
        for file in python_files("desktop")
        if not knows_qt(file)
        for name, node in imported(file)
        if name.split(".")[0] in {"PySide6", "shiboken6"}
    ]
    assert not faults


def test_a_library_with_one_room_stays_there() -> None:
    faults = [
        f"{place(file, node)} imports {name}"
        for file in python_files("desktop")
        for name, node in imported(file)
        if (room := ONE_ROOM.get(name.split(".")[0])) and not inside(file).startswith(f"desktop/{room}/")
    ]
    assert not faults


def test_a_page_is_imported_by_its_own_room_and_the_wizard_only() -> None:
    faults = []
    for file in python_files("desktop"):
        for name, node in imported(file):
            found = re.match(r"desktop\.(\w+)\.page(?:_\w+)?(?:\.|$)", name)
            if (
                found
                and found[1] != "ui"
                and not inside(file).startswith((f"desktop/{found[1]}/page", "desktop/wizard/", "desktop/__main__"))
            ):
                faults.append(f"{place(file, node)} imports {name}")
    assert not faults


def test_sql_is_written_in_stores_and_the_vault_only() -> None:
    faults = []
    for file in python_files("desktop"):
        path = inside(file)
        if path.startswith("desktop/vault/") or file.name == "store.py" or file.name.startswith("store_"):
            continue
        if READS_FOREIGN_DATABASES.match(path):
            continue
        faults += [f"{place(file, node)}: {node.value!r:.60}" for node in strings(file) if SQL.match(str(node.value))]
    assert not faults


def test_no_function_of_a_page_touches_sql() -> None:
    faults = []
    for file in python_files("desktop"):
        if not is_page(file):
            continue
        for node in ast.walk(tree(file)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in RUNS_SQL:
                faults.append(f"{place(file, node)} calls {node.func.attr}")
        faults += [f"{place(file, node)} imports {name}" for name, node in imported(file) if "sqlite3" in name]
        faults += [f"{place(file, node)}: {node.value!r:.60}" for node in strings(file) if SQL.match(str(node.value))]
    assert not faults


def test_sql_is_recognised_and_plain_words_are_not() -> None:
    for text in (
        "SELECT name FROM subject",
        "insert into x values (1)",
        "UPDATE item SET state = ?",
        "BEGIN IMMEDIATE",
    ):
        assert SQL.match(text), text
    for text in ("Select a drive from the list", "Update of the list", "With a reason", "Delete from here", "Begin"):
        assert not SQL.match(text), text
