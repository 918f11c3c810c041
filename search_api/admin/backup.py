"""Backup and restore: the whole home in one zip file, every part with its checksum.

manifest.json          what is in it, with sizes and SHA-256; written last
home/records.sqlite3   a consistent copy, made while others may write
home/models/…          the trained encoders
home/index/…           the current generation and the pointer to it
"""

import datetime as dt
import hashlib
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from corpus.errors import (
    CorruptStateError,
    InputError,
    MismatchError,
    SourceError,
    StateError,
)
from search_api.admin.contract import Application
from search_api.admin.version import program_version
from search_api.store import SqlRecordStore

__all__ = ["BackupReport", "backup", "restore"]

_FORMAT = 1
_MANIFEST = "manifest.json"
_RECORDS = "records.sqlite3"
_CHUNK = 1 << 20
_LEFT_OUT = {".lock", ".new"}  # suffixes of what only a running process needs


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class _Manifest:
    format: int
    version: str
    created_at: str
    documents: int
    generation: str | None
    entries: tuple[_Entry, ...]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What was written or restored, and where. ``bytes`` is the size of the parts, uncompressed."""

    path: str
    documents: int
    generation: str | None
    files: int
    bytes: int


def backup(application: Application, target: Path) -> BackupReport:
    """Write the whole home into a new file, verified, and return what is in it.

    Searches go on; what would write to the home waits or is refused until the copy is complete.

    Raises:
        InputError: the file is there already, or lies inside the home.
        LockedError: another process is writing to the home.
    """
    if target.exists():
        raise InputError(f"{target} 已存在。请换一个文件名，或先移走它。")
    if target.absolute().is_relative_to(application.settings.home.absolute()):
        raise InputError("备份文件不能放在数据目录之内，请换一个位置。")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.part")
    try:
        with application.lock():
            manifest = _write(application, draft)
        _verify(draft)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return _report(target, manifest)


def _write(application: Application, draft: Path) -> _Manifest:
    home = application.settings.home
    current = application.admin.current()
    generation = current.generation if current else None
    with tempfile.TemporaryDirectory(prefix="leian-backup-", dir=draft.parent) as folder:
        copy = Path(folder) / _RECORDS
        application.store.copy_to(copy)
        documents = _documents(copy)
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            files = [(_RECORDS, copy), *_home_files(home, generation)]
            manifest = _Manifest(
                format=_FORMAT,
                version=program_version(),
                created_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
                documents=documents,
                generation=generation,
                entries=tuple(_add(archive, name, path) for name, path in files),
            )
            archive.writestr(_MANIFEST, msgspec.json.encode(manifest))
    return manifest


def _home_files(home: Path, generation: str | None) -> Iterator[tuple[str, Path]]:
    """Yield (name, path) of what is kept beside the records, in order."""
    yield from ((path.name, path) for path in sorted(home.glob("*.json")))
    folders = [home / "models"]
    if generation is not None:
        yield "index/current.json", home / "index" / "current.json"
        folders.append(home / "index" / generation)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix not in _LEFT_OUT:
                yield path.relative_to(home).as_posix(), path


def _add(archive: zipfile.ZipFile, name: str, path: Path) -> _Entry:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source, archive.open(f"home/{name}", "w", force_zip64=True) as target:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return _Entry(name, size, digest.hexdigest())


def _documents(records: Path) -> int:
    store = SqlRecordStore(f"sqlite:///{records}")
    try:
        return store.count()
    finally:
        store.close()


# ------------------------------------------------------------------------------ restore


def restore(source: Path, home: Path) -> BackupReport:
    """Put a backup back into an empty or absent home, verified, wholly or not at all.

    Raises:
        SourceError: the file is no backup, or there is none.
        CorruptStateError: a part does not have its checksum.
        MismatchError: a newer program made the backup.
        StateError: the home holds something.
    """
    if not _is_empty(home):
        raise StateError(
            f"{home} 不是空目录。请指定一个空的数据目录：leian restore 文件 --home 新目录"
        )
    home.parent.mkdir(parents=True, exist_ok=True)
    staging = home.with_name(f".{home.name}.restoring-{secrets.token_hex(4)}")
    try:
        manifest = _extract(source, staging)
        if (found := _documents(staging / _RECORDS)) != manifest.documents:
            raise CorruptStateError(
                f"备份应有 {manifest.documents} 份文书，实有 {found} 份。请换一份备份。"
            )
        if home.exists():
            shutil.rmtree(home)
        staging.replace(home)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return _report(home, manifest)


def _extract(source: Path, staging: Path) -> _Manifest:
    with _opened(source) as archive:
        manifest = _read_manifest(archive, source)
        need = sum(entry.size for entry in manifest.entries)
        if (free := shutil.disk_usage(staging.parent).free) < need:
            raise StateError(f"磁盘空间不足：需要 {need:,} 字节，剩余 {free:,} 字节。")
        for entry in manifest.entries:
            path = staging / _safe(entry.name)
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as target:
                _copy_checked(archive, entry, target)
    return manifest


def _verify(source: Path) -> None:
    """Read a backup to its end and compare every checksum."""
    with _opened(source) as archive:
        for entry in _read_manifest(archive, source).entries:
            _copy_checked(archive, entry, None)


def _opened(source: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(source)
    except FileNotFoundError as error:
        raise SourceError(f"没有文件 {source}。") from error
    except (zipfile.BadZipFile, OSError) as error:
        raise SourceError(f"{source} 不是 leian 的备份文件，或已损坏（{error}）。") from error


def _read_manifest(archive: zipfile.ZipFile, source: Path) -> _Manifest:
    try:
        manifest = msgspec.json.decode(archive.read(_MANIFEST), type=_Manifest)
    except (KeyError, msgspec.DecodeError, zipfile.BadZipFile) as error:
        raise SourceError(f"{source} 不是 leian 的备份文件（没有清单）。") from error
    if manifest.format > _FORMAT:
        raise MismatchError(
            f"{source} 由更新的版本 {manifest.version} 制作，请用该版本或更新的版本恢复。"
        )
    return manifest


def _copy_checked(archive: zipfile.ZipFile, entry: _Entry, target: BinaryIO | None) -> None:
    digest, size = hashlib.sha256(), 0
    try:
        with archive.open(f"home/{entry.name}") as part:
            while chunk := part.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                if size > entry.size:
                    break
                if target is not None:
                    target.write(chunk)
    except (KeyError, zipfile.BadZipFile, EOFError, OSError) as error:
        raise CorruptStateError(f"备份中的 {entry.name} 已损坏（{error}）。") from error
    if (size, digest.hexdigest()) != (entry.size, entry.sha256):
        raise CorruptStateError(f"备份中的 {entry.name} 与清单的校验值不符，请换一份备份。")


def _safe(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or not path.parts:
        raise CorruptStateError(f"备份清单中的文件名 {name!r} 不合规矩，未恢复任何内容。")
    return path


def _is_empty(home: Path) -> bool:
    """Return whether nothing would be lost: no home, an empty one, or one with no document yet."""
    if not home.exists():
        return True
    names = {path.name for path in home.iterdir()}
    if not names:
        return True
    if names - {_RECORDS, f"{_RECORDS}-wal", f"{_RECORDS}-shm"}:
        return False
    store = SqlRecordStore(f"sqlite:///{home / _RECORDS}")
    try:
        return store.count() == 0 and not any(True for _ in store.rejects())
    finally:
        store.close()


def _report(path: Path, manifest: _Manifest) -> BackupReport:
    return BackupReport(
        path=str(path),
        documents=manifest.documents,
        generation=manifest.generation,
        files=len(manifest.entries),
        bytes=sum(entry.size for entry in manifest.entries),
    )
