"""Any sentence-transformers model, by path or name, behind the ``Encoder`` port.

torch takes seconds to import and hundreds of megabytes, so nothing is loaded before the first text.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import InputError
from embeddings.base import DocumentView, Vectors
from embeddings.towers import unit_rows
from embeddings.views import facts_of, finding_of

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

__all__ = ["SentenceEncoder"]

_HASHED = ("modules.json", "config.json", "config_sentence_transformers.json")
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "tokenizer.json")
_CHUNK = 1 << 20


class SentenceEncoder:
    """A sentence-transformers model. A document is given as its facts and its finding."""

    def __init__(self, model: str | Path, *, id: str | None = None) -> None:  # noqa: A002
        """Take the path or the name of a model; loading waits for the first text.

        Args:
            model: a folder in sentence-transformers' format, or a name in the local cache.
            id: known from a manifest; else made from the name and, for a folder, its content.
        """
        self.model_name = str(model)
        self._id = id
        self._model: SentenceTransformer | None = None

    @property
    def id(self) -> str:
        """Return ``sentence-``, the model's last name, and a hash."""
        if self._id is None:
            path = Path(self.model_name)
            name = "".join(c if c.isalnum() or c in "-_." else "-" for c in path.name)
            digest = hashlib.sha256(path.name.encode())
            if path.is_dir():
                _digest_folder(path, digest)
            self._id = f"sentence-{name}-{digest.hexdigest()[:12]}"
        return self._id

    @property
    def dim(self) -> int:
        """Return the number of dimensions, loading the model."""
        dim = self._loaded().get_embedding_dimension()
        if dim is None:
            raise InputError(f"模型 {self.model_name} 未说明向量维数，不能使用")
        return int(dim)

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        """Return (n, dim) unit rows by the model's query route or prompt."""
        return self._encoded(self._loaded().encode_query, texts)

    def encode_documents(self, views: Sequence[DocumentView]) -> Vectors:
        """Return (n, dim) unit rows by the model's document route or prompt."""
        texts = ["\n".join(filter(None, (facts_of(view), finding_of(view)))) for view in views]
        return self._encoded(self._loaded().encode_document, texts)

    def save(self, folder: Path) -> None:
        """Write down which model this is; its files stay where they are."""
        from embeddings.folder import save_sentence  # the folder knows the encoders, not reverse

        save_sentence(self, folder)

    def _encoded(self, encode: Any, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dim), dtype=np.float32)
        rows = encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        rows = np.asarray(rows, dtype=np.float32)
        rows[[not text.strip() for text in texts]] = 0
        return unit_rows(np.nan_to_num(rows))

    def _loaded(self) -> "SentenceTransformer":
        if self._model is None:
            self._model = _load(self.model_name)
        return self._model


def _load(model: str) -> "SentenceTransformer":
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise InputError(
            "需要 sentence-transformers 才能使用该模型：pip install sentence-transformers"
        ) from error
    try:
        return SentenceTransformer(model, device="cpu", local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise InputError(
            f"无法载入句向量模型 {model}：{error}。"
            "请给出本机上 sentence-transformers 格式的文件夹，"
            "或设 LEIAN_ENCODER 为 two-tower 或 none。"
        ) from error


def _digest_folder(folder: Path, digest: "hashlib._Hash") -> None:
    """Feed the files that decide a vector, largest last."""
    found = {path for name in (*_HASHED, *_WEIGHTS) for path in folder.rglob(name)}
    for path in sorted(found):
        digest.update(str(path.relative_to(folder)).encode())
        with path.open("rb") as file:
            while block := file.read(_CHUNK):
                digest.update(block)
