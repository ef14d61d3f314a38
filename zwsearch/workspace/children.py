"""How a process of ours behaves that is not alone: one of long work gives way to those that people wait for.

One that works for another of ours leaves interrupts to its parent, and ends when that one ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import Any

_GIVES_WAY = 10  # niceness; whoever wants a processor meanwhile gets nine tenths of it
_BELOW_NORMAL = 0x4000  # what Windows calls it


def give_way() -> None:
    """Let this process, and those that it starts, wait where others want the processor: a page that somebody opens."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.windll.kernel32
        kernel.GetCurrentProcess.restype = ctypes.c_void_p
        kernel.SetPriorityClass(ctypes.c_void_p(kernel.GetCurrentProcess()), _BELOW_NORMAL)
    else:
        with suppress(OSError):  # a system that does not allow it
            own = os.getpriority(os.PRIO_PROCESS, 0)
            os.setpriority(os.PRIO_PROCESS, 0, max(own, _GIVES_WAY))


def begin_work() -> None:
    """How a process of long work begins that works for another of ours."""
    give_way()
    stay_with_parent()


def stay_with_parent() -> None:
    """Leave interrupts to the parent, and end when it ends, however it was killed: nobody may be left behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)
