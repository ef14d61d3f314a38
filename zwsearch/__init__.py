"""zwsearch: checked tasks out of 政务公开 notices.

>>> import zwsearch
>>> workspace = zwsearch.open("my-notices")          # doctest: +SKIP
>>> workspace.index("folder/with/notices")           # doctest: +SKIP
>>> workspace.query("政策解读").hits[0].unit.text      # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from zwsearch.errors import ZwsearchError
    from zwsearch.records import Filters
    from zwsearch.workspace import Workspace

__version__ = "0.1.0"
__all__ = ["Filters", "Workspace", "ZwsearchError", "__version__", "open"]


def open(path: str | Path | None = None) -> Workspace:
    """Open the workspace at `path`; None is `ZWSEARCH_WORKSPACE`, else a folder of the user's data.

    Raises WorkspaceError where no workspace can be. See `zwsearch.workspace.Workspace` for the verbs.
    """
    from zwsearch.workspace import Workspace

    return Workspace.open(path)


def __getattr__(name: str) -> Any:
    # Late, so that `zwsearch --help` does not wait for the store and the numerical library.
    if name == "Workspace":
        from zwsearch.workspace import Workspace

        return Workspace
    if name == "Filters":
        from zwsearch.records import Filters

        return Filters
    if name == "ZwsearchError":
        from zwsearch.errors import ZwsearchError

        return ZwsearchError
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
