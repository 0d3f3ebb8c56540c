"""Pictures of windows, to be looked at beside the drawings: `python -m tests.pictures --to build/pictures`."""

from __future__ import annotations

import argparse
import itertools
import os
from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtWidgets import QApplication, QWidget

from desktop import words
from desktop.ui.theme import Mode, theme

SIZES = (QSize(1366, 768), QSize(1024, 700))
LANGUAGES = ("zh_CN", "en")
MODES: tuple[Mode, ...] = ("light", "dark")


def settle(rounds: int = 6) -> None:
    """Let layouts and deferred deletions come to rest."""
    for _ in range(rounds):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def shoot(widget: QWidget, folder: Path, name: str, size: QSize | None = None) -> Path:
    """Write one picture of a widget as it is now: name-size-language-mode.png."""
    if size is not None:
        widget.resize(size)
    widget.show()
    settle()
    mode = "dark" if theme().dark else "light"
    scale = "" if theme().percent == 100 else f"-{theme().percent}"
    language = "zh" if words.language() == "zh_CN" else "en"
    target = folder / f"{name}-{widget.width()}x{widget.height()}-{language}-{mode}{scale}.png"
    folder.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(target))
    return target


def shoot_all(
    make: Callable[[], QWidget], folder: Path, name: str, *, sizes: Iterable[QSize] = SIZES,
    languages: Iterable[str] = LANGUAGES, modes: Iterable[Mode] = MODES,
) -> list[Path]:  # fmt: skip
    """One picture for every size, language and mode; `make` builds the widget anew in the present language."""
    taken = []
    for language, mode in itertools.product(languages, modes):
        words.use(language)
        theme().set_mode(mode)
        widget = make()
        taken += [shoot(widget, folder, name, size) for size in sizes]
        widget.close()
        widget.deleteLater()
        settle()
    words.use("zh_CN")
    theme().set_mode("light")
    return taken


def main() -> None:
    """Take the pictures of all demonstration windows, and of a walk through the practice case with all its papers."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--to", type=Path, default=Path("build/pictures"))
    reader.add_argument("--only", default="", help="names that contain this")
    chosen = reader.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    app = QApplication.instance() or QApplication([])
    from tests.ui import demo

    for name, make in demo.WINDOWS.items():
        if chosen.only in name:
            for path in shoot_all(make, chosen.to, name):
                print(path)
    if chosen.only in "practice":
        from tests.walk.gallery import take_all

        for path in take_all(chosen.to / "practice"):
            print(path)
    del app


if __name__ == "__main__":
    main()
