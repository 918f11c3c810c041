"""Which indexes of a cluster are generations of ours, by what their mapping's ``_meta`` says.

<prefix>-<generation>          an index; _meta.leian holds manifest, state and builder
<prefix>-<generation>.write    the alias it is written through
<prefix>                       the alias of the current one
<prefix>.previous              the alias of the one before, to roll back to
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from elasticsearch import Elasticsearch

from indexer.backends.elastic.errors import elastic_errors
from indexer.backends.elastic.lease import Lease
from indexer.types import Manifest

__all__ = ["Entry", "Meta", "read_catalog"]

_KEY = "leian"


class Meta(msgspec.Struct, frozen=True):
    """What an index says of itself."""

    manifest: Manifest
    complete: bool = False
    builder: Lease | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the ``_meta`` of a mapping."""
        return {_KEY: msgspec.to_builtins(self)}


@dataclass(frozen=True, slots=True)
class Entry:
    """One generation as the cluster holds it."""

    index: str
    meta: Meta
    aliases: frozenset[str]
    properties: Mapping[str, Any]


def read_catalog(client: Elasticsearch, prefix: str) -> list[Entry]:
    """Return the generations, oldest first; other indexes of a like name are none of ours."""
    with elastic_errors():
        answer = client.indices.get(
            index=f"{prefix}-*", features=["aliases", "mappings"], expand_wildcards="open,hidden"
        )
    found = (_entry(prefix, name, body) for name, body in answer.body.items())
    entries = [entry for entry in found if entry is not None]
    entries.sort(key=lambda one: (one.meta.manifest.created_at, one.meta.manifest.generation))
    return entries


def _entry(prefix: str, name: str, body: Mapping[str, Any]) -> Entry | None:
    mapping = body["mappings"]
    try:
        meta = msgspec.convert(mapping.get("_meta", {}).get(_KEY), Meta)
    except msgspec.ValidationError:
        return None
    if name != f"{prefix}-{meta.manifest.generation}":
        return None
    return Entry(name, meta, frozenset(body["aliases"]), mapping.get("properties", {}))
