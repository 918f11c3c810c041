"""What a real server cannot be made to do: refuse one item, answer in part, go away and come back.

The transport plays the answers; ``test_elastic_admin.py`` talks to a server.
"""

import inspect
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import elastic_transport
import elasticsearch
import pytest
from elastic_transport import ApiResponseMeta, HttpHeaders, NodeConfig

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LeianError,
    MismatchError,
    QueryError,
    RefusedError,
    UnavailableError,
)
from indexer.backends.elastic.bulk import BulkWriter, Item, batches
from indexer.backends.elastic.client import Connection, connect
from indexer.backends.elastic.errors import api_error, elastic_errors
from indexer.backends.elastic.index import ElasticIndex
from indexer.types import AllOf, ById, CaseDocument, Query, TextField
from tests.indexer.elastic_fake import Answer, fake_client

META = ApiResponseMeta(500, "1.1", HttpHeaders(), 0.0, NodeConfig("http", "127.0.0.1", 1))
SECRET = "geheim-42"  # noqa: S105 - invented


# ---------------------------------------------------------------- errors


def foreign_errors() -> Iterator[Exception]:
    for module in (elastic_transport, elasticsearch):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if not issubclass(kind, Exception) or issubclass(kind, Warning):
                continue
            if issubclass(kind, elastic_transport.ApiError):
                yield kind("failed", META, {"error": {"type": name, "reason": "r"}})
            elif name != "ElasticsearchException":
                yield kind(f"https://u:{SECRET}@es:9200 failed")


@pytest.mark.parametrize("error", list(foreign_errors()), ids=lambda error: type(error).__name__)
def test_every_error_of_the_client_becomes_ours(error: Exception) -> None:
    with pytest.raises(LeianError) as caught, elastic_errors():
        raise error
    assert SECRET not in str(caught.value)
    assert type(caught.value) is not LeianError


@pytest.mark.parametrize(
    ("status", "kind", "ours", "advice"),
    [
        (404, "index_not_found_exception", CorruptStateError, "leian reindex"),
        (400, "strict_dynamic_mapping_exception", MismatchError, "leian reindex"),
        (400, "too_many_nested_clauses", QueryError, "减少"),
        (401, "security_exception", BackendError, "LEIAN_ELASTICSEARCH_API_KEY"),
        (403, "security_exception", BackendError, "权限"),
        (429, "circuit_breaking_exception", UnavailableError, "内存不足"),
        (503, "no_shard_available_action_exception", UnavailableError, "稍后再试"),
        (500, "null_pointer_exception", BackendError, "null_pointer_exception"),
    ],
)
def test_what_the_server_says_becomes_what_to_do(
    status: int, kind: str, ours: type[LeianError], advice: str
) -> None:
    body = {"error": {"type": "search_phase_execution_exception", "reason": "all shards failed",
                      "root_cause": [{"type": kind, "reason": "why"}]}}  # fmt: skip
    error = api_error(status, body)
    assert type(error) is ours
    assert advice in str(error)


# ---------------------------------------------------------------- the connection


def test_secrets_are_in_no_text_and_on_no_clear_line(tmp_path: Path) -> None:
    given = Connection("https://es1:9200, https://es2:9200/", user="leian", password=SECRET)
    assert SECRET not in repr(given)
    client = connect(given)
    nodes = [node.base_url for node in client.transport.node_pool.all()]
    assert sorted(nodes) == ["https://es1:9200", "https://es2:9200"]
    assert all(node.config.verify_certs for node in client.transport.node_pool.all())
    assert SECRET not in repr(client)
    client.close()
    with pytest.raises(InputError, match="明文 http") as caught:
        connect(Connection("http://es1:9200", api_key=SECRET))
    assert SECRET not in str(caught.value)
    connect(Connection("http://127.0.0.1:9200", api_key=SECRET)).close()


