"""The application: routes, errors and what holds for every request, put together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import FileResponse, HTMLResponse

from corpus.errors import LeianError
from corpus.models import Judgment
from search_api.admin import Application, Status, program_version
from search_api.rest.docs import STYLE, docs_page
from search_api.rest.errors import ErrorPage, install, respond
from search_api.rest.metrics import Metrics
from search_api.rest.middleware import BodyLimit, Failures, Measured, SecurityHeaders
from search_api.rest.routes import api, metrics_route
from search_api.rest.routes_statutes import statutes_api

__all__ = ["create_app"]

_MEGABYTE = 1024 * 1024
_LEAST_BODY_MB = 13  # two million characters, JSON-escaped
_DESCRIPTION = (
    "类案检索与法律适用一致性。结果为辅助参考，不作为裁判依据；每个得分都附有其来由，"
    "每条结果都注明出处。"
)


def create_app(
    application: Application,
    *,
    pages: APIRouter | None = None,
    error_page: ErrorPage | None = None,
) -> FastAPI:
    """Return the web application; nothing is loaded before it starts.

    Args:
        application: what ``bootstrap.open_application`` opened; its owner closes it.
        pages: the pages' routes (``search_api.web``), served beside the API.
        error_page: an exception as a page, for addresses outside /api asked for by a browser.
    """
    metrics = Metrics(count_documents=application.store.count)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.application = application
        app.state.metrics = metrics
        # A home that cannot be searched is served all the same: each answer says why.
        with suppress(LeianError):
            if (search := application.search) is not None:
                search.warm_up()
        yield

    app = FastAPI(
        title="类案 leian",
        version=program_version(),
        description=_DESCRIPTION,
        lifespan=lifespan,
        openapi_url="/api/v1/openapi.json",
        # No connection to anywhere, whatever the environment says.
        telemetry={"auto_configure": False, "tracing": False, "metrics": False},
        docs_url=None,
        redoc_url=None,
    )
    app.include_router(api)
    app.include_router(statutes_api)
    app.include_router(metrics_route)
    _add_docs(app)
    if pages is not None:
        app.include_router(pages)
    install(app, error_page=error_page)
    # The one added last is outermost: headers stand on refusals too, and refusals are measured.
    most = max(_LEAST_BODY_MB, application.settings.max_document_mb + 1)
    app.add_middleware(Failures, handle=partial(respond, error_page=error_page))
    app.add_middleware(BodyLimit, most_bytes=most * _MEGABYTE)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Measured, observe=metrics.request)
    return app


def _add_docs(app: FastAPI) -> None:
    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign] # FastAPI's documented way

    @app.get("/docs", include_in_schema=False)
    def docs() -> HTMLResponse:
        """Return the API's description as a page."""
        return HTMLResponse(docs_page(app.openapi()))

    @app.get("/docs/style.css", include_in_schema=False)
    def style() -> FileResponse:
        """Return the page's stylesheet."""
        return FileResponse(STYLE, media_type="text/css")


def _described(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document with the domain's own types beside pydantic's."""
    document = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    _, components = msgspec.json.schema_components(
        (Judgment, Status), ref_template="#/components/schemas/{name}"
    )
    document["components"]["schemas"] |= components
    return document
