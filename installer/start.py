"""Where the frozen program begins."""

import multiprocessing
import sys

from desktop.__main__ import main

if __name__ == "__main__":
    # A worker process of a frozen program is the program started once more; this call never returns there.
    multiprocessing.freeze_support()
    sys.exit(main())
