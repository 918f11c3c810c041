"""``CaseIndex`` on one Elasticsearch index."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from hashlib import blake2b
from itertools import islice
from typing import Any

import msgspec
import numpy as np
from elasticsearch import Elasticsearch, NotFoundError

from corpus.errors import MismatchError, QueryError, RefusedError, StateError
from embeddings.base import Vectors
from embeddings.ties import best_first, is_settled
from indexer.backends.elastic.bulk import BulkWriter, Item, Refusal, batches
from indexer.backends.elastic.errors import api_error, elastic_errors
from indexer.backends.elastic.mapping import STORED, document_id, source_of
from indexer.backends.elastic.queries import (
    BY_ID,
    BY_SCORE,
    WINDOW,
    Json,
    date_order,
    filter_of,
    weighted_query,
)
from indexer.backends.elastic.searches import (
    Counts,
    NearestList,
    Search,
    SortedList,
    WeightedList,
    whole,
)
from indexer.backends.elastic.stream import Stream
from indexer.backends.values import check_depth
from indexer.types import (
    ByDate,
    CaseDocument,
    Clause,
    Hit,
    KeywordField,
    Nearest,
    Page,
    Query,
    StoredCase,
    Weighted,
)

__all__ = ["ElasticIndex", "write_alias"]

_NAMED = 5  # refused documents in a message
_NOTHING: tuple[Hit, ...] = ()


def write_alias(index: str) -> str:
    """Return the alias that an index is written through."""
    return f"{index}.write"


class ElasticIndex:
    """One generation. Any number of readers and writers, in any number of processes.

    What is written is on the disk of every copy when ``write`` returns, and seen by the next
    search of anybody. Two things differ from one machine: of two processes that write one id at
    the same time either may be the last; and ``delete`` counts what it removed itself, so a
    document whose removal was sent twice after a lost connection may count as not there.
    """

    def __init__(
        self,
        client: Elasticsearch,
        name: str,
        *,
        dim: int,
        beat: Callable[[], None] = lambda: None,
        release: Callable[[], None] = lambda: None,
    ) -> None:
        """Take the client and the name of the index.

        Args:
            client: of the cluster; whoever made it closes it.
            name: of an index that ``mapping.index_body`` describes.
            dim: dimensions of its vectors, 0 for none.
            beat: called after each batch that was written.
            release: called by ``close``.
        """
        self._client = client
        self._name = name
        self._dim = dim
        self._beat, self._release = beat, release
        self._closed = False

    # ------------------------------------------------------------ write

    def write(self, documents: Iterable[CaseDocument]) -> int:
        """Add or replace documents, return how many were given.

        Where the stream breaks off, what was sent before is there.

        Raises:
            RefusedError: the cluster will not take some; all others are there.
            UnavailableError: the cluster was away or busy until the deadline.
        """
        self._check_open()
        given = 0

        def items() -> Iterator[Item]:
            nonlocal given
            for document in documents:
                given += 1
                yield self._item(document)

        refused = self._send(items()).refused
        if refused:
            raise _refused(refused)
        return given

    def _item(self, document: CaseDocument) -> Item:
        with elastic_errors():
            source = msgspec.json.encode(source_of(document, dim=self._dim))
            action = msgspec.json.encode({"index": {"_id": document_id(document.id)}})
        return Item(document.id, (action, source))

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents, return how many there were; unknown ids are ignored."""
        self._check_open()
        named = (id_ for id_ in dict.fromkeys(ids) if id_)
        items = (
            Item(id_, (msgspec.json.encode({"delete": {"_id": document_id(id_)}}),))
            for id_ in named
        )
        writer = self._send(items)
        if writer.refused:
            raise _refused(writer.refused)
        return writer.found

    def _send(self, items: Iterable[Item]) -> BulkWriter:
        with BulkWriter(self._client, write_alias(self._name)) as writer:
            for batch in batches(items):
                writer.send(batch)
                self._beat()
        with elastic_errors():
            answer = self._client.indices.refresh(index=self._name)
        _all_copies(answer.body)
        return writer

    # ------------------------------------------------------------ read

    def get(self, id: str) -> StoredCase | None:  # noqa: A002 - the port's word
        """Return the stored values of one document, or None."""
        self._check_open()
        if not id:
            return None
        with elastic_errors():
            try:
                answer = self._client.get(
                    index=self._name, id=document_id(id), source_includes=[STORED]
                )
            except NotFoundError as error:
                if isinstance(error.body, dict) and error.body.get("found") is False:
                    return None
                raise
        stored = answer["_source"][STORED]
        keywords = {KeywordField(name): tuple(held) for name, held in stored["keywords"].items()}
        day = stored["date"]
        return StoredCase(id, keywords, dt.date.fromisoformat(day) if day else None)

    def search(self, queries: Sequence[Query]) -> list[Page]:
        """Return one page a query, in order, in one request.

        A second request is made where a run of equal scores or a count goes on beyond what was
        fetched, and some for what lies behind the first 10,000 of a list. A list by vector ends
        there.
        """
        self._check_open()
        counts: dict[Clause, Counts] = {}
        lists: list[_List | None] = []
        for query in queries:
            check_depth(query.where)
            counts.setdefault(query.where, Counts(query.where)).add(query.facets)
            lists.append(self._list(query))
        self._run([*counts.values(), *(one for one in lists if one is not None)])
        return [
            Page(
                self._hits(query, found),
                counts[query.where].total,
                tuple(counts[query.where].facets[request] for request in query.facets),
            )
            for query, found in zip(queries, lists, strict=True)
        ]

    def _list(self, query: Query) -> "_List | None":
        start, end = query.offset, query.offset + query.limit
        if query.limit <= 0 or (end > WINDOW and not isinstance(query.rank, Nearest)):
            return None
        match query.rank:
            case Weighted():
                compiled = weighted_query(query.rank, query.where)
                return None if compiled is None else WeightedList(compiled, start=start, end=end)
            case Nearest():
                self._check_vector(query.rank.vector)
                if not self._dim or not query.rank.vector.any():
                    return None
                return NearestList(query.rank, query.where, start=start, end=end)
            case _:
                sort = date_order(query.rank) if isinstance(query.rank, ByDate) else BY_ID
                return SortedList(filter_of(query.where), sort, start=start, size=query.limit)

    def _check_vector(self, vector: Vectors) -> None:
        if self._dim and vector.shape != (self._dim,):
            raise MismatchError(
                f"查询向量形状为 {vector.shape}，索引为 {self._dim} 维：编码器已更换。"
                "请运行 leian reindex"
            )
        if not np.isfinite(vector).all():
            raise QueryError("查询向量含有无效数值")

    def _hits(self, query: Query, found: "_List | None") -> tuple[Hit, ...]:
        if found is not None:
            return found.hits
        end = query.offset + query.limit
        if query.limit <= 0 or end <= WINDOW or isinstance(query.rank, Nearest):
            return _NOTHING
        return self._deep(query, end)

    def _deep(self, query: Query, end: int) -> tuple[Hit, ...]:
        """Return a slice that reaches beyond what one search may return."""
        if isinstance(query.rank, Weighted):
            compiled = weighted_query(query.rank, query.where)
            if compiled is None:
                return _NOTHING
            return self._deep_scored(compiled, query.offset, end)
        sort = date_order(query.rank) if isinstance(query.rank, ByDate) else BY_ID
        with closing(iter(self._stream(filter_of(query.where), sort))) as rows:
            return tuple(Hit(row[-1], 0.0) for row in islice(rows, query.offset, end))

    def _deep_scored(self, query: Json, start: int, end: int) -> tuple[Hit, ...]:
        pairs: list[tuple[str, float]] = []
        with closing(iter(self._stream(query, BY_SCORE))) as rows:
            for score, id_ in rows:
                pairs.append((id_, float(score)))
                if len(pairs) > end and len(pairs) % WINDOW == 0 and _settled(pairs, end):
                    break
        return tuple(Hit(*pair) for pair in best_first(pairs)[start:end])

    def _run(self, searches: Sequence[Search]) -> None:
        while searches:
            answers = self._ask(searches)
            searches = [
                one for one, answer in zip(searches, answers, strict=True) if not one.take(answer)
            ]

    def _ask(self, searches: Sequence[Search]) -> list[Any]:
        lines: list[Json] = []
        for one in searches:
            body = one.body()
            lines += [_header(one, body), body]
        with elastic_errors():
            answer = self._client.msearch(index=self._name, searches=lines)
        return [whole(each) for each in answer["responses"]]

    def scan(self, where: Clause) -> Iterator[str]:
        """Yield the ids of all matching documents in order of id, as of the call."""
        self._check_open()
        check_depth(where)
        stream = self._stream(filter_of(where), BY_ID)
        return (row[-1] for row in stream)

    def _stream(self, query: Json, sort: Sequence[Json]) -> Stream:
        return Stream(self._client, self._name, query, sort)

    def count(self, where: Clause) -> int:
        """Return how many documents match."""
        self._check_open()
        check_depth(where)
        counts = Counts(where)
        self._run([counts])
        return counts.total

    def close(self) -> None:
        """Let go of the generation; calling twice is harmless."""
        if not self._closed:
            self._closed = True
            self._release()

    def _check_open(self) -> None:
        if self._closed:
            raise StateError("索引已关闭，不能再用。请重新打开")


