"""How a process that works for us begins: it leaves interrupts to its parent, and ends when that one ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from typing import Any


def begin_work() -> None:
    """Leave interrupts to the parent, and end when it ends, however it was killed: nobody may be left behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
