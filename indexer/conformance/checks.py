"""The checks, each of one behaviour of ``CaseIndex``."""

import datetime as dt
import random
from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from embeddings.base import Vectors
from indexer.backends.memory import MemoryIndex
from indexer.conformance.answers import (
    VECTOR_TOLERANCE,
    ConformanceError,
    compare_pages,
    must_be_close,
    must_equal,
)
from indexer.conformance.randomised import DIM, make_corpus, make_query
from indexer.types import (
    AllOf,
    AnyOf,
    ByDate,
    ById,
    CaseDocument,
    CaseIndex,
    Clause,
    DateRange,
    FacetRequest,
    KeywordField,
    Match,
    Nearest,
    NoneOf,
    Phrase,
    Query,
    Rank,
    StoredCase,
    TextField,
    VectorField,
    Weighted,
    Words,
)

__all__ = ["CHECKS", "Check"]

Check = Callable[[CaseIndex], None]
CHECKS: list[Check] = []
_EVERYTHING = AllOf()


def _check(function: Check) -> Check:
    CHECKS.append(function)
    return function


def _case(
    id_: str,
    text: str = "",
    keywords: Mapping[str, Iterable[str]] | None = None,
    *,
    date: dt.date | None = None,
    vector: Sequence[float] | None = None,
    court: Iterable[str] = (),
) -> CaseDocument:
    """Return one document, most of it empty."""
    vectors: dict[VectorField, Vectors] = {}
    if vector is not None:
        row = np.zeros(DIM, np.float32)
        row[: len(vector)] = vector
        vectors[VectorField.CASE] = row
    values = {KeywordField(name): tuple(held) for name, held in (keywords or {}).items()}
    if court:
        values[KeywordField.COURT] = tuple(court)
    return CaseDocument(id_, {TextField.FULL: text.split()}, values, date, vectors)


def _ids(index: CaseIndex, where: Clause) -> list[str]:
    found = list(index.scan(where))
    must_equal(index.count(where), len(found), "count beside scan")
    return found


def _hits(
    index: CaseIndex,
    rank: Rank,
    where: Clause = _EVERYTHING,
    *,
    limit: int = 20,
    offset: int = 0,
) -> list[str]:
    page = index.search([Query(rank, where, limit=limit, offset=offset)])[0]
    return [hit.id for hit in page.hits]


def _full(*tokens: str) -> Weighted:
    return Weighted(TextField.FULL, dict.fromkeys(tokens, 1.0))


# ---------------------------------------------------------------- one behaviour each


@_check
def empty_index_answers(index: CaseIndex) -> None:
    """Every question has an answer before anything is written."""
    vector = np.eye(DIM, dtype=np.float32)[0]
    for rank in (_full("甲"), Nearest(VectorField.CASE, vector), ByDate(), ById()):
        page = index.search([Query(rank, facets=(FacetRequest(KeywordField.COURT),))])[0]
        must_equal((page.hits, page.total, page.facets[0].values), ((), 0, ()), repr(rank))
    must_equal(_ids(index, AllOf()), [], "scan")
    must_equal(index.get("a"), None, "get")
    must_equal(index.delete(["a"]), 0, "delete")
    must_equal(index.write([]), 0, "write")
    must_equal(index.search([]), [], "no query")


@_check
def written_is_visible_and_counted(index: CaseIndex) -> None:
    """``write`` returns how many, and all are there at once."""
    must_equal(index.write(_case(f"d{i}") for i in range(5)), 5, "write")
    must_equal(_ids(index, AllOf()), [f"d{i}" for i in range(5)], "ids")


@_check
def get_returns_what_was_written(index: CaseIndex) -> None:
    """Values come back exactly, in their order; fields without values are not there."""
    keywords = {"court": ["长沙市雨花区人民法院"], "statute": ["刑法#264", "刑法#67"], "judge": []}
    index.write([_case("a", "甲", keywords, date=dt.date(2019, 2, 28)), _case("b")])
    expected = {
        KeywordField.COURT: ("长沙市雨花区人民法院",),
        KeywordField.STATUTE: ("刑法#264", "刑法#67"),
    }
    must_equal(index.get("a"), StoredCase("a", expected, dt.date(2019, 2, 28)), "get")
    must_equal(index.get("b"), StoredCase("b", {}, None), "empty document")
    must_equal(index.get("c"), None, "unknown id")


