from pathlib import Path

import pytest

from corpus.segment import get_segmenter
from eval.baselines import BaselineResult, check_baselines, format_results, load_baselines
from eval.measures import parse_measure
from eval.rank import SIGNALS


def test_each_ablation_names_known_signals_and_measures() -> None:
    tolerance, baselines = load_baselines()
    assert 0 < tolerance < 0.02
    assert "default" in {one.name for one in baselines}
    for one in baselines:
        assert set(one.signals) <= set(SIGNALS)
        assert one.pool
        for name in (*one.pool, *one.whole):
            parse_measure(name)


def test_the_default_is_all_signals_and_above_each_part() -> None:
    _, baselines = load_baselines()
    default = next(one for one in baselines if one.name == "default")
    assert set(default.signals) == set(SIGNALS)
    assert all(one.pool["MAP"] <= default.pool["MAP"] + 0.02 for one in baselines)


def test_a_figure_that_moved_is_marked() -> None:
    results = [
        BaselineResult("a", "MAP", 0.5, 0.502, 0.005),
        BaselineResult("b", "MAP", 0.5, 0.51, 0.005),
    ]
    lines = format_results(results).splitlines()
    assert lines[0].startswith("ok")
    assert lines[1].startswith("OFF")


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.timeout(1200)
def test_the_figures_are_still_true(shared_data: Path) -> None:
    results = check_baselines(shared_data / "lecard", segmenter=get_segmenter())
    assert all(one.holds for one in results), "\n" + format_results(results)
