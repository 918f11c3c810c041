"""One writer at a time, across processes: a lock that the kernel releases when its holder dies."""

import fcntl
import os
from pathlib import Path

from corpus.errors import LockedError

__all__ = ["FolderLock"]


class FolderLock:
    """An exclusive lock on a file: a context manager, or ``acquire`` and ``release``."""

    def __init__(self, path: Path, busy: str) -> None:
        """Name the file and what to say when another holds it."""
        self._path = path
        self._busy = busy
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock.

        Raises:
            LockedError: another process, or another object of this one, holds it.
        """
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise LockedError(self._busy) from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Give the lock back; twice is harmless."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "FolderLock":
        """Take the lock."""
        self.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        """Give it back."""
        self.release()
