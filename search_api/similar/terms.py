"""The words of a request with their weights: how often it says them, how rare they are."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from indexer.types import AllOf, ById, CaseIndex, KeywordField, Match, Query, TextField, Words

__all__ = ["Rarity", "query_weights"]

_SATURATION = 1.5  # of repeats within the request; BM25's k3 at the query's side


class Rarity:
    """Inverse document frequencies of a generation's words, each asked of the index once.

    They are forgotten when the corpus has changed, so the same request has the same answer
    whatever was asked before.
    """

    def __init__(self, index: CaseIndex) -> None:
        """Take the index; a word is counted when it is first asked for."""
        self._index = index
        self._state: tuple[int, dict[str, float]] = (0, {})

    def of(self, words: Iterable[str]) -> dict[str, float]:
        """Return log(1 + N/df) for each distinct word, 0 for one that no document holds."""
        documents = self._index.count(AllOf())
        size, known = self._state
        if size != documents:
            known = {}
            self._state = (documents, known)
        rarities = {}
        for word in words:
            if (rarity := known.get(word)) is None:
                found = self._index.count(Words(TextField.FULL, (word,)))
                rarity = math.log(1 + documents / found) if found else 0.0
                known[word] = rarity
            rarities[word] = rarity
        return rarities

    def of_articles(self, articles: Sequence[str]) -> dict[str, float]:
        """Return log(1 + N/df) for each "law#article", asked of the index in one round trip."""
        documents = self._index.count(AllOf())
        queries = [Query(ById(), Match(KeywordField.STATUTE, (one,)), limit=0) for one in articles]
        pages = self._index.search(queries) if queries else []
        return {
            article: math.log(1 + documents / page.total) if page.total else 0.0
            for article, page in zip(articles, pages, strict=True)
        }


def query_weights(
    tokens: Sequence[str], *, rarity: Mapping[str, float] | None = None, most: int
) -> dict[str, float]:
    """Return token → weight: saturating in repeats; at most ``most`` tokens, the rarest kept.

    BM25 brings its own rarity, so the weights hold repeats only; rarity decides who stays.
    """
    counts = Counter(tokens)
    weights = {
        token: count * (_SATURATION + 1) / (count + _SATURATION) for token, count in counts.items()
    }
    if len(weights) <= most:
        return weights
    rarity = rarity or {}
    ordered = sorted(weights, key=lambda token: (-weights[token] * rarity.get(token, 1.0), token))
    return {token: weights[token] for token in ordered[:most]}
