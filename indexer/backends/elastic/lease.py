"""Who is building an index: written beside its manifest, renewed while the builder writes.

A builder that died on this machine is seen at once, one on another machine when its lease has run
out. (Two processes that take over the same dead build in the same second are not told apart; a
lock in the database is for that.)
"""

import os
import secrets
import socket
from collections.abc import Callable
from typing import Final

import msgspec

__all__ = ["SECONDS", "Lease", "is_held", "new_lease", "release", "renewed"]

SECONDS: Final = 900.0
_ours: set[str] = set()  # tokens of the leases that this process holds


class Lease(msgspec.Struct, frozen=True):
    """A builder and how long it may be silent."""

    host: str
    pid: int
    token: str
    until: float  # seconds since the epoch


def new_lease(clock: Callable[[], float]) -> Lease:
    """Return a lease of this process."""
    token = secrets.token_hex(8)
    _ours.add(token)
    return Lease(socket.gethostname(), os.getpid(), token, clock() + SECONDS)


def renewed(lease: Lease, clock: Callable[[], float]) -> Lease:
    """Return the lease from now on."""
    return msgspec.structs.replace(lease, until=clock() + SECONDS)


def release(lease: Lease) -> None:
    """Forget a lease of this process."""
    _ours.discard(lease.token)


def is_held(lease: Lease | None, clock: Callable[[], float]) -> bool:
    """Return whether its holder may still be at work."""
    if lease is None or clock() > lease.until:
        return False
    if lease.host != socket.gethostname():
        return True
    if lease.pid == os.getpid():
        return lease.token in _ours  # a process that had our number before us holds nothing
    return _is_alive(lease.pid)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
