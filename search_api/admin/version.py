"""Which program this is."""

from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version

__all__ = ["program_version"]


@lru_cache(maxsize=1)
def program_version() -> str:
    """Return the installed version; "0" when run from a folder that is not installed."""
    try:
        return version("leian")
    except PackageNotFoundError:
        return "0"
