"""What a reading of files gives: documents, and what was not taken, with the reason."""

from dataclasses import dataclass, field

from corpus.errors import LeianError
from corpus.models import Kind, RawDocument

__all__ = [
    "MAX_BYTES",
    "MEGABYTE",
    "Blob",
    "Item",
    "Rejected",
    "Scanned",
    "Skipped",
    "SourceOptions",
]

MEGABYTE = 1 << 20
MAX_BYTES = 50 * MEGABYTE


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """How files are read.

    ``mapping`` is a name or the path of a mapping file and overrides detection; ``kind`` overrides
    what the mapping says. ``max_bytes`` bounds one document (a file, a row, an archive member).
    ``max_seconds`` is what a worker may take over one document, plus time for its length.
    ``any_text`` takes a file or a table also when its text does not look like a judgment.
    """

    mapping: str | None = None
    kind: Kind | None = None
    max_bytes: int = MAX_BYTES
    max_seconds: float = 60.0
    any_text: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """Not a document: a licence, a list of queries, a picture. Nothing is wrong with it."""

    path: str
    detail: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class Rejected:
    """A document that could not be read. ``error`` is the stable name of the exception."""

    path: str
    detail: str
    row: int = 0
    error: str = "unreadable"
    text: str = field(default="", repr=False)  # the beginning of a damaged row, to mend it

    @classmethod
    def of(cls, error: LeianError, *, path: str, row: int = 0, text: str = "") -> "Rejected":
        """Return the rejection that an exception stands for."""
        return cls(path=path, detail=str(error), row=row, error=error.name, text=text)


@dataclass(frozen=True, slots=True)
class Blob:
    """One file that is one document, in its own format; ``read_blob`` makes text of it."""

    path: str
    format: str
    data: bytes = field(repr=False)


Item = RawDocument | Skipped | Rejected
Scanned = Item | Blob
