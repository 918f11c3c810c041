"""Benches measure what they are given: fake searches and ingests with known behaviour."""

import contextlib
import json
import lzma
import math
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from corpus.errors import InputError
from eval.bench import (
    IngestBench,
    IngestOutcome,
    LoadReport,
    PeakMemory,
    ScalePoint,
    Search,
    bench_ingest,
    bench_scale,
    bench_search,
    folder_bytes,
    growth,
    http_search,
    read_queries,
    table,
    to_json,
    write_corpus,
)
from eval.bench.load import arrivals, percentile


def test_arrivals_keep_the_rate_and_repeat() -> None:
    due = arrivals(500, 50.0, seed=1)
    assert due == arrivals(500, 50.0, seed=1) != arrivals(500, 50.0, seed=2)
    assert due == sorted(due)
    assert due[0] == 0.0
    assert 9.5 < due[-1] < 10.0


def test_arrivals_need_a_rate() -> None:
    with pytest.raises(ValueError, match="above 0"):
        arrivals(5, 0, seed=1)


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0], 0.95, 2.0),
        (list(map(float, range(1, 101))), 0.95, 95.0),
    ],
)
def test_percentile_is_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(percentile([], 0.5))


def test_every_query_is_sent_in_turn() -> None:
    seen: list[str] = []
    lock = threading.Lock()

    def search(query: str) -> None:
        with lock:
            seen.append(query)

    report = bench_search(search, ["a", "b"], requests=20, rate=2000, clients=3, warm_up=2)
    assert sorted(seen) == ["a"] * 11 + ["b"] * 11
    assert report.errors == {}
    assert report.requests == 20


def test_waiting_in_line_counts() -> None:
    def search(_: str) -> None:
        time.sleep(0.01)

    report = bench_search(search, ["q"], requests=30, rate=1000, clients=1, warm_up=0)
    assert report.p95 > 5 * report.service_p50 > 40


def test_an_idle_server_shows_its_own_time() -> None:
    report = bench_search(lambda _: time.sleep(0.002), ["q"], requests=20, rate=100, clients=4)
    assert report.p50 < 100


def test_failures_are_counted_and_leave_the_percentiles() -> None:
    def search(query: str) -> None:
        if query == "bad":
            raise RuntimeError("no")

    report = bench_search(search, ["ok", "bad"], requests=10, rate=1000, clients=2, warm_up=1)
    assert report.errors == {"RuntimeError: no": 5}
    assert not math.isnan(report.p99)


def test_search_bench_needs_queries() -> None:
    with pytest.raises(ValueError, match="at least one query"):
        bench_search(lambda _: None, [], requests=1)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code = 500 if "boom" in self.path else 200
        body = self.path.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as inherited
        return


@pytest.fixture
def address() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/search?limit=5"
    server.shutdown()
    server.server_close()
    thread.join()


def test_http_search_asks_by_get(address: str) -> None:
    assert http_search(address)("借款") == b"/search?limit=5&q=%E5%80%9F%E6%AC%BE"


def test_http_search_asks_by_post(address: str) -> None:
    answer = http_search(address, parameter="text", method="POST")("借款")
    assert json.loads(str(answer, "utf-8") if isinstance(answer, bytes) else "") == {"text": "借款"}


def test_http_search_takes_a_bad_status_as_failure(address: str) -> None:
    with pytest.raises(RuntimeError, match="HTTP 500"):
        http_search(address)("boom")


@pytest.mark.parametrize(("url", "method"), [("ftp://x/", "GET"), ("http://x/", "PUT")])
def test_http_search_refuses(url: str, method: str) -> None:
    with pytest.raises(ValueError, match=r"give one like|choose GET or POST"):
        http_search(url, method=method)


