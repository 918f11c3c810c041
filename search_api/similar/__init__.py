"""Search for similar cases: analyse, retrieve, fuse, explain."""

from search_api.similar.filters import FACET_FILTERS
from search_api.similar.search import SimilarSearch
from search_api.similar.summary import holding_of, summarise
from search_api.similar.types import (
    Aligned,
    Aspect,
    CaseSummary,
    Filters,
    Passage,
    SearchHit,
    SearchRequest,
    SearchResult,
    Signal,
    Understanding,
)

__all__ = [
    "FACET_FILTERS",
    "Aligned",
    "Aspect",
    "CaseSummary",
    "Filters",
    "Passage",
    "SearchHit",
    "SearchRequest",
    "SearchResult",
    "Signal",
    "SimilarSearch",
    "Understanding",
    "holding_of",
    "summarise",
]
