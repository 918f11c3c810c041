"""What only the folder backend promises: files, locks, crashes, other processes."""

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import tantivy

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LockedError,
    MismatchError,
    QueryError,
    StateError,
)
from indexer.backends.local import LocalIndex
from indexer.backends.local import index as index_module
from indexer.backends.local import vectors as vectors_module
from indexer.backends.local.errors import tantivy_errors
from indexer.backends.local.schema import build_schema
from indexer.backends.local.writer import TextWriter
from indexer.conformance import CHECKS, DIM, make_corpus
from indexer.types import (
    AllOf,
    CaseDocument,
    Clause,
    KeywordField,
    Nearest,
    NoneOf,
    Page,
    Query,
    TextField,
    VectorField,
    Weighted,
)

CORPUS = make_corpus(60)
WORDS = Weighted(TextField.FULL, {f"词{i}": 1.0 for i in range(1, 30)})
NEAR = Nearest(VectorField.CASE, np.eye(DIM, dtype=np.float32)[3])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "g1"


@pytest.fixture
def index(folder: Path) -> Iterator[LocalIndex]:
    made = LocalIndex(folder, dim=DIM)
    yield made
    made.close()


def answers(index: LocalIndex) -> list[Page]:
    return index.search([Query(WORDS, limit=100), Query(NEAR, limit=100)])


def assert_same_answers(found: list[Page], expected: list[Page]) -> None:
    for page, wanted in zip(found, expected, strict=True):
        assert [hit.id for hit in page.hits] == [hit.id for hit in wanted.hits]
        assert [h.score for h in page.hits] == pytest.approx([h.score for h in wanted.hits], 1e-6)


def test_it_is_there_when_opened_again(index: LocalIndex, folder: Path) -> None:
    index.write(CORPUS)
    expected = answers(index)
    index.close()
    assert_same_answers(answers(LocalIndex(folder, dim=DIM)), expected)


def test_a_reader_sees_the_commits_of_another(index: LocalIndex, folder: Path) -> None:
    reader = LocalIndex(folder, dim=DIM)
    index.write(CORPUS[:10])
    assert reader.count(AllOf()) == 10
    scan = reader.scan(AllOf())
    index.write(CORPUS[10:20])
    index.delete([CORPUS[0].id])
    assert len(list(scan)) == 10
    assert reader.count(AllOf()) == 19
    assert_same_answers(answers(reader), answers(index))


def test_one_writer_at_a_time(index: LocalIndex, folder: Path) -> None:
    other = LocalIndex(folder, dim=DIM)

    def stream() -> Iterator[CaseDocument]:
        with pytest.raises(LockedError, match="另一个进程正在写入"):
            other.write(CORPUS[:1])
        with pytest.raises(LockedError):
            other.delete(["x"])
        yield CORPUS[1]

    index.write(stream())
    assert other.write(CORPUS[:1]) == 1
    assert index.count(AllOf()) == 2


def test_writing_the_same_again_changes_nothing(index: LocalIndex) -> None:
    index.write(CORPUS)
    expected = answers(index)
    assert index.write(CORPUS) == len(CORPUS)
    assert_same_answers(answers(index), expected)
    assert index.stale_share() == 0
    changed = CaseDocument(CORPUS[0].id, CORPUS[0].tokens, {}, None, {})
    index.write([changed])
    stored = index.get(changed.id)
    assert stored is not None
    assert stored.keywords == {}
    assert index.stale_share() == pytest.approx(1 / 61)


