import datetime as dt
import math
from dataclasses import replace
from typing import Any

import pytest

from corpus.errors import NotFoundError, QueryError
from indexer.types import KeywordField
from search_api.similar import FACET_FILTERS, Filters, SearchHit, SearchRequest
from tests.search_api.application import SmallApplication
from tests.search_api.corpus import APPEAL, FIRST, raw_documents

LOAN = "借款到期后被告未按约定归还借款本金和利息"


def _ids(hits: tuple[SearchHit, ...]) -> list[str]:
    return [hit.case.id for hit in hits]


def test_facts_find_cases_like_them(application: SmallApplication) -> None:
    result = application.require_search().search(SearchRequest(text="撬门进入商铺盗走现金"))
    assert result.hits[0].case.causes == ("盗窃罪",)
    assert "202" in result.hits[0].case.id
    assert result.total == 14
    assert result.generation == "g1"
    assert result.took_ms > 0


def test_every_hit_says_what_it_was_found_by(application: SmallApplication) -> None:
    result = application.require_search().search(SearchRequest(text=LOAN))
    names = {signal.name for hit in result.hits for signal in hit.signals}
    assert {"words", "bigrams", "facts_vector", "case_vector"} <= names
    for hit in result.hits:
        log_odds = sum(one.contribution for one in hit.signals)
        assert hit.score == pytest.approx(1 / (1 + math.exp(-log_odds)))
        assert any(signal.rank >= 1 for signal in hit.signals)
    scores = [hit.score for hit in result.hits]
    assert scores == sorted(scores, reverse=True)


def test_pages_continue_each_other(application: SmallApplication) -> None:
    search = application.require_search().search
    whole = _ids(search(SearchRequest(text=LOAN, limit=12)).hits)
    parts = [
        *_ids(search(SearchRequest(text=LOAN, limit=5)).hits),
        *_ids(search(SearchRequest(text=LOAN, limit=7, offset=5)).hits),
    ]
    assert parts == whole


def test_the_same_request_has_the_same_answer(application: SmallApplication) -> None:
    long = "".join(raw.text for raw in raw_documents()[:6])
    request = SearchRequest(text=long.replace("本院认为", "认为").replace("判决如下", ""))
    first, second = (application.require_search().search(request).hits for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("filters", "total"),
    [
        ({"case_type": ("刑事",)}, 5),
        ({"cause": ("盗窃罪",)}, 5),
        ({"cause": ("民间借贷纠纷", "盗窃罪")}, 14),
        ({"cause": ("侵犯财产罪",)}, 5),
        ({"procedure": ("二审",)}, 1),
        ({"level": ("中级",)}, 1),
        ({"court": ("长沙市芙蓉区人民法院",)}, 7),
        ({"statute": ("刑法264",)}, 5),
        ({"statute": ("中华人民共和国刑法#264",)}, 5),
        ({"statute": ("刑法",)}, 5),
        ({"judge": ("孙七",)}, 6),
        ({"year": ("2020",)}, 5),
        ({"authority": ("指导性案例", "入库案例")}, 2),
        ({"kind": ("guiding_case",)}, 1),
        ({"result": ("维持",)}, 1),
        ({"result": ("affirmed",)}, 1),
        ({"date_from": dt.date(2021, 8, 1)}, 2),
        ({"date_from": dt.date(2021, 3, 10), "date_to": dt.date(2021, 4, 10)}, 2),
        ({"case_type": ("民事",), "procedure": ("一审",), "year": ("2021",)}, 6),
        ({"court": ("没有这个法院",)}, 0),
    ],
)
def test_filters(application: SmallApplication, filters: dict[str, Any], total: int) -> None:
    search = application.require_search().search
    for text in ("", LOAN):
        result = search(SearchRequest(text=text, filters=Filters(**filters)))
        assert result.total == total
        assert len(result.hits) <= total
    assert len(search(SearchRequest(filters=Filters(**filters))).hits) == min(total, 20)


