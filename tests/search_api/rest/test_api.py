import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, Response
from fastapi.testclient import TestClient

from corpus import errors
from corpus.errors import LeianError, UnavailableError
from search_api.rest import create_app
from search_api.rest.errors import STATUS, status_of
from search_api.rest.middleware import BodyLimit
from tests.search_api.application import SmallApplication, build
from tests.search_api.corpus import APPEAL, FIRST, raw_documents

API = "/api/v1"


@pytest.fixture(scope="module")
def client(application: SmallApplication) -> Iterator[TestClient]:
    with TestClient(create_app(application), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture
def empty(empty_application: SmallApplication) -> Iterator[TestClient]:
    with TestClient(create_app(empty_application), raise_server_exceptions=False) as opened:
        yield opened


def _id(client: TestClient, number: str = FIRST) -> str:
    return str(client.get(f"{API}/judgments/{number}").json()["id"])


# ------------------------------------------------------------------------------ answers


def test_health(client: TestClient) -> None:
    answer = client.get(f"{API}/health").json()
    assert answer["status"] == "ok"
    assert (answer["documents"], answer["generation"]) == (14, "g1")


def test_search_by_address(client: TestClient) -> None:
    answer = client.get(
        f"{API}/search", params={"q": "逾期未还", "cause": ["民间借贷纠纷"], "limit": 3}
    )
    found = answer.json()
    assert answer.status_code == 200
    assert found["total"] == 9
    assert len(found["hits"]) == 3
    hit = found["hits"][0]
    assert hit["case"]["causes"] == ["民间借贷纠纷"]
    assert hit["signals"][0]["rank"] >= 1
    facet = next(one for one in found["facets"] if one["field"] == "case_type")
    assert facet == {
        "field": "case_type",
        "filter": "case_type",
        "values": [{"value": "民事", "count": 9}],
    }


def test_search_by_text_takes_a_whole_draft(client: TestClient) -> None:
    body = {"text": raw_documents()[7].text, "filters": {"case_type": ["刑事"]}, "limit": 5}
    found = client.post(f"{API}/search", json=body).json()
    assert found["total"] == 5
    assert found["understanding"]["causes"] == ["盗窃罪"]
    long = "被告人撬门入室盗窃。" * 150_000
    assert client.post(f"{API}/search", json={"text": long}).status_code == 200


def test_search_by_file(client: TestClient) -> None:
    text = raw_documents()[7].text
    given: dict[str, Any] = {"file": ("草稿.txt", text.encode("gb18030"), "text/plain")}
    options = json.dumps({"limit": 2, "filters": {"year": ["2020"]}})
    answer = client.post(f"{API}/search/file", files=given, data={"options": options})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["hits"]) == 2
    assert answer.json()["total"] == 5


def test_search_by_word_file(client: TestClient) -> None:
    from docx import Document

    document, file = Document(), io.BytesIO()
    for line in raw_documents()[0].text.splitlines():
        document.add_paragraph(line)
    document.save(file)
    given: dict[str, Any] = {"file": ("draft.docx", file.getvalue())}
    answer = client.post(f"{API}/search/file", files=given)
    assert answer.status_code == 200, answer.text
    assert answer.json()["understanding"]["causes"] == ["民间借贷纠纷"]


def test_judgment_with_and_without_text(client: TestClient) -> None:
    found = client.get(f"{API}/judgments/{FIRST}").json()
    assert found["case_number"]["court_code"] == "湘0102"
    assert "text" not in found
    whole = client.get(f"{API}/judgments/{found['id']}", params={"text": "true"}).json()
    assert whole["text"] == client.get(f"{API}/judgments/{found['id']}/text").json()["text"]
    issue = whole["sections"][0]
    assert whole["text"][issue["start"] : issue["end"]]


def test_similar_and_instances(client: TestClient) -> None:
    first, appeal = _id(client), _id(client, APPEAL)
    similar = client.get(f"{API}/judgments/{first}/similar", params={"limit": 4}).json()
    assert len(similar["hits"]) == 4
    assert first not in {hit["case"]["id"] for hit in similar["hits"]}
    instances = client.get(f"{API}/judgments/{first}/instances").json()
    assert appeal in {case["id"] for case in instances}


def test_facets(client: TestClient) -> None:
    facets = client.get(f"{API}/facets", params={"case_type": "刑事"}).json()
    assert {"field": "year", "filter": "year", "values": [{"value": "2020", "count": 5}]} in facets


def test_jobs(client: TestClient) -> None:
    jobs = client.get(f"{API}/ingest/jobs").json()
    assert [(job["id"], job["state"]) for job in jobs] == [(1, "finished")]
    assert client.get(f"{API}/ingest/jobs/1").json()["report"]["indexed"] == 14


