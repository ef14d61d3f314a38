"""The store: SQLite is the truth about notices, originals, tasks, labels, edits and settings of one workspace."""

from zwsearch.store.database import SCHEMA_FILE
from zwsearch.store.edits import NOTICE_FIELDS, TASK_FIELDS, Edit, ReadTask
from zwsearch.store.labels import Label
from zwsearch.store.notices import NewNotice, Removed, StoredFile
from zwsearch.store.pasted_names import UNNAMED, pasted_name
from zwsearch.store.rescue import LABELS, ORIGINALS, Rescued, rescue
from zwsearch.store.store import Store

__all__ = [
    "LABELS",
    "NOTICE_FIELDS",
    "ORIGINALS",
    "SCHEMA_FILE",
    "TASK_FIELDS",
    "UNNAMED",
    "Edit",
    "Label",
    "NewNotice",
    "ReadTask",
    "Removed",
    "Rescued",
    "Store",
    "StoredFile",
    "pasted_name",
    "rescue",
]