@_check
def writing_again_replaces(index: CaseIndex) -> None:
    """One id, one document: nothing of the old one is found any more."""
    index.write([_case("a", "旧 词", court=["旧"], vector=[1]), _case("b", "旧")])
    index.write([_case("a", "新 词", court=["新"], vector=[0, 1])])
    must_equal(_ids(index, Words(TextField.FULL, ("旧",))), ["b"], "old words")
    must_equal(_ids(index, Words(TextField.FULL, ("新",))), ["a"], "new words")
    must_equal(_ids(index, Match(KeywordField.COURT, ("旧",))), [], "old value")
    page = index.search([Query(ById(), facets=(FacetRequest(KeywordField.COURT),))])[0]
    must_equal(page.facets[0].values, (("新", 1),), "facet")
    near = Nearest(VectorField.CASE, np.eye(DIM, dtype=np.float32)[0])
    scores = {hit.id: hit.score for hit in index.search([Query(near)])[0].hits}
    must_equal(scores, {"a": 0.0}, "old vector")
    index.write([_case("a", "又", court=["又"]), _case("a", "末", court=["末"])])
    must_equal(_ids(index, Match(KeywordField.COURT, ("又", "末"))), ["a"], "twice in one write")
    stored = index.get("a")
    must_equal(stored and stored.keywords[KeywordField.COURT], ("末",), "the last one stays")
    must_equal(_hits(index, near), [], "vector gone with the document that had it")


@_check
def deleting_removes_everything(index: CaseIndex) -> None:
    """A deleted document is in no answer; unknown and repeated ids are ignored."""
    index.write([_case(i, "甲 乙", court=["法院"], vector=[1]) for i in "abc"])
    must_equal(index.delete(["b", "x", "b"]), 1, "delete")
    must_equal(_ids(index, AllOf()), ["a", "c"], "scan")
    must_equal(index.get("b"), None, "get")
    must_equal(_hits(index, _full("甲")), ["a", "c"], "words")
    near = Nearest(VectorField.CASE, np.eye(DIM, dtype=np.float32)[0])
    must_equal(_hits(index, near), ["a", "c"], "vectors")
    must_equal(index.delete(["a", "c"]), 2, "delete the rest")
    must_equal(_hits(index, _full("甲")), [], "nothing left")
    index.write([_case("b", "甲")])
    must_equal(_hits(index, _full("甲")), ["b"], "written again")


@_check
def order_is_by_score_then_id(index: CaseIndex) -> None:
    """More of a token, a shorter text and a higher weight come first; equal ones by id."""
    index.write([_case("c", "甲 乙"), _case("a", "甲 乙"), _case("b", "甲 甲"), _case("d", "丁")])
    must_equal(_hits(index, _full("甲")), ["b", "a", "c"], "frequency, then id")
    must_equal(
        _hits(index, Weighted(TextField.FULL, {"甲": 0.1, "丁": 9})), ["d", "b", "a", "c"], "w"
    )
    none = Weighted(TextField.FULL, {"甲": 0.0, "乙": -1.0, "丁": float("nan")})
    must_equal(_hits(index, none), [], "weights that do not count")
    must_equal(_hits(index, Weighted(TextField.FULL, {})), [], "no weight")
    must_equal(_hits(index, _full("无")), [], "unknown token")


@_check
def ties_do_not_cross_pages(index: CaseIndex) -> None:
    """Copies of one text stand in order of id over all pages, none twice, none missing."""
    ids = [f"n{i:03}" for i in range(150)]
    shuffled = random.Random(4).sample(ids, len(ids))  # noqa: S311 - no secret
    for part in (shuffled[:50], shuffled[50:]):
        index.write(
            [_case(i, "甲 乙 丙", vector=[0.6, 0.8], date=dt.date(2020, 1, 1)) for i in part]
        )
    near = Nearest(VectorField.CASE, np.eye(DIM, dtype=np.float32)[1])
    for rank in (_full("甲", "丙"), near, ByDate(), ById()):
        paged = [
            id_ for start in range(0, 150, 7) for id_ in _hits(index, rank, limit=7, offset=start)
        ]
        must_equal(paged, ids, repr(rank))


