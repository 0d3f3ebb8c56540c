"""Files that were read before the owner wrote headers of the own: read again, so that the new words count for them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from desktop.vault.vault import Vault

AT_ONCE = 2000


def read_again(vault: Vault, words: Path) -> Iterator[int]:
    """Forget that files were seen if the owner's words were written since, so that the next scan reads them.

    Yields how many so far, after each short transaction. What the owner has checked or imported stays as it is.
    """
    if not words.is_file():
        return
    written = datetime.fromtimestamp(words.stat().st_mtime, UTC)
    sql = """SELECT max(time) FROM (SELECT max(time) AS time FROM journal WHERE act = 'inventory.own_words'
             UNION ALL SELECT max(started) FROM scan WHERE finished IS NOT NULL)"""
    last = vault.value(sql)
    if last is None or written <= datetime.fromisoformat(str(last)):
        return
    done, at = 0, 0
    pick = """SELECT id FROM source WHERE id > ? AND kind = 'file' AND state IN ('found', 'no_personal_data')
              AND sha256 <> '' ORDER BY id LIMIT ?"""
    while ids := [(int(row[0]),) for row in vault.rows(pick, (at, AT_ONCE))]:
        with vault.change() as change:
            change.executemany("UPDATE source SET sha256 = '' WHERE id = ?", ids)
            change.note("inventory.read_again", "scan", files=len(ids))
        done, at = done + len(ids), ids[-1][0]
        yield done
    with vault.change() as change:
        change.execute("UPDATE folder_seen SET print = ''")
        # From here on it is done; cut off before, it is begun anew.
        change.note("inventory.own_words", "scan", files=done)
