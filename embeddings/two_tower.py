"""The default encoder: two linear routes over words, trained on the court's own corpus.

A text is a bag of words; each word has a row in one table (a latent semantic analysis of the
corpus). A query's facts go through one matrix, a document's text, finding, causes and articles
through others, into the same space. All of it is linear, so a query costs a few hundred additions,
and the folder is an ordinary sentence-transformers model (``embeddings.static_model``).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from corpus.segment import Segmenter, words
from embeddings.base import DocumentView, Vectors
from embeddings.foretell import Foretold
from embeddings.views import finding_of
from embeddings.vocabulary import Bag, Vocabulary, weigh

__all__ = ["Heads", "TwoTower", "latent", "unit"]

# cos of the whole = (cos of the towers + _FORETOLD · cos of the findings) / (1 + _FORETOLD)
_FORETOLD = 0.2


@dataclass(frozen=True, slots=True)
class Heads:
    """The matrices from the inputs into the common space, each (inputs, dim) float32."""

    query: Vectors
    text: Vectors
    finding: Vectors
    causes: Vectors
    articles: Vectors


def unit(vector: Vectors) -> Vectors:
    """Return the vector at unit length; zero stays zero."""
    norm = float(np.linalg.norm(vector))
    return (vector / norm).astype(np.float32) if norm > 0 else vector


def latent(bag: Bag, table: Vectors) -> Vectors:
    """Return the unit vector of a bag in the latent space of the word table."""
    if not len(bag.rows):
        return np.zeros(table.shape[1], dtype=np.float32)
    return unit(weigh(bag.counts) @ table[bag.rows])


class TwoTower:
    """Linear query and document routes behind the ``Encoder`` port."""

    def __init__(
        self,
        *,
        segmenter: Segmenter,
        vocabulary: Vocabulary,
        table: Vectors,
        heads: Heads,
        causes: Sequence[str],
        articles: Sequence[tuple[str, float]],
        foretold: Foretold | None = None,
        id: str | None = None,  # noqa: A002 - the house's word
    ) -> None:
        """Take the parts as ``embeddings.train`` makes them.

        Args:
            segmenter: cuts every text.
            vocabulary: the words of ``table``.
            table: (words, k), each row times its word's weight.
            heads: the routes.
            causes: the rows of ``heads.causes``.
            articles: the rows of ``heads.articles``, with their weights.
            foretold: the regression from facts to finding, a second part of each vector.
            id: known from a manifest; else hashed from all of this when it is asked for.
        """
        self.segmenter = segmenter
        self.vocabulary = vocabulary
        self.table = table
        self.heads = heads
        self.causes = tuple(causes)
        self.articles = tuple(articles)
        self.foretold = foretold
        self._cause_rows = {name: row for row, name in enumerate(self.causes)}
        self._article_rows = {name: (row, w) for row, (name, w) in enumerate(self.articles)}
        self._id = id

    @property
    def id(self) -> str:
        """Return ``two-tower-`` and a hash of everything that decides a vector."""
        if self._id is None:
            digest = hashlib.sha256(self.segmenter.id.partition(":")[2].encode())
            digest.update("\n".join((*self.vocabulary.terms, *self.causes)).encode())
            digest.update(repr(self.articles).encode())
            digest.update(np.ascontiguousarray(self.table).tobytes())
            for field in fields(self.heads):
                digest.update(np.ascontiguousarray(getattr(self.heads, field.name)).tobytes())
            if self.foretold is not None:
                digest.update(np.ascontiguousarray(self.foretold.facts).tobytes())
                digest.update(np.ascontiguousarray(self.foretold.finding).tobytes())
            self._id = f"two-tower-{digest.hexdigest()[:12]}"
        return self._id

    @property
    def dim(self) -> int:
        """Return the number of dimensions."""
        more = self.foretold.facts.shape[1] if self.foretold is not None else 0
        return int(self.heads.query.shape[1] + more)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) unit rows of the query route."""
        bags = map(self._bag, texts)
        rows = [self.query_vector(bag) for bag in bags]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dim)

    def encode_documents(self, views: Sequence[DocumentView]) -> Vectors:
        """Return (n, dim) unit rows of the document route."""
        rows = []
        for view in views:
            text = self._bag(view.text or "\n".join(view.sections.values()))
            finding = self._bag(finding_of(view))
            rows.append(self.document_vector(text, finding, view.causes, view.articles))
        return np.array(rows, dtype=np.float32).reshape(len(views), self.dim)

    def save(self, folder: Path) -> None:
        """Write the encoder into an empty folder."""
        from embeddings.folder import save_two_tower  # the folder knows the encoders, not reverse

        save_two_tower(self, folder)

    # Row by row, so that a vector never depends on what else is in its batch.

    def query_vector(self, facts: Bag) -> Vectors:
        """Return the query route of a text's words."""
        towers = unit(latent(facts, self.table) @ self.heads.query)
        return _joined(towers, self._foretell(facts))

    def document_vector(
        self, text: Bag, finding: Bag, causes: Sequence[str], articles: Sequence[str]
    ) -> Vectors:
        """Return the document route of a case's parts."""
        vector = latent(text, self.table) @ self.heads.text
        vector = vector + latent(finding, self.table) @ self.heads.finding
        if rows := [self._cause_rows[name] for name in causes if name in self._cause_rows]:
            vector = vector + self.heads.causes[rows].sum(0) / np.float32(np.sqrt(len(rows)))
        if cited := [self._article_rows[name] for name in articles if name in self._article_rows]:
            weights = unit(np.array([weight for _, weight in cited], dtype=np.float32))
            vector = vector + weights @ self.heads.articles[[row for row, _ in cited]]
        towers = unit(vector.astype(np.float32))
        if self.foretold is None:
            return towers
        found = latent(finding, self.foretold.finding)
        # Without a finding of its own a case is taken for what its text lets expect.
        return _joined(towers, found if found.any() else self._foretell(text))

    def _foretell(self, facts: Bag) -> Vectors | None:
        return None if self.foretold is None else latent(facts, self.foretold.facts)

    def _bag(self, text: str) -> Bag:
        return self.vocabulary.bag(words(text, self.segmenter))


def _joined(towers: Vectors, finding: Vectors | None) -> Vectors:
    """Return both parts as one unit vector, so that one inner product weighs both."""
    if finding is None:
        return towers
    return unit(np.concatenate([towers, np.float32(np.sqrt(_FORETOLD)) * finding]))
