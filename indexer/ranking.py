"""Ranked lists of one query → one order: a sum of two named signals that needs no label.

``search_api.similar`` (over the union of what the lists found) and ``eval.ranking`` (over a given
pool, or a whole corpus) call the same ``rank_candidates``.

*Words* decide whether a case is about the same kind of event at all, but hardly which of those is
nearest; *meaning* (the encoder) orders those well, but brings in strangers. So words count mostly
as the probability of belonging, which saturates, and a little for themselves (somebody who looks
for one known case knows its words); meaning is added to it:

    log-odds = STEADY · log sigmoid((w - t) / WIDTH) + PLAIN · w + m

w and m are means of the lists' z-scores over the candidates, standardised again; t is the w of the
20th best candidate by words. A candidate that a list did not return has that list's lowest score.
Values chosen by ablation on LeCaRD's shared queries; docs/ranking.md has the neighbourhood.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from indexer.types import Hit

__all__ = ["MEANING", "WORDS", "Part", "Ranked", "rank_candidates", "word_weights"]

WORDS: Mapping[str, float] = MappingProxyType({"facts_words": 0.4, "words": 0.4, "bigrams": 0.2})
MEANING: Mapping[str, float] = MappingProxyType({"case_vector": 0.8, "facts_vector": 0.2})
"""List name → weight. Lists of other names are an error: their scores mean something else."""

_STEADY = 0.7
_PLAIN = 0.5
_WIDTH = 0.4
_REPEATS = 1.5  # a word said twice in a query counts 1.43 times, said often at most 2.5 times
_BELONGING = 20  # candidates by words that surely belong

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Part:
    """What one list said of a candidate; rank 0: the list did not return it, ``raw`` is its floor.

    ``share`` is the list's part of the candidate's log-odds; the shares of a candidate sum to it.
    """

    name: str
    rank: int
    raw: float
    share: float


@dataclass(frozen=True, slots=True)
class _Table:
    """What all lists said of all candidates, by list name; one a query."""

    places: Mapping[str, Mapping[str, int]]
    raw: Mapping[str, Floats]
    shares: Mapping[str, Floats]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score in (0, 1): the log-odds through the logistic function."""

    id: str
    score: float
    _table: _Table = field(repr=False, compare=False)
    _row: int = field(repr=False, compare=False)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Return what each list said of it; made when asked for, since few candidates are shown."""
        table, row = self._table, self._row
        return tuple(
            Part(
                name,
                table.places[name].get(self.id, 0),
                float(raw[row]),
                float(table.shares[name][row]),
            )
            for name, raw in table.raw.items()
        )


def word_weights(tokens: Iterable[str]) -> dict[str, float]:
    """Return token → weight of a query's words, saturating in repeats (BM25's k3)."""
    return {
        token: count * (_REPEATS + 1) / (count + _REPEATS)
        for token, count in Counter(tokens).items()
    }


def rank_candidates(lists: Mapping[str, Sequence[Hit]]) -> list[Ranked]:
    """Return every candidate of any list, best first, ties by id.

    Args:
        lists: hits best first, by the names in ``WORDS`` and ``MEANING``; any of them may be
            absent (no encoder, no words) or empty.

    Raises:
        KeyError: a list has another name.
    """
    known = {**WORDS, **MEANING}
    weights = {name: known[name] for name, hits in lists.items() if hits}
    ids = sorted({hit.id for hits in lists.values() for hit in hits})
    if not ids:
        return []
    rows = {document: row for row, document in enumerate(ids)}
    raw = {name: _scores(lists[name], rows) for name in weights}
    standard = {name: _standardised(scores) for name, scores in raw.items()}
    shares = _shares(standard, weights)
    total = np.sum(list(shares.values()), axis=0)
    scores = 1 / (1 + np.exp(-total))
    places = {name: {hit.id: rank for rank, hit in enumerate(lists[name], 1)} for name in weights}
    table = _Table(places, raw, shares)
    order = np.argsort(-total, kind="stable")  # ids ascend, so ties stay in order of id
    return [Ranked(ids[row], float(scores[row]), table, int(row)) for row in order]


def _scores(hits: Sequence[Hit], rows: Mapping[str, int]) -> Floats:
    scores = np.full(len(rows), min(hit.score for hit in hits))
    scores[[rows[hit.id] for hit in hits]] = [hit.score for hit in hits]
    return scores


def _standardised(scores: Floats) -> Floats:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def _shares(standard: Mapping[str, Floats], weights: Mapping[str, float]) -> dict[str, Floats]:
    """Return the log-odds split by list, each list in proportion to its weight."""
    words = [name for name in weights if name in WORDS]
    meaning = [name for name in weights if name in MEANING]
    by_words, by_meaning = _mean(standard, weights, words), _mean(standard, weights, meaning)
    if by_words is not None and by_meaning is not None:
        best = np.sort(by_words)[::-1]
        threshold = best[min(_BELONGING, len(best) - 1)]
        belonging = -np.logaddexp(0, -(by_words - threshold) / _WIDTH)
        by_words = _STEADY * belonging + _PLAIN * by_words
    found: dict[str, Floats] = {}
    for names, signal in ((words, by_words), (meaning, by_meaning)):
        whole = sum(weights[name] for name in names)
        found |= {name: signal * weights[name] / whole for name in names if signal is not None}
    return found


def _mean(
    standard: Mapping[str, Floats], weights: Mapping[str, float], names: Sequence[str]
) -> Floats | None:
    if not names:
        return None
    return _standardised(np.sum([standard[name] * weights[name] for name in names], axis=0))
