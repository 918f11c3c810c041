from pathlib import Path

import pytest

from corpus.errors import InputError
from eval.measures import parse_measure
from eval.ranking import evaluate, format_report
from eval.runs import load_qrels, load_run
from eval.significance import bootstrap, compare

QRELS = {f"q{n}": {"a": 3, "b": 1, "c": 0} for n in range(20)}
GOOD = {query: {"a": 3.0, "b": 2.0, "c": 1.0} for query in QRELS}
BAD = {query: {"a": 1.0, "b": 2.0, "c": 3.0} for query in QRELS}


def test_a_perfect_run_beside_chance_and_a_worse_one() -> None:
    report = evaluate(GOOD, QRELS, baseline=BAD)
    row = next(row for row in report.measures if row.measure == "nDCG@10")
    assert row.run.mean == pytest.approx(1)
    assert row.run.low == row.run.high == pytest.approx(1)
    assert 0.6 < row.random < 0.95
    assert row.comparison is not None
    assert row.comparison.difference.mean > 0
    assert row.comparison.p < 0.001
    assert len(report.worst) == 10


def test_a_query_missing_from_the_run_counts_as_empty() -> None:
    run = {query: scores for query, scores in GOOD.items() if query != "q3"}
    report = evaluate(run, QRELS, measures=[parse_measure("nDCG@10")])
    assert report.missing == ("q3",)
    assert report.measures[0].run.mean == pytest.approx(0.95)
    assert report.worst[0].query == "q3"
    assert "q3" in format_report(report)


def test_the_wrong_files_are_noticed() -> None:
    with pytest.raises(InputError, match="no query in common"):
        evaluate({"other": {"a": 1.0}}, QRELS)


def test_the_report_names_each_measure() -> None:
    text = format_report(evaluate(GOOD, QRELS, baseline=BAD))
    for name in ("nDCG@5", "nDCG@30", "P@10", "MAP", "R@100", "random", "baseline", "worst 10"):
        assert name in text


def test_intervals_hold_the_mean_and_repeat() -> None:
    values = [0.1, 0.4, 0.5, 0.9, 1.0]
    interval = bootstrap(values)
    assert interval == bootstrap(values)
    assert interval.low < interval.mean < interval.high
    assert bootstrap([]).mean == 0


def test_equal_runs_do_not_differ() -> None:
    found = compare([0.1, 0.2, 0.3], [0.1, 0.2, 0.3])
    assert found.p == 1
    assert found.difference.mean == 0


@pytest.mark.data
def test_the_published_run_scores_what_was_published(shared_data: Path) -> None:
    folder = shared_data / "lecard"
    report = evaluate(load_run(folder / "sailer_run.trec"), load_qrels(folder / "qrels.trec"))
    means = {row.measure: row.run.mean for row in report.measures}
    expected = {"nDCG@10": 0.822, "nDCG@30": 0.867, "MAP": 0.590, "P@5": 0.493}
    assert {name: means[name] for name in expected} == pytest.approx(expected, abs=6e-4)