@pytest.mark.parametrize(
    ("connection", "match"),
    [
        (Connection(" , "), "为空"),
        (Connection("es1:9200"), "http"),
        (Connection("https://es1"), "端口"),
        (Connection("https://es1:x"), "端口"),
        (Connection(f"https://u:{SECRET}@es1:9200"), "不要写用户名"),
        (Connection("https://es1:9200", api_key="k", user="u", password="p"), "只能设一种"),  # noqa: S106
        (Connection("https://es1:9200", user="u"), "须同时设置"),
        (Connection("https://es1:9200", ca=Path("no.pem")), "没有证书文件"),
    ],
)
def test_settings_that_contradict_each_other(connection: Connection, match: str) -> None:
    with pytest.raises(InputError, match=match) as caught:
        connect(connection)
    assert SECRET not in str(caught.value)


def test_a_ca_that_is_no_certificate_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("no certificate", "utf-8")
    with pytest.raises(InputError, match="PEM"):
        connect(Connection("https://es1:9200", ca=file))


def test_an_absent_server_is_unavailable() -> None:
    client = connect(Connection("http://127.0.0.1:9", user="u", password=SECRET, timeout=2))
    index = ElasticIndex(client, "leian-g1", dim=0)
    with pytest.raises(UnavailableError, match="LEIAN_ELASTICSEARCH_URL") as caught:
        index.count(AllOf())
    assert SECRET not in str(caught.value)
    client.close()


# ---------------------------------------------------------------- writing


class Cluster:
    """Plays bulk answers: by turns an error, a status of the whole, or the items' own statuses."""

    def __init__(self, *turns: Exception | int | dict[str, int]) -> None:
        self.turns = list(turns)
        self.requests: list[list[str]] = []
        self.stored: dict[str, Any] = {}

    def __call__(self, method: str, target: str, body: Any) -> Answer:
        if "/_refresh" in target:
            return 200, {"_shards": {"failed": 0}}
        assert "require_alias=true" in target
        turn = self.turns.pop(0) if self.turns else {}
        lines = [json.loads(line) for line in body]
        ids = [line["index"]["_id"] for line in lines[::2]]
        self.requests.append(ids)
        if isinstance(turn, Exception):
            return turn
        if isinstance(turn, int):
            return turn, {"error": {"type": "es_rejected_execution_exception", "reason": "full"}}
        items = []
        for id_, source in zip(ids, lines[1::2], strict=True):
            status = turn.get(id_, 201)
            items.append({"index": {"_id": id_, "status": status}})
            if status >= 300:
                items[-1]["index"]["error"] = {"type": "mapper_parsing_exception", "reason": "bad"}
            else:
                self.stored[id_] = source
        return 200, {"errors": bool(turn), "items": items}


def write(cluster: Cluster, *ids: str, deadline: float = 60) -> tuple[BulkWriter, list[float]]:
    pauses: list[float] = []
    now = [0.0]

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        now[0] += seconds

    writer = BulkWriter(
        fake_client(cluster), "x.write", deadline=deadline, sleep=sleep, clock=lambda: now[0]
    )
    with writer:
        for id_ in ids:
            writer.send([item(id_)])
    return writer, pauses


def item(id_: str, size: int = 0) -> Item:
    action, source = {"index": {"_id": id_}}, {"id": id_, "pad": "x" * size}
    return Item(id_, (json.dumps(action).encode(), json.dumps(source).encode()))


@pytest.mark.parametrize(
    "fault",
    [
        429,
        503,
        elastic_transport.ConnectionError("reset"),
        elastic_transport.ConnectionTimeout("late"),
        elastic_transport.SerializationError("half of an answer"),
        {"a": 429},
    ],
    ids=str,
)
def test_what_may_work_later_is_sent_again(fault: Any) -> None:
    cluster = Cluster(fault, fault, fault)
    writer, pauses = write(cluster, "a")
    assert list(cluster.stored) == ["a"]
    assert len(cluster.requests) == 4
    assert len(pauses) == 3
    assert all(0.125 * 2**n <= pause <= 0.25 * 2**n for n, pause in enumerate(pauses))
    assert writer.refused == []


def test_only_the_busy_items_are_sent_again() -> None:
    cluster = Cluster({"b": 429})
    with BulkWriter(fake_client(cluster), "x.write", sleep=lambda _: None) as writer:
        writer.send([item("a"), item("b"), item("c")])
    assert cluster.requests == [["a", "b", "c"], ["b"]]


