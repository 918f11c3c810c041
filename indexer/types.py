"""The language of the index: what is written, what is asked, what comes back, and the ports.

No vendor type appears here. ``where`` decides *which* documents match (and so the total and the
facets); ``rank`` decides only their *order*. A document that matches ``where`` but that ``rank``
knows nothing about is not in ``hits`` of a ranked query, though it counts in ``total``.

Scores that differ by no more than a millionth of the list's best one are ties, in order of id
(``embeddings/ties.py``), so copies of a judgment keep their places on every engine. BM25 is spelled
out in ``indexer/backends/bm25.py``; ``indexer/conformance`` says what every backend must do.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from corpus.models import Judgment
from embeddings.base import Vectors

__all__ = [
    "AllOf",
    "AnyOf",
    "ByDate",
    "ById",
    "CaseDocument",
    "CaseIndex",
    "Clause",
    "DateField",
    "DateRange",
    "Facet",
    "FacetRequest",
    "Health",
    "Hit",
    "IndexAdmin",
    "KeywordField",
    "Manifest",
    "Match",
    "Nearest",
    "NoneOf",
    "Page",
    "Phrase",
    "PutReport",
    "Query",
    "Rank",
    "Record",
    "RecordStore",
    "Reject",
    "StoredCase",
    "TextField",
    "VectorField",
    "Weighted",
    "Words",
]


# ---------------------------------------------------------------- what is written


class TextField(StrEnum):
    """Tokenised fields; tokens come from our segmenter, BM25 with k1 1.2 and b .75.

    A token with ASCII white space in it counts as several, an empty one as none.
    """

    TITLE = "title"
    FACTS = "facts"  # claims, findings and evidence of a judgment
    REASONING = "reasoning"
    FULL = "full"  # the whole text
    BIGRAMS = "bigrams"  # character bigrams of the whole text, positions kept: exact phrases


class KeywordField(StrEnum):
    """Exact values, for filters and facets. Many values a document are allowed.

    Filters and facets see the first 1,000 characters of a value; ``CaseIndex.get`` returns all.
    """

    KIND = "kind"
    CASE_TYPE = "case_type"
    CAUSE = "cause"  # as normalised, most specific
    CAUSE_PATH = "cause_path"  # each node with all its ancestors: a filter takes the subtree
    COURT = "court"
    LEVEL = "level"
    PROVINCE = "province"
    PROCEDURE = "procedure"
    DOCUMENT_TYPE = "document_type"
    RESULT = "result"
    STATUTE = "statute"  # "中华人民共和国民法典#680"
    LAW = "law"  # "中华人民共和国民法典"
    JUDGE = "judge"
    PARTY = "party"
    AUTHORITY = "authority"  # 指导性案例 | 入库案例 | 最高人民法院 | 高级 | 中级 | 基层 | 未知
    YEAR = "year"
    CASE_NUMBER = "case_number"  # equality keys, own and alternative ones
    REFERENCE = "reference"  # equality keys of the cases that the text names
    SOURCE = "source"
    SOURCE_ID = "source_id"
    VERSION = "version"  # hash of the whole record: what a synchronisation compares


class DateField(StrEnum):
    """Dates, for ranges and order."""

    DATE = "date"


class VectorField(StrEnum):
    """Vectors of a case, unit length, inner product. A vector of zeros is none."""

    FACTS = "facts_vector"  # the encoder's query route on the case's own facts
    CASE = "case_vector"  # the encoder's document route on the whole case


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """One case as the index takes it."""

    id: str
    tokens: Mapping[TextField, Sequence[str]]
    keywords: Mapping[KeywordField, tuple[str, ...]]
    date: dt.date | None = None
    vectors: Mapping[VectorField, Vectors] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class StoredCase:
    """What ``CaseIndex.get`` returns: the exact values that were written."""

    id: str
    keywords: Mapping[KeywordField, tuple[str, ...]]
    date: dt.date | None


# ---------------------------------------------------------------- which documents match


@dataclass(frozen=True, slots=True)
class AllOf:
    """All clauses hold; no clause: everything matches."""

    clauses: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one clause holds; no clause: nothing matches."""

    clauses: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class NoneOf:
    """No clause holds."""

    clauses: tuple["Clause", ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """A keyword field has one of the values; no value: nothing matches."""

    field: KeywordField
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text field holds all the tokens, in any order; no token: everything matches."""

    field: TextField
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text field holds the tokens next to each other, in order; no token: everything matches."""

    field: TextField
    tokens: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DateRange:
    """A date lies in [start, end], ends included; a case without date matches ``unknown`` only."""

    start: dt.date | None = None
    end: dt.date | None = None
    unknown: bool = False


Clause = AllOf | AnyOf | NoneOf | Match | Words | Phrase | DateRange


# ---------------------------------------------------------------- their order


@dataclass(frozen=True, slots=True)
class Weighted:
    """Order by BM25 of the tokens, each token's score times its weight, best first, ties by id.

    Weights that are not above 0 and finite do not count; a case with none of the tokens is no hit.
    """

    field: TextField
    weights: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Order by inner product with a unit vector (dim,), best first, ties by id.

    A case without a vector is no hit; a query of zeros has none.
    """

    field: VectorField
    vector: Vectors


@dataclass(frozen=True, slots=True)
class ByDate:
    """Order by date, unknown dates last, ties by id. Score 0."""

    newest_first: bool = True


@dataclass(frozen=True, slots=True)
class ById:
    """Order by id. Score 0."""


Rank = Weighted | Nearest | ByDate | ById


@dataclass(frozen=True, slots=True)
class FacetRequest:
    """Count the values of a keyword field over all matching documents, most frequent first."""

    field: KeywordField
    size: int = 20


@dataclass(frozen=True, slots=True)
class Query:
    """Which documents, in which order, which slice of them, and what to count."""

    rank: Rank
    where: Clause = AllOf()
    limit: int = 20
    offset: int = 0
    facets: tuple[FacetRequest, ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One document of a ranked list."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Facet:
    """Values and counts of one field, most frequent first, ties by value."""

    field: KeywordField
    values: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Page:
    """The answer to one query; ``total`` counts every document that matches ``where``."""

    hits: tuple[Hit, ...]
    total: int
    facets: tuple[Facet, ...] = ()


# ---------------------------------------------------------------- ports


class CaseIndex(Protocol):
    """Reads and writes one generation of the case index."""

    def write(self, documents: Iterable[CaseDocument]) -> int:
        """Add or replace documents, return how many were given; visible and durable on return.

        Of several documents of one id the last counts. A long stream may become visible in parts.

        Raises:
            LockedError: another process is writing.
            InputError: a document has no id, or text that is no Unicode.
            MismatchError: a vector has other dimensions than the generation.
        """
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Remove documents, return how many there were; unknown ids are ignored."""
        ...

    def get(self, id: str) -> StoredCase | None:  # noqa: A002 - the house's word
        """Return the stored values of one document, or None."""
        ...

    def search(self, queries: Sequence[Query]) -> list[Page]:
        """Return one page a query, in order, in one round trip to the backend.

        Raises:
            QueryError: clauses nested too deep, or a vector with no numbers in it.
            MismatchError: a vector has other dimensions than the generation.
        """
        ...

    def scan(self, where: Clause) -> Iterator[str]:
        """Yield the ids of all matching documents in order of id, as of the call."""
        ...

    def count(self, where: Clause) -> int:
        """Return how many documents match."""
        ...

    def close(self) -> None:
        """Release files and connections; calling twice is harmless."""
        ...


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation was made with. A mismatch with the running program is refused."""

    generation: str
    schema_version: int
    segmenter: str
    encoder: str  # encoder id, or "none"
    dim: int
    created_at: str
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """State of a backend: ``status`` is green, yellow or red; ``detail`` says why not green."""

    status: str
    detail: str = ""


class IndexAdmin(Protocol):
    """Creates, lists, switches and drops generations of the index."""

    def create(self, manifest: Manifest) -> CaseIndex:
        """Return a new, empty, writable generation that no search sees yet."""
        ...

    def finish(self, manifest: Manifest) -> None:
        """Record that a created generation is complete; only then can it be switched to."""
        ...

    def open(self, generation: str | None = None) -> CaseIndex:
        """Return a generation, the current one by default.

        Raises:
            MissingStateError: there is none.
        """
        ...

    def list(self) -> list[Manifest]:
        """Return all complete generations, oldest first."""
        ...

    def current(self) -> Manifest | None:
        """Return the manifest of the generation that searches see."""
        ...

    def switch(self, generation: str) -> None:
        """Make a complete generation the current one, at once and for all."""
        ...

    def drop(self, generation: str) -> None:
        """Remove a generation that is not the current one."""
        ...


@dataclass(frozen=True, slots=True)
class Record:
    """One version of a document as the record store keeps it.

    ``order`` is (run, path, row): the highest one among the versions of an id is current.
    """

    judgment: Judgment
    text_hash: str  # sha256 of the raw text as read, hex
    path: str
    row: int
    run: int
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Reject:
    """A document that could not be taken in, kept so that it can be looked at and run again."""

    path: str
    row: int
    error: str  # the stable name of the exception
    detail: str
    run: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class PutReport:
    """What a ``put`` did, by id of the version written."""

    indexed: int = 0
    replaced: int = 0
    unchanged: int = 0


class RecordStore(Protocol):
    """Keeps every version of every document, its parse and where it came from."""

    def put(self, records: Sequence[Record]) -> PutReport:
        """Store versions in one transaction; a text hash that is stored already is unchanged."""
        ...

    def get(self, ids: Sequence[str]) -> list[Judgment]:
        """Return the current versions of those ids that exist, in the order asked."""
        ...

    def known_hashes(self, hashes: Sequence[str]) -> frozenset[str]:
        """Return which of the text hashes are stored as any version."""
        ...

    def reject(self, rejects: Sequence[Reject]) -> None:
        """Keep rejects; one of the same path and row replaces the older one."""
        ...

    def rejects(self) -> Iterator[Reject]:
        """Yield all rejects in order of path and row."""
        ...

    def scan(self, *, changed_since: int | None = None) -> Iterator[Judgment]:
        """Yield current versions in order of id; only ids that a run > ``changed_since`` wrote."""
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Remove all versions of the ids, return how many ids there were."""
        ...
