"""Byte streams that cannot run away: bounded reading, bombs noticed, damage said in our words."""

import bz2
import contextlib
import gzip
import io
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final

from corpus.errors import SourceError
from corpus.sources.types import MEGABYTE

__all__ = ["ByteStream", "check_ratio", "decompress", "read_all", "reading_archive"]

# Real text shrinks to a tenth; repeated rows of a table to a hundredth; a bomb to a thousandth.
_RATIO: Final = 200
_HARMLESS: Final = 16 * MEGABYTE

_DAMAGE: Final = (
    EOFError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    ValueError,
    lzma.LZMAError,
    struct.error,
    tarfile.TarError,
    zipfile.BadZipFile,
    zlib.error,
)


def check_ratio(*, unpacked: int, packed: int) -> None:
    """Raise SourceError when so few bytes have become so many that no document can be meant."""
    if unpacked > _HARMLESS and unpacked > _RATIO * max(packed, 1):
        raise SourceError(
            f"疑似压缩炸弹：{packed:,} 字节解压后已超过 {unpacked // MEGABYTE} MB，已停止读取。"
            "确为正常文书时请先解压再入库"
        )


@contextlib.contextmanager
def reading_archive() -> Iterator[None]:
    """Turn what the libraries raise about damaged or unusual archives into SourceError."""
    try:
        yield
    except EOFError as error:
        raise SourceError("文件不完整：数据在中途结束。请重新下载或重新打包") from error
    except NotImplementedError as error:
        raise SourceError("压缩方法不支持。请解压后入库，或以普通 zip、tar.gz 重新打包") from error
    except RuntimeError as error:  # zipfile: the member is encrypted
        raise SourceError("压缩包设有密码。请取消密码后再入库") from error
    except _DAMAGE as error:
        raise SourceError(f"文件已损坏，无法继续解压（{error}）。请重新下载或重新打包") from error


class ByteStream(io.RawIOBase):
    """A readable stream with its first bytes at hand, watching how much comes out of how little.

    ``packed`` tells how many compressed bytes were used so far; without it nothing is compressed.
    """

    def __init__(self, stream: BinaryIO, *, packed: Callable[[], int] | None = None) -> None:
        """Wrap ``stream``, which the caller closes."""
        self._stream = stream
        self._packed = packed
        self._count = 0
        self._head = b""

    def readable(self) -> bool:
        """Return True."""
        return True

    def peek(self, size: int) -> bytes:
        """Return the first bytes that are still unread, fewer only at the end."""
        while len(self._head) < size and (more := self._fetch(size - len(self._head))):
            self._head += more
        return self._head[:size]

    def readinto(self, buffer: "io.WriteableBuffer", /) -> int:  # type: ignore[name-defined]
        """Fill the buffer, return how many bytes; 0 at the end."""
        view = memoryview(buffer).cast("B")
        if self._head:
            chunk, self._head = self._head[: len(view)], self._head[len(view) :]
        else:
            chunk = self._fetch(len(view))
        view[: len(chunk)] = chunk
        return len(chunk)

    def _fetch(self, size: int) -> bytes:
        with reading_archive():
            chunk = self._stream.read(size)
        self._count += len(chunk)
        if self._packed is not None:
            check_ratio(unpacked=self._count, packed=self._packed())
        return chunk


def decompress(stream: BinaryIO, compression: str) -> BinaryIO:
    """Return the uncompressed stream of a gz, xz or bz2 stream."""
    if compression == "gz":
        return gzip.GzipFile(fileobj=stream)  # type: ignore[return-value]
    if compression == "xz":
        return lzma.LZMAFile(stream)  # type: ignore[return-value]
    return bz2.BZ2File(stream)  # type: ignore[return-value]


def read_all(stream: BinaryIO, *, limit: int) -> bytes:
    """Return the rest of the stream.

    Raises:
        SourceError: it is longer than ``limit`` bytes.
    """
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise SourceError(too_large(limit))
    return data


def too_large(limit: int) -> str:
    """Return the message for a document that is over the limit."""
    return (
        f"超过单份文书的大小上限 {limit / MEGABYTE:g} MB。"
        "请拆分，或用 LEIAN_MAX_DOCUMENT_MB 调高上限；整批文书请用 JSON Lines（一行一份）"
    )
