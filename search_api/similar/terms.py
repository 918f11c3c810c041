"""The words of a request with their weights: how often it says them, how rare they are."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from indexer.types import AllOf, CaseIndex, TextField, Words

__all__ = ["Rarity", "query_weights"]

_MOST_LOOKUPS = 48  # new words looked up for one request: the rest count as of middling rarity
_SATURATION = 1.5  # of repeats within the request; BM25's k3 at the query's side


class Rarity:
    """Inverse document frequencies of one generation's words, each asked of the index once."""

    def __init__(self, index: CaseIndex) -> None:
        """Count the corpus; words are counted when they are first asked for."""
        self._index = index
        self._documents = max(index.count(AllOf()), 1)
        self._known: dict[str, float] = {}
        self._middling = math.log(1 + self._documents / 20)

    def of(self, words: Iterable[str]) -> dict[str, float]:
        """Return log(1 + N/df) for each distinct word, the longest unknown ones looked up first."""
        distinct = list(dict.fromkeys(words))
        unknown = sorted((word for word in distinct if word not in self._known), key=_lookup_order)
        for word in unknown[:_MOST_LOOKUPS]:
            found = self._index.count(Words(TextField.FULL, (word,)))
            self._known[word] = math.log(1 + self._documents / found) if found else 0.0
        return {word: self._known.get(word, self._middling) for word in distinct}


def _lookup_order(word: str) -> tuple[int, str]:
    # Single characters are the commonest tokens: their rarity is the least worth asking for.
    return (len(word) == 1, word)


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
