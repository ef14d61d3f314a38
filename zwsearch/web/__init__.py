"""The page: routes that call the workspace, and templates that show what it answers. No logic of its own."""

from zwsearch.web.app import Settings, create_app

__all__ = ["Settings", "create_app"]
