"""Static files: read once, addressed by the hash of their content, so a browser keeps them."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

__all__ = ["Asset", "asset", "asset_url"]

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served."""

    body: bytes
    media_type: str
    digest: str


@lru_cache(maxsize=1)
def _assets() -> dict[str, Asset]:
    # A closed table: a path that climbs out of the folder is simply no key of it.
    found = {}
    for path in sorted(_FOLDER.rglob("*")):
        if path.suffix in _TYPES:
            body = path.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:16]
            name = path.relative_to(_FOLDER).as_posix()
            found[name] = Asset(body=body, media_type=_TYPES[path.suffix], digest=digest)
    return found


def asset(name: str) -> Asset | None:
    """Return a static file by its name below ``static/``, or None."""
    return _assets().get(name)


def asset_url(name: str) -> str:
    """Return the address of a static file, which changes when its content does.

    Raises:
        KeyError: a template names a file that is not there.
    """
    return f"/static/{name}?v={_assets()[name].digest}"
