"""BM25 as all backends compute it: k1 1.2, b .75, document length rounded to a byte.

    score(t, d) = weight(t) · idf(t) · f · (k1 + 1) / (f + k1 · (1 - b + b · |d| / average))
    idf(t) = ln(1 + (N - n + .5) / (n + .5))

N: documents of the index, n: those that hold t, f: occurrences of t in d, |d|: tokens of the
field in d, rounded; average: tokens of the field / N, exact, where a document without any counts
as one token long (Robertson and Zaragoza 2009, with the idf that is never negative).
"""

import math

__all__ = ["K1", "B", "idf", "rounded_length", "term_score"]

K1 = 1.2
B = 0.75
_EXACT = 24  # lengths below are kept as they are


def rounded_length(length: int) -> int:
    """Return the length as one byte keeps it: 4 significant bits above 24, rounded down."""
    if length < _EXACT:
        return length
    excess = length - _EXACT
    shift = max(0, excess.bit_length() - 4)
    return _EXACT + (excess >> shift << shift)


def idf(documents: int, holding: int) -> float:
    """Return how much a token tells that ``holding`` of ``documents`` hold."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def term_score(frequency: int, length: int, average: float) -> float:
    """Return the part of the score that depends on the document, without idf and weight."""
    norm = K1 * (1 - B + B * rounded_length(length) / average)
    return frequency * (K1 + 1) / (frequency + norm)
