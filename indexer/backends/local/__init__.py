"""The case index in a folder: Tantivy for text, keywords and dates, FAISS for vectors."""

from indexer.backends.local.admin import LocalIndexAdmin
from indexer.backends.local.index import LocalIndex

__all__ = ["LocalIndex", "LocalIndexAdmin"]
