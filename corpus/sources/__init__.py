"""Files, folders and archives → raw documents.

``read_paths`` yields what it finds, one after the other; ``Scan`` leaves the costly formats to
worker processes; ``read_document`` and ``read_bytes`` read one document given by hand.
"""

from corpus.sources.archives import container_of
from corpus.sources.encoding import decode_text
from corpus.sources.likeness import is_judgment_like
from corpus.sources.mapping import Layout, built_in_layouts, find_layout, to_document
from corpus.sources.reading import Scan, read_blob, read_bytes, read_document, read_paths
from corpus.sources.types import Blob, Item, Rejected, Scanned, Skipped, SourceOptions

__all__ = [
    "Blob",
    "Item",
    "Layout",
    "Rejected",
    "Scan",
    "Scanned",
    "Skipped",
    "SourceOptions",
    "built_in_layouts",
    "container_of",
    "decode_text",
    "find_layout",
    "is_judgment_like",
    "read_blob",
    "read_bytes",
    "read_document",
    "read_paths",
    "to_document",
]
