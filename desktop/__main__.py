"""The composition root and the command line. Nothing else builds objects from nothing.

pharmacy-closeout                      the window
pharmacy-closeout CASE                 the window, with this case
pharmacy-closeout practice --to DIR    the practice case through every step, without a window
pharmacy-closeout scan PATH… --json    what the inventory recognises there, one finding a line; nothing is stored;
                                       --exclude PATTERN leaves something out and says so
pharmacy-closeout verify PATH          check an evidence bundle: was anything changed?
pharmacy-closeout --version            the version; --help, also after a command, says what can be written

Exit codes: 0 done, and what was checked is unchanged; 1 the bundle was changed, or the practice case came to a stop;
2 what was asked for cannot be understood, or a file named there cannot be used.
"""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from desktop.app import ENDING, NAME, __version__
from desktop.words import tr

if TYPE_CHECKING:
    from desktop.jobs.job import Job
    from desktop.wizard.cases import Cases, PracticeCase

UNTIL_SHOWN = "--until-shown"
CHANGED = 1
UNUSABLE = 2
OF_ARGPARSE = (
    "usage: ", "positional arguments", "options", "show this help message and exit", "unrecognized arguments: %s",
    "the following arguments are required: %s", "invalid choice: %(value)r (choose from %(choices)s)",
    "argument %(argument_name)s: %(message)s", "expected one argument", "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s",
)  # fmt: skip
"""What argparse says by itself and this command line can make it say: sentences like any other of the program."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; gives its exit code."""
    if getattr(sys, "frozen", False):
        import multiprocessing  # a frozen program is started again for each of its worker processes

        multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0].endswith(ENDING):  # as the menu or the file manager starts it
        given.insert(0, "open")
    if given in (["open"], ["open", UNTIL_SHOWN]):  # making the parser would cost a tenth of the start
        return _window(None, until_shown=UNTIL_SHOWN in given)
    asked = _parser().parse_args(given)
    if asked.command == "practice":
        return _practice(Path(asked.to))
    if asked.command == "verify":
        return _verify(Path(asked.path))
    if asked.command == "scan":
        return _scan([Path(path) for path in asked.paths], asked.exclude, as_json=asked.json)
    return _window(Path(asked.case) if asked.case else None, until_shown=asked.until_shown)


class _Parser(argparse.ArgumentParser):
    """Says what it has to say in the words of the program, without a word about programs before it."""

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(UNUSABLE, f"{message}\n")


def _parser() -> argparse.ArgumentParser:
    argparse._ = tr  # type: ignore[attr-defined]  # it asks gettext, which knows no words of ours
    parser = _Parser(prog=NAME, description=tr("Pharmacy Closeout"))
    parser.add_argument("--version", action="version", version=f"{NAME} {__version__}", help=tr("Show the version"))
    parser.set_defaults(command="open", case="", until_shown=False)
    commands = parser.add_subparsers(dest="command", metavar=tr("COMMAND"))
    window = commands.add_parser("open", help=tr("Open a case in the window"))
    window.add_argument("case", nargs="?", default="", metavar=tr("CASE"))
    window.add_argument(UNTIL_SHOWN, action="store_true", help=argparse.SUPPRESS)
    practice = commands.add_parser("practice", help=tr("Walk the practice case through every step, without a window"))
    practice.add_argument("--to", required=True, metavar=tr("DIR"), help=tr("A new folder for everything that is made"))
    scan = commands.add_parser("scan", help=tr("List what is recognised in files and folders; nothing is stored"))
    scan.add_argument("paths", nargs="+", metavar=tr("PATH"))
    words = tr("Leave out a folder, or names such as *.log; may be given again")
    scan.add_argument("--exclude", action="append", default=[], metavar=tr("PATTERN"), help=words)
    scan.add_argument("--json", action="store_true", help=tr("One finding a line, as JSON"))
    verify = commands.add_parser("verify", help=tr("Check whether an evidence bundle was changed"))
    verify.add_argument("path", metavar=tr("PATH"))
    return parser


