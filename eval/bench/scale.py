"""The same ingest and the same searches at growing sizes of one synthetic corpus."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from corpus.sample import iter_sample
from eval.bench.ingest import IngestBench, IngestOutcome, bench_ingest
from eval.bench.load import LoadReport, Search, bench_search

__all__ = ["ScalePoint", "bench_scale", "write_corpus"]

_ROWS_A_FILE = 5_000
_QUERY_LENGTH = 400  # characters: about what a person pastes as facts

Ingest = Callable[[Path, Path], IngestOutcome]
"""(folder of documents, empty home) → what was taken in."""
OpenSearch = Callable[[Path], AbstractContextManager[Search]]
"""home → a search over it, closed at the end."""


@dataclass(frozen=True, slots=True)
class ScalePoint:
    """One size of corpus: what it took to build, and how it answers."""

    documents: int
    source_bytes: int
    ingest: IngestBench
    search: LoadReport


def write_corpus(folder: Path, documents: int, *, seed: int = 7) -> int:
    """Write so many short synthetic judgments as JSON Lines; return the bytes written.

    Memory stays bounded, and the first n documents are the same for every size.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = 0
    rows: Iterator[tuple[str, str]] = iter_sample(documents, seed=seed, brief=True)
    number = 0
    while chunk := list(itertools.islice(rows, _ROWS_A_FILE)):
        number += 1
        lines = (json.dumps({"id": path, "text": text}, ensure_ascii=False) for path, text in chunk)
        data = ("\n".join(lines) + "\n").encode()
        (folder / f"part-{number:04d}.jsonl").write_bytes(data)
        written += len(data)
    return written


def sample_queries(count: int, *, seed: int) -> list[str]:
    """Return fact descriptions that are not in the corpus: findings of another seed's cases."""
    queries = []
    for _, text in iter_sample(count * 2, seed=seed + 1_000, brief=True):
        middle = text.find("查明")
        if middle > 0:
            queries.append(text[middle + 2 : middle + 2 + _QUERY_LENGTH])
    return queries[:count]


def bench_scale(
    sizes: Sequence[int],
    folder: Path,
    *,
    ingest: Ingest,
    open_search: OpenSearch,
    requests: int = 400,
    rate: float = 10.0,
    clients: int = 8,
    seed: int = 7,
    progress: Callable[[str], None] = lambda _: None,
) -> list[ScalePoint]:
    """Return one point a size: ingest rate, disk, memory and search latency.

    ``folder`` gets ``corpus-N`` and ``home-N`` for each size and must hold neither before.

    Raises:
        FileExistsError: one of the folders is there already.
    """
    queries = sample_queries(64, seed=seed)
    points = []
    for size in sizes:
        documents, home = folder / f"corpus-{size}", folder / f"home-{size}"
        for path in (documents, home):
            path.mkdir(parents=True)
        progress(f"writing {size} judgments")
        source_bytes = write_corpus(documents, size, seed=seed)
        progress(f"ingesting {size} judgments")
        measured = bench_ingest(partial(ingest, documents, home), home)
        progress(f"searching {size} judgments")
        with open_search(home) as search:
            load = bench_search(
                search, queries, requests=requests, rate=rate, clients=clients, seed=seed
            )
        points.append(ScalePoint(measured.documents, source_bytes, measured, load))
    return points
