"""Encoders on disk: a readable folder with a manifest of versions and hashes, and no pickle."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import CorruptStateError, MismatchError, MissingStateError
from corpus.segment import dictionary_hash, get_segmenter
from embeddings.base import Encoder
from embeddings.foretell import Foretold
from embeddings.sentence import SentenceEncoder
from embeddings.static_model import load_heads, load_table, save_static_model
from embeddings.two_tower import Heads, TwoTower
from embeddings.vocabulary import Vocabulary

__all__ = ["load_encoder", "save_sentence", "save_two_tower"]

_MANIFEST = "leian.json"
_FORMAT = 1
_TWO_TOWER = "two_tower"
_SENTENCE = "sentence"
_FORETOLD = ("facts", "finding")
_AGAIN = "请重新建立索引：leian reindex"


@dataclass(frozen=True, slots=True)
class _Manifest:
    kind: str
    id: str
    dim: int
    segmenter: str
    dictionary: str
    files: dict[str, str]
    model: str = ""


def load_encoder(folder: Path) -> Encoder:
    """Return the encoder that was saved in the folder.

    Raises:
        MissingStateError: there is none.
        CorruptStateError: a file is missing or is not what was written.
        MismatchError: it was made by another version, or with another dictionary.
    """
    manifest = _read_manifest(folder)
    _check_files(folder, manifest)
    if manifest.kind == _SENTENCE:
        return SentenceEncoder(manifest.model, id=manifest.id)
    if manifest.dictionary != dictionary_hash():
        raise MismatchError(f"编码器 {manifest.id} 是用另一版法律词典训练的。{_AGAIN}")
    return _load_two_tower(folder, manifest)


def save_two_tower(encoder: TwoTower, folder: Path) -> None:
    """Write a two-tower into an empty folder, which sentence-transformers can load as well."""
    folder.mkdir(parents=True, exist_ok=True)
    heads = encoder.heads
    save_static_model(
        folder,
        vocabulary=encoder.vocabulary,
        table=encoder.table,
        query=heads.query,
        document=heads.text,
    )
    own = folder / "leian"
    own.mkdir()
    (own / "terms.txt").write_text("\n".join(encoder.vocabulary.terms), encoding="utf-8")
    np.save(own / "weights.npy", encoder.vocabulary.weights)
    np.save(own / "shares.npy", encoder.vocabulary.shares)
    for name in ("finding", "causes", "articles"):
        np.save(own / f"{name}.npy", getattr(heads, name))
    if encoder.foretold is not None:
        for name in _FORETOLD:
            np.save(own / f"foretold_{name}.npy", getattr(encoder.foretold, name))
    labels = {"causes": encoder.causes, "articles": encoder.articles}
    (own / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    engine, _, dictionary = encoder.segmenter.id.partition(":")
    _write_manifest(
        folder, kind=_TWO_TOWER, id=encoder.id, dim=encoder.dim, segmenter=(engine, dictionary)
    )


def save_sentence(encoder: SentenceEncoder, folder: Path) -> None:
    """Write down which sentence-transformers model is used; the model stays where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    _write_manifest(
        folder, kind=_SENTENCE, id=encoder.id, dim=encoder.dim, model=encoder.model_name
    )


def _load_two_tower(folder: Path, manifest: _Manifest) -> TwoTower:
    own = folder / "leian"
    terms = (own / "terms.txt").read_text(encoding="utf-8").split("\n")
    arrays = {
        name: np.load(own / f"{name}.npy", allow_pickle=False)
        for name in ("weights", "shares", "finding", "causes", "articles")
    }
    labels = json.loads((own / "labels.json").read_text(encoding="utf-8"))
    query, text = load_heads(folder)
    return TwoTower(
        segmenter=get_segmenter(manifest.segmenter),
        vocabulary=Vocabulary.of(terms, arrays["weights"], arrays["shares"]),
        table=load_table(folder),
        heads=Heads(query, text, arrays["finding"], arrays["causes"], arrays["articles"]),
        causes=labels["causes"],
        articles=[(name, weight) for name, weight in labels["articles"]],
        foretold=_load_foretold(own),
        id=manifest.id,
    )


def _load_foretold(own: Path) -> Foretold | None:
    paths = [own / f"foretold_{name}.npy" for name in _FORETOLD]
    if not all(path.is_file() for path in paths):
        return None  # made before there was one; it searches as it did
    return Foretold(*(np.load(path, allow_pickle=False) for path in paths))


def _files(folder: Path) -> Iterator[Path]:
    return (p for p in sorted(folder.rglob("*")) if p.is_file() and p.name != _MANIFEST)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "blake2b").hexdigest()[:32]


def _write_manifest(
    folder: Path,
    *,
    kind: str,
    id: str,  # noqa: A002 - the house's word
    dim: int,
    segmenter: tuple[str, str] = ("", ""),
    model: str = "",
) -> None:
    content: dict[str, Any] = {
        "format": _FORMAT,
        "kind": kind,
        "id": id,
        "dim": dim,
        "segmenter": segmenter[0],
        "dictionary": segmenter[1],
        "model": model,
        "files": {str(path.relative_to(folder)): _hash(path) for path in _files(folder)},
    }
    # The manifest comes last: a folder without one is an unfinished one.
    text = json.dumps(content, ensure_ascii=False, indent=2)
    (folder / _MANIFEST).write_text(text + "\n", encoding="utf-8")


def _read_manifest(folder: Path) -> _Manifest:
    path = folder / _MANIFEST
    if not path.is_file():
        raise MissingStateError(f"{folder} 中没有编码器。{_AGAIN}")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        version = content.pop("format")
        manifest = _Manifest(**content)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorruptStateError(f"{path} 已损坏：{error}。{_AGAIN}") from error
    if version != _FORMAT:
        raise MismatchError(
            f"编码器 {manifest.id} 的格式是 {version}，本程序读 {_FORMAT}。{_AGAIN}"
        )
    return manifest


def _check_files(folder: Path, manifest: _Manifest) -> None:
    for name, expected in manifest.files.items():
        path = folder / name
        if not path.is_file() or _hash(path) != expected:
            raise CorruptStateError(f"编码器文件缺失或已损坏：{path}。{_AGAIN}")
