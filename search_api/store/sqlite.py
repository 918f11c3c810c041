"""What only an SQLite file needs: a consistent copy, and a look at its own damage."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Engine, text

from corpus.errors import CorruptStateError, StateError
from search_api.store.engine import reading

__all__ = ["check_sqlite", "copy_sqlite"]

_PAGES = 4096  # copied at once: a writer waits no longer than that takes


def copy_sqlite(engine: Engine, path: Path) -> None:
    """Write a consistent copy into a new file by SQLite's own backup.

    Raises:
        StateError: the database is no SQLite file.
        CorruptStateError: it cannot be read to its end.
    """
    if engine.dialect.name != "sqlite":
        raise StateError("文书库不在本机的 SQLite 中，请用数据库自己的备份工具（如 pg_dump）。")
    with closing(engine.raw_connection()) as connection, closing(sqlite3.connect(path)) as copy:
        source = connection.driver_connection
        if source is None:
            raise StateError("文书库的连接已断开，请重试。")
        try:
            source.backup(copy, pages=_PAGES)
            # The copy is one file: no journal beside it is needed to read it.
            copy.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.DatabaseError as error:
            raise CorruptStateError(
                f"文书库无法完整读出（{error}）。请运行 leian doctor"
            ) from error


def check_sqlite(engine: Engine) -> str | None:
    """Return what SQLite finds wrong with the file, None when all is well or it is no SQLite."""
    if engine.dialect.name != "sqlite":
        return None
    with reading(engine) as connection:
        found = [row[0] for row in connection.execute(text("PRAGMA quick_check(5)"))]
    return None if found == ["ok"] else "；".join(map(str, found))
