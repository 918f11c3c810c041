"""The disposition in structured form: criminal sentences, civil orders, results on appeal."""

from corpus.outcome.read import read_outcome

__all__ = ["read_outcome"]
