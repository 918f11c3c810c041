"""The composition root: the only place that names concrete adapters."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import MissingStateError
from corpus.segment import Segmenter, get_segmenter
from embeddings.base import Encoder
from embeddings.folder import load_encoder
from indexer.backends.local import LocalIndexAdmin
from indexer.backends.local.locks import FolderLock
from indexer.manifest import check_segmenter
from search_api.settings import Settings
from search_api.similar import SimilarSearch
from search_api.similar.statutes import StatuteSearch
from search_api.store import SqlRecordStore, SqlStatuteStore

if TYPE_CHECKING:
    from search_api.admin.contract import Generations

__all__ = ["Application", "open_application"]


@dataclass
class Application:
    """Everything that commands, routes and pages work on."""

    settings: Settings
    store: SqlRecordStore
    admin: "Generations"
    segmenter: Segmenter
    _search: SimilarSearch | None = field(default=None, repr=False)
    _generation: str | None = field(default=None, repr=False)
    _statutes: StatuteSearch | None = field(default=None, repr=False)

    @property
    def models(self) -> Path:
        """Return the folder of the trained encoders, one folder an encoder id."""
        return self.settings.home / "models"

    @property
    def workers(self) -> int:
        """Return the number of worker processes for ingest and build."""
        return self.settings.workers or len(os.sched_getaffinity(0))

    def lock(self) -> FolderLock:
        """Return the lock that one writer of this home holds at a time."""
        return FolderLock(
            self.settings.home / "writer.lock", "另一个进程正在写入此数据目录，请等它结束"
        )

    def load_encoder(self, encoder_id: str) -> Encoder | None:
        """Return the encoder of that id from the home; None for "none"."""
        return None if encoder_id == "none" else load_encoder(self.models / encoder_id)

    @property
    def search(self) -> SimilarSearch | None:
        """Return the search over the current generation, None while there is none.

        A generation that another process has built is picked up at the next call.
        """
        manifest = self.admin.current()
        if manifest is None:
            return None
        if manifest.generation != self._generation:
            self._search = SimilarSearch(
                index=self.admin.open(),
                store=self.store,
                encoder=self.load_encoder(manifest.encoder),
                segmenter=self.segmenter,
                manifest=manifest,
            )
            self._generation = manifest.generation
        return self._search

    @property
    def statutes(self) -> StatuteSearch:
        """Return the search over the texts of statutes; it says so when none are loaded."""
        if self._statutes is None:
            self._statutes = StatuteSearch(
                store=SqlStatuteStore(self.settings.database_url),
                admin=LocalIndexAdmin(self.settings.home / "statutes"),
                segmenter=self.segmenter,
                cases=lambda: None if (search := self.search) is None else search.index,
            )
        return self._statutes

    def close(self) -> None:
        """Release what was opened on the way."""
        if self._statutes is not None:
            self._statutes.close()

    def require_search(self) -> SimilarSearch:
        """Return the search.

        Raises:
            MissingStateError: nothing was ingested yet.
            MismatchError: the index was made with another segmenter.
        """
        if (search := self.search) is None:
            raise MissingStateError("还没有可检索的语料。请先入库：leian ingest 文件或文件夹…")
        check_segmenter(search.manifest, self.segmenter.id)
        return search


@contextmanager
def open_application(
    settings: Settings, *, create: bool = True, migrate: bool = True
) -> Iterator[Application]:
    """Open the home and close it again.

    Args:
        settings: where the home is and what works on it.
        create: make the home where there is none; what only reads does not.
        migrate: bring the record store to this program's schema first.

    Raises:
        MissingStateError: there is no home and none is to be made.
    """
    if not create and not settings.home.is_dir():
        raise MissingStateError(
            f"没有数据目录 {settings.home}。请核对 --home，或先入库：leian ingest 文件…"
        )
    settings.home.mkdir(parents=True, exist_ok=True)
    store = SqlRecordStore(settings.database_url)
    if migrate:
        store.migrate()
    try:
        with _index_admin(settings) as admin:
            application = Application(
                settings=settings,
                store=store,
                admin=admin,
                segmenter=get_segmenter(settings.segmenter),
            )
            with closing(application):
                yield application
    finally:
        store.close()


@contextmanager
def _index_admin(settings: Settings) -> Iterator["Generations"]:
    """Open the case index where the settings say: in the home, or on a cluster."""
    if not settings.elasticsearch_url:
        yield LocalIndexAdmin(settings.home / "index")
        return
    from indexer.backends.elastic import Connection, ElasticIndexAdmin, Layout

    connection = Connection(
        settings.elasticsearch_url,
        api_key=settings.elasticsearch_key,
        user=settings.elasticsearch_user or "",
        password=settings.elasticsearch_secret,
        ca=settings.elasticsearch_ca,
    )
    layout = Layout(
        settings.elasticsearch_prefix,
        shards=settings.elasticsearch_shards,
        replicas=settings.elasticsearch_replicas,
    )
    with closing(ElasticIndexAdmin(connection, layout)) as admin:
        yield admin
