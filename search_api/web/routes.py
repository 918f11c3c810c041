"""The pages' routes: read what was asked, call a screen, hand back its answer."""

import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from fastapi.routing import APIRoute
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from corpus.errors import LeianError
from search_api.admin import Application as FullApplication
from search_api.admin import Check, doctor
from search_api.web.assets import asset
from search_api.web.contract import Application
from search_api.web.errors import problem_of, problem_of_status
from search_api.web.frame import Renderer
from search_api.web.query_state import read_state
from search_api.web.screens import Screens

__all__ = ["error_pages", "page_routes", "pages"]

_logger = logging.getLogger(__name__)
_YEAR = 31_536_000
_MEGABYTE = 1024 * 1024

Marks = Annotated[Sequence[str], Query(max_length=20)]


def pages(application: FullApplication) -> APIRouter:
    """Return the routes of all pages and their static files."""
    return page_routes(application, checks=lambda: doctor(application))


def page_routes(application: Application, *, checks: Callable[[], Sequence[Check]]) -> APIRouter:
    """Return the same over an application that need not be a whole one."""
    screens = Screens(application, checks=checks)
    router = APIRouter(include_in_schema=False, route_class=_page_route(screens.renderer))
    _add_screens(router, screens)
    _add_forms(router, screens, limit_mb=application.settings.max_document_mb)
    _add_static(router)
    return router


def error_pages(application: Application) -> Callable[[Exception], Response]:
    """Return what shows errors from outside of the pages' own routes (unknown addresses)."""
    renderer = Renderer(application)
    return lambda error: _problem(renderer, error)


def _add_screens(router: APIRouter, screens: Screens) -> None:
    @router.get("/")
    def search(request: Request) -> Response:
        state = read_state(request.query_params.multi_items())
        return screens.search(state, partial=_is_partial(request))

    @router.get("/judgments/{case_id}")
    def judgment(case_id: str, mark: Marks = ()) -> Response:
        return screens.judgment(case_id, mark)

    @router.get("/judgments/{case_id}/similar")
    def similar(case_id: str) -> Response:
        return screens.similar(case_id)

    @router.get("/compare/{case_id}")
    def compare(request: Request, case_id: str) -> Response:
        return screens.compare(case_id, read_state(request.query_params.multi_items()))

    @router.get("/palette")
    def palette(q: str = "") -> Response:
        return screens.palette(q)

    @router.get("/system")
    def system() -> Response:
        return screens.system()

    @router.get("/system/checks")
    def checks() -> Response:
        return screens.checks()


def _add_forms(router: APIRouter, screens: Screens, *, limit_mb: int) -> None:
    async def posted(request: Request) -> AsyncIterator[FormData]:
        # A pasted draft is a field, not a file, and may be as large as one.
        most = limit_mb * _MEGABYTE
        async with request.form(max_files=1, max_fields=500, max_part_size=most) as form:
            yield form

    posted_form = Annotated[FormData, Depends(posted)]

    @router.post("/search")
    def submit(request: Request, form: posted_form) -> Response:
        return screens.submit(_fields(form), _upload(form), partial=_is_partial(request))

    @router.post("/compare/{case_id}")
    def compare_long(form: posted_form, case_id: str) -> Response:
        return screens.compare(case_id, read_state(_fields(form)))


def _add_static(router: APIRouter) -> None:
    @router.get("/favicon.ico")
    def icon() -> Response:
        return RedirectResponse("/static/mark.svg", status_code=301)

    @router.get("/static/{name:path}")
    def static(request: Request, name: str) -> Response:
        return _static(name, request.query_params.get("v"), request.headers.get("if-none-match"))


def _problem(renderer: Renderer, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        return renderer.problem(problem_of_status(error.status_code))
    if isinstance(error, RequestValidationError):
        return renderer.problem(problem_of_status(422))
    return renderer.problem(problem_of(error))


def _page_route(renderer: Renderer) -> type[APIRoute]:
    class PageRoute(APIRoute):
        """A route whose errors are pages, whatever the application does with its other routes."""

        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            answer = super().get_route_handler()

            async def guarded(request: Request) -> Response:
                try:
                    return await answer(request)
                except (LeianError, HTTPException, RequestValidationError) as error:
                    return _problem(renderer, error)
                except Exception as error:
                    _logger.exception("a page failed: %s %s", request.method, request.url.path)
                    return _problem(renderer, error)

            return guarded

    return PageRoute


def _is_partial(request: Request) -> bool:
    return request.headers.get("hx-request") == "true"


def _fields(form: FormData) -> list[tuple[str, str]]:
    return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


def _upload(form: FormData) -> UploadFile | None:
    # A browser sends an unnamed empty part where no file was chosen.
    upload = form.get("file")
    return upload if isinstance(upload, UploadFile) and upload.filename else None


def _static(name: str, version: str | None, known: str | None) -> Response:
    found = asset(name)
    if found is None:
        return Response("not found", status_code=404, media_type="text/plain")
    pinned = version == found.digest
    headers = {
        "Cache-Control": f"public, max-age={_YEAR}, immutable" if pinned else "no-cache",
        "ETag": f'"{found.digest}"',
        "X-Content-Type-Options": "nosniff",
    }
    if known == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(found.body, media_type=found.media_type, headers=headers)
