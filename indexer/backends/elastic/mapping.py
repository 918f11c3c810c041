"""What an index looks like, and how a case becomes a document of it.

``_source`` keeps only what is given back: the exact stored values and the vectors (packed, for a
move to another home). Tokens, which are four times the text, are indexed and not kept.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

import numpy as np

from corpus.errors import InputError, MismatchError
from embeddings.base import Vectors
from indexer.backends.bm25 import K1, B
from indexer.backends.elastic.tokens import engine_text
from indexer.backends.values import index_values, indexed_text
from indexer.types import CaseDocument, DateField, KeywordField, TextField, VectorField

__all__ = ["ID", "STORED", "document_id", "drift", "index_body", "source_of"]

ID = "id"
STORED = "stored"
PACKED = "packed"
_SIMILARITY = "leian_bm25"
_LONGEST_ID = 512  # bytes; Elasticsearch refuses a longer _id


def properties(dim: int) -> dict[str, Any]:
    """Return the fields: ours by name, each of one type."""
    fields: dict[str, Any] = {
        ID: {"type": "keyword"},
        STORED: {"type": "object", "enabled": False},
        PACKED: {"type": "object", "enabled": False},
        DateField.DATE.value: {"type": "date", "format": "strict_date"},
    }
    for text in TextField:
        fields[text.value] = {
            "type": "text",
            "analyzer": "whitespace",
            "similarity": _SIMILARITY,
        }
    for keyword in KeywordField:
        fields[keyword.value] = {"type": "keyword"}
    for vector in VectorField if dim else ():
        fields[vector.value] = {
            "type": "dense_vector",
            "dims": dim,
            "index": True,
            "similarity": "dot_product",
            "index_options": {"type": "int8_hnsw"},
        }
    return fields


def index_body(*, dim: int, shards: int, meta: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings and mappings of an index that is going to be built: no refresh, no copy."""
    return {
        "settings": {
            "number_of_shards": shards,
            "number_of_replicas": 0,
            "auto_expand_replicas": "false",
            "refresh_interval": "-1",
            "similarity": {_SIMILARITY: {"type": "BM25", "k1": K1, "b": B}},
        },
        "mappings": {
            "dynamic": "strict",
            "_source": {"includes": [ID, STORED, f"{STORED}.*", PACKED, f"{PACKED}.*"]},
            "_meta": dict(meta),
            "properties": properties(dim),
        },
    }


def drift(found: Mapping[str, Any], dim: int) -> list[str]:
    """Return the fields of an index that are not as this program would make them, in order."""
    expected = properties(dim)
    names = sorted({*found, *expected})
    return [name for name in names if not _agrees(found.get(name), expected.get(name))]


def _agrees(found: object, expected: object) -> bool:
    # The server adds defaults to what was asked for.
    if isinstance(expected, Mapping):
        return isinstance(found, Mapping) and all(
            _agrees(found.get(key), value) for key, value in expected.items()
        )
    return found == expected


def document_id(id_: str) -> str:
    """Return the ``_id`` of a case: its own id, or a hash of one that is too long."""
    encoded = id_.encode("utf-8")
    if len(encoded) <= _LONGEST_ID:
        return id_
    return f"sha256:{hashlib.sha256(encoded).hexdigest()}"


def source_of(case: CaseDocument, *, dim: int) -> dict[str, Any]:
    """Return the document of a case.

    Raises:
        InputError: it has no id.
        MismatchError: a vector has other dimensions than the generation.
    """
    if not case.id:
        raise InputError("文书缺少编号（id），不能写入索引")
    keywords = {name.value: list(values) for name, values in case.keywords.items() if values}
    day = None if case.date is None else case.date.isoformat()
    source: dict[str, Any] = {ID: case.id, STORED: {"keywords": keywords, "date": day}}
    source |= {name: index_values(values) for name, values in keywords.items()}
    if day is not None:
        source[DateField.DATE.value] = day
    for text in TextField:
        source[text.value] = engine_text(indexed_text(case.tokens.get(text, ())))
    vectors = {name: vector for name, vector in case.vectors.items() if _is_vector(case, name, dim)}
    if vectors:
        source |= {name.value: vector.tolist() for name, vector in vectors.items()}
        source[PACKED] = {name.value: _pack(vector) for name, vector in vectors.items()}
    return source


def _is_vector(case: CaseDocument, name: VectorField, dim: int) -> bool:
    vector = case.vectors[name]
    if vector.shape != (dim,):
        raise MismatchError(
            f"文书 {case.id} 的向量 {name} 形状为 {vector.shape}，索引为 {dim} 维。"
            "请运行 leian reindex"
        )
    return bool(vector.any())


def _pack(vector: Vectors) -> str:
    return base64.b64encode(np.asarray(vector, "<f4").tobytes()).decode("ascii")
