"""What looking after a home needs of the application; ``bootstrap.Application`` gives it."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from corpus.segment import Segmenter
from embeddings.base import Encoder
from indexer.types import Health, IndexAdmin
from search_api.settings import Settings
from search_api.similar import SimilarSearch
from search_api.similar.statutes import StatuteSearch
from search_api.store import SqlRecordStore

__all__ = ["Application", "Generations"]


class Generations(IndexAdmin, Protocol):
    """``IndexAdmin`` with what looking after it needs: what to go back to, what to clear away."""

    def previous(self) -> str | None:
        """Return the generation to roll back to, if there is one."""
        ...

    def unfinished(self) -> Sequence[str]:
        """Return the generations whose build did not end."""
        ...

    def health(self) -> Health:
        """Return whether the current generation can be searched, and what to do if not."""
        ...


class Application(Protocol):
    """An open home with everything that works on it."""

    @property
    def settings(self) -> Settings:
        """Return the settings of this process."""
        ...

    @property
    def store(self) -> SqlRecordStore:
        """Return the record store."""
        ...

    @property
    def admin(self) -> Generations:
        """Return the generations of the index."""
        ...

    @property
    def segmenter(self) -> Segmenter:
        """Return the segmenter of index and queries."""
        ...

    @property
    def models(self) -> Path:
        """Return the folder of the trained encoders, one folder an encoder id."""
        ...

    @property
    def search(self) -> SimilarSearch | None:
        """Return the search over the current generation, None while nothing is ingested."""
        ...

    @property
    def statutes(self) -> StatuteSearch:
        """Return the search over the texts of statutes; it says so when none are loaded."""
        ...

    @property
    def workers(self) -> int:
        """Return the number of worker processes for ingest and build."""
        ...

    def lock(self) -> AbstractContextManager[object]:
        """Return a lock that only one writer of this home can hold; LockedError when taken."""
        ...

    def load_encoder(self, encoder_id: str) -> Encoder | None:
        """Return the encoder of that id; None for "none"."""
        ...

    def require_search(self) -> SimilarSearch:
        """Return the search; MissingStateError while nothing is ingested."""
        ...
