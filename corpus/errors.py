"""The one exception tree of leian.

    LeianError
    ├── InputError               what was given cannot be used; the message says what to do
    │   ├── SourceError          a file or row cannot be read (rejected, and said so)
    │   ├── ParseError           a text cannot be read as what it claims to be
    │   └── QueryError           a search expression cannot be understood
    ├── SkippedError             not a document at all (a licence, a list of queries): not an error
    ├── NotFoundError            no such record
    ├── StateError               the home folder does not fit what is asked of it
    │   ├── MissingStateError    nothing there yet
    │   ├── MismatchError        made with another segmenter, encoder or schema
    │   ├── LockedError          another process is writing
    │   └── CorruptStateError    damaged
    └── BackendError             a search server or database failed
        ├── RefusedError         … to take some documents, and never will
        └── UnavailableError     … and may work again later

*Skip this document* (SkippedError), *this input is bad* (SourceError, ParseError) and *the state is
broken* (StateError) are three things, counted apart in every report. Each class has a stable
``name`` that REST and ``--json`` print; HTTP status codes live in ``search_api/rest/errors.py``.
"""

from collections.abc import Sequence
from typing import ClassVar

__all__ = [
    "BackendError",
    "CorruptStateError",
    "InputError",
    "LeianError",
    "LockedError",
    "MismatchError",
    "MissingStateError",
    "NotFoundError",
    "ParseError",
    "QueryError",
    "RefusedError",
    "SkippedError",
    "SourceError",
    "StateError",
    "UnavailableError",
]


class LeianError(Exception):
    """Root of all errors that leian raises on purpose."""

    name: ClassVar[str] = "error"


class InputError(LeianError):
    """What was given cannot be used."""

    name = "bad_input"


class SourceError(InputError):
    """A file or a row of one cannot be read."""

    name = "unreadable"


class ParseError(InputError):
    """A text cannot be read as what it claims to be."""

    name = "unparsable"


class QueryError(InputError):
    """A search expression cannot be understood."""

    name = "bad_query"


class SkippedError(LeianError):
    """Not a document: nothing is wrong, and nothing is indexed."""

    name = "skipped"


class NotFoundError(LeianError):
    """No such record."""

    name = "not_found"


class StateError(LeianError):
    """The home folder does not fit what is asked of it."""

    name = "bad_state"


class MissingStateError(StateError):
    """The home folder holds nothing to work on yet."""

    name = "empty"


class MismatchError(StateError):
    """State was made with another segmenter, encoder or schema."""

    name = "mismatch"


class LockedError(StateError):
    """Another process is writing to the same home."""

    name = "locked"


class CorruptStateError(StateError):
    """State on disk is damaged."""

    name = "corrupt"


class BackendError(LeianError):
    """A search server or database failed."""

    name = "backend_failed"


class RefusedError(BackendError):
    """A search server refused documents for what they are; all others were taken."""

    name = "refused"

    def __init__(self, message: str, refused: Sequence[tuple[str, str]] = ()) -> None:
        """Take the message, and the id and reason of each document that was refused."""
        super().__init__(message)
        self.refused = tuple(refused)


class UnavailableError(BackendError):
    """A search server or database does not answer now; it may later."""

    name = "unavailable"
