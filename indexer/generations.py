"""Generations of an index as folders: build aside, finish, switch at once, roll back, drop.

    <folder>/current.json                    {"generation": …, "previous": …}
    <folder>/<generation>/building.json      its manifest while it is being built
    <folder>/<generation>/manifest.json      its manifest once it is complete
    <folder>/<generation>/…                  whatever the engine keeps

A generation is complete when ``manifest.json`` is there, and current when ``current.json`` names
it; each of the two is one rename. Nothing here knows an engine.
"""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec

from corpus.errors import (
    CorruptStateError,
    InputError,
    MissingStateError,
    NotFoundError,
    StateError,
)
from indexer.manifest import check_version, read_json, read_manifest, sync_folder, write_json
from indexer.types import Manifest

__all__ = ["Generations"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_NOTHING = "还没有索引。请先入库：leian ingest 文件或文件夹…"


class _Pointer(msgspec.Struct, frozen=True):
    generation: str
    previous: str | None = None


class Generations:
    """The folders and their manifests."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first generation is."""
        self._folder = folder
        self._pointer_file = folder / "current.json"

    def path(self, generation: str) -> Path:
        """Return the folder of a generation.

        Raises:
            InputError: the name would not make a plain folder.
        """
        if not _NAME.fullmatch(generation) or generation == self._pointer_file.name:
            raise InputError(
                f"索引代号 {generation!r} 不合要求：只用字母、数字和 . - _，至多 100 个字符"
            )
        return self._folder / generation

    def begin(self, manifest: Manifest) -> Path:
        """Make the folder of a new generation and return it.

        Raises:
            StateError: a generation of that name is there.
        """
        folder = self.path(manifest.generation)
        if folder.exists():
            raise StateError(f"索引 {manifest.generation} 已存在。请换一个代号，或先删除它")
        check_version(manifest)
        folder.mkdir(parents=True)
        write_json(folder / "building.json", manifest)
        return folder

    def finish(self, manifest: Manifest, *, documents: int) -> None:
        """Record that a generation is complete.

        Raises:
            NotFoundError: it was never begun.
        """
        folder = self.path(manifest.generation)
        if not folder.is_dir():
            raise NotFoundError(f"没有索引 {manifest.generation}")
        write_json(folder / "manifest.json", replace(manifest, documents=documents))
        (folder / "building.json").unlink(missing_ok=True)

    def complete(self) -> list[Manifest]:
        """Return the manifests of all complete generations, oldest first."""
        found = [
            manifest
            for folder in self._folders()
            if (manifest := read_manifest(folder / "manifest.json")) is not None
        ]
        return sorted(found, key=lambda manifest: (manifest.created_at, manifest.generation))

    def unfinished(self) -> list[str]:
        """Return the names of generations whose build did not end, in order."""
        folders = self._folders()
        return [folder.name for folder in folders if not (folder / "manifest.json").exists()]

    def _folders(self) -> list[Path]:
        if not self._folder.is_dir():
            return []
        found = (path for path in self._folder.iterdir() if _NAME.fullmatch(path.name))
        return sorted(path for path in found if path.is_dir())

    def building(self, generation: str) -> Manifest | None:
        """Return the manifest of a generation that is not complete, None if there is none."""
        return read_manifest(self.path(generation) / "building.json")

    def manifest(self, generation: str | None = None) -> Manifest:
        """Return the manifest of a complete generation, the current one by default.

        Raises:
            MissingStateError: nothing is current.
            NotFoundError: no complete generation has that name.
            MismatchError: another version of the program made it.
        """
        if generation is None:
            found = self.current()
            if found is None:
                raise MissingStateError(_NOTHING)
        else:
            found = self._complete_one(generation)
        check_version(found)
        return found

    def _complete_one(self, generation: str) -> Manifest:
        found = read_manifest(self.path(generation) / "manifest.json")
        if found is None:
            names = "、".join(manifest.generation for manifest in self.complete()) or "无"
            raise NotFoundError(f"没有已完成的索引 {generation}。现有：{names}")
        return found

    def _pointer(self) -> _Pointer | None:
        return read_json(self._pointer_file, _Pointer, "请运行 leian reindex 重建索引")

    def current(self) -> Manifest | None:
        """Return the manifest of the current generation, None if there is none.

        Raises:
            CorruptStateError: the pointer names a generation that is not there.
        """
        pointer = self._pointer()
        if pointer is None:
            return None
        try:
            return self._complete_one(pointer.generation)
        except NotFoundError as error:
            raise CorruptStateError(
                f"{self._pointer_file} 指向 {pointer.generation}，但它不在。请运行 leian reindex"
            ) from error

    def previous(self) -> str | None:
        """Return the generation that was current before, if it is still there: for rolling back."""
        pointer = self._pointer()
        if pointer is None or pointer.previous is None:
            return None
        there = (self.path(pointer.previous) / "manifest.json").exists()
        return pointer.previous if there else None

    def switch(self, generation: str) -> None:
        """Make a complete generation the current one, by one rename.

        Raises:
            NotFoundError: no complete generation has that name.
            MismatchError: another version of the program made it.
        """
        self.manifest(generation)
        old = self._pointer()
        if old is None or old.generation != generation:
            write_json(self._pointer_file, _Pointer(generation, old.generation if old else None))

    def drop(self, generation: str) -> None:
        """Remove a generation, complete or not, that is not the current one.

        Raises:
            NotFoundError: there is none.
            StateError: it is the current one.
        """
        folder = self.path(generation)
        if not folder.is_dir():
            raise NotFoundError(f"没有索引 {generation}")
        pointer = self._pointer()
        if pointer is not None and pointer.generation == generation:
            raise StateError(f"{generation} 是当前索引，不能删除。请先切换到另一代")
        # Without its manifest it is unfinished, whatever stops the rest.
        (folder / "manifest.json").unlink(missing_ok=True)
        sync_folder(folder)
        shutil.rmtree(folder)
