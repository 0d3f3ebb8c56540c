"""Files without identity that were made from a record group."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StrippedFile:
    """One table without identity, as CSV and as a workbook beside it.

    `least`: so many persons had to look alike; `smallest`: persons in the smallest group that was written;
    `standing_out`: rows written although fewer look like them. `left_out`: rows that were not written because of it.
    `persons_found`: kinds of identity recognised when the file was read again. A file counts once it is `checked`.
    """

    id: int
    group_id: int
    path: Path
    size: int
    sha256: str
    book_size: int
    book_sha256: str
    rows: int
    left_out: int
    blanked: int
    least: int
    smallest: int
    standing_out: int
    links: bool
    persons_found: int
    purpose: str
    checked: str

    @property
    def book(self) -> Path:
        """The workbook beside it."""
        return self.path.with_suffix(".xlsx")

    @property
    def clean(self) -> bool:
        """Whether nobody can be recognised from the file alone."""
        return bool(self.checked) and not (self.links or self.standing_out or self.persons_found)
