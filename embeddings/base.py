"""The two ports of this folder, and the view of a document that encoders take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.models import SectionKind

__all__ = ["DocumentView", "Encoder", "VectorIndex", "Vectors"]

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class DocumentView:
    """One judgment or passage as an encoder sees it; an encoder takes what it needs.

    ``causes`` are taxonomy names (盗窃罪, 民间借贷纠纷), ``articles`` are "law#article".
    """

    id: str
    sections: Mapping[SectionKind, str] = field(default_factory=lambda: MappingProxyType({}))
    text: str = ""
    causes: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()


class Encoder(Protocol):
    """Text → unit vectors. Same input, same vectors, whatever the batch."""

    @property
    def id(self) -> str:
        """Return the name with a content hash; the manifest records it."""
        ...

    @property
    def dim(self) -> int:
        """Return the number of dimensions of a vector."""
        ...

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) float32 unit rows; a text with no known word gives a zero row."""
        ...

    def encode_documents(self, views: Sequence[DocumentView]) -> Vectors:
        """Return (n, dim) float32 unit rows; a view with no known word gives a zero row."""
        ...

    def save(self, folder: Path) -> None:
        """Write the encoder into an empty folder from which ``embeddings.folder`` loads it."""
        ...


class VectorIndex(Protocol):
    """Ids → vectors → nearest neighbours by inner product.

    Adding an id again replaces its vector. ``search`` returns at most ``k`` rows a query, best
    first, ties by id; ids that are not in ``allowed`` (when given) never appear.
    """

    def add(self, ids: Sequence[str], vectors: Vectors) -> None:
        """Add or replace rows; (n, dim) float32."""
        ...

    def remove(self, ids: Sequence[str]) -> None:
        """Remove rows; unknown ids are ignored."""
        ...

    def search(
        self, queries: Vectors, *, k: int, allowed: frozenset[str] | None = None
    ) -> list[list[tuple[str, float]]]:
        """Return for each query row its (id, inner product) list."""
        ...

    def ids(self) -> frozenset[str]:
        """Return all ids held."""
        ...

    def save(self, folder: Path) -> None:
        """Write the index into a folder, crash-safe."""
        ...