def test_status(client: TestClient) -> None:
    status = client.get(f"{API}/status").json()
    assert (status["documents"], status["judgments"], status["library_entries"]) == (14, 12, 1)
    assert (status["guiding_cases"], status["rejects"], status["generation"]) == (1, 0, "g1")
    assert status["indexed"] == 14
    assert status["disk"]["records"] > 0


def test_metrics_name_routes_and_stages_but_no_ids(client: TestClient) -> None:
    client.get(f"{API}/search", params={"q": "借款"})
    client.get(f"{API}/judgments/{FIRST}")
    text = client.get("/metrics").text
    assert 'route="/api/v1/search",status="200"' in text
    assert 'route="/api/v1/judgments/{id}"' in text
    assert 'leian_search_stage_seconds_count{stage="retrieve"}' in text
    assert "leian_corpus_documents 14.0" in text
    assert "湘0102" not in text


def test_each_application_has_its_own_registry(application: SmallApplication) -> None:
    for _ in range(2):
        with TestClient(create_app(application)) as one:
            one.get(f"{API}/health")
            text = one.get("/metrics").text
            assert 'route="/api/v1/health",status="200"} 1.0' in text


# ------------------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("path", "status", "error", "said"),
    [
        ("/api/v1/nothing", 404, "not_found", "/docs"),
        ("/nothing", 404, "not_found", "/docs"),
        ("/api/v1/judgments/j-0", 404, "not_found", "j-0"),
        ("/api/v1/judgments/j-0/similar", 404, "not_found", "j-0"),
        ("/api/v1/ingest/jobs/99", 404, "not_found", "99"),
        ("/api/v1/ingest/jobs/x", 422, "invalid_request", "number"),
        ("/api/v1/search", 400, "bad_query", "检索词"),
        ("/api/v1/search?q=%20", 400, "bad_query", "检索词"),
        ("/api/v1/search?q=a&limit=0", 422, "invalid_request", "limit"),
        ("/api/v1/search?q=a&limit=101", 422, "invalid_request", "limit"),
        ("/api/v1/search?q=a&offset=5000", 400, "bad_query", "1,000"),
        ("/api/v1/search?q=a&sort=best", 422, "invalid_request", "sort"),
        ("/api/v1/search?q=a&date_from=today", 422, "invalid_request", "date_from"),
        ("/api/v1/search?q=a&curt=x", 422, "invalid_request", "curt"),
        ("/api/v1/search?q=a&statute=民发点12条", 400, "bad_query", "民法典680"),
        ("/api/v1/search?like=none", 404, "not_found", "none"),
        ("/api/v1/search?q=" + "a" * 9000, 422, "invalid_request", "q"),
    ],
)
def test_errors_have_one_shape(
    client: TestClient, path: str, status: int, error: str, said: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert set(answer.json()) == {"error", "detail"}
    assert answer.json()["error"] == error
    assert said in answer.json()["detail"]
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("given", "status", "error"),
    [
        ({"json": {"texte": "a"}}, 422, "invalid_request"),
        ({"json": {"text": "a", "filters": {"court": "x"}}}, 422, "invalid_request"),
        ({"json": {"text": "长" * 2_000_001}}, 422, "invalid_request"),
        ({"json": {}}, 400, "bad_query"),
        (
            {"content": b"{", "headers": {"content-type": "application/json"}},
            422,
            "invalid_request",
        ),
    ],
)
def test_bad_bodies(client: TestClient, given: dict[str, Any], status: int, error: str) -> None:
    answer = client.post(f"{API}/search", **given)
    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize(
    ("name", "content", "options"),
    [
        ("empty.txt", b"", "{}"),
        ("binary.txt", bytes(range(256)) * 50, "{}"),
        ("cut.docx", b"PK\x03\x04 not really", "{}"),
        ("fine.txt", "被告人盗窃。".encode(), '{"limit": 0}'),
        ("fine.txt", "被告人盗窃。".encode(), "not json"),
    ],
)
def test_bad_files(client: TestClient, name: str, content: bytes, options: str) -> None:
    answer = client.post(
        f"{API}/search/file", files={"file": (name, content)}, data={"options": options}
    )
    assert answer.status_code == 422, answer.text
    assert set(answer.json()) == {"error", "detail"}