@pytest.mark.parametrize(
    "request_",
    [
        SearchRequest(text=LOAN),
        SearchRequest(text=LOAN, filters=Filters(case_type=("民事",))),
        SearchRequest(filters=Filters(year=("2021",))),
        SearchRequest(text='"逾期未还"'),
    ],
)
def test_a_facet_value_clicked_gives_exactly_its_count(
    application: SmallApplication, request_: SearchRequest
) -> None:
    search = application.require_search()
    result = search.search(request_)
    assert result.facets == search.facets(request_)
    clicked = 0
    for facet in result.facets:
        name = FACET_FILTERS[facet.field]
        given = getattr(request_.filters, name)
        for value, count in facet.values:
            if given and value not in given:
                continue  # several values of one filter are alternatives: a click widens
            changed: dict[str, Any] = {name: (value,)}
            filters = replace(request_.filters, **changed)
            narrowed = SearchRequest(text=request_.text, filters=filters)
            assert search.search(narrowed).total == count, (facet.field, value)
            clicked += 1
    assert clicked > 8


@pytest.mark.parametrize("text", ["，。！", "的", "zzz qqq"])
def test_words_that_nobody_knows_still_have_an_answer(
    application: SmallApplication, text: str
) -> None:
    assert application.require_search().search(SearchRequest(text=text)).total == 14


def test_judges_are_no_facet(application: SmallApplication) -> None:
    result = application.require_search().search(SearchRequest(text=LOAN))
    assert KeywordField.JUDGE not in {facet.field for facet in result.facets}


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        (FIRST, "（2021）湘0102民初101号"),
        ("(2021)湘0102民初101号", "（2021）湘0102民初101号"),
        (" （2021） 湘0102民初 101 号 ", "（2021）湘0102民初101号"),
        ("指导案例9001号", "指导案例9001号"),
        ("2023-16-2-103-901", "民间借贷纠纷案"),
    ],
)
def test_a_number_goes_straight_to_its_document(
    application: SmallApplication, typed: str, title: str
) -> None:
    result = application.require_search().search(SearchRequest(text=typed))
    assert title in result.exact[0].title
    shown = {case.id for case in result.exact}
    assert not shown & set(_ids(result.hits))
    assert result.hits


def test_an_unknown_number_shows_who_names_it_or_nothing(application: SmallApplication) -> None:
    result = application.require_search().search(SearchRequest(text="（1999）湘0102民初1号"))
    assert result.exact == ()
    assert result.total == 0
    assert "库中没有" in result.understanding.notes[0]


def test_a_library_entry_is_found_by_its_cases_number(application: SmallApplication) -> None:
    result = application.require_search().search(SearchRequest(text=FIRST))
    assert [case.kind for case in result.exact] == ["judgment", "library_entry"]


@pytest.mark.parametrize(
    ("text", "total"),
    [
        ('"秘密窃取他人财物"', 5),
        ("案由:盗窃罪", 5),
        ("案由:盗窃罪 NOT 商铺", 4),
        ("法条:民法典680", 7),
    ],
)
def test_operators_decide_what_matches(
    application: SmallApplication, text: str, total: int
) -> None:
    result = application.require_search().search(SearchRequest(text=text))
    assert result.total == total
    assert len(result.hits) == total
    assert result.understanding.expression


def test_a_pasted_judgment_is_read_as_one(application: SmallApplication) -> None:
    pasted = raw_documents()[6].text
    result = application.require_search().search(SearchRequest(text=pasted))
    assert "判决书" in result.understanding.notes[0]
    assert result.understanding.causes == ("盗窃罪",)
    assert "中华人民共和国刑法#264" in result.understanding.statutes
    assert "公诉机关" not in result.understanding.free_text
    assert {hit.case.causes for hit in result.hits[:5]} == {("盗窃罪",)}