@_check
def slices_are_of_one_list(index: CaseIndex) -> None:
    """``offset`` and ``limit`` cut; beyond the end there is nothing; the total stays."""
    index.write([_case(f"d{i}", "甲 " * (i + 1)) for i in range(9)])
    whole = _hits(index, _full("甲"), limit=100)
    must_equal(len(whole), 9, "whole")
    for offset, limit in ((0, 4), (4, 4), (8, 4), (9, 4), (50, 1), (0, 0)):
        page = index.search([Query(_full("甲"), limit=limit, offset=offset)])[0]
        must_equal(
            [hit.id for hit in page.hits], whole[offset : offset + limit], f"{offset}+{limit}"
        )
        must_equal(page.total, 9, "total")


@_check
def filters_combine(index: CaseIndex) -> None:
    """AllOf, AnyOf and NoneOf, empty, alone, nested."""
    index.write(
        [
            _case("a", "甲", {"level": ["基层"]}, court=["长沙"]),
            _case("b", "乙", {"level": ["中级"]}, court=["长沙", "株洲"]),
            _case("c", "甲 乙", court=["株洲"]),
            _case("d"),
        ]
    )
    changsha, zhuzhou = (Match(KeywordField.COURT, (name,)) for name in ("长沙", "株洲"))
    first = Words(TextField.FULL, ("甲",))
    table: list[tuple[Clause, str]] = [
        (AllOf(), "abcd"),
        (AnyOf(), ""),
        (NoneOf(), "abcd"),
        (AllOf((changsha, zhuzhou)), "b"),
        (AnyOf((changsha, zhuzhou)), "abc"),
        (NoneOf((changsha,)), "cd"),
        (NoneOf((changsha, first)), "d"),
        (AllOf((NoneOf((changsha,)), NoneOf((first,)))), "d"),
        (NoneOf((NoneOf((first,)),)), "ac"),
        (NoneOf((AllOf(),)), ""),
        (NoneOf((AnyOf(),)), "abcd"),
        (AnyOf((AllOf((changsha, NoneOf((zhuzhou,)))), AllOf((first, zhuzhou)))), "ac"),
        (AllOf((AnyOf((changsha, AnyOf())), AllOf((AllOf(),)))), "ab"),
        (AnyOf((NoneOf((changsha,)), first)), "acd"),
        (Match(KeywordField.COURT, ()), ""),
        (Match(KeywordField.COURT, ("长沙", "无此法院")), "ab"),
        (Match(KeywordField.COURT, ("长",)), ""),
        (Words(TextField.FULL, ()), "abcd"),
        (Words(TextField.FULL, ("乙", "甲")), "c"),
        (Words(TextField.TITLE, ("甲",)), ""),
        (Match(KeywordField.LEVEL, ("基层", "中级")), "ab"),
    ]
    for clause, expected in table:
        must_equal("".join(_ids(index, clause)), expected, repr(clause))


@_check
def a_filter_bounds_the_ranked_list(index: CaseIndex) -> None:
    """``where`` decides total and facets, ``rank`` only which of them are listed, and how."""
    index.write([_case(f"a{i}", "甲", court=["长沙"]) for i in range(3)])
    index.write([_case(f"b{i}", "乙", court=["长沙"]) for i in range(2)] + [_case("c", "甲")])
    where = Match(KeywordField.COURT, ("长沙",))
    facets = (FacetRequest(KeywordField.COURT),)
    page = index.search([Query(_full("甲"), where, facets=facets)])[0]
    must_equal([hit.id for hit in page.hits], ["a0", "a1", "a2"], "hits")
    must_equal((page.total, page.facets[0].values), (5, (("长沙", 5),)), "total and facet")


@_check
def phrases_need_neighbours(index: CaseIndex) -> None:
    """All tokens, in order, nothing between; one token is a word; none matches all."""
    texts = {
        "a": "善意 意取 取得",
        "b": "意取 善意 取得",
        "c": "善意 x 意取 取得",
        "d": "善意 意取",
    }
    index.write([_case(id_, text) for id_, text in texts.items()])
    for phrase, expected in (
        ("善意 意取 取得", "a"),
        ("善意 意取", "ad"),
        ("意取 取得", "ac"),
        ("取得 善意", ""),
        ("善意", "abcd"),
        ("", "abcd"),
        ("意取 意取", ""),
    ):
        clause = Phrase(TextField.FULL, tuple(phrase.split()))
        must_equal("".join(_ids(index, clause)), expected, phrase)


