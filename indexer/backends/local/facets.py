"""Exact value counts.

Tantivy's terms aggregation cuts each segment's list unless told not to, and leaves ties at the end
of the list in no order. So segments are not cut, a little more than asked is fetched, and where
the last count goes on beyond what was fetched, all values are.
"""

from collections.abc import Sequence
from typing import Any

from indexer.types import Facet, FacetRequest

__all__ = ["count_facets"]

_MARGIN = 50
_UNCUT = 10_000_000  # more values than a segment has


def count_facets(searcher: Any, where: Any, requests: Sequence[FacetRequest]) -> tuple[Facet, ...]:
    """Return the counts over all documents that match the compiled filter."""
    if not requests:
        return ()
    asked = {
        str(number): {
            "terms": {
                "field": request.field,
                "size": max(0, request.size) + _MARGIN,
                "segment_size": _UNCUT,
            }
        }
        for number, request in enumerate(requests)
    }
    counted = searcher.aggregate(where, asked)
    facets = []
    for number, request in enumerate(requests):
        buckets = counted[str(number)]["buckets"]
        pairs = [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
        if _cut_inside_a_tie(pairs, request.size):
            pairs = searcher.terms_with_prefix(request.field, "", where)
        pairs.sort(key=lambda pair: (-pair[1], pair[0]))
        facets.append(Facet(request.field, tuple(pairs[: max(0, request.size)])))
    return tuple(facets)


def _cut_inside_a_tie(pairs: list[tuple[str, int]], size: int) -> bool:
    if len(pairs) < size + _MARGIN:
        return False  # that is all there is
    return size > 0 and pairs[-1][1] == pairs[size - 1][1]
