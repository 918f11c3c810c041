"""The one suite against a real server: as many shards as LEIAN_TEST_ELASTICSEARCH has nodes.

Each check has an index as searches see one: finished, with a copy of each shard where there is a
second node.
"""

import secrets
from collections.abc import Callable, Iterator

import pytest

from indexer.backends.elastic import Connection, ElasticIndexAdmin, Layout
from indexer.conformance import CHECKS, DIM
from indexer.manifest import SCHEMA_VERSION
from indexer.types import CaseIndex, Manifest

pytestmark = pytest.mark.elastic


@pytest.fixture
def index(elastic_url: str) -> Iterator[CaseIndex]:
    connection = Connection(elastic_url)
    layout = Layout(prefix=f"test-{secrets.token_hex(4)}", shards=len(connection.addresses))
    admin = ElasticIndexAdmin(connection, layout)
    manifest = Manifest("g1", SCHEMA_VERSION, "none", "none", DIM, "2026")
    admin.create(manifest).close()
    admin.finish(manifest)
    made = admin.open("g1")
    yield made
    made.close()
    admin.drop("g1")
    admin.close()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_conformance(check: Callable[[CaseIndex], None], index: CaseIndex) -> None:
    check(index)
