"""Golden requests, to be read beside the Query DSL."""

import datetime as dt
import json
import random
from typing import Any

import numpy as np
import pytest

from corpus.errors import QueryError
from indexer.backends.elastic.facets import aggregations, facet_of
from indexer.backends.elastic.mapping import document_id, drift, index_body, properties, source_of
from indexer.backends.elastic.queries import (
    BY_SCORE,
    count_body,
    date_order,
    filter_of,
    list_body,
    nearest_query,
    weighted_query,
)
from indexer.backends.elastic.tokens import engine_text
from indexer.conformance import DIM, make_corpus, make_query
from indexer.types import (
    AllOf,
    AnyOf,
    ByDate,
    CaseDocument,
    Clause,
    DateRange,
    Facet,
    FacetRequest,
    KeywordField,
    Match,
    Nearest,
    NoneOf,
    Phrase,
    TextField,
    VectorField,
    Weighted,
    Words,
)

COURT = Match(KeywordField.COURT, ("长沙市雨花区人民法院",))
COURT_JSON = {"terms": {"court": ["长沙市雨花区人民法院"]}}
THEFT = Words(TextField.FULL, ("盗窃",))
THEFT_JSON = {"term": {"full": "盗窃"}}
DATED = {"exists": {"field": "date"}}

FILTERS: list[tuple[Clause, Any]] = [
    (AllOf(), {"match_all": {}}),
    (AnyOf(), {"match_none": {}}),
    (NoneOf(), {"match_all": {}}),
    (COURT, COURT_JSON),
    (AllOf((COURT, THEFT)), {"bool": {"filter": [COURT_JSON, THEFT_JSON]}}),
    (
        AllOf((COURT, AllOf((THEFT, AllOf())))),
        {"bool": {"filter": [COURT_JSON, THEFT_JSON]}},
    ),
    (
        AnyOf((COURT, AnyOf((THEFT,)))),
        {"bool": {"should": [COURT_JSON, THEFT_JSON], "minimum_should_match": 1}},
    ),
    (NoneOf((COURT, THEFT)), {"bool": {"must_not": [COURT_JSON, THEFT_JSON]}}),
    (NoneOf((AnyOf((COURT, THEFT)),)), {"bool": {"must_not": [COURT_JSON, THEFT_JSON]}}),
    (Match(KeywordField.COURT, ()), {"match_none": {}}),
    (
        Words(TextField.FULL, ("盗窃", "入户 财物")),
        {"bool": {"filter": [THEFT_JSON, {"term": {"full": "入户"}}, {"term": {"full": "财物"}}]}},
    ),
    (Words(TextField.FULL, ()), {"match_all": {}}),
    (Phrase(TextField.BIGRAMS, ("善意", "意取")), {"match_phrase": {"bigrams": "善意 意取"}}),
    (Phrase(TextField.BIGRAMS, ()), {"match_all": {}}),
    (DateRange(), DATED),
    (
        DateRange(dt.date(2019, 1, 1), dt.date(2020, 2, 29)),
        {"range": {"date": {"gte": "2019-01-01", "lte": "2020-02-29"}}},
    ),
    (
        DateRange(end=dt.date(2020, 2, 29), unknown=True),
        {
            "bool": {
                "should": [
                    {"range": {"date": {"lte": "2020-02-29"}}},
                    {"bool": {"must_not": [DATED]}},
                ],
                "minimum_should_match": 1,
            }
        },
    ),
]


@pytest.mark.parametrize(("clause", "expected"), FILTERS, ids=lambda value: str(value)[:60])
def test_filters(clause: Clause, expected: object) -> None:
    assert filter_of(clause) == expected


def test_a_weighted_list() -> None:
    rank = Weighted(TextField.FACTS, {"盗窃": 2.0, "入户": 0.5, "无": 0.0, "非数": float("nan")})
    assert weighted_query(rank, AllOf((COURT, THEFT))) == {
        "bool": {
            "should": [
                {"term": {"facts": {"value": "盗窃", "boost": 2.0}}},
                {"term": {"facts": {"value": "入户", "boost": 0.5}}},
            ],
            "minimum_should_match": 1,
            "filter": [COURT_JSON, THEFT_JSON],
        }
    }
    assert weighted_query(Weighted(TextField.FULL, {}), COURT) is None