@_check
def dates_have_ends_and_unknowns(index: CaseIndex) -> None:
    """Both ends belong to a range; a case without date is found by ``unknown`` only."""
    dates = {"a": dt.date(2018, 12, 31), "b": dt.date(2019, 1, 1), "c": dt.date(2020, 2, 29)}
    index.write([_case(id_, date=date) for id_, date in dates.items()] + [_case("d"), _case("e")])
    start, end = dt.date(2019, 1, 1), dt.date(2020, 2, 29)
    for clause, expected in (
        (DateRange(start, end), "bc"),
        (DateRange(start=start), "bc"),
        (DateRange(end=dt.date(2018, 12, 31)), "a"),
        (DateRange(), "abc"),
        (DateRange(unknown=True), "abcde"),
        (DateRange(start, start, unknown=True), "bde"),
        (DateRange(end, start), ""),
        (NoneOf((DateRange(),)), "de"),
        (DateRange(dt.date(1, 1, 1), dt.date(1900, 1, 1)), ""),
    ):
        must_equal("".join(_ids(index, clause)), expected, repr(clause))
    must_equal("".join(_hits(index, ByDate())), "cbade", "newest first")
    must_equal("".join(_hits(index, ByDate(newest_first=False))), "abcde", "oldest first")
    must_equal(
        "".join(_hits(index, ByDate(), DateRange(unknown=True), offset=2, limit=2)), "ad", "cut"
    )


@_check
def facets_are_exact(index: CaseIndex) -> None:
    """Counts over all matches, most frequent first, ties by value, whatever the size asked."""
    for start in range(0, 300, 100):  # several commits: several segments or shards
        index.write(
            _case(f"d{i:03}", "", {"level": ["基层"]}, court=[f"院{i % 120:03}", "共同", "共同"])
            for i in range(start, start + 100)
        )
    everything = [("共同", 300)]
    everything += [(f"院{i:03}", 3) for i in range(60)]
    everything += [(f"院{i:03}", 2) for i in range(60, 120)]
    for size in (0, 1, 5, 61, 100, 121, 500):
        request = FacetRequest(KeywordField.COURT, size)
        page = index.search([Query(ById(), limit=0, facets=(request,))])[0]
        must_equal(page.facets[0].field, KeywordField.COURT, "field")
        must_equal(list(page.facets[0].values), everything[:size], f"size {size}")
    both = (FacetRequest(KeywordField.LEVEL), FacetRequest(KeywordField.JUDGE))
    page = index.search([Query(ById(), Match(KeywordField.COURT, ("院000",)), facets=both)])[0]
    must_equal(
        [facet.values for facet in page.facets], [(("基层", 3),), ()], "two facets, one empty"
    )


@_check
def many_values_match(index: CaseIndex) -> None:
    """A filter of a thousand values is one filter."""
    index.write(
        _case(f"d{i:04}", keywords={"statute": [f"民法典#{i}", f"民法典#{i + 1}"]})
        for i in range(300)
    )
    values = tuple(f"民法典#{i}" for i in range(0, 2000, 2))
    must_equal(index.count(Match(KeywordField.STATUTE, values)), 300, "even ones")
    must_equal(index.count(Match(KeywordField.STATUTE, values[:5])), 9, "five values")


@_check
def values_and_tokens_are_exact(index: CaseIndex) -> None:
    """No case folding, no trimming, no analysis; any Unicode; signs that may be syntax."""
    odd = [
        "ABC",
        "abc",
        " 空 格 ",
        "（2019）湘0102民初1号",
        '"引号" AND *?~^:/\\',
        "𠮷野家",
        "é",
        "e\u0301",
        "a\u3000b",
        "line\nbreak",
        "\x00null",
        "长" * 400,
    ]
    index.write([_case(f"d{i:02}", keywords={"party": [value]}) for i, value in enumerate(odd)])
    for number, value in enumerate(odd):
        must_equal(_ids(index, Match(KeywordField.PARTY, (value,))), [f"d{number:02}"], repr(value))
        stored = index.get(f"d{number:02}")
        must_equal(stored and stored.keywords[KeywordField.PARTY], (value,), repr(value))
    request = (FacetRequest(KeywordField.PARTY, 50),)
    page = index.search([Query(ById(), facets=request)])[0]
    must_equal(page.facets[0].values, tuple((value, 1) for value in sorted(odd)), "facet")
    tokens = ["ABC", "abc", "（", "Ａ", "𠮷", "a\u3000b", "AND", "-1.5%", "词" * 90]
    index.write(CaseDocument(f"t{i}", {TextField.FULL: [t]}, {}) for i, t in enumerate(tokens))
    for number, token in enumerate(tokens):
        must_equal(_ids(index, Words(TextField.FULL, (token,))), [f"t{number}"], repr(token))
        must_equal(_hits(index, _full(token)), [f"t{number}"], repr(token))
    index.write([_case("号 1/二?#")])
    must_equal(index.get("号 1/二?#"), StoredCase("号 1/二?#", {}, None), "an odd id")