def test_like_asks_with_the_cases_own_facts(application: SmallApplication) -> None:
    search = application.require_search()
    own = search.search(SearchRequest(text=FIRST)).exact[0].id
    by_id = search.search(SearchRequest(like=own))
    by_number = search.search(SearchRequest(like=FIRST))
    assert _ids(by_id.hits) == _ids(by_number.hits)
    assert own not in _ids(by_id.hits)
    assert by_id.hits[0].case.causes == ("民间借贷纠纷",)
    assert by_id.exact == ()
    with pytest.raises(NotFoundError, match="请核对"):
        search.search(SearchRequest(like="nothing"))


@pytest.mark.parametrize("sort", ["newest", "oldest"])
def test_order_by_date(application: SmallApplication, sort: str) -> None:
    for text in ("", LOAN):
        result = application.require_search().search(SearchRequest(text=text, sort=sort))
        dates = [hit.case.date for hit in result.hits]
        known = [date for date in dates if date is not None]
        assert known == sorted(known, reverse=sort == "newest")
        assert dates[: len(known)] == known, "unknown dates come last"


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        (SearchRequest(text="甲", offset=1001), "1,000"),
        (SearchRequest(text="甲", offset=-1), "offset"),
        (SearchRequest(text="甲", limit=0), "limit"),
        (SearchRequest(text="甲", limit=1000), "limit"),
        (SearchRequest(text="甲", sort="best"), "similarity"),
        (SearchRequest(text="甲", filters=Filters(statute=("民发点12条",))), "民法典680"),
        (
            SearchRequest(
                filters=Filters(date_from=dt.date(2022, 1, 1), date_to=dt.date(2021, 1, 1))
            ),
            "晚于",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(
    application: SmallApplication, request_: SearchRequest, said: str
) -> None:
    with pytest.raises(QueryError, match=said):
        application.require_search().search(request_)


def test_passages_point_into_the_text(application: SmallApplication) -> None:
    search = application.require_search()
    theft = Filters(case_type=("刑事",))
    hit = search.search(SearchRequest(text="撬门入室盗走手机和现金", filters=theft)).hits[0]
    judgment = search.judgment(hit.case.id)
    assert hit.passages
    for passage in hit.passages:
        assert judgment.text[passage.start : passage.end] == passage.text
        assert len(passage.text) <= 160
        assert passage.marks
        for start, end in passage.marks:
            assert passage.start <= start < end <= passage.end
    best = hit.passages[0]
    assert best.section == "findings"
    assert "撬门入室" in best.text


def test_the_holding_is_verbatim(application: SmallApplication) -> None:
    search = application.require_search()
    for hit in search.search(SearchRequest(text=LOAN, limit=20)).hits:
        assert hit.case.holding
        assert hit.case.holding in search.judgment(hit.case.id).text
    entry = search.search(SearchRequest(filters=Filters(kind=("library_entry",)))).hits[0].case
    assert entry.holding.startswith("职业放贷人")


def test_instances_are_linked_both_ways(application: SmallApplication) -> None:
    search = application.require_search()
    first, appeal = search.judgment(FIRST), search.judgment(APPEAL)
    assert appeal.id in {case.id for case in search.instances(first.id)}
    assert first.id in {case.id for case in search.instances(appeal.id)}
    assert search.instances(search.judgment("（2020）湘0104刑初201号").id) == ()


def test_stages_are_told(application: SmallApplication) -> None:
    search = application.require_search()
    stages: list[str] = []
    search.on_stage = lambda name, _seconds: stages.append(name)
    search.search(SearchRequest(text=LOAN))
    search.on_stage = None
    assert stages == ["analyse", "retrieve", "rank", "explain"]


def test_a_filter_value_that_no_document_has_is_named(application: SmallApplication) -> None:
    search = application.require_search().search
    result = search(SearchRequest(text=LOAN, filters=Filters(level=("火星",), year=("2021",))))
    assert result.total == 0
    assert result.understanding.notes == ("语料中没有“火星”的文书，请核对这一筛选条件。",)