def test_a_storm_ends_at_the_deadline() -> None:
    cluster = Cluster(*[429] * 1000)
    with pytest.raises(UnavailableError, match="60 秒后放弃"):
        write(cluster, "a")
    assert 5 < len(cluster.requests) < 30


def test_an_item_that_is_refused_is_named_and_the_others_are_there() -> None:
    cluster = Cluster({"b": 400})
    index = ElasticIndex(fake_client(cluster), "x", dim=0)
    with pytest.raises(RefusedError, match="b（mapper_parsing_exception：bad）") as caught:
        index.write(CaseDocument(id_, {TextField.FULL: ["甲"]}, {}) for id_ in "abc")
    assert caught.value.refused == (("b", "mapper_parsing_exception：bad"),)
    assert sorted(cluster.stored) == ["a", "c"]


def test_of_one_id_the_last_counts_also_over_requests() -> None:
    cluster = Cluster(503)  # the first request is late
    now = Item("a", (item("a").lines[0], b'{"id":"a","n":2}'))
    with BulkWriter(fake_client(cluster), "x.write", sleep=lambda _: None) as writer:
        writer.send([item("a"), item("b"), item("b")])
        writer.send([now])
    assert cluster.stored["a"] == {"id": "a", "n": 2}
    assert cluster.requests == [["a", "b"], ["a", "b"], ["a"]]


def test_an_index_that_is_gone_is_not_made_anew() -> None:
    cluster = Cluster({"a": 404})
    with pytest.raises(CorruptStateError, match="leian reindex"):
        write(cluster, "a")


def test_batches_are_bounded() -> None:
    sizes = [len(batch) for batch in batches(item(str(n)) for n in range(1200))]
    assert sizes == [500, 500, 200]
    large = [len(batch) for batch in batches(item(str(n), 2_000_000) for n in range(5))]
    assert large == [2, 2, 1]
    assert list(batches([])) == []


# ---------------------------------------------------------------- reading


def answer(**changed: Any) -> dict[str, Any]:
    whole = {"total": 3, "successful": 3, "skipped": 0, "failed": 0}
    hits = {"total": {"value": 1}, "hits": [{"sort": ["a"]}]}
    return {"timed_out": False, "_shards": whole, "hits": hits} | changed


@pytest.mark.parametrize(
    "part",
    [
        answer(timed_out=True),
        answer(_shards={"total": 3, "successful": 2, "skipped": 0, "failed": 1}),
        answer(_shards={"total": 3, "successful": 2, "skipped": 0, "failed": 0}),
        {"status": 503, "error": {"type": "search_phase_execution_exception", "reason": "x"}},
    ],
    ids=["late", "failed shard", "missing shard", "error"],
)
def test_a_part_is_no_answer(part: dict[str, Any]) -> None:
    asked = []

    def play(method: str, target: str, body: Any) -> Answer:
        asked.append(body)
        return 200, {"responses": [answer(), part]}

    index = ElasticIndex(fake_client(play), "x", dim=0)
    with pytest.raises(UnavailableError, match=r"稍后再试"):
        index.search([Query(ById())])
    assert all(header["allow_partial_search_results"] is False for header in asked[0][::2])


def test_lists_and_counts_travel_in_one_request() -> None:
    asked = []

    def play(method: str, target: str, body: Any) -> Answer:
        asked.append(len(body) // 2)
        return 200, {"responses": [answer()] * (len(body) // 2)}

    index = ElasticIndex(fake_client(play), "x", dim=0)
    pages = index.search([Query(ById()), Query(ById(), limit=5), Query(ById(), limit=0)])
    assert [page.total for page in pages] == [1, 1, 1]
    assert asked == [3]  # one count, two lists


def test_nothing_is_logged_about_secrets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    client = connect(Connection("http://127.0.0.1:9", api_key=SECRET, timeout=2))
    with pytest.raises(UnavailableError):
        ElasticIndex(client, "x", dim=0).count(AllOf())
    client.close()
    assert SECRET not in caplog.text
