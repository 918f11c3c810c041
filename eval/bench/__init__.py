"""How fast, how much memory, how much disk: measures any ingest and any search passed in.

``bench_search`` sends queries in an open loop (a request arrives when it is due, whether or not
the one before has been answered), so the time spent waiting in line counts.
"""

from eval.bench.ingest import IngestBench, IngestOutcome, bench_ingest
from eval.bench.load import LoadReport, Search, bench_search, http_search
from eval.bench.memory import PeakMemory, folder_bytes
from eval.bench.queries import read_queries
from eval.bench.report import growth, table, to_json
from eval.bench.scale import ScalePoint, bench_scale, write_corpus

__all__ = [
    "IngestBench",
    "IngestOutcome",
    "LoadReport",
    "PeakMemory",
    "ScalePoint",
    "Search",
    "bench_ingest",
    "bench_scale",
    "bench_search",
    "folder_bytes",
    "growth",
    "http_search",
    "read_queries",
    "table",
    "to_json",
    "write_corpus",
]