def test_method_not_allowed(client: TestClient) -> None:
    answer = client.delete(f"{API}/search")
    assert (answer.status_code, answer.json()["error"]) == (405, "method_not_allowed")


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post(f"{API}/search", content=b"x" * (52 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_that_says_no_size_is_refused_as_it_comes(application: SmallApplication) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(60):
            yield b"x" * 1024 * 1024

    with TestClient(create_app(application), raise_server_exceptions=False) as client:
        answer = client.post(f"{API}/search", content=pieces())
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_a_body_that_never_comes_is_given_up() -> None:
    import asyncio

    async def echo(_scope: Any, receive: Any, _send: Any) -> None:
        await receive()

    async def silence(*_: Any) -> Any:
        await asyncio.sleep(30)

    async def main() -> None:
        limited = BodyLimit(echo, most_bytes=10, seconds=0.01)
        await limited({"type": "http", "headers": []}, silence, silence)

    with pytest.raises(Exception, match="408"):
        asyncio.run(main())


@pytest.mark.parametrize(
    "path", ["/health", "/search?q=借款", "/judgments/j-1", "/facets", "/judgments/j-1/similar"]
)
def test_an_empty_home_says_what_to_do(empty: TestClient, path: str) -> None:
    answer = empty.get(API + path)
    assert (answer.status_code, answer.json()["error"]) == (503, "empty")
    assert answer.headers["Retry-After"]


def test_a_home_with_a_damaged_index_is_served_and_says_so(
    own_application: SmallApplication,
) -> None:
    (own_application.settings.home / "index" / "current.json").write_text("{", encoding="utf-8")
    with TestClient(create_app(own_application), raise_server_exceptions=False) as client:
        answer = client.get(f"{API}/search", params={"q": "借款"})
    assert (answer.status_code, answer.json()["error"]) == (500, "corrupt")
    assert "leian reindex" in answer.json()["detail"]


def test_an_empty_home_still_tells_its_state(empty: TestClient) -> None:
    status = empty.get(f"{API}/status").json()
    assert (status["documents"], status["generation"]) == (0, None)
    assert empty.get(f"{API}/ingest/jobs").json() == []
    assert empty.get("/docs").status_code == 200


def test_every_error_of_ours_has_a_status() -> None:
    classes = [getattr(errors, name) for name in errors.__all__]
    assert {status_of(kind("x")) for kind in classes} <= {400, 404, 422, 500, 503}
    assert set(STATUS) <= set(classes)
    names = [kind.name for kind in classes]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("error", "status", "name"),
    [
        (UnavailableError("数据库没有回答"), 503, "unavailable"),
        (errors.LockedError("正在写入"), 503, "locked"),
        (errors.CorruptStateError("损坏"), 500, "corrupt"),
        (ValueError("secret /path"), 500, "internal"),
    ],
)
def test_failures_inside_are_answered(
    application: SmallApplication,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
    name: str,
) -> None:
    def fail() -> int:
        raise error

    monkeypatch.setattr(application.store, "runs", fail)
    with TestClient(create_app(application), raise_server_exceptions=False) as client:
        answer = client.get(f"{API}/ingest/jobs")
    assert (answer.status_code, answer.json()["error"]) == (status, name)
    assert "secret" not in answer.text
    if isinstance(error, LeianError):
        assert answer.json()["detail"] == str(error)
    else:
        assert answer.headers["Content-Security-Policy"]


# ------------------------------------------------------------------------------ everything


def test_security_headers_stand_on_every_answer(client: TestClient) -> None:
    for path in ("/docs", f"{API}/health", "/nothing", "/metrics", f"{API}/search"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"


def test_the_docs_page_needs_nobody_else(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "http://" not in page
    assert "https://" not in page
    assert "<script" not in page
    assert "style=" not in page
    assert client.get("/docs/style.css").headers["content-type"].startswith("text/css")
    for path in ("/api/v1/search", "/api/v1/judgments/{id}", "/metrics"):
        assert path in page


def test_openapi_describes_every_route_with_examples(client: TestClient) -> None:
    document = client.get(f"{API}/openapi.json").json()
    assert document["openapi"].startswith("3.")
    schemas = document["components"]["schemas"]
    assert "sections" in schemas["Judgment"]["properties"]
    assert "generation" in schemas["Status"]["properties"]
    assert schemas["SearchIn"]["examples"]
    assert schemas["SearchOut"]["examples"]
    text = json.dumps(document)
    for reference in {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}:
        assert reference in schemas
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["tags"], path


def test_a_new_generation_is_searched_without_restart(own_application: SmallApplication) -> None:
    with TestClient(create_app(own_application)) as client:
        assert client.get(f"{API}/health").json()["generation"] == "g1"
        build(own_application, "g2")
        assert client.get(f"{API}/health").json()["generation"] == "g2"
        assert client.get(f"{API}/search", params={"q": "借款"}).json()["generation"] == "g2"


def test_pages_stand_beside_the_api(application: SmallApplication) -> None:
    pages = APIRouter(include_in_schema=False)

    @pages.get("/")
    def home() -> HTMLResponse:
        return HTMLResponse("检索")

    def error_page(error: Exception) -> Response:
        return HTMLResponse(f"页面 {type(error).__name__}", status_code=404)

    app: FastAPI = create_app(application, pages=pages, error_page=error_page)
    with TestClient(app, raise_server_exceptions=False) as client:
        browser = {"accept": "text/html"}
        assert client.get("/").text == "检索"
        assert client.get("/nothing", headers=browser).text == "页面 HTTPException"
        assert client.get("/nothing").json()["error"] == "not_found"
        assert client.get(f"{API}/nothing", headers=browser).json()["error"] == "not_found"