def test_a_stream_is_committed_in_parts(index: LocalIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = LocalIndex(index._vectors.parent.parent / "g2", dim=DIM)
    whole.write(CORPUS)
    monkeypatch.setattr(index_module, "_BATCH_CHARS", 1500)
    seen: list[int] = []

    def stream() -> Iterator[CaseDocument]:
        for case in CORPUS:
            seen.append(index.count(AllOf()))
            yield case

    index.write(stream())
    assert len(set(seen)) > 5
    assert_same_answers(answers(index), answers(whole))


def _die_between_vectors_and_text(folder: Path) -> None:
    def commit(*_: object, **__: object) -> None:
        os._exit(9)

    TextWriter.commit = commit  # type: ignore[method-assign] # in a process of its own
    LocalIndex(folder, dim=DIM).write(CORPUS[20:40])


def _write_in_parts(folder: Path) -> None:
    index = LocalIndex(folder, dim=DIM)
    for start in range(0, len(CORPUS), 4):
        index.write(CORPUS[start : start + 4])


def run(target: object, folder: Path, *, seconds: float | None = None) -> None:
    process = multiprocessing.get_context("fork").Process(target=target, args=(folder,))  # type: ignore[arg-type]
    process.start()
    if seconds is not None:
        time.sleep(seconds)
        os.kill(process.pid or 0, signal.SIGKILL)
    process.join()


def test_a_crash_between_vectors_and_text_leaves_nothing_half(
    index: LocalIndex, folder: Path
) -> None:
    index.write(CORPUS[:20])
    before = answers(index)
    run(_die_between_vectors_and_text, folder)
    size = (folder / "vectors" / "ids.jsonl").stat().st_size
    again = LocalIndex(folder, dim=DIM)
    assert_same_answers(answers(again), before)
    # The tail of one file may be torn as well.
    with (folder / "vectors" / "case_vector.f32").open("ab") as file:
        file.write(b"torn")
    assert_same_answers(answers(LocalIndex(folder, dim=DIM)), before)
    again.write(CORPUS[20:])
    assert (folder / "vectors" / "ids.jsonl").stat().st_size > size
    calm = LocalIndex(folder.parent / "calm", dim=DIM)
    calm.write(CORPUS)
    assert_same_answers(answers(again), answers(calm))


def test_killed_at_random_and_run_again_is_as_undisturbed(folder: Path) -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    LocalIndex(folder, dim=DIM).close()
    for _ in range(4):
        run(_write_in_parts, folder, seconds=chance.uniform(0.02, 0.25))
    run(_write_in_parts, folder)
    found = LocalIndex(folder, dim=DIM)
    calm = LocalIndex(folder.parent / "calm", dim=DIM)
    calm.write(CORPUS)
    assert list(found.scan(AllOf())) == list(calm.scan(AllOf()))
    assert_same_answers(answers(found), answers(calm))
    assert [found.get(c.id) for c in CORPUS] == [calm.get(c.id) for c in CORPUS]


@pytest.mark.parametrize(
    "check", [check for check in CHECKS if "random" in check.__name__ or "near" in check.__name__]
)
def test_a_graph_of_vectors_answers_alike(
    check: object, index: LocalIndex, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vectors_module, "FLAT_LIMIT", 50)
    monkeypatch.setattr(vectors_module, "_GATHER", 10)
    assert callable(check)
    check(index)
    files = {path.name for path in (folder / "vectors").iterdir()}
    assert ("case_vector.hnsw" in files) == (index.count(AllOf()) > 50)


def test_without_vectors_nothing_is_near(folder: Path) -> None:
    index = LocalIndex(folder, dim=0)
    bare = [CaseDocument(case.id, case.tokens, case.keywords) for case in CORPUS]
    index.write(bare)
    assert index.search([Query(NEAR)])[0].hits == ()
    assert index.search([Query(WORDS)])[0].hits
    with pytest.raises(MismatchError, match="leian reindex"):
        index.write(CORPUS[:3])


@pytest.mark.parametrize(
    ("vector", "error", "said"),
    [
        (np.ones(DIM + 1, np.float32), MismatchError, "leian reindex"),
        (np.full(DIM, np.nan, np.float32), QueryError, "无效数值"),
    ],
)
def test_vectors_that_do_not_fit(
    index: LocalIndex, vector: np.ndarray, error: type[Exception], said: str
) -> None:
    index.write(CORPUS[:3])
    with pytest.raises(error, match=said):
        index.search([Query(Nearest(VectorField.CASE, vector))])


def test_bad_documents_are_refused_and_harm_nothing(index: LocalIndex) -> None:
    index.write(CORPUS[:5])
    for bad in (
        CaseDocument("", {}, {}),
        CaseDocument("x", {TextField.FULL: ["\ud800"]}, {}),
        CaseDocument("x", {}, {KeywordField.PARTY: ("\ud800",)}),
    ):
        with pytest.raises(InputError):
            index.write([CORPUS[6], bad])
    assert index.count(AllOf()) == 5
    index.write([CORPUS[6]])
    assert index.count(AllOf()) == 6


def test_deep_nesting_is_refused(index: LocalIndex) -> None:
    clause: Clause = AllOf()
    for _ in range(5000):
        clause = NoneOf((clause,))
    with pytest.raises(QueryError, match="嵌套"):
        index.count(clause)


def test_closed_is_closed(index: LocalIndex) -> None:
    index.close()
    with pytest.raises(StateError, match="已关闭"):
        index.write([])
    with pytest.raises(StateError, match="已关闭"):
        index.count(AllOf())


@pytest.mark.parametrize(
    ("name", "data"), [("text/meta.json", b"{"), ("vectors/ids.jsonl", b""), ("text/*.idx", b"x")]
)
def test_damage_is_named_with_the_way_out(
    index: LocalIndex, folder: Path, name: str, data: bytes
) -> None:
    index.write(CORPUS)
    index.close()
    for path in folder.glob(name):
        path.write_bytes(data)
    with pytest.raises(CorruptStateError, match="leian reindex"):
        answers(LocalIndex(folder, dim=DIM))


def test_other_fields_are_a_mismatch(folder: Path) -> None:
    (folder / "text").mkdir(parents=True)
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True)
    tantivy.Index(builder.build(), str(folder / "text"))
    with pytest.raises(MismatchError, match="leian reindex"):
        LocalIndex(folder, dim=DIM)


def test_every_vendor_error_is_ours() -> None:
    schema = build_schema()
    with pytest.raises(BackendError), tantivy_errors():
        tantivy.Query.phrase_query(schema, "full", ["甲"])  # a panic of its Rust code
    with pytest.raises(BackendError), tantivy_errors():
        tantivy.Query.term_query(schema, "no such field", "甲")
    with pytest.raises(CorruptStateError), tantivy_errors():
        tantivy.Index.open("/nowhere")
    with pytest.raises(KeyError), tantivy_errors():
        raise KeyError("not a vendor's")
