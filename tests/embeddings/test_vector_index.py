"""``VectorIndex``: the exact reference and FAISS give the same."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from corpus.errors import BackendError, CorruptStateError, MismatchError, MissingStateError
from embeddings.base import VectorIndex, Vectors
from embeddings.exact import ExactIndex
from embeddings.faiss_index import FaissIndex, NearestRows, faiss_errors
from embeddings.ties import best_first, is_settled

DIM = 24
Make = Callable[[int], VectorIndex]
KINDS: list[type[ExactIndex] | type[FaissIndex]] = [ExactIndex, FaissIndex]


def unit(rows: int, *, seed: int = 1) -> Vectors:
    made = np.random.default_rng(seed).standard_normal((rows, DIM)).astype(np.float32)
    norms: Vectors = np.linalg.norm(made, axis=1, keepdims=True)
    return made / norms


def names(rows: int) -> list[str]:
    return [f"v{number:04}" for number in range(rows)]


@pytest.fixture(params=KINDS, ids=["exact", "faiss"])
def index(request: pytest.FixtureRequest) -> VectorIndex:
    made: VectorIndex = request.param(DIM)
    return made


def test_empty(index: VectorIndex) -> None:
    assert index.search(unit(2), k=5) == [[], []]
    assert index.ids() == frozenset()
    index.remove(["x"])


def test_best_first_and_k(index: VectorIndex) -> None:
    rows = unit(50)
    index.add(names(50), rows)
    (found,) = index.search(rows[7:8], k=3)
    assert found[0][0] == "v0007"
    assert found[0][1] == pytest.approx(1.0, abs=1e-6)
    assert [score for _, score in found] == sorted((s for _, s in found), reverse=True)
    assert len(index.search(rows[:1], k=80)[0]) == 50
    assert index.search(rows[:1], k=0) == [[]]


def test_ties_by_id(index: VectorIndex) -> None:
    index.add(list(reversed(names(200))), np.tile(unit(1), (200, 1)))
    (found,) = index.search(unit(1), k=60)
    assert [id_ for id_, _ in found] == names(60)


def test_adding_again_replaces_and_removing_removes(index: VectorIndex) -> None:
    rows = unit(4)
    index.add(names(3), rows[:3])
    index.add(["v0001"], rows[3:])
    index.remove(["v0002", "nobody"])
    assert index.ids() == {"v0000", "v0001"}
    (found,) = index.search(rows[1:2], k=9)
    assert {id_ for id_, _ in found} == {"v0000", "v0001"}
    assert dict(found)["v0001"] == pytest.approx(float(rows[3] @ rows[1]), abs=1e-6)
    index.add(["v0002"], rows[2:3])
    assert index.search(rows[2:3], k=1)[0][0][0] == "v0002"


def test_only_allowed(index: VectorIndex) -> None:
    index.add(names(30), unit(30))
    (found,) = index.search(unit(1, seed=9), k=30, allowed=frozenset({"v0003", "v0020", "none"}))
    assert {id_ for id_, _ in found} == {"v0003", "v0020"}
    assert index.search(unit(1), k=5, allowed=frozenset()) == [[]]


def test_zero_rows_are_near_to_nothing(index: VectorIndex) -> None:
    index.add(["a", "b"], np.stack([unit(1)[0], np.zeros(DIM, np.float32)]))
    assert [id_ for id_, _ in index.search(unit(1), k=5)[0]] == ["a"]
    assert index.search(np.zeros((1, DIM), np.float32), k=5) == [[]]
    assert index.ids() == {"a", "b"}


def test_shapes_must_fit(index: VectorIndex) -> None:
    with pytest.raises(MismatchError):
        index.add(["a"], unit(2))
    with pytest.raises(MismatchError):
        index.add(["a"], unit(1)[:, :5])


@pytest.mark.parametrize("reader", KINDS)
def test_saved_and_loaded(
    index: VectorIndex, reader: type[ExactIndex] | type[FaissIndex], tmp_path: Path
) -> None:
    index.add(names(20), unit(20))
    index.save(tmp_path / "v")
    index.remove(["v0000"])
    index.save(tmp_path / "v")
    again = reader.load(tmp_path / "v")
    assert again.ids() == index.ids()
    (found,), (wanted,) = again.search(unit(1, seed=5), k=20), index.search(unit(1, seed=5), k=20)
    assert [id_ for id_, _ in found] == [id_ for id_, _ in wanted]
    assert len(list((tmp_path / "v").iterdir())) == 3


def test_damage_and_absence_are_named(tmp_path: Path) -> None:
    with pytest.raises(MissingStateError):
        ExactIndex.load(tmp_path)
    index = ExactIndex(DIM)
    index.add(names(3), unit(3))
    index.save(tmp_path)
    (tmp_path / "ids-1.json").write_text("[]", "utf-8")
    with pytest.raises(CorruptStateError, match="leian reindex"):
        ExactIndex.load(tmp_path)
    (tmp_path / "manifest.json").write_text("{", "utf-8")
    with pytest.raises(CorruptStateError, match="leian reindex"):
        FaissIndex.load(tmp_path)


def test_faiss_equals_the_reference() -> None:
    exact, faiss = ExactIndex(DIM), FaissIndex(DIM)
    rows, queries = unit(500), unit(40, seed=2)
    allowed = frozenset(names(500)[::3])
    for index in (exact, faiss):
        index.add(names(500), rows)
        index.remove(names(500)[:50])
    for k, only in ((10, None), (700, None), (25, allowed)):
        pairs = zip(
            faiss.search(queries, k=k, allowed=only),
            exact.search(queries, k=k, allowed=only),
            strict=True,
        )
        for found, wanted in pairs:
            assert [id_ for id_, _ in found] == [id_ for id_, _ in wanted]
            assert [s for _, s in found] == pytest.approx([s for _, s in wanted], abs=1e-6)


def test_beyond_the_limit_a_graph_recalls_nearly_all() -> None:
    exact, graph = ExactIndex(DIM), FaissIndex(DIM, flat_limit=1000)
    rows = unit(3000)
    for start in (0, 900, 1500):
        stop = {0: 900, 900: 1500, 1500: 3000}[start]
        graph.add(names(3000)[start:stop], rows[start:stop])
    exact.add(names(3000), rows)
    assert not graph._nearest.is_exact
    found, wanted = (one.search(unit(50, seed=3), k=100) for one in (graph, exact))
    shared = [len(dict(a).keys() & dict(b).keys()) for a, b in zip(found, wanted, strict=True)]
    assert sum(shared) / (100 * 50) >= 0.98


def test_a_graph_file_is_read_back_or_refused(tmp_path: Path) -> None:
    graph = NearestRows(DIM, flat_limit=10)
    graph.add(unit(50))
    graph.save(tmp_path / "g.hnsw")
    again = NearestRows.load(tmp_path / "g.hnsw", DIM)
    assert len(again) == 50
    assert again.search(unit(1), 1)[0].tolist() == [0]
    (tmp_path / "g.hnsw").write_bytes(b"no graph")
    with pytest.raises(CorruptStateError):
        NearestRows.load(tmp_path / "g.hnsw", DIM)


def test_faiss_errors_are_ours() -> None:
    with pytest.raises(BackendError), faiss_errors():
        raise RuntimeError("Error in faiss::…")


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([], []),
        ([("b", 1.0), ("a", 1.0)], [("a", 1.0), ("b", 1.0)]),
        (
            [("b", 1.0000001), ("a", 1.0), ("c", 2.0)],
            [("c", 2.0), ("a", 1.0000001), ("b", 1.0000001)],
        ),
        ([("b", 1.00001), ("a", 1.0)], [("b", 1.00001), ("a", 1.0)]),
        ([("b", -1.0), ("a", -1.0)], [("a", -1.0), ("b", -1.0)]),
    ],
)
def test_best_first(pairs: list[tuple[str, float]], expected: list[tuple[str, float]]) -> None:
    assert best_first(pairs) == expected


def test_a_cut_list_is_settled_when_its_last_tie_is_outside() -> None:
    assert is_settled([3.0, 2.0, 1.0], 2)
    assert not is_settled([3.0, 2.0, 2.0], 2)
    assert not is_settled([3.0, 2.0], 2)
    assert is_settled([], 0)
