"""``IndexAdmin`` of the local backend."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from corpus.errors import LeianError, NotFoundError
from indexer.backends.local.index import LocalIndex
from indexer.backends.local.locks import FolderLock
from indexer.generations import Generations
from indexer.manifest import check_version
from indexer.types import AllOf, Health, Manifest

__all__ = ["LocalIndexAdmin"]

_SCARCE_BYTES = 2_000_000_000
_MANY_STALE = 0.3


class LocalIndexAdmin:
    """Generations of ``LocalIndex`` in a folder.

    A generation that is being built is locked by its builder until that closes it (or dies), so
    what an interrupted build left behind can be told from a build that goes on elsewhere.
    """

    def __init__(self, folder: Path) -> None:
        """Name the folder; nothing is made before the first generation."""
        self._folder = folder
        self._generations = Generations(folder)

    def create(self, manifest: Manifest) -> LocalIndex:
        """Return a new, empty, writable generation that no search sees yet.

        What interrupted builds left behind is dropped first.

        Raises:
            StateError: a generation of that name is there.
            LockedError: another process is building one.
        """
        for name in self._generations.unfinished():
            with self._builder_lock(name):
                self._generations.drop(name)
        folder = self._generations.begin(manifest)
        return self._open_building(folder, manifest)

    def _builder_lock(self, generation: str) -> FolderLock:
        busy = f"另一个进程正在建立索引 {generation}。请等它结束，或先停止它"
        return FolderLock(self._generations.path(generation) / "build.lock", busy)

    def _open_building(self, folder: Path, manifest: Manifest) -> LocalIndex:
        lock = self._builder_lock(manifest.generation)
        lock.acquire()
        try:
            return LocalIndex(folder, dim=manifest.dim, keep=lock)
        except LeianError:
            lock.release()
            raise

    def finish(self, manifest: Manifest) -> None:
        """Record that a created generation is complete, with the documents it holds.

        Raises:
            NotFoundError: it was never created.
        """
        folder = self._generations.path(manifest.generation)
        if not folder.is_dir():
            raise NotFoundError(f"没有索引 {manifest.generation}")
        index = LocalIndex(folder, dim=manifest.dim)
        self._generations.finish(manifest, documents=index.count(AllOf()))
        index.close()

    def open(self, generation: str | None = None) -> LocalIndex:
        """Return a generation, the current one by default.

        An unfinished one can be opened by its name, to go on with its build.

        Raises:
            MissingStateError: nothing is current.
            NotFoundError: no generation has that name.
            MismatchError: another version of the program made it.
            LockedError: unfinished, and another process is building it.
        """
        if generation is not None and (begun := self._generations.building(generation)):
            check_version(begun)
            return self._open_building(self._generations.path(generation), begun)
        manifest = self._generations.manifest(generation)
        return LocalIndex(self._generations.path(manifest.generation), dim=manifest.dim)

    def list(self) -> list[Manifest]:
        """Return all complete generations, oldest first."""
        return self._generations.complete()

    def unfinished(self) -> Sequence[str]:
        """Return the generations whose build did not end; the next ``create`` drops them."""
        return self._generations.unfinished()

    def current(self) -> Manifest | None:
        """Return the manifest of the generation that searches see, None if there is none."""
        return self._generations.current()

    def previous(self) -> str | None:
        """Return the generation to roll back to, if there is one."""
        return self._generations.previous()

    def switch(self, generation: str) -> None:
        """Make a complete generation the current one, at once and for all.

        Raises:
            NotFoundError: no complete generation has that name.
        """
        self._generations.switch(generation)

    def drop(self, generation: str) -> None:
        """Remove a generation that is not the current one.

        Raises:
            NotFoundError: there is none.
            StateError: it is the current one.
            LockedError: another process is building it.
        """
        if generation in self._generations.unfinished():
            with self._builder_lock(generation):
                self._generations.drop(generation)
        else:
            self._generations.drop(generation)

    def health(self) -> Health:
        """Return whether the current generation can be searched, and what to do if not."""
        try:
            index = self.open()
        except LeianError as error:
            return Health("red", str(error))
        stale = index.stale_share()
        index.close()
        if shutil.disk_usage(self._folder).free < _SCARCE_BYTES:
            return Health("yellow", "磁盘剩余空间不足 2 GB。请清理磁盘，或删除旧的索引")
        if stale > _MANY_STALE:
            return Health(
                "yellow", f"索引中 {stale:.0%} 是已被替换的旧版本。请运行 leian reindex 重建"
            )
        return Health("green")
