"""Debian's Chromium over servers on the loopback; what a page does wrong fails its test."""

import shutil
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from corpus.errors import UnavailableError
from search_api.similar.types import SearchRequest, SearchResult
from search_api.web.routes import page_routes
from tests.search_api.web import fakes

HERE = Path(__file__).parent
SCREENS = HERE.parents[1] / "ci-artifacts" / "screens"
SIZES = {"desktop": (1366, 768), "wide": (1920, 1080), "phone": (390, 844)}
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--lang=zh-CN",
]


class SlowSearch(fakes.FakeSearch):
    """Takes long enough for the loading state to be seen."""

    def search(self, request: SearchRequest) -> SearchResult:
        time.sleep(1.5)
        return super().search(request)


def _slow() -> fakes.FakeApplication:
    application = fakes.full()
    application.fake_search = SlowSearch()
    return application


def _broken() -> fakes.FakeApplication:
    return fakes.full(UnavailableError("索引服务没有应答（127.0.0.1:9200）"))


_APPLICATIONS: dict[str, Callable[[], fakes.FakeApplication]] = {
    "full": fakes.full,
    "empty": fakes.empty,
    "broken": _broken,
    "slow": _slow,
}


@dataclass
class _Server:
    server: uvicorn.Server
    thread: threading.Thread

    @property
    def url(self) -> str:
        port = self.server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=20)


def start(application: fakes.FakeApplication) -> _Server:
    """Return a running server of the pages over a fake application."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(page_routes(application, checks=fakes.checks))
    return serve(app)


def serve(app: FastAPI) -> _Server:
    """Return a running server on a free port of the loopback."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", ws="none"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the server did not start"
        time.sleep(0.02)
    return _Server(server, thread)


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], str]]:
    """Return the address of an application by its state: full, empty, broken, slow."""
    running: dict[str, _Server] = {}

    def url(state: str) -> str:
        if state not in running:
            running[state] = start(_APPLICATIONS[state]())
        return running[state].url

    yield url
    for server in running.values():
        server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("needs Chromium: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page with what it did that no page may do."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)  # parts of console messages

    def open(self, path: str, *, status: int = 200) -> Page:
        if status >= 400:
            self.expected.append(f"status of {status}")
        response = self.page.goto(self.base + path)
        assert response is not None
        assert response.status == status
        self.page.wait_for_load_state("networkidle")
        return self.page

    def watch(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("console", lambda m: self._said(m.type, m.text))
        self.page.on("request", self._asked)

    def _said(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"} and not any(part in text for part in self.expected):
            self.faults.append(f"console: {text}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != self.base:
            self.faults.append(f"another host: {request.url}")


@pytest.fixture
def visit(chromium: Browser, servers: Callable[[str], str]) -> Iterator[Callable[..., Watched]]:
    """Return a maker of pages: ``visit("full", size="phone", scheme="dark", scripts=False)``."""
    contexts: list[BrowserContext] = []
    pages: list[Watched] = []

    def make(
        state: str = "full", *, size: str = "desktop", scheme: str = "light", scripts: bool = True
    ) -> Watched:
        width, height = SIZES[size]
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            java_script_enabled=scripts,
            locale="zh-CN",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        watched = Watched(context.new_page(), servers(state))
        watched.watch()
        pages.append(watched)
        return watched

    yield make
    for context in contexts:
        context.close()
    faults = [fault for watched in pages for fault in watched.faults]
    assert not faults
