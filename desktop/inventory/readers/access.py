"""Databases of other makers (Access; SQL Server, Oracle and PostgreSQL, also their backups): what can be picked out as
text, and honestly said that it is not all.
"""

from __future__ import annotations

from collections.abc import Iterator

from desktop.inventory.readers.content import Given
from desktop.inventory.readers.residue import read_residue
from desktop.inventory.readers.shapes import Part, Unread
from desktop.words import say


def read_access(given: Given) -> Iterator[Part]:
    """The text in the pages of a database. Jet writes it as UTF-16, or with the zeros left out."""
    yield read_residue(given)
    yield Unread(
        "",
        say("Only single texts could be picked out of this Access database. Export its tables and import them."),
    )


def read_database(given: Given) -> Iterator[Part]:
    """The text in a database or its backup, where it is not packed: SQL Server writes GBK or UTF-16, Oracle GBK."""
    yield read_residue(given)
    yield Unread(
        "",
        say("Only single texts could be picked out of this database. Export its tables from the till software."),
    )
