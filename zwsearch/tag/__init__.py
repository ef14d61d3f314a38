"""Labels → model → tags with confidence and reasons; evaluation; what to review next.

Names are imported when first asked for: opening a model costs NumPy alone, never scikit-learn.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zwsearch.tag.comparison import Comparison, compare
    from zwsearch.tag.curve import CurvePoint, learning_curve, more_would_help
    from zwsearch.tag.evaluation import Evaluation, evaluate
    from zwsearch.tag.folder import load_model, save_model
    from zwsearch.tag.labels import Label, Overridden, merge_labels, read_labels, read_negatives
    from zwsearch.tag.model import Card, Model
    from zwsearch.tag.picture import draw_confusion
    from zwsearch.tag.queue import QueueItem, review_queue
    from zwsearch.tag.rules import Rule, read_rules
    from zwsearch.tag.taxonomy import NOT_A_TASK, Category, Taxonomy
    from zwsearch.tag.training import TrainedModel, train

_ROOMS = {
    "comparison": ("Comparison", "compare"),
    "curve": ("CurvePoint", "learning_curve", "more_would_help"),
    "evaluation": ("Evaluation", "evaluate"),
    "folder": ("load_model", "save_model"),
    "labels": ("Label", "Overridden", "merge_labels", "read_labels", "read_negatives"),
    "model": ("Card", "Model"),
    "picture": ("draw_confusion",),
    "queue": ("QueueItem", "review_queue"),
    "rules": ("Rule", "read_rules"),
    "taxonomy": ("NOT_A_TASK", "Category", "Taxonomy"),
    "training": ("TrainedModel", "train"),
}
_PLACES = {name: room for room, names in _ROOMS.items() for name in names}

__all__ = [
    "NOT_A_TASK",
    "Card",
    "Category",
    "Comparison",
    "CurvePoint",
    "Evaluation",
    "Label",
    "Model",
    "Overridden",
    "QueueItem",
    "Rule",
    "Taxonomy",
    "TrainedModel",
    "compare",
    "draw_confusion",
    "evaluate",
    "learning_curve",
    "load_model",
    "merge_labels",
    "more_would_help",
    "read_labels",
    "read_negatives",
    "read_rules",
    "review_queue",
    "save_model",
    "train",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
    globals()[name] = value
    return value
