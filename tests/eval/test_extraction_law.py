"""The bars of the law part on the shared labels; a few minutes' worth is sampled."""

from pathlib import Path

import pytest

from eval.extraction.law import score_law

BARS = {
    "article (wenshu_admin)": 0.985,
    "article (library index)": 0.985,
    "款项 (library index)": 0.97,
    "cause (civil)": 0.98,
    "sentence rows, all right": 0.96,
    "circumstances": 0.93,
    "charges (gold)": 0.98,
    "civil result": 0.95,
    "awarded total": 0.90,
}


@pytest.mark.data
def test_the_bars_hold(shared_data: Path) -> None:
    scores = {s.field: s.score for s in score_law(shared_data, step=8)}
    below = {field: scores[field] for field, bar in BARS.items() if scores[field] < bar}
    assert below == {}
