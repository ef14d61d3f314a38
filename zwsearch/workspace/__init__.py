"""One folder of data with its settings: puts the rooms together and decides nothing about a text, word or score."""

from zwsearch.store import SCHEMA_FILE
from zwsearch.workspace.folders import default_workspace
from zwsearch.workspace.workspace import Workspace

__all__ = ["SCHEMA_FILE", "Workspace", "default_workspace"]
