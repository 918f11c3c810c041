"""The screens: each asks the services what it shows, and renders it."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from corpus.errors import (
    BackendError,
    InputError,
    LeianError,
    MissingStateError,
    NotFoundError,
    StateError,
)
from corpus.models import Judgment
from search_api.admin import Check
from search_api.similar.types import CaseSummary, Filters, SearchHit, SearchRequest, SearchResult
from search_api.similar.uploads import text_of_upload
from search_api.web.compare_view import compare_view
from search_api.web.contract import Application, Searches
from search_api.web.errors import Problem, problem_of
from search_api.web.frame import RAIL, Renderer, is_sample
from search_api.web.judgment_view import judgment_view, read_marks
from search_api.web.query_state import QueryState, read_state
from search_api.web.search_view import authority_counts, hit_view, search_view
from search_api.web.system_view import system_view

__all__ = ["Screens"]

_SIMILAR = 6  # rows under a judgment
_COMPARED = 100  # documents of one court and day
_OF_EACH = 5  # rows of an authority class, on a page in groups
_CHAIN = 4  # more asked for, since instances of the same case are left out
_SUGGESTIONS = 6
_LOOK_UPS = 12  # other cases named in a text that are looked for in the corpus


class Screens:
    """What each page shows, for one application."""

    def __init__(self, application: Application, *, checks: Callable[[], Sequence[Check]]) -> None:
        """Hold the application and what checks its health; nothing is read yet."""
        self._application = application
        self._checks = checks
        self.renderer = Renderer(application)

    def search(self, state: QueryState, *, partial: bool = False) -> Response:
        """Return screen 1: the box, what was understood, facets, hits.

        What was typed stays on the page when the search fails. ``partial`` says that a script
        asked, which must be told the address instead of being sent there.
        """
        if state.is_empty:
            return self._search_page(state, problem=self._empty_corpus())
        try:
            request = state.request(today=_today())
            service = self._application.require_search()
            result = service.search(request)
            groups = _first_of_each(service, request, result) if state.grouped else None
        except LeianError as error:
            return self._search_page(state, problem=problem_of(error))
        view = search_view(state, result, by_authority=groups)
        if len(result.exact) == 1 and replace(state, problems=()) == QueryState(text=state.text):
            return _go(_judgment_url(result.exact[0].id), partial=partial)
        return self._search_page(state, view=view)

    def submit(
        self, fields: Sequence[tuple[str, str]], upload: UploadFile | None, *, partial: bool = False
    ) -> Response:
        """Return the answer to the form: a short search gets an address of its own to go to.

        A file takes the place of the text; neither is kept anywhere.
        """
        state = read_state(fields)
        if upload is not None:
            try:
                limit = self._application.settings.max_document_mb
                text = text_of_upload(upload.file, upload.filename or "", limit_mb=limit)
            except InputError as error:
                return self._search_page(state, problem=problem_of(error))
            state = replace(state, text=text, like=None)
        if state.is_long or state.problems:
            return self.search(state, partial=partial)
        return RedirectResponse(state.url, status_code=303)

    def judgment(self, case_id: str, marks: Sequence[str]) -> Response:
        """Return screen 2: the document to read."""
        service = self._application.require_search()
        judgment = service.judgment(case_id)
        missing = ""
        instances: Sequence[CaseSummary] = ()
        try:
            instances = service.instances(judgment.id)
        except (BackendError, StateError) as error:
            # The text is from the record store: it can be read while the index cannot.
            missing = str(error)
        view = judgment_view(
            judgment,
            instances=instances,
            marks=read_marks(marks),
            find_case=_finder(service, own=judgment.id),
        )
        return self.renderer.page(
            "judgment.html",
            view=view,
            missing=missing,
            sample=is_sample(judgment),
            own_url=_judgment_url(judgment.id),
        )

    def similar(self, case_id: str) -> Response:
        """Return the rows of similar cases under a judgment: a part of its page."""
        service = self._application.require_search()
        result = service.search(SearchRequest(like=case_id, limit=_SIMILAR + _CHAIN))
        # The same case before another court is related, not similar; the timeline has it.
        chain = {case.id for case in service.instances(case_id)}
        view = search_view(QueryState(like=case_id), result)
        hits = [hit for hit in view.groups[0].hits if hit.case.id not in chain]
        return self.renderer.page("similar.html", hits=hits[:_SIMILAR])

    def compare(self, case_id: str, state: QueryState) -> Response:
        """Return the query's facts beside one hit, the stretches that made it match marked."""
        service = self._application.require_search()
        judgment = service.judgment(case_id)
        hit: SearchHit | None = None
        if state.text or state.like:
            found = service.search(_only(judgment, state))
            hit = next((h for h in found.hits if h.case.id == judgment.id), None)
        source = service.judgment(state.like) if state.like else None
        return self.renderer.page(
            "compare.html",
            state=state,
            view=compare_view(state.text, judgment, source=source, hit=hit),
            hit=hit and hit_view(1, hit, state=state),
        )

    def palette(self, text: str) -> Response:
        """Return what the command palette offers for the letters typed so far."""
        text = text.strip()
        pages = [entry for entry in RAIL if not text or text in entry.label or text in entry.hint]
        cases: tuple[Any, ...] = ()
        causes: list[str] = []
        if text:
            try:
                result = self._application.require_search().search(
                    SearchRequest(text=text, limit=_SUGGESTIONS)
                )
            except LeianError:
                # The page behind says what is wrong; the palette still leads to other pages.
                result = None
            if result is not None:
                cases = result.exact or tuple(hit.case for hit in result.hits)
            snapshot = self.renderer.snapshot()
            known = snapshot.causes if snapshot else ()
            causes = [name for name in known if text in name][:_SUGGESTIONS]
        return self.renderer.page(
            "palette.html", text=text, pages=pages, cases=cases, causes=causes
        )

    def system(self) -> Response:
        """Return screen 10: corpus, index, ingest, rejects, checks."""
        application = self._application
        view = system_view(
            application.store.counts(),
            generations=application.admin.list(),
            current=application.admin.current(),
            runs=application.store.runs(),
            rejects=application.store.rejects(),
        )
        return self.renderer.page("system.html", at="/system", view=view)

    def checks(self) -> Response:
        """Return the checks of the house with what to do about each."""
        checks = self._checks()
        bad = sum(not check.ok for check in checks)
        return self.renderer.page("checks.html", at="/system", checks=checks, bad=bad)

    def _search_page(
        self, state: QueryState, *, view: Any = None, problem: Problem | None = None
    ) -> Response:
        address = "false" if state.is_long else state.url
        return self.renderer.page(
            "search.html",
            at="/",
            status=problem.status if problem else 200,
            headers={"HX-Push-Url": address},
            state=state,
            view=view,
            problem=problem,
            rows=min(6, max(2, len(state.text) // 60 + 1)) if state.text else 6,
        )

    def _empty_corpus(self) -> Problem | None:
        try:
            self._application.require_search()
        except MissingStateError as error:
            return replace(problem_of(error), status=200)
        except LeianError as error:
            return problem_of(error)
        return None


def _first_of_each(
    service: Searches, request: SearchRequest, result: SearchResult
) -> dict[str, tuple[SearchHit, ...]]:
    """Return the first hits of each authority class that the range holds."""
    found = {}
    for authority, count in authority_counts(result.facets).items():
        if count:
            filters = replace(request.filters, authority=(authority,))
            one = replace(request, filters=filters, limit=_OF_EACH, offset=0)
            found[authority] = service.search(one).hits
    return found


def _only(judgment: Judgment, state: QueryState) -> SearchRequest:
    """Return the same search over the few documents among which the judgment is."""
    court = (judgment.court.canonical or judgment.court.name) if judgment.court else None
    filters = Filters(
        court=(court,) if court else (), date_from=judgment.date, date_to=judgment.date
    )
    return SearchRequest(
        text=state.text, like=state.like, filters=filters, limit=_COMPARED, fold=False
    )


def _finder(service: Searches, *, own: str) -> Callable[[str], str | None]:
    """Return a look-up from a case number in the text to another document of the corpus."""
    left = _LOOK_UPS

    def find(number: str) -> str | None:
        nonlocal left
        left -= 1
        if left < 0:
            return None
        try:
            found = service.judgment(number).id
        except NotFoundError:
            return None
        return None if found == own else found

    return find


def _today() -> dt.date:
    return dt.datetime.now().astimezone().date()


def _judgment_url(case_id: str) -> str:
    return f"/judgments/{quote(case_id, safe='')}"


def _go(url: str, *, partial: bool) -> Response:
    if partial:
        return Response(status_code=200, headers={"HX-Redirect": url})
    return RedirectResponse(url, status_code=303)
