"""A local log for faults: times, steps, ids and counts. Never a name, a number of a person, or a path."""

from __future__ import annotations

import logging
import logging.handlers
import re
from pathlib import Path

NAME = "pharmacy-closeout"
_MOST_BYTES = 512 * 1024
# What could point to a person: quoted text, paths, anything Chinese, long runs of digits, mail addresses.
_PERSONAL = re.compile(
    r"""'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*" | [A-Za-z]:[\\/][^\s]* | (?<![\w.])~?/[^\s]+ | [^\s@]+@[^\s@]+
      | [\u2e80-\U0003ffff]+ | \d[\d\- ]{5,}[\dXx]""",
    re.VERBOSE,
)


def scrub(text: str) -> str:
    """The text with everything taken out that could point to a person; a place in the program's own code stays."""
    return _PERSONAL.sub("<...>", text)


class _Scrubbing(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        """The line, scrubbed as a whole: arguments and texts of exceptions included."""
        record = logging.makeLogRecord(record.__dict__)
        record.msg, record.args = scrub(record.getMessage()), ()
        trace, record.exc_info = record.exc_info, None
        record.exc_text = None
        line = super().format(record)
        return f"{line} [{trace[0].__name__}]" if trace and trace[0] else line


def start(folder: Path) -> logging.Logger:
    """The program's log in a folder, at most three files of 512 KiB. Starting again goes on in the same file."""
    logger = logging.getLogger(NAME)
    stop()
    handler = logging.handlers.RotatingFileHandler(
        folder / "log.txt", maxBytes=_MOST_BYTES, backupCount=2, encoding="utf-8", delay=True
    )
    handler.setFormatter(_Scrubbing("%(asctime)s %(levelname)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False
    return logger


def stop() -> None:
    """Close the log's file."""
    logger = logging.getLogger(NAME)
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True
