"""On real judgments: pasted text holds no operators, and the folder ranks as the reference does."""

import json
import lzma
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from corpus.segment import bigrams, get_segmenter, words
from indexer.backends.local import LocalIndex
from indexer.backends.memory import MemoryIndex
from indexer.conformance import compare_pages
from indexer.query_language import parse_query
from indexer.types import CaseDocument, Phrase, Query, TextField, Weighted

pytestmark = pytest.mark.data


def rows(path: Path, most: int) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf-8") as file:
        for line in islice(file, most):
            yield json.loads(line)


def test_pasted_text_has_no_operators(shared_data: Path) -> None:
    misread = []
    for path in sorted(shared_data.glob("*/*.jsonl.xz")):
        for number, row in enumerate(rows(path, 60)):
            texts = [value for value in row.values() if isinstance(value, str) and len(value) > 20]
            slices = (slice(None), slice(150), slice(1500), slice(100, 260), slice(-150, None))
            for text in (text[part] for text in texts for part in slices):
                parsed = parse_query(text, segmenter=get_segmenter())
                if parsed.expression or parsed.free_text != text.strip():
                    misread.append((path.name, number, parsed.expression))
    assert misread == []


def test_words_pairs_and_phrases_are_found_as_the_reference_finds_them(
    shared_data: Path, tmp_path: Path
) -> None:
    segmenter = get_segmenter()
    texts = [row["text"] or "" for row in rows(shared_data / "lecard" / "corpus.jsonl.xz", 200)]
    documents = [
        CaseDocument(
            f"d{number:03}",
            {TextField.FULL: words(text, segmenter), TextField.BIGRAMS: bigrams(text)},
            {},
        )
        for number, text in enumerate(texts)
    ]
    local, reference = LocalIndex(tmp_path / "g1", dim=0), MemoryIndex()
    for start in range(0, len(documents), 50):
        local.write(documents[start : start + 50])
    reference.write(documents)
    for text in texts[:20]:
        facts = text[300:900]
        for field, tokens in (
            (TextField.FULL, words(facts, segmenter)),
            (TextField.BIGRAMS, bigrams(facts)),
        ):
            weights = {token: float(count) for token, count in Counter(tokens).items()}
            query = Query(Weighted(field, weights), limit=200)
            compare_pages(query, local.search([query])[0], reference.search([query])[0])
        quoted = Phrase(TextField.BIGRAMS, tuple(bigrams(facts[:8])))
        assert list(local.scan(quoted)) == list(reference.scan(quoted))
