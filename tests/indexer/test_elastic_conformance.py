"""The one suite against a real server: as many shards as LEIAN_TEST_ELASTICSEARCH has nodes."""

import secrets
from collections.abc import Callable, Iterator

import pytest

from indexer.backends.elastic import Connection, ElasticIndexAdmin
from indexer.backends.elastic.admin import Layout
from indexer.conformance import CHECKS, DIM
from indexer.manifest import SCHEMA_VERSION
from indexer.types import CaseIndex, Manifest

pytestmark = pytest.mark.elastic


@pytest.fixture
def index(elastic_url: str) -> Iterator[CaseIndex]:
    connection = Connection(elastic_url)
    layout = Layout(prefix=f"test-{secrets.token_hex(4)}", shards=len(connection.addresses))
    admin = ElasticIndexAdmin(connection, layout)
    made = admin.create(Manifest("g1", SCHEMA_VERSION, "none", "none", DIM, "2026"))
    yield made
    made.close()
    admin.drop("g1")
    admin.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_conformance(check: Callable[[CaseIndex], None], index: CaseIndex) -> None:
    check(index)
