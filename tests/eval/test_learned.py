"""A ranker learns what labels teach, and is refused where it does not serve unseen queries."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from corpus.errors import InputError
from corpus.segment import get_segmenter
from eval.datasets import RankCase, RankQuery
from eval.learned import (
    Learned,
    LearningSet,
    cross_validate,
    format_learned,
    labelled,
    learn,
    rank_learned,
)
from eval.rank import rank_corpus
from eval.runs import Qrels
from indexer.learned import FEATURES, LearnedRanker, Lists, fit, load_ranker, save_ranker
from indexer.ranking import rank_candidates
from indexer.types import Hit
from search_api.cli.measure import rank_command

POOL = 30
STORY = (
    "被告人酒后驾驶小型轿车，经检测血液酒精含量超过标准。",
    "被告人深夜撬门入室，盗走现金和手机。",
    "被告人虚构投资项目，骗取他人钱款后挥霍。",
)


def hits(scores: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[Hit]:
    found = [Hit(f"d{row:02}", float(score)) for row, score in enumerate(scores)]
    return sorted(found, key=lambda hit: (-hit.score, hit.id))


def world(queries: int, *, telling: str, noise: float = 0.3) -> tuple[dict[str, Lists], Qrels]:
    """Return queries whose grades follow one list; the others are noise."""
    random = np.random.default_rng(3)
    lists: dict[str, Lists] = {}
    qrels: Qrels = {}
    for number in range(queries):
        grades = random.permutation([3, 3, 2, 2, 1, 1] + [0] * (POOL - 6))
        lists[f"q{number}"] = {
            name: hits((grades if name == telling else 0) + random.normal(0, noise, POOL))
            for name in FEATURES[3:]
        }
        qrels[f"q{number}"] = {f"d{row:02}": int(one) for row, one in enumerate(grades) if one}
    return lists, qrels


def test_what_labels_teach_serves_unseen_queries() -> None:
    found = learn(labelled(*world(24, telling="bigrams")), repeats=2)
    assert found.ranker is not None
    assert found.ranker.weights["bigrams"] == max(found.ranker.weights.values())
    assert all(gap.learned > gap.default for gap in found.gaps)
    assert "bigrams" in format_learned(found)


def test_what_is_worse_than_the_default_is_refused() -> None:
    lists, _ = world(24, telling="case_vector")
    grades = [3, 3, 2, 2, 1, 1]
    # Nothing can be better than an order that the labels follow.
    qrels = {
        query: {one.id: grade for one, grade in zip(rank_candidates(given), grades, strict=False)}
        for query, given in lists.items()
    }
    found = learn(labelled(lists, qrels), repeats=1)
    assert found.ranker is None
    assert [gap.default for gap in found.gaps[:3]] == pytest.approx([1.0, 1.0, 1.0])
    assert format_learned(found).startswith("不采用")


def test_too_few_queries_are_refused() -> None:
    found = learn(labelled(*world(8, telling="words")))
    assert found == Learned(None, found.reason, ())
    assert "8" in found.reason
    with pytest.raises(InputError, match="至少需要"):
        cross_validate(labelled(*world(3, telling="words")))


def test_queries_without_labels_teach_nothing() -> None:
    lists, qrels = world(6, telling="words")
    assert labelled(lists, {"q1": qrels["q1"], "elsewhere": {"d1": 3}}).keys() == {"q1"}
    with pytest.raises(InputError, match="无从学习"):
        fit([*labelled(lists, {"q1": {}}).values()])


def test_the_same_labels_teach_the_same() -> None:
    examples = labelled(*world(20, telling="facts_words"))
    assert learn(examples, repeats=1) == learn(examples, repeats=1)


def test_without_weights_the_order_is_the_default() -> None:
    lists = world(1, telling="words")[0]["q0"]
    ranker = LearnedRanker(dict.fromkeys(FEATURES, 0.0), 1)
    assert [one.id for one in ranker.rank(lists)] == [one.id for one in rank_candidates(lists)]
    assert ranker.rank({}) == []
    words = {"words": lists["words"]}
    assert [one.id for one in ranker.rank(words)] == [one.id for one in rank_candidates(words)]


def test_weights_are_kept_as_json(tmp_path: Path) -> None:
    ranker = fit(list(labelled(*world(4, telling="words")).values()))
    path = tmp_path / "weights.json"
    save_ranker(path, ranker)
    assert '"words"' in path.read_text("utf-8")
    assert load_ranker(path) == ranker


@pytest.mark.parametrize("content", ["", "{}", '{"queries": 3, "weights": {"words": 1.0}}'])
def test_weights_of_another_program_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "weights.json"
    path.write_text(content, "utf-8")
    with pytest.raises(InputError, match="重新学习"):
        load_ranker(path)


def test_what_is_refused_leaves_the_default_run() -> None:
    cases = [RankCase(f"c{row}", f"{STORY[row % 3]}其余情节甲{row}乙。") for row in range(9)]
    queries = [RankQuery("q1", STORY[0]), RankQuery("q2", STORY[1])]
    pools = {query.id: [case.id for case in cases] for query in queries}
    segmenter = get_segmenter("rjieba")
    learning = LearningSet(queries[:1], pools, {"q1": {"c0": 3, "c3": 2}})
    run, found = rank_learned(cases, queries, learning=learning, segmenter=segmenter, pools=pools)
    assert found.ranker is None
    assert run == rank_corpus(cases, queries, segmenter=segmenter, pools=pools)


def test_the_command_wants_all_three_files(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text("", "utf-8")
    given = ["--corpus", str(file), "--queries", str(file), "--run", str(tmp_path / "run")]
    result = CliRunner().invoke(rank_command, [*given, "--learn", str(file)])
    assert result.exit_code == 2
    assert "--learn-pools" in result.output
