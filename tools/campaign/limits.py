"""How much memory and how many threads this process has, and a bound on its memory."""

import os
import re
import sys
from pathlib import Path

if sys.platform == "linux":
    import resource

IS_LINUX = sys.platform == "linux"
MAX_MEMORY_BYTES = 1_000_000_000
"""No file may take more, the program itself included."""
HEADROOM_BYTES = 500_000_000
"""What the system lets a worker have beyond that, so that it can say how much it took."""

_STATUS = Path("/proc/self/status")
_CLEAR_REFS = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


def limit_memory() -> None:
    """Have this process, and those that it starts, fail to get much more than is allowed."""
    if sys.platform == "linux":
        # Linux counts with RLIMIT_DATA all that is private, and no libraries.
        limit = MAX_MEMORY_BYTES + HEADROOM_BYTES
        resource.setrlimit(resource.RLIMIT_DATA, (limit, resource.RLIM_INFINITY))


def reset_peak() -> None:
    """Have `peak_bytes` begin anew."""
    if IS_LINUX:
        _CLEAR_REFS.write_text(_RESET_PEAK)


def peak_bytes() -> int:
    """Return the most memory that was resident since the last reset; 0 where it is not known."""
    return _status("VmHWM") * 1024


def resident_bytes() -> int:
    """Return the memory that is resident now; 0 where it is not known."""
    return _status("VmRSS") * 1024


def thread_count() -> int:
    """Return how many threads the system counts in this process; 0 where it is not known."""
    return _status("Threads")


def _status(name: str) -> int:
    if not IS_LINUX:
        return 0
    found = re.search(rf"^{name}:\s*(\d+)", _STATUS.read_text(), re.MULTILINE)
    return int(found[1]) if found else 0


def may_read_everything() -> bool:
    """Return whether permissions do not count for this user, as for root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
