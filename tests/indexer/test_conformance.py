"""Each backend against the one suite."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from indexer.backends.local import LocalIndex
from indexer.backends.memory import MemoryIndex
from indexer.conformance import CHECKS, DIM
from indexer.types import CaseIndex


@pytest.fixture(params=["memory", "local"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CaseIndex]:
    made: CaseIndex = (
        MemoryIndex() if request.param == "memory" else LocalIndex(tmp_path / "g1", dim=DIM)
    )
    yield made
    made.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_conformance(check: Callable[[CaseIndex], None], index: CaseIndex) -> None:
    check(index)
