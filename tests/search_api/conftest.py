from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.search_api.application import SmallApplication, fill, open_home


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallApplication]:
    """Return the small application over the invented corpus; tests only read it."""
    with open_home(tmp_path_factory.mktemp("home")) as opened:
        fill(opened)
        yield opened


@pytest.fixture
def own_application(tmp_path: Path) -> Iterator[SmallApplication]:
    """Return one over the same corpus that a test may change."""
    with open_home(tmp_path / "own") as opened:
        fill(opened)
        yield opened


@pytest.fixture
def empty_application(tmp_path: Path) -> Iterator[SmallApplication]:
    """Return one before its first ingest."""
    with open_home(tmp_path / "empty") as opened:
        yield opened
