"""Generations on a real server: build aside, finish, switch at once, roll back, drop."""

import secrets
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LockedError,
    MismatchError,
    MissingStateError,
    NotFoundError,
    StateError,
)
from indexer.backends.elastic import Connection, ElasticIndexAdmin, Layout, connect
from indexer.backends.elastic.lease import SECONDS
from indexer.conformance import DIM, make_corpus
from indexer.manifest import SCHEMA_VERSION
from indexer.types import AllOf, ById, FacetRequest, KeywordField, Manifest, Query

pytestmark = pytest.mark.elastic

CORPUS = make_corpus(8)


def manifest(name: str, *, created: str = "2026-01", documents: int = 0) -> Manifest:
    return Manifest(name, SCHEMA_VERSION, "rjieba+0", "none", DIM, created, documents)


class Clock:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def layout(elastic_url: str) -> Layout:
    return Layout(f"test-{secrets.token_hex(4)}", shards=len(elastic_url.split(",")))


@pytest.fixture
def admin(elastic_url: str, layout: Layout, clock: Clock) -> Iterator[ElasticIndexAdmin]:
    made = ElasticIndexAdmin(Connection(elastic_url), layout, clock=clock)
    yield made
    made.close()
    client = connect(Connection(elastic_url))
    for name in client.indices.get(index=f"{layout.prefix}-*").body:
        client.indices.delete(index=name)
    client.close()


def build(admin: ElasticIndexAdmin, name: str, size: int, *, created: str = "2026") -> None:
    made = manifest(name, created=created)
    index = admin.create(made)
    index.write(CORPUS[:size])
    index.close()
    admin.finish(made)


def test_nothing_yet(admin: ElasticIndexAdmin) -> None:
    assert admin.current() is None
    assert admin.list() == []
    assert admin.previous() is None
    with pytest.raises(MissingStateError, match="leian ingest"):
        admin.open()
    assert admin.health().status == "red"


def test_build_switch_roll_back_drop(admin: ElasticIndexAdmin, elastic_url: str) -> None:
    build(admin, "g1", 3, created="2026-01")
    assert admin.current() is None
    admin.switch("g1")
    build(admin, "g2", 5, created="2026-02")
    reader = admin.open()
    assert reader.count(AllOf()) == 3
    admin.switch("g2")
    assert admin.open().count(AllOf()) == 5
    assert reader.count(AllOf()) == 3  # it keeps its generation
    assert [(one.generation, one.documents) for one in admin.list()] == [("g1", 3), ("g2", 5)]
    assert admin.previous() == "g1"
    admin.switch("g1")
    current = admin.current()
    assert current is not None
    assert current.generation == "g1"
    assert admin.previous() == "g2"
    with pytest.raises(StateError, match="当前索引"):
        admin.drop("g1")
    admin.drop("g2")
    assert [one.generation for one in admin.list()] == ["g1"]
    assert admin.previous() is None
    assert admin.health().status == "green"


def test_another_process_sees_the_switch_within_a_second(
    admin: ElasticIndexAdmin, elastic_url: str, layout: Layout
) -> None:
    other = ElasticIndexAdmin(Connection(elastic_url), layout)
    assert other.current() is None
    build(admin, "g1", 1)
    admin.switch("g1")
    time.sleep(1.1)
    assert other.current() == admin.current() != None  # noqa: E711 - a chain
    other.close()


def test_what_is_gone_is_said_and_never_made_anew(admin: ElasticIndexAdmin) -> None:
    build(admin, "g1", 3)
    admin.switch("g1")
    reader = admin.open()
    build(admin, "g2", 5)
    admin.switch("g2")
    admin.drop("g1")
    for call in (lambda: reader.count(AllOf()), lambda: reader.get("a"), lambda: list(CORPUS) and
                 reader.write(CORPUS)):  # fmt: skip
        with pytest.raises(CorruptStateError, match="leian reindex"):
            call()
    assert [one.generation for one in admin.list()] == ["g2"]


def test_an_unfinished_build_is_locked_then_dropped(admin: ElasticIndexAdmin, clock: Clock) -> None:
    left = admin.create(manifest("g1"))
    left.write(CORPUS)
    assert admin.unfinished() == ["g1"]
    assert admin.list() == []
    with pytest.raises(NotFoundError, match="没有已完成的索引 g1"):
        admin.switch("g1")
    for call in (lambda: admin.create(manifest("g2")), lambda: admin.drop("g1"),
                 lambda: admin.open("g1")):  # fmt: skip
        with pytest.raises(LockedError, match="正在建立索引 g1"):
            call()
    clock.now += SECONDS / 2
    left.write(CORPUS)  # renews the lease
    clock.now += SECONDS * 0.9
    with pytest.raises(LockedError):
        admin.create(manifest("g2"))
    clock.now += SECONDS
    admin.create(manifest("g2")).close()
    assert admin.unfinished() == ["g2"]
    admin.create(manifest("g2")).close()  # let go by its builder: free at once
    with pytest.raises(CorruptStateError):
        left.write(CORPUS)


