"""SIGKILL at random moments loses nothing and changes nothing."""

from pathlib import Path

import pytest

from corpus.sample import write_sample
from tests.killed import compare, ingest, ingest_killed, snapshot


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_killed_five_times_gives_the_same_home(tmp_path: Path) -> None:
    write_sample(tmp_path / "sample", judgments=400, seed=3)
    paths = [tmp_path / "sample"]
    seconds = ingest(paths, tmp_path / "calm")
    killed = ingest_killed(paths, tmp_path / "hard", kills=5, within=seconds, seed=5)
    assert killed >= 2
    assert compare(snapshot(tmp_path / "hard"), snapshot(tmp_path / "calm")) == []
