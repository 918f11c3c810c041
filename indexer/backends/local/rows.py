"""The row log: what Tantivy does not keep, one row a written document, only ever appended to.

    ids.jsonl              the id, one JSON string a line
    digests.bin            16 bytes: hash of everything that was written
    facts_vector.f32 …     dim little-endian float32; all zero: no vector

Rows are written and flushed to disk *before* the Tantivy commit that refers to them. After a crash
between the two the log holds rows that nothing refers to: harmless. Rows of replaced documents
stay until the generation is built anew. A torn tail (some files longer than others) is cut off by
the next writer; no committed document can refer to it.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import numpy as np

from corpus.errors import CorruptStateError
from embeddings.base import Vectors
from indexer.types import VectorField

__all__ = ["DIGEST_BYTES", "RowLog"]

DIGEST_BYTES = 16
_FLOAT_BYTES = 4


def _append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


class RowLog:
    """The row log of one generation. Reading needs no lock, appending the write lock."""

    def __init__(self, folder: Path, dim: int) -> None:
        """Open the log in a folder, creating empty files where there are none."""
        self._dim = dim
        self._ids = folder / "ids.jsonl"
        self._digests = folder / "digests.bin"
        self._vectors = {name: folder / f"{name}.f32" for name in VectorField} if dim else {}
        self._tidy_sizes: tuple[int, ...] = ()
        folder.mkdir(parents=True, exist_ok=True)
        for path in self._files():
            path.touch(exist_ok=True)

    def _files(self) -> list[Path]:
        return [self._ids, self._digests, *self._vectors.values()]

    def _sizes(self) -> tuple[int, ...]:
        return tuple(path.stat().st_size for path in self._files())

    def repair(self) -> int:
        """Cut off rows that are not whole in every file; return the number of rows."""
        sizes = self._sizes()
        if sizes != self._tidy_sizes:
            lines = self._ids.read_bytes().splitlines(keepends=True)
            if lines and not lines[-1].endswith(b"\n"):
                lines.pop()
            whole = [len(lines), sizes[1] // DIGEST_BYTES]
            whole += [size // (_FLOAT_BYTES * self._dim) for size in sizes[2:]]
            rows = min(whole)
            os.truncate(self._ids, sum(map(len, lines[:rows])))
            os.truncate(self._digests, rows * DIGEST_BYTES)
            for path in self._vectors.values():
                os.truncate(path, rows * _FLOAT_BYTES * self._dim)
            self._tidy_sizes = self._sizes()
        return self._tidy_sizes[1] // DIGEST_BYTES

    def append(
        self,
        ids: Sequence[str],
        digests: Sequence[bytes],
        vectors: Sequence[Mapping[VectorField, Vectors]],
    ) -> int:
        """Add rows, durable on return; return the number of the first one."""
        first = self.repair()
        _append(self._ids, b"".join(msgspec.json.encode(id_) + b"\n" for id_ in ids))
        _append(self._digests, b"".join(digests))
        none = np.zeros(self._dim, "<f4")
        for name, path in self._vectors.items():
            rows = [np.asarray(held.get(name, none), "<f4").tobytes() for held in vectors]
            _append(path, b"".join(rows))
        self._tidy_sizes = self._sizes()
        return first

    def digest(self, row: int) -> bytes:
        """Return the digest of one row."""
        with self._digests.open("rb") as file:
            file.seek(row * DIGEST_BYTES)
            return file.read(DIGEST_BYTES)

    def read_ids(self, offset: int, count: int) -> tuple[list[str], int]:
        """Return the next ``count`` ids from a byte offset on, and the offset after them.

        Raises:
            CorruptStateError: the log is shorter than what the text index refers to.
        """
        ids: list[str] = []
        with self._ids.open("rb") as file:
            file.seek(offset)
            for line, _ in zip(file, range(count), strict=False):
                ids.append(msgspec.json.decode(line, type=str))
                offset += len(line)
        if len(ids) < count:
            raise self._too_short(self._ids)
        return ids, offset

    def vectors(self, name: VectorField, rows: int) -> Vectors:
        """Return the first ``rows`` rows of a vector field, mapped: (rows, dim).

        Raises:
            CorruptStateError: the log is shorter than that.
        """
        if not rows or not self._dim:
            return np.zeros((rows, self._dim), np.float32)
        path = self._vectors[name]
        if path.stat().st_size < rows * self._dim * _FLOAT_BYTES:
            raise self._too_short(path)
        return np.memmap(path, "<f4", "r", shape=(rows, self._dim))

    @staticmethod
    def _too_short(path: Path) -> CorruptStateError:
        return CorruptStateError(f"{path} 比全文索引所引用的短，索引已损坏。请运行 leian reindex")
