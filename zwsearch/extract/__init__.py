"""Understands a repaired document: its metadata, its tasks, and everything else as passages."""

from __future__ import annotations

from .extraction import extract

__all__ = ["extract"]