def _window(case: Path | None, *, until_shown: bool) -> int:
    gc.disable()  # what is made until the window stands is there to stay: looking for garbage only costs time
    from desktop.system import folders
    from desktop.system.compiled import kept_compiled

    with kept_compiled(folders.cache_folder()):
        from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from desktop import app
    from desktop.clock import SystemClock
    from desktop.wizard.window import About, Window

    # Asked for before the application is made, the style costs nothing; set afterwards it costs 30 ms of the start.
    os.environ.setdefault("QT_STYLE_OVERRIDE", "Fusion")
    qt = QApplication(sys.argv[:1])
    qt.setApplicationName(app.NAME)
    qt.setDesktopFileName(app.NAME)
    clock = SystemClock()

    def cases() -> Cases:
        from desktop.wizard.cases import Cases

        return Cases(clock, folders.documents_folder(), _make_practice)

    about = About(app.__version__, app.rules_until())
    window = Window(cases, clock, app.settings_file(folders.data_folder()), about)
    window.show()
    if case is not None:
        window.entrance.open(case)

    def look() -> None:
        handle = window.windowHandle()
        if handle is None or not handle.isExposed():
            QTimer.singleShot(1, look)
        elif until_shown:
            _print(str(time.monotonic()))
            qt.quit()
        else:
            from PySide6.QtGui import QIcon

            from desktop.resources import resource
            from desktop.system import log
            from desktop.ui.theme import theme

            theme().load_later()
            qt.setWindowIcon(QIcon(str(resource("icons", "app", "program-128.png"))))
            log.start(folders.log_folder())
            gc.freeze()
            gc.enable()

    QTimer.singleShot(0, look)
    return qt.exec()


def _make_practice() -> Job[PracticeCase]:
    from desktop.clock import SystemClock
    from desktop.jobs.job import Progress
    from desktop.wizard.cases import PracticeCase

    yield Progress(0)
    from desktop.practice.case import make_case
    from desktop.practice.folder import clear_earlier, new_folder

    clear_earlier()
    made = make_case(new_folder(), SystemClock(), passing=True)
    yield Progress(1)
    return PracticeCase(made.path, made.passphrase)


def _practice(folder: Path) -> int:
    from desktop.clock import SystemClock
    from desktop.disk.durable import full_disk_guard
    from desktop.errors import OwnerError
    from desktop.practice.walk import walk

    try:
        with full_disk_guard():
            for line in walk(folder.absolute(), SystemClock()):
                _print(line)
    except OwnerError as error:
        _print(str(error))
        return CHANGED
    return 0


def _scan(paths: Sequence[Path], left_out: Sequence[str], *, as_json: bool) -> int:
    from desktop.errors import OwnerError
    from desktop.inventory.columns import Vocabulary
    from desktop.inventory.fence import ad_hoc, fence
    from desktop.inventory.looking import look
    from desktop.inventory.usual import system_folders
    from desktop.rules.loader import load

    missing = [path for path in paths if not os.path.exists(path)]
    if as_json and isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what JSON is in; a Chinese Windows would write GBK into a file
    try:
        rules = load()
        bars = fence(system_folders(rules), ad_hoc(left_out))
        for sight in look(paths, Vocabulary.with_own_words(rules), bars):
            plain = f"{sight.path}\t{sight.kind}\t{sight.column or sight.where}\t{sight.distinct}/{sight.total}"
            _print(sight.as_json() if as_json else f"{plain}\t{sight.confidence}\t{sight.sample or sight.reason}")
            if sys.stdout is None:
                break
    except OwnerError as error:
        _print(str(error))
        return UNUSABLE
    return UNUSABLE if missing else 0


def _verify(path: Path) -> int:
    from desktop.certificate.verify import verify
    from desktop.errors import OwnerError

    try:
        report = verify(path)
    except OwnerError as error:
        _print(str(error))
        return UNUSABLE
    for check in report.checks:
        _print(f"{tr('Unchanged') if check.sound else tr('Changed')}  {tr(check.name)}")
        for place in check.where:
            _print(f"      {tr(place)}")
    return 0 if report.sound else CHANGED


def _print(line: str) -> None:
    """To the terminal, if there is one: a program without a console has none. Signs it does not know stand as "?"."""
    if sys.stdout is None:
        return
    try:
        print(line, flush=True)
    except UnicodeEncodeError:
        print(line.encode(sys.stdout.encoding, "replace").decode(sys.stdout.encoding), flush=True)
    except BrokenPipeError:
        # Whoever was reading has seen enough. What Python would still write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.stdout = None


if __name__ == "__main__":
    sys.exit(main())
