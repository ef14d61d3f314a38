"""The command line: a file per intent, no logic; it opens a workspace, calls one method and prints."""

from zwsearch.cli.app import main

__all__ = ["main"]