@_check
def white_space_separates_tokens(index: CaseIndex) -> None:
    """A token with ASCII white space in it is several, an empty one none."""
    index.write([CaseDocument("a", {TextField.FULL: ["甲 乙", "", "丙\n丁"]}, {})])
    must_equal(_ids(index, Phrase(TextField.FULL, ("乙", "丙"))), ["a"], "neighbours")
    must_equal(
        _ids(index, Phrase(TextField.FULL, ("甲", "乙 丙", ""))), ["a"], "in the query as well"
    )


@_check
def nearest_is_by_inner_product(index: CaseIndex) -> None:
    """Best first; documents without a vector, or with one of zeros, are near to nothing."""
    rows = {"a": [0.6, 0.8], "b": [0.8, 0.6], "c": [-1.0], "z": [0.0]}
    index.write([_case(id_, court=[id_], vector=row) for id_, row in rows.items()] + [_case("n")])
    query = np.eye(DIM, dtype=np.float32)[0]
    near = Nearest(VectorField.CASE, query)
    page = index.search([Query(near)])[0]
    must_equal([hit.id for hit in page.hits], ["b", "a", "c"], "order")
    must_be_close([hit.score for hit in page.hits], [0.8, 0.6, -1.0], VECTOR_TOLERANCE, "scores")
    must_equal(page.total, 5, "the total is of the filter")
    must_equal(
        _hits(index, near, Match(KeywordField.COURT, ("a", "c", "n"))), ["a", "c"], "filtered"
    )
    must_equal(_hits(index, Nearest(VectorField.FACTS, query)), [], "a field nobody has")
    must_equal(_hits(index, Nearest(VectorField.CASE, np.zeros(DIM, np.float32))), [], "zero query")


@_check
def a_scan_is_of_the_moment_it_was_asked(index: CaseIndex) -> None:
    """What is written or deleted while a scan is read does not show in it."""
    index.write([_case(f"d{i}") for i in range(6)])
    scan = index.scan(AllOf())
    first = next(scan)
    index.delete(["d3"])
    index.write([_case("d35")])
    must_equal([first, *scan], [f"d{i}" for i in range(6)], "scan")
    must_equal(_ids(index, AllOf()), ["d0", "d1", "d2", "d35", "d4", "d5"], "the next scan")


@_check
def queries_of_one_call_keep_their_order(index: CaseIndex) -> None:
    """One page a query, each its own."""
    index.write([_case("a", "甲"), _case("b", "乙")])
    pages = index.search([Query(_full("乙")), Query(_full("甲")), Query(ById(), limit=1)])
    must_equal([[hit.id for hit in page.hits] for page in pages], [["b"], ["a"], ["a"]], "pages")


@_check
def a_broken_stream_keeps_the_index_whole(index: CaseIndex) -> None:
    """An error in the caller's iterable comes out as it is, and the index goes on."""

    def stream() -> Iterable[CaseDocument]:
        yield _case("a", "甲")
        raise KeyError("source")

    try:
        index.write(stream())
    except KeyError:
        pass
    else:
        raise ConformanceError("the caller's exception was swallowed")
    index.write([_case("b", "甲")])
    must_equal("b" in _ids(index, Words(TextField.FULL, ("甲",))), True, "goes on")


@_check
def closing_twice_is_harmless(index: CaseIndex) -> None:
    """``close`` may be called again."""
    index.close()
    index.close()


@_check
def random_queries_equal_the_reference(index: CaseIndex) -> None:
    """200 random combinations of filter, order, slice and facets over 240 documents."""
    reference = MemoryIndex()
    corpus = make_corpus(240)
    for start in range(0, len(corpus), 80):
        index.write(corpus[start : start + 80])
    reference.write(corpus)
    chance = random.Random(20240508)  # noqa: S311 - no secret
    queries = [make_query(chance) for _ in range(200)]
    for query, page, expected in zip(
        queries, index.search(queries), reference.search(queries), strict=True
    ):
        compare_pages(query, page, expected)
    for query in queries[:40]:
        must_equal(
            list(index.scan(query.where)), list(reference.scan(query.where)), repr(query.where)
        )
