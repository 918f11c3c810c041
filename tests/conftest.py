"""Tests are offline by construction: loopback sockets only, no LEIAN_ variable from outside."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import enable_socket, socket_allow_hosts

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in list(os.environ):
        if name.startswith("LEIAN_") and not name.startswith("LEIAN_TEST_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("LEIAN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")


@pytest.fixture(autouse=True)
def _offline() -> Iterator[None]:
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)
    yield
    enable_socket()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real judgments, or skip."""
    if not SHARED_DATA.is_dir():
        pytest.skip("needs the real judgments in ../shared/data, which are not part of the project")
    return SHARED_DATA


@pytest.fixture(scope="session")
def elastic_url() -> str:
    """Return the addresses of a real Elasticsearch, separated by commas, or skip."""
    url = os.environ.get("LEIAN_TEST_ELASTICSEARCH", "")
    if not url:
        pytest.skip("needs Elasticsearch: set LEIAN_TEST_ELASTICSEARCH to its address")
    return url
