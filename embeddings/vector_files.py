"""A set of vectors as a readable folder: ``vectors-N.npy``, ``ids-N.json``, ``manifest.json``.

The manifest names the two files of one save, so replacing it is the one step that counts: after a
crash the folder holds the old set or the new one, never a mixture.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import CorruptStateError, MismatchError, MissingStateError
from embeddings.base import Vectors

__all__ = ["load_vectors", "save_vectors"]

_VERSION = 1
_MEND = "文件已损坏。请删除该文件夹后运行 leian reindex"


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _manifest(folder: Path) -> dict[str, Any] | None:
    path = folder / "manifest.json"
    try:
        data = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise CorruptStateError(f"{path}：{_MEND}") from error
    if (
        not isinstance(data, dict)
        or not {"version", "ids", "vectors", "rows", "dim"} <= data.keys()
    ):
        raise CorruptStateError(f"{path}：{_MEND}")
    return data


def save_vectors(folder: Path, ids: Sequence[str], vectors: Vectors) -> None:
    """Write ids and their (n, dim) rows in place of what the folder held."""
    folder.mkdir(parents=True, exist_ok=True)
    old = _manifest(folder)
    number = 1 + (old or {}).get("number", 0)
    names = {"ids": f"ids-{number}.json", "vectors": f"vectors-{number}.npy"}
    (folder / names["ids"]).write_text(json.dumps(list(ids), ensure_ascii=False), "utf-8")
    np.save(folder / names["vectors"], vectors, allow_pickle=False)
    data = {"version": _VERSION, "number": number, "rows": len(ids), "dim": vectors.shape[1]}
    draft = folder / "manifest.json.new"
    draft.write_text(json.dumps({**data, **names}), "utf-8")
    for path in (folder / names["ids"], folder / names["vectors"], draft):
        _sync(path)
    draft.replace(folder / "manifest.json")
    _sync(folder)
    for name in ("ids", "vectors"):
        if old:
            (folder / old[name]).unlink(missing_ok=True)


def load_vectors(folder: Path) -> tuple[list[str], Vectors]:
    """Return ids and rows that ``save_vectors`` wrote; the rows are mapped, not read.

    Raises:
        MissingStateError: nothing was saved there.
        MismatchError: saved by another version of the program.
        CorruptStateError: the files do not fit together.
    """
    manifest = _manifest(folder)
    if manifest is None:
        raise MissingStateError(f"{folder} 中没有向量索引")
    if manifest["version"] != _VERSION:
        raise MismatchError(f"{folder} 由其他版本写成。请运行 leian reindex")
    try:
        ids = json.loads((folder / manifest["ids"]).read_bytes())
        vectors = np.load(folder / manifest["vectors"], mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError) as error:
        raise CorruptStateError(f"{folder}：{_MEND}") from error
    if vectors.shape != (manifest["rows"], manifest["dim"]) or len(ids) != manifest["rows"]:
        raise CorruptStateError(f"{folder}：{_MEND}")
    return ids, vectors
