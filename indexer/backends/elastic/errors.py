"""The one place where Elasticsearch's exceptions become ours.

Nothing that a request held (address, header, secret) goes into a message: only the name of the
error, the server's reason for it, and what to do.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from elastic_transport import (
    ApiError,
    ConnectionTimeout,
    SerializationError,
    TlsError,
    TransportError,
)
from elasticsearch import UnsupportedProductError

from corpus.errors import (
    BackendError,
    CorruptStateError,
    InputError,
    LeianError,
    MismatchError,
    QueryError,
    UnavailableError,
)

__all__ = ["BUSY", "api_error", "elastic_errors", "reason_of"]

BUSY = frozenset({429, 502, 503, 504})  # later it may work
_UNAUTHORISED = frozenset({401, 403})
_MISSING = 404
_LONGEST = 300
_AWAY = "请检查集群是否运行，以及 LEIAN_ELASTICSEARCH_URL"

_BY_TYPE: dict[str, tuple[type[LeianError], str]] = {
    "index_not_found_exception": (CorruptStateError, "集群中没有这个索引。请运行 leian reindex"),
    "alias_not_found_exception": (CorruptStateError, "集群中没有这个别名。请运行 leian reindex"),
    "index_closed_exception": (CorruptStateError, "索引已被关闭。请由集群管理员打开它"),
    "strict_dynamic_mapping_exception": (
        MismatchError,
        "索引的字段与本程序不同。请运行 leian reindex",
    ),
    "too_many_clauses": (QueryError, "检索条件过多。请减少词语或条件"),
    "too_many_nested_clauses": (QueryError, "检索条件过多。请减少词语或条件"),
    "too_many_buckets_exception": (QueryError, "分面的值过多。请减少所要的个数"),
    "x_content_parse_exception": (QueryError, "集群不接受这个检索条件"),
    "circuit_breaking_exception": (UnavailableError, "集群内存不足，请稍后再试"),
    "es_rejected_execution_exception": (UnavailableError, "集群繁忙，请稍后再试"),
    "search_context_missing_exception": (UnavailableError, "检索中断过久，请重新开始"),
    "cluster_block_exception": (UnavailableError, "集群拒绝写入（磁盘将满或被锁定），请先处理"),
}


def reason_of(error: object) -> tuple[str, str]:
    """Return type and reason of an error as Elasticsearch writes it, its deepest cause first."""
    kind, reason = "", ""
    while isinstance(error, Mapping):
        kind = str(error.get("type") or kind)
        reason = str(error.get("reason") or reason)
        roots = error.get("failed_shards") or error.get("root_cause")
        inner = error.get("caused_by")
        if kind in _BY_TYPE or not (roots or inner):
            break
        error = inner or _first(roots)
    return kind, reason[:_LONGEST]


def _first(roots: object) -> object:
    first = roots[0] if isinstance(roots, list) and roots else None
    inner = first.get("reason") if isinstance(first, Mapping) else None
    return inner if isinstance(inner, Mapping) else first  # of a shard, or the cause itself


def api_error(status: int, body: object) -> LeianError:
    """Return our error for an answer with an error in it, whole or of one search among several."""
    error: Any = body.get("error", body) if isinstance(body, Mapping) else body
    kind, reason = reason_of(error)
    if status in _UNAUTHORISED:
        return BackendError(
            f"集群拒绝访问（{status}）。请检查 LEIAN_ELASTICSEARCH_API_KEY，或用户名、密码及其权限"
        )
    if kind in _BY_TYPE:
        ours, advice = _BY_TYPE[kind]
        return ours(f"{advice}（{kind}：{reason}）")
    if status in BUSY:
        return UnavailableError(f"搜索集群暂不可用（{status} {kind}），请稍后再试")
    if status == _MISSING:
        return CorruptStateError(f"集群中没有所需的索引（{kind}）。请运行 leian reindex")
    return BackendError(f"搜索集群出错（{status} {kind}）：{reason}")


def _transport_error(error: TransportError) -> LeianError:
    if isinstance(error, TlsError):
        return BackendError(
            "与搜索集群的加密连接失败：证书不被信任或与主机名不符。请检查 LEIAN_ELASTICSEARCH_CA"
        )
    if isinstance(error, SerializationError):
        return UnavailableError("搜索集群的回答不完整或不是 JSON，请稍后再试")
    if isinstance(error, ConnectionTimeout):
        return UnavailableError(f"搜索集群没有在期限内回答。{_AWAY}")
    return UnavailableError(f"无法连接搜索集群。{_AWAY}")


@contextmanager
def elastic_errors() -> Iterator[None]:
    """Turn the client's exceptions into ours."""
    try:
        yield
    except UnsupportedProductError as error:
        raise BackendError(
            "LEIAN_ELASTICSEARCH_URL 处不是 Elasticsearch 8 或 9。请检查地址"
        ) from error
    except ApiError as error:
        raise api_error(error.meta.status, error.body) from error
    except TransportError as error:
        raise _transport_error(error) from error
    except UnicodeEncodeError as error:
        raise InputError(f"文本含有不成对的代理字符，不是有效的 Unicode：{error.reason}") from error
