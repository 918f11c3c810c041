"""The real folders: everything that is a document is read, and nothing else."""

from collections import Counter
from pathlib import Path

import pytest

from corpus.models import RawDocument
from corpus.sources import Rejected, Skipped, read_paths

pytestmark = pytest.mark.data

ROWS = {
    "lecard": 9088,
    "openlaw": 1503,
    "case_library": 3489,
    "guiding_cases": 211,
    "drug_rulings": 693,
    "spc": 470,
    "wenshu_admin": 73,
    "civil_core": 346,
}
SKIPPED = {
    "lecard": 5,
    "lecard2_queries": 2,
    "stard": 2,
    "dispute_focus": 1,
    "gold": 3,
    "statutes": 5,
    "taxonomy": 5,
}


def test_every_folder_is_read_by_its_own_layout(shared_data: Path) -> None:
    documents: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    rejected: list[Rejected] = []
    for item in read_paths([shared_data]):
        folder = Path(item.path).relative_to(shared_data).parts[0]
        if isinstance(item, RawDocument):
            documents[folder] += 1
            assert item.source_id
        elif isinstance(item, Skipped):
            skipped[folder] += 1
        else:
            rejected.append(item)
    assert documents == ROWS
    assert skipped == SKIPPED
    assert rejected == []
