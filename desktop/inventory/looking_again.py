"""Looking again after erasing: is any customer data left in a folder? Every file is read in full, nothing is believed.

The case is closed to new findings then, so nothing is taken in: what was seen is counted, and the journal keeps it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.inventory import store_fence
from desktop.inventory.columns import Vocabulary
from desktop.inventory.fence import SYSTEM
from desktop.inventory.looking import UNREADABLE, look
from desktop.inventory.scanning import own_files
from desktop.inventory.store import shown_name
from desktop.inventory.usual import usual_folders
from desktop.inventory.walking import Tally, walk
from desktop.jobs.job import Job, Progress
from desktop.session import Session
from desktop.words import Sentence, say


@dataclass(frozen=True, slots=True)
class LookedAgain:
    """Files read, those in which customer data was recognised, how many could not be read; and how many places the
    owner has had left out.
    """

    files: int
    with_data: tuple[Path, ...]
    unreadable: int
    kept_out: int = 0


def in_words(done: LookedAgain, name: str) -> tuple[Sentence, ...]:
    """What a page says of it; `name` shows the first file that still holds customer data."""
    left = say("No customer data was found in them.")
    if done.with_data:
        left = say("Customer data is still in {n} of them, such as {name}.", n=len(done.with_data), name=name)
    more = [say("{n} could not be read.", n=done.unreadable)] if done.unreadable else []
    if done.kept_out:
        more.append(say("{n} places were left out, as you decided.", n=done.kept_out))
    return say("{files} files were read in full again.", files=done.files), left, *more


def places_again(session: Session) -> tuple[Path, ...]:
    """Where the search looks, first and last; a practice case never looks at the owner's own files."""
    invented = session.vault.fact("practice_folder")
    return (Path(invented),) if invented else usual_folders(session.rules)


def look_again(session: Session, folders: Sequence[Path]) -> Job[LookedAgain]:
    """Read every file below these folders. What the case itself and its program keep is left out, as in a scan."""
    vault, vocabulary = session.vault, Vocabulary.with_own_words(session.rules)
    leave_out = own_files(vault)
    bars, tally = store_fence.fence_of(session), Tally()
    files, unreadable, with_data = 0, 0, list[Path]()
    for folder in folders:
        for seen in walk(folder.absolute(), leave_out, bars, tally):
            yield Progress(files, None, shown_name(str(seen.path)), say("Looking again"), say("files"))
            files += 1
            if seen.closed or seen.remote:
                unreadable += 1
                continue
            kinds = {sight.kind for sight in look([seen.path], vocabulary)}
            unreadable += UNREADABLE in kinds
            if kinds - {UNREADABLE}:
                with_data.append(seen.path)
    kept_out = sum(one.by != SYSTEM for one in tally.kept_out)
    with vault.change(late=True) as change:
        counts = {"files": files, "with_data": len(with_data), "unreadable": unreadable, "left_out": kept_out}
        change.note("inventory.looked_again", "scan", **counts)
    return LookedAgain(files, tuple(with_data), unreadable, kept_out)
