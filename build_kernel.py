"""Compiles zwsearch/kernel where there is a C compiler: a build hook of hatchling, and `python build_kernel.py`.

Installing needs no compiler: without one, or when it fails, the wheel is a pure one and the program the same.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import zlib
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "zwsearch" / "kernel"
LIBRARY = FOLDER / ("_kernel.dll" if os.name == "nt" else "_kernel.so")
# No contraction into fused multiply-adds: the scores are those of NumPy to the last bit.
FLAGS = ("-O3", "-std=c11", "-shared", "-ffp-contract=off", "-fvisibility=hidden")


def compile_kernel() -> bool:
    """Compile the library beside its sources; False where that cannot be done."""
    compiler = shlex.split(os.environ.get("CC", "")) or next(
        ([found] for name in ("cc", "gcc", "clang") if (found := shutil.which(name))), []
    )
    if not compiler:
        return False
    sources = sorted(FOLDER.glob("*.[ch]"))
    mark = 0
    for source in sources:
        mark = zlib.crc32(source.read_bytes(), mark)
    flags = (*FLAGS, f"-DSOURCE_MARK={mark}u", *(() if os.name == "nt" else ("-fPIC",)))
    fresh = LIBRARY.with_name(f"{LIBRARY.name}.{os.getpid()}")  # a process may be using the old one
    try:
        done = subprocess.run(
            [*compiler, *flags, "-o", str(fresh), *map(str, FOLDER.glob("*.c"))], capture_output=True, check=False
        )
        if done.returncode == 0:
            fresh.replace(LIBRARY)
        return done.returncode == 0
    except OSError:  # no such compiler, or a folder that cannot be written
        return False
    finally:
        fresh.unlink(missing_ok=True)


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, outside of a build
    BuildHookInterface = None

if BuildHookInterface is not None:

    class KernelHook(BuildHookInterface):
        """Adds the library to a wheel, which then fits this platform and any Python."""

        PLUGIN_NAME = "custom"

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Called before a wheel (or the link of an editable install) is made."""
            if self.target_name != "wheel" or os.environ.get("ZWSEARCH_PURE", "") not in ("", "0"):
                return
            if compile_kernel():
                build_data["pure_python"] = False
                platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
                build_data["tag"] = f"py3-none-{platform}"
                build_data["artifacts"].append(f"/zwsearch/kernel/{LIBRARY.name}")


if __name__ == "__main__":
    sys.exit(0 if compile_kernel() else "no C compiler: the program works without")
