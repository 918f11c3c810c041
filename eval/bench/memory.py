"""Memory of a process with all its children, and the size of a folder."""

import os
import resource
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

__all__ = ["PeakMemory", "folder_bytes", "tree_bytes"]

_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def _children(pid: int) -> list[int]:
    found: list[int] = []
    try:
        for task in (_PROC / str(pid) / "task").iterdir():
            found += map(int, (task / "children").read_text().split())
    except OSError:  # the process ended while we looked
        return found
    return found


def _process_bytes(pid: int) -> int:
    """Return the proportional set size of a process: pages shared by n processes count 1/n."""
    try:
        for line in (_PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    try:
        return int((_PROC / str(pid) / "statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0


def tree_bytes(pid: int) -> int:
    """Return the memory of a process and all its descendants in bytes; 0 where /proc is missing."""
    total, todo = 0, [pid]
    while todo:
        pid = todo.pop()
        total += _process_bytes(pid)
        todo += _children(pid)
    return total


class PeakMemory:
    """Watches this process and its children while a block runs.

    ``peak_bytes`` is the highest sum of proportional set sizes seen in samples ``every`` seconds
    apart; without /proc it is the largest resident set of this process or of one child.
    """

    def __init__(self, *, every: float = 0.1) -> None:
        """Sample every so many seconds."""
        self.peak_bytes = 0
        self._every = every
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True, name="peak-memory")

    def _sample(self) -> None:
        self.peak_bytes = max(self.peak_bytes, tree_bytes(os.getpid()))

    def _watch(self) -> None:
        while not self._stop.wait(self._every):
            self._sample()

    def __enter__(self) -> Self:
        """Start watching."""
        self._sample()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop watching; ``peak_bytes`` is final."""
        self._stop.set()
        self._thread.join()
        self._sample()
        if not self.peak_bytes:
            who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
            self.peak_bytes = max(resource.getrusage(w).ru_maxrss for w in who) * 1024


def folder_bytes(folder: Path) -> int:
    """Return the size of all files under a folder in bytes; 0 for a folder that is not there."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
