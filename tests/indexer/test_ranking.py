import math

import pytest

from indexer.ranking import MEANING, WORDS, Ranked, rank_candidates
from indexer.types import Hit


def hits(**scores: float) -> list[Hit]:
    ordered = sorted(scores.items(), key=lambda pair: -pair[1])
    return [Hit(name, score) for name, score in ordered]


def order(ranked: list[Ranked]) -> list[str]:
    return [one.id for one in ranked]


def test_words_alone_keep_their_order() -> None:
    assert order(rank_candidates({"words": hits(a=1, b=3, c=2)})) == ["b", "c", "a"]


def test_meaning_alone_keeps_its_order() -> None:
    assert order(rank_candidates({"case_vector": hits(a=0.1, b=0.3)})) == ["b", "a"]


def test_meaning_orders_what_words_cannot_tell_apart() -> None:
    lists = {
        "facts_words": hits(a=10, b=10, c=10),
        "case_vector": hits(a=0.1, b=0.9, c=0.5),
    }
    assert order(rank_candidates(lists)) == ["b", "c", "a"]


def test_a_stranger_by_words_is_not_lifted_to_the_top_by_meaning() -> None:
    words = {f"d{number:02}": 60.0 - number for number in range(40)} | {"stranger": 0.0}
    vectors = {name: 0.1 * (len(name) + row % 7) for row, name in enumerate(words)}
    vectors |= {"stranger": 1.2, "d05": 1.2}
    ranked = order(rank_candidates({"words": hits(**words), "case_vector": hits(**vectors)}))
    assert ranked[0] == "d05"
    assert ranked.index("stranger") > 20


def test_a_candidate_missing_from_a_list_has_its_lowest_score() -> None:
    ranked = rank_candidates({"words": hits(a=5, b=2), "case_vector": hits(a=0.5, c=0.4)})
    parts = {one.id: {part.name: part for part in one.parts} for one in ranked}
    assert order(ranked)[0] == "a"
    assert parts["c"]["words"].rank == 0
    assert parts["c"]["words"].raw == 2
    assert parts["b"]["case_vector"].raw == 0.4
    assert parts["a"]["words"].rank == 1


def test_shares_sum_to_the_log_odds_of_the_score() -> None:
    lists = {
        name: hits(a=3 * place + 1.0, b=2.0, c=1.5 * place)
        for place, name in enumerate((*WORDS, *MEANING))
    }
    for one in rank_candidates(lists):
        assert sum(part.share for part in one.parts) == pytest.approx(
            math.log(one.score / (1 - one.score))
        )


def test_ties_go_by_id_and_nothing_gives_nothing() -> None:
    assert order(rank_candidates({"words": hits(b=1, a=1)})) == ["a", "b"]
    assert rank_candidates({"words": [], "case_vector": []}) == []
    assert rank_candidates({}) == []


def test_a_list_of_another_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        rank_candidates({"clicks": hits(a=1)})
