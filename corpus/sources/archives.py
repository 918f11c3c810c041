"""Files, folders and archives → entries: one stream for each file, however deep it lies.

Archives are read as streams and never unpacked to disk. An archive inside an archive is opened
once (zip in zip, tar.gz in zip), not deeper. What could reach outside (.. in a name, absolute
names, links, devices) is refused by name, though nothing is ever written under a member's name.
"""

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final

from corpus.errors import LeianError, SkippedError, SourceError
from corpus.sources.sniff import ARCHIVES, COMPRESSIONS, HEAD_BYTES, detect_format
from corpus.sources.streams import (
    ByteStream,
    check_ratio,
    decompress,
    read_all,
    reading_archive,
    too_large,
)
from corpus.sources.types import Rejected, Skipped

__all__ = ["Entry", "Found", "container_of", "open_path", "walk"]

_SEPARATOR: Final = "!/"  # between an archive and the path of its member
_DEEPEST: Final = 2
_ENCRYPTED: Final = 0x1
_UTF8_NAME: Final = 0x800


@dataclass(frozen=True, slots=True)
class Entry:
    """One file that is no archive: its name, format and content. Valid until the next one."""

    path: str
    name: str
    format: str
    stream: BinaryIO = field(repr=False)
    size: int | None = None  # in bytes, where it is known before reading


Found = Entry | Skipped | Rejected


@dataclass(frozen=True, slots=True)
class _Open:
    """A stream on its way through the layers of compression and archives."""

    path: str
    name: str
    stream: ByteStream
    size: int | None
    limit: int
    archives: int = 0  # how many archives it lies in
    layers: int = 0  # how many compressions were taken off


def container_of(path: str) -> Path:
    """Return the file on disk that a document's path lies in."""
    return Path(path.split(_SEPARATOR, 1)[0])


# ------------------------------------------------------------------------------ folders


def walk(path: Path) -> Iterator[Path | Skipped | Rejected]:
    """Yield the files of a folder, or the file itself, sorted by name."""
    if not path.exists():
        yield Rejected(path.as_posix(), "没有这个文件或文件夹。请检查路径")
    elif not path.is_dir():
        yield from _file(path)
    else:
        yield from _folder(path)


def _folder(path: Path) -> Iterator[Path | Skipped | Rejected]:
    try:
        children = sorted(os.scandir(path), key=lambda child: child.name)
    except OSError as error:
        yield Rejected(path.as_posix(), f"文件夹打不开（{error.strerror}）。请检查权限")
        return
    for child in children:
        inner = path / child.name
        if not child.is_dir():
            yield from _file(inner)
        elif child.is_symlink():
            yield Skipped(
                inner.as_posix(), "指向文件夹的符号链接不进入，以免循环；请直接给出该文件夹"
            )
        elif child.name.startswith("."):
            yield Skipped(inner.as_posix(), "隐藏文件夹")
        else:
            yield from _folder(inner)


def _file(path: Path) -> Iterator[Path | Rejected]:
    try:
        mode = path.stat().st_mode
    except OSError as error:
        yield Rejected(path.as_posix(), f"文件打不开（{error.strerror}）。请检查链接和权限")
        return
    if stat.S_ISREG(mode):
        yield path
    else:
        yield Rejected(path.as_posix(), "不是普通文件（管道、设备或套接字），不能读取")


# ------------------------------------------------------------------------------ archives


def open_path(path: Path, *, limit: int, at: Callable[[BinaryIO], None]) -> Iterator[Found]:
    """Yield the entries of one file on disk; ``at`` is told the open file, to follow progress."""
    name = path.as_posix()
    try:
        with path.open("rb") as file:
            at(file)
            size = path.stat().st_size
            opened = _Open(name, path.name, ByteStream(file), size, limit)
            yield from _entries(opened, seekable=file)
    except OSError as error:
        yield Rejected(name, f"文件读不出来（{error.strerror or error}）。请检查权限和磁盘")


def _entries(opened: _Open, *, seekable: BinaryIO | None = None) -> Iterator[Found]:
    """Yield what is in a stream, peeling compression and archives; ends in one finding at least."""
    try:
        found = detect_format(opened.name, opened.stream.peek(HEAD_BYTES))
        if found in COMPRESSIONS:
            yield from _compressed(opened, found)
        elif found in ARCHIVES:
            if opened.archives >= _DEEPEST:
                raise SourceError("压缩包套了太多层（只打开一层内嵌压缩包）。请先解压再入库")
            yield from _zip(opened, seekable) if found == "zip" else _tar(opened)
        else:
            yield Entry(
                opened.path,
                opened.name,
                found,
                io.BufferedReader(opened.stream, 1 << 18),
                opened.size,
            )
    except SkippedError as error:
        yield Skipped(opened.path, str(error))
    except LeianError as error:
        yield Rejected.of(error, path=opened.path)


