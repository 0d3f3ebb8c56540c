"""One file on its way through an erasure: what was found, what was measured, and what that may be called."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from desktop.disk.extents import blocks_digest, kept
from desktop.disk.faults import Fault, fault
from desktop.disk.machine import Extents, Ground, Held, Refused
from desktop.disk.methods import methods
from desktop.disk.records import Assurance, Evidence, Medium, Problem, ReadBack, Target, path_digest
from desktop.words import Sentence, say

METHOD = "zeros, 1 pass, in place, read back in full"


class Item:
    """Filled in step by step by overwrite.py; `evidence` draws the sum."""

    def __init__(self, target: Target, started: str) -> None:
        self.target = target
        self.held: Held | None = None
        self.before: Extents | None = None
        self.after: Extents | None = None
        self.ranges: list[tuple[int, int]] = []
        self.passes = 0
        self.read_back = ReadBack.NOT_DONE
        self.cache_dropped = False
        self.renamed = self.unlinked = self.gone = False
        self.sha256_before = ""
        self.block_bytes = 0
        self.slots_keep_names = False
        self.problem: Problem | None = None
        self.refusal: Refused | None = None
        self._errors: list[Sentence] = []
        self._reasons: list[Sentence] = []
        self._started = started
        self._ground_words: Sentence | None = None
        self._medium = Medium.UNKNOWN

    @property
    def is_zero(self) -> bool:
        """Overwritten and read back without a fault; the name may go."""
        return self.read_back is ReadBack.OK and self.problem is None and not self.gone

    @contextmanager
    def faults(self) -> Iterator[None]:
        """A refusal or a system error inside becomes this file's result."""
        try:
            yield
        except Refused as refusal:
            self.refusal = refusal
            self._add(refusal.problem, refusal.happened, refusal.todo)
        except OSError as error:
            kind = fault(error)
            self.refusal = Refused(kind.problem, kind.happened, todo=kind.todo)
            self._add(kind.problem, kind.happened, kind.todo)

    @contextmanager
    def name_faults(self) -> Iterator[None]:
        """A system error inside leaves the overwritten file's name behind."""
        try:
            yield
        except OSError as error:
            kind = fault(error)
            self._add(
                Problem.NAME_LEFT, say("The content is overwritten, but the name could not be removed cleanly."), None
            )
            self._errors += [kind.happened, kind.todo]

    def to_write(self) -> list[tuple[int, int]]:
        """The stored ranges, and after them the rest of the last block as a range of its own.

        Apart, so that a tiny file that lies inside a table is overwritten there before it grows out of it.
        """
        if self.held is None:
            return []
        self._look(self.held)
        size = self.held.size
        ends_stored = bool(self.ranges) and self.ranges[-1][1] == size
        rest = [(size, self.block_bytes)] if ends_stored and self.block_bytes > size else []
        return self.ranges + rest

    def vanished(self, ground: Ground) -> None:
        """Not there under any name: only what was committed before can say that its content was overwritten."""
        self.gone = True
        self._medium, self.slots_keep_names = ground.medium, ground.slots_keep_names
        if self.target.overwritten is None:
            self._reasons.append(
                say("The work was interrupted and the file is gone; its overwriting was not recorded.")
            )

    def unsettled(self, kind: Fault) -> None:
        """The name is removed, but the drive did not confirm it."""
        self.problem = kind.problem
        self._errors += [say("The drive did not confirm that the name is removed."), kind.todo]

    def close(self) -> None:
        """Let go of the file; safe to repeat."""
        if self.held is not None:
            held, self.held = self.held, None
            self._look(held)
            held.close()

    def evidence(self, ended: str) -> Evidence:
        """What was measured, and the best word it allows."""
        if self.gone and self.target.overwritten is not None:
            return self.target.overwritten
        if self.held is not None:
            self._look(self.held)
        same = kept(self.before, self.after, self.block_bytes)
        assurance, reasons = self._assurance(same)
        return Evidence(
            path_digest=path_digest(self.target.path),
            bytes=self.target.size,
            block_bytes=self.block_bytes,
            extents_before=blocks_digest(self.before),
            extents_after=blocks_digest(self.after),
            extents_kept=same,
            passes=self.passes,
            read_back=self.read_back,
            cache_dropped=self.cache_dropped,
            method=METHOD,
            medium=self._medium,
            started=self._started,
            ended=ended,
            problem=self.problem,
            errors=tuple(self._errors + reasons),
            assurance=assurance,
            sha256_before=self.sha256_before,
        )

    def _assurance(self, same: bool | None) -> tuple[Assurance, list[Sentence]]:
        if self.problem is Problem.MISSING:
            return Assurance.UNCONFIRMED, []
        if self.gone:
            return Assurance.DELETED_RESIDUE, self._reasons
        if self.read_back is not ReadBack.OK or (self.problem is not None and not self.unlinked):
            return Assurance.NOT_DESTROYED, []
        reasons = self._doubts(same)
        if reasons or self.problem is not None:
            return Assurance.DELETED_RESIDUE, reasons
        return methods().of(self._medium).best, []

    def _doubts(self, same: bool | None) -> list[Sentence]:
        """Everything that stands between "overwritten" and "the blocks that held it are zeros"."""
        doubts = [self._ground_words] if self._ground_words else []
        doubts += [
            found.reason for found in (self.before, self.after) if found and found.reason and found.reason not in doubts
        ]
        if same is False:
            doubts.append(say("While it was overwritten, the drive moved the file to other blocks."))
        if not self.cache_dropped:
            doubts.append(say("What was read back may have come from memory instead of the drive."))
        method = methods().of(self._medium)
        if method.best is not Assurance.CLEAR:
            doubts.append(method.words)
        return doubts

    def _look(self, held: Held) -> None:
        """Keep what is needed after the file is closed."""
        if self.block_bytes:
            return
        self.block_bytes = -(-held.size // held.block) * held.block
        self._medium = held.ground.medium
        self._ground_words = held.ground.in_place.reason
        self.slots_keep_names = held.ground.slots_keep_names

    def _add(self, problem: Problem, happened: Sentence, todo: Sentence | None) -> None:
        self.problem = self.problem or problem
        self._errors += [sentence for sentence in (happened, todo) if sentence is not None]
