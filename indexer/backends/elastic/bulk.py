"""Writing: documents stream into bulk requests, a few under way at a time.

A request that found the cluster busy or away is sent again after growing, jittered pauses until a
deadline; ids are ours, so what arrives twice changes nothing. A bulk request that is answered 200
may hold failures: each item's answer is read, the busy ones are sent again, and what the cluster
will never take is given back with its reason.
"""

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Final

from elasticsearch import Elasticsearch

from corpus.errors import UnavailableError
from indexer.backends.elastic.errors import BUSY, api_error, elastic_errors, reason_of

__all__ = ["DEADLINE", "BulkWriter", "Item", "Refusal", "batches"]

DEADLINE: Final = 120.0  # seconds without success before a write gives up
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 15.0
_BATCH_BYTES = 5_000_000
_BATCH_ITEMS = 500
_UNDER_WAY = 2  # requests at a time: the server writes one while we prepare the next
_REQUEST_SECONDS = 60.0
_FINE = frozenset({200, 201})
_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Item:
    """One action: ``id`` as the caller knows it, and its lines of a bulk request."""

    id: str
    lines: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Return the bytes of its lines."""
        return sum(map(len, self.lines))


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that the cluster will not take, and why."""

    id: str
    reason: str


@dataclass(slots=True)
class _Outcome:
    found: int = 0
    refused: list[Refusal] = field(default_factory=list)


def batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    """Yield the items in parts that one request carries."""
    batch: list[Item] = []
    size = 0
    for item in items:
        if batch and (size + item.size > _BATCH_BYTES or len(batch) >= _BATCH_ITEMS):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += item.size
    if batch:
        yield batch


class BulkWriter:
    """Sends batches to one index; used as a context, which waits for what is under way."""

    def __init__(
        self,
        client: Elasticsearch,
        target: str,
        *,
        deadline: float = DEADLINE,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the client and the alias to write through.

        Writing through an alias, never an index name: where the index was dropped meanwhile, the
        server must not make a new one by guessing its fields.
        """
        self._client = client.options(max_retries=0, request_timeout=_REQUEST_SECONDS)
        self._target = target
        self._deadline = deadline
        self._sleep, self._clock = sleep, clock
        self._pool = ThreadPoolExecutor(_UNDER_WAY, thread_name_prefix="bulk")
        self._waiting: list[tuple[frozenset[str], Future[_Outcome]]] = []
        self.refused: list[Refusal] = []
        self.found = 0  # items done, without deletes of what was not there

    def __enter__(self) -> "BulkWriter":
        """Return itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Wait for what is under way, and raise its error where there is no other."""
        try:
            if kind is None:
                self.drain()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def send(self, batch: Sequence[Item]) -> None:
        """Send a batch, as soon as fewer than the most are under way."""
        last = {item.id: item for item in batch}  # of one id the last counts
        ids = frozenset(last)
        while self._waiting and (len(self._waiting) >= _UNDER_WAY or self._overlaps(ids)):
            self._wait_for_first()  # of one id, what is sent last must arrive last
        self._waiting.append((ids, self._pool.submit(self._deliver, list(last.values()))))

    def drain(self) -> None:
        """Wait for all that is under way."""
        while self._waiting:
            self._wait_for_first()

    def _overlaps(self, ids: frozenset[str]) -> bool:
        return any(not ids.isdisjoint(others) for others, _ in self._waiting)

    def _wait_for_first(self) -> None:
        _, future = self._waiting.pop(0)
        outcome = future.result()
        self.found += outcome.found
        self.refused += outcome.refused

    # ------------------------------------------------------------ in the pool

    def _deliver(self, batch: list[Item]) -> _Outcome:
        outcome = _Outcome()
        attempt, last_progress = 0, self._clock()
        while batch:
            try:
                rest = self._once(batch, outcome)
                reason: UnavailableError | None = None
            except UnavailableError as error:
                rest, reason = batch, error
            if len(rest) < len(batch):
                attempt, last_progress = 0, self._clock()
            batch = rest
            if batch:
                self._pause(attempt, last_progress, reason)
                attempt += 1
        return outcome

    def _pause(self, attempt: int, last_progress: float, reason: UnavailableError | None) -> None:
        pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)
        pause *= random.uniform(0.5, 1.0)  # noqa: S311 - so that writers do not come back together
        if self._clock() + pause - last_progress > self._deadline:
            why = str(reason) if reason else "集群一直繁忙"
            raise UnavailableError(
                f"写入索引未成，重试 {self._deadline:.0f} 秒后放弃：{why}。"
                "已确认的文书不受影响；恢复后再运行一次即可接着写入"
            ) from reason
        self._sleep(pause)

    def _once(self, batch: Sequence[Item], total: _Outcome) -> list[Item]:
        """Send a batch once; return the items to be sent again."""
        lines: list[Any] = [line for item in batch for line in item.lines]
        with elastic_errors():
            answer = self._client.bulk(index=self._target, operations=lines, require_alias=True)
        again: list[Item] = []
        for item, result in zip(batch, answer["items"], strict=True):
            outcome: dict[str, Any] = next(iter(result.values()))
            status = int(outcome["status"])
            if status in BUSY:
                again.append(item)
            elif status in _FINE:
                total.found += 1
            elif status == _NOT_FOUND:
                if "error" in outcome:  # the index is gone: no item can succeed
                    raise api_error(status, outcome)
            else:
                kind, reason = reason_of(outcome["error"])
                total.refused.append(Refusal(item.id, f"{kind}：{reason}"))
        return again
