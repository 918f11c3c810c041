"""The routes under /api/v1: declare, call, wrap."""

from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import ValidationError

from corpus import codec
from corpus.errors import NotFoundError, QueryError
from search_api.admin import Application, program_version, status
from search_api.rest.metrics import Metrics
from search_api.rest.schemas import (
    CaseOut,
    ErrorOut,
    FacetOut,
    HealthOut,
    JobOut,
    SearchIn,
    SearchOut,
    SearchParams,
    TextOut,
    facets_out,
)
from search_api.similar import SearchRequest, SimilarSearch
from search_api.similar.uploads import text_of_upload

__all__ = ["api", "metrics_route"]

_JSON = "application/json"
_JUDGMENT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "文书的解析结果（同 leian parse 的输出）；文内偏移以 /text 的正文为准",
        "content": {_JSON: {"schema": {"$ref": "#/components/schemas/Judgment"}}},
    }
}
_STATUS: dict[int | str, dict[str, Any]] = {
    200: {"content": {_JSON: {"schema": {"$ref": "#/components/schemas/Status"}}}}
}
_ERRORS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ErrorOut, "description": "请求有误：error 为固定名称，detail 说明如何修改"},
    "5XX": {"model": ErrorOut, "description": "暂时不可用或程序出错：detail 说明如何处理"},
}


def _application(request: Request) -> Application:
    application: Application = request.app.state.application
    return application


def _search(request: Request) -> SimilarSearch:
    metrics: Metrics = request.app.state.metrics
    search = _application(request).require_search()
    search.on_stage = metrics.stage
    return search


App = Annotated[Application, Depends(_application)]
Search = Annotated[SimilarSearch, Depends(_search)]
Params = Annotated[SearchParams, Query()]

api = APIRouter(prefix="/api/v1", responses=_ERRORS)


def _answered(search: SimilarSearch, request: SearchRequest) -> SearchOut:
    if not request.text.strip() and request.like is None and not request.filters.any():
        raise QueryError("请给出检索词（q 或 text）、like 或至少一个筛选条件。")
    return SearchOut.of(search.search(request))


def _read_options(options: str) -> SearchIn:
    try:
        return SearchIn.model_validate_json(options)
    except ValidationError as error:
        problems = [{**one, "loc": ("body", "options", *one["loc"])} for one in error.errors()]
        raise RequestValidationError(problems) from error


@api.get("/health", tags=["运行"], summary="能否检索")
def health(application: App, search: Search) -> HealthOut:
    """Return 200 when searches work; 503 with the reason otherwise."""
    return HealthOut(
        status="ok",
        version=program_version(),
        generation=search.manifest.generation,
        documents=application.store.count(),
    )


@api.get("/status", tags=["运行"], summary="语料、索引、编码器和磁盘的现状", responses=_STATUS)
def read_status(application: App) -> Response:
    """Return the figures that ``leian status --json`` prints."""
    return Response(msgspec.json.encode(status(application)), media_type=_JSON)


@api.get("/search", tags=["检索"], summary="检索类案")
def search_by_address(search: Search, params: Params) -> SearchOut:
    """Return a page of similar cases for a sentence, operators, or a case number."""
    return _answered(search, params.to_request())


@api.post("/search", tags=["检索"], summary="检索类案：案情或整篇文书")
def search_by_text(search: Search, body: SearchIn) -> SearchOut:
    """Return a page of similar cases for a text of any length up to two million characters."""
    return _answered(search, body.to_request())


@api.post("/search/file", tags=["检索"], summary="检索类案：上传文书（docx、pdf、txt 等）")
def search_by_file(
    search: Search,
    application: App,
    file: UploadFile,
    options: Annotated[str, Form(description="SearchIn 的 JSON，不含 text")] = "{}",
) -> SearchOut:
    """Return a page of similar cases for an uploaded draft; nothing of it is kept."""
    asked = _read_options(options)
    limit = application.settings.max_document_mb
    text = text_of_upload(file.file, file.filename or "", limit_mb=limit)
    return _answered(search, asked.model_copy(update={"text": text}).to_request())


@api.get("/facets", tags=["检索"], summary="分面计数")
def facets(search: Search, params: Params) -> list[FacetOut]:
    """Return the facets of a search with up to 200 values each."""
    return facets_out(search.facets(params.to_request()))


@api.get("/judgments/{id}", tags=["文书"], summary="读一份文书", responses=_JUDGMENT)
def judgment(search: Search, id: str, *, text: bool = False) -> Response:  # noqa: A002
    """Return a judgment by id or case number, its text when asked for."""
    found = codec.to_builtins(search.judgment(id), with_text=text)
    return Response(msgspec.json.encode(found), media_type=_JSON)


@api.get("/judgments/{id}/text", tags=["文书"], summary="一份文书的正文")
def judgment_text(search: Search, id: str) -> TextOut:  # noqa: A002
    """Return a judgment's whole text."""
    found = search.judgment(id)
    return TextOut(id=found.id, text=found.text)


@api.get("/judgments/{id}/similar", tags=["文书"], summary="与一份文书相似的案例")
def similar(search: Search, id: str, params: Params) -> SearchOut:  # noqa: A002
    """Return a page of cases like this one; the filters are those of a search."""
    return SearchOut.of(search.search(params.model_copy(update={"like": id}).to_request()))


@api.get("/judgments/{id}/instances", tags=["文书"], summary="同案的其他审级")
def instances(search: Search, id: str) -> list[CaseOut]:  # noqa: A002
    """Return the same case's other instances, oldest first."""
    return [CaseOut.model_validate(case) for case in search.instances(id)]


@api.get("/ingest/jobs", tags=["入库"], summary="入库任务")
def jobs(application: App, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> list[JobOut]:
    """Return the runs of ingest, newest first."""
    return [JobOut.of(run) for run in application.store.runs()[:limit]]


@api.get("/ingest/jobs/{number}", tags=["入库"], summary="一次入库任务")
def job(application: App, number: int) -> JobOut:
    """Return one run of ingest with its report."""
    for run in application.store.runs():
        if run.id == number:
            return JobOut.of(run)
    raise NotFoundError(f"没有编号为 {number} 的入库任务，任务一览见 /api/v1/ingest/jobs。")


metrics_route = APIRouter()


@metrics_route.get("/metrics", tags=["运行"], summary="Prometheus 指标", response_class=Response)
def metrics(request: Request) -> Response:
    """Return the measurements in Prometheus' text format."""
    measured: Metrics = request.app.state.metrics
    return Response(measured.text(), media_type="text/plain; version=0.0.4; charset=utf-8")
