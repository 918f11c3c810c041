"""How the cluster is reached: addresses, who we are, and whom we trust."""

import ssl
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from elasticsearch import Elasticsearch

from corpus.errors import InputError
from indexer.backends.elastic.errors import elastic_errors

__all__ = ["Connection", "connect"]

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TIMEOUT = 30.0  # seconds for one answer of one node
_RETRIES = 3  # each on another node where there are several


@dataclass(frozen=True, slots=True)
class Connection:
    """Addresses separated by commas, and either an API key, user and password, or neither."""

    url: str
    api_key: str = field(default="", repr=False)
    user: str = ""
    password: str = field(default="", repr=False)
    ca: Path | None = None
    timeout: float = _TIMEOUT

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return the addresses, one a node."""
        return tuple(part.strip().rstrip("/") for part in self.url.split(",") if part.strip())


def _check_address(address: str, *, secret: bool) -> None:
    parts = urlsplit(address)
    try:
        port = parts.port
    except ValueError:
        port = None
    if parts.scheme not in {"http", "https"} or not parts.hostname or port is None:
        raise InputError(
            "LEIAN_ELASTICSEARCH_URL 须为 http(s)://主机:端口，多个以逗号分隔，"
            "例如 https://es1:9200,https://es2:9200"
        )
    if parts.username or parts.password:
        raise InputError(
            "LEIAN_ELASTICSEARCH_URL 中不要写用户名和密码。请用 LEIAN_ELASTICSEARCH_USER 和 "
            "LEIAN_ELASTICSEARCH_PASSWORD_FILE"
        )
    if secret and parts.scheme == "http" and parts.hostname not in _LOOPBACK:
        raise InputError(
            f"不能以明文 http 向 {parts.hostname} 发送密钥或密码。请改用 https，"
            "并以 LEIAN_ELASTICSEARCH_CA 指定证书"
        )


def _check(connection: Connection) -> None:
    if connection.api_key and (connection.user or connection.password):
        raise InputError("LEIAN_ELASTICSEARCH_API_KEY 与用户名密码只能设一种")
    if bool(connection.user) != bool(connection.password):
        raise InputError("LEIAN_ELASTICSEARCH_USER 与 LEIAN_ELASTICSEARCH_PASSWORD 须同时设置")
    if not connection.addresses:
        raise InputError("LEIAN_ELASTICSEARCH_URL 为空。请填写 https://主机:端口")
    if connection.ca is not None and not connection.ca.is_file():
        raise InputError(f"没有证书文件 {connection.ca}。请检查 LEIAN_ELASTICSEARCH_CA")
    if connection.ca is not None:
        try:
            ssl.create_default_context(cafile=connection.ca)
        except ssl.SSLError as error:
            raise InputError(
                f"{connection.ca} 不是 PEM 格式的证书。请检查 LEIAN_ELASTICSEARCH_CA"
            ) from error
    for address in connection.addresses:
        _check_address(address, secret=bool(connection.api_key or connection.password))


def connect(connection: Connection) -> Elasticsearch:
    """Return a client; nothing is sent before it is used.

    Reads are tried again on another node; writes are repeated by ``bulk`` alone, which knows what
    may be repeated. A certificate that does not fit is an error.

    Raises:
        InputError: the settings contradict each other, or would send a secret in clear.
    """
    _check(connection)
    trust: dict[str, Any] = {"ca_certs": str(connection.ca)} if connection.ca else {}
    with elastic_errors():
        return Elasticsearch(
            list(connection.addresses),
            api_key=connection.api_key or None,
            basic_auth=(connection.user, connection.password) if connection.user else None,
            request_timeout=connection.timeout,
            max_retries=_RETRIES,
            retry_on_timeout=True,
            retry_on_status=(502, 503, 504),
            **trust,
        )
