"""What the pages need of the application; ``bootstrap.Application`` gives it, tests a fake one."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from corpus.models import Judgment
from indexer.types import Manifest, Reject
from search_api.settings import Settings
from search_api.similar.types import CaseSummary, SearchRequest, SearchResult
from search_api.store.types import Counts, Run

__all__ = ["Application", "Generations", "Searches", "Store"]


class Searches(Protocol):
    """The search over one generation of the index."""

    def search(self, request: SearchRequest) -> SearchResult:
        """Return a page of similar cases."""
        ...

    def judgment(self, case_id: str, /) -> Judgment:
        """Return one judgment; NotFoundError where there is none."""
        ...

    def instances(self, case_id: str, /) -> Sequence[CaseSummary]:
        """Return the same case's documents in all instances, oldest first."""
        ...


class Store(Protocol):
    """The record store, as far as the system page reads it."""

    def counts(self, *, top: int | None = None) -> Counts:
        """Return the size of the corpus; of courts and causes the ``top`` most frequent."""
        ...

    def ids(self) -> Iterator[str]:
        """Yield the ids of all documents in order."""
        ...

    def get(self, ids: Sequence[str]) -> list[Judgment]:
        """Return the documents of those ids that exist."""
        ...

    def rejects(self) -> Iterator[Reject]:
        """Yield the documents that were not taken in."""
        ...

    def runs(self) -> Sequence[Run]:
        """Return the runs of ingest."""
        ...


class Generations(Protocol):
    """The generations of the index."""

    def list(self) -> list[Manifest]:
        """Return all complete generations, oldest first."""
        ...

    def current(self) -> Manifest | None:
        """Return the one that searches see."""
        ...


class Application(Protocol):
    """Everything the pages work on."""

    @property
    def settings(self) -> Settings:
        """Return the settings of this process."""
        ...

    @property
    def store(self) -> Store:
        """Return the record store."""
        ...

    @property
    def admin(self) -> Generations:
        """Return the generations of the index."""
        ...

    def require_search(self) -> Searches:
        """Return the search; MissingStateError while nothing is ingested."""
        ...
