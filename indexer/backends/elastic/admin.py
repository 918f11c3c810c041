"""``IndexAdmin`` on a cluster: one index a generation, aliases for what searches see."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from elasticsearch import BadRequestError

from corpus.errors import (
    BackendError,
    InputError,
    LeianError,
    LockedError,
    MismatchError,
    MissingStateError,
    NotFoundError,
    StateError,
)
from indexer.backends.elastic.catalog import Entry, Meta, read_catalog
from indexer.backends.elastic.client import Connection, connect
from indexer.backends.elastic.errors import elastic_errors
from indexer.backends.elastic.index import ElasticIndex, write_alias
from indexer.backends.elastic.lease import SECONDS, Lease, is_held, new_lease, release, renewed
from indexer.backends.elastic.mapping import drift, index_body
from indexer.manifest import check_version
from indexer.types import AllOf, Health, Manifest

__all__ = ["ElasticIndexAdmin", "Layout"]

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}")
_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}")
_NOTHING = "还没有索引。请先入库：leian ingest 文件或文件夹…"
_REMEMBERED: Final = 1.0  # seconds; searches ask for the current generation each time
_COPIES_SECONDS: Final = 60  # that ``finish`` waits for the copies of a new index


@dataclass(frozen=True, slots=True)
class Layout:
    """How generations lie on the cluster: name, parts, and copies beside the first."""

    prefix: str = "leian"
    shards: int = 1
    replicas: int = 1


class ElasticIndexAdmin:
    """Generations as indexes ``<prefix>-<generation>`` of one cluster.

    A generation is complete when its mapping says so, and current when the alias ``<prefix>``
    leads to it; switching is one request, which happens whole or not at all. ``current`` may be a
    second old.
    """

    def __init__(
        self,
        connection: Connection,
        layout: Layout = Layout(),
        *,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Name the cluster; nothing is sent before it is asked for something."""
        if not _PREFIX.fullmatch(layout.prefix):
            raise InputError(
                f"索引前缀 {layout.prefix!r} 不合要求：只用小写字母、数字和 - _，至多 50 个字符。"
                "请检查 LEIAN_ELASTICSEARCH_PREFIX"
            )
        self._client = connect(connection)
        self._layout = layout
        self._clock = clock
        self._remembered: tuple[float, Entry | None] | None = None

    # ------------------------------------------------------------ build

    def create(self, manifest: Manifest) -> ElasticIndex:
        """Return a new, empty, writable generation that no search sees yet.

        What interrupted builds left behind is dropped first.

        Raises:
            StateError: a generation of that name is there.
            LockedError: another process is building one.
        """
        name = self._name(manifest.generation)
        check_version(manifest)
        for entry in self._catalog():
            if not entry.meta.complete:
                self._check_free(entry)
                self._remove(entry)
        lease = new_lease(self._clock)
        meta = Meta(manifest, builder=lease)
        body = index_body(dim=manifest.dim, shards=self._layout.shards, meta=meta.to_json())
        try:
            self._make(name, body, manifest)
        except LeianError:
            release(lease)
            raise
        return self._building(name, meta, lease)

    def _make(self, name: str, body: dict[str, Any], manifest: Manifest) -> None:
        with elastic_errors():
            try:
                self._client.options(max_retries=0).indices.create(
                    index=name,
                    settings=body["settings"],
                    mappings=body["mappings"],
                    aliases={write_alias(name): {"is_write_index": True}},
                )
            except BadRequestError as error:
                if error.error != "resource_already_exists_exception":
                    raise
                raise StateError(
                    f"索引 {manifest.generation} 已存在。请换一个代号，或先删除它"
                ) from error

    def _building(self, name: str, meta: Meta, lease: Lease) -> ElasticIndex:
        current = lease

        def beat() -> None:
            nonlocal current
            if self._clock() > current.until - SECONDS * 0.9:
                current = renewed(current, self._clock)
                self._put_meta(name, msgspec.structs.replace(meta, builder=current))

        def let_go() -> None:
            release(lease)

        return ElasticIndex(self._client, name, dim=meta.manifest.dim, beat=beat, release=let_go)

    def _check_free(self, entry: Entry) -> None:
        builder = entry.meta.builder
        if builder is not None and is_held(builder, self._clock):
            raise LockedError(
                f"另一个进程（{builder.host}）正在建立索引 {entry.meta.manifest.generation}。"
                f"请等它结束，或先停止它（其机器失去联系后 {SECONDS / 60:.0f} 分钟自动解除）"
            )

    def finish(self, manifest: Manifest) -> None:
        """Record that a created generation is complete, with the documents it holds.

        Searches of it are made as they will be: refreshed, with copies where there are nodes for
        them. A single node needs none.

        Raises:
            NotFoundError: it was never created.
            BackendError: it holds other than ``manifest.documents``, where that says a number.
        """
        name = self._name(manifest.generation)
        self._entry(manifest.generation)
        with elastic_errors():
            self._client.indices.refresh(index=name)
        index = ElasticIndex(self._client, name, dim=manifest.dim)
        documents = index.count(AllOf())
        if manifest.documents not in {0, documents}:
            raise BackendError(
                f"索引 {manifest.generation} 写入 {manifest.documents} 份，其中有 {documents} 份，"
                "未予启用。请再运行 leian reindex"
            )
        copies = f"0-{self._layout.replicas}" if self._layout.replicas else "false"
        with elastic_errors():
            self._client.indices.put_settings(
                index=name, settings={"refresh_interval": None, "auto_expand_replicas": copies}
            )
            # Copies of a large index take longer; it can be searched meanwhile.
            self._client.options(
                request_timeout=_COPIES_SECONDS + 30.0, ignore_status=408
            ).cluster.health(index=name, wait_for_status="green", timeout=f"{_COPIES_SECONDS}s")
        self._put_meta(name, Meta(replace(manifest, documents=documents), complete=True))

    def _put_meta(self, name: str, meta: Meta) -> None:
        with elastic_errors():
            self._client.indices.put_mapping(index=name, meta=meta.to_json())

    # ------------------------------------------------------------ read

    def open(self, generation: str | None = None) -> ElasticIndex:
        """Return a generation, the current one by default.

        An unfinished one can be opened by its name, to go on with its build.

        Raises:
            MissingStateError: nothing is current.
            NotFoundError: no generation has that name.
            MismatchError: another version of the program made it, or its fields were changed.
            LockedError: unfinished, and another process is building it.
        """
        entry = self._current_entry() if generation is None else self._entry(generation)
        if entry is None:
            raise MissingStateError(_NOTHING)
        self._check_fields(entry)
        manifest = entry.meta.manifest
        if entry.meta.complete:
            return ElasticIndex(self._client, entry.index, dim=manifest.dim)
        self._check_free(entry)
        lease = new_lease(self._clock)
        meta = msgspec.structs.replace(entry.meta, builder=lease)
        self._put_meta(entry.index, meta)
        return self._building(entry.index, meta, lease)

    def _check_fields(self, entry: Entry) -> None:
        check_version(entry.meta.manifest)
        if names := drift(entry.properties, entry.meta.manifest.dim):
            raise MismatchError(
                f"索引 {entry.index} 的字段 {'、'.join(names)} 与本程序不同。请运行 leian reindex"
            )

    def list(self) -> list[Manifest]:
        """Return all complete generations, oldest first."""
        return [entry.meta.manifest for entry in self._catalog() if entry.meta.complete]

    def unfinished(self) -> Sequence[str]:
        """Return the generations whose build did not end; the next ``create`` drops them."""
        entries = self._catalog()
        return [one.meta.manifest.generation for one in entries if not one.meta.complete]

    def current(self) -> Manifest | None:
        """Return the manifest of the generation that searches see, None if there is none."""
        entry = self._current_entry()
        return None if entry is None else entry.meta.manifest

    def previous(self) -> str | None:
        """Return the generation to roll back to, if there is one."""
        for entry in self._catalog():
            if self._previous_alias in entry.aliases and entry.meta.complete:
                return entry.meta.manifest.generation
        return None

    def health(self) -> Health:
        """Return whether the current generation can be searched, and what to do if not."""
        try:
            entry = self._current_entry()
            self.open().close()
            with elastic_errors():
                found = self._client.cluster.health(index=entry.index if entry else None)
        except LeianError as error:
            return Health("red", str(error))
        if found["status"] == "green":
            return Health("green")
        missing = f"{found['unassigned_shards']} 个分片副本未分配"
        if found["status"] == "red":
            return Health("red", f"索引缺少分片（{missing}），不能检索。请检查集群各节点")
        return Health("yellow", f"{missing}，此时再失去一个节点会中断检索。请检查集群各节点")

    # ------------------------------------------------------------ switch and drop

    def switch(self, generation: str) -> None:
        """Make a complete generation the current one, at once and for all.

        Raises:
            NotFoundError: no complete generation has that name.
            MismatchError: another version of the program made it.
        """
        entries = self._catalog()
        chosen = next((e for e in entries if e.meta.manifest.generation == generation), None)
        if chosen is None or not chosen.meta.complete:
            raise self._unknown(generation)
        self._check_fields(chosen)
        if self._layout.prefix in chosen.aliases:
            return
        actions = [
            _alias("remove", entry.index, self._previous_alias)
            for entry in entries
            if self._previous_alias in entry.aliases
        ]
        for entry in entries:
            if self._layout.prefix in entry.aliases:
                actions.append(_alias("remove", entry.index, self._layout.prefix))
                actions.append(_alias("add", entry.index, self._previous_alias))
        actions.append(_alias("add", chosen.index, self._layout.prefix))
        with elastic_errors():
            self._client.indices.update_aliases(actions=actions)
        self._remembered = None

    def drop(self, generation: str) -> None:
        """Remove a generation, complete or not, that is not the current one.

        Raises:
            NotFoundError: there is none.
            StateError: it is the current one.
            LockedError: another process is building it.
        """
        entry = self._entry(generation)
        if self._layout.prefix in entry.aliases:
            raise StateError(f"{generation} 是当前索引，不能删除。请先切换到另一代")
        if not entry.meta.complete:
            self._check_free(entry)
        self._remove(entry)

    def _remove(self, entry: Entry) -> None:
        with elastic_errors():
            self._client.indices.delete(index=entry.index)

    def close(self) -> None:
        """Release the connections of all indexes that were opened here."""
        self._client.close()

    # ------------------------------------------------------------ names

    @property
    def _previous_alias(self) -> str:
        return f"{self._layout.prefix}.previous"

    def _name(self, generation: str) -> str:
        if not _NAME.fullmatch(generation):
            raise InputError(
                f"索引代号 {generation!r} 不合要求：只用小写字母、数字和 . - _，至多 100 个字符"
            )
        return f"{self._layout.prefix}-{generation}"

    def _catalog(self) -> Sequence[Entry]:
        return read_catalog(self._client, self._layout.prefix)

    def _entry(self, generation: str) -> Entry:
        for entry in self._catalog():
            if entry.meta.manifest.generation == generation:
                return entry
        raise self._unknown(generation)

    def _unknown(self, generation: str) -> NotFoundError:
        names = "、".join(manifest.generation for manifest in self.list()) or "无"
        return NotFoundError(f"没有已完成的索引 {generation}。现有：{names}")

    def _current_entry(self) -> Entry | None:
        now = time.monotonic()
        if self._remembered is None or now - self._remembered[0] > _REMEMBERED:
            entries = (e for e in self._catalog() if self._layout.prefix in e.aliases)
            self._remembered = (now, next(entries, None))
        return self._remembered[1]


def _alias(action: str, index: str, alias: str) -> dict[str, Any]:
    return {action: {"index": index, "alias": alias}}
