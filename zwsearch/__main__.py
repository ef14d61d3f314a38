"""`python -m zwsearch`, the same as the command `zwsearch`."""

from __future__ import annotations

import os
import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    # The numerical library would start a thread for each core, which costs every start some 20 ms and gains nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        from zwsearch.cli import main

        status = main()
    except KeyboardInterrupt:  # while Python was still loading: no traceback either
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    run()
