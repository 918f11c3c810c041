"""The database engine: how SQLite is set up, and vendor errors made ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.pool import StaticPool

from corpus.errors import (
    BackendError,
    CorruptStateError,
    LeianError,
    LockedError,
    MissingStateError,
    StateError,
    UnavailableError,
)

__all__ = ["database_errors", "make_engine", "reading", "writing"]

_BUSY_MS = 20_000
_MAPPED = 4 << 30
# What the database says → our error and what to do.
_KNOWN: tuple[tuple[tuple[str, ...], type[LeianError], str], ...] = (
    (
        ("database is locked", "database table is locked"),
        LockedError,
        "另一个进程正在写入文书库（{reason}）。请等它结束后重试",
    ),
    (
        ("readonly database", "unable to open database file"),
        StateError,
        "文书库不能写入（{reason}）。请给运行 leian 的用户读写权限，或用 --home 另指定目录",
    ),
    (
        ("malformed", "not a database", "disk i/o error"),
        CorruptStateError,
        "文书库已损坏（{reason}）。请恢复最近的备份：leian restore 备份文件 --home 新目录",
    ),
    (
        ("no such table", "undefinedtable"),
        MissingStateError,
        "文书库尚未建立。请先入库：leian ingest 文件或文件夹…",
    ),
)


def make_engine(url: str) -> Engine:
    """Return an engine for the record store.

    SQLite runs in WAL mode with full synchronisation: a committed batch survives a killed process
    and a lost power supply, and readers never wait for the writer.
    """
    target = make_url(url)
    if target.get_backend_name() != "sqlite":
        return create_engine(target, pool_pre_ping=True)
    options: dict[str, Any] = {}
    if target.database in (None, "", ":memory:"):
        options = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
    engine = create_engine(target, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own idea of transactions would begin one too late for BEGIN IMMEDIATE.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
    # Judgments are long: large pages and mapped memory read one in half the time. The page size
    # is that of a new file only.
    cursor.execute("PRAGMA page_size=16384")
    cursor.execute(f"PRAGMA mmap_size={_MAPPED}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-32000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads and then writes takes the write lock at once: upgrading later would
    # fail where another process wrote in between, without waiting.
    write = connection.get_execution_options().get("leian_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection on one consistent state of the database."""
    with database_errors(), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in one write transaction: all of it is kept, or nothing."""
    writer = engine.execution_options(leian_write=True)
    with database_errors(), writer.connect() as connection, connection.begin():
        yield connection


@contextmanager
def database_errors() -> Iterator[None]:
    """Turn the database's errors into ours, with what to do.

    Raises:
        LockedError: another process holds the write lock for too long.
        StateError: the file cannot be written, or not even opened.
        CorruptStateError: the file is damaged.
        MissingStateError: there are no tables yet.
        UnavailableError: the server does not answer.
        BackendError: anything else.
    """
    try:
        yield
    except exc.SQLAlchemyError as error:
        raise _translated(error) from error


def _translated(error: Exception) -> Exception:
    reason = str(getattr(error, "orig", None) or error)
    lowered = reason.lower()
    for words, kind, said in _KNOWN:
        if any(word in lowered for word in words):
            return kind(said.format(reason=reason))
    if isinstance(error, exc.DBAPIError) and error.connection_invalidated:
        return UnavailableError(f"文书库没有应答（{reason}）。请稍后重试")
    if isinstance(error, (exc.OperationalError, exc.TimeoutError)):
        return UnavailableError(f"文书库现在不能使用（{reason}）。请用 leian doctor 检查")
    return BackendError(f"文书库出错（{reason}）。请用 leian doctor 检查")
