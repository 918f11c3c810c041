"""A transport that plays answers which a real server cannot be made to give."""

from collections.abc import Callable, Mapping
from typing import Any

from elastic_transport import (
    ApiResponseMeta,
    HttpHeaders,
    NodeConfig,
    Transport,
    TransportApiResponse,
)
from elasticsearch import Elasticsearch

__all__ = ["Answer", "fake_client"]

Answer = tuple[int, Any] | Exception
Handler = Callable[[str, str, Any], Answer]

_HEADERS = HttpHeaders({"x-elastic-product": "Elasticsearch", "content-type": "application/json"})
_NODE = NodeConfig("http", "127.0.0.1", 9200)


def fake_client(handler: Handler) -> Elasticsearch:
    """Return a client whose requests (method, path, body) the handler answers."""

    class Played(Transport):
        def perform_request(  # type: ignore[override]
            self, method: str, target: str, *, body: Any = None, **_: Mapping[str, Any]
        ) -> TransportApiResponse:
            answer = handler(method, target, body)
            if isinstance(answer, Exception):
                raise answer
            status, found = answer
            return TransportApiResponse(ApiResponseMeta(status, "1.1", _HEADERS, 0.0, _NODE), found)

    return Elasticsearch("http://127.0.0.1:9200", transport_class=Played)
