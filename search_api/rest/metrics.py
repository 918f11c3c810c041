"""Measurements for Prometheus; each application has its own registry."""

from collections.abc import Callable, Iterator

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from corpus.errors import LeianError

__all__ = ["Metrics"]

_SECONDS = (0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class _CorpusSize(Collector):
    """Counts the corpus at each scrape; a store that cannot be asked gives no figure."""

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("leian_corpus_documents", "Documents in the record store")
        try:
            gauge.add_metric([], self._count())
        except LeianError:
            return
        yield gauge

    def describe(self) -> list[GaugeMetricFamily]:
        return [GaugeMetricFamily("leian_corpus_documents", "Documents in the record store")]


class Metrics:
    """Requests by route, search stages, corpus size."""

    def __init__(self, *, count_documents: Callable[[], int]) -> None:
        """Make the registry; ``count_documents`` is called at each scrape."""
        self.registry = CollectorRegistry()
        self.registry.register(_CorpusSize(count_documents))
        self._requests = Counter(
            "leian_http_requests",
            "HTTP requests",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._latency = Histogram(
            "leian_http_request_seconds",
            "Time to answer a request",
            ["method", "route"],
            buckets=_SECONDS,
            registry=self.registry,
        )
        self._stages = Histogram(
            "leian_search_stage_seconds",
            "Time of a search's stages",
            ["stage"],
            buckets=_SECONDS,
            registry=self.registry,
        )

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        method = method if method in _METHODS else "OTHER"
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(method, route).observe(seconds)

    def stage(self, name: str, seconds: float) -> None:
        """Count one stage of a search."""
        self._stages.labels(name).observe(seconds)

    def text(self) -> bytes:
        """Return everything in Prometheus' text format."""
        return generate_latest(self.registry)
