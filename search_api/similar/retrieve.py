"""An analysed request → the ranked lists that the index is asked for, in one round trip."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from corpus.segment import Segmenter, bigrams, fold, words
from embeddings.base import Encoder
from indexer.types import (
    CaseIndex,
    FacetRequest,
    Hit,
    Nearest,
    Page,
    Query,
    Rank,
    TextField,
    VectorField,
    Weighted,
)
from search_api.similar.analyse import Analysis, positive_tokens
from search_api.similar.filters import FACET_FIELDS
from search_api.similar.terms import Rarity, query_weights

__all__ = ["FACETS", "Retrieved", "highlight_terms", "rankings", "retrieve", "telling_terms"]

_MOST_WORDS = 160
_MOST_BIGRAMS = 160
_RARE_ENOUGH = 1.1  # words in more than half of all judgments are not worth a mark

FACETS = tuple(FacetRequest(field) for field in FACET_FIELDS)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """The lists by name, and what matched in all."""

    lists: Mapping[str, tuple[Hit, ...]]
    page: Page


def rankings(
    analysis: Analysis, *, segmenter: Segmenter, encoder: Encoder | None, rarity: Rarity
) -> dict[str, Rank]:
    """Return the ranked lists to ask for by name; none where there is nothing to rank by."""
    ranks: dict[str, Rank] = {}
    tokens = [*words(analysis.facts, segmenter), *positive_tokens(analysis, TextField.FULL)]
    pairs = [*bigrams(analysis.facts), *positive_tokens(analysis, TextField.BIGRAMS)]
    if tokens:
        weights = query_weights(
            tokens, rarity=_rarity(tokens, rarity, _MOST_WORDS), most=_MOST_WORDS
        )
        ranks["words"] = Weighted(TextField.FULL, weights)
        ranks["facts_words"] = Weighted(TextField.FACTS, weights)
    if pairs:
        ranks["bigrams"] = Weighted(TextField.BIGRAMS, query_weights(pairs, most=_MOST_BIGRAMS))
    if encoder is not None and analysis.facts.strip():
        vector = encoder.encode_queries([analysis.facts])[0]
        if np.any(vector):
            ranks["facts_vector"] = Nearest(VectorField.FACTS, vector)
            ranks["case_vector"] = Nearest(VectorField.CASE, vector)
    return ranks


def _rarity(tokens: list[str], rarity: Rarity, most: int) -> Mapping[str, float] | None:
    return rarity.of(tokens) if len(set(tokens)) > most else None


def retrieve(
    index: CaseIndex,
    analysis: Analysis,
    ranks: Mapping[str, Rank],
    *,
    depth: int,
    facets: tuple[FacetRequest, ...],
) -> Retrieved:
    """Return the first ``depth`` hits of each list; the first query also counts and facets."""
    queries = [
        Query(rank, analysis.where, limit=depth, facets=() if number else facets)
        for number, rank in enumerate(ranks.values())
    ]
    pages = index.search(queries)
    lists = {name: page.hits for name, page in zip(ranks, pages, strict=True)}
    return Retrieved(lists, pages[0])


def highlight_terms(
    analysis: Analysis, *, segmenter: Segmenter, rarity: Rarity
) -> dict[str, float]:
    """Return the words to mark in a hit with their weights: said often here, rare elsewhere."""
    terms = telling_terms(analysis.facts, segmenter=segmenter, rarity=rarity)
    # What was asked for by an operator is always marked.
    strongest = max(terms.values(), default=1.0)
    return terms | dict.fromkeys(map(fold, analysis.terms), strongest)


def telling_terms(text: str, *, segmenter: Segmenter, rarity: Rarity) -> dict[str, float]:
    """Return the words of a text that are not everywhere, with their weights."""
    tokens = [token for token in words(text, segmenter) if len(token) > 1]
    weights = query_weights(tokens, most=len(tokens))
    known = rarity.of(weights)
    return {
        token: weight * known[token]
        for token, weight in weights.items()
        if known[token] > _RARE_ENOUGH
    }
