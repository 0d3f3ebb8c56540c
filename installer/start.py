"""Where the frozen program begins."""

import multiprocessing
import sys

from desktop import __version__
from desktop.__main__ import main
from desktop.system import crash, folders

WITHOUT_WINDOW = (["practice"], ["verify"])
FAULT = 70
"""The exit code for a bug, as sysexits.h has it."""


def run() -> int:
    """The program's exit code. A bug in a walk without a window is reported and ends it; no window opens for it."""
    try:
        return main()
    except Exception as error:
        if sys.argv[1:2] not in WITHOUT_WINDOW:
            raise
        crash.report(type(error), error, error.__traceback__, folders.log_folder(), __version__)
        if sys.stderr is not None:
            sys.stderr.write(crash.details(type(error), error, error.__traceback__, __version__))
        return FAULT


if __name__ == "__main__":
    # A worker process of a frozen program is the program started once more; this call never returns there.
    multiprocessing.freeze_support()
    sys.exit(run())
