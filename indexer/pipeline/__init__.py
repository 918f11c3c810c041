"""From files to a searchable index, in two stages that can each be run again.

``ingest`` fills the record store; ``build_generation`` and ``update_index`` make the index of what
the record store holds.
"""

from indexer.pipeline.ingest import ingest, text_hash
from indexer.pipeline.report import IngestReport, Progress, ProgressCallback

__all__ = ["IngestReport", "Progress", "ProgressCallback", "ingest", "text_hash"]