def _settled(pairs: Sequence[tuple[str, float]], end: int) -> bool:
    return is_settled([score for _, score in pairs], end)


_List = SortedList | WeightedList | NearestList


def _header(search: Search, body: Json) -> Json:
    """Return how a search is to be run.

    The same search goes to the same copies of the shards, so that its pages continue each other
    (copies count replaced documents each in their own time); different ones are spread. BM25 takes
    its statistics from all shards, so that scores of different shards compare.
    """
    digest = blake2b(msgspec.json.encode([body["query"], body.get("sort")]), digest_size=8)
    header: Json = {"preference": digest.hexdigest(), "allow_partial_search_results": False}
    if isinstance(search, WeightedList):
        header["search_type"] = "dfs_query_then_fetch"
    return header


def _refused(refused: Sequence[Refusal]) -> RefusedError:
    named = "；".join(f"{one.id}（{one.reason}）" for one in refused[:_NAMED])
    more = f" 等 {len(refused)} 份" if len(refused) > _NAMED else ""
    return RefusedError(
        f"搜索集群拒收 {named}{more}。其余文书已写入", [(one.id, one.reason) for one in refused]
    )


def _all_copies(answer: Any) -> None:
    if answer["_shards"]["failed"]:
        raise api_error(503, {"error": {"type": "refresh_failed", "reason": "refresh"}})
