"""The page: routes that call the workspace, and templates that show what it answers. No logic of its own.

Nothing is imported here: the processes that make search pages do without the framework.
"""
