"""A small application on a real home: SQLite, the local index, an encoder that hashes."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import MissingStateError
from corpus.segment import Segmenter, get_segmenter
from embeddings.base import Encoder
from indexer.backends.local import LocalIndexAdmin
from indexer.backends.local.locks import FolderLock
from indexer.manifest import SCHEMA_VERSION
from indexer.pipeline import build_generation
from indexer.types import Manifest
from search_api.settings import Settings
from search_api.similar import SimilarSearch
from search_api.similar.statutes import StatuteSearch
from search_api.store import SqlRecordStore, SqlStatuteStore
from tests.search_api.corpus import HashEncoder, records

__all__ = ["SmallApplication", "build", "fill", "open_home"]


@dataclass
class SmallApplication:
    """What ``bootstrap.Application`` is, with the encoder given."""

    settings: Settings
    store: SqlRecordStore
    admin: LocalIndexAdmin
    segmenter: Segmenter = field(default_factory=get_segmenter)
    encoder: Encoder = field(default_factory=HashEncoder)
    _search: SimilarSearch | None = None
    _statutes: StatuteSearch | None = None

    @property
    def statutes(self) -> StatuteSearch:
        if self._statutes is None:
            self._statutes = StatuteSearch(
                store=SqlStatuteStore(self.store.url),
                admin=LocalIndexAdmin(self.settings.home / "statutes"),
                segmenter=self.segmenter,
                cases=lambda: None if self.search is None else self.search.index,
            )
        return self._statutes

    @property
    def models(self) -> Path:
        return self.settings.home / "models"

    @property
    def workers(self) -> int:
        return 0

    def lock(self) -> FolderLock:
        return FolderLock(self.settings.home / "writer.lock", "正在写入")

    @property
    def search(self) -> SimilarSearch | None:
        manifest = self.admin.current()
        if manifest is None:
            return None
        if self._search is None or self._search.manifest != manifest:
            self._search = SimilarSearch(
                index=self.admin.open(),
                store=self.store,
                encoder=self.load_encoder(manifest.encoder),
                segmenter=self.segmenter,
                manifest=manifest,
            )
        return self._search

    def load_encoder(self, encoder_id: str) -> Encoder | None:
        return None if encoder_id == "none" else self.encoder

    def require_search(self) -> SimilarSearch:
        if (search := self.search) is None:
            raise MissingStateError("还没有可检索的语料。")
        return search


@contextmanager
def open_home(home: Path) -> Iterator[SmallApplication]:
    """Open a home, made when it is not there."""
    home.mkdir(parents=True, exist_ok=True)
    store = SqlRecordStore(f"sqlite:///{home / 'records.sqlite3'}")
    store.migrate()
    application = SmallApplication(Settings(home=home), store, LocalIndexAdmin(home / "index"))
    yield application
    application.statutes.close()
    store.close()


def fill(application: SmallApplication) -> None:
    """Take in the invented corpus and build its index."""
    run = application.store.begin_run("test")
    application.store.put(records(run=run.id))
    application.store.finish_run(run, {"read": 14, "indexed": 14})
    build(application, "g1")


def build(application: SmallApplication, generation: str) -> None:
    """Build a generation of all records and switch to it."""
    encoder = application.encoder
    manifest = Manifest(
        generation=generation,
        schema_version=SCHEMA_VERSION,
        segmenter=application.segmenter.id,
        encoder=encoder.id,
        dim=encoder.dim,
        created_at=f"2026-01-01T00:00:0{generation[-1]}+00:00",
    )
    build_generation(
        application.store.scan(),
        segmenter=application.segmenter,
        encoder=encoder,
        admin=application.admin,
        manifest=manifest,
    )
    application.admin.switch(generation)
