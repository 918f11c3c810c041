"""A whole result as of one moment: point in time and search_after."""

from collections.abc import Generator, Sequence
from typing import Any, Final

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from indexer.backends.elastic.errors import elastic_errors
from indexer.backends.elastic.queries import Json
from indexer.backends.elastic.searches import whole

__all__ = ["Stream"]

_PAGE: Final = 5_000
_KEEP_ALIVE = "10m"  # between two pages


class Stream:
    """Sort values of all matches, in order, of the moment when the stream was made."""

    def __init__(
        self, client: Elasticsearch, index: str, query: Json, sort: Sequence[Json]
    ) -> None:
        """Fix the moment; pages are fetched as they are read."""
        self._client = client
        self._query, self._sort = query, list(sort)
        with elastic_errors():
            opened = client.open_point_in_time(
                index=index, keep_alive=_KEEP_ALIVE, allow_partial_search_results=False
            )
        self._id: str = opened["id"]

    def __iter__(self) -> Generator[list[Any], None, None]:
        """Yield the sort values of each match; the moment is let go at the end."""
        try:
            after: list[Any] | None = None
            while True:
                found = self._page(after)
                for hit in found:
                    yield hit["sort"][: len(self._sort)]
                if len(found) < _PAGE:
                    return
                after = found[-1]["sort"]
        finally:
            self._close()

    def _page(self, after: list[Any] | None) -> list[dict[str, Any]]:
        with elastic_errors():
            answer = self._client.search(
                pit={"id": self._id, "keep_alive": _KEEP_ALIVE},
                query=self._query,
                sort=self._sort,
                search_after=after,
                size=_PAGE,
                source=False,
                track_total_hits=False,
                allow_partial_search_results=False,
                search_type="dfs_query_then_fetch" if "_score" in self._sort[0] else None,
            )
            self._id = answer["pit_id"]
            hits: list[dict[str, Any]] = whole(answer.body)["hits"]["hits"]
            return hits

    def _close(self) -> None:
        try:
            self._client.close_point_in_time(id=self._id)
        except (ApiError, TransportError):
            return  # it ends by itself, and must not hide another error
