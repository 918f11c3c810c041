"""The index stage: judgments of the record store → a generation of the index.

Cutting text is most of the work and is done by worker processes; encoding and writing stay in the
parent. What is written depends on the judgments alone, never on the workers' timing.
"""

import functools
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

import msgspec

from corpus.codec import from_json, to_json
from corpus.errors import BackendError, InputError
from corpus.models import Judgment
from corpus.segment import Segmenter, get_segmenter
from embeddings.base import Encoder, Vectors
from embeddings.views import query_of, view_of
from indexer.backends.values import JoinedTokens
from indexer.pipeline.documents import keywords_of, tokens_of
from indexer.pipeline.report import Progress, ProgressCallback
from indexer.pipeline.workers import Failure, Handler, make_pool
from indexer.types import (
    CaseDocument,
    CaseIndex,
    IndexAdmin,
    KeywordField,
    Manifest,
    TextField,
    VectorField,
)

__all__ = ["KnownVectors", "build_generation", "case_documents", "update_index"]

_BATCH: Final = 64
_BATCH_CHARS: Final = 500_000
_DELETED: Final = 10_000


class _Cut(msgspec.Struct, frozen=True):
    """What a worker makes of a judgment: tokens by field, joined by a space, and the values."""

    tokens: dict[TextField, str]
    keywords: dict[KeywordField, tuple[str, ...]]


_encode_cut = msgspec.msgpack.Encoder().encode
_decode_cut = msgspec.msgpack.Decoder(_Cut).decode


class KnownVectors:
    """Vectors of documents that were encoded before, so that none is computed twice."""

    def __init__(
        self, ids: Sequence[str] = (), vectors: Mapping[VectorField, Vectors] | None = None
    ) -> None:
        """Take the ids and, by field, an (n, dim) array whose rows belong to them."""
        self._rows = {id_: row for row, id_ in enumerate(ids)}
        self._vectors = vectors or {}

    def of(self, id_: str) -> dict[VectorField, Vectors] | None:
        """Return the vectors of a document, None where they are not known."""
        row = self._rows.get(id_)
        if row is None:
            return None
        return {name: vectors[row] for name, vectors in self._vectors.items()}


def build_generation(
    records: Iterable[Judgment],
    *,
    segmenter: Segmenter,
    encoder: Encoder | None,
    admin: IndexAdmin,
    manifest: Manifest,
    known: KnownVectors | None = None,
    workers: int = 0,
    total: int = 0,
    progress: ProgressCallback | None = None,
) -> Manifest:
    """Write a new generation of all judgments and return its manifest; nothing is switched.

    Args:
        records: judgments in order of id, each id once.
        segmenter: cuts the texts; the workers make the same by its name.
        encoder: makes the vectors, None for keywords only.
        admin: where the generation is created and finished.
        manifest: its name and what it is made with.
        known: vectors that this encoder made of some of the judgments already.
        workers: number of worker processes; 0 works in this process.
        total: number of judgments, for the progress.
        progress: is told from time to time how far the build is.

    Raises:
        InputError: the judgments are not in order of id.
        BackendError: a text could not be cut.
    """
    index = admin.create(manifest)
    try:
        documents = case_documents(
            _in_order(records),
            segmenter=segmenter,
            encoder=encoder,
            known=known,
            workers=workers,
        )
        written = index.write(_watched(documents, total=total, progress=progress))
    finally:
        index.close()
    finished = replace(manifest, documents=written)
    admin.finish(finished)
    return finished


def update_index(
    index: CaseIndex,
    records: Iterable[Judgment],
    *,
    deleted: Iterable[str] = (),
    segmenter: Segmenter,
    encoder: Encoder | None,
    workers: int = 0,
    progress: ProgressCallback | None = None,
) -> int:
    """Write changed judgments into a generation in place, remove deleted ones; return how many.

    Doing it again changes nothing, so an update that was stopped is simply run again.
    """
    documents = case_documents(records, segmenter=segmenter, encoder=encoder, workers=workers)
    changed = index.write(_watched(documents, total=0, progress=progress))
    gone = sorted(deleted)
    for start in range(0, len(gone), _DELETED):
        changed += index.delete(gone[start : start + _DELETED])
    return changed


