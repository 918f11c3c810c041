"""Exact value counts over shards.

A terms aggregation asks each shard for its most frequent values and adds them up; a value that is
frequent in sum may then be cut by a shard. Elasticsearch says how wrong it may be; where that
leaves the answer open, the shards are asked for more.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from indexer.types import Facet, FacetRequest

__all__ = ["FIRST_SHARD_SIZE", "GROWTH", "UNCUT", "aggregations", "facet_of", "name_of"]

FIRST_SHARD_SIZE: Final = 5_000  # more than there are courts; most fields come whole
GROWTH: Final = 20
UNCUT: Final = 2_147_483_647
_MARGIN = 50


def name_of(request: FacetRequest) -> str:
    """Return the name of the request's aggregation."""
    return f"{request.field}-{request.size}"


def aggregations(requests: Sequence[FacetRequest], shard_size: int) -> dict[str, Any]:
    """Return the terms aggregations, one a request that wants values."""
    return {
        name_of(request): {
            "terms": {
                "field": request.field.value,
                "size": request.size + _MARGIN,
                "shard_size": max(shard_size, request.size + _MARGIN),
                "show_term_doc_count_error": True,
                "order": [{"_count": "desc"}, {"_key": "asc"}],
            }
        }
        for request in requests
        if request.size > 0
    }


def facet_of(request: FacetRequest, found: Mapping[str, Any]) -> Facet | None:
    """Return the counts, None where shards cut off what might change them."""
    if request.size <= 0:
        return Facet(request.field, ())
    answer = found[name_of(request)]
    buckets = answer["buckets"]
    unseen = answer["doc_count_error_upper_bound"]  # the most that any value may be short of
    if unseen and not _settled(buckets, request.size, unseen):
        return None
    pairs = [(bucket["key"], bucket["doc_count"]) for bucket in buckets]
    pairs.sort(key=lambda pair: (-pair[1], pair[0]))
    return Facet(request.field, tuple(pairs[: request.size]))


def _settled(buckets: Sequence[Mapping[str, Any]], size: int, unseen: int) -> bool:
    wanted, rest = buckets[:size], buckets[size:]
    if len(wanted) < size or any(bucket["doc_count_error_upper_bound"] for bucket in wanted):
        return False
    last: int = wanted[-1]["doc_count"]
    others = [bucket["doc_count"] + bucket["doc_count_error_upper_bound"] for bucket in rest]
    beyond = int(buckets[-1]["doc_count"]) + unseen  # of those that were not even returned
    return bool(last > max([unseen, beyond, *others]))
