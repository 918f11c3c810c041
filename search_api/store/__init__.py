"""Record store on SQLAlchemy: SQLite by default, PostgreSQL by a setting."""

from search_api.store.records import SqlRecordStore
from search_api.store.statutes import ArticleReport, SqlStatuteStore
from search_api.store.types import Counts, Run, Version

__all__ = ["ArticleReport", "Counts", "Run", "SqlRecordStore", "SqlStatuteStore", "Version"]
