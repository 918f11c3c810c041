"""The API's shapes, with examples. Converted here from the domain's dataclasses."""

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from search_api.similar import FACET_FILTERS, Filters, SearchRequest, SearchResult
from search_api.store import Run

__all__ = [
    "CaseOut",
    "ErrorOut",
    "FacetOut",
    "FiltersIn",
    "HealthOut",
    "JobOut",
    "SearchIn",
    "SearchOut",
    "SearchParams",
    "facets_out",
]

LONGEST_TEXT = 2_000_000  # characters of a draft
LONGEST_LINE = 8_000  # characters of a query in an address


def _values(description: str) -> Any:
    return Field(default_factory=list, max_length=50, description=description)


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class FiltersIn(_In):
    """Filters: several values of one are alternatives, different filters all hold."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"cause": ["民间借贷纠纷"], "statute": ["民法典680"]}]},
    )

    kind: list[str] = _values("文书种类：judgment、library_entry、guiding_case")
    case_type: list[str] = _values("案件类型：刑事、民事、行政、执行、国家赔偿")
    cause: list[str] = _values("案由或罪名，含其下级")
    court: list[str] = _values("法院全称")
    level: list[str] = _values("法院层级：最高、高级、中级、基层")
    province: list[str] = _values("省份")
    procedure: list[str] = _values("审理程序：一审、二审、再审")
    document_type: list[str] = _values("文书类型：判决书、裁定书")
    result: list[str] = _values("裁判结果：支持、部分支持、驳回、维持、改判、发回 等")
    statute: list[str] = _values("法条或法律，如 民法典680")
    judge: list[str] = _values("审判人员")
    authority: list[str] = _values("效力层级：指导性案例、入库案例、最高人民法院、高级 等")
    year: list[str] = _values("裁判年份")
    date_from: dt.date | None = Field(None, description="裁判日期不早于")
    date_to: dt.date | None = Field(None, description="裁判日期不晚于")

    def to_filters(self) -> Filters:
        """Return the domain's filters."""
        given: dict[str, Any] = {}
        for name in FiltersIn.model_fields:
            value = getattr(self, name)
            given[name] = tuple(value) if isinstance(value, list) else value
        return Filters(**given)


class _Page(_In):
    limit: int = Field(20, ge=1, le=100, description="本页条数")
    offset: int = Field(0, ge=0, description="从第几条起，最多 1000")
    sort: Literal["similarity", "newest", "oldest"] = Field("similarity", description="排序")
    fold: bool = Field(True, description="近似文书和系列案并为一行")


class SearchParams(FiltersIn, _Page):
    """A search in an address."""

    q: str = Field(
        "",
        max_length=LONGEST_LINE,
        description='一句话、案情，或检索式（"短语" AND OR NOT 字段:值），或案号',
        examples=["被告逾期未归还借款，出借人请求支付利息"],
    )
    like: str | None = Field(None, max_length=200, description="以库中一件案例检索：其 id 或案号")

    def to_request(self) -> SearchRequest:
        """Return the domain's request."""
        return SearchRequest(
            text=self.q,
            like=self.like,
            filters=self.to_filters(),
            limit=self.limit,
            offset=self.offset,
            sort=self.sort,
            fold=self.fold,
        )


class SearchIn(_Page):
    """A search with a text of any length up to two million characters."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "text": "被告人酒后驾驶小型轿车，经检测血液酒精含量为 185mg/100ml。",
                    "filters": {"case_type": ["刑事"], "date_from": "2018-01-01"},
                    "limit": 10,
                }
            ]
        },
    )

    text: str = Field("", max_length=LONGEST_TEXT, description="一句话、案情或整篇文书")
    like: str | None = Field(None, max_length=200, description="以库中一件案例检索：其 id 或案号")
    filters: FiltersIn = FiltersIn()

    def to_request(self) -> SearchRequest:
        """Return the domain's request."""
        return SearchRequest(
            text=self.text,
            like=self.like,
            filters=self.filters.to_filters(),
            limit=self.limit,
            offset=self.offset,
            sort=self.sort,
            fold=self.fold,
        )


class CaseOut(_Out):
    """What a list shows of a case."""

    id: str
    kind: str
    title: str
    case_number: str | None
    court: str | None
    level: str | None
    province: str | None
    date: dt.date | None
    case_type: str
    procedure: str
    document_type: str
    causes: list[str]
    result: str | None
    authority: str
    holding: str = Field(description="裁判要旨或说理中的一句，原文")
    source: str


class SignalOut(_Out):
    """One ranked list behind a hit: its name, the rank in it, the raw score, its share."""

    name: str
    rank: int
    score: float
    contribution: float


class PassageOut(_Out):
    """A stretch of the text; ``marks`` are offsets into the judgment's text, end exclusive."""

    start: int
    end: int
    text: str
    section: str | None
    marks: list[tuple[int, int]]


class AlignedOut(_Out):
    """A stretch of the hit's text; ``query_start``: where the query says the same, if it does."""

    start: int
    end: int
    query_start: int | None