def case_documents(
    records: Iterable[Judgment],
    *,
    segmenter: Segmenter,
    encoder: Encoder | None,
    known: KnownVectors | None = None,
    workers: int = 0,
) -> Iterator[CaseDocument]:
    """Yield the judgments as the index takes them, in the same order.

    Raises:
        BackendError: a text could not be cut.
    """
    factory = functools.partial(_cutting, segmenter.id.partition(":")[0])
    if workers == 0:
        factory = functools.partial(_cutting_with, segmenter)
    with make_pool(factory, workers=workers) as pool:
        tasks = ((batch, [to_json(one) for one in batch]) for batch in _batches(records))
        for batch, outcomes in pool.map(tasks):
            cuts = [_cut_of(one, outcome) for one, outcome in zip(batch, outcomes, strict=True)]
            vectors = _vectors(batch, encoder, known or KnownVectors())
            for judgment, cut, found in zip(batch, cuts, vectors, strict=True):
                yield CaseDocument(
                    id=judgment.id,
                    tokens={name: JoinedTokens(text) for name, text in cut.tokens.items()},
                    keywords=cut.keywords,
                    date=judgment.date,
                    vectors=found,
                )


def _vectors(
    batch: Sequence[Judgment], encoder: Encoder | None, known: KnownVectors
) -> list[dict[VectorField, Vectors]]:
    if encoder is None:
        return [{} for _ in batch]
    found = {judgment.id: known.of(judgment.id) for judgment in batch}
    views = [view_of(judgment) for judgment in batch if found[judgment.id] is None]
    if views:
        facts = encoder.encode_queries([query_of(view) for view in views])
        whole = encoder.encode_documents(views)
        for view, one, other in zip(views, facts, whole, strict=True):
            found[view.id] = {VectorField.FACTS: one, VectorField.CASE: other}
    return [found[judgment.id] or {} for judgment in batch]


def _cut_of(judgment: Judgment, outcome: bytes | Failure) -> _Cut:
    if isinstance(outcome, Failure):
        raise BackendError(f"文书 {judgment.id} 分词失败：{outcome.detail}")
    return _decode_cut(outcome)


def _in_order(records: Iterable[Judgment]) -> Iterator[Judgment]:
    last = ""
    for judgment in records:
        if judgment.id <= last:
            raise InputError(f"文书须按编号排列且不重复：{judgment.id} 在 {last} 之后")
        last = judgment.id
        yield judgment


def _batches(records: Iterable[Judgment]) -> Iterator[list[Judgment]]:
    batch: list[Judgment] = []
    size = 0
    for judgment in records:
        batch.append(judgment)
        size += len(judgment.text)
        if len(batch) >= _BATCH or size >= _BATCH_CHARS:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _watched(
    documents: Iterable[CaseDocument], *, total: int, progress: ProgressCallback | None
) -> Iterator[CaseDocument]:
    started = time.monotonic()
    for number, document in enumerate(documents, start=1):
        yield document
        if progress is not None and (number % _BATCH == 0 or number == total):
            seconds = time.monotonic() - started
            progress(Progress("建立索引", number, number, total, "documents", seconds))


# ------------------------------------------------------------------------------ in the worker


def _cutting(segmenter_name: str) -> Handler:
    return _cutting_with(get_segmenter(segmenter_name))


def _cutting_with(segmenter: Segmenter) -> Handler:
    return functools.partial(_cut, segmenter)


def _cut(segmenter: Segmenter, task: bytes) -> bytes:
    judgment = from_json(task)
    found = tokens_of(judgment, segmenter)
    joined = {name: " ".join(values) for name, values in found.items()}
    return _encode_cut(_Cut(joined, keywords_of(judgment)))
