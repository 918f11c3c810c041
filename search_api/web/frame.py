"""The frame round every page: top bar, rail, breadcrumb, footer. And how a template is rendered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.errors import LeianError
from search_api.web import words
from search_api.web.assets import asset_url
from search_api.web.contract import Application
from search_api.web.errors import Problem

__all__ = ["RAIL", "RailEntry", "Renderer", "Snapshot"]

SECURITY_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",  # an address may hold facts of a pending case
    "Cache-Control": "no-store",  # and so may a page
}


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One page of the rail: its place in the program, its name, what it is for."""

    href: str
    label: str
    hint: str


# A page enters the rail and the command palette by one line here.
RAIL = (
    RailEntry("/", "检索", "以案情、文书、案号或法条查找类案"),
    RailEntry("/system", "系统", "语料、索引、入库与检查"),
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the footer says of the corpus."""

    documents: int
    date: str
    generation: str
    sample: bool = False


def snapshot_of(application: Application) -> Snapshot | None:
    """Return the state of the corpus, or None while there is none that can be searched."""
    try:
        manifest = application.admin.current()
    except LeianError:
        return None
    if manifest is None:
        return None
    return Snapshot(manifest.documents, local_day(manifest.created_at), manifest.generation)


def local_day(moment: str) -> str:
    """Return the local day of an ISO 8601 moment; a moment that is none comes back as it is."""
    return local_minute(moment)[:10]


def local_minute(moment: str) -> str:
    """Return "2026-11-23 09:12", local, of an ISO 8601 moment."""
    try:
        parsed = dt.datetime.fromisoformat(moment)
    except ValueError:
        return moment
    if parsed.tzinfo is None:
        parsed = parsed.replace(tzinfo=dt.UTC)
    return parsed.astimezone().strftime("%Y-%m-%d %H:%M")


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {"asset_url": asset_url, "rail": RAIL, "sorts": words.SORTS}
    environment.globals |= {"field_words": words.FIELDS}
    environment.filters |= {
        "day": words.day,
        "minute": local_minute,
        "money": words.money,
        "number": words.number,
        "path": lambda text: quote(text, safe=""),
        "result_word": words.result_word,
    }
    return environment


class Renderer:
    """Renders templates inside the frame of one application."""

    def __init__(self, application: Application) -> None:
        """Compile nothing yet: templates are read at their first use and kept."""
        self._application = application
        self._environment = _environment()

    def page(
        self,
        template: str,
        /,
        *,
        at: str = "",
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        **context: Any,
    ) -> HTMLResponse:
        """Return a page. ``at`` is the href of the rail entry it belongs to."""
        html = self._environment.get_template(template).render(
            at=at, snapshot=snapshot_of(self._application), **context
        )
        return HTMLResponse(
            html, status_code=status, headers={**SECURITY_HEADERS, **(headers or {})}
        )

    def problem(self, problem: Problem) -> HTMLResponse:
        """Return the page of an error."""
        retry = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        return self.page("problem.html", status=problem.status, headers=retry, problem=problem)
