"""A two-tower's files in sentence-transformers' own format, written and read without torch.

``SentenceTransformer(folder)`` loads them as a StaticEmbedding, a Router with one Dense a route,
and Normalize: only modules of that library, so no code is trusted. Its tokenizer is a unigram model
over our words, the algorithm and nearly the dictionary of jieba; its document route sees the text
alone, where our own loader also feeds finding, causes and articles, and joins the foretold finding.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.base import Vectors
from embeddings.vocabulary import Vocabulary

__all__ = ["load_heads", "load_table", "save_static_model"]

_LIBRARY = "sentence_transformers"
_ROUTES = ("query", "document")
_WEIGHTS = "model.safetensors"
_UNKNOWN = "<unk>"


def save_static_model(
    folder: Path, *, vocabulary: Vocabulary, table: Vectors, query: Vectors, document: Vectors
) -> None:
    """Write the model into an empty folder.

    Args:
        folder: exists.
        vocabulary: the words of ``table``.
        table: (words, k) float32.
        query: (k, dim), the route of queries.
        document: (k, dim), the route of whole texts.
    """
    from safetensors.numpy import save_file

    unknown = np.zeros((1, table.shape[1]), dtype=np.float32)
    save_file({"embedding.weight": np.vstack([unknown, table])}, folder / _WEIGHTS)
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    router = folder / "1_Router"
    names = {route: f"{route}_0_Dense" for route in _ROUTES}
    for route, matrix in zip(_ROUTES, (query, document), strict=True):
        dense = router / names[route]
        dense.mkdir(parents=True)
        save_file({"linear.weight": np.ascontiguousarray(matrix.T)}, dense / _WEIGHTS)
        _write_json(dense / "config.json", _dense_config(matrix))
    _write_json(
        router / "router_config.json",
        {
            "types": dict.fromkeys(names.values(), f"{_LIBRARY}.base.modules.dense.Dense"),
            "structure": {route: [name] for route, name in names.items()},
            "parameters": {"default_route": "document", "allow_empty_key": True},
        },
    )
    (folder / "2_Normalize").mkdir()
    _write_json(folder / "2_Normalize" / "config.json", {})
    _write_json(folder / "modules.json", _modules())
    _write_json(
        folder / "config_sentence_transformers.json",
        {
            "model_type": "SentenceTransformer",
            "prompts": {"query": "", "document": ""},
            "default_prompt_name": None,
            "similarity_fn_name": "cosine",
        },
    )


def load_table(folder: Path) -> Vectors:
    """Return the word table, (words, k) float32; row 0 of the file, the unknown word, left out."""
    from safetensors.numpy import load_file

    table: Vectors = load_file(folder / _WEIGHTS)["embedding.weight"]
    return table[1:]


def load_heads(folder: Path) -> tuple[Vectors, Vectors]:
    """Return the query and the document route, each (k, dim) float32."""
    from safetensors.numpy import load_file

    found = [
        load_file(folder / "1_Router" / f"{route}_0_Dense" / _WEIGHTS)["linear.weight"]
        for route in _ROUTES
    ]
    return np.ascontiguousarray(found[0].T), np.ascontiguousarray(found[1].T)


def _tokenizer(vocabulary: Vocabulary) -> Any:
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    logs = np.log(np.maximum(vocabulary.shares, 1e-12))
    pieces = [(_UNKNOWN, float(logs.min(initial=0.0)) - 10)]
    pieces += list(zip(vocabulary.terms, logs.tolist(), strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=0, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"[^\p{Han}a-z0-9]+"), "removed")
    return tokenizer


def _dense_config(matrix: Vectors) -> dict[str, Any]:
    return {
        "in_features": matrix.shape[0],
        "out_features": matrix.shape[1],
        "bias": False,
        "activation_function": "torch.nn.modules.linear.Identity",
        "module_input_name": "sentence_embedding",
        "module_output_name": "sentence_embedding",
    }


def _modules() -> list[dict[str, Any]]:
    types = (
        ("", f"{_LIBRARY}.sentence_transformer.modules.static_embedding.StaticEmbedding"),
        ("1_Router", f"{_LIBRARY}.base.modules.router.Router"),
        ("2_Normalize", f"{_LIBRARY}.base.modules.normalize.Normalize"),
    )
    return [
        {"idx": number, "name": str(number), "path": path, "type": name}
        for number, (path, name) in enumerate(types)
    ]


def _write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
