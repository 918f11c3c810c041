"""Lists of real queries over real judgments: the same on the cluster as on one machine."""

import json
import lzma
import secrets
from itertools import islice
from pathlib import Path

import pytest

from corpus.models import RawDocument
from corpus.parse import parse_judgment
from corpus.segment import bigrams, get_segmenter, words
from indexer.backends.elastic import Connection, ElasticIndexAdmin, Layout
from indexer.backends.local import LocalIndex
from indexer.manifest import SCHEMA_VERSION
from indexer.pipeline.documents import case_document
from indexer.types import Manifest, Query, TextField, Weighted

pytestmark = pytest.mark.elastic

JUDGMENTS, QUERIES = 300, 20


def test_top_100_of_each_keyword_list(shared_data: Path, elastic_url: str, tmp_path: Path) -> None:
    segmenter = get_segmenter()
    with lzma.open(shared_data / "lecard" / "corpus.jsonl.xz", "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in islice(file, JUDGMENTS)]
    raw = (RawDocument(row["text"], "corpus", n, "lecard", row["id"]) for n, row in enumerate(rows))
    cases = [case_document(parse_judgment(one), segmenter) for one in raw]
    connection = Connection(elastic_url)
    layout = Layout(f"test-{secrets.token_hex(4)}", shards=len(connection.addresses))
    admin = ElasticIndexAdmin(connection, layout)
    elastic = admin.create(Manifest("g1", SCHEMA_VERSION, "none", "none", 0, "2026"))
    local = LocalIndex(tmp_path / "local", dim=0)
    try:
        elastic.write(cases)
        local.write(cases)
        with (shared_data / "lecard" / "queries.jsonl").open(encoding="utf-8") as file:
            texts = [json.loads(line)["text"] for line in islice(file, QUERIES)]
        for text in texts:
            cut, pairs = (
                dict.fromkeys(words(text, segmenter), 1.0),
                dict.fromkeys(bigrams(text), 1.0),
            )
            queries = [
                Query(Weighted(TextField.FULL, cut), limit=100),
                Query(Weighted(TextField.FACTS, cut), limit=100),
                Query(Weighted(TextField.BIGRAMS, pairs), limit=100),
            ]
            for page, wanted in zip(elastic.search(queries), local.search(queries), strict=True):
                ids, expected = ({hit.id for hit in found.hits} for found in (page, wanted))
                assert len(ids & expected) >= 0.98 * len(expected)
                scores = [hit.score for hit in page.hits]
                assert scores == pytest.approx([hit.score for hit in wanted.hits], rel=1e-4)
    finally:
        elastic.close()
        local.close()
        admin.drop("g1")
        admin.close()
