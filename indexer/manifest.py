"""The manifest of a generation, and files that are replaced whole or not at all."""

import os
from pathlib import Path
from typing import TypeVar

import msgspec

from corpus.errors import CorruptStateError, MismatchError
from indexer.types import Manifest

__all__ = [
    "SCHEMA_VERSION",
    "check_segmenter",
    "check_version",
    "read_json",
    "read_manifest",
    "sync_folder",
    "write_json",
]

_T = TypeVar("_T")

SCHEMA_VERSION = 1  # raise it with every change of fields or files that older indexes lack


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_json(path: Path, value: object) -> None:
    """Replace a file by the value as JSON: after a crash it is the old one or the new one."""
    draft = path.with_name(path.name + ".new")
    with draft.open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def read_json(path: Path, kind: type[_T], mend: str) -> _T | None:
    """Return the value of a file that ``write_json`` wrote, None where there is no file.

    Raises:
        CorruptStateError: the file is damaged; the message ends with ``mend``.
    """
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except FileNotFoundError:
        return None
    except (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError) as error:
        raise CorruptStateError(f"{path} 已损坏（{error}）。{mend}") from error


def read_manifest(path: Path) -> Manifest | None:
    """Return the manifest in a file, None where there is none."""
    return read_json(path, Manifest, "请运行 leian reindex 重建索引")


def check_version(manifest: Manifest) -> None:
    """Refuse a generation that another version of the program made.

    Raises:
        MismatchError: its fields or files are others.
    """
    if manifest.schema_version != SCHEMA_VERSION:
        raise MismatchError(
            f"索引 {manifest.generation} 的格式为第 {manifest.schema_version} 版，"
            f"本程序为第 {SCHEMA_VERSION} 版。请运行 leian reindex"
        )


def check_segmenter(manifest: Manifest, segmenter: str) -> None:
    """Refuse a generation whose texts another segmenter cut: queries would miss its words.

    Raises:
        MismatchError: the segmenter or its dictionary is another.
    """
    if manifest.segmenter != segmenter:
        raise MismatchError(
            f"索引由分词器 {manifest.segmenter} 建立，当前为 {segmenter}。"
            "请先运行 leian reindex，或把 LEIAN_SEGMENTER 改回"
        )
