"""GET /api/v1/statutes: from a described situation to articles of law."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from search_api.rest.schemas import LONGEST_LINE, ErrorOut
from search_api.similar.statutes import StatuteSearch

__all__ = ["statutes_api"]

_EXAMPLE: dict[str, Any] = {
    "law": "中华人民共和国民法典",
    "article": "676",
    "text": "（已载入的条文）",
    "path": "第三编　合同",
    "edition": "现行",
    "status": "现行有效",
    "score": 1.42,
    "said": 1.0,
    "cited": 0.9,
    "law_share": 1.0,
    "used": 0.7,
    "cases": [],
}


class ArticleOut(BaseModel):
    """One article with its standing today, and what its score is made of."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra={"examples": [_EXAMPLE]})

    law: str
    article: str = Field(description="条号：133；第一百三十三条之一为 133-1")
    text: str
    path: str = Field(description="编、章、节")
    edition: str = Field(description="版本：施行日期，或“现行”")
    status: str | None = Field(
        description="今日效力：现行有效、已修订、已废止、尚未生效、查无此条；null 为未核"
    )
    score: float
    said: float = Field(description="条文文字与案情的相符程度，最相符者为 1")
    cited: float = Field(description="近似案件引用的程度，最多者为 1")
    law_share: float = Field(description="该法在文字最相符的三十条中所占的份量，最多者为 1")
    used: float = Field(description="本库文书引用该法的程度，引用最多的法为 1")
    cases: list[str] = Field(description="引用该条的近似案件")


class ArticlesOut(BaseModel):
    """The articles for a text, best first."""

    model_config = ConfigDict(from_attributes=True)

    hits: list[ArticleOut]
    articles: int = Field(description="在多少条中查找")
    took_ms: float
    notes: list[str]


def _statutes(request: Request) -> StatuteSearch:
    found: StatuteSearch = request.app.state.application.statutes
    return found


Statutes = Annotated[StatuteSearch, Depends(_statutes)]
Text = Annotated[
    str, Query(max_length=LONGEST_LINE, description="案情或问题", examples=["借款到期不还怎么办"])
]
Law = Annotated[list[str] | None, Query(max_length=50, description="只在此法中查")]

statutes_api = APIRouter(
    prefix="/api/v1",
    responses={
        "4XX": {"model": ErrorOut, "description": "请求有误：detail 说明如何修改"},
        "5XX": {"model": ErrorOut, "description": "暂时不可用：detail 说明如何处理"},
    },
)


@statutes_api.get("/statutes", tags=["检索"], summary="按案情查法条")
def statutes(
    search: Statutes,
    text: Text,
    law: Law = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> ArticlesOut:
    """Return articles for a situation; 503 with what to do while no texts are loaded."""
    return ArticlesOut.model_validate(search.search(text, limit=limit, laws=law or ()))
