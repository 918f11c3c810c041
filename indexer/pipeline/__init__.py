"""From files to a searchable index, in two stages that can each be run again.

``ingest`` fills the record store; ``build_generation`` and ``update_index`` make the index of what
the record store holds.
"""

from indexer.pipeline.build import build_generation, case_documents, update_index
from indexer.pipeline.documents import case_document, case_number_key, keywords_of
from indexer.pipeline.ingest import ingest, text_hash
from indexer.pipeline.report import IngestReport, Progress, ProgressCallback

__all__ = [
    "IngestReport",
    "Progress",
    "ProgressCallback",
    "build_generation",
    "case_document",
    "case_documents",
    "case_number_key",
    "ingest",
    "keywords_of",
    "text_hash",
    "update_index",
]