def test_an_unfinished_build_can_go_on(admin: ElasticIndexAdmin) -> None:
    index = admin.create(manifest("g1"))
    index.write(CORPUS[:3])
    index.close()
    with pytest.raises(StateError, match="已关闭"):
        index.count(AllOf())
    again = admin.open("g1")
    assert list(again.scan(AllOf())) == [case.id for case in CORPUS[:3]]
    again.write(CORPUS)
    again.close()
    admin.finish(manifest("g1", documents=len(CORPUS)))
    assert [one.documents for one in admin.list()] == [len(CORPUS)]


def test_a_count_that_is_wrong_is_not_finished(admin: ElasticIndexAdmin) -> None:
    index = admin.create(manifest("g1"))
    index.write(CORPUS[:3])
    index.close()
    with pytest.raises(BackendError, match="写入 5 份，其中有 3 份"):
        admin.finish(manifest("g1", documents=5))
    assert admin.list() == []


def test_names(admin: ElasticIndexAdmin, elastic_url: str) -> None:
    for name in ("", "..", "a/b", "G1", "名", "-x", "a" * 101):
        with pytest.raises(InputError, match="索引代号"):
            admin.create(manifest(name))
    build(admin, "g1", 1)
    with pytest.raises(StateError, match="已存在"):
        admin.create(manifest("g1"))
    with pytest.raises(NotFoundError, match="现有：g1"):
        admin.open("g9")
    for call in (admin.switch, admin.drop):
        with pytest.raises(NotFoundError):
            call("g9")
    with pytest.raises(NotFoundError):
        admin.finish(manifest("g9"))
    with pytest.raises(InputError, match="LEIAN_ELASTICSEARCH_PREFIX"):
        ElasticIndexAdmin(Connection(elastic_url), Layout("A b"))


def test_other_fields_or_another_schema_are_refused(
    admin: ElasticIndexAdmin, elastic_url: str, layout: Layout
) -> None:
    with pytest.raises(MismatchError, match="leian reindex"):
        admin.create(replace(manifest("g1"), schema_version=SCHEMA_VERSION + 1))
    build(admin, "g1", 1)
    client = connect(Connection(elastic_url))
    client.indices.put_mapping(
        index=f"{layout.prefix}-g1", properties={"more": {"type": "keyword"}}
    )
    client.close()
    for call in (lambda: admin.open("g1"), lambda: admin.switch("g1")):
        with pytest.raises(MismatchError, match=r"more.*leian reindex"):
            call()


def test_facets_are_exact_where_shards_cut(
    admin: ElasticIndexAdmin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("indexer.backends.elastic.searches.FIRST_SHARD_SIZE", 1)
    monkeypatch.setattr("indexer.backends.elastic.facets._MARGIN", 0)
    index = admin.create(manifest("g1"))
    corpus = make_corpus(200)
    index.write(corpus)
    counts: dict[str, int] = {}
    for case in corpus:
        for value in case.keywords[KeywordField.STATUTE]:
            counts[value] = counts.get(value, 0) + 1
    expected = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for size in (1, 3, 7, 40):
        facet = FacetRequest(KeywordField.STATUTE, size)
        page = index.search([Query(ById(), limit=0, facets=(facet,))])[0]
        assert list(page.facets[0].values) == expected[:size]


def test_behind_the_window(admin: ElasticIndexAdmin, monkeypatch: pytest.MonkeyPatch) -> None:
    index = admin.create(manifest("g1"))
    corpus = make_corpus(200)
    index.write(corpus)
    ids = [case.id for case in corpus]
    whole = index.search([Query(ById(), limit=200)])[0].hits
    monkeypatch.setattr("indexer.backends.elastic.index.WINDOW", 50)
    monkeypatch.setattr("indexer.backends.elastic.stream._PAGE", 30)
    assert index.search([Query(ById(), limit=200)])[0].hits == whole
    assert [hit.id for hit in whole] == ids
    page = index.search([Query(ById(), limit=20, offset=170)])[0]
    assert [hit.id for hit in page.hits] == ids[170:190]
    assert page.total == 200
