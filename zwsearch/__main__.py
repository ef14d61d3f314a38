"""`python -m zwsearch`, the same as the command `zwsearch`."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    try:
        from zwsearch.cli import main

        status = main()
    except KeyboardInterrupt:  # while Python was still loading: no traceback either
        status = 1
    sys.exit(status)


if __name__ == "__main__":
    run()