def test_queries_from_files(tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "甲"}, {"fact": "乙", "query": "whole"}]
    data = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "a.jsonl").write_text(data, encoding="utf-8")
    (tmp_path / "b.jsonl.xz").write_bytes(lzma.compress(data.encode()))
    (tmp_path / "c.txt").write_text("丙\n\n丁\n", encoding="utf-8")
    paths = [tmp_path / name for name in ("a.jsonl", "b.jsonl.xz", "c.txt")]
    assert read_queries(paths) == ["甲", "乙", "甲", "乙", "丙", "丁"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.jsonl", "{", "one JSON object a line"),
        ("a.jsonl", '{"id": 1}', "give a text"),
        ("a.txt", "\n", "no query"),
    ],
)
def test_bad_query_files(tmp_path: Path, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        read_queries([tmp_path / name])


def test_missing_query_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_queries([tmp_path / "none.txt"])


def test_peak_memory_sees_a_large_block() -> None:
    with PeakMemory(every=0.01) as small:
        time.sleep(0.03)
    with PeakMemory(every=0.01) as large:
        block = bytearray(b"x" * 60_000_000)
        time.sleep(0.05)
        del block
    assert large.peak_bytes - small.peak_bytes > 40_000_000


def test_ingest_bench_measures_the_growth_of_the_home(tmp_path: Path) -> None:
    (tmp_path / "old").write_bytes(b"12345")

    def ingest() -> IngestOutcome:
        (tmp_path / "new").write_bytes(b"x" * 1000)
        return IngestOutcome(7, {"parse": 0.5})

    bench = bench_ingest(ingest, tmp_path)
    assert (bench.documents, bench.disk_bytes, bench.steps) == (7, 1000, {"parse": 0.5})
    assert bench.peak_bytes > 1_000_000
    assert folder_bytes(tmp_path) == 1005


def test_written_corpus_is_a_prefix_of_a_larger_one(tmp_path: Path) -> None:
    written = write_corpus(tmp_path / "small", 20)
    write_corpus(tmp_path / "large", 40)
    small = (tmp_path / "small" / "part-0001.jsonl").read_text(encoding="utf-8").splitlines()
    large = (tmp_path / "large" / "part-0001.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(small) == 20
    assert large[:20] == small
    assert written == folder_bytes(tmp_path / "small")


def test_scale_runs_each_size(tmp_path: Path) -> None:
    def ingest(documents: Path, home: Path) -> IngestOutcome:
        rows = [r for p in sorted(documents.iterdir()) for r in p.read_text("utf-8").splitlines()]
        (home / "index").write_text("\n".join(rows), encoding="utf-8")
        return IngestOutcome(len(rows), {"index": len(rows) / 10})

    @contextlib.contextmanager
    def open_search(home: Path) -> Iterator[Search]:
        assert (home / "index").is_file()
        yield lambda _: None

    said: list[str] = []
    points = bench_scale(
        [10, 30],
        tmp_path,
        ingest=ingest,
        open_search=open_search,
        requests=10,
        rate=500,
        progress=said.append,
    )
    assert [point.documents for point in points] == [10, 30]
    assert len(said) == 6
    assert growth(points)["step index"] == pytest.approx(1.0)
    assert "| documents |" in table(points)
    assert [row["documents"] for row in json.loads(to_json(points))] == [10, 30]


def _point(documents: int, seconds: float) -> ScalePoint:
    ingest = IngestBench(documents, seconds, 1000, 1000 * documents, {})
    load = LoadReport(1, 1, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0)
    return ScalePoint(documents, 1, ingest, load)


def test_growth_is_an_exponent() -> None:
    grown = growth([_point(1000, 100.0), _point(100, 1.0)])
    assert grown["ingest"] == pytest.approx(2.0)
    assert grown["disk"] == pytest.approx(1.0)
    assert grown["search p50"] == pytest.approx(0.0)


def test_growth_needs_two_sizes() -> None:
    with pytest.raises(ValueError, match="two sizes"):
        growth([_point(10, 1.0)])


def test_no_answer_is_null_in_json() -> None:
    nan = float("nan")
    report = LoadReport(1, 1, 1.0, 1.0, nan, nan, nan, nan, nan, nan, {"x": 1})
    assert json.loads(to_json([report]))[0]["p50"] is None
    assert report.answered_per_second == 0.0
