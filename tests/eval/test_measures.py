import math
from pathlib import Path

import pytest

from corpus.errors import InputError, SourceError
from eval.measures import parse_measure, score
from eval.runs import load_pools, load_qrels, load_run, ranked, save_run

GRADES = {"a": 3, "b": 2, "c": 0, "d": 3}


@pytest.mark.parametrize(
    ("name", "order", "expected"),
    [
        ("nDCG@2", "ad", 1.0),
        ("nDCG@2", "xd", (3 / math.log2(3)) / (3 + 3 / math.log2(3))),
        ("nDCG@10", "adbc", 1.0),
        ("nDCG@10", "xyz", 0.0),
        ("P@2", "ab", 0.5),
        ("P@5", "ad", 0.4),  # a short list is not forgiven
        ("MAP", "abd", (1 + 2 / 3) / 2),
        ("MAP", "xyz", 0.0),
        ("R@2", "ab", 0.5),
        ("R@10", "abcd", 1.0),
        ("MRR@10", "xbd", 1 / 3),
        ("MRR@10", "xb", 0.0),
        ("S@2", "xa", 1.0),
        ("S@1", "xa", 0.0),
    ],
)
def test_a_measure_of_one_list(name: str, order: str, expected: float) -> None:
    assert score(parse_measure(name), list(order), GRADES) == pytest.approx(expected)


def test_without_anything_relevant_recall_is_left_out_and_precision_is_nought() -> None:
    nothing = {"a": 1}
    assert score(parse_measure("R@10"), ["a"], nothing) is None
    assert score(parse_measure("MRR"), ["a"], nothing) is None
    assert score(parse_measure("MAP"), ["a"], nothing) == 0
    assert score(parse_measure("nDCG@5"), ["a"], {}) == 0


@pytest.mark.parametrize("name", ["nDCG@0", "F1", "P@x", "nDCG@-1"])
def test_an_unknown_measure_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="nDCG"):
        parse_measure(name)


def test_a_measure_prints_as_it_is_written() -> None:
    assert str(parse_measure("nDCG@10")) == "nDCG@10"
    assert str(parse_measure("MAP")) == "MAP"


# ---------------------------------------------------------------- files


def test_a_run_is_written_and_read(tmp_path: Path) -> None:
    path = tmp_path / "a.run"
    save_run(path, {"q": {"x": 0.5, "y": 0.75, "z": 1e-9}}, tag="t", top=2)
    assert path.read_text() == "q Q0 y 1 0.75 t\nq Q0 x 2 0.5 t\n"
    assert load_run(path) == {"q": {"x": 0.5, "y": 0.75}}


def test_order_is_by_score_then_id() -> None:
    assert ranked({"b": 1.0, "a": 1.0, "c": 2.0}) == ["c", "a", "b"]


def test_qrels_and_pools_are_read(tmp_path: Path) -> None:
    qrels, pools = tmp_path / "qrels", tmp_path / "pools"
    qrels.write_text("-1 0 a 3\n-1 0 b 0\n\n")
    pools.write_text("-1\ta\n-1\tb\n")
    assert load_qrels(qrels) == {"-1": {"a": 3, "b": 0}}
    assert load_pools(pools) == {"-1": ["a", "b"]}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("q Q0 a 1 0.5\n", "6 fields"),
        ("q Q0 a 1 much t\n", "not a number"),
        ("q Q0 a 1 nan t\n", "NaN"),
        ("q Q0 a 1 1 t\nq Q0 a 2 0 t\n", "twice"),
    ],
)
def test_a_bad_run_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.run"
    path.write_text(text)
    with pytest.raises(SourceError, match=said):
        load_run(path)


def test_a_run_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"none\.run"):
        load_run(tmp_path / "none.run")
