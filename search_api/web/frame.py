"""The frame round every page: top bar, rail, breadcrumb, footer. And how a template is rendered."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from corpus.errors import LeianError
from corpus.models import Judgment
from search_api.web import words
from search_api.web.assets import asset_url
from search_api.web.contract import Application
from search_api.web.errors import Problem

__all__ = ["RAIL", "RailEntry", "Renderer", "Snapshot", "is_sample"]

SAMPLE = "合成样例"
_LOOKED_AT = 20  # documents that are read to see whether the corpus is the invented one

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
    """What the frame knows of the corpus."""

    documents: int
    date: str
    generation: str
    semantic: bool  # whether vectors take part in a search
    sample: bool
    causes: tuple[str, ...]  # most frequent first


class Snapshots:
    """The state of the corpus, read anew when another generation is in use."""

    def __init__(self, application: Application) -> None:
        """Read nothing yet."""
        self._application = application
        self._last: Snapshot | None = None

    def current(self) -> Snapshot | None:
        """Return the state, or None while there is no corpus that can be searched."""
        try:
            manifest = self._application.admin.current()
            if manifest is None:
                return None
            last = self._last
            if last is None or last.generation != manifest.generation:
                last = self._last = Snapshot(
                    manifest.documents,
                    local_day(manifest.created_at),
                    manifest.generation,
                    manifest.encoder != "none",
                    self._holds_sample(),
                    tuple(name for name, _ in self._application.store.counts().causes),
                )
        except LeianError:
            return None
        return last

    def _holds_sample(self) -> bool:
        store = self._application.store
        first = list(islice(store.ids(), _LOOKED_AT))
        return any(is_sample(judgment) for judgment in store.get(first))


def is_sample(judgment: Judgment) -> bool:
    """Return whether the document says of itself that it is invented."""
    text = judgment.text
    return any(SAMPLE in part for part in (judgment.title, text[:200], text[-200:]))


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
        self._snapshots = Snapshots(application)
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
            at=at, snapshot=self._snapshots.current(), **context
        )
        return HTMLResponse(
            html, status_code=status, headers={**SECURITY_HEADERS, **(headers or {})}
        )

    def snapshot(self) -> Snapshot | None:
        """Return the state of the corpus, or None while there is none."""
        return self._snapshots.current()

    def problem(self, problem: Problem) -> HTMLResponse:
        """Return the page of an error."""
        retry = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
        return self.page("problem.html", status=problem.status, headers=retry, problem=problem)
