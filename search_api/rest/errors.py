"""Errors of the API: one table from exception to status, one shape ``{"error", "detail"}``.

Nothing of a foreign exception is shown: it goes to the log with a number that the answer names.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Scope

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LeianError,
    LockedError,
    MismatchError,
    MissingStateError,
    NotFoundError,
    QueryError,
    SkippedError,
    SourceError,
    StateError,
    UnavailableError,
)

__all__ = ["STATUS", "ErrorPage", "answer", "install"]

_logger = logging.getLogger(__name__)

ErrorPage = Callable[[Exception], Response]

STATUS: dict[type[LeianError], int] = {
    NotFoundError: 404,
    QueryError: 400,
    SourceError: 422,
    SkippedError: 422,
    InputError: 400,
    MissingStateError: 503,
    LockedError: 503,
    MismatchError: 503,
    CorruptStateError: 500,
    StateError: 503,
    UnavailableError: 503,
    BackendError: 500,
    LeianError: 500,
}
"""Exception → status; a class not listed takes its nearest listed parent's."""

_RETRY_AFTER = {MissingStateError: 60, LockedError: 30, UnavailableError: 10}

_NAMES = {
    400: ("bad_request", "请求无法理解。"),
    404: ("not_found", "没有这个地址。接口一览见 /docs。"),
    405: ("method_not_allowed", "这个地址不接受这种请求方法。接口一览见 /docs。"),
    408: ("timeout", "请求正文迟迟没有传完。请重试。"),
    413: ("too_large", "请求正文超过大小上限。请只提交一份文书。"),
    415: (
        "unsupported_media_type",
        "不支持这种正文类型。请用 application/json 或 multipart/form-data。",
    ),
    422: ("invalid_request", "参数有误。"),
}


def status_of(error: LeianError) -> int:
    """Return the HTTP status of one of our errors."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer(error: Exception) -> JSONResponse:
    """Return any exception as the API says it."""
    if isinstance(error, LeianError):
        return _ours(error)
    if isinstance(error, RequestValidationError):
        return _said(422, "invalid_request", _invalid(error.errors()))
    if isinstance(error, HTTPException):
        name, detail = _NAMES.get(error.status_code, ("error", "请求未能完成。"))
        return _said(error.status_code, name, detail, headers=error.headers)
    number = secrets.token_hex(4)
    _logger.error("request failed, number %s", number, exc_info=error)
    return _said(500, "internal", f"程序出错，编号 {number}，详情已记入日志。请告知系统管理员。")


def _ours(error: LeianError) -> JSONResponse:
    wait = next((_RETRY_AFTER[kind] for kind in type(error).__mro__ if kind in _RETRY_AFTER), None)
    headers = None if wait is None else {"Retry-After": str(wait)}
    return _said(status_of(error), error.name, str(error), headers=headers)


def _said(status: int, name: str, detail: str, *, headers: Any = None) -> JSONResponse:
    return JSONResponse({"error": name, "detail": detail}, status_code=status, headers=headers)


def _invalid(problems: Sequence[Any]) -> str:
    said = []
    for problem in problems[:5]:
        place = ".".join(str(part) for part in problem["loc"][1:]) or str(problem["loc"][0])
        said.append(f"{place}：{problem['msg']}")
    return "参数有误。" + "；".join(said)


def install(app: FastAPI, *, error_page: ErrorPage | None) -> None:
    """Make the application answer every error in our shape; pages outside /api get theirs."""

    def handle(request: Request, error: Exception) -> Response:
        return respond(request.scope, error, error_page=error_page)

    for kind in (LeianError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)


def respond(scope: Scope, error: Exception, *, error_page: ErrorPage | None) -> Response:
    """Return an error as JSON, or as a page where a browser asked for one outside /api."""
    if error_page is None or scope["path"].startswith("/api/"):
        return answer(error)
    return (
        error_page(error)
        if "text/html" in Headers(scope=scope).get("accept", "")
        else answer(error)
    )
