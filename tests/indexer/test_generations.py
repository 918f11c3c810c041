"""Build aside, finish, switch at once, roll back, drop; and what a crash leaves."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from corpus.errors import (
    CorruptStateError,
    InputError,
    LockedError,
    MismatchError,
    MissingStateError,
    NotFoundError,
    StateError,
)
from indexer.backends.local import LocalIndexAdmin
from indexer.conformance import DIM, make_corpus
from indexer.manifest import SCHEMA_VERSION
from indexer.types import AllOf, Manifest

CORPUS = make_corpus(8)


def manifest(name: str, *, created: str = "2026-01-01T00:00:00Z") -> Manifest:
    return Manifest(name, SCHEMA_VERSION, "rjieba+0", "none", DIM, created)


@pytest.fixture
def admin(tmp_path: Path) -> LocalIndexAdmin:
    return LocalIndexAdmin(tmp_path / "index")


def build(admin: LocalIndexAdmin, name: str, size: int, *, created: str = "2026") -> None:
    made = manifest(name, created=created)
    index = admin.create(made)
    index.write(CORPUS[:size])
    index.close()
    admin.finish(made)


def test_nothing_yet(admin: LocalIndexAdmin, tmp_path: Path) -> None:
    assert admin.current() is None
    assert admin.list() == []
    assert admin.previous() is None
    with pytest.raises(MissingStateError, match="leian ingest"):
        admin.open()
    assert admin.health().status == "red"
    assert not (tmp_path / "index").exists()


def test_build_switch_roll_back_drop(admin: LocalIndexAdmin) -> None:
    build(admin, "g1", 3, created="2026-01")
    assert admin.current() is None
    admin.switch("g1")
    build(admin, "g2", 5, created="2026-02")
    assert admin.open().count(AllOf()) == 3
    admin.switch("g2")
    assert admin.open().count(AllOf()) == 5
    assert [one.generation for one in admin.list()] == ["g1", "g2"]
    assert [one.documents for one in admin.list()] == [3, 5]
    assert admin.previous() == "g1"
    admin.switch("g1")
    current = admin.current()
    assert current is not None
    assert current.generation == "g1"
    with pytest.raises(StateError, match="当前索引"):
        admin.drop("g1")
    admin.drop("g2")
    assert [one.generation for one in admin.list()] == ["g1"]
    assert admin.previous() is None
    assert admin.health().status in {"green", "yellow"}


def test_a_reader_keeps_a_generation_that_is_dropped(admin: LocalIndexAdmin) -> None:
    build(admin, "g1", 3)
    admin.switch("g1")
    reader = admin.open()
    assert reader.count(AllOf()) == 3
    build(admin, "g2", 5)
    admin.switch("g2")
    admin.drop("g1")
    with pytest.raises(CorruptStateError, match="leian reindex"):
        reader.count(AllOf())


def test_an_unfinished_build_is_dropped_by_the_next(admin: LocalIndexAdmin) -> None:
    left = admin.create(manifest("g1"))
    left.write(CORPUS)
    assert admin.unfinished() == ["g1"]
    assert admin.list() == []
    with pytest.raises(NotFoundError, match="没有已完成的索引 g1"):
        admin.switch("g1")
    with pytest.raises(LockedError, match="正在建立索引 g1"):
        admin.create(manifest("g2"))
    with pytest.raises(LockedError):
        admin.drop("g1")
    left.close()  # as when its process dies
    admin.create(manifest("g2")).close()
    assert admin.unfinished() == ["g2"]


def test_an_unfinished_build_can_go_on(admin: LocalIndexAdmin) -> None:
    index = admin.create(manifest("g1"))
    index.write(CORPUS[:3])
    index.close()
    again = admin.open("g1")
    assert list(again.scan(AllOf())) == [case.id for case in CORPUS[:3]]
    with pytest.raises(LockedError):
        admin.open("g1")
    again.write(CORPUS)
    again.close()
    admin.finish(manifest("g1"))
    assert [one.documents for one in admin.list()] == [len(CORPUS)]


def test_names(admin: LocalIndexAdmin) -> None:
    for name in ("", "..", "a/b", "current.json", "名", "-x", "a" * 101):
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


def test_another_schema_is_refused(admin: LocalIndexAdmin, tmp_path: Path) -> None:
    build(admin, "g1", 1)
    admin.switch("g1")
    file = tmp_path / "index" / "g1" / "manifest.json"
    old = {**json.loads(file.read_text("utf-8")), "schema_version": SCHEMA_VERSION + 1}
    file.write_text(json.dumps(old), "utf-8")
    for call in (admin.open, lambda: admin.open("g1"), lambda: admin.switch("g1")):
        with pytest.raises(MismatchError, match="leian reindex"):
            call()
    with pytest.raises(MismatchError):
        admin.create(replace(manifest("g2"), schema_version=SCHEMA_VERSION + 1))
    assert admin.health().status == "red"
    current = admin.current()
    assert current is not None
    assert current.schema_version == SCHEMA_VERSION + 1


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"generation": 3}', b"\xff"])
@pytest.mark.parametrize("name", ["current.json", "g1/manifest.json"])
def test_damaged_files_are_named(
    admin: LocalIndexAdmin, tmp_path: Path, name: str, data: bytes
) -> None:
    build(admin, "g1", 1)
    admin.switch("g1")
    (tmp_path / "index" / name).write_bytes(data)
    with pytest.raises(CorruptStateError, match=r"\.json.*leian reindex"):
        admin.open()


def test_a_pointer_to_nothing_is_damage(admin: LocalIndexAdmin, tmp_path: Path) -> None:
    build(admin, "g1", 1)
    admin.switch("g1")
    (tmp_path / "index" / "g1").rename(tmp_path / "elsewhere")
    with pytest.raises(CorruptStateError, match="指向 g1"):
        admin.current()