def test_a_list_by_vector_searches_inside_the_filter() -> None:
    vector = np.array([0.6, 0.8], np.float32)
    query = nearest_query(VectorField.CASE, vector, COURT, k=132)
    assert query == {
        "knn": {
            "field": "case_vector",
            "query_vector": pytest.approx([0.6, 0.8]),
            "k": 132,
            "num_candidates": 500,
            "rescore_vector": {"oversample": 2.0},
            "filter": [COURT_JSON],
        }
    }
    largest = nearest_query(VectorField.CASE, vector, AllOf(), k=10_000)["knn"]
    assert largest["num_candidates"] == 10_000
    assert largest["rescore_vector"] == {"oversample": 1.0}
    assert "filter" not in largest


def test_a_list_returns_ids_in_a_settled_order_and_nothing_else() -> None:
    assert list_body({"match_all": {}}, BY_SCORE, size=52) == {
        "query": {"match_all": {}},
        "sort": [{"_score": "desc"}, {"id": "asc"}],
        "from": 0,
        "size": 52,
        "track_total_hits": False,
        "_source": False,
        "stored_fields": "_none_",
    }
    newest, oldest = (date_order(ByDate(newest_first=first)) for first in (True, False))
    assert newest == [{"date": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]
    assert oldest == [{"date": {"order": "asc", "missing": "_last"}}, {"id": "asc"}]


def test_a_count_with_facets() -> None:
    requests = [FacetRequest(KeywordField.CAUSE, 20), FacetRequest(KeywordField.COURT, 0)]
    assert count_body(COURT, aggregations(requests, 5000)) == {
        "query": COURT_JSON,
        "size": 0,
        "track_total_hits": True,
        "aggs": {
            "cause-20": {
                "terms": {
                    "field": "cause",
                    "size": 70,
                    "shard_size": 5000,
                    "show_term_doc_count_error": True,
                    "order": [{"_count": "desc"}, {"_key": "asc"}],
                }
            }
        },
    }


def buckets(*rows: tuple[str, int, int], unseen: int) -> dict[str, Any]:
    held = [
        {"key": key, "doc_count": count, "doc_count_error_upper_bound": error}
        for key, count, error in rows
    ]
    return {"cause-2": {"buckets": held, "doc_count_error_upper_bound": unseen}}


@pytest.mark.parametrize(
    ("found", "is_exact"),
    [
        (buckets(("甲", 9, 0), ("乙", 5, 0), ("人", 5, 0), unseen=0), True),
        (buckets(("甲", 9, 0), ("乙", 5, 0), ("丙", 2, 0), unseen=2), True),
        (buckets(("甲", 9, 0), ("乙", 5, 0), ("丙", 3, 0), unseen=2), False),  # 丁 may have 5
        (buckets(("甲", 9, 0), ("乙", 5, 1), ("丙", 1, 0), unseen=1), False),
        (buckets(("甲", 9, 0), unseen=1), False),
        (buckets(unseen=0), True),
    ],
)
def test_counts_that_a_shard_may_have_cut_are_not_believed(
    found: dict[str, Any], is_exact: bool
) -> None:
    facet = facet_of(FacetRequest(KeywordField.CAUSE, 2), found)
    assert (facet is not None) == is_exact
    if facet is not None and found["cause-2"]["buckets"]:
        assert facet == Facet(KeywordField.CAUSE, (("甲", 9), ("乙", 5)))


def test_nesting_is_flattened_or_refused() -> None:
    clause: Clause = COURT
    for _ in range(40):
        clause = AllOf((THEFT, AllOf((clause,))))
    assert len(filter_of(clause)["bool"]["filter"]) == 41
    for _ in range(15):
        clause = AllOf((THEFT, AnyOf((COURT, clause))))
    with pytest.raises(QueryError, match="28 层"):
        filter_of(clause)


def test_nothing_that_must_be_paid_for_is_asked() -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    asked = [index_body(dim=DIM, shards=3, meta={})]
    for _ in range(300):
        query = make_query(chance)
        asked.append(count_body(query.where, aggregations(query.facets, 5000)))
        match query.rank:
            case Weighted():
                asked.append(weighted_query(query.rank, query.where) or {})
            case Nearest(field, vector):
                asked.append(nearest_query(field, vector, query.where, k=100))
            case ByDate():
                asked.append(list_body({}, date_order(query.rank), size=5))
    text = json.dumps(asked)
    paid = ("retriever", "rrf", "rank", "linear", "rerank", "semantic", "sparse", "script", "bbq_d")
    assert [word for word in paid if f'"{word}' in text] == []


# ---------------------------------------------------------------- mapping and documents


def test_every_field_has_one_type_and_nothing_else_is_let_in() -> None:
    body = index_body(dim=2, shards=3, meta={"leian": 1})
    mapping = body["mappings"]
    assert mapping["dynamic"] == "strict"
    fields = mapping["properties"]
    assert fields["full"] == {
        "type": "text",
        "analyzer": "whitespace",
        "similarity": "leian_bm25",
    }
    assert body["settings"]["similarity"] == {"leian_bm25": {"type": "BM25", "k1": 1.2, "b": 0.75}}
    assert all(fields[name] == {"type": "keyword"} for name in KeywordField)
    assert fields["date"] == {"type": "date", "format": "strict_date"}
    assert fields["facts_vector"] == {
        "type": "dense_vector",
        "dims": 2,
        "index": True,
        "similarity": "dot_product",
        "index_options": {"type": "int8_hnsw"},
    }
    assert not set(VectorField) & set(index_body(dim=0, shards=1, meta={})["mappings"])


def test_drift_names_the_fields() -> None:
    found = properties(2)
    found["case_vector"]["index_options"]["m"] = 16  # what a server adds
    assert drift(found, 2) == []
    found["full"]["analyzer"] = "standard"
    del found["court"]
    found["extra"] = {"type": "keyword"}
    assert drift(found, 2) == ["court", "extra", "full"]
    assert "case_vector" in drift(properties(2), 3)


def test_a_document() -> None:
    case = CaseDocument(
        "a",
        {TextField.FULL: ["盗窃", "财物"], TextField.TITLE: []},
        {KeywordField.COURT: ("长" * 1200,), KeywordField.JUDGE: ()},
        dt.date(2019, 2, 28),
        {VectorField.CASE: np.array([1, 0], np.float32), VectorField.FACTS: np.zeros(2, "f4")},
    )
    source = source_of(case, dim=2)
    assert source["full"] == "盗窃 财物"
    assert source["title"] == "\U000f0000"
    assert source["court"] == ["长" * 1000]
    assert source["stored"] == {"keywords": {"court": ["长" * 1200]}, "date": "2019-02-28"}
    assert source["date"] == "2019-02-28"
    assert source["case_vector"] == [1.0, 0.0]
    assert source["packed"] == {"case_vector": "AACAPwAAAAA="}
    assert not {"facts_vector", "judge"} & set(source)


def test_ids() -> None:
    assert document_id("号 1/二?#") == "号 1/二?#"
    longest, longer = "a" * 512, "案" * 171
    assert document_id(longest) == longest
    assert document_id(longer).startswith("sha256:")
    assert document_id(longer) == document_id(longer) != document_id(longer + "案")


@pytest.mark.parametrize("token", ["a\u3000b", "a\x0bb", "a\u2028b", "长" * 300, "𠮷" * 200])
def test_odd_tokens_stay_one_token_for_lucene(token: str) -> None:
    spelled = engine_text(token)
    assert spelled != token
    assert len(spelled.split()) == 1
    assert len(spelled.encode("utf-16-le")) // 2 <= 255
    assert engine_text(f"甲 {token} 乙") == f"甲 {spelled} 乙"


def test_ordinary_tokens_are_sent_as_they_are() -> None:
    for case in make_corpus(20):
        joined = " ".join(case.tokens[TextField.FULL])
        assert engine_text(joined) is joined
