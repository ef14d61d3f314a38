"""`python -m zwsearch`, the same as the command `zwsearch`."""

from __future__ import annotations

import sys


def run() -> None:
    """Run the command line and leave with its exit status."""
    from zwsearch.cli import main

    sys.exit(main())


if __name__ == "__main__":
    run()
