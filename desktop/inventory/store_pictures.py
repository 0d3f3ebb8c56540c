"""Files that could not be read for want of the part for pictures: read again once it is there."""

from __future__ import annotations

from desktop.inventory.readers import pictures
from desktop.vault.vault import Vault


def read_again(vault: Vault) -> int:
    """Forget that such files were seen, so that the next scan reads them, if the part is there and works.

    Gives how many. What else was said about them stays until they have been read.
    """
    if not pictures.installed():
        return 0
    # Only these states have a reason, and a drive holds few of them: the index leaves the others out.
    sql = """SELECT id FROM source WHERE state IN ('unreadable', 'found', 'checked') AND kind = 'file' AND sha256 <> ''
             AND reason LIKE ?"""
    found = sorted({(int(row[0]),) for reason in pictures.curable() for row in vault.rows(sql, (reason,))})
    if found and pictures.eyes() is not pictures.Eyes.READY:
        return 0
    if found:
        with vault.change() as change:
            change.executemany("UPDATE source SET sha256 = '' WHERE id = ?", found)
            change.execute("UPDATE folder_seen SET print = ''")
            change.note("inventory.read_again", "scan", files=len(found))
    return len(found)
