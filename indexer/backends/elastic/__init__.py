"""The case index on an Elasticsearch cluster: versions 8 and 9, free basic licence."""

from indexer.backends.elastic.admin import ElasticIndexAdmin, Layout
from indexer.backends.elastic.client import Connection, connect
from indexer.backends.elastic.index import ElasticIndex

__all__ = ["Connection", "ElasticIndex", "ElasticIndexAdmin", "Layout", "connect"]
