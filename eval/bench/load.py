"""Open-loop load: requests come when they are due, several clients answer, waiting counts."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

__all__ = ["LoadReport", "Search", "arrivals", "bench_search", "http_search", "percentile"]

Search = Callable[[str], object]
"""Runs one search to its end; raises where it fails."""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """Latencies in milliseconds from the moment a request was due until it was answered.

    ``service_*`` leave out the wait for a free client. ``errors`` counts failures by what they
    say; failed requests are in no percentile.
    """

    requests: int
    clients: int
    rate: float
    seconds: float
    p50: float
    p95: float
    p99: float
    worst: float
    service_p50: float
    service_p95: float
    errors: dict[str, int] = field(default_factory=dict)

    @property
    def answered_per_second(self) -> float:
        """How many requests were answered a second, over the whole run."""
        return (self.requests - sum(self.errors.values())) / self.seconds if self.seconds else 0.0


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of the values do not exceed (nearest rank); nan if none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    rank = max(1, -(-len(ordered) * share // 1))
    return ordered[int(rank) - 1]


def arrivals(requests: int, rate: float, *, seed: int) -> list[float]:
    """Return the second at which each request is due: a Poisson stream, the same for one seed.

    The gaps are scaled so that the stream has exactly the rate asked for.

    Raises:
        ValueError: the rate is not positive.
    """
    if rate <= 0:
        raise ValueError(f"a rate of {rate} requests a second cannot be sent; give one above 0")
    stream = random.Random(f"arrivals {seed}")  # noqa: S311 - a schedule, no secret
    gaps = [stream.expovariate(1.0) for _ in range(requests)]
    scale = requests / rate / sum(gaps) if gaps else 0.0
    due, at = [], 0.0
    for gap in gaps:
        due.append(at)
        at += gap * scale
    return due


@dataclass(slots=True)
class _Run:
    """What the clients share: whose turn it is, and what they measured."""

    search: Search
    queries: Sequence[str]
    due: list[float]
    start: float = 0.0
    turn: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    waited: list[float] = field(default_factory=list)
    served: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)

    def next(self) -> int | None:
        """Return the number of the next request, or None when all are sent."""
        with self.lock:
            if self.turn >= len(self.due):
                return None
            self.turn += 1
            return self.turn - 1

    def client(self) -> None:
        """Take one request after the other, each no sooner than it is due."""
        while (number := self.next()) is not None:
            due = self.start + self.due[number]
            time.sleep(max(0.0, due - time.perf_counter()))
            began = time.perf_counter()
            try:
                self.search(self.queries[number % len(self.queries)])
            except Exception as error:  # noqa: BLE001 - whatever fails is counted, not raised
                with self.lock:
                    self.errors[f"{type(error).__name__}: {error}"[:200]] += 1
                continue
            ended = time.perf_counter()
            with self.lock:
                self.waited.append((ended - due) * 1000)
                self.served.append((ended - began) * 1000)


def bench_search(
    search: Search,
    queries: Sequence[str],
    *,
    requests: int = 2000,
    rate: float = 10.0,
    clients: int = 8,
    warm_up: int = 8,
    seed: int = 7,
) -> LoadReport:
    """Return how a search holds up under ``rate`` requests a second sent by several clients.

    Queries are taken in turn. ``warm_up`` requests go ahead one by one and are not counted.

    Raises:
        ValueError: there are no queries, or rate or clients are not positive.
    """
    if not queries or clients < 1:
        raise ValueError("give at least one query and one client")
    due = arrivals(requests, rate, seed=seed)
    for number in range(warm_up):
        search(queries[number % len(queries)])
    run = _Run(search, queries, due)
    threads = [threading.Thread(target=run.client, daemon=True) for _ in range(clients)]
    run.start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - run.start
    return LoadReport(
        requests=requests,
        clients=clients,
        rate=rate,
        seconds=seconds,
        p50=percentile(run.waited, 0.50),
        p95=percentile(run.waited, 0.95),
        p99=percentile(run.waited, 0.99),
        worst=max(run.waited, default=float("nan")),
        service_p50=percentile(run.served, 0.50),
        service_p95=percentile(run.served, 0.95),
        errors=dict(run.errors),
    )


def http_search(
    url: str, *, parameter: str = "q", method: str = "GET", timeout: float = 30.0
) -> Search:
    """Return a search that asks a server, one kept-alive connection a client thread.

    ``GET`` sends the query as the URL parameter ``parameter``, ``POST`` as the key of a JSON body.
    A status other than 200 is an error.

    Raises:
        ValueError: the URL is not http or https, or the method neither GET nor POST.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"{url} is no address; give one like http://127.0.0.1:8000/api/v1/search")
    if method not in {"GET", "POST"}:
        raise ValueError(f"method {method}: choose GET or POST")
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    local = threading.local()
    path = parts.path or "/"
    more = f"{parts.query}&" if parts.query else ""

    def ask(query: str) -> object:
        connection = getattr(local, "connection", None)
        if connection is None:
            connection = kind(parts.hostname or "", parts.port, timeout=timeout)
            local.connection = connection
        try:
            if method == "GET":
                connection.request("GET", f"{path}?{more}{urlencode({parameter: query})}")
            else:
                target = f"{path}?{parts.query}" if parts.query else path
                body = json.dumps({parameter: query}).encode()
                connection.request("POST", target, body, {"Content-Type": "application/json"})
            response = connection.getresponse()
            answer = response.read()
        except (OSError, http.client.HTTPException):
            connection.close()
            local.connection = None
            raise
        if response.status != http.client.OK:
            raise RuntimeError(f"HTTP {response.status}: {answer[:120]!r}")
        return answer

    return ask
