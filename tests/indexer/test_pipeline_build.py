from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import InputError, NotFoundError
from corpus.models import CaseType, Judgment, Kind
from corpus.segment import get_segmenter
from embeddings.base import DocumentView, Vectors
from indexer.backends.memory import MemoryIndex
from indexer.backends.values import JoinedTokens, join_tokens
from indexer.pipeline import Progress, build_generation, case_document, update_index
from indexer.pipeline.build import case_documents
from indexer.types import AllOf, CaseIndex, Health, Manifest, VectorField
from tests.corpus.sources.factories import judgment

SEGMENTER = get_segmenter("rjieba")
MANIFEST = Manifest("g1", 1, SEGMENTER.id, "none", 0, "2026-01-01")


def _judgments(count: int) -> list[Judgment]:
    return [
        Judgment(
            id=f"{number:04d}",
            kind=Kind.JUDGMENT,
            title=f"借款纠纷{number}",
            text=judgment(number),
            case_type=CaseType.CIVIL,
            document_type="判决书",
            procedure="一审",
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("tokens", [[], ["一"], ["一", "二", "三"]])
def test_joined_tokens_are_the_same_sequence(tokens: list[str]) -> None:
    joined = JoinedTokens(" ".join(tokens))
    assert joined == tokens
    assert (len(joined), list(joined), joined[1:]) == (len(tokens), tokens, tokens[1:])
    assert join_tokens(joined) == join_tokens(tokens)
    assert joined != ["四"]
    assert hash(joined) == hash(JoinedTokens(" ".join(tokens)))


class _Encoder:
    """Vectors that tell the text's length and which route it took."""

    id = "lengths"
    dim = 2

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return np.array([[1, len(text)] for text in texts], dtype=np.float32)

    def encode_documents(self, views: Sequence[DocumentView]) -> Vectors:
        return np.array([[2, len(view.text)] for view in views], dtype=np.float32)

    def save(self, folder: Path) -> None:
        raise AssertionError(f"nobody asked to save into {folder}")


class _Admin:
    """Keeps generations in memory."""

    def __init__(self) -> None:
        self.indexes: dict[str, MemoryIndex] = {}
        self.finished: list[Manifest] = []

    def create(self, manifest: Manifest) -> CaseIndex:
        self.indexes[manifest.generation] = MemoryIndex()
        return self.indexes[manifest.generation]

    def finish(self, manifest: Manifest) -> None:
        self.finished.append(manifest)

    def open(self, generation: str | None = None) -> CaseIndex:
        return self.indexes[generation or "g1"]

    def list(self) -> list[Manifest]:
        return self.finished

    def current(self) -> Manifest | None:
        return None

    def switch(self, generation: str) -> None:
        raise NotFoundError(generation)

    def drop(self, generation: str) -> None:
        del self.indexes[generation]

    def health(self) -> Health:
        return Health("green")


@pytest.mark.parametrize("workers", [0, 2])
def test_workers_make_the_same_documents_in_the_same_order(workers: int) -> None:
    judgments = _judgments(150)
    made = list(case_documents(judgments, segmenter=SEGMENTER, encoder=None, workers=workers))
    assert [replace(one, vectors={}) for one in made] == [
        replace(case_document(one, SEGMENTER), vectors={}) for one in judgments
    ]


def test_a_generation_holds_all_and_is_finished_but_not_switched() -> None:
    admin = _Admin()
    seen: list[Progress] = []
    done = build_generation(
        iter(_judgments(70)),
        segmenter=SEGMENTER,
        encoder=None,
        admin=admin,
        manifest=MANIFEST,
        total=70,
        progress=seen.append,
    )
    assert done.documents == 70
    assert admin.finished == [done]
    assert admin.indexes["g1"].count(AllOf()) == 70
    assert seen[-1].done == seen[-1].total == 70


def test_both_routes_of_the_encoder_are_used() -> None:
    [document] = case_documents(_judgments(1), segmenter=SEGMENTER, encoder=_Encoder())
    assert document.vectors[VectorField.FACTS][0] == 1
    assert document.vectors[VectorField.CASE].tolist() == [2, len(judgment(0))]


def test_judgments_out_of_order_are_refused_and_nothing_is_finished() -> None:
    admin = _Admin()
    twice = [*_judgments(2), *_judgments(1)]
    with pytest.raises(InputError, match="0000"):
        build_generation(twice, segmenter=SEGMENTER, encoder=None, admin=admin, manifest=MANIFEST)
    assert admin.finished == []


def test_an_update_writes_and_deletes_and_can_be_repeated() -> None:
    index = MemoryIndex()
    judgments = _judgments(5)

    def update() -> int:
        return update_index(
            index, judgments, deleted=["0003", "gone"], segmenter=SEGMENTER, encoder=None
        )

    assert update() == 6
    first = list(_contents(index))
    update()
    assert list(_contents(index)) == first
    assert [one for one, _ in first] == ["0000", "0001", "0002", "0004"]


def _contents(index: CaseIndex) -> Iterator[tuple[str, object]]:
    for one in index.scan(AllOf()):
        yield one, index.get(one)