class AspectOut(_Out):
    """Likeness in one respect (facts, issues, law); no score where a side has nothing of it."""

    name: str
    score: float | None
    aligned: list[AlignedOut]
    differences: list[str] = Field(description="不同之处，本案指检索的案情，该案指本条")


class HitOut(_Out):
    """One similar case."""

    case: CaseOut
    score: float
    signals: list[SignalOut]
    passages: list[PassageOut]
    folded: list[str] = Field(description="并入此行的近似或同系列文书的 id；fold=false 逐件列出")
    aspects: list[AspectOut]


class UnderstandingOut(_Out):
    """What was read from the request."""

    free_text: str
    expression: str
    causes: list[str]
    statutes: list[str]
    notes: list[str]


class FacetValueOut(BaseModel):
    """A value with its count: the total that the filter by it gives."""

    value: str
    count: int


class FacetOut(BaseModel):
    """The values of one field, most frequent first; ``filter`` takes them."""

    field: str
    filter: str | None
    values: list[FacetValueOut]


class SearchOut(BaseModel):
    """A page of similar cases; ``total`` counts what the operators and filters match."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "total": 1204,
                    "hits": [
                        {
                            "case": {
                                "id": "j-7f2a",
                                "kind": "judgment",
                                "title": "张三与李四民间借贷纠纷一审民事判决书",
                                "case_number": "（2021）湘0102民初1号",
                                "court": "长沙市芙蓉区人民法院",
                                "level": "基层",
                                "province": "湖南省",
                                "date": "2021-03-01",
                                "case_type": "民事",
                                "procedure": "一审",
                                "document_type": "判决书",
                                "causes": ["民间借贷纠纷"],
                                "result": "支持",
                                "authority": "基层",
                                "holding": "被告逾期未还，应当按约支付利息。",
                                "source": "sample",
                            },
                            "score": 0.0651,
                            "signals": [
                                {"name": "words", "rank": 1, "score": 31.2, "contribution": 0.0164}
                            ],
                            "passages": [],
                            "folded": ["j-81c0"],
                            "aspects": [
                                {
                                    "name": "facts",
                                    "score": 0.71,
                                    "aligned": [{"start": 412, "end": 421, "query_start": 3}],
                                    "differences": ["最大金额：本案 5 万元，该案 20 万元"],
                                }
                            ],
                        }
                    ],
                    "facets": [
                        {
                            "field": "case_type",
                            "filter": "case_type",
                            "values": [{"value": "民事", "count": 1204}],
                        }
                    ],
                    "understanding": {
                        "free_text": "逾期未归还借款",
                        "expression": "",
                        "causes": [],
                        "statutes": [],
                        "notes": [],
                    },
                    "exact": [],
                    "generation": "20261123T040000-1",
                    "took_ms": 23.4,
                }
            ]
        }
    )

    total: int
    hits: list[HitOut]
    facets: list[FacetOut]
    understanding: UnderstandingOut
    exact: list[CaseOut] = Field(description="输入案号或入库编号时直达的文书")
    generation: str
    took_ms: float

    @classmethod
    def of(cls, result: SearchResult) -> "SearchOut":
        """Return the shape of a result."""
        return cls(
            total=result.total,
            hits=[HitOut.model_validate(hit) for hit in result.hits],
            facets=facets_out(result.facets),
            understanding=UnderstandingOut.model_validate(result.understanding),
            exact=[CaseOut.model_validate(case) for case in result.exact],
            generation=result.generation,
            took_ms=round(result.took_ms, 2),
        )


def facets_out(facets: Any) -> list[FacetOut]:
    """Return the shape of facets, each with the filter that takes its values."""
    return [
        FacetOut(
            field=facet.field.value,
            filter=FACET_FILTERS.get(facet.field),
            values=[FacetValueOut(value=value, count=count) for value, count in facet.values],
        )
        for facet in facets
    ]


class TextOut(BaseModel):
    """A judgment's whole text; all offsets of the API are into it."""

    id: str
    text: str


class JobOut(BaseModel):
    """A run of ingest; an unfinished one is at work, or goes on when it is started again."""

    id: int
    label: str
    state: Literal["finished", "unfinished"]
    started_at: str
    finished_at: str | None
    report: dict[str, Any]

    @classmethod
    def of(cls, run: Run) -> "JobOut":
        """Return the shape of a run."""
        return cls(
            id=run.id,
            label=run.label,
            state="finished" if run.finished_at else "unfinished",
            started_at=run.started_at,
            finished_at=run.finished_at,
            report=dict(run.report),
        )


class HealthOut(BaseModel):
    """Searches can be answered; where they cannot, the answer is 503 with the reason."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"status": "ok", "version": "0.1.0", "generation": "g1", "documents": 14291}
            ]
        }
    )

    status: Literal["ok"]
    version: str
    generation: str
    documents: int


class ErrorOut(BaseModel):
    """Any error: a stable name, and what to do."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"error": "not_found", "detail": "库中没有 j-0。"}]}
    )

    error: str
    detail: str