def _compressed(opened: _Open, compression: str) -> Iterator[Found]:
    if opened.layers >= _DEEPEST:
        raise SourceError("压缩了太多层。请先解压再入库")
    packed = _Counted(opened.stream)
    inner = decompress(packed, compression)  # type: ignore[arg-type]
    suffix = PurePosixPath(opened.name).suffix.lower()
    name = PurePosixPath(opened.name).stem if suffix != ".tgz" else opened.name[:-4] + ".tar"
    yield from _entries(
        _Open(
            path=opened.path,
            name=name,
            stream=ByteStream(inner, packed=lambda: packed.count),
            size=None,
            limit=opened.limit,
            archives=opened.archives,
            layers=opened.layers + 1,
        )
    )


class _Counted(io.RawIOBase):
    """Counts the bytes that pass."""

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes | None:
        data = self._stream.read(size)
        self.count += len(data or b"")
        return data


def _zip(opened: _Open, seekable: BinaryIO | None) -> Iterator[Found]:
    if seekable is None or opened.layers:
        # A directory at the end needs seeking: an inner zip is held in memory, within the limit.
        try:
            seekable = io.BytesIO(read_all(io.BufferedReader(opened.stream), limit=opened.limit))
        except SourceError as error:
            raise SourceError(f"内嵌的压缩包{too_large(opened.limit)}") from error
    with reading_archive():
        archive = zipfile.ZipFile(seekable)  # the file is closed by whoever opened it
        members = sorted(archive.infolist(), key=lambda member: member.filename)
    files = [member for member in members if not member.is_dir()]
    if not files:
        raise SourceError(_EMPTY)
    for member in files:
        yield from _zip_member(opened, archive, member)


def _zip_member(
    opened: _Open, archive: zipfile.ZipFile, member: zipfile.ZipInfo
) -> Iterator[Found]:
    name = _zip_name(member)
    path = opened.path + _SEPARATOR + name
    if (reason := _unsafe(name)) is not None:
        yield Rejected(path, reason)
        return
    if stat.S_ISLNK(member.external_attr >> 16):
        yield Rejected(path, _LINK)
        return
    if member.flag_bits & _ENCRYPTED:
        yield Rejected(path, "压缩包设有密码。请取消密码后再入库")
        return
    try:
        check_ratio(unpacked=member.file_size, packed=member.compress_size)
        with reading_archive():
            stream = archive.open(member)
    except SourceError as error:
        yield Rejected.of(error, path=path)
        return
    with stream:
        yield from _entries(
            _Open(
                path=path,
                name=PurePosixPath(name).name,
                stream=ByteStream(stream, packed=lambda: member.compress_size),  # type: ignore[arg-type]
                size=member.file_size,
                limit=opened.limit,
                archives=opened.archives + 1,
                layers=0,
            )
        )


def _zip_name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Windows writes it in GBK without saying so."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return member.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return member.filename


def _tar(opened: _Open) -> Iterator[Found]:
    with (
        reading_archive(),
        tarfile.open(fileobj=io.BufferedReader(opened.stream), mode="r|") as archive,
    ):
        files = 0
        while (member := archive.next()) is not None:
            if not member.isdir():
                files += 1
                yield from _tar_member(opened, archive, member)
        if not files:
            raise SourceError(_EMPTY)


def _tar_member(
    opened: _Open, archive: tarfile.TarFile, member: tarfile.TarInfo
) -> Iterator[Found]:
    path = opened.path + _SEPARATOR + member.name
    if (reason := _unsafe(member.name)) is not None:
        yield Rejected(path, reason)
        return
    if member.issym() or member.islnk():
        yield Rejected(path, _LINK)
        return
    stream = None if member.issparse() else archive.extractfile(member)
    if stream is None:
        yield Rejected(path, "不是普通文件（设备、管道或稀疏文件），不能读取")
        return
    yield from _entries(
        _Open(
            path=path,
            name=PurePosixPath(member.name).name,
            stream=ByteStream(stream),  # type: ignore[arg-type]
            size=member.size,
            limit=opened.limit,
            archives=opened.archives + 1,
            layers=0,
        )
    )


_EMPTY: Final = "压缩包是空的。请重新打包"
_LINK: Final = "压缩包内的链接，可能指向包外，已拒绝。请打包文件本身"


def _unsafe(name: str) -> str | None:
    """Return why a member's name is refused, None if it stays inside."""
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or parts[0].endswith(":") or "\x00" in name:
        return "压缩包内的路径越界（绝对路径或含 ..），已拒绝。请重新打包"
    return None
