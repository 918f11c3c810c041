"""Words → rows of a table: the vocabulary of the encoder, and bags of words over it."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from embeddings.base import Vectors

__all__ = ["Bag", "Bags", "Vocabulary", "weigh"]

_MOST_TERMS = 100_000
_COMMON = 0.6  # a word in more than this share of all texts tells nothing
# Meaning is carried by words with a Chinese character; numbers and 某-names tell one case from its
# like, which is the opposite of what is wanted.
_TELLING = re.compile(r"(?=.*[一-鿿])[^0-9某×]+\Z")

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bag:
    """The words of one text by row, with how often each occurs. Rows ascend."""

    rows: Rows
    counts: Vectors


def weigh(counts: Vectors) -> Vectors:
    """Return sublinear weights: the second mention of a word counts less than the first."""
    return (1 + np.log(counts)).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known words in code-point order with the weight of each.

    A word with weight 0 is known, so that nothing else is read into it, and means nothing.
    ``shares`` is how often each occurs among all words: a segmenter can be made from it.
    """

    terms: tuple[str, ...]
    weights: Vectors
    shares: Vectors
    _rows: dict[str, int]

    @classmethod
    def of(cls, terms: Sequence[str], weights: Vectors, shares: Vectors) -> "Vocabulary":
        """Return the vocabulary of these words."""
        rows = {term: row for row, term in enumerate(terms)}
        return cls(tuple(terms), weights, shares, rows)

    def bag(self, tokens: Iterable[str]) -> Bag:
        """Return the bag of the known words among the tokens."""
        rows = self._rows
        counts = Counter(tokens)
        found = sorted((rows[term], count) for term, count in counts.items() if term in rows)
        return Bag(
            np.array([row for row, _ in found], dtype=np.int64),
            np.array([count for _, count in found], dtype=np.float32),
        )

    def __len__(self) -> int:
        """Return the number of words."""
        return len(self.terms)


class Bags:
    """Collects texts as bags before the vocabulary is known, in a few bytes a word."""

    def __init__(self) -> None:
        """Start with no word known."""
        self._rows: dict[str, int] = {}

    def add(self, tokens: Iterable[str]) -> Bag:
        """Return the bag of a text over the words seen so far, which it may extend."""
        rows = self._rows
        counts = Counter(tokens)
        found = np.fromiter(
            (rows.setdefault(term, len(rows)) for term in counts), np.int64, len(counts)
        )
        values = np.fromiter(counts.values(), np.float32, len(counts))
        return Bag(found.astype(np.int64), values)

    def __len__(self) -> int:
        """Return the number of words seen."""
        return len(self._rows)

    def row(self, term: str) -> int:
        """Return the row of a word seen, -1 for another."""
        return self._rows.get(term, -1)

    def vocabulary(self, texts: Sequence[Bag], *, least: int) -> tuple[Vocabulary, Rows]:
        """Return the vocabulary of the texts, and the new row of each old one (-1: none).

        Args:
            texts: one bag a document, which decide what is common and what is rare.
            least: number of documents below which a word is dropped.
        """
        terms = list(self._rows)
        documents = np.zeros(len(terms), dtype=np.int64)
        total = np.zeros(len(terms), dtype=np.float64)
        for bag in texts:
            documents[bag.rows] += 1
            total[bag.rows] += bag.counts
        kept = np.flatnonzero(documents >= least)
        order = sorted(kept.tolist(), key=lambda row: (-documents[row], terms[row]))[:_MOST_TERMS]
        order.sort(key=lambda row: terms[row])
        index = np.array(order, dtype=np.int64)
        weights = np.log((1 + len(texts)) / (1 + documents[index])) + 1
        telling = np.array([_TELLING.match(terms[row]) is not None for row in order], dtype=bool)
        weights[~telling | (documents[index] > _COMMON * len(texts))] = 0
        renumbered = np.full(len(terms), -1, dtype=np.int64)
        renumbered[index] = np.arange(len(index))
        shares = (total[index] / max(1.0, total.sum())).astype(np.float32)
        made = Vocabulary.of([terms[row] for row in order], weights.astype(np.float32), shares)
        return made, renumbered
