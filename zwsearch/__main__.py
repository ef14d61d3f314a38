"""`python -m zwsearch`, the same as the command `zwsearch`."""

from __future__ import annotations

import gc
import os
import sys

# Objects until Python looks for unused cycles among all of them: importing makes a hundred thousand that stay.
_OFTEN_ENOUGH = 100_000


def run() -> None:
    """Run the command line and leave with its exit status."""
    # The numerical library would start a thread for each core, which costs every start some 20 ms and gains nothing.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(_OFTEN_ENOUGH)
    try:
        from zwsearch.cli import main

        status = main()
    except KeyboardInterrupt:  # while Python was still loading: no traceback either
        status = 1
    gc.freeze()  # nor look through them all once more before leaving
    sys.exit(status)


if __name__ == "__main__":
    run()
