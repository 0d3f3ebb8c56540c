"""Keeps the settings: reads them once, writes each change, and lets the look follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from desktop import words
from desktop.clock import Clock
from desktop.ui.theme import Mode, theme
from desktop.wizard import settings as file_of_settings
from desktop.wizard import waits
from desktop.wizard.settings import Recent, Settings

_MODES: dict[str, Mode] = {"system": "system", "light": "light", "dark": "dark"}


class Keeper:
    """The settings of this PC, and what follows from them."""

    def __init__(self, file: Path, clock: Clock) -> None:
        self._file, self._clock = file, clock
        self.now = file_of_settings.load(file)

    def use(self) -> None:
        """Let language, look and text size follow."""
        words.use(self.now.language)
        theme().set_mode(_MODES[self.now.mode])
        theme().set_percent(self.now.percent)

    def save(self, changed: Settings) -> None:
        """Remember a change."""
        if changed != self.now:
            self.now = changed
            file_of_settings.save(self._file, changed)

    def other_language(self) -> None:
        """Chinese to English and back."""
        self.save(replace(self.now, language="en" if words.language() == "zh_CN" else "zh_CN"))

    def note_recent(self, path: Path, title: str, step: int, left: int) -> None:
        """Put a case in front of the list of recent ones."""
        opened = self._clock.now().astimezone().replace(tzinfo=None).isoformat(timespec="minutes")
        self.save(self.now.with_recent(Recent(str(path), title, step, left, opened)))

    def last_case(self) -> Recent | None:
        """The case opened last that is still there."""
        return next((r for r in self.now.recent if Path(r.path).exists()), None)

    def note_remembered(self, path: Path, on: bool) -> None:
        """Whether the way in without typing is offered for a case."""
        self.save(self.now.with_remembered(str(path), on))

    def is_remembered(self, path: Path) -> bool:
        """Whether the way in without typing is offered for a case."""
        return str(path) in self.now.remembered

    def wrong(self) -> None:
        """A wrong passphrase was typed."""
        self.save(waits.after_wrong(self.now, self._clock.now()))

    def right(self) -> None:
        """A right one was typed."""
        self.save(waits.after_right(self.now))

    def seconds_to_wait(self) -> int:
        """Seconds until the next passphrase is taken."""
        return waits.seconds_left(self.now, self._clock.now())
